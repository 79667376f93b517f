#include <array>

#include "process/request_parts.hpp"
#include "process/request_readers.hpp"
#include "process/requests.hpp"

/// Requests about time, persons and receivables.
namespace sandan {

using json::Members;
using json::Node;
using namespace process;

namespace {

constexpr std::int64_t most_teachers = 1'000;

FunnelRequest::Reached read_reached(const Node& node) {
  return static_cast<FunnelRequest::Reached>(node.choice({"entered", "passed"}));
}

}  // namespace

DwellRequest DwellRequest::parse(std::string_view text) {
  const json::Value value = json::parse_request(text);
  const Members members = json::request_root(value).members(
      {"by", "rollup", "max_groups", "phase", "cohort", "min_n", "confidence"});
  DwellRequest request;
  request.grouping = read_grouping(members);
  if (const auto phase = members.find("phase")) {
    request.phase = static_cast<FunnelRequest::Part>(phase->choice({"before", "after", "all"}));
  }
  request.cohort = read_cohort(members);
  request.sampling = read_sampling(members, request.sampling);
  return request;
}

SurvivalRequest SurvivalRequest::parse(std::string_view text) {
  const json::Value value = json::parse_request(text);
  const Members members =
      json::request_root(value).members({"from", "to", "horizons", "unit", "curve", "by", "rollup",
                                         "max_groups", "cohort", "min_n", "confidence"});
  SurvivalRequest request;
  if (const auto from = members.find("from")) request.from = from->code();
  if (const auto to = members.find("to")) request.to = to->code();
  if (const auto horizons = members.find("horizons")) {
    request.horizons = read_rising_days(*horizons);
  }
  if (const auto unit = members.find("unit")) {
    request.unit = static_cast<TimeUnit>(unit->choice({"days", "workdays"}));
  }
  if (const auto curve = members.find("curve")) request.curve = curve->boolean();
  request.grouping = read_grouping(members);
  request.cohort = read_cohort(members);
  request.sampling = read_sampling(members);
  return request;
}

StallsRequest StallsRequest::parse(std::string_view text) {
  const json::Value value = json::parse_request(text);
  const Members members =
      json::request_root(value).members({"quantile", "min_n", "keys", "stages", "confidence"});
  StallsRequest request;
  if (const auto quantile = members.find("quantile")) request.quantile = quantile->number(0, 1);
  if (const auto keys = members.find("keys")) request.keys = read_names(*keys);
  if (const auto stages = members.find("stages")) request.stages = read_names(*stages);
  const Sampling sampling = read_sampling(members, {request.min_n, request.confidence});
  request.min_n = sampling.min_n;
  request.confidence = sampling.confidence;
  return request;
}

VelocityRequest VelocityRequest::parse(std::string_view text) {
  const json::Value value = json::parse_request(text);
  const Members members = json::request_root(value).members(
      {"by", "rollup", "max_groups", "cohort", "cycle", "min_n", "confidence"});
  VelocityRequest request;
  request.grouping = read_grouping(members);
  request.cohort = read_cohort(members);
  if (const auto cycle = members.find("cycle")) {
    request.cycle = static_cast<Cycle>(cycle->choice({"mean", "median"}));
  }
  request.sampling = read_sampling(members);
  return request;
}

CompareRequest CompareRequest::parse(std::string_view text) {
  const json::Value value = json::parse_request(text);
  const Members members = json::request_root(value).members(
      {"of", "within", "reached", "cohort", "min_n", "confidence", "teachers", "max_groups"});
  CompareRequest request;
  if (const auto of = members.find("of")) request.of = of->code(200);
  if (const auto within = members.find("within")) request.within = within->code(200);
  if (const auto reached = members.find("reached")) request.reached = read_reached(*reached);
  request.cohort = read_cohort(members);
  request.sampling = read_sampling(members);
  if (const auto most = members.find("teachers"))
    request.teachers = most->integer(0, most_teachers);
  if (const auto most = members.find("max_groups")) {
    request.max_groups = most->integer(1, most_groups);
  }
  return request;
}

ReceivablesRequest ReceivablesRequest::parse(std::string_view text) {
  const json::Value value = json::parse_request(text);
  const Members members =
      json::request_root(value).members({"by", "rollup", "max_groups", "ages", "keys"});
  ReceivablesRequest request;
  request.grouping = read_grouping(members);
  if (const auto ages = members.find("ages")) {
    request.ages = read_rising_days(*ages);
    if (!request.ages.empty() && request.ages.front() == 0) {
      throw ages->error("out_of_range", "the first band ends on the first day at the earliest");
    }
  }
  if (const auto keys = members.find("keys")) request.keys = read_names(*keys);
  return request;
}

namespace process {
namespace {

constexpr std::array<std::string_view, 2> reached_codes = {"entered", "passed"};
constexpr std::array<std::string_view, 3> part_codes = {"before", "after", "all"};
constexpr std::array<std::string_view, 2> unit_codes = {"days", "workdays"};
constexpr std::array<std::string_view, 2> cycle_codes = {"mean", "median"};

void add_days(ObjectText& object, std::string_view name, const std::vector<std::int32_t>& days) {
  object.array(name, days, [](std::string& out, std::int32_t day) { out += std::to_string(day); });
}

}  // namespace

std::string request_text(const DwellRequest& request) {
  ObjectText object;
  add(object, request.grouping);
  object.text("phase", part_codes[static_cast<std::size_t>(request.phase)]);
  add(object, request.cohort);
  add(object, request.sampling);
  return std::move(object).finish();
}

std::string request_text(const SurvivalRequest& request) {
  ObjectText object;
  object.text("from", request.from);
  object.text("to", request.to);
  add_days(object, "horizons", request.horizons);
  object.text("unit", unit_codes[static_cast<std::size_t>(request.unit)]);
  object.truth("curve", request.curve);
  add(object, request.grouping);
  add(object, request.cohort);
  add(object, request.sampling);
  return std::move(object).finish();
}

std::string request_text(const StallsRequest& request) {
  ObjectText object;
  object.number("quantile", request.quantile);
  add_names(object, "keys", request.keys);
  add_names(object, "stages", request.stages);
  add(object, Sampling{request.min_n, request.confidence});
  return std::move(object).finish();
}

std::string request_text(const VelocityRequest& request) {
  ObjectText object;
  add(object, request.grouping);
  add(object, request.cohort);
  object.text("cycle", cycle_codes[static_cast<std::size_t>(request.cycle)]);
  add(object, request.sampling);
  return std::move(object).finish();
}

std::string request_text(const CompareRequest& request) {
  ObjectText object;
  object.text("of", request.of);
  if (request.within) object.text("within", *request.within);
  object.text("reached", reached_codes[static_cast<std::size_t>(request.reached)]);
  add(object, request.cohort);
  add(object, request.sampling);
  object.integer("teachers", request.teachers);
  object.integer("max_groups", request.max_groups);
  return std::move(object).finish();
}

std::string request_text(const ReceivablesRequest& request) {
  ObjectText object;
  add(object, request.grouping);
  add_days(object, "ages", request.ages);
  add_names(object, "keys", request.keys);
  return std::move(object).finish();
}

}  // namespace process
}  // namespace sandan
