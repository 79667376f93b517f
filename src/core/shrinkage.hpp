#pragma once

#include <cstdint>
#include <span>

#include "core/statistics.hpp"

/// Empirical Bayes for shares of several members of one team.
namespace sandan {

/// Successes among trials of one member.
struct Trials {
  std::int64_t successes = 0;
  std::int64_t n = 0;
};

/// A beta distribution of the members' shares: its mean, and how many trials
/// it is worth.
struct SharePrior {
  double mean = 0;
  double weight = 0;
};

/// The prior by moments: the mean is the pooled share, the weight follows from
/// how much more the shares spread than chance alone would make them (J. C.
/// Kleinman, JASA 68, 1973, with weights n). It is kept from 1/N to N, N all
/// trials: no prior is worth more than the data it comes from. A pooled share
/// of 0 or 1 is moved by half a trial. At least one member has trials.
SharePrior fit_share_prior(std::span<const Trials> members);

/// A member's share given its trials and the prior: mean and central interval
/// of that probability.
struct ShrunkShare {
  double share;
  Interval interval;
};
ShrunkShare shrink(const Trials& trials, const SharePrior& prior, double confidence);

/// Interval of the difference a - b of two shares from the interval of each (G.
/// Y. Zou and A. Donner, Statistics in Medicine 27, 2008).
Interval difference_interval(double a, const Interval& of_a, double b, const Interval& of_b);

}  // namespace sandan
