#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "quota/rounding.hpp"
#include "quota/split_tree.hpp"
#include "sandan/core/money.hpp"

/// What lines are to bring from a day on, in whole rounding units.
namespace sandan::quota {

/// The part of a split tree above some lines.
struct LocalTree {
  SplitTree split;                  ///< its lines are numbered anew, `line_leaves` is empty
  std::vector<std::int32_t> nodes;  ///< by local node: that of the whole tree
};

/// `lines` in order.
LocalTree local_tree(const SplitTree& split, const std::vector<std::int32_t>& lines);

/// The first of the largest values.
std::int32_t largest_of(std::span<const Minor> values) noexcept;

/// Ideals by node of a tree, in units, of what its lines are to bring in minor
/// units, none below 0: each line's is its own, but for the part of their sum
/// below the unit, which is taken from line `holder` and, where that has less,
/// from the first ones. The whole's is whole.
std::vector<Ideal> rest_ideals(const SplitTree& split, std::vector<Minor> rests, Minor unit,
                               std::int32_t holder);

/// Weights by node among its siblings: sums of the values of the lines.
std::vector<double> rest_weights(const SplitTree& split, std::span<const Minor> rests);

}  // namespace sandan::quota
