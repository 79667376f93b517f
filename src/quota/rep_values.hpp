#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/statistics.hpp"
#include "sandan/core.hpp"
#include "sandan/quota/requests.hpp"

/// What each rep reached, by the measure asked for.
namespace sandan::quota {

/// A rep of the table `reps` who is there at the end of the window.
struct RepValue {
  std::string rep;
  std::optional<std::string> group;  ///< the columns of `within` joined; nothing: one is unknown
  std::optional<std::string> team;
  std::optional<std::string> manager;
  bool is_leader = false;    ///< by role
  bool whole_window = true;  ///< hired by its first day, without one asked for by that of the data
  std::int64_t n = 0;        ///< actuals counted
  std::optional<double> value;
  std::optional<Interval> interval;
};

struct RepValues {
  std::vector<RepValue> reps;  ///< in the order of `reps`
  std::string currency;        ///< of amounts; empty: none, or not told
  std::int64_t others = 0;     ///< actuals of persons who are not in `reps`, or of nobody
  std::int64_t faults = 0;     ///< rows of actuals and credits at fault
};

/// Reads `reps`, and `actuals` with `credits` unless the measure is a column of
/// `reps`. amount_minor: their sum; orders: actuals above 0; customers: accounts
/// with one; new_customers: accounts with one of customer_class "new". A rep
/// without any has 0. The interval is what chance alone makes of the value at
/// the same pace: of amounts by the sum of their squares, which estimates the
/// variance of a compound Poisson sum, from two actuals on; of counts the exact
/// one of a Poisson mean (F. Garwood, Biometrika 28, 1936); of own columns none.
/// Throws Error{schema} for tables and columns, Error{data} (duplicate_id,
/// missing_id, not_a_number) with the row.
RepValues rep_values(const Tables& tables, const QuartilesRequest& request, const Run& run);

}  // namespace sandan::quota
