#include "process/survival_clock.hpp"

#include "core/text.hpp"

namespace sandan::process {
namespace {

constexpr std::uint8_t converted = 0;
constexpr std::uint8_t lost = 1;
constexpr std::uint8_t cancelled = 2;
constexpr std::uint8_t censored = risk_count;

/// The stage of that code, or nothing for the word that stands for none.
std::optional<std::size_t> stage_or(const Definition& definition, const std::string& code,
                                    std::string_view none, std::string where) {
  if (code == none) return std::nullopt;
  const auto stage = definition.stage_index(code);
  if (!stage || !definition.stages[*stage].in_line()) {
    throw Error(Status::invalid_argument, "unknown_stage",
                "\"" + shortened(code, 64) + "\" is neither \"" + std::string(none) +
                    "\" nor a stage of the process's line")
        .at(std::move(where));
  }
  return stage;
}

}  // namespace

SurvivalClock::SurvivalClock(const HistoryData& history, const SurvivalRequest& request,
                             const Calendar* calendar)
    : history_(history),
      calendar_(calendar),
      unit_(request.unit),
      from_(stage_or(history.definition(), request.from, "created", "/from")),
      to_(stage_or(history.definition(), request.to, "won", "/to")) {
  if (unit_ == TimeUnit::workdays && calendar == nullptr) {
    throw Error(Status::invalid_argument, "calendar_needed",
                "working days need a calendar; none was given")
        .at("/unit");
  }
  const auto& stages = history.definition().stages;
  if (from_ && to_ && stages[*to_].step <= stages[*from_].step) {
    throw Error(Status::invalid_argument, "not_in_order",
                "\"" + shortened(request.to, 64) + "\" does not come after \"" +
                    shortened(request.from, 64) + "\" in the process")
        .at("/to");
  }
}

std::optional<SurvivalClock::Start> SurvivalClock::start_of(std::int64_t deal) const {
  const auto d = static_cast<std::size_t>(deal);
  const std::int64_t first = history_.first_event[d];
  const std::int64_t end = history_.first_event[d + 1];
  if (!from_) {
    const auto& created = history_.recorded.created_on;
    if (!created.empty() && created[d] != no_day) {
      return Start{{std::int64_t{created[d]} * micros_per_day, true}, first};
    }
    if (first == end) return std::nullopt;
    return Start{{history_.at.get()[first], history_.events_are_days}, first};
  }
  for (std::int64_t event = first; event < end; ++event) {
    if (history_.stage.get()[event] == *from_) {
      return Start{{history_.at.get()[event], history_.events_are_days}, event + 1};
    }
  }
  return std::nullopt;
}

std::optional<SurvivalClock::Moment> SurvivalClock::target_of(std::int64_t deal,
                                                              std::int64_t from_event) const {
  if (!to_) return std::nullopt;
  const Definition& definition = history_.definition();
  const int wanted = definition.stages[*to_].step;
  const std::int64_t end = history_.first_event[static_cast<std::size_t>(deal) + 1];
  for (std::int64_t event = from_event; event < end; ++event) {
    if (definition.stages[history_.stage.get()[event]].step >= wanted) {
      return Moment{history_.at.get()[event], history_.events_are_days};
    }
  }
  return std::nullopt;
}

std::optional<SurvivalClock::Moment> SurvivalClock::closing_of(const Standing& standing) const {
  if (standing.closed_at == Standing::not_closed) return std::nullopt;
  return Moment{standing.closed_at, standing.closed_to_the_day};
}

Waited SurvivalClock::measured(const Moment& start, const Moment& end, std::uint8_t cause) const {
  Waited waited;
  const bool days = start.to_the_day || end.to_the_day;
  const std::int64_t micros =
      days ? (std::int64_t{end.day()} - start.day()) * micros_per_day : end.at - start.at;
  if (micros < 0) {
    waited.kind = Waited::Kind::unknown;
    return waited;
  }
  waited.kind = Waited::Kind::known;
  waited.ending.cause = cause;
  waited.ending.time =
      unit_ == TimeUnit::days ? micros : calendar_->elapsed(start.day(), end.day()).workdays;
  return waited;
}

Waited SurvivalClock::still_open(const Moment& start) const {
  const Day as_of = history_.request.as_of;
  if (unit_ == TimeUnit::workdays || start.to_the_day) {
    return measured(start, {std::int64_t{as_of} * micros_per_day, true}, censored);
  }
  return measured(start, {(std::int64_t{as_of} + 1) * micros_per_day, false}, censored);
}

bool SurvivalClock::is_past(std::size_t stage, std::int64_t deal, const Standing& standing) const {
  // All its events come after the day: it has come nowhere yet.
  if (!history_.later.empty() && history_.later[static_cast<std::size_t>(deal)] != 0) return false;
  if (standing.stage == no_stage) return true;
  const Stage& now = history_.definition().stages[standing.stage];
  return !now.in_line() || now.step >= history_.definition().stages[stage].step;
}

Waited SurvivalClock::wait_of(std::int64_t deal, const Standing& standing) const {
  Waited unknown;
  unknown.kind = Waited::Kind::unknown;
  const bool has_events = history_.event_count(deal) > 0;
  const bool won = standing.outcome == Outcome::won;
  if (!has_events && from_) return is_past(*from_, deal, standing) ? unknown : Waited{};
  const auto start = start_of(deal);
  if (!start) return from_ ? Waited{} : unknown;
  const auto target = target_of(deal, start->event);
  if (target) return measured(start->moment, *target, converted);
  const bool after = to_ && history_.definition().stages[*to_].phase == Phase::after;
  if (won && after && standing.completed_on != no_day) {
    return measured(start->moment, {std::int64_t{standing.completed_on} * micros_per_day, true},
                    converted);
  }
  const bool passed = won && !after;
  if (!has_events && to_ && !passed && is_past(*to_, deal, standing)) return unknown;
  if (standing.outcome == Outcome::open || (won && after)) return still_open(start->moment);
  const auto closing = closing_of(standing);
  if (!closing) return unknown;
  const std::uint8_t cause =
      won ? converted : (standing.outcome == Outcome::lost ? lost : cancelled);
  return measured(start->moment, *closing, cause);
}

}  // namespace sandan::process
