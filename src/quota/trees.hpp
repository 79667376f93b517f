#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "quota/axis_tree.hpp"
#include "quota/definition.hpp"
#include "sandan/core/tables.hpp"

/// The trees of a plan's axes, from the document and the tables it names.
namespace sandan::quota {

/// A tree per axis, in the order of splitting; the time axis apart.
///
/// Nodes whose days do not meet the plan's period are left out, and so is a
/// node all of whose children are. `from` and `to` of a node are the days of
/// the input within those of the nodes above it, and not cut to the plan; an
/// inner node takes part from the first to the last day of its children.
///
/// - `nodes`, `table`: the nodes given. A node of several rows of
///   `quota_nodes`, each with days of its own, stands in each of its places.
/// - `levels`: columns of `reps`, then the rep. On days that a row of
///   `rep_assignments` covers its cells hold, a null saying that there is none;
///   on other days, and for columns it does not have, those of `reps`. Days no
///   row covers are of no part for a rep whose row in `reps` names no place at
///   all. Days before hired_on and after left_on do
///   not count. A rep without a level's value is treated as
///   TreeSource::unplaced says.
/// - `managers`: manager_id of `reps`, dated by `rep_assignments`. A manager
///   with a `capacity` above 0, or without known capacity but with `actuals`
///   up to `as_of`, sells too: a leaf of the same code is the first child of
///   his node.
///
/// Throws Error{schema | data} with table, row and column: missing_id, missing_date,
/// duplicate_id, duplicate_node, unknown_parent, parent_cycle (the message
/// names the cycle), overlapping_assignments, unplaced_rep, unknown_rep,
/// ends_before_it_starts, reserved_code, level_of_depth; Error{data, empty_axis}
/// when nothing takes part in the plan; Error{limit, too_many_nodes}.
std::vector<AxisTree> axis_trees(const Definition& definition, const Tables& tables, Day as_of,
                                 bool values);

/// The nodes a code of a place means: the topmost ones of that code, in order,
/// none below another; of one level only when the code is "level:code" and no
/// node has that whole code. None when there is no such node. Throws
/// Error{data, ambiguous_node} when the tree is of levels and nodes of several
/// of them, none below another, have the code.
std::vector<std::int32_t> place_nodes(const AxisTree& tree, std::string_view code);

/// Codes from the root down to a node: "company/north/t1/r7".
std::string path_of(const AxisTree& tree, std::int32_t node);

}  // namespace sandan::quota
