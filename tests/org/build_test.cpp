#include <algorithm>
#include <random>
#include <set>

#include "org/build.hpp"
#include "org/plain_book.hpp"
#include "org/random_book.hpp"
#include "org/small_map.hpp"

using namespace sandan;
using namespace sandan::testing;

namespace {

std::string text(const json::value& cell) {
  if (cell.is_null()) return "(null)";
  return cell.is_string() ? std::string(cell.get_string().c_str()) : json::serialize(cell);
}

std::multiset<PlainFault> faults_of(const DecisionMaps& maps) {
  std::multiset<PlainFault> found;
  for (const auto& row : rows(maps.faults(), "map_faults")) {
    const json::object& each = row.as_object();
    found.emplace(text(each.at("table")), each.at("row").as_int64(), text(each.at("column")),
                  text(each.at("fault")), each.at("set_aside").as_bool());
  }
  return found;
}

/// What differs between the contents of maps and a plain reading.
std::string differs_from_plain(const DecisionMaps& maps, const PlainBook& plain) {
  const Result contents = maps.contents();
  const json::array people = rows(contents, "people");
  if (people.size() != plain.people.size()) return "people";
  for (const auto& row : people) {
    const json::object& read = row.as_object();
    const auto found = plain.people.find(text(read.at("person_id")));
    if (found == plain.people.end()) return "person " + text(read.at("person_id"));
    if (auto text = difference(row, found->second, found->first); !text.empty()) return text;
  }
  for (const auto& row : rows(contents, "departments")) {
    const std::string id = text(row.as_object().at("department_id"));
    if (!plain.departments.contains(id)) return "department " + id;
    if (auto text = difference(row, plain.departments.at(id), id); !text.empty()) return text;
  }
  if (rows(contents, "departments").size() != plain.departments.size()) return "departments";
  std::multiset<std::string> relations;
  for (const auto& row : rows(contents, "relations")) {
    const json::object& each = row.as_object();
    const auto weight = each.at("weight");
    relations.insert(text(each.at("from_id")) + ">" + text(each.at("to_id")) + ":" +
                     text(each.at("kind")) + ":" +
                     (weight.is_null() ? "(null)" : text(json::value(weight.to_number<double>()))));
  }
  if (relations != plain.relations) return "relations";
  const json::array stances = rows(contents, "stances");
  if (stances.size() != plain.stances.size()) return "stances";
  for (const auto& row : stances) {
    const json::object& each = row.as_object();
    const auto found = plain.stances.find({text(each.at("person_id")), text(each.at("vendor"))});
    if (found == plain.stances.end()) return "stance of " + text(each.at("person_id"));
    if (auto text = difference(row, found->second, found->first.first); !text.empty()) return text;
  }
  return "";
}

/// A fault that only one of the two tells; empty when there is none.
std::string other_fault(const std::multiset<PlainFault>& told,
                        const std::multiset<PlainFault>& plain) {
  std::vector<PlainFault> others;
  std::set_symmetric_difference(told.begin(), told.end(), plain.begin(), plain.end(),
                                std::back_inserter(others));
  if (others.empty()) return "";
  const auto& [table, row, column, fault, aside] = others.front();
  return table + " " + std::to_string(row) + " " + column + " " + fault + (aside ? " aside" : "");
}

json::object shuffled(json::object tables, unsigned seed) {
  std::mt19937 random(seed);
  for (auto& table : tables)
    std::shuffle(table.value().get_array().begin(), table.value().get_array().end(), random);
  return tables;
}

/// Rows of all tables of the contents, in an order of their own.
std::multiset<std::string> content_rows(const DecisionMaps& maps) {
  const Result contents = maps.contents();
  std::multiset<std::string> all;
  for (const char* table : {"people", "departments", "relations", "stances"}) {
    for (const auto& row : rows(contents, table))
      all.insert(std::string(table) + json::serialize(row));
  }
  return all;
}

}  // namespace

TEST_CASE("a random book is read as a plain reading of its rows reads it", "[org][build]") {
  for (unsigned seed = 0; seed < 400; ++seed) {
    const json::object tables = RandomBook(seed, seed % 4 == 0, seed % 3 == 0).tables();
    const bool dated = seed % 2 == 0;
    const PlainBook plain(tables, dated ? std::optional<std::string>("2026-05-15") : std::nullopt);
    const SmallMap small(tables);
    MapBuildRequest request;
    request.names = true;
    if (dated) request.as_of = day_number("2026-05-15");
    const DecisionMaps maps = small.build(request);
    INFO("seed " << seed);
    CHECK(differs_from_plain(maps, plain) == "");
    CHECK(other_fault(faults_of(maps), plain.faults) == "");
    if (seed % 4 == 0 && !dated) CHECK(plain.faults.empty());
  }
}

TEST_CASE("the order of rows changes no content", "[org][build]") {
  for (unsigned seed = 0; seed < 60; ++seed) {
    json::object tables = RandomBook(seed, true).tables();
    // A person twice with other cells: which counts is said by the cells.
    json::object again = tables["people"].as_array().front().as_object();
    again["level"] = "executive";
    again["authority_minor"] = 7;
    tables["people"].as_array().push_back(again);
    MapBuildRequest request;
    request.names = true;
    const auto once = content_rows(SmallMap(tables).build(request));
    const auto other = content_rows(SmallMap(shuffled(tables, seed)).build(request));
    INFO("seed " << seed);
    CHECK(once == other);
  }
}

TEST_CASE("maps come in the order of first sight, people in the order of rows", "[org][build]") {
  const auto maps = maps_of(R"({"people": [
    {"person_id": 4, "account_id": "b"}, {"person_id": 2, "account_id": "a"},
    {"person_id": 3, "account_id": "b"}, {"person_id": 1, "account_id": "a"}]})");
  CHECK_ROWS(maps.contents(), "people",
             R"([{"person_id": 4, "account_id": "b"}, {"person_id": 3, "account_id": "b"},
                 {"person_id": 2, "account_id": "a"}, {"person_id": 1, "account_id": "a"}])");
}

TEST_CASE("rows of another day are unseen and no fault", "[org][build]") {
  const SmallMap small(R"({"people": [
      {"person_id": "p", "account_id": "a", "level": "management", "to_on": "2026-03-31"},
      {"person_id": "p", "account_id": "a", "level": "executive", "from_on": "2026-04-01"},
      {"person_id": "q", "account_id": "a", "from_on": "2026-06-01"}],
    "relations": [{"from_id": "p", "to_id": "q", "kind": "influences"}],
    "stances": [{"person_id": "p", "vendor": "@us", "support": 1, "as_of": "2026-01-01"},
                {"person_id": "p", "vendor": "@us", "support": 2, "as_of": "2026-05-01"},
                {"person_id": "q", "vendor": "@us", "support": 2}]})");
  const auto march = small.build(R"({"as_of": "2026-03-31"})");
  CHECK_ROWS(march.contents(), "people", R"([{"person_id": "p", "level": "management"}])");
  CHECK_ROWS(march.contents(), "stances", R"([{"person_id": "p", "support": 1}])");
  CHECK_ROWS(march.contents(), "relations", "[]");
  CHECK_ROWS(march.faults(), "map_faults", "[]");
  const auto june = small.build(R"({"as_of": "2026-06-01"})");
  CHECK_ROWS(june.contents(), "people",
             R"([{"person_id": "p", "level": "executive"}, {"person_id": "q"}])");
  CHECK_ROWS(june.contents(), "relations", R"([{"from_id": "p", "to_id": "q"}])");
  CHECK_ROWS(june.faults(), "map_faults", "[]");
}

TEST_CASE("open deals count, and whatever points at them", "[org][build]") {
  const auto maps = maps_of(R"({"people": [
      {"person_id": "p", "account_id": "a"}, {"person_id": "q", "account_id": "b"}],
    "departments": [{"department_id": "d", "account_id": "a"}],
    "accounts": [{"account_id": "a", "public_body": true, "do_not_contact": false},
                 {"account_id": "a", "do_not_contact": true}, {"account_id": "none"}],
    "opportunities": [
      {"opportunity_id": 1, "account_id": "b", "outcome": "won"},
      {"opportunity_id": 2, "account_id": "b", "amount_minor": 500, "currency": "EUR",
       "tender_phase": "published"},
      {"opportunity_id": 3, "account_id": "a", "outcome": "open"},
      {"opportunity_id": 4, "account_id": "none"}],
    "points": [
      {"vendor": "@us", "kind": "advantage", "opportunity_id": 3, "department_id": "d",
       "criterion": "price", "answer": ""},
      {"vendor": "rival", "kind": "weakness", "account_id": "b", "role": "designer",
       "answer": "yes"},
      {"vendor": "rival", "kind": "weakness", "opportunity_id": 1},
      {"vendor": "third", "kind": "advantage", "person_id": "p"}]})");
  const org::MapData& data = maps.data();
  REQUIRE(data.deals.size() == 2);
  CHECK(data.first_deal == std::vector<std::int64_t>{0, 1, 2});
  CHECK(data.deal_ids.text(0) == "3");
  CHECK(data.deals[1].amount_minor == 500);
  CHECK(data.texts[static_cast<std::size_t>(data.deals[1].currency)] == "EUR");
  CHECK(data.deals[1].tender_phase == org::TenderPhase::published);
  CHECK(data.deals[0].tender_phase == org::TenderPhase::unknown);
  CHECK(data.accounts[0].do_not_contact == org::Truth::yes);
  CHECK(data.accounts[0].public_body == org::Truth::yes);
  CHECK(data.accounts[1].public_body == org::Truth::unknown);
  REQUIRE(data.points.size() == 3);
  CHECK(data.first_point == std::vector<std::int64_t>{0, 2, 3});
  CHECK(data.points[0].deal == 0);
  CHECK(data.points[0].department == 0);
  CHECK(data.points[0].advantage);
  CHECK(data.points[0].answered == org::Truth::no);
  CHECK(data.points[1].person == 0);
  CHECK(data.points[1].answered == org::Truth::unknown);
  CHECK(data.points[2].deal == -1);
  CHECK(data.points[2].answered == org::Truth::yes);
  CHECK_FALSE(data.points[2].advantage);
  CHECK(data.vendors == std::vector<std::string>{"@us", "rival", "third"});
}

TEST_CASE("roles are lists of texts or texts with semicolons", "[org][build]") {
  const std::vector<std::optional<std::string>> items = {"decider", "user", "designer"};
  Column roles;
  roles.name = "roles";
  roles.format = std::string("+l");
  roles.length = 3;
  roles.buffers.emplace_back();
  roles.buffers.emplace_back(detail::bytes_of(std::vector<std::int32_t>{0, 2, 2, 3}));
  roles.children.push_back(coded_texts("item", items));
  SmallMap small(json::object{});
  small.add("people", batch({int64s("person_id", {1, 2, 3}), int64s("account_id", {1, 1, 1}), roles,
                             texts("decides", {"buy; sign", std::nullopt, ""})}));
  const auto maps = small.build();
  CHECK_ROWS(maps.contents(), "people",
             R"([{"roles": "decider;user", "decides": "buy;sign"}, {"roles": "", "decides": null},
                 {"roles": "designer", "decides": ""}])");
}

TEST_CASE("lists that hold no text say none where they are empty", "[org][build]") {
  Column roles;
  roles.name = "roles";
  roles.format = std::string("+l");
  roles.length = 3;
  roles.buffers.emplace_back();
  roles.buffers.emplace_back(detail::bytes_of(std::vector<std::int32_t>{0, 0, 2, 2}));
  roles.children.push_back(nulls("item", 2));
  SmallMap small(json::object{});
  small.add("people",
            batch({int64s("person_id", {1, 2, 3}), int64s("account_id", {1, 1, 1}), roles}));
  const auto maps = small.build();
  CHECK_ROWS(maps.contents(), "people", R"([{"roles": ""}, {"roles": null}, {"roles": ""}])");
  CHECK(maps.faults().rows("map_faults") == 0);
}

TEST_CASE("what cannot be read is refused with its place", "[org][build]") {
  const auto detail_of = [](std::string_view tables) {
    const auto error = refusal([&] { maps_of(tables); });
    return error ? std::string(error->detail()) : "";
  };
  CHECK(detail_of(R"({"stances": [{"person_id": 1}]})") == "missing_table");
  CHECK(detail_of(R"({"people": [{"person_id": 1}]})") == "missing_column");
  CHECK(detail_of(R"({"people": [{"person_id": 1.5, "account_id": 1}]})") == "wrong_type");
  CHECK(detail_of(R"({"people": [{"person_id": 1, "account_id": 1, "guide": "yes"}]})") ==
        "wrong_type");
  for (const char* other :
       {R"("relations": [{"from_id": "p", "to_id": "q", "kind": "opposes"}])",
        R"("stances": [{"person_id": "p", "vendor": "@us"}])",
        R"("points": [{"person_id": "p", "vendor": "@us", "kind": "weakness"}])",
        R"("accounts": [{"account_id": "a"}])"}) {
    CHECK(detail_of(R"({"people": [{"person_id": 1, "account_id": 1}], )" + std::string(other) +
                    "}") == "id_types_differ");
  }
}

TEST_CASE("bounds of a call are kept", "[org][build]") {
  const SmallMap small(RandomBook(3, true).tables());
  const auto status_with = [&](const Run& run) {
    const auto error = refusal([&] { small.build(MapBuildRequest{}, run); });
    return error ? std::string(error->detail()) : "";
  };
  Run few_rows;
  few_rows.max_rows = 2;
  CHECK(status_with(few_rows) == "max_rows");
  Run few_bytes;
  few_bytes.max_bytes = 100;
  CHECK(status_with(few_bytes) == "max_bytes");
  Run stopped;
  double last = 0;
  stopped.progress = [&](double done) { return (last = done) < 0.5; };
  CHECK(status_with(stopped) == "cancelled");
  CHECK(last >= 0.5);
}

TEST_CASE("cycles of superiors are closed by the rows that come last", "[org][build]") {
  std::mt19937 random(5);
  for (int round = 0; round < 500; ++round) {
    const auto nodes = std::uniform_int_distribution<std::int32_t>(2, 12)(random);
    std::uniform_int_distribution<std::int32_t> node(0, nodes - 1);
    std::vector<org::DirectedPair> arcs;
    for (int i = 0; i < 3 * nodes; ++i) {
      const org::DirectedPair arc{node(random), node(random)};
      if (arc.from != arc.to) arcs.push_back(arc);
    }
    // By transitive closure, arc by arc.
    std::vector<std::vector<bool>> leads(static_cast<std::size_t>(nodes),
                                         std::vector<bool>(static_cast<std::size_t>(nodes)));
    std::vector<std::int64_t> expected;
    for (std::size_t i = 0; i < arcs.size(); ++i) {
      const auto from = static_cast<std::size_t>(arcs[i].from);
      const auto to = static_cast<std::size_t>(arcs[i].to);
      if (leads[to][from]) {
        expected.push_back(static_cast<std::int64_t>(i));
        continue;
      }
      for (std::size_t a = 0; a < leads.size(); ++a) {
        for (std::size_t b = 0; b < leads.size(); ++b) {
          if ((a == from || leads[a][from]) && (b == to || leads[to][b])) leads[a][b] = true;
        }
      }
    }
    CHECK(org::closing_arcs(nodes, arcs) == expected);
  }
}

TEST_CASE("a chain of a million superiors that ends in itself takes no time", "[org][build]") {
  constexpr std::int32_t nodes = 1'000'000;
  std::vector<org::DirectedPair> arcs;
  arcs.reserve(nodes);
  for (std::int32_t i = 0; i < nodes; ++i)
    arcs.push_back({i, (i + 1) % nodes});
  CHECK(org::closing_arcs(nodes, arcs) == std::vector<std::int64_t>{nodes - 1});
  // Many arcs among few: what remains has no cycle.
  std::mt19937 random(7);
  std::uniform_int_distribution<std::int32_t> node(0, 20'000);
  arcs.clear();
  for (std::int32_t i = 0; i < nodes; ++i) {
    const org::DirectedPair arc{node(random), node(random)};
    if (arc.from != arc.to) arcs.push_back(arc);
  }
  const auto closing = org::closing_arcs(20'001, arcs);
  CHECK_FALSE(closing.empty());
  std::vector<org::DirectedPair> rest;
  for (std::size_t i = 0; i < arcs.size(); ++i) {
    if (!std::binary_search(closing.begin(), closing.end(), static_cast<std::int64_t>(i))) {
      rest.push_back(arcs[i]);
    }
  }
  CHECK(org::closing_arcs(20'001, rest).empty());
}
