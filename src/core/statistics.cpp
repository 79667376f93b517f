#include "core/statistics.hpp"

#include <boost/math/special_functions/erf.hpp>

#include <algorithm>
#include <cmath>

namespace sandan {

double normal_quantile_two_sided(double confidence) {
  return std::sqrt(2.0) * boost::math::erf_inv(confidence);
}

Interval wilson_interval(std::int64_t successes, std::int64_t total, double z) {
  const double n = static_cast<double>(total);
  const double share = static_cast<double>(successes) / n;
  const double z2 = z * z;
  const double centre = (share + z2 / (2 * n)) / (1 + z2 / n);
  const double half = z / (1 + z2 / n) * std::sqrt(share * (1 - share) / n + z2 / (4 * n * n));
  // Exact at the ends, where rounding would leave a last bit.
  return {successes == 0 ? 0.0 : std::max(0.0, centre - half),
          successes == total ? 1.0 : std::min(1.0, centre + half)};
}

namespace {

template <class Value>
double type_7_quantile(std::span<const Value> sorted, double probability) {
  const double position = probability * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(position);
  const double part = position - static_cast<double>(below);
  if (below + 1 >= sorted.size()) return static_cast<double>(sorted.back());
  const auto low = static_cast<double>(sorted[below]);
  const auto high = static_cast<double>(sorted[below + 1]);
  return low + part * (high - low);
}

}  // namespace

double quantile_sorted(std::span<const double> sorted, double probability) {
  return type_7_quantile(sorted, probability);
}

double quantile_sorted(std::span<const std::int64_t> sorted, double probability) {
  return type_7_quantile(sorted, probability);
}

}  // namespace sandan
