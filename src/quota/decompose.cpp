#include "quota/decompose.hpp"

#include <algorithm>

#include "quota/cross_axes.hpp"

namespace sandan::quota {

NodeBounds NodeBounds::open(std::size_t nodes) {
  return {std::vector<std::int64_t>(nodes, 0), std::vector<std::int64_t>(nodes, no_cap)};
}

void NodeBounds::tighten(std::int32_t node, std::int64_t floor, std::int64_t cap) noexcept {
  const auto at = static_cast<std::size_t>(node);
  floors[at] = std::max(floors[at], floor);
  caps[at] = std::min(caps[at], cap);
}

void settle_ideals(const SplitTree& split, std::span<Ideal> ideals) {
  for (std::size_t node = 0; node < ideals.size(); ++node)
    ideals[node] = settled(ideals[node], split.nodes[node].line_to - split.nodes[node].line_from);
}

void round_division(const SplitTree& split, std::int64_t total, const NodeBounds& bounds,
                    std::span<const std::int32_t> crossing, Division& division) {
  division.amounts.resize(split.nodes.size());
  round_tree(split.nodes, division.ideals, total, bounds.floors, bounds.caps, division.amounts);
  if (crossing.empty()) return;
  NodeBounds pinned = bounds.empty() ? NodeBounds::open(split.nodes.size()) : bounds;
  for (const std::int32_t axis : crossing) {
    division.cross.push_back({axis, round_crossing(split, axis, division, pinned)});
    round_tree(split.nodes, division.ideals, total, pinned.floors, pinned.caps, division.amounts);
  }
}

}  // namespace sandan::quota
