#include "process/request_parts.hpp"
#include "process/request_readers.hpp"
#include "process/requests.hpp"

/// Requests about gates and gauges.
namespace sandan {

using json::Members;
using namespace process;

namespace {

constexpr std::int64_t most_steps = 1'000'000'000;

}  // namespace

GatesRequest GatesRequest::parse(std::string_view text) {
  const json::Value value = json::parse_request(text);
  const Members members = json::request_root(value).members({"to", "outcomes", "keys", "steps"});
  GatesRequest request;
  if (const auto to = members.find("to")) request.to = to->code();
  if (const auto outcomes = members.find("outcomes")) request.outcomes = read_outcomes(*outcomes);
  if (const auto keys = members.find("keys")) request.keys = read_names(*keys);
  if (const auto steps = members.find("steps")) request.steps = steps->integer(0, most_steps);
  return request;
}

GaugesRequest GaugesRequest::parse(std::string_view text) {
  const json::Value value = json::parse_request(text);
  const Members members =
      json::request_root(value).members({"mode", "max_gap", "min_n", "confidence"});
  GaugesRequest request;
  if (const auto mode = members.find("mode")) request.mode = mode->code();
  if (const auto max_gap = members.find("max_gap")) request.max_gap = max_gap->code();
  request.sampling = read_sampling(members);
  return request;
}

namespace process {

std::string request_text(const GatesRequest& request) {
  ObjectText object;
  object.text("to", request.to);
  add_outcomes(object, request.outcomes);
  add_names(object, "keys", request.keys);
  object.integer("steps", request.steps);
  return std::move(object).finish();
}

std::string request_text(const GaugesRequest& request) {
  ObjectText object;
  object.text("mode", request.mode);
  object.text("max_gap", request.max_gap);
  add(object, request.sampling);
  return std::move(object).finish();
}

}  // namespace process
}  // namespace sandan
