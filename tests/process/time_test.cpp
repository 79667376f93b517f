// Stays and their ends, survival clocks, stalls and receivables where the six
// deals of the conformance cases do not reach.
#include "process/book.hpp"

using namespace sandan;
using namespace sandan::testing;

namespace {

const std::string june = R"({"as_of": "2026-06-30"})";

Calendar weekdays() { return Calendar::compile(shipped_document("calendar", "weekdays")); }

DwellRequest before(std::string_view more = "") {
  return DwellRequest::parse(R"({"phase": "before")" + std::string(more) + "}");
}

}  // namespace

TEST_CASE("a repeated stage prolongs a stay, coming back begins another") {
  Book book;
  book.deals("opportunity_id int\n1");
  book.events(R"(
    opportunity_id int, stage text, entered_at day
    1, a, 2026-01-01
    1, a, 2026-01-05
    1, b, 2026-01-11
    1, a, 2026-01-12
    1, b, 2026-01-14)");
  CHECK_ROWS(book.history(june).dwell(before()), "dwell", R"([
    {"stage": "a", "n": 2, "open": 0, "median_days": 6, "mean_days": 6},
    {"stage": "b", "n": 1, "open": 1, "mean_days": 1}, {"n": 0}, {"n": 0}])");
}

TEST_CASE("fractions of days where both ends have a time") {
  Book book;
  book.deals("opportunity_id int, closed_on day, outcome text\n1, , \n2, 2026-01-03, lost");
  book.events(R"(
    opportunity_id int, stage text, entered_at moment
    1, a, 2026-01-01T00:00
    1, b, 2026-01-01T06:00
    2, a, 2026-01-01T18:00)");
  // 2 was lost on a day without a time: whole days from the 1st to the 3rd.
  CHECK_ROWS(book.history(R"({"as_of": "2026-01-10"})").dwell(before()), "dwell", R"([
    {"stage": "a", "n": 2, "open": 0, "mean_days": 1.125},
    {"stage": "b", "n": 0, "open": 1}, {}, {}])");
}

TEST_CASE("stays that ended nobody knows when are counted apart") {
  Book book;
  book.deals(R"(
    opportunity_id int, outcome text, closed_on day
    1, lost,
    2, lost, 2025-12-30
    3, open,)");
  book.events(R"(
    opportunity_id int, stage text, entered_at day
    1, a, 2026-01-01
    2, a, 2026-01-01
    3, a, 2026-01-01)");
  CHECK_ROWS(book.history(june).dwell(before()), "dwell", R"([
    {"stage": "a", "n": 0, "open": 1, "unknown": 1}, {}, {}, {}])");
}

TEST_CASE("after the order work goes on until it is completed") {
  Book book;
  book.deals("opportunity_id int, completed_on day\n1, 2026-03-01\n2,");
  book.events(R"(
    opportunity_id int, stage text, entered_at day
    1, w, 2026-01-01
    1, s, 2026-01-11
    2, w, 2026-01-01)");
  CHECK_ROWS(book.history(june).dwell(DwellRequest::parse(R"({"phase": "all"})")), "dwell", R"([
    {}, {}, {}, {"stage": "w", "n": 1, "open": 1, "mean_days": 10},
    {"stage": "s", "n": 1, "mean_days": 49}, {"stage": "t", "n": 0}])");
}

TEST_CASE("nobody stays in a winning stage after which nothing is done") {
  Book book(R"({"sandan": "process/1", "code": "p", "label": {"en": "P"}, "stages": [
    {"code": "a", "label": {"en": "A"}},
    {"code": "w", "label": {"en": "W"}, "outcome": "won"}]})");
  book.deals("opportunity_id int\n1");
  book.events(R"(
    opportunity_id int, stage text, entered_at day
    1, a, 2026-01-01
    1, w, 2026-01-11)");
  CHECK_ROWS(book.history(june).dwell(), "dwell",
             R"([{"stage": "a", "n": 1}, {"stage": "w", "n": 0, "open": 0}])");
}

TEST_CASE("stalls: expected days first, working days where a calendar is given") {
  Book book(R"({"sandan": "process/1", "code": "p", "label": {"en": "P"}, "stages": [
    {"code": "a", "label": {"en": "A"}, "expected_days": 10, "expected_workdays": 5},
    {"code": "b", "label": {"en": "B"}, "expected_days": 3},
    {"code": "w", "label": {"en": "W"}, "outcome": "won"}]})");
  book.deals("opportunity_id int\n1\n2\n3");
  book.events(R"(
    opportunity_id int, stage text, entered_at day
    1, a, 2026-06-22
    2, b, 2026-06-27
    3, b, 2026-06-26)");
  const History history = book.history(june);
  // 8 days are fewer than 10, but 6 working days more than 5; 3 days are not
  // beyond 3, 4 are.
  CHECK_ROWS(history.stalls(), "stalls", R"([
    {"opportunity_id": 3, "basis": "expected", "limit_days": 3, "over_days": 1}])");
  const Calendar calendar = weekdays();
  CHECK_ROWS(history.stalls({}, &calendar), "stalls", R"([
    {"opportunity_id": 1, "days_in_stage": 8, "workdays_in_stage": 6, "limit_workdays": 5, "over_workdays": 1, "limit_days": null},
    {"opportunity_id": 3, "limit_days": 3, "workdays_in_stage": 2}])");
}

TEST_CASE("stalls: a duration in working days alone needs a calendar") {
  Book book(R"({"sandan": "process/1", "code": "p", "label": {"en": "P"}, "stages": [
    {"code": "a", "label": {"en": "A"}, "expected_workdays": 5}]})");
  book.deals("opportunity_id int\n1");
  const History history = book.history(june);
  std::string detail;
  try {
    history.stalls();
  } catch (const Error& refusal) {
    detail = refusal.detail();
  }
  CHECK(detail == "calendar_needed");
}

TEST_CASE("stalls: waiting takes a reason and a day still to come") {
  Book book;
  book.deals(R"(
    opportunity_id int, waiting_until day, waiting_reason text
    1, 2026-07-01, budget
    2, 2026-06-30, budget
    3, 2026-07-01,
    4, , budget)");
  book.events(R"(
    opportunity_id int, stage text, entered_at day
    1, a, 2026-01-01
    2, a, 2026-01-01
    3, a, 2026-01-01
    4, a, 2026-01-01
    1, a, 2026-01-02)");
  Book past = std::move(book);
  past.deals("opportunity_id int, waiting_until day, waiting_reason text\n5, ,");
  past.events(R"(
    opportunity_id int, stage text, entered_at day
    5, a, 2026-01-01
    5, b, 2026-01-02)");
  const Result stalls = past.history(june).stalls(StallsRequest::parse(R"({"min_n": 1})"));
  CHECK_ROWS(stalls, "waiting", R"([{"opportunity_id": 1, "waiting_reason": "budget"}])");
  CHECK_ROWS(stalls, "stalls",
             R"([{"opportunity_id": 2}, {"opportunity_id": 3}, {"opportunity_id": 4}])");
}

TEST_CASE("survival: a deal without events is unknown where its stage may lie beyond") {
  Book book;
  book.deals(R"(
    opportunity_id int, created_on day, stage text, outcome text
    1, 2026-01-01, b, open
    2, 2026-01-01, a, open
    3, 2026-01-01, lost,
    4, 2026-01-01, , open)");
  const History history = book.history(june);
  const auto asked = [&](std::string_view request) {
    return history.survival(SurvivalRequest::parse(request));
  };
  CHECK_ROWS(asked(R"({"to": "b", "horizons": [], "min_n": 1})"), "survival",
             R"([{"n": 1, "unknown": 3, "converted": 0, "lost": 0}])");
  CHECK_ROWS(asked(R"({"from": "b", "horizons": [], "min_n": 1})"), "survival",
             R"([{"n": 0, "unknown": 3}])");
}

TEST_CASE("survival: what is waited for comes after what is waited from") {
  Book book;
  book.deals("opportunity_id int\n1");
  CHECK_THROWS_AS(
      book.history(june).survival(SurvivalRequest::parse(R"({"from": "b", "to": "b"})")), Error);
}

TEST_CASE("survival: completing comes after every stage") {
  Book book;
  book.deals("opportunity_id int, completed_on day\n1, 2026-01-31");
  book.events(R"(
    opportunity_id int, stage text, entered_at day
    1, w, 2026-01-01)");
  CHECK_ROWS(book.history(june).survival(
                 SurvivalRequest::parse(R"({"to": "t", "horizons": [30], "min_n": 1})")),
             "survival", R"([{"horizon_days": 30, "converted": 1, "conversion": 1}, {}])");
}

TEST_CASE("velocity: long cycles of many deals fit") {
  Book book;
  std::string deals = "opportunity_id int, created_on day, won_on day, amount_minor int";
  std::string more;
  for (int deal = 1; deal <= 2000; ++deal) {
    more.append("\n").append(std::to_string(deal));
    more.append(", 1900-01-01, 2026-01-01, 9000000000000000");
  }
  book.deals(deals + more);
  CHECK_ROWS(book.history(june).velocity(VelocityRequest::parse(R"({"min_n": 1})")), "velocity",
             R"([{"won": 2000, "mean_value_minor": 9000000000000000, "cycle_days": 46021}])");
}

TEST_CASE("receivables: a day of collection without an amount says all") {
  Book book;
  book.deals("opportunity_id int, won_on day\n1, 2026-01-01");
  book.add("receivables", R"(
    opportunity_id int, due_on day, amount_minor int, collected_minor int, collected_on day
    1, 2026-02-01, 60, , 2026-02-03
    1, 2026-02-01, 40, , )");
  CHECK_ROWS(book.history(june).receivables(), "receivables",
             R"([{"collected_minor": 60, "outstanding_minor": 40, "not_as_of": 0}])");
}

TEST_CASE("receivables as of a day: what was collected later is not collected yet") {
  Book book;
  book.deals("opportunity_id int, won_on day, amount_minor int\n1, 2026-01-01, 100");
  book.add("receivables", R"(
    opportunity_id int, due_on day, amount_minor int, collected_on day
    1, 2026-02-01, 60, 2026-02-03
    1, 2026-06-30, 30, 2026-07-01
    1, 2026-03-01, 10,)");
  // Without a column of amounts collected, a day says that all was.
  CHECK_ROWS(book.history(june).receivables(), "receivables", R"([
    {"n": 3, "n_due": 3, "due_minor": 100, "collected_of_due_minor": 60, "collection_rate": 0.6,
     "n_overdue": 1, "overdue_minor": 10, "outstanding_minor": 40}])");
}

TEST_CASE("receivables: more than the amount is not collected of what is due") {
  Book book;
  book.deals("opportunity_id int, won_on day\n1, 2026-01-01");
  book.add("receivables", R"(
    opportunity_id int, due_on day, amount_minor int, collected_minor int
    1, 2026-02-01, 60, 80
    1, 2026-03-01, 40, -5
    1, 2026-03-01, -1, 0
    1, , 7, 0
    1, 2026-03-01, , 0)");
  const History history = book.history(june);
  CHECK_ROWS(history.receivables(), "receivables", R"([
    {"n": 2, "due_minor": 100, "collected_of_due_minor": 60, "collected_minor": 60,
     "outstanding_minor": 40, "overpaid_minor": 20, "overdue_minor": 40, "not_as_of": 1}])");
  CHECK_ROWS(history.faults(), "faults", R"([
    {"table": "receivables", "row": 1, "column": "collected_minor", "fault": "negative_amount", "set_aside": false},
    {"row": 2, "column": "amount_minor", "fault": "negative_amount", "set_aside": true},
    {"row": 3, "column": "due_on", "fault": "missing_date"},
    {"row": 4, "column": "amount_minor", "fault": "missing_amount"}])");
}
