#include "sandan/quota/requests.hpp"

#include "process/request_readers.hpp"
#include "quota/request_members.hpp"

/// Requests about quotas, read.
namespace sandan {

using json::Members;
using json::Node;
using process::read_names;
using namespace quota;

namespace {

constexpr std::int64_t most_minor = INT64_MAX;
constexpr std::size_t most_text = 1'000;

std::string read_text(const Members& members, std::string_view name, std::string otherwise = "") {
  const auto node = members.find(name);
  return node ? std::string(node->code(most_text)) : std::move(otherwise);
}

std::optional<Day> read_day(const Members& members, std::string_view name) {
  const auto node = members.find(name);
  return node ? std::optional(node->day()) : std::nullopt;
}

std::string read_language(const Members& members) {
  const auto node = members.find("language");
  return node ? std::string(node->code(35)) : "en";
}

double read_confidence(const Members& members, double otherwise) {
  const auto node = members.find("confidence");
  return node ? node->number(0.5, 0.999999) : otherwise;
}

std::int64_t read_min_n(const Members& members, std::int64_t otherwise) {
  const auto node = members.find("min_n");
  return node ? node->integer(1, 1'000'000'000) : otherwise;
}

std::map<std::string, std::string, std::less<>> read_pairs(const Members& members,
                                                           std::string_view name) {
  std::map<std::string, std::string, std::less<>> pairs;
  const auto node = members.find(name);
  if (!node) return pairs;
  if (!node->is_object()) throw node->error("not_object", "an object of codes is wanted here");
  for (const auto& member : node->value().get_object()) {
    const std::string axis(member.key());
    const Node code(member.value(), json::child_pointer(node->pointer(), axis),
                    Status::invalid_argument);
    pairs.emplace(axis, code.code(most_text));
  }
  return pairs;
}

QuotaPeriod read_period(const Members& members, QuotaPeriod otherwise) {
  const auto node = members.find("period");
  return node ? period_of(*node) : otherwise;
}

std::string read_kind(const Members& members) {
  const auto node = members.find("kind");
  if (!node) return "order";
  return node->choice({"order", "collection"}) == 0 ? "order" : "collection";
}

void check_range(const Members& members, const std::optional<Day>& from,
                 const std::optional<Day>& to) {
  if (from && to && *to < *from) {
    throw members.required("to").error("order", "`to` lies before `from`");
  }
}

template <class Request>
void read_window(const Members& members, Request& request) {
  request.from = read_day(members, "from");
  request.to = read_day(members, "to");
  check_range(members, request.from, request.to);
}

}  // namespace

QuotaBuildRequest QuotaBuildRequest::parse(std::string_view text) {
  const json::Value value = json::parse_request(text);
  const Members members = json::request_root(value).members({"as_of", "reason", "values"});
  QuotaBuildRequest request;
  request.as_of = read_day(members, "as_of");
  request.reason = read_text(members, "reason");
  if (const auto values = members.find("values")) request.values = values->boolean();
  return request;
}

TargetsRequest TargetsRequest::parse(std::string_view text) {
  const json::Value value = json::parse_request(text);
  const Members members = json::request_root(value).members(
      {"levels", "period", "from", "to", "at", "tiers", "zeros", "max_rows", "language"});
  TargetsRequest request;
  request.levels = read_pairs(members, "levels");
  request.period = read_period(members, request.period);
  read_window(members, request);
  request.at = read_pairs(members, "at");
  if (const auto tiers = members.find("tiers")) request.tiers = read_names(*tiers);
  if (const auto zeros = members.find("zeros")) request.zeros = zeros->boolean();
  if (const auto most = members.find("max_rows")) {
    request.max_rows = most->integer(1, INT32_MAX);
  }
  request.language = read_language(members);
  return request;
}

ProofRequest ProofRequest::parse(std::string_view text) {
  const json::Value value = json::parse_request(text);
  const Members members = json::request_root(value).members({"period", "only_broken"});
  ProofRequest request;
  request.period = read_period(members, request.period);
  if (const auto broken = members.find("only_broken")) request.only_broken = broken->boolean();
  return request;
}

PaceRequest PaceRequest::parse(std::string_view text) {
  const json::Value value = json::parse_request(text);
  const Members members = json::request_root(value).members(
      {"as_of", "by", "period", "kind", "tier", "currency", "confidence", "min_n", "strict"});
  PaceRequest request;
  request.as_of = members.required("as_of").day();
  if (const auto by = members.find("by")) request.by = read_names(*by);
  request.period = read_period(members, request.period);
  request.kind = read_kind(members);
  request.tier = read_text(members, "tier");
  request.currency = read_text(members, "currency");
  request.confidence = read_confidence(members, request.confidence);
  request.min_n = read_min_n(members, request.min_n);
  if (const auto strict = members.find("strict")) request.strict = strict->boolean();
  return request;
}

ReplanRequest ReplanRequest::parse(std::string_view text) {
  const json::Value value = json::parse_request(text);
  const Members members = json::request_root(value).members(
      {"from", "past", "carry", "kind", "total_minor", "at", "reason"});
  ReplanRequest request;
  request.from = members.required("from").day();
  if (const auto past = members.find("past")) {
    request.past = static_cast<Frozen>(past->choice({"plan", "actuals"}));
  }
  if (const auto carry = members.find("carry")) {
    request.carry = static_cast<Carry>(carry->choice({"none", "rep", "pooled"}));
  }
  request.kind = read_kind(members);
  if (const auto total = members.find("total_minor")) {
    request.total_minor = total->integer(0, most_minor);
  }
  request.at = read_pairs(members, "at");
  request.reason = read_text(members, "reason");
  return request;
}

QuotaDiffRequest QuotaDiffRequest::parse(std::string_view text) {
  const json::Value value = json::parse_request(text);
  const Members members = json::request_root(value).members({"levels", "period", "only_changes"});
  QuotaDiffRequest request;
  request.levels = read_pairs(members, "levels");
  request.period = read_period(members, request.period);
  if (const auto only = members.find("only_changes")) request.only_changes = only->boolean();
  return request;
}

ActivityTargetsRequest ActivityTargetsRequest::parse(std::string_view text) {
  const json::Value value = json::parse_request(text);
  const Members members = json::request_root(value).members(
      {"as_of", "period", "level", "proposal_stage", "visit_kinds", "call_kinds", "min_n",
       "confidence", "own_found_share", "strict"});
  ActivityTargetsRequest request;
  request.as_of = members.required("as_of").day();
  request.period = read_period(members, request.period);
  request.level = read_text(members, "level");
  request.proposal_stage = read_text(members, "proposal_stage");
  if (const auto kinds = members.find("visit_kinds")) request.visit_kinds = read_names(*kinds);
  if (const auto kinds = members.find("call_kinds")) request.call_kinds = read_names(*kinds);
  request.min_n = read_min_n(members, request.min_n);
  request.confidence = read_confidence(members, request.confidence);
  if (const auto share = members.find("own_found_share")) {
    request.own_found_share = share->number(0, 1);
  }
  if (const auto strict = members.find("strict")) request.strict = strict->boolean();
  return request;
}

HeadCountRequest HeadCountRequest::parse(std::string_view text) {
  const json::Value value = json::parse_request(text);
  const Members members =
      json::request_root(value).members({"as_of", "per_head_minor", "ramp_ppm", "attrition",
                                         "lead_workdays", "quantile", "experienced_share"});
  HeadCountRequest request;
  request.as_of = members.required("as_of").day();
  if (const auto amount = members.find("per_head_minor")) {
    request.per_head_minor = amount->integer(1, most_minor);
  }
  if (const auto ramp = members.find("ramp_ppm")) request.ramp_ppm = read_ramp(*ramp);
  if (const auto attrition = members.find("attrition")) {
    request.attrition = attrition->number(0, 1);
  }
  if (const auto lead = members.find("lead_workdays")) {
    request.lead_workdays = static_cast<std::int32_t>(lead->integer(0, 1'000));
  }
  if (const auto quantile = members.find("quantile")) request.quantile = quantile->number(0, 1);
  if (const auto share = members.find("experienced_share")) {
    request.experienced_share = share->number(0, 1);
  }
  return request;
}

PrinciplesRequest PrinciplesRequest::parse(std::string_view text) {
  const json::Value value = json::parse_request(text);
  const Members members = json::request_root(value).members({"as_of", "language"});
  PrinciplesRequest request;
  request.as_of = members.required("as_of").day();
  request.language = read_language(members);
  return request;
}

QuartilesRequest QuartilesRequest::parse(std::string_view text) {
  const json::Value value = json::parse_request(text);
  const Members members = json::request_root(value).members(
      {"within", "team", "measure", "kind", "from", "to", "min_n", "confidence"});
  QuartilesRequest request;
  if (const auto within = members.find("within")) request.within = read_names(*within);
  request.team = read_text(members, "team", request.team);
  request.measure = read_text(members, "measure", request.measure);
  request.kind = read_kind(members);
  read_window(members, request);
  request.min_n = read_min_n(members, request.min_n);
  request.confidence = read_confidence(members, request.confidence);
  return request;
}

ShapesRequest ShapesRequest::parse(std::string_view text) {
  const json::Value value = json::parse_request(text);
  const Members members =
      json::request_root(value).members({"period", "by", "candidates", "test_years", "kind"});
  ShapesRequest request;
  request.period = read_period(members, request.period);
  if (const auto by = members.find("by")) request.by = read_names(*by);
  if (const auto candidates = members.find("candidates")) {
    request.candidates = read_names(*candidates);
  }
  if (const auto years = members.find("test_years")) {
    request.test_years = static_cast<std::int32_t>(years->integer(1, 100));
  }
  request.kind = read_kind(members);
  return request;
}

AllocateRequest AllocateRequest::parse(std::string_view text) {
  const json::Value value = json::parse_request(text);
  const Members members = json::request_root(value).members({"total_minor", "round_to_minor"});
  AllocateRequest request;
  request.total_minor = members.required("total_minor").integer(0, most_minor);
  if (const auto unit = members.find("round_to_minor")) {
    request.round_to_minor = unit->integer(1, most_minor);
  }
  return request;
}

RakeRequest RakeRequest::parse(std::string_view text) {
  const json::Value value = json::parse_request(text);
  const Members members = json::request_root(value).members({"tolerance", "max_iterations"});
  RakeRequest request;
  if (const auto tolerance = members.find("tolerance")) {
    request.tolerance = tolerance->number(1e-15, 1);
  }
  if (const auto most = members.find("max_iterations")) {
    request.max_iterations = static_cast<std::int32_t>(most->integer(1, 10'000'000));
  }
  return request;
}

RoundRequest RoundRequest::parse(std::string_view text) {
  const json::Value value = json::parse_request(text);
  const Members members = json::request_root(value).members({"unit", "optimal"});
  RoundRequest request;
  if (const auto unit = members.find("unit")) request.unit = unit->number(1e-9, 1e15);
  if (const auto optimal = members.find("optimal")) request.optimal = optimal->boolean();
  return request;
}

}  // namespace sandan
