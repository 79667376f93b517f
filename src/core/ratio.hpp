#pragma once

#include <cstdint>
#include <initializer_list>

namespace sandan {

/// The product of `factors` divided by that of `divisors`, exact and rounded
/// once, half to even. No divisor is 0. Throws Error{overflow} when 64 bits
/// cannot hold the result.
std::int64_t rounded_ratio(std::initializer_list<std::int64_t> factors,
                           std::initializer_list<std::int64_t> divisors);

}  // namespace sandan
