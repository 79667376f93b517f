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

std::vector<Minor> curve_of(const QuotaData& data, const Layer& layer,
                            const std::vector<std::int32_t>& lines) {
  const std::int32_t days = data.time.days;
  std::vector<Minor> curve(static_cast<std::size_t>(days), 0);
  for (const std::int32_t line : lines) {
    const Minor* cells = layer.line(line, days);
    for (std::size_t day = 0; day < curve.size(); ++day)
      curve[day] += cells[day];
  }
  for (std::size_t day = 1; day < curve.size(); ++day)
    curve[day] += curve[day - 1];
  return curve;
}

}  // namespace sandan::quota
