#include "core/cells.hpp"

#include "core/text.hpp"

namespace sandan::arrow {
namespace {

constexpr std::size_t most_shown = 60;

bool is_float(Kind kind) noexcept { return kind == Kind::float32 || kind == Kind::float64; }

}  // namespace

const Column* optional_number(const Table* table, std::string_view name) {
  const Column* column = table == nullptr ? nullptr : table->find(name);
  if (column == nullptr) return nullptr;
  const Type& type = column->type();
  if (type.kind == Kind::null || type.is_integer() || is_float(type.kind)) return column;
  throw table
      ->error(Status::schema, "wrong_type",
              "column \"" + column->name() + "\" is " + type_name(type) + "; a number is wanted")
      .at(column->name())
      .in_column(column->position());
}

std::optional<double> number_at(const Column& column, std::int64_t row) {
  if (!is_float(column.type().kind)) {
    const auto whole = column.integer(row);
    return whole ? std::optional(static_cast<double>(*whole)) : std::nullopt;
  }
  std::optional<double> number;
  const Type& type = column.type();
  column.for_each_piece(
      row, row + 1,
      [&](const Chunk& piece, std::int64_t begin, std::int64_t /*end*/, std::int64_t) {
        const Chunk* chunk = &piece;
        std::int64_t at = begin;
        if (!chunk->is_valid(at)) return;
        if (type.is_dictionary()) {
          at = integer_at(piece, type.index, begin);
          chunk = piece.dictionary.get();
          if (!chunk->is_valid(at)) return;
        }
        number = type.kind == Kind::float32 ? static_cast<double>(element<float>(*chunk, at))
                                            : element<double>(*chunk, at);
      });
  return number;
}

std::optional<std::string> id_at(const Column& column, std::int64_t row) {
  if (column.type().is_text()) {
    const auto text = column.text(row);
    return text ? std::optional(std::string(*text)) : std::nullopt;
  }
  const auto id = column.integer(row);
  return id ? std::optional(std::to_string(*id)) : std::nullopt;
}

std::vector<std::int32_t> id_codes(const Column& column, Interner& interner) {
  std::vector<std::int32_t> codes(static_cast<std::size_t>(column.rows()), -1);
  if (column.type().kind == Kind::null) return codes;
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

Error cell_error(const Table& table, const Column& column, std::int64_t row,
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

}  // namespace sandan::arrow
