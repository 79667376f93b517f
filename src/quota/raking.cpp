#include "quota/raking.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <string>

#include "quota/raking_kernels.hpp"
#include "sandan/core/status.hpp"

namespace sandan::quota {
namespace {

constexpr double least_factor = 1e-250;
constexpr std::size_t cells_per_report = std::size_t{1} << 20;

/// Relative deviation of what is from what should be, which is positive.
double relative_deviation(double is, double wanted) noexcept {
  return std::abs(is - wanted) / wanted;
}

/// One matrix that is scaled.
class Raking {
 public:
  Raking(std::size_t rows, std::size_t columns, std::span<const double> seed,
         std::span<const double> row_totals, std::span<const double> column_totals,
         std::span<double> row_factors, std::span<double> column_factors)
      : rows_(rows),
        columns_(columns),
        seed_(seed.data()),
        row_totals_(row_totals),
        column_totals_(column_totals),
        row_factors_(row_factors),
        column_factors_(column_factors),
        sums_(columns) {
    for (std::size_t j = 0; j < columns; ++j)
      column_factors[j] = column_totals[j] > 0 ? 1 : 0;
  }

  RakingOutcome run(double tolerance, std::int32_t max_iterations,
                    const std::function<void(double)>& report) {
    const auto step = static_cast<std::int32_t>(
        std::max<std::size_t>(1, cells_per_report / std::max<std::size_t>(1, rows_ * columns_)));
    RakingOutcome outcome;
    outcome.deviation = std::numeric_limits<double>::infinity();
    while (outcome.iterations < max_iterations) {
      if (report && outcome.iterations % step == 0)
        report(static_cast<double>(outcome.iterations) / max_iterations);
      ++outcome.iterations;
      scale_rows();
      // Rows are right now; the sums of columns tell what is left to do.
      outcome.deviation = deviation_of_columns();
      outcome.converged = outcome.deviation <= tolerance;
      if (outcome.converged || outcome.iterations == max_iterations) break;
      if (!scale_columns()) break;
    }
    return outcome;
  }

 private:
  /// Row factors from column factors, and the sums of the columns scaled by
  /// the row factors, in one reading of the seed: a few rows at a time, which
  /// stay in the nearest cache between their two uses.
  void scale_rows() {
    std::fill(sums_.begin(), sums_.end(), 0.0);
    std::size_t i = 0;
    for (; i + kernels::block_rows <= rows_; i += kernels::block_rows) {
      const double* block = seed_ + i * columns_;
      const bool is_last = i + 2 * kernels::block_rows > rows_;
      scale_block(i, block, kernels::block_rows, is_last ? 0 : kernels::block_rows * columns_);
    }
    if (i == rows_) return;
    // The rows left, made a whole block by rows of zeros.
    last_rows_.assign(kernels::block_rows * columns_, 0.0);
    std::copy(seed_ + i * columns_, seed_ + rows_ * columns_, last_rows_.begin());
    scale_block(i, last_rows_.data(), rows_ - i, 0);
  }

  void scale_block(std::size_t first, const double* block, std::size_t count, std::size_t ahead) {
    std::array<double, kernels::block_rows> sums{};
    std::array<double, kernels::block_rows> factors{};
    kernels_.weigh_rows(block, columns_, column_factors_.data(), sums.data(), ahead);
    for (std::size_t k = 0; k < count; ++k) {
      factors[k] = factor_of(first + k, sums[k]);
      row_factors_[first + k] = factors[k];
    }
    kernels_.add_rows(block, columns_, factors.data(), sums_.data(), ahead);
  }

  /// False when a factor leaves what doubles can well tell: zeros that forbid
  /// the totals make factors grow without end.
  bool scale_columns() {
    for (std::size_t j = 0; j < columns_; ++j) {
      const double factor = column_totals_[j] / sums_[j];
      if (column_totals_[j] > 0 && !(factor > least_factor && factor < 1 / least_factor))
        return false;
    }
    for (std::size_t j = 0; j < columns_; ++j) {
      if (column_totals_[j] > 0) column_factors_[j] = column_totals_[j] / sums_[j];
    }
    return true;
  }

  double factor_of(std::size_t i, double sum) const {
    if (!(row_totals_[i] > 0)) return 0;
    if (!(sum > 0)) {
      throw Error(Status::infeasible, "zero_row",
                  "row " + std::to_string(i) +
                      " has a total but no positive cell that may be "
                      "scaled to it")
          .in_row(static_cast<std::int64_t>(i));
    }
    return row_totals_[i] / sum;
  }

  double deviation_of_columns() const {
    double worst = 0;
    for (std::size_t j = 0; j < columns_; ++j) {
      if (!(column_totals_[j] > 0)) continue;
      if (!(sums_[j] > 0)) {
        throw Error(Status::infeasible, "zero_column",
                    "column " + std::to_string(j) +
                        " has a total but no positive cell that may "
                        "be scaled to it")
            .in_column(static_cast<std::int64_t>(j));
      }
      worst = std::max(worst, relative_deviation(sums_[j] * column_factors_[j], column_totals_[j]));
    }
    return worst;
  }

  std::size_t rows_;
  std::size_t columns_;
  const double* seed_;
  std::span<const double> row_totals_;
  std::span<const double> column_totals_;
  std::span<double> row_factors_;
  std::span<double> column_factors_;
  const kernels::Set& kernels_ = kernels::available().back();
  std::vector<double> sums_;  ///< of columns, by row factors alone
  std::vector<double> last_rows_;
};

}  // namespace

RakingOutcome rake(std::int64_t rows, std::int64_t columns, std::span<const double> seed,
                   std::span<const double> row_totals, std::span<const double> column_totals,
                   double tolerance, std::int32_t max_iterations, std::span<double> row_factors,
                   std::span<double> column_factors, const std::function<void(double)>& report) {
  return Raking(static_cast<std::size_t>(rows), static_cast<std::size_t>(columns), seed, row_totals,
                column_totals, row_factors, column_factors)
      .run(tolerance, max_iterations, report);
}

}  // namespace sandan::quota
