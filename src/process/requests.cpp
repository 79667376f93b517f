#include "process/requests.hpp"

#include <set>

#include "core/json.hpp"
#include "process/request_readers.hpp"

namespace sandan {

using json::Members;
using json::Node;
using process::read_cohort;
using process::read_grouping;
using process::read_outcomes;
using process::read_sampling;

namespace {

constexpr std::size_t most_keys = 1'000;
constexpr std::size_t most_pairs = 4'096;

std::vector<ZoneTransition> read_zone(const Members& members) {
  std::vector<ZoneTransition> zone;
  if (const auto fixed = members.find("utc_offset")) {
    const auto offset = parse_utc_offset(fixed->text());
    if (!offset) throw fixed->error("not_an_offset", "an offset is written +08:00, -03:30 or Z");
    if (const auto both = members.find("zone_transitions")) {
      throw both->error("contradiction", "give utc_offset or zone_transitions, not both");
    }
    zone.push_back({INT64_MIN, *offset});
    return zone;
  }
  const auto list = members.find("zone_transitions");
  if (!list) return zone;
  for (const Node& item : list->items()) {
    const Members transition = item.members({"at", "utc_offset"});
    const Node at = transition.required("at");
    const auto moment = parse_utc_moment(at.text());
    if (!moment) throw at.error("not_a_moment", "a moment is written YYYY-MM-DDTHH:MM:SSZ");
    const Node offset = transition.required("utc_offset");
    const auto seconds = parse_utc_offset(offset.text());
    if (!seconds) {
      throw offset.error("not_an_offset", "an offset is written +08:00, -03:30 or Z");
    }
    if (!zone.empty() && zone.back().utc_micros >= *moment) {
      throw at.error("not_in_order", "transitions are listed in order of time");
    }
    zone.push_back({*moment, *seconds});
  }
  if (zone.empty()) throw list->error("empty", "at least one transition is wanted");
  return zone;
}

}  // namespace

HistoryRequest HistoryRequest::parse(std::string_view text) {
  const json::Value value = json::parse_request(text);
  const Members members = json::request_root(value).members(
      {"as_of", "strict", "values", "keys", "utc_offset", "zone_transitions"});
  HistoryRequest request;
  request.as_of = members.required("as_of").day();
  if (const auto strict = members.find("strict")) request.strict = strict->boolean();
  if (const auto values = members.find("values")) request.values = values->boolean();
  if (const auto keys = members.find("keys")) {
    request.keys.emplace();
    const auto items = keys->items();
    if (items.size() > most_keys) throw keys->error("too_many", "at most 1,000 keys");
    std::set<std::string_view> names;
    for (const Node& item : items) {
      if (!names.insert(item.code(200)).second) {
        throw item.error("duplicate_key", "the key is listed twice");
      }
      request.keys->emplace_back(item.text());
    }
  }
  request.zone = read_zone(members);
  return request;
}

MovesRequest MovesRequest::parse(std::string_view text) {
  const json::Value value = json::parse_request(text);
  const Members members = json::request_root(value).members({"only"});
  MovesRequest request;
  if (const auto only = members.find("only")) {
    request.only = static_cast<Rows>(only->choice({"all", "illegal", "none"}));
  }
  return request;
}

StateRequest StateRequest::parse(std::string_view text) {
  const json::Value value = json::parse_request(text);
  const Members members = json::request_root(value).members({"outcomes"});
  StateRequest request;
  if (const auto outcomes = members.find("outcomes")) request.outcomes = read_outcomes(*outcomes);
  return request;
}

PipelineRequest PipelineRequest::parse(std::string_view text) {
  const json::Value value = json::parse_request(text);
  const Members members = json::request_root(value).members({"by", "rollup", "max_groups"});
  return {read_grouping(members)};
}

FunnelRequest FunnelRequest::parse(std::string_view text) {
  const json::Value value = json::parse_request(text);
  const Members members = json::request_root(value).members(
      {"by", "rollup", "max_groups", "reached", "phase", "cohort", "min_n", "confidence"});
  FunnelRequest request;
  request.grouping = read_grouping(members);
  if (const auto reached = members.find("reached")) {
    request.reached = static_cast<Reached>(reached->choice({"entered", "passed"}));
  }
  if (const auto phase = members.find("phase")) {
    request.phase = static_cast<Part>(phase->choice({"before", "after", "all"}));
  }
  request.cohort = read_cohort(members);
  request.sampling = read_sampling(members);
  return request;
}

OutcomesRequest OutcomesRequest::parse(std::string_view text) {
  const json::Value value = json::parse_request(text);
  const Members members = json::request_root(value).members(
      {"by", "rollup", "max_groups", "cohort", "min_n", "confidence"});
  return {read_grouping(members), read_cohort(members), read_sampling(members)};
}

BetweenRequest BetweenRequest::parse(std::string_view text) {
  const json::Value value = json::parse_request(text);
  const Members members = json::request_root(value).members({"pairs", "min_n"});
  BetweenRequest request;
  const Node pairs = members.required("pairs");
  const auto items = pairs.items();
  if (items.size() > most_pairs) throw pairs.error("too_many", "at most 4,096 pairs");
  for (const Node& item : items) {
    const auto codes = item.items();
    if (codes.size() != 2) throw item.error("not_a_pair", "a pair is [from, to]");
    request.pairs.emplace_back(codes[0].code(), codes[1].code());
  }
  if (const auto least = members.find("min_n")) request.min_n = least->integer(0, 1'000'000'000);
  return request;
}

}  // namespace sandan
