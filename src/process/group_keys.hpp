#pragma once

#include <string_view>
#include <vector>

#include "process/grouping.hpp"

namespace sandan::process {

/// The codes of one key of a request; `position` is its place in `by`.
KeyCodes key_codes(const HistoryData& history, const std::vector<Standing>& standings,
                   const Key& key, std::size_t position);

/// Currency codes of the deals.
KeyCodes currency_codes(const HistoryData& history);

/// The days of a date by name: created_on, closed_on, won_on,
/// expected_close_on, completed_on, or a kept date column. `where` is the
/// pointer of a refusal.
std::vector<Day> days_named(const HistoryData& history, const std::vector<Standing>& standings,
                            std::string_view name, std::string where);

}  // namespace sandan::process
