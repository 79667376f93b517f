#include "quota/landing.hpp"

#include <algorithm>
#include <cmath>

#include "core/ratio.hpp"
#include "quota/intervals.hpp"

namespace sandan::quota {
namespace {

bool is_positive(const MinorSum& sum) {
  return sum.high() > 0 || (sum.high() == 0 && sum.low() > 0);
}

double number(const MinorSum& sum) { return ratio(Wide(sum), Wide(1)); }

/// Weeks without a measure, such as those of long holidays, are counted into
/// the next week that has one; the last ones into the week before.
std::vector<WeekOfPace> measured_weeks(std::span<const WeekOfPace> weeks) {
  std::vector<WeekOfPace> measured;
  WeekOfPace open;
  for (const WeekOfPace& week : weeks) {
    open.actual.add(week.actual);
    open.measure.add(week.measure);
    if (!is_positive(open.measure)) continue;
    measured.push_back(open);
    open = {};
  }
  if (!measured.empty()) {
    measured.back().actual.add(open.actual);
    measured.back().measure.add(open.measure);
  }
  return measured;
}

/// The value rounded half away from zero, kept within 64 bits.
Minor nearest_minor(double value) noexcept {
  const double rounded = std::round(value);
  if (!(rounded > -9223372036854775808.0)) return INT64_MIN;
  if (rounded >= 9223372036854775808.0) return INT64_MAX;
  return static_cast<Minor>(rounded);
}

}  // namespace

Landing landing(const LandingInput& input) {
  const std::vector<WeekOfPace> weeks = measured_weeks(input.weeks);
  Landing result;
  result.n_weeks = static_cast<std::int64_t>(weeks.size());
  if (!is_positive(input.rest)) {
    result.insufficient = false;
    result.expected = result.low = result.high = input.brought;
    return result;
  }
  if (result.n_weeks < std::max<std::int64_t>(2, input.min_n)) return result;
  result.insufficient = false;

  MinorSum actual, measure;
  for (const WeekOfPace& week : weeks) {
    actual.add(week.actual);
    measure.add(week.measure);
  }
  const double slope = ratio(Wide(actual), Wide(measure));
  double squares = 0;
  for (const WeekOfPace& week : weeks) {
    const double expected = number(week.measure);
    const double off = number(week.actual) - slope * expected;
    squares += off * off / expected;
  }
  const auto degrees = static_cast<double>(weeks.size() - 1);
  const double rest = number(input.rest);
  const double error = std::sqrt(squares / degrees * rest * (1 + rest / number(measure)));
  const double half = student_quantile_two_sided(input.confidence, degrees) * error;

  MinorSum end;
  end.add(input.brought);
  end.add(rounded_ratio({Wide(actual), Wide(input.rest)}, {Wide(measure)}));
  const Minor expected = end.total();
  const double centre = static_cast<double>(expected);
  const auto at_least_brought = [&](Minor minor) { return std::max(minor, input.brought); };
  result.expected = at_least_brought(expected);
  result.low = at_least_brought(nearest_minor(centre - half));
  result.high = at_least_brought(nearest_minor(centre + half));
  return result;
}

}  // namespace sandan::quota
