#include <algorithm>
#include <array>

#include "process/requests.hpp"
#include "process/result_tables.hpp"

namespace sandan {
namespace process {
namespace {

constexpr std::size_t any_stage = max_stages + 1;  ///< stages, and none before the first

/// Calls `body(event, deal, from)` for events [first, end); `from` is the
/// stage before, no_stage for a deal's first event.
template <class Body>
void for_each_event(const HistoryData& history, std::int64_t first, std::int64_t end, Body&& body) {
  const auto after = std::upper_bound(history.first_event.begin(), history.first_event.end(),
                                      static_cast<std::int32_t>(first));
  auto deal = static_cast<std::size_t>(after - history.first_event.begin()) - 1;
  const std::uint8_t* stages = history.stage.get();
  for (std::int64_t event = first; event < end; ++event) {
    while (history.first_event[deal + 1] <= event)
      ++deal;
    const bool starts = event == history.first_event[deal];
    body(event, static_cast<std::int32_t>(deal), starts ? no_stage : stages[event - 1]);
  }
}

/// Counts by stage before, stage, move and legal; exact in any order.
using Counts = std::vector<std::int64_t>;

constexpr std::size_t count_index(std::uint8_t from, std::uint8_t to, std::uint8_t move,
                                  bool legal) noexcept {
  const std::size_t before = from == no_stage ? max_stages : from;
  return ((before * max_stages + to) * move_codes.size() + move) * 2 + (legal ? 1 : 0);
}

results::Table count_table(const HistoryData& history, const PartRunner& runner) {
  const std::int64_t chunks = std::min<std::int64_t>(16, parts_of(history.events));
  std::vector<Counts> partial(static_cast<std::size_t>(chunks));
  runner(chunks, 0.0, 0.5, [&](std::int64_t chunk) {
    Counts counts(any_stage * max_stages * move_codes.size() * 2, 0);
    for_each_event(history, history.events * chunk / chunks, history.events * (chunk + 1) / chunks,
                   [&](std::int64_t event, std::int32_t, std::uint8_t from) {
                     ++counts[count_index(from, history.stage.get()[event],
                                          history.move.get()[event], history.is_legal(event))];
                   });
    partial[static_cast<std::size_t>(chunk)] = std::move(counts);
  });

  std::vector<std::uint8_t> from_stages;
  std::vector<std::uint8_t> to_stages;
  std::vector<std::int32_t> moves;
  std::vector<std::uint8_t> legals;
  std::vector<std::int64_t> n;
  const auto stages = static_cast<std::uint8_t>(history.definition().stages.size());
  for (std::size_t before = 0; before <= stages; ++before) {
    // None before comes first.
    const auto from = before == 0 ? no_stage : static_cast<std::uint8_t>(before - 1);
    for (std::uint8_t to = 0; to < stages; ++to) {
      for (std::uint8_t move = 0; move < move_codes.size(); ++move) {
        for (const bool legal : {true, false}) {
          std::int64_t count = 0;
          for (const Counts& counts : partial)
            count += counts[count_index(from, to, move, legal)];
          if (count == 0) continue;
          from_stages.push_back(from);
          to_stages.push_back(to);
          moves.push_back(move);
          legals.push_back(legal ? 1 : 0);
          n.push_back(count);
        }
      }
    }
  }
  results::Table table;
  table.name = "move_counts";
  table.add(stage_column("from_stage", history.definition(), from_stages));
  table.add(stage_column("to_stage", history.definition(), to_stages));
  table.columns.back().nullable = false;
  table.add(results::dictionary_column("move", moves, code_values(move_codes)));
  table.add(results::boolean_column("legal", legals));
  table.add(results::int64_column("n", std::move(n)));
  return table;
}

/// A column that shares the history's own values.
template <class T>
results::Column shared_column(std::string name, results::ColumnType type, std::int64_t length,
                              const std::shared_ptr<const T>& values) {
  results::Column column;
  column.name = std::move(name);
  column.type = type;
  column.length = length;
  column.values = values;
  return column;
}

results::Column shared_codes(std::string name, std::int64_t length,
                             const std::shared_ptr<const std::uint8_t>& codes,
                             std::shared_ptr<const results::Column> values) {
  auto column = shared_column(std::move(name), results::ColumnType::dictionary, length, codes);
  column.code_bytes = 1;
  column.dictionary = std::move(values);
  return column;
}

/// Ids and stages before, which alone are not kept with the history.
struct MoveSides {
  results::Column ids;
  results::Column from;
};

MoveSides move_sides(const HistoryData& history, const PartRunner& runner, Budget& budget) {
  const auto events = static_cast<std::size_t>(history.events);
  const bool text_ids = history.ids.type == results::ColumnType::text;
  Buffer<std::int64_t> ids(text_ids ? 0 : events, budget);
  Buffer<std::int32_t> codes(text_ids ? events : 0, budget);
  Buffer<std::uint8_t> from(events, budget);
  Buffer<std::uint8_t> known(events / 8 + 1, budget);
  std::fill(known.begin(), known.end(), std::uint8_t{0});
  const auto* deal_ids = static_cast<const std::int64_t*>(history.ids.values.get());
  runner(parts_of(history.events), 0.5, 1.0, [&](std::int64_t part) {
    const std::int64_t first = part * rows_per_part;
    const std::int64_t end = std::min(history.events, first + rows_per_part);
    for_each_event(
        history, first, end, [&](std::int64_t event, std::int32_t deal, std::uint8_t before) {
          const auto i = static_cast<std::size_t>(event);
          if (text_ids) {
            codes[i] = deal;
          } else {
            ids[i] = deal_ids[deal];
          }
          from[i] = before == no_stage ? 0 : before;
          known[i >> 3] =
              static_cast<std::uint8_t>(known[i >> 3] | (before == no_stage ? 0 : 1) << (i & 7));
        });
  });
  MoveSides sides;
  if (text_ids) {
    sides.ids = shared_column("opportunity_id", results::ColumnType::dictionary, history.events,
                              std::move(codes).share());
    sides.ids.code_bytes = 4;
    sides.ids.dictionary = std::make_shared<const results::Column>(history.ids);
  } else {
    sides.ids = shared_column("opportunity_id", results::ColumnType::int64, history.events,
                              std::move(ids).share());
  }
  sides.from = shared_codes("from_stage", history.events, std::move(from).share(),
                            stage_values(history.definition()));
  sides.from.nullable = true;
  sides.from.null_count = std::count_if(history.first_event.begin() + 1, history.first_event.end(),
                                        [before = std::int32_t{0}](std::int32_t end) mutable {
                                          return end > std::exchange(before, end);
                                        });
  sides.from.validity = std::move(known).share();
  return sides;
}

results::Table all_moves(const HistoryData& history, const PartRunner& runner, Budget& budget) {
  MoveSides sides = move_sides(history, runner, budget);
  const std::int64_t n = history.events;
  results::Table table;
  table.name = "moves";
  table.add(std::move(sides.ids));
  table.add(shared_column("entered_at", results::ColumnType::moment, n, history.at));
  table.add(shared_column("event_row", results::ColumnType::int32, n, history.row));
  table.add(std::move(sides.from));
  table.add(shared_codes("to_stage", n, history.stage, stage_values(history.definition())));
  table.add(shared_codes("move", n, history.move, code_values(move_codes)));
  table.add(shared_column("legal", results::ColumnType::boolean, n, history.legal));
  return table;
}

/// The moves that `wanted(event)` asks for, copied.
results::Table some_moves(const HistoryData& history, bool illegal) {
  std::vector<std::int32_t> deals;
  std::vector<std::int64_t> at;
  std::vector<std::int32_t> rows;
  std::vector<std::uint8_t> from_stages;
  std::vector<std::uint8_t> to_stages;
  std::vector<std::int32_t> moves;
  for_each_event(history, 0, illegal ? history.events : 0,
                 [&](std::int64_t event, std::int32_t deal, std::uint8_t from) {
                   if (history.is_legal(event)) return;
                   deals.push_back(deal);
                   at.push_back(history.at.get()[event]);
                   rows.push_back(history.row.get()[event]);
                   from_stages.push_back(from);
                   to_stages.push_back(history.stage.get()[event]);
                   moves.push_back(history.move.get()[event]);
                 });
  results::Table table;
  table.name = "moves";
  const std::size_t count = deals.size();
  table.add(ids_of(history, deals));
  table.add(results::number_column("entered_at", results::ColumnType::moment, std::move(at)));
  table.add(results::int32_column("event_row", std::move(rows)));
  table.add(stage_column("from_stage", history.definition(), from_stages));
  table.add(stage_column("to_stage", history.definition(), to_stages));
  table.columns.back().nullable = false;
  table.add(results::dictionary_column("move", moves, code_values(move_codes)));
  table.add(results::boolean_column("legal", std::vector<std::uint8_t>(count, 0)));
  return table;
}

}  // namespace
}  // namespace process

Result History::moves(const MovesRequest& request, const Run& run) const {
  using namespace process;
  const PartRunner runner(run);
  Budget budget(run.max_bytes);
  results::Table counts = count_table(*data_, runner);
  results::Table rows = request.only == MovesRequest::Rows::all
                            ? all_moves(*data_, runner, budget)
                            : some_moves(*data_, request.only == MovesRequest::Rows::illegal);
  runner.report(1);
  return make_result(*data_, {"moves", request_text(request)},
                     {std::move(rows), std::move(counts)});
}

}  // namespace sandan
