#pragma once

#include <array>
#include <string>
#include <vector>

#include "capi/fixture.hpp"

/// A small policy and its records for the tests of the C interface.
namespace sandan::testing {

using PolicyHandle = std::unique_ptr<const sandan_policy, Destroy<sandan_rules_destroy>>;
using EvaluatorHandle =
    std::unique_ptr<sandan_rules_evaluator, Destroy<sandan_rules_evaluator_destroy>>;

inline const std::string small_policy = R"({"sandan": "policy/1", "code": "g", "of": "lines",
  "label": {"en": "G", "zh": "级"}, "keys": ["id"],
  "parameters": [{"code": "most", "type": "number", "value": 5}],
  "inputs": [{"code": "system", "type": "text", "values": ["none", "packaged"]},
             {"code": "urgent", "type": "bool"}, {"code": "budget", "type": "number"},
             {"code": "due", "type": "date", "null": "none"}],
  "computed": [{"code": "small", "type": "bool", "formula": "budget < most"}],
  "decisions": [
    {"code": "t", "kind": "table", "hit": "first", "columns": ["system", "urgent", "small"],
     "outputs": [{"code": "grade", "type": "text", "values": ["A", "B", "C"], "default": "C"}],
     "rules": [
       {"code": "r1", "when": {"system": "\"none\"", "urgent": "true"}, "then": {"grade": "A"}},
       {"code": "r2", "when": {"system": "\"none\"", "small": "true"}, "then": {"grade": "B"}}]},
    {"code": "card", "kind": "scorecard", "reasons": {"count": 1},
     "criteria": [
       {"code": "money", "input": "budget",
        "attributes": [{"when": ">= 10", "points": 3}, {"when": "-", "points": 1}]},
       {"code": "hurry", "input": "urgent", "attributes": [{"when": "true", "points": 2}]}],
     "bands": [{"code": "low", "below": 3}, {"code": "high"}]},
    {"code": "steps", "kind": "table", "hit": "rule_order", "columns": ["urgent", "due"],
     "outputs": [{"code": "step", "type": "text"}],
     "rules": [{"code": "s1", "when": {"urgent": "true"}, "then": {"step": "call"}},
               {"code": "s2", "when": {"due": "< as_of"}, "then": {"step": "ask"}}]},
    {"code": "mode", "kind": "formula", "type": "text",
     "formula": "if grade = \"A\" then \"close\" else \"find\""}],
  "conflicts": [{"code": "late", "when": "due < as_of"}]})";

inline const Exported& small_lines() {
  static const Exported lines(table(R"(
    id int, system text, urgent bool, budget int, due day, before text, amount_minor int
    1, none, true, 20, 2026-07-01, B, 100
    2, none, , 3, , A, 200
    3, packaged, false, , 2026-01-01, C,
    4, odd, true, 12, , , 400)"));
  return lines;
}

inline PolicyHandle make_policy(const std::string& json = small_policy) {
  sandan_policy* policy = nullptr;
  REQUIRE(sandan_rules_compile(json.data(), json.size(), &policy, nullptr) == SANDAN_OK);
  return PolicyHandle(policy);
}

inline TableSet make_lines() {
  sandan_tables* tables = nullptr;
  REQUIRE(sandan_tables_create(&tables, nullptr) == SANDAN_OK);
  const Exported& lines = small_lines();
  REQUIRE(sandan_tables_add(tables, "lines", 5, &lines.schema, &lines.array, nullptr) == SANDAN_OK);
  return TableSet(tables);
}

using RulesVerb = int32_t (*)(const sandan_policy*, const sandan_tables*, const char*, size_t,
                              const sandan_run*, sandan_result**, sandan_error*);

struct NamedRulesVerb {
  const char* name;
  RulesVerb call;
  std::string request;  ///< one that succeeds
};

inline const std::string diff_request =
    R"({"as_of": "2026-06-30", "output": "grade", "amount": "amount_minor"})";

/// sandan_rules_diff of a policy and itself with another parameter.
inline int32_t diff_with_itself(const sandan_policy* policy, const sandan_tables* tables,
                                const char* request, size_t size, const sandan_run* run,
                                sandan_result** out, sandan_error* error) {
  return sandan_rules_diff(policy, policy, tables, request, size, run, out, error);
}

/// sandan_rules_lint, which reads no tables.
inline int32_t lint_alone(const sandan_policy* policy, const sandan_tables*, const char* request,
                          size_t size, const sandan_run* run, sandan_result** out,
                          sandan_error* error) {
  return sandan_rules_lint(policy, request, size, run, out, error);
}

inline const std::vector<NamedRulesVerb>& rules_verbs() {
  static const std::vector<NamedRulesVerb> all = {
      {"eval", sandan_rules_eval,
       R"({"as_of": "2026-06-30", "could_be": true, "ask_next": 2, "if_unknown_is_no": true,
           "detail": true})"},
      {"why_not", sandan_rules_why_not, R"({"as_of": "2026-06-30", "goal": {"grade": "A"}})"},
      {"sweep", sandan_rules_sweep,
       R"({"as_of": "2026-06-30", "output": "grade", "vary": {"most": [1, 5, 50]},
           "amount": "amount_minor"})"},
      {"regrade", sandan_rules_regrade,
       R"({"as_of": "2026-06-30", "output": "grade", "previous": "before"})"},
      {"diff", diff_with_itself, diff_request},
      {"lint", lint_alone, R"({"as_of": "2026-06-30"})"}};
  return all;
}

inline ResultHandle ask(const NamedRulesVerb& verb, const sandan_policy* policy,
                        const sandan_tables* tables, const sandan_run* run = nullptr) {
  sandan_result* result = nullptr;
  REQUIRE(verb.call(policy, tables, verb.request.data(), verb.request.size(), run, &result,
                    nullptr) == SANDAN_OK);
  return ResultHandle(result);
}

inline const std::string columns_request =
    R"({"as_of": "2026-06-30", "columns": ["system", "urgent", "budget", "due"]})";

inline EvaluatorHandle make_evaluator(const sandan_policy* policy,
                                      const std::string& request = columns_request) {
  sandan_rules_evaluator* evaluator = nullptr;
  REQUIRE(sandan_rules_evaluator_create(policy, request.data(), request.size(), &evaluator,
                                        nullptr) == SANDAN_OK);
  return EvaluatorHandle(evaluator);
}

inline std::string outputs_of(const sandan_rules_evaluator* evaluator) {
  sandan_text* text = nullptr;
  REQUIRE(sandan_rules_evaluator_outputs(evaluator, &text, nullptr) == SANDAN_OK);
  const Text owner(text);
  return sandan_text_data(text);
}

inline sandan_value no_value() { return sandan_value{}; }
inline sandan_value text_value(std::string_view text) {
  sandan_value value{};
  value.kind = SANDAN_VALUE_TEXT;
  value.as.text.data = text.data();
  value.as.text.size = text.size();
  return value;
}
inline sandan_value number_value(double number) {
  sandan_value value{};
  value.kind = SANDAN_VALUE_NUMBER;
  value.as.number = number;
  return value;
}
inline sandan_value whole_value(int32_t kind, int64_t integer) {
  sandan_value value{};
  value.kind = kind;
  value.as.integer = integer;
  return value;
}

/// The records of small_lines, as an evaluator with columns_request takes them.
using SmallRecord = std::array<sandan_value, 4>;
inline SmallRecord first_record() {
  return {text_value("none"), whole_value(SANDAN_VALUE_BOOLEAN, 1),
          whole_value(SANDAN_VALUE_INTEGER, 20), whole_value(SANDAN_VALUE_DAY, 20'635)};
}

/// A stream of the small lines, `batches` times.
inline ArrowArrayStream lines_stream(std::size_t batches, int failing = -1) {
  return stream_of(std::vector<Column>(batches, table(R"(
    id int, system text, urgent bool, budget int, due day
    1, none, true, 20, 2026-07-01
    2, none, , 3,)")),
                   failing);
}

}  // namespace sandan::testing
