#include <algorithm>
#include <cstdlib>

#include "core/buffer.hpp"
#include "core/json.hpp"
#include "core/ratio.hpp"
#include "core/text.hpp"
#include "quota/actuals.hpp"
#include "quota/constraints.hpp"
#include "quota/padding.hpp"
#include "quota/rebuild.hpp"
#include "quota/team_of_day.hpp"
#include "quota/trees.hpp"

namespace sandan {
namespace quota {
namespace {

/// Lines at or below the nodes a place names.
std::vector<std::int32_t> lines_at(const QuotaData& data, const QuotaPlace& place) {
  std::vector<std::vector<std::int32_t>> nodes(data.axes.size(), {0});
  for (const auto& [code, node_code] : place) {
    const std::string where = json::child_pointer("/at", code);
    const std::int32_t axis = data.definition->axis_index(code);
    if (axis < 0) {
      throw Error(Status::invalid_argument, "unknown_axis",
                  "the plan has no axis \"" + shortened(code, 60) + "\"")
          .at(where);
    }
    const AxisTree& tree = data.axes[static_cast<std::size_t>(axis)];
    nodes[static_cast<std::size_t>(axis)] = place_nodes(tree, node_code);
    if (nodes[static_cast<std::size_t>(axis)].empty()) {
      throw Error(Status::invalid_argument, "unknown_node",
                  "axis \"" + tree.axis + "\" has no node \"" + shortened(node_code, 60) + "\"")
          .at(where);
    }
  }
  return lines_below(*data.base().split, data.axes, nodes);
}

/// What was brought before a day, by line and day.
class Brought {
 public:
  Brought(const QuotaData& data, const std::vector<std::int32_t>& lines, std::int32_t days,
          Budget& budget)
      : days_(days), position_(static_cast<std::size_t>(data.base().split->lines()), -1) {
    for (std::size_t i = 0; i < lines.size(); ++i)
      position_[static_cast<std::size_t>(lines[i])] = static_cast<std::int32_t>(i);
    const std::size_t cells = lines.size() * static_cast<std::size_t>(days);
    budget.take(cells * sizeof(Minor));
    cells_.resize(cells);
    sums_.resize(lines.size());
  }

  void read(const QuotaData& data, const Tables& tables, const ReplanRequest& request,
            const Run& run) {
    ActualsRequest wanted;
    wanted.currency = data.definition->currency;
    wanted.kind = request.kind;
    wanted.from = data.time.first;
    wanted.to = request.from - 1;
    const std::vector<AxisTree>& axes = data.axes;
    wanted.axes = axes;
    Actuals actuals = read_actuals(tables, wanted, run);
    for (std::size_t axis = 0; axis < axes.size(); ++axis) {
      if (axes[axis].axis == "sales") place_by_team(tables, axes[axis], axis, actuals);
    }
    refuse_faults(actuals);
    const std::vector<std::int32_t> lines = lines_of(actuals, axes);
    for (std::int64_t i = 0; i < actuals.size(); ++i) {
      const auto at = static_cast<std::size_t>(i);
      if (lines[at] < 0) refuse_unplaced(actuals.row[at]);
      const std::int32_t position = position_[static_cast<std::size_t>(lines[at])];
      if (position < 0) continue;
      const auto day = static_cast<std::size_t>(actuals.day[at] - data.time.first);
      const auto first = static_cast<std::size_t>(position) * static_cast<std::size_t>(days_);
      add(cells_[first + day], actuals.amount_minor[at]);
      sums_[static_cast<std::size_t>(position)].add(actuals.amount_minor[at]);
    }
  }

  const std::vector<Minor>& cells() const noexcept { return cells_; }
  Minor of(std::size_t position) const { return sums_[position].total(); }
  MinorSum all() const {
    MinorSum sum;
    for (const MinorSum& line : sums_)
      sum.add(line);
    return sum;
  }

 private:
  static void add(Minor& cell, Minor amount) {
    MinorSum sum;
    sum.add(cell);
    sum.add(amount);
    cell = sum.total();
  }

  /// An amount that is not known cannot be carried.
  static void refuse_faults(const Actuals& actuals) {
    if (actuals.faults.empty()) return;
    const ActualFaultRow& first = actuals.faults.front();
    const std::string_view name = first.in_credits ? "credits" : "actuals";
    throw Error(Status::data, word_of(first.fault),
                "row " + std::to_string(first.row) + " of " + std::string(name) +
                    " is at fault, and what was brought before the day must be known to re-plan; "
                    "mend the row or leave it out (pace lists all)" +
                    or_without_actuals)
        .at(first.column)
        .in_table(name)
        .in_row(first.row);
  }
  [[noreturn]] static void refuse_unplaced(std::int64_t row) {
    throw Error(Status::data, "unplaced_actual",
                "row " + std::to_string(row) +
                    " of actuals belongs to no line of the plan, so nobody's past can hold it; "
                    "give it a place or leave it out (pace lists all)" +
                    or_without_actuals)
        .in_table("actuals")
        .in_row(row);
  }

  static constexpr const char* or_without_actuals =
      ", or re-plan with carry \"none\" and past \"plan\", which reads no actuals";

  std::int32_t days_;
  std::vector<std::int32_t> position_;
  std::vector<Minor> cells_;
  std::vector<MinorSum> sums_;
};

/// What each line of a tier had before the day, and was to bring from it on.
struct Standing {
  std::vector<Minor> past;
  std::vector<Minor> rest;
  MinorSum all_past;
  MinorSum all;
  Factor padding;  ///< what lines are given more than the place is told

  Standing(const QuotaData& data, std::int32_t tier, const std::vector<std::int32_t>& lines,
           std::int32_t days) {
    for (const std::int32_t line : lines) {
      const Minor* cells = data.base(tier).line(line, data.time.days);
      MinorSum before, after;
      for (std::int32_t day = 0; day < data.time.days; ++day)
        (day < days ? before : after).add(cells[day]);
      past.push_back(before.total());
      rest.push_back(after.total());
      all_past.add(before);
      all.add(before);
      all.add(after);
    }
  }

  /// The sums of an upper layer instead, which is given less than its base.
  void tell_by(const QuotaData& data, const Layer& told, const std::vector<std::int32_t>& lines,
               std::int32_t days) {
    const auto above = lines_above(*data.base().split, *told.split, data.axes.front());
    all_past = all = {};
    padding = factor_of(told.paddings.values());
    std::int32_t last = -1;
    for (const std::int32_t line : lines) {
      if (above[static_cast<std::size_t>(line)] <= last) continue;
      last = above[static_cast<std::size_t>(line)];
      const Minor* cells = told.line(last, data.time.days);
      for (std::int32_t day = 0; day < data.time.days; ++day) {
        all.add(cells[day]);
        if (day < days) all_past.add(cells[day]);
      }
    }
  }
};

/// The layer that tells the amounts of a place.
const Layer& told_by(const QuotaData& data, std::int32_t tier, const QuotaPlace& place) {
  const AxisTree& tree = data.axes.front();
  std::int32_t depth = 0;
  const auto named = place.find(tree.axis);
  if (named != place.end()) {
    for (const std::int32_t node : place_nodes(tree, named->second))
      depth = std::max(depth, tree.nodes[static_cast<std::size_t>(node)].depth);
  }
  return data.layer(tier, depth);
}

MinorSum minus(MinorSum a, Minor b) {
  a.add(b == INT64_MIN ? INT64_MAX : -b);
  if (b == INT64_MIN) a.add(1);
  return a;
}

/// Changes `parts`, none below 0, in proportion so that they add up to `goal`:
/// running sums rounded half to even, each part within one minor unit.
void scale_to(std::vector<Minor>& parts, Minor goal) {
  MinorSum sum;
  for (const Minor part : parts)
    sum.add(part);
  MinorSum running;
  Minor before = 0;
  for (Minor& part : parts) {
    running.add(part);
    const Minor until = rounded_ratio({Wide(goal), Wide(running)}, {Wide(sum)});
    part = until - before;
    before = until;
  }
}

/// Each line carries what it missed or exceeded itself. Who exceeded more than
/// all that remained leaves the rest of it to the others, in proportion.
void carry_by_line(const Standing& standing, const Brought& brought, Minor goal,
                   RebuildTier& tier) {
  MinorSum sum;
  for (std::size_t i = 0; i < standing.rest.size(); ++i) {
    MinorSum own;
    own.add(standing.rest[i]);
    own.add(standing.past[i]);
    tier.remaining.push_back(std::max<Minor>(0, minus(own, brought.of(i)).total()));
    sum.add(tier.remaining.back());
  }
  const Minor carried = sum.total();
  if (carried == goal) return;
  if (carried == 0) {
    tier.remaining.clear();
    tier.pooled = goal;
    return;
  }
  scale_to(tier.remaining, goal);
}

/// What the lines of a tier are to bring from the day on.
void set_rest(const Standing& standing, const Brought& brought, const ReplanRequest& request,
              std::optional<Minor> total, RebuildTier& tier) {
  const bool carries = request.carry != ReplanRequest::Carry::none;
  const Minor whole = total.value_or(standing.all.total());
  MinorSum rest;
  rest.add(whole);
  rest = minus(rest, carries ? brought.all().total() : standing.all_past.total());
  const Minor told = std::max<Minor>(0, rest.total());
  const Minor goal = times(standing.padding, told, Rounded::nearest);
  tier.told_rest = told;
  if (request.carry == ReplanRequest::Carry::rep) {
    carry_by_line(standing, brought, goal, tier);
  } else if (carries || total) {
    tier.pooled = goal;
  } else {
    tier.remaining = standing.rest;
    tier.told_rest = minus(standing.all, standing.all_past.total()).total();
  }
}

/// A new total of the plan's first tier, for another.
std::optional<Minor> total_of(const ReplanRequest& request, const Tier& tier) {
  if (!request.total_minor) return std::nullopt;
  return rounded_ratio({Wide(*request.total_minor), Wide(tier.share_ppm)}, {Wide(1'000'000)});
}

/// Sums of any atoms of a layer fit 64 bits when their magnitudes do together.
/// What was brought may have both signs, so that the total alone does not tell.
void check_width(const QuotaData& data, const Layer& layer) {
  std::uint64_t left = INT64_MAX;
  for (std::int32_t line = 0; line < layer.split->lines(); ++line) {
    const Minor* cells = layer.line(line, data.time.days);
    for (std::int32_t day = 0; day < data.time.days; ++day) {
      const auto cell = static_cast<std::uint64_t>(cells[day]);
      const std::uint64_t magnitude = cells[day] < 0 ? 0 - cell : cell;
      if (magnitude > left) {
        throw Error(Status::overflow, "sum_too_large",
                    "what was brought before the day and is to be brought from it on does not "
                    "fit 64 bits, added up without signs")
            .in_table("actuals");
      }
      left -= magnitude;
    }
  }
}

/// Whether check_width need not look: every version puts so little into its
/// past that the total bounds the rest.
bool is_narrow(const QuotaData& data, const std::vector<Minor>& past) {
  constexpr std::int64_t most = std::int64_t{1} << 51;
  constexpr std::int64_t most_total = std::int64_t{1} << 62;
  std::int64_t left = most;
  for (const Minor cell : past) {
    if (cell > left || cell < -left) return false;
    left -= std::abs(cell);
  }
  return data.versions.size() <= 512 &&
         std::all_of(data.layers.begin(), data.layers.end(),
                     [&](const Layer& layer) { return layer.total_minor <= most_total; });
}

void check_day(const QuotaData& data, Day from) {
  if (!data.time.holds(from)) {
    throw Error(Status::invalid_argument, "outside_plan",
                format_day(from) + " is not a day of the plan, " + format_day(data.time.first) +
                    " to " + format_day(data.time.last()))
        .at("/from");
  }
  if (from < data.frozen_before) {
    throw Error(Status::invalid_argument, "frozen_day",
                "days before " + format_day(data.frozen_before) +
                    " are frozen by an earlier re-plan; take that day or a later one")
        .at("/from");
  }
}

}  // namespace
}  // namespace quota

Quota Quota::replan(const Tables& tables, const ReplanRequest& request, const Run& run) const {
  using namespace quota;
  const QuotaData& data = *data_;
  check_day(data, request.from);
  const std::vector<std::int32_t> lines = lines_at(data, request.at);
  const std::int32_t days = request.from - data.time.first;
  Budget budget(run.max_bytes);
  Brought brought(data, lines, days, budget);
  const bool frozen_actuals = request.past == ReplanRequest::Frozen::actuals;
  if (frozen_actuals || request.carry != ReplanRequest::Carry::none) {
    brought.read(data, tables, request, run);
  }
  RebuildInput input;
  input.from = request.from;
  if (!request.at.empty()) input.lines = lines;
  input.reason = request.reason;
  for (std::size_t i = 0; i < data.definition->tiers.size(); ++i) {
    const auto index = static_cast<std::int32_t>(i);
    RebuildTier tier;
    tier.tier = index;
    if (frozen_actuals) tier.past = brought.cells();
    Standing standing(data, index, lines, days);
    const Layer& told = told_by(data, index, request.at);
    if (told.depth >= 0) standing.tell_by(data, told, lines, days);
    tier.told_depth = told.depth;
    set_rest(standing, brought, request, total_of(request, data.definition->tiers[i]), tier);
    input.tiers.push_back(std::move(tier));
  }
  const auto rebuilt = rebuild(data, input, run);
  if (!frozen_actuals) return Quota(rebuilt);
  if (!is_narrow(*rebuilt, brought.cells())) {
    for (const Layer& layer : rebuilt->layers)
      check_width(*rebuilt, layer);
  }
  auto marked = std::make_shared<QuotaData>(*rebuilt);
  Version& version = marked->versions.back();
  version.past_is_actuals = true;
  if (!request.at.empty()) version.replanned = lines;
  return Quota(std::move(marked));
}

}  // namespace sandan
