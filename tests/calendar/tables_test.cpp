// The tables `days` and `periods`, their requests and their schema.
#include "calendar/calendars.hpp"

using namespace sandan;
using namespace sandan::testing;

TEST_CASE("days tell kind, label and whether work is done") {
  const Calendar calendar = small_calendar();
  const Result days = calendar.days(
      DaysRequest::parse(between("2025-12-30", "2026-01-03", R"(, "language": "zh")")));
  CHECK_ROWS(days, "days", R"([
    {"day": "2025-12-30", "weekday": "tue", "kind": "workday", "workday": true, "label": null,
     "projected": true},
    {"day": "2025-12-31", "weekday": "wed", "kind": "holiday", "workday": false, "label": "元旦",
     "projected": false},
    {"day": "2026-01-01", "kind": "holiday"},
    {"day": "2026-01-02", "kind": "holiday"},
    {"day": "2026-01-03", "weekday": "sat", "kind": "weekend", "workday": false, "label": null,
     "projected": false}])");
  const Result made_up = calendar.days(DaysRequest::parse(between("2026-06-06", "2026-06-06")));
  CHECK_ROWS(made_up, "days", R"([{"day": "2026-06-06", "weekday": "sat", "kind": "make_up",
    "workday": true, "label": "For June", "projected": false}])");
}

TEST_CASE("the rows of days are what the functions on days say") {
  const Calendar calendar = shipped("cn");
  const Result days = calendar.days(DaysRequest::parse(between("2006-01-01", "2028-12-31")));
  Day at = day("2006-01-01");
  std::int64_t wrong = 0;
  for (const auto& row : rows(days)) {
    const bool right = row.at("day").as_string() == json::string_view(format_day(at)) &&
                       row.at("workday").as_bool() == calendar.is_workday(at) &&
                       row.at("projected").as_bool() == calendar.is_projected(at);
    wrong += right ? 0 : 1;
    ++at;
  }
  CHECK(wrong == 0);
  CHECK(at == day("2029-01-01"));
}

TEST_CASE("requests are refused with a pointer") {
  const auto where = [](const std::string& request) {
    const auto refused = refusal([&] { DaysRequest::parse(request); });
    return refused ? refused->where() + " " + refused->detail() : "not refused";
  };
  CHECK(where("") == " missing_field");
  CHECK(where("{}") == " missing_field");
  CHECK(where(R"({"from": "2026-01-01"})") == " missing_field");
  CHECK(where(between("2026-01-02", "2026-01-01")) == "/to ends_before_it_starts");
  CHECK(where(between("2026-02-29", "2026-03-01")) == "/from not_a_date");
  CHECK(where(between("2026-02-01", "2200-01-01")) == "/to not_a_date");
  CHECK(where(between("2026-02-01", "2026-03-01", R"(, "unit": "week")")) == "/unit unknown_field");
  CHECK(where(between("2026-02-01", "2026-03-01", R"(, "language": "")")) == "/language empty");
  CHECK(where(between("2026-02-01", "2026-03-01", R"(, "x_note": 1)")) == "not refused");
  const auto unit = refusal(
      [] { PeriodsRequest::parse(between("2026-02-01", "2026-03-01", R"(, "unit": "decade")")); });
  REQUIRE(unit);
  CHECK(unit->where() == "/unit");
  CHECK(unit->status() == Status::invalid_argument);
}

TEST_CASE("the schema lists the columns of both tables in order") {
  const auto schema = parsed(calendar_output_schema());
  CHECK(schema.at("schema").as_string() == "calendar/1");
  const Calendar calendar = small_calendar();
  const std::vector<Result> results = {
      calendar.days(DaysRequest::parse(between("2026-01-01", "2026-01-01"))),
      periods(calendar, "2026-01-01", "2026-01-01", "year")};
  for (std::size_t i = 0; i < results.size(); ++i) {
    const auto& table = schema.at("tables").as_array().at(i);
    const auto row = rows(results[i]).at(0).as_object();
    const auto& columns = table.at("columns").as_array();
    CHECK(std::string(table.at("table").as_string()) == results[i].name(0));
    REQUIRE(columns.size() == row.size());
    std::size_t position = 0;
    for (const auto& member : row)
      CHECK(columns[position++].at("name").as_string() == member.key());
  }
}
