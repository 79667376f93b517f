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
