#include "quota/request_texts.hpp"

#include "process/request_parts.hpp"
#include "quota/request_members.hpp"

namespace sandan::quota {

using process::add_names;
using process::ObjectText;

namespace {

void add_pairs(ObjectText& object, std::string_view name,
               const std::map<std::string, std::string, std::less<>>& pairs) {
  ObjectText inner;
  for (const auto& [axis, code] : pairs)
    inner.text(axis, code);
  object.json(name, std::move(inner).finish());
}

void add_day(ObjectText& object, std::string_view name, const std::optional<Day>& day) {
  if (day) object.text(name, format_day(*day));
}

void add_period(ObjectText& object, QuotaPeriod period) { object.text("period", word_of(period)); }

void add_text(ObjectText& object, std::string_view name, const std::string& text) {
  if (!text.empty()) object.text(name, text);
}

}  // namespace

QuotaPeriod period_of(const json::Node& node) {
  return static_cast<QuotaPeriod>(node.choice({"all", "year", "quarter", "month", "week", "day"}));
}

std::vector<std::int32_t> read_ramp(const json::Node& node) {
  const auto items = node.items();
  if (items.empty()) throw node.error("empty", "at least one month is wanted here");
  if (items.size() > 120) throw node.error("too_many", "at most 120 months");
  std::vector<std::int32_t> ramp;
  for (const json::Node& item : items)
    ramp.push_back(static_cast<std::int32_t>(item.integer(0, 10'000'000)));
  return ramp;
}

std::string request_text(const QuotaBuildRequest& request) {
  ObjectText object;
  add_day(object, "as_of", request.as_of);
  add_text(object, "reason", request.reason);
  object.truth("values", request.values);
  return std::move(object).finish();
}

std::string request_text(const TargetsRequest& request) {
  ObjectText object;
  add_pairs(object, "levels", request.levels);
  add_period(object, request.period);
  add_day(object, "from", request.from);
  add_day(object, "to", request.to);
  add_pairs(object, "at", request.at);
  add_names(object, "tiers", request.tiers);
  object.truth("zeros", request.zeros);
  object.integer("max_rows", request.max_rows);
  object.text("language", request.language);
  return std::move(object).finish();
}

std::string request_text(const ProofRequest& request) {
  ObjectText object;
  add_period(object, request.period);
  object.truth("only_broken", request.only_broken);
  return std::move(object).finish();
}

std::string request_text(const PaceRequest& request) {
  ObjectText object;
  object.text("as_of", format_day(request.as_of));
  add_names(object, "by", request.by);
  add_period(object, request.period);
  object.text("kind", request.kind);
  add_text(object, "tier", request.tier);
  add_text(object, "currency", request.currency);
  object.number("confidence", request.confidence);
  object.integer("min_n", request.min_n);
  object.truth("strict", request.strict);
  return std::move(object).finish();
}

std::string request_text(const ReplanRequest& request) {
  constexpr std::array<std::string_view, 2> pasts = {"plan", "actuals"};
  constexpr std::array<std::string_view, 3> carries = {"none", "rep", "pooled"};
  ObjectText object;
  object.text("from", format_day(request.from));
  object.text("past", pasts[static_cast<std::size_t>(request.past)]);
  object.text("carry", carries[static_cast<std::size_t>(request.carry)]);
  object.text("kind", request.kind);
  if (request.total_minor) object.integer("total_minor", *request.total_minor);
  add_pairs(object, "at", request.at);
  add_text(object, "reason", request.reason);
  return std::move(object).finish();
}

std::string request_text(const QuotaDiffRequest& request) {
  ObjectText object;
  add_pairs(object, "levels", request.levels);
  add_period(object, request.period);
  object.truth("only_changes", request.only_changes);
  return std::move(object).finish();
}

std::string request_text(const ActivityTargetsRequest& request) {
  ObjectText object;
  object.text("as_of", format_day(request.as_of));
  add_period(object, request.period);
  add_text(object, "level", request.level);
  add_text(object, "proposal_stage", request.proposal_stage);
  add_names(object, "visit_kinds", request.visit_kinds);
  add_names(object, "call_kinds", request.call_kinds);
  object.integer("min_n", request.min_n);
  object.number("confidence", request.confidence);
  if (request.own_found_share) object.number("own_found_share", *request.own_found_share);
  object.truth("strict", request.strict);
  return std::move(object).finish();
}

std::string request_text(const HeadCountRequest& request) {
  ObjectText object;
  object.text("as_of", format_day(request.as_of));
  if (request.per_head_minor) object.integer("per_head_minor", *request.per_head_minor);
  if (!request.ramp_ppm.empty()) {
    object.array("ramp_ppm", request.ramp_ppm,
                 [](std::string& out, std::int32_t ppm) { out += std::to_string(ppm); });
  }
  if (request.attrition) object.number("attrition", *request.attrition);
  object.integer("lead_workdays", request.lead_workdays);
  object.number("quantile", request.quantile);
  object.number("experienced_share", request.experienced_share);
  return std::move(object).finish();
}

std::string request_text(const PrinciplesRequest& request) {
  ObjectText object;
  object.text("as_of", format_day(request.as_of));
  object.text("language", request.language);
  return std::move(object).finish();
}

std::string request_text(const QuartilesRequest& request) {
  ObjectText object;
  add_names(object, "within", request.within);
  object.text("team", request.team);
  object.text("measure", request.measure);
  object.text("kind", request.kind);
  add_day(object, "from", request.from);
  add_day(object, "to", request.to);
  object.integer("min_n", request.min_n);
  object.number("confidence", request.confidence);
  return std::move(object).finish();
}

std::string request_text(const ShapesRequest& request) {
  ObjectText object;
  add_period(object, request.period);
  add_names(object, "by", request.by);
  add_names(object, "candidates", request.candidates);
  object.integer("test_years", request.test_years);
  object.text("kind", request.kind);
  return std::move(object).finish();
}

std::string request_text(const AllocateRequest& request) {
  ObjectText object;
  object.integer("total_minor", request.total_minor);
  object.integer("round_to_minor", request.round_to_minor);
  return std::move(object).finish();
}

std::string request_text(const RakeRequest& request) {
  ObjectText object;
  object.number("tolerance", request.tolerance);
  object.integer("max_iterations", request.max_iterations);
  return std::move(object).finish();
}

std::string request_text(const RoundRequest& request) {
  ObjectText object;
  object.number("unit", request.unit);
  object.truth("optimal", request.optimal);
  return std::move(object).finish();
}

}  // namespace sandan::quota
