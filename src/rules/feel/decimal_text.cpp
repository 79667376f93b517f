#include <charconv>
#include <cmath>
#include <cstring>
#include <limits>

#include "rules/feel/decimal_parts.hpp"

namespace sandan::rules::feel {
namespace {

/// Exponents beyond are out of range whatever the digits say.
constexpr std::int64_t far_exponent = 1'000'000;

bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }

std::size_t count_digits(std::string_view text) noexcept {
  std::size_t count = 0;
  while (count < text.size() && is_digit(text[count]))
    ++count;
  return count;
}

/// The first 36 digits of a number as a coefficient, the rest as `more`.
struct DigitReader {
  Wide coefficient = 0;
  int digits = 0;             ///< in the coefficient
  std::int64_t exponent = 0;  ///< of the coefficient
  bool more = false;

  void read(std::string_view text, bool fraction) noexcept {
    for (const char c : text) {
      const auto digit = static_cast<unsigned>(c - '0');
      if (digits < decimal_digits + 2) {
        coefficient = coefficient * 10u + digit;
        if (digit != 0 || digits != 0) ++digits;
        if (fraction) --exponent;
      } else {
        more = more || digit != 0;
        if (!fraction) ++exponent;
      }
    }
  }
};

/// Reads what stands behind "e"; nothing where that is no exponent.
std::optional<std::int64_t> read_exponent(std::string_view text) noexcept {
  bool negative = false;
  if (!text.empty() && (text.front() == '-' || text.front() == '+')) {
    negative = text.front() == '-';
    text.remove_prefix(1);
  }
  if (text.empty() || count_digits(text) != text.size()) return std::nullopt;
  std::int64_t exponent = 0;
  for (const char c : text)
    exponent = std::min(exponent * 10 + (c - '0'), far_exponent);
  return negative ? -exponent : exponent;
}

/// Writes the digits of a coefficient and says where they end.
char* write_digits(char* to, const Wide& coefficient) noexcept {
  constexpr int low_digits = 18;
  const std::uint64_t base = small_powers[low_digits];
  const Wide quotient = quotient_of(coefficient, base);
  const std::uint64_t upper = low_word(quotient);
  const std::uint64_t lower = low_word(coefficient - quotient * base);
  if (upper == 0) return std::to_chars(to, to + 20, lower).ptr;
  to = std::to_chars(to, to + 20, upper).ptr;
  std::memset(to, '0', low_digits);
  char digits[20];
  const auto size = std::to_chars(digits, digits + sizeof digits, lower).ptr - digits;
  std::memcpy(to + low_digits - size, digits, static_cast<std::size_t>(size));
  return to + low_digits;
}

constexpr double exact_powers[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                   1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                   1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};

/// The double as a whole number of at most 15 digits over 10^digits, where it
/// reads back as that. No shorter decimal can: those of up to 15 digits are all
/// different doubles.
std::optional<std::int64_t> as_fraction(double value, int digits) noexcept {
  const double whole = std::nearbyint(value * exact_powers[digits]);
  if (std::abs(whole) >= 1e15 || whole / exact_powers[digits] != value) return std::nullopt;
  return static_cast<std::int64_t>(whole);
}

}  // namespace

std::optional<Decimal> Decimal::parse(std::string_view text) noexcept {
  Parts parts;
  if (!text.empty() && text.front() == '-') {
    parts.negative = true;
    text.remove_prefix(1);
  }
  DigitReader reader;
  const std::size_t whole = count_digits(text);
  reader.read(text.substr(0, whole), false);
  text.remove_prefix(whole);
  std::size_t fraction = 0;
  if (!text.empty() && text.front() == '.') {
    text.remove_prefix(1);
    fraction = count_digits(text);
    if (fraction == 0) return std::nullopt;
    reader.read(text.substr(0, fraction), true);
    text.remove_prefix(fraction);
  }
  if (whole + fraction == 0) return std::nullopt;
  parts.exponent = reader.exponent;
  if (!text.empty()) {
    if (text.front() != 'e' && text.front() != 'E') return std::nullopt;
    const auto exponent = read_exponent(text.substr(1));
    if (!exponent) return std::nullopt;
    parts.exponent += *exponent;
  }
  if (reader.coefficient == 0u) return Decimal();
  parts.coefficient = reader.coefficient;
  parts.more = reader.more;
  const auto result = of(parts);
  return result && result->is_zero() ? std::nullopt : result;
}

std::optional<Decimal> Decimal::shortest(double value) noexcept {
  if (!std::isfinite(value)) return std::nullopt;
  for (const int digits : {0, 2, 4}) {
    if (const auto whole = as_fraction(value, digits)) {
      Decimal result(*whole);
      if (*whole != 0) result.exponent_ -= digits;
      return result;
    }
  }
  char text[32];
  const auto end = std::to_chars(text, text + sizeof text, value, std::chars_format::scientific);
  return parse({text, static_cast<std::size_t>(end.ptr - text)});
}

double Decimal::to_double() const noexcept {
  constexpr std::uint64_t exact = std::uint64_t{1} << 53;
  if (high_ == 0 && low_ <= exact && exponent_ >= -22 && exponent_ <= 22) {
    const auto whole = static_cast<double>(low_);
    const double magnitude =
        exponent_ < 0 ? whole / exact_powers[-exponent_] : whole * exact_powers[exponent_];
    return negative_ ? -magnitude : magnitude;
  }
  char text[64];
  char* end = write_digits(text, joined(high_, low_));
  *end++ = 'e';
  end = std::to_chars(end, text + sizeof text, exponent_).ptr;
  double magnitude = 0;
  if (std::from_chars(text, end, magnitude).ec == std::errc::result_out_of_range) {
    magnitude = exponent_ < 0 ? 0 : std::numeric_limits<double>::infinity();
  }
  return negative_ ? -magnitude : magnitude;
}

std::string Decimal::text() const {
  char digits[48];
  const auto size = static_cast<std::int64_t>(write_digits(digits, joined(high_, low_)) - digits);
  const std::string_view written(digits, static_cast<std::size_t>(size));
  const std::int64_t point = size + exponent_;  // digits before the point
  std::string out(negative_ ? "-" : "");
  constexpr std::int64_t most = 40;
  if (point > most || -exponent_ > most) {
    out += written[0];
    if (size > 1) out.append(".").append(written.substr(1));
    return out.append("E").append(point > 0 ? "+" : "").append(std::to_string(point - 1));
  }
  if (exponent_ >= 0) return out.append(written).append(static_cast<std::size_t>(exponent_), '0');
  if (point <= 0) {
    return out.append("0.").append(static_cast<std::size_t>(-point), '0').append(written);
  }
  const auto before = static_cast<std::size_t>(point);
  return out.append(written.substr(0, before)).append(".").append(written.substr(before));
}

}  // namespace sandan::rules::feel
