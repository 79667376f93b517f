#pragma once

#include <span>
#include <vector>

namespace sandan::quota {

/// How one member spreads over the parts of a whole.
struct ShapeSample {
  std::span<const double> amounts;  ///< by part, none below 0
  double n = 0;                     ///< observations the amounts are worth
};

/// How many observations the members' common shape is worth (empirical Bayes
/// of a Dirichlet prior by moments): J. C. Kleinman's estimate for shares (JASA
/// 68, 1973, weights n), its sums taken over the parts. With shares s of member
/// g and the common shape p,
///   E[sum n (s - p)^2] = sum p (1 - p) × ((1 - r) c + r m),
/// where r is the correlation of two observations of one member, c the number
/// of members less one and m = N - sum n^2 / N, N all observations; both without
/// the correction, c = members and m = N, when the shape was not estimated from
/// them. The prior is worth 1 / r - 1, kept from 1 / N to N.
double prior_weight(std::span<const ShapeSample> members, std::span<const double> shape,
                    bool is_estimated);

/// Observations that amounts are worth: (sum a)^2 / sum a^2 (L. Kish's
/// effective sample size, Survey Sampling, 1965). 0 for no amounts.
double effective_number(double sum, double sum_of_squares) noexcept;

/// Moves amounts towards a shape that is worth `prior` where they are worth
/// `own`: both become shares, weighted so. Amounts that are all 0 become the
/// shape.
void shrink_towards(std::span<const double> shape, double own, double prior,
                    std::span<double> amounts);

}  // namespace sandan::quota
