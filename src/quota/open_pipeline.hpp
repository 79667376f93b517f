#pragma once

#include <span>
#include <string_view>

#include "quota/actuals.hpp"

namespace sandan::quota {

/// Deals of table `opportunities` that are open at the end of a day, as rows to
/// weigh by: created by then (or who knows when), not closed or won by then, and
/// not of an outcome other than open without a day of closing. Of rows of one
/// opportunity_id one counts. Their reps are those of its credits, else owner_id;
/// places are those of the day; `day` is expected_close_on, process::no_day
/// where there is none. Deals without an amount are left out. Amounts are
/// converted into `currency` at the day's rates. Messages show cells by `values`. Throws as
/// read_actuals().
Actuals open_pipeline(const Tables& tables, std::string_view currency,
                      std::span<const AxisTree> axes, Day as_of, const Run& run = {},
                      bool values = true);

}  // namespace sandan::quota
