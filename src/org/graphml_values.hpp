#pragma once

#include <optional>
#include <string_view>

#include "core/result_table.hpp"
#include "org/map_tables.hpp"

namespace sandan::org {

/// Why an attribute's text is no value of its column; empty where it is one.
struct ReadCell {
  Cell cell;
  std::string_view fault;  ///< bad_number, bad_boolean, bad_date
};

/// The value of an attribute for a column of that type. White space around
/// codes, numbers, days and truths is nothing; so is an empty text other than a
/// free one. Numbers must be finite; whole ones may be written with ".0".
ReadCell read_cell(const results::ColumnSpec& column, std::string_view text);

/// The text without XML's white space around it.
std::string_view trimmed(std::string_view text) noexcept;

/// True for letters and underscores alone, as codes are.
bool is_code_word(std::string_view text) noexcept;

}  // namespace sandan::org
