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
double plain_sum(const double* values, std::size_t count) noexcept {
  double sum = 0;
  for (std::size_t i = 0; i < count; ++i)
    sum += values[i];
  return sum;
}

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

  RakingOutcome run(double tolerance, std::int32_t max_iterations) {
    RakingOutcome outcome;
    outcome.deviation = std::numeric_limits<double>::infinity();
    while (outcome.iterations < max_iterations) {
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

/// A matrix that is drawn into bounds.
class Fitting {
 public:
  Fitting(std::size_t rows, std::size_t columns, std::span<double> cells,
          std::span<const double> row_totals, std::span<const SumBound> bounds)
      : columns_(columns),
        cells_(cells.data()),
        row_totals_(row_totals),
        bounds_(bounds),
        multipliers_(bounds.size(), 1.0) {
    std::vector<std::uint8_t> touched(rows, 0);
    for (const SumBound& bound : bounds) {
      for (std::int32_t i = bound.row_from; i < bound.row_to; ++i)
        touched[static_cast<std::size_t>(i)] = 1;
    }
    for (std::size_t i = 0; i < rows; ++i) {
      fits_ = scale_row(i) && fits_;
      if (touched[i] != 0) touched_.push_back(i);
      total_ += row_totals[i];
    }
  }

  RakingOutcome run(double tolerance, std::int32_t max_iterations) {
    RakingOutcome outcome;
    outcome.deviation = deviation();
    while (outcome.deviation > tolerance && outcome.iterations < max_iterations && fits_) {
      ++outcome.iterations;
      for (std::size_t k = 0; k < bounds_.size(); ++k)
        project(k);
      for (const std::size_t i : touched_)
        fits_ = scale_row(i) && fits_;
      outcome.deviation = deviation();
    }
    outcome.converged = fits_ && outcome.deviation <= tolerance;
    return outcome;
  }

 private:
  double* row(std::size_t i) const noexcept { return cells_ + i * columns_; }

  /// False where a positive total meets only zeros.
  bool scale_row(std::size_t i) {
    const double sum = plain_sum(row(i), columns_);
    if (!(sum > 0)) return !(row_totals_[i] > 0);
    const double factor = row_totals_[i] / sum;
    for (std::size_t j = 0; j < columns_; ++j)
      row(i)[j] *= factor;
    return true;
  }

  double sum_within(const SumBound& bound) const {
    const auto from = static_cast<std::size_t>(bound.column_from);
    const auto width = static_cast<std::size_t>(bound.column_to - bound.column_from);
    double sum = 0;
    for (std::int32_t i = bound.row_from; i < bound.row_to; ++i)
      sum += plain_sum(row(static_cast<std::size_t>(i)) + from, width);
    return sum;
  }

  /// Gives back what this bound moved before and takes only what it needs now:
  /// its multiplier stays 1 while it does not bind, below 1 at its high end and
  /// above 1 at its low end.
  void project(std::size_t k) {
    const SumBound& bound = bounds_[k];
    const double sum = sum_within(bound);
    if (!(sum > 0) || multipliers_[k] == 0) return;
    const double factor =
        std::min(std::max(1 / multipliers_[k], bound.low / sum), std::max(bound.high, 0.0) / sum);
    if (factor == 1) return;
    multipliers_[k] *= factor;
    for (std::int32_t i = bound.row_from; i < bound.row_to; ++i) {
      for (std::int32_t j = bound.column_from; j < bound.column_to; ++j)
        row(static_cast<std::size_t>(i))[j] *= factor;
    }
  }

  double deviation() const {
    double worst = fits_ ? 0 : std::numeric_limits<double>::infinity();
    for (std::size_t k = 0; k < bounds_.size(); ++k)
      worst = std::max(worst, deviation_of(k));
    return worst;
  }

  /// How far a sum lies outside its bound, or off the end it is held at.
  double deviation_of(std::size_t k) const {
    const SumBound& bound = bounds_[k];
    const double sum = sum_within(bound);
    double off = std::max(0.0, std::max(bound.low - sum, sum - bound.high));
    const double multiplier = multipliers_[k];
    if (multiplier < 1) off = std::max(off, std::abs(sum - bound.high) * (1 - multiplier));
    if (multiplier > 1) off = std::max(off, std::abs(sum - bound.low) * (1 - 1 / multiplier));
    if (off == 0) return 0;
    const double end = sum > bound.high || multiplier < 1 ? bound.high : bound.low;
    return off / (end > 0 ? end : (total_ > 0 ? total_ : 1));
  }

  std::size_t columns_;
  double* cells_;
  std::span<const double> row_totals_;
  std::span<const SumBound> bounds_;
  std::vector<double> multipliers_;   ///< by bound: the factor it holds its cells by
  std::vector<std::size_t> touched_;  ///< rows some bound is about
  double total_ = 0;
  bool fits_ = true;
};

}  // namespace

RakingOutcome rake(std::int64_t rows, std::int64_t columns, std::span<const double> seed,
                   std::span<const double> row_totals, std::span<const double> column_totals,
                   double tolerance, std::int32_t max_iterations, std::span<double> row_factors,
                   std::span<double> column_factors) {
  return Raking(static_cast<std::size_t>(rows), static_cast<std::size_t>(columns), seed, row_totals,
                column_totals, row_factors, column_factors)
      .run(tolerance, max_iterations);
}

RakingOutcome fit_to_bounds(std::int64_t rows, std::int64_t columns, std::span<double> cells,
                            std::span<const double> row_totals, std::span<const SumBound> bounds,
                            double tolerance, std::int32_t max_iterations) {
  return Fitting(static_cast<std::size_t>(rows), static_cast<std::size_t>(columns), cells,
                 row_totals, bounds)
      .run(tolerance, max_iterations);
}

}  // namespace sandan::quota
