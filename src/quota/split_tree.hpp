#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "quota/axis_tree.hpp"

namespace sandan::quota {

/// A node of the tree by which a total is divided.
struct SplitNode {
  std::int32_t parent = -1;
  std::int32_t end = 0;        ///< one after the last node of its subtree
  std::int32_t line_from = 0;  ///< its lines: [line_from, line_to)
  std::int32_t line_to = 0;
  std::int32_t axis = 0;  ///< index of the axis that divides its parent
  std::int32_t node = 0;  ///< in that axis' tree
};

/// The axes of a plan (time apart), one below the other in the order of
/// splitting: below each leaf of the first stand the nodes of the second. The
/// root of an axis below another is that other's leaf. A line is a leaf: one
/// leaf of every axis.
struct SplitTree {
  std::vector<SplitNode> nodes;                        ///< preorder, the whole is 0
  std::vector<std::int32_t> line_nodes;                ///< node of each line
  std::vector<std::vector<std::int32_t>> line_leaves;  ///< [axis][line]: node of the axis' tree

  std::int32_t lines() const noexcept { return static_cast<std::int32_t>(line_nodes.size()); }
  bool is_line(std::int32_t node) const noexcept {
    return nodes[static_cast<std::size_t>(node)].end == node + 1;
  }
};

/// `depth` cuts the first axis there (padding of an upper level); -1: whole.
/// Throws Error{limit} beyond `most_lines`.
SplitTree split_tree(std::span<const AxisTree> axes, std::int64_t most_lines,
                     std::int32_t depth = -1);

/// Calls `visit(child)` for each child of a node.
template <class Node, class Visit>
void for_each_child(const std::vector<Node>& nodes, std::int32_t parent, Visit&& visit) {
  const std::int32_t end = nodes[static_cast<std::size_t>(parent)].end;
  for (std::int32_t child = parent + 1; child < end;
       child = nodes[static_cast<std::size_t>(child)].end) {
    visit(child);
  }
}

}  // namespace sandan::quota
