#pragma once

#include <span>
#include <string>
#include <string_view>

#include "core/result_table.hpp"

namespace sandan::results {

/// A result table and what its columns are.
struct Described {
  std::string_view table;
  std::span<const ColumnSpec> columns;
};

/// The published description of a module's result tables, as JSON.
std::string output_schema(std::string_view schema, std::span<const Described> tables);

}  // namespace sandan::results
