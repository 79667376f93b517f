// The order of events, ties, the day of the history, and time zones.
#include "process/book.hpp"

using namespace sandan;
using namespace sandan::testing;

namespace {

const std::string one_deal = "opportunity_id int\n1";

}  // namespace

TEST_CASE("within a moment seq orders, else the place of the stage") {
  Book book;
  book.deals("opportunity_id int\n1\n2\n3").events(R"(
    opportunity_id int, stage text, entered_at day, seq int
    1, c, 2026-01-02, 1
    1, a, 2026-01-02, 2
    2, c, 2026-01-02,
    2, a, 2026-01-02,
    3, c, 2026-01-02,
    3, a, 2026-01-02, 7)");
  CHECK_ROWS(book.history().moves(), "moves", R"([
    {"opportunity_id": 1, "event_row": 0, "to_stage": "c"},
    {"opportunity_id": 1, "event_row": 1, "to_stage": "a", "move": "back"},
    {"opportunity_id": 2, "event_row": 3, "to_stage": "a"},
    {"opportunity_id": 2, "event_row": 2, "to_stage": "c", "move": "skip"},
    {"opportunity_id": 3, "event_row": 5, "to_stage": "a"},
    {"opportunity_id": 3, "event_row": 4, "to_stage": "c", "move": "skip"}])");
}

TEST_CASE("equal time, seq and stage: a duplicate, or a tie that matters") {
  Book book;
  book.deals(one_deal).events(R"(
    opportunity_id int, stage text, entered_at day, amount_minor int
    1, a, 2026-01-02, 5
    1, a, 2026-01-02, 5
    1, b, 2026-01-03, 7
    1, b, 2026-01-03, 6)");
  const History history = book.history();
  CHECK_ROWS(history.faults(), "faults", R"([
    {"row": 1, "fault": "duplicate", "set_aside": true},
    {"row": 2, "fault": "tie_that_matters", "set_aside": true}])");
  CHECK_ROWS(history.state(), "state", R"([{"amount_minor": 6, "moves": 2}])");
}

TEST_CASE("many equal events are one event and faults") {
  std::string text = "opportunity_id int, stage text, entered_at day\n";
  for (int i = 0; i < 500; ++i)
    text += "1, a, 2026-01-02\n";
  Book book;
  book.deals(one_deal).events(text);
  const History history = book.history();
  CHECK_ROWS(history.faults(), "fault_counts", R"([{"fault": "duplicate", "n": 499}])");
  CHECK(history.moves().rows("moves") == 1);
}

TEST_CASE("a time that goes back against seq is set aside") {
  Book book;
  book.deals(one_deal).events(R"(
    opportunity_id int, stage text, entered_at day, seq int
    1, a, 2026-01-01, 1
    1, b, 2026-01-05, 3
    1, c, 2026-01-09, 2
    1, c, 2026-01-10, 4)");
  const History history = book.history();
  CHECK_ROWS(history.faults(), "faults", R"([
    {"row": 2, "column": "entered_at", "fault": "time_going_back"}])");
  CHECK_ROWS(history.moves(), "moves", R"([
    {"to_stage": "a"}, {"to_stage": "b"}, {"to_stage": "c", "event_row": 3, "move": "forward"}])");
}

TEST_CASE("what lies after the day of the history is unseen") {
  Book book;
  book.deals(R"(
    opportunity_id int, outcome text, closed_on day
    1, won, 2026-03-01)");
  book.events(R"(
    opportunity_id int, stage text, entered_at moment
    1, a, 2026-01-01T10:00
    1, b, 2026-02-01T23:59:59
    1, c, 2026-02-02T00:00:00)");
  CHECK_ROWS(book.history(R"({"as_of": "2026-02-01"})").state(), "state", R"([
    {"stage": "b", "outcome": "open", "entered_on": "2026-02-01", "days_in_stage": 0,
     "age_days": 31, "closed_on": null, "moves": 2, "not_as_of": false}])");
  CHECK_ROWS(book.history(R"({"as_of": "2026-02-28"})").state(), "state",
             R"([{"stage": "c", "outcome": "open", "days_in_stage": 26}])");
  CHECK_ROWS(book.history(R"({"as_of": "2026-03-01"})").state(), "state",
             R"([{"stage": "c", "outcome": "won", "won_on": "2026-03-01"}])");
  CHECK_ROWS(book.history(R"({"as_of": "2025-12-31"})").state(), "state",
             R"([{"stage": null, "stage_source": "none", "moves": 0}])");
}

TEST_CASE("a fixed offset moves UTC to civil days") {
  Book book;
  book.deals(one_deal).events(R"(
    opportunity_id int, stage text, entered_at utc
    1, a, 2026-01-01T15:59:59
    1, b, 2026-01-01T16:00:00)");
  CHECK_ROWS(book.history(R"({"as_of": "2026-12-31", "utc_offset": "+08:00"})").moves(), "moves",
             R"([{"entered_at": "2026-01-01T23:59:59"}, {"entered_at": "2026-01-02T00:00:00"}])");
  CHECK_ROWS(book.history(R"({"as_of": "2026-12-31", "utc_offset": "-03:30"})").moves(), "moves",
             R"([{"entered_at": "2026-01-01T12:29:59"}, {"entered_at": "2026-01-01T12:30:00"}])");
  CHECK(book.history(R"({"as_of": "2026-01-01", "utc_offset": "+08:00"})").moves().rows("moves") ==
        1);
}

TEST_CASE("transitions change the offset at their instant") {
  Book book;
  book.deals(one_deal).events(R"(
    opportunity_id int, stage text, entered_at utc
    1, a, 2011-10-30T00:59:59
    1, b, 2011-10-30T01:00:00
    1, c, 2010-01-01T00:00:00)");
  const History history = book.history(R"({"as_of": "2026-12-31", "zone_transitions": [
    {"at": "2011-03-27T01:00:00Z", "utc_offset": "+02:00"},
    {"at": "2011-10-30T01:00:00Z", "utc_offset": "+01:00"}]})");
  // The clock goes back: 02:59:59 summer time, then 02:00:00, so that in civil
  // time the second event comes first.
  CHECK_ROWS(history.moves(), "moves", R"([
    {"to_stage": "c", "entered_at": "2010-01-01T02:00:00"},
    {"to_stage": "b", "entered_at": "2011-10-30T02:00:00"},
    {"to_stage": "a", "entered_at": "2011-10-30T02:59:59"}])");
}

TEST_CASE("the clock's zone may begin at the first instant of all") {
  Book book;
  book.deals(one_deal).events("opportunity_id int, stage text, entered_at utc\n1, a, 2026-01-01");
  CHECK_ROWS(book.history(R"({"as_of": "2026-12-31", "zone_transitions": [
    {"at": "0001-01-01T00:00:00Z", "utc_offset": "+05:30"}]})")
                 .moves(),
             "moves", R"([{"entered_at": "2026-01-01T05:30:00"}])");
}

TEST_CASE("dates and timestamps of every unit say the same day") {
  const std::int64_t day = day_number("2026-01-05");
  const std::int64_t seconds = day * 86'400 + 3600;
  std::vector<Column> columns;
  columns.push_back(numbers<std::int32_t>("entered_at", "tdD", {static_cast<std::int32_t>(day)}));
  columns.push_back(int64s("entered_at", {day * 86'400'000}));
  columns.back().format = "tdm";
  const std::pair<const char*, std::int64_t> units[] = {
      {"tss:", 1}, {"tsm:", 1000}, {"tsu:", 1'000'000}, {"tsn:", 1'000'000'000}};
  for (const auto& [format, scale] : units) {
    columns.push_back(int64s("entered_at", {seconds * scale}));
    columns.back().format = format;
  }
  for (const Column& column : columns) {
    INFO(column.format);
    Book book;
    book.deals(one_deal).add("stage_events",
                             batch({int64s("opportunity_id", {1}), texts("stage", {"a"}), column}));
    CHECK_ROWS(book.history().state(), "state", R"([{"entered_on": "2026-01-05"}])");
  }
}

TEST_CASE("text ids are compared as bytes and given back as text") {
  Book book;
  book.deals("opportunity_id text\nA1\na1\n单").events(R"(
    opportunity_id coded, stage coded, entered_at day
    a1, a, 2026-01-01
    单, b, 2026-01-01
    A1 , c, 2026-01-01)");
  CHECK_ROWS(book.history().state(), "state", R"([
    {"opportunity_id": "A1", "stage": "c"}, {"opportunity_id": "a1", "stage": "a"},
    {"opportunity_id": "单", "stage": "b"}])");
}

TEST_CASE("slips are moves of the expected date to later, slipped days last minus first") {
  Book book;
  book.deals("opportunity_id int, expected_close_on day\n1, 2026-09-09\n2, 2026-05-05").events(R"(
    opportunity_id int, stage text, entered_at day, expected_close_on day
    1, a, 2026-01-01, 2026-03-01
    1, a, 2026-01-02, 2026-04-01
    1, b, 2026-01-03,
    1, b, 2026-01-04, 2026-03-15
    1, c, 2026-01-05, 2026-03-20
    2, a, 2026-01-01,)");
  CHECK_ROWS(book.history(R"({"as_of": "2026-06-30"})").state(), "state", R"([
    {"expected_close_on": "2026-03-20", "slips": 2, "slipped_days": 19, "overdue_days": 102},
    {"expected_close_on": "2026-05-05", "slips": null, "slipped_days": null, "overdue_days": 56}])");
}
