#include "quota/build_layer.hpp"

#include <boost/multiprecision/cpp_int.hpp>

#include <algorithm>
#include <map>
#include <optional>

#include "core/parallel.hpp"
#include "core/text.hpp"
#include "quota/allocation.hpp"
#include "quota/cross_axes.hpp"
#include "quota/time_stages.hpp"

namespace sandan::quota {
namespace {

using Int128 = boost::multiprecision::int128_t;
using What = BoundsRow::What;

std::size_t at(std::int64_t index) noexcept { return static_cast<std::size_t>(index); }

/// Counts how far whole amounts lie from ideals.
struct Distance {
  BoundsRow row;

  void add(const Ideal& ideal, std::int64_t amount) {
    ++row.n;
    if (amount < ideal.floor() || amount > ideal.ceil()) ++row.beyond_one;
    const Ideal whole{amount, 0};
    row.worst_units =
        std::max(row.worst_units, to_double(whole < ideal ? ideal - whole : whole - ideal));
  }
};

class LayerBuilder {
 public:
  LayerBuilder(LayerInput input, Budget& budget, const Run& run)
      : input_(std::move(input)),
        split_(*input_.layer.split),
        unit_(input_.definition.round_to_minor),
        units_(input_.layer.total_minor / unit_),
        budget_(budget),
        run_(run) {
    if (units_ > most_units) {
      throw Error(Status::overflow, "total_too_large",
                  "a total of " + std::to_string(units_) +
                      " rounding units is more than 2^53; round to a larger unit")
          .at("/total_minor");
    }
  }

  BuiltLayer build() {
    divide();
    Buffer<Minor> cells(at(split_.lines()) * at(input_.time.days), budget_);
    const std::optional<ControlledOutcome> outcome = spread(cells);
    if (outcome && outcome->as_flow) sum_cells(cells);
    tell_bounds(outcome);
    add_remainder(cells);
    finish(std::move(cells));
    return std::move(built_);
  }

 private:
  void divide() {
    const LineShares& shares = *input_.layer.shares;
    std::vector<SumLimit> limits;
    std::vector<const Constraint*> constraints;
    if (!input_.limits.empty()) {
      refuse_conflicts({input_.limits, unit_, input_.values}, split_, input_.axes, input_.time,
                       units_);
      for (const PlacedLimit& limit : input_.limits) {
        limits.push_back(sum_limit(limit));
        constraints.push_back(&limit.placed.constraint);
      }
    }
    const PartRunner runner(run_);
    runner.report(0);
    const BoundedInput bounded{split_, shares, input_.time, 0, input_.time.days - 1, units_};
    bounded_ = ideals_within(bounded, limits, constraints);
    runner.report(0);
    division_.ideals = std::move(bounded_.ideals);
    settle_ideals(split_, division_.ideals);
    const auto crossing = crossing_axes(input_.definition);
    round_division(split_, units_, bounded_.bounds, crossing, division_);
    if (limits.empty()) return;
    runner.report(0);
    free_.ideals = ideals_within(bounded, {}).ideals;
    settle_ideals(split_, free_.ideals);
    round_division(split_, units_, {}, crossing, free_);
    for (const std::int32_t node : split_.line_nodes)
      built_.free_units.push_back(free_.amounts[at(node)]);
  }

  SumLimit sum_limit(const PlacedLimit& limit) const {
    const auto lines = lines_of(limit);
    return {cover(split_, lines), limit.placed.day_from, limit.placed.day_to, limit.low,
            limit.high};
  }

  std::vector<std::int32_t> lines_of(const PlacedLimit& limit) const {
    if (input_.layer.depth < 0) return limit.placed.lines.values();
    return lines_below(split_, input_.axes, limit.nodes);
  }

  std::optional<ControlledOutcome> spread(const Buffer<Minor>& cells) {
    TimeInput time{
        input_.time,    split_, *input_.layer.shares,   division_.ideals, division_.amounts,
        bounded_.lines, unit_,  division_.cross.empty()};
    if (input_.definition.time_rounding == TimeRounding::cumulative) {
      cumulative_time(time, cells.span(), run_);
      return std::nullopt;
    }
    return controlled_time(time, cells.span(), run_);
  }

  /// Amounts of the nodes anew, where rounding over time moved units between
  /// lines.
  void sum_cells(const Buffer<Minor>& cells) {
    std::fill(division_.amounts.begin(), division_.amounts.end(), 0);
    for (std::int32_t line = 0; line < split_.lines(); ++line) {
      std::int64_t& sum = division_.amounts[at(split_.line_nodes[at(line)])];
      for (std::int32_t day = 0; day < input_.time.days; ++day)
        sum += cells[at(std::int64_t{line} * input_.time.days + day)] / unit_;
    }
    for (std::size_t node = split_.nodes.size(); node-- > 1;)
      division_.amounts[at(split_.nodes[node].parent)] += division_.amounts[node];
  }

  void tell_bounds(const std::optional<ControlledOutcome>& outcome) {
    const auto& axes = input_.definition.axes;
    const auto& both = input_.definition.hierarchies;
    for (std::size_t axis = 0; axis < axes.size(); ++axis) {
      Distance nodes{new_row(axes[axis].code, What::nodes)};
      Distance cells{new_row(axes[0].code + " × " + axes[axis].code, What::cells)};
      for (std::size_t node = 0; node < split_.nodes.size(); ++node) {
        if (split_.nodes[node].axis != static_cast<std::int32_t>(axis)) continue;
        Distance& distance = axis == 0 ? nodes : cells;
        distance.add(division_.ideals[node], division_.amounts[node]);
        if (!free_.ideals.empty() && !(free_.ideals[node] == division_.ideals[node]))
          ++distance.row.constrained;
      }
      if (axis == 0) {
        nodes.row.is_optimal = true;  // each node's children have the largest remainders
        built_.bounds.push_back(nodes.row);
        continue;
      }
      const auto found = std::find_if(
          division_.cross.begin(), division_.cross.end(),
          [&](const CrossOutcome& cross) { return cross.axis == static_cast<std::int32_t>(axis); });
      const bool crosses = found != division_.cross.end();
      nodes.row.what = crosses ? What::nodes : What::cross_totals;
      nodes.row.is_optimal = cells.row.is_optimal = !crosses || found->is_optimal;
      add_cross_totals(static_cast<std::int32_t>(axis), nodes);
      if (!crosses) nodes.row.is_optimal = false;
      built_.bounds.push_back(nodes.row);
      built_.bounds.push_back(cells.row);
    }
    if (!outcome) return;
    const bool named = std::find(both.begin(), both.end(), "time") != both.end();
    BoundsRow nodes = new_row("time", named ? What::nodes : What::cross_totals);
    nodes.n = outcome->n_nodes;
    nodes.beyond_one = outcome->nodes_beyond;
    nodes.worst_units = outcome->nodes_worst;
    nodes.is_optimal = outcome->is_optimal;
    built_.bounds.push_back(nodes);
    BoundsRow cells = new_row(axes[0].code + " × time", What::cells);
    cells.n = outcome->n_cells;
    cells.beyond_one = outcome->cells_beyond;
    cells.worst_units = outcome->cells_worst;
    cells.constrained = outcome->cells_constrained;
    cells.is_optimal = outcome->is_optimal;
    built_.bounds.push_back(cells);
  }

  BoundsRow new_row(std::string hierarchy, What what) const {
    BoundsRow row;
    row.tier = input_.layer.tier;
    row.hierarchy = std::move(hierarchy);
    row.what = what;
    return row;
  }

  void add_cross_totals(std::int32_t axis, Distance& nodes) const {
    const CrossMatrix matrix = cross_matrix(split_, axis);
    for (std::size_t column = 0; column < matrix.columns(); ++column) {
      Ideal ideal;
      std::int64_t amount = 0;
      for (std::size_t row = 0; row < matrix.rows.size(); ++row) {
        const auto node = at(matrix.at(row, column));
        ideal = ideal + division_.ideals[node];
        amount += division_.amounts[node];
      }
      nodes.add(settled(ideal, split_.lines()), amount);
    }
  }

  /// The part below the unit goes to the atom of the largest ideal (a line's
  /// ideal by its heaviest day, in fixed point) whose places can take it.
  void add_remainder(const Buffer<Minor>& cells) {
    Layer& layer = input_.layer;
    layer.remainder_minor = layer.total_minor % unit_;
    if (layer.remainder_minor == 0) return;
    const std::vector<FullPlace> full = full_places(cells);
    if (!place_remainder(full)) refuse_remainder(full);
    cells[at(std::int64_t{layer.remainder_line} * input_.time.days + layer.remainder_day)] +=
        layer.remainder_minor;
  }

  /// A limit that what lies below the unit would break, and by how much.
  struct FullPlace {
    const Constraint* constraint;
    std::vector<std::int32_t> lines;  ///< in order
    std::int32_t from;
    std::int32_t to;
    Minor over;
  };

  std::vector<FullPlace> full_places(const Buffer<Minor>& cells) const {
    std::vector<FullPlace> full;
    for (const PlacedLimit& limit : input_.limits) {
      const Constraint::Kind kind = limit.placed.constraint.kind;
      const bool is_most = kind == Constraint::Kind::cap || kind == Constraint::Kind::fixed;
      // Limits of upper layers are kept there.
      if (!is_most || !limit.factor.is_one()) continue;
      const PlacedConstraint& placed = limit.placed;
      std::vector<std::int32_t> lines = lines_of(limit);
      Minor sum = input_.layer.remainder_minor;
      for (const std::int32_t line : lines) {
        const Minor* days = cells.data() + std::int64_t{line} * input_.time.days;
        for (std::int32_t day = placed.day_from; day <= placed.day_to; ++day)
          sum += days[day];
      }
      const Minor over = sum - placed.constraint.amount_minor;
      if (over <= 0) continue;
      full.push_back({&placed.constraint, std::move(lines), placed.day_from, placed.day_to, over});
    }
    return full;
  }

  /// False when all days of all lines are full.
  bool place_remainder(const std::vector<FullPlace>& full) {
    std::multimap<std::int32_t, std::pair<std::int32_t, std::int32_t>> full_days;
    for (const FullPlace& place : full) {
      for (const std::int32_t line : place.lines)
        full_days.emplace(line, std::pair(place.from, place.to));
    }
    Layer& layer = input_.layer;
    Int128 largest = -1;
    std::vector<std::uint8_t> is_full(at(input_.time.days));
    for (std::int32_t line = 0; line < split_.lines(); ++line) {
      std::fill(is_full.begin(), is_full.end(), 0);
      const auto [first, last] = full_days.equal_range(line);
      for (auto days = first; days != last; ++days)
        std::fill(is_full.begin() + days->second.first, is_full.begin() + days->second.second + 1,
                  1);
      const auto prefix = layer.shares->prefix(line);
      const auto [weight, day] = heaviest(prefix, is_full);
      if (weight < 0) continue;
      const Ideal& ideal = division_.ideals[at(split_.line_nodes[at(line)])];
      const Int128 fixed = (Int128(ideal.whole) << 32) + ideal.fraction;
      const Int128 value =
          fixed / prefix.back() * weight + Int128(fixed % prefix.back()) * weight / prefix.back();
      if (value <= largest) continue;
      largest = value;
      layer.remainder_line = line;
      layer.remainder_day = day;
    }
    return largest >= 0;
  }

  /// Names the fewest limits, in order, that leave the part below the unit no
  /// place; with room in any one of them it has one.
  [[noreturn]] void refuse_remainder(std::vector<FullPlace> full) {
    for (std::size_t i = full.size(); i-- > 0;) {
      std::vector<FullPlace> fewer = full;
      fewer.erase(fewer.begin() + static_cast<std::ptrdiff_t>(i));
      if (!place_remainder(fewer)) full = std::move(fewer);
    }
    std::string codes, ways;
    for (const FullPlace& place : full) {
      const std::string name = "\"" + shortened(place.constraint->code, 60) + "\"";
      const auto shown = [&](Minor amount) {
        return input_.values ? std::to_string(amount) : std::string("…");
      };
      codes += (codes.empty() ? "" : ", ") + name;
      ways += (ways.empty() ? "" : "; ") + name + " " + shown(place.constraint->amount_minor) +
              " by " + shown(place.over);
    }
    Error error(Status::infeasible, "conflicting_constraints",
                "the part of the total below round_to_minor has no place that may take it: " +
                    codes + "; one of them has to give way (minor units): " + ways);
    const Constraint& first = *full.front().constraint;
    if (first.row >= 0) throw std::move(error).in_table("quota_constraints").in_row(first.row);
    throw std::move(error).at(first.pointer);
  }

  /// The first day of most weight that is not full; weight -1: there is none.
  static std::pair<std::int64_t, std::int32_t> heaviest(std::span<const std::int64_t> prefix,
                                                        std::span<const std::uint8_t> is_full) {
    std::pair<std::int64_t, std::int32_t> best{-1, 0};
    std::int64_t before = 0;
    for (std::size_t day = 0; day < prefix.size(); ++day) {
      if (is_full[day] == 0 && prefix[day] - before > best.first)
        best = {prefix[day] - before, static_cast<std::int32_t>(day)};
      before = prefix[day];
    }
    return best;
  }

  void finish(Buffer<Minor> cells) {
    Layer& layer = input_.layer;
    std::vector<Minor> amounts(split_.nodes.size());
    std::vector<double> ideals(split_.nodes.size());
    for (std::size_t node = 0; node < amounts.size(); ++node) {
      const SplitNode& split = split_.nodes[node];
      const bool takes_remainder =
          layer.remainder_line >= split.line_from && layer.remainder_line < split.line_to;
      amounts[node] =
          division_.amounts[node] * unit_ + (takes_remainder ? layer.remainder_minor : 0);
      ideals[node] = to_double(division_.ideals[node]) * static_cast<double>(unit_);
    }
    layer.amounts = std::move(amounts);
    layer.ideals_minor = std::move(ideals);
    layer.cells = std::move(cells).share();
    built_.layer = std::move(layer);
  }

  LayerInput input_;
  const SplitTree& split_;
  Minor unit_;
  std::int64_t units_;
  Budget& budget_;
  const Run& run_;
  Bounded bounded_;
  Division division_;
  Division free_;  ///< without limits
  BuiltLayer built_;
};

}  // namespace

BuiltLayer build_layer(LayerInput input, Budget& budget, const Run& run) {
  return LayerBuilder(std::move(input), budget, run).build();
}

std::vector<std::int32_t> crossing_axes(const Definition& definition) {
  std::vector<std::int32_t> crossing;
  for (std::size_t i = 1; i < definition.axes.size(); ++i) {
    const auto& both = definition.hierarchies;
    if (std::find(both.begin(), both.end(), definition.axes[i].code) != both.end())
      crossing.push_back(static_cast<std::int32_t>(i));
  }
  return crossing;
}

Minor amount_of(const Layer& layer, std::int32_t days, std::span<const std::int32_t> lines,
                std::int32_t from, std::int32_t to) {
  MinorSum sum;
  for (const std::int32_t line : lines) {
    const Minor* cells = layer.line(line, days);
    for (std::int32_t day = from; day <= to; ++day)
      sum.add(cells[day]);
  }
  return sum.total();
}

}  // namespace sandan::quota
