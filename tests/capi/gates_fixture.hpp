#pragma once

#include <string>
#include <string_view>

#include "capi/rules_fixture.hpp"

/// A process with conditions and a small desk for gates and gauges.
namespace sandan::testing {

inline const std::string gated_process = R"({"sandan": "process/1", "code": "p",
  "label": {"en": "P"}, "facts": [{"code": "met", "type": "bool"},
                                  {"code": "trade", "type": "text", "values": ["x", "y"]}],
  "stages": [
    {"code": "a", "label": {"en": "A"},
     "end_mark": {"code": "m", "label": {"en": "M"}, "condition": "met and trade = \"x\""},
     "actions": [{"code": "meet", "label": {"en": "Meet"}, "satisfies": ["m"]}]},
    {"code": "w", "label": {"en": "W"}, "outcome": "won"}]})";

inline const std::string mode_policy = R"({"sandan": "policy/1", "code": "m",
  "of": "account_lines", "label": {"en": "M"}, "inputs": [{"code": "letter", "type": "text"}],
  "decisions": [
    {"code": "mode", "kind": "formula", "type": "text",
     "formula": "if letter = \"A\" then \"close\" else \"nurture\""},
    {"code": "max_gap_days", "kind": "formula", "type": "number",
     "formula": "if letter = \"A\" then 7 else 30"}]})";

inline TableSet make_desk() {
  static const Exported deals(table(R"(
    opportunity_id int, account_id int, stage text, met bool, trade text, team_id text
    1, 1, a, false, x, north
    2, 2, a, true, z, south
    3, 1, a, true, x, )"));
  static const Exported lines(table("account_id int, letter text\n1, A\n2, B\n3,"));
  static const Exported activities(table("account_id int, done_on day\n2, 2026-06-20\n3, "));
  static const Exported accounts(table("account_id int\n1\n2\n3"));
  static const Exported universe(table("account_id int\n1\n2\n9"));
  sandan_tables* tables = nullptr;
  REQUIRE(sandan_tables_create(&tables, nullptr) == SANDAN_OK);
  const auto add = [&](std::string_view name, const Exported& batch) {
    REQUIRE(sandan_tables_add(tables, name.data(), name.size(), &batch.schema, &batch.array,
                              nullptr) == SANDAN_OK);
  };
  add("opportunities", deals);
  add("account_lines", lines);
  add("activities", activities);
  add("accounts", accounts);
  add("universe", universe);
  return TableSet(tables);
}

/// The history of the desk's deals.
inline HistoryHandle make_desk_history() {
  const ProcessHandle process = make_process(gated_process);
  const TableSet tables = make_desk();
  sandan_process_history* history = nullptr;
  REQUIRE(sandan_process_history_build(process.get(), tables.get(), as_of.data(), as_of.size(),
                                       nullptr, &history, nullptr) == SANDAN_OK);
  return HistoryHandle(history);
}

inline const std::string gates_request = R"({"to": "all", "keys": ["team_id"]})";
inline const std::string gauges_request = R"({"min_n": 1})";

}  // namespace sandan::testing
