#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

#include "org/route_search.hpp"
#include "org/route_search_tree.hpp"

namespace sandan::org {

/// The k cheapest routes to one target. Routes that leave those chosen so far
/// behind their first `shared` people are searched for once each, so that no
/// route is found twice (Lawler, 1972), and only when no route found so far is
/// cheaper than they can be.
///
/// `Search` finds the cheapest route that begins with given people and goes on
/// to none of those banned:
///   bool find(banned, limit, tries, people, cost_at)
/// appends the people after the root. Routes above `limit` are not wanted.
///   double least(people, cost_at, banned)
/// is at most what such a route costs but for cost_margin; no_way: there is none.
/// Where Search::in_steps, limits begin low and are raised step by step:
///   double first_limit(least, tries), double beyond()
/// the limit of the next try, and at most what a route costs that the last find()
/// cut off.
template <class Search>
class RouteRanking {
 public:
  RouteRanking(Search& search, std::int64_t k, RouteScratch& scratch)
      : search_(search), k_(static_cast<std::size_t>(k)), scratch_(scratch) {
    release(scratch_.open);
    release(scratch_.chosen);
    scratch_.leaving.clear();
  }

  /// Appends the routes to the target that the search aims at.
  void append(Routes& out) {
    scratch_.banned.clear();
    branch({0, -1, 0, 0});
    while (!scratch_.open.empty()) {
      scratch_.chosen.push_back(scratch_.open.back());
      scratch_.open.pop_back();
      if (scratch_.chosen.size() == k_) break;
      leave_last();
      search_leaving();
    }
    const auto cheaper = [this](std::int32_t a, std::int32_t b) { return before(a, b); };
    // Not in order only where sums of different costs were rounded to the same.
    if (!std::is_sorted(scratch_.chosen.begin(), scratch_.chosen.end(), cheaper)) {
      std::sort(scratch_.chosen.begin(), scratch_.chosen.end(), cheaper);
    }
    for (const std::int32_t slot : scratch_.chosen)
      append(at(slot), out);
  }

 private:
  RouteCandidate& at(std::int32_t slot) { return scratch_.slots[static_cast<std::size_t>(slot)]; }

  void release(std::vector<std::int32_t>& slots) {
    scratch_.unused.insert(scratch_.unused.end(), slots.begin(), slots.end());
    slots.clear();
  }

  std::int32_t take_slot() {
    if (scratch_.unused.empty()) {
      scratch_.slots.emplace_back();
      return static_cast<std::int32_t>(scratch_.slots.size()) - 1;
    }
    const std::int32_t slot = scratch_.unused.back();
    scratch_.unused.pop_back();
    return slot;
  }

  bool before(std::int32_t a, std::int32_t b) {
    const RouteCandidate& one = at(a);
    const RouteCandidate& other = at(b);
    return one.cost != other.cost ? one.cost < other.cost : one.people < other.people;
  }

  std::size_t wanted() const noexcept { return k_ - scratch_.chosen.size(); }

  /// Cost above which a route is not among those wanted.
  double limit() {
    return scratch_.open.size() >= wanted() ? at(scratch_.open.front()).cost : no_way;
  }

  static bool later(const RouteLeaving& a, const RouteLeaving& b) noexcept {
    return a.least > b.least;
  }

  /// Notes the ways of leaving the route chosen last.
  void leave_last() {
    const std::int32_t last = scratch_.chosen.back();
    agree_with(last);
    const double limit_now = limit() * cost_margin;
    const auto size = static_cast<std::int32_t>(at(last).people.size());
    for (std::int32_t shared = at(last).shared; shared < size; ++shared) {
      ban_from(shared);
      const auto root = static_cast<std::size_t>(shared);
      const double least = search_.least(std::span(at(last).people).first(root),
                                         std::span(at(last).cost_at).first(root), scratch_.banned);
      if (least == no_way || least > limit_now) continue;
      scratch_.leaving.push_back({least, last, shared, 0});
      std::push_heap(scratch_.leaving.begin(), scratch_.leaving.end(), later);
    }
  }

  /// How far the chosen routes agree with this one.
  void agree_with(std::int32_t slot) {
    scratch_.agree.clear();
    const auto& own = at(slot).people;
    for (const std::int32_t other : scratch_.chosen) {
      const auto& people = at(other).people;
      const auto same = std::mismatch(people.begin(), people.end(), own.begin(), own.end());
      scratch_.agree.push_back(static_cast<std::int32_t>(same.first - people.begin()));
    }
  }

  void ban_from(std::int32_t shared) {
    scratch_.banned.clear();
    for (std::size_t i = 0; i < scratch_.chosen.size(); ++i) {
      if (scratch_.agree[i] < shared) continue;
      const auto& people = at(scratch_.chosen[i]).people;
      // Of the route itself there is more; another may be banned already.
      if (static_cast<std::size_t>(shared) < people.size()) {
        scratch_.banned.push_back(people[static_cast<std::size_t>(shared)]);
      }
    }
  }

  /// Searches behind every leaving that may lead to the next route.
  void search_leaving() {
    auto& leaving = scratch_.leaving;
    while (!leaving.empty()) {
      RouteLeaving next = leaving.front();
      if (!scratch_.open.empty() && next.least > at(scratch_.open.back()).cost * cost_margin) {
        return;
      }
      std::pop_heap(leaving.begin(), leaving.end(), later);
      leaving.pop_back();
      agree_with(next.slot);
      ban_from(next.shared);
      if (branch(next) || !may_try_again(next)) continue;
      leaving.push_back(next);
      std::push_heap(leaving.begin(), leaving.end(), later);
    }
  }

  /// How far this try searches behind a leaving: no farther than the next route,
  /// as far as it is known, or than another leaving begins.
  double limit_of(const RouteLeaving& next) {
    if constexpr (Search::in_steps) {
      if (!scratch_.open.empty()) return at(scratch_.open.back()).cost;
      const double step = Search::first_limit(next.least, next.tries);
      const auto& leaving = scratch_.leaving;
      return leaving.empty() ? step : std::max(step, leaving.front().least);
    }
    return limit();
  }

  bool may_try_again(RouteLeaving& next) {
    if constexpr (Search::in_steps) {
      next.least = search_.beyond();
      ++next.tries;
      return next.least != no_way && next.least <= limit() * cost_margin;
    }
    return false;
  }

  /// Whether there is a route within the limit; keeps it.
  bool branch(const RouteLeaving& next) {
    const double within = limit_of(next);
    const std::int32_t slot = take_slot();
    RouteCandidate& found = at(slot);
    const auto root = static_cast<std::size_t>(next.shared);
    found.people.clear();
    found.cost_at.clear();
    if (root > 0) {
      const RouteCandidate& left = at(next.slot);
      found.people.assign(left.people.data(), left.people.data() + root);
      found.cost_at.assign(left.cost_at.data(), left.cost_at.data() + root);
    }
    if (!search_.find(scratch_.banned, within, next.tries, found.people, found.cost_at)) {
      scratch_.unused.push_back(slot);
      return false;
    }
    found.shared = next.shared;
    found.cost = found.cost_at.back();
    keep(slot);
    return true;
  }

  /// The open routes stand with the cheapest last; no more than still wanted.
  void keep(std::int32_t slot) {
    auto& open = scratch_.open;
    open.push_back(slot);
    for (std::size_t i = open.size() - 1; i > 0 && before(open[i - 1], open[i]); --i)
      std::swap(open[i - 1], open[i]);
    if (open.size() <= wanted()) return;
    scratch_.unused.push_back(open.front());
    open.erase(open.begin());
  }

  static void append(const RouteCandidate& route, Routes& out) {
    out.cost.push_back(route.cost);
    out.people.insert(out.people.end(), route.people.begin(), route.people.end());
    out.cost_at.insert(out.cost_at.end(), route.cost_at.begin(), route.cost_at.end());
    out.begin.push_back(static_cast<std::int32_t>(out.people.size()));
  }

  Search& search_;
  std::size_t k_;
  RouteScratch& scratch_;
};

}  // namespace sandan::org
