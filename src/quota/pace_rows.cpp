#include "quota/pace_rows.hpp"

#include <algorithm>

#include "core/ratio.hpp"

namespace sandan::quota {
namespace {

MinorSum difference(Minor a, Minor b) {
  MinorSum sum;
  sum.add(a);
  sum.add(b == INT64_MIN ? INT64_MAX : -b);
  if (b == INT64_MIN) sum.add(1);
  return sum;
}

/// Sum of the days [from, to] of a curve.
MinorSum between(const std::vector<Minor>& curve, std::int32_t from, std::int32_t to) {
  return difference(curve[static_cast<std::size_t>(to) + 1], curve[static_cast<std::size_t>(from)]);
}

std::optional<double> share(Minor part, Minor whole) {
  if (whole == 0) return std::nullopt;
  return ratio(Wide(part), Wide(whole));
}

/// Rounded up, so that keeping it is enough; nothing more is needed beyond the
/// target.
Minor per_day(const MinorSum& rest, std::int32_t days) {
  const Minor amount = rest.total();
  if (amount <= 0) return 0;
  return amount / days + (amount % days != 0 ? 1 : 0);
}

/// Weeks, or parts of them, from the first measured day up to today.
std::vector<WeekOfPace> weeks_of(const PaceScale& scale, const PaceCurves& curves,
                                 const PaceQuestion& question, bool by_workdays) {
  std::vector<WeekOfPace> weeks;
  for (const TimeSpan& span : scale.time.of(QuotaPeriod::week)) {
    const std::int32_t from = std::max({span.from, question.measured_from});
    const std::int32_t to = std::min(span.to, scale.today);
    if (from > to) continue;
    WeekOfPace week;
    week.actual = between(curves.actual, from, to);
    if (by_workdays) {
      week.measure.add(scale.between(std::max(from, curves.first), std::min(to, curves.last)));
    } else {
      week.measure = between(curves.target, from, to);
    }
    weeks.push_back(week);
  }
  return weeks;
}

void set_landing(const PaceScale& scale, const PaceCurves& curves, const PaceQuestion& question,
                 PaceFigures& figures) {
  figures.lands_by_workdays = !curves.has_target || curves.target.back() == 0;
  LandingInput input;
  input.brought = figures.actual;
  input.confidence = question.confidence;
  input.min_n = question.min_n;
  if (scale.today < question.to) {
    if (figures.lands_by_workdays) {
      input.rest.add(figures.remaining);
    } else {
      input.rest = between(curves.target, scale.today + 1, question.to);
    }
  }
  const auto weeks = weeks_of(scale, curves, question, figures.lands_by_workdays);
  input.weeks = weeks;
  figures.landing = landing(input);
  if (figures.landing.expected && figures.target) {
    figures.landing_share = share(*figures.landing.expected, *figures.target);
  }
}

}  // namespace

PaceScale::PaceScale(const TimeAxis& axis, Day as_of)
    : time(axis), today(std::min(as_of, axis.last()) - axis.first) {
  workdays.reserve(static_cast<std::size_t>(axis.days) + 1);
  workdays.push_back(0);
  for (const std::uint8_t day : axis.is_workday)
    workdays.push_back(workdays.back() + day);
}

std::int32_t PaceScale::between(std::int32_t from, std::int32_t to) const noexcept {
  if (to < from) return 0;
  return workdays[static_cast<std::size_t>(to) + 1] - workdays[static_cast<std::size_t>(from)];
}

double days_ahead(const PaceScale& scale, const std::vector<Minor>& curve, std::int32_t from,
                  std::int32_t today, Minor amount) {
  // The curve at the end of a day less the amount: its sign alone decides.
  const auto off = [&](std::int32_t day) {  // of the days up to and with `day`
    MinorSum sum =
        difference(curve[static_cast<std::size_t>(day) + 1], curve[static_cast<std::size_t>(from)]);
    sum.add(difference(0, amount));
    return sum;
  };
  const auto sign = [](const MinorSum& sum) {
    if (sum.high() < 0) return -1;
    return sum.high() == 0 && sum.low() == 0 ? 0 : 1;
  };
  /// Part of a day at which its run from `before` to `after` passes zero.
  const auto part = [](const MinorSum& before, const MinorSum& after) {
    const double start = ratio(Wide(before), Wide(1));
    const double end = ratio(Wide(after), Wide(1));
    return start / (start - end);
  };
  const auto at = [&](std::int32_t day) {  // working days before it
    return scale.workdays[static_cast<std::size_t>(day)];
  };
  const auto work = [&](std::int32_t day) {
    return scale.time.is_workday[static_cast<std::size_t>(day)] != 0 ? 1.0 : 0.0;
  };
  const std::int32_t now = at(today + 1);
  const int side = sign(off(today));
  if (side == 0) return 0;
  if (side < 0) {  // more was brought than asked for
    for (std::int32_t day = today + 1; day < scale.time.days; ++day) {
      const MinorSum after = off(day);
      if (sign(after) < 0) continue;
      return at(day) - now + work(day) * part(off(day - 1), after);
    }
    return at(scale.time.days) - now;
  }
  for (std::int32_t day = today; day >= from; --day) {
    const MinorSum before = off(day - 1);
    if (sign(before) > 0) continue;
    return at(day) - now + work(day) * part(before, off(day));
  }
  return at(from) - now;
}

PaceFigures pace_figures(const PaceScale& scale, const PaceCurves& curves,
                         const PaceQuestion& question) {
  const std::int32_t today = std::min(scale.today, question.to);
  PaceFigures figures;
  figures.actual = between(curves.actual, question.from, today).total();
  figures.unplaced = between(curves.unplaced, question.from, today).total();
  figures.elapsed =
      scale.between(std::max(question.from, curves.first), std::min(today, curves.last));
  figures.remaining =
      scale.between(std::max(today + 1, curves.first), std::min(question.to, curves.last));
  if (figures.elapsed > 0) {
    figures.so_far = rounded_ratio({Wide(figures.actual)}, {Wide(figures.elapsed)});
  }
  if (curves.has_target) {
    figures.target = between(curves.target, question.from, question.to).total();
    figures.target_to_date = between(curves.target, question.from, today).total();
    figures.gap = difference(figures.actual, *figures.target_to_date).total();
    figures.attainment = share(figures.actual, *figures.target_to_date);
    figures.attainment_of_period = share(figures.actual, *figures.target);
    if (*figures.target != 0) {
      const std::int32_t counted = std::max(question.from, std::min(today, curves.last));
      figures.days_ahead = days_ahead(scale, curves.target, question.from, counted, figures.actual);
    }
    if (figures.remaining > 0) {
      figures.required = per_day(difference(*figures.target, figures.actual), figures.remaining);
    }
  }
  set_landing(scale, curves, question, figures);
  return figures;
}

}  // namespace sandan::quota
