#pragma once

#include <cstdint>
#include <functional>
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
/// together. The deviation is that of columns while rows are right. `report` is
/// called now and then with the share of the iterations that is over.
RakingOutcome rake(std::int64_t rows, std::int64_t columns, std::span<const double> seed,
                   std::span<const double> row_totals, std::span<const double> column_totals,
                   double tolerance, std::int32_t max_iterations, std::span<double> row_factors,
                   std::span<double> column_factors,
                   const std::function<void(double)>& report = {});

}  // namespace sandan::quota
