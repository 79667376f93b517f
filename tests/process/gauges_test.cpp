// The three gauges: deals to close, customers contacted on time, and the list.
#include "process/book.hpp"
#include "sandan/rules.hpp"

using namespace sandan;
using namespace sandan::testing;

namespace {

/// Mode by a column; two nurtured grades with 30 and 90 days, one without.
Policy graded() {
  return Policy::compile(R"({"sandan": "policy/1", "code": "p", "label": {"en": "P"},
    "of": "account_lines",
    "inputs": [{"code": "letter", "type": "text"}, {"code": "sure", "type": "bool"}],
    "decisions": [
      {"code": "mode", "kind": "formula", "type": "text",
       "formula": "if letter = \"A\" then (if sure then \"close\" else \"find\") else if letter in (\"B\", \"C\", \"D\") then \"nurture\" else \"find\""},
      {"code": "max_gap_days", "kind": "formula", "type": "number",
       "formula": "if letter = \"B\" then 30 else if letter = \"C\" then 90 else null"},
      {"code": "share", "kind": "formula", "type": "number", "formula": "1"}]})");
}

constexpr std::string_view lines = R"(
    account_id int, product_line text, letter text, sure bool
    1, x, A, true
    1, y, B, true
    2, x, A,
    3, x, C, true
    4, x, D, true
    5, x, B, true
    5, y, C, true
    6, x, , true)";

struct Desk {
  Desk() {
    book.deals(R"(
      opportunity_id int, account_id int, product text, stage text, amount_minor int, outcome text
      1, 1, x, a, 100, open
      2, 1, y, a, 1000, open
      3, 1, , b, 10000, open
      4, 2, x, b, 7, open
      5, 3, x, b, 7, open
      6, 9, x, b, 7, open
      7, 1, x, b, , open
      8, 1, x, b, 5, lost)");
    book.add("account_lines", lines);
  }
  Result gauges(std::string_view request = R"({"min_n": 1})") const {
    return book.history(R"({"as_of": "2026-06-30"})")
        .gauges(graded(), book.tables, GaugesRequest::parse(request));
  }
  Book book;
};

}  // namespace

TEST_CASE("deals to close are of a line to close, by account and product") {
  const Desk desk;
  const Result gauges = desk.gauges();
  // 1 and 7 are; 3 may be of either line, 4 is undetermined, 6 has no line.
  CHECK_ROWS(gauges, "gauges", R"([
    {"gauge": "close", "n": 2, "of_n": null, "share": null, "value_minor": 100, "unknown": 3},
    {"gauge": "nurture", "n": null, "of_n": null, "unknown": null},
    {"gauge": "find", "n": null}])");
  CHECK_ROWS(gauges, "gauge_close", R"([
    {"stage": "a", "n": 1, "value_minor": 100, "unknown_amounts": 0},
    {"stage": "b", "n": 1, "value_minor": 0, "unknown_amounts": 1}])");
}

TEST_CASE("without products one line to close is enough") {
  Book book;
  book.deals("opportunity_id int, account_id int, stage text\n1, 1, a\n2, 2, a\n3, 5, a");
  book.add("account_lines", lines);
  const auto history = book.history(R"({"as_of": "2026-06-30"})");
  CHECK_ROWS(history.gauges(graded(), book.tables), "gauges",
             R"([{"n": 1, "unknown": 1, "value_minor": 0}, {}, {}])");
}

TEST_CASE("amounts of two currencies are not added") {
  Book book;
  book.deals(R"(
    opportunity_id int, account_id int, stage text, amount_minor int, currency text
    1, 1, a, 5, CNY
    2, 1, a, 6, USD)");
  book.add("account_lines", lines);
  const auto history = book.history(R"({"as_of": "2026-06-30"})");
  const Result gauges = history.gauges(graded(), book.tables);
  CHECK_ROWS(gauges, "gauges", R"([{"n": 2, "value_minor": null, "currency": null}, {}, {}])");
  CHECK_ROWS(gauges, "gauge_close", R"([
    {"currency": "CNY", "stage": "a", "value_minor": 5}, {"currency": "USD", "value_minor": 6}])");
}

TEST_CASE("lines are contacted on time by the last contact that was done") {
  Desk desk;
  desk.book.add("activities", R"(
    account_id int, done_on day
    1, 2026-05-31
    3, 2026-04-01
    3, 2026-07-01
    5, 2026-05-30
    5, 2026-01-01
    4, 2026-06-30
    8, 2026-06-30
    , 2026-06-30
    1, )");
  // 1 y: 30 days; 3: 90; 5 x: 31 of 30; 5 y: 31 of 90; 4 has no longest gap; 2 x and 6 are
  // undetermined.
  CHECK_ROWS(desk.gauges(), "gauges", R"([{},
    {"gauge": "nurture", "n": 3, "of_n": 4, "share": 0.75, "unknown": 2}, {}])");
  const auto nurture = rows(desk.gauges(), "gauges")[1].as_object();
  CHECK(nurture.at("low").as_double() < 0.75);
  CHECK(nurture.at("high").as_double() > 0.75);
  CHECK_ROWS(desk.gauges("{}"), "gauges",
             R"([{}, {"n": 3, "of_n": 4, "share": null, "low": null, "high": null}, {}])");
}

TEST_CASE("the list is as complete as the known customers on it") {
  Desk desk;
  desk.book.add("accounts", "account_id int\n1\n2\n2\n70\n");
  desk.book.add("universe", "account_id int\n1\n2\n3\n3\n4\n");
  CHECK_ROWS(desk.gauges(), "gauges", R"([{}, {},
    {"gauge": "find", "n": 2, "of_n": 4, "share": 0.5, "low": null, "unknown": 1}])");
}

TEST_CASE("what gauges refuse") {
  const Desk desk;
  const auto told = [&](std::string_view request) {
    const auto error = refusal([&] { desk.gauges(request); });
    return error ? error->detail() + " " + error->where() : std::string("accepted");
  };
  CHECK(told(R"({"mode": "grade"})") == "unknown_name /mode");
  CHECK(told(R"({"mode": "share"})") == "not_a_mode /mode");
  CHECK(told(R"({"max_gap": "mode"})") == "wrong_type /max_gap");
  CHECK(told(R"({"max_gap": "gap"})") == "unknown_name /max_gap");
  Book texts;
  texts.deals("opportunity_id int, account_id text\n1, a");
  texts.add("account_lines", lines);
  const auto error = refusal([&] { texts.history().gauges(graded(), texts.tables); });
  REQUIRE(error);
  CHECK(error->detail() == "id_types_differ");
}

TEST_CASE("the shipped policy of grades") {
  Book book;
  book.deals("opportunity_id int, account_id text, product text, stage text\n1, k, erp, a");
  book.add("account_lines", R"(
    account_id text, product_line text, system text, project text, fits_target bool, need_admitted bool
    k, erp, none, selecting, true, true
    m, erp, none, none, true, false)");
  book.add("activities", "account_id text, done_on day\nm, 2026-12-30");
  const Policy abcd = Policy::compile(shipped_document("policy", "abcd"));
  const Result gauges =
      book.history().gauges(abcd, book.tables, GaugesRequest::parse(R"({"min_n": 1})"));
  CHECK_ROWS(gauges, "gauges", R"([
    {"gauge": "close", "n": 1, "unknown": 0}, {"gauge": "nurture", "n": 1, "of_n": 1}, {}])");
}
