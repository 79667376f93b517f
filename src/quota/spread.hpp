#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "quota/rounding.hpp"
#include "sandan/core/run.hpp"

/// Many lines over the days of a plan in one pass.
namespace sandan::quota {

/// Lines with their totals and shapes. Lines of one shape share its running
/// sums.
struct SpreadLines {
  std::int64_t days = 0;
  std::span<const std::int64_t> totals;    ///< by line, in units
  std::span<const std::int64_t> prefixes;  ///< [shape * days + day]: running sums of whole weights
  std::span<const std::int32_t> shapes;    ///< by line; empty: each line has its own
  std::int64_t unit_minor = 1;             ///< minor units of a unit, > 0
};

/// Running sums of whole weights; a shape of `SpreadLines`.
std::vector<std::int64_t> running_sums(std::span<const std::int64_t> weights);

/// Divides each line's total over the days as `split_cumulative` does, the n-th
/// line by phase_of(n), and
/// writes minor units: out[line * days + day]. The sums by line are exact, and
/// any run of a line's days is within one unit of its ideal. Deterministic for
/// any number of threads. Throws what `split_cumulative` throws, with the line
/// as row, or the shape where that is at fault; Error{overflow} (sum_too_large)
/// when a line's minor units do not fit 64 bits; Error{invalid_argument}
/// (spread_sizes) when the sizes do not agree.
void spread_lines(const SpreadLines& lines, std::span<std::int64_t> out, const Run& run);

}  // namespace sandan::quota
