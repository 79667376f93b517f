#pragma once

#include <cstdint>
#include <optional>

#include "process/history_data.hpp"

namespace sandan::process {

/// How a stay in a stage ended.
enum class StayEnd : std::uint8_t {
  advanced,   ///< left for a later stage, or won
  back,       ///< left for an earlier stage
  lost,       ///< lost in the stage
  cancelled,  ///< cancelled in the stage
  open,       ///< not over on the day of the history
  unknown,    ///< over, but nobody said when
};

/// A deal's time in one stage of the line: events that repeat the stage
/// prolong it, coming back to it later is another stay.
struct Stay {
  CivilMicros entered = 0;
  CivilMicros left = 0;  ///< of an open stay the end of the day of the history
  Day left_on = 0;
  std::uint8_t stage = no_stage;
  StayEnd end = StayEnd::open;
  bool to_the_day = true;  ///< one of the two ends has no time of day

  Day entered_on() const noexcept { return day_of_moment(entered); }
  bool is_over() const noexcept { return end < StayEnd::open; }
  /// How long it lasted, or has lasted; not of an unknown end.
  std::int64_t micros() const noexcept {
    return to_the_day ? (std::int64_t{left_on} - entered_on()) * micros_per_day : left - entered;
  }
};

/// The last stay of a deal in the line, which may be over; nothing where its
/// last stage is no place to stay in: lost, cancelled, or a winning stage
/// after which nothing is done.
std::optional<Stay> last_stay(const HistoryData& history, const Standing& standing,
                              std::int64_t first_event_of_stay);

/// How a stay ends that is left for stage `to`.
StayEnd end_by_move(const Definition& definition, std::uint8_t from, std::uint8_t to) noexcept;

/// Calls `visit(stay)` for each stay of a deal, in order of time.
template <class Visit>
void for_each_stay(const HistoryData& history, std::int64_t deal, const Standing& standing,
                   Visit&& visit) {
  const Definition& definition = history.definition();
  const auto d = static_cast<std::size_t>(deal);
  const std::int64_t end = history.first_event[d + 1];
  const std::uint8_t* stages = history.stage.get();
  const CivilMicros* at = history.at.get();
  std::int64_t start = history.first_event[d];
  if (start == end) return;
  for (std::int64_t event = start + 1; event < end; ++event) {
    const std::uint8_t stage = stages[start];
    if (stages[event] == stage) continue;
    if (definition.stages[stage].in_line()) {
      visit(Stay{at[start], at[event], day_of_moment(at[event]), stage,
                 end_by_move(definition, stage, stages[event]), history.events_are_days});
    }
    start = event;
  }
  if (const auto last = last_stay(history, standing, start)) visit(*last);
}

}  // namespace sandan::process
