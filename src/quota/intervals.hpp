#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "core/statistics.hpp"

/// Intervals of means and counts.
namespace sandan::quota {

/// Half the width of the central interval of Student's t of that probability:
/// 3.1824… for 0.95 and 3 degrees of freedom.
double student_quantile_two_sided(double confidence, double degrees);

/// Estimated variance of the mean of at least two values: Σ (x − mean)² / (n −
/// 1) / n.
double variance_of_mean(std::span<const double> values);

/// Interval of the mean of values that are near enough normal, by Student's t;
/// nothing for fewer than two.
std::optional<Interval> mean_interval(std::span<const double> values, double confidence);

/// Exact interval of the mean of a Poisson count (F. Garwood, Biometrika 28,
/// 1936).
Interval poisson_interval(std::int64_t count, double confidence);

}  // namespace sandan::quota
