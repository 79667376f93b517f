#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "sandan/core/money.hpp"

/// Where a period will end, from what was brought so far.
namespace sandan::quota {

/// A week that has passed, or the part of one: what was brought, and the
/// measure it is set against: the target of those days, or their working days.
struct WeekOfPace {
  MinorSum actual;
  MinorSum measure;
};

/// What a landing is computed from.
struct LandingInput {
  std::span<const WeekOfPace> weeks;  ///< oldest first, up to the day asked about
  MinorSum rest;                      ///< measure of the days of the period still to come
  Minor brought = 0;                  ///< in the period so far
  double confidence = 0.8;
  std::int64_t min_n = 8;  ///< weeks it takes at least; two always
};

struct Landing {
  std::int64_t n_weeks = 0;  ///< weeks with a measure; others are counted into the next
  bool insufficient = true;
  std::optional<Minor> expected;
  std::optional<Minor> low;
  std::optional<Minor> high;
};

/// What was brought plus the rest's measure × the ratio of the weeks' actual to
/// their measure, so that the season of the measure is kept. This is the best
/// linear unbiased predictor where a week's actual is its measure times a
/// constant with a variance in proportion to the measure (R. M. Royall,
/// Biometrika 57, 1970; W. G. Cochran, Sampling Techniques, 1977, 6.7): with
/// s² = Σ (actual − ratio × measure)² / measure / (n − 1) its error has the
/// variance s² × rest × (1 + rest / Σ measure), and the interval takes the
/// quantile of Student's t with n − 1 degrees of freedom. Weeks are taken as
/// independent: deals that come in lumps of several weeks widen it in truth.
/// No figure is below what was brought. Nothing where there are too few weeks;
/// with no rest the landing is what was brought.
Landing landing(const LandingInput& input);

}  // namespace sandan::quota
