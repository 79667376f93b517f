#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace sandan {

/// True when the bytes are well-formed UTF-8 (no surrogates, no overlong
/// forms, nothing above U+10FFFF).
bool is_utf8(std::string_view text) noexcept;

/// Length of the longest prefix of at most `max_bytes` that ends at a code
/// point.
std::size_t cut_at_code_point(std::string_view text, std::size_t max_bytes) noexcept;

/// The text, cut to `max_bytes` with an ellipsis when it is longer.
std::string shortened(std::string_view text, std::size_t max_bytes);

bool has_control_character(std::string_view text) noexcept;

/// A fast hash of short texts; the same on every platform and run.
std::uint64_t hash_text(std::string_view text) noexcept;

/// Spreads the bits of an integer key.
constexpr std::uint64_t hash_integer(std::uint64_t key) noexcept {
  key ^= key >> 32;
  key *= 0xd6e8feb86659fd93u;
  key ^= key >> 32;
  key *= 0xd6e8feb86659fd93u;
  return key ^ (key >> 32);
}

}  // namespace sandan
