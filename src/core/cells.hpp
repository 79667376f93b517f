#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/arrow_column.hpp"
#include "core/interner.hpp"

/// Reading the cells of tables.
namespace sandan::arrow {

/// Null when the table or the column is absent. Refuses a column that is
/// neither of whole numbers nor of floating point.
const Column* optional_number(const Table* table, std::string_view name);

/// One number cell; nothing for a null. NaN and infinities as they are.
std::optional<double> number_at(const Column& column, std::int64_t row);

/// One id cell as text, whole numbers in decimals; nothing for a null.
std::optional<std::string> id_at(const Column& column, std::int64_t row);

/// Ids of a column as codes of `interner`, whole numbers by their decimals;
/// -1 for nulls. Every distinct text of a dictionary is seen once.
std::vector<std::int32_t> id_codes(const Column& column, Interner& interner);

/// A refusal of a cell: table, row, column and, where `values`, what it holds.
Error cell_error(const Table& table, const Column& column, std::int64_t row,
                 std::string_view detail, const std::string& message, bool values);

}  // namespace sandan::arrow
