// Money, text, labels, statistics, status.
#include <random>

#include "core/statistics.hpp"
#include "core/text.hpp"
#include "sandan/core/labels.hpp"
#include "sandan/core/money.hpp"
#include "sandan/core/status.hpp"
#include "support/expect.hpp"

using namespace sandan;
using namespace sandan::testing;

__extension__ typedef __int128 Wide;

TEST_CASE("sums of amounts are those of 128-bit integers") {
  std::mt19937_64 engine(3);
  for (int round = 0; round < 2000; ++round) {
    Wide expected = 0;
    MinorSum sum, other;
    const int shift = static_cast<int>(engine() % 64);
    for (int i = 0; i < 40; ++i) {
      const auto amount = static_cast<Minor>(engine()) >> shift;
      expected += amount;
      (i % 3 == 0 ? other : sum).add(amount);
    }
    sum.add(other);
    const bool fits = expected >= INT64_MIN && expected <= INT64_MAX;
    if (sum.fits() != fits) FAIL("fits is wrong in round " << round);
    if (fits && sum.total() != static_cast<Minor>(expected)) FAIL("wrong total in round " << round);
  }
  MinorSum edge;
  edge.add(INT64_MAX);
  CHECK(edge.total() == INT64_MAX);
  edge.add(1);
  CHECK_FALSE(edge.fits());
  CHECK(refusal([&] { static_cast<void>(edge.total()); })->status() == Status::overflow);
  edge.add(-1);
  CHECK(edge.total() == INT64_MAX);
  MinorSum low;
  low.add(INT64_MIN);
  CHECK(low.total() == INT64_MIN);
  low.add(-1);
  CHECK_FALSE(low.fits());
}

TEST_CASE("UTF-8: every code point and known bad forms") {
  const auto encoded = [](std::uint32_t c) {
    std::string out;
    if (c < 0x80) {
      out += static_cast<char>(c);
    } else if (c < 0x800) {
      out += static_cast<char>(0xc0 | c >> 6);
      out += static_cast<char>(0x80 | (c & 63));
    } else if (c < 0x10000) {
      out += static_cast<char>(0xe0 | c >> 12);
      out += static_cast<char>(0x80 | (c >> 6 & 63));
      out += static_cast<char>(0x80 | (c & 63));
    } else {
      out += static_cast<char>(0xf0 | c >> 18);
      out += static_cast<char>(0x80 | (c >> 12 & 63));
      out += static_cast<char>(0x80 | (c >> 6 & 63));
      out += static_cast<char>(0x80 | (c & 63));
    }
    return out;
  };
  for (std::uint32_t c = 0; c < 0x140000; ++c) {
    const bool surrogate = c >= 0xd800 && c <= 0xdfff;
    const bool good = !surrogate && c <= 0x10ffff;
    if (is_utf8(encoded(c)) != good) FAIL("code point " << c);
    if (is_utf8("1234567" + encoded(c) + "89") != good) FAIL("code point in a text " << c);
  }
  for (const std::string bad :
       {"\x80", "\xbf", "\xc0\x80", "\xc1\xbf", "\xe0\x80\x80", "\xe0\x9f\xbf", "\xf0\x80\x80\x80",
        "\xf0\x8f\xbf\xbf", "\xf5\x80\x80\x80", "\xfe", "\xff", "\xc3", "\xe4\xb8", "\xf0\x9f\x98",
        "\xc3\xc3", "\xe4\x28\xb8", "abcdefgh\xc3", "abcdefg\xe4\xb8"}) {
    CHECK_FALSE(is_utf8(bad));
  }
  CHECK(is_utf8(""));
  CHECK(is_utf8(std::string_view("a\0b", 3)));
}

TEST_CASE("texts are cut at code points") {
  const std::string text = "ab\u5355\u5355";  // 2 + 3 + 3 bytes
  const std::size_t cuts[] = {0, 1, 2, 2, 2, 5, 5, 5, 8, 8};
  for (std::size_t most = 0; most < 10; ++most)
    CHECK(cut_at_code_point(text, most) == cuts[most]);
  CHECK(shortened(text, 8) == text);
  CHECK(shortened(text, 7) == "ab\u2026");
  CHECK(is_utf8(shortened(text, 6)));
  CHECK(has_control_character("a\tb"));
  CHECK(has_control_character("\x7f"));
  CHECK_FALSE(has_control_character("\u5355 \u2028"));
}

TEST_CASE("labels fall back to English, then to the first") {
  const Labels labels({{"fr", "un"}, {"en", "one"}, {"zh", "\u4e00"}});
  CHECK(labels.in("zh") == "\u4e00");
  CHECK(labels.in("de") == "one");
  CHECK(labels.exactly("de").empty());
  const std::vector<std::pair<std::string, std::string>> french{{"fr", "un"}};
  CHECK(Labels(french).in("zh") == "un");
  CHECK(Labels().in("en").empty());
  CHECK(Labels().empty());
}

TEST_CASE("Wilson intervals against values computed apart") {
  CHECK(normal_quantile_two_sided(0.95) == Approx(1.959963984540054).epsilon(1e-14));
  CHECK(normal_quantile_two_sided(0.99) == Approx(2.5758293035489004).epsilon(1e-14));
  CHECK(normal_quantile_two_sided(0.5) == Approx(0.6744897501960817).epsilon(1e-14));
  const double z = normal_quantile_two_sided(0.95);
  // The interval's ends solve (p − share)² = z² p (1 − p) / n.
  for (const std::int64_t total : {1, 2, 10, 30, 1000}) {
    for (std::int64_t successes = 0; successes <= total;
         successes += std::max<std::int64_t>(1, total / 7)) {
      const Interval interval = wilson_interval(successes, total, z);
      const double n = static_cast<double>(total);
      const double share = static_cast<double>(successes) / n;
      for (const double p : {interval.low, interval.high}) {
        CHECK((p - share) * (p - share) == Approx(z * z * p * (1 - p) / n).margin(1e-14));
      }
      CHECK(interval.low <= share);
      CHECK(interval.high >= share);
    }
  }
  CHECK(wilson_interval(0, 10, z).low == 0);
  CHECK(wilson_interval(10, 10, z).high == 1);
}

TEST_CASE("quantiles of type 7") {
  const std::vector<double> values{1, 2, 4, 8, 16};
  CHECK(quantile_sorted(values, 0) == 1);
  CHECK(quantile_sorted(values, 1) == 16);
  CHECK(quantile_sorted(values, 0.5) == 4);
  CHECK(quantile_sorted(values, 0.25) == 2);
  CHECK(quantile_sorted(values, 0.1) == Approx(1.4));
  CHECK(quantile_sorted(values, 0.9) == Approx(12.8));
  CHECK(quantile_sorted(std::vector<double>{7}, 0.3) == 7);
  CHECK(quantile_sorted(std::vector<double>{1, 3}, 0.5) == 2);
}

TEST_CASE("statuses have pinned values and names") {
  const std::pair<int, const char*> pinned[] = {
      {0, "OK"},          {1, "INVALID_ARGUMENT"}, {2, "NO_MEMORY"}, {3, "PARSE"},
      {4, "DOCUMENT"},    {5, "SCHEMA"},           {6, "DATA"},      {7, "LIMIT"},
      {8, "UNSUPPORTED"}, {9, "INFEASIBLE"},       {10, "OVERFLOW"}, {11, "CANCELLED"},
      {12, "STATE"},      {99, "INTERNAL"},        {13, "INTERNAL"}, {-1, "INTERNAL"}};
  for (const auto& [value, name] : pinned)
    CHECK(status_name(static_cast<Status>(value)) == name);
}
