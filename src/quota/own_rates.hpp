#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "quota/fault_table.hpp"
#include "quota/quota_data.hpp"
#include "quota/sales_places.hpp"
#include "sandan/core/run.hpp"
#include "sandan/core/tables.hpp"

/// What each rep brought per working day, month by month.
namespace sandan::quota {

/// Whole months a history takes at least, and looked back at most.
inline constexpr std::size_t least_months = 6;
inline constexpr std::size_t most_months = 24;

struct OwnRates {
  Minor in_plan_minor = 0;     ///< brought from the first day of the plan to the day
  std::vector<double> months;  ///< per working day, in minor units, oldest first
  /// Upper quartile of the months; nothing with fewer than `least_months`.
  std::optional<double> upper_quartile() const;
};

struct RatesOfReps {
  std::map<std::string, OwnRates, std::less<>> by_code;  ///< of the sales axis
  std::vector<results::RowFault> faults;                 ///< of actuals and credits
};

/// Of orders up to `as_of` in the plan's currency.
/// Months count from the first whole one since hiring, or from that of the
/// first order where the day of hiring is unknown; those in which working days
/// lie before the first order of anybody are not known. Empty without `actuals`.
RatesOfReps own_rates(const QuotaData& data, const SalesTree& sales, const Tables& tables,
                      Day as_of, const Run& run);

}  // namespace sandan::quota
