#include "org/map_files.hpp"

using namespace sandan;
using namespace sandan::testing;

TEST_CASE("a JSON map is read with its columns", "[org][files]") {
  const Result read = read_json_text(R"({"sandan": "map/1", "account_id": 7, "x_note": 1,
    "people": [{"person_id": 1, "roles": ["user", "decider"], "veto": false, "style_on": "2026-01-05",
                "authority_minor": 9007199254740993, "weight": 0.5, "x_y": {}},
               {"person_id": "b", "account_id": "other", "roles": [], "decides": "buy;sign"}],
    "departments": [{"department_id": "d", "name": ""}],
    "relations": [{"from_id": 1, "to_id": "d", "to_kind": "department"}],
    "stances": [{"person_id": 1, "vendor": "@us", "support": -2, "relation_stage": null}]})");
  CHECK_ROWS(read, "people", R"([
    {"person_id": "1", "account_id": "7", "roles": "user;decider", "veto": false, "guide": null,
     "style_on": "2026-01-05", "authority_minor": 9007199254740993, "weight": 0.5},
    {"person_id": "b", "account_id": "other", "roles": "", "decides": "buy;sign"}])");
  CHECK_ROWS(read, "departments", R"([{"department_id": "d", "account_id": "7", "name": ""}])");
  CHECK_ROWS(read, "relations", R"([{"account_id": "7", "from_id": "1", "to_id": "d",
    "from_kind": "person", "to_kind": "department", "kind": "influences", "weight": null}])");
  CHECK_ROWS(read, "stances", R"([{"person_id": "1", "vendor": "@us", "support": -2}])");
  CHECK_ROWS(read, "read_faults", "[]");
}

TEST_CASE("a JSON map at fault is refused with a pointer", "[org][files]") {
  struct Bad {
    std::string_view rest;
    std::string_view detail;
    std::string_view where;
  };
  const std::vector<Bad> all = {
      {R"("people": {})", "not_array", "/people"},
      {R"("people": [1])", "not_object", "/people/0"},
      {R"("people": [{}])", "missing_field", "/people/0"},
      {R"("people": [{"person_id": null}])", "missing_field", "/people/0"},
      {R"("people": [{"person_id": 1.5}])", "not_integer", "/people/0/person_id"},
      {R"("people": [{"person_id": 1, "colour": "red"}])", "unknown_field", "/people/0/colour"},
      {R"("people": [{"person_id": 1, "veto": "yes"}])", "not_boolean", "/people/0/veto"},
      {R"("people": [{"person_id": 1, "weight": "1"}])", "not_number", "/people/0/weight"},
      {R"("people": [{"person_id": 1, "weight": -1}])", "out_of_range", "/people/0/weight"},
      {R"("people": [{"person_id": 1, "stubbornness": 1.5}])", "out_of_range",
       "/people/0/stubbornness"},
      {R"("people": [{"person_id": 1, "style_on": "5 May"}])", "not_a_date", "/people/0/style_on"},
      {R"("people": [{"person_id": 1, "level": ""}])", "empty", "/people/0/level"},
      {R"("people": [{"person_id": 1, "roles": ["a;b"]}])", "bad_code", "/people/0/roles/0"},
      {R"("people": [{"person_id": 1, "roles": [""]}])", "empty", "/people/0/roles/0"},
      {R"("departments": [{"department_id": 1, "head_id": 2}])", "unknown_field",
       "/departments/0/head_id"},
      {R"("relations": [{"from_id": 1}])", "missing_field", "/relations/0"},
      {R"("relations": [{"from_id": 1, "to_id": 2, "to_kind": "robot"}])", "unknown_value",
       "/relations/0/to_kind"},
      {R"("stances": [{"person_id": 1}])", "missing_field", "/stances/0"},
      {R"("stances": [{"person_id": 1, "vendor": "v", "support": 3}])", "out_of_range",
       "/stances/0/support"},
      {R"("persons": [])", "unknown_field", "/persons"}};
  for (const Bad& bad : all) {
    INFO(bad.rest);
    const auto told =
        refusal([&] { read_json_text("{\"sandan\": \"map/1\", " + std::string(bad.rest) + "}"); });
    REQUIRE(told);
    CHECK(told->status() == Status::document);
    CHECK(told->detail() == bad.detail);
    CHECK(told->where() == bad.where);
  }
  CHECK(refusal([] { read_json_text("{\"sandan\": \"map/2\"}"); })->status() ==
        Status::unsupported);
  CHECK(refusal([] { read_json_text("{\"sandan\": "); })->status() == Status::parse);
  CHECK(refusal([] { read_json_text("[]"); })->detail() == "not_object");
}

TEST_CASE("limits of a JSON map hold", "[org][files]") {
  MapReadRequest request;
  request.max_people = 1;
  request.max_relations = 1;
  const auto detail = [&](std::string_view rest) {
    const auto told = refusal(
        [&] { read_json_text("{\"sandan\": \"map/1\", " + std::string(rest) + "}", request); });
    CHECK(told->status() == Status::limit);
    return told->detail();
  };
  CHECK(detail(R"("people": [{"person_id": 1}, {"person_id": 2}])") == "too_many_people");
  CHECK(detail(R"("departments": [{"department_id": 1}, {"department_id": 2}])") ==
        "too_many_departments");
  CHECK(detail(R"("relations": [{"from_id": 1, "to_id": 2}, {"from_id": 1, "to_id": 2}])") ==
        "too_many_relations");
  CHECK(
      detail(R"("stances": [{"person_id": 1, "vendor": "a"}, {"person_id": 1, "vendor": "b"}])") ==
      "too_many_stances");
}

TEST_CASE("a JSON map is canonical, with ids in the type of the input", "[org][files]") {
  const DecisionMaps maps = maps_of(R"({
    "people": [{"person_id": 2, "account_id": 9, "name": "Wu", "roles": "user"},
               {"person_id": 10, "account_id": 9}],
    "relations": [{"from_id": 10, "to_id": 2, "kind": "reports_to", "weight": 1.0}]})");
  MapWriteRequest request;
  request.format = MapFormat::json;
  CHECK(maps.write(request) ==
        R"({"account_id":9,"departments":[],"people":[{"person_id":2,"roles":["user"]},)"
        R"({"person_id":10}],"relations":[{"from_id":10,"from_kind":"person","kind":"reports_to",)"
        R"("to_id":2,"to_kind":"person","weight":1}],"sandan":"map/1","stances":[]})");
}
