#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "org/influence_graph.hpp"
#include "org/influence_settling.hpp"

namespace sandan::org {

/// The same by iteration, for maps of any size: memory is that of the graph.
/// Sweeps of Gauss and Seidel there and back, until what is left to move is
/// below 1e-13 of the largest value. Throws Error{unsupported} "not_converged"
/// when that takes more than the bounded work.
class Sweeps {
 public:
  /// Rows of people in a settling group are those of I.
  void prepare(const InfluenceGraph& graph, const Settling& settling);

  void solve(std::span<double> values);
  void solve_adjoint(std::span<double> values);
  /// Shares of the members in the opinion of each group: the stationary
  /// distribution, by lazy steps of the process itself.
  void settle(const InfluenceGraph& graph, Settling& settling);

 private:
  /// A sparse matrix without diagonal, by rows.
  struct Rows {
    std::vector<std::int32_t> first;
    std::vector<std::int32_t> column;
    std::vector<double> value;
    double dot(std::size_t row, std::span<const double> values) const noexcept;
  };
  void transpose(std::size_t size);
  void iterate(const Rows& rows, std::span<double> values);

  Rows rows_, columns_;
  std::vector<double> given_;
};

}  // namespace sandan::org
