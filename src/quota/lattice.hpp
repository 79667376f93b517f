#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "quota/controlled.hpp"

namespace sandan::quota {

/// A matrix as the rounding works on it: lines whose totals always hold, by
/// nodes whose totals lie in ranges. A line whose total may vary has a last
/// cell that takes up the slack and costs nothing.
struct Lattice {
  std::int64_t lines = 0;
  std::int64_t nodes = 0;              ///< the slack among them
  bool has_slack = false;              ///< the last node
  std::span<const Ideal> ideals;       ///< by line
  std::span<const std::int64_t> low;   ///< by line, or empty: floors
  std::span<const std::int64_t> high;  ///< by line, or empty: ceilings
  std::span<const std::int64_t> totals;
  std::span<const std::int64_t> node_low;
  std::span<const std::int64_t> node_high;
  std::span<std::int64_t> cells;  ///< the whole amounts, by line

  std::size_t at(std::int64_t line, std::int64_t node) const noexcept {
    return static_cast<std::size_t>(line * nodes + node);
  }
  std::int64_t lowest(std::size_t cell) const noexcept {
    return low.empty() ? ideals[cell].floor() : low[cell];
  }
  std::int64_t highest(std::size_t cell) const noexcept {
    return high.empty() ? ideals[cell].ceil() : high[cell];
  }
  bool is_slack(std::int64_t node) const noexcept { return has_slack && node + 1 == nodes; }
};

/// A lattice that owns what the problem does not have in its order.
struct OwnedLattice {
  OwnedLattice() = default;
  OwnedLattice(OwnedLattice&&) = default;
  OwnedLattice& operator=(OwnedLattice&&) = default;

  Lattice view;
  std::vector<Ideal> ideals;
  std::vector<std::int64_t> low, high, totals, node_low, node_high, cells;
};

/// The problem with a line per row. Borrows it and `out`.
OwnedLattice lattice_by_rows(const RoundingProblem& problem, std::span<std::int64_t> out);

/// The problem with a line per column, a node per row; nothing where the
/// bounds of a column's cells keep it out of its range.
std::optional<OwnedLattice> lattice_by_columns(const RoundingProblem& problem);

/// Units given to the cells of a line, one each as long as that suffices, in
/// the order of the nodes; negative units are taken. Returns what is left.
std::int64_t spread_units(const Lattice& lattice, std::int64_t line, std::int64_t units);

/// Rounds a line to its total at the least deviation. Returns the units that
/// its bounds do not admit.
std::int64_t round_line(const Lattice& lattice, std::int64_t line,
                        std::vector<std::uint64_t>& keys);

/// Totals of the nodes.
std::vector<std::int64_t> node_sums(const Lattice& lattice);

/// Units by which node totals leave their ranges.
std::int64_t missed_units(const Lattice& lattice, std::span<const std::int64_t> sums);

}  // namespace sandan::quota
