#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "quota/quota_data.hpp"
#include "quota/rounding.hpp"
#include "quota/weights.hpp"

/// One line over its days.
namespace sandan::quota {

/// Shares of the split nodes and shapes of the lines, as whole numbers.
std::shared_ptr<const LineShares> line_shares(const WeightInput& input);

/// Running sums of the weights of days as whole numbers; working days, else
/// days, where all are 0.
std::vector<std::int64_t> whole_shape(const std::vector<double>& weights, const TimeAxis& time);

/// A bound on a line's amount in days [from, to].
struct LineLimit {
  std::int32_t line;
  std::int32_t from;
  std::int32_t to;  ///< included
  std::int64_t low;
  std::int64_t high;
};

/// Days of a line within which its shape alone decides.
struct Segment {
  std::int32_t from;
  std::int32_t to;  ///< included
  Ideal ideal;
  std::int64_t amount;
};

/// Weights of consecutive spans by a shape; where it has none there, their
/// working days, else their days.
void span_weights(std::span<const std::int64_t> prefix, const TimeAxis& time,
                  std::span<const TimeSpan> spans, std::span<std::int64_t> weights);

/// Divides what a line has in days [from, to] among segments: limits and the
/// spans of `steps` (both nested in each other) make a tree which is filled and
/// rounded within the bounds. Throws Error{unsupported}: crossing_periods where
/// they are not nested, crossing_constraints where whole limits exclude each
/// other.
std::vector<Segment> line_segments(Ideal ideal, std::int64_t amount, std::int32_t from,
                                   std::int32_t to, std::span<const std::int64_t> prefix,
                                   const TimeAxis& time, std::span<const LineLimit> limits,
                                   std::span<const TimeSpan> steps);

/// Cumulative rounding of `amount` units over days [from, to]; `out` by day of
/// the plan gets minor units.
void spread_days(std::int64_t amount, std::int32_t from, std::int32_t to,
                 std::span<const std::int64_t> prefix, const TimeAxis& time,
                 std::int64_t unit_minor, Minor* out);

}  // namespace sandan::quota
