#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/buffer.hpp"
#include "quota/constraints.hpp"
#include "quota/quota_data.hpp"

/// One layer of a plan: the total of a tier at a padding, decomposed.
namespace sandan::quota {

struct LayerInput {
  const Definition& definition;
  const std::vector<AxisTree>& axes;
  const TimeAxis& time;
  bool values;  ///< whether messages may hold amounts
  Layer layer;  ///< tier, depth, split, shares and total_minor are told
  std::vector<PlacedLimit> limits;
};

struct BuiltLayer {
  Layer layer;
  std::vector<BoundsRow> bounds;
  /// Units by line that the plan without constraints would give; empty without
  /// limits.
  std::vector<std::int64_t> free_units;
};

BuiltLayer build_layer(LayerInput input, Budget& budget, const Run& run);

/// Axes after the first that are one of the two hierarchies.
std::vector<std::int32_t> crossing_axes(const Definition& definition);

/// What lines hold in days [from, to]. Throws Error{overflow}.
Minor amount_of(const Layer& layer, std::int32_t days, std::span<const std::int32_t> lines,
                std::int32_t from, std::int32_t to);

/// Whether less than a rounding unit lies between the amount and the limit.
inline bool is_bound(const PlacedConstraint& placed, Minor unit) noexcept {
  return placed.amount_minor > placed.limit_minor - unit &&
         placed.amount_minor < placed.limit_minor + unit;
}

}  // namespace sandan::quota
