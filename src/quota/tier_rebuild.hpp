#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/buffer.hpp"
#include "quota/quota_data.hpp"
#include "quota/rebuild.hpp"
#include "quota/upper_layers.hpp"

/// One layer of a plan made anew from a day on.
namespace sandan::quota {

/// Borrows all.
struct TierInput {
  const QuotaData& before;
  const Layer& old;
  const std::vector<std::int32_t>& lines;      ///< that may change, in order
  std::int32_t first;                          ///< day that may change
  const RebuildTier& tier;                     ///< vectors follow `lines`
  std::vector<PlacedConstraint>& constraints;  ///< get the amounts reached in the first tier
  Budget& budget;
  std::span<const UpperFollow> uppers = {};  ///< whose limits a base keeps too
  const UpperFollow* self = nullptr;         ///< the upper layer that this one is
};

/// Lengths are checked by rebuild(). Throws the other refusals it tells.
Layer rebuild_tier(const TierInput& input);

}  // namespace sandan::quota
