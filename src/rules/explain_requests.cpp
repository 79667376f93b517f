#include <set>

#include "core/json.hpp"
#include "rules/requests.hpp"
#include "sandan/rules.hpp"

namespace sandan {

using json::Members;
using json::Node;

namespace {

constexpr std::int32_t largest_change = 10;
constexpr std::int32_t most_alternatives = 100;

}  // namespace

WhyNotRequest WhyNotRequest::parse(std::string_view text) {
  const json::Value value = json::parse_request(text);
  const Members members =
      rules::request_members(value, {"goal", "rows", "most_changes", "alternatives"});
  WhyNotRequest request;
  rules::read_policy_request(members, request);
  request.goal = rules::read_policy_values(members.required("goal"));
  if (const auto rows = members.find("rows")) {
    std::set<std::int64_t> seen;
    for (const Node& item : rows->items()) {
      if (!seen.insert(item.integer(0, INT64_MAX)).second) {
        throw item.error("duplicate_row", "the row is listed twice");
      }
      request.rows.push_back(item.integer(0, INT64_MAX));
    }
  }
  if (const auto most = members.find("most_changes")) {
    request.most_changes = static_cast<std::int32_t>(most->integer(0, largest_change));
  }
  if (const auto most = members.find("alternatives")) {
    request.alternatives = static_cast<std::int32_t>(most->integer(1, most_alternatives));
  }
  return request;
}

LintRequest LintRequest::parse(std::string_view text) {
  const json::Value value = json::parse_request(text);
  const Members members = rules::request_members(value, {"language"});
  LintRequest request;
  rules::read_policy_request(members, request);
  if (const auto language = members.find("language")) request.language = language->code(35);
  return request;
}

}  // namespace sandan
