#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "core/statistics.hpp"

/// Estimators for times of which some are not over yet. Times are whole
/// ticks; where an ending and a censoring share a time the ending comes first.
namespace sandan {

/// The Kaplan–Meier median and its interval, in ticks; nothing where the
/// curve, or its bound, does not come down to one half.
struct MedianTime {
  std::optional<std::int64_t> at;
  std::optional<std::int64_t> low;
  std::optional<std::int64_t> high;
};

/// Median of the product-limit estimate (Kaplan and Meier, JASA 53, 1958): the
/// first time at which it is one half or less. Its bounds are those of
/// Brookmeyer and Crowley (Biometrics 38, 1982) on the log(-log) scale with
/// Greenwood's variance. Both spans are sorted.
MedianTime kaplan_meier_median(std::span<const std::int64_t> ended,
                               std::span<const std::int64_t> censored, double z);

/// Ways a time can end that exclude each other.
inline constexpr std::size_t risk_count = 3;

/// A time and how it ended: 0 … risk_count - 1, or risk_count for censored.
struct Ending {
  std::int64_t time;
  std::uint8_t cause;
};

/// The estimate from `time` on until the next step.
struct RiskStep {
  std::int64_t time = 0;
  std::int64_t at_risk = 0;  ///< just before the time
  std::array<std::int64_t, risk_count> ended{};
  double open = 1;                             ///< share not ended
  std::array<double, risk_count> incidence{};  ///< share ended by each cause, from 0 to 1
  double variance = 0;                         ///< of the incidence of cause 0
};

/// Cumulative incidences of competing risks (Aalen and Johansen, Scandinavian
/// Journal of Statistics 5, 1978), a step for each time with an ending. The
/// variance is Aalen's (Annals of Statistics 6, 1978) as in Pintilie,
/// Competing Risks (2006), formula 4.5. Sorts `endings`.
std::vector<RiskStep> aalen_johansen(std::vector<Ending>& endings);

/// Bounds of a share on the log(-log) scale; nothing where that is 0 or 1, of
/// which the scale knows none.
std::optional<Interval> log_log_interval(double share, double variance, double z);

}  // namespace sandan
