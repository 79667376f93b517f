#pragma once

#include <memory>

#include "quota/quota_data.hpp"
#include "sandan/core/tables.hpp"

namespace sandan::quota {

/// The plan with the days cut on which people are not there any more by `reps`
/// (rep_id, left_on; the last day included): what a re-plan learns of leavers.
/// The plan itself where there is no such table or nobody leaves earlier than
/// it knew. Throws Error{data} for an impossible day.
std::shared_ptr<const QuotaData> without_leavers(std::shared_ptr<const QuotaData> data,
                                                 const Tables& tables);

/// Last day, from the plan's first, on which all nodes above a line take part.
std::int32_t last_day_of(const QuotaData& data, std::int32_t line);

}  // namespace sandan::quota
