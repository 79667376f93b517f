// Empirical Bayes for shares, and ratios rounded once.
#include "core/shrinkage.hpp"

#include <vector>

#include "core/ratio.hpp"
#include "sandan/core/status.hpp"
#include "support/catch.hpp"

using namespace sandan;

TEST_CASE("members that differ no more than chance get a heavy prior") {
  const std::vector<Trials> alike = {{50, 100}, {50, 100}, {50, 100}};
  const SharePrior prior = fit_share_prior(alike);
  CHECK(prior.mean == Approx(0.5));
  CHECK(prior.weight == Approx(300));  // never worth more than all trials
  const ShrunkShare shrunk = shrink({9, 10}, prior, 0.95);
  CHECK(shrunk.share == Approx((150.0 + 9) / 310));
  CHECK(shrunk.interval.low < shrunk.share);
  CHECK(shrunk.interval.high > shrunk.share);
}

TEST_CASE("members that differ much keep their own share") {
  const std::vector<Trials> apart = {{90, 100}, {10, 100}, {50, 100}, {95, 100}, {5, 100}};
  const SharePrior prior = fit_share_prior(apart);
  CHECK(prior.weight < 3);
  CHECK(shrink(apart[0], prior, 0.95).share == Approx(0.9).epsilon(0.02));
}

TEST_CASE("a team that always or never succeeds still has a prior inside 0 and 1") {
  for (const std::int64_t successes : {0, 20}) {
    const std::vector<Trials> members = {{successes, 20}, {successes, 20}};
    const SharePrior prior = fit_share_prior(members);
    CHECK(prior.mean > 0);
    CHECK(prior.mean < 1);
    const ShrunkShare shrunk = shrink(members[0], prior, 0.9);
    CHECK(shrunk.interval.low >= 0);
    CHECK(shrunk.interval.high <= 1);
    CHECK(shrunk.interval.low < shrunk.interval.high);
  }
}

TEST_CASE("one member alone, and one without trials") {
  const std::vector<Trials> one = {{3, 10}};
  CHECK(fit_share_prior(one).weight == Approx(10));
  const std::vector<Trials> with_none = {{3, 10}, {0, 0}, {7, 10}};
  const std::vector<Trials> without = {{3, 10}, {7, 10}};
  CHECK(fit_share_prior(with_none).weight == fit_share_prior(without).weight);
}

TEST_CASE("ratios are exact and rounded half to even") {
  CHECK(rounded_ratio({5}, {2}) == 2);
  CHECK(rounded_ratio({7}, {2}) == 4);
  CHECK(rounded_ratio({-5}, {2}) == -2);
  CHECK(rounded_ratio({-7}, {2}) == -4);
  CHECK(rounded_ratio({10}, {-4}) == -2);
  CHECK(rounded_ratio({0, 9}, {7}) == 0);
  constexpr std::int64_t big = INT64_MAX;
  CHECK(rounded_ratio({big, big, 3}, {big, big}) == 3);
  CHECK(rounded_ratio({big}, {1}) == big);
  CHECK_THROWS_AS(rounded_ratio({big, 2}, {1}), Error);
}
