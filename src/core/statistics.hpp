#pragma once

#include <cstdint>
#include <span>

namespace sandan {

struct Interval {
  double low;
  double high;
};

/// Half the width of the central normal interval of that probability, in
/// standard deviations: 1.9599… for 0.95. `confidence` in (0, 1).
double normal_quantile_two_sided(double confidence);

/// Wilson score interval of a share (E. B. Wilson, JASA 22, 1927), with
/// z = normal_quantile_two_sided. `total` > 0.
Interval wilson_interval(std::int64_t successes, std::int64_t total, double z);

/// Quantile of sorted values, type 7 of Hyndman and Fan (1996), as NumPy's
/// default. `sorted` is not empty; `probability` in [0, 1].
double quantile_sorted(std::span<const double> sorted, double probability);
double quantile_sorted(std::span<const std::int64_t> sorted, double probability);

}  // namespace sandan
