#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/json.hpp"
#include "sandan/process.hpp"

/// Parts that requests share.
namespace sandan::process {

/// Bound of `max_groups`.
inline constexpr std::int64_t most_groups = 100'000'000;

/// Members `by`, `rollup` and `max_groups`.
Grouping read_grouping(const json::Members& members);
/// Member `cohort`.
std::optional<Cohort> read_cohort(const json::Members& members);
/// Members `min_n` and `confidence`; `sampling` is what stands without them.
Sampling read_sampling(const json::Members& members, Sampling sampling = {});
/// Names of columns or stages, each once.
std::vector<std::string> read_names(const json::Node& node);
/// Outcomes of the deals wanted.
std::vector<Outcome> read_outcomes(const json::Node& node);
/// Numbers of days in rising order.
std::vector<std::int32_t> read_rising_days(const json::Node& node);

}  // namespace sandan::process
