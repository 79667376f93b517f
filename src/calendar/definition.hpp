#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sandan/calendar.hpp"
#include "sandan/core/labels.hpp"

namespace sandan::calendar {

/// Monday is 0.
constexpr int weekday_of(Day day) noexcept {
  return static_cast<int>(((std::int64_t{day} + 3) % 7 + 7) % 7);
}

inline constexpr std::array<std::string_view, 7> weekday_codes = {"mon", "tue", "wed", "thu",
                                                                  "fri", "sat", "sun"};

/// What the sources say about one day.
enum class Ruling : std::uint8_t { weekly, holiday, make_up };

/// A run of days off.
struct Holiday {
  Labels label;
  Day from;
  Day to;
};

/// A day of the weekend that is worked.
struct MakeUpDay {
  Labels label;
  Day on;
};

/// How fiscal years and their parts are cut.
struct Fiscal {
  enum class Kind : std::uint8_t { months, weeks };
  enum class NamedBy : std::uint8_t { start, end };
  enum class YearEnd : std::uint8_t { nearest, last };

  Kind kind = Kind::months;
  NamedBy named_by = NamedBy::start;
  int first_month = 1;  ///< of months
  // Of weeks: months of so many weeks in each quarter; the year ends on
  // `weekday`, the last one of `month` or the one nearest to its end.
  std::array<int, 3> pattern = {4, 4, 5};
  int weekday = 6;
  YearEnd year_end = YearEnd::nearest;
  int month = 12;

  bool is_calendar_year() const noexcept { return kind == Kind::months && first_month == 1; }
};

/// Days between two places, both included.
struct Span {
  Day from;
  Day to;
};

/// A calendar document, read and checked, with counts for every day that the
/// sources rule.
struct Definition {
  std::string code;
  Labels label;
  std::string canonical;
  std::string digest;
  std::array<bool, 7> week{};  ///< worked, Monday first
  int week_workdays = 0;
  std::optional<Span> span;  ///< what the sources cover; nothing: all days
  std::vector<Holiday> holidays;
  std::vector<MakeUpDay> make_up;
  Fiscal fiscal;

  // Days [first, first + rulings.size()) hold all that is not the weekly
  // pattern. The counts are of days from `first` up to and with each.
  Day first = 0;
  std::vector<Ruling> rulings;
  std::vector<std::int32_t> workdays;
  std::vector<std::int32_t> announced;  ///< of them, not projected

  bool is_weekly_workday(Day day) const noexcept {
    return week[static_cast<std::size_t>(weekday_of(day))];
  }
  bool holds(Day day) const noexcept {
    return day >= first && std::int64_t{day} - first < static_cast<std::int64_t>(rulings.size());
  }
  Ruling ruling(Day day) const noexcept {
    return holds(day) ? rulings[static_cast<std::size_t>(day - first)] : Ruling::weekly;
  }
  bool is_workday(Day day) const noexcept {
    const Ruling said = ruling(day);
    return said == Ruling::weekly ? is_weekly_workday(day) : said == Ruling::make_up;
  }
  bool is_projected(Day day) const noexcept {
    return span && (day < span->from || day > span->to) && ruling(day) == Ruling::weekly;
  }

  /// Working days up to and with `day`, from an origin that is the same for
  /// all days: differences are counts.
  Workdays rank(Day day) const noexcept;
};

Definition read_definition(std::string_view json);

/// Refuses a day outside those that are accepted.
[[noreturn]] void refuse_day();

}  // namespace sandan::calendar
