#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "quota/landing.hpp"
#include "quota/pace_keys.hpp"

/// The figures of `pace`.
namespace sandan::quota {

/// What a plan's curve and actuals are measured by.
struct PaceScale {
  const TimeAxis& time;
  std::vector<std::int32_t> workdays;  ///< of the days before each offset of the plan
  std::int32_t today = 0;              ///< offset of the last day counted

  PaceScale(const TimeAxis& axis, Day as_of);
  /// Working days of the offsets [from, to]; none when `to` is before `from`.
  std::int32_t between(std::int32_t from, std::int32_t to) const noexcept;
};

/// Sums of a group up to each day: [offset] are those of the days before it.
struct PaceCurves {
  bool has_target = false;
  std::vector<Minor> target;
  std::vector<Minor> actual;
  std::vector<Minor> unplaced;
  std::int32_t first = 0;  ///< offsets that its nodes take part in
  std::int32_t last = 0;
};

struct PaceFigures {
  std::optional<Minor> target, target_to_date, gap, required, so_far;
  Minor actual = 0;
  Minor unplaced = 0;
  std::optional<double> attainment, attainment_of_period, days_ahead, landing_share;
  std::int32_t elapsed = 0;
  std::int32_t remaining = 0;
  Landing landing;
  bool lands_by_workdays = false;
};

/// How far ahead, in working days, the curve reaches `amount` after the day
/// `today`, or behind before it: the nearest such point, within a day in
/// proportion; at most the ends of the plan. `curve` are sums of the days
/// before each offset, counted from offset `from`.
double days_ahead(const PaceScale& scale, const std::vector<Minor>& curve, std::int32_t from,
                  std::int32_t today, Minor amount);

/// Figures of the days [from, to] of the plan up to the scale's day.
/// `measured_from`: first day whose actuals tell of a landing.
struct PaceQuestion {
  std::int32_t from = 0;
  std::int32_t to = 0;
  std::int32_t measured_from = 0;
  double confidence = 0.8;
  std::int64_t min_n = 8;
};
PaceFigures pace_figures(const PaceScale& scale, const PaceCurves& curves,
                         const PaceQuestion& question);

}  // namespace sandan::quota
