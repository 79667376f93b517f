#include "quota/split_tree.hpp"

#include <algorithm>
#include <limits>

#include "sandan/core/status.hpp"

namespace sandan::quota {
namespace {

std::size_t at(std::int32_t index) noexcept { return static_cast<std::size_t>(index); }

/// An axis as it is split: perhaps cut at a depth.
struct CutAxis {
  const AxisTree* tree;
  std::int32_t depth;               ///< -1: whole
  std::vector<std::int32_t> nodes;  ///< of the tree, in preorder, the root apart
  std::int64_t leaves = 0;
  std::vector<std::int32_t> places;  ///< by node of the tree: its latest split node

  CutAxis(const AxisTree& axis, std::int32_t cut) : tree(&axis), depth(cut) {
    const auto count = static_cast<std::int32_t>(axis.nodes.size());
    places.resize(axis.nodes.size(), 0);
    for (std::int32_t node = 0; node < count; ++node) {
      if (cut >= 0 && axis.nodes[at(node)].depth > cut) continue;
      if (node > 0) nodes.push_back(node);
      leaves += ends(node) ? 1 : 0;
    }
  }

  bool ends(std::int32_t node) const noexcept {
    return tree->is_leaf(node) || tree->nodes[at(node)].depth == depth;
  }
};

class Splitter {
 public:
  Splitter(std::span<const AxisTree> axes, std::int64_t most_lines, std::int32_t depth) {
    for (std::size_t i = 0; i < axes.size(); ++i)
      axes_.emplace_back(axes[i], i == 0 ? depth : -1);
    leaves_.resize(axes.size(), 0);
    reserve(most_lines);
  }

  SplitTree split() && {
    tree_.nodes.push_back({});
    below(0, 0, 0);
    close();
    return std::move(tree_);
  }

 private:
  /// Counts first: a product of axes is soon beyond memory.
  void reserve(std::int64_t most_lines) {
    std::int64_t lines = 1;
    std::int64_t nodes = 1;
    for (const CutAxis& axis : axes_) {
      const auto inner = static_cast<std::int64_t>(axis.nodes.size());
      // lines is at most most_lines here, and both factors are below 2^31.
      nodes += lines * inner;
      lines *= axis.leaves;
      if (lines > most_lines || nodes > std::numeric_limits<std::int32_t>::max()) {
        throw Error(Status::limit, "too_many_lines",
                    "the leaves of the axes together make more than " + std::to_string(most_lines) +
                        " lines, or too many nodes; leave out an axis or its lowest level")
            .at("/axes");
      }
    }
    tree_.nodes.reserve(static_cast<std::size_t>(nodes));
    tree_.line_nodes.reserve(static_cast<std::size_t>(lines));
    tree_.line_leaves.resize(axes_.size());
    for (auto& leaves : tree_.line_leaves)
      leaves.reserve(static_cast<std::size_t>(lines));
  }

  /// Puts the axes from `axis` on below a split node that is a leaf, `leaf`, of
  /// the axis before. No deeper than there are axes.
  void below(std::size_t axis, std::int32_t split, std::int32_t leaf) {
    if (axis > 0) leaves_[axis - 1] = leaf;
    if (axis == axes_.size()) {
      add_line(split);
      return;
    }
    CutAxis& cut = axes_[axis];
    cut.places[0] = split;
    if (cut.nodes.empty()) below(axis + 1, split, 0);
    for (const std::int32_t node : cut.nodes) {
      const auto here = static_cast<std::int32_t>(tree_.nodes.size());
      SplitNode added;
      added.parent = cut.places[at(cut.tree->nodes[at(node)].parent)];
      added.axis = static_cast<std::int32_t>(axis);
      added.node = node;
      tree_.nodes.push_back(added);
      cut.places[at(node)] = here;
      if (cut.ends(node)) below(axis + 1, here, node);
    }
  }

  void add_line(std::int32_t split) {
    const std::int32_t line = tree_.lines();
    tree_.line_nodes.push_back(split);
    for (std::size_t i = 0; i < axes_.size(); ++i)
      tree_.line_leaves[i].push_back(leaves_[i]);
    tree_.nodes[at(split)].line_from = line;
    tree_.nodes[at(split)].line_to = line + 1;
  }

  /// Ends and lines of inner nodes, from the last node up.
  void close() {
    auto& nodes = tree_.nodes;
    const auto count = static_cast<std::int32_t>(nodes.size());
    for (std::int32_t i = 0; i < count; ++i)
      nodes[at(i)].end = i + 1;
    for (std::int32_t i = count - 1; i > 0; --i) {
      const SplitNode& node = nodes[at(i)];
      SplitNode& parent = nodes[at(node.parent)];
      if (parent.line_to == 0) parent.line_to = node.line_to;
      parent.line_from = node.line_from;
      parent.end = std::max(parent.end, node.end);
    }
  }

  std::vector<CutAxis> axes_;
  std::vector<std::int32_t> leaves_;  ///< of the axes above, where the walk stands
  SplitTree tree_;
};

}  // namespace

SplitTree split_tree(std::span<const AxisTree> axes, std::int64_t most_lines, std::int32_t depth) {
  return Splitter(axes, most_lines, depth).split();
}

}  // namespace sandan::quota
