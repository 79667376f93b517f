#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace sandan::rules::feel {

/// A decimal number of up to 34 significant digits, as FEEL asks (IEEE 754
/// decimal128 arithmetic: results are rounded half to even, exponents within
/// -6176 … 6111). Values that are equal are one representation: no trailing
/// zeros are kept, there is no negative zero, no infinity and no NaN.
class Decimal {
 public:
  Decimal() = default;
  explicit Decimal(std::int64_t value) noexcept;

  /// A number as FEEL writes it: digits, a point, an exponent, a leading minus.
  /// Digits beyond 34 are rounded. Nothing for other text or one out of range.
  static std::optional<Decimal> parse(std::string_view text) noexcept;
  /// The shortest decimal that reads back as this double; nothing for NaN and infinities.
  static std::optional<Decimal> shortest(double value) noexcept;

  /// The nearest double, ties to even.
  double to_double() const noexcept;
  /// The whole number, where it is one and fits.
  std::optional<std::int64_t> to_int64() const noexcept;
  /// The largest whole number that is not above; saturates at the ends of 64 bits.
  std::int64_t floor_int64() const noexcept;
  bool is_whole() const noexcept;
  bool is_zero() const noexcept { return high_ == 0 && low_ == 0; }
  bool is_negative() const noexcept { return negative_; }
  /// Number of digits after the point that are needed to write it; 0 for whole numbers.
  int fraction_digits() const noexcept { return exponent_ < 0 ? -exponent_ : 0; }
  /// This times 10^digits as a whole number, where it is one and fits.
  std::optional<std::int64_t> scaled(int digits) const noexcept;

  /// Plain digits, such as "-0.25" or "120"; with an exponent beyond 40 digits.
  std::string text() const;

  Decimal operator-() const noexcept;
  /// Nothing where the result is out of range, or for a division by zero.
  static std::optional<Decimal> add(const Decimal& a, const Decimal& b) noexcept;
  static std::optional<Decimal> subtract(const Decimal& a, const Decimal& b) noexcept;
  static std::optional<Decimal> multiply(const Decimal& a, const Decimal& b) noexcept;
  static std::optional<Decimal> divide(const Decimal& a, const Decimal& b) noexcept;
  /// A whole exponent from -999,999,999 to 999,999,999 only; nothing otherwise, and for 0 to a
  /// negative power.
  static std::optional<Decimal> power(const Decimal& a, const Decimal& b) noexcept;

  friend std::strong_ordering operator<=>(const Decimal& a, const Decimal& b) noexcept;
  friend bool operator==(const Decimal& a, const Decimal& b) noexcept;

 private:
  struct Parts;
  Parts parts() const noexcept;
  /// Rounds to 34 digits and the range of exponents; nothing beyond it.
  static std::optional<Decimal> of(Parts parts) noexcept;
  /// The same for what has few digits and lies far from the ends of the range.
  static Decimal of_word(std::uint64_t coefficient, std::int64_t exponent, bool negative) noexcept;

  std::uint64_t low_ = 0;   ///< of the coefficient
  std::uint64_t high_ = 0;  ///< below 10^34 together
  std::int32_t exponent_ = 0;
  bool negative_ = false;
};

}  // namespace sandan::rules::feel
