#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "quota/quota_data.hpp"
#include "quota/rounding.hpp"
#include "quota/split_tree.hpp"

/// A total divided down a split tree, in rounding units.
namespace sandan::quota {

inline constexpr std::int64_t no_cap = std::numeric_limits<std::int64_t>::max();

/// Bounds of the split nodes over the whole period; empty: none.
struct NodeBounds {
  std::vector<std::int64_t> floors;
  std::vector<std::int64_t> caps;

  /// Bounds 0 and none for each node.
  static NodeBounds open(std::size_t nodes);
  bool empty() const noexcept { return floors.empty(); }
  void tighten(std::int32_t node, std::int64_t floor, std::int64_t cap) noexcept;
};

/// How a hierarchy that crosses the first was rounded.
struct CrossOutcome {
  std::int32_t axis = 0;
  bool is_optimal = false;
};

struct Division {
  std::vector<Ideal> ideals;          ///< by split node
  std::vector<std::int64_t> amounts;  ///< whole, by split node
  std::vector<CrossOutcome> cross;
};

/// Ideals of split nodes that are whole up to the noise of fixed point made
/// whole. What a node may be off grows with its lines, so that nodes whose
/// parts are all whole are whole too, and whole amounts next to the ideals add
/// up as before.
void settle_ideals(const SplitTree& split, std::span<Ideal> ideals);

/// Rounds the ideals of a split tree to whole units. `crossing` are axes after
/// the first whose own nodes, over all lines above, stay next to their ideals
/// too; bounds must be those that the ideals keep.
void round_division(const SplitTree& split, std::int64_t total, const NodeBounds& bounds,
                    std::span<const std::int32_t> crossing, Division& division);

/// Whether the optimum of a matrix is looked for, beyond which rounding is
/// feasible only: rows × columns² up to 500,000 and, because lines that are
/// alike need about a move per line, rows² × columns up to 100,000,000. About
/// 50 ms.
constexpr bool is_small_matrix(std::int64_t rows, std::int64_t columns) noexcept {
  return rows * columns * columns <= 500'000 && rows * rows * columns <= 100'000'000;
}
/// Greatest matrix for which two whole hierarchies are solved as one flow when
/// rounding stage by stage does not meet the totals of both.
inline constexpr std::int64_t most_flow_cells = 20'000;

}  // namespace sandan::quota
