#pragma once

#include <cstdint>
#include <vector>

#include "org/route_search_tree.hpp"

namespace sandan::org {

/// Ways found in a map of any size, as a tree over people whose arcs have been
/// followed. Ways are compared in logarithmic time by jump pointers (Myers,
/// 1983), so that long chains of equal cost do no harm.
class LargeTree {
 public:
  explicit LargeTree(std::int32_t people);

  std::int32_t before(std::int32_t p) const noexcept { return before_[index(p)]; }
  std::int32_t depth(std::int32_t p) const noexcept { return p < 0 ? 0 : depth_[index(p)]; }

  /// Adds a person whose way is final.
  void add(WayTo way) noexcept;
  bool numbers_before(WayTo a, WayTo b) const noexcept;

 private:
  static std::size_t index(std::int32_t p) noexcept { return static_cast<std::size_t>(p); }
  std::int32_t lift(std::int32_t p, std::int32_t depth) const noexcept;

  std::vector<std::int32_t> before_, depth_, jump_;
};

}  // namespace sandan::org
