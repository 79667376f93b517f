#pragma once

#include "quota/actuals.hpp"
#include "quota/history_window.hpp"
#include "quota/weights.hpp"

namespace sandan::quota {

/// Rows that weights by actuals (of their kind, in these days) or by pipeline
/// are taken from, on the axes of the plan. What a rep who is no node of the
/// sales tree brought, such as one who left, counts for the team of that day.
Actuals weighed_rows(const WeightInput& input, const Weights& weights, DayWindow window);

}  // namespace sandan::quota
