#pragma once

#include <cstdint>
#include <vector>

#include "process/stays.hpp"

namespace sandan::process {

/// The days from `entered` to `left` in the unit asked for, in ticks.
class StayClock {
 public:
  /// `calendar` may be null for calendar days.
  StayClock(TimeUnit unit, const Calendar* calendar) noexcept : unit_(unit), calendar_(calendar) {}

  /// Ticks of one day: microseconds of calendar days, whole working days.
  std::int64_t ticks_per_day() const noexcept {
    return unit_ == TimeUnit::days ? micros_per_day : 1;
  }
  std::int64_t ticks(const Stay& stay) const noexcept {
    return unit_ == TimeUnit::days ? stay.micros()
                                   : calendar_->elapsed(stay.entered_on(), stay.left_on).workdays;
  }
  bool is_projected(const Stay& stay) const noexcept {
    return calendar_ != nullptr &&
           calendar_->elapsed(stay.entered_on(), stay.left_on).projected != 0;
  }

 private:
  TimeUnit unit_;
  const Calendar* calendar_;
};

/// Lengths of stays by cell, sorted: of those that are over and of those that
/// are not. Cells are numbered by the caller.
struct StayTimes {
  std::vector<std::vector<std::int64_t>> over;
  std::vector<std::vector<std::int64_t>> open;
  std::vector<std::int64_t> unknown;    ///< stays over at an unknown time
  std::vector<std::int64_t> projected;  ///< stays with a day no source covers

  explicit StayTimes(std::size_t cells)
      : over(cells), open(cells), unknown(cells), projected(cells) {}
};

/// First cell of each deal, negative for one left out, and the place of each
/// stage among the cells of a deal, negative for one left out.
struct StayCells {
  std::size_t count = 0;
  std::vector<std::int64_t> first;  ///< by deal
  std::vector<int> place;           ///< by stage
  /// Stays that ended by advancing go to the cell after their stage's.
  bool apart_by_advance = false;
};

StayTimes collect_stays(const HistoryData& history, const std::vector<Standing>& standings,
                        const StayCells& cells, const StayClock& clock, const PartRunner& runner,
                        double from, double to, Budget& budget);

/// Sorts whole numbers; fast where they lie close together.
void sort_ticks(std::vector<std::int64_t>& ticks);

}  // namespace sandan::process
