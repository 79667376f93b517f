#include "rules/feel/decimal.hpp"

#include <algorithm>
#include <climits>

#include "rules/feel/decimal_parts.hpp"

namespace sandan::rules::feel {
namespace {

template <unsigned bits>
using Unsigned = boost::multiprecision::number<boost::multiprecision::cpp_int_backend<
    bits, bits, boost::multiprecision::unsigned_magnitude, boost::multiprecision::unchecked, void>>;

/// Holds 77 digits: a product, or a dividend whose quotient has 35 digits.
using Wider = Unsigned<256>;
/// Holds the product of two numbers of `power_digits`.
using Long = Unsigned<512>;

/// Digits that powers are carried with: a thousand million factors still leave
/// 34 of them right.
constexpr int power_digits = 72;

template <typename Integer>
Integer power_of_ten(int exponent) noexcept {
  Integer power = 1;
  for (; exponent > 38; exponent -= 38)
    power *= Integer(wide_powers[38]);
  return power * Integer(wide_powers[static_cast<std::size_t>(exponent)]);
}

/// Takes `digits` digits off the end; true when they were not all 0.
template <typename Integer>
bool cut(Integer& value, int digits) noexcept {
  const auto divisor = power_of_ten<Integer>(digits);
  const Integer quotient = quotient_of(value, divisor);
  const bool rest = quotient * divisor != value;
  value = quotient;
  return rest;
}

/// Number of digits of a value that is not 0, or one less.
template <typename Integer>
int least_digits(const Integer& value) noexcept {
  return std::max(1, digits_below(static_cast<int>(msb(value)) + 1));
}

/// 36 digits of a wide integer, or 37 or 38: enough to round to 34.
template <typename Parts, typename Integer>
Parts narrowed(Integer value, std::int64_t exponent, bool negative, bool more = false) noexcept {
  if (!value.is_zero()) {
    const int drop = least_digits(value) - 36;
    if (drop > 0) {
      more = cut(value, drop) || more;
      exponent += drop;
    }
  }
  return {static_cast<Wide>(value), exponent, negative, more};
}

/// Divides by 10^step for as long as that leaves no rest.
template <unsigned step, typename Integer>
void strip_step(Integer& coefficient, std::int64_t& exponent) noexcept {
  constexpr std::uint64_t power = small_powers[step];
  constexpr std::uint64_t low_bits = (std::uint64_t{1} << step) - 1;
  while ((static_cast<std::uint64_t>(coefficient & UINT64_MAX) & low_bits) == 0) {
    const Integer quotient = quotient_of(coefficient, power);  // a multiple of 10^n is one of 2^n
    if (quotient * power != coefficient) return;
    coefficient = quotient;
    exponent += step;
  }
}

template <typename Integer>
void strip_zeros(Integer& coefficient, std::int64_t& exponent) noexcept {
  if ((static_cast<std::uint64_t>(coefficient & UINT64_MAX) & 1) != 0) return;
  strip_step<16>(coefficient, exponent);
  strip_step<8>(coefficient, exponent);
  strip_step<4>(coefficient, exponent);
  strip_step<2>(coefficient, exponent);
  strip_step<1>(coefficient, exponent);
}

/// Exponents between which a coefficient of 64 bits is never out of range.
bool is_middling(std::int64_t exponent) noexcept { return exponent > -6000 && exponent < 6000; }

/// Takes `digits` digits off the end and rounds half to even.
void round_off(Wide& coefficient, std::int64_t digits, bool more) noexcept {
  if (digits > 38) {
    coefficient = 0;
    return;
  }
  const Wide& divisor = wide_powers[static_cast<std::size_t>(digits)];
  const Wide half = divisor >> 1u;
  const Wide quotient = quotient_of(coefficient, divisor);
  const Wide rest = coefficient - quotient * divisor;
  const bool odd = (low_word(quotient) & 1) != 0;
  const bool up = rest > half || (rest == half && (more || odd));
  coefficient = up ? Wide(quotient + 1u) : quotient;
}

std::strong_ordering ordered(const Wide& a, const Wide& b) noexcept {
  if (a == b) return std::strong_ordering::equal;
  return a < b ? std::strong_ordering::less : std::strong_ordering::greater;
}

/// A coefficient that powers are carried with.
struct Carried {
  Long coefficient = 1;
  std::int64_t exponent = 0;
  bool more = false;

  void multiply(const Carried& other) noexcept {
    coefficient *= other.coefficient;
    exponent += other.exponent;
    more = more || other.more;
    const int drop = least_digits(coefficient) - power_digits;
    if (drop <= 0) return;
    more = cut(coefficient, drop) || more;
    exponent += drop;
  }
};

Carried raised(const Carried& base, std::uint64_t times) noexcept {
  Carried result;
  for (int bit = static_cast<int>(std::bit_width(times)) - 1; bit >= 0; --bit) {
    result.multiply(result);
    if ((times >> bit & 1) != 0) result.multiply(base);
  }
  return result;
}

Carried reciprocal(const Carried& value) noexcept {
  const int digits = least_digits(value.coefficient) + 38;
  const auto one = power_of_ten<Long>(digits);
  Carried result;
  result.coefficient = quotient_of(one, value.coefficient);
  result.exponent = -digits - value.exponent;
  result.more = value.more || result.coefficient * value.coefficient != one;
  return result;
}

/// a / b where b fits 64 bits: long division by eighteen digits at a time.
/// `digits` is how many digits to add; fewer are where the division ends.
template <typename Parts>
Parts divided_by_word(const Wide& a, std::uint64_t b, int digits) noexcept {
  Parts result;
  result.coefficient = quotient_of(a, b);
  std::uint64_t rest = low_word(a - result.coefficient * b);
  while (rest != 0 && digits > 0) {
    const int step = std::min(digits, 18);
    const Wide next = Wide(rest) * small_powers[static_cast<std::size_t>(step)];
    const Wide added = quotient_of(next, b);
    result.coefficient = result.coefficient * small_powers[static_cast<std::size_t>(step)] + added;
    rest = low_word(next - added * b);
    result.exponent -= step;
    digits -= step;
  }
  result.more = rest != 0;
  return result;
}

}  // namespace

Decimal::Decimal(std::int64_t value) noexcept {
  auto magnitude = static_cast<std::uint64_t>(value);
  if (value < 0) magnitude = 0 - magnitude;
  *this = of_word(magnitude, 0, value < 0);
}

Decimal::Parts Decimal::parts() const noexcept {
  return {joined(high_, low_), exponent_, negative_, false};
}

Decimal Decimal::of_word(std::uint64_t coefficient, std::int64_t exponent, bool negative) noexcept {
  Decimal result;
  if (coefficient == 0) return result;
  strip_zeros(coefficient, exponent);
  result.low_ = coefficient;
  result.exponent_ = static_cast<std::int32_t>(exponent);
  result.negative_ = negative;
  return result;
}

std::optional<Decimal> Decimal::of(Parts parts) noexcept {
  int digits = digit_count(parts.coefficient);
  const std::int64_t drop =
      std::max<std::int64_t>(digits - decimal_digits, least_exponent - parts.exponent);
  if (drop > 0) {
    round_off(parts.coefficient, drop, parts.more);
    parts.exponent += drop;
    digits = digit_count(parts.coefficient);
  }
  if (digits == 0) return Decimal();
  if (parts.exponent + digits - 1 > largest_adjusted) return std::nullopt;
  Decimal result;
  result.low_ = low_word(parts.coefficient);
  result.high_ = high_word(parts.coefficient);
  if (result.high_ == 0) {
    strip_zeros(result.low_, parts.exponent);
  } else if ((result.low_ & 1) == 0) {
    strip_zeros(parts.coefficient, parts.exponent);
    result.low_ = low_word(parts.coefficient);
    result.high_ = high_word(parts.coefficient);
  }
  result.exponent_ = static_cast<std::int32_t>(parts.exponent);
  result.negative_ = parts.negative;
  return result;
}

std::optional<std::int64_t> Decimal::scaled(int digits) const noexcept {
  const std::int64_t exponent = std::int64_t{exponent_} + digits;
  if (is_zero()) return 0;
  if (exponent < 0 || exponent > 18 || high_ != 0) return std::nullopt;
  const Wide magnitude = Wide(low_) * small_powers[static_cast<std::size_t>(exponent)];
  const auto most = static_cast<std::uint64_t>(INT64_MAX) + (negative_ ? 1 : 0);
  if (magnitude > most) return std::nullopt;
  const std::uint64_t word = low_word(magnitude);
  return static_cast<std::int64_t>(negative_ ? 0 - word : word);
}

std::optional<std::int64_t> Decimal::to_int64() const noexcept { return scaled(0); }

bool Decimal::is_whole() const noexcept { return exponent_ >= 0; }

std::int64_t Decimal::floor_int64() const noexcept {
  const std::int64_t end = negative_ ? INT64_MIN : INT64_MAX;
  if (exponent_ >= 0) return scaled(0).value_or(end);
  const bool only_fraction = -exponent_ > decimal_digits;
  const auto digits = static_cast<std::size_t>(only_fraction ? 0 : -exponent_);
  const Wide whole =
      only_fraction ? Wide(0) : quotient_of(joined(high_, low_), wide_powers[digits]);
  if (whole >= static_cast<std::uint64_t>(INT64_MAX)) return end;
  const auto magnitude = static_cast<std::int64_t>(low_word(whole));
  return negative_ ? -magnitude - 1 : magnitude;  // never whole here
}

Decimal Decimal::operator-() const noexcept {
  Decimal result = *this;
  result.negative_ = !negative_ && !is_zero();
  return result;
}

std::optional<Decimal> Decimal::add(const Decimal& a, const Decimal& b) noexcept {
  if (a.is_zero()) return b;
  if (b.is_zero()) return a;
  const Decimal& upper = a.exponent_ >= b.exponent_ ? a : b;
  const Decimal& lower = a.exponent_ >= b.exponent_ ? b : a;
  const bool same_sign = a.negative_ == b.negative_;
  std::int64_t apart = std::int64_t{upper.exponent_} - lower.exponent_;
  if (upper.high_ == 0 && lower.high_ == 0 && apart <= 18) {
    const std::uint64_t shift = small_powers[static_cast<std::size_t>(apart)];
    if (upper.low_ <= (UINT64_MAX >> 1) / shift && lower.low_ <= UINT64_MAX >> 1 &&
        is_middling(lower.exponent_)) {
      const std::uint64_t left = upper.low_ * shift;
      const std::uint64_t right = lower.low_;
      if (same_sign) return of_word(left + right, lower.exponent_, a.negative_);
      if (left >= right) return of_word(left - right, lower.exponent_, upper.negative_);
      return of_word(right - left, lower.exponent_, lower.negative_);
    }
    const Wide left = Wide(upper.low_) * small_powers[static_cast<std::size_t>(apart)];
    const Wide right = lower.low_;
    const bool left_wins = left >= right;
    const Wide sum = same_sign ? left + right : left_wins ? left - right : right - left;
    return of({sum, lower.exponent_, left_wins ? upper.negative_ : lower.negative_, false});
  }
  Parts high = upper.parts();
  const int room = decimal_digits - digit_count(high.coefficient);
  const auto shift = static_cast<int>(std::min<std::int64_t>(apart, room));
  high.coefficient *= wide_powers[static_cast<std::size_t>(shift)];
  apart -= shift;
  // Beyond 40 digits the lower one only says to which side the sum lies.
  const bool far = apart > 40;
  const int lift = far ? 36 : static_cast<int>(apart);
  const Wider left = Wider(high.coefficient) * power_of_ten<Wider>(lift);
  const Wider right = far ? Wider(1) : Wider(lower.parts().coefficient);
  const bool left_wins = left >= right;
  const Wider sum =
      same_sign ? Wider(left + right) : Wider(left_wins ? left - right : right - left);
  return of(narrowed<Parts>(sum, high.exponent - shift - lift,
                            left_wins ? upper.negative_ : lower.negative_));
}

std::optional<Decimal> Decimal::subtract(const Decimal& a, const Decimal& b) noexcept {
  return add(a, -b);
}

std::optional<Decimal> Decimal::multiply(const Decimal& a, const Decimal& b) noexcept {
  const std::int64_t exponent = std::int64_t{a.exponent_} + b.exponent_;
  const bool negative = a.negative_ != b.negative_;
  constexpr std::uint64_t half = UINT32_MAX;
  if (a.high_ == 0 && b.high_ == 0 && a.low_ <= half && b.low_ <= half && is_middling(exponent)) {
    return of_word(a.low_ * b.low_, exponent, negative);
  }
  if (a.high_ == 0 && b.high_ == 0) return of({Wide(a.low_) * b.low_, exponent, negative, false});
  const Wider product = Wider(a.parts().coefficient) * Wider(b.parts().coefficient);
  return of(narrowed<Parts>(product, exponent, negative));
}

std::optional<Decimal> Decimal::divide(const Decimal& a, const Decimal& b) noexcept {
  if (b.is_zero()) return std::nullopt;
  if (a.is_zero()) return Decimal();
  const std::int64_t apart = std::int64_t{a.exponent_} - b.exponent_;
  const bool negative = a.negative_ != b.negative_;
  constexpr int few = 6;
  if (a.high_ == 0 && b.high_ == 0 && a.low_ <= UINT64_MAX / small_powers[few] &&
      is_middling(apart)) {
    const std::uint64_t dividend = a.low_ * small_powers[few];
    if (dividend % b.low_ == 0) return of_word(dividend / b.low_, apart - few, negative);
  }
  const Wide above = a.parts().coefficient;
  const Wide below = b.parts().coefficient;
  const int digits = decimal_digits + 1 + digit_count(below) - digit_count(above);
  Parts result;
  if (b.high_ == 0) {
    result = divided_by_word<Parts>(above, b.low_, digits);
  } else {
    const Wider dividend = Wider(above) * power_of_ten<Wider>(digits);
    const Wider quotient = quotient_of(dividend, Wider(below));
    result = {static_cast<Wide>(quotient), -digits, false, quotient * Wider(below) != dividend};
  }
  result.exponent += apart;
  result.negative = negative;
  return of(result);
}

std::optional<Decimal> Decimal::power(const Decimal& a, const Decimal& b) noexcept {
  constexpr std::int64_t most = 999'999'999;
  const auto times = b.to_int64();
  if (!times || *times > most || *times < -most) return std::nullopt;
  if (*times == 0) return Decimal(1);
  if (a.is_zero()) return *times > 0 ? std::optional(a) : std::nullopt;
  if (*times == 1) return a;
  if (*times == 2) return multiply(a, a);
  const Carried base{Long(a.parts().coefficient), a.exponent_, false};
  const std::int64_t magnitude = *times < 0 ? -*times : *times;
  Carried result = raised(base, static_cast<std::uint64_t>(magnitude));
  if (*times < 0) result = reciprocal(result);
  return of(narrowed<Parts>(result.coefficient, result.exponent, a.negative_ && *times % 2 != 0,
                            result.more));
}

std::strong_ordering operator<=>(const Decimal& a, const Decimal& b) noexcept {
  if (a.is_zero() || b.is_zero() || a.negative_ != b.negative_) {
    const int left = a.is_zero() ? 0 : a.negative_ ? -1 : 1;
    const int right = b.is_zero() ? 0 : b.negative_ ? -1 : 1;
    return left <=> right;
  }
  const Decimal& first = a.negative_ ? b : a;
  const Decimal& second = a.negative_ ? a : b;
  Wide left = first.parts().coefficient;
  Wide right = second.parts().coefficient;
  if (first.exponent_ == second.exponent_) return ordered(left, right);
  const std::int64_t apart = std::int64_t{first.exponent_} - second.exponent_;
  const std::int64_t leading = apart + digit_count(left) - digit_count(right);
  if (leading != 0) return leading <=> 0;
  // As many digits before the point: aligned, neither has more than 34.
  if (apart > 0) {
    left *= wide_powers[static_cast<std::size_t>(apart)];
  } else {
    right *= wide_powers[static_cast<std::size_t>(-apart)];
  }
  return ordered(left, right);
}

bool operator==(const Decimal& a, const Decimal& b) noexcept {
  return a.low_ == b.low_ && a.high_ == b.high_ && a.exponent_ == b.exponent_ &&
         a.negative_ == b.negative_;
}

}  // namespace sandan::rules::feel
