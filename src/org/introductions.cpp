#include "org/introductions.hpp"

#include <algorithm>
#include <tuple>

namespace sandan::org {
namespace {

const RelationStage& stage_of(const Vocabulary& vocabulary, std::int8_t stage) noexcept {
  return vocabulary.stages[stage == unknown_code ? 0 : static_cast<std::size_t>(stage)];
}

/// Which of two arcs between the same people counts.
bool counts_before(const Arc& a, const Arc& b) noexcept {
  if (a.cost != b.cost) return a.cost < b.cost;
  return std::tuple(a.kind, a.back) < std::tuple(b.kind, b.back);
}

/// Puts an arc at its place among the arcs before `end`; whether there is one more.
bool insert_arc(Arc* begin, Arc* end, const Arc& arc) noexcept {
  Arc* at = end;
  while (at != begin && at[-1].to > arc.to)
    --at;
  if (at != begin && at[-1].to == arc.to) {
    if (counts_before(arc, at[-1])) at[-1] = arc;
    return false;
  }
  for (Arc* i = end; i != at; --i)
    *i = i[-1];
  *at = arc;
  return true;
}

/// The same for all arcs of a person at once.
Arc* sort_arcs(Arc* begin, Arc* end) {
  std::sort(begin, end, [](const Arc& a, const Arc& b) {
    return a.to != b.to ? a.to < b.to : counts_before(a, b);
  });
  return std::unique(begin, end, [](const Arc& a, const Arc& b) { return a.to == b.to; });
}

}  // namespace

void Introductions::build(const MapView& map, const Standing& standing,
                          std::span<const Withheld> withheld) {
  const Vocabulary& vocabulary = map.vocabulary();
  size = map.size();
  const auto n = static_cast<std::size_t>(size);
  start.resize(n);
  arrival_.resize(n);
  held = 0;
  for (std::size_t p = 0; p < n; ++p) {
    const RelationStage& stage = stage_of(vocabulary, standing.stage[p]);
    const bool left_out = !withheld.empty() && withheld[p] != Withheld::no;
    start[p] = stage.held && !left_out ? stage.start_cost : no_way;
    arrival_[p] = left_out ? no_way : stage.arrival_cost;
    if (small() && start[p] != no_way) held |= std::uint64_t{1} << p;
  }
  place(map, withheld);
  close_rows();
}

void Introductions::place(const MapView& map, std::span<const Withheld> withheld) {
  const Vocabulary& vocabulary = map.vocabulary();
  first.assign(static_cast<std::size_t>(size) + 1, 0);
  for (const Edge& edge : map.edges) {
    ++first[static_cast<std::size_t>(edge.from) + 1];
    ++first[static_cast<std::size_t>(edge.to) + 1];
  }
  for (std::size_t p = 0; p < static_cast<std::size_t>(size); ++p)
    first[p + 1] += first[p];
  end_.assign(first.begin(), first.end() - 1);
  arcs.resize(2 * map.edges.size());
  const auto put = [&](std::int32_t from, const Arc& arc) {
    const auto p = static_cast<std::size_t>(from);
    Arc* const end = arcs.data() + end_[p];
    if (!small()) {
      *end = arc;
      ++end_[p];
    } else if (insert_arc(arcs.data() + first[p], end, arc)) {
      ++end_[p];
    }
  };
  for (const Edge& edge : map.edges) {
    const RelationKind& kind = vocabulary.kinds[edge.kind];
    const auto from = static_cast<std::size_t>(edge.from);
    const auto to = static_cast<std::size_t>(edge.to);
    if (!withheld.empty() && (withheld[from] != Withheld::no || withheld[to] != Withheld::no)) {
      continue;
    }
    const double there = kind.route_cost / edge.weight + arrival_[to];
    const double back = kind.route_cost_back / edge.weight + arrival_[from];
    if (there < no_way) put(edge.from, {edge.to, edge.kind, false, there});
    if (back < no_way) put(edge.to, {edge.from, edge.kind, true, back});
  }
}

/// Takes out the room left between the arcs of one person and the next.
void Introductions::close_rows() {
  const auto n = static_cast<std::size_t>(size);
  out.assign(small() ? n : 0, 0);
  Arc* const all = arcs.data();
  std::int32_t filled = 0;
  for (std::size_t p = 0; p < n; ++p) {
    Arc* const begin = all + first[p];
    Arc* end = all + end_[p];
    if (!small()) end = sort_arcs(begin, end);
    if (begin != all + filled) std::copy(begin, end, all + filled);
    first[p] = filled;
    filled += static_cast<std::int32_t>(end - begin);
    if (!small()) continue;
    for (const Arc* arc = all + first[p]; arc != all + filled; ++arc)
      out[p] |= std::uint64_t{1} << arc->to;
  }
  first[n] = filled;
  arcs.resize(static_cast<std::size_t>(filled));
}

const Arc* Introductions::arc(std::int32_t from, std::int32_t to) const noexcept {
  const auto row = arcs_of(from);
  const auto at = std::lower_bound(row.begin(), row.end(), to,
                                   [](const Arc& arc, std::int32_t p) { return arc.to < p; });
  return at != row.end() && at->to == to ? &*at : nullptr;
}

void ArcsIn::read(const Introductions& graph) {
  const auto n = static_cast<std::size_t>(graph.size);
  first.assign(n + 2, 0);
  for (const Arc& arc : graph.arcs)
    ++first[static_cast<std::size_t>(arc.to) + 2];
  for (std::size_t p = 2; p < n + 2; ++p)
    first[p] += first[p - 1];
  arcs.resize(graph.arcs.size());
  for (std::int32_t p = 0; p < graph.size; ++p) {
    for (const Arc& arc : graph.arcs_of(p)) {
      const std::int32_t at = first[static_cast<std::size_t>(arc.to) + 1]++;
      arcs[static_cast<std::size_t>(at)] = {p, arc.cost};
    }
  }
}

}  // namespace sandan::org
