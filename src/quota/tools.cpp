#include "quota/tools.hpp"

#include <cmath>
#include <optional>

#include "core/cells.hpp"
#include "core/id_index.hpp"
#include "process/inputs.hpp"

namespace sandan::quota {
namespace {

std::int32_t first_counts(std::int32_t first, std::int32_t /*again*/) { return first; }

double checked_value(const arrow::Table& table, const arrow::Column& column, std::int64_t row,
                     std::optional<double> value) {
  if (value && std::isfinite(*value)) return *value;
  if (!value)
    throw arrow::cell_error(table, column, row, "missing_value", "a value is missing", true);
  if (std::isnan(*value))
    throw arrow::cell_error(table, column, row, "not_a_number", "a value is not a number", true);
  throw arrow::cell_error(table, column, row, "infinite_value", "a value is infinite", true);
}

}  // namespace

Keys read_keys(const arrow::Table& table, const arrow::Column& column, Budget& budget) {
  const IdIndex index(table, column, budget, first_counts);
  const auto rows = static_cast<std::size_t>(table.rows());
  budget.take(rows * (sizeof(std::int32_t) + sizeof(std::int64_t)));
  Keys keys;
  keys.codes.resize(rows);
  if (rows > 0) index.find(column, 0, table.rows(), keys.codes.data());
  for (std::size_t row = 0; row < rows; ++row) {
    const std::int32_t first = keys.codes[row];
    if (first < 0) {
      throw arrow::cell_error(table, column, static_cast<std::int64_t>(row), "missing_id",
                              "an id is missing", false);
    }
    if (first == static_cast<std::int32_t>(row)) {
      keys.codes[row] = keys.count();
      keys.rows.push_back(first);
    } else {
      keys.codes[row] = keys.codes[static_cast<std::size_t>(first)];
    }
  }
  return keys;
}

const arrow::Table& required_table(const Tables& tables, std::string_view name) {
  if (const arrow::Table* table = tables.find(name)) return *table;
  throw Error(Status::schema, "missing_table", "table \"" + std::string(name) + "\" is missing")
      .in_table(name);
}

const arrow::Column& required_ids(const arrow::Table& table, std::string_view name) {
  return process::required_column(table, name, process::Wanted::id);
}

std::vector<double> read_values(const arrow::Table& table, std::string_view name, Budget& budget) {
  const arrow::Column* column = arrow::optional_number(&table, name);
  if (column == nullptr) {
    throw table
        .error(Status::schema, "missing_column",
               "column \"" + std::string(name) + "\" is missing (a number)")
        .at(std::string(name));
  }
  budget.take(static_cast<std::size_t>(table.rows()) * sizeof(double));
  std::vector<double> values(static_cast<std::size_t>(table.rows()));
  const arrow::Type& type = column->type();
  const bool is_plain = type.kind == arrow::Kind::float64 && !type.is_dictionary();
  column->for_each_piece(
      0, table.rows(),
      [&](const arrow::Chunk& chunk, std::int64_t begin, std::int64_t end, std::int64_t first) {
        for (std::int64_t i = begin; i < end; ++i) {
          const std::int64_t row = first + (i - begin);
          const std::optional<double> value = is_plain && chunk.is_valid(i)
                                                  ? std::optional(arrow::element<double>(chunk, i))
                                                  : arrow::number_at(*column, row);
          values[static_cast<std::size_t>(row)] = checked_value(table, *column, row, value);
        }
      });
  return values;
}

results::Column ids_of(std::string name, const arrow::Table& table, const arrow::Column& ids,
                       const Keys& keys, const std::vector<std::int32_t>& codes) {
  if (id_kind(table, ids) == IdKind::text) {
    std::vector<std::string> texts;
    texts.reserve(keys.rows.size());
    for (const std::int64_t row : keys.rows)
      texts.push_back(id_text(ids, row));
    return results::dictionary_column(
        std::move(name), codes,
        std::make_shared<const results::Column>(results::text_column("", texts)));
  }
  std::vector<std::int64_t> of_keys;
  of_keys.reserve(keys.rows.size());
  for (const std::int64_t row : keys.rows)
    of_keys.push_back(ids.integer(row).value_or(0));
  std::vector<std::int64_t> numbers(codes.size());
  for (std::size_t i = 0; i < codes.size(); ++i)
    numbers[i] = of_keys[static_cast<std::size_t>(codes[i])];
  return results::int64_column(std::move(name), std::move(numbers));
}

std::string id_text(const arrow::Column& ids, std::int64_t row) {
  return arrow::id_at(ids, row).value_or("");
}

Matrix read_matrix(const Tables& tables, std::string_view name, Budget& budget,
                   std::int64_t most_cells) {
  Matrix matrix;
  matrix.table = &required_table(tables, name);
  const arrow::Table& table = *matrix.table;
  matrix.row_ids = &required_ids(table, "row_id");
  matrix.column_ids = &required_ids(table, "column_id");
  const std::vector<double> values = read_values(table, "value", budget);
  matrix.rows = read_keys(table, *matrix.row_ids, budget);
  matrix.columns = read_keys(table, *matrix.column_ids, budget);
  const std::int64_t width = matrix.columns.count();
  if (width > 0 && matrix.rows.count() > most_cells / width) {
    throw table.error(Status::limit, "too_many_cells",
                      std::to_string(matrix.rows.count()) + " rows by " + std::to_string(width) +
                          " columns are more than " + std::to_string(most_cells) + " cells");
  }
  const auto cells = static_cast<std::size_t>(matrix.rows.count() * width);
  budget.take(cells * (sizeof(double) + 1));
  matrix.cells.assign(cells, 0.0);
  matrix.listed.assign(cells, 0);
  for (std::size_t row = 0; row < values.size(); ++row) {
    const auto cell = static_cast<std::size_t>(matrix.rows.codes[row] * width) +
                      static_cast<std::size_t>(matrix.columns.codes[row]);
    if (matrix.listed[cell] != 0) {
      throw arrow::cell_error(table, *matrix.column_ids, static_cast<std::int64_t>(row),
                              "duplicate_cell", "a pair of row and column stands twice", false);
    }
    matrix.listed[cell] = 1;
    matrix.cells[cell] = values[row];
  }
  return matrix;
}

}  // namespace sandan::quota
