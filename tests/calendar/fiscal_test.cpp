// Fiscal years and their periods: all kinds, and Boost.Date_Time as the oracle
// for the weeks of ISO 8601.
#include <boost/date_time/gregorian/gregorian_types.hpp>

#include "calendar/calendars.hpp"

using namespace sandan;
using namespace sandan::testing;

namespace {

namespace civil = boost::gregorian;

civil::date date_of(Day day) {
  const CivilDate date = civil_date(day);
  return {static_cast<unsigned short>(date.year), static_cast<unsigned short>(date.month),
          static_cast<unsigned short>(date.day)};
}

Calendar months(int first, const std::string& named_by) {
  return calendar_with(five_days + R"(, "fiscal": {"kind": "months", "first_month": )" +
                       std::to_string(first) + R"(, "named_by": ")" + named_by + "\"}");
}

Calendar weeks(const std::string& pattern, const std::string& weekday, const std::string& rule,
               int month, const std::string& named_by) {
  return calendar_with(five_days + R"(, "fiscal": {"kind": "weeks", "pattern": ")" + pattern +
                       R"(", "year_ends": {"weekday": ")" + weekday + R"(", "rule": ")" + rule +
                       R"(", "month": )" + std::to_string(month) + R"(}, "named_by": ")" +
                       named_by + "\"}");
}

std::vector<Calendar> every_kind() {
  std::vector<Calendar> all;
  for (const char* named : {"start", "end"}) {
    for (int month = 1; month <= 12; ++month) {
      all.push_back(months(month, named));
      for (const char* rule : {"nearest", "last"}) {
        for (const char* weekday : {"mon", "fri", "sat", "sun"}) {
          const char* patterns[] = {"4-4-5", "4-5-4", "5-4-4"};
          all.push_back(weeks(patterns[month % 3], weekday, rule, month, named));
        }
      }
    }
  }
  return all;
}

Day start_of(const json::value& row) { return day(row.at("start_on").as_string().c_str()); }
Day end_of(const json::value& row) { return day(row.at("end_on").as_string().c_str()); }

}  // namespace

TEST_CASE("calendar years are cut like the periods of the group keys") {
  const Calendar calendar = small_calendar();
  CHECK_ROWS(periods(calendar, "2026-02-10", "2026-04-01", "month"), "periods", R"([
    {"unit": "month", "period": "2026-02", "fiscal_year": 2026, "number": 2,
     "start_on": "2026-02-01", "end_on": "2026-02-28", "days": 28, "workdays": 20, "projected": 0},
    {"period": "2026-03"}, {"period": "2026-04", "number": 4}])");
  CHECK_ROWS(periods(calendar, "2026-03-31", "2026-04-01", "quarter"), "periods",
             R"([{"period": "2026-Q1", "days": 90}, {"period": "2026-Q2", "workdays": 65}])");
  CHECK_ROWS(periods(calendar, "2026-12-31", "2027-01-01", "year"), "periods",
             R"([{"period": "2026", "workdays": 259, "projected": 0},
                 {"period": "2027", "workdays": 262, "projected": 261}])");
}

TEST_CASE("fiscal years of months are named after the year they start or end in") {
  CHECK_ROWS(periods(months(4, "start"), "2026-03-31", "2026-04-01", "year"), "periods", R"([
    {"period": "FY2025", "fiscal_year": 2025, "start_on": "2025-04-01", "end_on": "2026-03-31"},
    {"period": "FY2026", "start_on": "2026-04-01", "end_on": "2027-03-31"}])");
  CHECK_ROWS(periods(months(10, "end"), "2026-09-30", "2026-10-01", "quarter"), "periods", R"([
    {"period": "FY2026-Q4", "number": 4, "start_on": "2026-07-01"},
    {"period": "FY2027-Q1", "number": 1, "start_on": "2026-10-01", "end_on": "2026-12-31"}])");
  CHECK_ROWS(periods(months(4, "end"), "2026-05-01", "2026-05-01", "month"), "periods",
             R"([{"period": "FY2027-P02", "fiscal_year": 2027, "number": 2}])");
  // Named by its end or not, a year from January to December is that year.
  CHECK_ROWS(periods(months(1, "end"), "2026-05-01", "2026-05-01", "year"), "periods",
             R"([{"period": "2026"}])");
}

TEST_CASE("the 53rd week belongs to the last month") {
  const Calendar retail = shipped("retail_454");
  CHECK_ROWS(periods(retail, "2024-01-28", "2024-02-04", "week"), "periods", R"([
    {"period": "FY2023-W53", "start_on": "2024-01-28", "end_on": "2024-02-03", "workdays": 7},
    {"period": "FY2024-W01", "start_on": "2024-02-04", "end_on": "2024-02-10"}])");
  CHECK_ROWS(periods(retail, "2024-01-28", "2024-01-28", "month"), "periods",
             R"([{"period": "FY2023-P12", "start_on": "2023-12-31", "days": 35}])");
  CHECK_ROWS(periods(retail, "2025-01-28", "2025-01-28", "quarter"), "periods",
             R"([{"period": "FY2024-Q4", "days": 91}])");
}

TEST_CASE("years that end on the last weekday of a month") {
  // The last Friday of September: 2026-09-25.
  CHECK_ROWS(periods(weeks("5-4-4", "fri", "last", 9, "end"), "2026-09-25", "2026-09-26", "year"),
             "periods", R"([{"period": "FY2026", "end_on": "2026-09-25"},
                            {"period": "FY2027", "start_on": "2026-09-26"}])");
  CHECK_ROWS(
      periods(weeks("5-4-4", "fri", "last", 9, "start"), "2026-09-25", "2026-09-25", "month"),
      "periods", R"([{"period": "FY2025-P12", "days": 28}])");
}

TEST_CASE("ISO weeks are those of Boost.Date_Time") {
  const Calendar by_weeks = shipped("iso_weeks");
  const Calendar by_months = small_calendar();
  const auto fiscal = rows(periods(by_weeks, "1900-01-01", "2199-12-31", "week"));
  const auto plain = rows(periods(by_months, "1900-01-01", "2199-12-31", "week"));
  REQUIRE(fiscal.size() == plain.size());
  std::int64_t wrong = 0;
  for (std::size_t i = 0; i < plain.size(); ++i) {
    const civil::date thursday = date_of(start_of(plain[i]) + 3);
    const std::int64_t year = thursday.year();
    const std::int64_t week = thursday.week_number();
    for (const auto* row : {&plain[i], &fiscal[i]}) {
      const bool right = row->at("fiscal_year").as_int64() == year &&
                         row->at("number").as_int64() == week &&
                         date_of(start_of(*row)).day_of_week() == boost::date_time::Monday &&
                         row->at("start_on") == plain[i].at("start_on");
      wrong += right ? 0 : 1;
    }
  }
  CHECK(wrong == 0);
  CHECK_ROWS(periods(by_months, "2026-12-31", "2026-12-31", "week"), "periods",
             R"([{"period": "2026-W53", "fiscal_year": 2026}])");
}

TEST_CASE("periods of every kind follow each other, and each is made of the smaller ones") {
  for (const Calendar& calendar : every_kind()) {
    INFO(calendar.to_json());
    const bool whole_weeks = calendar.to_json().find("\"weeks\"") != std::string::npos;
    const auto years = rows(periods(calendar, "1999-06-01", "2031-06-01", "year"));
    const std::string from = years.front().at("start_on").as_string().c_str();
    const std::string to = years.back().at("end_on").as_string().c_str();
    for (const char* unit : {"year", "quarter", "month", "week"}) {
      if (!whole_weeks && std::string(unit) == "week") continue;
      const auto parts = rows(periods(calendar, from, to, unit));
      std::int64_t workdays = 0, of_years = 0, wrong = 0;
      for (std::size_t i = 0; i < parts.size(); ++i) {
        const auto length = end_of(parts[i]) - start_of(parts[i]) + 1;
        const auto counted = calendar.count(start_of(parts[i]), end_of(parts[i])).workdays;
        wrong += parts[i].at("days").as_int64() == length ? 0 : 1;
        wrong += parts[i].at("workdays").as_int64() == counted ? 0 : 1;
        wrong += whole_weeks && length % 7 != 0 ? 1 : 0;
        workdays += counted;
        if (i == 0) continue;
        wrong += start_of(parts[i]) == end_of(parts[i - 1]) + 1 ? 0 : 1;
        wrong += parts[i - 1].at("period").as_string() < parts[i].at("period").as_string() ? 0 : 1;
      }
      for (const auto& year : years)
        of_years += year.at("workdays").as_int64();
      CHECK(wrong == 0);
      CHECK(workdays == of_years);
      CHECK(parts.front().at("start_on").as_string() == json::string_view(from));
      CHECK(parts.back().at("end_on").as_string() == json::string_view(to));
    }
    for (std::size_t i = 1; i < years.size(); ++i) {
      CHECK(years[i].at("fiscal_year").as_int64() == years[i - 1].at("fiscal_year").as_int64() + 1);
      const auto length = years[i].at("days").as_int64();
      CHECK((whole_weeks ? length == 364 || length == 371 : length == 365 || length == 366));
    }
  }
}
