#include <algorithm>
#include <array>

#include "process/requests.hpp"
#include "process/result_tables.hpp"

namespace sandan {
namespace process {
namespace {

/// Calls `body(deal, begin, end)` for the deals with events in [first, last):
/// the events [begin, end) of them that lie there.
template <class Body>
void for_each_deal(const HistoryData& history, std::int64_t first, std::int64_t last, Body&& body) {
  const auto& starts = history.first_event;
  const auto after =
      std::upper_bound(starts.begin(), starts.end(), static_cast<std::int32_t>(first));
  auto deal = static_cast<std::size_t>(after - starts.begin()) - 1;
  for (std::int64_t begin = first; begin < last; ++deal) {
    const std::int64_t end = std::min<std::int64_t>(last, starts[deal + 1]);
    if (end > begin) body(static_cast<std::int32_t>(deal), begin, end);
    begin = std::max(begin, end);
  }
}

/// Moves by stage before (max_stages for none) and stage; what kind of move
/// it is and whether it is legal follows from the two.
using Counts = std::array<std::int64_t, (max_stages + 1) * max_stages>;

Counts count_moves(const HistoryData& history, std::int64_t first, std::int64_t last) {
  Counts counts{};
  const std::uint8_t* stages = history.stage.get();
  for_each_deal(history, first, last, [&](std::int32_t deal, std::int64_t begin, std::int64_t end) {
    const bool starts = begin == history.first_event[static_cast<std::size_t>(deal)];
    std::size_t before = starts ? max_stages : stages[begin - 1];
    for (std::int64_t event = begin; event < end; ++event) {
      ++counts[before * max_stages + stages[event]];
      before = stages[event];
    }
  });
  return counts;
}

results::Table count_table(const HistoryData& history, const PartRunner& runner) {
  const std::int64_t chunks = std::min<std::int64_t>(16, parts_of(history.events));
  std::vector<Counts> partial(static_cast<std::size_t>(chunks));
  runner(chunks, 0.0, 0.5, [&](std::int64_t chunk) {
    partial[static_cast<std::size_t>(chunk)] = count_moves(history, history.events * chunk / chunks,
                                                           history.events * (chunk + 1) / chunks);
  });

  std::vector<std::uint8_t> from_stages;
  std::vector<std::uint8_t> to_stages;
  std::vector<std::int32_t> moves;
  std::vector<std::uint8_t> legals;
  std::vector<std::int64_t> n;
  const std::size_t stages = history.definition().stages.size();
  for (std::size_t place = 0; place <= stages; ++place) {
    const std::size_t before = place == 0 ? max_stages : place - 1;  // none before comes first
    for (std::size_t to = 0; to < stages; ++to) {
      std::int64_t count = 0;
      for (const Counts& counts : partial)
        count += counts[before * max_stages + to];
      if (count == 0) continue;
      const Judgement judged = history.definition().judge(before, to);
      from_stages.push_back(before == max_stages ? no_stage : static_cast<std::uint8_t>(before));
      to_stages.push_back(static_cast<std::uint8_t>(to));
      moves.push_back(static_cast<std::int32_t>(judged.move));
      legals.push_back(judged.legal ? 1 : 0);
      n.push_back(count);
    }
  }
  results::Table table;
  table.name = "move_counts";
  table.add(stage_column("from_stage", history.definition(), from_stages));
  table.add(stage_column("to_stage", history.definition(), to_stages));
  table.columns.back().nullable = false;
  table.add(results::dictionary_column("move", moves, results::code_values(move_codes)));
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
  const auto* deal_ids = static_cast<const std::int64_t*>(history.ids.values.get());
  const std::uint8_t* stages = history.stage.get();
  // Parts are whole bytes of the bitmap, so that no two threads share one.
  runner(parts_of(history.events), 0.5, 1.0, [&](std::int64_t part) {
    const std::int64_t first = part * rows_per_part;
    const std::int64_t last = std::min(history.events, first + rows_per_part);
    std::fill(known.begin() + first / 8, known.begin() + (last + 7) / 8, std::uint8_t{0xff});
    for_each_deal(history, first, last,
                  [&](std::int32_t deal, std::int64_t begin, std::int64_t end) {
                    if (text_ids) {
                      std::fill(codes.begin() + begin, codes.begin() + end, deal);
                    } else {
                      std::fill(ids.begin() + begin, ids.begin() + end, deal_ids[deal]);
                    }
                    if (begin == history.first_event[static_cast<std::size_t>(deal)]) {
                      from[static_cast<std::size_t>(begin)] = 0;
                      std::uint8_t& bits = known[static_cast<std::size_t>(begin >> 3)];
                      bits = static_cast<std::uint8_t>(bits & ~(1u << (begin & 7)));
                    } else {
                      from[static_cast<std::size_t>(begin)] = stages[begin - 1];
                    }
                    std::copy(stages + begin, stages + end - 1, from.begin() + begin + 1);
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
  table.add(shared_codes("move", n, history.move, results::code_values(move_codes)));
  table.add(shared_column("legal", results::ColumnType::boolean, n, history.legal));
  return table;
}

/// The illegal moves, or none, copied.
results::Table some_moves(const HistoryData& history, bool illegal) {
  std::vector<std::int32_t> deals;
  std::vector<std::int64_t> at;
  std::vector<std::int32_t> rows;
  std::vector<std::uint8_t> from_stages;
  std::vector<std::uint8_t> to_stages;
  std::vector<std::int32_t> moves;
  const std::uint8_t* stages = history.stage.get();
  const auto add = [&](std::int32_t deal, std::int64_t event) {
    const bool starts = event == history.first_event[static_cast<std::size_t>(deal)];
    deals.push_back(deal);
    at.push_back(history.at.get()[event]);
    rows.push_back(history.row.get()[event]);
    from_stages.push_back(starts ? no_stage : stages[event - 1]);
    to_stages.push_back(stages[event]);
    moves.push_back(history.move.get()[event]);
  };
  for_each_deal(history, 0, illegal ? history.events : 0,
                [&](std::int32_t deal, std::int64_t begin, std::int64_t end) {
                  for (std::int64_t event = begin; event < end; ++event) {
                    if (!history.is_legal(event)) add(deal, event);
                  }
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
  table.add(results::dictionary_column("move", moves, results::code_values(move_codes)));
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
