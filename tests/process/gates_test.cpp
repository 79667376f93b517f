// Gates: which marks are needed on which way, what facts say of them, and what
// would open them.
#include "process/book.hpp"
#include "process/definition.hpp"

using namespace sandan;
using namespace sandan::testing;

namespace {

/// a → b → c → w. Mark `ab` ends a and starts b; `c_end` has no condition.
std::string gated(std::string_view moves = "{}") {
  return R"({"sandan": "process/1", "code": "gated", "label": {"en": "Gated"}, "moves": )" +
         std::string(moves) + R"(,
  "facts": [{"code": "met", "type": "bool"}, {"code": "points", "type": "number"},
            {"code": "waits_until", "type": "date", "null": "none"},
            {"code": "grade", "type": "text", "values": ["good", "bad"]}],
  "stages": [
    {"code": "a", "label": {"en": "A"},
     "start_mark": {"code": "a_start", "label": {"en": "as"}, "condition": "points >= 0"},
     "end_mark": {"code": "ab", "label": {"en": "ab"}, "condition": "met and points >= 12"},
     "actions": [{"code": "talk", "label": {"en": "talk"}, "satisfies": ["ab"]},
                 {"code": "show", "label": {"en": "show"}, "satisfies": ["b_end"]}]},
    {"code": "b", "label": {"en": "B"}, "start_mark": {"code": "ab", "label": {"en": "ab"}},
     "end_mark": {"code": "b_end", "label": {"en": "be"}, "condition": "grade = \"good\""},
     "actions": [{"code": "both", "label": {"en": "both"}, "satisfies": ["b_end", "ab", "c_end"]}]},
    {"code": "c", "label": {"en": "C"},
     "start_mark": {"code": "c_start", "label": {"en": "cs"},
                    "condition": "waits_until = null or waits_until <= as_of"},
     "end_mark": {"code": "c_end", "label": {"en": "ce"}}},
    {"code": "w", "label": {"en": "W"}, "won_when": "end_mark"}]})";
}

struct Asked {
  explicit Asked(std::string_view deals, std::string_view moves = "{}") : book(gated(moves)) {
    book.deals(deals);
  }
  Result gates(std::string_view request = "{}", const Run& run = {}) const {
    return book.history(R"({"as_of": "2026-06-30"})")
        .gates(book.tables, GatesRequest::parse(request), run);
  }
  Book book;
};

Error refused(const std::string& from, const std::string& to) {
  std::string text = gated();
  text.replace(text.find(from), from.size(), to);
  const auto refusal_of = refusal([&] { Process::compile(text); });
  REQUIRE(refusal_of);
  return *refusal_of;
}

}  // namespace

TEST_CASE("conditions are read over the facts, and refused with a place in the document") {
  const auto read = process::read_definition(gated());
  REQUIRE(read.marks.size() == 5);
  CHECK(read.mark("ab")->condition == "met and points >= 12");
  CHECK(read.mark("c_end")->condition == std::nullopt);
  CHECK(read.mark("other") == nullptr);
  Error error = refused("points >= 0", "pints >= 0");
  CHECK(error.where() == "/stages/0/start_mark/condition");
  CHECK(error.status() == Status::document);
  error = refused("points >= 0", "points + 1");
  CHECK(error.where() == "/stages/0/start_mark/condition");
  CHECK(error.detail() == "wrong_type");
  error = refused("met and points >= 12", "met = null");
  CHECK(error.detail() == "null_is_unknown");
  error = refused(R"(["good", "bad"])", R"(["good", "good"])");
  CHECK(error.where() == "/facts/3/values/1");
  error = refused(R"("code": "ab", "label": {"en": "ab"}})",
                  R"("code": "ab", "label": {"en": "ab"}, "condition": "met"})");
  CHECK(error.where() == "/stages/1/start_mark/condition");
  CHECK(error.detail() == "contradiction");
}

TEST_CASE("describe shows conditions and facts") {
  const Result shown = Process::compile(gated()).describe();
  CHECK_ROWS(shown, "marks", R"([
    {"mark": "a_start", "condition": "points >= 0"}, {"mark": "ab", "kind": "end"},
    {"stage": "b", "mark": "ab", "kind": "start", "condition": "met and points >= 12"},
    {"mark": "b_end"}, {"mark": "c_start"}, {"mark": "c_end", "condition": null}])");
  CHECK_ROWS(shown, "facts", R"([
    {"fact": "met", "type": "bool", "values": null, "null": "unknown", "whole": false},
    {"fact": "points", "type": "number"}, {"fact": "waits_until", "null": "none"},
    {"fact": "grade", "values": "good;bad"}])");
  CHECK(rows(Process::compile(letters_document()).describe(), "facts").empty());
}

TEST_CASE("a gate is open, shut, or nobody knows") {
  const Asked asked(R"(
    opportunity_id int, stage text, met bool, points int, grade text
    1, a, true, 12, good
    2, a, true, 11, good
    3, a, , 12, good
    4, a, false, , good
    5, b, , , good)");
  const Result gates = asked.gates();
  CHECK_ROWS(gates, "gates", R"([
    {"opportunity_id": 1, "stage": "a", "to_stage": "b", "allowed": true, "legal": true,
     "unmet": 0, "unknown": 0, "unjudged": 0, "actions": 0, "exact": true},
    {"opportunity_id": 2, "allowed": false, "unmet": 1, "unknown": 0, "actions": 1},
    {"opportunity_id": 3, "allowed": null, "unmet": 0, "unknown": 1, "actions": 1},
    {"opportunity_id": 4, "allowed": false, "unmet": 1, "unknown": 0},
    {"opportunity_id": 5, "to_stage": "c", "allowed": null, "unknown": 1, "actions": 0}])");
  CHECK_ROWS(gates, "gate_marks", R"([
    {"opportunity_id": 2, "to_stage": "b", "position": 1, "mark": "ab", "stage": "a",
     "kind": "end", "met": false, "no_action": false},
    {"opportunity_id": 3, "mark": "ab", "met": null},
    {"opportunity_id": 4, "mark": "ab", "met": false},
    {"opportunity_id": 5, "mark": "c_start", "position": 2, "stage": "c", "kind": "start",
     "met": null, "no_action": true}])");
  CHECK_ROWS(gates, "gate_actions", R"([
    {"opportunity_id": 2, "to_stage": "b", "position": 1, "stage": "a", "action": "talk",
     "satisfies": "ab"}, {"opportunity_id": 3}, {"opportunity_id": 4}])");
  CHECK_ROWS(gates, "gate_faults", R"([
    {"row": null, "column": "waits_until", "fault": "missing_column", "value": null}])");
}

TEST_CASE("all later stages: every end on the way, and one action for two marks") {
  const Asked asked(R"(
    opportunity_id int, stage text, met bool, points int, grade text, waits_until day
    1, a, false, 0, bad,
    2, , true, 20, good, 2026-07-01)");
  const Result gates = asked.gates(R"({"to": "all"})");
  CHECK_ROWS(gates, "gates", R"([
    {"opportunity_id": 1, "to_stage": "b", "unmet": 1, "unjudged": 0, "actions": 1},
    {"opportunity_id": 1, "to_stage": "c", "unmet": 2, "unjudged": 0, "actions": 1},
    {"opportunity_id": 1, "to_stage": "w", "unmet": 2, "unjudged": 1, "actions": 1},
    {"opportunity_id": 2, "stage": null, "to_stage": "a", "allowed": true},
    {"opportunity_id": 2, "to_stage": "b", "allowed": true},
    {"opportunity_id": 2, "to_stage": "c", "allowed": false, "unmet": 1},
    {"opportunity_id": 2, "to_stage": "w", "allowed": true}])");
  CHECK_ROWS(gates, "gate_actions", R"([
    {"to_stage": "b", "action": "talk"},
    {"to_stage": "c", "stage": "b", "action": "both", "satisfies": "ab;b_end"},
    {"to_stage": "w", "action": "both", "satisfies": "ab;b_end"}])");
  CHECK_ROWS(gates, "gate_marks", R"([
    {"to_stage": "b", "mark": "ab"}, {"to_stage": "c", "mark": "ab", "position": 1},
    {"to_stage": "c", "mark": "b_end", "position": 2}, {"to_stage": "w", "mark": "ab"},
    {"to_stage": "w", "mark": "b_end"},
    {"opportunity_id": 2, "to_stage": "c", "mark": "c_start", "no_action": true}])");
}

TEST_CASE("back, again and out of the line need no marks; the move policy counts") {
  const std::string deals = R"(
    opportunity_id int, stage text, outcome text
    1, c, open
    2, a, open
    3, lost, lost
    4, w, open)";
  const Asked asked(deals, R"({"skip": false, "back": false})");
  CHECK_ROWS(asked.gates(R"({"to": "b"})"), "gates", R"([
    {"opportunity_id": 1, "allowed": false, "legal": false, "unmet": 0, "unknown": 0},
    {"opportunity_id": 2, "allowed": null, "legal": true, "unknown": 1},
    {"opportunity_id": 4, "allowed": false, "legal": false}])");
  CHECK_ROWS(asked.gates(R"({"to": "c"})"), "gates", R"([
    {"opportunity_id": 1, "allowed": true, "legal": true},
    {"opportunity_id": 2, "allowed": false, "legal": false, "unmet": 0, "unknown": 3}, {}])");
  CHECK_ROWS(asked.gates(R"({"to": "cancelled"})"), "gates", R"([
    {"opportunity_id": 1, "allowed": true}, {"allowed": true}, {"allowed": true}])");
  // Nothing comes after the last stage, or after losing.
  CHECK_ROWS(asked.gates(R"({"outcomes": []})"), "gates", R"([
    {"opportunity_id": 1, "to_stage": "w"}, {"opportunity_id": 2, "to_stage": "b"}])");
  // A lost deal comes back from the beginning.
  CHECK_ROWS(asked.gates(R"({"to": "b", "outcomes": ["lost"]})"), "gates", R"([
    {"opportunity_id": 3, "stage": "lost", "legal": true, "unknown": 1}])");
}

TEST_CASE("facts are found by id, whatever the order and the rows beside them") {
  Book book(gated());
  book.deals("opportunity_id text, stage text, team text\nx, a, t\ny, a, t\nz, a, u");
  const History history = book.history(R"({"as_of": "2026-06-30"})");
  Book facts(gated());
  facts.deals(R"(
    opportunity_id text, met bool, points int, grade text, waits_until day, process text
    other, false, 0, bad, , gated
    z, true, 12, good, , gated
    x, true, 3, good, , gated
    y, true, 12, good, , another)");
  const Result gates = history.gates(facts.tables, GatesRequest::parse(R"({"keys": ["team"]})"));
  CHECK_ROWS(gates, "gates", R"([
    {"opportunity_id": "x", "team": "t", "allowed": false},
    {"opportunity_id": "y", "allowed": null, "unknown": 1},
    {"opportunity_id": "z", "team": "u", "allowed": true}])");
  CHECK(rows(gates, "gate_faults").empty());
}

TEST_CASE("a missing column is unknown also where its null says none") {
  const std::string head = "opportunity_id int, stage text, met bool, points int, grade text";
  CHECK_ROWS(Asked(head + "\n1, b, true, 12, good").gates(), "gates", R"([{"allowed": null}])");
  CHECK_ROWS(Asked(head + ", waits_until day\n1, b, true, 12, good,").gates(), "gates",
             R"([{"allowed": true}])");
}

TEST_CASE("values that are not allowed are unknown and told") {
  const Result gates =
      Asked(
          "opportunity_id int, stage text, met bool, points int, grade text, waits_until day\n"
          "1, b, true, 12, fair,")
          .gates();
  CHECK_ROWS(gates, "gates", R"([{"allowed": null, "unknown": 1}])");
  CHECK_ROWS(gates, "gate_faults",
             R"([{"row": 0, "column": "grade", "fault": "unknown_value", "value": "fair"}])");
  CHECK_ROWS(gates, "gate_fault_counts", R"([{"column": "grade", "n": 1}])");
}

TEST_CASE("what gates refuse") {
  const Asked asked("opportunity_id int, stage text\n1, a");
  const auto history = asked.book.history(R"({"as_of": "2026-06-30"})");
  const auto told = [&](const Tables& tables, std::string_view request) {
    const auto error = refusal([&] { history.gates(tables, GatesRequest::parse(request)); });
    return error ? error->detail() : std::string("accepted");
  };
  CHECK(told(asked.book.tables, R"({"to": "nowhere"})") == "unknown_stage");
  CHECK(told(asked.book.tables, R"({"keys": ["nothing"]})") != "accepted");
  CHECK(told(asked.book.tables, R"({"steps": -1})") == "out_of_range");
  CHECK(told(asked.book.tables, R"({"outcomes": ["maybe"]})") == "unknown_value");
  CHECK(told(asked.book.tables, R"({"into": "a"})") == "unknown_field");
  CHECK(told(Tables(), "{}") == "missing_table");
  Book texts(gated());
  texts.deals("opportunity_id text\n1");
  CHECK(told(texts.tables, "{}") == "id_types_differ");
  Book wrong(gated());
  wrong.deals("opportunity_id int, met text\n1, yes");
  CHECK(told(wrong.tables, "{}") == "wrong_type");
}

TEST_CASE("without steps the list is not decided and said so") {
  const Asked asked("opportunity_id int, stage text, met bool\n1, a, false");
  const Result gates = asked.gates(R"({"steps": 0})");
  CHECK_ROWS(gates, "gates", R"([{"allowed": false, "actions": null, "exact": false}])");
  CHECK_ROWS(gates, "gate_actions", R"([{"action": "talk"}])");
}

TEST_CASE("the answer is the same on any number of threads, and can be stopped") {
  std::string deals = "opportunity_id int, stage text, met bool, points int\n";
  for (int i = 0; i < 70'000; ++i) {
    deals += std::to_string(i) + (i % 3 == 0 ? ", a, " : ", b, ") +
             (i % 5 == 0   ? ""
              : i % 2 == 0 ? "true"
                           : "false") +
             ", " + std::to_string(i % 20) + "\n";
  }
  const Asked asked(deals);
  Run run;
  const std::string one = asked.gates(R"({"to": "all"})", run).to_json("gates");
  run.threads = 3;
  double last = 0;
  run.progress = [&](double done) {
    CHECK(done >= last);
    last = done;
    return true;
  };
  CHECK(asked.gates(R"({"to": "all"})", run).to_json("gates") == one);
  CHECK(last == 1);
  run.progress = [](double done) { return done < 0.5; };
  const auto stopped = refusal([&] { asked.gates("{}", run); });
  REQUIRE(stopped);
  CHECK(stopped->status() == Status::cancelled);
}

TEST_CASE("key information opens the gate out of the exchange") {
  Book book(shipped_document("process", "erp_sales"));
  book.deals(R"(
    opportunity_id int, stage text, requirements_confirmed bool, key_information_points int, demo_scheduled bool
    1, exchange, true, 11, true
    2, exchange, true, 12, true)");
  CHECK_ROWS(book.history().gates(book.tables), "gates", R"([
    {"to_stage": "targeted_demo", "allowed": false, "unmet": 1, "actions": 1},
    {"to_stage": "targeted_demo", "allowed": true}])");
}
