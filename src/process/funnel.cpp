#include "process/passages.hpp"
#include "process/requests.hpp"
#include "process/result_tables.hpp"

namespace sandan {
namespace process {
namespace {

results::Table funnel_table(const HistoryData& history, const Groups& groups,
                            const Passages& passages, const Sampling& sampling) {
  std::vector<std::int32_t> rows;
  std::vector<std::uint8_t> stages;
  std::vector<std::int64_t> reached, advanced, lost, cancelled, pending, values, unknown, marks;
  ShareColumns conversion("conversion", sampling);
  for (std::size_t c = 0; c < passages.cells().size(); ++c) {
    const Passage& cell = passages.cells()[c];
    rows.push_back(static_cast<std::int32_t>(c / passages.stages().size()));
    stages.push_back(passages.stages()[c % passages.stages().size()]);
    reached.push_back(cell.reached);
    advanced.push_back(cell.advanced);
    lost.push_back(cell.lost);
    cancelled.push_back(cell.cancelled);
    pending.push_back(cell.reached - cell.advanced - cell.lost - cell.cancelled);
    values.push_back(cell.value.sum.total());
    unknown.push_back(cell.value.unknown);
    marks.push_back(cell.not_as_of);
    conversion.add(cell.advanced, cell.reached);
  }
  results::Table table;
  table.name = "funnel";
  groups.add_columns(table, rows);
  table.add(stage_column("stage", history.definition(), stages));
  table.columns.back().nullable = false;
  table.add(layer_column(history.definition(), stages));
  table.add(results::int64_column("reached", std::move(reached)));
  table.add(results::int64_column("advanced", std::move(advanced)));
  table.add(results::int64_column("lost", std::move(lost)));
  table.add(results::int64_column("cancelled", std::move(cancelled)));
  table.add(results::int64_column("pending", std::move(pending)));
  table.add(results::int64_column("value_minor", std::move(values)));
  table.add(results::int64_column("unknown_amounts", std::move(unknown)));
  std::move(conversion).move_to(table);
  table.add(results::int64_column("not_as_of", std::move(marks)));
  return table;
}

}  // namespace
}  // namespace process

Result History::funnel(const FunnelRequest& request, const Run& run) const {
  using namespace process;
  const PartRunner runner(run);
  Budget budget(run.max_bytes);
  const auto standings = standings_of(*data_, runner, budget);
  const Groups groups("funnel", *data_, standings, request.grouping,
                      in_cohort(*data_, standings, request.cohort));
  const Passages passages(*data_, standings, groups, request.reached, request.phase, runner,
                          budget);
  results::Table table = funnel_table(*data_, groups, passages, request.sampling);
  runner.report(1);
  return make_result(*data_, {"funnel", request_text(request)}, {std::move(table)});
}

}  // namespace sandan
