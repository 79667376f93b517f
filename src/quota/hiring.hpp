#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "quota/definition.hpp"
#include "quota/time_axis.hpp"

/// How many to hire by when.
namespace sandan::quota {

/// People who start on the same day.
struct Hires {
  Day start_on = 0;
  Day open_by_on = 0;  ///< when their positions have to be open
  std::int64_t count = 0;
  bool experienced = false;  ///< without ramp-up
  std::int32_t quarter = 0;  ///< the first that would be missed if they came later; -1: none
  std::int64_t work = 0;     ///< to the end of the plan: working days × productivity in ppm
};

struct HiringInput {
  const Calendar& calendar;
  const TimeAxis& time;
  const Ramp& ramp;
  Day as_of;
  std::int32_t lead_workdays;
  std::int64_t experienced_ppm;  ///< of hires
  /// Work still to be done at the end of each quarter, by the whole plan up to
  /// then and with those who are there: working days × productivity in ppm.
  const std::vector<std::int64_t>& missing_work;
  /// Called now and then with the share done; may throw.
  std::function<void(double)> report = {};
};

struct Hiring {
  std::vector<Hires> hires;       ///< by first day
  std::vector<bool> is_feasible;  ///< by quarter: nothing is missing at its end
};

/// As many hires as the end of the plan takes when all start on the first day
/// possible, or as what is missing in a quarter takes of fully productive ones,
/// whichever are more. A quarter is not feasible when even all of them starting
/// on the first day do not suffice at its end. Then each in turn starts as late
/// as the feasible quarters let him; one whom none needs is left out.
Hiring plan_hiring(const HiringInput& input);

}  // namespace sandan::quota
