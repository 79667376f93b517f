// Each kind of fault: the row, the reason, and what it does to the figures.
#include "process/book.hpp"

using namespace sandan;
using namespace sandan::testing;

namespace {

const std::string deals = R"(
  opportunity_id int, created_on day
  1, 2026-01-01
  2, 2026-01-01)";

}  // namespace

TEST_CASE("faulty events become rows and the others are kept") {
  Book book;
  book.deals(deals).events(R"(
    opportunity_id int, stage text, entered_at day
    1, a, 2026-01-02
    , a, 2026-01-02
    9, a, 2026-01-02
    1, , 2026-01-03
    1, z, 2026-01-03
    1, b,
    2, a, 1899-12-31
    2, a, 2200-01-01
    2, a, 2026-01-05)");
  const History history = book.history();
  CHECK_ROWS(history.faults(), "faults", R"([
    {"table": "stage_events", "row": 1, "opportunity_id": null, "column": "opportunity_id", "fault": "missing_id", "value": null, "set_aside": true},
    {"row": 2, "opportunity_id": 9, "column": "opportunity_id", "fault": "unknown_opportunity", "value": "9"},
    {"row": 3, "opportunity_id": 1, "column": "stage", "fault": "missing_stage", "value": null},
    {"row": 4, "opportunity_id": 1, "column": "stage", "fault": "unknown_stage", "value": "z"},
    {"row": 5, "opportunity_id": 1, "column": "entered_at", "fault": "missing_date", "value": null},
    {"row": 6, "opportunity_id": 2, "column": "entered_at", "fault": "impossible_date"},
    {"row": 7, "opportunity_id": 2, "column": "entered_at", "fault": "impossible_date"}])");
  CHECK_ROWS(history.faults(), "fault_counts", R"([
    {"table": "stage_events", "fault": "missing_id", "n": 1, "set_aside": 1},
    {"fault": "unknown_opportunity", "n": 1}, {"fault": "missing_stage", "n": 1},
    {"fault": "unknown_stage", "n": 1}, {"fault": "missing_date", "n": 1},
    {"fault": "impossible_date", "n": 2, "set_aside": 2}])");
  CHECK_ROWS(history.moves(), "moves", R"([
    {"opportunity_id": 1, "event_row": 0, "from_stage": null, "to_stage": "a", "move": "start"},
    {"opportunity_id": 2, "event_row": 8, "from_stage": null, "to_stage": "a", "move": "start"}])");
}

TEST_CASE("values can be kept out of the fault rows") {
  Book book;
  book.deals(deals).events("opportunity_id int, stage text, entered_at day\n1, z, 2026-01-03");
  const History history = book.history(R"({"as_of": "2026-12-31", "values": false})");
  CHECK_ROWS(history.faults(), "faults", R"([{"fault": "unknown_stage", "value": null}])");
}

TEST_CASE("faulty opportunities: set aside or one value unknown") {
  Book book;
  book.deals(R"(
    opportunity_id int, created_on day, closed_on day, outcome text, stage text
    1, 2026-01-05, 2026-01-04, lost, a
    , 2026-01-01, , ,
    2, 2026-01-01, , wom, a
    3, 2026-01-01, , , nowhere
    4, 1812-01-01, , , a
    5, 2026-01-01, , , a
    5, 2026-01-01, , , a)");
  const History history = book.history();
  CHECK_ROWS(history.faults(), "faults", R"([
    {"table": "opportunities", "row": 0, "opportunity_id": 1, "column": "closed_on", "fault": "closed_before_created", "value": "2026-01-04", "set_aside": false},
    {"row": 1, "opportunity_id": null, "column": "opportunity_id", "fault": "missing_id", "set_aside": true},
    {"row": 2, "opportunity_id": 2, "column": "outcome", "fault": "unknown_outcome", "value": "wom", "set_aside": false},
    {"row": 3, "opportunity_id": 3, "column": "stage", "fault": "unknown_stage", "value": "nowhere", "set_aside": false},
    {"row": 4, "opportunity_id": 4, "column": "created_on", "fault": "impossible_date", "set_aside": false},
    {"row": 6, "opportunity_id": 5, "column": "opportunity_id", "fault": "duplicate_opportunity", "set_aside": true}])");
  CHECK_ROWS(history.state(), "state", R"([
    {"opportunity_id": 1, "outcome": "lost", "closed_on": null},
    {"opportunity_id": 2, "outcome": "open", "stage": "a"},
    {"opportunity_id": 3, "outcome": "open", "stage": null, "stage_source": "none"},
    {"opportunity_id": 4, "created_on": null, "age_days": null},
    {"opportunity_id": 5}])");
}

TEST_CASE("of rows with one id the choice does not depend on their order") {
  const std::string header = "opportunity_id int, amount_minor int\n";
  for (const std::string rows : {"1, 100\n1, 50", "1, 50\n1, 100"}) {
    Book book;
    book.deals(header + rows);
    CHECK_ROWS(book.history().state(), "state", R"([{"opportunity_id": 1, "amount_minor": 50}])");
  }
}

TEST_CASE("rows of another process are no deals, no rivals and no faults") {
  Book book;
  book.deals(R"(
    opportunity_id int, process text, amount_minor int
    1, other, 1
    1, letters, 2
    2, other, 3
    3, , 4)");
  book.events(R"(
    opportunity_id int, stage text, entered_at day, process text
    1, a, 2026-01-01, letters
    1, whatever, 2026-01-01, other
    2, a, 2026-01-01,
    3, a, 2026-01-01,)");
  const History history = book.history();
  CHECK(history.faults().rows("faults") == 0);
  CHECK_ROWS(history.state(), "state", R"([
    {"opportunity_id": 1, "amount_minor": 2, "moves": 1},
    {"opportunity_id": 3, "amount_minor": 4, "moves": 1}])");
}

TEST_CASE("events after closing are faults unless the deal may be reopened") {
  const std::string events = R"(
    opportunity_id int, stage text, entered_at day
    1, a, 2026-01-02
    1, lost, 2026-01-03
    1, b, 2026-01-04
    2, w, 2026-01-02
    2, s, 2026-01-03
    2, t, 2026-01-04
    2, s, 2026-01-05
    2, c, 2026-01-06)";
  Book strict(letters_document(R"({"reopen": false, "back": false, "skip": false})"));
  strict.deals(deals).events(events);
  const History closed = strict.history();
  CHECK_ROWS(closed.faults(), "faults", R"([
    {"row": 2, "opportunity_id": 1, "column": "entered_at", "fault": "event_after_closing"},
    {"row": 7, "opportunity_id": 2, "fault": "event_after_closing"}])");
  // Moves among the after stages stay legal whatever the policy.
  CHECK_ROWS(closed.moves(), "moves", R"([
    {"to_stage": "a", "move": "start", "legal": true}, {"to_stage": "lost", "move": "lost"},
    {"to_stage": "w", "move": "start"}, {"to_stage": "s", "move": "forward", "legal": true},
    {"to_stage": "t", "move": "forward"}, {"to_stage": "s", "move": "back", "legal": true}])");
  Book open;
  open.deals(deals).events(events);
  const History reopened = open.history();
  CHECK(reopened.faults().rows("faults") == 0);
  CHECK_ROWS(reopened.state(), "state", R"([
    {"opportunity_id": 1, "stage": "b", "outcome": "open", "reopens": 1, "moves": 3},
    {"opportunity_id": 2, "stage": "c", "outcome": "open", "reopens": 1, "moves": 5, "backs": 1}])");
}

TEST_CASE("a recorded closing ends the before stages, not the work after the order") {
  Book book;
  book.deals(R"(
    opportunity_id int, outcome text, closed_on day
    1, won, 2026-02-01
    2, lost, 2026-02-01)");
  book.events(R"(
    opportunity_id int, stage text, entered_at moment
    1, a, 2026-01-01
    1, b, 2026-02-01T23:59:59
    1, b, 2026-02-02T00:00:00
    1, w, 2026-02-03
    1, s, 2026-02-04
    2, a, 2026-01-01
    2, lost, 2026-02-05
    2, c, 2026-02-06)");
  const History history = book.history();
  CHECK_ROWS(history.faults(), "faults", R"([
    {"row": 2, "opportunity_id": 1, "fault": "event_after_closing"},
    {"row": 7, "opportunity_id": 2, "fault": "event_after_closing"}])");
  CHECK_ROWS(history.state(), "state", R"([
    {"stage": "s", "outcome": "won", "won_on": "2026-02-01", "closed_on": "2026-02-01", "phase": "after"},
    {"stage": "lost", "outcome": "lost", "closed_on": "2026-02-01", "won_on": null}])");
}

TEST_CASE("strict refuses at the first fault by table and row") {
  Book book;
  book.deals("opportunity_id int, outcome text\n1, odd").events(R"(
    opportunity_id int, stage text, entered_at day
    1, z, 2026-01-02)");
  const auto refused = refusal([&] { book.history(R"({"as_of": "2026-12-31", "strict": true})"); });
  REQUIRE(refused);
  CHECK(refused->status() == Status::data);
  CHECK(refused->detail() == "unknown_outcome");
  CHECK(refused->table() == "opportunities");
  CHECK(refused->row() == 0);
  CHECK(refused->column() == 1);
  Book clean;
  clean.deals(deals);
  CHECK_FALSE(refusal([&] { clean.history(R"({"as_of": "2026-12-31", "strict": true})"); }));
}

TEST_CASE("what the tables lack is refused by name") {
  const auto expect = [](Book& book, Status status, std::string_view detail, std::string_view table,
                         std::string_view where,
                         const std::string& request = R"({"as_of": "2026-12-31"})") {
    const auto refused = refusal([&] { book.history(request); });
    REQUIRE(refused);
    CHECK(refused->status() == status);
    CHECK(refused->detail() == detail);
    CHECK(refused->table() == table);
    CHECK(refused->where() == where);
  };
  Book none;
  expect(none, Status::schema, "missing_table", "opportunities", "");
  Book no_id;
  no_id.deals("name text\nx");
  expect(no_id, Status::schema, "missing_column", "opportunities", "opportunity_id");
  Book wrong;
  wrong.deals("opportunity_id int, created_on text\n1, 2026-01-01");
  expect(wrong, Status::schema, "wrong_type", "opportunities", "created_on");
  Book differ;
  differ.deals("opportunity_id int\n1")
      .events("opportunity_id text, stage text, entered_at day\n1, a, 2026-01-01");
  expect(differ, Status::schema, "id_types_differ", "stage_events", "opportunity_id");
  Book zoned;
  zoned.deals(deals).events("opportunity_id int, stage text, entered_at utc\n1, a, 2026-01-01");
  expect(zoned, Status::invalid_argument, "zone_needed", "stage_events", "entered_at");
  Book civil;
  civil.deals(deals).events("opportunity_id int, stage text, entered_at moment\n1, a, 2026-01-01");
  expect(civil, Status::invalid_argument, "zone_not_needed", "stage_events", "entered_at",
         R"({"as_of": "2026-12-31", "utc_offset": "+08:00"})");
  expect(civil, Status::invalid_argument, "unknown_key", "", "/keys/1",
         R"({"as_of": "2026-12-31", "keys": ["created_on", "nothing"]})");
}

TEST_CASE("requests are refused with a pointer") {
  const auto expect = [](const std::string& request, std::string_view detail,
                         std::string_view where) {
    const auto refused = refusal([&] { HistoryRequest::parse(request); });
    INFO(request);
    REQUIRE(refused);
    CHECK(refused->status() == Status::invalid_argument);
    CHECK(refused->detail() == detail);
    CHECK(refused->where() == where);
  };
  expect("", "missing_field", "");
  expect("{}", "missing_field", "");
  expect(R"({"as_of": "2026-02-29"})", "not_a_date", "/as_of");
  expect(R"({"as_of": "2200-01-01"})", "not_a_date", "/as_of");
  expect(R"({"as_of": 5})", "not_text", "/as_of");
  expect(R"({"as_of": "2026-01-01", "strict": 1})", "not_boolean", "/strict");
  expect(R"({"as_of": "2026-01-01", "keys": [1]})", "not_text", "/keys/0");
  expect(R"({"as_of": "2026-01-01", "utc_offset": "8"})", "not_an_offset", "/utc_offset");
  expect(R"({"as_of": "2026-01-01", "utc_offset": "Z", "zone_transitions": []})", "contradiction",
         "/zone_transitions");
  expect(R"({"as_of": "2026-01-01", "zone_transitions": []})", "empty", "/zone_transitions");
  expect(R"({"as_of": "2026-01-01", "zone_transitions": [
    {"at": "2026-01-01T00:00:00Z", "utc_offset": "Z"},
    {"at": "2026-01-01T00:00:00Z", "utc_offset": "Z"}]})",
         "not_in_order", "/zone_transitions/1/at");
  CHECK_FALSE(refusal([] { HistoryRequest::parse(R"({"as_of": "2026-01-01", "x_mine": {}})"); }));
}
