#include "org/influence_graph.hpp"

#include <algorithm>
#include <cmath>

namespace sandan::org {
namespace {

/// Bound on one influence, so that no sum of them overflows.
constexpr double most_influence = 1e290;
/// Bound below on one share: less is not told from nothing by any answer, but a
/// path stays a path.
constexpr double least_share = 1e-30;
/// Rows up to this length are sorted in place; most are nearly sorted.
constexpr std::int32_t short_row = 24;

double amount_of(double influence, double weight) noexcept {
  return influence > 0 ? std::min(influence * weight, most_influence) : 0;
}

template <class Pull>
void sort_row(Pull* begin, Pull* end) {
  const auto before = [](const Pull& a, const Pull& b) { return a.column < b.column; };
  if (end - begin > short_row) {
    std::stable_sort(begin, end, before);
    return;
  }
  for (Pull* at = begin; at < end; ++at) {
    const Pull moved = *at;
    Pull* to = at;
    for (; to > begin && before(moved, to[-1]); --to)
      *to = to[-1];
    *to = moved;
  }
}

}  // namespace

void InfluenceGraph::build(const MapView& map, const VerdictRequest& request) {
  size = map.size();
  count_rows(map);
  fill_rows(map);
  merge_rows();
  set_stubbornness(map, request);
}

void InfluenceGraph::count_rows(const MapView& map) {
  const auto& kinds = map.vocabulary().kinds;
  first.assign(static_cast<std::size_t>(size) + 1, 0);
  for (const Edge& edge : map.edges) {
    const RelationKind& kind = kinds[edge.kind];
    if (amount_of(kind.influence, edge.weight) > 0) ++first[static_cast<std::size_t>(edge.to) + 1];
    if (amount_of(kind.influence_back, edge.weight) > 0)
      ++first[static_cast<std::size_t>(edge.from) + 1];
  }
  for (std::size_t i = 1; i < first.size(); ++i)
    first[i] += first[i - 1];
}

void InfluenceGraph::fill_rows(const MapView& map) {
  const auto& kinds = map.vocabulary().kinds;
  ends_.assign(first.begin(), first.end());
  pulls_.resize(static_cast<std::size_t>(first.back()));
  const auto add = [this](std::int32_t row, std::int32_t of, double amount) {
    if (amount <= 0) return;
    pulls_[static_cast<std::size_t>(ends_[static_cast<std::size_t>(row)]++)] = {of, amount};
  };
  for (const Edge& edge : map.edges) {
    const RelationKind& kind = kinds[edge.kind];
    add(edge.to, edge.from, amount_of(kind.influence, edge.weight));
    add(edge.from, edge.to, amount_of(kind.influence_back, edge.weight));
  }
}

void InfluenceGraph::merge_rows() {
  column.resize(pulls_.size());
  share.resize(pulls_.size());
  std::size_t filled = 0;
  for (std::size_t row = 0; row < static_cast<std::size_t>(size); ++row) {
    Pull* const begin = pulls_.data() + first[row];
    Pull* const end = pulls_.data() + ends_[row];
    sort_row(begin, end);
    const std::size_t start = filled;
    double sum = 0;
    for (const Pull* pull = begin; pull < end; ++pull) {
      if (filled > start && column[filled - 1] == pull->column) {
        share[filled - 1] += pull->amount;
      } else {
        column[filled] = pull->column;
        share[filled++] = pull->amount;
      }
      sum += pull->amount;
    }
    for (std::size_t e = start; e < filled; ++e)
      share[e] = std::max(share[e] / sum, least_share);
    first[row] = static_cast<std::int32_t>(start);
  }
  first[static_cast<std::size_t>(size)] = static_cast<std::int32_t>(filled);
  column.resize(filled);
  share.resize(filled);
}

void InfluenceGraph::set_stubbornness(const MapView& map, const VerdictRequest& request) {
  const Vocabulary& vocabulary = map.vocabulary();
  stubbornness.resize(static_cast<std::size_t>(size));
  for (std::size_t p = 0; p < stubbornness.size(); ++p) {
    const Person& person = map.people[p];
    double& own = stubbornness[p];
    if (first[p] == first[p + 1]) {
      own = 1;
    } else if (request.model == OpinionModel::degroot) {
      own = 0;
    } else if (request.stubbornness) {
      own = *request.stubbornness;
    } else if (!std::isnan(person.stubbornness)) {
      own = person.stubbornness;
    } else {
      own = vocabulary.influence.stubbornness;
      if (person.level >= 0) {
        const Level& level = vocabulary.levels[static_cast<std::size_t>(person.level)];
        own = level.stubbornness.value_or(own);
      }
    }
  }
}

}  // namespace sandan::org
