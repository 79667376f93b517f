#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "core/json.hpp"
#include "sandan/quota/requests.hpp"

/// Members that plans and requests share.
namespace sandan::quota {

/// Words of QuotaPeriod, in its order.
inline constexpr std::array<std::string_view, 6> period_words = {"all",   "year", "quarter",
                                                                 "month", "week", "day"};

QuotaPeriod period_of(const json::Node& node);
inline std::string_view word_of(QuotaPeriod period) noexcept {
  return period_words[static_cast<std::size_t>(period)];
}

/// Productivity by month since hiring, in parts per million: at least one, at
/// most 120, each up to 10,000,000.
std::vector<std::int32_t> read_ramp(const json::Node& node);

}  // namespace sandan::quota
