// Where deals stand: winning, completion, recorded outcomes, current values.
#include "process/book.hpp"

using namespace sandan;
using namespace sandan::testing;

TEST_CASE("won when entered, and not completed until it is") {
  Book book;
  book.deals("opportunity_id int, completed_on day\n1,\n2, 2026-06-01\n3,").events(R"(
    opportunity_id int, stage text, entered_at day
    1, a, 2026-01-01
    1, w, 2026-02-01
    1, s, 2026-03-01
    2, a, 2026-01-01
    2, w, 2026-02-01
    3, a, 2026-01-01
    3, s, 2026-03-01)");
  CHECK_ROWS(book.history(R"({"as_of": "2026-03-31"})").state(), "state", R"([
    {"outcome": "won", "won_on": "2026-02-01", "completed_on": null, "entered_on": "2026-03-01", "days_in_stage": 30, "age_days": 31, "phase": "after"},
    {"outcome": "won", "won_on": "2026-02-01", "completed_on": null, "age_days": 31},
    {"outcome": "won", "won_on": "2026-03-01", "stage": "s"}])");
  CHECK_ROWS(book.history(R"({"as_of": "2026-06-30"})").state(), "state",
             R"([{}, {"completed_on": "2026-06-01"}, {}])");
}

TEST_CASE("a process that wins by its end mark needs a recorded outcome") {
  Book book(end_mark_document());
  book.deals("opportunity_id int, outcome text, won_on day\n1, ,\n2, , 2026-04-01\n3, won,")
      .events(R"(
    opportunity_id int, stage text, entered_at day
    1, c, 2026-01-01
    2, c, 2026-01-01
    3, c, 2026-01-01)");
  CHECK_ROWS(book.history(R"({"as_of": "2026-06-30"})").state(), "state", R"([
    {"outcome": "open", "won_on": null},
    {"outcome": "won", "won_on": "2026-04-01", "not_as_of": false},
    {"outcome": "won", "won_on": null, "not_as_of": true}])");
}

TEST_CASE("a recorded outcome overrides the events from its day on") {
  Book book;
  book.deals(R"(
    opportunity_id int, outcome text, closed_on day, won_on day
    1, cancelled, 2026-03-01,
    2, open, ,
    3, lost, 2026-02-01,
    4, won, 2026-05-01, 2026-04-01)");
  book.events(R"(
    opportunity_id int, stage text, entered_at day
    1, b, 2026-01-01
    2, w, 2026-01-01
    3, w, 2026-01-15
    4, b, 2026-01-01)");
  CHECK_ROWS(book.history(R"({"as_of": "2026-06-30"})").state(), "state", R"([
    {"outcome": "cancelled", "closed_on": "2026-03-01", "won_on": null},
    {"outcome": "open", "closed_on": null},
    {"outcome": "lost", "closed_on": "2026-02-01", "won_on": null},
    {"outcome": "won", "closed_on": "2026-04-01", "won_on": "2026-04-01"}])");
}

TEST_CASE("without events the current value counts and is marked") {
  Book book;
  book.deals(
      "opportunity_id int, stage text, created_on day\n1, b, 2026-01-01\n2, lost, 2026-01-01\n3, "
      "w,");
  CHECK_ROWS(book.history(R"({"as_of": "2026-01-31"})").state(), "state", R"([
    {"stage": "b", "stage_source": "current_value", "outcome": "open", "not_as_of": true, "entered_on": null, "days_in_stage": null, "age_days": 30, "layer": "candidate", "mode": "nurture", "phase": "before", "moves": 0},
    {"stage": "lost", "outcome": "lost", "closed_on": null, "phase": null, "layer": null},
    {"stage": "w", "outcome": "won", "won_on": null, "created_on": null, "age_days": null}])");
}

TEST_CASE("the current stay begins where the run of the last stage begins") {
  Book book;
  book.deals("opportunity_id int\n1").events(R"(
    opportunity_id int, stage text, entered_at day
    1, b, 2026-01-01
    1, a, 2026-01-10
    1, b, 2026-01-20
    1, b, 2026-01-25)");
  const History history = book.history(R"({"as_of": "2026-01-31"})");
  CHECK_ROWS(history.state(), "state", R"([{"entered_on": "2026-01-20", "days_in_stage": 11,
    "age_days": 30, "created_on": "2026-01-01", "backs": 1, "moves": 4, "illegal_moves": 0}])");
  CHECK_ROWS(history.moves(), "moves", R"([{"move": "start"}, {"move": "back"},
    {"move": "forward"}, {"move": "repeated", "from_stage": "b", "to_stage": "b"}])");
}

TEST_CASE("moves can be listed whole, only illegal ones, or only counted") {
  Book book(letters_document(R"({"skip": false, "forbidden": [{"from": "b", "to": "a"}]})"));
  book.deals("opportunity_id int\n1").events(R"(
    opportunity_id int, stage text, entered_at day
    1, a, 2026-01-01
    1, c, 2026-01-02
    1, b, 2026-01-03
    1, a, 2026-01-04)");
  const History history = book.history();
  const std::string counts = R"([
    {"from_stage": null, "to_stage": "a", "move": "start", "legal": true, "n": 1},
    {"from_stage": "a", "to_stage": "c", "move": "skip", "legal": false, "n": 1},
    {"from_stage": "b", "to_stage": "a", "move": "back", "legal": false, "n": 1},
    {"from_stage": "c", "to_stage": "b", "move": "back", "legal": true, "n": 1}])";
  for (const auto only :
       {MovesRequest::Rows::all, MovesRequest::Rows::illegal, MovesRequest::Rows::none}) {
    const Result result = history.moves({only});
    CHECK_ROWS(result, "move_counts", counts);
    CHECK(result.rows("moves") == (only == MovesRequest::Rows::all       ? 4
                                   : only == MovesRequest::Rows::illegal ? 2
                                                                         : 0));
  }
  CHECK_ROWS(history.moves({MovesRequest::Rows::illegal}), "moves", R"([
    {"opportunity_id": 1, "event_row": 1, "from_stage": "a", "to_stage": "c", "entered_at": "2026-01-02T00:00:00", "legal": false},
    {"event_row": 3, "from_stage": "b", "to_stage": "a"}])");
  CHECK_ROWS(history.state(), "state", R"([{"skips": 1, "backs": 2, "illegal_moves": 2}])");
}

TEST_CASE("stages of two processes answer to each other by code, outcome, layer and place") {
  const Process letters = Process::compile(letters_document());
  const Process marks = Process::compile(end_mark_document());
  CHECK_ROWS(letters.map_stages(marks), "stage_map", R"([
    {"from_stage": "a", "to_stage": "a", "reason": "code"},
    {"from_stage": "b", "to_stage": "b", "reason": "code"},
    {"from_stage": "c", "to_stage": "c", "reason": "code"},
    {"from_stage": "w", "to_stage": "c", "reason": "outcome"},
    {"from_stage": "s", "to_stage": null, "reason": "none"},
    {"from_stage": "t", "to_stage": null, "reason": "none"},
    {"from_stage": "lost", "to_stage": "lost", "reason": "code"},
    {"from_stage": "cancelled", "to_stage": "cancelled", "reason": "code"}])");
  CHECK_ROWS(letters.map_stages(marks, {{"s", "b"}, {"a", "c"}}), "stage_map", R"([
    {"to_stage": "c", "reason": "given"}, {}, {}, {}, {"to_stage": "b", "reason": "given"},
    {}, {}, {}])");
  const auto refused = refusal([&] { letters.map_stages(marks, {{"s", "nowhere"}}); });
  REQUIRE(refused);
  CHECK(refused->detail() == "unknown_stage");
  CHECK(refused->where() == "/pairs/s");
  const Process other =
      Process::compile(R"({"sandan": "process/1", "code": "o", "label": {"en": "O"},
    "stages": [{"code": "x", "label": {"en": "X"}, "layer": "quoted"},
               {"code": "y", "label": {"en": "Y"}},
               {"code": "gone", "label": {"en": "G"}, "outcome": "lost"}]})");
  CHECK_ROWS(other.map_stages(letters), "stage_map", R"([
    {"from_stage": "x", "to_stage": "c", "reason": "layer"},
    {"from_stage": "y", "to_stage": "w", "reason": "phase"},
    {"from_stage": "gone", "to_stage": "lost", "reason": "outcome"},
    {"from_stage": "cancelled", "to_stage": "cancelled", "reason": "code"}])");
}

TEST_CASE("a process described in Chinese and English") {
  const Process process = Process::compile(R"({"sandan": "process/1", "code": "p",
    "label": {"en": "P"}, "stages": [{"code": "a", "label": {"zh": "甲", "en": "A"},
      "expected_days": 5, "default_probability": 0.25, "origin": "source",
      "start_mark": {"code": "m1", "label": {"en": "M1"}},
      "end_mark": {"code": "m2", "label": {"zh": "记"}},
      "actions": [{"code": "call", "label": {"en": "Call"}, "satisfies": ["m1", "m2"]}],
      "evidence": [{"code": "memo", "label": {"en": "Memo"}}]}]})");
  const Result zh = process.describe("zh");
  CHECK_ROWS(zh, "stages", R"([
    {"stage": "a", "position": 0, "label": "甲", "label_zh": "甲", "label_en": "A", "expected_days": 5, "default_probability": 0.25, "origin": "source", "implicit": false, "phase": "before", "outcome": "open"},
    {"stage": "lost", "implicit": true, "outcome": "lost"}, {"stage": "cancelled"}])");
  CHECK_ROWS(zh, "marks", R"([{"stage": "a", "kind": "start", "mark": "m1", "label": "M1"},
    {"kind": "end", "mark": "m2", "label": "记"}])");
  CHECK_ROWS(zh, "actions", R"([{"stage": "a", "action": "call", "satisfies": "m1;m2"}])");
  CHECK_ROWS(process.describe(), "evidence",
             R"([{"stage": "a", "evidence": "memo", "label": "Memo"}])");
}
