#include "quota/tier_rebuild.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <utility>

#include "core/text.hpp"
#include "quota/build_layer.hpp"
#include "quota/constraints.hpp"
#include "quota/decompose.hpp"
#include "quota/line_days.hpp"
#include "quota/taking_part.hpp"
#include "quota/whole_rests.hpp"

namespace sandan::quota {
namespace {

using Kind = Constraint::Kind;

std::size_t at(std::int64_t index) noexcept { return static_cast<std::size_t>(index); }

std::int64_t low_of(const PlacedConstraint& placed) {
  return placed.constraint.kind == Kind::cap ? INT64_MIN : placed.limit_minor;
}
std::int64_t high_of(const PlacedConstraint& placed) {
  const bool bounded = placed.constraint.kind == Kind::cap || placed.constraint.kind == Kind::fixed;
  return bounded ? placed.limit_minor : no_cap;
}

class TierRebuild {
 public:
  explicit TierRebuild(const TierInput& input)
      : before_(input.before),
        tier_(input.tier),
        old_(input.old),
        unit_(input.before.definition->round_to_minor),
        days_(input.before.time.days),
        first_(input.first),
        constraints_(input.constraints),
        budget_(input.budget),
        uppers_(input.uppers),
        self_(input.self),
        lines_(input.lines) {}

  Layer rebuild() {
    fill_past();
    set_rest();
    place_limits();
    local_ = local_tree(*old_.split, lines_);
    decompose();
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
    Minor low;
    Minor high;
    bool is_padded = false;                ///< the limit is one of an upper layer
    std::vector<std::int32_t> there = {};  ///< of the positions, who shares the limit
  };

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

  /// What lines are to bring, and all of them in units and a part below one.
  void set_rest() {
    rests_.resize(lines_.size());
    MinorSum all;
    for (std::size_t i = 0; i < lines_.size(); ++i) {
      const Minor rest = tier_.remaining.empty()
                             ? checked_sum_of(old_.line(lines_[i], days_) + first_, days_ - first_)
                             : tier_.remaining[i];
      rests_[i] = std::max<Minor>(rest, 0);
      all.add(rests_[i]);
    }
    const Minor goal = tier_.pooled ? std::max<Minor>(*tier_.pooled, 0) : all.total();
    total_ = goal / unit_;
    remainder_ = goal % unit_;
    if (total_ > most_units) refuse_total();
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
      if (all[i].day_to < first_) continue;
      const bool is_own = all[i].depth == old_.depth;
      const auto upper = std::find_if(uppers_.begin(), uppers_.end(), [&](const UpperFollow& one) {
        return one.old().depth == all[i].depth;
      });
      if (is_own || upper != uppers_.end()) place_limit(i, is_own ? nullptr : &*upper);
    }
  }

  void place_limit(std::size_t index, const UpperFollow* upper) {
    const PlacedConstraint& placed = before_.constraints[index];
    const SharedList<std::int32_t> lines =
        self_ == nullptr ? placed.lines : SharedList<std::int32_t>(self_->lines_of(placed));
    std::vector<std::int32_t> inside;  // positions in lines_
    meet(lines.values(), inside);
    if (inside.empty()) return;
    const bool is_all =
        inside.size() == lines_.size() && placed.day_from <= first_ && placed.day_to == days_ - 1;
    if (upper != nullptr && is_all) return;  // nothing of it is divided here
    MinorSum held;
    held.add(tier_.tier == 0 && upper == nullptr
                 ? placed.amount_minor
                 : amount_of(old_, days_, lines.values(), placed.day_from, placed.day_to));
    MinorSum past;  // of a limit of an upper layer
    if (upper != nullptr)
      past.add(amount_of(old_, days_, lines.values(), placed.day_from,
                         std::min(placed.day_to, first_ - 1)));
    for (const std::int32_t position : inside) {
      const Minor* old = old_.line(lines_[at(position)], days_);
      for (std::int32_t day = placed.day_from; day <= placed.day_to; ++day) {
        held.add(-old[day]);
        if (day >= first_) continue;
        held.add(row(at(position))[day]);
        past.add(row(at(position))[day]);
        past.add(-old[day]);
      }
    }
    std::pair<Minor, Minor> limits{low_of(placed), high_of(placed)};
    if (upper != nullptr) limits = upper->padded(placed, limits, past.total());
    std::vector<std::int32_t> there = inside;
    if (leave_absent_out(placed, there)) limits.first = INT64_MIN;
    touched_.push_back({index, held.total(), std::move(inside), limits.first, limits.second,
                        upper != nullptr, std::move(there)});
  }

  /// Who takes no part in what is left of the days is given nothing in them;
  /// true when nobody is left, of whom no floor asks for more.
  bool leave_absent_out(const PlacedConstraint& placed, std::vector<std::int32_t>& inside) const {
    std::vector<std::int32_t> there;
    for (const std::int32_t position : inside) {
      if (takes_part(*old_.split, before_.axes, before_.time, lines_[at(position)],
                     std::max(placed.day_from, first_), placed.day_to))
        there.push_back(position);
    }
    if (there.empty()) return true;
    // Under a cap they stay: else it would not hold what others cannot take.
    if (high_of(placed) == no_cap) inside = std::move(there);
    return false;
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
    if (tier_.pooled || !spread_freely()) divide_within_limits();
  }

  /// Each line by itself; false when that breaks a limit.
  bool spread_freely() {
    const std::int32_t holder = largest_of(rests_);
    ideals_ = rest_ideals(local_.split, rests_, unit_, holder);
    amounts_.resize(ideals_.size());
    round_tree(local_.split.nodes, ideals_, total_, {}, {}, amounts_);
    for (std::size_t i = 0; i < lines_.size(); ++i)
      spread_days(amounts_[at(local_.split.line_nodes[i])], first_, days_ - 1,
                  old_.shares->prefix(lines_[i]), before_.time, unit_, row(i));
    if (remainder_ != 0) {
      remainder_at_ = {holder, heaviest_day(holder, remainder_, {}).day};
      row(at(holder))[remainder_at_.day] += remainder_;
    }
    return std::all_of(touched_.begin(), touched_.end(), [&](const Touched& touched) {
      const Minor amount = reached(touched);
      return amount >= touched.low && amount <= touched.high;
    });
  }

  /// Units by which limits of an upper layer may be off here where its past and
  /// the base's were rounded each by itself.
  static constexpr std::int64_t loose_units = 2;

  /// How limits are put into whole units.
  struct Attempt {
    bool fixed_up;    ///< fixed places may get the unit above, their past holding a part of one
    bool whole_unit;  ///< the part below the unit counts as one, what it lacks is taken back
    bool is_loose = false;  ///< limits of upper layers hold here up to a few units
  };

  void divide_within_limits() {
    std::optional<Error> refused;
    const std::array attempts = {Attempt{false, false},      Attempt{true, false},
                                 Attempt{true, true},        Attempt{false, false, true},
                                 Attempt{true, false, true}, Attempt{true, true, true}};
    const bool any_padded = std::any_of(touched_.begin(), touched_.end(),
                                        [](const Touched& touched) { return touched.is_padded; });
    for (const Attempt attempt : attempts) {
      if (attempt.is_loose && !any_padded) break;
      if (attempt.whole_unit && remainder_ == 0) continue;
      remainder_at_ = {};
      is_loose_ = attempt.is_loose;
      try {
        divide(attempt);
        if (remainder_ == 0 || put(attempt.whole_unit ? remainder_ - unit_ : remainder_)) return;
      } catch (const Error& error) {
        if (error.status() != Status::infeasible && error.status() != Status::unsupported) throw;
        if (!refused) refused = error;
      }
    }
    if (refused) throw *refused;
    refuse_remainder();
  }

  void divide(const Attempt& attempt) {
    LineShares shares;
    shares.days = days_;
    shares.siblings = rest_weights(local_.split, rests_);
    take_shapes(shares);
    const std::int64_t total = total_ + (attempt.whole_unit ? 1 : 0);
    const BoundedInput input{local_.split, shares, before_.time, first_, days_ - 1, total};
    std::vector<SumLimit> limits;
    std::vector<const Constraint*> constraints;
    for (const Touched& touched : touched_) {
      if (holds_anyway(touched)) continue;
      limits.push_back(sum_limit(touched, attempt));
      constraints.push_back(&before_.constraints[touched.constraint].constraint);
    }
    Bounded bounded = ideals_within(input, limits, constraints);
    Division division;
    division.ideals = std::move(bounded.ideals);
    round_division(local_.split, total, bounded.bounds, {}, division);
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

  /// Whether a limit on all that is divided is kept by its total.
  bool holds_anyway(const Touched& touched) const {
    const PlacedConstraint& placed = before_.constraints[touched.constraint];
    if (touched.positions.size() < lines_.size() || placed.day_from > first_ ||
        placed.day_to < days_ - 1)
      return false;
    MinorSum sum;
    sum.add(touched.held);
    sum.add(total_ * unit_);
    sum.add(remainder_);
    const Minor amount = sum.total();
    return amount >= touched.low && amount <= touched.high;
  }

  SumLimit sum_limit(const Touched& touched, const Attempt& attempt) const {
    const PlacedConstraint& placed = before_.constraints[touched.constraint];
    const Minor low = touched.low > touched.held ? touched.low - touched.held : 0;
    const std::int64_t low_units = low / unit_ + (low % unit_ != 0 ? 1 : 0);
    SumLimit limit;
    limit.nodes = cover(local_.split, touched.there);
    limit.from = std::max(placed.day_from, first_);
    limit.to = placed.day_to;
    limit.low = low_units;
    if (touched.high != no_cap)
      limit.high = std::max<Minor>(touched.high - touched.held, 0) / unit_;
    if (attempt.is_loose && touched.is_padded) {
      limit.low = std::max<std::int64_t>(low / unit_ - loose_units, 0);
      if (limit.high != no_cap) limit.high += 1 + loose_units;
    }
    if (limit.low <= limit.high) return limit;
    limit.low = limit.high;
    if (attempt.fixed_up) limit.high = low_units;
    return limit;
  }

  /// An atom: position in lines_ and day; day -1: none.
  struct Atom {
    std::int32_t position = -1;
    std::int32_t day = -1;
  };

  /// Days of a line that take no more, or give no more.
  struct Closed {
    std::int32_t position;
    std::int32_t from;
    std::int32_t to;
  };

  /// By position: where `amount` more would break a limit.
  std::vector<Closed> closed_to(Minor amount) {
    std::vector<Closed> closed;
    for (const Touched& touched : touched_) {
      if (!closes(touched, amount)) continue;
      const PlacedConstraint& placed = before_.constraints[touched.constraint];
      for (const std::int32_t position : touched.positions)
        closed.push_back({position, std::max(placed.day_from, first_), placed.day_to});
    }
    std::stable_sort(closed.begin(), closed.end(),
                     [](const Closed& a, const Closed& b) { return a.position < b.position; });
    return closed;
  }

  bool closes(const Touched& touched, Minor amount) {
    MinorSum sum;
    sum.add(reached(touched));
    sum.add(amount);
    if (touched.is_padded && is_loose_) return false;  // kept by the upper layer
    return amount > 0 ? sum.total() > touched.high : sum.total() < touched.low;
  }

  /// The line's day of most weight that can take `amount`, its first working
  /// day where its shape has no weight.
  Atom heaviest_day(std::int32_t position, Minor amount, std::span<const Closed> closed) {
    const auto prefix = old_.shares->prefix(lines_[at(position)]);
    const std::int64_t before = first_ == 0 ? 0 : prefix[at(first_) - 1];
    const bool weighs = prefix.back() > before;
    std::vector<std::uint8_t> is_closed(closed.empty() ? 0 : at(days_), 0);
    for (const Closed& days : closed)
      std::fill(is_closed.begin() + days.from, is_closed.begin() + days.to + 1, 1);
    Atom atom;
    std::int64_t most = -1;
    std::int64_t last = before;
    for (std::int32_t day = first_; day < days_; ++day) {
      const std::int64_t weight =
          weighs ? prefix[at(day)] - last : before_.time.is_workday[at(day)];
      last = prefix[at(day)];
      if (weight <= most || (!is_closed.empty() && is_closed[at(day)] != 0)) continue;
      if (amount < 0 && row(at(position))[day] < -amount) continue;
      most = weight;
      atom = {position, day};
    }
    return atom;
  }

  /// Adds to the atom of the line with the largest ideal, ties to the first,
  /// that no limit closes; false when all are closed.
  bool put(Minor amount) {
    const std::vector<Closed> closed = closed_to(amount);
    Atom best;
    std::size_t next = 0;
    for (std::int32_t i = 0; i < std::ssize(lines_); ++i) {
      const std::size_t from = next;
      while (next < closed.size() && closed[next].position == i)
        ++next;
      const auto ideal_of = [&](std::int32_t position) {
        return ideals_[at(local_.split.line_nodes[at(position)])];
      };
      if (best.day >= 0 && !(ideal_of(best.position) < ideal_of(i))) continue;
      const Atom atom = heaviest_day(i, amount, std::span(closed).subspan(from, next - from));
      if (atom.day >= 0) best = atom;
    }
    if (best.day < 0) return false;
    row(at(best.position))[best.day] += amount;
    remainder_at_ = best;
    return true;
  }

  [[noreturn]] void refuse_remainder() {
    std::string codes;
    for (const Touched& touched : touched_) {
      if (!closes(touched, remainder_)) continue;
      const Constraint& constraint = before_.constraints[touched.constraint].constraint;
      codes += (codes.empty() ? "\"" : ", \"") + shortened(constraint.code, 60) + "\"";
    }
    throw Error(Status::infeasible, "conflicting_constraints",
                "what is to be brought is no whole number of rounding units, and no place may take "
                "the part below one; loosen one of the constraints by a unit: " +
                    codes);
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

  /// Amounts that constraints reach now.
  void settle_constraints() {
    if (tier_.tier != 0 || touched_.empty()) return;
    for (const Touched& touched : touched_) {
      if (touched.is_padded) continue;
      PlacedConstraint& placed = constraints_[touched.constraint];
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
    const bool is_over = layer.remainder_day >= first_ || !tier_.past.empty();
    if (std::binary_search(lines_.begin(), lines_.end(), layer.remainder_line) && is_over) {
      layer.remainder_minor = 0;
      layer.remainder_line = layer.remainder_day = -1;
    }
    if (remainder_ != 0) {
      layer.remainder_minor = remainder_;
      layer.remainder_line = lines_[at(remainder_at_.position)];
      layer.remainder_day = remainder_at_.day;
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
  std::vector<PlacedConstraint>& constraints_;
  Budget& budget_;
  std::span<const UpperFollow> uppers_;
  const UpperFollow* self_;
  bool is_loose_ = false;
  std::vector<std::int32_t> lines_;
  std::vector<Minor> cells_;  ///< of lines_, all days
  std::vector<Minor> rests_;  ///< what lines are to bring, or weights of what is pooled
  std::int64_t total_ = 0;    ///< units that all are to bring
  Minor remainder_ = 0;       ///< and the part below one
  Atom remainder_at_;
  std::vector<Touched> touched_;
  LocalTree local_;
  std::vector<std::int64_t> amounts_;  ///< from first_ on, by local node
  std::vector<Ideal> ideals_;
};

}  // namespace

Layer rebuild_tier(const TierInput& input) { return TierRebuild(input).rebuild(); }

}  // namespace sandan::quota
