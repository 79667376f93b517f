#include "core/shrinkage.hpp"

#include <algorithm>
#include <boost/math/special_functions/beta.hpp>
#include <cmath>

namespace sandan {

SharePrior fit_share_prior(std::span<const Trials> members) {
  Trials all;
  for (const Trials& member : members) {
    all.successes += member.successes;
    all.n += member.n;
  }
  const auto total = static_cast<double>(all.n);
  const bool certain = all.successes == 0 || all.successes == all.n;
  const double mean = certain ? (static_cast<double>(all.successes) + 0.5) / (total + 1)
                              : static_cast<double>(all.successes) / total;
  double spread = 0;
  double by_chance = 0;
  double by_members = 0;
  for (const Trials& member : members) {
    if (member.n == 0) continue;
    const auto n = static_cast<double>(member.n);
    const double weight = n / total;
    const double off = static_cast<double>(member.successes) / n - mean;
    spread += weight * off * off;
    by_chance += weight * (1 - weight) / n;
    by_members += weight * (1 - weight);
  }
  // E[spread] = mean (1 - mean) ((1 - r) by_chance + r by_members), where r is
  // the correlation of two trials of one member.
  const double variance = mean * (1 - mean);
  const double room = by_members - by_chance;
  const double correlation = room > 0 ? (spread / variance - by_chance) / room : 0;
  const double least = 1 / (total + 1);
  const double kept = std::clamp(correlation, least, 1 - least);
  return {mean, 1 / kept - 1};
}

ShrunkShare shrink(const Trials& trials, const SharePrior& prior, double confidence) {
  const double a = prior.mean * prior.weight + static_cast<double>(trials.successes);
  const double b =
      (1 - prior.mean) * prior.weight + static_cast<double>(trials.n - trials.successes);
  const double tail = (1 - confidence) / 2;
  return {a / (a + b), {boost::math::ibeta_inv(a, b, tail), boost::math::ibetac_inv(a, b, tail)}};
}

Interval difference_interval(double a, const Interval& of_a, double b, const Interval& of_b) {
  return {a - b - std::hypot(a - of_a.low, of_b.high - b),
          a - b + std::hypot(of_a.high - a, b - of_b.low)};
}

}  // namespace sandan
