// Whole amounts from shares: exact against rationals of any size.
#include "quota/rounding.hpp"

#include <boost/multiprecision/cpp_int.hpp>

#include <bit>
#include <cmath>
#include <limits>
#include <numeric>
#include <random>

#include "support/expect.hpp"

using namespace sandan;
using namespace sandan::testing;
using namespace sandan::quota;
using boost::multiprecision::cpp_int;
using Numbers = std::vector<std::int64_t>;

namespace {

constexpr std::int64_t most_weights = std::int64_t{1} << 46;

/// Numbers of any size up to a limit, small and large ones alike.
class Chance {
 public:
  explicit Chance(std::uint64_t seed) : engine_(seed) {}

  std::int64_t below(std::int64_t limit) {
    return static_cast<std::int64_t>(engine_() % static_cast<std::uint64_t>(limit));
  }
  std::int64_t upto(std::int64_t limit) {
    const auto shift = below(64 - std::countl_zero(static_cast<std::uint64_t>(limit)) + 1);
    return below((limit >> shift) + 1);
  }

  /// At least one is positive; many are alike or 0 now and then.
  Numbers weights(std::size_t n) {
    const std::int64_t limit = upto(most_weights / static_cast<std::int64_t>(n) - 2) + 1;
    const std::int64_t kinds = below(3) == 0 ? 1 + below(4) : 0;
    Numbers weights(n);
    for (std::int64_t& weight : weights) {
      weight = kinds > 0 ? below(kinds + 1) : below(limit + 1);
      if (below(8) == 0) weight = 0;
    }
    weights[static_cast<std::size_t>(below(std::ssize(weights)))] = limit;
    return weights;
  }
  std::int64_t total() {
    return below(5) == 0 ? most_units - below(3) : upto(below(2) == 0 ? most_units : 100'000);
  }

 private:
  std::mt19937_64 engine_;
};

std::int64_t sum_of(std::span<const std::int64_t> values) {
  return std::accumulate(values.begin(), values.end(), std::int64_t{0});
}

Numbers prefix_of(const Numbers& weights) {
  Numbers prefix(weights.size());
  std::partial_sum(weights.begin(), weights.end(), prefix.begin());
  return prefix;
}

cpp_int in_last_places(Ideal ideal) { return (cpp_int(ideal.whole) << 32) + ideal.fraction; }

Numbers largest_remainder(std::int64_t total, const Numbers& weights) {
  Numbers out(weights.size());
  split_largest_remainder(total, weights, out);
  return out;
}

Numbers cumulative(std::int64_t total, const Numbers& weights) {
  Numbers out(weights.size());
  split_cumulative(total, prefix_of(weights), out);
  return out;
}

/// The same by sorting exact rests.
Numbers expected_largest_remainder(std::int64_t total, const Numbers& weights) {
  const std::int64_t sum = sum_of(weights);
  Numbers out(weights.size());
  std::vector<std::pair<cpp_int, std::size_t>> rests;
  std::int64_t left = total;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    const cpp_int product = cpp_int(total) * weights[i];
    out[i] = static_cast<std::int64_t>(product / sum);
    left -= out[i];
    rests.emplace_back(-(product % sum), i);
  }
  std::sort(rests.begin(), rests.end());
  for (std::int64_t i = 0; i < left; ++i)
    ++out[rests[static_cast<std::size_t>(i)].second];
  return out;
}

}  // namespace

TEST_CASE("the largest remainder is that of exact rationals", "[quota]") {
  Chance chance(11);
  for (int round = 0; round < 6'000; ++round) {
    const auto n = static_cast<std::size_t>(1 + chance.below(round % 50 == 0 ? 3'000 : 90));
    const Numbers weights = chance.weights(n);
    const std::int64_t total = chance.total();
    REQUIRE(largest_remainder(total, weights) == expected_largest_remainder(total, weights));
  }
}

TEST_CASE("of equal remainders the first get the units left", "[quota]") {
  CHECK(largest_remainder(5, {1, 1, 1}) == Numbers{2, 2, 1});
  CHECK(largest_remainder(3, {2, 0, 2}) == Numbers{2, 0, 1});
  CHECK(largest_remainder(1, Numbers(200, 1))[0] == 1);
  CHECK(largest_remainder(0, {1, 2}) == Numbers{0, 0});
  CHECK(largest_remainder(most_units, {7}) == Numbers{most_units});
  CHECK(largest_remainder(100, {0, 3, 0}) == Numbers{0, 100, 0});
}

TEST_CASE("any run of places is within one unit of its ideal", "[quota]") {
  Chance chance(12);
  for (int round = 0; round < 4'000; ++round) {
    const auto n = static_cast<std::size_t>(1 + chance.below(60));
    const Numbers weights = chance.weights(n);
    const Numbers prefix = prefix_of(weights);
    const std::int64_t total = chance.total();
    const Numbers out = cumulative(total, weights);
    std::int64_t upto = 0;
    for (std::size_t i = 0; i < n; ++i) {
      upto += out[i];
      const cpp_int twice = 2 * cpp_int(total) * prefix[i] + prefix.back();
      REQUIRE(upto == static_cast<std::int64_t>(twice / (2 * cpp_int(prefix.back()))));
      REQUIRE(out[i] >= 0);
      REQUIRE((weights[i] != 0 || out[i] == 0));
    }
    REQUIRE(upto == total);
    for (int run = 0; run < 10; ++run) {
      auto from = static_cast<std::size_t>(chance.below(std::ssize(out)));
      auto to = static_cast<std::size_t>(chance.below(std::ssize(out)));
      if (from > to) std::swap(from, to);
      const cpp_int ideal =
          cpp_int(total) * (prefix[to] - (from == 0 ? 0 : prefix[from - 1]));  // times the sum
      const cpp_int off =
          cpp_int(sum_of(std::span(out).subspan(from, to - from + 1))) * prefix.back() - ideal;
      REQUIRE(abs(off) <= prefix.back());
    }
  }
}

TEST_CASE("amounts up to a place are rounded up from one minus the phase on", "[quota]") {
  Chance chance(17);
  for (int round = 0; round < 2'000; ++round) {
    const auto n = static_cast<std::size_t>(1 + chance.below(40));
    const Numbers weights = chance.weights(n);
    const Numbers prefix = prefix_of(weights);
    const std::int64_t total = chance.total();
    const std::uint32_t phase = phase_of(static_cast<std::size_t>(chance.below(100'000)));
    Numbers out(n);
    split_cumulative(total, prefix, out, phase);
    std::int64_t upto = 0;
    for (std::size_t i = 0; i < n; ++i) {
      upto += out[i];
      const cpp_int above = cpp_int(total) * prefix[i] * phases + cpp_int(phase) * prefix.back();
      REQUIRE(upto == static_cast<std::int64_t>(above / (cpp_int(prefix.back()) * phases)));
    }
    REQUIRE(upto == total);
  }
}

TEST_CASE("phases are spread evenly and never 0", "[quota]") {
  CHECK(phase_of(0) == phases / 2);
  CHECK(phase_of(1) == phases / 4);
  CHECK(phase_of(2) == 3 * phases / 4);
  CHECK(phase_of(phases - 1) == phases / 2);
  for (std::size_t n = 0; n < 2 * std::size_t{phases}; ++n) {
    REQUIRE(phase_of(n) > 0);
    REQUIRE(phase_of(n) < phases);
  }
  for (std::size_t from : {std::size_t{0}, std::size_t{777}}) {
    std::int64_t sum = 0;
    for (std::size_t n = from; n < from + 1'024; ++n)
      sum += phase_of(n);
    CHECK(std::abs(sum - std::int64_t{phases} * 512) < std::int64_t{phases} * 6);
  }
}

TEST_CASE("half a unit up to a place is rounded up", "[quota]") {
  CHECK(cumulative(1, {1, 1}) == Numbers{1, 0});
  CHECK(cumulative(3, {1, 1}) == Numbers{2, 1});
  CHECK(cumulative(2, {1, 1, 1, 1}) == Numbers{1, 0, 1, 0});
  CHECK(cumulative(most_units, {1, 0, 1}) == Numbers{most_units / 2, 0, most_units / 2});
  CHECK(cumulative(most_units - 1, {1, 0, 1}) == Numbers{most_units / 2, 0, most_units / 2 - 1});
}

TEST_CASE("a larger total gives no place up to a day less", "[quota]") {
  Chance chance(13);
  for (int round = 0; round < 500; ++round) {
    const Numbers weights = chance.weights(40);
    const std::int64_t total = chance.below(most_units);
    const Numbers less = prefix_of(cumulative(total, weights));
    const Numbers more = prefix_of(cumulative(total + 1, weights));
    for (std::size_t i = 0; i < less.size(); ++i)
      REQUIRE((more[i] - less[i] == 0 || more[i] - less[i] == 1));
  }
}

TEST_CASE("ideals are exact to the last place and add up", "[quota]") {
  Chance chance(14);
  for (int round = 0; round < 4'000; ++round) {
    const auto n = static_cast<std::size_t>(1 + chance.below(90));
    const Numbers weights = chance.weights(n);
    const std::int64_t sum = sum_of(weights);
    Ideal total{chance.total(), static_cast<std::uint32_t>(chance.upto(UINT32_MAX))};
    if (total.whole >= most_units) total = {most_units, 0};
    std::vector<Ideal> out(n);
    split_ideal(total, weights, out);
    Ideal added;
    cpp_int given = 0;
    std::vector<std::pair<cpp_int, std::size_t>> rests;
    for (std::size_t i = 0; i < n; ++i) {
      added = added + out[i];
      const cpp_int product = in_last_places(total) * weights[i];
      const cpp_int up = in_last_places(out[i]) - product / sum;
      REQUIRE((up == 0 || (up == 1 && product % sum != 0)));
      given += up;
      rests.emplace_back(-(product % sum), i);
    }
    REQUIRE(added == total);
    std::sort(rests.begin(), rests.end());
    for (std::size_t i = 0; i < rests.size(); ++i) {
      const std::size_t at = rests[i].second;
      const bool is_up = in_last_places(out[at]) > in_last_places(total) * weights[at] / sum;
      REQUIRE(is_up == (i < static_cast<std::size_t>(given)));
    }
  }
}

TEST_CASE("ideals are added, subtracted and compared as numbers", "[quota]") {
  const Ideal half{0, 1U << 31};
  CHECK(half + half == Ideal{1, 0});
  CHECK(Ideal{1, 0} - half == half);
  CHECK(half - Ideal{1, 0} == Ideal{-1, 1U << 31});
  CHECK(to_double(half - Ideal{1, 0}) == -0.5);
  CHECK(to_double(Ideal{3, 1U << 30}) == 3.25);
  CHECK(half < Ideal{1, 0});
  CHECK(half - Ideal{1, 0} < half);
  CHECK_FALSE(half < half);
  CHECK(Ideal{3, 1}.ceil() == 4);
  CHECK(Ideal{3, 0}.ceil() == 3);
  CHECK(Ideal{3, 1}.floor() == 3);
}

TEST_CASE("whole weights keep proportions", "[quota]") {
  Chance chance(15);
  for (int round = 0; round < 2'000; ++round) {
    const auto n = static_cast<std::size_t>(1 + chance.below(400));
    const int exponent = static_cast<int>(chance.below(1'700)) - 900;
    std::vector<double> weights(n);
    double sum = 0;
    for (double& weight : weights) {
      weight = chance.below(9) == 0
                   ? 0
                   : std::ldexp(static_cast<double>(chance.upto(most_units)), exponent);
      sum += weight;
    }
    if (sum == 0) continue;
    const WholeWeights whole = whole_weights(weights);
    REQUIRE(whole.sum == sum_of(whole.weights));
    REQUIRE((whole.sum > 0 && whole.sum < most_weights));
    for (std::size_t i = 0; i < n; ++i) {
      const double off =
          weights[i] / sum - static_cast<double>(whole.weights[i]) / static_cast<double>(whole.sum);
      // Each whole weight is within one of 2^44 or more, and so the sum within n.
      REQUIRE(std::abs(off) <= 0x1p-44 * (1 + static_cast<double>(n) * weights[i] / sum));
      REQUIRE((whole.weights[i] > 0) == (weights[i] > 0));
    }
    for (double& weight : weights)
      weight = std::ldexp(weight, 77);
    REQUIRE(whole_weights(weights).weights == whole.weights);
  }
}

TEST_CASE("proportions of small whole numbers are found at any scale", "[quota]") {
  Chance chance(16);
  for (int round = 0; round < 2'000; ++round) {
    Numbers numbers(static_cast<std::size_t>(1 + chance.below(40)));
    for (std::int64_t& number : numbers)
      number = chance.below(300);
    numbers[0] = 1 + chance.below(300);
    const double scale = static_cast<double>(1 + chance.below(1'000'000'000)) /
                         static_cast<double>(1 + chance.below(999));
    std::vector<double> weights;
    std::int64_t divisor = 0;
    for (const std::int64_t number : numbers) {
      weights.push_back(static_cast<double>(number) * scale);
      divisor = std::gcd(divisor, number);
    }
    for (std::int64_t& number : numbers)
      number /= divisor;
    REQUIRE(whole_weights(weights).weights == numbers);
  }
  CHECK(whole_weights(std::vector{0.1, 0.3, 0.0}).weights == Numbers{1, 3, 0});
  CHECK(whole_weights(std::vector{5e-324, 1e308}).weights[0] == 1);
  CHECK(whole_weights(std::vector{1e308, 1e308, 1e308}).weights == Numbers{1, 1, 1});
  CHECK(whole_weights(std::vector{123'456'789'013.0, 1'000'000'007.0}).weights ==
        Numbers{123'456'789'013, 1'000'000'007});
}

TEST_CASE("what cannot be a share is refused with its place", "[quota]") {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const double infinite = std::numeric_limits<double>::infinity();
  const auto refused = [](std::vector<double> weights) {
    return refusal([&] { whole_weights(weights); }).value();
  };
  CHECK(refused({1, nan}).detail() == "not_a_number");
  CHECK(refused({1, nan}).row() == 1);
  CHECK(refused({1, 2, -1e-300}).detail() == "negative_weight");
  CHECK(refused({1, 2, -1}).row() == 2);
  CHECK(refused({infinite}).detail() == "infinite_weight");
  CHECK(refused({0, -0.0}).detail() == "all_weights_zero");
  CHECK(refused({}).status() == Status::data);

  Numbers out(2);
  const auto split = [&](std::int64_t total, Numbers weights) {
    const Error first = refusal([&] { split_largest_remainder(total, weights, out); }).value();
    CHECK(refusal([&] { split_cumulative(total, prefix_of(weights), out); }).value().detail() ==
          first.detail());
    std::vector<Ideal> ideals(2);
    CHECK(refusal([&] {
            split_ideal({total, 0}, weights, ideals);
          })
              .value()
              .detail() == first.detail());
    return first;
  };
  CHECK(split(-1, {1, 1}).detail() == "negative_total");
  CHECK(split(-1, {1, 1}).status() == Status::invalid_argument);
  CHECK(split(INT64_MIN, {1, 1}).detail() == "negative_total");
  CHECK(split(most_units + 1, {1, 1}).detail() == "total_too_large");
  CHECK(split(INT64_MAX, {1, 1}).status() == Status::overflow);
  CHECK(split(1, {0, 0}).detail() == "all_weights_zero");
  CHECK(split(1, {2, -1}).detail() == "negative_weight");
  CHECK(split(1, {1, most_weights - 1}).detail() == "weights_too_large");
  CHECK(refusal([&] {
          split_largest_remainder(1, Numbers{INT64_MAX, INT64_MAX}, out);
        })
            .value()
            .detail() == "weights_too_large");
}
