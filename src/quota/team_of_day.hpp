#pragma once

#include <cstddef>

#include "quota/actuals.hpp"

namespace sandan::quota {

/// Puts actuals of reps who are no node of a sales tree, such as that of a plan
/// for teams, on the node of their team, region or manager on that day:
/// columns of `rep_assignments`, else of `reps`, named as a level of the tree
/// or as that with "_id", the deepest level first. `axis` is the tree's place
/// among those `actuals` were read for. Faults of rows that find a node go.
void place_by_team(const Tables& tables, const AxisTree& tree, std::size_t axis, Actuals& actuals);

}  // namespace sandan::quota
