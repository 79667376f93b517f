#include <algorithm>
#include <array>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "org/coverage_book.hpp"
#include "org/small_map.hpp"

using namespace sandan;
using namespace sandan::testing;

namespace {

/// g (trusts us) introduces m, whose superior d decides; w decides too, must
/// not be contacted; x decides and nobody leads to them.
constexpr std::string_view account = R"({
  "people": [
    {"person_id": "g", "account_id": "a", "department_id": "works", "level": "operational"},
    {"person_id": "m", "account_id": "a", "department_id": "works", "level": "management"},
    {"person_id": "d", "account_id": "a", "level": "executive", "roles": ["decider"]},
    {"person_id": "w", "account_id": "a", "roles": ["decider"], "contact_allowed": false},
    {"person_id": "x", "account_id": "a", "roles": ["decider"]},
    {"person_id": "h", "account_id": "a", "department_id": "works"}],
  "departments": [{"department_id": "works", "account_id": "a"}],
  "relations": [
    {"from_id": "g", "to_id": "m", "kind": "introduces"},
    {"from_id": "m", "to_id": "d", "kind": "reports_to"},
    {"from_id": "g", "to_id": "w", "kind": "introduces"},
    {"from_id": "w", "to_id": "d", "kind": "introduces"},
    {"from_id": "h", "to_id": "d", "kind": "introduces"}],
  "stances": [
    {"person_id": "g", "vendor": "@us", "relation_stage": "trust", "support": 2},
    {"person_id": "h", "vendor": "@us", "relation_stage": "known"}]})";

constexpr std::array<const char*, 4> route_tables = {"routes", "route_steps", "contact_order",
                                                     "withheld"};

/// Costs of all routes to each person of a map, by trying every one.
class AllRoutes {
 public:
  explicit AllRoutes(const PlainMap& plain) : plain_(plain), costs_(plain.map.people.size()) {
    cost_.assign(costs_.size(), std::vector<double>(costs_.size(), org::no_way));
    for (const org::Edge& edge : plain.map.edges) {
      const org::RelationKind& kind = plain.map.vocabulary().kinds[edge.kind];
      offer(edge.from, edge.to, kind.route_cost / edge.weight);
      offer(edge.to, edge.from, kind.route_cost_back / edge.weight);
    }
    std::vector<bool> passed(costs_.size(), false);
    for (int p = 0; p < plain.size(); ++p) {
      const org::RelationStage* stage = plain.stage_of(p);
      if (stage != nullptr && stage->held && stage->start_cost < org::no_way) {
        go_on(static_cast<std::size_t>(p), stage->start_cost, passed);
      }
    }
    for (auto& costs : costs_)
      std::sort(costs.begin(), costs.end());
  }

  const std::vector<double>& to(int person) const {
    return costs_[static_cast<std::size_t>(person)];
  }

 private:
  void offer(int from, int to, double route) {
    const org::RelationStage* stage = plain_.stage_of(to);
    const double arrival =
        (stage != nullptr ? *stage : plain_.map.vocabulary().stages[0]).arrival_cost;
    double& known = cost_[static_cast<std::size_t>(from)][static_cast<std::size_t>(to)];
    known = std::min(known, route + arrival);
  }

  void go_on(std::size_t person, double cost, std::vector<bool>& passed) {
    costs_[person].push_back(cost);
    passed[person] = true;
    for (std::size_t next = 0; next < passed.size(); ++next) {
      if (!passed[next] && cost_[person][next] < org::no_way) {
        go_on(next, cost + cost_[person][next], passed);
      }
    }
    passed[person] = false;
  }

  const PlainMap& plain_;
  std::vector<std::vector<double>> costs_, cost_;
};

}  // namespace

TEST_CASE("routes, their steps, and what is to be done first", "[org][routes]") {
  const auto result = maps_of(account).routes(RoutesRequest::parse(R"({"alternatives": 2})"));
  // h: start 2, introduces 1, arrival 2; g: 0.5 + (1 + 2) + (3 + 2).
  CHECK_ROWS(result, "routes", R"([
    {"account_id": "a", "target_id": "d", "route": 1, "cost": 5, "people": 2,
     "next_step": "advance", "next_from_id": "h", "next_to_id": null, "next_relation": null,
     "next_stage": "engaged"},
    {"target_id": "d", "route": 2, "cost": 8.5, "people": 3, "next_step": "introduce",
     "next_from_id": "g", "next_to_id": "m", "next_relation": "introduces", "next_stage": null},
    {"target_id": "x", "route": null, "cost": null, "people": 0, "next_step": "approach",
     "next_from_id": null, "next_to_id": "x", "next_stage": "known"}])");
  CHECK_ROWS(result, "route_steps", R"([
    {"target_id": "d", "route": 1, "step": 1, "from_id": null, "to_id": "h", "relation": null,
     "back": null, "cost": 2, "relation_stage": "known", "support": null},
    {"route": 1, "step": 2, "from_id": "h", "to_id": "d", "relation": "introduces", "back": false,
     "cost": 3, "relation_stage": null},
    {"route": 2, "step": 1, "to_id": "g", "cost": 0.5, "relation_stage": "trust", "support": 2},
    {"route": 2, "step": 2, "from_id": "g", "to_id": "m", "relation": "introduces", "cost": 3},
    {"route": 2, "step": 3, "from_id": "m", "to_id": "d", "relation": "reports_to", "cost": 5}])");
  // d and x have no department: the first round is theirs and m's.
  CHECK_ROWS(result, "contact_order", R"([
    {"place": 1, "person_id": "m", "department_id": "works", "level": "management", "round": 1,
     "cost": 3.5, "via_id": "g"},
    {"place": 2, "person_id": "d", "round": 1, "cost": 5, "via_id": "h"},
    {"place": 3, "person_id": "x", "round": 1, "cost": null, "via_id": null}])");
  CHECK_ROWS(result, "withheld",
             R"([{"account_id": "a", "reason": "contact_not_allowed", "people": 1}])");
}

TEST_CASE("routes to people asked for", "[org][routes]") {
  const auto maps = maps_of(account);
  const auto held = maps.routes(RoutesRequest::parse(R"({"targets": ["g"], "alternatives": 1})"));
  CHECK_ROWS(held, "routes", R"([{"target_id": "g", "route": 1, "cost": 0.5, "people": 1,
    "next_step": "advance", "next_from_id": "g", "next_stage": "ally"}])");
  const auto none = maps.routes(RoutesRequest::parse(R"({"targets": ["w"]})"));
  CHECK_ROWS(none, "routes", "[]");
  CHECK_THROWS_AS(maps.routes(RoutesRequest::parse(R"({"targets": ["nobody"]})")), Error);
}

TEST_CASE("routes of random books are the cheapest of all there are", "[org][routes]") {
  std::size_t several = 0;
  for (std::uint64_t seed = 1; seed <= 150; ++seed) {
    const CoverageBook book(seed, {8, 1, 7, 2, 3, seed % 2 == 0});
    RoutesRequest request;
    request.vendor = seed % 3 == 0 ? "Rival" : "@us";
    request.alternatives = static_cast<std::int64_t>(1 + seed % 5);
    json::array expected;
    for (std::int32_t m = 0; m < book.data->maps(); ++m) {
      const org::MapView map(*book.data, m);
      const PlainMap plain(map, org::vendor_code(*book.data, request.vendor));
      const AllRoutes all(plain);
      for (int p = 0; p < plain.size(); ++p) {
        if (!plain.decides(p)) continue;
        const std::vector<double>& costs = all.to(p);
        json::object row{{"account_id", book.data->account_ids.text(m)},
                         {"target_id", book.person(map, p)},
                         {"route", nullptr},
                         {"cost", nullptr}};
        if (costs.empty()) expected.push_back(row);
        const auto wanted = static_cast<std::size_t>(request.alternatives);
        for (std::size_t r = 0; r < std::min(wanted, costs.size()); ++r) {
          row["route"] = static_cast<std::int64_t>(r) + 1;
          row["cost"] = costs[r];
          expected.push_back(row);
          several += r > 0 ? 1 : 0;
        }
      }
    }
    INFO("seed " << seed);
    CHECK(difference(rows(book.maps().routes(request), "routes"), expected) == "");
  }
  CHECK(several > 300);
}

TEST_CASE("the steps of a route add up to it", "[org][routes]") {
  const CoverageBook book(7, {6, 40, 120, 3, 2, false});
  const auto result = book.maps().routes();
  std::map<std::pair<std::string, std::int64_t>, std::pair<double, std::string>> ends;
  for (const json::value& step : rows(result, "route_steps")) {
    auto& [cost, person] =
        ends[{step.at("target_id").as_string().c_str(), step.at("route").as_int64()}];
    if (step.at("step").as_int64() == 1) {
      CHECK(step.at("from_id").is_null());
    } else {
      CHECK(step.at("from_id").as_string().c_str() == person);
    }
    cost += step.at("cost").to_number<double>();
    person = step.at("to_id").as_string().c_str();
  }
  std::size_t routes = 0;
  for (const json::value& route : rows(result, "routes")) {
    if (route.at("route").is_null()) continue;
    const std::string target = route.at("target_id").as_string().c_str();
    const auto& [cost, last] = ends.at({target, route.at("route").as_int64()});
    CHECK(cost == Approx(route.at("cost").to_number<double>()).epsilon(1e-12));
    CHECK(last == target);
    ++routes;
  }
  CHECK(routes == ends.size());
  CHECK(routes > 100);
}

TEST_CASE("routes are the same on any number of threads", "[org][routes]") {
  const CoverageBook book(11, {700, 1, 70, 3, 2, false});
  for (const char* vendor : {"@us", "Rival"}) {
    RoutesRequest request;
    request.vendor = vendor;
    Run run;
    const auto one = book.maps().routes(request, run);
    REQUIRE(one.rows("routes") > 700);
    for (run.threads = 2; run.threads <= 3; ++run.threads) {
      const auto other = book.maps().routes(request, run);
      for (const char* table : route_tables)
        CHECK(one.to_json(table) == other.to_json(table));
    }
  }
}

TEST_CASE("a rival's routes are ours where it stands as we do", "[org][routes]") {
  const CoverageBook book(13, {60, 1, 80, 3, 2, false});
  const CoverageBook exchanged = with_vendors_exchanged(book);
  RoutesRequest rival;
  rival.vendor = "Rival";
  const auto theirs = book.maps().routes(rival);
  const auto ours = exchanged.maps().routes();
  for (const char* table : route_tables)
    CHECK(theirs.to_json(table) == ours.to_json(table));
  CHECK(theirs.to_json("routes") != book.maps().routes().to_json("routes"));
  RoutesRequest unknown;
  unknown.vendor = "Newcomer";
  const auto error = refusal([&] { book.maps().routes(unknown); });
  REQUIRE(error.has_value());
  CHECK(error->detail() == "unknown_vendor");
}
