#include <algorithm>

#include "core/statistics.hpp"
#include "process/figures.hpp"
#include "process/group_keys.hpp"
#include "process/requests.hpp"
#include "process/result_tables.hpp"
#include "process/stay_times.hpp"

namespace sandan {
namespace process {
namespace {

constexpr std::array<std::string_view, 2> basis_codes = {"expected", "quantile"};
enum class Basis : std::uint8_t { expected, quantile };

/// How long stays in one stage lasted, and from when one is too long.
struct StageLimit {
  std::vector<std::int64_t> over;      ///< all stays, sorted
  std::vector<std::int64_t> advanced;  ///< those that ended by advancing, sorted
  std::optional<Basis> basis;
  double limit = 0;  ///< in ticks of the clock
  std::int64_t open = 0;
  std::int64_t stalled = 0;
  std::int64_t waiting = 0;
  std::int64_t unknown = 0;  ///< nobody said when the stage was entered

  static std::int64_t longer(const std::vector<std::int64_t>& sorted, std::int64_t ticks) {
    return sorted.end() - std::upper_bound(sorted.begin(), sorted.end(), ticks);
  }
};

/// Deals that are too long in their stage, a row each.
class StallColumns {
 public:
  StallColumns(const HistoryData& history, const Sampling& sampling)
      : history_(history), later_("later_conversion", sampling) {}

  void add(std::int32_t deal, const Stay& stay, const StageLimit& limit, const StayClock& clock,
           const Calendar* calendar) {
    const auto d = static_cast<std::size_t>(deal);
    const DealColumns& recorded = history_.recorded;
    const std::int64_t ticks = clock.ticks(stay);
    const auto per_day = static_cast<double>(clock.ticks_per_day());
    const double limit_days = limit.limit / per_day;
    const double over_days = (static_cast<double>(ticks) - limit.limit) / per_day;
    const bool workdays = clock.ticks_per_day() == 1;
    const auto told = [](bool wanted, double value) {
      return wanted ? std::optional(value) : std::nullopt;
    };
    deals_.push_back(deal);
    stages_.push_back(stay.stage);
    entered_.push_back(stay.entered_on());
    days_.push_back(stay.left_on - stay.entered_on());
    workdays_.push_back(calendar == nullptr
                            ? std::nullopt
                            : std::optional(static_cast<std::int32_t>(
                                  calendar->elapsed(stay.entered_on(), stay.left_on).workdays)));
    bases_.push_back(static_cast<std::int32_t>(*limit.basis));
    limit_days_.push_back(told(!workdays, limit_days));
    limit_workdays_.push_back(told(workdays, limit_days));
    over_days_.push_back(told(!workdays, over_days));
    over_workdays_.push_back(told(workdays, over_days));
    n_.push_back(static_cast<std::int64_t>(limit.over.size()));
    longer_.push_back(StageLimit::longer(limit.over, ticks));
    later_.add(StageLimit::longer(limit.advanced, ticks), longer_.back());
    amounts_.push_back(!recorded.has_amount.empty() && recorded.has_amount[d] != 0
                           ? std::optional(recorded.amount_minor[d])
                           : std::nullopt);
    currencies_.push_back(recorded.currency.empty() ? -1 : recorded.currency[d]);
    until_.push_back(recorded.waiting_until.empty() ? no_day : recorded.waiting_until[d]);
    reasons_.push_back(recorded.waiting_reason.empty() ? -1 : recorded.waiting_reason[d]);
  }

  results::Table finish(std::string name, const DealKeys& keys) && {
    const auto texts = [](const std::vector<std::string>& values) {
      return std::make_shared<const results::Column>(results::text_column("", values));
    };
    results::Table table;
    table.name = std::move(name);
    table.add(ids_of(history_, deals_));
    keys.add_columns(table, deals_);
    table.add(stage_column("stage", history_.definition(), stages_));
    table.columns.back().nullable = false;
    table.add(layer_column(history_.definition(), stages_));
    table.add(days_column("entered_on", entered_));
    table.columns.back().nullable = false;
    table.add(results::int32_column("days_in_stage", std::move(days_)));
    table.add(results::int32_column("workdays_in_stage", workdays_));
    table.add(results::dictionary_column("basis", bases_, results::code_values(basis_codes)));
    table.add(results::float64_column("limit_days", limit_days_));
    table.add(results::float64_column("limit_workdays", limit_workdays_));
    table.add(results::float64_column("over_days", over_days_));
    table.add(results::float64_column("over_workdays", over_workdays_));
    table.add(results::int64_column("n", std::move(n_)));
    table.add(results::int64_column("longer", std::move(longer_)));
    std::move(later_).move_to(table);
    table.add(results::int64_column("amount_minor", amounts_));
    table.add(
        results::dictionary_column("currency", currencies_, texts(history_.recorded.currencies)));
    table.columns.back().nullable = true;
    table.add(days_column("waiting_until", until_));
    table.add(results::dictionary_column("waiting_reason", reasons_,
                                         texts(history_.recorded.waiting_reasons)));
    table.columns.back().nullable = true;
    return table;
  }

 private:
  const HistoryData& history_;
  std::vector<std::int32_t> deals_;
  std::vector<std::uint8_t> stages_;
  std::vector<Day> entered_;
  std::vector<std::int32_t> days_;
  std::vector<std::optional<std::int32_t>> workdays_;
  std::vector<std::int32_t> bases_;
  std::vector<std::optional<double>> limit_days_, limit_workdays_, over_days_, over_workdays_;
  std::vector<std::int64_t> n_, longer_;
  ShareColumns later_;
  std::vector<std::optional<std::int64_t>> amounts_;
  std::vector<std::int32_t> currencies_;
  std::vector<Day> until_;
  std::vector<std::int32_t> reasons_;
};

class Stalls {
 public:
  Stalls(const HistoryData& history, const StallsRequest& request, const Calendar* calendar,
         const PartRunner& runner, Budget& budget)
      : history_(history),
        request_(request),
        calendar_(calendar),
        standings_(standings_of(history, runner, budget)),
        keys_("stalls", history, standings_, request.keys),
        limits_(history.definition().stages.size()) {
    choose_stages();
    read_own_history(runner, budget);
    set_limits();
  }

  std::vector<results::Table> tables(const PartRunner& runner) {
    const Sampling sampling{request_.min_n, request_.confidence};
    StallColumns stalls(history_, sampling);
    StallColumns waiting(history_, sampling);
    for (std::int64_t deal = 0; deal < history_.deals; ++deal) {
      if (deal % rows_per_part == 0) runner.report(share_done(0.8, 1.0, deal, history_.deals));
      look_at(deal, stalls, waiting);
    }
    std::vector<results::Table> tables;
    tables.push_back(std::move(stalls).finish("stalls", keys_));
    tables.push_back(std::move(waiting).finish("waiting", keys_));
    tables.push_back(limit_table());
    return tables;
  }

 private:
  void choose_stages() {
    const Definition& definition = history_.definition();
    chosen_.assign(definition.stages.size(), request_.stages.empty());
    for (std::size_t i = 0; i < request_.stages.size(); ++i) {
      const auto stage = definition.stage_index(request_.stages[i]);
      if (!stage || !definition.stages[*stage].in_line()) {
        throw Error(Status::invalid_argument, "unknown_stage",
                    "the process' line has no stage \"" + request_.stages[i] + "\"")
            .at("/stages/" + std::to_string(i));
      }
      chosen_[*stage] = true;
    }
    for (const std::uint8_t stage : definition.line) {
      const Stage& said = definition.stages[stage];
      if (!chosen_[stage] || calendar_ != nullptr) continue;
      if (!said.expected_workdays || said.expected_days) continue;
      throw Error(
          Status::invalid_argument, "calendar_needed",
          "stage \"" + said.item.code + "\" has a duration in working days; give a calendar")
          .at("calendar");
    }
  }

  /// Working days where a calendar is at hand, unless only calendar days are
  /// expected of the stage.
  TimeUnit unit_of(std::size_t stage) const {
    if (calendar_ == nullptr) return TimeUnit::days;
    const Stage& said = history_.definition().stages[stage];
    return said.expected_days && !said.expected_workdays ? TimeUnit::days : TimeUnit::workdays;
  }
  StayClock clock_of(std::size_t stage) const { return {unit_of(stage), calendar_}; }

  void read_own_history(const PartRunner& runner, Budget& budget) {
    const Definition& definition = history_.definition();
    for (const TimeUnit unit : {TimeUnit::days, TimeUnit::workdays}) {
      StayCells cells;
      cells.place.assign(max_stages, -1);
      cells.apart_by_advance = true;
      std::vector<std::size_t> stages;
      for (const std::uint8_t stage : definition.line) {
        if (!chosen_[stage] || unit_of(stage) != unit) continue;
        cells.place[stage] = static_cast<int>(stages.size() * 2);
        stages.push_back(stage);
      }
      if (stages.empty()) continue;
      cells.count = stages.size() * 2;
      cells.first.assign(static_cast<std::size_t>(history_.deals), 0);
      const double from = unit == TimeUnit::days ? 0.3 : 0.5;
      StayTimes times = collect_stays(history_, standings_, cells, StayClock(unit, calendar_),
                                      runner, from, from + 0.2, budget);
      for (std::size_t i = 0; i < stages.size(); ++i) {
        StageLimit& limit = limits_[stages[i]];
        limit.over = std::move(times.over[2 * i]);
        limit.advanced = std::move(times.over[2 * i + 1]);
        limit.over.insert(limit.over.end(), limit.advanced.begin(), limit.advanced.end());
        sort_ticks(limit.over);
      }
    }
  }

  void set_limits() {
    const Definition& definition = history_.definition();
    for (const std::uint8_t stage : definition.line) {
      if (!chosen_[stage]) continue;
      const Stage& said = definition.stages[stage];
      StageLimit& limit = limits_[stage];
      const auto per_day = static_cast<double>(clock_of(stage).ticks_per_day());
      const auto expected = calendar_ != nullptr && said.expected_workdays ? said.expected_workdays
                                                                           : said.expected_days;
      if (expected) {
        limit.basis = Basis::expected;
        limit.limit = *expected * per_day;
      } else if (!limit.over.empty() &&
                 static_cast<std::int64_t>(limit.over.size()) >= request_.min_n) {
        limit.basis = Basis::quantile;
        limit.limit = quantile_sorted(std::span<const std::int64_t>(limit.over), request_.quantile);
      }
    }
  }

  void look_at(std::int64_t deal, StallColumns& stalls, StallColumns& waiting) {
    const auto d = static_cast<std::size_t>(deal);
    const Standing& standing = standings_[d];
    if (standing.outcome != Outcome::open || standing.stage == no_stage) return;
    if (!chosen_[standing.stage] || !history_.definition().stages[standing.stage].in_line()) return;
    StageLimit& limit = limits_[standing.stage];
    ++limit.open;
    const auto stay = open_stay(deal, standing);
    if (!stay) {
      ++limit.unknown;
      return;
    }
    const StayClock clock = clock_of(stay->stage);
    if (!limit.basis || static_cast<double>(clock.ticks(*stay)) <= limit.limit) return;
    const bool excused = waits(d);
    ++(excused ? limit.waiting : limit.stalled);
    (excused ? waiting : stalls)
        .add(static_cast<std::int32_t>(deal), *stay, limit, clock, calendar_);
  }

  std::optional<Stay> open_stay(std::int64_t deal, const Standing& standing) const {
    if (standing.source != Standing::Source::event) return std::nullopt;
    std::optional<Stay> last;
    for_each_stay(history_, deal, standing, [&](const Stay& stay) { last = stay; });
    return last && last->end == StayEnd::open ? last : std::nullopt;
  }

  /// A reason is known, and the day it waits for is still to come.
  bool waits(std::size_t deal) const {
    const DealColumns& recorded = history_.recorded;
    if (recorded.waiting_until.empty() || recorded.waiting_reason.empty()) return false;
    // Later events prove the reason a later one.
    if (!history_.later.empty() && history_.later[deal] != 0) return false;
    return recorded.waiting_reason[deal] >= 0 && recorded.waiting_until[deal] != no_day &&
           recorded.waiting_until[deal] > history_.request.as_of;
  }

  results::Table limit_table() const {
    std::vector<std::uint8_t> stages;
    std::vector<std::int64_t> open, stalled, waiting, unknown, n;
    std::vector<std::int32_t> bases;
    std::vector<std::optional<double>> days, workdays;
    for (const std::uint8_t stage : history_.definition().line) {
      if (!chosen_[stage]) continue;
      const StageLimit& limit = limits_[stage];
      const StayClock clock = clock_of(stage);
      const auto in_days = limit.limit / static_cast<double>(clock.ticks_per_day());
      const bool known = limit.basis.has_value();
      const bool in_workdays = unit_of(stage) == TimeUnit::workdays;
      stages.push_back(stage);
      open.push_back(limit.open);
      stalled.push_back(limit.stalled);
      waiting.push_back(limit.waiting);
      unknown.push_back(limit.unknown);
      n.push_back(static_cast<std::int64_t>(limit.over.size()));
      bases.push_back(known ? static_cast<std::int32_t>(*limit.basis) : -1);
      days.push_back(known && !in_workdays ? std::optional(in_days) : std::nullopt);
      workdays.push_back(known && in_workdays ? std::optional(in_days) : std::nullopt);
    }
    results::Table table;
    table.name = "stall_limits";
    table.add(stage_column("stage", history_.definition(), stages));
    table.columns.back().nullable = false;
    table.add(layer_column(history_.definition(), stages));
    table.add(results::int64_column("open", std::move(open)));
    table.add(results::int64_column("stalled", std::move(stalled)));
    table.add(results::int64_column("waiting", std::move(waiting)));
    table.add(results::int64_column("unknown", std::move(unknown)));
    table.add(results::dictionary_column("basis", bases, results::code_values(basis_codes)));
    table.columns.back().nullable = true;
    table.add(results::float64_column("limit_days", days));
    table.add(results::float64_column("limit_workdays", workdays));
    table.add(results::int64_column("n", std::move(n)));
    return table;
  }

  const HistoryData& history_;
  const StallsRequest& request_;
  const Calendar* calendar_;
  std::vector<Standing> standings_;
  DealKeys keys_;
  std::vector<StageLimit> limits_;  ///< by stage
  std::vector<bool> chosen_;        ///< by stage
};

}  // namespace
}  // namespace process

Result History::stalls(const StallsRequest& request, const Calendar* calendar,
                       const Run& run) const {
  using namespace process;
  const PartRunner runner(run);
  Budget budget(run.max_bytes);
  Stalls stalls(*data_, request, calendar, runner, budget);
  auto tables = stalls.tables(runner);
  runner.report(1);
  return make_result(*data_, {"stalls", request_text(request), calendar}, std::move(tables));
}

}  // namespace sandan
