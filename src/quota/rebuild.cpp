#include "quota/rebuild.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

#include "core/buffer.hpp"
#include "core/parallel.hpp"
#include "quota/build_layer.hpp"
#include "quota/constraints.hpp"
#include "quota/decompose.hpp"
#include "quota/line_days.hpp"

namespace sandan::quota {
namespace {

using Kind = Constraint::Kind;

std::size_t at(std::int64_t index) noexcept { return static_cast<std::size_t>(index); }

/// The part of a split tree above some lines.
struct LocalTree {
  SplitTree split;
  std::vector<std::int32_t> nodes;  ///< by local node: that of the whole tree
};

LocalTree local_tree(const SplitTree& split, const std::vector<std::int32_t>& lines) {
  LocalTree local;
  for (const std::int32_t line : lines) {
    for (std::int32_t node = split.line_nodes[at(line)]; node >= 0;
         node = split.nodes[at(node)].parent)
      local.nodes.push_back(node);
  }
  std::sort(local.nodes.begin(), local.nodes.end());
  local.nodes.erase(std::unique(local.nodes.begin(), local.nodes.end()), local.nodes.end());
  const auto local_of = [&](std::int32_t node) {
    return static_cast<std::int32_t>(
        std::lower_bound(local.nodes.begin(), local.nodes.end(), node) - local.nodes.begin());
  };
  const auto line_of = [&](std::int32_t line) {
    return static_cast<std::int32_t>(std::lower_bound(lines.begin(), lines.end(), line) -
                                     lines.begin());
  };
  for (const std::int32_t node : local.nodes) {
    SplitNode here = split.nodes[at(node)];
    here.parent = here.parent < 0 ? -1 : local_of(here.parent);
    here.end = local_of(here.end);
    here.line_from = line_of(here.line_from);
    here.line_to = line_of(here.line_to);
    local.split.nodes.push_back(here);
  }
  for (const std::int32_t line : lines)
    local.split.line_nodes.push_back(local_of(split.line_nodes[at(line)]));
  return local;
}

std::int64_t low_of(const PlacedConstraint& placed) {
  return placed.constraint.kind == Kind::cap ? 0 : placed.limit_minor;
}
std::int64_t high_of(const PlacedConstraint& placed) {
  const bool bounded = placed.constraint.kind == Kind::cap || placed.constraint.kind == Kind::fixed;
  return bounded ? placed.limit_minor : no_cap;
}

/// One tier made anew.
class TierRebuild {
 public:
  TierRebuild(const QuotaData& before, const RebuildInput& input, const RebuildTier& tier,
              std::vector<PlacedConstraint>* constraints, Budget& budget)
      : before_(before),
        tier_(tier),
        old_(before.base(tier.tier)),
        unit_(before.definition->round_to_minor),
        days_(before.time.days),
        first_(input.from - before.time.first),
        constraints_(constraints),
        budget_(budget) {
    lines_ = input.lines;
    if (lines_.empty()) {
      lines_.resize(at(old_.split->lines()));
      std::iota(lines_.begin(), lines_.end(), 0);
    }
    check();
  }

  Layer rebuild() {
    fill_past();
    set_rest();
    place_limits();
    local_ = local_tree(*old_.split, lines_);
    decompose();
    add_left();
    settle_constraints();
    return new_layer();
  }

 private:
  /// A constraint on some of the lines: what the days before and other lines
  /// hold of it, and positions of the lines in lines_.
  struct Touched {
    std::size_t constraint;
    Minor held;
    std::vector<std::int32_t> positions;
  };

  void check() const {
    const std::size_t n = lines_.size();
    const bool past = tier_.past.empty() || tier_.past.size() == n * at(first_);
    const bool rest = tier_.remaining.empty() || tier_.remaining.size() == n;
    const bool lines = std::is_sorted(lines_.begin(), lines_.end()) && n > 0 &&
                       lines_.front() >= 0 && lines_.back() < old_.split->lines();
    if (past && rest && lines) return;
    throw Error(Status::invalid_argument, "wrong_length",
                "lines, what stands for their past and what remains do not fit together");
  }

  Minor* row(std::size_t i) { return cells_.data() + i * at(days_); }

  void fill_past() {
    budget_.take(lines_.size() * at(days_) * sizeof(Minor));
    cells_.resize(lines_.size() * at(days_));
    for (std::size_t i = 0; i < lines_.size(); ++i) {
      const Minor* past =
          tier_.past.empty() ? old_.line(lines_[i], days_) : tier_.past.data() + i * at(first_);
      std::copy_n(past, first_, row(i));
    }
  }

  /// Units that lines are to bring, and what lies below the unit.
  void set_rest() {
    units_.resize(lines_.size());
    left_.assign(lines_.size(), 0);
    Minor total = 0;
    for (std::size_t i = 0; i < lines_.size(); ++i) {
      Minor rest = 0;
      if (tier_.remaining.empty()) {
        const Minor* cells = old_.line(lines_[i], days_);
        rest = checked_sum_of(cells + first_, days_ - first_);
      } else {
        rest = tier_.remaining[i];
      }
      rest = std::max<Minor>(rest, 0);
      units_[i] = rest / unit_;
      if (!tier_.pooled) left_[i] = rest % unit_;
      if (units_[i] > most_units - total) refuse_total();
      total += units_[i];
    }
    total_ = total;
    if (!tier_.pooled) return;
    const Minor pooled = std::max<Minor>(*tier_.pooled, 0);
    total_ = pooled / unit_;
    if (total_ > most_units) refuse_total();
    const auto most = std::max_element(units_.begin(), units_.end());
    left_[static_cast<std::size_t>(most - units_.begin())] = pooled % unit_;
  }

  [[noreturn]] static void refuse_total() {
    throw Error(Status::overflow, "total_too_large",
                "what remains has more than 2^53 rounding units");
  }

  static Minor checked_sum_of(const Minor* cells, std::int32_t n) {
    MinorSum sum;
    for (std::int32_t i = 0; i < n; ++i)
      sum.add(cells[i]);
    return sum.total();
  }

  /// Of each constraint, what the days before and the other lines leave.
  void place_limits() {
    const std::vector<PlacedConstraint>& all = before_.constraints;
    for (std::size_t i = 0; i < all.size(); ++i) {
      const PlacedConstraint& placed = all[i];
      if (placed.depth >= 0 || placed.day_to < first_) continue;
      std::vector<std::int32_t> inside;  // positions in lines_
      meet(placed.lines.values(), inside);
      if (inside.empty()) continue;
      MinorSum held;
      held.add(tier_.tier == 0
                   ? placed.amount_minor
                   : amount_of(old_, days_, placed.lines.values(), placed.day_from, placed.day_to));
      for (const std::int32_t position : inside) {
        const Minor* old = old_.line(lines_[at(position)], days_);
        for (std::int32_t day = placed.day_from; day <= placed.day_to; ++day) {
          held.add(-old[day]);
          if (day < first_) held.add(row(at(position))[day]);
        }
      }
      touched_.push_back({i, held.total(), std::move(inside)});
    }
  }

  void meet(const std::vector<std::int32_t>& lines, std::vector<std::int32_t>& positions) const {
    if (lines_.size() * 16 < lines.size()) {
      for (std::size_t i = 0; i < lines_.size(); ++i) {
        if (std::binary_search(lines.begin(), lines.end(), lines_[i]))
          positions.push_back(static_cast<std::int32_t>(i));
      }
      return;
    }
    std::size_t i = 0;
    for (const std::int32_t line : lines) {
      while (i < lines_.size() && lines_[i] < line)
        ++i;
      if (i < lines_.size() && lines_[i] == line) positions.push_back(static_cast<std::int32_t>(i));
    }
  }

  void decompose() {
    sum_local(units_);
    if (tier_.pooled || !spread_freely()) divide_within_limits();
  }

  /// Each line by itself; false when that breaks a limit.
  bool spread_freely() {
    for (std::size_t i = 0; i < lines_.size(); ++i)
      spread_days(units_[i], first_, days_ - 1, old_.shares->prefix(lines_[i]), before_.time, unit_,
                  row(i));
    ideals_.resize(local_.nodes.size());
    for (std::size_t node = 0; node < ideals_.size(); ++node)
      ideals_[node] = {amounts_[node], 0};
    return std::all_of(touched_.begin(), touched_.end(), [&](const Touched& touched) {
      const PlacedConstraint& placed = before_.constraints[touched.constraint];
      const Minor amount = reached(touched);
      return amount >= low_of(placed) && amount <= high_of(placed);
    });
  }

  void divide_within_limits() {
    LineShares shares;
    shares.days = days_;
    shares.siblings.assign(amounts_.begin(), amounts_.end());
    take_shapes(shares);
    const BoundedInput input{local_.split, shares, before_.time, first_, days_ - 1, total_};
    std::vector<SumLimit> limits;
    std::vector<const Constraint*> constraints;
    for (const Touched& touched : touched_) {
      const PlacedConstraint& placed = before_.constraints[touched.constraint];
      const Minor low = low_of(placed) > touched.held ? low_of(placed) - touched.held : 0;
      SumLimit limit;
      limit.nodes = cover(local_.split, touched.positions);
      limit.from = std::max(placed.day_from, first_);
      limit.to = placed.day_to;
      limit.low = low / unit_ + (low % unit_ != 0 ? 1 : 0);
      if (high_of(placed) != no_cap)
        limit.high = std::max<Minor>(high_of(placed) - touched.held, 0) / unit_;
      if (limit.low > limit.high) limit.low = limit.high;
      limits.push_back(std::move(limit));
      constraints.push_back(&placed.constraint);
    }
    Bounded bounded = ideals_within(input, limits, constraints);
    Division division;
    division.ideals = std::move(bounded.ideals);
    round_division(local_.split, total_, bounded.bounds, {}, division);
    std::size_t next = 0;
    for (std::size_t i = 0; i < lines_.size(); ++i) {
      const auto node = at(local_.split.line_nodes[i]);
      const auto prefix = shares.prefix(static_cast<std::int32_t>(i));
      const std::size_t from = next;
      while (next < bounded.lines.size() && at(bounded.lines[next].line) == i)
        ++next;
      for (const Segment& segment :
           line_segments(division.ideals[node], division.amounts[node], first_, days_ - 1, prefix,
                         before_.time, std::span(bounded.lines).subspan(from, next - from), {}))
        spread_days(segment.amount, segment.from, segment.to, prefix, before_.time, unit_, row(i));
    }
    amounts_ = std::move(division.amounts);
    ideals_ = std::move(division.ideals);
  }

  void sum_local(const std::vector<std::int64_t>& units) {
    amounts_.assign(local_.nodes.size(), 0);
    for (std::size_t i = 0; i < units.size(); ++i)
      amounts_[at(local_.split.line_nodes[i])] = units[i];
    for (std::size_t node = amounts_.size(); node-- > 1;)
      amounts_[at(local_.split.nodes[node].parent)] += amounts_[node];
  }

  /// Shapes of the lines, each once.
  void take_shapes(LineShares& shares) const {
    std::vector<std::int32_t> used;
    for (const std::int32_t line : lines_)
      used.push_back(old_.shares->shape_of[at(line)]);
    std::vector<std::int32_t> distinct = used;
    std::sort(distinct.begin(), distinct.end());
    distinct.erase(std::unique(distinct.begin(), distinct.end()), distinct.end());
    for (const std::int32_t shape : distinct) {
      const auto from = old_.shares->prefixes.begin() + std::int64_t{shape} * days_;
      shares.prefixes.insert(shares.prefixes.end(), from, from + days_);
    }
    for (const std::int32_t shape : used)
      shares.shape_of.push_back(static_cast<std::int32_t>(
          std::lower_bound(distinct.begin(), distinct.end(), shape) - distinct.begin()));
  }

  void add_left() {
    for (std::size_t i = 0; i < lines_.size(); ++i) {
      if (left_[i] == 0) continue;
      const auto prefix = old_.shares->prefix(lines_[i]);
      std::int32_t heaviest = first_;
      std::int64_t most = -1;
      for (std::int32_t day = first_; day < days_; ++day) {
        const std::int64_t weight = prefix[at(day)] - (day == 0 ? 0 : prefix[at(day) - 1]);
        if (weight > most) {
          most = weight;
          heaviest = day;
        }
      }
      row(i)[heaviest] += left_[i];
    }
  }

  /// Amounts that constraints reach now.
  void settle_constraints() {
    if (tier_.tier != 0 || touched_.empty()) return;
    for (const Touched& touched : touched_) {
      PlacedConstraint& placed = (*constraints_)[touched.constraint];
      placed.amount_minor = reached(touched);
      placed.binds = is_bound(placed, unit_);
    }
  }

  Minor reached(const Touched& touched) {
    const PlacedConstraint& placed = before_.constraints[touched.constraint];
    MinorSum sum;
    sum.add(touched.held);
    for (const std::int32_t position : touched.positions) {
      for (std::int32_t day = std::max(placed.day_from, first_); day <= placed.day_to; ++day)
        sum.add(row(at(position))[day]);
    }
    return sum.total();
  }

  Layer new_layer() {
    Layer layer = old_;
    change_amounts(layer);
    if (std::binary_search(lines_.begin(), lines_.end(), layer.remainder_line) &&
        layer.remainder_day >= first_) {
      layer.remainder_minor = 0;
      layer.remainder_line = layer.remainder_day = -1;
    }
    if (lines_.size() + (old_.changed ? old_.changed->lines.size() : 0) >
        at(old_.split->lines()) / 4) {
      write_all(layer);
    } else {
      write_changed(layer);
    }
    return layer;
  }

  void change_amounts(Layer& layer) const {
    std::vector<MinorSum> sums(local_.nodes.size());
    for (std::size_t i = 0; i < lines_.size(); ++i) {
      MinorSum& sum = sums[at(local_.split.line_nodes[i])];
      const Minor* old = old_.line(lines_[i], days_);
      const Minor* now = cells_.data() + i * at(days_);
      for (std::int32_t day = 0; day < days_; ++day) {
        sum.add(now[day]);
        sum.add(-old[day]);
      }
    }
    for (std::size_t node = sums.size(); node-- > 1;)
      sums[at(local_.split.nodes[node].parent)].add(sums[node]);
    std::vector<std::pair<std::int32_t, Minor>> amounts;
    std::vector<std::pair<std::int32_t, double>> ideals;
    for (std::size_t node = 0; node < sums.size(); ++node) {
      const auto whole = at(local_.nodes[node]);
      sums[node].add(old_.amounts[whole]);
      const Minor amount = sums[node].total();
      const Ideal off = ideals_[node] - Ideal{amounts_[node], 0};
      amounts.emplace_back(local_.nodes[node], amount);
      ideals.emplace_back(local_.nodes[node], static_cast<double>(amount) +
                                                  to_double(off) * static_cast<double>(unit_));
    }
    layer.total_minor = amounts.front().second;
    layer.amounts.change(amounts);
    layer.ideals_minor.change(ideals);
  }

  void write_all(Layer& layer) {
    const std::int32_t lines = old_.split->lines();
    layer.changed = nullptr;
    layer.amounts = layer.amounts.to_vector();
    layer.ideals_minor = layer.ideals_minor.to_vector();
    if (lines_.size() == at(lines)) {
      const auto owner = std::make_shared<const std::vector<Minor>>(std::move(cells_));
      layer.cells = std::shared_ptr<const Minor>(owner, owner->data());
      return;
    }
    Buffer<Minor> cells(at(lines) * at(days_), budget_);
    std::size_t next = 0;
    for (std::int32_t line = 0; line < lines; ++line) {
      const bool is_new = next < lines_.size() && lines_[next] == line;
      const Minor* from = is_new ? row(next++) : old_.line(line, days_);
      std::copy_n(from, days_, cells.data() + std::int64_t{line} * days_);
    }
    layer.cells = std::move(cells).share();
  }

  void write_changed(Layer& layer) {
    auto changed = std::make_shared<ChangedLines>();
    if (old_.changed == nullptr) {
      changed->lines = lines_;
      changed->cells = std::move(cells_);
    } else {
      const std::vector<std::int32_t>& older = old_.changed->lines;
      std::set_union(lines_.begin(), lines_.end(), older.begin(), older.end(),
                     std::back_inserter(changed->lines));
      std::size_t next = 0;
      for (const std::int32_t line : changed->lines) {
        const bool is_new = next < lines_.size() && lines_[next] == line;
        const Minor* from = is_new ? row(next++) : old_.line(line, days_);
        changed->cells.insert(changed->cells.end(), from, from + days_);
      }
    }
    layer.changed = std::move(changed);
  }

  const QuotaData& before_;
  const RebuildTier& tier_;
  const Layer& old_;
  Minor unit_;
  std::int32_t days_;
  std::int32_t first_;  ///< day that may change
  std::vector<PlacedConstraint>* constraints_;
  Budget& budget_;
  std::vector<std::int32_t> lines_;
  std::vector<Minor> cells_;         ///< of lines_, all days
  std::vector<std::int64_t> units_;  ///< that lines are to bring
  std::vector<Minor> left_;          ///< below the unit
  std::int64_t total_ = 0;
  std::vector<Touched> touched_;
  LocalTree local_;
  std::vector<std::int64_t> amounts_;  ///< from first_ on, by local node
  std::vector<Ideal> ideals_;
};

bool touches(const QuotaData& before, const RebuildInput& input) {
  const std::int32_t first = input.from - before.time.first;
  return std::any_of(
      before.constraints.begin(), before.constraints.end(), [&](const PlacedConstraint& placed) {
        if (placed.day_to < first) return false;
        return input.lines.empty() ||
               std::any_of(input.lines.begin(), input.lines.end(), [&](std::int32_t line) {
                 return std::binary_search(placed.lines.begin(), placed.lines.end(), line);
               });
      });
}

/// Versions whose atoms are not shared with the new plan keep their digest
/// alone, so that old plans do not stay in memory.
void let_go(QuotaData& data, const Minor* kept) {
  for (Version& version : data.versions) {
    if (version.base == nullptr || version.base->cells.get() == kept) continue;
    version.cells_digest = digest_of(*version.base, data.time.days);
    version.base = nullptr;
  }
}

}  // namespace

std::shared_ptr<const QuotaData> rebuild(const QuotaData& before, const RebuildInput& input,
                                         const Run& run) {
  if (!before.time.holds(input.from)) {
    throw Error(Status::invalid_argument, "outside_plan",
                "the first day that may change, " + format_day(input.from) +
                    ", is not one of the plan's days");
  }
  const PartRunner runner(run);
  runner.report(0);
  Budget budget(run.max_bytes);
  auto data = std::make_shared<QuotaData>(before);
  const bool touched = touches(before, input);
  std::vector<PlacedConstraint> constraints;
  if (touched) constraints = before.constraints.values();
  for (const RebuildTier& tier : input.tiers) {
    data->layers[at(tier.tier)] = TierRebuild(before, input, tier, &constraints, budget).rebuild();
    runner.report(0.9 * static_cast<double>(&tier - input.tiers.data() + 1) /
                  static_cast<double>(input.tiers.size()));
  }
  if (touched) data->constraints = std::move(constraints);
  // What was counted while building says nothing of the new amounts.
  if (!input.tiers.empty()) data->bounds = {};
  data->frozen_before = input.from;
  let_go(*data, data->base().cells.get());
  Version version;
  version.number = before.versions.empty() ? 1 : before.versions.back().number + 1;
  version.reason = input.reason;
  version.from = input.from;
  version.total_minor = data->base().total_minor;
  version.base = std::make_shared<const Layer>(data->base());
  data->versions.push_back(std::move(version));
  runner.report(1);
  return data;
}

}  // namespace sandan::quota
