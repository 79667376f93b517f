#include "org/gatekeeping.hpp"

#include <bit>
#include <random>
#include <vector>

#include "org/dominator_tree.hpp"
#include "org/gatekeeping_large.hpp"
#include "org/random_introductions.hpp"
#include "support/catch.hpp"

using namespace sandan;
using namespace sandan::org;
using sandan::testing::random_introductions;

namespace {

/// Who is reached when some people refuse.
std::vector<bool> reached_without(const Introductions& graph, const std::vector<bool>& refuse) {
  std::vector<bool> reached(static_cast<std::size_t>(graph.size), false);
  std::vector<std::int32_t> open;
  for (std::int32_t p = 0; p < graph.size; ++p) {
    const auto i = static_cast<std::size_t>(p);
    if (graph.start[i] != no_way && !refuse[i]) open.push_back(p);
  }
  while (!open.empty()) {
    const std::int32_t p = open.back();
    open.pop_back();
    if (reached[static_cast<std::size_t>(p)]) continue;
    reached[static_cast<std::size_t>(p)] = true;
    for (const Arc& arc : graph.arcs_of(p)) {
      if (!refuse[static_cast<std::size_t>(arc.to)]) open.push_back(arc.to);
    }
  }
  return reached;
}

bool blocks(const Introductions& graph, const std::vector<std::int32_t>& set,
            const std::vector<std::int32_t>& targets) {
  std::vector<bool> refuse(static_cast<std::size_t>(graph.size), false);
  for (const std::int32_t p : set)
    refuse[static_cast<std::size_t>(p)] = true;
  const auto reached = reached_without(graph, refuse);
  return std::none_of(targets.begin(), targets.end(),
                      [&](std::int32_t t) { return reached[static_cast<std::size_t>(t)]; });
}

/// Ways that share nobody, by searching a plain residual graph over and over.
std::size_t ways_apart(const Introductions& graph, const std::vector<std::int32_t>& targets) {
  const auto n = static_cast<std::size_t>(graph.size);
  const std::size_t source = 2 * n;
  const std::size_t sink = source + 1;
  std::vector<std::vector<int>> room(sink + 1, std::vector<int>(sink + 1, 0));
  for (std::size_t p = 0; p < n; ++p) {
    room[2 * p][2 * p + 1] = 1;
    if (graph.start[p] != no_way) room[source][2 * p] = 1;
    for (const Arc& arc : graph.arcs_of(static_cast<std::int32_t>(p)))
      room[2 * p + 1][2 * static_cast<std::size_t>(arc.to)] = 1;
  }
  for (const std::int32_t t : targets)
    room[2 * static_cast<std::size_t>(t) + 1][sink] = 1;
  for (std::size_t ways = 0;; ++ways) {
    std::vector<std::size_t> before(sink + 1, sink + 1);
    std::vector<std::size_t> open{source};
    before[source] = source;
    while (!open.empty() && before[sink] > sink) {
      const std::size_t v = open.back();
      open.pop_back();
      for (std::size_t w = 0; w <= sink; ++w) {
        if (room[v][w] == 0 || before[w] <= sink) continue;
        before[w] = v;
        open.push_back(w);
      }
    }
    if (before[sink] > sink) return ways;
    for (std::size_t v = sink; v != source; v = before[v]) {
      --room[before[v]][v];
      ++room[v][before[v]];
    }
  }
}

std::vector<std::int32_t> some_targets(std::mt19937& random, std::int32_t size) {
  std::vector<std::int32_t> targets;
  for (auto left = random() % 4; left > 0; --left)
    targets.push_back(static_cast<std::int32_t>(random() % static_cast<std::uint32_t>(size)));
  return targets;
}

}  // namespace

TEST_CASE("dominators are those without whom the target is not reached", "[org][gatekeepers]") {
  std::mt19937 random(20260201);
  std::size_t found = 0;
  for (int i = 0; i < 3000; ++i) {
    const auto size = static_cast<std::int32_t>(1 + random() % 90);
    const auto arcs = static_cast<std::int32_t>(random() % (3 * static_cast<std::uint32_t>(size)));
    const auto graph = random_introductions(
        random, {size, arcs, static_cast<std::int32_t>(random() % 4), true, 0});
    const auto n = static_cast<std::size_t>(size);
    std::vector<std::int32_t> targets(n);
    for (std::size_t t = 0; t < n; ++t)
      targets[t] = static_cast<std::int32_t>(t);
    std::vector<bool> refuse(n, false);
    const auto reached = reached_without(graph, refuse);
    std::vector<std::vector<bool>> without(n);
    for (std::size_t p = 0; p < n; ++p) {
      refuse[p] = true;
      without[p] = reached_without(graph, refuse);
      refuse[p] = false;
    }
    PeopleOf dominating;
    dominators(graph, targets, dominating);
    DominatorTree tree;
    tree.build(graph);
    for (std::size_t t = 0; t < n; ++t) {
      const auto people = dominating.of(t);
      std::vector<bool> listed(n, false);
      for (const std::int32_t p : people)
        listed[static_cast<std::size_t>(p)] = true;
      for (std::size_t p = 0; p < n; ++p)
        REQUIRE(listed[p] == (p != t && reached[t] && !without[p][t]));
      // Nearest to us first: each is reached without those after it.
      for (std::size_t a = 0; a < people.size(); ++a) {
        for (std::size_t b = a + 1; b < people.size(); ++b)
          REQUIRE(
              without[static_cast<std::size_t>(people[b])][static_cast<std::size_t>(people[a])]);
      }
      const std::int32_t last = people.empty() ? DominatorTree::is_start : people.back();
      REQUIRE(tree.above(static_cast<std::int32_t>(t)) ==
              (reached[t] ? last : DominatorTree::not_reached));
      found += people.size();
    }
  }
  REQUIRE(found > 10'000);
}

TEST_CASE("no smaller set blocks, and none nearer to us", "[org][gatekeepers]") {
  std::mt19937 random(20260202);
  for (int i = 0; i < 2000; ++i) {
    const auto size = static_cast<std::int32_t>(1 + random() % 9);
    const auto graph =
        random_introductions(random, {size, static_cast<std::int32_t>(random() % 28),
                                      static_cast<std::int32_t>(random() % 5), true, 0});
    const auto targets = some_targets(random, size);
    std::vector<std::int32_t> set, large;
    blocking_set(graph, targets, set);
    blocking_set_large(graph, targets, large);
    REQUIRE(set == large);
    REQUIRE(std::is_sorted(set.begin(), set.end()));
    REQUIRE(blocks(graph, set, targets));
    std::vector<bool> refuse(static_cast<std::size_t>(size), false);
    for (const std::int32_t p : set)
      refuse[static_cast<std::size_t>(p)] = true;
    const auto side = reached_without(graph, refuse);
    for (std::uint32_t mask = 0; mask < (1U << size); ++mask) {
      const auto count = static_cast<std::size_t>(std::popcount(mask));
      if (count > set.size()) continue;
      std::vector<std::int32_t> other;
      std::vector<bool> refuses(static_cast<std::size_t>(size), false);
      for (std::int32_t p = 0; p < size; ++p) {
        if ((mask >> p & 1) == 0) continue;
        other.push_back(p);
        refuses[static_cast<std::size_t>(p)] = true;
      }
      if (!blocks(graph, other, targets)) continue;
      REQUIRE(count == set.size());
      const auto other_side = reached_without(graph, refuses);
      for (std::size_t p = 0; p < side.size(); ++p)
        REQUIRE((!side[p] || other_side[p]));
    }
  }
}

TEST_CASE("a blocking set is as large as there are ways apart", "[org][gatekeepers]") {
  std::mt19937 random(20260203);
  std::size_t largest = 0;
  for (int i = 0; i < 600; ++i) {
    const auto size = static_cast<std::int32_t>(2 + random() % 89);
    const auto arcs = static_cast<std::int32_t>(random() % (5 * static_cast<std::uint32_t>(size)));
    const auto graph = random_introductions(
        random, {size, arcs, static_cast<std::int32_t>(random() % 20), true, 0});
    std::vector<std::int32_t> targets;
    for (auto left = 1 + random() % 12; left > 0; --left)
      targets.push_back(static_cast<std::int32_t>(random() % static_cast<std::uint32_t>(size)));
    std::vector<std::int32_t> set, large;
    blocking_set(graph, targets, set);
    blocking_set_large(graph, targets, large);
    REQUIRE(set == large);
    REQUIRE(blocks(graph, set, targets));
    REQUIRE(set.size() == ways_apart(graph, targets));
    largest = std::max(largest, set.size());
  }
  REQUIRE(largest > 5);
}

TEST_CASE("gatekeepers of a chain of a hundred thousand", "[org][gatekeepers]") {
  Introductions graph;
  graph.size = 100'000;
  graph.start.assign(static_cast<std::size_t>(graph.size), no_way);
  graph.start[0] = 1;
  graph.first.push_back(0);
  for (std::int32_t p = 0; p < graph.size; ++p) {
    if (p > 0) graph.arcs.push_back({p - 1, 0, true, 1});
    if (p + 1 < graph.size) graph.arcs.push_back({p + 1, 0, false, 1});
    graph.first.push_back(static_cast<std::int32_t>(graph.arcs.size()));
  }
  const std::vector<std::int32_t> targets{graph.size - 1};
  PeopleOf dominating;
  dominators(graph, targets, dominating);
  REQUIRE(dominating.people.size() == 99'999);
  REQUIRE(dominating.people.front() == 0);
  std::vector<std::int32_t> set;
  blocking_set(graph, targets, set);
  REQUIRE(set == std::vector<std::int32_t>{0});
}
