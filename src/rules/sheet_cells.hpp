#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/json.hpp"
#include "rules/feel/value.hpp"
#include "sandan/core/status.hpp"

/// Cells of sheets: what a spreadsheet shows, and what it stands for.
namespace sandan::rules::sheet {

/// The name a spreadsheet gives a cell: "C4" for row 3, column 2.
std::string cell_name(std::int64_t row, std::int64_t column);

std::string_view without_leading_space(std::string_view text) noexcept;
std::string_view trimmed(std::string_view text) noexcept;

/// The text a cell stands for: what follows a leading ', else the cell trimmed.
std::string_view plain(std::string_view raw) noexcept;
/// True of a cell that begins with ' and is to be taken as it stands.
bool is_as_it_stands(std::string_view raw) noexcept;
/// True of a cell that says nothing.
bool is_empty(std::string_view raw) noexcept;

/// The type of that name; nothing for another text.
std::optional<feel::Type> type_named(std::string_view name) noexcept;

/// A cell that was read, with its place.
class Cell {
 public:
  Cell(std::string_view raw, std::int64_t row, std::int64_t column, std::string_view name,
       char separator)
      : raw_(raw), row_(row), column_(column), name_(name), separator_(separator) {}

  std::string_view raw() const noexcept { return raw_; }
  std::int64_t row() const noexcept { return row_; }
  std::int64_t column() const noexcept { return column_; }
  std::string_view name() const noexcept { return name_; }
  bool empty() const noexcept { return is_empty(raw_); }

  std::string text() const { return std::string(plain(raw_)); }
  /// A code: not empty, of at most 64 bytes, without control characters.
  std::string code() const { return code_of(plain(raw_)); }
  /// The same, of a text that is a part of this cell.
  std::string code_of(std::string_view text) const;
  /// A cell or formula in FEEL.
  std::string feel() const;
  /// A value of an output, as it stands in a document.
  json::Value value(feel::Type type) const;
  /// The same, of a text that is a part of this cell.
  json::Value value_of(std::string_view text, feel::Type type) const;

  /// A refusal of this cell; the message names it and begins its text.
  Error error(std::string_view detail, const std::string& message) const;

 private:
  json::Value number_of(std::string_view text) const;

  std::string_view raw_;
  std::int64_t row_;
  std::int64_t column_;
  std::string_view name_;
  char separator_;
};

/// Cells to be written, such that they read back as the same.
std::string written_text(std::string_view text);
std::string written_feel(std::string_view text);
/// The part of a header that follows its mark, such as the code behind out=.
std::string written_part(std::string_view text);
/// Throws Error{document} for what is not a value of the type, or not exact.
std::string written_value(const json::Node& value, feel::Type type);

}  // namespace sandan::rules::sheet
