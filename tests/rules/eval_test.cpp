// Eval as a whole: chains of decisions, the modes of unknowns, parameters, versions, conflicts,
// what is asked for beside the results, limits.
#include <atomic>

#include "rules/policies.hpp"

using namespace sandan;
using namespace sandan::testing;

namespace {

std::string formula(const std::string& code, const std::string& type, const std::string& text) {
  return R"({"code": ")" + code + R"(", "kind": "formula", "type": ")" + type +
         R"(", "formula": ")" + text + "\"}";
}

std::string formulas(const std::string& names, const std::string& list,
                     const std::string& more = "") {
  return inputs(names) + more + ", \"decisions\": [" + list + "]";
}

template <class Body>
void check_refused(Body&& body, Status status, std::string_view detail, std::string_view where) {
  const auto refused = refusal(body);
  REQUIRE(refused);
  CHECK(refused->status() == status);
  CHECK(refused->detail() == detail);
  CHECK(refused->where() == where);
}

const std::string by_a = formulas("a bool", formula("f", "text", R"(if a then \"x\" else \"y\")"));

}  // namespace

TEST_CASE("a chain of card, table and formula tells what follows from ranges") {
  const Policy p = policy(inputs("t text, n number, b bool") + R"(, "decisions": [
    {"code": "man", "kind": "scorecard", "groups": [{"code": "g", "cap": 10}],
     "criteria": [{"code": "k", "input": "t", "group": "g", "attributes": [{"when": "\"yes\"", "points": 10}, {"when": "-", "points": 4}]},
                  {"code": "q", "input": "b", "attributes": [{"when": "true", "points": 5}]}],
     "subsets": [{"code": "core", "criteria": ["k"]}],
     "bands": [{"code": "low", "below": 5}, {"code": "mid", "below": 15}, {"code": "high"}]},
    {"code": "d", "kind": "table", "hit": "first", "columns": ["man", "man_points", "core", "man_g", "n"],
     "outputs": [{"code": "grade", "type": "text", "default": "Z"}],
     "rules": [{"code": "R1", "when": {"man": "\"high\"", "n": "> 1"}, "then": {"grade": "A"}},
               {"code": "R2", "when": {"man_points": ">= 4", "core": "> 3"}, "then": {"grade": "B"}},
               {"code": "R3", "when": {"man_g": "<= 3"}, "then": {"grade": "C"}}]},
    {"code": "mode", "kind": "formula", "type": "text",
     "formula": "if grade = \"A\" then \"close\" else if grade = \"B\" then \"nurture\" else \"drop\""},
    {"code": "half", "kind": "formula", "type": "number", "formula": "man_points / 2"}],
    "conflicts": [{"code": "odd", "when": "grade = \"B\" and n > 5"}, {"code": "odder", "when": "man_points < 6"}])");
  CHECK_ROWS(eval(p, R"([
    {"t": "yes", "b": true, "n": 2}, {"t": "x", "b": false, "n": 9}, {"t": null, "b": false, "n": 9},
    {"t": null, "b": null, "n": 1}, {"t": "yes", "b": null, "n": 9}])"),
             "results", R"([
    {"man": "high", "man_points": 15, "core": 10, "man_g": 10, "grade": "A", "mode": "close", "half": 7.5, "conflict": null},
    {"man": "low", "man_points": 4, "grade": "B", "d_rule": "R2", "mode": "nurture", "half": 2, "conflict": "odd;odder"},
    {"man": null, "man_points": null, "man_points_low": 4, "man_points_high": 10, "grade": null, "d_status": "undetermined",
     "mode": null, "half": null, "half_status": "undetermined", "conflict": null},
    {"man": null, "man_points_low": 4, "man_points_high": 15, "man_status": "undetermined", "grade": "B", "mode": "nurture", "conflict": null},
    {"man": null, "man_points_low": 10, "man_points_high": 15, "grade": null, "d_status": "undetermined",
     "mode": null, "mode_status": "undetermined", "conflict": null}])");
}

TEST_CASE("computed values of every type") {
  const Policy p =
      policy(inputs("n number, on date none, age duration, t text") + R"(,
      "computed": [{"code": "many", "type": "bool", "formula": "n > 5"},
        {"code": "size", "type": "text", "formula": "if many then \"big\" else if n > 2 then \"mid\" else null"},
        {"code": "twice", "type": "number", "formula": "n * 2"},
        {"code": "later", "type": "date", "formula": "on + age"},
        {"code": "both", "type": "text", "formula": "t + \"/\" + t"}],
      "decisions": [)" +
             formula("f1", "bool", "many or twice = 6") + "," + formula("f2", "text", "size") +
             "," + formula("f3", "number", "-twice") + "," + formula("f4", "date", "later") + "," +
             formula("f5", "text", "both") + "," + formula("f6", "duration", "age * 2") + "," +
             formula("f7", "bool", R"(size = \"big\")") + "]");
  CHECK_ROWS(eval(p, R"([
    {"n": 6, "on": "2026-01-31", "age": "P1DT2H", "t": "a"}, {"n": 3, "on": "2026-01-31", "age": "-P1D", "t": ""},
    {"n": 1, "on": null, "age": null, "t": null}, {"n": null, "on": "2026-01-31", "age": "PT0S", "t": "b"}])"),
             "results", R"([
    {"f1": true, "f2": "big", "f3": -12, "f4": "2026-02-01", "f5": "a/a", "f6": 187200000000, "f7": true, "f7_status": "decided"},
    {"f1": true, "f2": "mid", "f3": -6, "f4": "2026-01-30", "f5": "/", "f6": -172800000000, "f7": false},
    {"f1": false, "f2": null, "f2_status": "decided", "f3": -2, "f4": null, "f4_status": "undetermined", "f5": null,
     "f5_status": "undetermined", "f6": null, "f7": false},
    {"f1": null, "f1_status": "undetermined", "f2": null, "f2_status": "undetermined", "f3": null, "f4": "2026-01-31", "f5": "b/b", "f6": 0, "f7": null}])");
}

TEST_CASE("a choice by a choice stays open while its condition is") {
  const Policy p = policy(formulas(
      "a bool, b bool, c bool",
      formula("f", "text", R"(if (if a then b else c) then \"x\" else \"y\")") + "," +
          formula("g", "text", R"(if not(if a then b else c) and a then \"x\" else \"y\")") + "," +
          formula("h", "bool", "if a then b else c")));
  CHECK_ROWS(eval(p, R"([
    {"a": null, "b": true, "c": false}, {"a": null, "b": true, "c": true}, {"a": false, "b": null, "c": true},
    {"a": true, "b": null, "c": true}, {"a": null, "b": false, "c": null}])"),
             "results", R"([
    {"f": null, "f_status": "undetermined", "g": null, "h": null}, {"f": "x", "g": "y", "h": true},
    {"f": "x", "g": "y", "h": true}, {"f": null, "f_status": "undetermined", "g": null, "h": null},
    {"f": null, "g": null, "h": null}])");
}

TEST_CASE("division by zero and numbers that leave their range are unknown and faults") {
  const Policy p = policy(
      formulas("n number, m number",
               formula("f", "number", "n / m") + "," + formula("g", "bool", "n / m > 1") + "," +
                   formula("h", "number", "10 ** (n * 1000)"),
               R"(, "computed": [{"code": "big", "type": "bool", "formula": "1 / m > n"}])"));
  const Result result =
      eval(p, R"([{"n": 6, "m": 3}, {"n": 1, "m": 0}, {"n": 9, "m": null}, {"n": null, "m": 0}])");
  CHECK_ROWS(result, "results", R"([
    {"f": 2, "g": true, "f_status": "decided"}, {"f": null, "f_status": "undetermined", "g": null},
    {"f": null, "f_status": "undetermined", "h": null}, {"f": null, "g": null, "h": null}])");
  const auto counts = rows(result, "fault_counts");
  std::int64_t divided = 0;
  std::int64_t outside = 0;
  for (const auto& count : counts) {
    const std::string fault(count.at("fault").as_string());
    (fault == "division_by_zero" ? divided : outside) += count.at("n").as_int64();
  }
  CHECK(divided == 4);  // f and g of row 1, the computed value of rows 1 and 3
  CHECK(outside == 1);
  // However few are listed, all are counted.
  const auto with_most = [&](const std::string& most) {
    return eval(p, R"([{"n": 1, "m": 0}, {"n": 1, "m": 0}])", "{\"most_faults\": " + most + "}");
  };
  CHECK(with_most("10").rows("faults") == 6);
  CHECK(with_most("1").rows("faults") == 1);
  CHECK(with_most("0").rows("faults") == 0);
  CHECK(with_most("0").to_json("fault_counts") == with_most("10").to_json("fault_counts"));
}

TEST_CASE("a null is unknown, or there is none, or it is null as FEEL has it") {
  const auto asked = [](const std::string& unknowns, const std::string& null) {
    return eval(
        policy("\"unknowns\": \"" + unknowns + "\", " +
               formulas("n number " + null + ", a bool " + null,
                        formula("f", "bool", "n > 5") + "," +
                            formula("g", "text", R"(if n > 5 then \"x\" else \"y\")") + "," +
                            formula("h", "bool", "not(a)") + "," +
                            formula("i", "bool", "n > 5 or not(n > 5)") + "," +
                            formula("j", "number", "n + 1") + "," +
                            formula("k", "text", R"(if a or n != 3 then \"x\" else \"y\")"))),
        R"([{"n": null, "a": null}, {"n": 9, "a": null}, {"n": null, "a": true}])");
  };
  CHECK_ROWS(asked("keep", "unknown"), "results", R"([
    {"f": null, "f_status": "undetermined", "g": null, "g_status": "undetermined", "h": null, "h_status": "undetermined",
     "i": null, "j": null, "j_status": "undetermined", "k": null},
    {"f": true, "g": "x", "h": null, "i": true, "j": 10, "k": "x"},
    {"f": null, "g": null, "h": false, "i": null, "j": null, "k": "x"}])");
  CHECK_ROWS(asked("keep", "none"), "results", R"([
    {"f": false, "f_status": "decided", "g": "y", "h": true, "i": true, "j": null, "j_status": "undetermined", "k": "x"},
    {"f": true, "g": "x", "h": true, "k": "x"}, {"f": false, "g": "y", "h": false, "k": "x"}])");
  CHECK_ROWS(asked("feel", "unknown"), "results", R"([
    {"f": null, "f_status": "decided", "g": "y", "g_status": "decided", "h": null, "i": null, "j": null, "j_status": "decided", "k": "x"},
    {"f": true, "g": "x", "h": null, "i": true, "k": "x"}, {"f": null, "g": "y", "h": false, "i": null, "k": "x"}])");
  CHECK_ROWS(asked("b_feel", "not_yet"), "results", R"([
    {"f": false, "g": "y", "h": true, "i": true, "j": null, "j_status": "decided", "k": "x"},
    {"f": true, "g": "x", "h": true, "i": true, "k": "x"}, {"f": false, "g": "y", "h": false, "i": true, "k": "x"}])");
}

TEST_CASE("tables and cards take null by the mode as well") {
  const auto asked = [](const std::string& unknowns) {
    return eval(
        policy("\"unknowns\": \"" + unknowns + "\", " + inputs("n number") + R"(, "decisions": [
      {"code": "d", "kind": "table", "hit": "first", "columns": ["n"], "outputs": [{"code": "g", "type": "text", "default": "Z"}],
       "rules": [{"code": "R1", "when": {"n": "> 5"}, "then": {"g": "A"}}, {"code": "R2", "when": {"n": "not(> 5) "}, "then": {"g": "B"}}]},
      {"code": "c", "kind": "scorecard", "criteria": [{"code": "k", "input": "n", "attributes": [
        {"when": "> 5", "points": 10}, {"when": "not(> 5) ", "points": 4}, {"when": "-", "points": 1}]}]}])"),
        R"([{"n": 9}, {"n": null}])");
  };
  CHECK_ROWS(
      asked("keep"), "results",
      R"([{"g": "A", "c_points": 10}, {"g": null, "d_status": "undetermined", "c_points": null}])");
  CHECK_ROWS(
      asked("feel"), "results",
      R"([{"g": "A", "c_points": 10}, {"g": "Z", "d_status": "default", "c_points": 1, "c_unknown": 0}])");
  CHECK_ROWS(asked("b_feel"), "results",
             R"([{"g": "A", "c_points": 10}, {"g": "B", "d_status": "decided", "c_points": 4}])");
}

TEST_CASE("parameters of a request stand in for those of the policy") {
  const Policy p =
      policy(R"("parameters": [{"code": "gap", "type": "duration", "value": "P30D"},
      {"code": "word", "type": "text", "value": "x"}, {"code": "least", "type": "number", "value": 0.1},
      {"code": "day", "type": "date", "value": "2026-01-01"}, {"code": "on", "type": "bool", "value": true}], )" +
             formulas("d duration, n number, t date",
                      formula("f", "bool", "d > gap") + "," + formula("g", "text", "word") + "," +
                          formula("h", "bool", "n + 0.2 = least + 0.2") + "," +
                          formula("i", "bool", "t >= day and on")));
  const std::string one = R"([{"d": "P31D", "n": 0.1, "t": "2026-01-01"}])";
  CHECK_ROWS(eval(p, one), "results", R"([{"f": true, "g": "x", "h": true, "i": true}])");
  CHECK_ROWS(
      eval(p, one,
           R"({"parameters": {"gap": "P31D", "word": "y", "least": 0.3, "day": "2026-01-02"}})"),
      "results", R"([{"f": false, "g": "y", "h": false, "i": false}])");
  CHECK_ROWS(eval(p, one, R"({"parameters": {"gap": null, "on": false}})"), "results",
             R"([{"f": false, "i": false}])");
  const auto refused = [&](const std::string& parameters, std::string_view detail,
                           std::string_view where) {
    check_refused([&] { eval(p, one, "{\"parameters\": {" + parameters + "}}"); },
                  Status::invalid_argument, detail, where);
  };
  refused(R"("n": 1)", "unknown_name", "/parameters/n");
  refused(R"("gap": "P1M")", "wrong_type", "/parameters/gap");
  refused(R"("gap": 5)", "wrong_type", "/parameters/gap");
  refused(R"("word": 5)", "wrong_type", "/parameters/word");
  refused(R"("least": "5")", "wrong_type", "/parameters/least");
  refused(R"("day": "1.1.2026")", "not_a_date", "/parameters/day");
  refused(R"("on": 1)", "wrong_type", "/parameters/on");
}

TEST_CASE("as_of is wanted where formulas, cells or columns use it") {
  const Policy p = policy(formulas("t date", formula("f", "bool", "t < as_of")));
  CHECK_ROWS(eval(p, R"([{"t": "2026-01-01"}])", R"({"as_of": "2026-01-02"})"), "results",
             R"([{"f": true}])");
  check_refused([&] { eval(p, R"([{"t": "2026-01-01"}])"); }, Status::invalid_argument,
                "as_of_wanted", "/as_of");
  const Policy column =
      policy(inputs("t date") + R"(, "decisions": [{"code": "d", "kind": "table", "hit": "first",
    "columns": ["as_of"], "outputs": [{"code": "g", "type": "bool"}],
    "rules": [{"code": "R", "when": {"as_of": ">= @\"2026-01-01\""}, "then": {"g": true}}]}])");
  CHECK_ROWS(eval(column, R"([{"t": null}])", R"({"as_of": "2026-01-02"})"), "results",
             R"([{"g": true}])");
  check_refused([&] { eval(column, R"([{"t": null}])"); }, Status::invalid_argument, "as_of_wanted",
                "/as_of");
}

TEST_CASE("the day chooses among versions") {
  const auto version = [](const std::string& effective, const std::string& text) {
    return policy_text("\"effective\": {" + effective + "}, " +
                       formulas("a bool", formula("f", "text", "\\\"" + text + "\\\"")));
  };
  const Policy p = Policy::compile(
      R"({"sandan": "policies/1", "code": "p", "label": {"en": "P"}, "versions": [)" +
      version(R"("to": "2025-12-31")", "old") + "," +
      version(R"("from": "2026-01-01", "to": "2026-06-30")", "new") + "," +
      version(R"("from": "2026-08-01")", "newest") + "]}");
  const auto on = [&](const std::string& day) {
    return eval(p, R"([{"a": true}])", "{\"as_of\": \"" + day + "\"}").to_json("results");
  };
  CHECK(on("1900-01-01").find("\"old\"") != std::string::npos);
  CHECK(on("2025-12-31").find("\"old\"") != std::string::npos);
  CHECK(on("2026-01-01").find("\"new\"") != std::string::npos);
  CHECK(on("2026-06-30").find("\"new\"") != std::string::npos);
  CHECK(on("2199-12-31").find("\"newest\"") != std::string::npos);
  check_refused([&] { on("2026-07-15"); }, Status::invalid_argument, "no_version", "/as_of");
  check_refused([&] { eval(p, R"([{"a": true}])"); }, Status::invalid_argument, "as_of_wanted",
                "/as_of");
}

TEST_CASE("only the decisions that are asked are answered, in the order asked") {
  const Policy p =
      policy(formulas("a bool", formula("f", "bool", "a") + "," + formula("g", "bool", "f") + "," +
                                    formula("h", "bool", "g")));
  const auto row = rows(eval(p, R"([{"a": true}])", R"({"decisions": ["h", "f"]})"), "results")
                       .at(0)
                       .as_object();
  CHECK(json::serialize(row) == R"({"h":true,"h_status":"decided","f":true,"f_status":"decided"})");
  check_refused([&] { eval(p, "[]", R"({"decisions": ["f", "x"]})"); }, Status::invalid_argument,
                "unknown_name", "/decisions/1");
  check_refused([&] { EvalRequest::parse(R"({"decisions": ["f", "f"]})"); },
                Status::invalid_argument, "duplicate_code", "/decisions/1");
}

TEST_CASE("keys are echoed in their types") {
  const Policy p = policy(R"("keys": ["t", "id", "gone"], )" + by_a);
  const std::string table =
      R"([{"a": true, "t": "x", "id": 7, "z": "2026"}, {"a": null, "t": null, "id": null, "z": "2027"}])";
  CHECK_ROWS(eval(p, table), "results",
             R"([{"t": "x", "id": 7, "f": "x"}, {"t": null, "id": null, "f": null}])");
  CHECK(!rows(eval(p, table, R"({"keys": ["z"]})"), "results").at(0).as_object().contains("t"));
  CHECK(eval(p, table, R"({"keys": []})").to_json("results").find("\"id\"") == std::string::npos);
  check_refused([&] { eval(p, table, R"({"keys": ["gone"]})"); }, Status::schema, "missing_column",
                "gone");
}

TEST_CASE("what is not known as it would be if it were no") {
  const Policy p = policy(inputs("a bool, n number") + R"(, "decisions": [
    {"code": "d", "kind": "table", "hit": "first", "columns": ["a", "n"], "outputs": [{"code": "g", "type": "text", "default": "Z"}],
     "rules": [{"code": "R1", "when": {"a": "true"}, "then": {"g": "A"}}, {"code": "R2", "when": {"n": "> 5"}, "then": {"g": "B"}}]},
    {"code": "f", "kind": "formula", "type": "text", "formula": "if a then \"x\" else \"y\""},
    {"code": "b", "kind": "formula", "type": "bool", "formula": "n > 5"}])");
  CHECK_ROWS(eval(p, R"([{"a": null, "n": 9}, {"a": null, "n": null}, {"a": true, "n": null}])",
                  R"({"if_unknown_is_no": true})"),
             "results", R"([
    {"g": null, "g_if_no": "B", "f": null, "f_if_no": "y", "b": true, "b_if_no": true},
    {"g": null, "g_if_no": "Z", "f_if_no": "y", "b": null, "b_if_no": false},
    {"g": "A", "g_if_no": "A", "f_if_no": "x", "b_if_no": false}])");
}

TEST_CASE("the table of records, rows and memory have limits") {
  const Policy p = policy(R"("of": "lines", )" + by_a);
  const Records lines = records(p, R"([{"a": true}, {"a": false}])", "lines");
  CHECK(eval(p, lines).rows("results") == 2);
  const auto missing = refusal([&] { eval(p, R"([{"a": true}])"); });
  REQUIRE(missing);
  CHECK(missing->status() == Status::schema);
  CHECK(missing->table() == "lines");
  Run run;
  run.max_rows = 2;
  CHECK_NOTHROW(eval(p, lines, "", run));
  run.max_rows = 1;
  check_refused([&] { eval(p, lines, "", run); }, Status::limit, "too_many_rows", "");
  Run small;
  small.max_bytes = 1;
  const auto refused = refusal([&] { eval(p, lines, "", small); });
  REQUIRE(refused);
  CHECK(refused->status() == Status::no_memory);
}

TEST_CASE("progress can stop the work, and no rows are no work") {
  const Policy p = policy(by_a);
  Run run;
  std::atomic<int> calls = 0;
  run.progress = [&](double done) { return ++calls, done < 0.5; };
  const Records some(
      std::vector<Column>{booleans("a", std::vector<std::optional<bool>>(200'000, true))});
  check_refused([&] { eval(p, some, "", run); }, Status::cancelled, "cancelled", "");
  CHECK(calls >= 2);
  run.progress = [](double) { return false; };
  check_refused([&] { eval(p, some, "", run); }, Status::cancelled, "cancelled", "");
  const Result none = eval(p, Records({booleans("a", {})}));
  CHECK(none.rows("results") == 0);
  CHECK_ROWS(none, "faults", "[]");
}
