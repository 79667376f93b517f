#include "quota/allocation.hpp"

#include <boost/multiprecision/cpp_int.hpp>

#include <algorithm>
#include <cstdint>
#include <random>
#include <vector>

#include "support/expect.hpp"

using namespace sandan;
using namespace sandan::quota;

namespace {

using Exact = boost::multiprecision::cpp_rational;
using Whole = boost::multiprecision::cpp_int;

constexpr std::int64_t no_cap = INT64_MAX;

Exact exact(const Ideal& ideal) {
  return Exact(ideal.whole) + Exact(Whole(ideal.fraction), Whole(1) << 32);
}

const Exact last_place(Whole(1), Whole(1) << 32);

/// Items to be filled, and what they should get by searching every break point.
struct Items {
  std::vector<std::int64_t> weights, floors, caps;

  Exact held(std::size_t i, const Exact& level) const {
    Exact amount = level * weights[i];
    if (caps[i] != no_cap) amount = std::min(amount, Exact(caps[i]));
    return std::max(amount, Exact(floors[i]));
  }

  Exact sum_at(const Exact& level) const {
    Exact sum = 0;
    for (std::size_t i = 0; i < weights.size(); ++i)
      sum += held(i, level);
    return sum;
  }

  /// The level at which they hold `total`; some weight is positive.
  Exact level(const Exact& total) const {
    std::vector<Exact> points = {0};
    for (std::size_t i = 0; i < weights.size(); ++i) {
      if (weights[i] == 0) continue;
      points.emplace_back(Exact(floors[i]) / weights[i]);
      if (caps[i] != no_cap) points.emplace_back(Exact(caps[i]) / weights[i]);
    }
    std::sort(points.begin(), points.end());
    Exact from = 0;
    for (const Exact& point : points) {
      if (sum_at(point) > total) break;
      from = point;
    }
    // In a straight line from here to the next break point.
    Exact slope = 0;
    for (std::size_t i = 0; i < weights.size(); ++i) {
      if (weights[i] == 0 || from * weights[i] < floors[i]) continue;
      if (caps[i] == no_cap || from * weights[i] < caps[i]) slope += weights[i];
    }
    return slope == 0 ? from : from + (total - sum_at(from)) / slope;
  }

  std::vector<Ideal> fill(Ideal total) const {
    std::vector<Ideal> out(weights.size());
    sandan::quota::fill(total, weights, floors, caps, out);
    return out;
  }
};

Exact sum_of(const std::vector<Ideal>& ideals) {
  Exact sum = 0;
  for (const Ideal& ideal : ideals)
    sum += exact(ideal);
  return sum;
}

class Numbers {
 public:
  explicit Numbers(std::uint64_t seed) : source_(seed) {}
  std::int64_t upto(std::int64_t most) {
    return static_cast<std::int64_t>(source_() % static_cast<std::uint64_t>(most + 1));
  }

 private:
  std::mt19937_64 source_;
};

Items made_up_items(Numbers& numbers) {
  Items items;
  const std::int64_t count = 1 + numbers.upto(12);
  const std::int64_t scale = std::int64_t{1} << numbers.upto(40);
  for (std::int64_t i = 0; i < count; ++i) {
    items.weights.push_back(numbers.upto(5) == 0 ? 0 : numbers.upto(scale));
    items.floors.push_back(numbers.upto(2) == 0 ? numbers.upto(scale) : 0);
    items.caps.push_back(numbers.upto(2) == 0 ? items.floors.back() + numbers.upto(scale) : no_cap);
  }
  return items;
}

/// A total between the sums of floors and caps.
Ideal total_for(const Items& items, Numbers& numbers) {
  std::int64_t low = 0;
  std::int64_t high = 0;
  bool bound = true;
  for (std::size_t i = 0; i < items.floors.size(); ++i) {
    low += items.floors[i];
    if (items.caps[i] == no_cap) {
      bound = false;
    } else {
      high += items.caps[i];
    }
  }
  if (!bound) high = std::max(high, low) + numbers.upto(std::int64_t{1} << numbers.upto(45));
  const std::int64_t whole = low + numbers.upto(high - low);
  const bool may_be_broken = whole < high && numbers.upto(1) == 0;
  return {whole, may_be_broken ? static_cast<std::uint32_t>(numbers.upto(UINT32_MAX)) : 0};
}

bool others_are_full(const Items& items, const Ideal& total) {
  Exact most = 0;
  for (std::size_t i = 0; i < items.weights.size(); ++i) {
    if (items.weights[i] > 0 && items.caps[i] == no_cap) return false;
    most += items.weights[i] > 0 ? items.caps[i] : items.floors[i];
  }
  return exact(total) > most;
}

}  // namespace

TEST_CASE("water-filling adds up exactly and is where it should be", "[quota][allocation]") {
  Numbers numbers(11);
  int idle = 0;
  for (int round = 0; round < 20'000; ++round) {
    Items items = made_up_items(numbers);
    const Ideal total = total_for(items, numbers);
    const std::vector<Ideal> out = items.fill(total);
    REQUIRE(sum_of(out) == exact(total));
    Items active = items;
    if (others_are_full(items, total)) {
      ++idle;
      for (std::size_t i = 0; i < items.weights.size(); ++i) {
        active.weights[i] = items.weights[i] == 0 ? 1 : 0;
        if (items.weights[i] > 0) active.floors[i] = items.caps[i];
      }
    }
    const Exact level = active.level(exact(total));
    for (std::size_t i = 0; i < out.size(); ++i) {
      const Exact off = exact(out[i]) - active.held(i, level);
      REQUIRE(boost::multiprecision::abs(off) < last_place);
      REQUIRE(exact(out[i]) >= items.floors[i]);
      if (items.caps[i] != no_cap) REQUIRE(exact(out[i]) <= items.caps[i]);
    }
  }
  CHECK(idle > 500);
}

TEST_CASE("a larger total gives no item less", "[quota][allocation]") {
  Numbers numbers(12);
  for (int round = 0; round < 3'000; ++round) {
    const Items items = made_up_items(numbers);
    const Ideal a = total_for(items, numbers);
    const Ideal b = total_for(items, numbers);
    const auto less = items.fill(a < b ? a : b);
    const auto more = items.fill(a < b ? b : a);
    for (std::size_t i = 0; i < less.size(); ++i)
      REQUIRE(exact(more[i]) + last_place > exact(less[i]));
  }
}

TEST_CASE("small cases of water-filling", "[quota][allocation]") {
  const auto filled = [](std::int64_t total, const Items& items) {
    std::vector<double> out;
    for (const Ideal& ideal : items.fill({total, 0}))
      out.push_back(to_double(ideal));
    return out;
  };
  using Amounts = std::vector<double>;
  CHECK(filled(12, {{1, 1}, {5, 0}, {10, no_cap}}) == Amounts{6, 6});
  CHECK(filled(100, {{1, 1, 2}, {40, 0, 0}, {no_cap, no_cap, no_cap}}) == Amounts{40, 20, 40});
  CHECK(filled(100, {{1, 1, 2}, {0, 0, 0}, {no_cap, no_cap, 20}}) == Amounts{40, 40, 20});
  // Items of weight 0 get their floor, and more only where the others are full.
  CHECK(filled(10, {{1, 0}, {0, 3}, {no_cap, no_cap}}) == Amounts{7, 3});
  CHECK(filled(10, {{1, 0, 0}, {0, 0, 0}, {4, no_cap, 2}}) == Amounts{4, 4, 2});
  CHECK(filled(9, {{0, 0, 0}, {0, 0, 0}, {no_cap, 0, no_cap}}) == Amounts{4.5, 0, 4.5});
  CHECK(filled(0, {{1, 1}, {0, 0}, {0, no_cap}}) == Amounts{0, 0});
}

TEST_CASE("bounds that cannot hold are refused", "[quota][allocation]") {
  std::vector<Ideal> out(2);
  const std::vector<std::int64_t> weights = {1, 1};
  const std::vector<std::int64_t> floors = {6, 7};
  const std::vector<std::int64_t> caps = {4, 5};
  const auto high = testing::refusal([&] { fill({10, 0}, weights, floors, {}, out); });
  REQUIRE(high);
  CHECK(high->status() == Status::infeasible);
  CHECK(high->detail() == "floors_exceed_total");
  CHECK(high->where() == "/items");
  const auto low = testing::refusal([&] { fill({9, 1}, weights, {}, caps, out); });
  REQUIRE(low);
  CHECK(low->detail() == "caps_below_total");
}

namespace {

struct MadeUpTree {
  std::vector<SplitNode> nodes;
  std::vector<double> weights;
  std::vector<std::int64_t> floors, caps;

  std::size_t add(std::int32_t parent) {
    SplitNode node;
    node.parent = parent;
    nodes.push_back(node);
    return nodes.size() - 1;
  }
  void close() {
    for (std::size_t i = nodes.size(); i-- > 0;) {
      nodes[i].end = std::max(nodes[i].end, static_cast<std::int32_t>(i) + 1);
      if (i == 0) break;
      auto& above = nodes[static_cast<std::size_t>(nodes[i].parent)];
      above.end = std::max(above.end, nodes[i].end);
    }
  }
};

MadeUpTree made_up_tree(Numbers& numbers, std::int64_t count) {
  MadeUpTree tree;
  std::vector<std::int32_t> path = {static_cast<std::int32_t>(tree.add(-1))};
  while (static_cast<std::int64_t>(tree.nodes.size()) < count) {
    path.resize(
        static_cast<std::size_t>(1 + numbers.upto(static_cast<std::int64_t>(path.size()) - 1)));
    path.push_back(static_cast<std::int32_t>(tree.add(path.back())));
  }
  tree.close();
  for (std::int64_t i = 0; i < count; ++i) {
    tree.weights.push_back(numbers.upto(4) == 0 ? 0 : 0.1 * static_cast<double>(numbers.upto(50)));
    tree.floors.push_back(numbers.upto(6) == 0 ? numbers.upto(1000) : 0);
    tree.caps.push_back(numbers.upto(6) == 0 ? 5'000 + numbers.upto(10'000) : no_cap);
  }
  return tree;
}

}  // namespace

TEST_CASE("a tree of ideals adds up at every node within its bounds", "[quota][allocation]") {
  Numbers numbers(13);
  int filled = 0;
  for (int round = 0; round < 2'000; ++round) {
    MadeUpTree tree = made_up_tree(numbers, 2 + numbers.upto(60));
    std::int32_t at = -1;
    if (!propagate_bounds(tree.nodes, tree.floors, tree.caps, at)) {
      REQUIRE(at >= 0);
      const auto i = static_cast<std::size_t>(at);
      CHECK(tree.floors[i] > tree.caps[i]);
      continue;
    }
    const std::int64_t most = std::min<std::int64_t>(tree.caps[0], tree.floors[0] + 100'000);
    const Ideal total{tree.floors[0] + numbers.upto(most - tree.floors[0]), 0};
    std::vector<Ideal> out(tree.nodes.size());
    fill_tree(tree.nodes, total, tree.weights, tree.floors, tree.caps, out);
    ++filled;
    REQUIRE(out[0] == total);
    for (std::size_t i = 0; i < out.size(); ++i) {
      REQUIRE(exact(out[i]) >= tree.floors[i]);
      REQUIRE(exact(out[i]) <= tree.caps[i]);
      if (tree.nodes[i].end == static_cast<std::int32_t>(i) + 1) continue;
      Exact sum = 0;
      for_each_child(tree.nodes, static_cast<std::int32_t>(i), [&](std::int32_t child) {
        sum += exact(out[static_cast<std::size_t>(child)]);
      });
      REQUIRE(sum == exact(out[i]));
    }
  }
  CHECK(filled > 1'000);
}

TEST_CASE("bounds of a tree grow upwards", "[quota][allocation]") {
  MadeUpTree tree;
  tree.add(-1);
  tree.add(0);
  tree.add(1);
  tree.add(1);
  tree.add(0);
  tree.close();
  tree.floors = {0, 0, 30, 40, 5};
  tree.caps = {no_cap, 100, 60, no_cap, 20};
  std::int32_t at = -1;
  CHECK(propagate_bounds(tree.nodes, tree.floors, tree.caps, at));
  CHECK(tree.floors == std::vector<std::int64_t>{75, 70, 30, 40, 5});
  CHECK(tree.caps == std::vector<std::int64_t>{120, 100, 60, no_cap, 20});
  tree.caps[1] = 69;
  CHECK_FALSE(propagate_bounds(tree.nodes, tree.floors, tree.caps, at));
  CHECK(at == 1);
  // Weights all zero: those that may take share equally.
  tree.caps = {no_cap, no_cap, no_cap, 0, 20};
  tree.floors = {0, 0, 0, 0, 20};
  tree.weights = {0, 0, 0, 0, 0};
  std::vector<Ideal> out(tree.nodes.size());
  CHECK(propagate_bounds(tree.nodes, tree.floors, tree.caps, at));
  fill_tree(tree.nodes, {100, 0}, tree.weights, tree.floors, tree.caps, out);
  CHECK(out == std::vector<Ideal>{{100, 0}, {80, 0}, {80, 0}, {0, 0}, {20, 0}});
}

TEST_CASE("a deep tree is filled without recursion", "[quota][allocation]") {
  constexpr std::int32_t depth = 100'000;
  MadeUpTree tree;
  tree.add(-1);
  for (std::int32_t i = 0; i < depth; ++i)
    tree.add(i);
  tree.close();
  tree.weights.assign(tree.nodes.size(), 1);
  tree.floors.assign(tree.nodes.size(), 0);
  tree.caps.assign(tree.nodes.size(), no_cap);
  tree.floors.back() = 17;
  std::int32_t at = -1;
  REQUIRE(propagate_bounds(tree.nodes, tree.floors, tree.caps, at));
  CHECK(tree.floors[0] == 17);
  std::vector<Ideal> out(tree.nodes.size());
  fill_tree(tree.nodes, {20, 5}, tree.weights, tree.floors, tree.caps, out);
  CHECK(out.back() == Ideal{20, 5});
}
