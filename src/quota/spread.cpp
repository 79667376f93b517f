#include "quota/spread.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <numeric>
#include <utility>

#include "core/parallel.hpp"
#include "quota/exact_share.hpp"
#include "sandan/core/status.hpp"

namespace sandan::quota {
namespace {

/// Added to a number in (-2^51, 2^51), it leaves the nearest whole number in the
/// low bits.
constexpr double shift = 0x1.8p52;
constexpr std::int64_t shift_bits = std::bit_cast<std::int64_t>(shift);

/// Up to here few amounts up to a day are too near to a half to be rounded in
/// floating point, and minor units are exact in it.
constexpr std::int64_t most_quick_units = std::int64_t{1} << 40;
constexpr std::int64_t most_quick_minor = std::int64_t{1} << 51;

/// Days looked at together for amounts near to a half.
constexpr std::size_t block_days = 32;
constexpr std::int64_t cells_per_part = std::int64_t{1} << 16;

double nearest(double value) noexcept { return (value + shift) - shift; }

/// One line after the other of one thread.
class Spreader {
 public:
  explicit Spreader(const SpreadLines& lines)
      : days_(static_cast<std::size_t>(lines.days)),
        unit_(lines.unit_minor),
        is_near_((days_ + block_days - 1) / block_days) {}

  /// `shares` are prefix / sum by day, after a 0 for the day before.
  void spread(std::int64_t total, const std::int64_t* prefix, const double* shares,
              std::uint32_t phase, std::int64_t* out) {
    phase_ = phase;
    lift_ = static_cast<double>(phase) / phases - 0.5;
    if (total == 0) {
      std::fill_n(out, days_, 0);
    } else if (total <= most_quick_units && total <= most_quick_minor / unit_) {
      spread_quickly(total, prefix, shares, out);
    } else {
      spread_exactly(total, prefix, shares, out);
    }
  }

 private:
  void spread_quickly(std::int64_t total, const std::int64_t* prefix, const double* shares,
                      std::int64_t* out) {
    const auto amount = static_cast<double>(total);
    // `upto` is off by no more than half of what is added here.
    const double near_half = 0.5 + amount * 0x1p-50 + 0x1p-50;
    bool any_near = false;
    for (std::size_t block = 0; block < is_near_.size(); ++block) {
      const std::size_t from = block * block_days;
      const std::size_t n = std::min(block_days, days_ - from);
      is_near_[block] = spread_block(amount, near_half, shares + from, n, out + from);
      any_near |= is_near_[block];
    }
    if (!any_near) return;
    for (std::size_t block = 0; block < is_near_.size(); ++block) {
      if (is_near_[block]) mend(block, total, near_half, prefix, shares, out);
    }
  }

  /// Rounds to the nearest in floating point; true when one of them is so near
  /// to a half that it may be wrong.
  bool spread_block(double amount, double near_half, const double* shares, std::size_t n,
                    std::int64_t* out) const noexcept {
    const auto unit = static_cast<double>(unit_);
    std::uint64_t bits = 0;
    for (std::size_t i = 0; i < n; ++i) {
      const double upto = amount * shares[i + 1] + lift_;
      const double rounded = nearest(upto);
      // In [0.5, 1) while certain, else from 1 on, which sets the exponent's last bit.
      bits |= std::bit_cast<std::uint64_t>(std::abs(upto - rounded) + near_half);
      const double minor = (rounded - nearest(amount * shares[i] + lift_)) * unit;
      out[i] = std::bit_cast<std::int64_t>(minor + shift) - shift_bits;
    }
    return (bits >> 52 & 1) != 0;
  }

  /// Moves the unit that exact rounding up to a day puts on the other side.
  void mend(std::size_t block, std::int64_t total, double near_half, const std::int64_t* prefix,
            const double* shares, std::int64_t* out) const noexcept {
    const auto amount = static_cast<double>(total);
    const std::int64_t sum = prefix[days_ - 1];
    const std::size_t to = std::min((block + 1) * block_days, days_);
    for (std::size_t i = block * block_days; i < to; ++i) {
      const double upto = amount * shares[i + 1] + lift_;
      const double rounded = nearest(upto);
      if (std::abs(upto - rounded) + near_half < 1) continue;
      const std::int64_t exact =
          share_of(total, prefix[i], sum, shares[i + 1]).rounded(sum, phase_);
      const std::int64_t minor = (exact - static_cast<std::int64_t>(rounded)) * unit_;
      out[i] += minor;
      if (i + 1 < days_) out[i + 1] -= minor;
    }
  }

  void spread_exactly(std::int64_t total, const std::int64_t* prefix, const double* shares,
                      std::int64_t* out) const noexcept {
    const std::int64_t sum = prefix[days_ - 1];
    std::int64_t before = 0;
    for (std::size_t i = 0; i < days_; ++i) {
      const std::int64_t upto = share_of(total, prefix[i], sum, shares[i + 1]).rounded(sum, phase_);
      out[i] = (upto - before) * unit_;
      before = upto;
    }
  }

  std::size_t days_;
  std::int64_t unit_;
  std::uint32_t phase_ = half_phase;
  double lift_ = 0;                    ///< the phase less one half, for rounding to the nearest
  std::vector<std::uint8_t> is_near_;  ///< by block of the line
};

/// Shares of the year up to each day, after a 0 for the day before: of all
/// shapes at once where they are few, else of the shape a thread is at.
class Shares {
 public:
  explicit Shares(const SpreadLines& lines) : lines_(lines), row_(row_size(lines)) {
    const std::size_t shapes = lines.prefixes.size() / static_cast<std::size_t>(lines.days);
    if (shapes * 100 > lines.totals.size() && shapes > 1) return;
    table_.resize(shapes * row_);
    for (std::size_t shape = 0; shape < shapes; ++shape)
      fill(shape, table_.data() + shape * row_);
  }

  struct Row {
    explicit Row(const SpreadLines& lines) : values(row_size(lines)) {}
    std::vector<double> values;
    std::size_t shape = SIZE_MAX;
  };

  const double* of(std::size_t shape, Row& row) const {
    if (!table_.empty()) return table_.data() + shape * row_;
    if (row.shape != shape) fill(shape, row.values.data());
    row.shape = shape;
    return row.values.data();
  }

 private:
  static std::size_t row_size(const SpreadLines& lines) noexcept {
    return static_cast<std::size_t>(lines.days) + 1;
  }

  void fill(std::size_t shape, double* out) const {
    const auto prefix = lines_.prefixes.subspan(shape * (row_ - 1), row_ - 1);
    try {
      check_prefix(prefix);
    } catch (Error& error) {
      throw std::move(error).in_row(static_cast<std::int64_t>(shape));
    }
    out[0] = 0;
    for (std::size_t day = 0; day < prefix.size(); ++day)
      out[day + 1] = ratio_of(prefix[day], prefix.back());
  }

  const SpreadLines& lines_;
  std::size_t row_;
  std::vector<double> table_;
};

std::size_t shape_of(const SpreadLines& lines, std::size_t line) noexcept {
  return lines.shapes.empty() ? line : static_cast<std::size_t>(lines.shapes[line]);
}

void check_sizes(const SpreadLines& lines, std::span<const std::int64_t> out) {
  const std::size_t count = lines.totals.size();
  const auto days = static_cast<std::size_t>(std::max<std::int64_t>(lines.days, 1));
  const std::size_t shapes = lines.prefixes.size() / days;
  const bool agree =
      lines.days > 0 && lines.unit_minor > 0 && shapes * days == lines.prefixes.size() &&
      out.size() / days == count && out.size() % days == 0 &&
      (lines.shapes.empty() ? shapes == count
                            : lines.shapes.size() == count &&
                                  std::all_of(lines.shapes.begin(), lines.shapes.end(),
                                              [shapes](std::int32_t shape) {
                                                return shape >= 0 &&
                                                       static_cast<std::size_t>(shape) < shapes;
                                              }));
  if (!agree) {
    throw Error(Status::invalid_argument, "spread_sizes",
                "the numbers of lines, days and shapes do not agree");
  }
}

void check_totals(const SpreadLines& lines) {
  const std::int64_t most = std::min(most_units, INT64_MAX / lines.unit_minor);
  for (std::size_t line = 0; line < lines.totals.size(); ++line) {
    const std::int64_t total = lines.totals[line];
    if (total >= 0 && total <= most) continue;
    try {
      check_total(total);
    } catch (Error& error) {
      throw std::move(error).in_row(static_cast<std::int64_t>(line));
    }
    throw Error(Status::overflow, "sum_too_large", "an amount does not fit 64 bits")
        .in_row(static_cast<std::int64_t>(line));
  }
}

}  // namespace

std::vector<std::int64_t> running_sums(std::span<const std::int64_t> weights) {
  std::vector<std::int64_t> sums(weights.size());
  std::partial_sum(weights.begin(), weights.end(), sums.begin());
  return sums;
}

void spread_lines(const SpreadLines& lines, std::span<std::int64_t> out, const Run& run) {
  if (lines.totals.empty() && out.empty()) return;
  check_sizes(lines, out);
  const auto days = static_cast<std::size_t>(lines.days);
  check_totals(lines);
  const Shares shares(lines);
  const std::int64_t count = std::ssize(lines.totals);
  const std::int64_t per_part = std::max<std::int64_t>(cells_per_part / lines.days, 1);
  const PartRunner for_parts(run);
  for_parts((count + per_part - 1) / per_part, 0, 1, [&](std::int64_t part) {
    Spreader spreader(lines);
    Shares::Row row(lines);
    const auto to = static_cast<std::size_t>(std::min((part + 1) * per_part, count));
    for (auto line = static_cast<std::size_t>(part * per_part); line < to; ++line) {
      const std::size_t shape = shape_of(lines, line);
      spreader.spread(lines.totals[line], lines.prefixes.data() + shape * days,
                      shares.of(shape, row), phase_of(line), out.data() + line * days);
    }
  });
}

}  // namespace sandan::quota
