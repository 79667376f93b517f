#pragma once

#include <optional>
#include <vector>

#include "quota/weights.hpp"

namespace sandan::quota {

/// Numbers the document or a table gives to nodes of an axis, by node.
using NodeValues = std::vector<std::optional<double>>;

/// Weights of the document by code, or "level:code"; for nodes it does not name
/// those of `quota_nodes`, of the row whose days meet the node's. Throws
/// Error{data} (negative_weight, not_a_number).
NodeValues given_values(const WeightInput& input, std::size_t axis, const Weights& weights);

/// A column of `quota_nodes`, and of `reps` for leaves of the sales axis. An
/// inner node without a value has the sum of its children's when all are known.
/// Throws Error{schema, missing_column} when neither table has the column.
NodeValues potential_values(const WeightInput& input, std::size_t axis, const Weights& weights);

/// What leaves of the axis can do in the plan: capacity × ramp-up × working
/// days, inner nodes the sum of theirs. Of an axis other than sales, working
/// days alone.
NodeValues capacity_values(const WeightInput& input, std::size_t axis);

}  // namespace sandan::quota
