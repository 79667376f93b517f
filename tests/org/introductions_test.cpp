#include "org/introductions.hpp"

#include <algorithm>

#include <map>
#include <random>
#include <tuple>
#include <vector>

#include "support/catch.hpp"

using namespace sandan;
using namespace sandan::org;

namespace {

/// A book of one map of random relations, its stages and kinds of our own.
MapData random_book(std::mt19937& random, std::int32_t people, std::int32_t relations) {
  auto vocabulary = std::make_shared<Vocabulary>();
  vocabulary->stages.resize(3);
  vocabulary->stages[0].arrival_cost = 2;
  vocabulary->stages[1].arrival_cost = 1;
  vocabulary->stages[1].start_cost = 1.5;
  vocabulary->stages[1].held = true;
  vocabulary->stages[2].held = true;
  vocabulary->stages[2].start_cost = 0;
  vocabulary->kinds.resize(4);
  vocabulary->kinds[0].route_cost = 1;
  vocabulary->kinds[0].route_cost_back = 2;
  vocabulary->kinds[1].route_cost = 2;
  vocabulary->kinds[2].route_cost_back = 1;
  MapData data;
  data.vocabulary = vocabulary;
  data.accounts.emplace_back();
  data.people.resize(static_cast<std::size_t>(people));
  for (std::int32_t i = 0; i < relations; ++i) {
    const auto from = static_cast<std::int32_t>(random() % static_cast<std::uint32_t>(people));
    const auto to = static_cast<std::int32_t>(random() % static_cast<std::uint32_t>(people));
    if (from == to) continue;
    const double weight = random() % 2 == 0 ? 1 : 0.5;
    data.edges.push_back({from, to, static_cast<std::uint8_t>(random() % 4), weight});
  }
  std::stable_sort(data.edges.begin(), data.edges.end(), [](const Edge& a, const Edge& b) {
    return std::tie(a.from, a.to, a.kind) < std::tie(b.from, b.to, b.kind);
  });
  data.first_person.push_back(people);
  data.first_edge.push_back(static_cast<std::int64_t>(data.edges.size()));
  for (auto* first : {&data.first_department, &data.first_relation, &data.first_stance,
                      &data.first_deal, &data.first_point})
    first->push_back(0);
  return data;
}

using Choice = std::tuple<double, std::uint8_t, bool>;  ///< cost, kind, back

}  // namespace

TEST_CASE("the cheapest arc of each two people", "[org][introductions]") {
  std::mt19937 random(20260301);
  Introductions graph;
  for (int i = 0; i < 2000; ++i) {
    const auto people = static_cast<std::int32_t>(1 + random() % 90);
    const MapData data = random_book(random, people, static_cast<std::int32_t>(random() % 400));
    const MapView map(data, 0);
    Standing standing;
    std::vector<Withheld> withheld(i % 2 == 0 ? 0 : static_cast<std::size_t>(people));
    for (std::int32_t p = 0; p < people; ++p) {
      standing.stage.push_back(static_cast<std::int8_t>(static_cast<int>(random() % 4) - 1));
      standing.support.push_back(unknown_support);
    }
    for (Withheld& reason : withheld)
      reason = random() % 5 == 0 ? Withheld::contact_not_allowed : Withheld::no;
    const auto is_out = [&](std::int32_t p) {
      return !withheld.empty() && withheld[static_cast<std::size_t>(p)] != Withheld::no;
    };
    std::map<std::pair<std::int32_t, std::int32_t>, Choice> expected;
    const auto offer = [&](std::int32_t from, std::int32_t to, double route, const Edge& edge,
                           bool back) {
      const std::int8_t stage = standing.stage[static_cast<std::size_t>(to)];
      const double arrival = stage <= 0 ? 2 : stage == 1 ? 1 : 0;
      if (route == no_way || is_out(from) || is_out(to)) return;
      const Choice choice(route / edge.weight + arrival, edge.kind, back);
      const auto [at, added] = expected.emplace(std::pair(from, to), choice);
      if (!added) at->second = std::min(at->second, choice);
    };
    for (const Edge& edge : data.edges) {
      const RelationKind& kind = data.vocabulary->kinds[edge.kind];
      offer(edge.from, edge.to, kind.route_cost, edge, false);
      offer(edge.to, edge.from, kind.route_cost_back, edge, true);
    }
    graph.build(map, standing, withheld);
    REQUIRE(graph.size == people);
    REQUIRE(graph.arcs.size() == expected.size());
    for (const auto& [ends, choice] : expected) {
      const Arc* arc = graph.arc(ends.first, ends.second);
      REQUIRE(arc != nullptr);
      REQUIRE(Choice(arc->cost, arc->kind, arc->back) == choice);
    }
    for (std::int32_t p = 0; p < people; ++p) {
      const auto at = static_cast<std::size_t>(p);
      const std::int8_t stage = standing.stage[at];
      const double start = is_out(p) || stage < 1 ? no_way : stage == 1 ? 1.5 : 0;
      REQUIRE(graph.start[at] == start);
      if (!graph.small()) continue;
      REQUIRE((graph.held >> p & 1) == (start == no_way ? 0u : 1u));
      std::uint64_t out = 0;
      for (const Arc& arc : graph.arcs_of(p))
        out |= std::uint64_t{1} << arc.to;
      REQUIRE(graph.out[at] == out);
    }
  }
}
