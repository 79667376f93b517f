#include "quota/split_tree.hpp"

#include <random>

#include "sandan/core/status.hpp"
#include "support/expect.hpp"

using namespace sandan;
using namespace sandan::quota;
using namespace sandan::testing;

namespace {

constexpr std::int64_t many = 4'000'000;

std::size_t at(std::int32_t index) { return static_cast<std::size_t>(index); }

/// A tree from the parents of its nodes in preorder, the root's left out.
AxisTree tree_of(const std::vector<std::int32_t>& parents) {
  AxisTree tree;
  tree.nodes.resize(parents.size() + 1);
  tree.nodes[0].code = "0";
  for (std::size_t i = 0; i < parents.size(); ++i) {
    tree.nodes[i + 1].parent = parents[i];
    tree.nodes[i + 1].code = std::to_string(i + 1);
  }
  tree.finish();
  return tree;
}

AxisTree random_tree(std::mt19937& random, int most) {
  std::vector<std::int32_t> parents;
  std::vector<std::int32_t> path = {0};
  const int count = 1 + static_cast<int>(random() % static_cast<unsigned>(most));
  for (int node = 1; node <= count; ++node) {
    path.resize(1 + random() % path.size());
    parents.push_back(path.back());
    path.push_back(node);
  }
  return tree_of(parents);
}

}  // namespace

TEST_CASE("Axes stand one below the other in the order of splitting") {
  const std::vector<AxisTree> axes = {tree_of({0, 1, 1, 0}), tree_of({0, 0})};
  const SplitTree split = split_tree(axes, many);
  // whole, 1, its leaves 2 and 3 with two products each, leaf 4 with two.
  CHECK(split.nodes.size() == 11);
  CHECK(split.lines() == 6);
  CHECK(split.line_leaves[0] == std::vector<std::int32_t>{2, 2, 3, 3, 4, 4});
  CHECK(split.line_leaves[1] == std::vector<std::int32_t>{1, 2, 1, 2, 1, 2});
  CHECK(split.line_nodes == std::vector<std::int32_t>{3, 4, 6, 7, 9, 10});
  CHECK(split.nodes[1].line_from == 0);
  CHECK(split.nodes[1].line_to == 4);
  CHECK(split.nodes[1].end == 8);
  CHECK(split.nodes[3].axis == 1);
  CHECK(split.nodes[3].parent == 2);
}

TEST_CASE("A cut makes an upper level the leaves of the first axis") {
  const std::vector<AxisTree> axes = {tree_of({0, 1, 1, 0}), tree_of({0, 0})};
  const SplitTree split = split_tree(axes, many, 1);
  CHECK(split.line_leaves[0] == std::vector<std::int32_t>{1, 1, 4, 4});
  CHECK(split.line_leaves[1] == std::vector<std::int32_t>{1, 2, 1, 2});
  const SplitTree whole = split_tree(axes, many, 0);
  CHECK(whole.line_leaves[0] == std::vector<std::int32_t>{0, 0});
}

TEST_CASE("Too many lines are refused before they are made") {
  const std::vector<AxisTree> axes(4, tree_of(std::vector<std::int32_t>(2000, 0)));
  const auto error = refusal([&] { split_tree(axes, many); });
  REQUIRE(error);
  CHECK(error->detail() == "too_many_lines");
  CHECK(error->status() == Status::limit);
}

TEST_CASE("Random axes: lines are all leaves together, nodes nest") {
  std::mt19937 random(11);
  for (int round = 0; round < 200; ++round) {
    std::vector<AxisTree> axes;
    for (unsigned n = 1 + random() % 3; n > 0; --n)
      axes.push_back(random_tree(random, 12));
    const SplitTree split = split_tree(axes, many);
    std::size_t lines = 1;
    for (const AxisTree& axis : axes)
      lines *= axis.leaves.size();
    REQUIRE(static_cast<std::size_t>(split.lines()) == lines);
    for (std::int32_t line = 0; line < split.lines(); ++line) {
      CHECK(split.is_line(split.line_nodes[at(line)]));
      std::size_t rest = at(line);
      for (std::size_t axis = axes.size(); axis-- > 0;) {
        const auto& leaves = axes[axis].leaves;
        CHECK(split.line_leaves[axis][at(line)] == leaves[rest % leaves.size()]);
        rest /= leaves.size();
      }
    }
    for (std::int32_t node = 0; node < static_cast<std::int32_t>(split.nodes.size()); ++node) {
      const SplitNode& here = split.nodes[at(node)];
      CHECK(here.line_from < here.line_to);
      std::int32_t next = here.line_from;
      bool is_inner = false;
      for_each_child(split.nodes, node, [&](std::int32_t child) {
        is_inner = true;
        CHECK(split.nodes[at(child)].parent == node);
        CHECK(split.nodes[at(child)].line_from == next);
        next = split.nodes[at(child)].line_to;
      });
      if (is_inner) CHECK(next == here.line_to);
      CHECK(is_inner != split.is_line(node));
    }
  }
}
