#include "org/influence_map.hpp"

#include <algorithm>

namespace sandan::org {

double told_support(double value) noexcept {
  return std::clamp(value, -2.0, 2.0) + 0.0;  // -0 becomes 0
}

void MapOpinions::prepare(const MapView& map, const VerdictRequest& request) {
  graph_.build(map, request);
  solver_.prepare(graph_);
  voter_weights(map, request.amount_minor, weights_);
  voters_ = static_cast<std::int32_t>(
      std::count_if(weights_.begin(), weights_.end(), [](double weight) { return weight > 0; }));
  leverage_.assign(weights_.size(), 0);
  pulls_.assign(weights_.size(), 0);
  if (voters_ == 0) return;
  solver_.leverage(weights_, leverage_);
  solver_.pulls_of(leverage_, pulls_);
}

void MapOpinions::read(const MapView& map, std::int32_t vendor) {
  standing_.read(map, vendor);
  own_.resize(map.people.size());
}

VendorOpinion MapOpinions::opinion() const noexcept {
  double verdict = 0, open = 0;
  VendorOpinion told;
  for (std::size_t p = 0; p < pulls_.size(); ++p) {
    if (standing_.support[p] == unknown_support) {
      open += pulls_[p];
      continue;
    }
    verdict += pulls_[p] * standing_.support[p];
    told.voters_known += weights_[p] > 0 ? 1 : 0;
  }
  told.verdict = told_support(verdict);
  told.low = told_support(verdict - 2 * open);
  told.high = told_support(verdict + 2 * open);
  return told;
}

void MapOpinions::positions(std::span<double> out) {
  for (std::size_t p = 0; p < own_.size(); ++p)
    own_[p] = standing_.support[p] == unknown_support ? 0 : standing_.support[p];
  solver_.positions(own_, out);
}

void MapOpinions::spreads(std::span<double> out) {
  for (std::size_t p = 0; p < own_.size(); ++p)
    own_[p] = standing_.support[p] == unknown_support ? 2 : 0;
  solver_.positions(own_, out);
}

void vendors_of_map(const MapView& map, bool points, std::vector<std::int32_t>& out) {
  out.assign(1, us);
  for (const Stance& stance : map.stances) {
    if (stance.vendor != out.back()) out.push_back(stance.vendor);
  }
  if (points) {
    for (const Point& point : map.points)
      out.push_back(point.vendor);
  }
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  out.erase(out.begin(), std::lower_bound(out.begin(), out.end(), us));
}

}  // namespace sandan::org
