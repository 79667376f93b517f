#include <algorithm>
#include <numeric>

#include "core/statistics.hpp"
#include "process/requests.hpp"
#include "process/result_tables.hpp"

namespace sandan {
namespace process {
namespace {

std::uint8_t stage_named(const Definition& definition, const std::string& code, std::size_t pair,
                         int side) {
  if (const auto stage = definition.stage_index(code)) return static_cast<std::uint8_t>(*stage);
  throw Error(Status::invalid_argument, "unknown_stage",
              "the process has no stage \"" + code + "\"")
      .at("/pairs/" + std::to_string(pair) + "/" + std::to_string(side));
}

/// Index of a deal's first event into a stage; -1 when there is none.
std::int64_t first_entry(const HistoryData& history, std::int64_t deal, std::uint8_t stage) {
  const auto d = static_cast<std::size_t>(deal);
  for (std::int64_t e = history.first_event[d]; e < history.first_event[d + 1]; ++e) {
    if (history.stage.get()[e] == stage) return e;
  }
  return -1;
}

struct Times {
  std::int64_t n_from = 0;
  std::int64_t n = 0;
  double median = 0;
  double p10 = 0;
  double p90 = 0;
  double mean = 0;
};

Times times_between(const HistoryData& history, std::uint8_t from, std::uint8_t to) {
  Times times;
  std::vector<double> days;
  for (std::int64_t deal = 0; deal < history.deals; ++deal) {
    const std::int64_t start = first_entry(history, deal, from);
    if (start < 0) continue;
    ++times.n_from;
    const std::int64_t end = first_entry(history, deal, to);
    if (end < start) continue;
    const std::int64_t micros = history.at.get()[end] - history.at.get()[start];
    days.push_back(static_cast<double>(micros) / static_cast<double>(micros_per_day));
  }
  times.n = static_cast<std::int64_t>(days.size());
  if (days.empty()) return times;
  std::sort(days.begin(), days.end());
  times.median = quantile_sorted(days, 0.5);
  times.p10 = quantile_sorted(days, 0.1);
  times.p90 = quantile_sorted(days, 0.9);
  // Summed in sorted order: the same bytes however the rows came.
  times.mean = std::accumulate(days.begin(), days.end(), 0.0) / static_cast<double>(times.n);
  return times;
}

}  // namespace
}  // namespace process

Result History::between(const BetweenRequest& request, const Run& run) const {
  using namespace process;
  const PartRunner runner(run);
  const Definition& definition = data_->definition();
  std::vector<std::uint8_t> from_stages, to_stages;
  for (std::size_t i = 0; i < request.pairs.size(); ++i) {
    from_stages.push_back(stage_named(definition, request.pairs[i].first, i, 0));
    to_stages.push_back(stage_named(definition, request.pairs[i].second, i, 1));
  }
  std::vector<Times> times(request.pairs.size());
  runner(static_cast<std::int64_t>(times.size()), 0, 1, [&](std::int64_t pair) {
    const auto i = static_cast<std::size_t>(pair);
    times[i] = times_between(*data_, from_stages[i], to_stages[i]);
  });

  std::vector<std::int64_t> n_from, n;
  std::vector<std::optional<double>> median, p10, p90, mean;
  for (const Times& pair : times) {
    n_from.push_back(pair.n_from);
    n.push_back(pair.n);
    const bool told = pair.n > 0 && pair.n >= request.min_n;
    median.push_back(told ? std::optional(pair.median) : std::nullopt);
    p10.push_back(told ? std::optional(pair.p10) : std::nullopt);
    p90.push_back(told ? std::optional(pair.p90) : std::nullopt);
    mean.push_back(told ? std::optional(pair.mean) : std::nullopt);
  }
  results::Table table;
  table.name = "between";
  table.add(stage_column("from_stage", definition, from_stages));
  table.columns.back().nullable = false;
  table.add(stage_column("to_stage", definition, to_stages));
  table.columns.back().nullable = false;
  table.add(results::int64_column("n_from", std::move(n_from)));
  table.add(results::int64_column("n", std::move(n)));
  table.add(results::float64_column("median_days", median));
  table.add(results::float64_column("p10_days", p10));
  table.add(results::float64_column("p90_days", p90));
  table.add(results::float64_column("mean_days", mean));
  runner.report(1);
  return make_result(*data_, {"between", request_text(request)}, {std::move(table)});
}

}  // namespace sandan
