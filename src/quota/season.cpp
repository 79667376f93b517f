#include "quota/season.hpp"

#include <algorithm>

#include "calendar/fiscal.hpp"

namespace sandan::quota {
namespace {

using Unit = PeriodsRequest::Unit;

std::vector<Season> seasons_of_days(const calendar::Fiscal& fiscal, Day from, Day to) {
  std::vector<Season> seasons;
  calendar::FiscalYear year = calendar::fiscal_year_of(fiscal, from);
  for (; year.start <= to; year = calendar::following_year(fiscal, year)) {
    for (Day day = year.start; day <= year.end; ++day) {
      const CivilDate date = civil_date(day);
      const int number = fiscal.kind == calendar::Fiscal::Kind::months
                             ? (date.month - fiscal.first_month + 12) % 12 * 100 + date.day
                             : day - year.start + 1;
      seasons.push_back({year.name, number, day, day, format_day(day)});
    }
  }
  return seasons;
}

std::vector<Season> seasons_of(const calendar::Fiscal& fiscal, Unit unit, Day from, Day to) {
  std::vector<Season> seasons;
  for (auto& period : calendar::periods_between(fiscal, unit, from, to)) {
    seasons.push_back({period.year, period.number, period.start, period.end, period.label});
  }
  return seasons;
}

}  // namespace

Seasons::Seasons(const calendar::Fiscal& fiscal, QuotaPeriod unit, Day from, Day to) {
  if (unit == QuotaPeriod::day) {
    all_ = seasons_of_days(fiscal, from, to);
  } else {
    const Unit of_calendar = unit == QuotaPeriod::week      ? Unit::week
                             : unit == QuotaPeriod::quarter ? Unit::quarter
                                                            : Unit::month;
    // Whole years: weeks of ISO 8601 run some days beyond the years of months.
    const Day first = calendar::fiscal_year_of(fiscal, from).start;
    const Day last = calendar::fiscal_year_of(fiscal, to).end;
    all_ = seasons_of(fiscal, of_calendar, first, last);
  }
  for (std::size_t i = 0; i < all_.size(); ++i) {
    const auto [year, is_new] = years_.try_emplace(all_[i].year, i, i);
    year->second.second = i + 1;
  }
}

std::vector<std::size_t> Seasons::between(Day from, Day to) const {
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < all_.size(); ++i) {
    if (all_[i].from <= to && all_[i].to >= from) places.push_back(i);
  }
  return places;
}

const Season* Seasons::find(int year, int number) const noexcept {
  const auto [begin, end] = of_year(year);
  const Season* found = nullptr;
  for (std::size_t i = begin; i < end && all_[i].number <= number; ++i)
    found = &all_[i];
  return found;
}

std::size_t Seasons::holding(Day day) const noexcept {
  const auto found =
      std::lower_bound(all_.begin(), all_.end(), day,
                       [](const Season& season, Day wanted) { return season.to < wanted; });
  return found == all_.end() || found->from > day ? all_.size()
                                                  : static_cast<std::size_t>(found - all_.begin());
}

std::vector<int> Seasons::years() const {
  std::vector<int> years;
  for (const auto& [year, places] : years_)
    years.push_back(year);
  return years;
}

std::pair<std::size_t, std::size_t> Seasons::of_year(int year) const noexcept {
  const auto found = years_.find(year);
  return found == years_.end() ? std::pair<std::size_t, std::size_t>{0, 0} : found->second;
}

}  // namespace sandan::quota
