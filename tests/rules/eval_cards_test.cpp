// Scorecards: points, groups, subsets, bands, reasons, and ranges of what is unknown.
#include "rules/policies.hpp"

using namespace sandan;
using namespace sandan::testing;

namespace {

/// A policy of one card `c` with these members.
std::string card(const std::string& members, const std::string& more = "") {
  return inputs("t text, n number, b bool, m number") + more +
         R"(, "decisions": [{"code": "c", "kind": "scorecard", )" + members + "}]";
}

/// A criterion in short; `attributes` are JSON, `more` further members.
std::string criterion(const std::string& code, const std::string& attributes,
                      const std::string& more = "") {
  return R"({"code": ")" + code + R"(", "attributes": [)" + attributes + "]" +
         (more.empty() ? "" : ", " + more) + "}";
}

std::string attribute(const std::string& when, const std::string& points,
                      const std::string& more = "") {
  return R"({"when": ")" + when + R"(", "points": )" + points + (more.empty() ? "" : ", " + more) +
         "}";
}

const std::string of_text = R"("input": "t")";
const std::string of_number = R"("input": "n")";
const std::string yes_or_no = attribute(R"(\"yes\")", "10") + "," + attribute(R"(\"no\")", "-2.5");

}  // namespace

TEST_CASE("the first attribute that holds counts, times the weight") {
  const Policy p = policy(card(
      R"("initial": 1, "criteria": [)" +
      criterion("k",
                attribute("< 5", "1") + "," + attribute("< 10", "2") + "," + attribute("-", "3"),
                of_number + R"(, "weight": 1.5)") +
      "," + criterion("q", yes_or_no, of_text) + "]"));
  CHECK_ROWS(eval(p, R"([
    {"n": 4, "t": "yes"}, {"n": 5, "t": "no"}, {"n": 10, "t": "other"}, {"n": null, "t": "yes"},
    {"n": 4, "t": null}])"),
             "results", R"([
    {"c_points": 12.5, "c_points_low": 12.5, "c_points_high": 12.5, "c_unknown": 0, "c_status": "decided"},
    {"c_points": 1.5}, {"c_points": 5.5},
    {"c_points": null, "c_points_low": 12.5, "c_points_high": 15.5, "c_unknown": 1, "c_status": "undetermined"},
    {"c_points": null, "c_points_low": 0, "c_points_high": 12.5, "c_unknown": 1, "c_status": "undetermined"}])");
}

TEST_CASE("points for what is unknown are its own") {
  const Policy p =
      policy(card(R"("criteria": [)" +
                  criterion("k", yes_or_no, of_text + R"(, "if_unknown": 1, "weight": 2)") + "," +
                  criterion("q", attribute("n > 5 and b", "4"), R"("if_unknown": -1)") + "]"));
  CHECK_ROWS(eval(p, R"([
    {"t": null, "n": 9, "b": true}, {"t": "no", "n": null, "b": true}, {"t": "yes", "n": null, "b": false},
    {"t": null, "n": null, "b": null}])"),
             "results", R"([
    {"c_points": 6, "c_unknown": 1, "c_status": "decided"}, {"c_points": -6, "c_unknown": 1},
    {"c_points": 20, "c_unknown": 0}, {"c_points": 1, "c_points_low": 1, "c_points_high": 1, "c_unknown": 2}])");
}

TEST_CASE("groups are cut at cap and floor, also their ranges") {
  const Policy p = policy(
      card(R"("groups": [{"code": "g", "cap": 10, "floor": 0}, {"code": "h"}], "criteria": [)" +
           criterion("k", yes_or_no, of_text + R"(, "group": "g")") + "," +
           criterion("q", attribute("true", "5"), R"("input": "b", "group": "g")") + "," +
           criterion("r", attribute("> 5", "-7"), of_number + R"(, "group": "h")") + "]"));
  CHECK_ROWS(eval(p, R"([
    {"t": "yes", "b": true, "n": 9}, {"t": "no", "b": false, "n": 1}, {"t": null, "b": true, "n": null},
    {"t": null, "b": false, "n": 1}])"),
             "results", R"([
    {"c_g": 10, "c_g_low": 10, "c_g_high": 10, "c_h": -7, "c_points": 3}, {"c_g": 0, "c_h": 0, "c_points": 0},
    {"c_g": null, "c_g_low": 2.5, "c_g_high": 10, "c_h": null, "c_h_low": -7, "c_h_high": 0,
     "c_points": null, "c_points_low": -4.5, "c_points_high": 10, "c_unknown": 2},
    {"c_g": null, "c_g_low": 0, "c_g_high": 10, "c_h": 0, "c_points_high": 10}])");
}

TEST_CASE("a cap can make certain what is unknown") {
  const Policy p =
      policy(card(R"("groups": [{"code": "g", "cap": 4}], "criteria": [)" +
                  criterion("k", attribute("-", "9"), of_text + R"(, "group": "g")") + "," +
                  criterion("q", attribute("true", "5"), R"("input": "b", "group": "g")") + "]"));
  CHECK_ROWS(
      eval(p, R"([{"b": null}])"), "results",
      R"([{"c_points": 4, "c_points_low": 4, "c_points_high": 4, "c_unknown": 1, "c_status": "decided"}])");
}

TEST_CASE("subsets add up their criteria before caps") {
  const Policy p = policy(card(
      R"("groups": [{"code": "g", "cap": 1}], "criteria": [)" +
      criterion("k", yes_or_no, of_text + R"(, "group": "g")") + "," +
      criterion("q", attribute("true", "5"), R"("input": "b")") +
      R"(], "subsets": [{"code": "both", "criteria": ["q", "k"]}, {"code": "one", "criteria": ["q"]}, {"code": "no", "criteria": []}])"));
  CHECK_ROWS(eval(p, R"([{"t": "yes", "b": true}, {"t": null, "b": false}])"), "results", R"([
    {"c_points": 6, "both": 15, "both_low": 15, "both_high": 15, "one": 5, "no": 0},
    {"c_points": null, "both": null, "both_low": -2.5, "both_high": 10, "one": 0, "no": 0, "no_low": 0}])");
}

TEST_CASE("a band is decided when both ends of the points lie in it") {
  const Policy p = policy(card(
      R"("criteria": [)" + criterion("k", yes_or_no, of_text) + "," +
      criterion("q", attribute("true", "2.25"), R"("input": "b")") +
      R"(], "bands": [{"code": "low", "below": 0}, {"code": "mid", "below": 10}, {"code": "high"}])"));
  CHECK_ROWS(eval(p, R"([
    {"t": "no", "b": true}, {"t": "x", "b": false}, {"t": "yes", "b": false}, {"t": "yes", "b": null},
    {"t": "x", "b": null}, {"t": null, "b": true}])"),
             "results", R"([
    {"c": "low", "c_status": "decided"}, {"c": "mid"}, {"c": "high"},
    {"c": "high", "c_points": null, "c_points_low": 10, "c_points_high": 12.25, "c_status": "decided"},
    {"c": "mid", "c_points": null, "c_status": "decided"},
    {"c": null, "c_points": null, "c_points_low": -0.25, "c_points_high": 12.25, "c_status": "undetermined"}])");
}

TEST_CASE("reasons are the largest positive differences, ties in order") {
  const std::string criteria =
      R"("criteria": [)" +
      criterion("k",
                attribute(R"(\"yes\")", "10", R"("code": "ok")") + "," +
                    attribute(R"(\"no\")", "4", R"("reason": "says_no")"),
                of_text) +
      "," + criterion("q", attribute("true", "6"), R"("input": "b")") + "," +
      criterion("r", attribute("> 5", "6") + "," + attribute("-", "0"), of_number) + "," +
      criterion("s", attribute("> 5", "1"), R"("input": "m", "baseline": 20)") + "]";
  const std::string rows = R"([
    {"t": "no", "b": false, "n": 1, "m": 9}, {"t": "yes", "b": true, "n": 9, "m": 9},
    {"t": "x", "b": null, "n": null, "m": 1}])";
  CHECK_ROWS(eval(policy(card(R"("reasons": {}, )" + criteria)), rows), "results", R"([
    {"c_reason_1": "s", "c_reason_2": "says_no", "c_reason_3": "q"},
    {"c_reason_1": "s", "c_reason_2": null, "c_reason_3": null},
    {"c_reason_1": "s", "c_reason_2": "k", "c_reason_3": null}])");
  CHECK_ROWS(
      eval(policy(card(R"("reasons": {"algorithm": "points_above", "count": 2}, )" + criteria)),
           rows),
      "results", R"([
    {"c_reason_1": null, "c_reason_2": null}, {"c_reason_1": "k", "c_reason_2": "r"},
    {"c_reason_1": null, "c_reason_2": null}])");
  const Result detailed =
      eval(policy(card(R"("reasons": {"count": 1}, )" + criteria)), rows, R"({"detail": true})");
  CHECK_ROWS(detailed, "reasons", R"([
    {"row": 0, "decision": "c", "criterion": "k", "attribute": "2", "points": 4, "difference": 6, "rank": null},
    {"row": 0, "criterion": "q", "attribute": null, "points": 0, "difference": 6, "rank": null},
    {"row": 0, "criterion": "r", "attribute": "2", "points": 0, "difference": 6, "rank": null},
    {"row": 0, "criterion": "s", "attribute": "1", "points": 1, "difference": 19, "rank": 1},
    {"row": 1, "criterion": "k", "attribute": "ok", "points": 10, "difference": 0, "rank": null},
    {"row": 1, "criterion": "q", "attribute": "1", "difference": 0},
    {"row": 1, "criterion": "r", "attribute": "1", "difference": 0},
    {"row": 1, "criterion": "s", "difference": 19, "rank": 1},
    {"row": 2, "criterion": "k", "attribute": null, "points": 0, "difference": 10, "rank": null},
    {"row": 2, "criterion": "q", "attribute": null, "points": null, "points_low": 0, "points_high": 6, "difference": null},
    {"row": 2, "criterion": "r", "attribute": null, "points": null, "points_low": 0, "points_high": 6, "difference": null},
    {"row": 2, "criterion": "s", "attribute": null, "points": 0, "difference": 20, "rank": 1}])");
}

TEST_CASE("of many attributes only those that may hold make the range") {
  // Seven formulas: more than are looked up together.
  std::string attributes = attribute("b", "10");
  for (const char* points : {"1", "50", "2", "-60", "3", "4"})
    attributes += "," + attribute("n = " + std::string(points), points);
  const Policy p = policy(card(R"("criteria": [)" + criterion("k", attributes) + "]"));
  CHECK_ROWS(eval(p, R"([
    {"b": true, "n": null}, {"b": false, "n": -60}, {"b": null, "n": 3}, {"b": null, "n": 7}, {"b": false, "n": null},
    {"b": false, "n": 7}])"),
             "results", R"([
    {"c_points": 10, "c_unknown": 0}, {"c_points": -60}, {"c_points": null, "c_points_low": 3, "c_points_high": 10, "c_unknown": 1},
    {"c_points_low": 0, "c_points_high": 10}, {"c_points_low": -60, "c_points_high": 50}, {"c_points": 0, "c_unknown": 0}])");
}

TEST_CASE("a criterion may test what was computed or decided before, or nothing") {
  const Policy p = policy(
      inputs("n number") + R"(,
    "computed": [{"code": "many", "type": "bool", "formula": "n > 5"}],
    "decisions": [
      {"code": "e", "kind": "formula", "type": "text", "formula": "if n > 7 then \"x\" else \"y\""},
      {"code": "c", "kind": "scorecard", "criteria": [)" +
      criterion("k", attribute("true", "1") + "," + attribute("false", "2"), R"("input": "many")") +
      "," + criterion("q", attribute(R"(\"x\")", "10"), R"("input": "e")") + "," +
      criterion("r", attribute("true", "100")) + "," +
      criterion("s", attribute("false", "7"), R"("if_unknown": 3)") + "]}]");
  CHECK_ROWS(eval(p, R"([{"n": 8}, {"n": 6}, {"n": 1}, {"n": null}])"), "results", R"([
    {"c_points": 111}, {"c_points": 101}, {"c_points": 102},
    {"c_points": null, "c_points_low": 100, "c_points_high": 112, "c_unknown": 2}])");
}

TEST_CASE("two hundred criteria with an input each") {
  std::string names;
  std::string criteria;
  std::string first;
  std::string second;
  for (int i = 0; i < 200; ++i) {
    const std::string name = "i" + std::to_string(i);
    names += (i == 0 ? "" : ", ") + name + " bool";
    criteria +=
        (i == 0 ? "" : ",") + criterion("k" + std::to_string(i), attribute("true", "1000000.5"),
                                        R"("input": ")" + name + "\"");
    first += (i == 0 ? "\"" : ", \"") + name + "\": true";
    if (i % 2 == 0) second += (i == 0 ? "\"" : ", \"") + name + "\": true";
  }
  const Policy p = policy(
      inputs(names) +
      R"(, "decisions": [{"code": "c", "kind": "scorecard", "reasons": {"count": 8}, "criteria": [)" +
      criteria + "]}]");
  CHECK_ROWS(eval(p, "[{" + first + "}, {" + second + "}]"), "results", R"([
    {"c_points": 200000100, "c_reason_1": null, "c_reason_8": null},
    {"c_points": null, "c_points_low": 100000050, "c_points_high": 200000100, "c_unknown": 100, "c_reason_1": null}])");
}
