#include <array>

#include "core/json.hpp"
#include "process/definition.hpp"
#include "process/requests.hpp"

namespace sandan::process {
namespace {

constexpr std::array<std::string_view, 5> period_codes = {"day", "week", "month", "quarter",
                                                          "year"};

/// Writes the members of one JSON object.
class ObjectText {
 public:
  void text(std::string_view name, std::string_view value) {
    member(name);
    json::append_quoted(out_, value);
  }
  void integer(std::string_view name, std::int64_t value) {
    member(name);
    out_ += std::to_string(value);
  }
  void number(std::string_view name, double value) {
    member(name);
    json::append_number(out_, value);
  }
  void truth(std::string_view name, bool value) {
    member(name);
    out_ += value ? "true" : "false";
  }
  /// A value that is JSON already.
  void json(std::string_view name, std::string_view value) {
    member(name);
    out_ += value;
  }
  template <class Items, class Write>
  void array(std::string_view name, const Items& items, Write&& write) {
    member(name);
    out_ += '[';
    bool first = true;
    for (const auto& item : items) {
      if (!first) out_ += ',';
      first = false;
      write(out_, item);
    }
    out_ += ']';
  }
  std::string finish() && { return std::move(out_) + '}'; }

 private:
  void member(std::string_view name) {
    if (out_.size() > 1) out_ += ',';
    json::append_quoted(out_, name);
    out_ += ':';
  }

  std::string out_ = "{";
};

std::string period_key(const Key& key) {
  ObjectText object;
  object.text("period", period_codes[static_cast<std::size_t>(*key.period)]);
  object.text("of", key.column);
  return std::move(object).finish();
}

void add(ObjectText& object, const Grouping& grouping) {
  object.array("by", grouping.by, [](std::string& out, const Key& key) {
    if (key.period) {
      out += period_key(key);
    } else {
      json::append_quoted(out, key.column);
    }
  });
  object.truth("rollup", grouping.rollup);
  object.integer("max_groups", grouping.max_groups);
}

void add(ObjectText& object, const std::optional<Cohort>& cohort) {
  if (!cohort) return;
  ObjectText inner;
  inner.text("of", cohort->of);
  if (cohort->from) inner.text("from", format_day(*cohort->from));
  if (cohort->to) inner.text("to", format_day(*cohort->to));
  object.json("cohort", std::move(inner).finish());
}

void add(ObjectText& object, const Sampling& sampling) {
  object.integer("min_n", sampling.min_n);
  object.number("confidence", sampling.confidence);
}

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
  object.array("outcomes", request.outcomes, [](std::string& out, Outcome outcome) {
    json::append_quoted(out, outcome_codes[static_cast<std::size_t>(outcome)]);
  });
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
