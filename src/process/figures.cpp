#include "process/figures.hpp"

#include "core/statistics.hpp"

namespace sandan::process {

ShareColumns::ShareColumns(std::string name, const Sampling& sampling)
    : name_(std::move(name)),
      min_n_(sampling.min_n),
      z_(normal_quantile_two_sided(sampling.confidence)) {}

void ShareColumns::add(std::int64_t successes, std::int64_t total) {
  const bool sufficient = total > 0 && total >= min_n_;
  sufficient_.push_back(sufficient ? 1 : 0);
  if (!sufficient) {
    share_.emplace_back();
    low_.emplace_back();
    high_.emplace_back();
    return;
  }
  const Interval interval = wilson_interval(successes, total, z_);
  share_.emplace_back(static_cast<double>(successes) / static_cast<double>(total));
  low_.emplace_back(interval.low);
  high_.emplace_back(interval.high);
}

void ShareColumns::move_to(results::Table& table) && {
  table.add(results::float64_column(name_, share_));
  table.add(results::float64_column(name_ + "_low", low_));
  table.add(results::float64_column(name_ + "_high", high_));
  table.add(results::boolean_column("sufficient", sufficient_));
}

bool is_listed(const Stage& stage, FunnelRequest::Part part) noexcept {
  if (!stage.in_line()) return false;
  if (part == FunnelRequest::Part::all) return true;
  return (part == FunnelRequest::Part::after) == (stage.phase == Phase::after);
}

}  // namespace sandan::process
