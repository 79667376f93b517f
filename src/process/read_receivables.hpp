#pragma once

#include <vector>

#include "process/deals.hpp"

namespace sandan::process {

/// Reads `receivables` as of the end of a day: what was collected later is not
/// collected yet. Rows that cannot be used become faults.
ReceivableColumns read_receivables(const arrow::Table& table, const Opportunities& opportunities,
                                   Day as_of, const PartRunner& runner, Budget& budget,
                                   std::vector<FaultRow>& faults);

}  // namespace sandan::process
