#pragma once

#include <vector>

#include "process/deals.hpp"

namespace sandan::process {

/// Reads the key columns of a history from `opportunities`, and through
/// account_id and owner_id from `accounts` and `reps`.
std::vector<KeyColumn> read_keys(const Opportunities& opportunities, const Tables& tables,
                                 const HistoryRequest& request, Budget& budget);

}  // namespace sandan::process
