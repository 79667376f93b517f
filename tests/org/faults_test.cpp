#include "org/small_map.hpp"

using namespace sandan;
using namespace sandan::testing;

namespace {

/// Everything that may be wrong, once each.
constexpr std::string_view faulty = R"({
  "people": [
    {"person_id": "boss", "account_id": "a", "department_id": "d"},
    {"person_id": "p", "account_id": "a", "department_id": "d"},
    {"person_id": "p", "account_id": "a", "department_id": "z"},
    {"person_id": null, "account_id": "a"},
    {"person_id": "q", "account_id": null},
    {"person_id": "r", "account_id": "b", "department_id": "d", "level": "king",
     "function": "magic", "style": "loud", "style_second": "quiet", "roles": "user;jester",
     "decides": "weather", "weight": -1.0, "stubbornness": 2.0, "authority_minor": -5},
    {"person_id": "s", "account_id": "b", "department_id": "nowhere"}],
  "departments": [
    {"department_id": "d", "account_id": "a", "parent_id": "e"},
    {"department_id": "e", "account_id": "a", "parent_id": "d"},
    {"department_id": "e", "account_id": "a", "parent_id": "d", "name": "again"},
    {"department_id": "f", "account_id": "b", "parent_id": "d"},
    {"department_id": "g", "account_id": "b", "parent_id": "nowhere"},
    {"department_id": "h", "account_id": null},
    {"department_id": "i", "account_id": "elsewhere"}],
  "relations": [
    {"from_id": "p", "to_id": "boss", "kind": "reports_to"},
    {"from_id": "boss", "to_id": "p", "kind": "reports_to"},
    {"from_id": "p", "to_id": "p", "kind": "influences"},
    {"from_id": "p", "to_id": "r", "kind": "influences"},
    {"from_id": "p", "to_id": "nobody", "kind": "influences"},
    {"from_id": "p", "to_id": "nowhere", "to_kind": "department", "kind": "influences"},
    {"from_id": "p", "to_id": "boss", "to_kind": "planet", "kind": "influences"},
    {"from_id": "p", "to_id": "boss", "kind": "hates"},
    {"from_id": "p", "to_id": "boss", "kind": null},
    {"from_id": null, "to_id": "boss", "kind": "opposes"},
    {"from_id": "p", "to_id": "boss", "kind": "opposes", "weight": 0.0},
    {"from_id": "p", "to_id": "boss", "kind": "opposes", "account_id": "b"},
    {"from_id": "p", "to_id": "boss", "kind": "opposes", "account_id": "elsewhere"}],
  "stances": [
    {"person_id": "p", "vendor": "@us", "support": 1, "as_of": "2026-01-01"},
    {"person_id": "p", "vendor": "@us", "support": 2, "as_of": "2026-01-01"},
    {"person_id": "p", "vendor": null, "support": 1},
    {"person_id": "nobody", "vendor": "@us", "support": 1},
    {"person_id": "r", "vendor": "@us", "support": 9, "relation_stage": "married"}],
  "accounts": [{"account_id": null, "public_body": true}],
  "opportunities": [
    {"opportunity_id": 1, "account_id": "a", "tender_phase": "lottery", "outcome": "draw"},
    {"opportunity_id": 2, "account_id": "a", "amount_minor": -1},
    {"opportunity_id": 2, "account_id": "a", "amount_minor": 1}],
  "points": [
    {"vendor": "@us", "kind": "advantage", "opportunity_id": 1, "person_id": "nobody",
     "department_id": "nowhere", "role": "jester"},
    {"vendor": "@us", "kind": "advantage", "opportunity_id": 9, "account_id": "a"},
    {"vendor": null, "kind": "advantage", "opportunity_id": 1},
    {"vendor": "@us", "kind": "virtue", "opportunity_id": 1},
    {"vendor": "@us", "kind": null, "opportunity_id": 1},
    {"vendor": "@us", "kind": "weakness"},
    {"vendor": "@us", "kind": "weakness", "account_id": "b", "person_id": "p"}]})";

std::string told(const DecisionMaps& maps) {
  std::string lines;
  std::string table;
  for (const auto& row : rows(maps.faults(), "map_faults")) {
    const json::object& each = row.as_object();
    const std::string of = each.at("table").as_string().c_str();
    if (of != table) lines += of + "\n";
    table = of;
    lines += std::to_string(each.at("row").as_int64()) + " " +
             each.at("column").as_string().c_str() + " " + each.at("fault").as_string().c_str() +
             (each.at("set_aside").as_bool() ? " out\n" : "\n");
  }
  return lines;
}

}  // namespace

TEST_CASE("faults are told in the order of tables and rows", "[org][faults]") {
  CHECK(told(maps_of(faulty)) == R"(people
2 person_id duplicate_person out
3 person_id missing_id out
4 account_id missing_account out
5 department_id other_account
5 level unknown_level
5 function unknown_function
5 style unknown_style
5 style_second unknown_style
5 roles unknown_role
5 decides unknown_decision
5 authority_minor bad_authority
5 weight bad_weight
5 stubbornness bad_share
6 department_id unknown_department
departments
1 parent_id department_cycle
2 department_id duplicate_department out
3 parent_id other_account
4 parent_id unknown_department
5 account_id missing_account out
relations
1 to_id reports_to_cycle out
2 to_id self_relation
3 to_id other_account out
4 to_id unknown_person out
5 to_id unknown_department out
6 to_kind unknown_kind out
7 kind unknown_kind out
8 kind missing_kind out
9 from_id missing_id out
10 weight bad_weight
11 account_id other_account out
12 account_id unknown_account
stances
1 support contradictory_stance out
2 vendor missing_vendor out
3 person_id unknown_person out
4 relation_stage unknown_relation_stage
4 support bad_support
accounts
0 account_id missing_id out
opportunities
0 outcome unknown_outcome
0 tender_phase unknown_tender_phase
1 amount_minor negative_amount
2 opportunity_id duplicate_opportunity out
points
0 person_id unknown_person
0 department_id unknown_department
0 role unknown_role
1 opportunity_id unknown_opportunity
2 vendor missing_vendor out
3 kind unknown_kind out
4 kind missing_kind out
5 account_id missing_account out
6 person_id other_account
)");
}

TEST_CASE("cells are shown unless it is asked otherwise", "[org][faults]") {
  const auto shown = maps_of(faulty).faults();
  CHECK(rows(shown, "map_faults").at(4).as_object().at("value") == "king");
  CHECK(rows(shown, "map_faults").at(1).as_object().at("value").is_null());
  const auto hidden = maps_of(faulty, R"({"values": false})").faults();
  for (const auto& row : rows(hidden, "map_faults"))
    CHECK(row.as_object().at("value").is_null());
}

TEST_CASE("strict refuses the first row at fault", "[org][faults]") {
  const auto error = refusal([] { maps_of(faulty, R"({"strict": true})"); });
  REQUIRE(error);
  CHECK(error->status() == Status::data);
  CHECK(error->detail() == "duplicate_person");
  CHECK(error->table() == "people");
  CHECK(error->row() == 2);
  CHECK(error->column() == 0);
  const auto hidden = refusal([] { maps_of(faulty, R"({"strict": true, "values": false})"); });
  REQUIRE(hidden);
  CHECK(std::string(hidden->what()).find("\"p\"") == std::string::npos);
  CHECK(std::string(error->what()).find("\"p\"") != std::string::npos);
  CHECK_FALSE(refusal([] {
    maps_of(R"({"people": [{"person_id": 1, "account_id": 1}]})", R"({"strict": true})");
  }));
}

TEST_CASE("impossible days are unknown", "[org][faults]") {
  SmallMap small(json::object{});
  small.add("people", batch({int64s("person_id", {1}), int64s("account_id", {1}),
                             numbers<std::int32_t>("style_on", "tdD", {900'000}),
                             numbers<std::int32_t>("from_on", "tdD", {-900'000})}));
  const auto maps = small.build(R"({"as_of": "2026-01-01"})");
  CHECK(told(maps) == "people\n0 from_on impossible_date\n0 style_on impossible_date\n");
  CHECK_ROWS(maps.contents(), "people", R"([{"person_id": 1, "style_on": null, "from_on": null}])");
}

TEST_CASE("numbers that are none are no weights", "[org][faults]") {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const double infinite = std::numeric_limits<double>::infinity();
  SmallMap small(json::object{});
  small.add("people", batch({int64s("person_id", {1, 2}), int64s("account_id", {1, 1}),
                             numbers<double>("weight", "g", {nan, infinite}),
                             numbers<double>("stubbornness", "g", {nan, -infinite})}));
  CHECK(told(small.build()) ==
        "people\n0 weight bad_weight\n0 stubbornness bad_share\n1 weight bad_weight\n"
        "1 stubbornness bad_share\n");
}

TEST_CASE("findings are those of the maps asked for", "[org][faults]") {
  const auto maps = maps_of(R"({"people": [
      {"person_id": 1, "account_id": 7},
      {"person_id": 2, "account_id": 8, "department_id": 5},
      {"person_id": 3, "account_id": 8, "department_id": 5}],
    "departments": [{"department_id": 5, "account_id": 8}],
    "stances": [{"person_id": 1, "vendor": "@us", "relation_stage": "trust", "support": 0},
                {"person_id": 2, "vendor": "rival", "relation_stage": "ally", "support": 2}]})");
  CHECK_ROWS(maps.faults(), "map_findings", R"([
    {"account_id": 7, "finding": "trust_without_support", "person_id": 1, "department_id": null,
     "vendor": "@us"},
    {"account_id": 8, "finding": "department_without_head", "person_id": null,
     "department_id": 5, "vendor": null},
    {"account_id": 8, "finding": "ally_without_evidence", "person_id": 2, "vendor": "rival"}])");
  MapQuestion one;
  one.accounts = {"7"};
  CHECK(rows(maps.faults(one), "map_findings").size() == 1);
  one.accounts = {"9"};
  const auto error = refusal([&] { maps.faults(one); });
  REQUIRE(error);
  CHECK(error->detail() == "unknown_account");
}
