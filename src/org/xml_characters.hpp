#pragma once

#include <cstdint>
#include <string>
#include <string_view>

/// Which characters may stand in XML 1.0, and texts that hold others.
namespace sandan::org {

/// Char of XML 1.0, section 2.2.
constexpr bool is_xml_character(std::uint32_t code) noexcept {
  return code == 0x9 || code == 0xA || code == 0xD || (code >= 0x20 && code <= 0xD7FF) ||
         (code >= 0xE000 && code <= 0xFFFD) || (code >= 0x10000 && code <= 0x10FFFF);
}

/// Byte of the first place that is not UTF-8 or no character of XML; the size
/// where there is none.
std::size_t first_bad_character(std::string_view text) noexcept;

/// Text for an XML attribute or element: markup, tabs and line ends as
/// references. A character XML cannot hold, or a byte that is not UTF-8 (as U+FFFD),
/// becomes _xHHHH_ as in spreadsheets (ECMA-376, ST_Xstring), and an underscore
/// that would read as such becomes _x005F_.
std::string xml_text(std::string_view text);

/// The text without _xHHHH_.
std::string plain_text(std::string_view text);

/// True where plain_text would change something.
bool has_escapes(std::string_view text) noexcept;

}  // namespace sandan::org
