#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "quota/actuals.hpp"
#include "quota/constraints.hpp"
#include "quota/history_window.hpp"
#include "quota/season.hpp"

namespace sandan::quota {

/// The period of a plan a fiscal year earlier, cut as the plan cuts it. Of
/// years of weeks, and of weeks, that of the same number in its year; else the
/// same days of the calendar's months.
DayWindow period_a_year_before(const TimeAxis& time, const calendar::Fiscal& fiscal,
                               QuotaPeriod unit, const TimeSpan& span);

/// What places brought, by orders (or as the plan's time says) up to the day it
/// is built on. Actuals are read and put in order once, when first asked for.
class GrowthHistory {
 public:
  explicit GrowthHistory(const PlacingInput& input) : input_(input) {}

  /// Sum below nodes of every axis within days.
  Minor amount(const std::vector<std::vector<std::int32_t>>& nodes, DayWindow window);

 private:
  /// Rows by one of their places, then as they stand.
  struct Order {
    std::vector<std::int32_t> keys;
    std::vector<std::int32_t> rows;
  };
  struct Range {
    const Order* order;
    std::size_t from;
    std::size_t to;
  };

  void read();
  static Order order_by(const std::vector<std::int32_t>& keys);
  static Range range(const Order& order, std::int32_t from, std::int32_t to);
  std::vector<Range> fewest_rows(const std::vector<std::vector<std::int32_t>>& nodes,
                                 DayWindow window) const;
  bool is_below(const std::vector<std::vector<std::int32_t>>& nodes, std::size_t row) const;

  const PlacingInput& input_;
  std::optional<Actuals> actuals_;
  Order by_day_;
  std::vector<Order> by_node_;  ///< by axis
};

}  // namespace sandan::quota
