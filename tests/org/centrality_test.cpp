#include "org/centrality.hpp"

#include <cmath>

#include "core/parallel.hpp"
#include "org/random_relations.hpp"
#include "org/small_map.hpp"
#include "support/catch.hpp"
#include "support/expect.hpp"

namespace sandan::testing {
namespace {

constexpr double never = std::numeric_limits<double>::infinity();

/// Distances by Floyd and Warshall, numbers of shortest paths by distance.
struct AllPaths {
  Square distance, count;

  explicit AllPaths(const PlainGraph& graph)
      : distance(graph.length), count(graph.size, std::vector<double>(graph.size, 0)) {
    const std::size_t n = graph.size;
    for (std::size_t i = 0; i < n; ++i)
      distance[i][i] = 0;
    for (std::size_t k = 0; k < n; ++k)
      for (std::size_t i = 0; i < n; ++i)
        for (std::size_t j = 0; j < n; ++j)
          distance[i][j] = std::min(distance[i][j], distance[i][k] + distance[k][j]);
    for (std::size_t s = 0; s < n; ++s)
      count_from(graph, s);
  }

 private:
  void count_from(const PlainGraph& graph, std::size_t s) {
    std::vector<std::size_t> near(graph.size);
    for (std::size_t i = 0; i < near.size(); ++i)
      near[i] = i;
    std::sort(near.begin(), near.end(),
              [&](std::size_t a, std::size_t b) { return distance[s][a] < distance[s][b]; });
    count[s][s] = 1;
    for (const std::size_t t : near) {
      if (t == s || distance[s][t] == never) continue;
      for (std::size_t v = 0; v < graph.size; ++v) {
        const double through = distance[s][v] + graph.length[v][t];
        if (std::abs(through - distance[s][t]) < 1e-9) count[s][t] += count[s][v];
      }
    }
  }
};

std::vector<double> plain_betweenness(const AllPaths& all, bool directed) {
  const std::size_t n = all.count.size();
  std::vector<double> sums(n, 0);
  for (std::size_t s = 0; s < n; ++s)
    for (std::size_t t = 0; t < n; ++t)
      for (std::size_t v = 0; v < n; ++v) {
        if (s == t || v == s || v == t || all.distance[s][t] == never) continue;
        const double through = all.distance[s][v] + all.distance[v][t];
        if (std::abs(through - all.distance[s][t]) < 1e-9)
          sums[v] += all.count[s][v] * all.count[v][t] / all.count[s][t] / (directed ? 1 : 2);
      }
  return sums;
}

std::vector<double> plain_closeness(const AllPaths& all) {
  const std::size_t n = all.count.size();
  std::vector<double> values(n, 0);
  for (std::size_t t = 0; t < n; ++t) {
    double sum = 0, reached = 0;
    for (std::size_t s = 0; s < n; ++s) {
      if (s == t || all.distance[s][t] == never) continue;
      sum += all.distance[s][t];
      ++reached;
    }
    if (reached > 0) values[t] = reached / sum * reached / static_cast<double>(n - 1);
  }
  return values;
}

/// The walk itself, step by step.
std::vector<double> plain_pagerank(const PlainGraph& graph, double damping) {
  const auto n = static_cast<double>(graph.size);
  std::vector<double> rank(graph.size, 1 / n);
  for (int step = 0; step < 2000; ++step) {
    std::vector<double> next(graph.size, (1 - damping) / n);
    for (std::size_t a = 0; a < graph.size; ++a) {
      double strength = 0;
      for (const double share : graph.share[a])
        strength += share;
      for (std::size_t b = 0; b < graph.size; ++b)
        next[b] += damping * rank[a] * (strength > 0 ? graph.share[a][b] / strength : 1 / n);
    }
    rank = next;
  }
  return rank;
}

/// The largest k whose core, peeled anew from everybody, still has the person.
std::vector<std::int32_t> plain_cores(const PlainGraph& graph) {
  std::vector<std::int32_t> cores(graph.size, 0);
  for (std::int32_t k = 1; k <= static_cast<std::int32_t>(graph.size); ++k) {
    std::vector<bool> in(graph.size, true);
    for (bool changed = true; changed;) {
      changed = false;
      for (std::size_t a = 0; a < graph.size; ++a) {
        int degree = 0;
        for (std::size_t b = 0; b < graph.size; ++b)
          degree += in[b] && graph.linked(a, b) ? 1 : 0;
        if (!in[a] || degree >= k) continue;
        in[a] = false;
        changed = true;
      }
    }
    for (std::size_t a = 0; a < graph.size; ++a)
      if (in[a]) cores[a] = k;
  }
  return cores;
}

std::vector<std::int32_t> plain_components(const PlainGraph& graph) {
  std::vector<std::int32_t> numbers(graph.size, -1);
  std::int32_t next = 0;
  for (std::size_t a = 0; a < graph.size; ++a) {
    if (numbers[a] >= 0) continue;
    const std::vector<bool> part = graph.around(a, graph.size);
    for (std::size_t b = 0; b < graph.size; ++b)
      if (part[b]) numbers[b] = next;
    ++next;
  }
  return numbers;
}

/// Whether two people near the person no longer reach each other without.
std::vector<std::uint8_t> plain_articulations(const PlainGraph& graph) {
  std::vector<std::uint8_t> found(graph.size, 0);
  for (std::size_t v = 0; v < graph.size; ++v) {
    for (std::size_t a = 0; a < graph.size; ++a) {
      if (!graph.linked(v, a)) continue;
      const std::vector<bool> part = graph.around(a, v);
      for (std::size_t b = 0; b < graph.size; ++b)
        if (graph.linked(v, b) && !part[b]) found[v] = 1;
    }
  }
  return found;
}

double worst(const std::vector<double>& a, const std::vector<double>& b) {
  REQUIRE(a.size() == b.size());
  double most = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    REQUIRE(std::isfinite(a[i]));
    most = std::max(most, std::abs(a[i] - b[i]) / std::max(1.0, std::abs(b[i])));
  }
  return most;
}

void check_against_definitions(Figures& found, const Relations& relations, int people,
                               const org::RelationChoice& choice) {
  const PlainGraph graph(relations, people, choice);
  const AllPaths paths(graph);
  CHECK(worst(found.betweenness, plain_betweenness(paths, choice.directed)) < 1e-9);
  CHECK(worst(found.closeness, plain_closeness(paths)) < 1e-9);
  CHECK(worst(found.pagerank, plain_pagerank(graph, choice.damping)) < 1e-12);
  CHECK(found.core == plain_cores(graph));
  CHECK(found.component == plain_components(graph));
  CHECK(found.articulation == plain_articulations(graph));
}

org::RelationChoice random_choice(Dice& dice) {
  org::RelationChoice choice;
  choice.directed = one_of(dice, 2) == 0;
  choice.weighted = one_of(dice, 2) == 0;
  choice.inverse_weight = one_of(dice, 2) == 0;
  choice.damping = one_of(dice, 3) == 0 ? 0.5 : 0.85;
  if (one_of(dice, 3) == 0) choice.kinds.reset(1);
  return choice;
}

TEST_CASE("centralities of small maps are those of their definitions", "[org][centrality]") {
  Dice dice(11);
  org::WordScratch scratch;
  for (int round = 0; round < 300; ++round) {
    const int people = round % 20 == 0 ? 64 : 1 + one_of(dice, 24);
    const Relations relations = random_relations(dice, people, one_of(dice, 3 * people));
    const org::RelationChoice choice = random_choice(dice);
    INFO("round " << round << ", " << people << " people");
    Figures found(people);
    org::centrality_of_small(relations, choice, scratch, found.columns());
    check_against_definitions(found, relations, people, choice);
  }
}

TEST_CASE("centralities of large maps are those of their definitions", "[org][centrality]") {
  Dice dice(12);
  Run run;
  run.threads = 2;
  for (int round = 0; round < 120; ++round) {
    const int people = round % 12 == 0 ? 65 + one_of(dice, 30) : 1 + one_of(dice, 24);
    const Relations relations = random_relations(dice, people, one_of(dice, 3 * people));
    const org::RelationChoice choice = random_choice(dice);
    INFO("round " << round << ", " << people << " people");
    Figures found(people);
    org::centrality_of_large(relations, choice, run, 0, 1, found.columns());
    check_against_definitions(found, relations, people, choice);
  }
}

TEST_CASE("a large map has the same figures on any number of threads", "[org][centrality]") {
  Dice dice(13);
  const int people = 1500;
  const Relations relations = random_relations(dice, people, 4000);
  for (const bool inverse_weight : {false, true}) {
    org::RelationChoice choice;
    choice.inverse_weight = inverse_weight;
    Figures one(people), three(people);
    Run run;
    org::centrality_of_large(relations, choice, run, 0, 1, one.columns());
    run.threads = 3;
    org::centrality_of_large(relations, choice, run, 0, 1, three.columns());
    CHECK(one.betweenness == three.betweenness);
    CHECK(one.closeness == three.closeness);
    CHECK(one.pagerank == three.pagerank);
  }
}

TEST_CASE("a large map tells how far it is and can be stopped", "[org][centrality]") {
  Dice dice(14);
  const int people = 3000;
  const Relations relations = random_relations(dice, people, 6000);
  std::vector<double> told;
  Run run;
  run.progress = [&](double done) {
    told.push_back(done);
    return true;
  };
  Figures found(people);
  org::centrality_of_large(relations, {}, run, 0.25, 1, found.columns());
  CHECK(told.size() > 20);
  CHECK(std::is_sorted(told.begin(), told.end()));
  CHECK(told.front() >= 0.25);
  CHECK(told.back() == 1);
  run.progress = [](double done) { return done < 0.6; };
  const auto refused =
      refusal([&] { org::centrality_of_large(relations, {}, run, 0, 1, found.columns()); });
  REQUIRE(refused);
  CHECK(refused->status() == Status::cancelled);
}

TEST_CASE("one map after the other has the ranks and paths of the table", "[org][centrality]") {
  Dice dice(15);
  org::MapCentrality centrality;
  org::MapData data;
  data.accounts.resize(1);
  data.first_department = data.first_edge = data.first_stance = data.first_deal =
      data.first_point = {0, 0};
  for (const int people : {3, 30, 64, 65, 90}) {
    data.relations = random_relations(dice, people, 3 * people);
    data.people.assign(static_cast<std::size_t>(people), {});
    data.first_person = {0, people};
    data.first_relation = {0, 3 * people};
    const org::MapView map(data, 0);
    const org::RelationChoice choice = random_choice(dice);
    Figures found(people), table(people);
    centrality.pagerank(map, choice, found.pagerank);
    centrality.betweenness(map, choice, found.betweenness);
    org::centrality_of_large(data.relations, choice, {}, 0, 1, table.columns());
    CHECK(worst(found.pagerank, table.pagerank) < 1e-12);
    CHECK(worst(found.betweenness, table.betweenness) < 1e-9);
  }
}

TEST_CASE("a chain of a hundred thousand people has its parts", "[org][centrality]") {
  const std::int32_t people = 100'000;
  Relations relations;
  relations.reserve(people);
  for (std::int32_t p = 1; p < people; ++p)
    relations.push_back(relation(p, p - 1));
  Figures found(people);
  org::CentralityColumns columns = found.columns();
  columns.betweenness = columns.closeness = {};
  org::centrality_of_large(relations, {}, {}, 0, 1, columns);
  CHECK(std::count(found.articulation.begin(), found.articulation.end(), 1) == people - 2);
  CHECK(std::count(found.core.begin(), found.core.end(), 1) == people);
  CHECK(std::count(found.component.begin(), found.component.end(), 0) == people);
}

TEST_CASE("more shortest paths than a number can hold are refused", "[org][centrality]") {
  Relations relations;  // 1,100 rhombs in a row
  std::int32_t at = 0;
  for (int rhomb = 0; rhomb < 1100; ++rhomb, at += 3) {
    for (const std::int32_t side : {at + 1, at + 2}) {
      relations.push_back(relation(at, side));
      relations.push_back(relation(side, at + 3));
    }
  }
  Figures found(at + 1);
  const auto refused = refusal(
      [&] { org::centrality_of_large(in_order(relations), {}, {}, 0, 1, found.columns()); });
  REQUIRE(refused);
  CHECK(refused->status() == Status::overflow);
  CHECK(refused->detail() == "too_many_paths");
  org::CentralityColumns columns = found.columns();
  columns.betweenness = {};
  org::centrality_of_large(in_order(relations), {}, {}, 0, 1, columns);
  CHECK(found.closeness.back() > 0);
}

TEST_CASE("weights that do not add up to a number are refused", "[org][centrality]") {
  const Relations relations = {relation(0, 1, 1.7e308), relation(0, 2, 1.7e308)};
  org::WordScratch scratch;
  Figures found(3);
  for (const bool small : {true, false}) {
    const auto refused = refusal([&] {
      if (small) {
        org::centrality_of_small(relations, {}, scratch, found.columns());
      } else {
        org::centrality_of_large(relations, {}, {}, 0, 1, found.columns());
      }
    });
    REQUIRE(refused);
    CHECK(refused->detail() == "weights_too_large");
  }
}

constexpr std::string_view two_accounts = R"({
  "people": [{"person_id": "a", "account_id": "x"}, {"person_id": "b", "account_id": "x"},
             {"person_id": "c", "account_id": "x"}, {"person_id": "z", "account_id": "y"}],
  "relations": [
    {"from_id": "a", "to_id": "b", "kind": "influences", "weight": 2.0},
    {"from_id": "a", "to_id": "b", "kind": "reports_to", "weight": 0.5},
    {"from_id": "b", "to_id": "c", "kind": "influences", "weight": 1.0},
    {"from_id": "c", "to_id": "c", "kind": "opposes", "weight": 4.0}]})";

TEST_CASE("the table has a row for each person", "[org][centrality]") {
  const DecisionMaps maps = maps_of(two_accounts);
  const Result result = maps.centrality();
  CHECK_ROWS(result, "centrality", R"([
    {"account_id": "x", "person_id": "a", "in_degree": 0, "out_degree": 2, "in_strength": 0,
     "out_strength": 2.5, "betweenness": 0, "closeness": 0, "core": 1, "component": 0,
     "articulation": false},
    {"account_id": "x", "person_id": "b", "in_degree": 2, "out_degree": 1, "in_strength": 2.5,
     "out_strength": 1, "betweenness": 1, "closeness": 0.5, "articulation": true},
    {"account_id": "x", "person_id": "c", "in_degree": 2, "out_degree": 1, "in_strength": 5,
     "out_strength": 4, "betweenness": 0, "closeness": 0.66666666666666663},
    {"account_id": "y", "person_id": "z", "in_degree": 0, "pagerank": 1, "core": 0,
     "component": 0, "articulation": false}])");
}

TEST_CASE("measures not asked for are null", "[org][centrality]") {
  const DecisionMaps maps = maps_of(two_accounts);
  CentralityRequest request;
  request.measures = {"closeness"};
  request.accounts = {"y"};
  CHECK_ROWS(maps.centrality(request), "centrality",
             R"([{"person_id": "z", "betweenness": null, "closeness": 0, "pagerank": null}])");
}

TEST_CASE("relations of other kinds are left out", "[org][centrality]") {
  const DecisionMaps maps = maps_of(two_accounts);
  CentralityRequest request;
  request.kinds = {"reports_to"};
  CHECK_ROWS(maps.centrality(request), "centrality",
             R"([{"person_id": "a", "out_degree": 1, "out_strength": 0.5, "component": 0},
                 {"person_id": "b", "in_degree": 1, "component": 0},
                 {"person_id": "c", "in_degree": 0, "component": 1},
                 {"person_id": "z"}])");
}

TEST_CASE("requests that make no sense are refused", "[org][centrality]") {
  const DecisionMaps maps = maps_of(two_accounts);
  const auto detail = [&](auto change) {
    CentralityRequest request;
    change(request);
    const auto refused = refusal([&] { maps.centrality(request); });
    return refused ? refused->detail() : "";
  };
  CHECK(detail([](CentralityRequest& r) { r.kinds = {"likes"}; }) == "unknown_kind");
  CHECK(detail([](CentralityRequest& r) { r.measures = {"fame"}; }) == "unknown_measure");
  CHECK(detail([](CentralityRequest& r) { r.damping = 1; }) == "bad_damping");
  CHECK(detail([](CentralityRequest& r) { r.damping = std::nan(""); }) == "bad_damping");
  CHECK(detail([](CentralityRequest& r) { r.accounts = {"w"}; }) == "unknown_account");
  CHECK(detail([](CentralityRequest&) {}) == "");
}

}  // namespace
}  // namespace sandan::testing
