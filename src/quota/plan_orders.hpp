#pragma once

#include <vector>

#include "quota/actuals.hpp"
#include "quota/fault_table.hpp"
#include "quota/quota_data.hpp"
#include "sandan/core/run.hpp"
#include "sandan/core/tables.hpp"

/// Orders that a plan counts as its own.
namespace sandan::quota {

/// Orders on days of the plan that lie on a leaf of every axis the tables tell
/// of, in the plan's currency.
struct PlanOrders {
  std::vector<Day> day;
  std::vector<Minor> amount_minor;
  std::vector<results::RowFault> faults;  ///< with what lies on no leaf (no_place, not_a_leaf)
};
PlanOrders orders_in_plan(const QuotaData& data, const Tables& tables, Day as_of, const Run& run);

/// Orders up to a day, whoever brought them, on a leaf of every axis but sales
/// that the tables tell of (the nearest in time). With the column industry
/// where there is one. `told_from`: day of the first order of all, wherever it lies.
struct PastOrders {
  Actuals actuals;
  Day told_from = last_day;
};
PastOrders past_orders(const QuotaData& data, const Tables& tables, Day as_of, const Run& run);

/// Both by table and row, each once.
std::vector<results::RowFault> merged_faults(std::vector<results::RowFault> faults,
                                             const std::vector<results::RowFault>& more);

}  // namespace sandan::quota
