#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace sandan::rules {

/// Finds places among many sorted numbers: a grid of cells tells in which few to
/// look. The cell of a number never falls as the number grows, so the answer is
/// exact however the numbers lie.
template <class T>
class PlaceFinder {
 public:
  PlaceFinder() = default;
  /// `sorted` ascends without repeats and outlives the finder.
  explicit PlaceFinder(const std::vector<T>& sorted) : sorted_(&sorted) {
    if (sorted.empty()) return;
    cells_ = std::min<std::size_t>(sorted.size() * 4, most_cells);
    low_ = static_cast<double>(sorted.front());
    const double width = static_cast<double>(sorted.back()) - low_;
    scale_ = width > 0 && std::isfinite(width) ? static_cast<double>(cells_ - 1) / width : 0;
    starts_.resize(cells_ + 1);
    std::size_t next = 0;
    for (std::size_t cell = 0; cell <= cells_; ++cell) {
      while (next < sorted.size() && cell_of(sorted[next]) < cell)
        ++next;
      starts_[cell] = static_cast<std::uint32_t>(next);
    }
  }

  /// 2 * (numbers below) + (1 where one is equal).
  std::size_t operator()(T number) const noexcept {
    if (starts_.empty()) return 0;
    const std::size_t cell = cell_of(number);
    const auto begin = sorted_->begin();
    const auto at = std::lower_bound(begin + starts_[cell], begin + starts_[cell + 1], number);
    const auto place = static_cast<std::size_t>(at - begin);
    return 2 * place + (at != sorted_->end() && *at == number ? 1 : 0);
  }

 private:
  static constexpr std::size_t most_cells = std::size_t{1} << 16;

  std::size_t cell_of(T number) const noexcept {
    const double at = (static_cast<double>(number) - low_) * scale_;
    if (!(at > 0)) return 0;
    return at < static_cast<double>(cells_ - 1) ? static_cast<std::size_t>(at) : cells_ - 1;
  }

  const std::vector<T>* sorted_ = nullptr;
  std::size_t cells_ = 0;
  double low_ = 0;
  double scale_ = 0;
  std::vector<std::uint32_t> starts_;
};

}  // namespace sandan::rules
