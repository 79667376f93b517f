#pragma once

#include "sandan/core/dates.hpp"

namespace sandan::quota {

/// Days from `from` to `to`, both included; none when `to` is before `from`.
struct DayWindow {
  Day from;
  Day to;
  bool holds(Day day) const noexcept { return day >= from && day <= to; }
};

/// The day so many calendar months before, the last of its month where that is
/// shorter. Never before the first accepted day.
Day months_before(Day day, int months) noexcept;
/// Whole months from one day to a later one; 0 before it.
int whole_months(Day from, Day to) noexcept;

/// The same days a year earlier, by calendar months: of days that end with
/// February those that end with it.
DayWindow same_days_a_year_before(DayWindow days) noexcept;

/// The same days a year earlier, by calendar months; of a plan of more than a
/// year, the twelve months before it.
DayWindow year_before(Day from, Day to) noexcept;

}  // namespace sandan::quota
