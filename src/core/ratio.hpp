#pragma once

#include <cstdint>
#include <initializer_list>

#include "sandan/core/money.hpp"

namespace sandan {

/// A whole number of 128 bits.
struct Wide {
  std::int64_t high;
  std::uint64_t low;

  Wide(std::int64_t value) noexcept  // NOLINT(google-explicit-constructor): a factor like others
      : high(value < 0 ? -1 : 0), low(static_cast<std::uint64_t>(value)) {}
  Wide(const MinorSum& sum) noexcept  // NOLINT(google-explicit-constructor)
      : high(sum.high()), low(sum.low()) {}
};

/// The product of `factors` divided by that of `divisors`, exact and rounded
/// once, half to even. No divisor is 0. Throws Error{overflow} when 64 bits
/// cannot hold the result.
std::int64_t rounded_ratio(std::initializer_list<Wide> factors,
                           std::initializer_list<Wide> divisors);
/// The quotient of two, with the roundings of floating point.
double ratio(const Wide& above, const Wide& below);

}  // namespace sandan
