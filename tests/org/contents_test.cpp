#include "org/random_book.hpp"
#include "org/small_map.hpp"

using namespace sandan;
using namespace sandan::testing;

namespace {

/// The contents as tables that are read again.
json::object as_tables(const DecisionMaps& maps) {
  const Result contents = maps.contents();
  json::object all;
  for (const char* table : {"people", "departments", "relations", "stances"})
    all[table] = rows(contents, table);
  return all;
}

}  // namespace

TEST_CASE("contents read again are the same contents", "[org][contents]") {
  for (unsigned seed = 0; seed < 60; ++seed) {
    MapBuildRequest request;
    request.names = true;
    const SmallMap small(RandomBook(seed, seed % 2 == 0, seed % 3 == 0).tables());
    const DecisionMaps once = small.build(request);
    const json::object tables = as_tables(once);
    const SmallMap second(tables);
    const DecisionMaps again = second.build(request);
    INFO("seed " << seed);
    CHECK(difference(as_tables(again), tables) == "");
    for (const auto& row : rows(again.faults(), "map_faults"))
      CHECK(row.as_object().at("fault") == "self_relation");
  }
}

TEST_CASE("names, motives and evidence are carried on request alone", "[org][contents]") {
  const SmallMap small(R"({"people": [
      {"person_id": 1, "account_id": 1, "name": "N", "business_motive": "M"}],
    "departments": [{"department_id": 1, "account_id": 1, "name": "D"}],
    "stances": [{"person_id": 1, "vendor": "@us", "support": 1, "evidence": "E"}]})");
  const auto without = small.build().contents();
  CHECK_ROWS(without, "people", R"([{"name": null, "business_motive": null}])");
  CHECK_ROWS(without, "departments", R"([{"name": null}])");
  CHECK_ROWS(without, "stances", R"([{"evidence": null}])");
  const auto with = small.build(R"({"names": true})").contents();
  CHECK_ROWS(with, "people", R"([{"name": "N", "business_motive": "M"}])");
  CHECK_ROWS(with, "departments", R"([{"name": "D"}])");
  CHECK_ROWS(with, "stances", R"([{"evidence": "E"}])");
}

TEST_CASE("ids keep their types, ends of both kinds too", "[org][contents]") {
  const auto numbers = maps_of(R"({"people": [
      {"person_id": 1, "account_id": "x"}, {"person_id": 2, "account_id": "x"}],
    "departments": [{"department_id": 1, "account_id": "x"}],
    "relations": [{"from_id": 2, "to_id": 1, "to_kind": "department", "kind": "constrains"},
                  {"from_id": 2, "to_id": 1, "kind": "influences"}]})");
  CHECK_ROWS(numbers.contents(), "relations", R"([
    {"account_id": "x", "from_id": 2, "to_id": 1, "to_kind": "person"},
    {"account_id": "x", "from_id": 2, "to_id": 1, "to_kind": "department"}])");
}

TEST_CASE("a department has the head whom the others report to", "[org][contents]") {
  const auto maps = maps_of(R"({"people": [
      {"person_id": "a", "account_id": 1, "department_id": "d"},
      {"person_id": "b", "account_id": 1, "department_id": "d"},
      {"person_id": "c", "account_id": 1, "department_id": "e"}],
    "departments": [{"department_id": "d", "account_id": 1, "parent_id": "e"},
                    {"department_id": "e", "account_id": 1}],
    "relations": [{"from_id": "a", "to_id": "b", "kind": "reports_to"}]})");
  CHECK_ROWS(maps.contents(), "departments", R"([
    {"department_id": "d", "parent_id": "e", "head_id": "b"},
    {"department_id": "e", "parent_id": null, "head_id": "c"}])");
}

TEST_CASE("contents of the accounts asked for", "[org][contents]") {
  const auto maps = maps_of(R"({"people": [
      {"person_id": 1, "account_id": 7}, {"person_id": 2, "account_id": 8}],
    "stances": [{"person_id": 1, "vendor": "@us", "support": 1},
                {"person_id": 2, "vendor": "@us", "support": 2}]})");
  MapQuestion one;
  one.accounts = {"8"};
  CHECK_ROWS(maps.contents(one), "people", R"([{"person_id": 2}])");
  CHECK_ROWS(maps.contents(one), "stances", R"([{"person_id": 2, "support": 2}])");
}
