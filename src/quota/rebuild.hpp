#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "quota/quota_data.hpp"
#include "sandan/core/run.hpp"

/// A plan made anew from a day on.
namespace sandan::quota {

/// What one tier gets. Vectors by line follow RebuildInput::lines, or all lines
/// of the base layer in order where that is empty.
struct RebuildTier {
  std::int32_t tier = 0;
  /// What stands for the days before `from`: [position * days before + day];
  /// empty: the amounts that stand there. Amounts may be negative (returns).
  std::vector<Minor> past;
  /// What each line is to bring from `from` on; below 0 counts as 0. Each gets
  /// the whole units next to it, within limits. The part of all below the unit
  /// goes to the line that brings most and its day of most weight, or to the
  /// next that limits leave open.
  std::vector<Minor> remaining;
  /// Instead of `remaining`: what all lines together are to bring from `from`
  /// on, divided down the split tree in proportion to what each was to bring
  /// there until now. With neither, what stood there is divided anew.
  std::optional<Minor> pooled;
  /// Depth of the upper layer that tells the amounts of these lines, and what
  /// is told from `from` on; -1: the base does, or upper layers get what it
  /// has less the padding.
  std::int32_t told_depth = -1;
  Minor told_rest = 0;
};

struct RebuildInput {
  Day from = 0;  ///< the first day that may change, within the plan
  /// Lines that may change, in order; empty: all. Places that no constraint
  /// reaches cost no more than their own lines.
  std::vector<std::int32_t> lines;
  /// The tiers that change; the others stay as they are. Layers of upper levels
  /// beside padded ones follow their tier: what stands for its past stands for
  /// theirs too, and from `from` on they have the base's less the padding.
  std::vector<RebuildTier> tiers;
  std::string reason;  ///< of the new version
};

/// The plan with those lines decomposed anew from `from` on by their shapes,
/// under the same constraints less what the days before and the other lines
/// hold of them. Where what is held has a part below the rounding unit, a fixed
/// place is met to less than a unit; a cap that is already exceeded lets nothing
/// more be brought. Shares all else with `before`. The new last version has the
/// next number. Throws Error{infeasible} (detail conflicting_constraints, as
/// building does), Error{invalid_argument} (outside_plan, wrong_length),
/// Error{overflow}.
std::shared_ptr<const QuotaData> rebuild(const QuotaData& before, const RebuildInput& input,
                                         const Run& run = {});

}  // namespace sandan::quota
