#pragma once

#include <cstdint>
#include <span>
#include <vector>

/// Scaling a matrix to given totals.
namespace sandan::quota {

struct RakingOutcome {
  std::int32_t iterations = 0;
  double deviation = 0;  ///< greatest relative deviation of a total left
  bool converged = false;
};

/// Iterative proportional fitting (Deming and Stephan, 1940) with a factor per
/// row and column instead of a matrix rewritten: cell = row factor × seed ×
/// column factor. `seed` is row by row, non-negative; totals non-negative with
/// equal sums. A row or column of total 0 becomes 0. Throws Error{infeasible}
/// (detail zero_row or zero_column, row/column = index) where a positive total
/// meets only zeros; converged is false where the zeros forbid the totals
/// together. The deviation is that of columns while rows are right.
RakingOutcome rake(std::int64_t rows, std::int64_t columns, std::span<const double> seed,
                   std::span<const double> row_totals, std::span<const double> column_totals,
                   double tolerance, std::int32_t max_iterations, std::span<double> row_factors,
                   std::span<double> column_factors);

/// A bound on a box of cells, in the units of the seed's totals.
struct SumBound {
  std::int32_t row_from;
  std::int32_t row_to;
  std::int32_t column_from;
  std::int32_t column_to;
  double low;   ///< -infinity: none
  double high;  ///< infinity: none
};

/// The matrix nearest to `cells` (least relative entropy) that keeps row totals
/// and all bounds: cyclic projections with a multiplier per bound (L. M.
/// Bregman, 1967). Multipliers have the sign of the end that binds, and are
/// given back where it binds no more, so that the result does not depend on
/// the order of bounds. `cells` is changed in place; only rows that some bound
/// is about are read again. converged is false when `max_iterations` sweeps do
/// not bring every bound within `tolerance` of it, relatively, or a row has a
/// total but no positive cell.
RakingOutcome fit_to_bounds(std::int64_t rows, std::int64_t columns, std::span<double> cells,
                            std::span<const double> row_totals, std::span<const SumBound> bounds,
                            double tolerance, std::int32_t max_iterations);

}  // namespace sandan::quota
