#include <algorithm>
#include <array>

#include "quota/result_tables.hpp"
#include "quota/trees.hpp"

namespace sandan {
namespace quota {
namespace {

using Kind = Constraint::Kind;

constexpr std::array<std::string_view, 4> kind_codes = {"floor", "cap", "fixed", "growth"};

/// What may still be taken from a floor's place, or given to a cap's.
Minor slack_of(const PlacedConstraint& placed) {
  const Minor over = placed.amount_minor - placed.limit_minor;
  return placed.constraint.kind == Kind::cap ? -over : over;
}

results::Table constraints_table(const QuotaData& data) {
  const std::vector<PlacedConstraint>& all = data.constraints;
  std::vector<std::string> codes;
  std::vector<std::int32_t> kinds;
  std::vector<PeriodAt> periods;
  std::vector<std::int64_t> limits, amounts, slacks, frees, effects;
  std::vector<std::uint8_t> binds;
  for (const PlacedConstraint& placed : all) {
    const Constraint& constraint = placed.constraint;
    codes.push_back(constraint.code);
    kinds.push_back(static_cast<std::int32_t>(constraint.kind));
    const bool whole = constraint.unit == QuotaPeriod::all;
    periods.push_back(
        {constraint.unit, whole ? 0 : data.time.find(constraint.unit, constraint.period)});
    limits.push_back(placed.limit_minor);
    amounts.push_back(placed.amount_minor);
    slacks.push_back(slack_of(placed));
    frees.push_back(placed.free_minor);
    effects.push_back(placed.amount_minor - placed.free_minor);
    binds.push_back(placed.binds ? 1 : 0);
  }
  results::Table table;
  table.name = "constraints";
  table.add(results::text_column("code", codes));
  table.add(results::dictionary_column("kind", kinds, results::code_values(kind_codes)));
  for (const AxisTree& axis : data.axes) {
    std::vector<std::string> places;
    for (const PlacedConstraint& placed : all) {
      const auto named = placed.constraint.at.find(axis.axis);
      places.push_back(named == placed.constraint.at.end() ? axis.nodes.front().code
                                                           : named->second);
    }
    table.add(results::text_column(axis.axis, places));
  }
  add_period_columns(table, data.time, periods, false);
  table.add(results::int64_column("limit_minor", std::move(limits)));
  table.add(results::int64_column("amount_minor", std::move(amounts)));
  table.add(results::int64_column("slack_minor", std::move(slacks)));
  table.add(results::int64_column("free_minor", std::move(frees)));
  table.add(results::int64_column("effect_minor", std::move(effects)));
  table.add(results::boolean_column("binds", binds));
  table.add(results::constant_column("currency", data.definition->currency, std::ssize(all)));
  std::vector<std::optional<std::string>> labels;
  for (const PlacedConstraint& placed : all) {
    const std::string label(placed.constraint.label.in("en"));
    labels.push_back(label.empty() ? std::nullopt : std::optional(label));
  }
  auto label = results::text_column("label", labels);
  label.nullable = true;
  table.add(std::move(label));
  return table;
}

}  // namespace
}  // namespace quota

Result Quota::binding(const Run& /*run*/) const {
  using namespace quota;
  return make_result(*data_, {"binding"}, {constraints_table(*data_)});
}

}  // namespace sandan
