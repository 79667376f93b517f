#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "org/introductions.hpp"

namespace sandan::org {

/// Routes to several targets: those of target t are [first[t], first[t + 1]),
/// cheapest first; none where there is no way.
struct Routes {
  std::vector<std::int32_t> first;   ///< by target, and the end
  std::vector<double> cost;          ///< by route
  std::vector<std::int32_t> begin;   ///< by route, and the end: of `people`
  std::vector<std::int32_t> people;  ///< of a route the first is held, the last is the target
  std::vector<double> cost_at;       ///< beside `people`: of the route up to the person

  void clear();
  std::int32_t size() const noexcept { return static_cast<std::int32_t>(cost.size()); }
  std::span<const std::int32_t> people_of(std::int32_t route) const noexcept {
    const auto r = static_cast<std::size_t>(route);
    return std::span(people).subspan(static_cast<std::size_t>(begin[r]),
                                     static_cast<std::size_t>(begin[r + 1] - begin[r]));
  }
  std::span<const double> costs_of(std::int32_t route) const noexcept {
    const auto r = static_cast<std::size_t>(route);
    return std::span(cost_at).subspan(static_cast<std::size_t>(begin[r]),
                                      static_cast<std::size_t>(begin[r + 1] - begin[r]));
  }
};

/// A route found but not yet chosen.
struct RouteCandidate {
  double cost = 0;
  std::int32_t shared = 0;  ///< how many of its first people are of the route it left
  std::vector<std::int32_t> people;
  std::vector<double> cost_at;
};

/// A way of leaving a chosen route behind its first people, not searched yet.
struct RouteLeaving {
  double least;         ///< the routes cost no less
  std::int32_t slot;    ///< of the route left
  std::int32_t shared;  ///< people kept
  std::int32_t tries;   ///< searches so far that ended at their limit
};

/// Reused from call to call and from map to map.
struct RouteScratch {
  std::vector<RouteCandidate> slots;
  std::vector<RouteLeaving> leaving;               ///< a heap, the least first
  std::vector<std::int32_t> open, chosen, unused;  ///< of slots
  std::vector<std::int32_t> agree;                 ///< by chosen: people shared with the last one
  std::vector<std::int32_t> banned;
  ArcsIn in;
};

/// The k cheapest routes to each target without repetition (Yen, 1971;
/// Lawler, 1972); equal costs by the numbers of the people. The cost is the
/// start's plus that of the arcs, added from the start on.
///
/// Above 64 people, the first routes are those of one search from us; the
/// others of a target are searched for among the people through whom routes
/// lead that cost little more than its k-th one, however many are held. Where
/// nearly all routes cost the same that may be the whole map: at worst k · L
/// searches of O(arcs · log people) for a target whose routes pass L people.
void cheapest_routes(const Introductions& graph, std::span<const std::int32_t> targets,
                     std::int64_t k, RouteScratch& scratch, Routes& out);

/// Cost of the cheapest route to everybody; no_way where there is none, and
/// the person before on it (-1 for a start). Of equal routes the one that
/// cheapest_routes names first.
void route_costs(const Introductions& graph, std::vector<double>& cost,
                 std::vector<std::int32_t>& before);

}  // namespace sandan::org
