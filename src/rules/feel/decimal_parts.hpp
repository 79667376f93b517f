#pragma once

#include <boost/multiprecision/cpp_int.hpp>

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

#include "rules/feel/decimal.hpp"

/// What the sources of Decimal share: integers of 128 bits and powers of ten.
namespace sandan::rules::feel {

using Wide = boost::multiprecision::uint128_t;

inline constexpr int decimal_digits = 34;
inline constexpr std::int64_t least_exponent = -6176;
inline constexpr std::int64_t largest_adjusted = 6144;  ///< exponent of the leading digit

/// A decimal before it is rounded. `more` says that the true amount lies between
/// this coefficient and the next; there are at least 35 digits then.
struct Decimal::Parts {
  Wide coefficient = 0;
  std::int64_t exponent = 0;
  bool negative = false;
  bool more = false;
};

inline constexpr std::array<std::uint64_t, 20> small_powers = [] {
  std::array<std::uint64_t, 20> powers{};
  powers[0] = 1;
  for (std::size_t i = 1; i < powers.size(); ++i)
    powers[i] = powers[i - 1] * 10;
  return powers;
}();

inline constexpr std::array<Wide, 39> wide_powers = [] {
  std::array<Wide, 39> powers{};
  powers[0] = 1;
  for (std::size_t i = 1; i < powers.size(); ++i)
    powers[i] = powers[i - 1] * 10u;
  return powers;
}();

inline std::uint64_t low_word(const Wide& wide) noexcept {
  return static_cast<std::uint64_t>(wide & UINT64_MAX);
}
inline std::uint64_t high_word(const Wide& wide) noexcept {
  return static_cast<std::uint64_t>(wide >> 64);
}
inline Wide joined(std::uint64_t high, std::uint64_t low) noexcept {
  return (Wide(high) << 64) | low;
}

/// a / b without its rest; `b` is never 0, for which alone Boost throws.
template <typename Integer, typename Divisor>
Integer quotient_of(const Integer& a, const Divisor& b) noexcept {
  try {
    return static_cast<Integer>(a / b);
  } catch (...) {
    return Integer(0);
  }
}

/// Floor of the decimal logarithm of 2^bits, or one less; for up to 600 bits.
constexpr int digits_below(int bits) noexcept { return bits * 1233 >> 12; }

/// Decimal digits; 0 for 0.
inline int digit_count(std::uint64_t value) noexcept {
  if (value == 0) return 0;
  const int least = digits_below(static_cast<int>(std::bit_width(value)));
  return least + (value >= small_powers[static_cast<std::size_t>(least)] ? 1 : 0);
}
inline int digit_count(const Wide& value) noexcept {
  const std::uint64_t high = high_word(value);
  if (high == 0) return digit_count(low_word(value));
  const int least = digits_below(64 + static_cast<int>(std::bit_width(high)));
  return least + (value >= wide_powers[static_cast<std::size_t>(least)] ? 1 : 0);
}

}  // namespace sandan::rules::feel
