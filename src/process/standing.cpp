#include "process/history_data.hpp"

#include <algorithm>

namespace sandan::process {
namespace {

Day recorded(const std::vector<Day>& column, std::size_t deal) {
  return column.empty() ? no_day : column[deal];
}

/// What the events, or the current stage of a deal without any, say.
void stand_by_events(const HistoryData& history, std::size_t deal, Standing& standing) {
  const Definition& definition = history.definition();
  const std::int64_t first = history.first_event[deal];
  const std::int64_t end = history.first_event[deal + 1];
  if (end > first) {
    standing.stage = history.stage.get()[end - 1];
    standing.source = Standing::Source::event;
  } else if (!history.recorded.stage.empty() && history.recorded.stage[deal] != no_stage &&
             (history.later.empty() || history.later[deal] == 0)) {
    standing.stage = history.recorded.stage[deal];
    standing.source = Standing::Source::current_value;
    standing.not_as_of = true;
  } else {
    return;
  }
  const auto outcome_of = [&](std::uint8_t stage) {
    if (definition.is_won_stage(stage)) return Outcome::won;
    const Outcome outcome = definition.stages[stage].outcome;
    return outcome == Outcome::won ? Outcome::open : outcome;
  };
  standing.outcome = outcome_of(standing.stage);
  if (standing.outcome == Outcome::open || end == first) return;
  std::int64_t closing = end - 1;
  while (closing > first && outcome_of(history.stage.get()[closing - 1]) == standing.outcome) {
    --closing;
  }
  standing.closed_at = history.at.get()[closing];
  standing.closed_to_the_day = history.events_are_days;
}

void close_on(Standing& standing, Day day) {
  standing.closed_at = std::int64_t{day} * micros_per_day;
  standing.closed_to_the_day = true;
}

/// The deal was closed after the day: its current stage is a later one.
void forget_current_stage(Standing& standing) {
  if (standing.source == Standing::Source::current_value) standing = Standing{};
}

/// A recorded outcome overrides what the events say, from its day on.
void stand_by_record(const HistoryData& history, std::size_t deal, Standing& standing) {
  const std::uint8_t code = recorded_outcome(history.recorded, deal);
  if (code == no_outcome) {
    const Day closed = recorded(history.recorded.closed_on, deal);
    if (closed != no_day && closed > history.request.as_of) forget_current_stage(standing);
    return;
  }
  const auto outcome = static_cast<Outcome>(code);
  const Day day = recorded_closing_day(history.recorded, deal);
  if (outcome != Outcome::open && day != no_day && day > history.request.as_of) {
    return forget_current_stage(standing);
  }
  // Without a day the record is a current value: later events prove it a later
  // one, and where it contradicts the events it is marked.
  const bool undated = outcome == Outcome::open || day == no_day;
  if (undated && !history.later.empty() && history.later[deal] != 0) return;
  const bool told_by_events =
      standing.outcome == outcome &&
      (outcome == Outcome::open || standing.closed_at != Standing::not_closed);
  if (undated && !told_by_events) standing.not_as_of = true;
  standing.outcome = outcome;
  if (undated) {
    if (!told_by_events) standing.closed_at = Standing::not_closed;
  } else if (!told_by_events || standing.closed_on() != day) {
    close_on(standing, day);
  }
}

}  // namespace

std::uint8_t recorded_outcome(const DealColumns& deals, std::size_t deal) {
  const std::uint8_t code = deals.outcome.empty() ? no_outcome : deals.outcome[deal];
  if (code == no_outcome && recorded(deals.won_on, deal) != no_day) {
    return static_cast<std::uint8_t>(Outcome::won);
  }
  return code;
}

Day recorded_closing_day(const DealColumns& deals, std::size_t deal) {
  if (recorded_outcome(deals, deal) == static_cast<std::uint8_t>(Outcome::won)) {
    if (const Day won_on = recorded(deals.won_on, deal); won_on != no_day) return won_on;
  }
  return recorded(deals.closed_on, deal);
}

Standing standing_of(const HistoryData& history, std::int64_t index) {
  const auto deal = static_cast<std::size_t>(index);
  Standing standing;
  stand_by_events(history, deal, standing);
  stand_by_record(history, deal, standing);
  const Day completed = recorded(history.recorded.completed_on, deal);
  if (completed != no_day && completed <= history.request.as_of) {
    standing.completed_on = completed;
  }
  return standing;
}

std::vector<Standing> standings_of(const HistoryData& history, const PartRunner& runner,
                                   Budget& budget) {
  budget.take(static_cast<std::size_t>(history.deals) * sizeof(Standing));
  std::vector<Standing> standings(static_cast<std::size_t>(history.deals));
  runner(parts_of(history.deals), 0.0, 0.3, [&](std::int64_t part) {
    const std::int64_t end = std::min(history.deals, (part + 1) * rows_per_part);
    for (std::int64_t deal = part * rows_per_part; deal < end; ++deal) {
      standings[static_cast<std::size_t>(deal)] = standing_of(history, deal);
    }
  });
  return standings;
}

Day created_on(const HistoryData& history, std::int64_t index) {
  const auto deal = static_cast<std::size_t>(index);
  if (const Day day = recorded(history.recorded.created_on, deal); day != no_day) return day;
  if (history.event_count(index) == 0) return no_day;
  return day_of_moment(history.at.get()[history.first_event[deal]]);
}

Progress progress_of(const HistoryData& history, std::int64_t index, const Standing& standing) {
  const auto deal = static_cast<std::size_t>(index);
  Progress progress{history.reached[deal], history.advanced[deal]};
  const Definition& definition = history.definition();
  if (standing.source == Standing::Source::current_value &&
      definition.stages[standing.stage].in_line()) {
    progress.reached = std::uint64_t{1} << standing.stage;
  }
  if (standing.outcome == Outcome::won) progress.advanced = progress.reached;
  return progress;
}

std::optional<std::int64_t> cycle_micros(const HistoryData& history, std::int64_t index,
                                         const Standing& standing) {
  if (standing.closed_at == Standing::not_closed) return std::nullopt;
  const auto deal = static_cast<std::size_t>(index);
  const Day created = recorded(history.recorded.created_on, deal);
  if (created == no_day && history.event_count(index) > 0 && !standing.closed_to_the_day &&
      !history.events_are_days) {
    return standing.closed_at - history.at.get()[history.first_event[deal]];
  }
  const Day start = created_on(history, index);
  if (start == no_day || standing.closed_on() < start) return std::nullopt;
  return (std::int64_t{standing.closed_on()} - start) * micros_per_day;
}

std::optional<double> cycle_days(const HistoryData& history, std::int64_t deal,
                                 const Standing& standing) {
  const auto micros = cycle_micros(history, deal, standing);
  if (!micros) return std::nullopt;
  return static_cast<double>(*micros) / static_cast<double>(micros_per_day);
}

}  // namespace sandan::process
