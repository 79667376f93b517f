#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sandan/calendar.hpp"
#include "sandan/quota/requests.hpp"

namespace sandan::quota {

/// A period of the plan: days [from, to] as offsets from its first day.
struct TimeSpan {
  std::int32_t from;
  std::int32_t to;   ///< included
  std::string code;  ///< as the calendar names it: "2026-Q1", "2026-W07" …
  Day whole_from;    ///< of the calendar's period, which the plan may cut
  Day whole_to;
};

/// The days of a plan and the periods they make. Quarters, months and days are
/// a tree; weeks too where the fiscal calendar makes months of weeks, else they
/// are sums of days beside it.
struct TimeAxis {
  Day first = 0;
  std::int32_t days = 0;
  std::vector<std::uint8_t> is_workday;  ///< by day
  bool weeks_nest = false;               ///< months are made of whole weeks
  /// Spans by QuotaPeriod (all, year, quarter, month, week, day).
  std::array<std::vector<TimeSpan>, 6> spans;

  const std::vector<TimeSpan>& of(QuotaPeriod period) const noexcept {
    return spans[static_cast<std::size_t>(period)];
  }
  Day last() const noexcept { return first + days - 1; }
  bool holds(Day day) const noexcept { return day >= first && day <= last(); }
  /// Index of the span of that code; -1 when there is none.
  std::int32_t find(QuotaPeriod period, std::string_view code) const noexcept;
  /// Index of the span that holds a day of the plan.
  std::int32_t holding(QuotaPeriod period, Day day) const noexcept;
};

/// The time axis of a plan from `from` to `to` on the periods of a calendar.
TimeAxis time_axis(const Calendar& calendar, Day from, Day to);

}  // namespace sandan::quota
