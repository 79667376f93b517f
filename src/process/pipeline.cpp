#include <algorithm>

#include "process/figures.hpp"
#include "process/grouping.hpp"
#include "process/requests.hpp"
#include "process/result_tables.hpp"

namespace sandan {
namespace process {
namespace {

/// Open deals of one group in one stage.
struct Standings {
  std::int64_t n = 0;
  ValueSum value;
  std::optional<std::int32_t> oldest;
  std::int64_t not_as_of = 0;

  void add(const Standings& other) {
    n += other.n;
    value.add(other.value);
    if (other.oldest) oldest = std::max(oldest.value_or(0), *other.oldest);
    not_as_of += other.not_as_of;
  }
};

results::Table pipeline_table(const HistoryData& history, const PipelineRequest& request,
                              const PartRunner& runner, Budget& budget) {
  const std::vector<Standing> standings = standings_of(history, runner, budget);
  std::vector<bool> open(standings.size());
  std::transform(standings.begin(), standings.end(), open.begin(),
                 [](const Standing& s) { return s.outcome == Outcome::open; });
  const Groups groups("pipeline", history, standings, request.grouping, open);
  const std::size_t places = history.definition().stages.size() + 1;  // and no stage
  budget.take(groups.all().size() * places * sizeof(Standings));
  std::vector<Standings> cells(groups.all().size() * places);
  for (std::int64_t deal = 0; deal < history.deals; ++deal) {
    if (deal % rows_per_part == 0) runner.report(share_done(0.4, 0.8, deal, history.deals));
    const auto d = static_cast<std::size_t>(deal);
    if (groups.of_deals()[d] < 0) continue;
    const Standing& standing = standings[d];
    const std::size_t place = standing.stage == no_stage ? places - 1 : standing.stage;
    Standings& cell = cells[static_cast<std::size_t>(groups.of_deals()[d]) * places + place];
    ++cell.n;
    cell.value.add(history, deal);
    cell.not_as_of += standing.not_as_of ? 1 : 0;
    const Day created = created_on(history, deal);
    if (created != no_day && created <= history.request.as_of) {
      cell.oldest = std::max(cell.oldest.value_or(0), history.request.as_of - created);
    }
  }
  for (std::int64_t g = 0; g < groups.finest(); ++g) {
    const auto& targets = groups.adds_to()[static_cast<std::size_t>(g)];
    for (std::size_t t = 1; t < targets.size(); ++t) {
      for (std::size_t place = 0; place < places; ++place) {
        cells[static_cast<std::size_t>(targets[t]) * places + place].add(
            cells[static_cast<std::size_t>(g) * places + place]);
      }
    }
  }

  std::vector<std::int32_t> rows;
  std::vector<std::uint8_t> stages;
  std::vector<std::int64_t> n;
  std::vector<std::int64_t> values;
  std::vector<std::int64_t> unknown;
  std::vector<std::optional<std::int32_t>> oldest;
  std::vector<std::int64_t> not_as_of;
  for (std::size_t g = 0; g < groups.all().size(); ++g) {
    for (std::size_t place = 0; place < places; ++place) {
      const Standings& cell = cells[g * places + place];
      if (cell.n == 0) continue;
      rows.push_back(static_cast<std::int32_t>(g));
      stages.push_back(place + 1 == places ? no_stage : static_cast<std::uint8_t>(place));
      n.push_back(cell.n);
      values.push_back(cell.value.sum.total());
      unknown.push_back(cell.value.unknown);
      oldest.push_back(cell.oldest);
      not_as_of.push_back(cell.not_as_of);
    }
  }
  results::Table table;
  table.name = "pipeline";
  groups.add_columns(table, rows);
  table.add(stage_column("stage", history.definition(), stages));
  table.add(layer_column(history.definition(), stages));
  table.add(results::int64_column("n", std::move(n)));
  table.add(results::int64_column("value_minor", std::move(values)));
  table.add(results::int64_column("unknown_amounts", std::move(unknown)));
  table.add(results::int32_column("oldest_days", oldest));
  table.add(results::int64_column("not_as_of", std::move(not_as_of)));
  return table;
}

}  // namespace
}  // namespace process

Result History::pipeline(const PipelineRequest& request, const Run& run) const {
  const PartRunner runner(run);
  Budget budget(run.max_bytes);
  results::Table table = process::pipeline_table(*data_, request, runner, budget);
  runner.report(1);
  return process::make_result(*data_, {"pipeline", process::request_text(request)},
                              {std::move(table)});
}

}  // namespace sandan
