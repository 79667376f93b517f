#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "quota/line_days.hpp"
#include "sandan/core/run.hpp"

/// Amounts of lines over time.
namespace sandan::quota {

/// Lines with what they have for the whole plan.
struct TimeInput {
  const TimeAxis& time;
  const SplitTree& split;
  const LineShares& shares;
  std::span<const Ideal> ideals;          ///< by split node
  std::span<const std::int64_t> amounts;  ///< by split node, in units
  std::span<const LineLimit> limits;      ///< by line
  std::int64_t unit_minor = 1;
  /// Whether amounts of lines may change by a unit when rounding stage by stage
  /// fails, all nodes of the split tree staying next to their ideals.
  bool may_move_lines = false;

  Ideal ideal(std::int32_t line) const noexcept { return ideals[node(line)]; }
  std::int64_t amount(std::int32_t line) const noexcept { return amounts[node(line)]; }

 private:
  std::size_t node(std::int32_t line) const noexcept {
    return static_cast<std::size_t>(split.line_nodes[static_cast<std::size_t>(line)]);
  }
};

/// Each line by itself: cumulative rounding by its shape, within its limits.
/// `cells` are minor units by line and day.
void cumulative_time(const TimeInput& input, std::span<Minor> cells, const Run& run);

struct ControlledOutcome {
  bool is_optimal = true;
  bool as_flow = false;  ///< solved as one flow because a stage did not fit
  std::int64_t n_nodes = 0;
  std::int64_t nodes_beyond = 0;  ///< sums of periods a unit or more from their ideals
  double nodes_worst = 0;         ///< in units
  std::int64_t n_cells = 0;
  std::int64_t cells_beyond = 0;
  double cells_worst = 0;
  std::int64_t cells_constrained = 0;  ///< of lines with limits
};

/// Lines and periods together, stage by stage: year, quarter, month, week where
/// weeks nest in months, day. Of each stage a matrix of lines by periods is
/// rounded such that lines keep what the stage before gave them and the sum of
/// every period is the floor or the ceiling of its ideal. Lines limited in
/// weeks that do not nest are rounded by themselves.
ControlledOutcome controlled_time(const TimeInput& input, std::span<Minor> cells, const Run& run);

/// Spans that stages pass, longest first, the whole and days left out: a level
/// is left out where it is no finer than that before or does not nest in it.
std::vector<QuotaPeriod> stages_of(const TimeAxis& time);

}  // namespace sandan::quota
