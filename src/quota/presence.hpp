#pragma once

#include <cstdint>
#include <vector>

#include "quota/history_window.hpp"
#include "quota/weights.hpp"

namespace sandan::quota {

/// Which days of the plan the nodes of a split tree take part in. Days count by
/// work; where the plan has no working day at all, every day counts.
class Presence {
 public:
  explicit Presence(const WeightInput& input);

  /// True when a line at or below the node takes part in a day of the plan.
  bool takes_part(std::int32_t split_node) const noexcept {
    return takes_part_[static_cast<std::size_t>(split_node)] != 0;
  }
  /// Days all nodes from the root to this one take part in, cut to the plan.
  DayWindow window(std::int32_t split_node) const noexcept {
    return windows_[static_cast<std::size_t>(split_node)];
  }
  /// Share of the plan's working days the node takes part in.
  double share(std::int32_t split_node) const noexcept;
  /// Working days from one day of the plan to another, both included.
  std::int64_t days(DayWindow window) const noexcept;

 private:
  Day first_;
  std::vector<DayWindow> windows_;
  std::vector<std::uint8_t> takes_part_;
  std::vector<std::int32_t> before_;  ///< counted days before each day of the plan, and all
};

/// What `reps` says of the leaves of the sales axis.
struct RepFacts {
  std::vector<std::optional<Day>> hired_on;  ///< by node of the tree
  std::vector<double> capacity;
};

/// Reads rep_id, hired_on° and capacity°. Without a row, a leaf that begins
/// within the plan was hired on its first day. A capacity that is not known is
/// the mean of those that are, 1 when none is. Throws Error{data} for a capacity
/// that is negative or no number.
RepFacts read_reps(const WeightInput& input, const AxisTree& sales);

/// Calls `visit(from, to, ppm)` for the runs of days in `window` on which a rep
/// hired on that day is as productive.
template <class Visit>
void for_each_ramp_run(const Ramp& ramp, std::optional<Day> hired_on, DayWindow window,
                       Visit&& visit);

/// First day on which so many whole months have passed.
Day months_reached(Day from, int months) noexcept;

template <class Visit>
void for_each_ramp_run(const Ramp& ramp, std::optional<Day> hired_on, DayWindow window,
                       Visit&& visit) {
  Day from = window.from;
  const auto steps = static_cast<int>(ramp.ppm.size());
  for (int month = 0; hired_on && month + 1 < steps && from <= window.to; ++month) {
    const Day next = months_reached(*hired_on, month + 1);
    if (next <= from) continue;
    const Day to = next - 1 < window.to ? next - 1 : window.to;
    visit(from, to, ramp.ppm[static_cast<std::size_t>(month)]);
    from = to + 1;
  }
  if (from <= window.to) visit(from, window.to, ramp.ppm.back());
}

}  // namespace sandan::quota
