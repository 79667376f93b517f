// Estimators of times of which some are not over yet, on samples counted by
// hand. tests/oracle holds them against other programs.
#include "core/survival.hpp"

#include <cmath>

#include "support/catch.hpp"

using namespace sandan;

namespace {

constexpr double z = 1.959963984540054;

}  // namespace

TEST_CASE("Kaplan-Meier median without censoring is the first time half have ended") {
  const std::vector<std::int64_t> four = {1, 2, 3, 4};
  CHECK(kaplan_meier_median(four, {}, z).at == 2);
  const std::vector<std::int64_t> five = {1, 2, 3, 4, 5};
  CHECK(kaplan_meier_median(five, {}, z).at == 3);
  CHECK_FALSE(kaplan_meier_median({}, {}, z).at);
}

TEST_CASE("Kaplan-Meier median counts open times as long as they were seen") {
  // 6 at risk; 1: 5/6; 3 is censored at 2: 5/6 * 3/4 = .625; 4: .625 * 2/3 = .4166
  const std::vector<std::int64_t> ended = {1, 3, 4};
  const std::vector<std::int64_t> censored = {2, 9, 9};
  const MedianTime median = kaplan_meier_median(ended, censored, z);
  CHECK(median.at == 4);
  CHECK_FALSE(median.high);
  // More censored than ended: the curve stays above one half.
  const std::vector<std::int64_t> many = {9, 9, 9, 9, 9, 9};
  CHECK_FALSE(kaplan_meier_median(ended, many, z).at);
}

TEST_CASE("an ending comes before a censoring of the same time") {
  const std::vector<std::int64_t> ended = {5};
  const std::vector<std::int64_t> censored = {5};
  CHECK(kaplan_meier_median(ended, censored, z).at == 5);  // 1 of 2, not 1 of 1
}

TEST_CASE("Aalen-Johansen shares add up to one, and ties end together") {
  std::vector<Ending> endings = {{3, 0}, {1, 1}, {3, 1}, {2, 3}, {5, 0}, {7, 3}};
  const auto steps = aalen_johansen(endings);
  REQUIRE(steps.size() == 3);
  CHECK(steps[0].time == 1);
  CHECK(steps[0].at_risk == 6);
  CHECK(steps[1].at_risk == 4);
  // 5/6 are left before 3; two of four end there, one of each cause.
  CHECK(steps[1].incidence[0] == Approx(5.0 / 24));
  CHECK(steps[1].incidence[1] == Approx(1.0 / 6 + 5.0 / 24));
  CHECK(steps[1].open == Approx(5.0 / 12));
  for (const RiskStep& step : steps) {
    CHECK(step.open + step.incidence[0] + step.incidence[1] + step.incidence[2] == Approx(1));
  }
}

TEST_CASE("a cause without rivals ends all, to the last bit") {
  for (std::int64_t n = 1; n < 50; ++n) {
    std::vector<Ending> endings;
    for (std::int64_t time = 1; time <= n; ++time)
      endings.push_back({time, 0});
    CHECK(aalen_johansen(endings).back().incidence[0] == 1);
  }
}

TEST_CASE("the variance of an incidence without censoring or rivals is nearly binomial") {
  std::vector<Ending> endings;
  for (std::int64_t time = 1; time <= 1000; ++time)
    endings.push_back({time, static_cast<std::uint8_t>(time <= 400 ? 0 : 3)});
  const auto steps = aalen_johansen(endings);
  CHECK(steps.back().incidence[0] == Approx(0.4));
  CHECK(steps.back().variance == Approx(0.4 * 0.6 / 1000).epsilon(0.01));
}

TEST_CASE("log(-log) bounds lie about the share and within 0 and 1") {
  const Interval interval = log_log_interval(0.3, 0.01, z).value();
  CHECK(interval.low > 0);
  CHECK(interval.low < 0.3);
  CHECK(interval.high > 0.3);
  CHECK(interval.high < 1);
  CHECK_FALSE(log_log_interval(0, 0, z));
  CHECK_FALSE(log_log_interval(1, 0, z));
}
