// Every accepted day against std::chrono, ISO weeks by their definition.
#include <chrono>

#include "sandan/core/dates.hpp"
#include "support/arrow_builder.hpp"
#include "support/catch.hpp"

using namespace sandan;
using std::chrono::days;
using std::chrono::sys_days;
using std::chrono::year_month_day;

TEST_CASE("all days from 1900 to 2199") {
  CHECK(first_day == testing::day_number("1900-01-01"));
  CHECK(last_day == testing::day_number("2199-12-31"));
  int iso_week = 1;  // 1900-01-01 is a Monday
  int iso_year = 1900;
  for (Day day = first_day; day <= last_day; ++day) {
    const year_month_day date{sys_days{days{day}}};
    const CivilDate civil = civil_date(day);
    char text[24];
    std::snprintf(text, sizeof text, "%04d-%02u-%02u", static_cast<int>(date.year()),
                  static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
    const std::chrono::weekday weekday{sys_days{days{day}}};
    const Day monday = day - static_cast<Day>(weekday.iso_encoding() - 1);
    if (monday == day && day != first_day) {
      // A week belongs to the year of its Thursday.
      const year_month_day thursday{sys_days{days{day + 3}}};
      const bool first_of_year = static_cast<int>(thursday.year()) != iso_year;
      iso_year = static_cast<int>(thursday.year());
      iso_week = first_of_year ? 1 : iso_week + 1;
    }
    char week[24];
    std::snprintf(week, sizeof week, "%04d-W%02d", iso_year, iso_week);
    const auto month = static_cast<unsigned>(date.month());
    char quarter[24];
    std::snprintf(quarter, sizeof quarter, "%04d-Q%u", static_cast<int>(date.year()),
                  (month - 1) / 3 + 1);
    const bool right =
        civil.year == static_cast<int>(date.year()) && civil.month == static_cast<int>(month) &&
        civil.day == static_cast<int>(static_cast<unsigned>(date.day())) && day_of(civil) == day &&
        format_day(day) == text && parse_day(text) == std::optional(day) &&
        period_start(Period::day, day) == day && period_start(Period::week, day) == monday &&
        format_period(Period::week, monday) == week &&
        format_period(Period::month, period_start(Period::month, day)) == std::string(text, 7) &&
        format_period(Period::quarter, period_start(Period::quarter, day)) == quarter &&
        format_period(Period::year, period_start(Period::year, day)) == std::string(text, 4) &&
        format_period(Period::day, day) == text && day_of_moment(day * micros_per_day) == day &&
        day_of_moment((day + std::int64_t{1}) * micros_per_day - 1) == day;
    if (!right) FAIL(text << " week " << week);
  }
  SUCCEED();
}

TEST_CASE("texts that are no accepted day") {
  for (const char* text :
       {"", "2026-1-01", "2026-01-1", "2026-02-29", "2100-02-29", "2026-13-01", "2026-00-10",
        "2026-01-00", "2026-01-32", "1899-12-31", "2200-01-01", "2026-01-01 ", " 2026-01-01",
        "2026/01/01", "20260101", "+026-01-01", "2026-01-01T00:00:00", "２０２６-01-01"}) {
    INFO(text);
    CHECK_FALSE(parse_day(text));
  }
  CHECK(parse_day("2000-02-29"));
}

TEST_CASE("offsets and moments") {
  CHECK(parse_utc_offset("Z") == std::optional(0));
  CHECK(parse_utc_offset("+08:00") == std::optional(28'800));
  CHECK(parse_utc_offset("-03:30") == std::optional(-12'600));
  CHECK(parse_utc_offset("+08:05:43") == std::optional(29'143));
  for (const char* text : {"", "z", "8", "+8:00", "+0800", "08:00", "+24:00", "+08:60",
                           "+08:00:", "+08:00:60", "--1:00", "+08:00 "}) {
    INFO(text);
    CHECK_FALSE(parse_utc_offset(text));
  }
  for (const std::int32_t seconds : {0, 28'800, -12'600, 29'143, -86'399}) {
    CHECK(parse_utc_offset(format_utc_offset(seconds)) == std::optional(seconds));
  }
  CHECK(parse_utc_moment("1970-01-01T00:00:01Z") == std::optional<std::int64_t>(1'000'000));
  CHECK(parse_utc_moment("1969-12-31T23:59:59Z") == std::optional<std::int64_t>(-1'000'000));
  CHECK(parse_utc_moment("0001-01-01T00:00:00Z"));
  for (const char* text : {"1970-01-01T00:00:01", "1970-01-01 00:00:01Z", "1970-01-01T24:00:00Z",
                           "1970-01-01T00:00:60Z", "1970-01-01T00:00Z", "1970-02-30T00:00:00Z"}) {
    INFO(text);
    CHECK_FALSE(parse_utc_moment(text));
  }
  CHECK(format_moment(-1) == "1969-12-31T23:59:59.999999");
  CHECK(format_moment(0) == "1970-01-01T00:00:00");
  CHECK(format_moment(1'500'000) == "1970-01-01T00:00:01.500000");
  CHECK(day_of_moment(-1) == -1);
  CHECK_FALSE(parse_period("Week"));
  CHECK(parse_period("quarter") == std::optional(Period::quarter));
}
