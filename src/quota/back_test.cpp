#include "quota/back_test.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace sandan::quota {
namespace {

using Shares = std::vector<double>;

constexpr int blend_steps = 10;

double sum_of(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0);
}

void make_shares(Shares& shares) {
  for (double& share : shares)
    share = std::max(share, 0.0);
  const double sum = sum_of(shares);
  for (double& share : shares)
    share = sum > 0 ? share / sum : 1 / static_cast<double>(shares.size());
}

/// The shape of another year by the numbers of this one's periods; a period
/// it has not, such as a 53rd week, is like the one before.
Shares shape_of(const PastYear& other, const PastYear& year) {
  Shares shares;
  std::size_t at = 0;
  for (const int number : year.numbers) {
    while (at + 1 < other.numbers.size() && other.numbers[at + 1] <= number)
      ++at;
    shares.push_back(other.amounts[at]);
  }
  make_shares(shares);
  return shares;
}

Shares mixed(const Shares& last_year, double share_of_last) {
  Shares shares = last_year;
  const double equal = 1 / static_cast<double>(shares.size());
  for (double& share : shares)
    share = share_of_last * share + (1 - share_of_last) * equal;
  return shares;
}

double absolute_error(const Shares& shares, const PastYear& year) {
  const double total = sum_of(year.amounts);
  double error = 0;
  for (std::size_t i = 0; i < shares.size(); ++i)
    error += std::abs(total * shares[i] - year.amounts[i]);
  return error;
}

double total_bias(const Shares& shares, const PastYear& year) {
  const double total = sum_of(year.amounts);
  double ahead = 0;
  double sum = 0;
  for (std::size_t i = 0; i < shares.size(); ++i) {
    ahead += total * shares[i] - year.amounts[i];
    sum += ahead;
  }
  return sum / static_cast<double>(shares.size());
}

class Tester {
 public:
  explicit Tester(const std::vector<PastYear>& years) : years_(years) {}

  /// Places of the years that follow another one.
  std::vector<std::size_t> testable() const {
    std::vector<std::size_t> places;
    for (std::size_t i = 1; i < years_.size(); ++i) {
      if (years_[i].year == years_[i - 1].year + 1) places.push_back(i);
    }
    return places;
  }

  Shares shares_of(ShapeCandidate candidate, std::size_t at) const {
    const PastYear& year = years_[at];
    switch (candidate) {
      case ShapeCandidate::workdays: {
        Shares shares = year.workdays;
        make_shares(shares);
        return shares;
      }
      case ShapeCandidate::last_year:
        return shape_of(years_[at - 1], year);
      case ShapeCandidate::mean:
        return mean_before(at);
      case ShapeCandidate::blend:
        return mixed(shape_of(years_[at - 1], year), best_mix(at));
      case ShapeCandidate::equal:
        break;
    }
    return Shares(year.amounts.size(), 1 / static_cast<double>(year.amounts.size()));
  }

  /// Share of last year's shape in the mix that fitted the years before `end`
  /// best.
  double best_mix(std::size_t end) const {
    double best = 0.5;
    double least = 0;
    bool is_known = false;
    for (int step = 0; step <= blend_steps; ++step) {
      const double share = static_cast<double>(step) / blend_steps;
      double error = 0;
      double size = 0;
      for (const std::size_t at : testable()) {
        if (at >= end) continue;
        error += absolute_error(mixed(shape_of(years_[at - 1], years_[at]), share), years_[at]);
        size += sum_of(years_[at].amounts);
      }
      if (size == 0) break;
      error /= size;
      if (!is_known || error < least - 1e-9) {
        least = error;
        best = share;
      }
      is_known = true;
    }
    return best;
  }

 private:
  Shares mean_before(std::size_t at) const {
    Shares mean(years_[at].amounts.size(), 0);
    for (std::size_t i = 0; i < at; ++i) {
      const Shares shares = shape_of(years_[i], years_[at]);
      for (std::size_t part = 0; part < mean.size(); ++part)
        mean[part] += shares[part];
    }
    make_shares(mean);
    return mean;
  }

  const std::vector<PastYear>& years_;
};

}  // namespace

BackTest back_test(const std::vector<PastYear>& years, std::int32_t test_years) {
  BackTest test;
  const Tester tester(years);
  std::vector<std::size_t> held_out = tester.testable();
  const auto wanted = static_cast<std::size_t>(test_years);
  if (held_out.size() > wanted) {
    held_out.erase(held_out.begin(), held_out.end() - static_cast<std::ptrdiff_t>(wanted));
  }
  if (held_out.empty()) return test;
  double size = 0;
  double total = 0;
  for (const std::size_t at : held_out) {
    test.periods += static_cast<std::int64_t>(years[at].amounts.size());
    ++test.held_out;
    total += sum_of(years[at].amounts);
    for (const double amount : years[at].amounts)
      size += std::abs(amount);
    for (std::size_t i = 0; i < test.fits.size(); ++i) {
      const Shares shares = tester.shares_of(static_cast<ShapeCandidate>(i), at);
      test.fits[i].error += absolute_error(shares, years[at]);
      test.fits[i].bias += total_bias(shares, years[at]);
    }
  }
  for (CandidateFit& fit : test.fits) {
    fit.error /= size;
    fit.bias /= total;
  }
  test.last_year_share = tester.best_mix(years.size());
  return test;
}

}  // namespace sandan::quota
