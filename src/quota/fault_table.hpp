#pragma once

#include <vector>

#include "core/row_faults.hpp"
#include "quota/actuals.hpp"

namespace sandan::quota {

/// Faults of actuals and credits, in their order.
std::vector<results::RowFault> faults_of(const Actuals& actuals);

}  // namespace sandan::quota
