#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "quota/definition.hpp"
#include "quota/split_tree.hpp"
#include "quota/time_axis.hpp"
#include "sandan/core/run.hpp"
#include "sandan/core/tables.hpp"

/// The shares a plan's weights give, from the tables they name.
namespace sandan::quota {

struct WeightInput {
  const Definition& definition;
  const std::vector<AxisTree>& axes;
  const SplitTree& split;
  const TimeAxis& time;
  const Tables& tables;
  Day as_of;
  bool values;
  const Run& run;
};

/// Weight of each node of the split tree among its siblings, by node; that of
/// the whole is 1. Nodes that take no part in any day of the plan weigh 0.
///
/// - Leaves that take part in some of the plan's working days only weigh so
///   much less: by equal, actuals and pipeline, and where one code is several
///   leaves (a rep who changes team). By workdays and capacity they do anyway.
/// - `actuals` of an inner node are those of the days its leaves were in it. A
///   leaf's are all of its code, whatever leaf the code was then: a rep takes
///   his history along. Returns beyond it weigh 0. `parent` and `company` say whose mix of the
///   nodes of a lower axis counts: that of the node above on the first axis, or of its root.
///   Without any history the mix of the next one up counts, in the end equal shares. So does it
///   where all siblings weigh 0.
/// - Shrinkage: with K = shrink_minor, weights are h + K p of own history h and
///   the shape p of the parent (on the first axis, equal shares). K of 0 is
///   estimated: see prior_weight(); observations are Kish's effective number
///   of rows.
/// - `blend`: each part's weights among siblings sum to 1 before they are mixed.
///
/// Throws Error{data | schema} with a JSON pointer, or table, row and column:
/// weight_missing (a sibling has a weight and this one none), negative_weight,
/// not_a_number, all_weights_zero (of given ones), no_history (no row in the
/// days asked for), no_pipeline, history_misses_period, missing_table, missing_column,
/// no_rate.
std::vector<double> sibling_weights(const WeightInput& input);

/// How amounts spread over the days: a few shapes shared by many lines.
struct DayShapes {
  std::vector<std::vector<double>> weights;  ///< by shape, by day of the plan
  std::vector<std::int32_t> of_line;         ///< shape of each line
};

/// Shapes of the lines: the plan's time weights, on the days a line takes part
/// (leavers, hires with ramp-up), with the weight of a quarter's focus. A shape
/// without any weight is all 0: that of a line which takes no part.
///
/// By `actuals` a period of the plan weighs what the same period brought: the
/// latest of that number in the fiscal year which ended before the plan and by
/// `as_of`, or those within [from, to]; what a period weighs is spread evenly
/// over its working days. `own` is the line's history, `parent` that of the node
/// above on the first axis, `company` that of all; without any history the next
/// one up counts, in the end working days. By `pipeline` a period weighs what
/// is expected to close in it.
DayShapes day_shapes(const WeightInput& input);

}  // namespace sandan::quota
