#pragma once

#include <cstdint>

#include "org/introductions.hpp"
#include "org/route_search.hpp"

/// What the searches for routes have in common.
namespace sandan::org {

/// Bounds on the rest of a route are sums in another order than its cost:
/// nothing is cut off within this share.
inline constexpr double cost_margin = 1 + 1e-9;

/// A way to a person in a tree of ways: over `before` (-1: from the root).
struct WayTo {
  std::int32_t before;
  std::int32_t person;
};

/// Whether one way comes before another by the numbers of the people on it.
/// `Tree` has before(p) and depth(p), 1 for a root.
template <class Tree>
bool numbers_before(const Tree& tree, WayTo a, WayTo b) noexcept {
  const auto depth_of = [&](std::int32_t p) { return p < 0 ? 0 : tree.depth(p); };
  std::int32_t depth_a = depth_of(a.before);
  std::int32_t depth_b = depth_of(b.before);
  const bool shorter = depth_a < depth_b;
  const auto up = [&](WayTo& way) { way = {tree.before(way.before), way.before}; };
  for (; depth_a > depth_b; --depth_a)
    up(a);
  for (; depth_b > depth_a; --depth_b)
    up(b);
  while (a.before != b.before) {
    up(a);
    up(b);
  }
  return a.person != b.person ? a.person < b.person : shorter;
}

/// The two ways of searching: bits and arrays up to 64 people, heaps above.
void cheapest_routes_small(const Introductions& graph, std::span<const std::int32_t> targets,
                           std::int64_t k, RouteScratch& scratch, Routes& out);
void cheapest_routes_large(const Introductions& graph, std::span<const std::int32_t> targets,
                           std::int64_t k, RouteScratch& scratch, Routes& out);
void route_costs_small(const Introductions& graph, std::vector<double>& cost,
                       std::vector<std::int32_t>& before);
void route_costs_large(const Introductions& graph, std::vector<double>& cost,
                       std::vector<std::int32_t>& before);

}  // namespace sandan::org
