// Trees of ideals rounded to whole units.
#include <random>

#include "quota/rounding.hpp"
#include "support/expect.hpp"

using namespace sandan;
using namespace sandan::testing;
using namespace sandan::quota;
using Numbers = std::vector<std::int64_t>;

namespace {

struct RandomTree {
  std::vector<SplitNode> nodes;
  std::vector<Ideal> ideals;
};

/// A tree in preorder with up to `depth` levels below the whole, its ideals
/// divided by random weights.
RandomTree random_tree(std::mt19937_64& engine, Ideal total, int depth) {
  RandomTree tree;
  const auto grow = [&](const auto& self, std::int32_t parent, Ideal ideal, int levels) -> void {
    const auto node = static_cast<std::int32_t>(tree.nodes.size());
    tree.nodes.push_back({.parent = parent});
    tree.ideals.push_back(ideal);
    const auto children = levels == 0 ? 0 : engine() % 7;
    if (children > 0) {
      Numbers weights(children);
      for (std::int64_t& weight : weights)
        weight = static_cast<std::int64_t>(engine() % (engine() % 3 == 0 ? 2 : 1'000'000));
      weights[0] += 1;
      std::vector<Ideal> parts(children);
      split_ideal(ideal, weights, parts);
      for (const Ideal part : parts)
        self(self, node, part, levels - 1);
    }
    tree.nodes[static_cast<std::size_t>(node)].end = static_cast<std::int32_t>(tree.nodes.size());
  };
  grow(grow, -1, total, depth);
  return tree;
}

Numbers rounded(const RandomTree& tree, std::int64_t total, const Numbers& floors = {},
                const Numbers& caps = {}) {
  Numbers out(tree.nodes.size(), -1);
  round_tree(tree.nodes, tree.ideals, total, floors, caps, out);
  return out;
}

void check_tree(const RandomTree& tree, const Numbers& out) {
  for (std::size_t node = 0; node < out.size(); ++node) {
    const Ideal ideal = tree.ideals[node];
    REQUIRE((out[node] == ideal.floor() || out[node] == ideal.ceil()));
    std::int64_t sum = 0;
    std::int32_t children = 0;
    for_each_child(tree.nodes, static_cast<std::int32_t>(node), [&](std::int32_t child) {
      sum += out[static_cast<std::size_t>(child)];
      ++children;
    });
    REQUIRE((children == 0 || sum == out[node]));
  }
}

/// Children of a whole with these ideals.
RandomTree flat(std::vector<Ideal> ideals) {
  RandomTree tree;
  Ideal total;
  for (const Ideal ideal : ideals)
    total = total + ideal;
  tree.ideals = {total};
  tree.ideals.insert(tree.ideals.end(), ideals.begin(), ideals.end());
  const auto count = static_cast<std::int32_t>(tree.ideals.size());
  tree.nodes.push_back({.parent = -1, .end = count});
  for (std::int32_t node = 1; node < count; ++node)
    tree.nodes.push_back({.parent = 0, .end = node + 1});
  return tree;
}

constexpr Ideal half{0, 1U << 31};

}  // namespace

TEST_CASE("every node of a tree is next to its ideal and the sum of its parts", "[quota]") {
  std::mt19937_64 engine(21);
  for (int round = 0; round < 3'000; ++round) {
    const auto limit = std::uint64_t{1} << (1 + engine() % 53);
    const Ideal total{static_cast<std::int64_t>(engine() % limit),
                      round % 2 == 0 ? 0 : static_cast<std::uint32_t>(engine())};
    const RandomTree tree = random_tree(engine, total, 1 + static_cast<int>(engine() % 5));
    check_tree(tree, rounded(tree, total.floor()));
    check_tree(tree, rounded(tree, total.ceil()));
  }
}

TEST_CASE("floors and caps that the ideals respect are kept", "[quota]") {
  std::mt19937_64 engine(22);
  for (int round = 0; round < 2'000; ++round) {
    const Ideal total{static_cast<std::int64_t>(engine() % 10'000), 0};
    const RandomTree tree = random_tree(engine, total, 3);
    Numbers floors(tree.nodes.size(), 0);
    Numbers caps(tree.nodes.size(), most_units);
    for (std::size_t node = 0; node < floors.size(); ++node) {
      if (engine() % 4 == 0) floors[node] = tree.ideals[node].floor();
      if (engine() % 4 == 0) caps[node] = tree.ideals[node].ceil();
    }
    const Numbers out = rounded(tree, total.whole, floors, caps);
    check_tree(tree, out);
    for (std::size_t node = 0; node < out.size(); ++node)
      REQUIRE((floors[node] <= out[node] && out[node] <= caps[node]));
  }
}

TEST_CASE("among siblings the largest fractions are rounded up, ties to the first", "[quota]") {
  CHECK(rounded(flat({half, half, half, half}), 2) == Numbers{2, 1, 1, 0, 0});
  const Ideal third{1, 0x55555555};
  const Ideal more{1, 0x55555556};
  CHECK(rounded(flat({third, third, more}), 4) == Numbers{4, 1, 1, 2});
  CHECK(rounded(flat({Ideal{3, 0}, Ideal{0, 0}}), 3) == Numbers{3, 3, 0});
}

TEST_CASE("an axis is rounded as a tree is", "[quota]") {
  std::vector<AxisNode> nodes(3);
  nodes[0].end = 3;
  nodes[1].end = 2;
  nodes[2].end = 3;
  Numbers out(3);
  round_tree(nodes, std::vector<Ideal>{{1, 0}, half, half}, 1, {}, {}, out);
  CHECK(out == Numbers{1, 1, 0});
  round_tree(std::vector<AxisNode>{}, {}, 1, {}, {}, out);
}

TEST_CASE("a total or bounds that no rounding meets are refused", "[quota]") {
  const auto detail = [](std::int64_t total, const Numbers& floors, const Numbers& caps) {
    const auto refused = refusal([&] { rounded(flat({half, half}), total, floors, caps); });
    return refused ? refused->detail() + refused->where() : std::string();
  };
  CHECK(detail(1, {}, {}) == "");
  CHECK(detail(3, {}, {}) == "bounds_exclude_rounding/nodes/0");
  CHECK(detail(-1, {}, {}) == "bounds_exclude_rounding/nodes/0");
  CHECK(detail(1, {0, 1, 1}, {}) == "bounds_exclude_rounding/nodes/0");
  CHECK(detail(1, {0, 2, 0}, {}) == "bounds_exclude_rounding/nodes/1");
  CHECK(detail(1, {}, {1, 0, 1}) == "");
  CHECK(detail(1, {}, {1, 0, 0}) == "bounds_exclude_rounding/nodes/0");
}
