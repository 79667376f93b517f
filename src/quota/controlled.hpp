#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "quota/rounding.hpp"

/// Rounding of a matrix so that rows, columns and cells all stay next to their
/// ideals.
namespace sandan::quota {

/// A matrix by rows: ideals of its cells, bounds of the whole cells (empty:
/// floor and ceiling of the ideals), and whole totals of rows and columns. The
/// totals of rows and of columns have the same sum.
struct RoundingProblem {
  std::int64_t rows = 0;
  std::int64_t columns = 0;
  std::span<const Ideal> ideals;       ///< rows * columns
  std::span<const std::int64_t> low;   ///< by cell, or empty
  std::span<const std::int64_t> high;  ///< by cell, or empty
  /// Total of each row, or the highest one where `row_low` is given.
  std::span<const std::int64_t> row_totals;
  /// Lowest and highest total of each column; equal where it is fixed.
  std::span<const std::int64_t> column_low;
  std::span<const std::int64_t> column_high;
  /// Lowest total of each row; empty: rows are fixed.
  std::span<const std::int64_t> row_low;
  std::int64_t total = 0;  ///< of all cells; read where `row_low` is given
};

enum class RoundingMethod : std::uint8_t {
  optimal,   ///< least sum of |rounded - ideal| over the cells
  feasible,  ///< error diffusion down the rows, then repair
};

/// The optimal method takes at most this many rows or columns, whichever are
/// fewer; beyond it the feasible one is used and told.
inline constexpr std::int64_t most_optimal_columns = 2'048;

struct RoundingOutcome {
  bool within = false;  ///< all totals of columns lie in their bounds
  bool is_optimal = false;
  std::int64_t missed = 0;  ///< units by which columns leave their bounds, summed
  std::int64_t moves = 0;   ///< units moved between columns after the rows were rounded
};

/// Rounds each row to its total by its own largest remainder, which is optimal
/// for rows alone, then moves single units between columns along shortest paths
/// in a graph with a node per column. Row totals always hold; where the bounds
/// of columns cannot be met with them, the least total violation is left and
/// told. A matrix with fewer rows than columns is worked the other way round.
/// Deterministic: integers only, ties to the lower column and row of each step.
/// Throws Error{infeasible} (detail row_out_of_reach, row) where the bounds of
/// a row's cells do not admit its total.
RoundingOutcome round_matrix(const RoundingProblem& problem, RoundingMethod method,
                             std::span<std::int64_t> out);

/// Sum of |rounded - ideal| over the cells.
double deviation(std::span<const Ideal> ideals, std::span<const std::int64_t> rounded);

}  // namespace sandan::quota
