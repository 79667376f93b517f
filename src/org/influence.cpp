#include "org/influence.hpp"

#include <algorithm>

namespace sandan::org {
namespace {

std::size_t at(std::int32_t index) noexcept { return static_cast<std::size_t>(index); }

/// People as bits or as flags: those whose row is replaced by that of I.
void anchor(std::uint64_t& anchored, std::int32_t person) noexcept {
  anchored |= std::uint64_t{1} << person;
}
void anchor(std::vector<std::uint8_t>& anchored, std::int32_t person) { anchored[at(person)] = 1; }

/// Shares of each group's members. With the first member anchored, one adjoint
/// solve counts the visits to each other member between two visits to the
/// first (Kac); by their sum they are the shares. `none` anchors nobody.
template <class Factors, class Anchored>
void settle_by(Factors& factors, Anchored none, const InfluenceGraph& graph, Settling& settling,
               std::vector<double>& visits) {
  visits.assign(at(graph.size), 0);
  for (std::int32_t g = 0; g < settling.groups; ++g) {
    const std::int32_t first = settling.members_of(g).front();
    anchor(none, first);
    for (std::int32_t e = graph.first[at(first)]; e < graph.first[at(first) + 1]; ++e)
      visits[at(graph.column[at(e)])] = graph.share[at(e)];
  }
  factors.factor(graph, none);
  factors.solve_adjoint(visits);
  for (std::int32_t g = 0; g < settling.groups; ++g) {
    const auto members = settling.members_of(g);
    visits[at(members.front())] = 1;
    double sum = 0;
    for (const std::int32_t p : members)
      sum += visits[at(p)];
    for (const std::int32_t p : members)
      settling.share[at(p)] = visits[at(p)] / sum;
  }
}

/// Factors M with the rows of people in settling groups replaced by those of I.
template <class Factors, class Anchored>
void factor_by(Factors& factors, Anchored none, const InfluenceGraph& graph, Settling& settling,
               std::vector<double>& visits) {
  if (settling.groups > 0) {
    settle_by(factors, none, graph, settling, visits);
    for (const std::int32_t p : settling.members)
      anchor(none, p);
  }
  factors.factor(graph, none);
}

/// Iteration would be slow, and the map is small enough to be factored.
bool wants_pivoting(const InfluenceGraph& graph) noexcept {
  return graph.size <= most_pivoted_people &&
         std::any_of(graph.stubbornness.begin(), graph.stubbornness.end(),
                     [](double held) { return held < quick_stubbornness; });
}

}  // namespace

void OpinionSolver::prepare(const InfluenceGraph& graph) {
  graph_ = &graph;
  self_known_ = false;
  settling_.find(graph);
  if (graph.size <= most_dense_people) {
    way_ = Way::dense;
    factor_by(factors_, std::uint64_t{0}, graph, settling_, work_);
  } else if (wants_pivoting(graph)) {
    way_ = Way::pivoted;
    factor_by(pivoted_, std::vector<std::uint8_t>(at(graph.size)), graph, settling_, work_);
  } else {
    way_ = Way::sweeps;
    if (settling_.groups > 0) sweeps_.settle(graph, settling_);
    sweeps_.prepare(graph, settling_);
  }
}

void OpinionSolver::solve(std::span<double> values) {
  switch (way_) {
    case Way::dense:
      return factors_.solve(values);
    case Way::pivoted:
      return pivoted_.solve(values);
    case Way::sweeps:
      return sweeps_.solve(values);
  }
}

void OpinionSolver::solve_adjoint(std::span<double> values) {
  switch (way_) {
    case Way::dense:
      return factors_.solve_adjoint(values);
    case Way::pivoted:
      return pivoted_.solve_adjoint(values);
    case Way::sweeps:
      return sweeps_.solve_adjoint(values);
  }
}

void OpinionSolver::positions(std::span<const double> own, std::span<double> out) {
  for (std::size_t i = 0; i < own.size(); ++i)
    out[i] = graph_->stubbornness[i] * own[i];
  for (std::int32_t g = 0; g < settling_.groups; ++g) {
    double mean = 0;
    for (const std::int32_t p : settling_.members_of(g))
      mean += settling_.share[at(p)] * own[at(p)];
    for (const std::int32_t p : settling_.members_of(g))
      out[at(p)] = mean;
  }
  solve(out);
}

/// A force on a member of a group is one on the whole group.
void OpinionSolver::gather(std::span<double> leverage) const {
  for (std::int32_t g = 0; g < settling_.groups; ++g) {
    double sum = 0;
    for (const std::int32_t p : settling_.members_of(g))
      sum += leverage[at(p)];
    for (const std::int32_t p : settling_.members_of(g))
      leverage[at(p)] = sum;
  }
}

void OpinionSolver::leverage(std::span<const double> weights, std::span<double> out) {
  std::copy(weights.begin(), weights.end(), out.begin());
  solve_adjoint(out);
  gather(out);
}

void OpinionSolver::pulls_of(std::span<const double> leverage, std::span<double> out) const {
  for (std::size_t i = 0; i < leverage.size(); ++i)
    out[i] = graph_->stubbornness[i] * leverage[i];
  for (const std::int32_t p : settling_.members)
    out[at(p)] = settling_.share[at(p)] * leverage[at(p)];
}

void OpinionSolver::pulls(std::span<const double> weights, std::span<double> out) {
  work_.resize(weights.size());
  leverage(weights, work_);
  pulls_of(work_, out);
}

void OpinionSolver::response(std::int32_t person, std::span<double> out) {
  std::fill(out.begin(), out.end(), 0);
  const std::int32_t group = settling_.groups > 0 ? settling_.group[at(person)] : -1;
  if (group < 0) {
    out[at(person)] = 1;
  } else {
    for (const std::int32_t p : settling_.members_of(group))
      out[at(p)] = 1;
  }
  solve(out);
}

void OpinionSolver::self_response(std::span<const std::int32_t> people, std::span<double> out) {
  if (dense() && !self_known_) {
    self_.resize(at(graph_->size));
    factors_.diagonal(self_);
    self_known_ = true;
  }
  work_.resize(at(graph_->size));
  for (std::size_t i = 0; i < people.size(); ++i) {
    if (dense()) {
      out[i] = self_[at(people[i])];
    } else {
      response(people[i], work_);
      out[i] = work_[at(people[i])];
    }
  }
}

}  // namespace sandan::org
