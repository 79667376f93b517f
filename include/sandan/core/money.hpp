#pragma once

#include <cstdint>

namespace sandan {

/// An amount in minor units of a currency (cents, 分). Which currency is told
/// by the column or key beside it; amounts of different currencies are never
/// added.
using Minor = std::int64_t;

/// An exact sum of amounts: 128 bits wide, so that adding never overflows;
/// taking the total refuses with Status::overflow what 64 bits cannot hold.
class MinorSum {
 public:
  void add(Minor amount) noexcept {
    const std::uint64_t before = low_;
    low_ += static_cast<std::uint64_t>(amount);
    high_ += (amount < 0 ? -1 : 0) + (low_ < before ? 1 : 0);
  }
  void add(const MinorSum& other) noexcept {
    const std::uint64_t before = low_;
    low_ += other.low_;
    high_ += other.high_ + (low_ < before ? 1 : 0);
  }
  bool fits() const noexcept { return high_ == (static_cast<std::int64_t>(low_) < 0 ? -1 : 0); }
  /// The exact total. Throws Error{overflow} when it does not fit.
  Minor total() const;
  /// The 128 bits themselves: high * 2^64 + low.
  std::int64_t high() const noexcept { return high_; }
  std::uint64_t low() const noexcept { return low_; }

 private:
  std::uint64_t low_ = 0;
  std::int64_t high_ = 0;
};

}  // namespace sandan
