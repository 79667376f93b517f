#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sandan/core/labels.hpp"

/// A document about what reps are paid for ("sandan": "incentive/1").
namespace sandan::quota {

/// What a component pays for. Measures of a vendor's own begin with "x_".
enum class Measure : std::uint8_t {
  value,          ///< amount of orders
  margin,         ///< of the orders
  new_customers,  ///< number or amount
  transactions,   ///< number of orders, whatever they are worth
  quota,          ///< attainment of a target in money
  collection,     ///< money collected
  retention,      ///< customers kept
  activity,       ///< good contacts, visits, plans kept
  training,       ///< topics learned, or taught
  satisfaction,   ///< of customers
  own,            ///< "x_…"
};
inline constexpr std::array<std::string_view, 10> measure_words = {
    "value",      "margin",    "new_customers", "transactions", "quota",
    "collection", "retention", "activity",      "training",     "satisfaction"};

/// Rep roles whose needs are known.
inline constexpr std::array<std::string_view, 7> role_words = {
    "account_manager", "generalist", "product_specialist", "remote", "presales",
    "trainee",         "leader"};

struct IncentiveComponent {
  std::string code;
  Labels label;
  Measure measure = Measure::own;
  std::optional<std::int32_t> weight_ppm;
  std::optional<bool> cross_selling;
  std::optional<bool> is_shared;  ///< credit: all who share it, or its owner alone
};

struct IncentiveRole {
  std::string role;
  Labels label;
  std::vector<IncentiveComponent> components;
};

struct Incentive {
  std::string code;
  Labels label;
  std::string digest;
  std::vector<IncentiveRole> roles;
};

/// Throws Error{parse | document | unsupported | limit} with a JSON pointer.
Incentive read_incentive(std::string_view json);

/// Figures of one role above which a plan is no longer simple.
inline constexpr std::size_t most_simple_figures = 5;

}  // namespace sandan::quota
