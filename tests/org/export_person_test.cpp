#include "org/map_files.hpp"

using namespace sandan;
using namespace sandan::testing;

namespace {

constexpr std::string_view book = R"({
  "people": [{"person_id": "o", "account_id": "other"},
             {"person_id": "a", "account_id": "x", "name": "Wu", "roles": "decider;user",
              "department_id": "d", "business_motive": "less scrap", "style": "driver"},
             {"person_id": "b", "account_id": "x", "name": "Li", "department_id": "d"},
             {"person_id": "c", "account_id": "x"}],
  "departments": [{"department_id": "d", "account_id": "x", "name": "Works"}],
  "relations": [{"from_id": "b", "to_id": "a", "kind": "reports_to"},
                {"from_id": "a", "to_id": "c", "kind": "opposes"},
                {"from_id": "b", "to_id": "c", "kind": "influences"}],
  "stances": [{"person_id": "a", "vendor": "@us", "relation_stage": "ally", "support": 1},
              {"person_id": "a", "vendor": "Rival", "support": -1, "evidence": "note 7"},
              {"person_id": "b", "vendor": "@us", "support": 2}],
  "opportunities": [{"opportunity_id": "deal", "account_id": "x"}],
  "points": [{"opportunity_id": "deal", "vendor": "Rival", "kind": "advantage", "person_id": "a"},
             {"opportunity_id": "deal", "vendor": "@us", "kind": "weakness", "role": "user"},
             {"opportunity_id": "deal", "vendor": "@us", "kind": "advantage", "role": "designer"}]})";

json::value exported(std::string_view person, std::string_view request) {
  PersonRequest asked;
  asked.person_id = std::string(person);
  return parsed(maps_of(book, request).export_person(asked));
}

}  // namespace

TEST_CASE("all that is held about a person is given out, and of nobody else", "[org][files]") {
  const json::value all = exported("a", R"({"names": true})");
  CHECK(difference(all, parsed(R"({
    "account_id": "x",
    "person": {"person_id": "a", "name": "Wu", "roles": ["decider", "user"], "department_id": "d",
               "business_motive": "less scrap", "style": "driver"},
    "heads": [{"department_id": "d", "name": "Works"}],
    "relations": [{"from_id": "a", "to_id": "c", "kind": "opposes"},
                  {"from_id": "b", "to_id": "a", "kind": "reports_to"}],
    "stances": [{"person_id": "a", "vendor": "@us", "relation_stage": "ally", "support": 1,
                 "has_evidence": false},
                {"vendor": "Rival", "support": -1, "evidence": "note 7", "has_evidence": true}],
    "findings": [{"finding": "ally_without_evidence", "vendor": "@us"}]})")) == "");
  CHECK(json::serialize(all).find("Li") == std::string::npos);
}

TEST_CASE("names are given out as far as they are carried", "[org][files]") {
  const std::string text = json::serialize(exported("a", "{}"));
  for (const std::string_view hidden : {"Wu", "Works", "less scrap", "note 7"})
    CHECK(text.find(hidden) == std::string::npos);
  CHECK(text.find("\"has_evidence\":true") != std::string::npos);
}

TEST_CASE("a person nobody knows cannot be given out", "[org][files]") {
  const auto told = refusal([] { exported("z", "{}"); });
  CHECK(told->status() == Status::invalid_argument);
  CHECK(told->detail() == "unknown_person");
  CHECK(told->where() == "/person_id");
}
