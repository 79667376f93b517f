#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "org/influence_graph.hpp"

namespace sandan::org {

/// Most people of a map whose model is factored where iteration is slow: the
/// square of them in memory.
inline constexpr std::int32_t most_pivoted_people = 1'000;

/// Everybody holds on to the own opinion at least so far where iteration is
/// quick: what is left to move shrinks by this part with each sweep.
inline constexpr double quick_stubbornness = 0.05;

/// Elimination of M = I - (I - L) W with pivoting, by Eigen, for maps of more
/// than 64 people in which somebody hardly holds on to the own opinion.
class PivotedOpinions {
 public:
  PivotedOpinions();
  ~PivotedOpinions();

  /// `anchored`: people, by 1, whose row is replaced by that of I. Everybody
  /// must be led by W to somebody anchored or stubborn.
  void factor(const InfluenceGraph& graph, const std::vector<std::uint8_t>& anchored);

  /// values := M^-1 values.
  void solve(std::span<double> values) const;
  /// values := (M^-1)^T values.
  void solve_adjoint(std::span<double> values) const;

 private:
  struct Factors;
  std::unique_ptr<Factors> factors_;
};

}  // namespace sandan::org
