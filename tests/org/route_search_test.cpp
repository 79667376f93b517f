#include "org/route_search.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <random>
#include <set>
#include <tuple>
#include <utility>
#include <vector>

#include "org/random_introductions.hpp"
#include "org/route_search_tree.hpp"
#include "support/catch.hpp"

using namespace sandan;
using namespace sandan::org;
using sandan::testing::random_introductions;
using sandan::testing::RandomGraph;

namespace {

struct FoundRoute {
  double cost;
  std::vector<std::int32_t> people;
  bool operator<(const FoundRoute& other) const {
    return std::tie(cost, people) < std::tie(other.cost, other.people);
  }
  bool operator==(const FoundRoute& other) const = default;
};

void extend(const Introductions& graph, std::int32_t target, const FoundRoute& route,
            std::vector<FoundRoute>& all) {
  if (route.people.back() == target) {
    all.push_back(route);
    return;
  }
  for (const Arc& arc : graph.arcs_of(route.people.back())) {
    if (std::find(route.people.begin(), route.people.end(), arc.to) != route.people.end()) continue;
    FoundRoute further = route;
    further.people.push_back(arc.to);
    further.cost += arc.cost;
    extend(graph, target, further, all);
  }
}

/// Every route without repetition, cheapest first.
std::vector<FoundRoute> every_route(const Introductions& graph, std::int32_t target) {
  std::vector<FoundRoute> all;
  for (std::int32_t p = 0; p < graph.size; ++p) {
    const double start = graph.start[static_cast<std::size_t>(p)];
    if (start != no_way) extend(graph, target, {start, {p}}, all);
  }
  std::sort(all.begin(), all.end());
  return all;
}

std::vector<FoundRoute> routes_of(const Routes& routes, std::size_t target) {
  std::vector<FoundRoute> found;
  for (std::int32_t r = routes.first[target]; r < routes.first[target + 1]; ++r) {
    const auto people = routes.people_of(r);
    found.push_back({routes.cost[static_cast<std::size_t>(r)], {people.begin(), people.end()}});
    REQUIRE(routes.costs_of(r).back() == found.back().cost);
  }
  return found;
}

std::vector<std::int32_t> everybody(const Introductions& graph) {
  std::vector<std::int32_t> people(static_cast<std::size_t>(graph.size));
  for (std::size_t p = 0; p < people.size(); ++p)
    people[p] = static_cast<std::int32_t>(p);
  return people;
}

/// Both ways of searching and all simple routes give the same.
void compare_with_all(const Introductions& graph, std::size_t k, RouteScratch& scratch,
                      bool names_too) {
  const auto targets = everybody(graph);
  Routes routes, large;
  cheapest_routes(graph, targets, static_cast<std::int64_t>(k), scratch, routes);
  large.clear();
  cheapest_routes_large(graph, targets, static_cast<std::int64_t>(k), scratch, large);
  std::vector<double> cost;
  std::vector<std::int32_t> before;
  route_costs(graph, cost, before);
  for (std::size_t t = 0; t < targets.size(); ++t) {
    auto all = every_route(graph, targets[t]);
    REQUIRE(cost[t] == (all.empty() ? no_way : all[0].cost));
    if (names_too && !all.empty()) {
      const auto& people = all[0].people;
      REQUIRE(before[t] == (people.size() == 1 ? -1 : people[people.size() - 2]));
    }
    if (all.size() > k) all.resize(k);
    const auto found = routes_of(routes, t);
    REQUIRE(found.size() == all.size());
    for (std::size_t r = 0; r < all.size(); ++r)
      REQUIRE(found[r].cost == all[r].cost);
    if (names_too) REQUIRE(found == all);
    REQUIRE(routes_of(large, t) == found);
  }
}

}  // namespace

TEST_CASE("cheapest routes are the first of all routes", "[org][routes]") {
  std::mt19937 random(20260101);
  RouteScratch scratch;
  for (int i = 0; i < 3000; ++i) {
    const auto size = static_cast<std::int32_t>(1 + random() % 7);
    const auto arcs = static_cast<std::int32_t>(random() % 22);
    const auto held = static_cast<std::int32_t>(random() % 4);
    const bool round_costs = i % 3 != 0;
    const std::int32_t spread = i % 5 == 0 ? 90 : i % 5 == 1 ? 64 : 0;
    const auto graph =
        random_introductions(random, {size, size == 1 ? 0 : arcs, held, round_costs, spread});
    compare_with_all(graph, 1 + random() % 8, scratch, round_costs);
  }
}

TEST_CASE("both ways of searching name the same routes", "[org][routes]") {
  std::mt19937 random(20260102);
  RouteScratch scratch;
  for (int i = 0; i < 1500; ++i) {
    const auto size = static_cast<std::int32_t>(2 + random() % 63);
    const auto arcs = static_cast<std::int32_t>(random() % (5 * static_cast<std::uint32_t>(size)));
    const auto graph = random_introductions(
        random, {size, arcs, static_cast<std::int32_t>(random() % 5), i % 2 == 0, 0});
    const auto targets = everybody(graph);
    const auto k = static_cast<std::int64_t>(1 + random() % 12);
    Routes small, large;
    cheapest_routes(graph, targets, k, scratch, small);
    large.clear();
    cheapest_routes_large(graph, targets, k, scratch, large);
    REQUIRE(small.first == large.first);
    REQUIRE(small.cost == large.cost);
    REQUIRE(small.people == large.people);
    std::vector<double> cost, cost_large;
    std::vector<std::int32_t> before, before_large;
    route_costs(graph, cost, before);
    route_costs_large(graph, cost_large, before_large);
    REQUIRE(cost == cost_large);
    REQUIRE(before == before_large);
    for (std::size_t t = 0; t < targets.size(); ++t) {
      if (cost[t] == no_way) continue;
      const auto r = small.first[t];
      REQUIRE(small.cost[static_cast<std::size_t>(r)] == cost[t]);
      const auto people = small.people_of(r);
      REQUIRE(before[t] == (people.size() == 1 ? -1 : people[people.size() - 2]));
    }
  }
}

namespace {

/// The cheapest way on from a root that does not go on to those banned, by
/// following all people in the order of cost and names; nothing.
std::optional<FoundRoute> plain_way(const Introductions& graph, std::int32_t target,
                                    const FoundRoute& root, const std::set<std::int32_t>& banned) {
  std::set<FoundRoute> open;
  std::set<std::int32_t> done(root.people.begin(), root.people.end());
  const auto add = [&](const FoundRoute& way, std::int32_t to, double cost) {
    if (done.contains(to)) return;
    FoundRoute further = way;
    further.people.push_back(to);
    further.cost = way.people.empty() ? cost : way.cost + cost;
    open.insert(std::move(further));
  };
  const auto follow = [&](const FoundRoute& way, const std::set<std::int32_t>& not_to) {
    for (const Arc& arc : graph.arcs_of(way.people.back())) {
      if (!not_to.contains(arc.to)) add(way, arc.to, arc.cost);
    }
  };
  if (!root.people.empty()) follow(root, banned);
  for (std::int32_t p = 0; root.people.empty() && p < graph.size; ++p) {
    const double start = graph.start[static_cast<std::size_t>(p)];
    if (start != no_way && !banned.contains(p)) add(root, p, start);
  }
  while (!open.empty()) {
    const FoundRoute way = *open.begin();
    open.erase(open.begin());
    if (way.people.back() == target) return way;
    if (done.insert(way.people.back()).second) follow(way, {});
  }
  return std::nullopt;
}

/// Yen's method word for word.
std::vector<FoundRoute> plain_routes(const Introductions& graph, std::int32_t target,
                                     std::size_t k) {
  std::vector<FoundRoute> chosen;
  std::set<FoundRoute> open;
  if (auto first = plain_way(graph, target, {0, {}}, {})) open.insert(*first);
  while (!open.empty() && chosen.size() < k) {
    chosen.push_back(*open.begin());
    open.erase(open.begin());
    const FoundRoute& last = chosen.back();
    FoundRoute root{0, {}};
    for (std::size_t shared = 0; shared < last.people.size(); ++shared) {
      std::set<std::int32_t> banned;
      for (const FoundRoute& other : chosen) {
        if (other.people.size() > shared &&
            std::equal(root.people.begin(), root.people.end(), other.people.begin())) {
          banned.insert(other.people[shared]);
        }
      }
      if (auto found = plain_way(graph, target, root, banned)) open.insert(*found);
      const std::int32_t next = last.people[shared];
      root.cost = shared == 0 ? graph.start[static_cast<std::size_t>(next)]
                              : root.cost + graph.arc(root.people.back(), next)->cost;
      root.people.push_back(next);
    }
  }
  return chosen;
}

/// A tree of relations both ways with some across, as of an organisation.
Introductions random_organisation(std::mt19937& random, std::int32_t size, std::int32_t width,
                                  std::int32_t across, std::int32_t held) {
  const auto draw = [&] {
    return static_cast<std::int32_t>(random() % static_cast<std::uint32_t>(size));
  };
  const auto cost = [&] { return 0.25 * static_cast<double>(random() % 5); };
  std::map<std::pair<std::int32_t, std::int32_t>, double> costs;
  const auto relate = [&](std::int32_t a, std::int32_t b) {
    if (a == b) return;
    costs[{a, b}] = cost();
    if (random() % 4 != 0) costs[{b, a}] = cost();
  };
  for (std::int32_t p = 1; p < size; ++p)
    relate((p - 1) / width, p);
  for (std::int32_t i = 0; i < across; ++i)
    relate(draw(), draw());
  Introductions graph;
  graph.size = size;
  graph.start.assign(static_cast<std::size_t>(size), no_way);
  for (std::int32_t i = 0; i < held; ++i)
    graph.start[static_cast<std::size_t>(draw())] = cost();
  graph.first.assign(static_cast<std::size_t>(size) + 1, 0);
  for (const auto& [ends, of_arc] : costs) {
    ++graph.first[static_cast<std::size_t>(ends.first) + 1];
    graph.arcs.push_back({ends.second, 0, false, of_arc});
  }
  for (std::size_t p = 0; p < static_cast<std::size_t>(size); ++p)
    graph.first[p + 1] += graph.first[p];
  return graph;
}

}  // namespace

TEST_CASE("routes in larger maps are those of a plain search", "[org][routes]") {
  std::mt19937 random(20260104);
  RouteScratch scratch;
  std::size_t fewer = 0;
  for (int i = 0; i < 120; ++i) {
    const auto size = static_cast<std::int32_t>(65 + random() % 120);
    const auto across = static_cast<std::int32_t>(i % 3 == 0 ? 0 : random() % 60);
    const auto graph =
        random_organisation(random, size, static_cast<std::int32_t>(1 + random() % 6), across,
                            static_cast<std::int32_t>(1 + random() % 6));
    std::vector<std::int32_t> targets(8);
    for (std::int32_t& target : targets)
      target = static_cast<std::int32_t>(random() % static_cast<std::uint32_t>(size));
    const std::size_t k = 1 + random() % 9;
    Routes routes;
    cheapest_routes(graph, targets, static_cast<std::int64_t>(k), scratch, routes);
    for (std::size_t t = 0; t < targets.size(); ++t) {
      const auto found = routes_of(routes, t);
      REQUIRE(found == plain_routes(graph, targets[t], k));
      fewer += found.size() < k ? 1 : 0;
    }
  }
  REQUIRE(fewer > 25);
}

TEST_CASE("routes to many in a large map", "[org][routes]") {
  // Ways of leaving a route that lead nowhere must not be followed to the end.
  std::mt19937 random(20260105);
  RouteScratch scratch;
  for (const std::int32_t held : {1, 2000}) {
    const auto graph = random_organisation(random, 20'000, 8, 4'000, held);
    std::vector<std::int32_t> targets(400);
    for (std::int32_t& target : targets)
      target = static_cast<std::int32_t>(random() % 20'000);
    std::vector<double> cost;
    std::vector<std::int32_t> before;
    route_costs(graph, cost, before);
    Routes routes;
    cheapest_routes(graph, targets, 3, scratch, routes);
    for (std::size_t t = 0; t < targets.size(); ++t) {
      const auto found = routes_of(routes, t);
      REQUIRE(found.empty() == (cost[static_cast<std::size_t>(targets[t])] == no_way));
      if (!found.empty()) REQUIRE(found[0].cost == cost[static_cast<std::size_t>(targets[t])]);
      REQUIRE(std::is_sorted(found.begin(), found.end()));
      REQUIRE(std::adjacent_find(found.begin(), found.end()) == found.end());
    }
  }
}

TEST_CASE("routes through costs that round together", "[org][routes]") {
  std::mt19937 random(20260103);
  RouteScratch scratch;
  for (int i = 0; i < 2000; ++i) {
    auto graph = random_introductions(random, {7, 20, 3, true, i % 2 == 0 ? 70 : 0});
    for (Arc& arc : graph.arcs)
      arc.cost = 0.1 * static_cast<double>(random() % 4) + (random() % 9 == 0 ? 1e-17 : 0);
    const auto targets = everybody(graph);
    Routes routes;
    cheapest_routes(graph, targets, 5, scratch, routes);
    for (std::size_t t = 0; t < targets.size(); ++t) {
      const auto all = every_route(graph, targets[t]);
      const auto found = routes_of(routes, t);
      REQUIRE(found.size() == std::min<std::size_t>(5, all.size()));
      for (std::size_t r = 0; r < found.size(); ++r)
        REQUIRE(found[r].cost == all[r].cost);
      REQUIRE(std::is_sorted(found.begin(), found.end()));
    }
  }
}

TEST_CASE("long chains of equal cost", "[org][routes]") {
  // Two rows of people side by side, arcs along and across, all of cost zero.
  Introductions graph;
  constexpr std::int32_t length = 20'000;
  graph.size = 2 * length;
  graph.start.assign(static_cast<std::size_t>(graph.size), no_way);
  graph.start[0] = 0;
  graph.first.push_back(0);
  for (std::int32_t p = 0; p < graph.size; ++p) {
    const std::int32_t row_end = p < length ? length : 2 * length;
    if (p + 1 < row_end) graph.arcs.push_back({p + 1, 0, false, 0});
    if (p < length) graph.arcs.push_back({p + length, 0, false, 0});
    graph.first.push_back(static_cast<std::int32_t>(graph.arcs.size()));
  }
  std::vector<double> cost;
  std::vector<std::int32_t> before;
  route_costs(graph, cost, before);
  // By the numbers the first row is followed as far as it goes.
  REQUIRE(before[2 * length - 1] == length - 1);
  RouteScratch scratch;
  Routes routes;
  const std::vector<std::int32_t> targets{2 * length - 1};
  cheapest_routes(graph, targets, 1, scratch, routes);
  REQUIRE(routes.people_of(0).size() == length + 1);
}
