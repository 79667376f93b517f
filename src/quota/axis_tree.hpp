#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sandan/core/dates.hpp"
#include "sandan/core/labels.hpp"

namespace sandan::quota {

/// A node of an axis. A rep who changes team is a leaf in each, with the days
/// spent there.
struct AxisNode {
  std::string code;
  Labels label;
  std::int32_t parent = -1;
  std::int32_t end = 0;  ///< one after the last node of its subtree, in preorder
  std::int32_t depth = 0;
  std::int32_t leaf_from = 0;  ///< its leaves, as indices into AxisTree::leaves
  std::int32_t leaf_to = 0;
  Day from = first_day;  ///< days it takes part, both included
  Day to = last_day;
};

/// One axis of a plan as a tree in preorder: the root, a whole, is node 0.
struct AxisTree {
  std::string axis;                  ///< "sales", "product", "customer_class" …
  std::vector<std::string> levels;   ///< by depth
  std::vector<AxisNode> nodes;       ///< children in the order of the input
  bool codes_by_level = false;       ///< nodes of one code and two levels are two things
  std::vector<std::int32_t> leaves;  ///< nodes without children, in order
  /// Nodes by code, equal codes in order; made by `finish`.
  std::vector<std::int32_t> by_code;

  bool is_leaf(std::int32_t node) const noexcept {
    return nodes[static_cast<std::size_t>(node)].end == node + 1;
  }
  /// Depth of a level by name; -1 when there is none.
  std::int32_t depth_of(std::string_view level) const noexcept;
  /// Nodes of that code, in order: several for a rep who changes team.
  std::vector<std::int32_t> find(std::string_view code) const;
  /// Fills `end`, `depth`, leaves and `by_code` from the parents of nodes that
  /// stand in preorder.
  void finish();
};

}  // namespace sandan::quota
