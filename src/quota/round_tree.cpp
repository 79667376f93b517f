#include <algorithm>
#include <functional>
#include <string>

#include "quota/rounding.hpp"
#include "sandan/core/status.hpp"

namespace sandan::quota {
namespace {

/// The children of one node after the other.
template <class Node>
class TreeRounding {
 public:
  TreeRounding(const std::vector<Node>& nodes, std::span<const Ideal> ideals,
               std::span<const std::int64_t> floors, std::span<const std::int64_t> caps,
               std::span<std::int64_t> out)
      : nodes_(nodes), ideals_(ideals), floors_(floors), caps_(caps), out_(out) {}

  void divide(std::int32_t parent) {
    open_.clear();
    std::int64_t left = out_[static_cast<std::size_t>(parent)];
    for_each_child(nodes_, parent, [&](std::int32_t child) {
      const auto at = static_cast<std::size_t>(child);
      const Ideal ideal = ideals_[at];
      const std::int64_t low =
          floors_.empty() ? ideal.floor() : std::max(ideal.floor(), floors_[at]);
      const std::int64_t high = caps_.empty() ? ideal.ceil() : std::min(ideal.ceil(), caps_[at]);
      if (low > high) refuse(child);
      out_[at] = low;
      left -= low;
      if (low < high) open_.push_back(key(ideal.fraction, child));
    });
    if (left < 0 || left > std::ssize(open_)) refuse(parent);
    const auto last = open_.begin() + left;
    if (left > 0 && last != open_.end())
      std::nth_element(open_.begin(), last, open_.end(), std::greater<>());
    std::for_each(open_.begin(), last, [&](std::uint64_t open) { ++out_[node_of(open)]; });
  }

 private:
  /// Larger fractions first, then earlier nodes.
  static std::uint64_t key(std::uint32_t fraction, std::int32_t node) noexcept {
    return std::uint64_t{fraction} << 32 | ~static_cast<std::uint32_t>(node);
  }
  static std::size_t node_of(std::uint64_t key) noexcept {
    return ~static_cast<std::uint32_t>(key);
  }

  [[noreturn]] static void refuse(std::int32_t node) {
    throw Error(Status::infeasible, "bounds_exclude_rounding",
                "no whole amounts next to the ideals keep the bounds and add up")
        .at("/nodes/" + std::to_string(node));
  }

  const std::vector<Node>& nodes_;
  std::span<const Ideal> ideals_;
  std::span<const std::int64_t> floors_;
  std::span<const std::int64_t> caps_;
  std::span<std::int64_t> out_;
  std::vector<std::uint64_t> open_;  ///< children that may be rounded up
};

}  // namespace

template <class Node>
void round_tree(const std::vector<Node>& nodes, std::span<const Ideal> ideals, std::int64_t total,
                std::span<const std::int64_t> floors, std::span<const std::int64_t> caps,
                std::span<std::int64_t> out) {
  if (nodes.empty()) return;
  out[0] = total;
  TreeRounding<Node> rounding(nodes, ideals, floors, caps, out);
  for (std::int32_t node = 0; node < std::ssize(nodes); ++node) {
    if (nodes[static_cast<std::size_t>(node)].end > node + 1) rounding.divide(node);
  }
}

template void round_tree(const std::vector<SplitNode>&, std::span<const Ideal>, std::int64_t,
                         std::span<const std::int64_t>, std::span<const std::int64_t>,
                         std::span<std::int64_t>);
template void round_tree(const std::vector<AxisNode>&, std::span<const Ideal>, std::int64_t,
                         std::span<const std::int64_t>, std::span<const std::int64_t>,
                         std::span<std::int64_t>);

}  // namespace sandan::quota
