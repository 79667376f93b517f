#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "quota/bounds_flow.hpp"
#include "quota/decompose.hpp"
#include "quota/line_days.hpp"
#include "quota/quota_data.hpp"

/// Limits of places: put on lines and days, judged together, kept by ideals.
namespace sandan::quota {

struct PlacingInput {
  const Definition& definition;
  const std::vector<AxisTree>& axes;
  const SplitTree& split;
  const TimeAxis& time;
  const Tables& tables;
  Day as_of;    ///< end of what growth is measured from
  bool values;  ///< whether messages may hold amounts
  const Run& run;
};

/// A constraint of the plan with where it lies and its limits in units.
struct PlacedLimit {
  PlacedConstraint placed;
  /// By axis: nodes of its tree, in order, none below another.
  std::vector<std::vector<std::int32_t>> nodes;
  std::int64_t low = 0;
  std::int64_t high = no_cap;
  /// Where `low` and `high` are those of the base layer for a limit of an upper
  /// one: what that is given more.
  Factor factor = {};
};

/// The constraints of the document and of `quota_constraints`. Floors are
/// raised to whole units, caps lowered. Throws Error{document | data} with its
/// place: unknown_node, unknown_period, negative_limit, fixed_between_units,
/// one_limit_per_row, missing_code, duplicate_code; year_before_not_over for
/// growth over days of the plan itself that are not over by `as_of`.
std::vector<PlacedLimit> place_constraints(const PlacingInput& input);

/// Lines of a split tree that lie at or below nodes of every axis.
std::vector<std::int32_t> lines_below(const SplitTree& split, const std::vector<AxisTree>& axes,
                                      const std::vector<std::vector<std::int32_t>>& nodes);

/// What stands in a conflict: names it in messages.
struct LimitNames {
  std::span<const PlacedLimit> limits;
  std::int64_t unit_minor;
  bool values;
  std::int64_t most_work = most_thinning;  ///< spent on leaving out what is not needed
};

/// Refuses limits that cannot hold together with the total: an irreducible set
/// of them, and by how much each would have to give way; where too many stand
/// in each other's way for that, a set that the message says is not shown to be
/// irreducible. Looked at are lines × periods, and two axes, or an axis and periods, at a time.
/// Throws Error{infeasible, conflicting_constraints}.
void refuse_conflicts(const LimitNames& names, const SplitTree& split,
                      const std::vector<AxisTree>& axes, const TimeAxis& time, std::int64_t total);

/// A limit on the sum of split nodes, none below another, over days.
struct SumLimit {
  std::vector<std::int32_t> nodes;  ///< in order
  std::int32_t from = 0;            ///< day
  std::int32_t to = 0;              ///< included
  std::int64_t low = 0;             ///< in units
  std::int64_t high = no_cap;
};

/// The fewest split nodes whose lines are these, in order.
std::vector<std::int32_t> cover(const SplitTree& split, std::span<const std::int32_t> lines);

/// What is to be divided: a split tree over days [from, to].
struct BoundedInput {
  const SplitTree& split;
  const LineShares& shares;
  const TimeAxis& time;
  std::int32_t from;
  std::int32_t to;
  std::int64_t total;  ///< in units
};

struct Bounded {
  std::vector<Ideal> ideals;     ///< by split node
  NodeBounds bounds;             ///< that the ideals keep
  std::vector<LineLimit> lines;  ///< by line: limits that keep those of sums
};

/// Ideals in proportion to weights that keep all limits. A limit on one node
/// over all days bounds the node. One on the sum of several nodes, or on part
/// of the days, is first met by the fewest changes to the free ideals (least
/// relative entropy), then divided among nodes or lines in proportion to what
/// they have there, by largest remainder, so that it holds exactly. Throws
/// Error{infeasible, conflicting_constraints} where bounds exclude each other,
/// and Error{unsupported, crossing_constraints} where the parts of crossing
/// limits do in whole units.
Bounded ideals_within(const BoundedInput& input, std::span<const SumLimit> limits);

/// The same; a refusal names an irreducible set of the constraints, of which
/// `constraints[i]` is the one of `limits[i]`.
Bounded ideals_within(const BoundedInput& input, std::span<const SumLimit> limits,
                      std::span<const Constraint* const> constraints);

}  // namespace sandan::quota
