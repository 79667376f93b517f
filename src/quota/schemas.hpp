#pragma once

#include <span>

#include "core/result_schema.hpp"

/// Result tables of the module, part by part.
namespace sandan::quota {

/// targets, sums, bounds, proof, constraints, versions.
std::span<const results::Described> described_build();
/// pace, pace_faults, quota_diff, quartiles, quartile_gaps, pairs.
std::span<const results::Described> described_life();
/// activity_targets, activity_rates, lead_targets, one_more_call,
/// activity_faults, head_count, hires, revenue_sources, head_count_faults,
/// principles, principle_faults, incentive_findings.
std::span<const results::Described> described_work();
/// shapes, best_shapes.
std::span<const results::Described> described_shapes();
/// allocation, raked.
std::span<const results::Described> described_tools();
/// rounded.
std::span<const results::Described> described_rounded();

}  // namespace sandan::quota
