// Many lines over the days: the same as one by one.
#include "quota/spread.hpp"

#include <random>

#include "support/expect.hpp"

using namespace sandan;
using namespace sandan::testing;
using namespace sandan::quota;
using Numbers = std::vector<std::int64_t>;

namespace {

struct Case {
  std::int64_t days;
  Numbers totals;
  Numbers prefixes;
  std::vector<std::int32_t> shapes;
  std::int64_t unit;

  Numbers spread(int threads = 1) const {
    Numbers out(totals.size() * static_cast<std::size_t>(days), -1);
    Run run;
    run.threads = threads;
    spread_lines({days, totals, prefixes, shapes, unit}, out, run);
    return out;
  }
  /// The same line by line.
  Numbers expected() const {
    Numbers out;
    const auto n = static_cast<std::size_t>(days);
    Numbers line(n);
    for (std::size_t i = 0; i < totals.size(); ++i) {
      const std::size_t shape = shapes.empty() ? i : static_cast<std::size_t>(shapes[i]);
      split_cumulative(totals[i], std::span(prefixes).subspan(shape * n, n), line, phase_of(i));
      for (const std::int64_t units : line)
        out.push_back(units * unit);
    }
    return out;
  }
};

/// Shapes of small, equal and large weights; totals of all sizes.
Case random_case(std::mt19937_64& engine) {
  const auto below = [&](std::uint64_t limit) {
    return static_cast<std::int64_t>(engine() % limit);
  };
  Case one;
  one.days = 1 + below(engine() % 4 == 0 ? 400 : 70);
  const auto lines = static_cast<std::size_t>(below(60));
  one.totals.resize(lines);
  const bool own = engine() % 2 == 0;
  const std::size_t shapes = own ? lines : 1 + engine() % 4;
  for (std::size_t shape = 0; shape < shapes; ++shape) {
    Numbers weights(static_cast<std::size_t>(one.days));
    const std::uint64_t kinds = engine() % 3;
    for (std::int64_t& weight : weights)
      weight = kinds == 0 ? 1 : kinds == 1 ? below(3) : below(std::uint64_t{1} << 37);
    weights[engine() % weights.size()] += 1;
    const Numbers prefix = running_sums(weights);
    one.prefixes.insert(one.prefixes.end(), prefix.begin(), prefix.end());
  }
  for (std::size_t line = 0; !own && line < lines; ++line)
    one.shapes.push_back(static_cast<std::int32_t>(engine() % shapes));
  if (own) one.shapes.clear();
  // Small units with totals of all sizes, or large ones: minor units beyond what a double holds.
  const bool is_large = engine() % 3 == 0;
  one.unit = is_large ? 1 + below(std::uint64_t{1} << 32) : 1 + below(1'000);
  const std::uint64_t bits = is_large ? 30 : 53;
  for (std::int64_t& total : one.totals)
    total = engine() % 8 == 0 ? 0 : below(std::uint64_t{1} << (1 + engine() % bits));
  if (lines > 0 && !is_large && engine() % 4 == 0) one.totals[0] = most_units;
  return one;
}

std::string refused(const Case& one) {
  const auto error = refusal([&] { one.spread(); });
  return error ? error->detail() + " " + std::to_string(error->row()) : "";
}

}  // namespace

TEST_CASE("lines are spread as each by itself", "[quota]") {
  std::mt19937_64 engine(31);
  for (int round = 0; round < 1'500; ++round) {
    const Case one = random_case(engine);
    REQUIRE(one.spread() == one.expected());
  }
}

TEST_CASE("amounts up to a day that lie exactly where rounding up begins are rounded up",
          "[quota]") {
  Case one{64, {}, running_sums(Numbers(64, 1)), {}, 3};
  for (std::int64_t total = 0; total < 300; ++total) {
    one.totals.push_back(total < 200 ? total : (std::int64_t{1} << 40) + total - 250);
    one.shapes.push_back(0);
  }
  CHECK(one.spread() == one.expected());
}

TEST_CASE("minor units stay exact on both sides of what is computed in floating point", "[quota]") {
  for (const int bits : {50, 51, 52, 53, 60, 62}) {
    for (std::int64_t off = -2; off <= 2; ++off) {
      const std::int64_t unit = (std::int64_t{1} << (bits - 30)) + 1;
      const Case one{3, {(std::int64_t{1} << 30) + off}, {1, 3, 1'000'000}, {0}, unit};
      REQUIRE(one.spread() == one.expected());
    }
  }
}

TEST_CASE("spreading gives the same for any number of threads", "[quota]") {
  std::mt19937_64 engine(32);
  Case one{365, {}, {}, {}, 100};
  for (int shape = 0; shape < 3; ++shape) {
    Numbers weights(365);
    for (std::int64_t& weight : weights)
      weight = static_cast<std::int64_t>(engine() % 1'000);
    const Numbers prefix = running_sums(weights);
    one.prefixes.insert(one.prefixes.end(), prefix.begin(), prefix.end());
  }
  for (int line = 0; line < 2'000; ++line) {
    one.totals.push_back(static_cast<std::int64_t>(engine() % 1'000'000'000));
    one.shapes.push_back(line % 3);
  }
  const Numbers out = one.spread(1);
  CHECK(out == one.expected());
  CHECK(one.spread(2) == out);
  CHECK(one.spread(7) == out);
}

TEST_CASE("lines that cannot be spread are refused with their row", "[quota]") {
  const Case good{2, {5, 6}, {1, 2}, {0, 0}, 1};
  CHECK(refused(good) == "");
  const auto with = [&](auto change) {
    Case changed = good;
    change(changed);
    return refused(changed);
  };
  CHECK(with([](Case& c) { c.totals[1] = -1; }) == "negative_total 1");
  CHECK(with([](Case& c) { c.totals[0] = most_units + 1; }) == "total_too_large 0");
  CHECK(with([](Case& c) {
          c.totals[1] = most_units;
          c.unit = 1'025;
        }) == "sum_too_large 1");
  CHECK(with([](Case& c) { c.prefixes = {0, 0}; }) == "all_weights_zero 0");
  CHECK(with([](Case& c) { c.prefixes = {2, 1}; }) == "negative_weight 0");
  CHECK(with([](Case& c) { c.prefixes = {-1, 1}; }) == "negative_weight 0");
  CHECK(with([](Case& c) { c.prefixes = {1, std::int64_t{1} << 46}; }) == "weights_too_large 0");
  CHECK(with([](Case& c) { c.prefixes = {1, 2, 3}; }) == "spread_sizes -1");
  CHECK(with([](Case& c) { c.shapes[0] = 1; }) == "spread_sizes -1");
  CHECK(with([](Case& c) { c.shapes[0] = -1; }) == "spread_sizes -1");
  CHECK(with([](Case& c) { c.shapes.clear(); }) == "spread_sizes -1");
  CHECK(with([](Case& c) { c.unit = 0; }) == "spread_sizes -1");
  CHECK(with([](Case& c) { c.days = 0; }) == "spread_sizes -1");
  CHECK(with([](Case& c) {
          c.totals.clear();
          c.shapes.clear();
        }) == "");
}
