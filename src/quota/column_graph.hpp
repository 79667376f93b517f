#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "quota/lattice.hpp"

namespace sandan::quota {

/// A change of deviation in 2^-32 units.
using MoveCost = std::int64_t;
inline constexpr MoveCost whole_cost = MoveCost{1} << 32;
inline constexpr MoveCost no_way = MoveCost{1} << 60;
constexpr bool is_way(MoveCost cost) noexcept { return cost < no_way / 2; }

/// What one unit more or less in each cell costs, and for any two nodes the
/// line that hands a unit from one to the other at the least cost. Lines are
/// looked up when asked for; until then a lower bound stands.
class HandOvers {
 public:
  explicit HandOvers(const Lattice& lattice);

  /// The cost of moving a unit, or less where `is_known` is false.
  MoveCost bound(std::int64_t from, std::int64_t to) const noexcept {
    return costs_[pair(from, to)];
  }
  bool is_known(std::int64_t from, std::int64_t to) const noexcept {
    return lines_[pair(from, to)] != unknown;
  }
  /// The cost by looking at all lines; no_way when none can.
  MoveCost find(std::int64_t from, std::int64_t to);
  /// The line of a known cost.
  std::int32_t line(std::int64_t from, std::int64_t to) const noexcept {
    return lines_[pair(from, to)];
  }
  void move(std::int64_t from, std::int64_t to, std::int64_t line);

 private:
  static constexpr std::int32_t unknown = -1;

  std::size_t pair(std::int64_t from, std::int64_t to) const noexcept {
    return static_cast<std::size_t>(from * lattice_.nodes + to);
  }
  void price(std::int64_t line, std::int64_t node);
  void offer(std::int64_t from, std::int64_t to, std::int64_t line);
  void changed(std::int64_t line, std::int64_t node);

  Lattice lattice_;
  std::vector<MoveCost> up_;    ///< by node, line
  std::vector<MoveCost> down_;  ///< by node, line
  std::vector<MoveCost> costs_;
  std::vector<std::int32_t> lines_;
};

/// Moves single units along shortest paths until the nodes lie in their ranges
/// (successive shortest paths with potentials; R. G. Busacker and P. J. Gowen,
/// 1961; J. Edmonds and R. M. Karp, 1972), starting from lines that are each at
/// their least deviation. The result has the least deviation of all; where the
/// ranges cannot be met, the least violation. Returns the units moved.
std::int64_t move_at_least_cost(const Lattice& lattice);

}  // namespace sandan::quota
