#include <algorithm>
#include <array>

#include "core/statistics.hpp"
#include "process/figures.hpp"
#include "process/grouping.hpp"
#include "process/requests.hpp"
#include "process/result_tables.hpp"

namespace sandan {
namespace process {
namespace {

/// How the deals of one group ended.
struct Ends {
  std::array<std::int64_t, 4> by_outcome{};
  ValueSum won;
  std::array<std::vector<double>, 4> cycles;  ///< days, by outcome

  std::int64_t count(Outcome outcome) const noexcept {
    return by_outcome[static_cast<std::size_t>(outcome)];
  }
  void add(const Ends& other) {
    for (std::size_t i = 0; i < by_outcome.size(); ++i) {
      by_outcome[i] += other.by_outcome[i];
      cycles[i].insert(cycles[i].end(), other.cycles[i].begin(), other.cycles[i].end());
    }
    won.add(other.won);
  }
};

std::optional<double> quantile(const std::vector<double>& sorted, double probability) {
  if (sorted.empty()) return std::nullopt;
  return quantile_sorted(sorted, probability);
}

results::Table outcomes_table(const HistoryData& history, const OutcomesRequest& request,
                              const PartRunner& runner, Budget& budget) {
  const std::vector<Standing> standings = standings_of(history, runner, budget);
  const Groups groups("outcomes", history, standings, request.grouping,
                      in_cohort(history, standings, request.cohort));
  budget.take(groups.all().size() * sizeof(Ends));
  std::vector<Ends> ends(groups.all().size());
  for (std::int64_t deal = 0; deal < history.deals; ++deal) {
    if (deal % rows_per_part == 0) runner.report(share_done(0.4, 0.8, deal, history.deals));
    const auto d = static_cast<std::size_t>(deal);
    if (groups.of_deals()[d] < 0) continue;
    Ends& group = ends[static_cast<std::size_t>(groups.of_deals()[d])];
    const auto outcome = static_cast<std::size_t>(standings[d].outcome);
    ++group.by_outcome[outcome];
    if (standings[d].outcome == Outcome::won) group.won.add(history, deal);
    if (standings[d].outcome == Outcome::open) continue;
    if (const auto days = cycle_days(history, deal, standings[d])) {
      group.cycles[outcome].push_back(*days);
    }
  }
  for (std::int64_t g = 0; g < groups.finest(); ++g) {
    const auto& targets = groups.adds_to()[static_cast<std::size_t>(g)];
    for (std::size_t t = 1; t < targets.size(); ++t) {
      ends[static_cast<std::size_t>(targets[t])].add(ends[static_cast<std::size_t>(g)]);
    }
  }

  std::vector<std::int32_t> rows;
  std::vector<std::int64_t> n, open, won, lost, cancelled, values, unknown;
  std::vector<std::int64_t> cycle_n, lost_n, cancelled_n;
  std::vector<std::optional<double>> median, p10, p90, longest, lost_median, cancelled_median;
  ShareColumns rate("win_rate", request.sampling);
  for (std::size_t g = 0; g < ends.size(); ++g) {
    Ends& group = ends[g];
    for (auto& cycles : group.cycles)
      std::sort(cycles.begin(), cycles.end());
    const auto& won_days = group.cycles[static_cast<std::size_t>(Outcome::won)];
    const auto& lost_days = group.cycles[static_cast<std::size_t>(Outcome::lost)];
    const auto& cancelled_days = group.cycles[static_cast<std::size_t>(Outcome::cancelled)];
    rows.push_back(static_cast<std::int32_t>(g));
    open.push_back(group.count(Outcome::open));
    won.push_back(group.count(Outcome::won));
    lost.push_back(group.count(Outcome::lost));
    cancelled.push_back(group.count(Outcome::cancelled));
    n.push_back(open.back() + won.back() + lost.back() + cancelled.back());
    rate.add(won.back(), won.back() + lost.back());
    values.push_back(group.won.sum.total());
    unknown.push_back(group.won.unknown);
    cycle_n.push_back(static_cast<std::int64_t>(won_days.size()));
    median.push_back(quantile(won_days, 0.5));
    p10.push_back(quantile(won_days, 0.1));
    p90.push_back(quantile(won_days, 0.9));
    longest.push_back(quantile(won_days, 1.0));
    lost_n.push_back(static_cast<std::int64_t>(lost_days.size()));
    lost_median.push_back(quantile(lost_days, 0.5));
    cancelled_n.push_back(static_cast<std::int64_t>(cancelled_days.size()));
    cancelled_median.push_back(quantile(cancelled_days, 0.5));
  }
  results::Table table;
  table.name = "outcomes";
  groups.add_columns(table, rows);
  table.add(results::int64_column("n", std::move(n)));
  table.add(results::int64_column("open", std::move(open)));
  table.add(results::int64_column("won", std::move(won)));
  table.add(results::int64_column("lost", std::move(lost)));
  table.add(results::int64_column("cancelled", std::move(cancelled)));
  std::move(rate).move_to(table);
  table.add(results::int64_column("won_value_minor", std::move(values)));
  table.add(results::int64_column("unknown_amounts", std::move(unknown)));
  table.add(results::int64_column("cycle_n", std::move(cycle_n)));
  table.add(results::float64_column("cycle_median_days", median));
  table.add(results::float64_column("cycle_p10_days", p10));
  table.add(results::float64_column("cycle_p90_days", p90));
  table.add(results::float64_column("cycle_max_days", longest));
  table.add(results::int64_column("lost_n", std::move(lost_n)));
  table.add(results::float64_column("lost_median_days", lost_median));
  table.add(results::int64_column("cancelled_n", std::move(cancelled_n)));
  table.add(results::float64_column("cancelled_median_days", cancelled_median));
  return table;
}

}  // namespace
}  // namespace process

Result History::outcomes(const OutcomesRequest& request, const Run& run) const {
  const PartRunner runner(run);
  Budget budget(run.max_bytes);
  results::Table table = process::outcomes_table(*data_, request, runner, budget);
  runner.report(1);
  return process::make_result(*data_, {"outcomes", process::request_text(request)},
                              {std::move(table)});
}

}  // namespace sandan
