#include "core/survival.hpp"

#include <algorithm>

#include "process/figures.hpp"
#include "process/grouping.hpp"
#include "process/requests.hpp"
#include "process/result_tables.hpp"
#include "process/survival_clock.hpp"

namespace sandan {
namespace process {
namespace {

/// Endings of the deals of one group, and what is made of them.
struct Risks {
  std::vector<Ending> endings;  ///< by time, once estimated
  std::int64_t unknown = 0;
  std::vector<RiskStep> steps;
  bool all_ended = false;

  std::int64_t n() const noexcept { return static_cast<std::int64_t>(endings.size()); }
  /// Deals with a longer time.
  std::int64_t longer_than(std::int64_t time) const {
    const auto found =
        std::upper_bound(endings.begin(), endings.end(), time,
                         [](std::int64_t wanted, const Ending& e) { return wanted < e.time; });
    return endings.end() - found;
  }
};

/// Rows of the survival table.
class SurvivalColumns {
 public:
  explicit SurvivalColumns(const SurvivalRequest& request)
      : request_(request), z_(normal_quantile_two_sided(request.sampling.confidence)) {}

  /// Rows for the horizons, which rise, and one for the end of what was
  /// followed.
  void add(std::int32_t group, const Risks& risks, std::int64_t per_day) {
    Ended ended{};
    auto step = risks.steps.begin();
    for (const std::int32_t horizon : request_.horizons) {
      while (step != risks.steps.end() && step->time <= horizon * per_day)
        count(*step++, ended);
      add_row(group, risks, horizon, per_day, step - risks.steps.begin(), ended);
    }
    while (step != risks.steps.end())
      count(*step++, ended);
    add_row(group, risks, std::nullopt, per_day, step - risks.steps.begin(), ended);
  }

  void move_to(results::Table& table) && {
    const bool days = request_.unit == TimeUnit::days;
    const std::vector<std::optional<std::int32_t>> none(horizons_.size());
    table.add(results::int32_column("horizon_days", days ? horizons_ : none));
    table.add(results::int32_column("horizon_workdays", days ? none : horizons_));
    table.add(results::int64_column("n", std::move(n_)));
    table.add(results::int64_column("unknown", std::move(unknown_)));
    table.add(results::int64_column("converted", std::move(converted_)));
    table.add(results::int64_column("lost", std::move(lost_)));
    table.add(results::int64_column("cancelled", std::move(cancelled_)));
    table.add(results::int64_column("at_risk", std::move(at_risk_)));
    table.add(results::float64_column("conversion", conversion_));
    table.add(results::float64_column("conversion_low", low_));
    table.add(results::float64_column("conversion_high", high_));
    table.add(results::float64_column("lost_share", lost_share_));
    table.add(results::float64_column("cancelled_share", cancelled_share_));
    table.add(results::float64_column("open_share", open_share_));
    table.add(results::boolean_column("followed", followed_));
    table.add(results::boolean_column("sufficient", sufficient_));
  }

  const std::vector<std::int32_t>& rows() const noexcept { return rows_; }

 private:
  using Ended = std::array<std::int64_t, risk_count>;

  static void count(const RiskStep& step, Ended& ended) {
    for (std::size_t cause = 0; cause < risk_count; ++cause)
      ended[cause] += step.ended[cause];
  }

  /// A row after so many steps, in which so many ended.
  void add_row(std::int32_t group, const Risks& risks, std::optional<std::int32_t> horizon,
               std::int64_t per_day, std::ptrdiff_t steps, const Ended& ended) {
    const std::int64_t last = risks.steps.empty() ? -1 : risks.steps.back().time;
    const std::int64_t left = risks.longer_than(horizon ? *horizon * per_day : last);
    const bool followed = risks.n() > 0 && (!horizon || left > 0 || risks.all_ended);
    rows_.push_back(group);
    horizons_.push_back(horizon);
    n_.push_back(risks.n());
    unknown_.push_back(risks.unknown);
    at_risk_.push_back(left);
    converted_.push_back(ended[0]);
    lost_.push_back(ended[1]);
    cancelled_.push_back(ended[2]);
    followed_.push_back(followed ? 1 : 0);
    const bool sufficient = risks.n() > 0 && risks.n() >= request_.sampling.min_n;
    sufficient_.push_back(sufficient ? 1 : 0);
    const RiskStep step =
        steps == 0 ? RiskStep{} : risks.steps[static_cast<std::size_t>(steps - 1)];
    add_shares(step, followed && sufficient);
  }

  void add_shares(const RiskStep& step, bool told) {
    const auto interval =
        told ? log_log_interval(step.incidence[0], step.variance, z_) : std::nullopt;
    const auto value = [&](double share) { return told ? std::optional(share) : std::nullopt; };
    conversion_.push_back(value(step.incidence[0]));
    low_.push_back(interval ? std::optional(interval->low) : std::nullopt);
    high_.push_back(interval ? std::optional(interval->high) : std::nullopt);
    lost_share_.push_back(value(step.incidence[1]));
    cancelled_share_.push_back(value(step.incidence[2]));
    open_share_.push_back(value(step.open));
  }

  const SurvivalRequest& request_;
  double z_;
  std::vector<std::int32_t> rows_;
  std::vector<std::optional<std::int32_t>> horizons_;
  std::vector<std::int64_t> n_, unknown_, converted_, lost_, cancelled_, at_risk_;
  std::vector<std::optional<double>> conversion_, low_, high_;
  std::vector<std::optional<double>> lost_share_, cancelled_share_, open_share_;
  std::vector<std::uint8_t> followed_, sufficient_;
};

class Survival {
 public:
  Survival(const HistoryData& history, const SurvivalRequest& request, const Calendar* calendar,
           const PartRunner& runner, Budget& budget)
      : request_(request),
        standings_(standings_of(history, runner, budget)),
        groups_("survival", history, standings_, request.grouping,
                in_cohort(history, standings_, request.cohort), Groups::Adds::counts),
        clock_(history, request, calendar) {
    constexpr std::size_t row_bytes = 150;  // of a result, about
    budget.take(groups_.all().size() * (sizeof(Risks) + (request.horizons.size() + 1) * row_bytes));
    risks_.resize(groups_.all().size());
    budget.take(static_cast<std::size_t>(history.deals) * sizeof(Ending) *
                (request.grouping.rollup ? request.grouping.by.size() + 2 : 2));
    collect(history, runner);
    runner(static_cast<std::int64_t>(risks_.size()), 0.7, 1.0, [&](std::int64_t group) {
      Risks& risks = risks_[static_cast<std::size_t>(group)];
      risks.steps = aalen_johansen(risks.endings);
      budget.take(risks.steps.size() * (sizeof(RiskStep) + (request.curve ? row_bytes : 0)));
      risks.all_ended = std::all_of(risks.endings.begin(), risks.endings.end(),
                                    [](const Ending& ending) { return ending.cause < risk_count; });
    });
  }

  results::Table table() const {
    SurvivalColumns columns(request_);
    for (std::size_t group = 0; group < risks_.size(); ++group) {
      columns.add(static_cast<std::int32_t>(group), risks_[group], clock_.ticks_per_day());
    }
    results::Table table;
    table.name = "survival";
    groups_.add_columns(table, columns.rows());
    std::move(columns).move_to(table);
    return table;
  }

  results::Table curve() const {
    std::vector<std::int32_t> rows;
    std::vector<std::optional<double>> times, conversion, lost, cancelled, open, low, high;
    std::vector<std::int64_t> at_risk, converted_n, lost_n, cancelled_n;
    const double z = normal_quantile_two_sided(request_.sampling.confidence);
    for (std::size_t group = 0; group < risks_.size(); ++group) {
      if (risks_[group].n() < request_.sampling.min_n) continue;
      for (const RiskStep& step : risks_[group].steps) {
        const auto interval = log_log_interval(step.incidence[0], step.variance, z);
        rows.push_back(static_cast<std::int32_t>(group));
        times.emplace_back(static_cast<double>(step.time) /
                           static_cast<double>(clock_.ticks_per_day()));
        at_risk.push_back(step.at_risk);
        converted_n.push_back(step.ended[0]);
        lost_n.push_back(step.ended[1]);
        cancelled_n.push_back(step.ended[2]);
        conversion.emplace_back(step.incidence[0]);
        low.push_back(interval ? std::optional(interval->low) : std::nullopt);
        high.push_back(interval ? std::optional(interval->high) : std::nullopt);
        lost.emplace_back(step.incidence[1]);
        cancelled.emplace_back(step.incidence[2]);
        open.emplace_back(step.open);
      }
    }
    results::Table table;
    table.name = "survival_curve";
    groups_.add_columns(table, rows);
    const bool days = request_.unit == TimeUnit::days;
    const std::vector<std::optional<double>> none(rows.size());
    table.add(results::float64_column("time_days", days ? times : none));
    table.add(results::float64_column("time_workdays", days ? none : times));
    table.add(results::int64_column("at_risk", std::move(at_risk)));
    table.add(results::int64_column("converted", std::move(converted_n)));
    table.add(results::int64_column("lost", std::move(lost_n)));
    table.add(results::int64_column("cancelled", std::move(cancelled_n)));
    table.add(results::float64_column("conversion", conversion));
    table.add(results::float64_column("conversion_low", low));
    table.add(results::float64_column("conversion_high", high));
    table.add(results::float64_column("lost_share", lost));
    table.add(results::float64_column("cancelled_share", cancelled));
    table.add(results::float64_column("open_share", open));
    return table;
  }

 private:
  void collect(const HistoryData& history, const PartRunner& runner) {
    std::vector<Waited> waited(static_cast<std::size_t>(history.deals));
    runner(parts_of(history.deals), 0.3, 0.6, [&](std::int64_t part) {
      const std::int64_t end = std::min(history.deals, (part + 1) * rows_per_part);
      for (std::int64_t deal = part * rows_per_part; deal < end; ++deal) {
        const auto d = static_cast<std::size_t>(deal);
        if (groups_.of_deals()[d] >= 0) waited[d] = clock_.wait_of(deal, standings_[d]);
      }
    });
    std::vector<std::size_t> sizes(risks_.size(), 0);
    const auto for_each = [&](auto&& visit) {
      for (std::size_t deal = 0; deal < waited.size(); ++deal) {
        const std::int32_t group = groups_.of_deals()[deal];
        if (group < 0 || waited[deal].kind == Waited::Kind::no_start) continue;
        for (const std::int32_t target : groups_.adds_to()[static_cast<std::size_t>(group)])
          visit(static_cast<std::size_t>(target), waited[deal]);
      }
    };
    for_each([&](std::size_t group, const Waited&) { ++sizes[group]; });
    for (std::size_t group = 0; group < risks_.size(); ++group)
      risks_[group].endings.reserve(sizes[group]);
    for_each([&](std::size_t group, const Waited& each) {
      if (each.kind == Waited::Kind::unknown) {
        ++risks_[group].unknown;
      } else {
        risks_[group].endings.push_back(each.ending);
      }
    });
  }

  const SurvivalRequest& request_;
  std::vector<Standing> standings_;
  Groups groups_;
  SurvivalClock clock_;
  std::vector<Risks> risks_;
};

}  // namespace
}  // namespace process

Result History::survival(const SurvivalRequest& request, const Calendar* calendar,
                         const Run& run) const {
  using namespace process;
  const PartRunner runner(run);
  Budget budget(run.max_bytes);
  const Survival survival(*data_, request, calendar, runner, budget);
  std::vector<results::Table> tables;
  tables.push_back(survival.table());
  if (request.curve) tables.push_back(survival.curve());
  runner.report(1);
  return make_result(*data_, {"survival", request_text(request), calendar}, std::move(tables));
}

}  // namespace sandan
