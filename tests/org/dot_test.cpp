#include "org/map_files.hpp"

using namespace sandan;
using namespace sandan::testing;

namespace {

std::string dot(const DecisionMaps& maps, std::string language = "en") {
  MapWriteRequest request;
  request.format = MapFormat::dot;
  request.language = std::move(language);
  return maps.write(request);
}

/// True where every quote that begins ends on its line, by Graphviz' rule that
/// only a backslash before a quote escapes it, pairs of backslashes aside.
bool quotes_are_paired(const std::string& text) {
  bool inside = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (inside && text[i] == '\\') {
      ++i;
    } else if (text[i] == '"') {
      inside = !inside;
    } else if (inside && static_cast<unsigned char>(text[i]) < 0x20) {
      return false;
    }
  }
  return !inside;
}

}  // namespace

TEST_CASE("DOT draws people with levels, kinds and stances as words and shapes", "[org][files]") {
  const DecisionMaps maps = maps_of(R"({
    "people": [{"person_id": "a", "account_id": "x", "name": "Wu \"W\"", "level": "executive",
                "roles": "decider", "veto": true, "department_id": "d"},
               {"person_id": "b", "account_id": "x", "level": "operational", "guide": true}],
    "departments": [{"department_id": "d", "account_id": "x", "name": "R&D"}],
    "relations": [{"from_id": "b", "to_id": "a", "kind": "reports_to", "weight": 0.5},
                  {"from_id": "b", "to_id": "d", "to_kind": "department", "kind": "introduces"}],
    "stances": [{"person_id": "b", "vendor": "@us", "relation_stage": "ally", "support": 2},
                {"person_id": "a", "vendor": "Rival", "support": -1}]})",
                                    R"({"names": true})");
  const std::string text = dot(maps);
  for (const std::string_view part :
       {"digraph map {", R"("a" [label="Wu \"W\"\nExecutive · Decider", shape=octagon];)",
        R"("b" [label="b\nOperational\nAlly · +2", peripheries=2];)",
        R"("department:d" [shape=folder, label="R&amp;D"];)", R"({ rank=same; "a"; })",
        R"({ rank=same; "b"; })", R"("b" -> "a" [label="Reports to", style=solid)",
        R"("b" -> "department:d" [label=)", "style=dotted"}) {
    INFO(part << " in\n" << text);
    CHECK(text.find(part) != std::string::npos);
  }
  CHECK(dot(maps, "zh").find("决策层 · 决策者") != std::string::npos);
}

TEST_CASE("every kind of relation has a line of its own in DOT", "[org][files]") {
  json::array relations;
  std::vector<std::string> lines;
  for (const char* kind : {"reports_to", "influences", "introduces", "constrains", "opposes"}) {
    SmallMap book(parsed(R"({"people": [{"person_id": "a", "account_id": "x"},
      {"person_id": "b", "account_id": "x"}], "relations": [{"from_id": "a", "to_id": "b", "kind": ")" +
                         std::string(kind) + "\"}]}")
                      .as_object());
    const std::string text = dot(book.build());
    lines.push_back(text.substr(text.find("style="),
                                text.find("]", text.find("style=")) - text.find("style=")));
  }
  std::sort(lines.begin(), lines.end());
  CHECK(std::adjacent_find(lines.begin(), lines.end()) == lines.end());
}

TEST_CASE("hostile texts stay inside their quotes in DOT", "[org][files]") {
  for (unsigned seed = 1; seed <= 100; ++seed) {
    INFO("seed " << seed);
    const SmallMap book(HostileMaps(seed).tables());
    MapBuildRequest request;
    request.names = true;
    const std::string text = dot(book.build(request));
    CHECK(quotes_are_paired(text));
  }
}
