// Decimals against exact rationals of unbounded integers.
#include <boost/multiprecision/cpp_int.hpp>

#include <bit>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <random>

#include "rules/feel/decimal.hpp"
#include "support/catch.hpp"

using boost::multiprecision::cpp_int;
using sandan::rules::feel::Decimal;

namespace {

using Result = std::optional<Decimal>;

/// A decimal as the oracle has it: coefficient times ten to the exponent.
struct Plain {
  cpp_int coefficient;
  std::int64_t exponent = 0;

  std::string text() const { return coefficient.str() + "E" + std::to_string(exponent); }
  Decimal decimal() const { return Decimal::parse(text()).value(); }
};

cpp_int ten_to(std::int64_t exponent) {
  return boost::multiprecision::pow(cpp_int(10), static_cast<unsigned>(exponent));
}

std::int64_t digits_of(const cpp_int& value) {
  return static_cast<std::int64_t>(cpp_int(abs(value)).str().size());
}

/// above / below * 10^exponent, rounded half to even to 34 digits and to
/// exponents from -6176; nothing beyond 10^6145.
std::optional<Plain> rounded(cpp_int above, cpp_int below, std::int64_t exponent) {
  if (above == 0) return Plain{0, 0};
  const bool negative = (above < 0) != (below < 0);
  above = abs(above);
  below = abs(below);
  // The quotient gets 34 digits, or fewer at the least exponent.
  std::int64_t shift = digits_of(above) - digits_of(below) - 34;
  const auto divided = [&](std::int64_t by) {
    return by > 0 ? std::pair(above, cpp_int(below * ten_to(by)))
                  : std::pair(cpp_int(above * ten_to(-by)), below);
  };
  const cpp_int whole = divided(shift).first / divided(shift).second;
  if (digits_of(whole) > 34) ++shift;
  shift = std::max(shift, -6176 - exponent);
  const auto [dividend, divisor] = divided(shift);
  cpp_int quotient = dividend / divisor;
  const cpp_int twice = dividend % divisor * 2;
  if (twice > divisor || (twice == divisor && (quotient & 1) != 0)) ++quotient;
  exponent += shift;
  if (digits_of(quotient) + exponent > 6145 && quotient != 0) return std::nullopt;
  if (negative) quotient = -quotient;
  return Plain{quotient, exponent};
}

class Random {
 public:
  explicit Random(std::uint32_t seed) : engine_(seed) {}

  std::int64_t whole(std::int64_t least, std::int64_t most) {
    return std::uniform_int_distribution<std::int64_t>(least, most)(engine_);
  }

  /// Coefficients of 1 to 34 digits, often with runs of 0 and 9; exponents that
  /// are mostly near, sometimes far, seldom at the ends.
  Plain plain() {
    const auto size = static_cast<std::size_t>(whole(0, 2) == 0 ? whole(1, 6) : whole(1, 34));
    std::string digits;
    while (digits.size() < size) {
      const auto kind = whole(0, 5);
      const char digit = static_cast<char>('0' + whole(0, 9));
      digits.append(static_cast<std::size_t>(kind < 4 ? 1 : whole(1, 20)), kind < 4    ? digit
                                                                           : kind == 4 ? '0'
                                                                                       : '9');
    }
    digits.resize(size);
    digits.erase(0, std::min(digits.find_first_not_of('0'), digits.size() - 1));
    const auto reach = whole(0, 9);
    std::int64_t exponent = reach < 6 ? whole(-12, 4) : whole(-90, 90);
    if (reach == 9) exponent = whole(0, 1) == 0 ? whole(-6176, -6100) : whole(6000, 6111);
    cpp_int coefficient(digits);
    if (whole(0, 1) == 0) coefficient = -coefficient;
    return {coefficient, exponent};
  }

  std::uint64_t bits() { return engine_(); }

 private:
  std::mt19937_64 engine_;
};

bool agrees(const Result& result, const std::optional<Plain>& expected) {
  if (!expected) return !result;
  if (expected->coefficient == 0) return result && result->is_zero() && !result->is_negative();
  return result && *result == Decimal::parse(expected->text());
}

std::optional<Plain> exact_sum(const Plain& a, const Plain& b) {
  const std::int64_t low = std::min(a.exponent, b.exponent);
  return rounded(
      a.coefficient * ten_to(a.exponent - low) + b.coefficient * ten_to(b.exponent - low), 1, low);
}

int exact_order(const Plain& a, const Plain& b) {
  const std::int64_t low = std::min(a.exponent, b.exponent);
  const cpp_int left = a.coefficient * ten_to(a.exponent - low);
  const cpp_int right = b.coefficient * ten_to(b.exponent - low);
  return left < right ? -1 : left > right ? 1 : 0;
}

std::string sum(const char* a, const char* b) {
  return Decimal::add(Decimal::parse(a).value(), Decimal::parse(b).value()).value().text();
}

std::string power(const char* a, const char* b) {
  const auto result = Decimal::power(Decimal::parse(a).value(), Decimal::parse(b).value());
  return result ? result->text() : "none";
}

bool same_bits(double a, double b) {
  return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b);
}

}  // namespace

TEST_CASE("sums, products and quotients are the exact ones, rounded half to even") {
  Random random(1);
  for (int i = 0; i < 20'000; ++i) {
    const Plain a = random.plain();
    Plain b = random.plain();
    if (random.whole(0, 7) == 0) b.exponent = a.exponent + random.whole(-3, 3);
    b.exponent = std::clamp<std::int64_t>(b.exponent, -6176, 6111);
    const Decimal x = a.decimal();
    const Decimal y = b.decimal();
    INFO(a.text() << " and " << b.text());
    if (!agrees(Decimal::add(x, y), exact_sum(a, b))) FAIL("sum");
    if (!agrees(Decimal::subtract(x, y), exact_sum(a, {-b.coefficient, b.exponent}))) {
      FAIL("difference");
    }
    if (!agrees(Decimal::multiply(x, y),
                rounded(a.coefficient * b.coefficient, 1, a.exponent + b.exponent))) {
      FAIL("product");
    }
    if (b.coefficient != 0 && !agrees(Decimal::divide(x, y), rounded(a.coefficient, b.coefficient,
                                                                     a.exponent - b.exponent))) {
      FAIL("quotient");
    }
    const auto order = x <=> y;
    if ((order < 0 ? -1 : order > 0 ? 1 : 0) != exact_order(a, b)) FAIL("order");
    if ((x == y) != (exact_order(a, b) == 0)) FAIL("equality");
  }
  SUCCEED();
}

TEST_CASE("small decimals take the short ways and are exact all the same") {
  Random random(2);
  for (int i = 0; i < 20'000; ++i) {
    const Plain a{random.whole(-100'000, 100'000), random.whole(-4, 2)};
    const Plain b{random.whole(-3'000'000'000, 3'000'000'000), random.whole(-6, 0)};
    const Decimal x = a.decimal();
    const Decimal y = b.decimal();
    INFO(a.text() << " and " << b.text());
    const bool right =
        agrees(Decimal::add(x, y), exact_sum(a, b)) &&
        agrees(Decimal::multiply(x, y),
               rounded(a.coefficient * b.coefficient, 1, a.exponent + b.exponent)) &&
        (b.coefficient == 0 || agrees(Decimal::divide(x, y), rounded(a.coefficient, b.coefficient,
                                                                     a.exponent - b.exponent)));
    if (!right) FAIL("not the exact one");
  }
  SUCCEED();
}

TEST_CASE("ties go to the even digit") {
  CHECK(sum("1000000000000000000000000000000000", "0.5") == "1000000000000000000000000000000000");
  CHECK(sum("1000000000000000000000000000000001", "0.5") == "1000000000000000000000000000000002");
  CHECK(sum("1000000000000000000000000000000000", "0.50000000000000000000001") ==
        "1000000000000000000000000000000001");
  CHECK(sum("1", "-1E-34") == "0.9999999999999999999999999999999999");
  CHECK(sum("1", "-1E-36") == "1");
  CHECK(sum("1E41", "-1234567890123456789012345678901234") ==
        Decimal::parse("99999998765432109876543210987654321098766").value().text());
  CHECK(sum("0.1", "0.2") == "0.3");
}

TEST_CASE("powers are the exact ones, rounded") {
  Random random(3);
  for (int i = 0; i < 1'500; ++i) {
    Plain a = random.plain();
    a.exponent = std::clamp<std::int64_t>(a.exponent, -40, 40);
    const std::int64_t times =
        random.whole(0, 4) == 0 ? random.whole(-150, 150) : random.whole(-9, 9);
    if (a.coefficient == 0) continue;
    const auto size = static_cast<unsigned>(std::abs(times));
    const cpp_int raised = boost::multiprecision::pow(a.coefficient, size);
    const auto expected =
        times < 0 ? rounded(1, raised, a.exponent * times) : rounded(raised, 1, a.exponent * times);
    INFO(a.text() << " ** " << times);
    if (!agrees(Decimal::power(a.decimal(), Decimal(times)), expected)) FAIL("power");
  }
  CHECK(power("2", "100") == "1267650600228229401496703205376");
  CHECK(power("0", "0") == "1");
  CHECK(power("0", "3") == "0");
  CHECK(power("0", "-1") == "none");
  CHECK(power("4", "0.5") == "none");
  CHECK(power("-1", "999999999") == "-1");
  CHECK(power("1", "1000000000") == "none");
  CHECK(power("10", "6144") == "1E+6144");
  CHECK(power("10", "6145") == "none");
  CHECK(power("10", "-6176") == "1E-6176");
  CHECK(power("10", "-999999999") == "0");
  // Of 10^9 factors all 34 digits are right; the oracle is Python's decimal with 60.
  CHECK(power("1.000000001", "999999999") == "2.718281824381622497995021525865311");
}

TEST_CASE("ends of the range") {
  const std::string most = "9.999999999999999999999999999999999E+6144";
  CHECK(Decimal::parse(most).value().text() == most);
  CHECK_FALSE(Decimal::parse("1E6145"));
  CHECK_FALSE(Decimal::parse("9.9999999999999999999999999999999995E6144"));
  CHECK(Decimal::parse("1E-6176").value().text() == "1E-6176");
  CHECK_FALSE(Decimal::parse("1E-6177"));
  CHECK_FALSE(Decimal::parse("1E99999999999999999999"));
  CHECK(Decimal::parse("0E99999999999999999999") == Decimal());
  const Decimal largest = Decimal::parse(most).value();
  CHECK_FALSE(Decimal::add(largest, largest));
  CHECK_FALSE(Decimal::multiply(largest, Decimal(2)));
  CHECK_FALSE(Decimal::divide(largest, Decimal::parse("0.5").value()));
  CHECK_FALSE(Decimal::divide(Decimal(1), Decimal()));
  const Decimal least = Decimal::parse("1E-6176").value();
  CHECK(Decimal::divide(least, Decimal(2)) == Decimal());  // half of it is even: zero
  CHECK(Decimal::divide(Decimal::parse("3E-6176").value(), Decimal(2)).value().text() == "2E-6176");
}

TEST_CASE("texts that are numbers, and others") {
  const std::pair<const char*, const char*> texts[] = {
      {"0", "0"},
      {"-0", "0"},
      {"0.000", "0"},
      {"007", "7"},
      {"1.50", "1.5"},
      {".5", "0.5"},
      {"-.5", "-0.5"},
      {"120", "120"},
      {"1e3", "1000"},
      {"1E+3", "1000"},
      {"1.5e-3", "0.0015"},
      {"1e39", "1000000000000000000000000000000000000000"},
      {"1e40", "1E+40"},
      {"-12e40", "-1.2E+41"},
      {"1e-40", "0.0000000000000000000000000000000000000001"},
      {"12e-41", "1.2E-40"},
      {"0.12345678901234567890123456789012345", "0.1234567890123456789012345678901234"},
      {"0.123456789012345678901234567890123451", "0.1234567890123456789012345678901235"},
      {"12345678901234567890123456789012345678", "12345678901234567890123456789012350000"},
  };
  for (const auto& [text, written] : texts) {
    INFO(text);
    const auto number = Decimal::parse(text);
    REQUIRE(number);
    CHECK(number->text() == written);
    CHECK(Decimal::parse(number->text()) == number);
  }
  CHECK(Decimal::parse(std::string(5'000, '0') + "1") == Decimal(1));
  CHECK(Decimal::parse("0." + std::string(5'000, '0') + "1e5001") == Decimal(1));
  CHECK(Decimal::parse("1" + std::string(5'000, '0') + "e-5000") == Decimal(1));
  for (const char* text : {"", "-", "+1", ".", "1.", "1.e5", "e5", "1e", "1e+", "1 ", " 1", "1,5",
                           "--1", "0x1", "inf", "nan", "1e5.0", "１"}) {
    INFO(text);
    CHECK_FALSE(Decimal::parse(text));
  }
}

TEST_CASE("texts read back as the same number") {
  Random random(4);
  for (int i = 0; i < 5'000; ++i) {
    const Decimal number = random.plain().decimal();
    const std::string text = number.text();
    const bool right = Decimal::parse(text) == number &&
                       (text.find('E') != std::string::npos || text.size() <= 44);
    if (!right) FAIL(text);
  }
  SUCCEED();
}

TEST_CASE("the nearest double") {
  Random random(5);
  for (int i = 0; i < 20'000; ++i) {
    Plain plain = random.plain();
    if (i % 3 == 0) plain.exponent = random.whole(-360, 300);
    const double expected = std::strtod(plain.text().c_str(), nullptr);
    const double got = plain.decimal().to_double();
    if (!(plain.coefficient == 0 ? got == 0 : same_bits(got, expected))) FAIL(plain.text());
  }
  CHECK(Decimal::parse("1E400").value().to_double() == std::numeric_limits<double>::infinity());
  CHECK(Decimal::parse("-1E400").value().to_double() == -std::numeric_limits<double>::infinity());
  CHECK(Decimal::parse("1E-400").value().to_double() == 0);
  CHECK(Decimal::parse("5E-324").value().to_double() == 5e-324);
  CHECK(Decimal::parse("9007199254740993").value().to_double() == 9007199254740992.0);
  CHECK(Decimal::parse("9007199254740993.0000000001").value().to_double() == 9007199254740994.0);
}

TEST_CASE("a double counts as its shortest decimal") {
  Random random(6);
  const auto right = [](double value) {
    char text[40];
    const auto end = std::to_chars(text, text + sizeof text, value, std::chars_format::scientific);
    const auto number = Decimal::shortest(value);
    return number && number == Decimal::parse({text, static_cast<std::size_t>(end.ptr - text)}) &&
           (value == 0 || same_bits(number->to_double(), value));
  };
  for (int i = 0; i < 20'000; ++i) {
    const auto value = std::bit_cast<double>(random.bits());
    if (std::isfinite(value) && !right(value)) FAIL(value);
    const double amount = static_cast<double>(random.whole(-100'000'000, 100'000'000)) /
                          std::pow(10.0, static_cast<double>(random.whole(0, 6)));
    if (!right(amount)) FAIL(amount);
  }
  CHECK(Decimal::shortest(0.1).value().text() == "0.1");
  CHECK(Decimal::shortest(-0.0) == Decimal());
  CHECK(Decimal::shortest(1e22).value().text() == "10000000000000000000000");
  CHECK(Decimal::shortest(1e15).value().text() == "1000000000000000");
  CHECK(Decimal::shortest(0.30000000000000004).value().text() == "0.30000000000000004");
  CHECK_FALSE(Decimal::shortest(std::numeric_limits<double>::quiet_NaN()));
  CHECK_FALSE(Decimal::shortest(-std::numeric_limits<double>::infinity()));
}

TEST_CASE("whole numbers") {
  constexpr std::int64_t least = std::numeric_limits<std::int64_t>::min();
  constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();
  Random random(7);
  for (int i = 0; i < 5'000; ++i) {
    const auto bits = static_cast<std::int64_t>(random.bits());
    const std::int64_t value = bits >> random.whole(0, 62);
    const Decimal number(value);
    const bool right = number.to_int64() == value && number.text() == std::to_string(value) &&
                       number.floor_int64() == value && number.is_whole() &&
                       number == Decimal::parse(std::to_string(value));
    if (!right) FAIL(value);
  }
  for (const std::int64_t value : {least, least + 1, most, most - 1, std::int64_t{0}}) {
    CHECK(Decimal(value).to_int64() == value);
    CHECK(Decimal(value).floor_int64() == value);
    CHECK(Decimal(value).text() == std::to_string(value));
  }
  const auto number = [](const char* text) { return Decimal::parse(text).value(); };
  CHECK_FALSE(number("9223372036854775808").to_int64());
  CHECK_FALSE(number("-9223372036854775809").to_int64());
  CHECK_FALSE(number("1.5").to_int64());
  CHECK_FALSE(number("1.5").is_whole());
  CHECK(number("9223372036854775807.5").floor_int64() == most);
  CHECK(number("-9223372036854775807.5").floor_int64() == least);
  CHECK(number("-9223372036854775808.5").floor_int64() == least);
  CHECK(number("1e30").floor_int64() == most);
  CHECK(number("-1e30").floor_int64() == least);
  CHECK(number("1.9").floor_int64() == 1);
  CHECK(number("-1.1").floor_int64() == -2);
  CHECK(number("-1e-50").floor_int64() == -1);
  CHECK(number("1e-50").floor_int64() == 0);
  CHECK(number("0.25").fraction_digits() == 2);
  CHECK(number("250").fraction_digits() == 0);
  CHECK(number("12.34").scaled(2) == 1'234);
  CHECK(number("-12.3").scaled(2) == -1'230);
  CHECK_FALSE(number("12.345").scaled(2));
  CHECK_FALSE(number("1e17").scaled(2));
  CHECK(number("1200").scaled(-2) == 12);
}

TEST_CASE("signs") {
  const Decimal number = Decimal::parse("2.5").value();
  CHECK((-number).text() == "-2.5");
  CHECK((-number).is_negative());
  CHECK(-(-number) == number);
  CHECK_FALSE((-Decimal()).is_negative());
  CHECK(Decimal::subtract(number, number) == Decimal());
  CHECK(-number < number);
  CHECK(-number < Decimal());
  CHECK(Decimal() < number);
}
