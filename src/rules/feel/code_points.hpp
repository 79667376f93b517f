#pragma once

#include <cstddef>
#include <string>
#include <string_view>

/// Code points of a text that is UTF-8, and which of them FEEL takes for what.
namespace sandan::rules::feel {

struct CodePoint {
  char32_t value = 0;
  std::size_t bytes = 0;  ///< 0 at the end of the text
};

/// The code point at the start of the text.
CodePoint code_point_at(std::string_view text) noexcept;
char32_t last_code_point(std::string_view text) noexcept;
void append_code_point(std::string& out, char32_t point);

/// White space as FEEL has it, the ideographic space among it.
bool is_blank(char32_t point) noexcept;
/// True for what a word is made of: letters of any script, digits, "_".
bool is_name_part(char32_t point) noexcept;

/// Bytes of the blanks at the start of the text.
std::size_t blanks_at(std::string_view text) noexcept;
/// Bytes of the word at the start of the text.
std::size_t word_at(std::string_view text) noexcept;

}  // namespace sandan::rules::feel
