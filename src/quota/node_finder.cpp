#include <algorithm>
#include <numeric>

#include "quota/actuals.hpp"

namespace sandan::quota {

NodeFinder::NodeFinder(const AxisTree& tree) : tree_(&tree) {
  // A tree of one node has no other place; else its root is none that is asked for.
  const auto first = static_cast<std::int32_t>(tree.nodes.size() > 1 ? 1 : 0);
  order_.resize(tree.nodes.size() - static_cast<std::size_t>(first));
  std::iota(order_.begin(), order_.end(), first);
  std::sort(order_.begin(), order_.end(), [&](std::int32_t a, std::int32_t b) {
    const AxisNode& of_a = tree.nodes[static_cast<std::size_t>(a)];
    const AxisNode& of_b = tree.nodes[static_cast<std::size_t>(b)];
    if (const int order = of_a.code.compare(of_b.code); order != 0) return order < 0;
    if (tree.is_leaf(a) != tree.is_leaf(b)) return tree.is_leaf(a);
    if (of_a.from != of_b.from) return of_a.from < of_b.from;
    return a < b;
  });
  for (std::size_t i = 0; i < order_.size(); ++i) {
    if (i == 0 || code_at(i) != code_at(i - 1)) starts_.push_back(static_cast<std::int32_t>(i));
  }
  starts_.push_back(static_cast<std::int32_t>(order_.size()));
}

const std::string& NodeFinder::code_at(std::size_t place) const noexcept {
  return tree_->nodes[static_cast<std::size_t>(order_[place])].code;
}

std::int32_t NodeFinder::group(std::string_view code) const noexcept {
  const auto groups = starts_.size() - 1;
  std::size_t low = 0;
  std::size_t high = groups;
  while (low < high) {
    const std::size_t middle = (low + high) / 2;
    if (code_at(static_cast<std::size_t>(starts_[middle])) < code) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  if (low == groups || code_at(static_cast<std::size_t>(starts_[low])) != code) return -1;
  return static_cast<std::int32_t>(low);
}

std::span<const std::int32_t> NodeFinder::nodes(std::int32_t group) const noexcept {
  const auto at = static_cast<std::size_t>(group);
  return std::span(order_).subspan(static_cast<std::size_t>(starts_[at]),
                                   static_cast<std::size_t>(starts_[at + 1] - starts_[at]));
}

std::int32_t NodeFinder::find(std::int32_t group, Day day, bool nearest) const {
  if (group < 0) return unknown;
  std::int32_t closest = outside;
  std::int64_t distance = INT64_MAX;
  std::int32_t inner = outside;
  for (const std::int32_t node : nodes(group)) {
    const AxisNode& place = tree_->nodes[static_cast<std::size_t>(node)];
    const bool covers = place.from <= day && day <= place.to;
    if (!tree_->is_leaf(node)) {
      if (inner < 0 && (covers || nearest)) inner = node;
      continue;
    }
    if (covers) return node;
    const std::int64_t off =
        day < place.from ? std::int64_t{place.from} - day : std::int64_t{day} - place.to;
    if (off < distance) {
      distance = off;
      closest = node;
    }
  }
  if (nearest && closest >= 0) return closest;
  return inner;
}

std::int32_t NodeFinder::find(std::string_view code, Day day, bool nearest) const {
  return find(group(code), day, nearest);
}

std::vector<std::int32_t> lines_of(const Actuals& actuals, std::span<const AxisTree> axes) {
  const auto rows = static_cast<std::size_t>(actuals.size());
  std::vector<std::int32_t> lines(rows, 0);
  for (std::size_t axis = 0; axis < axes.size(); ++axis) {
    const AxisTree& tree = axes[axis];
    const auto leaves = static_cast<std::int32_t>(tree.leaves.size());
    for (std::size_t i = 0; i < rows; ++i) {
      const std::int32_t node = actuals.nodes[axis][i];
      if (lines[i] < 0) continue;
      if (node < 0 || !tree.is_leaf(node)) {
        lines[i] = -1;
      } else {
        lines[i] = lines[i] * leaves + tree.nodes[static_cast<std::size_t>(node)].leaf_from;
      }
    }
  }
  return lines;
}

}  // namespace sandan::quota
