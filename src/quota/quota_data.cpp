#include "quota/quota_data.hpp"

namespace sandan::quota {

const Layer& QuotaData::layer(std::int32_t tier, std::int32_t depth) const noexcept {
  const Layer* chosen = &base(tier);
  if (depth < 0) return *chosen;
  for (const Layer& layer : layers) {
    if (layer.tier != tier || layer.depth < depth) continue;
    if (chosen->depth < 0 || layer.depth < chosen->depth) chosen = &layer;
  }
  return *chosen;
}

}  // namespace sandan::quota
