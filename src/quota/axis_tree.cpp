#include "quota/axis_tree.hpp"

#include <algorithm>
#include <numeric>

namespace sandan::quota {
namespace {

std::size_t at(std::int32_t node) noexcept { return static_cast<std::size_t>(node); }

}  // namespace

std::int32_t AxisTree::depth_of(std::string_view level) const noexcept {
  const auto found = std::find(levels.begin(), levels.end(), level);
  return found == levels.end() ? -1 : static_cast<std::int32_t>(found - levels.begin());
}

std::vector<std::int32_t> AxisTree::find(std::string_view code) const {
  std::vector<std::int32_t> found;
  if (by_code.size() != nodes.size()) {  // a tree that was not finished
    for (std::size_t node = 0; node < nodes.size(); ++node) {
      if (nodes[node].code == code) found.push_back(static_cast<std::int32_t>(node));
    }
    return found;
  }
  const auto first = std::lower_bound(
      by_code.begin(), by_code.end(), code,
      [&](std::int32_t node, std::string_view wanted) { return nodes[at(node)].code < wanted; });
  for (auto node = first; node != by_code.end() && nodes[at(*node)].code == code; ++node)
    found.push_back(*node);
  return found;
}

void AxisTree::finish() {
  leaves.clear();
  const auto count = static_cast<std::int32_t>(nodes.size());
  for (std::int32_t i = 0; i < count; ++i) {
    AxisNode& node = nodes[at(i)];
    node.end = i + 1;
    node.depth = node.parent < 0 ? 0 : nodes[at(node.parent)].depth + 1;
  }
  for (std::int32_t i = count - 1; i > 0; --i) {
    AxisNode& parent = nodes[at(nodes[at(i)].parent)];
    parent.end = std::max(parent.end, nodes[at(i)].end);
  }
  for (std::int32_t i = 0; i < count; ++i) {
    nodes[at(i)].leaf_from = static_cast<std::int32_t>(leaves.size());
    if (is_leaf(i)) leaves.push_back(i);
  }
  for (AxisNode& node : nodes) {
    node.leaf_to = node.end == count ? static_cast<std::int32_t>(leaves.size())
                                     : nodes[at(node.end)].leaf_from;
  }
  by_code.resize(nodes.size());
  std::iota(by_code.begin(), by_code.end(), 0);
  std::stable_sort(by_code.begin(), by_code.end(), [&](std::int32_t a, std::int32_t b) {
    return nodes[at(a)].code < nodes[at(b)].code;
  });
}

}  // namespace sandan::quota
