#include "core/text.hpp"

#include <bit>
#include <cstring>

namespace sandan {
namespace {

/// Bytes of the sequence that starts with `lead`; 0 when none can.
int sequence_length(unsigned char lead) noexcept {
  if (lead < 0x80) return 1;
  if (lead >= 0xc2 && lead <= 0xdf) return 2;
  if (lead >= 0xe0 && lead <= 0xef) return 3;
  if (lead >= 0xf0 && lead <= 0xf4) return 4;
  return 0;
}

bool second_byte_fits(unsigned char lead, unsigned char second) noexcept {
  switch (lead) {
    case 0xe0:
      return second >= 0xa0 && second <= 0xbf;
    case 0xed:
      return second >= 0x80 && second <= 0x9f;
    case 0xf0:
      return second >= 0x90 && second <= 0xbf;
    case 0xf4:
      return second >= 0x80 && second <= 0x8f;
    default:
      return second >= 0x80 && second <= 0xbf;
  }
}

/// Reads eight bytes with the first one lowest, on any byte order.
std::uint64_t load_bytes(const char* from, std::size_t count) noexcept {
  std::uint64_t word = 0;
  if (count == 8 && std::endian::native == std::endian::little) {
    std::memcpy(&word, from, 8);
    return word;
  }
  for (std::size_t i = 0; i < count; ++i) {
    word |= static_cast<std::uint64_t>(static_cast<unsigned char>(from[i])) << (8 * i);
  }
  return word;
}

}  // namespace

bool is_utf8(std::string_view text) noexcept {
  const char* at = text.data();
  const char* const end = at + text.size();
  while (at != end) {
    if (end - at >= 8) {
      std::uint64_t word = 0;
      std::memcpy(&word, at, 8);
      if ((word & 0x8080808080808080u) == 0) {
        at += 8;
        continue;
      }
    }
    const auto lead = static_cast<unsigned char>(*at);
    const int length = sequence_length(lead);
    if (length == 0 || end - at < length) return false;
    if (length > 1 && !second_byte_fits(lead, static_cast<unsigned char>(at[1]))) return false;
    for (int i = 2; i < length; ++i) {
      if ((static_cast<unsigned char>(at[i]) & 0xc0) != 0x80) return false;
    }
    at += length;
  }
  return true;
}

std::size_t cut_at_code_point(std::string_view text, std::size_t max_bytes) noexcept {
  if (text.size() <= max_bytes) return text.size();
  std::size_t cut = max_bytes;
  while (cut > 0 && (static_cast<unsigned char>(text[cut]) & 0xc0) == 0x80)
    --cut;
  return cut;
}

std::string shortened(std::string_view text, std::size_t max_bytes) {
  if (text.size() <= max_bytes) return std::string(text);
  return std::string(text.substr(0, cut_at_code_point(text, max_bytes - 3))) + "…";
}

bool has_control_character(std::string_view text) noexcept {
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7f) return true;
  }
  return false;
}

std::uint64_t hash_text(std::string_view text) noexcept {
  std::uint64_t hash = 0x9e3779b97f4a7c15u ^ text.size();
  const char* at = text.data();
  std::size_t left = text.size();
  for (; left > 8; at += 8, left -= 8)
    hash = hash_integer(hash ^ load_bytes(at, 8));
  return hash_integer(hash ^ load_bytes(at, left));
}

}  // namespace sandan
