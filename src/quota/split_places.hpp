#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "quota/axis_tree.hpp"
#include "quota/split_tree.hpp"

namespace sandan::quota {

/// Where nodes of the axes lie in a split tree, which may be cut at a depth of
/// its first axis. Below every end of the first axis stands the same block of
/// nodes of the other axes. Borrows both.
class SplitPlaces {
 public:
  SplitPlaces(const SplitTree& split, std::span<const AxisTree> axes);

  /// Split node of a node of the first axis, or of the one above it where the
  /// tree is cut.
  std::int32_t of_first(std::int32_t node) const noexcept {
    return first_[static_cast<std::size_t>(node)];
  }
  /// True where the first axis ends and those below it begin.
  bool is_end(std::int32_t split_node) const noexcept;
  /// Split node at or above `split_node` that belongs to the first axis.
  std::int32_t end_above(std::int32_t split_node) const noexcept {
    return ends_[static_cast<std::size_t>(split_node)];
  }
  /// Nodes of the block below an end, the end itself being its node 0.
  std::int32_t block_size() const noexcept { return block_size_; }

  /// Node of the block that the places on the axes after the first reach:
  /// `nodes[axis]`, -1 where unknown. It ends where one is unknown or no leaf.
  std::int32_t in_block(std::span<const std::int32_t> nodes) const noexcept;
  /// Deepest split node these places reach; -1 when the first is unknown.
  std::int32_t deepest(std::span<const std::int32_t> nodes) const noexcept;

 private:
  const SplitTree* split_;
  std::span<const AxisTree> axes_;
  std::vector<std::int32_t> first_;                ///< by node of the first axis
  std::vector<std::int32_t> ends_;                 ///< by split node
  std::vector<std::vector<std::int32_t>> offset_;  ///< by axis and node, within its context
  std::int32_t block_size_ = 1;
};

}  // namespace sandan::quota
