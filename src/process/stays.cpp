#include "process/stays.hpp"

#include <algorithm>

namespace sandan::process {
namespace {

bool has_work_after_the_order(const Definition& definition) {
  return std::any_of(definition.stages.begin(), definition.stages.end(), [](const Stage& stage) {
    return stage.in_line() && stage.phase == Phase::after;
  });
}

void end_on(Stay& stay, Day day, StayEnd end) {
  stay.left_on = day;
  stay.left = std::int64_t{day} * micros_per_day;
  stay.to_the_day = true;
  stay.end = day < stay.entered_on() ? StayEnd::unknown : end;
}

StayEnd end_by_outcome(Outcome outcome) {
  switch (outcome) {
    case Outcome::lost:
      return StayEnd::lost;
    case Outcome::cancelled:
      return StayEnd::cancelled;
    default:
      return StayEnd::advanced;
  }
}

}  // namespace

StayEnd end_by_move(const Definition& definition, std::uint8_t from, std::uint8_t to) noexcept {
  const Stage& target = definition.stages[to];
  if (target.outcome == Outcome::lost) return StayEnd::lost;
  if (target.outcome == Outcome::cancelled) return StayEnd::cancelled;
  return target.step > definition.stages[from].step ? StayEnd::advanced : StayEnd::back;
}

std::optional<Stay> last_stay(const HistoryData& history, const Standing& standing,
                              std::int64_t first_event_of_stay) {
  const Definition& definition = history.definition();
  const std::uint8_t code = history.stage.get()[first_event_of_stay];
  const Stage& stage = definition.stages[code];
  if (!stage.in_line()) return std::nullopt;
  const Day as_of = history.request.as_of;
  Stay stay;
  stay.entered = history.at.get()[first_event_of_stay];
  stay.stage = code;
  stay.to_the_day = history.events_are_days;
  stay.left_on = as_of;
  stay.left = (std::int64_t{as_of} + 1) * micros_per_day;
  const bool given_up = standing.outcome == Outcome::lost || standing.outcome == Outcome::cancelled;
  if (!given_up && (stage.phase == Phase::after || definition.is_won_stage(code))) {
    if (standing.completed_on != no_day) {
      end_on(stay, standing.completed_on, StayEnd::advanced);
    } else if (standing.outcome == Outcome::won && !has_work_after_the_order(definition)) {
      return std::nullopt;
    }
    return stay;
  }
  if (standing.outcome == Outcome::open) return stay;
  const StayEnd end = end_by_outcome(standing.outcome);
  if (standing.closed_at == Standing::not_closed) {
    stay.end = StayEnd::unknown;
  } else if (standing.closed_to_the_day) {
    end_on(stay, standing.closed_on(), end);
  } else {
    stay.left = standing.closed_at;
    stay.left_on = standing.closed_on();
    stay.end = stay.left < stay.entered ? StayEnd::unknown : end;
  }
  return stay;
}

}  // namespace sandan::process
