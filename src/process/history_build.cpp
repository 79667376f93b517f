#include <algorithm>
#include <memory>

#include "core/json.hpp"
#include "core/text.hpp"
#include "process/deals.hpp"
#include "process/events.hpp"
#include "process/keys.hpp"
#include "process/read_receivables.hpp"
#include "process/requests.hpp"

namespace sandan {
namespace process {
namespace {

/// Where the cells of a faulty row are.
const arrow::Table& table_of(const FaultRow& fault, const Tables& tables) {
  return *tables.find(fault_tables[static_cast<std::size_t>(fault.table)]);
}

void sort_faults(std::vector<FaultRow>& faults) {
  std::stable_sort(faults.begin(), faults.end(), [](const FaultRow& a, const FaultRow& b) {
    return a.table != b.table ? a.table < b.table : a.row < b.row;
  });
}

std::string fault_words(Fault fault) {
  switch (fault) {
    case Fault::missing_id:
      return "the id of the opportunity is missing";
    case Fault::unknown_opportunity:
      return "no opportunity has this id";
    case Fault::duplicate_opportunity:
      return "the opportunity is listed twice";
    case Fault::missing_stage:
      return "the stage is missing";
    case Fault::unknown_stage:
      return "the process has no such stage";
    case Fault::missing_date:
      return "the date is missing";
    case Fault::impossible_date:
      return "the date lies outside 1900 to 2199";
    case Fault::time_going_back:
      return "seq says later, the time says earlier";
    case Fault::event_after_closing:
      return "the deal was closed and not reopened";
    case Fault::duplicate:
      return "the event is listed twice";
    case Fault::tie_that_matters:
      return "two events of one moment and stage differ";
    case Fault::unknown_outcome:
      return "the outcome is not open, won, lost or cancelled";
    case Fault::closed_before_created:
      return "the deal was closed before it was created";
    case Fault::missing_amount:
      return "the amount is missing";
    case Fault::negative_amount:
      return "the amount is negative";
  }
  return {};
}

[[noreturn]] void refuse(const FaultRow& fault, const arrow::Table& table, bool values) {
  const arrow::Column* column = table.find(fault.column);
  std::string message = fault_words(fault.fault);
  if (values && column != nullptr) {
    if (const auto value = column->printed(fault.row)) {
      message += ": \"" + shortened(*value, 80) + "\"";
    }
  }
  throw table
      .error(Status::data, fault_codes[static_cast<std::size_t>(fault.fault)], std::move(message))
      .at(std::string(fault.column))
      .in_row(fault.row)
      .in_column(column == nullptr ? -1 : column->position());
}

/// A cell for the fault table: its beginning where it is long.
std::optional<std::string> cut(std::optional<std::string> cell) {
  constexpr std::size_t most_bytes = 200;
  if (cell) cell = shortened(*cell, most_bytes);
  return cell;
}

/// Copies the ids and values of faulty rows out of the borrowed tables.
void keep_fault_cells(HistoryData& history, IdKind kind, const Tables& tables) {
  std::vector<std::optional<std::int64_t>> integers;
  std::vector<std::optional<std::string>> texts;
  for (const FaultRow& fault : history.faults) {
    const arrow::Table& table = table_of(fault, tables);
    const arrow::Column* ids = table.find("opportunity_id");
    if (kind == IdKind::integer) {
      integers.push_back(ids->type().is_integer() ? ids->integer(fault.row) : std::nullopt);
    } else {
      texts.push_back(ids->printed(fault.row));
    }
    const arrow::Column* column = table.find(fault.column);
    history.fault_values.push_back(history.request.values && column != nullptr
                                       ? cut(column->printed(fault.row))
                                       : std::nullopt);
  }
  history.fault_ids = kind == IdKind::integer ? results::int64_column("opportunity_id", integers)
                                              : results::text_column("opportunity_id", texts);
}

const arrow::Table& required_table(const Tables& tables, std::string_view name) {
  if (const auto* table = tables.find(name)) return *table;
  throw Error(Status::schema, "missing_table", "table \"" + std::string(name) + "\" is missing")
      .in_table(name);
}

/// True when no event has a time of day: timestamps were made of dates.
bool are_midnights(const HistoryData& history) {
  const CivilMicros* at = history.at.get();
  return std::all_of(at, at + history.events,
                     [](CivilMicros moment) { return moment % micros_per_day == 0; });
}

void expect_rows(const arrow::Table* table, const Run& run) {
  if (table == nullptr || run.max_rows == 0 || table->rows() <= run.max_rows) return;
  throw table->error(
      Status::limit, "max_rows",
      std::to_string(table->rows()) + " rows; max_rows is " + std::to_string(run.max_rows));
}

std::shared_ptr<HistoryData> build_history(const Process& process, const Tables& tables,
                                           const HistoryRequest& request, const Run& run) {
  const PartRunner runner(run);
  runner.report(0);
  Budget budget(run.max_bytes);
  const arrow::Table& deals = required_table(tables, "opportunities");
  const arrow::Table* events = tables.find("stage_events");
  expect_rows(&deals, run);
  expect_rows(events, run);
  expect_rows(tables.find("accounts"), run);
  expect_rows(tables.find("reps"), run);
  expect_rows(tables.find("receivables"), run);

  auto history = std::make_shared<HistoryData>(process, request);
  const Definition& definition = process.definition();
  history->request_text = request_text(request);
  const Opportunities opportunities =
      index_opportunities(deals, definition, request.as_of, budget, history->faults);
  history->unseen_deals = opportunities.unseen;
  history->deals = opportunities.rows.deals();
  history->recorded = read_deals(opportunities, definition, history->faults);
  const auto count = static_cast<std::size_t>(history->deals);
  history->first_event.assign(count + 1, 0);
  history->reached.assign(count, 0);
  history->advanced.assign(count, 0);
  if (events != nullptr) {
    const EventColumns columns = find_event_columns(*events, opportunities, request.zone);
    history->events_are_days = columns.moments.is_day();
    EventPartitions partitions = partition_events(columns, opportunities, definition, request.as_of,
                                                  runner, budget, history->faults);
    history->other_process = partitions.other_process;
    history->unseen = partitions.unseen;
    history->later = std::move(partitions.later);
    order_events(columns, std::move(partitions), *history, runner, budget);
    history->events_are_days = history->events_are_days || are_midnights(*history);
  }
  if (const auto* receivables = tables.find("receivables")) {
    history->receivables = read_receivables(*receivables, opportunities, request.as_of, runner,
                                            budget, history->faults);
  }
  history->ids = id_column(opportunities);
  history->keys = read_keys(opportunities, tables, request, budget);
  sort_faults(history->faults);
  if (request.strict && !history->faults.empty()) {
    const FaultRow& first = history->faults.front();
    refuse(first, table_of(first, tables), request.values);
  }
  keep_fault_cells(*history, opportunities.index.kind(), tables);
  runner.report(1);
  return history;
}

}  // namespace
}  // namespace process

History History::build(const Process& process, const Tables& tables, const HistoryRequest& request,
                       const Run& run) {
  if (!is_possible_day(request.as_of)) {
    throw Error(Status::invalid_argument, "out_of_range", "as_of lies outside 1900 to 2199")
        .at("/as_of");
  }
  return History(process::build_history(process, tables, request, run));
}

}  // namespace sandan
