#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "quota/rounding.hpp"

/// Shares of whole amounts without a wider type than 64 bits.
namespace sandan::quota {

/// Sums of whole weights stay below this.
inline constexpr std::int64_t most_weight_sum = std::int64_t{1} << 46;

/// amount * weight / sum, rounded down, and what is left of the product.
struct Share {
  std::int64_t whole;
  std::int64_t rest;  ///< in [0, sum)

  /// Rounded up where the rest is at least one minus the phase of `sum`.
  std::int64_t rounded(std::int64_t sum, std::uint32_t phase) const noexcept {
    return whole + (rest * std::int64_t{phases} >= sum * std::int64_t{phases - phase} ? 1 : 0);
  }
};

/// Exact for 0 <= amount <= most_units, 0 <= weight <= sum < most_weight_sum and
/// `ratio` = weight / sum as floating point rounds it: the product with the
/// amount is then off by less than 3, so that the rest, known modulo 2^64, is
/// off by less than 4 sums and tells by how much to mend the quotient.
inline Share share_of(std::int64_t amount, std::int64_t weight, std::int64_t sum,
                      double ratio) noexcept {
  auto whole = static_cast<std::int64_t>(static_cast<double>(amount) * ratio);
  auto rest = static_cast<std::int64_t>(
      static_cast<std::uint64_t>(amount) * static_cast<std::uint64_t>(weight) -
      static_cast<std::uint64_t>(whole) * static_cast<std::uint64_t>(sum));
  for (; rest < 0; rest += sum)
    --whole;
  for (; rest >= sum; rest -= sum)
    ++whole;
  return {whole, rest};
}

inline double ratio_of(std::int64_t weight, std::int64_t sum) noexcept {
  return static_cast<double>(weight) / static_cast<double>(sum);
}

/// Throws what `split_…` promise of a total that is negative or too large.
void check_total(std::int64_t total);
/// Sum of weights; throws Error{invalid_argument} when one is negative or the
/// sum is 0 or too large.
std::int64_t checked_sum(std::span<const std::int64_t> weights);

/// Throws Error{invalid_argument} when running sums fall or end at 0, and
/// Error{overflow} when they end at 2^46 or more.
void check_prefix(std::span<const std::int64_t> prefix);

/// Calls `give(index)` for the `units` largest rests, ties to the lower index.
/// 0 <= units < number of rests; `scratch` has room for them.
template <class Give>
void give_largest(std::span<const std::int64_t> rests, std::int64_t units,
                  std::span<std::int64_t> scratch, Give&& give) {
  if (units == 0) return;
  std::copy(rests.begin(), rests.end(), scratch.begin());
  const auto last = scratch.begin() + (units - 1);
  std::nth_element(scratch.begin(), last, scratch.begin() + std::ssize(rests), std::greater<>());
  const std::int64_t least = *last;
  std::int64_t ties = units - std::count_if(scratch.begin(), last,
                                            [least](std::int64_t rest) { return rest > least; });
  for (std::size_t i = 0; i < rests.size(); ++i) {
    if (rests[i] > least || (rests[i] == least && ties-- > 0)) give(i);
  }
}

/// Room for `size` values, on the stack where they are few.
class Scratch {
 public:
  explicit Scratch(std::size_t size) : size_(size) {
    if (size > few_.size()) many_.resize(size);
  }
  std::span<std::int64_t> values() noexcept {
    return {many_.empty() ? few_.data() : many_.data(), size_};
  }

 private:
  std::size_t size_;
  std::array<std::int64_t, 64> few_;
  std::vector<std::int64_t> many_;
};

}  // namespace sandan::quota
