#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "core/json.hpp"
#include "rules/plan.hpp"
#include "sandan/rules.hpp"

/// What requests to a policy share, read from JSON and written for metadata.
namespace sandan::rules {

inline constexpr std::int64_t most_steps = 1'000'000'000;

/// Members every request knows, with those of its own.
json::Members request_members(const json::Value& value,
                              std::initializer_list<std::string_view> own);
void read_policy_request(const json::Members& members, PolicyRequest& request);

PolicyValue read_policy_value(const json::Node& node);
/// An object of values by code.
PolicyParameters read_policy_values(const json::Node& node);

/// A value of a request as one of a type. Throws Error{invalid_argument} at `place`.
Value value_of(const PolicyValue& value, feel::Type type, const std::string& place);
/// Values of a request's parameters in their types.
Parameters parameters_of(const Definition& definition, const PolicyParameters& given);

/// Text of a request as JSON, made member by member.
class RequestText {
 public:
  explicit RequestText(const PolicyRequest& request);

  RequestText& text(std::string_view name, std::string_view value);
  RequestText& integer(std::string_view name, std::int64_t value);
  RequestText& truth(std::string_view name, bool value);
  RequestText& texts(std::string_view name, const std::vector<std::string>& values);
  RequestText& integers(std::string_view name, const std::vector<std::int64_t>& values);
  RequestText& values(std::string_view name, const PolicyParameters& values);
  RequestText& grid(std::string_view name, const std::vector<PolicyParameters>& values);
  std::string finish() &&;

 private:
  void name(std::string_view name);

  std::string text_ = "{";
};

}  // namespace sandan::rules
