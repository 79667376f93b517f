#include "quota/staff.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "core/cells.hpp"
#include "core/ratio.hpp"
#include "core/statistics.hpp"
#include "process/inputs.hpp"
#include "quota/presence.hpp"

namespace sandan::quota {
namespace {

constexpr std::int64_t whole_ppm = 1'000'000;
constexpr Day days_of_year = 365;
/// Working days of full productivity that a head's history takes at least.
constexpr std::int64_t least_work = 60 * whole_ppm;

std::optional<Day> stated(Day day) {
  return day == process::no_day ? std::nullopt : std::optional(day);
}

}  // namespace

Staff read_staff(const Tables& tables, const SalesTree& sales, bool values) {
  const arrow::Table* reps = tables.find("reps");
  if (reps == nullptr) {
    throw Error(Status::schema, "missing_table", "table \"reps\" is missing").in_table("reps");
  }
  const arrow::Column& ids = process::required_column(*reps, "rep_id", process::Wanted::id);
  const std::vector<Day> hired = process::days_or(*reps, "hired_on", process::no_day, values);
  const std::vector<Day> left = process::days_or(*reps, "left_on", process::no_day, values);
  std::set<std::string_view> leaves;
  for (const std::int32_t leaf : sales.tree.leaves)
    leaves.insert(sales.node(leaf).code);
  Staff staff;
  staff.tells_leaving = reps->has("left_on");
  std::set<std::string> seen;
  bool some_in_plan = false;
  for (std::int64_t row = 0; row < reps->rows(); ++row) {
    const auto code = arrow::id_at(ids, row);
    if (!code) throw arrow::cell_error(*reps, ids, row, "missing_id", "the row has no id", values);
    if (!seen.insert(*code).second) {
      throw arrow::cell_error(*reps, ids, row, "duplicate_id", "the rep is listed twice", values);
    }
    const auto at = static_cast<std::size_t>(row);
    staff.people.push_back({*code, stated(hired[at]), stated(left[at]), leaves.contains(*code)});
    some_in_plan |= staff.people.back().in_plan;
  }
  for (Person& person : staff.people)
    person.in_plan |= !some_in_plan;
  return staff;
}

std::int64_t work_of(const Calendar& calendar, const Ramp& ramp, std::optional<Day> hired_on,
                     Day from, Day to) {
  const DayWindow window{std::max(from, hired_on.value_or(from)), to};
  std::int64_t work = 0;
  for_each_ramp_run(ramp, hired_on, window, [&](Day first, Day last, std::int32_t ppm) {
    work += calendar.count(first, last).workdays * ppm;
  });
  return work;
}

std::int64_t workdays_of_year_from(const Calendar& calendar, Day from) {
  return calendar.count(from, from + days_of_year - 1).workdays;
}

std::int64_t workdays_of_year_to(const Calendar& calendar, Day to) {
  return calendar.count(to - days_of_year + 1, to).workdays;
}

Productivity own_productivity(const Calendar& calendar, const Staff& staff, const Actuals& actuals,
                              Day told_from, const Ramp& ramp, Day as_of, double quantile) {
  const Day from = std::max(as_of - days_of_year + 1, told_from);
  if (from > as_of) return {};
  std::vector<MinorSum> brought(actuals.rep.texts.size());
  for (std::size_t i = 0; i < actuals.day.size(); ++i) {
    const std::int32_t rep = actuals.rep.codes[i];
    if (rep < 0 || actuals.day[i] < from || actuals.day[i] > as_of) continue;
    brought[static_cast<std::size_t>(rep)].add(actuals.amount_minor[i]);
  }
  std::map<std::string_view, std::size_t> by_code;
  for (std::size_t i = 0; i < actuals.rep.texts.size(); ++i)
    by_code.emplace(actuals.rep.texts[i], i);
  const std::int64_t year = workdays_of_year_to(calendar, as_of);
  std::vector<std::int64_t> yearly;
  for (const Person& person : staff.people) {
    const auto found = by_code.find(person.code);
    if (!person.in_plan && found == by_code.end()) continue;
    const std::int64_t work =
        work_of(calendar, ramp, person.hired_on, from, std::min(as_of, person.last()));
    if (work < least_work) continue;
    const MinorSum sum = found == by_code.end() ? MinorSum() : brought[found->second];
    yearly.push_back(rounded_ratio({sum, year, whole_ppm}, {work}));
  }
  Productivity productivity;
  productivity.n = static_cast<std::int64_t>(yearly.size());
  if (yearly.empty()) return productivity;
  std::sort(yearly.begin(), yearly.end());
  productivity.minor =
      std::llround(quantile_sorted(std::span<const std::int64_t>(yearly), quantile));
  return productivity;
}

std::optional<std::int64_t> own_attrition_ppm(const Staff& staff, Day as_of) {
  if (!staff.tells_leaving) return std::nullopt;
  const Day before = as_of - days_of_year;
  std::int64_t heads = 0;
  std::int64_t leavers = 0;
  for (const Person& person : staff.people) {
    const auto is_there = [&](Day day) { return person.first() <= day && day <= person.last(); };
    heads += (is_there(before) ? 1 : 0) + (is_there(as_of) ? 1 : 0);
    leavers += person.left_on && *person.left_on >= before && *person.left_on < as_of ? 1 : 0;
  }
  if (heads == 0) return std::nullopt;
  return std::min(whole_ppm, rounded_ratio({leavers, 2, whole_ppm}, {heads}));
}

std::int64_t staying_ppm(std::int64_t attrition_ppm, std::int64_t days) {
  std::int64_t staying = whole_ppm;
  for (; days >= days_of_year; days -= days_of_year)
    staying = rounded_ratio({staying, whole_ppm - attrition_ppm}, {whole_ppm});
  return staying - rounded_ratio({staying, attrition_ppm, days}, {whole_ppm, days_of_year});
}

}  // namespace sandan::quota
