#include "core/survival.hpp"

#include <algorithm>
#include <boost/sort/spreadsort/integer_sort.hpp>
#include <cmath>

namespace sandan {
namespace {

/// Slack of comparing a product of shares with one half.
constexpr double rounding = 1e-12;

/// The product-limit estimate, walked from ending to ending. Between two
/// censorings the product is one quotient, so that without any the estimate is
/// exact.
class ProductLimit {
 public:
  explicit ProductLimit(std::int64_t at_risk) : at_risk_(at_risk), block_start_(at_risk) {}

  void censor(std::int64_t n) {
    if (n == 0) return;
    before_block_ = open();
    at_risk_ -= n;
    block_start_ = at_risk_;
  }
  void end(std::int64_t n) {
    const auto risk = static_cast<double>(at_risk_);
    at_risk_ -= n;
    if (at_risk_ > 0) greenwood_ += static_cast<double>(n) / (risk * static_cast<double>(at_risk_));
  }

  std::int64_t at_risk() const noexcept { return at_risk_; }
  /// Greenwood's sum: the variance of the logarithm of the estimate.
  double greenwood() const noexcept { return greenwood_; }
  double open() const noexcept {
    if (block_start_ == 0) return before_block_;
    return before_block_ * static_cast<double>(at_risk_) / static_cast<double>(block_start_);
  }

 private:
  std::int64_t at_risk_;
  std::int64_t block_start_;
  double before_block_ = 1;
  double greenwood_ = 0;
};

/// True when the lower bound surely lies above one half. The bound is S to the
/// power exp(e / -log S), e = z times the deviation of log S; with 1 - S <= -log
/// S <= x = (1 - S) / S and exp(y) <= 1 / (1 - y) it needs no logarithm.
bool is_far_above_half(double open, double e) {
  const double x = (1 - open) / open;
  return 1 - open > e && x * x < 0.69 * (x - e);
}

/// Takes note of the first time the curve and its bounds are one half or less.
void note_half(MedianTime& median, std::int64_t time, const ProductLimit& curve, double z) {
  const double open = curve.open();
  const double deviation = z * std::sqrt(curve.greenwood());
  if (is_far_above_half(open, deviation)) return;
  const bool empty = curve.at_risk() == 0 && open <= 0;
  const double logarithm = std::log(open);
  const double width = empty ? 0 : deviation / -logarithm;
  const double place = empty ? 0 : std::log(-logarithm);
  const double half = std::log(std::log(2.0));
  if (!median.low && (empty || place + width >= half - rounding)) median.low = time;
  if (!median.at && open <= 0.5 + rounding) median.at = time;
  if (!median.high && !empty && place - width >= half - rounding) median.high = time;
}

}  // namespace

MedianTime kaplan_meier_median(std::span<const std::int64_t> ended,
                               std::span<const std::int64_t> censored, double z) {
  MedianTime median;
  ProductLimit curve(static_cast<std::int64_t>(ended.size() + censored.size()));
  std::size_t c = 0;
  for (std::size_t e = 0; e < ended.size() && !median.high;) {
    const std::int64_t time = ended[e];
    const std::size_t first_censored = c;
    while (c < censored.size() && censored[c] < time)
      ++c;
    curve.censor(static_cast<std::int64_t>(c - first_censored));
    const std::size_t first_ended = e;
    while (e < ended.size() && ended[e] == time)
      ++e;
    curve.end(static_cast<std::int64_t>(e - first_ended));
    note_half(median, time, curve, z);
  }
  return median;
}

namespace {

void sort_by_time(std::vector<Ending>& endings) {
  struct Time {
    std::int64_t operator()(const Ending& ending, unsigned offset) const {
      return ending.time >> offset;
    }
  };
  boost::sort::spreadsort::integer_sort(
      endings.begin(), endings.end(), Time{},
      [](const Ending& a, const Ending& b) { return a.time < b.time; });
}

/// Running sums of Aalen's variance of the incidence F of cause 0: with them
/// the sum over j of (F(t) - F(j))² a(j) + b(j) - 2 (F(t) - F(j)) c(j) needs no
/// second pass.
class IncidenceVariance {
 public:
  /// `incidence` and `open` are those just before the time, `after` is the
  /// incidence from it on.
  void add(std::int64_t at_risk, std::int64_t ended, std::int64_t of_cause, double open,
           double after) {
    const auto n = static_cast<double>(at_risk);
    const auto d = static_cast<double>(ended);
    const auto k = static_cast<double>(of_cause);
    const double a = n > 1 && n > d ? d / ((n - 1) * (n - d)) : 0;
    const double b = n > 1 ? (n - k) * k * open * open / ((n - 1) * n * n) : 0;
    const double c = n > 1 && n > d ? k * (n - k) * open / (n * (n - d) * (n - 1)) : 0;
    a_ += a;
    a_first_ += a * after;
    a_second_ += a * after * after;
    b_ += b;
    c_ += c;
    c_first_ += c * after;
  }
  double at(double incidence) const {
    const double squares = incidence * incidence * a_ - 2 * incidence * a_first_ + a_second_;
    const double crossed = incidence * c_ - c_first_;
    return std::max(0.0, squares + b_ - 2 * crossed);
  }

 private:
  double a_ = 0;
  double a_first_ = 0;
  double a_second_ = 0;
  double b_ = 0;
  double c_ = 0;
  double c_first_ = 0;
};

/// Shares ended by each cause. The share of a cause without rivals is what is
/// not open, without the rounding of a sum.
class Incidences {
 public:
  using Shares = std::array<double, risk_count>;

  void add(const RiskStep& step, double open_before, double open_after) {
    for (std::size_t cause = 0; cause < risk_count; ++cause) {
      seen_[cause] = seen_[cause] || step.ended[cause] > 0;
      const double more =
          open_before * static_cast<double>(step.ended[cause]) / static_cast<double>(step.at_risk);
      shares_[cause] = std::min(1.0, shares_[cause] + more);
    }
    const auto alone = std::find(seen_.begin(), seen_.end(), true);
    if (std::count(seen_.begin(), seen_.end(), true) == 1) {
      shares_[static_cast<std::size_t>(alone - seen_.begin())] = 1 - open_after;
    }
  }
  const Shares& shares() const noexcept { return shares_; }

 private:
  Shares shares_{};
  std::array<bool, risk_count> seen_{};
};

}  // namespace

std::vector<RiskStep> aalen_johansen(std::vector<Ending>& endings) {
  sort_by_time(endings);
  std::vector<RiskStep> steps;
  auto at_risk = static_cast<std::int64_t>(endings.size());
  ProductLimit curve(at_risk);
  Incidences incidences;
  IncidenceVariance variance;
  for (std::size_t i = 0; i < endings.size();) {
    RiskStep step;
    step.time = endings[i].time;
    step.at_risk = at_risk;
    std::int64_t censored = 0;
    for (; i < endings.size() && endings[i].time == step.time; ++i) {
      if (endings[i].cause < risk_count) {
        ++step.ended[endings[i].cause];
      } else {
        ++censored;
      }
    }
    std::int64_t ended = 0;
    for (const std::int64_t n : step.ended)
      ended += n;
    if (ended > 0) {
      const double before = curve.open();
      curve.end(ended);
      incidences.add(step, before, curve.open());
      step.open = curve.open();
      step.incidence = incidences.shares();
      variance.add(at_risk, ended, step.ended[0], before, step.incidence[0]);
      step.variance = variance.at(step.incidence[0]);
      steps.push_back(step);
    }
    curve.censor(censored);
    at_risk -= ended + censored;
  }
  return steps;
}

std::optional<Interval> log_log_interval(double share, double variance, double z) {
  if (share <= 0 || share >= 1) return std::nullopt;
  const double logarithm = std::log(share);
  const double factor = std::exp(z * std::sqrt(variance) / (share * -logarithm));
  return Interval{std::exp(logarithm * factor), std::exp(logarithm / factor)};
}

}  // namespace sandan
