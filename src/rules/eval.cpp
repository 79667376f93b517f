#include <set>

#include "rules/eval_extras.hpp"
#include "rules/faults.hpp"
#include "rules/requests.hpp"
#include "rules/sinks.hpp"

namespace sandan {

using json::Members;
using json::Node;

namespace {

constexpr std::int32_t most_questions = 100;
constexpr std::int64_t most_listed_faults = 100'000'000;

std::string request_text(const EvalRequest& request) {
  return std::move(rules::RequestText(request)
                       .texts("decisions", request.decisions)
                       .truth("could_be", request.could_be)
                       .integer("ask_next", request.ask_next)
                       .truth("if_unknown_is_no", request.if_unknown_is_no)
                       .truth("detail", request.detail)
                       .integer("most_faults", request.most_faults))
      .finish();
}

/// Keys and answers may share a name: then one could not be found.
void check_columns(const results::Table& results) {
  std::set<std::string_view> names;
  for (const results::Column& column : results.columns) {
    if (names.insert(column.name).second) continue;
    throw Error(Status::invalid_argument, "key_is_a_column",
                "two columns of the results would be called \"" + column.name +
                    "\"; leave the key out, or rename the output")
        .at("/keys");
  }
}

std::vector<std::size_t> decisions_asked(const rules::Definition& definition,
                                         const EvalRequest& request) {
  std::vector<std::size_t> asked;
  if (request.decisions.empty()) {
    for (std::size_t i = 0; i < definition.decisions.size(); ++i)
      asked.push_back(i);
    return asked;
  }
  for (std::size_t i = 0; i < request.decisions.size(); ++i) {
    const std::int32_t decision = definition.decision(request.decisions[i]);
    if (decision < 0) {
      throw Error(Status::invalid_argument, "unknown_name",
                  "the policy has no decision \"" + request.decisions[i] + "\"")
          .at("/decisions/" + std::to_string(i));
    }
    asked.push_back(static_cast<std::size_t>(decision));
  }
  return asked;
}

}  // namespace

EvalRequest EvalRequest::parse(std::string_view text) {
  const json::Value value = json::parse_request(text);
  const Members members = rules::request_members(
      value, {"decisions", "could_be", "ask_next", "if_unknown_is_no", "detail", "most_faults"});
  EvalRequest request;
  rules::read_policy_request(members, request);
  if (const auto decisions = members.find("decisions")) {
    std::set<std::string_view> seen;
    for (const Node& item : decisions->items()) {
      if (!seen.insert(item.code()).second) {
        throw item.error("duplicate_code", "the decision is listed twice");
      }
      request.decisions.emplace_back(item.text());
    }
  }
  const auto truth = [&](std::string_view name, bool& out) {
    if (const auto node = members.find(name)) out = node->boolean();
  };
  truth("could_be", request.could_be);
  truth("if_unknown_is_no", request.if_unknown_is_no);
  truth("detail", request.detail);
  if (const auto ask = members.find("ask_next")) {
    request.ask_next = static_cast<std::int32_t>(ask->integer(0, most_questions));
  }
  if (const auto most = members.find("most_faults")) {
    request.most_faults = most->integer(0, most_listed_faults);
  }
  return request;
}

Result Policy::eval(const Tables& tables, const EvalRequest& request, const Run& run) const {
  const rules::Asked asked = rules::ask(*versions_, tables, request, run);
  const auto decisions = decisions_asked(*asked.plan->definition, request);
  const auto& kernels = rules::kernels::best();
  Budget budget(run.max_bytes);
  std::vector<std::unique_ptr<rules::Sink>> sinks;
  sinks.reserve(decisions.size() + 1);
  for (const std::size_t decision : decisions)
    sinks.push_back(rules::make_sink(asked, decision, kernels, budget));
  if (!asked.plan->conflicts.empty()) sinks.push_back(rules::make_conflict_sink(asked, budget));
  rules::Extras extras(asked, request, decisions);
  rules::FaultTables faults(asked, request.most_faults, request.values);
  const bool has_extras = extras.are_wanted();
  rules::for_each_batch(asked, run, [&](std::int64_t part, rules::Batch& batch) {
    for (const auto& sink : sinks)
      sink->take(part, batch);
    if (has_extras) extras.take(part, batch);
    faults.take(part, batch);
  });
  std::vector<results::Table> answer(1);
  results::Table results;
  results.name = "results";
  results.rows = asked.rows();
  rules::add_keys(results, asked);
  std::vector<results::Table> more;
  for (const auto& sink : sinks)
    sink->finish(results, more);
  extras.finish(results, more);
  faults.finish(more);
  check_columns(results);
  answer.front() = std::move(results);
  std::move(more.begin(), more.end(), std::back_inserter(answer));
  return rules::make_result(*asked.plan->definition, "eval", request_text(request), request.as_of,
                            std::move(answer));
}

}  // namespace sandan
