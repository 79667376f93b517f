#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/result_schema.hpp"
#include "core/result_table.hpp"
#include "quota/actuals.hpp"
#include "sandan/core/tables.hpp"

/// Rows that do not count, or not as they stand, told one by one.
namespace sandan::quota {

struct RowFault {
  std::string_view table;  ///< static text
  std::int64_t row = 0;    ///< of that table, from 0
  std::string column;
  std::string_view fault;  ///< static text
  bool set_aside = false;  ///< the row is left out, not only its value or place
};

inline constexpr std::array fault_columns = {
    results::ColumnSpec{"table", results::ColumnType::dictionary, false, "",
                        "table the faulty row is in"},
    results::ColumnSpec{"row", results::ColumnType::int64, false, "", "row of that table, from 0"},
    results::ColumnSpec{"column", results::ColumnType::text, false, "", "column at fault"},
    results::ColumnSpec{"fault", results::ColumnType::text, false, "", "what is wrong"},
    results::ColumnSpec{"value", results::ColumnType::text, true, "",
                        "the cell as text; null by request"},
    results::ColumnSpec{"set_aside", results::ColumnType::boolean, false, "",
                        "the row is left out, not only its value or place"}};

/// Those of actuals and credits, in their order.
std::vector<RowFault> faults_of(const Actuals& actuals);

/// A row for each fault; without `values` no cell is shown.
results::Table fault_table(std::string name, const std::vector<RowFault>& faults,
                           const Tables& tables, bool values);

/// Throws Error{data}, its detail the first fault's, when there is one.
void refuse_faults(const std::vector<RowFault>& faults, const Tables& tables);

}  // namespace sandan::quota
