#include "org/xml_characters.hpp"

#include <charconv>

#include "core/text.hpp"

namespace sandan::org {
namespace {

struct Decoded {
  std::uint32_t code = 0;
  std::size_t bytes = 0;  ///< 0: no UTF-8
};

std::size_t sequence_length(unsigned char lead) noexcept {
  if (lead < 0x80) return 1;
  if (lead >= 0xC2 && lead <= 0xDF) return 2;
  if (lead >= 0xE0 && lead <= 0xEF) return 3;
  if (lead >= 0xF0 && lead <= 0xF4) return 4;
  return 0;
}

Decoded decode(std::string_view text, std::size_t at) noexcept {
  const auto lead = static_cast<unsigned char>(text[at]);
  const std::size_t bytes = sequence_length(lead);
  if (bytes == 0 || at + bytes > text.size()) return {};
  std::uint32_t code = bytes == 1 ? lead : lead & (0xFFu >> (bytes + 1));
  for (std::size_t i = 1; i < bytes; ++i) {
    const auto next = static_cast<unsigned char>(text[at + i]);
    if ((next & 0xC0) != 0x80) return {};
    code = code << 6 | (next & 0x3Fu);
  }
  const bool overlong = (bytes == 3 && code < 0x800) || (bytes == 4 && code < 0x10000);
  const bool surrogate = code >= 0xD800 && code <= 0xDFFF;
  if (overlong || surrogate || code > 0x10FFFF) return {};
  return {code, bytes};
}

int hex_digit(char c) noexcept {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

/// The code of "_xHHHH" that begins here; -1 where there is none.
std::int32_t half_escape_at(std::string_view text, std::size_t at) noexcept {
  if (text.size() < at + 6 || text[at] != '_' || text[at + 1] != 'x') return -1;
  std::int32_t code = 0;
  for (std::size_t i = at + 2; i < at + 6; ++i) {
    const int digit = hex_digit(text[i]);
    if (digit < 0) return -1;
    code = code * 16 + digit;
  }
  return code;
}

/// The same for a whole escape, with its last underscore.
std::int32_t escape_at(std::string_view text, std::size_t at) noexcept {
  return text.size() > at + 6 && text[at + 6] == '_' ? half_escape_at(text, at) : -1;
}

void append_escape(std::string& out, std::uint32_t code) {
  static constexpr char hex[] = "0123456789ABCDEF";
  out += "_x";
  for (const unsigned shift : {12u, 8u, 4u, 0u})
    out += hex[code >> shift & 15u];
  out += '_';
}

void append_reference(std::string& out, char c) {
  switch (c) {
    case '&':
      out += "&amp;";
      break;
    case '<':
      out += "&lt;";
      break;
    case '>':
      out += "&gt;";
      break;
    case '"':
      out += "&quot;";
      break;
    case '\t':
      out += "&#9;";
      break;
    case '\n':
      out += "&#10;";
      break;
    case '\r':
      out += "&#13;";
      break;
    default:
      out += c;
  }
}

void append_utf8(std::string& out, std::uint32_t code) {
  if (code < 0x80) {
    out += static_cast<char>(code);
  } else if (code < 0x800) {
    out += static_cast<char>(0xC0 | code >> 6);
    out += static_cast<char>(0x80 | (code & 0x3F));
  } else {
    out += static_cast<char>(0xE0 | code >> 12);
    out += static_cast<char>(0x80 | (code >> 6 & 0x3F));
    out += static_cast<char>(0x80 | (code & 0x3F));
  }
}

}  // namespace

std::size_t first_bad_character(std::string_view text) noexcept {
  for (std::size_t at = 0; at < text.size();) {
    const auto byte = static_cast<unsigned char>(text[at]);
    if (byte >= 0x20 && byte < 0x80) {
      ++at;
      continue;
    }
    const Decoded one = decode(text, at);
    if (one.bytes == 0 || !is_xml_character(one.code)) return at;
    at += one.bytes;
  }
  return text.size();
}

std::string xml_text(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const Decoded one = decode(text, at);
    if (one.bytes == 0 || !is_xml_character(one.code)) {
      append_escape(out, one.bytes == 0 ? 0xFFFDu : one.code);
      at += one.bytes == 0 ? 1 : one.bytes;
    } else if (half_escape_at(text, at) >= 0) {  // what follows may become an escape
      append_escape(out, '_');
      ++at;
    } else if (one.bytes == 1) {
      append_reference(out, text[at++]);
    } else {
      out += text.substr(at, one.bytes);
      at += one.bytes;
    }
  }
  return out;
}

bool has_escapes(std::string_view text) noexcept {
  for (std::size_t at = text.find("_x"); at != std::string_view::npos;
       at = text.find("_x", at + 1)) {
    if (escape_at(text, at) >= 0) return true;
  }
  return false;
}

std::string plain_text(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const std::int32_t code = escape_at(text, at);
    if (code < 0 || (code >= 0xD800 && code <= 0xDFFF)) {
      out += text[at++];
    } else {
      append_utf8(out, static_cast<std::uint32_t>(code));
      at += 7;
    }
  }
  return out;
}

}  // namespace sandan::org
