#include <algorithm>
#include <cstdlib>
#include <map>
#include <set>

#include "core/buffer.hpp"
#include "core/json.hpp"
#include "core/ratio.hpp"
#include "core/text.hpp"
#include "quota/actuals.hpp"
#include "quota/constraints.hpp"
#include "quota/leavers.hpp"
#include "quota/padding.hpp"
#include "quota/rebuild.hpp"
#include "quota/taking_part.hpp"
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
    wanted.values = data.request.values;
    wanted.from = data.time.first;
    wanted.to = request.from - 1;
    const std::vector<AxisTree>& axes = data.axes;
    wanted.axes = axes;
    Actuals actuals = read_actuals(tables, wanted, run);
    for (std::size_t axis = 0; axis < axes.size(); ++axis) {
      if (axes[axis].axis == "sales") place_by_team(tables, axes[axis], axis, actuals);
    }
    const std::vector<std::int32_t> lines = lines_of(actuals, axes);
    const std::set<std::int64_t> elsewhere = rows_elsewhere(data, actuals, lines, request.at);
    refuse_faults(actuals, elsewhere);
    for (std::int64_t i = 0; i < actuals.size(); ++i) {
      const auto at = static_cast<std::size_t>(i);
      if (lines[at] < 0) {
        if (elsewhere.count(actuals.row[at]) > 0) continue;
        refuse_unplaced(actuals.row[at]);
      }
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

  /// Rows without a line that belong to other places than those asked for.
  static std::set<std::int64_t> rows_elsewhere(const QuotaData& data, const Actuals& actuals,
                                               const std::vector<std::int32_t>& lines,
                                               const QuotaPlace& place) {
    std::set<std::int64_t> here;
    std::set<std::int64_t> rows;
    for (std::size_t i = 0; i < lines.size(); ++i) {
      if (lines[i] >= 0 || place.empty()) continue;
      const bool is_apart = std::any_of(place.begin(), place.end(), [&](const auto& named) {
        return is_elsewhere(data, actuals, i, named.first, named.second);
      });
      (is_apart ? rows : here).insert(actuals.row[i]);
    }
    for (const std::int64_t row : here)
      rows.erase(row);
    return rows;
  }

  /// Whether an actual lies beside a node of an axis: at another one, or, where
  /// only a leaf is asked for, of another code.
  static bool is_elsewhere(const QuotaData& data, const Actuals& actuals, std::size_t i,
                           const std::string& axis, const std::string& code) {
    const auto index = static_cast<std::size_t>(data.definition->axis_index(axis));
    const AxisTree& tree = data.axes[index];
    const std::vector<std::int32_t> wanted = place_nodes(tree, code);
    const std::int32_t node = actuals.nodes[index][i];
    const std::int32_t rep = actuals.rep.codes[i];
    return std::all_of(wanted.begin(), wanted.end(), [&](std::int32_t one) {
      const AxisNode& asked = tree.nodes[static_cast<std::size_t>(one)];
      if (node >= 0) {
        const bool is_below = node >= one && node < asked.end;
        return !is_below && (one < node || one >= tree.nodes[static_cast<std::size_t>(node)].end);
      }
      return axis == "sales" && rep >= 0 && tree.is_leaf(one) &&
             actuals.rep.texts[static_cast<std::size_t>(rep)] != asked.code;
    });
  }

  /// An amount that is not known cannot be carried.
  static void refuse_faults(const Actuals& actuals, const std::set<std::int64_t>& elsewhere) {
    const auto found = std::find_if(actuals.faults.begin(), actuals.faults.end(),
                                    [&](const ActualFaultRow& fault) {
                                      return fault.in_credits || elsewhere.count(fault.row) == 0;
                                    });
    if (found == actuals.faults.end()) return;
    const ActualFaultRow& first = *found;
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
  std::vector<Minor> gone;  ///< of the rest, on days on which the line is not there any more
  MinorSum all_past;
  MinorSum all;
  Factor padding;  ///< what lines are given more than the place is told

  Standing(const QuotaData& data, std::int32_t tier, const std::vector<std::int32_t>& lines,
           std::int32_t days) {
    for (const std::int32_t line : lines) {
      const Minor* cells = data.base(tier).line(line, data.time.days);
      const std::int32_t last = last_day_of(data, line);
      MinorSum before, after, beyond;
      for (std::int32_t day = 0; day < data.time.days; ++day) {
        (day < days ? before : after).add(cells[day]);
        if (day >= days && day > last) beyond.add(cells[day]);
      }
      past.push_back(before.total());
      rest.push_back(after.total());
      gone.push_back(beyond.total());
      all_past.add(before);
      all.add(before);
      all.add(after);
    }
  }

  /// True when all is meant for days on which its line is there.
  bool leaves_nothing(const std::vector<bool>& there) const {
    for (std::size_t i = 0; i < rest.size(); ++i) {
      if (gone[i] != 0 || (!there[i] && rest[i] != 0)) return false;
    }
    return true;
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

/// Where goes what lines cannot bring that take no part any more, or not for long.
class Heirs {
 public:
  /// `stays`: whether each of `lines` takes part to the end; `parts`: what each
  /// is to bring itself.
  Heirs(const SplitTree& split, const std::vector<std::int32_t>& lines,
        const std::vector<bool>& stays, const std::vector<Minor>& parts)
      : split_(split), lines_(lines), stays_(stays), parts_(parts) {
    for (std::size_t i = 0; i < lines.size(); ++i) {
      if (!stays[i] || parts[i] == 0) continue;
      for (std::int32_t node = node_of(i); node >= 0; node = above(node))
        sums_[node].add(parts[i]);
    }
  }

  /// To the next place above that has anything to bring.
  void leave(std::size_t position, Minor missed) {
    std::int32_t node = node_of(position);
    while (node >= 0 && sums_.count(node) == 0)
      node = above(node);
    if (node >= 0) left_[node].add(missed);
  }

  /// What each of the lines is to bring then, those that stay in proportion to
  /// what they were to.
  std::vector<Minor> divide() const {
    std::vector<Minor> parts = parts_;
    for (const auto& [node, sum] : left_) {
      const SplitNode& place = split_.nodes[static_cast<std::size_t>(node)];
      const Wide all(sums_.at(node));
      const Wide missed(sum);
      MinorSum running;
      Minor before = 0;
      auto line = std::lower_bound(lines_.begin(), lines_.end(), place.line_from);
      for (; line != lines_.end() && *line < place.line_to; ++line) {
        const auto i = static_cast<std::size_t>(line - lines_.begin());
        if (!stays_[i]) continue;
        running.add(parts_[i]);
        const Minor until = rounded_ratio({missed, Wide(running)}, {all});
        MinorSum part;
        part.add(parts[i]);
        part.add(until - before);
        parts[i] = part.total();
        before = until;
      }
    }
    return parts;
  }

 private:
  std::int32_t node_of(std::size_t position) const {
    return split_.line_nodes[static_cast<std::size_t>(lines_[position])];
  }
  std::int32_t above(std::int32_t node) const {
    return split_.nodes[static_cast<std::size_t>(node)].parent;
  }

  const SplitTree& split_;
  const std::vector<std::int32_t>& lines_;
  const std::vector<bool>& stays_;
  const std::vector<Minor>& parts_;
  std::map<std::int32_t, MinorSum> sums_;  ///< by node: of the lines that stay
  std::map<std::int32_t, MinorSum> left_;  ///< by node: what lines gone leave it
};

/// What lines are to bring, those not there left out: what was meant for days on
/// which they are gone, and all of who takes no part any more, goes to those
/// beside them. The parts add up to `goal`.
void divide_among_those_there(const SplitTree& split, const std::vector<std::int32_t>& lines,
                              const std::vector<bool>& there, const Standing& standing,
                              const std::vector<Minor>& own, Minor goal, RebuildTier& tier) {
  std::vector<Minor> leaving(lines.size());
  std::vector<Minor> kept(lines.size());
  std::vector<bool> stays(lines.size());
  for (std::size_t i = 0; i < lines.size(); ++i) {
    stays[i] = there[i] && standing.gone[i] == 0;
    leaving[i] = there[i] ? std::clamp<Minor>(standing.gone[i], 0, own[i]) : own[i];
    kept[i] = own[i] - leaving[i];
  }
  Heirs heirs(split, lines, stays, kept);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (leaving[i] > 0) heirs.leave(i, leaving[i]);
  }
  tier.remaining = heirs.divide();
  MinorSum sum;
  for (const Minor part : tier.remaining)
    sum.add(part);
  const Minor carried = sum.total();
  if (carried == goal) return;
  if (carried == 0) {
    tier.remaining.clear();
    tier.pooled = goal;
    return;
  }
  scale_to(tier.remaining, goal);
}

/// All lines share `goal` in proportion to what they were to bring on days on
/// which they are there, where that is anything.
void pool_among_those_there(const std::vector<bool>& there, const Standing& standing, Minor goal,
                            RebuildTier& tier) {
  std::vector<Minor> parts(standing.rest.size());
  for (std::size_t i = 0; i < parts.size(); ++i)
    parts[i] = there[i] ? std::max<Minor>(0, standing.rest[i] - standing.gone[i]) : 0;
  if (std::all_of(parts.begin(), parts.end(), [](Minor part) { return part == 0; })) return;
  scale_to(parts, goal);
  tier.remaining = std::move(parts);
  tier.pooled.reset();
}

/// Each line carries what it missed or exceeded itself. Who exceeded more than
/// all that remained leaves the rest of it to the others, in proportion.
std::vector<Minor> carried_by_line(const Standing& standing, const Brought& brought) {
  std::vector<Minor> own(standing.rest.size());
  for (std::size_t i = 0; i < own.size(); ++i) {
    MinorSum whole;
    whole.add(standing.rest[i]);
    whole.add(standing.past[i]);
    own[i] = std::max<Minor>(0, minus(whole, brought.of(i)).total());
  }
  return own;
}

[[noreturn]] void refuse_absent(const ReplanRequest& request) {
  throw Error(Status::infeasible, "place_takes_no_part",
              "what is missing would be brought from " + format_day(request.from) +
                  " on, but nobody at the place takes part in these days; re-plan a place above")
      .at("/at");
}

/// Which of the lines take part in a day from that one on.
std::vector<bool> those_there(const QuotaData& data, const std::vector<std::int32_t>& lines,
                              std::int32_t from) {
  std::vector<bool> there;
  there.reserve(lines.size());
  for (const std::int32_t line : lines) {
    there.push_back(
        takes_part(*data.base().split, data.axes, data.time, line, from, data.time.days - 1));
  }
  return there;
}

/// What the lines of a tier are to bring from the day on.
void set_rest(const SplitTree& split, const std::vector<std::int32_t>& lines,
              const std::vector<bool>& there, const Standing& standing, const Brought& brought,
              const ReplanRequest& request, std::optional<Minor> total, RebuildTier& tier) {
  const bool carries = request.carry != ReplanRequest::Carry::none;
  const Minor whole = total.value_or(standing.all.total());
  MinorSum rest;
  rest.add(whole);
  rest = minus(rest, carries ? brought.all().total() : standing.all_past.total());
  const Minor told = std::max<Minor>(0, rest.total());
  const Minor goal = times(standing.padding, told, Rounded::nearest);
  tier.told_rest = told;
  if (goal > 0 && std::find(there.begin(), there.end(), true) == there.end())
    refuse_absent(request);
  if (request.carry == ReplanRequest::Carry::rep) {
    divide_among_those_there(split, lines, there, standing, carried_by_line(standing, brought),
                             goal, tier);
  } else if (carries || total) {
    tier.pooled = goal;
    if (!standing.leaves_nothing(there)) pool_among_those_there(there, standing, goal, tier);
  } else {
    if (standing.leaves_nothing(there)) {
      tier.remaining = standing.rest;
    } else {
      divide_among_those_there(split, lines, there, standing, standing.rest, goal, tier);
    }
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
  const auto known = without_leavers(data_, tables);
  const QuotaData& data = *known;
  check_day(data, request.from);
  const std::vector<std::int32_t> lines = lines_at(data, request.at);
  const std::int32_t days = request.from - data.time.first;
  Budget budget(run.max_bytes);
  Brought brought(data, lines, days, budget);
  const bool frozen_actuals = request.past == ReplanRequest::Frozen::actuals;
  if (frozen_actuals || request.carry != ReplanRequest::Carry::none) {
    brought.read(data, tables, request, run);
  }
  const std::vector<bool> there = those_there(data, lines, days);
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
    set_rest(*data.base().split, lines, there, standing, brought, request,
             total_of(request, data.definition->tiers[i]), tier);
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
