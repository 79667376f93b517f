#include "org/route_search_large.hpp"

#include <algorithm>
#include <optional>

#include "org/route_search_meeting.hpp"
#include "org/route_search_ranking.hpp"

namespace sandan::org {
namespace {

constexpr std::size_t index(std::int32_t p) noexcept { return static_cast<std::size_t>(p); }

/// A way that may be followed further.
struct Open {
  double key;
  double cost;
  WayTo way;
};

/// What is left from somebody, by the cost of the route through them.
struct Rest {
  double key;
  ArcIn way;
};

/// Finds routes to one target, guided by what is left from each person on
/// (Hart, Nilsson and Raphael, 1968). What is left is known of people near the
/// target, looked at in the order of the cheapest routes through them and as
/// far as the search needs it: of the others it is at least what the route
/// through the next one costs, less what it costs to reach them.
class LargeSearch {
 public:
  static constexpr bool in_steps = true;

  LargeSearch(const Introductions& graph, const ArcsIn& in)
      : graph_(graph),
        in_(in),
        tree_(graph.size),
        meeting_(graph, in),
        rest_(index(graph.size), no_way),
        cost_(index(graph.size), no_way),
        before_(index(graph.size), -1),
        state_(index(graph.size), 0) {
    route_costs_large(graph, cheapest_, nearest_);
  }

  void aim(std::int32_t target) {
    mark(near_, looked_at, false);
    for (const std::int32_t p : near_)
      rest_[index(p)] = no_way;
    near_.clear();
    target_ = target;
    rest_heap_.assign(1, {cheapest_[index(target)], {target, 0}});
    rest_[index(target)] = 0;
    near_.push_back(target);
  }

  double least(std::span<const std::int32_t> people, std::span<const double> cost_at,
               std::span<const std::int32_t> banned) const {
    const auto is_banned = [&](std::int32_t p) {
      return std::find(banned.begin(), banned.end(), p) != banned.end();
    };
    if (people.empty()) {
      double least = further();
      for (const std::int32_t p : near_) {
        const double whole = graph_.start[index(p)] + rest(p);
        if (whole < least && !is_banned(p)) least = whole;
      }
      return least;
    }
    // Of those the route has passed, the one before is led to the most often.
    const std::int32_t back = people.size() > 1 ? people[people.size() - 2] : -1;
    double least = no_way;
    for (const Arc& arc : graph_.arcs_of(people.back())) {
      const double left = arc.cost + rest(arc.to);
      if (left < least && arc.to != back && !is_banned(arc.to)) least = left;
    }
    return cost_at.back() + least;
  }

  /// A fiftieth more, then twice as much more each time.
  static double first_limit(double least, std::int32_t tries) noexcept {
    return tries < most_tries ? least * (1 + 0.02 * static_cast<double>(1U << tries)) : no_way;
  }
  double beyond() const noexcept { return beyond_; }

  bool find(std::span<const std::int32_t> banned, double limit, std::int32_t tries,
            std::vector<std::int32_t>& people, std::vector<double>& cost_at) {
    beyond_ = no_way;
    if (cheapest_[index(target_)] == no_way) return false;
    if (people.empty() && banned.empty()) {
      append_cheapest(people, cost_at);
      return true;
    }
    const std::int32_t from = people.empty() ? -1 : people.back();
    mark(people, barred, true);
    mark(banned, banned_first, true);
    if (tries != tries_before_meeting ||
        meeting_.possible(from, target_, {state_, barred, banned_first})) {
      search(from, people.empty() ? 0 : cost_at.back(), limit);
    }
    mark(people, barred, false);
    mark(banned, banned_first, false);
    const bool found = cost_[index(target_)] != no_way;
    if (found) append_way(from, people, cost_at);
    forget();
    return found;
  }

 private:
  static constexpr std::int32_t most_tries = 16;
  /// What was not found close by may not be there at all.
  static constexpr std::int32_t tries_before_meeting = 2;
  enum State : std::uint8_t { barred = 1, banned_first = 2, followed = 4, looked_at = 8 };

  void mark(std::span<const std::int32_t> people, State flag, bool on) {
    for (const std::int32_t p : people) {
      std::uint8_t& state = state_[index(p)];
      state = static_cast<std::uint8_t>(on ? state | flag : state & ~flag);
    }
  }
  bool is(std::int32_t p, int flags) const noexcept { return (state_[index(p)] & flags) != 0; }

  /// At least what a route costs that passes somebody not yet looked at.
  double further() const noexcept { return rest_heap_.empty() ? no_way : rest_heap_.front().key; }

  /// Makes known what is left from one person more.
  void look_further() {
    const auto later = [](const Rest& a, const Rest& b) { return a.key > b.key; };
    std::pop_heap(rest_heap_.begin(), rest_heap_.end(), later);
    const ArcIn top = rest_heap_.back().way;
    rest_heap_.pop_back();
    if (top.cost > rest_[index(top.from)] || is(top.from, looked_at)) return;
    state_[index(top.from)] |= looked_at;
    for (const ArcIn& arc : in_.to(top.from)) {
      double& known = rest_[index(arc.from)];
      const double rest = top.cost + arc.cost;
      if (rest >= known || cheapest_[index(arc.from)] == no_way) continue;
      if (known == no_way) near_.push_back(arc.from);
      known = rest;
      rest_heap_.push_back({rest + cheapest_[index(arc.from)], {arc.from, rest}});
      std::push_heap(rest_heap_.begin(), rest_heap_.end(), later);
    }
    if (cost_[index(top.from)] != no_way && !is(top.from, followed)) {
      --waiting_;
      push(top.from);
    }
    if (from_us_) begin_with(top.from);
  }

  double rest(std::int32_t p) const noexcept {
    if (cheapest_[index(p)] == no_way) return no_way;
    const double least = std::max(further() - cheapest_[index(p)], 0.0);
    return std::min(rest_[index(p)], least);
  }

  /// Where rounding led the guided search astray, what it found bounds another
  /// one that follows people in the order of the cost alone.
  void search(std::int32_t from, double cost, double limit) {
    grow(from, cost, limit, true);
    if (!late_) return;
    limit = std::min(limit, cost_[index(target_)]);
    while (!rest_heap_.empty() && further() <= limit * cost_margin)
      look_further();
    grow(from, cost, limit, false);
  }

  void grow(std::int32_t from, double cost, double limit, bool guided) {
    forget();
    guided_ = guided;
    late_ = false;
    limit_ = limit * cost_margin;
    from_us_ = from < 0;
    if (from_us_) {
      for (std::size_t i = 0; i < near_.size(); ++i)
        begin_with(near_[i]);
    } else {
      touched_.push_back(from);
      cost_[index(from)] = cost;
      follow({-1, from}, barred | banned_first);
    }
    while (const auto open = next())
      follow(open->way, barred);
  }

  /// The way of the least key, then cost, then numbers, within the limit.
  std::optional<Open> next() {
    for (;;) {
      const double key = heap_.empty() ? no_way : heap_.front().key;
      const bool some = from_us_ || waiting_ > 0;
      if (some && !rest_heap_.empty() && further() <= key && further() <= limit_) {
        look_further();
        continue;
      }
      if (heap_.empty() || key > limit_) {
        beyond_ = std::min(beyond_, some ? std::min(key, further()) : key);
        return std::nullopt;
      }
      std::pop_heap(heap_.begin(), heap_.end(), Later{&tree_});
      const Open open = heap_.back();
      heap_.pop_back();
      const std::int32_t p = open.way.person;
      const bool replaced = open.cost != cost_[index(p)] || open.way.before != before_[index(p)];
      if (!replaced && !is(p, followed)) return open;
    }
  }

  void begin_with(std::int32_t p) {
    const double start = graph_.start[index(p)];
    if (start != no_way && !is(p, banned_first)) reach(-1, p, start);
  }

  void push(std::int32_t p) {
    if (p == target_ || is(p, followed)) return;
    const double cost = cost_[index(p)];
    const double key = guided_ ? cost + rest_[index(p)] : cost;
    heap_.push_back({key, cost, {before_[index(p)], p}});
    std::push_heap(heap_.begin(), heap_.end(), Later{&tree_});
  }

  void follow(WayTo way, int not_to) {
    const std::int32_t from = way.person;
    tree_.add(way);
    state_[index(from)] |= followed;
    const double cost = cost_[index(from)];
    for (const Arc& arc : graph_.arcs_of(from)) {
      if (!is(arc.to, not_to)) reach(from, arc.to, cost + arc.cost);
    }
  }

  void reach(std::int32_t from, std::int32_t p, double cost) {
    const double whole = cost + rest(p);
    if (!(whole <= limit_) || whole == no_way) {
      beyond_ = std::min(beyond_, whole);
      return;
    }
    double& known = cost_[index(p)];
    if (cost > known) return;
    if (cost == known && !tree_.numbers_before({from, p}, {before_[index(p)], p})) return;
    if (is(p, followed)) {
      late_ = true;
      return;
    }
    if (known == no_way) {
      touched_.push_back(p);
      waiting_ += is(p, looked_at) ? 0 : 1;
    }
    known = cost;
    before_[index(p)] = from;
    if (p == target_) limit_ = std::min(limit_, cost * cost_margin);
    // Somebody not looked at yet comes in when they are.
    if (is(p, looked_at)) push(p);
  }

  void forget() {
    for (const std::int32_t p : touched_) {
      cost_[index(p)] = no_way;
      before_[index(p)] = -1;
      state_[index(p)] = static_cast<std::uint8_t>(state_[index(p)] & ~followed);
    }
    touched_.clear();
    heap_.clear();
    waiting_ = 0;
  }

  /// The route of route_costs.
  void append_cheapest(std::vector<std::int32_t>& people, std::vector<double>& cost_at) const {
    for (std::int32_t p = target_; p >= 0; p = nearest_[index(p)]) {
      people.push_back(p);
      cost_at.push_back(cheapest_[index(p)]);
    }
    std::reverse(people.begin(), people.end());
    std::reverse(cost_at.begin(), cost_at.end());
  }

  void append_way(std::int32_t from, std::vector<std::int32_t>& people,
                  std::vector<double>& cost_at) const {
    const auto shared = static_cast<std::ptrdiff_t>(people.size());
    for (std::int32_t p = target_; p != from; p = before_[index(p)]) {
      people.push_back(p);
      cost_at.push_back(cost_[index(p)]);
    }
    std::reverse(people.begin() + shared, people.end());
    std::reverse(cost_at.begin() + shared, cost_at.end());
  }

  /// Order of the heap.
  struct Later {
    const LargeTree* tree;
    bool operator()(const Open& a, const Open& b) const noexcept {
      if (a.key != b.key) return a.key > b.key;
      if (a.cost != b.cost) return a.cost > b.cost;
      return tree->numbers_before(b.way, a.way);
    }
  };

  const Introductions& graph_;
  const ArcsIn& in_;
  LargeTree tree_;
  Meeting meeting_;
  std::vector<double> cheapest_;       ///< of everybody from us
  std::vector<std::int32_t> nearest_;  ///< the person before on that way
  std::int32_t target_ = -1;
  std::vector<double> rest_;        ///< to the target; no_way where not looked at
  std::vector<std::int32_t> near_;  ///< people with a rest
  std::vector<Rest> rest_heap_;
  std::vector<double> cost_;
  std::vector<std::int32_t> before_;
  std::vector<std::uint8_t> state_;
  std::vector<std::int32_t> touched_;
  std::vector<Open> heap_;
  std::int32_t waiting_ = 0;  ///< people reached and not looked at
  bool from_us_ = false;
  double limit_ = no_way;
  double beyond_ = no_way;  ///< least cost of what lay above the limit
  bool guided_ = true;
  bool late_ = false;
};

}  // namespace

LargeTree::LargeTree(std::int32_t people)
    : before_(index(people), -1), depth_(index(people), 0), jump_(index(people), -1) {}

void LargeTree::add(WayTo way) noexcept {
  const std::int32_t up = way.before;
  const std::int32_t far = up < 0 ? -1 : jump_[index(up)];
  const std::int32_t farther = far < 0 ? -1 : jump_[index(far)];
  before_[index(way.person)] = up;
  depth_[index(way.person)] = depth(up) + 1;
  jump_[index(way.person)] = depth(up) - depth(far) == depth(far) - depth(farther) ? farther : up;
}

std::int32_t LargeTree::lift(std::int32_t p, std::int32_t depth_wanted) const noexcept {
  while (depth(p) > depth_wanted) {
    const std::int32_t far = jump_[index(p)];
    p = depth(far) >= depth_wanted ? far : before_[index(p)];
  }
  return p;
}

bool LargeTree::numbers_before(WayTo a, WayTo b) const noexcept {
  const std::int32_t depth_a = depth(a.before);
  const std::int32_t depth_b = depth(b.before);
  const auto level = [this](WayTo& way, std::int32_t to) {
    if (depth(way.before) <= to) return;
    way.person = lift(way.before, to + 1);
    way.before = before_[index(way.person)];
  };
  level(a, depth_b);
  level(b, depth_a);
  if (a.before != b.before) {
    a = {before_[index(a.before)], a.before};
    b = {before_[index(b.before)], b.before};
    while (a.before != b.before) {
      const std::int32_t far_a = jump_[index(a.person)];
      const std::int32_t far_b = jump_[index(b.person)];
      a.person = far_a != far_b ? far_a : a.before;
      b.person = far_a != far_b ? far_b : b.before;
      a.before = before_[index(a.person)];
      b.before = before_[index(b.person)];
    }
  }
  return a.person != b.person ? a.person < b.person : depth_a < depth_b;
}

void cheapest_routes_large(const Introductions& graph, std::span<const std::int32_t> targets,
                           std::int64_t k, RouteScratch& scratch, Routes& out) {
  scratch.in.read(graph);
  LargeSearch search(graph, scratch.in);
  for (const std::int32_t target : targets) {
    search.aim(target);
    RouteRanking<LargeSearch>(search, k, scratch).append(out);
    out.first.push_back(out.size());
  }
}

}  // namespace sandan::org
