#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "org/influence_graph.hpp"

namespace sandan::org {

/// Most people of a map that are solved by elimination.
inline constexpr std::int32_t most_dense_people = 64;

/// Elimination of M = I - (I - L) W for up to 64 people, those with fewest
/// neighbours first. M is a diagonally dominant M-matrix: it needs no pivoting,
/// and with row sums carried along instead of diagonals no difference of close
/// numbers is ever formed, so that every entry of the inverse is accurate however
/// small the stubbornness (Grassmann, Taksar and Heyman, 1985; Alfa, Xue and Ye,
/// 2002).
class DenseOpinions {
 public:
  /// `anchored`: people, as bits, whose row is replaced by that of I. Everybody
  /// must be led by W to somebody anchored or stubborn.
  void factor(const InfluenceGraph& graph, std::uint64_t anchored);

  /// values := M^-1 values.
  void solve(std::span<double> values) noexcept;
  /// values := (M^-1)^T values.
  void solve_adjoint(std::span<double> values) noexcept;
  /// Diagonal of M^-1: only what it needs of the inverse (Takahashi, Fagan and
  /// Chen, 1973). To be asked once per factoring: overwrites the work space.
  void diagonal(std::span<double> out);

 private:
  void read_graph(const InfluenceGraph& graph, std::uint64_t anchored);
  void order_people(std::uint64_t settled);
  void fill_cells(const InfluenceGraph& graph);
  void eliminate();

  std::int32_t size_ = 0;
  std::int32_t settled_ = 0;                             ///< the first in the order: rows of I
  std::array<std::uint8_t, most_dense_people> order_{};  ///< person by place
  std::array<std::uint8_t, most_dense_people> place_{};  ///< place by person
  std::array<std::uint64_t, most_dense_people> near_{};  ///< neighbours not yet eliminated
  std::array<double, most_dense_people> excess_{};       ///< row sums of M
  std::array<double, most_dense_people> pivot_{};
  std::array<double, most_dense_people> moved_{};  ///< values by place
  /// Places that place k meets: entries [begin_[k], begin_[k + 1]).
  std::array<std::uint16_t, most_dense_people + 1> begin_{};
  std::vector<std::uint8_t> later_;
  std::vector<double> lower_, upper_;  ///< factors, signs turned: none is negative
  std::vector<double> cells_;          ///< by place, row by row; signs turned
};

}  // namespace sandan::org
