#include "quota/intervals.hpp"

#include <boost/math/distributions/students_t.hpp>
#include <boost/math/special_functions/gamma.hpp>

#include <cmath>

namespace sandan::quota {
namespace {

double mean_of(std::span<const double> values) {
  double sum = 0;
  for (const double value : values)
    sum += value;
  return sum / static_cast<double>(values.size());
}

}  // namespace

double student_quantile_two_sided(double confidence, double degrees) {
  const boost::math::students_t distribution(degrees);
  return boost::math::quantile(boost::math::complement(distribution, (1 - confidence) / 2));
}

double variance_of_mean(std::span<const double> values) {
  const double mean = mean_of(values);
  double squares = 0;
  for (const double value : values)
    squares += (value - mean) * (value - mean);
  const auto n = static_cast<double>(values.size());
  return squares / (n - 1) / n;
}

std::optional<Interval> mean_interval(std::span<const double> values, double confidence) {
  if (values.size() < 2) return std::nullopt;
  const double mean = mean_of(values);
  const double half =
      student_quantile_two_sided(confidence, static_cast<double>(values.size()) - 1) *
      std::sqrt(variance_of_mean(values));
  return Interval{mean - half, mean + half};
}

Interval poisson_interval(std::int64_t count, double confidence) {
  const double tail = (1 - confidence) / 2;
  const auto n = static_cast<double>(count);
  return {count == 0 ? 0.0 : boost::math::gamma_p_inv(n, tail),
          boost::math::gamma_q_inv(n + 1, tail)};
}

}  // namespace sandan::quota
