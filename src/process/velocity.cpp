#include <algorithm>

#include "core/ratio.hpp"
#include "process/figures.hpp"
#include "process/grouping.hpp"
#include "process/requests.hpp"
#include "process/result_tables.hpp"

namespace sandan {
namespace process {
namespace {

/// Cycles of won deals, in ticks.
struct Cycles {
  std::vector<std::int64_t> ticks;

  /// The mean or median as a fraction, ticks over parts; nothing without one.
  struct Fraction {
    MinorSum ticks;
    std::int64_t parts;
  };
  std::optional<Fraction> centre(VelocityRequest::Cycle kind) {
    if (ticks.empty()) return std::nullopt;
    if (kind == VelocityRequest::Cycle::median) {
      std::sort(ticks.begin(), ticks.end());
      const std::size_t middle = ticks.size() / 2;
      const std::size_t other = ticks.size() % 2 == 1 ? middle : middle - 1;
      MinorSum both;
      both.add(ticks[other]);
      both.add(ticks[middle]);
      return Fraction{both, 2};
    }
    MinorSum sum;
    for (const std::int64_t tick : ticks)
      sum.add(tick);
    return Fraction{sum, static_cast<std::int64_t>(ticks.size())};
  }
};

/// What one group's velocity is made of.
struct Parts {
  std::int64_t open = 0;
  std::int64_t won = 0;
  std::int64_t lost = 0;
  std::int64_t valued = 0;  ///< won deals with an amount
  MinorSum value;
  Cycles days;
  Cycles workdays;

  void add(const Parts& other) {
    open += other.open;
    won += other.won;
    lost += other.lost;
    valued += other.valued;
    value.add(other.value);
    for (auto member : {&Parts::days, &Parts::workdays}) {
      auto& ticks = (this->*member).ticks;
      const auto& added = (other.*member).ticks;
      ticks.insert(ticks.end(), added.begin(), added.end());
    }
  }
};

/// Minor units won a day: open × win rate × mean value ÷ cycle, one rounding.
std::optional<std::int64_t> velocity(const Parts& parts,
                                     const std::optional<Cycles::Fraction>& cycle,
                                     std::int64_t ticks_per_day) {
  if (!cycle || (cycle->ticks.high() == 0 && cycle->ticks.low() == 0) || parts.valued == 0) {
    return std::nullopt;
  }
  return rounded_ratio({parts.open, parts.won, parts.value, cycle->parts, ticks_per_day},
                       {parts.won + parts.lost, parts.valued, cycle->ticks});
}

class Velocity {
 public:
  Velocity(const HistoryData& history, const VelocityRequest& request, const Calendar* calendar,
           const PartRunner& runner, Budget& budget)
      : history_(history),
        request_(request),
        calendar_(calendar),
        standings_(standings_of(history, runner, budget)),
        groups_("velocity", history, standings_, request.grouping, {}),
        counted_(in_cohort(history, standings_, request.cohort)) {
    const std::size_t copies = request.grouping.rollup ? request.grouping.by.size() + 1 : 1;
    budget.take(static_cast<std::size_t>(history.deals) * copies * 2 * sizeof(std::int64_t) +
                groups_.all().size() * sizeof(Parts));
    parts_.resize(groups_.all().size());
    for (std::int64_t deal = 0; deal < history.deals; ++deal) {
      if (deal % rows_per_part == 0) runner.report(share_done(0.4, 0.8, deal, history.deals));
      count(deal);
    }
    for (std::int64_t g = 0; g < groups_.finest(); ++g) {
      const auto& targets = groups_.adds_to()[static_cast<std::size_t>(g)];
      for (std::size_t t = 1; t < targets.size(); ++t) {
        parts_[static_cast<std::size_t>(targets[t])].add(parts_[static_cast<std::size_t>(g)]);
      }
    }
  }

  results::Table table() {
    std::vector<std::int32_t> rows;
    std::vector<std::int64_t> open, won, lost, valued, cycle_n;
    std::vector<std::optional<std::int64_t>> mean_value, per_day, per_workday;
    std::vector<std::optional<double>> cycle_days, cycle_workdays;
    ShareColumns rate("win_rate", request_.sampling);
    for (std::size_t g = 0; g < parts_.size(); ++g) {
      Parts& parts = parts_[g];
      const std::int64_t decided = parts.won + parts.lost;
      const bool sufficient = decided > 0 && decided >= request_.sampling.min_n;
      const auto days = parts.days.centre(request_.cycle);
      const auto workdays = parts.workdays.centre(request_.cycle);
      rows.push_back(static_cast<std::int32_t>(g));
      open.push_back(parts.open);
      won.push_back(parts.won);
      lost.push_back(parts.lost);
      rate.add(parts.won, decided);
      valued.push_back(parts.valued);
      mean_value.push_back(parts.valued == 0
                               ? std::nullopt
                               : std::optional(rounded_ratio({parts.value}, {parts.valued})));
      cycle_n.push_back(static_cast<std::int64_t>(parts.days.ticks.size()));
      cycle_days.push_back(in_days(days, micros_per_day));
      cycle_workdays.push_back(in_days(workdays, 1));
      per_day.push_back(sufficient ? velocity(parts, days, micros_per_day) : std::nullopt);
      per_workday.push_back(sufficient ? velocity(parts, workdays, 1) : std::nullopt);
    }
    results::Table table;
    table.name = "velocity";
    groups_.add_columns(table, rows);
    table.add(results::int64_column("open", std::move(open)));
    table.add(results::int64_column("won", std::move(won)));
    table.add(results::int64_column("lost", std::move(lost)));
    std::move(rate).move_to(table);
    table.add(results::int64_column("valued", std::move(valued)));
    table.add(results::int64_column("mean_value_minor", mean_value));
    table.add(results::int64_column("cycle_n", std::move(cycle_n)));
    table.add(results::float64_column("cycle_days", cycle_days));
    table.add(results::float64_column("cycle_workdays", cycle_workdays));
    table.add(results::int64_column("velocity_minor_per_day", per_day));
    table.add(results::int64_column("velocity_minor_per_workday", per_workday));
    return table;
  }

 private:
  static std::optional<double> in_days(const std::optional<Cycles::Fraction>& cycle,
                                       std::int64_t per_day) {
    if (!cycle) return std::nullopt;
    return ratio(cycle->ticks, cycle->parts) / static_cast<double>(per_day);
  }

  void count(std::int64_t deal) {
    const auto d = static_cast<std::size_t>(deal);
    const Standing& standing = standings_[d];
    Parts& parts = parts_[static_cast<std::size_t>(groups_.of_deals()[d])];
    if (standing.outcome == Outcome::open) {
      ++parts.open;
      return;
    }
    if (!counted_.empty() && !counted_[d]) return;
    if (standing.outcome == Outcome::lost) ++parts.lost;
    if (standing.outcome != Outcome::won) return;
    ++parts.won;
    const DealColumns& recorded = history_.recorded;
    if (!recorded.has_amount.empty() && recorded.has_amount[d] != 0) {
      ++parts.valued;
      parts.value.add(recorded.amount_minor[d]);
    }
    const auto cycle = cycle_micros(history_, deal, standing);
    if (!cycle) return;
    parts.days.ticks.push_back(*cycle);
    if (calendar_ == nullptr) return;
    parts.workdays.ticks.push_back(
        calendar_->elapsed(created_on(history_, deal), standing.closed_on()).workdays);
  }

  const HistoryData& history_;
  const VelocityRequest& request_;
  const Calendar* calendar_;
  std::vector<Standing> standings_;
  Groups groups_;
  std::vector<bool> counted_;
  std::vector<Parts> parts_;
};

}  // namespace
}  // namespace process

Result History::velocity(const VelocityRequest& request, const Calendar* calendar,
                         const Run& run) const {
  using namespace process;
  const PartRunner runner(run);
  Budget budget(run.max_bytes);
  Velocity velocity(*data_, request, calendar, runner, budget);
  results::Table table = velocity.table();
  runner.report(1);
  return make_result(*data_, {"velocity", request_text(request), calendar}, {std::move(table)});
}

}  // namespace sandan
