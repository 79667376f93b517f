// Random plans: no sum deviates, and amounts stay next to ideals that are
// computed here anew from the weights.
#include <algorithm>
#include <cmath>
#include <iomanip>
#include <numeric>
#include <random>
#include <sstream>

#include "quota/random_plan.hpp"
#include "quota/rounding.hpp"
#include "support/expect.hpp"

using namespace sandan;
using namespace sandan::quota;
using namespace sandan::testing;

namespace {

using Long = long double;

std::size_t at(std::int64_t index) { return static_cast<std::size_t>(index); }

/// The weights of siblings as whole numbers, by which they are divided; equal
/// ones where all are 0.
std::vector<std::int64_t> whole(const std::vector<double>& weights) {
  const bool any = std::any_of(weights.begin(), weights.end(), [](double w) { return w > 0; });
  return any ? whole_weights(weights).weights : std::vector<std::int64_t>(weights.size(), 1);
}

/// Ideals in units down the split tree by the weights the plan was given.
std::vector<Long> free_ideals(const Layer& layer, std::int64_t units) {
  const auto& nodes = layer.split->nodes;
  const auto& given = layer.shares->siblings;
  std::vector<Long> ideals(nodes.size());
  ideals[0] = static_cast<Long>(units);
  for (std::int32_t node = 0; node < std::ssize(nodes); ++node) {
    std::vector<std::int32_t> children;
    std::vector<double> weights;
    for_each_child(nodes, node, [&](std::int32_t child) {
      children.push_back(child);
      weights.push_back(given[at(child)]);
    });
    if (children.empty()) continue;
    const std::vector<std::int64_t> shares = whole(weights);
    const auto sum = std::accumulate(shares.begin(), shares.end(), std::int64_t{0});
    for (std::size_t i = 0; i < children.size(); ++i) {
      ideals[at(children[i])] =
          ideals[at(node)] * static_cast<Long>(shares[i]) / static_cast<Long>(sum);
    }
  }
  return ideals;
}

/// A unit, the last places of fixed point and those of the numbers used here.
Long tolerance(std::int64_t units) { return 1 + 1e-5L + static_cast<Long>(units) * 1e-18L; }

Minor own(const Layer& layer, std::int32_t line, std::int32_t day, std::int32_t days) {
  const bool has = line == layer.remainder_line && day == layer.remainder_day;
  return layer.line(line, days)[day] - (has ? layer.remainder_minor : 0);
}

struct Worst {
  Long nodes = 0;
  Long cells = 0;
  Long periods = 0;
};

Worst worst_of(const QuotaData& data, const Layer& layer) {
  const Minor unit = data.definition->round_to_minor;
  const std::int32_t days = data.time.days;
  const std::vector<Long> ideals = free_ideals(layer, layer.total_minor / unit);
  Worst worst;
  std::vector<Long> columns(at(days)), reached(at(days));
  std::vector<Long> amounts(ideals.size(), 0);
  for (std::int32_t line = 0; line < layer.split->lines(); ++line) {
    const auto prefix = layer.shares->prefix(line);
    const Long ideal = ideals[at(layer.split->line_nodes[at(line)])];
    for (std::int32_t day = 0; day < days; ++day) {
      const std::int64_t weight = prefix[at(day)] - (day == 0 ? 0 : prefix[at(day) - 1]);
      const Long cell = ideal * static_cast<Long>(weight) / static_cast<Long>(prefix.back());
      const auto amount = static_cast<Long>(own(layer, line, day, days) / unit);
      worst.cells = std::max(worst.cells, std::abs(amount - cell));
      columns[at(day)] += cell;
      reached[at(day)] += amount;
      for (std::int32_t node = layer.split->line_nodes[at(line)]; node >= 0;
           node = layer.split->nodes[at(node)].parent)
        amounts[at(node)] += amount;
    }
  }
  for (std::size_t node = 0; node < ideals.size(); ++node)
    worst.nodes = std::max(worst.nodes, std::abs(amounts[node] - ideals[node]));
  std::vector<QuotaPeriod> units = stages_of(data.time);
  units.push_back(QuotaPeriod::day);
  for (const QuotaPeriod period : units) {
    for (const TimeSpan& span : data.time.of(period)) {
      Long off = 0;
      for (std::int32_t day = span.from; day <= span.to; ++day)
        off += reached[at(day)] - columns[at(day)];
      worst.periods = std::max(worst.periods, std::abs(off));
    }
  }
  return worst;
}

}  // namespace

TEST_CASE("no sum of a random plan deviates", "[quota]") {
  std::int64_t atoms = 0;
  for (std::uint64_t seed = 1; seed <= 150; ++seed) {
    const std::string rounding = seed % 2 == 0 ? "cumulative" : "controlled";
    const std::string tiers =
        seed % 5 == 0 ? R"(,"tiers":[{"code":"target"},{"code":"stretch","share_ppm":1133333}])"
                      : "";
    const RandomPlan plan = random_plan(seed, rounding, tiers);
    INFO("seed " << seed << " " << plan.text);
    const Quota quota = Quota::build(QuotaPlan::compile(plan.text), Tables{});
    REQUIRE(quota.data().base().total_minor == plan.total);
    atoms += std::int64_t{quota.data().base().split->lines()} * quota.data().time.days;
    for (const Layer& layer : quota.data().layers)
      REQUIRE(broken_sum(quota.data(), layer) == "");
    const auto proof = rows(quota.proof(), "proof");
    for (const auto& row : proof) {
      REQUIRE(row.at("sums_broken").as_int64() == 0);
      REQUIRE(row.at("sum_minor").as_int64() == row.at("total_minor").as_int64());
    }
  }
  CHECK(atoms > 500'000);
}

TEST_CASE("amounts of controlled plans stay next to both hierarchies", "[quota]") {
  for (std::uint64_t seed = 1; seed <= 150; ++seed) {
    const RandomPlan plan = random_plan(seed * 7919, "controlled");
    INFO("seed " << seed << " " << plan.text);
    const Quota quota = Quota::build(QuotaPlan::compile(plan.text), Tables{});
    const Worst worst = worst_of(quota.data(), quota.data().base());
    const Long most = tolerance(plan.total / plan.unit);
    CHECK(worst.nodes < most);
    CHECK(worst.cells < most);
    CHECK(worst.periods < most);
    for (const BoundsRow& row : quota.data().bounds) {
      if (row.what == BoundsRow::What::cross_totals) continue;
      INFO(row.hierarchy);
      CHECK(row.beyond_one == 0);
      CHECK(row.worst_units < 1);
    }
  }
}

TEST_CASE("weights that are no small proportions are rounded to 45 bits", "[quota]") {
  constexpr std::int64_t total = 1'000'000'000'000'000;
  std::mt19937_64 source(45);
  for (int round = 0; round < 20; ++round) {
    std::vector<double> weights;
    Long sum = 0;
    std::string nodes;
    std::string given;
    for (int i = 0; i < 7; ++i) {
      const double share = static_cast<double>(source() >> 11) * 0x1p-53;
      weights.push_back(std::exp(2 * share));
      sum += weights.back();
      const std::string code = "\"n" + std::to_string(i) + "\"";
      nodes += (i == 0 ? "{\"code\":" : ",{\"code\":") + code + "}";
      std::ostringstream weight;
      weight << std::setprecision(17) << weights.back();
      given += (i == 0 ? "" : ",") + code + ":" + weight.str();
    }
    const Quota quota = Quota::build(
        QuotaPlan::compile(R"({"sandan":"plan/1","code":"p","currency":"CNY","total_minor":)" +
                           std::to_string(total) +
                           R"(,"period":{"from":"2026-03-02","to":"2026-03-06"},
        "axes":[{"code":"sales","tree":{"nodes":[)" +
                           nodes + R"(]},"weights":{"by":"given","nodes":{)" + given + "}}}]}"),
        Tables{});
    const Layer& layer = quota.data().base();
    const std::vector<Long> ideals = free_ideals(layer, total);
    for (std::size_t i = 0; i < weights.size(); ++i) {
      const auto amount = static_cast<Long>(layer.amounts[i + 1]);
      CHECK(std::abs(amount - ideals[i + 1]) < tolerance(total));
      CHECK(std::abs(amount - total * weights[i] / sum) < total * 0x1p-44L + 1);
    }
  }
}

TEST_CASE("lines and days that cannot both be rounded stage by stage are solved as one",
          "[quota]") {
  // The first two units by ties go to reps of the first day, which is to have one.
  const std::string text = R"({"sandan": "plan/1", "code": "p", "currency": "CNY", "total_minor": 2,
    "period": {"from": "2026-03-02", "to": "2026-03-03"}, "time": {"by": "equal"},
    "axes": [{"code": "sales", "weights": {"by": "equal"}, "tree": {"nodes": [
      {"code": "a", "to": "2026-03-02"}, {"code": "b", "to": "2026-03-02"},
      {"code": "c", "from": "2026-03-03"}, {"code": "d", "from": "2026-03-03"}]}}]})";
  const Quota quota = Quota::build(QuotaPlan::compile(text), Tables{});
  const QuotaData& data = quota.data();
  CHECK(broken_sum(data, data.base()) == "");
  CHECK(data.base().line(0, 2)[0] + data.base().line(1, 2)[0] == 1);
  CHECK(data.base().line(2, 2)[1] + data.base().line(3, 2)[1] == 1);
  for (const BoundsRow& row : data.bounds)
    CHECK(row.beyond_one == 0);
}

TEST_CASE("two axes as hierarchies keep nodes of both and cells next to ideals", "[quota]") {
  int looked_at = 0;
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    const RandomPlan plan =
        random_plan(seed * 104'729, "cumulative", R"(,"hierarchies":["sales","product"])");
    if (plan.codes.size() < 2) continue;
    ++looked_at;
    INFO("seed " << seed << " " << plan.text);
    const Quota quota = Quota::build(QuotaPlan::compile(plan.text), Tables{});
    REQUIRE(broken_sum(quota.data(), quota.data().base()) == "");
    for (const BoundsRow& row : quota.data().bounds) {
      if (row.what == BoundsRow::What::cross_totals) continue;
      INFO(row.hierarchy);
      CHECK(row.beyond_one == 0);
      CHECK(row.worst_units < 1);
    }
  }
  CHECK(looked_at > 50);
}

TEST_CASE("a plan is the same on any number of threads", "[quota]") {
  for (const std::string rounding : {"cumulative", "controlled"}) {
    const RandomPlan plan = random_plan(4242, rounding, "", 8);
    const QuotaPlan compiled = QuotaPlan::compile(plan.text);
    Run two;
    two.threads = 2;
    const Quota one = Quota::build(compiled, Tables{});
    const Quota other = Quota::build(compiled, Tables{}, {}, two);
    const std::int32_t days = one.data().time.days;
    CHECK(digest_of(one.data().base(), days) == digest_of(other.data().base(), days));
  }
}
