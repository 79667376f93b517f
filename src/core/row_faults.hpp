#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/result_schema.hpp"
#include "core/result_table.hpp"
#include "sandan/core/tables.hpp"

/// Rows that do not count, or not as they stand, told one by one.
namespace sandan::results {

struct RowFault {
  std::string_view table;  ///< static text
  std::int64_t row = 0;    ///< of that table, from 0
  std::string column;
  std::string_view fault;  ///< static text
  bool set_aside = false;  ///< the row is left out, not only its value or place
};

inline constexpr std::array fault_columns = {
    ColumnSpec{"table", ColumnType::dictionary, false, "", "table the faulty row is in"},
    ColumnSpec{"row", ColumnType::int64, false, "", "row of that table, from 0"},
    ColumnSpec{"column", ColumnType::text, false, "", "column at fault"},
    ColumnSpec{"fault", ColumnType::text, false, "", "what is wrong"},
    ColumnSpec{"value", ColumnType::text, true, "", "the cell as text; null by request"},
    ColumnSpec{"set_aside", ColumnType::boolean, false, "",
               "the row is left out, not only its value or place"}};

/// A row for each fault; without `values` no cell is shown.
Table fault_table(std::string name, const std::vector<RowFault>& faults, const Tables& tables,
                  bool values);

/// Throws Error{data}, its detail the first fault's, when there is one.
void refuse_faults(const std::vector<RowFault>& faults, const Tables& tables);

}  // namespace sandan::results
