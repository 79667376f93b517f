#include <array>

#include "core/json.hpp"
#include "process/definition.hpp"
#include "process/request_parts.hpp"
#include "process/requests.hpp"

namespace sandan::process {

void add_outcomes(ObjectText& object, const std::vector<Outcome>& outcomes) {
  object.array("outcomes", outcomes, [](std::string& out, Outcome outcome) {
    json::append_quoted(out, outcome_codes[static_cast<std::size_t>(outcome)]);
  });
}

namespace {

std::string transition(const ZoneTransition& zone) {
  ObjectText object;
  object.text("at", format_moment(zone.utc_micros) + "Z");
  object.text("utc_offset", format_utc_offset(zone.offset_seconds));
  return std::move(object).finish();
}

void append_text(std::string& out, std::string_view text) { json::append_quoted(out, text); }

}  // namespace

std::string request_text(const HistoryRequest& request) {
  ObjectText object;
  object.text("as_of", format_day(request.as_of));
  if (request.keys) object.array("keys", *request.keys, append_text);
  if (request.zone.size() == 1 && request.zone.front().utc_micros == INT64_MIN) {
    object.text("utc_offset", format_utc_offset(request.zone.front().offset_seconds));
  } else if (!request.zone.empty()) {
    object.array("zone_transitions", request.zone,
                 [](std::string& out, const ZoneTransition& zone) { out += transition(zone); });
  }
  object.truth("strict", request.strict);
  object.truth("values", request.values);
  return std::move(object).finish();
}

std::string request_text(const MovesRequest& request) {
  static constexpr std::array<std::string_view, 3> only = {"all", "illegal", "none"};
  ObjectText object;
  object.text("only", only[static_cast<std::size_t>(request.only)]);
  return std::move(object).finish();
}

std::string request_text(const StateRequest& request) {
  ObjectText object;
  add_outcomes(object, request.outcomes);
  return std::move(object).finish();
}

std::string request_text(const PipelineRequest& request) {
  ObjectText object;
  add(object, request.grouping);
  return std::move(object).finish();
}

std::string request_text(const FunnelRequest& request) {
  static constexpr std::array<std::string_view, 2> reached = {"entered", "passed"};
  static constexpr std::array<std::string_view, 3> phase = {"before", "after", "all"};
  ObjectText object;
  add(object, request.grouping);
  object.text("reached", reached[static_cast<std::size_t>(request.reached)]);
  object.text("phase", phase[static_cast<std::size_t>(request.phase)]);
  add(object, request.cohort);
  add(object, request.sampling);
  return std::move(object).finish();
}

std::string request_text(const OutcomesRequest& request) {
  ObjectText object;
  add(object, request.grouping);
  add(object, request.cohort);
  add(object, request.sampling);
  return std::move(object).finish();
}

std::string request_text(const BetweenRequest& request) {
  ObjectText object;
  object.array("pairs", request.pairs, [](std::string& out, const auto& pair) {
    out += '[';
    json::append_quoted(out, pair.first);
    out += ',';
    json::append_quoted(out, pair.second);
    out += ']';
  });
  object.integer("min_n", request.min_n);
  return std::move(object).finish();
}

}  // namespace sandan::process
