#include <algorithm>
#include <array>
#include <bit>

#include "org/route_search_ranking.hpp"
#include "org/route_search_tree.hpp"

namespace sandan::org {
namespace {

constexpr std::size_t most = 64;

constexpr std::uint64_t bit(std::int32_t person) noexcept { return std::uint64_t{1} << person; }

/// Ways found so far, and the people whose arcs are still to be followed.
class SmallTree {
 public:
  std::int32_t before(std::int32_t p) const noexcept { return before_[index(p)]; }
  std::int32_t depth(std::int32_t p) const noexcept { return depth_[index(p)]; }
  double cost(std::int32_t p) const noexcept { return cost_[index(p)]; }
  bool reached(std::int32_t p) const noexcept { return (reached_ & bit(p)) != 0; }

  /// A better way was found to somebody whose arcs were followed already.
  bool late() const noexcept { return late_; }

  void clear() noexcept {
    reached_ = open_ = followed_ = 0;
    late_ = false;
  }

  /// Takes a way over `before` (-1: a root) unless a better one is known, or
  /// it comes too late.
  bool take(std::int32_t before, std::int32_t p, double cost, double key) noexcept {
    const std::size_t i = index(p);
    if (reached(p)) {
      if (cost > cost_[i]) return false;
      if (cost == cost_[i] && !numbers_before(*this, WayTo{before, p}, WayTo{before_[i], p})) {
        return false;
      }
      if ((followed_ & bit(p)) != 0) {
        late_ = true;
        return false;
      }
    }
    cost_[i] = cost;
    key_[i] = key;
    before_[i] = static_cast<std::int8_t>(before);
    depth_[i] = static_cast<std::int8_t>(before < 0 ? 1 : depth_[index(before)] + 1);
    reached_ |= bit(p);
    open_ |= bit(p);
    return true;
  }

  void close(std::int32_t p) noexcept { open_ &= ~bit(p); }
  void follow(std::int32_t p) noexcept {
    close(p);
    followed_ |= bit(p);
  }

  /// The open person of the least key, then cost, then numbers; -1 where none
  /// has a key up to the limit.
  std::int32_t next(double limit) const noexcept {
    std::int32_t best = -1;
    for (std::uint64_t left = open_; left != 0; left &= left - 1) {
      const auto p = static_cast<std::int32_t>(std::countr_zero(left));
      if (key_[index(p)] > limit) continue;
      if (best < 0 || sooner(p, best)) best = p;
    }
    return best;
  }

 private:
  static std::size_t index(std::int32_t p) noexcept { return static_cast<std::size_t>(p); }

  bool sooner(std::int32_t a, std::int32_t b) const noexcept {
    const std::size_t i = index(a);
    const std::size_t j = index(b);
    if (key_[i] != key_[j]) return key_[i] < key_[j];
    if (cost_[i] != cost_[j]) return cost_[i] < cost_[j];
    return numbers_before(*this, WayTo{before_[i], a}, WayTo{before_[j], b});
  }

  std::uint64_t reached_ = 0;
  std::uint64_t open_ = 0;
  std::uint64_t followed_ = 0;
  bool late_ = false;
  std::array<double, most> cost_;
  std::array<double, most> key_;
  std::array<std::int8_t, most> before_;
  std::array<std::int8_t, most> depth_;
};

/// Finds routes to one target, guided by what is left from each person on
/// (Hart, Nilsson and Raphael, 1968).
class SmallSearch {
 public:
  static constexpr bool in_steps = false;

  SmallSearch(const Introductions& graph, const ArcsIn& in) : graph_(graph), in_(in) {}

  void aim(std::int32_t target) {
    target_ = target;
    reaches_ = 0;
    std::uint64_t open = bit(target);
    std::uint64_t seen = open;
    rest_[static_cast<std::size_t>(target)] = 0;
    while (open != 0) {
      const std::int32_t p = nearest(open);
      open &= ~bit(p);
      reaches_ |= bit(p);
      const auto i = static_cast<std::size_t>(p);
      for (const ArcIn& arc : in_.to(p)) {
        if ((reaches_ & bit(arc.from)) != 0) continue;
        const double rest = rest_[i] + arc.cost;
        double& known = rest_[static_cast<std::size_t>(arc.from)];
        if ((seen & bit(arc.from)) == 0 || rest < known) known = rest;
        seen |= bit(arc.from);
        open |= bit(arc.from);
      }
    }
  }

  double least(std::span<const std::int32_t> people, std::span<const double> cost_at,
               std::span<const std::int32_t> banned) const {
    const std::uint64_t allowed = reaches_ & ~bits(people) & ~bits(banned);
    double least = no_way;
    if (people.empty()) {
      for (std::uint64_t left = graph_.held & allowed; left != 0; left &= left - 1) {
        const auto p = static_cast<std::size_t>(std::countr_zero(left));
        least = std::min(least, graph_.start[p] + rest_[p]);
      }
      return least;
    }
    for (const Arc& arc : graph_.arcs_of(people.back())) {
      if ((allowed & bit(arc.to)) == 0) continue;
      least = std::min(least, arc.cost + rest_[static_cast<std::size_t>(arc.to)]);
    }
    return cost_at.back() + least;
  }

  bool find(std::span<const std::int32_t> banned, double limit, std::int32_t,
            std::vector<std::int32_t>& people, std::vector<double>& cost_at) {
    free_ = reaches_ & ~bits(people);
    banned_ = bits(banned);
    const std::int32_t from = people.empty() ? -1 : people.back();
    const double cost = people.empty() ? 0 : cost_at.back();
    if (!grow(from, cost, limit, true)) grow(from, cost, limit, false);
    if (!tree_.reached(target_)) return false;
    append_way(from, people, cost_at);
    return true;
  }

 private:
  static std::uint64_t bits(std::span<const std::int32_t> people) noexcept {
    std::uint64_t all = 0;
    for (const std::int32_t p : people)
      all |= bit(p);
    return all;
  }

  std::int32_t nearest(std::uint64_t open) const noexcept {
    auto best = static_cast<std::int32_t>(std::countr_zero(open));
    for (open &= open - 1; open != 0; open &= open - 1) {
      const auto p = static_cast<std::int32_t>(std::countr_zero(open));
      if (rest_[static_cast<std::size_t>(p)] < rest_[static_cast<std::size_t>(best)]) best = p;
    }
    return best;
  }

  /// Follows arcs until no cheaper way to the target is left. False where
  /// rounding led the guided search astray and it is to be done unguided.
  bool grow(std::int32_t from, double cost, double limit, bool guided) {
    guided_ = guided;
    limit_ = limit * cost_margin;
    tree_.clear();
    if (from < 0) {
      for (std::uint64_t left = graph_.held & free_ & ~banned_; left != 0; left &= left - 1) {
        const auto p = static_cast<std::int32_t>(std::countr_zero(left));
        reach(-1, p, graph_.start[static_cast<std::size_t>(p)]);
      }
    } else {
      tree_.take(-1, from, cost, cost);
      follow(from, free_ & ~banned_);
    }
    for (std::int32_t p = tree_.next(limit_); p >= 0; p = tree_.next(limit_)) {
      follow(p, free_);
      if (tree_.late()) return false;
    }
    return true;
  }

  void follow(std::int32_t from, std::uint64_t allowed) {
    tree_.follow(from);
    const double cost = tree_.cost(from);
    for (const Arc& arc : graph_.arcs_of(from)) {
      if ((allowed & bit(arc.to)) != 0) reach(from, arc.to, cost + arc.cost);
    }
  }

  void reach(std::int32_t from, std::int32_t p, double cost) {
    const double whole = cost + rest_[static_cast<std::size_t>(p)];
    if (whole > limit_) return;
    if (!tree_.take(from, p, cost, guided_ ? whole : cost)) return;
    if (p != target_) return;
    tree_.close(p);
    limit_ = std::min(limit_, cost * cost_margin);
  }

  void append_way(std::int32_t from, std::vector<std::int32_t>& people,
                  std::vector<double>& cost_at) const {
    const std::int32_t more = tree_.depth(target_) - (from < 0 ? 0 : 1);
    std::size_t at = people.size() + static_cast<std::size_t>(more);
    people.resize(at);
    cost_at.resize(at);
    for (std::int32_t p = target_; p != from; p = tree_.before(p)) {
      people[--at] = p;
      cost_at[at] = tree_.cost(p);
    }
  }

  const Introductions& graph_;
  const ArcsIn& in_;
  std::int32_t target_ = -1;
  std::uint64_t reaches_ = 0;      ///< people from whom there is a way to the target
  std::array<double, most> rest_;  ///< cost of that way
  std::uint64_t free_ = 0;         ///< people a route may pass
  std::uint64_t banned_ = 0;
  double limit_ = no_way;
  bool guided_ = true;
  SmallTree tree_;
};

}  // namespace

void cheapest_routes_small(const Introductions& graph, std::span<const std::int32_t> targets,
                           std::int64_t k, RouteScratch& scratch, Routes& out) {
  scratch.in.read(graph);
  SmallSearch search(graph, scratch.in);
  for (const std::int32_t target : targets) {
    search.aim(target);
    RouteRanking<SmallSearch>(search, k, scratch).append(out);
    out.first.push_back(out.size());
  }
}

void route_costs_small(const Introductions& graph, std::vector<double>& cost,
                       std::vector<std::int32_t>& before) {
  SmallTree tree;
  for (std::uint64_t left = graph.held; left != 0; left &= left - 1) {
    const auto p = static_cast<std::int32_t>(std::countr_zero(left));
    const double start = graph.start[static_cast<std::size_t>(p)];
    tree.take(-1, p, start, start);
  }
  for (std::int32_t p = tree.next(no_way); p >= 0; p = tree.next(no_way)) {
    tree.follow(p);
    for (const Arc& arc : graph.arcs_of(p)) {
      const double way = tree.cost(p) + arc.cost;
      tree.take(p, arc.to, way, way);
    }
  }
  cost.assign(static_cast<std::size_t>(graph.size), no_way);
  before.assign(static_cast<std::size_t>(graph.size), -1);
  for (std::int32_t p = 0; p < graph.size; ++p) {
    if (!tree.reached(p)) continue;
    cost[static_cast<std::size_t>(p)] = tree.cost(p);
    before[static_cast<std::size_t>(p)] = tree.before(p);
  }
}

}  // namespace sandan::org
