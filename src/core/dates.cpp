#include "sandan/core/dates.hpp"

#include <chrono>
#include <cstdlib>

namespace sandan {
namespace {

using std::chrono::days;
using std::chrono::sys_days;
using std::chrono::year_month_day;

void append_padded(std::string& out, int value, int width) {
  const std::string digits = std::to_string(value);
  out.append(static_cast<std::size_t>(width) > digits.size() ? width - digits.size() : 0, '0');
  out += digits;
}

/// Reads exactly `count` digits and moves past them.
std::optional<int> take_digits(std::string_view& text, std::size_t count) noexcept {
  if (text.size() < count) return std::nullopt;
  int value = 0;
  for (std::size_t i = 0; i < count; ++i) {
    if (text[i] < '0' || text[i] > '9') return std::nullopt;
    value = value * 10 + (text[i] - '0');
  }
  text.remove_prefix(count);
  return value;
}

bool take(std::string_view& text, char wanted) noexcept {
  if (text.empty() || text.front() != wanted) return false;
  text.remove_prefix(1);
  return true;
}

/// A day of the years 0000 to 9999.
std::optional<Day> take_day(std::string_view& text) noexcept {
  const auto year = take_digits(text, 4);
  if (!year || !take(text, '-')) return std::nullopt;
  const auto month = take_digits(text, 2);
  if (!month || !take(text, '-')) return std::nullopt;
  const auto day = take_digits(text, 2);
  if (!day) return std::nullopt;
  const year_month_day date{std::chrono::year{*year},
                            std::chrono::month{static_cast<unsigned>(*month)},
                            std::chrono::day{static_cast<unsigned>(*day)}};
  if (!date.ok()) return std::nullopt;
  return static_cast<Day>(sys_days{date}.time_since_epoch().count());
}

int iso_week(Day monday, int& iso_year) noexcept {
  const Day thursday = monday + 3;
  iso_year = civil_date(thursday).year;
  return (thursday - day_of({iso_year, 1, 1})) / 7 + 1;
}

}  // namespace

CivilDate civil_date(Day day) noexcept {
  const year_month_day date{sys_days{days{day}}};
  return {static_cast<int>(date.year()), static_cast<int>(static_cast<unsigned>(date.month())),
          static_cast<int>(static_cast<unsigned>(date.day()))};
}

Day day_of(CivilDate date) noexcept {
  const year_month_day civil{std::chrono::year{date.year},
                             std::chrono::month{static_cast<unsigned>(date.month)},
                             std::chrono::day{static_cast<unsigned>(date.day)}};
  return static_cast<Day>(sys_days{civil}.time_since_epoch().count());
}

std::optional<Day> parse_day(std::string_view text) noexcept {
  const auto day = take_day(text);
  return text.empty() && day && is_possible_day(*day) ? day : std::nullopt;
}

std::string format_day(Day day) {
  const CivilDate date = civil_date(day);
  std::string out;
  append_padded(out, date.year, 4);
  out += '-';
  append_padded(out, date.month, 2);
  out += '-';
  append_padded(out, date.day, 2);
  return out;
}

std::optional<std::int32_t> parse_utc_offset(std::string_view text) noexcept {
  if (text == "Z") return 0;
  const bool west = take(text, '-');
  if (!west && !take(text, '+')) return std::nullopt;
  const auto hours = take_digits(text, 2);
  if (!hours || *hours > 23 || !take(text, ':')) return std::nullopt;
  const auto minutes = take_digits(text, 2);
  if (!minutes || *minutes > 59) return std::nullopt;
  std::int32_t seconds = *hours * 3600 + *minutes * 60;
  if (take(text, ':')) {
    const auto rest = take_digits(text, 2);
    if (!rest || *rest > 59) return std::nullopt;
    seconds += *rest;
  }
  if (!text.empty()) return std::nullopt;
  return west ? -seconds : seconds;
}

std::string format_utc_offset(std::int32_t seconds) {
  std::string out(1, seconds < 0 ? '-' : '+');
  const int size = std::abs(seconds);
  append_padded(out, size / 3600, 2);
  out += ':';
  append_padded(out, size / 60 % 60, 2);
  if (size % 60 != 0) {
    out += ':';
    append_padded(out, size % 60, 2);
  }
  return out;
}

std::optional<std::int64_t> parse_utc_moment(std::string_view text) noexcept {
  const auto day = take_day(text);
  if (!day || !take(text, 'T')) return std::nullopt;
  const auto hour = take_digits(text, 2);
  if (!hour || *hour > 23 || !take(text, ':')) return std::nullopt;
  const auto minute = take_digits(text, 2);
  if (!minute || *minute > 59 || !take(text, ':')) return std::nullopt;
  const auto second = take_digits(text, 2);
  if (!second || *second > 59 || text != "Z") return std::nullopt;
  const std::int64_t seconds = *hour * 3600 + *minute * 60 + *second;
  return *day * micros_per_day + seconds * 1'000'000;
}

std::string format_moment(CivilMicros moment) {
  const Day day = day_of_moment(moment);
  const std::int64_t within = moment - day * micros_per_day;
  const auto seconds = static_cast<int>(within / 1'000'000);
  const auto micros = static_cast<int>(within % 1'000'000);
  std::string out = format_day(day);
  out += 'T';
  append_padded(out, seconds / 3600, 2);
  out += ':';
  append_padded(out, seconds / 60 % 60, 2);
  out += ':';
  append_padded(out, seconds % 60, 2);
  if (micros != 0) {
    out += '.';
    append_padded(out, micros, 6);
  }
  return out;
}

std::optional<Period> parse_period(std::string_view text) noexcept {
  if (text == "day") return Period::day;
  if (text == "week") return Period::week;
  if (text == "month") return Period::month;
  if (text == "quarter") return Period::quarter;
  if (text == "year") return Period::year;
  return std::nullopt;
}

Day period_start(Period period, Day day) noexcept {
  const CivilDate date = civil_date(day);
  switch (period) {
    case Period::day:
      return day;
    case Period::week: {
      const int since_monday = ((day + 3) % 7 + 7) % 7;  // 1970-01-01 was a Thursday
      return day - since_monday;
    }
    case Period::month:
      return day_of({date.year, date.month, 1});
    case Period::quarter:
      return day_of({date.year, (date.month - 1) / 3 * 3 + 1, 1});
    case Period::year:
      return day_of({date.year, 1, 1});
  }
  return day;
}

std::string format_period(Period period, Day start) {
  const CivilDate date = civil_date(start);
  std::string out;
  switch (period) {
    case Period::day:
      return format_day(start);
    case Period::week: {
      int year = 0;
      const int week = iso_week(start, year);
      append_padded(out, year, 4);
      out += "-W";
      append_padded(out, week, 2);
      return out;
    }
    case Period::month:
      return format_day(start).substr(0, 7);
    case Period::quarter:
      append_padded(out, date.year, 4);
      out += "-Q";
      return out += static_cast<char>('1' + (date.month - 1) / 3);
    case Period::year:
      append_padded(out, date.year, 4);
      return out;
  }
  return out;
}

}  // namespace sandan
