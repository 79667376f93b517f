#include "quota/plan_orders.hpp"

#include <algorithm>
#include <set>
#include <string>
#include <tuple>
#include <utility>

#include "core/arrow_column.hpp"
#include "quota/pace_keys.hpp"
#include "quota/team_of_day.hpp"

namespace sandan::quota {
namespace {

auto place_in_list(const results::RowFault& fault) {
  return std::tie(fault.table, fault.row, fault.column, fault.fault);
}

ActualsRequest orders_up_to(const QuotaData& data, Day as_of) {
  ActualsRequest request;
  request.currency = data.definition->currency;
  request.kind = "order";
  request.values = data.request.values;
  request.to = as_of;
  request.values = data.request.values;
  return request;
}

std::vector<AxisTree> told_axes(const QuotaData& data, const Tables& tables, bool with_sales) {
  std::vector<AxisTree> told;
  for (const AxisTree& tree : data.axes) {
    if (is_told(tables, tree) && (with_sales || tree.axis != "sales")) told.push_back(tree);
  }
  return told;
}

/// First axis on whose leaves a row does not lie; their number when there is none.
std::size_t missing_axis(const Actuals& actuals, const std::vector<AxisTree>& trees,
                         std::size_t row) {
  std::size_t axis = 0;
  for (; axis < trees.size(); ++axis) {
    const std::int32_t node = actuals.nodes[axis][row];
    if (node < 0 || !trees[axis].is_leaf(node)) break;
  }
  return axis;
}

template <class T>
void keep_rows(std::vector<T>& values, const std::vector<std::size_t>& rows) {
  std::vector<T> kept;
  kept.reserve(rows.size());
  for (const std::size_t row : rows)
    kept.push_back(values[row]);
  values = std::move(kept);
}

void keep_rows(Actuals& actuals, const std::vector<std::size_t>& rows) {
  keep_rows(actuals.row, rows);
  keep_rows(actuals.day, rows);
  keep_rows(actuals.amount_minor, rows);
  keep_rows(actuals.is_collection, rows);
  keep_rows(actuals.rep.codes, rows);
  for (auto& nodes : actuals.nodes)
    keep_rows(nodes, rows);
  for (CodedColumn& column : actuals.columns)
    keep_rows(column.codes, rows);
}

}  // namespace

PlanOrders orders_in_plan(const QuotaData& data, const Tables& tables, Day as_of, const Run& run) {
  PlanOrders orders;
  if (as_of < data.time.first) return orders;
  const std::vector<AxisTree> trees = told_axes(data, tables, true);
  ActualsRequest request = orders_up_to(data, std::min(as_of, data.time.last()));
  request.from = data.time.first;
  request.axes = trees;
  Actuals actuals = read_actuals(tables, request, run);
  for (std::size_t axis = 0; axis < trees.size(); ++axis) {
    if (trees[axis].axis == "sales") place_by_team(tables, trees[axis], axis, actuals);
  }
  orders.faults = faults_of(actuals);
  std::set<std::pair<std::int64_t, std::string>> told;
  for (const ActualFaultRow& fault : actuals.faults) {
    if (!fault.in_credits) told.emplace(fault.row, fault.column);
  }
  for (std::size_t i = 0; i < actuals.day.size(); ++i) {
    const std::size_t axis = missing_axis(actuals, trees, i);
    if (axis == trees.size()) {
      orders.day.push_back(actuals.day[i]);
      orders.amount_minor.push_back(actuals.amount_minor[i]);
      continue;
    }
    const std::string column = trees[axis].axis == "sales" ? "rep_id" : trees[axis].axis;
    if (!told.emplace(actuals.row[i], column).second) continue;
    orders.faults.push_back({"actuals", actuals.row[i], column,
                             actuals.nodes[axis][i] < 0 ? "no_place" : "not_a_leaf", false});
  }
  return orders;
}

PastOrders past_orders(const QuotaData& data, const Tables& tables, Day as_of, const Run& run) {
  const std::vector<AxisTree> trees = told_axes(data, tables, false);
  ActualsRequest request = orders_up_to(data, as_of);
  request.axes = trees;
  request.nearest = true;
  const auto* accounts = tables.find("accounts");
  if (tables.find("actuals")->has("industry") ||
      (accounts != nullptr && accounts->has("industry"))) {
    request.columns = {"industry"};
  }
  PastOrders past{read_actuals(tables, request, run)};
  Actuals& actuals = past.actuals;
  std::vector<std::size_t> rows;
  for (std::size_t i = 0; i < actuals.day.size(); ++i) {
    past.told_from = std::min(past.told_from, actuals.day[i]);
    if (missing_axis(actuals, trees, i) == trees.size()) rows.push_back(i);
  }
  if (rows.size() < actuals.day.size()) keep_rows(actuals, rows);
  return past;
}

std::vector<results::RowFault> merged_faults(std::vector<results::RowFault> faults,
                                             const std::vector<results::RowFault>& more) {
  faults.insert(faults.end(), more.begin(), more.end());
  std::stable_sort(faults.begin(), faults.end(),
                   [](const results::RowFault& a, const results::RowFault& b) {
                     return place_in_list(a) < place_in_list(b);
                   });
  const auto same = [](const results::RowFault& a, const results::RowFault& b) {
    return place_in_list(a) == place_in_list(b);
  };
  faults.erase(std::unique(faults.begin(), faults.end(), same), faults.end());
  return faults;
}

}  // namespace sandan::quota
