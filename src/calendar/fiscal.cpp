#include "calendar/fiscal.hpp"

#include <algorithm>
#include <boost/date_time/gregorian/gregorian_types.hpp>

namespace sandan::calendar {
namespace {

namespace civil = boost::gregorian;
using Unit = PeriodsRequest::Unit;

constexpr int months_per_year = 12;

Day day_of(const civil::date& date) {
  return static_cast<Day>((date - civil::date(1970, 1, 1)).days());
}

/// First day of a month counted from January of year 0.
Day month_start(int months) {
  return sandan::day_of({months / months_per_year, months % months_per_year + 1, 1});
}

/// Last day of the year of whole weeks that ends about the end of
/// `fiscal.month` of `year`.
Day weeks_year_end(const Fiscal& fiscal, int year) {
  const civil::greg_weekday weekday(static_cast<unsigned short>((fiscal.weekday + 1) % 7));
  const auto month = static_cast<unsigned short>(fiscal.month);
  if (fiscal.year_end == Fiscal::YearEnd::last) {
    return day_of(civil::last_day_of_the_week_in_month(weekday, month)
                      .get_date(static_cast<unsigned short>(year)));
  }
  const civil::date month_end =
      civil::date(static_cast<unsigned short>(year), month, 1).end_of_month();
  return day_of(civil::first_day_of_the_week_before(weekday).get_date(month_end + civil::days(4)));
}

FiscalYear weeks_year(const Fiscal& fiscal, int year) {
  const bool ends_with_the_year = fiscal.month == months_per_year;
  const int name = fiscal.named_by == Fiscal::NamedBy::end || ends_with_the_year ? year : year - 1;
  return {name, weeks_year_end(fiscal, year - 1) + 1, weeks_year_end(fiscal, year)};
}

/// The year that starts in its first month of calendar year `year`.
FiscalYear months_year(const Fiscal& fiscal, int year) {
  const int first = year * months_per_year + fiscal.first_month - 1;
  const bool next = fiscal.named_by == Fiscal::NamedBy::end && fiscal.first_month != 1;
  return {next ? year + 1 : year, month_start(first), month_start(first + months_per_year) - 1};
}

std::string two_digits(int number) {
  std::string digits = std::to_string(number);
  if (number < 10) digits.insert(0, 1, '0');
  return digits;
}

std::string label_of(const Fiscal& fiscal, Unit unit, const FiscalPeriod& period) {
  if (fiscal.is_calendar_year()) {
    constexpr std::array<Period, 4> periods = {Period::week, Period::month, Period::quarter,
                                               Period::year};
    return format_period(periods[static_cast<std::size_t>(unit)], period.start);
  }
  const std::string year = "FY" + std::to_string(period.year);
  switch (unit) {
    case Unit::week:
      return year + "-W" + two_digits(period.number);
    case Unit::month:
      return year + "-P" + two_digits(period.number);
    case Unit::quarter:
      return year + "-Q" + std::to_string(period.number);
    case Unit::year:
      break;
  }
  return year;
}

/// First days of the fiscal months of a year, then the day after its end.
std::vector<Day> month_starts(const Fiscal& fiscal, const FiscalYear& year) {
  std::vector<Day> starts;
  if (fiscal.kind == Fiscal::Kind::months) {
    const CivilDate date = civil_date(year.start);
    const int first = date.year * months_per_year + date.month - 1;
    for (int month = 0; month < months_per_year; ++month)
      starts.push_back(month_start(first + month));
  } else {
    Day start = year.start;
    for (int month = 0; month < months_per_year; ++month) {
      starts.push_back(start);
      start += 7 * fiscal.pattern[static_cast<std::size_t>(month % 3)];
    }
  }
  starts.push_back(year.end + 1);  // a 53rd week belongs to the last month
  return starts;
}

std::vector<Day> week_starts(const FiscalYear& year) {
  std::vector<Day> starts;
  for (Day start = year.start; start <= year.end + 1; start += 7)
    starts.push_back(start);
  return starts;
}

std::vector<Day> every_third(const std::vector<Day>& starts) {
  std::vector<Day> chosen;
  for (std::size_t i = 0; i < starts.size(); i += 3)
    chosen.push_back(starts[i]);
  return chosen;
}

std::vector<Day> starts_of(const Fiscal& fiscal, Unit unit, const FiscalYear& year) {
  switch (unit) {
    case Unit::week:
      return week_starts(year);
    case Unit::month:
      return month_starts(fiscal, year);
    case Unit::quarter:
      return every_third(month_starts(fiscal, year));
    case Unit::year:
      break;
  }
  return {year.start, year.end + 1};
}

/// Weeks of ISO 8601: they do not fit years of months, so they have years of
/// their own.
std::vector<FiscalPeriod> iso_weeks(Day from, Day to) {
  std::vector<FiscalPeriod> weeks;
  for (Day start = from - weekday_of(from); start <= to; start += 7) {
    const CivilDate thursday = civil_date(start + 3);
    const civil::date date(static_cast<unsigned short>(thursday.year),
                           static_cast<unsigned short>(thursday.month),
                           static_cast<unsigned short>(thursday.day));
    weeks.push_back(
        {thursday.year, date.week_number(), start, start + 6, format_period(Period::week, start)});
  }
  return weeks;
}

}  // namespace

FiscalYear fiscal_year_of(const Fiscal& fiscal, Day day) {
  const int around = civil_date(day).year;
  for (int year = around - 1;; ++year) {
    const FiscalYear found =
        fiscal.kind == Fiscal::Kind::months ? months_year(fiscal, year) : weeks_year(fiscal, year);
    if (day <= found.end) return found;
  }
}

FiscalYear following_year(const Fiscal& fiscal, const FiscalYear& year) {
  return fiscal_year_of(fiscal, year.end + 1);
}

std::vector<FiscalPeriod> periods_between(const Fiscal& fiscal, PeriodsRequest::Unit unit, Day from,
                                          Day to) {
  if (unit == Unit::week && fiscal.kind == Fiscal::Kind::months) return iso_weeks(from, to);
  std::vector<FiscalPeriod> periods;
  for (FiscalYear year = fiscal_year_of(fiscal, from); year.start <= to;
       year = following_year(fiscal, year)) {
    const auto starts = starts_of(fiscal, unit, year);
    for (std::size_t i = 0; i + 1 < starts.size(); ++i) {
      FiscalPeriod period{year.name, static_cast<int>(i) + 1, starts[i], starts[i + 1] - 1, {}};
      if (period.end < from || period.start > to) continue;
      period.label = label_of(fiscal, unit, period);
      periods.push_back(std::move(period));
    }
  }
  return periods;
}

}  // namespace sandan::calendar
