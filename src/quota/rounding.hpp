#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "quota/split_tree.hpp"

/// Whole amounts from shares: every sum exact. Amounts here are in the plan's
/// rounding unit, not in minor units.
namespace sandan::quota {

/// Largest total in units: 2^53, so that a quotient in floating point is off
/// by one at most and can be mended exactly.
inline constexpr std::int64_t most_units = std::int64_t{1} << 53;

/// Weights as whole numbers whose sum stays below 2^46, so that shares are
/// exact ratios. Positive weights stay positive. Whole numbers stay exact but for
/// their common divisor, small proportions are found at any scale (0.1 and 0.3
/// are 1 and 3), others are off by at most one in a sum of 2^44 or more.
struct WholeWeights {
  std::vector<std::int64_t> weights;
  std::int64_t sum = 0;
};

/// Refuses with Error{data} (detail negative_weight, not_a_number,
/// infinite_weight, all_weights_zero; row = index) what cannot be a share.
WholeWeights whole_weights(std::span<const double> weights);

/// An exact amount in fixed point: whole + fraction / 2^32.
struct Ideal {
  std::int64_t whole = 0;
  std::uint32_t fraction = 0;

  bool is_whole() const noexcept { return fraction == 0; }
  std::int64_t floor() const noexcept { return whole; }
  std::int64_t ceil() const noexcept { return whole + (fraction != 0 ? 1 : 0); }
  friend bool operator==(const Ideal&, const Ideal&) = default;
};

Ideal operator+(Ideal a, Ideal b) noexcept;
Ideal operator-(Ideal a, Ideal b) noexcept;
bool operator<(Ideal a, Ideal b) noexcept;
double to_double(Ideal ideal) noexcept;

/// A sum of ideals, or one alone, that is whole up to what their last places
/// can be off counts as whole: three thirds of 10 are 10, whichever way the
/// last place of each was rounded. Taken to be off by 2^-29 for each of
/// `addends`, a share of a share some levels deep being off by a few 2^-32.
Ideal settled(Ideal ideal, std::int64_t addends) noexcept;

// The functions below throw Error{invalid_argument} (negative_total,
// negative_weight, all_weights_zero) and Error{overflow} (total_too_large beyond
// `most_units`, weights_too_large from a sum of 2^46 on).

/// Divides `total` by weights in fixed point so that the parts add up to it
/// exactly: largest remainder of the last place, ties to the lower index.
/// `weights.sum` > 0.
void split_ideal(Ideal total, std::span<const std::int64_t> weights, std::span<Ideal> out);

/// Divides a whole total by the method of the largest remainder (Hamilton):
/// each part is its share rounded down, the units left go to the largest
/// remainders, ties to the lower index.
void split_largest_remainder(std::int64_t total, std::span<const std::int64_t> weights,
                             std::span<std::int64_t> out);

/// Where rounding up begins: an amount is rounded up from one minus its phase on,
/// so that a phase of one half rounds half up.
inline constexpr std::uint32_t phases = 1u << 16;
inline constexpr std::uint32_t half_phase = phases / 2;

/// Phase of the n-th of many rows: 1/2, 1/4, 3/4, 1/8, 5/8 … (J. G. van der Corput,
/// 1935), spread evenly over any run of rows, so that rows of one shape do not
/// all round up at once. Never 0.
std::uint32_t phase_of(std::size_t n) noexcept;

/// Divides a whole total over an ordered row (days) by cumulative rounding: the
/// amount up to each place is its ideal rounded by `phase`, so that any run of
/// places (a week, a month) is within one unit of its own ideal. `prefix` are
/// the running sums of the weights, the last one their sum, > 0.
void split_cumulative(std::int64_t total, std::span<const std::int64_t> prefix,
                      std::span<std::int64_t> out, std::uint32_t phase = half_phase);

/// Rounds a tree of ideals, additive by construction, to whole units: each
/// node gets the floor or the ceiling of its ideal and each total is the sum
/// of its parts; among siblings the largest fractions are rounded up, ties to
/// the first. `floors` and `caps` (by node, whole, may be empty) are kept; they
/// must admit a solution with `out[0]` = total, which the ideals respect; else
/// Error{infeasible} (bounds_exclude_rounding, where = "/nodes/<node>").
/// `Node` has `end` in preorder, as SplitNode and AxisNode.
template <class Node>
void round_tree(const std::vector<Node>& nodes, std::span<const Ideal> ideals, std::int64_t total,
                std::span<const std::int64_t> floors, std::span<const std::int64_t> caps,
                std::span<std::int64_t> out);

}  // namespace sandan::quota
