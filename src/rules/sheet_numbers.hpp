#pragma once

#include <optional>
#include <string_view>

#include "core/json.hpp"

namespace sandan::rules::sheet {

/// True of a number as JSON writes it, leading zeros allowed: -5, 0.25, 1E+15.
bool is_number(std::string_view text) noexcept;

/// The number; nothing where a double would be another number. The text is one.
std::optional<json::Value> exact_number(std::string_view text);

/// True of a number that a spreadsheet shows and stores digit by digit.
bool is_short_number(std::string_view text) noexcept;

/// True of text without letters of words that a spreadsheet may turn into a date, a time or
/// another number: "1/2", "007", "1,5", "3月5日", "1-Mar", "50%".
bool may_be_converted(std::string_view text) noexcept;

}  // namespace sandan::rules::sheet
