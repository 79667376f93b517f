#include "org/small_map.hpp"

using namespace sandan;
using namespace sandan::testing;

TEST_CASE("who cannot be bypassed, and whether they are covered", "[org][gatekeepers]") {
  // Both ways from g and h lead by way of m to the deciders d and e.
  const auto maps = maps_of(R"({
    "people": [
      {"person_id": "g", "account_id": "a"}, {"person_id": "h", "account_id": "a"},
      {"person_id": "m", "account_id": "a", "contact_allowed": false},
      {"person_id": "d", "account_id": "a", "roles": ["decider"]},
      {"person_id": "e", "account_id": "a", "roles": ["decider"]},
      {"person_id": "v", "account_id": "a", "veto": true},
      {"person_id": "n", "account_id": "b", "roles": ["decider"]}],
    "relations": [
      {"from_id": "g", "to_id": "m", "kind": "introduces"},
      {"from_id": "h", "to_id": "m", "kind": "introduces"},
      {"from_id": "m", "to_id": "d", "kind": "introduces"},
      {"from_id": "m", "to_id": "e", "kind": "introduces"}],
    "stances": [
      {"person_id": "g", "vendor": "@us", "relation_stage": "known"},
      {"person_id": "h", "vendor": "@us", "relation_stage": "known"},
      {"person_id": "m", "vendor": "@us", "relation_stage": "ally"},
      {"person_id": "v", "vendor": "@us", "relation_stage": "trust", "support": 1}]})");
  const auto result = maps.gatekeepers();
  // m is held too: neither g nor h is needed.
  CHECK_ROWS(result, "gatekeepers", R"([
    {"account_id": "a", "target_id": "d", "kind": "dominator", "place": 1, "person_id": "m",
     "relation_stage": "ally", "support": null, "covered": null},
    {"target_id": "e", "kind": "dominator", "place": 1, "person_id": "m"},
    {"target_id": null, "kind": "cut", "place": 1, "person_id": "m", "covered": null},
    {"target_id": null, "kind": "veto", "place": 1, "person_id": "v", "support": 1,
     "covered": true}])");
  CHECK_ROWS(result, "blocking_sets", R"([
    {"account_id": "a", "signers": 2, "size": 1, "covered": 0, "open": 1, "all_covered": null,
     "vetoes": 1, "vetoes_covered": 1},
    {"account_id": "b", "signers": 1, "size": null, "covered": 0, "open": 0, "all_covered": null,
     "vetoes": 0, "vetoes_covered": 0}])");
  const auto asked = maps.gatekeepers(GatekeepersRequest::parse(R"({"targets": ["m"]})"));
  CHECK_ROWS(asked, "gatekeepers", R"([
    {"kind": "cut", "person_id": "m"}, {"kind": "veto", "person_id": "v"}])");
}
