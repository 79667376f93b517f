#pragma once

#include <algorithm>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "org/small_map.hpp"
#include "sandan/org.hpp"
#include "support/expect.hpp"

/// Maps read from texts, and random ones with hostile texts.
namespace sandan::testing {

inline Result read_graphml_text(std::string_view text, MapReadRequest request = {}) {
  request.format = MapFormat::graphml;
  return read_map(text, request);
}

inline Result read_json_text(std::string_view text, MapReadRequest request = {}) {
  request.format = MapFormat::json;
  return read_map(text, request);
}

/// A GraphML document of these declarations and this content of its graph.
inline std::string graphml(std::string_view keys, std::string_view inside,
                           std::string_view directed = "directed") {
  return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<graphml "
         "xmlns=\"http://graphml.graphdrawing.org/xmlns\">" +
         std::string(keys) + "<graph edgedefault=\"" + std::string(directed) + "\">" +
         std::string(inside) + "</graph></graphml>";
}

/// The tables of a result as a book of maps.
class BuiltOf {
 public:
  BuiltOf(const MapVocabulary& vocabulary, const Result& result, bool names) {
    for (const std::string_view name : {"people", "departments", "relations", "stances"}) {
      auto stream = result.stream(name);
      tables_.add_stream(name, stream);
    }
    MapBuildRequest request;
    request.names = names;
    maps_.push_back(DecisionMaps::build(vocabulary, tables_, request));
  }

  const DecisionMaps& maps() const { return maps_.front(); }

 private:
  Tables tables_;
  std::vector<DecisionMaps> maps_;
};

/// Rows of a table in an order of their own, so that only what they say counts.
inline std::vector<std::string> sorted_rows(const Result& result, std::string_view table) {
  std::vector<std::string> lines;
  for (const auto& row : rows(result, table))
    lines.push_back(json::serialize(row));
  std::sort(lines.begin(), lines.end());
  return lines;
}

/// Random maps with what breaks files: markup, quotes, control characters,
/// escapes that look like ours, spaces, and other scripts.
class HostileMaps {
 public:
  explicit HostileMaps(unsigned seed) : random_(seed) {}

  json::object tables() {
    people_.clear();
    departments_.clear();
    json::object all;
    json::array departments;
    for (int i = below(4); i > 0; --i)
      departments.emplace_back(department());
    json::array people;
    for (int i = 1 + below(8); i > 0; --i)
      people.emplace_back(person());
    json::array relations;
    for (int i = below(14); i > 0; --i)
      relations.emplace_back(relation());
    all["people"] = people;
    all["departments"] = departments;
    all["relations"] = relations;
    all["stances"] = stances();
    return all;
  }

  int below(int bound) { return static_cast<int>(random_() % static_cast<unsigned>(bound)); }
  bool chance(int of) { return below(of) == 0; }

  std::string text() {
    static const std::vector<std::string> parts = {"<",
                                                   ">",
                                                   "&",
                                                   "\"",
                                                   "'",
                                                   "]]>",
                                                   "&amp;",
                                                   "_x0001_",
                                                   "_x005F_",
                                                   "_x00",
                                                   "0A_",
                                                   "_",
                                                   "\x01",
                                                   "\x1f",
                                                   "\t",
                                                   "\n",
                                                   "\r",
                                                   "\r\n",
                                                   " ",
                                                   "\\",
                                                   "\\\"",
                                                   "王",
                                                   "é",
                                                   "\xEF\xBF\xBE",
                                                   "\xF0\x9F\x98\x80",
                                                   "\x7f",
                                                   "a",
                                                   "B7",
                                                   "-->",
                                                   "<![CDATA[",
                                                   "<!--",
                                                   "department:",
                                                   ";"};
    std::string out;
    for (int i = 1 + below(5); i > 0; --i)
      out += parts[static_cast<std::size_t>(below(static_cast<int>(parts.size())))];
    return out;
  }

 private:
  /// An id nobody has yet.
  std::string fresh(std::vector<std::string>& ids) {
    std::string id = text();
    while (std::find(ids.begin(), ids.end(), id) != ids.end())
      id += std::to_string(below(10));
    ids.push_back(id);
    return id;
  }

  std::string one_of(const std::vector<std::string>& of) {
    return of[static_cast<std::size_t>(below(static_cast<int>(of.size())))];
  }

  json::object department() {
    json::object row;
    if (!departments_.empty() && chance(2)) row["parent_id"] = one_of(departments_);
    row["department_id"] = fresh(departments_);
    row["account_id"] = "acc<&>";
    if (chance(2)) row["name"] = text();
    return row;
  }

  json::object person() {
    json::object row;
    row["person_id"] = fresh(people_);
    row["account_id"] = "acc<&>";
    if (chance(2)) row["name"] = text();
    if (chance(2)) row["business_motive"] = text();
    if (chance(3)) row["organisation"] = text();
    if (!departments_.empty() && chance(2)) row["department_id"] = one_of(departments_);
    if (chance(2)) row["level"] = one_of({"operational", "management", "executive"});
    if (chance(2)) row["function"] = one_of({"user", "technical", "procurement_finance"});
    if (chance(2)) row["roles"] = one_of({"", "decider", "user;designer", "evaluator"});
    if (chance(2)) row["guide"] = chance(2);
    if (chance(2)) row["veto"] = chance(2);
    if (chance(2)) row["contact_allowed"] = chance(2);
    if (chance(2)) row["style"] = one_of({"analytical", "driver"});
    if (chance(3)) row["style_second"] = one_of({"amiable", "expressive"});
    if (chance(3)) row["style_on"] = "2026-02-28";
    if (chance(2)) row["decides"] = one_of({"", "buy", "budget;sign"});
    if (chance(3)) row["authority_minor"] = std::int64_t{below(1000)} * 1'000'000'000'000;
    if (chance(3)) row["weight"] = 0.1 * (1 + below(100));
    if (chance(3)) row["stubbornness"] = below(11) / 10.0;
    if (chance(4)) row["from_on"] = "2020-01-01";
    if (chance(4)) row["to_on"] = "2030-12-31";
    return row;
  }

  json::object relation() {
    const bool from_department = !departments_.empty() && chance(5);
    const bool to_department = !departments_.empty() && chance(5);
    json::object row;
    row["from_id"] = one_of(from_department ? departments_ : people_);
    row["to_id"] = one_of(to_department ? departments_ : people_);
    row["from_kind"] = from_department ? "department" : "person";
    row["to_kind"] = to_department ? "department" : "person";
    row["kind"] = one_of({"reports_to", "influences", "introduces", "constrains", "opposes"});
    if (chance(2)) row["weight"] = 0.3 * (1 + below(9));
    return row;
  }

  json::array stances() {
    const std::vector<std::string> vendors = {"@us", "us", "R<&\"'>\x02", "a:b", "王_x0041_"};
    json::array rows;
    for (const std::string& person : people_) {
      for (const std::string& vendor : vendors) {
        if (!chance(3)) continue;
        json::object row;
        row["person_id"] = person;
        row["vendor"] = vendor;
        if (chance(2)) row["relation_stage"] = one_of({"none", "known", "trust", "ally"});
        if (chance(2)) row["support"] = below(5) - 2;
        if (chance(3)) row["as_of"] = "2026-01-05";
        if (chance(3)) row["evidence"] = text();
        rows.emplace_back(row);
      }
    }
    return rows;
  }

  std::mt19937 random_;
  std::vector<std::string> people_;
  std::vector<std::string> departments_;
};

}  // namespace sandan::testing
