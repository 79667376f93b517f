#include "quota/rounding.hpp"

#include <string>

#include "quota/exact_share.hpp"
#include "sandan/core/status.hpp"

namespace sandan::quota {

void check_total(std::int64_t total) {
  if (total < 0) {
    throw Error(Status::invalid_argument, "negative_total",
                "a total to be divided is negative: " + std::to_string(total));
  }
  if (total > most_units) {
    throw Error(Status::overflow, "total_too_large",
                "a total to be divided has more than 2^53 units: " + std::to_string(total));
  }
}

std::int64_t checked_sum(std::span<const std::int64_t> weights) {
  std::int64_t sum = 0;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    if (weights[i] < 0) {
      throw Error(Status::invalid_argument, "negative_weight", "a weight is negative")
          .in_row(static_cast<std::int64_t>(i));
    }
    if (weights[i] >= most_weight_sum - sum) {
      throw Error(Status::overflow, "weights_too_large", "the weights sum to 2^46 or more")
          .in_row(static_cast<std::int64_t>(i));
    }
    sum += weights[i];
  }
  if (sum == 0) throw Error(Status::invalid_argument, "all_weights_zero", "all weights are 0");
  return sum;
}

void check_prefix(std::span<const std::int64_t> prefix) {
  std::int64_t before = 0;
  bool falls = false;
  for (const std::int64_t sum : prefix) {
    falls |= sum < before;
    before = sum;
  }
  if (falls)
    throw Error(Status::invalid_argument, "negative_weight", "running sums of weights fall");
  if (before == 0) throw Error(Status::invalid_argument, "all_weights_zero", "all weights are 0");
  if (before >= most_weight_sum)
    throw Error(Status::overflow, "weights_too_large", "the weights sum to 2^46 or more");
}

void split_largest_remainder(std::int64_t total, std::span<const std::int64_t> weights,
                             std::span<std::int64_t> out) {
  check_total(total);
  const std::int64_t sum = checked_sum(weights);
  Scratch rests(weights.size());
  std::int64_t left = total;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    const Share share = share_of(total, weights[i], sum, ratio_of(weights[i], sum));
    out[i] = share.whole;
    rests.values()[i] = share.rest;
    left -= share.whole;
  }
  if (left == 0) return;
  Scratch order(weights.size());
  give_largest(rests.values(), left, order.values(), [&](std::size_t i) { ++out[i]; });
}

std::uint32_t phase_of(std::size_t n) noexcept {
  std::uint32_t phase = 0;
  auto rest = static_cast<std::uint32_t>(n % (phases - 1) + 1);
  for (std::uint32_t half = half_phase; rest > 0; half /= 2, rest /= 2)
    phase += (rest & 1u) * half;
  return phase;
}

void split_cumulative(std::int64_t total, std::span<const std::int64_t> prefix,
                      std::span<std::int64_t> out, std::uint32_t phase) {
  check_total(total);
  check_prefix(prefix);
  const std::int64_t sum = prefix.back();
  std::int64_t before = 0;
  for (std::size_t i = 0; i < prefix.size(); ++i) {
    const std::int64_t upto =
        share_of(total, prefix[i], sum, ratio_of(prefix[i], sum)).rounded(sum, phase);
    out[i] = upto - before;
    before = upto;
  }
}

}  // namespace sandan::quota
