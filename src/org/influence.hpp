#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "org/influence_dense.hpp"
#include "org/influence_graph.hpp"
#include "org/influence_pivoted.hpp"
#include "org/influence_settling.hpp"
#include "org/influence_sweeps.hpp"
#include "org/map_data.hpp"
#include "sandan/org/requests.hpp"

/// How opinions form (Friedkin and Johnsen, 1990): x = L s + (I - L) W x with
/// own opinions s, stubbornness L (diagonal) and row-stochastic influence W.
/// Where somebody's stubbornness is 0 the answer is the limit of
/// x <- (x + L s + (I - L) W x) / 2 from x = s, which always exists and is that
/// of DeGroot (1974) where there is one.
namespace sandan::org {

/// Solutions of one map's model; prepared once, asked often. Own opinions and
/// answers are by person. With M = I - (I - L) W, people who stand for each
/// other (a closed group without stubbornness) move as one: forces on any of
/// them are forces on the group.
class OpinionSolver {
 public:
  /// Keeps a reference to the graph. Up to 64 people: elimination; more:
  /// iteration without quadratic memory, but for up to 1,000 people of whom
  /// somebody hardly holds on to the own opinion: elimination by Eigen. Throws Error{unsupported}
  /// "not_converged" where opinions do not settle within the bounded steps; so
  /// may the questions below for more than 64 people.
  void prepare(const InfluenceGraph& graph);

  /// Where everybody ends, from own opinions.
  void positions(std::span<const double> own, std::span<double> out);
  /// pull[i] = d(weights . x) / d(own[i]); their sum is the sum of weights.
  void pulls(std::span<const double> weights, std::span<double> out);
  /// With y = (M^-1)^T weights: what one unit of force on person i moves the
  /// weighted mean.
  void leverage(std::span<const double> weights, std::span<double> out);
  /// The pulls that go with a leverage.
  void pulls_of(std::span<const double> leverage, std::span<double> out) const;
  /// Column i of M^-1: what one unit of force on person i moves everybody. A
  /// person pinned at v: force (v - x[i]) / column[i].
  void response(std::int32_t person, std::span<double> out);
  /// Diagonal of M^-1 for these people; never below 1 but for rounding. Of at
  /// most 64 people all are known after the first call.
  void self_response(std::span<const std::int32_t> people, std::span<double> out);

  bool dense() const noexcept { return way_ == Way::dense; }

 private:
  enum class Way : std::uint8_t { dense, pivoted, sweeps };

  void solve(std::span<double> values);
  void solve_adjoint(std::span<double> values);
  void gather(std::span<double> leverage) const;

  const InfluenceGraph* graph_ = nullptr;
  Way way_ = Way::sweeps;
  bool self_known_ = false;
  Settling settling_;
  DenseOpinions factors_;
  PivotedOpinions pivoted_;
  Sweeps sweeps_;
  std::vector<double> work_;
  std::vector<double> self_;
};

/// Those who decide: roles that vote, holders of the decisions buy or vendor,
/// and, at an amount, who may sign it on the lowest level where anybody may.
/// Weight of each in the verdict, 0 for the others; their sum is 1, or 0 where
/// nobody is known to decide.
void voter_weights(const MapView& map, std::optional<std::int64_t> amount_minor,
                   std::vector<double>& weights);

}  // namespace sandan::org
