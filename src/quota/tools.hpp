#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/arrow_column.hpp"
#include "core/buffer.hpp"
#include "core/result_schema.hpp"
#include "core/result_table.hpp"
#include "sandan/core/tables.hpp"

/// What the verbs that work on tables alone (allocate, rake, round, shapes)
/// share.
namespace sandan::quota {

/// Result tables of round_tool.cpp, shapes_tool.cpp and the others, each by
/// the file that makes them.
std::span<const results::Described> described_rounded();
std::span<const results::Described> described_shapes();

/// Ids of one column: each distinct id once, in the order of first appearance,
/// and which of them every row has.
struct Keys {
  std::vector<std::int64_t> rows;   ///< row in which each distinct id stands first
  std::vector<std::int32_t> codes;  ///< by row: index of its id
  std::int32_t count() const noexcept { return static_cast<std::int32_t>(rows.size()); }
};

/// Refuses a null id (Error{data}, detail missing_id).
Keys read_keys(const arrow::Table& table, const arrow::Column& column, Budget& budget);

/// The table of that name; refuses its absence (Error{schema}, detail
/// missing_table).
const arrow::Table& required_table(const Tables& tables, std::string_view name);
/// A column that can be an id (text or whole numbers).
const arrow::Column& required_ids(const arrow::Table& table, std::string_view name);
/// Values of a column of whole or floating-point numbers. Refuses nulls
/// (missing_value), NaN (not_a_number) and infinities (infinite_value).
std::vector<double> read_values(const arrow::Table& table, std::string_view name, Budget& budget);

/// Ids of these rows in the type of the input, text or int64.
results::Column ids_of(std::string name, const arrow::Table& table, const arrow::Column& ids,
                       const Keys& keys, const std::vector<std::int32_t>& codes);
/// One id as text for messages.
std::string id_text(const arrow::Column& ids, std::int64_t row);

/// A table (row_id, column_id, value) as a matrix by rows; pairs that are not
/// there are 0.
struct Matrix {
  const arrow::Table* table = nullptr;
  const arrow::Column* row_ids = nullptr;
  const arrow::Column* column_ids = nullptr;
  Keys rows;
  Keys columns;
  std::vector<double> cells;         ///< rows.count() * columns.count()
  std::vector<std::uint8_t> listed;  ///< by cell: whether the table has it
};

/// Refuses a pair that stands twice (duplicate_cell) and a matrix of more than
/// `most_cells` (Error{limit}, detail too_many_cells).
Matrix read_matrix(const Tables& tables, std::string_view name, Budget& budget,
                   std::int64_t most_cells = std::int64_t{1} << 28);

}  // namespace sandan::quota
