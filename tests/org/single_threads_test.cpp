#include <algorithm>
#include <tuple>

#include "org/coverage_book.hpp"
#include "org/coverage_reach.hpp"
#include "org/coverage_threads.hpp"
#include "org/influence.hpp"
#include "org/route_search.hpp"

using namespace sandan;
using namespace sandan::testing;

namespace {

json::object thread(const std::string& account, const std::string& person, const char* breaks) {
  return {{"account_id", account}, {"person_id", person},      {"breaks", breaks},
          {"role", nullptr},       {"department_id", nullptr}, {"target_id", nullptr}};
}

/// What is lost when each person in touch leaves, by counting without them.
void add_threads(const CoverageBook& book, const PlainMap& plain, bool ours, json::array& out) {
  const org::Vocabulary& words = plain.map.vocabulary();
  const std::string account = book.data->account_ids.text(plain.map.map);
  const std::vector<bool> now = plain.reached(-1);
  for (int p = 0; p < plain.size(); ++p) {
    if (!plain.in_touch(p)) continue;
    const auto others = [&](auto&& holds) {
      return plain.count([&](int q) { return q != p && holds(q); });
    };
    const std::string person = book.person(plain.map, p);
    for (std::size_t role = 0; role < words.roles.size(); ++role) {
      if (!words.roles[role].required || !plain.has_role(p, role)) continue;
      if (others([&](int q) { return plain.in_touch(q) && plain.has_role(q, role); }) > 0) continue;
      out.push_back(thread(account, person, "role"));
      out.back().as_object()["role"] = words.roles[role].word.code;
    }
    const int department = plain.at(p).department;
    if (department >= 0 && others([&](int q) {
                             return plain.in_touch(q) && plain.at(q).department == department;
                           }) == 0) {
      out.push_back(thread(account, person, "department"));
      out.back().as_object()["department_id"] = book.department(plain.map, department);
    }
    const auto guides = [&](int q) { return plain.at(q).guide == org::Truth::yes; };
    if (ours && guides(p) && others(guides) == 0) out.push_back(thread(account, person, "guide"));
    const std::vector<bool> then = plain.reached(p);
    for (int target = 0; target < plain.size(); ++target) {
      const auto t = static_cast<std::size_t>(target);
      if (target == p || !plain.decides(target) || !now[t] || then[t]) continue;
      out.push_back(thread(account, person, "route"));
      out.back().as_object()["target_id"] = book.person(plain.map, target);
    }
    if (others([&](int q) { return plain.in_touch(q); }) == 0) {
      out.push_back(thread(account, person, "contact"));
    }
  }
}

/// A graph in which person p leads to those listed; the first is held.
org::Introductions graph_of(std::int32_t size, const std::vector<std::vector<std::int32_t>>& to) {
  org::Introductions graph;
  graph.size = size;
  graph.start.assign(static_cast<std::size_t>(size), org::no_way);
  graph.start[0] = 1;
  graph.first.assign(1, 0);
  for (const auto& targets : to) {
    for (const std::int32_t target : targets)
      graph.arcs.push_back({target, 0, false, 1.0});
    graph.first.push_back(static_cast<std::int32_t>(graph.arcs.size()));
  }
  return graph;
}

}  // namespace

TEST_CASE("what hangs on one person is what is lost without the person", "[org][coverage]") {
  int by_kind[5] = {};
  for (std::uint64_t seed = 1; seed <= 120; ++seed) {
    BookShape shape;
    shape.odd_words = seed % 2 == 0;
    shape.relations = 1 + static_cast<int>(seed % 3);
    if (seed % 24 == 0) {
      shape.maps = 1;
      shape.least_people = shape.most_people = 100;
    }
    const CoverageBook book(seed, shape);
    const std::string vendor = seed % 5 == 0 ? "Rival" : "@us";
    json::array expected;
    for (std::int32_t m = 0; m < book.data->maps(); ++m) {
      const org::MapView map(*book.data, m);
      add_threads(book, PlainMap(map, org::vendor_code(*book.data, vendor)), vendor == our_vendor,
                  expected);
    }
    CoverageRequest request;
    request.vendor = vendor;
    INFO("seed " << seed);
    CHECK(difference(rows(book.maps().coverage(request), "single_threads"), expected) == "");
    for (const json::value& row : expected) {
      for (std::size_t kind = 0; kind < 5; ++kind)
        by_kind[kind] +=
            std::string_view(row.at("breaks").as_string()) == org::break_codes[kind] ? 1 : 0;
    }
  }
  for (const int found : by_kind)
    CHECK(found > 10);
}

TEST_CASE("reached people are those with a cost of a route", "[org][coverage]") {
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    const int people = seed % 3 == 0 ? 100 : 20;
    const CoverageBook book(seed, {2, people, people, 3, 1, true});
    for (std::int32_t m = 0; m < 2; ++m) {
      const org::MapView map(*book.data, m);
      org::Standing standing;
      standing.read(map, org::us);
      org::Introductions graph;
      graph.build(map, standing, {});
      std::vector<double> cost;
      std::vector<std::int32_t> before, waiting;
      std::vector<std::uint8_t> reached;
      org::route_costs(graph, cost, before);
      org::reached_people(graph, reached, waiting);
      org::DominatorTree tree;
      tree.build(graph);
      std::size_t count = 0;
      for (std::size_t p = 0; p < reached.size(); ++p) {
        INFO("seed " << seed << ", person " << p);
        CHECK((reached[p] != 0) == (cost[p] < org::no_way));
        CHECK((reached[p] != 0) ==
              (tree.above(static_cast<std::int32_t>(p)) != org::DominatorTree::not_reached));
        count += reached[p];
      }
      CHECK(tree.order().size() == count);
    }
  }
}

TEST_CASE("who is on every way in graphs that take many turns", "[org][coverage]") {
  // 0 leads to 1 and 2, both to 3, 3 in a circle with 4; 5 leads to 3, unreached.
  const auto graph = graph_of(6, {{1, 2}, {3}, {3}, {4}, {3, 1}, {3}});
  org::DominatorTree tree;
  tree.build(graph);
  CHECK(tree.above(0) == org::DominatorTree::is_start);
  CHECK(tree.above(1) == 0);
  CHECK(tree.above(3) == 0);
  CHECK(tree.above(4) == 3);
  CHECK(tree.above(5) == org::DominatorTree::not_reached);
}

TEST_CASE("a chain of a million people is followed without recursion", "[org][coverage]") {
  constexpr std::int32_t size = 1'000'000;
  std::vector<std::vector<std::int32_t>> to(size);
  for (std::int32_t p = 0; p + 1 < size; ++p) {
    to[static_cast<std::size_t>(p)].push_back(p + 1);
    if (p % 1000 == 7)
      to[static_cast<std::size_t>(p)].insert(to[static_cast<std::size_t>(p)].begin(), p / 2);
  }
  org::DominatorTree tree;
  tree.build(graph_of(size, to));
  REQUIRE(tree.order().size() == size);
  std::int64_t wrong = 0;
  for (std::int32_t p = 1; p < size; ++p)
    wrong += tree.above(p) == p - 1 ? 0 : 1;
  CHECK(wrong == 0);
}

TEST_CASE("of many people on every way the last before the target are listed", "[org][coverage]") {
  CoverageBook book(1, {0, 1, 1, 0, 0, false});
  org::MapData& data = *book.data;
  auto words = std::make_shared<org::Vocabulary>(*data.vocabulary);
  words->stages[1].held = false;  // in touch, but no route begins here
  data.vocabulary = words;
  constexpr std::int32_t size = 200;
  const auto introduces = static_cast<std::uint8_t>(org::find_word(words->kinds, "introduces"));
  data.account_ids.append("a");
  data.accounts.emplace_back();
  for (std::int32_t p = 0; p < size; ++p) {
    data.person_ids.append(std::to_string(p));
    data.people.emplace_back();
    if (p > 0) data.edges.push_back({p - 1, p, introduces, 1.0});
    data.stances.push_back({p, org::us, static_cast<std::int8_t>(p == 0 ? 2 : 1)});
  }
  data.people.back().roles = 1U << org::find_word(words->roles, "decider");
  data.people.back().roles_known = true;
  data.first_person.push_back(size);
  data.first_edge.push_back(size - 1);
  data.first_stance.push_back(size);
  for (auto* first :
       {&data.first_department, &data.first_relation, &data.first_deal, &data.first_point}) {
    first->push_back(0);
  }
  json::array targets;
  for (const json::value& row : rows(book.maps().coverage(), "single_threads")) {
    if (row.at("breaks") == "route") targets.push_back(row.at("person_id"));
  }
  REQUIRE(targets.size() == org::threads_per_target);
  CHECK(targets.front() == json::value(std::to_string(size - 1 - org::threads_per_target)));
  CHECK(targets.back() == json::value(std::to_string(size - 2)));
}
