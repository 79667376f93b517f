#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace sandan {

/// A civil day: days since 1970-01-01, proleptic Gregorian (Arrow date32).
using Day = std::int32_t;

/// A civil moment: microseconds since 1970-01-01T00:00 on the wall clock.
using CivilMicros = std::int64_t;

inline constexpr std::int64_t micros_per_day = 86'400'000'000;

/// Year, month 1–12 and day 1–31 of a civil day.
struct CivilDate {
  int year;
  int month;
  int day;
};

/// The days the library accepts: 1900-01-01 to 2199-12-31. Others in a CRM
/// are typing errors.
inline constexpr Day first_day = -25'567;
inline constexpr Day last_day = 84'005;

constexpr bool is_possible_day(std::int64_t day) noexcept {
  return day >= first_day && day <= last_day;
}

CivilDate civil_date(Day day) noexcept;
/// The date must exist (month 1–12, day within the month).
Day day_of(CivilDate date) noexcept;

/// Day of a civil moment, rounding towards the past.
constexpr Day day_of_moment(CivilMicros moment) noexcept {
  const std::int64_t day = moment / micros_per_day;
  return static_cast<Day>(moment % micros_per_day < 0 ? day - 1 : day);
}

/// "YYYY-MM-DD" and nothing else; nothing for a date that does not exist or
/// lies outside the accepted days.
std::optional<Day> parse_day(std::string_view text) noexcept;
std::string format_day(Day day);

/// "+08:00", "-03:30" or "Z" as seconds east of UTC.
std::optional<std::int32_t> parse_utc_offset(std::string_view text) noexcept;

std::string format_utc_offset(std::int32_t seconds);

/// "YYYY-MM-DDTHH:MM:SSZ" as microseconds UTC.
std::optional<std::int64_t> parse_utc_moment(std::string_view text) noexcept;

/// "YYYY-MM-DDTHH:MM:SS" with a fraction of up to six digits when there is one.
std::string format_moment(CivilMicros moment);

/// Granularity of a time key.
enum class Period : std::uint8_t { day, week, month, quarter, year };

std::optional<Period> parse_period(std::string_view text) noexcept;

/// First day of the period that holds `day`; weeks start on Monday (ISO 8601).
Day period_start(Period period, Day day) noexcept;

/// Text of the period that starts on `start`: "2026-03-05", "2026-W10",
/// "2026-03", "2026-Q1", "2026". Sorts by time within one granularity.
std::string format_period(Period period, Day start);

}  // namespace sandan
