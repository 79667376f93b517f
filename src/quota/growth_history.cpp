#include "quota/growth_history.hpp"

#include <algorithm>
#include <numeric>

#include "calendar/fiscal.hpp"
#include "core/buffer.hpp"
#include "quota/team_of_day.hpp"

namespace sandan::quota {
namespace {

std::size_t at(std::int32_t index) noexcept { return static_cast<std::size_t>(index); }

/// Days [from, to] within a period as days of another.
DayWindow cut_alike(DayWindow days, DayWindow whole, DayWindow earlier) {
  const Day from = std::min(earlier.from + (days.from - whole.from), earlier.to);
  const Day to = days.to == whole.to ? earlier.to
                                     : std::min(earlier.from + (days.to - whole.from), earlier.to);
  return {from, std::max(from, to)};
}

DayWindow days_of(const calendar::FiscalYear& year) { return {year.start, year.end}; }

/// The day of the same number in the fiscal year before, or that year's end.
DayWindow of_years_of_weeks(const calendar::Fiscal& fiscal, DayWindow days) {
  const auto first = calendar::fiscal_year_of(fiscal, days.from);
  const auto last = calendar::fiscal_year_of(fiscal, days.to);
  const DayWindow before_first = days_of(calendar::fiscal_year_of(fiscal, first.start - 1));
  const DayWindow before_last = days_of(calendar::fiscal_year_of(fiscal, last.start - 1));
  return {cut_alike({days.from, days.from}, days_of(first), before_first).from,
          cut_alike({last.start, days.to}, days_of(last), before_last).to};
}

}  // namespace

DayWindow period_a_year_before(const TimeAxis& time, const calendar::Fiscal& fiscal,
                               QuotaPeriod unit, const TimeSpan& span) {
  const DayWindow days{time.first + span.from, time.first + span.to};
  const bool of_months = fiscal.kind == calendar::Fiscal::Kind::months;
  const bool is_civil = of_months && unit != QuotaPeriod::week;
  constexpr Day some_years = 3 * 366;
  if (is_civil || days.from < first_day + some_years) return same_days_a_year_before(days);
  if (unit == QuotaPeriod::all || unit == QuotaPeriod::year) return of_years_of_weeks(fiscal, days);
  const Seasons seasons(fiscal, unit, days.from - 2 * 366, days.to);
  const std::size_t place = seasons.holding(days.from);
  if (place == seasons.all().size()) return same_days_a_year_before(days);
  const Season& whole = seasons.all()[place];
  const Season* earlier = seasons.find(whole.year - 1, whole.number);
  if (earlier == nullptr) return same_days_a_year_before(days);
  return cut_alike(days, {whole.from, whole.to}, {earlier->from, earlier->to});
}

Minor GrowthHistory::amount(const std::vector<std::vector<std::int32_t>>& nodes, DayWindow window) {
  if (!actuals_) read();
  MinorSum sum;
  for (const Range& range : fewest_rows(nodes, window)) {
    for (std::size_t i = range.from; i < range.to; ++i) {
      const std::size_t row = at(range.order->rows[i]);
      if (window.holds(actuals_->day[row]) && is_below(nodes, row))
        sum.add(actuals_->amount_minor[row]);
    }
  }
  return sum.total();
}

void GrowthHistory::read() {
  ActualsRequest request;
  request.currency = input_.definition.currency;
  request.kind = input_.definition.time.kind;
  request.axes = input_.axes;
  request.nearest = true;
  constexpr Day most_shift = 14;  // of years of weeks against those of months
  request.from = std::max(first_day, months_before(input_.time.first, 12) - most_shift);
  request.to = input_.as_of;
  request.values = input_.values;
  actuals_ = read_actuals(input_.tables, request, input_.run);
  for (std::size_t axis = 0; axis < input_.axes.size(); ++axis) {
    if (input_.axes[axis].axis == "sales") {
      place_by_team(input_.tables, input_.axes[axis], axis, *actuals_);
    }
  }
  Budget(input_.run.max_bytes).take(actuals_->day.size() * 8 * (input_.axes.size() + 1));
  by_day_ = order_by(actuals_->day);
  for (const auto& nodes : actuals_->nodes)
    by_node_.push_back(order_by(nodes));
}

GrowthHistory::Order GrowthHistory::order_by(const std::vector<std::int32_t>& keys) {
  Order order;
  order.rows.resize(keys.size());
  std::iota(order.rows.begin(), order.rows.end(), 0);
  std::stable_sort(order.rows.begin(), order.rows.end(),
                   [&](std::int32_t a, std::int32_t b) { return keys[at(a)] < keys[at(b)]; });
  order.keys.reserve(keys.size());
  for (const std::int32_t row : order.rows)
    order.keys.push_back(keys[at(row)]);
  return order;
}

/// Rows whose key is within [from, to].
GrowthHistory::Range GrowthHistory::range(const Order& order, std::int32_t from, std::int32_t to) {
  const auto begin = std::lower_bound(order.keys.begin(), order.keys.end(), from);
  const auto end = std::upper_bound(begin, order.keys.end(), to);
  return {&order, static_cast<std::size_t>(begin - order.keys.begin()),
          static_cast<std::size_t>(end - order.keys.begin())};
}

/// Every row wanted is in one of these: those of the days, or below the nodes of
/// an axis, whichever are fewest.
std::vector<GrowthHistory::Range> GrowthHistory::fewest_rows(
    const std::vector<std::vector<std::int32_t>>& nodes, DayWindow window) const {
  const auto count = [](const std::vector<Range>& ranges) {
    std::size_t rows = 0;
    for (const Range& range : ranges)
      rows += range.to - range.from;
    return rows;
  };
  std::vector<Range> fewest{range(by_day_, window.from, window.to)};
  for (std::size_t axis = 0; axis < nodes.size(); ++axis) {
    const AxisTree& tree = input_.axes[axis];
    if (nodes[axis].front() == 0) continue;
    std::vector<Range> below;
    for (const std::int32_t node : nodes[axis])
      below.push_back(range(by_node_[axis], node, tree.nodes[at(node)].end - 1));
    if (count(below) < count(fewest)) fewest = std::move(below);
  }
  return fewest;
}

bool GrowthHistory::is_below(const std::vector<std::vector<std::int32_t>>& nodes,
                             std::size_t row) const {
  for (std::size_t axis = 0; axis < nodes.size(); ++axis) {
    const AxisTree& tree = input_.axes[axis];
    const std::int32_t node = actuals_->nodes[axis][row];
    const bool below = std::any_of(nodes[axis].begin(), nodes[axis].end(), [&](std::int32_t place) {
      return place == 0 || (node >= place && node < tree.nodes[at(place)].end);
    });
    if (!below) return false;
  }
  return true;
}

}  // namespace sandan::quota
