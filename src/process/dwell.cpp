#include <algorithm>

#include "core/survival.hpp"
#include "process/figures.hpp"
#include "process/grouping.hpp"
#include "process/requests.hpp"
#include "process/result_tables.hpp"
#include "process/stay_times.hpp"

namespace sandan {
namespace process {
namespace {

/// How long the stays of one cell lasted, in days of the clock's unit.
struct Lengths {
  std::int64_t n = 0;
  std::int64_t open = 0;
  std::optional<double> mean, median, p10, p90;
  std::optional<double> km_median, km_low, km_high;
};

/// The mean is exact up to the last roundings: whole days and the rest are
/// summed apart. Ticks are below 2^54, so that a block of them fits 64 bits.
double mean_days(const std::vector<std::int64_t>& ticks, std::int64_t per_day) {
  constexpr std::size_t block = 256;
  std::int64_t days = 0;
  std::int64_t rest = 0;
  for (std::size_t from = 0; from < ticks.size(); from += block) {
    const std::size_t to = std::min(ticks.size(), from + block);
    for (std::size_t i = from; i < to; ++i)
      rest += ticks[i];
    days += rest / per_day;
    rest %= per_day;
  }
  return (static_cast<double>(days) + static_cast<double>(rest) / static_cast<double>(per_day)) /
         static_cast<double>(ticks.size());
}

Lengths lengths_of(const std::vector<std::int64_t>& over, const std::vector<std::int64_t>& open,
                   std::int64_t per_day, std::int64_t min_n, double z) {
  Lengths lengths;
  lengths.n = static_cast<std::int64_t>(over.size());
  lengths.open = static_cast<std::int64_t>(open.size());
  const auto in_days = [&](double ticks) { return ticks / static_cast<double>(per_day); };
  if (lengths.n > 0 && lengths.n >= min_n) {
    const std::span<const std::int64_t> sorted(over);
    lengths.mean = mean_days(over, per_day);
    lengths.median = in_days(quantile_sorted(sorted, 0.5));
    lengths.p10 = in_days(quantile_sorted(sorted, 0.1));
    lengths.p90 = in_days(quantile_sorted(sorted, 0.9));
  }
  if (lengths.n > 0 && lengths.n + lengths.open >= min_n) {
    const MedianTime median = kaplan_meier_median(over, open, z);
    const auto told = [&](const std::optional<std::int64_t>& ticks) {
      return ticks ? std::optional(in_days(static_cast<double>(*ticks))) : std::nullopt;
    };
    lengths.km_median = told(median.at);
    lengths.km_low = told(median.low);
    lengths.km_high = told(median.high);
  }
  return lengths;
}

/// Groups times stages.
class Dwell {
 public:
  Dwell(const HistoryData& history, const DwellRequest& request, const PartRunner& runner,
        Budget& budget)
      : history_(history),
        request_(request),
        standings_(standings_of(history, runner, budget)),
        groups_("dwell", history, standings_, request.grouping,
                in_cohort(history, standings_, request.cohort), Groups::Adds::counts) {
    const Definition& definition = history.definition();
    cells_.place.assign(max_stages, -1);
    for (const std::uint8_t stage : definition.line) {
      if (!is_listed(definition.stages[stage], request.phase)) continue;
      cells_.place[stage] = static_cast<int>(stages_.size());
      stages_.push_back(stage);
    }
    const auto width = static_cast<std::int64_t>(stages_.size());
    cells_.count = static_cast<std::size_t>(groups_.finest() * width);
    cells_.first.reserve(groups_.of_deals().size());
    for (const std::int32_t group : groups_.of_deals())
      cells_.first.push_back(group < 0 ? -1 : group * width);
  }

  /// Lengths by group and stage, and how many stays had no known end or a
  /// projected day.
  struct Figures {
    std::vector<Lengths> lengths;
    std::vector<std::int64_t> unknown;
    std::vector<std::int64_t> projected;
  };

  Figures figures(const StayClock& clock, const PartRunner& runner, double from, double to,
                  Budget& budget) const {
    constexpr std::size_t row_bytes = 100;  // of a result, about
    const double middle = from + (to - from) * 0.8;
    StayTimes times =
        collect_stays(history_, standings_, cells_, clock, runner, from, middle, budget);
    roll_up(times, budget);
    const double z = normal_quantile_two_sided(request_.sampling.confidence);
    Figures figures;
    budget.take(times.over.size() * (sizeof(Lengths) + row_bytes));
    figures.lengths.resize(times.over.size());
    runner(static_cast<std::int64_t>(times.over.size()), middle, to, [&](std::int64_t cell) {
      const auto c = static_cast<std::size_t>(cell);
      figures.lengths[c] = lengths_of(times.over[c], times.open[c], clock.ticks_per_day(),
                                      request_.sampling.min_n, z);
    });
    figures.unknown = std::move(times.unknown);
    figures.projected = std::move(times.projected);
    return figures;
  }

  results::Table table(const Figures& days, const std::optional<Figures>& workdays) const {
    std::vector<std::int32_t> rows;
    std::vector<std::uint8_t> stages;
    std::vector<std::int64_t> n, open, unknown;
    std::vector<std::optional<std::int32_t>> expected, expected_workdays;
    std::vector<std::optional<std::int64_t>> projected;
    const std::size_t cells = groups_.all().size() * stages_.size();
    for (std::size_t cell = 0; cell < cells; ++cell) {
      const std::uint8_t stage = stages_[cell % stages_.size()];
      const Stage& said = history_.definition().stages[stage];
      rows.push_back(static_cast<std::int32_t>(cell / stages_.size()));
      stages.push_back(stage);
      n.push_back(days.lengths[cell].n);
      open.push_back(days.lengths[cell].open);
      unknown.push_back(days.unknown[cell]);
      expected.push_back(said.expected_days);
      expected_workdays.push_back(said.expected_workdays);
      projected.push_back(workdays ? std::optional(workdays->projected[cell]) : std::nullopt);
    }
    results::Table table;
    table.name = "dwell";
    groups_.add_columns(table, rows);
    table.add(stage_column("stage", history_.definition(), stages));
    table.columns.back().nullable = false;
    table.add(layer_column(history_.definition(), stages));
    table.add(results::int64_column("n", std::move(n)));
    table.add(results::int64_column("open", std::move(open)));
    table.add(results::int64_column("unknown", std::move(unknown)));
    add_lengths(table, days.lengths, "_days");
    table.add(results::int32_column("expected_days", expected));
    add_lengths(table, workdays ? workdays->lengths : std::vector<Lengths>(cells), "_workdays");
    table.add(results::int32_column("expected_workdays", expected_workdays));
    table.add(results::int64_column("projected", projected));
    return table;
  }

 private:
  static void add_lengths(results::Table& table, const std::vector<Lengths>& lengths,
                          const std::string& unit) {
    const auto add = [&](const char* name, std::optional<double> Lengths::*member) {
      std::vector<std::optional<double>> values;
      values.reserve(lengths.size());
      for (const Lengths& of_cell : lengths)
        values.push_back(of_cell.*member);
      table.add(results::float64_column(name + unit, values));
    };
    add("mean", &Lengths::mean);
    add("median", &Lengths::median);
    add("p10", &Lengths::p10);
    add("p90", &Lengths::p90);
    add("km_median", &Lengths::km_median);
    add("km_median_low", &Lengths::km_low);
    add("km_median_high", &Lengths::km_high);
  }

  /// Adds the cells of the coarser groups.
  void roll_up(StayTimes& times, Budget& budget) const {
    const std::size_t cells = groups_.all().size() * stages_.size();
    for (auto* columns : {&times.over, &times.open})
      columns->resize(cells);
    times.unknown.resize(cells, 0);
    times.projected.resize(cells, 0);
    if (groups_.finest() == static_cast<std::int64_t>(groups_.all().size())) return;
    for (std::int64_t g = 0; g < groups_.finest(); ++g) {
      const auto& targets = groups_.adds_to()[static_cast<std::size_t>(g)];
      for (std::size_t t = 1; t < targets.size(); ++t)
        add_group(times, static_cast<std::size_t>(g), static_cast<std::size_t>(targets[t]), budget);
    }
    const auto first = static_cast<std::size_t>(groups_.finest()) * stages_.size();
    for (std::size_t cell = first; cell < cells; ++cell) {
      sort_ticks(times.over[cell]);
      sort_ticks(times.open[cell]);
    }
  }

  void add_group(StayTimes& times, std::size_t from, std::size_t to, Budget& budget) const {
    for (std::size_t i = 0; i < stages_.size(); ++i) {
      const std::size_t source = from * stages_.size() + i;
      const std::size_t target = to * stages_.size() + i;
      for (auto* columns : {&times.over, &times.open}) {
        const auto& added = (*columns)[source];
        budget.take(added.size() * sizeof(std::int64_t));
        (*columns)[target].insert((*columns)[target].end(), added.begin(), added.end());
      }
      times.unknown[target] += times.unknown[source];
      times.projected[target] += times.projected[source];
    }
  }

  const HistoryData& history_;
  const DwellRequest& request_;
  std::vector<Standing> standings_;
  Groups groups_;
  std::vector<std::uint8_t> stages_;
  StayCells cells_;
};

}  // namespace
}  // namespace process

Result History::dwell(const DwellRequest& request, const Calendar* calendar, const Run& run) const {
  using namespace process;
  const PartRunner runner(run);
  Budget budget(run.max_bytes);
  const Dwell dwell(*data_, request, runner, budget);
  const double middle = calendar == nullptr ? 1.0 : 0.6;
  const auto days = dwell.figures(StayClock(TimeUnit::days, nullptr), runner, 0.3, middle, budget);
  std::optional<Dwell::Figures> workdays;
  if (calendar != nullptr) {
    workdays = dwell.figures(StayClock(TimeUnit::workdays, calendar), runner, middle, 1.0, budget);
  }
  results::Table table = dwell.table(days, workdays);
  runner.report(1);
  return make_result(*data_, {"dwell", request_text(request), calendar}, {std::move(table)});
}

}  // namespace sandan
