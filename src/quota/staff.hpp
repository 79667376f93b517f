#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "quota/actuals.hpp"
#include "quota/quota_data.hpp"
#include "quota/sales_places.hpp"

/// Who sells, how much a head brings, and how many leave.
namespace sandan::quota {

struct Person {
  std::string code;
  std::optional<Day> hired_on;  ///< nothing: long ago
  std::optional<Day> left_on;   ///< last day; nothing: not yet
  bool in_plan = false;         ///< a leaf of the sales axis

  Day first() const noexcept { return hired_on.value_or(first_day); }
  Day last() const noexcept { return left_on.value_or(last_day); }
};

struct Staff {
  std::vector<Person> people;  ///< rows of `reps`
  bool tells_leaving = false;  ///< the table has left_on
};

/// Reads `reps`. Where none of its rows is a leaf of the sales axis, all sell.
Staff read_staff(const Tables& tables, const SalesTree& sales, bool values);

/// Working days × productivity, in parts per million, of someone hired on that
/// day, from one day to another.
std::int64_t work_of(const Calendar& calendar, const Ramp& ramp, std::optional<Day> hired_on,
                     Day from, Day to);

/// Working days of a year that begins or ends on a day.
std::int64_t workdays_of_year_from(const Calendar& calendar, Day from);
std::int64_t workdays_of_year_to(const Calendar& calendar, Day to);

/// What a fully productive head brings in a year.
struct Productivity {
  std::optional<Minor> minor;
  std::int64_t n = 0;  ///< reps it is taken from
};

/// The quantile of what people brought in the year up to the day, each scaled
/// to a year of full productivity. Those count who worked as much as a quarter;
/// days before `told_from`, the first that orders tell of, do not count.
Productivity own_productivity(const Calendar& calendar, const Staff& staff, const Actuals& actuals,
                              Day told_from, const Ramp& ramp, Day as_of, double quantile);

/// Parts per million of reps who left in the year up to the day, of the mean of
/// heads at its two ends; nothing where it is not known.
std::optional<std::int64_t> own_attrition_ppm(const Staff& staff, Day as_of);

/// Parts per million of people who are still there so many days on: a year's
/// attrition compounds by year, within a year it is spread evenly.
std::int64_t staying_ppm(std::int64_t attrition_ppm, std::int64_t days);

}  // namespace sandan::quota
