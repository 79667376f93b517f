#include "org/map_files.hpp"
#include "org/map_tables.hpp"

using namespace sandan;
using namespace sandan::testing;

namespace {

std::string written(const DecisionMaps& maps, MapFormat format, std::string account = "") {
  MapWriteRequest request;
  request.account_id = std::move(account);
  request.format = format;
  return maps.write(request);
}

Result read_back(const std::string& text, MapFormat format) {
  MapReadRequest request;
  request.format = format;
  return read_map(text, request);
}

void check_round_trip(const SmallMap& book, bool names, MapFormat format) {
  MapBuildRequest build;
  build.names = names;
  const DecisionMaps maps = book.build(build);
  const std::string text = written(maps, format);
  const Result read = read_back(text, format);
  CHECK(read.to_json("read_faults") == "[]");
  const BuiltOf again(book.vocabulary, read, names);
  for (const std::string_view table : {"people", "departments", "relations", "stances"}) {
    CHECK(sorted_rows(again.maps().contents(), table) == sorted_rows(maps.contents(), table));
  }
  if (!names) return;
  CHECK(sorted_rows(again.maps().faults(), "map_findings") ==
        sorted_rows(maps.faults(), "map_findings"));
}

}  // namespace

TEST_CASE("what is written as GraphML or JSON reads back to the same map", "[org][files]") {
  for (unsigned seed = 1; seed <= 150; ++seed) {
    INFO("seed " << seed);
    const SmallMap book(HostileMaps(seed).tables());
    for (const MapFormat format : {MapFormat::graphml, MapFormat::json}) {
      check_round_trip(book, true, format);
      check_round_trip(book, false, format);
    }
  }
}

TEST_CASE("GraphML says people, departments, stances and relations", "[org][files]") {
  const DecisionMaps maps = maps_of(R"({
    "people": [{"person_id": "p", "account_id": "a", "department_id": "d", "roles": "decider"},
               {"person_id": "q", "account_id": "a", "roles": ""}],
    "departments": [{"department_id": "d", "account_id": "a"}],
    "relations": [{"from_id": "q", "to_id": "d", "to_kind": "department", "kind": "influences",
                   "weight": 0.5}],
    "stances": [{"person_id": "p", "vendor": "Rival", "support": -1}]})");
  const std::string text = written(maps, MapFormat::graphml);
  for (const std::string_view part :
       {"<node id=\"p\">", "<node id=\"department:d\">", "attr.name=\"support:Rival\"",
        "attr.type=\"int\"", ">-1</data>", "<edge source=\"q\" target=\"department:d\">",
        ">influences</data>", ">0.5</data>", ">;</data>"}) {
    INFO(part);
    CHECK(text.find(part) != std::string::npos);
  }
}

TEST_CASE("ids of departments that look like people's stay apart", "[org][files]") {
  const SmallMap book(R"({
    "people": [{"person_id": "department:d", "account_id": "a", "department_id": "d"},
               {"person_id": "d", "account_id": "a", "department_id": "d"}],
    "departments": [{"department_id": "d", "account_id": "a"}],
    "relations": [{"from_id": "d", "to_id": "d", "to_kind": "department", "kind": "influences"}]})");
  check_round_trip(book, false, MapFormat::graphml);
  check_round_trip(book, false, MapFormat::json);
}

TEST_CASE("writing asks for the account where there are several maps", "[org][files]") {
  const DecisionMaps maps = maps_of(R"({"people": [{"person_id": "p", "account_id": "a"},
                                                   {"person_id": "q", "account_id": "b"}]})");
  CHECK(refusal([&] { written(maps, MapFormat::json); })->detail() == "which_account");
  CHECK(refusal([&] { written(maps, MapFormat::json, "c"); })->detail() == "unknown_account");
  CHECK(refusal([&] { written(maps, MapFormat::json, "c"); })->where() == "/account_id");
  CHECK(written(maps, MapFormat::json, "b").find("\"q\"") != std::string::npos);
  CHECK(written(maps, MapFormat::json, "b").find("\"p\"") == std::string::npos);
}

TEST_CASE("places of columns are those of their tables", "[org][files]") {
  const auto same = [](std::string_view table, const std::vector<std::string_view>& names) {
    const org::MapTable of(table);
    REQUIRE(of.specs().size() == names.size());
    for (std::size_t i = 0; i < names.size(); ++i) {
      if (!names[i].empty()) CHECK(of.specs()[i].name == names[i]);
    }
  };
  std::vector<std::string_view> people(org::people_column::count);
  people[org::people_column::person_id] = "person_id";
  people[org::people_column::department_id] = "department_id";
  people[org::people_column::roles] = "roles";
  people[org::people_column::style_on] = "style_on";
  people[org::people_column::business_motive] = "business_motive";
  people[org::people_column::stubbornness] = "stubbornness";
  people[org::people_column::to_on] = "to_on";
  same("people", people);
  same("departments", {"department_id", "account_id", "name", "parent_id", "head_id"});
  same("relations", {"account_id", "from_id", "to_id", "from_kind", "to_kind", "kind", "weight"});
  same("stances", {"person_id", "vendor", "relation_stage", "support", "as_of", "evidence"});
  same("read_faults", {"place", "item", "id", "fault", "value"});
}
