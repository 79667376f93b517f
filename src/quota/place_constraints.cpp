#include <boost/multiprecision/cpp_int.hpp>

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "core/cells.hpp"
#include "core/json.hpp"
#include "core/text.hpp"
#include "process/inputs.hpp"
#include "quota/constraints.hpp"
#include "quota/growth_history.hpp"
#include "quota/taking_part.hpp"
#include "quota/trees.hpp"

namespace sandan::quota {
namespace {

using Int128 = boost::multiprecision::int128_t;
using Kind = Constraint::Kind;
using process::Wanted;

constexpr std::string_view table_name = "quota_constraints";
constexpr std::size_t most_shown = 60;
constexpr std::int64_t ppm_of_one = 1'000'000;

std::size_t at(std::int64_t index) noexcept { return static_cast<std::size_t>(index); }

std::int64_t units_up(Minor amount, Minor unit) noexcept {
  return amount / unit + (amount % unit > 0 ? 1 : 0);
}

/// A refusal that names the constraint's place in the document or table.
Error refusal(const Constraint& constraint, std::string_view member, Status status,
              std::string_view detail, const std::string& message) {
  if (constraint.row >= 0) {
    return Error(status == Status::infeasible ? status : Status::data, detail, message)
        .at(std::string(member))
        .in_table(table_name)
        .in_row(constraint.row);
  }
  return Error(status, detail, message).at(constraint.pointer + "/" + std::string(member));
}

std::vector<Constraint> rows_of_table(const PlacingInput& input) {
  const arrow::Table* table = input.tables.find(table_name);
  std::vector<Constraint> rows;
  if (table == nullptr || table->rows() == 0) return rows;
  const auto& codes = process::required_column(*table, "code", Wanted::id);
  const auto* periods = process::optional_column(table, "period", Wanted::text);
  std::vector<const arrow::Column*> places;
  for (const AxisTree& axis : input.axes)
    places.push_back(process::optional_column(table, axis.axis, Wanted::id));
  constexpr std::array<std::string_view, 4> kinds = {"floor_minor", "cap_minor", "fixed_minor",
                                                     "growth_ppm"};
  std::array<const arrow::Column*, 4> limits{};
  for (std::size_t kind = 0; kind < kinds.size(); ++kind)
    limits[kind] = process::optional_column(table, kinds[kind], Wanted::integer);

  for (std::int64_t row = 0; row < table->rows(); ++row) {
    Constraint constraint;
    constraint.row = row;
    const auto code = arrow::id_at(codes, row);
    if (!code)
      throw refusal(constraint, "code", Status::data, "missing_code", "a constraint has no code");
    constraint.code = *code;
    for (std::size_t axis = 0; axis < places.size(); ++axis) {
      const auto place = places[axis] == nullptr ? std::nullopt : arrow::id_at(*places[axis], row);
      if (place) constraint.at.emplace(input.axes[axis].axis, *place);
    }
    if (const auto period = periods == nullptr ? std::nullopt : periods->text(row))
      constraint.period = std::string(*period);
    int n = 0;
    for (std::size_t kind = 0; kind < limits.size(); ++kind) {
      const auto limit = limits[kind] == nullptr ? std::nullopt : limits[kind]->integer(row);
      if (!limit) continue;
      ++n;
      constraint.kind = static_cast<Kind>(kind);
      (constraint.kind == Kind::growth ? constraint.growth_ppm : constraint.amount_minor) = *limit;
    }
    if (n != 1) {
      throw refusal(constraint, "floor_minor", Status::data, "one_limit_per_row",
                    "exactly one of floor_minor, cap_minor, fixed_minor and growth_ppm has a "
                    "value in a row; write another row for a second limit");
    }
    rows.push_back(std::move(constraint));
  }
  return rows;
}

/// The unit whose period has that code: codes of two units differ.
void find_period(const TimeAxis& time, Constraint& constraint, bool values) {
  if (constraint.period.empty()) {
    constraint.unit = QuotaPeriod::all;
    return;
  }
  for (std::size_t unit = 0; unit < time.spans.size(); ++unit) {
    constraint.unit = static_cast<QuotaPeriod>(unit);
    if (time.find(constraint.unit, constraint.period) >= 0) return;
  }
  throw refusal(
      constraint, "period", Status::document, "unknown_period",
      (values || constraint.row < 0 ? "\"" + shortened(constraint.period, most_shown) + "\""
                                    : std::string("the cell")) +
          " is no period of the plan's calendar and days");
}

class Placing {
 public:
  explicit Placing(const PlacingInput& input) : input_(input), history_(input) {}

  PlacedLimit place(Constraint constraint) {
    if (constraint.row >= 0) find_period(input_.time, constraint, input_.values);
    PlacedLimit limit;
    for (const AxisTree& axis : input_.axes)
      limit.nodes.push_back(nodes_of(constraint, axis));
    const std::int32_t index = constraint.unit == QuotaPeriod::all
                                   ? 0
                                   : input_.time.find(constraint.unit, constraint.period);
    if (index < 0) find_period(input_.time, constraint, input_.values);
    const TimeSpan& span = input_.time.of(constraint.unit)[at(std::max(index, 0))];
    limit.placed.day_from = span.from;
    limit.placed.day_to = span.to;
    limit.placed.lines = lines_below(input_.split, input_.axes, limit.nodes);
    limit.placed.constraint = std::move(constraint);
    set_limit(limit, span);
    leave_absent_out(limit);
    return limit;
  }

 private:
  /// Who takes no part in the period is given nothing in it.
  void leave_absent_out(PlacedLimit& limit) const {
    PlacedConstraint& placed = limit.placed;
    std::vector<std::int32_t> there = taking_part(input_.split, input_.axes, input_.time,
                                                  placed.lines, placed.day_from, placed.day_to);
    if (there.size() == placed.lines.size()) return;
    if (!there.empty()) {
      // Under a cap they stay: else it would not hold what others cannot take.
      if (limit.high == no_cap) placed.lines = std::move(there);
    } else if (limit.low > 0) {
      throw refusal(placed.constraint, member(placed.constraint.kind), Status::infeasible,
                    "place_takes_no_part",
                    "the place takes part in no working day from " +
                        format_day(input_.time.first + placed.day_from) + " to " +
                        format_day(input_.time.first + placed.day_to) +
                        ", so that it cannot bring anything then; limit other days, or another "
                        "place");
    }
  }

  std::vector<std::int32_t> nodes_of(const Constraint& constraint, const AxisTree& axis) const {
    const auto wanted = constraint.at.find(axis.axis);
    if (wanted == constraint.at.end()) return {0};
    std::vector<std::int32_t> nodes = place_nodes(axis, wanted->second);
    if (!nodes.empty()) return nodes;
    throw refusal(constraint, constraint.row >= 0 ? axis.axis : "at/" + axis.axis, Status::document,
                  "unknown_node",
                  "the axis \"" + axis.axis + "\" has no node \"" +
                      (input_.values || constraint.row < 0 ? shortened(wanted->second, most_shown)
                                                           : std::string("…")) +
                      "\" in the plan's days");
  }

  void set_limit(PlacedLimit& limit, const TimeSpan& span) {
    const Constraint& constraint = limit.placed.constraint;
    const Minor unit = input_.definition.round_to_minor;
    const Minor amount = constraint.amount_minor;
    if (constraint.kind != Kind::growth && amount < 0) {
      throw refusal(constraint, member(constraint.kind), Status::document, "negative_limit",
                    "a limit is negative");
    }
    switch (constraint.kind) {
      case Kind::floor:
        limit.low = units_up(amount, unit);
        break;
      case Kind::cap:
        limit.high = amount / unit;
        break;
      case Kind::fixed:
        if (amount % unit != 0) {
          throw refusal(constraint, "fixed_minor", Status::document, "not_whole_units",
                        "a fixed amount is a multiple of round_to_minor");
        }
        limit.low = limit.high = amount / unit;
        break;
      case Kind::growth:
        limit.low = grown(limit, span);
        break;
    }
    const std::int64_t told = constraint.kind == Kind::cap ? limit.high : limit.low;
    if (told > most_units) {
      throw refusal(constraint, member(constraint.kind), Status::overflow, "limit_too_large",
                    "a limit has more than 2^53 rounding units");
    }
    limit.placed.limit_minor = told * unit;
  }

  /// Units that are at least last year's amount × (1 + growth).
  std::int64_t grown(const PlacedLimit& limit, const TimeSpan& span) {
    const Constraint& constraint = limit.placed.constraint;
    const DayWindow window = period_a_year_before(
        input_.time, input_.definition.calendar->definition().fiscal, constraint.unit, span);
    if (window.to >= input_.time.first && window.to > input_.as_of) {
      throw refusal(constraint, "growth_ppm", Status::data, "year_before_not_over",
                    "growth is measured from the days " + format_day(window.from) + " to " +
                        format_day(window.to) + ", which are of the plan itself and not over on " +
                        format_day(input_.as_of) + "; limit a period that ends sooner");
    }
    const Minor before = history_.amount(limit.nodes, window);
    const std::int64_t ppm = limit.placed.constraint.growth_ppm;
    if (before <= 0 || ppm <= -ppm_of_one) return 0;
    const Int128 above = Int128(before) * (ppm_of_one + ppm);
    const Int128 below = Int128(ppm_of_one) * input_.definition.round_to_minor;
    const Int128 units = (above + below - 1) / below;
    return units > most_units ? most_units + 1 : static_cast<std::int64_t>(units);
  }

  static std::string_view member(Kind kind) noexcept {
    constexpr std::array<std::string_view, 4> members = {"floor_minor", "cap_minor", "fixed_minor",
                                                         "growth_ppm"};
    return members[static_cast<std::size_t>(kind)];
  }

  const PlacingInput& input_;
  GrowthHistory history_;
};

}  // namespace

std::vector<std::int32_t> lines_below(const SplitTree& split, const std::vector<AxisTree>& axes,
                                      const std::vector<std::vector<std::int32_t>>& nodes) {
  std::vector<std::int32_t> lines;
  const auto is_below = [&](std::size_t axis, std::int32_t line) {
    const std::int32_t leaf = split.line_leaves[axis][at(line)];
    return std::any_of(nodes[axis].begin(), nodes[axis].end(), [&](std::int32_t node) {
      return leaf >= node && leaf < axes[axis].nodes[at(node)].end;
    });
  };
  // Lines stand in the order of the first axis' leaves.
  const auto& leaves = split.line_leaves.front();
  for (const std::int32_t node : nodes.front()) {
    const auto from = std::lower_bound(leaves.begin(), leaves.end(), node);
    const auto to = std::lower_bound(from, leaves.end(), axes.front().nodes[at(node)].end);
    for (auto leaf = from; leaf != to; ++leaf) {
      const auto line = static_cast<std::int32_t>(leaf - leaves.begin());
      bool inside = true;
      for (std::size_t axis = 1; inside && axis < nodes.size(); ++axis)
        inside = is_below(axis, line);
      if (inside) lines.push_back(line);
    }
  }
  return lines;
}

std::vector<PlacedLimit> place_constraints(const PlacingInput& input) {
  Placing placing(input);
  std::vector<PlacedLimit> limits;
  std::set<std::string, std::less<>> codes;
  const auto add = [&](const Constraint& constraint) {
    if (!codes.insert(constraint.code).second) {
      throw refusal(constraint, "code", Status::document, "duplicate_code",
                    "two constraints have one code; results name them by it");
    }
    limits.push_back(placing.place(constraint));
  };
  for (const Constraint& constraint : input.definition.constraints)
    add(constraint);
  for (const Constraint& constraint : rows_of_table(input))
    add(constraint);
  return limits;
}

}  // namespace sandan::quota
