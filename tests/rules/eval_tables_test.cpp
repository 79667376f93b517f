// Decision tables: hit policies, defaults, aggregates and lists, with what is unknown.
#include "rules/policies.hpp"

using namespace sandan;
using namespace sandan::testing;

namespace {

/// A policy of one table `d` over a, b and c; rules in short: code, cells, outputs.
std::string table(const std::string& head, const std::string& outputs, const std::string& rules,
                  const std::string& more = "") {
  return inputs("a bool, b bool, n number") + more +
         R"(, "decisions": [{"code": "d", "kind": "table", )" + head +
         R"(, "columns": ["a", "b", "n"], "outputs": [)" + outputs + "], \"rules\": [" + rules +
         "]}]";
}

std::string rule(const std::string& code, const std::string& when, const std::string& then) {
  return R"({"code": ")" + code + R"(", "when": {)" + when + R"(}, "then": {)" + then + "}}";
}

const std::string grade = R"({"code": "g", "type": "text", "values": ["A", "B", "C"]})";
const std::string grade_or_z =
    R"({"code": "g", "type": "text", "values": ["A", "B", "C", "Z"], "default": "Z"})";
const std::string number = R"({"code": "v", "type": "number"})";

std::string three_rules() {
  return rule("R1", R"("a": "true")", R"("g": "A")") + "," +
         rule("R2", R"("b": "true")", R"("g": "B")") + "," +
         rule("R3", R"("n": "> 5")", R"("g": "A")");
}

}  // namespace

TEST_CASE("the first rule that fires decides, and nobody can tell before what is unknown") {
  const Policy p = policy(table(R"("hit": "first")", grade_or_z, three_rules()));
  const Result result = eval(p, R"([
    {"a": true, "b": true, "n": 9}, {"a": false, "b": true, "n": 9}, {"a": false, "b": false, "n": 9},
    {"a": false, "b": false, "n": 5}, {"a": true, "b": null, "n": null}, {"a": null, "b": true, "n": 9},
    {"a": null, "b": false, "n": 9}, {"a": false, "b": false, "n": null}, {"a": null, "b": false, "n": 0}])");
  CHECK_ROWS(result, "results", R"([
    {"g": "A", "d_rule": "R1", "d_status": "decided"}, {"g": "B", "d_rule": "R2", "d_status": "decided"},
    {"g": "A", "d_rule": "R3", "d_status": "decided"}, {"g": "Z", "d_rule": null, "d_status": "default"},
    {"g": "A", "d_rule": "R1", "d_status": "decided"}, {"g": null, "d_rule": null, "d_status": "undetermined"},
    {"g": "A", "d_rule": null, "d_status": "decided"}, {"g": null, "d_rule": null, "d_status": "undetermined"},
    {"g": null, "d_rule": null, "d_status": "undetermined"}])");
  CHECK_ROWS(result, "faults", "[]");
}

TEST_CASE("outputs are told one by one: those on which all that may decide agree") {
  const Policy p = policy(
      table(R"("hit": "first")",
            grade + "," + number + R"(, {"code": "on", "type": "date", "default": "2026-02-03"})",
            rule("R1", R"("a": "true")", R"("g": "A", "v": 1, "on": "2026-01-31")") + "," +
                rule("R2", "", R"("g": "A", "v": 2)")));
  CHECK_ROWS(eval(p, R"([{"a": true}, {"a": false}, {"a": null}])"), "results", R"([
    {"g": "A", "v": 1, "on": "2026-01-31", "d_rule": "R1", "d_status": "decided"},
    {"g": "A", "v": 2, "on": null, "d_rule": "R2", "d_status": "decided"},
    {"g": "A", "v": null, "on": null, "d_rule": null, "d_status": "undetermined"}])");
}

TEST_CASE("of unique rules no two may fire") {
  const Policy p = policy(table(R"("hit": "unique")", grade_or_z, three_rules()));
  const Result result = eval(p, R"([
    {"a": true, "b": false, "n": 0}, {"a": true, "b": true, "n": 0}, {"a": false, "b": false, "n": 0},
    {"a": true, "b": null, "n": 0}, {"a": true, "b": false, "n": null}, {"a": null, "b": true, "n": 7},
    {"a": null, "b": false, "n": 0}])");
  CHECK_ROWS(result, "results", R"([
    {"g": "A", "d_rule": "R1", "d_status": "decided"}, {"g": null, "d_rule": null, "d_status": "fault"},
    {"g": "Z", "d_rule": null, "d_status": "default"}, {"g": null, "d_rule": null, "d_status": "undetermined"},
    {"g": "A", "d_rule": null, "d_status": "decided"}, {"g": null, "d_rule": null, "d_status": "fault"},
    {"g": null, "d_rule": null, "d_status": "undetermined"}])");
  CHECK_ROWS(result, "faults", R"([
    {"row": 1, "column": "d", "fault": "not_unique", "value": null},
    {"row": 5, "column": "d", "fault": "not_unique", "value": null}])");
  CHECK_ROWS(result, "fault_counts", R"([{"column": "d", "fault": "not_unique", "n": 2}])");
}

TEST_CASE("any of several rules decides while they say the same") {
  const Policy p = policy(table(R"("hit": "any")", grade_or_z, three_rules()));
  const Result result = eval(p, R"([
    {"a": true, "b": false, "n": 9}, {"a": true, "b": true, "n": 0}, {"a": true, "b": false, "n": null},
    {"a": true, "b": null, "n": 0}, {"a": null, "b": false, "n": 9}, {"a": false, "b": false, "n": 0}])");
  CHECK_ROWS(result, "results", R"([
    {"g": "A", "d_rule": "R1", "d_status": "decided"}, {"g": null, "d_rule": null, "d_status": "fault"},
    {"g": "A", "d_rule": null, "d_status": "decided"}, {"g": null, "d_rule": null, "d_status": "undetermined"},
    {"g": "A", "d_rule": null, "d_status": "decided"}, {"g": "Z", "d_rule": null, "d_status": "default"}])");
  CHECK_ROWS(result, "faults", R"([{"row": 1, "column": "d", "fault": "not_any"}])");
}

TEST_CASE("priority is the order of the values, not of the rules") {
  const Policy p = policy(table(R"("hit": "priority")", number + "," + grade_or_z,
                                rule("R1", R"("a": "true")", R"("g": "C", "v": 1)") + "," +
                                    rule("R2", R"("b": "true")", R"("g": "A", "v": 2)") + "," +
                                    rule("R3", R"("n": "> 5")", R"("v": 3)") + "," +
                                    rule("R4", R"("n": "> 7")", R"("g": "A", "v": 4)")));
  CHECK_ROWS(eval(p, R"([
    {"a": true, "b": true, "n": 9}, {"a": true, "b": false, "n": 9}, {"a": true, "b": false, "n": 6},
    {"a": false, "b": false, "n": 6}, {"a": false, "b": false, "n": 0}, {"a": null, "b": true, "n": 0},
    {"a": true, "b": null, "n": 0}])"),
             "results", R"([
    {"v": 2, "g": "A", "d_rule": "R2"}, {"v": 4, "g": "A", "d_rule": "R4"},
    {"v": 1, "g": "C", "d_rule": "R1"}, {"v": 3, "g": null, "d_rule": "R3", "d_status": "decided"},
    {"v": null, "g": "Z", "d_rule": null, "d_status": "default"},
    {"v": 2, "g": "A", "d_rule": "R2"}, {"v": null, "g": null, "d_status": "undetermined"}])");
}

TEST_CASE("two outputs with values: the first ranks, the second breaks ties") {
  const Policy p = policy(table(R"("hit": "priority")",
                                grade + R"(, {"code": "h", "type": "text", "values": ["x", "y"]})",
                                rule("R1", "", R"("g": "A", "h": "y")") + "," +
                                    rule("R2", R"("a": "true")", R"("g": "A", "h": "x")") + "," +
                                    rule("R3", R"("b": "true")", R"("g": "B", "h": "x")")));
  CHECK_ROWS(eval(p, R"([{"a": true, "b": true}, {"a": false, "b": true}])"), "results", R"([
    {"g": "A", "h": "x", "d_rule": "R2"}, {"g": "A", "h": "y", "d_rule": "R1"}])");
}

TEST_CASE("lists answer with a row a rule") {
  const std::string outputs = grade + R"(, {"code": "t", "type": "duration"})";
  const std::string rules = rule("R1", R"("a": "true")", R"("g": "C", "t": "PT2H")") + "," +
                            rule("R2", R"("b": "true")", R"("g": "A")") + "," +
                            rule("R3", R"("n": "> 5")", R"("g": "B", "t": "P1D")");
  const std::string rows = R"([
    {"a": true, "b": true, "n": 9, "id": 70}, {"a": false, "b": false, "n": 0, "id": 71},
    {"a": true, "b": null, "n": null, "id": 72}])";
  const Policy p = policy("\"keys\": [\"id\", \"not there\"], " +
                          table(R"("hit": "rule_order")", outputs, rules));
  const Result result = eval(p, rows);
  CHECK_ROWS(result, "results", R"([
    {"id": 70, "d_status": "decided"}, {"id": 71, "d_status": "default"},
    {"id": 72, "d_status": "undetermined"}])");
  CHECK_ROWS(result, "d", R"([
    {"row": 0, "id": 70, "position": 1, "rule": "R1", "certain": true, "g": "C", "t": 7200000000},
    {"row": 0, "id": 70, "position": 2, "rule": "R2", "certain": true, "g": "A", "t": null},
    {"row": 0, "id": 70, "position": 3, "rule": "R3", "certain": true, "g": "B", "t": 86400000000},
    {"row": 2, "id": 72, "position": 1, "rule": "R1", "certain": true, "g": "C"},
    {"row": 2, "id": 72, "position": 2, "rule": "R2", "certain": false, "g": "A"},
    {"row": 2, "id": 72, "position": 3, "rule": "R3", "certain": false, "g": "B"}])");
  const Result ordered = eval(policy(table(R"("hit": "output_order")", outputs, rules)), rows);
  CHECK_ROWS(ordered, "d", R"([
    {"row": 0, "position": 1, "rule": "R2", "g": "A"}, {"row": 0, "position": 2, "rule": "R3", "g": "B"},
    {"row": 0, "position": 3, "rule": "R1", "g": "C"}, {"row": 2, "position": 1, "rule": "R2", "certain": false},
    {"row": 2, "position": 2, "rule": "R3", "certain": false}, {"row": 2, "position": 3, "rule": "R1", "certain": true}])");
  const Result collected = eval(policy(table(R"("hit": "collect")", outputs, rules)), rows);
  CHECK(collected.to_json("d") ==
        eval(policy(table(R"("hit": "rule_order")", outputs, rules)), rows).to_json("d"));
}

TEST_CASE("aggregates are ranges where rules may fire") {
  const auto asked = [](const std::string& aggregate, const std::string& output) {
    const std::string rules = rule("R1", R"("a": "true")", R"("v": 0.5)") + "," +
                              rule("R2", R"("b": "true")", R"("v": -2)") + "," +
                              rule("R3", R"("n": "> 5")", R"("v": 10.25)");
    return eval(
        policy(table(R"("hit": "collect", "aggregate": ")" + aggregate + "\"", output, rules)), R"([
      {"a": true, "b": true, "n": 9}, {"a": true, "b": null, "n": null}, {"a": false, "b": false, "n": 0},
      {"a": true, "b": false, "n": 0}, {"a": false, "b": false, "n": null}])");
  };
  CHECK_ROWS(asked("sum", number), "results", R"([
    {"v": 8.75, "v_low": 8.75, "v_high": 8.75, "d_status": "decided"},
    {"v": null, "v_low": -1.5, "v_high": 10.75, "d_status": "undetermined"},
    {"v": null, "v_low": null, "v_high": null, "d_status": "default"},
    {"v": 0.5, "v_low": 0.5, "v_high": 0.5, "d_status": "decided"},
    {"v": null, "d_status": "undetermined"}])");
  CHECK_ROWS(asked("min", number), "results", R"([
    {"v": -2}, {"v": null, "v_low": -2, "v_high": 0.5, "d_status": "undetermined"}, {"v": null, "d_status": "default"},
    {"v": 0.5}, {"v": null, "d_status": "undetermined"}])");
  CHECK_ROWS(asked("max", number), "results", R"([
    {"v": 10.25}, {"v": null, "v_low": 0.5, "v_high": 10.25}, {"v": null, "v_low": null, "d_status": "default"},
    {"v": 0.5}, {"v": null, "d_status": "undetermined"}])");
  CHECK_ROWS(asked("count", number), "results", R"([
    {"v": 3}, {"v": null, "v_low": 1, "v_high": 3, "d_status": "undetermined"}, {"v": 0, "v_low": 0, "v_high": 0, "d_status": "decided"},
    {"v": 1}, {"v": null, "v_low": 0, "v_high": 1, "d_status": "undetermined"}])");
  CHECK_ROWS(asked("sum", R"({"code": "v", "type": "number", "default": 100})"), "results", R"([
    {"v": 8.75}, {"v": null, "v_low": -1.5, "v_high": 10.75}, {"v": 100, "v_low": 100, "v_high": 100, "d_status": "default"},
    {"v": 0.5}, {"v": null, "d_status": "undetermined"}])");
}

TEST_CASE("a maybe that changes nothing leaves an aggregate decided") {
  const std::string rules = rule("R1", R"("a": "true")", R"("v": 3)") + "," +
                            rule("R2", R"("b": "true")", R"("v": 0)") + "," +
                            rule("R3", R"("n": "> 5")", R"("v": 3)");
  const auto asked = [&](const std::string& aggregate) {
    return eval(
        policy(table(R"("hit": "collect", "aggregate": ")" + aggregate + "\"", number, rules)),
        R"([{"a": true, "b": null, "n": 0}, {"a": true, "b": true, "n": null}])");
  };
  CHECK_ROWS(asked("sum"), "results",
             R"([{"v": 3, "d_status": "decided"}, {"v": null, "v_low": 3, "v_high": 6}])");
  CHECK_ROWS(asked("max"), "results",
             R"([{"v": 3, "d_status": "decided"}, {"v": 3, "d_status": "decided"}])");
  CHECK_ROWS(asked("min"), "results",
             R"([{"v": null, "v_low": 0, "v_high": 3}, {"v": 0, "d_status": "decided"}])");
}

TEST_CASE("sums of decimals are exact") {
  std::string rules;
  for (int i = 0; i < 30; ++i)
    rules += (i == 0 ? "" : ",") + rule("R" + std::to_string(i), "", R"("v": 0.1)");
  const Policy p = policy(table(R"("hit": "collect", "aggregate": "sum")", number, rules, "") +
                          R"(, "conflicts": [{"code": "exact", "when": "v = 3"}])");
  CHECK_ROWS(eval(p, R"([{"a": true}])"), "results", R"([{"v": 3, "conflict": "exact"}])");
}

TEST_CASE("a table without rules, columns or tests answers all the same") {
  const Policy none = policy(table(R"("hit": "first")", grade_or_z, ""));
  CHECK_ROWS(eval(none, R"([{"a": null}])"), "results",
             R"([{"g": "Z", "d_rule": null, "d_status": "default"}])");
  const Policy always =
      policy(table(R"("hit": "unique")", grade_or_z, rule("R", R"("a": "-")", R"("g": "B")")));
  CHECK_ROWS(eval(always, R"([{"a": null}, {"a": true}])"), "results",
             R"([{"g": "B", "d_rule": "R", "d_status": "decided"}, {"g": "B", "d_rule": "R"}])");
  const Policy counted = policy(table(R"("hit": "collect", "aggregate": "count")", number, ""));
  CHECK_ROWS(eval(counted, R"([{"a": null}])"), "results", R"([{"v": 0, "d_status": "decided"}])");
  const Policy listed = policy(table(R"("hit": "collect")", number, ""));
  CHECK_ROWS(eval(listed, R"([{"a": null}])"), "d", "[]");
}

TEST_CASE("cells compare with other inputs, parameters and the day") {
  const Policy p = policy(inputs("n number, m number, on date") +
                          R"(, "parameters": [{"code": "few", "type": "number", "value": 5}],
      "decisions": [{"code": "d", "kind": "table", "hit": "first", "columns": ["n", "on", "few"],
        "outputs": [{"code": "g", "type": "text"}],
        "rules": [{"code": "R1", "when": {"n": "> m"}, "then": {"g": "more"}},
                  {"code": "R2", "when": {"n": "few, few + 1"}, "then": {"g": "few"}},
                  {"code": "R3", "when": {"on": "< as_of - @\"P30D\""}, "then": {"g": "old"}},
                  {"code": "R4", "when": {"few": "> 7"}, "then": {"g": "many are few"}}]}])");
  const std::string rows = R"([
    {"n": 3, "m": 2, "on": "2026-03-01"}, {"n": 5, "m": 9, "on": "2026-03-01"}, {"n": 6, "m": 9, "on": "2026-03-01"},
    {"n": 1, "m": 9, "on": "2026-01-29"}, {"n": 1, "m": 9, "on": "2026-01-30"}, {"n": 1, "m": null, "on": "2026-01-29"},
    {"n": null, "m": 9, "on": "2026-01-29"}])";
  CHECK_ROWS(eval(p, rows, R"({"as_of": "2026-03-01"})"), "results", R"([
    {"g": "more"}, {"g": "few"}, {"g": "few"}, {"g": "old"}, {"g": null, "d_status": "default"},
    {"g": null, "d_status": "undetermined"}, {"g": null, "d_status": "undetermined"}])");
  CHECK_ROWS(eval(p, rows, R"({"as_of": "2026-03-01", "parameters": {"few": 8}})"), "results", R"([
    {"g": "more"}, {"g": "many are few"}, {"g": "many are few"}, {"g": "old"}, {"g": "many are few"},
    {"g": null}, {"g": null}])");
}

TEST_CASE("the default of the first table is an answer that the next can read") {
  const Policy p = policy(inputs("a bool") + R"(, "decisions": [
    {"code": "d", "kind": "table", "hit": "first", "columns": ["a"],
     "outputs": [{"code": "g", "type": "text"}, {"code": "v", "type": "number", "default": 2}],
     "rules": [{"code": "R", "when": {"a": "true"}, "then": {"g": "A", "v": 1}}]},
    {"code": "e", "kind": "table", "hit": "first", "columns": ["g", "v"],
     "outputs": [{"code": "h", "type": "text", "default": "neither"}],
     "rules": [{"code": "S1", "when": {"g": "null", "v": "2"}, "then": {"h": "none"}},
               {"code": "S2", "when": {"v": "< 2"}, "then": {"h": "one"}}]}])");
  CHECK_ROWS(eval(p, R"([{"a": true}, {"a": false}, {"a": null}])"), "results", R"([
    {"h": "one", "e_rule": "S2"}, {"h": "none", "e_rule": "S1"}, {"h": null, "e_status": "undetermined"}])");
}
