#include "quota/own_rates.hpp"

#include <algorithm>

#include "core/cells.hpp"
#include "core/statistics.hpp"
#include "process/inputs.hpp"
#include "quota/actuals.hpp"

namespace sandan::quota {
namespace {

struct Month {
  Day from;
  Day to;
  std::int64_t workdays;
};

/// Whole months up to the day, oldest first.
std::vector<Month> whole_months(const Calendar& calendar, Day as_of) {
  std::vector<Month> months;
  Day end = period_start(Period::month, as_of + 1) - 1;
  while (months.size() < most_months && end > first_day) {
    const Day from = period_start(Period::month, end);
    months.push_back({from, end, calendar.count(from, end).workdays});
    end = from - 1;
  }
  std::reverse(months.begin(), months.end());
  return months;
}

std::map<std::string, Day, std::less<>> hiring_days(const Tables& tables, bool values) {
  std::map<std::string, Day, std::less<>> hired;
  const arrow::Table* reps = tables.find("reps");
  if (reps == nullptr) return hired;
  const arrow::Column& ids = process::required_column(*reps, "rep_id", process::Wanted::id);
  const std::vector<Day> days = process::days_or(*reps, "hired_on", process::no_day, values);
  for (std::int64_t row = 0; row < reps->rows(); ++row) {
    const auto id = arrow::id_at(ids, row);
    const Day day = days[static_cast<std::size_t>(row)];
    if (id && day != process::no_day) hired.emplace(*id, day);
  }
  return hired;
}

/// Sums of one rep.
struct Sums {
  std::vector<MinorSum> months;
  MinorSum in_plan;
  std::optional<Day> first;  ///< day of the first order
};

/// First day that the rows tell of.
Day first_told(const Actuals& actuals) {
  const auto first = std::min_element(actuals.day.begin(), actuals.day.end());
  return first == actuals.day.end() ? last_day : *first;
}

/// Months without a working day before the first that orders tell of.
void keep_told(std::vector<Month>& months, const Calendar& calendar, Day told_from) {
  std::erase_if(months, [&](const Month& month) {
    return month.to < told_from ||
           (month.from < told_from && calendar.count(month.from, told_from - 1).workdays > 0);
  });
}

std::vector<double> rates_from(const Sums& sums, const std::vector<Month>& months, Day begins) {
  std::vector<double> rates;
  for (std::size_t i = 0; i < months.size(); ++i) {
    if (months[i].from < begins || months[i].workdays == 0) continue;
    rates.push_back(static_cast<double>(sums.months[i].total()) /
                    static_cast<double>(months[i].workdays));
  }
  return rates;
}

}  // namespace

std::optional<double> OwnRates::upper_quartile() const {
  if (months.size() < least_months) return std::nullopt;
  std::vector<double> sorted = months;
  std::sort(sorted.begin(), sorted.end());
  return quantile_sorted(std::span<const double>(sorted), 0.75);
}

RatesOfReps own_rates(const QuotaData& data, const SalesTree& sales, const Tables& tables,
                      Day as_of, const Run& run) {
  RatesOfReps rates;
  if (tables.find("actuals") == nullptr) return rates;
  std::vector<Month> months = whole_months(*data.definition->calendar, as_of);
  ActualsRequest request;
  request.currency = data.definition->currency;
  request.kind = "order";
  request.values = data.request.values;
  request.to = as_of;
  request.axes = std::span(&sales.tree, 1);
  request.nearest = true;
  const Actuals actuals = read_actuals(tables, request, run);
  rates.faults = faults_of(actuals);
  keep_told(months, *data.definition->calendar, first_told(actuals));
  std::map<std::string, Sums, std::less<>> sums;
  for (std::size_t i = 0; i < actuals.day.size(); ++i) {
    const std::int32_t node = actuals.nodes[0][i];
    if (node < 0) continue;
    Sums& own = sums[sales.node(node).code];
    own.months.resize(months.size());
    const Day day = actuals.day[i];
    own.first = std::min(own.first.value_or(day), day);
    if (data.time.holds(day)) own.in_plan.add(actuals.amount_minor[i]);
    const auto month = std::upper_bound(months.begin(), months.end(), day,
                                        [](Day d, const Month& m) { return d < m.from; });
    if (month == months.begin() || day > std::prev(month)->to) continue;
    own.months[static_cast<std::size_t>(std::prev(month) - months.begin())].add(
        actuals.amount_minor[i]);
  }
  const auto hired = hiring_days(tables, data.request.values);
  for (const std::int32_t leaf : sales.tree.leaves) {
    const std::string& code = sales.node(leaf).code;
    const auto found = sums.find(code);
    const auto since = hired.find(code);
    if (found == sums.end() && since == hired.end()) continue;
    Sums none;
    none.months.resize(months.size());
    const Sums& own = found == sums.end() ? none : found->second;
    const Day begins =
        since != hired.end() ? since->second : period_start(Period::month, *own.first);
    rates.by_code.emplace(code, OwnRates{own.in_plan.total(), rates_from(own, months, begins)});
  }
  return rates;
}

}  // namespace sandan::quota
