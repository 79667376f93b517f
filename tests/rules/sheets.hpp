#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/json.hpp"
#include "rules/csv.hpp"
#include "rules/sheet.hpp"
#include "rules/sheet_cells.hpp"
#include "support/expect.hpp"

/// Policies and their sheets for the tests of sheets.
namespace sandan::testing {

using namespace sandan::rules;

inline std::string canonical(std::string_view text) {
  return sandan::json::canonical(sandan::json::parse(text));
}

/// A policy of one table; its members but code and kind are given as JSON.
inline std::string policy_with(const std::string& table) {
  return R"({"sandan": "policy/1", "code": "p", "label": {"en": "P"}, "x_kept": 1,
    "parameters": [{"code": "limit", "type": "number", "value": 3}],
    "inputs": [{"code": "system", "type": "text", "values": ["none", "packaged"]},
               {"code": "staff", "type": "number", "whole": true, "null": "none"},
               {"code": "signed on", "type": "date"}, {"code": "open", "type": "bool"}],
    "decisions": [{"code": "before", "kind": "formula", "type": "bool", "formula": "open"},
                  {"code": "d", "kind": "table", )" +
         table + "}]}";
}

inline const std::string small = policy_with(R"("hit": "first", "x_note": "stays",
    "columns": ["system", "staff"],
    "outputs": [{"code": "grade", "type": "text", "values": ["A", "B"], "default": "B"},
                {"code": "share", "type": "number"}],
    "rules": [{"code": "A1", "when": {"system": "\"none\"", "staff": "> 5"},
               "then": {"grade": "A", "share": 0.5}, "x_why": "kept", "origin": "source"},
              {"code": "B1", "when": {"system": "-"}, "then": {"grade": "B"},
               "label": {"zh": "其他", "en": "Rest", "de": "Rest"}}])");

inline const std::string small_sheet =
    "hit=FIRST,system,staff,out=grade,out=share,#label zh,#label en,#label de,#origin\n"
    "(default),,,B,\n"
    "A1,\"\"\"none\"\"\",> 5,A,0.5,,,,source\n"
    "B1,-,,B,,其他,Rest,Rest,\n";

inline std::string without_trailing_commas(std::string text) {
  for (std::size_t at; (at = text.find(",\n")) != std::string::npos;)
    text.erase(at, 1);
  return text;
}

inline const std::string card = R"({"sandan": "policy/1", "code": "p", "label": {"en": "P"},
  "inputs": [{"code": "budget", "type": "text"}, {"code": "n", "type": "number"}],
  "decisions": [{"code": "man", "kind": "scorecard", "initial": 2,
    "groups": [{"code": "money", "label": {"en": "Money"}, "cap": 10}],
    "criteria": [
      {"code": "known", "label": {"zh": "预算", "en": "Budget"}, "origin": "source",
       "group": "money", "input": "budget", "weight": 2, "baseline": 10, "if_unknown": -1.5,
       "x_on": true,
       "attributes": [{"code": "ok", "when": "\"yes\"", "points": 10, "reason": "no_budget",
                       "label": {"en": "Yes"}, "origin": "sandan"},
                      {"when": "-", "points": -5, "x_a": 1}, {"when": "-", "points": 0}]},
      {"code": "many", "attributes": [{"when": "-n < -5", "points": 1e15}]}],
    "subsets": [{"code": "core", "criteria": ["known"]}],
    "bands": [{"code": "low", "below": 10}, {"code": "high"}]}]})";

/// The error that reading the sheet into `small` ends in.
inline Error fault_of(const std::string& csv, const std::string& policy = small,
                      std::string_view decision = "d") {
  const auto error = refusal([&] { read_sheet(policy, decision, csv); });
  REQUIRE(error.has_value());
  return *error;
}

struct Fault {
  std::string csv;
  std::string detail;
  std::int64_t row;
  std::int64_t column;
  std::string where;
};

inline void check_faults(const std::vector<Fault>& faults, const std::string& policy = small,
                         std::string_view decision = "d") {
  for (const Fault& fault : faults) {
    INFO(fault.csv);
    const Error error = fault_of(fault.csv, policy, decision);
    INFO(error.what());
    CHECK(error.status() == Status::data);
    CHECK(error.detail() == fault.detail);
    CHECK(error.row() == fault.row);
    CHECK(error.column() == fault.column);
    CHECK(error.where() == fault.where);
    const std::string name = sheet::cell_name(fault.row, fault.column);
    CHECK(std::string(error.what()).substr(0, name.size()) == name);
  }
}

inline std::string replaced(std::string text, std::string_view from, std::string_view to) {
  for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size())
    text.replace(at, from.size(), to);
  return text;
}

inline boost::json::value rule(const std::string& policy, std::size_t index) {
  return parsed(policy).at("decisions").at(1).at("rules").at(index);
}

/// The rule that a sheet of one rule with this cell of `system` and value of `grade` gives.
inline boost::json::value rule_of(const std::string& cell, const std::string& grade) {
  std::string csv = "hit=FIRST,system,out=grade\nR,";
  append_csv_cell(csv, cell);
  csv += ',';
  append_csv_cell(csv, grade);
  return rule(read_sheet(small, "d", csv), 0);
}

}  // namespace sandan::testing
