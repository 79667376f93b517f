#include "core/row_faults.hpp"

#include <optional>

#include "core/arrow_column.hpp"
#include "core/result_texts.hpp"

namespace sandan::results {
namespace {

const arrow::Column* column_of(const Tables& tables, const RowFault& fault) {
  const arrow::Table* table = tables.find(fault.table);
  return table == nullptr ? nullptr : table->find(fault.column);
}

}  // namespace

Table fault_table(std::string name, const std::vector<RowFault>& faults, const Tables& tables,
                  bool values) {
  std::vector<std::string> names, columns, kinds;
  std::vector<std::int64_t> rows;
  std::vector<std::optional<std::string>> cells;
  std::vector<std::uint8_t> set_aside;
  for (const RowFault& fault : faults) {
    names.emplace_back(fault.table);
    rows.push_back(fault.row);
    columns.push_back(fault.column);
    kinds.emplace_back(fault.fault);
    set_aside.push_back(fault.set_aside ? 1 : 0);
    const arrow::Column* column = column_of(tables, fault);
    cells.push_back(values && column != nullptr ? column->printed(fault.row) : std::nullopt);
  }
  Table table;
  table.name = std::move(name);
  table.add(coded_column("table", names));
  table.add(int64_column("row", std::move(rows)));
  table.add(text_column("column", columns));
  table.add(text_column("fault", kinds));
  table.add(text_column("value", cells));
  table.add(boolean_column("set_aside", set_aside));
  return table;
}

void refuse_faults(const std::vector<RowFault>& faults, const Tables& tables) {
  if (faults.empty()) return;
  const RowFault& first = faults.front();
  const arrow::Column* column = column_of(tables, first);
  throw Error(Status::data, first.fault,
              "row " + std::to_string(first.row) + " of " + std::string(first.table) +
                  " does not count as it should: " + std::string(first.fault) + " (" +
                  std::to_string(faults.size()) + " such rows); ask without strict to list them")
      .at(first.column)
      .in_table(first.table)
      .in_row(first.row)
      .in_column(column == nullptr ? -1 : column->position());
}

}  // namespace sandan::results
