#include "quota/inputs.hpp"

#include "core/text.hpp"

namespace sandan::quota {
namespace {

constexpr std::size_t most_shown = 60;

bool is_float(arrow::Kind kind) noexcept {
  return kind == arrow::Kind::float32 || kind == arrow::Kind::float64;
}

}  // namespace

const arrow::Column* optional_number(const arrow::Table* table, std::string_view name) {
  const arrow::Column* column = table == nullptr ? nullptr : table->find(name);
  if (column == nullptr) return nullptr;
  const arrow::Type& type = column->type();
  if (type.kind == arrow::Kind::null || type.is_integer() || is_float(type.kind)) return column;
  throw table
      ->error(Status::schema, "wrong_type",
              "column \"" + column->name() + "\" is " + type_name(type) + "; a number is wanted")
      .at(column->name())
      .in_column(column->position());
}

std::optional<double> number_at(const arrow::Column& column, std::int64_t row) {
  if (!is_float(column.type().kind)) {
    const auto whole = column.integer(row);
    return whole ? std::optional(static_cast<double>(*whole)) : std::nullopt;
  }
  std::optional<double> number;
  const arrow::Type& type = column.type();
  column.for_each_piece(
      row, row + 1,
      [&](const arrow::Chunk& piece, std::int64_t begin, std::int64_t /*end*/, std::int64_t) {
        const arrow::Chunk* chunk = &piece;
        std::int64_t at = begin;
        if (!chunk->is_valid(at)) return;
        if (type.is_dictionary()) {
          at = arrow::integer_at(piece, type.index, begin);
          chunk = piece.dictionary.get();
          if (!chunk->is_valid(at)) return;
        }
        number = type.kind == arrow::Kind::float32
                     ? static_cast<double>(arrow::element<float>(*chunk, at))
                     : arrow::element<double>(*chunk, at);
      });
  return number;
}

std::optional<std::string> id_at(const arrow::Column& column, std::int64_t row) {
  if (column.type().is_text()) {
    const auto text = column.text(row);
    return text ? std::optional(std::string(*text)) : std::nullopt;
  }
  const auto id = column.integer(row);
  return id ? std::optional(std::to_string(*id)) : std::nullopt;
}

std::vector<std::int32_t> id_codes(const arrow::Column& column, Interner& interner) {
  std::vector<std::int32_t> codes(static_cast<std::size_t>(column.rows()), -1);
  if (column.type().kind == arrow::Kind::null) return codes;
  if (column.type().is_text()) {
    code_texts(
        column, 0, column.rows(), std::int32_t{-1},
        [&](std::string_view text) { return interner.code(text); }, codes.data());
    return codes;
  }
  column.for_each_integer([&](std::int64_t row, std::optional<std::int64_t> id) {
    if (id) codes[static_cast<std::size_t>(row)] = interner.code(std::to_string(*id));
  });
  return codes;
}

std::vector<Day> days_or(const arrow::Table& table, std::string_view name, Day otherwise,
                         bool values) {
  const auto* column = process::optional_column(&table, name, process::Wanted::day);
  if (column == nullptr) return std::vector<Day>(static_cast<std::size_t>(table.rows()), otherwise);
  auto days = process::read_days(*column, [&](std::int64_t row) {
    throw cell_error(table, *column, row, "impossible_date", "a day is wanted from 1900 to 2199",
                     values);
  });
  for (Day& day : days) {
    if (day == process::no_day) day = otherwise;
  }
  return days;
}

Error cell_error(const arrow::Table& table, const arrow::Column& column, std::int64_t row,
                 std::string_view detail, const std::string& message, bool values) {
  std::string text = "column \"" + column.name() + "\": " + message;
  if (values) {
    if (const auto cell = column.printed(row))
      text += " (the cell holds \"" + shortened(*cell, most_shown) + "\")";
  }
  return table.error(Status::data, detail, text)
      .at(column.name())
      .in_row(row)
      .in_column(column.position());
}

}  // namespace sandan::quota
