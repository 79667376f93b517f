#pragma once

#include <cstdint>
#include <optional>

#include "core/survival.hpp"
#include "process/history_data.hpp"

namespace sandan::process {

/// How long a deal waited for what a request waits for.
struct Waited {
  enum class Kind : std::uint8_t {
    no_start,  ///< the clock never started
    unknown,   ///< nobody said when it started or ended
    known,
  };
  Kind kind = Kind::no_start;
  Ending ending{};  ///< cause 0: converted, 1: lost, 2: cancelled, 3: still open
};

/// Measures deals from the start of a request's clock to its end.
class SurvivalClock {
 public:
  /// Refuses stages the process has not, and working days without a calendar.
  SurvivalClock(const HistoryData& history, const SurvivalRequest& request,
                const Calendar* calendar);

  std::int64_t ticks_per_day() const noexcept {
    return unit_ == TimeUnit::days ? micros_per_day : 1;
  }
  Waited wait_of(std::int64_t deal, const Standing& standing) const;

 private:
  /// A moment, or a whole day.
  struct Moment {
    CivilMicros at;
    bool to_the_day;

    Day day() const noexcept { return day_of_moment(at); }
  };
  struct Start {
    Moment moment;
    std::int64_t event;  ///< the first event that may end the wait
  };

  /// Of a deal without events: true unless its current stage shows that it has
  /// not come to `stage`. If it has, nobody knows when.
  bool is_past(std::size_t stage, std::int64_t deal, const Standing& standing) const;
  std::optional<Start> start_of(std::int64_t deal) const;
  std::optional<Moment> target_of(std::int64_t deal, std::int64_t from_event) const;
  std::optional<Moment> closing_of(const Standing& standing) const;
  Waited measured(const Moment& start, const Moment& end, std::uint8_t cause) const;
  Waited still_open(const Moment& start) const;

  const HistoryData& history_;
  const Calendar* calendar_;
  TimeUnit unit_;
  std::optional<std::size_t> from_;  ///< stage; nothing: creation
  std::optional<std::size_t> to_;    ///< stage; nothing: winning
};

}  // namespace sandan::process
