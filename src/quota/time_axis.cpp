#include "quota/time_axis.hpp"

#include <algorithm>

#include "calendar/fiscal.hpp"

namespace sandan::quota {
namespace {

using Unit = PeriodsRequest::Unit;

std::vector<TimeSpan> spans_of(const calendar::Fiscal& fiscal, Unit unit, Day from, Day to) {
  std::vector<TimeSpan> spans;
  for (calendar::FiscalPeriod& period : calendar::periods_between(fiscal, unit, from, to)) {
    spans.push_back({std::max(period.start, from) - from, std::min(period.end, to) - from,
                     std::move(period.label), period.start, period.end});
  }
  return spans;
}

std::vector<TimeSpan> single_days(Day from, Day to) {
  std::vector<TimeSpan> spans;
  for (Day day = from; day <= to; ++day)
    spans.push_back({day - from, day - from, format_day(day), day, day});
  return spans;
}

}  // namespace

std::int32_t TimeAxis::find(QuotaPeriod period, std::string_view code) const noexcept {
  // Names of periods sort by time.
  const auto& all = of(period);
  const auto found = std::lower_bound(
      all.begin(), all.end(), code,
      [](const TimeSpan& span, std::string_view wanted) { return span.code < wanted; });
  return found == all.end() || found->code != code ? -1
                                                   : static_cast<std::int32_t>(found - all.begin());
}

std::int32_t TimeAxis::holding(QuotaPeriod period, Day day) const noexcept {
  const auto& all = of(period);
  const auto found =
      std::lower_bound(all.begin(), all.end(), day - first,
                       [](const TimeSpan& span, Day wanted) { return span.to < wanted; });
  return static_cast<std::int32_t>(found - all.begin());
}

TimeAxis time_axis(const Calendar& calendar, Day from, Day to) {
  TimeAxis axis;
  axis.first = from;
  axis.days = to - from + 1;
  for (Day day = from; day <= to; ++day)
    axis.is_workday.push_back(calendar.is_workday(day) ? 1 : 0);
  const calendar::Fiscal& fiscal = calendar.definition().fiscal;
  axis.weeks_nest = fiscal.kind == calendar::Fiscal::Kind::weeks;
  axis.spans = {std::vector<TimeSpan>{{0, axis.days - 1, "all", from, to}},
                spans_of(fiscal, Unit::year, from, to),
                spans_of(fiscal, Unit::quarter, from, to),
                spans_of(fiscal, Unit::month, from, to),
                spans_of(fiscal, Unit::week, from, to),
                single_days(from, to)};
  return axis;
}

}  // namespace sandan::quota
