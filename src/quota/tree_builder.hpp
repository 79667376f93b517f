#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "quota/axis_tree.hpp"
#include "sandan/core/status.hpp"

/// Making a dated tree of links from nodes to those above them.
namespace sandan::quota {

/// A place of a node in time.
struct Link {
  std::int32_t node;    ///< index into TreeInput::nodes
  std::int32_t parent;  ///< the node above; -1: the root
  Day from;
  Day to;            ///< included
  std::int64_t row;  ///< of the input, for refusals
};

struct InputNode {
  std::string code;
  Labels label;
  /// Days on which it can be a leaf.
  Day from = first_day;
  Day to = last_day;
  bool sells = false;  ///< is a leaf besides what is below it
  /// Without children that take part it takes part itself.
  bool alone = true;
};

struct TreeInput {
  std::string axis;
  std::vector<InputNode> nodes;
  std::vector<Link> links;          ///< in the order children are to stand
  std::vector<std::string> levels;  ///< names by depth, the root's first; may be empty
  Day plan_from = 0;
  Day plan_to = 0;
  std::string place;  ///< JSON pointer of the tree
  /// A refusal of a link: detail, message, row of the input.
  std::function<Error(std::string_view, const std::string&, std::int64_t)> refuse;
  bool values = true;
};

/// Throws what `refuse` gives for overlapping links of a node
/// (duplicate_node) and for cycles (parent_cycle); Error{data, empty_axis};
/// Error{limit, too_many_nodes}.
AxisTree build_tree(TreeInput input);

}  // namespace sandan::quota
