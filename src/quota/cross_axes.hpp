#pragma once

#include <cstdint>
#include <vector>

#include "quota/decompose.hpp"

/// A second hierarchy that stands across the first.
namespace sandan::quota {

/// The nodes of an axis below every line of the axes above it.
struct CrossMatrix {
  std::vector<std::int32_t> rows;     ///< split nodes: the lines of the axes above
  std::vector<std::int32_t> tree;     ///< per column: node of the axis' tree, in preorder
  std::vector<std::int32_t> parents;  ///< per column: its parent's column; -1: the row itself
  std::vector<std::int32_t> nodes;    ///< [row * columns + column]: split node

  std::size_t columns() const noexcept { return tree.size(); }
  std::int32_t at(std::size_t row, std::size_t column) const noexcept {
    return nodes[row * columns() + column];
  }
};

/// Empty when the axis has its root alone.
CrossMatrix cross_matrix(const SplitTree& split, std::int32_t axis);

/// Gives the nodes of an axis whole amounts below fixed ones of the lines
/// above, such that each node's sum over those lines is the floor or the
/// ceiling of its ideal, by controlled rounding of one group of siblings after
/// the other. Where amounts of the lines above stand in the way, small plans
/// are solved anew as one flow. The nodes are pinned in `pinned`. True when
/// every group is at its optimum.
bool round_crossing(const SplitTree& split, std::int32_t axis, const Division& division,
                    NodeBounds& pinned);

}  // namespace sandan::quota
