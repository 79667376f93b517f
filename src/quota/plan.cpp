#include "core/ratio.hpp"
#include "quota/definition.hpp"

namespace sandan {

QuotaPlan QuotaPlan::compile(std::string_view json, const Calendar* calendar) {
  return QuotaPlan(
      std::make_shared<const quota::Definition>(quota::read_definition(json, calendar)));
}

const std::string& QuotaPlan::to_json() const noexcept { return definition_->canonical; }
const std::string& QuotaPlan::digest() const noexcept { return definition_->digest; }
const std::string& QuotaPlan::code() const noexcept { return definition_->code; }

namespace quota {

Minor Definition::total_of(const Tier& tier) const {
  if (tier.share_ppm == 1'000'000) return total_minor;
  const std::int64_t units =
      rounded_ratio({total_minor, tier.share_ppm}, {1'000'000, round_to_minor});
  return rounded_ratio({units, round_to_minor}, {1});
}

std::int32_t Definition::axis_index(std::string_view wanted) const noexcept {
  for (std::size_t i = 0; i < axes.size(); ++i) {
    if (axes[i].code == wanted) return static_cast<std::int32_t>(i);
  }
  return -1;
}

}  // namespace quota
}  // namespace sandan
