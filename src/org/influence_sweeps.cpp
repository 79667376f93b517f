#include "org/influence_sweeps.hpp"

#include <algorithm>
#include <cmath>

#include "sandan/core/status.hpp"

namespace sandan::org {
namespace {

constexpr double tolerance = 1e-13;
constexpr std::int64_t most_sweeps = 20'000;
/// Entries visited by one question at most.
constexpr std::int64_t most_work = 1'000'000'000;

std::size_t at(std::int32_t index) noexcept { return static_cast<std::size_t>(index); }

/// Tells when steps that shrink geometrically leave nothing worth the while.
class Settled {
 public:
  explicit Settled(std::size_t work)
      : left_(std::min(most_sweeps, most_work / static_cast<std::int64_t>(work + 1))) {}

  /// After a step: its largest change, and the largest value.
  bool operator()(double change, double largest) {
    if (change <= 1e-16 * largest) return true;
    const double ratio = last_ > 0 ? change / last_ : 1;
    const double slower = std::max(ratio, last_ratio_);
    last_ = change;
    last_ratio_ = ratio;
    if (slower < 1 && change * slower <= tolerance * largest * (1 - slower)) return true;
    if (--left_ > 0) return false;
    throw Error(Status::unsupported, "not_converged",
                "opinions do not settle within the bounded steps; raise the stubbornness");
  }

 private:
  std::int64_t left_;
  double last_ = 0;
  double last_ratio_ = 1;
};

}  // namespace

double Sweeps::Rows::dot(std::size_t row, std::span<const double> values) const noexcept {
  double sum = 0;
  for (std::int32_t e = first[row]; e < first[row + 1]; ++e)
    sum += value[at(e)] * values[at(column[at(e)])];
  return sum;
}

void Sweeps::prepare(const InfluenceGraph& graph, const Settling& settling) {
  const std::size_t size = at(graph.size);
  rows_.first.assign(size + 1, 0);
  rows_.column.clear();
  rows_.value.clear();
  rows_.column.reserve(graph.column.size());
  rows_.value.reserve(graph.column.size());
  for (std::size_t i = 0; i < size; ++i) {
    const double rest = 1 - graph.stubbornness[i];
    const bool settled = settling.groups > 0 && settling.group[i] >= 0;
    for (std::int32_t e = graph.first[i]; !settled && rest > 0 && e < graph.first[i + 1]; ++e) {
      rows_.column.push_back(graph.column[at(e)]);
      rows_.value.push_back(rest * graph.share[at(e)]);
    }
    rows_.first[i + 1] = static_cast<std::int32_t>(rows_.column.size());
  }
  transpose(size);
}

void Sweeps::transpose(std::size_t size) {
  columns_.first.assign(size + 1, 0);
  columns_.column.resize(rows_.column.size());
  columns_.value.resize(rows_.column.size());
  for (const std::int32_t column : rows_.column)
    ++columns_.first[at(column) + 1];
  for (std::size_t i = 0; i < size; ++i)
    columns_.first[i + 1] += columns_.first[i];
  for (std::size_t i = 0; i < size; ++i) {
    for (std::int32_t e = rows_.first[i]; e < rows_.first[i + 1]; ++e) {
      const std::size_t to = at(columns_.first[at(rows_.column[at(e)])]++);
      columns_.column[to] = static_cast<std::int32_t>(i);
      columns_.value[to] = rows_.value[at(e)];
    }
  }
  for (std::size_t i = size; i > 0; --i)
    columns_.first[i] = columns_.first[i - 1];
  columns_.first[0] = 0;
}

void Sweeps::iterate(const Rows& rows, std::span<double> values) {
  const std::size_t size = values.size();
  given_.assign(values.begin(), values.end());
  Settled settled(2 * (size + rows.column.size()));
  double change = 0, largest = 0;
  const auto visit = [&](std::size_t i) {
    const double value = given_[i] + rows.dot(i, values);
    change = std::max(change, std::abs(value - values[i]));
    largest = std::max(largest, std::abs(value));
    values[i] = value;
  };
  do {
    change = largest = 0;
    for (std::size_t i = 0; i < size; ++i)
      visit(i);
    for (std::size_t i = size; i-- > 0;)
      visit(i);
  } while (!settled(change, largest));
}

void Sweeps::solve(std::span<double> values) { iterate(rows_, values); }

void Sweeps::solve_adjoint(std::span<double> values) { iterate(columns_, values); }

void Sweeps::settle(const InfluenceGraph& graph, Settling& settling) {
  std::vector<double> next(at(graph.size), 0);
  for (std::int32_t g = 0; g < settling.groups; ++g) {
    const auto members = settling.members_of(g);
    for (const std::int32_t p : members)
      settling.share[at(p)] = 1.0 / static_cast<double>(members.size());
  }
  Settled settled(graph.column.size() + settling.members.size());
  double change = 0, largest = 0;
  do {
    change = largest = 0;
    for (const std::int32_t p : settling.members) {
      const double half = settling.share[at(p)] / 2;
      next[at(p)] += half;
      for (std::int32_t e = graph.first[at(p)]; e < graph.first[at(p) + 1]; ++e)
        next[at(graph.column[at(e)])] += half * graph.share[at(e)];
    }
    for (const std::int32_t p : settling.members) {
      change = std::max(change, std::abs(next[at(p)] - settling.share[at(p)]));
      largest = std::max(largest, next[at(p)]);
      settling.share[at(p)] = next[at(p)];
      next[at(p)] = 0;
    }
  } while (!settled(change, largest));
}

}  // namespace sandan::org
