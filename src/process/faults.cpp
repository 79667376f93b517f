#include "process/faults.hpp"

#include <algorithm>
#include <array>
#include <map>

#include "process/result_tables.hpp"

namespace sandan {
namespace process {
namespace {

constexpr std::array<std::string_view, 14> fault_columns = {
    "opportunity_id", "stage",           "entered_at",   "expected_close_on", "created_on",
    "closed_on",      "won_on",          "completed_on", "outcome",           "amount_minor",
    "due_on",         "collected_minor", "collected_on", "waiting_until"};

results::Table fault_table(const HistoryData& history) {
  std::vector<std::int32_t> tables;
  std::vector<std::int64_t> rows;
  std::vector<std::int32_t> columns;
  std::vector<std::int32_t> kinds;
  std::vector<std::uint8_t> set_aside;
  for (const FaultRow& fault : history.faults) {
    tables.push_back(static_cast<std::int32_t>(fault.table));
    rows.push_back(fault.row);
    const auto* column = std::find(fault_columns.begin(), fault_columns.end(), fault.column);
    columns.push_back(column == fault_columns.end()
                          ? -1
                          : static_cast<std::int32_t>(column - fault_columns.begin()));
    kinds.push_back(static_cast<std::int32_t>(fault.fault));
    set_aside.push_back(fault.set_aside ? 1 : 0);
  }
  results::Table table;
  table.name = "faults";
  table.add(results::dictionary_column("table", tables, results::code_values(fault_tables)));
  table.add(results::int64_column("row", std::move(rows)));
  table.add(history.fault_ids);
  table.add(results::dictionary_column("column", columns, results::code_values(fault_columns)));
  table.columns.back().nullable = true;
  table.add(results::dictionary_column("fault", kinds, results::code_values(fault_codes)));
  table.add(results::text_column("value", history.fault_values));
  table.add(results::boolean_column("set_aside", set_aside));
  return table;
}

results::Table count_table(const HistoryData& history) {
  struct Count {
    std::int64_t n = 0;
    std::int64_t set_aside = 0;
  };
  std::map<std::pair<FaultTable, Fault>, Count> counts;
  for (const FaultRow& fault : history.faults) {
    Count& count = counts[{fault.table, fault.fault}];
    ++count.n;
    count.set_aside += fault.set_aside ? 1 : 0;
  }
  std::vector<std::int32_t> tables;
  std::vector<std::int32_t> kinds;
  std::vector<std::int64_t> n;
  std::vector<std::int64_t> set_aside;
  for (const auto& [key, count] : counts) {
    tables.push_back(static_cast<std::int32_t>(key.first));
    kinds.push_back(static_cast<std::int32_t>(key.second));
    n.push_back(count.n);
    set_aside.push_back(count.set_aside);
  }
  results::Table table;
  table.name = "fault_counts";
  table.add(results::dictionary_column("table", tables, results::code_values(fault_tables)));
  table.add(results::dictionary_column("fault", kinds, results::code_values(fault_codes)));
  table.add(results::int64_column("n", std::move(n)));
  table.add(results::int64_column("set_aside", std::move(set_aside)));
  return table;
}

}  // namespace
}  // namespace process

Result History::faults() const {
  return process::make_result(*data_, {"faults"},
                              {process::fault_table(*data_), process::count_table(*data_)});
}

}  // namespace sandan
