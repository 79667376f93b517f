#include "quota/history_window.hpp"

#include <algorithm>
#include <array>

namespace sandan::quota {
namespace {

int days_of_month(int year, int month) noexcept {
  constexpr std::array<int, 12> days = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  return days[static_cast<std::size_t>(month - 1)] + (month == 2 && leap ? 1 : 0);
}

}  // namespace

Day months_before(Day day, int months) noexcept {
  CivilDate date = civil_date(day);
  const int count = date.year * 12 + date.month - 1 - months;
  date.year = count / 12;
  date.month = count % 12 + 1;
  if (date.year < 1900) return first_day;
  date.day = std::min(date.day, days_of_month(date.year, date.month));
  return day_of(date);
}

int whole_months(Day from, Day to) noexcept {
  if (to < from) return 0;
  const CivilDate a = civil_date(from);
  const CivilDate b = civil_date(to);
  return (b.year - a.year) * 12 + b.month - a.month - (b.day < a.day ? 1 : 0);
}

DayWindow same_days_a_year_before(DayWindow days) noexcept {
  return {months_before(days.from, 12),
          std::max(months_before(days.to, 12), months_before(days.to + 1, 12) - 1)};
}

DayWindow year_before(Day from, Day to) noexcept {
  const DayWindow days = same_days_a_year_before({from, to});
  return {days.from, std::min(days.to, from - 1)};
}

}  // namespace sandan::quota
