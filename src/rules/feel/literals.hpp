#pragma once

#include <cstddef>
#include <string_view>

#include "rules/feel/value.hpp"

/// Values that texts of an expression stand for. `at` is the byte they are
/// refused at: Error{document, "feel_syntax"}.
namespace sandan::rules::feel {

/// Of digits as the lexer takes them; refuses what is out of range.
Value number_literal(std::string_view digits, std::size_t at);
/// Of `date("…")`.
Value date_literal(std::string_view text, std::size_t at);
/// Of `duration("…")`.
Value duration_literal(std::string_view text, std::size_t at);
/// Of `@"…"`: a date or a duration. Refuses times as a feature left out.
Value at_literal(std::string_view text, std::size_t at);

}  // namespace sandan::rules::feel
