#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>
#include <utility>

#include "quota/rounding.hpp"
#include "sandan/core/status.hpp"

namespace sandan::quota {
namespace {

/// Sums made here stay below 2^45 but for what rounding adds.
constexpr int sum_bits = 45;
constexpr double most_sum = 0x1p45;

void check_weights(std::span<const double> weights) {
  const auto refuse = [](const char* detail, const char* message, std::size_t i) {
    throw Error(Status::data, detail, message).in_row(static_cast<std::int64_t>(i));
  };
  for (std::size_t i = 0; i < weights.size(); ++i) {
    if (std::isnan(weights[i])) refuse("not_a_number", "a weight is not a number", i);
    if (weights[i] < 0) refuse("negative_weight", "a weight is negative", i);
    if (std::isinf(weights[i])) refuse("infinite_weight", "a weight is infinite", i);
  }
  if (std::none_of(weights.begin(), weights.end(), [](double weight) { return weight > 0; }))
    refuse("all_weights_zero", "all weights are 0", 0);
}

struct Fraction {
  std::int64_t above;
  std::int64_t below;
};

/// The fraction with a small denominator that `value` >= 1 is but for its
/// roundings, by its continued fraction.
std::optional<Fraction> small_fraction(double value) {
  constexpr double most_below = 0x1p20;
  constexpr double most_above = 0x1p44;
  double above = 1, above_before = 0;
  double below = 0, below_before = 1;
  for (double rest = value;;) {
    const double whole = std::floor(rest);
    above_before = std::exchange(above, whole * above + above_before);
    below_before = std::exchange(below, whole * below + below_before);
    if (!(below <= most_below && above <= most_above)) return std::nullopt;
    if (std::abs(value - above / below) <= value * 0x1p-50)
      return Fraction{static_cast<std::int64_t>(above), static_cast<std::int64_t>(below)};
    rest = 1 / (rest - whole);
  }
}

double least_positive(std::span<const double> weights) {
  double least = HUGE_VAL;
  for (const double weight : weights) {
    if (weight > 0) least = std::min(least, weight);
  }
  return least;
}

/// Weights that are small whole numbers but for a common factor, such as 0.1
/// and 0.3, as those numbers; false when they are not.
bool restore_proportions(std::span<const double> weights, std::span<std::int64_t> out) {
  const double least = least_positive(weights);
  std::int64_t common = 1;
  std::vector<Fraction> fractions(weights.size(), {0, 1});
  for (std::size_t i = 0; i < weights.size(); ++i) {
    if (weights[i] == 0) continue;
    const auto fraction = small_fraction(weights[i] / least);
    if (!fraction) return false;
    common = std::lcm(common, fraction->below);
    if (common > std::int64_t{1} << 20) return false;
    fractions[i] = *fraction;
  }
  double sum = 0;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    const std::int64_t times = common / fractions[i].below;
    sum += static_cast<double>(fractions[i].above) * static_cast<double>(times);
    if (sum >= most_sum) return false;
    out[i] = fractions[i].above * times;
  }
  return true;
}

void divide_by_common(std::span<std::int64_t> weights) {
  std::int64_t divisor = 0;
  for (auto weight = weights.begin(); weight != weights.end() && divisor != 1; ++weight)
    divisor = std::gcd(divisor, *weight);
  if (divisor == 1) return;
  for (std::int64_t& weight : weights)
    weight /= divisor;
}

/// Whole numbers as they are but for their common divisor; false when one is
/// not whole or they are too large.
bool take_whole(std::span<const double> weights, std::span<std::int64_t> out) {
  double sum = 0;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    sum += weights[i];
    if (sum >= most_sum) return false;
    out[i] = static_cast<std::int64_t>(weights[i]);
    if (static_cast<double>(out[i]) != weights[i]) return false;
  }
  divide_by_common(out);
  return true;
}

/// Weights times the power of two that brings their sum next to 2^45, rounded.
void scale(std::span<const double> weights, std::span<std::int64_t> out) {
  const int exponent = std::ilogb(*std::max_element(weights.begin(), weights.end())) + 1;
  double sum = 0;
  for (const double weight : weights)
    sum += std::ldexp(weight, -exponent);
  const int bits = sum_bits - 1 - std::ilogb(sum) - exponent;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    const std::int64_t whole = std::llrint(std::ldexp(weights[i], bits));
    out[i] = weights[i] > 0 ? std::max<std::int64_t>(whole, 1) : 0;
  }
  divide_by_common(out);
}

}  // namespace

WholeWeights whole_weights(std::span<const double> weights) {
  check_weights(weights);
  WholeWeights result;
  result.weights.resize(weights.size());
  const std::span<std::int64_t> out = result.weights;
  if (!take_whole(weights, out) && !restore_proportions(weights, out)) scale(weights, out);
  result.sum = std::accumulate(result.weights.begin(), result.weights.end(), std::int64_t{0});
  return result;
}

}  // namespace sandan::quota
