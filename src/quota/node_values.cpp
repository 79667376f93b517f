#include "quota/node_values.hpp"

#include <cmath>
#include <string>

#include "core/cells.hpp"
#include "process/inputs.hpp"
#include "quota/actuals.hpp"
#include "quota/presence.hpp"

namespace sandan::quota {
namespace {

using process::Wanted;

std::size_t at(std::int32_t index) noexcept { return static_cast<std::size_t>(index); }

void expect_weight(double value, const arrow::Table& table, const arrow::Column& column,
                   std::int64_t row, bool values) {
  if (std::isfinite(value) && value >= 0) return;
  throw arrow::cell_error(table, column, row, value < 0 ? "negative_weight" : "not_a_number",
                          "a weight must be a number, 0 or more", values);
}

/// Fills values of nodes from rows of `quota_nodes` of this axis.
void read_quota_nodes(const WeightInput& input, const AxisTree& tree, std::string_view name,
                      NodeValues& values) {
  const arrow::Table* table = input.tables.find("quota_nodes");
  const auto* column = arrow::optional_number(table, name);
  if (column == nullptr) return;
  const NodeFinder finder(tree);
  const auto* axes = process::optional_column(table, "axis", Wanted::text);
  const auto& ids = process::required_column(*table, "node_id", Wanted::id);
  const auto from = process::days_or(*table, "from_on", first_day, input.values);
  const auto to = process::days_or(*table, "to_on", last_day, input.values);
  for (std::int64_t row = 0; row < table->rows(); ++row) {
    const auto axis = axes == nullptr ? std::nullopt : axes->text(row);
    if (axis && *axis != tree.axis) continue;
    const auto id = arrow::id_at(ids, row);
    const std::int32_t group = id ? finder.group(*id) : -1;
    const auto value = group < 0 ? std::nullopt : arrow::number_at(*column, row);
    if (!value) continue;
    expect_weight(*value, *table, *column, row, input.values);
    for (const std::int32_t node : finder.nodes(group)) {
      const AxisNode& place = tree.nodes[at(node)];
      const bool meets = from[static_cast<std::size_t>(row)] <= place.to &&
                         to[static_cast<std::size_t>(row)] >= place.from;
      if (meets && !values[at(node)]) values[at(node)] = *value;
    }
  }
}

void read_rep_column(const WeightInput& input, const AxisTree& tree, std::string_view name,
                     NodeValues& values) {
  const arrow::Table* table = input.tables.find("reps");
  const auto* column = arrow::optional_number(table, name);
  if (column == nullptr) return;
  const NodeFinder finder(tree);
  const auto& ids = process::required_column(*table, "rep_id", Wanted::id);
  for (std::int64_t row = 0; row < table->rows(); ++row) {
    const auto id = arrow::id_at(ids, row);
    const std::int32_t group = id ? finder.group(*id) : -1;
    const auto value = group < 0 ? std::nullopt : arrow::number_at(*column, row);
    if (!value) continue;
    expect_weight(*value, *table, *column, row, input.values);
    for (const std::int32_t node : finder.nodes(group)) {
      if (tree.is_leaf(node) && !values[at(node)]) values[at(node)] = *value;
    }
  }
}

void add_up_known(const AxisTree& tree, NodeValues& values) {
  for (std::size_t node = tree.nodes.size(); node-- > 0;) {
    if (values[node] || tree.is_leaf(static_cast<std::int32_t>(node))) continue;
    double sum = 0;
    bool all = true;
    for_each_child(tree.nodes, static_cast<std::int32_t>(node), [&](std::int32_t child) {
      const auto& value = values[at(child)];
      all = all && value.has_value();
      sum += value.value_or(0);
    });
    if (all) values[node] = sum;
  }
}

double document_weight(const Weights& weights, const std::string& code, double value) {
  if (std::isfinite(value) && value >= 0) return value;
  throw Error(Status::data, value < 0 ? "negative_weight" : "not_a_number",
              "the weight of \"" + code + "\" must be a number, 0 or more")
      .at(weights.pointer);
}

}  // namespace

NodeValues given_values(const WeightInput& input, std::size_t axis, const Weights& weights) {
  const AxisTree& tree = input.axes[axis];
  NodeValues values(tree.nodes.size());
  for (std::size_t node = 0; node < tree.nodes.size(); ++node) {
    const AxisNode& place = tree.nodes[node];
    auto found = weights.given.find(place.code);
    if (found == weights.given.end() && at(place.depth) < tree.levels.size()) {
      found = weights.given.find(tree.levels[at(place.depth)] + ":" + place.code);
    }
    if (found != weights.given.end()) {
      values[node] = document_weight(weights, found->first, found->second);
    }
  }
  read_quota_nodes(input, tree, "weight", values);
  return values;
}

NodeValues potential_values(const WeightInput& input, std::size_t axis, const Weights& weights) {
  const AxisTree& tree = input.axes[axis];
  NodeValues values(tree.nodes.size());
  const bool in_nodes =
      arrow::optional_number(input.tables.find("quota_nodes"), weights.column) != nullptr;
  const bool in_reps = tree.axis == "sales" &&
                       arrow::optional_number(input.tables.find("reps"), weights.column) != nullptr;
  if (!in_nodes && !in_reps) {
    throw Error(Status::schema, "missing_column",
                "weights by potential need a column \"" + weights.column + "\" of \"quota_nodes\"" +
                    (tree.axis == "sales" ? " or \"reps\"" : ""))
        .at(weights.pointer);
  }
  read_quota_nodes(input, tree, weights.column, values);
  if (in_reps) read_rep_column(input, tree, weights.column, values);
  add_up_known(tree, values);
  return values;
}

NodeValues capacity_values(const WeightInput& input, std::size_t axis) {
  const AxisTree& tree = input.axes[axis];
  const DayWindow plan{input.time.first, input.time.last()};
  const bool is_sales = tree.axis == "sales";
  const RepFacts reps = is_sales ? read_reps(input, tree) : RepFacts{};
  const Presence presence(input);
  NodeValues values(tree.nodes.size());
  for (const std::int32_t leaf : tree.leaves) {
    const AxisNode& node = tree.nodes[at(leaf)];
    const DayWindow window{std::max(node.from, plan.from), std::min(node.to, plan.to)};
    if (!is_sales) {
      values[at(leaf)] = static_cast<double>(presence.days(window));
      continue;
    }
    double days = 0;
    for_each_ramp_run(input.definition.ramp, reps.hired_on[at(leaf)], window,
                      [&](Day from, Day to, std::int32_t ppm) {
                        days += static_cast<double>(presence.days({from, to})) * ppm;
                      });
    values[at(leaf)] = days / 1e6 * reps.capacity[at(leaf)];
  }
  add_up_known(tree, values);
  return values;
}

}  // namespace sandan::quota
