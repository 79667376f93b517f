#include "quota/split_places.hpp"

namespace sandan::quota {
namespace {

std::size_t at(std::int32_t index) noexcept { return static_cast<std::size_t>(index); }

/// Offsets of an axis' nodes from the split node they stand below.
std::vector<std::int32_t> offsets_of(const SplitTree& split, std::int32_t axis, std::size_t nodes) {
  std::vector<std::int32_t> offsets(nodes, 0);
  const auto count = static_cast<std::int32_t>(split.nodes.size());
  std::int32_t first = 1;
  while (first < count && split.nodes[at(first)].axis != axis)
    ++first;
  if (first == count) return offsets;  // a single node, which stands nowhere
  const std::int32_t context = split.nodes[at(first)].parent;
  for (std::int32_t i = first; i < split.nodes[at(context)].end; ++i) {
    const SplitNode& node = split.nodes[at(i)];
    if (node.axis == axis) offsets[at(node.node)] = i - context;
  }
  return offsets;
}

}  // namespace

SplitPlaces::SplitPlaces(const SplitTree& split, std::span<const AxisTree> axes)
    : split_(&split), axes_(axes) {
  const AxisTree& tree = axes.front();
  const auto count = static_cast<std::int32_t>(split.nodes.size());
  first_.assign(tree.nodes.size(), -1);
  first_[0] = 0;
  ends_.assign(split.nodes.size(), 0);
  for (std::int32_t i = 1; i < count; ++i) {
    const SplitNode& node = split.nodes[at(i)];
    if (node.axis == 0) first_[at(node.node)] = i;
    ends_[at(i)] = node.axis == 0 ? i : ends_[at(node.parent)];
  }
  for (std::size_t i = 1; i < first_.size(); ++i) {
    if (first_[i] < 0) first_[i] = first_[at(tree.nodes[i].parent)];
  }
  for (std::size_t axis = 0; axis < axes.size(); ++axis) {
    offset_.push_back(
        axis == 0 ? std::vector<std::int32_t>{}
                  : offsets_of(split, static_cast<std::int32_t>(axis), axes[axis].nodes.size()));
  }
  std::int32_t end = 0;
  while (!is_end(end))
    ++end;
  block_size_ = split.nodes[at(end)].end - end;
}

bool SplitPlaces::is_end(std::int32_t split_node) const noexcept {
  const SplitNode& node = split_->nodes[at(split_node)];
  if (node.axis != 0) return false;
  return node.end == split_node + 1 || split_->nodes[at(split_node + 1)].axis != 0;
}

std::int32_t SplitPlaces::in_block(std::span<const std::int32_t> nodes) const noexcept {
  std::int32_t place = 0;
  for (std::size_t axis = 1; axis < nodes.size(); ++axis) {
    const std::int32_t node = nodes[axis];
    if (node < 0) break;
    place += offset_[axis][at(node)];
    if (!axes_[axis].is_leaf(node)) break;
  }
  return place;
}

std::int32_t SplitPlaces::deepest(std::span<const std::int32_t> nodes) const noexcept {
  if (nodes.front() < 0) return -1;
  const std::int32_t first = of_first(nodes.front());
  return is_end(first) ? first + in_block(nodes) : first;
}

}  // namespace sandan::quota
