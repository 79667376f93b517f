#pragma once

#include "quota/definition.hpp"
#include "quota/tree_builder.hpp"
#include "sandan/core/tables.hpp"

namespace sandan::quota {

/// The tree of an axis whose nodes are of `reps`: by levels or by managers.
/// See trees.hpp.
AxisTree tree_of_reps(TreeInput input, const Axis& axis, const Tables& tables, Day as_of,
                      bool values);

/// The tree of nodes listed in the document, with JSON pointers in refusals.
AxisTree tree_of_nodes(const Definition& definition, const Axis& axis);

}  // namespace sandan::quota
