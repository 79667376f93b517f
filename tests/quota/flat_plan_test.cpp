// Plans whose ideals are whole for a place or period, though not for the lines
// that share in it: what is flat stays flat.
#include <numeric>

#include "quota/hand_plan.hpp"
#include "quota/random_plan.hpp"

using namespace sandan;
using namespace sandan::quota;
using namespace sandan::testing;

namespace {

std::string nodes_text(const std::string& prefix, int n) {
  std::string text;
  for (int i = 1; i <= n; ++i)
    text += std::string(i > 1 ? ", " : "") + R"({"code": ")" + prefix + std::to_string(i) + R"("})";
  return text;
}

std::string axis_text(const std::string& code, const std::string& prefix, int n) {
  return R"({"code": ")" + code + R"(", "weights": {"by": "equal"}, "tree": {"nodes": [)" +
         nodes_text(prefix, n) + "]}}";
}

std::string plan_text(const std::string& axes, Minor total, const std::string& to,
                      const std::string& more = "") {
  return R"({"sandan": "plan/1", "code": "flat", "currency": "CNY", "total_minor": )" +
         std::to_string(total) + R"(, "period": {"from": "2026-01-05", "to": ")" + to +
         R"("}, "axes": [)" + axes + "]" + more + "}";
}

std::vector<Minor> amounts(const Quota& quota, const TargetsRequest& request) {
  std::vector<Minor> amounts;
  for (const auto& row : rows(quota.targets(request)))
    amounts.push_back(row.at("amount_minor").as_int64());
  return amounts;
}

std::vector<Minor> of_whole(const Quota& quota, QuotaPeriod period) {
  TargetsRequest request;
  request.period = period;
  return amounts(quota, request);
}

double worst(const Quota& quota, const std::string& hierarchy) {
  double worst = 0;
  for (const BoundsRow& row : quota.data().bounds) {
    if (row.hierarchy == hierarchy) worst = std::max(worst, row.worst_units);
    CHECK(row.beyond_one == 0);
  }
  return worst;
}

Quota built(const std::string& text) { return Quota::build(QuotaPlan::compile(text), Tables{}); }

}  // namespace

TEST_CASE("three equal lines give a flat plan of the whole", "[quota]") {
  const Quota quota = built(plan_text(axis_text("sales", "r", 3), 100, "2026-01-16"));
  std::vector<Minor> days = {10, 10, 10, 10, 10, 0, 0, 10, 10, 10, 10, 10};
  TargetsRequest request;
  request.period = QuotaPeriod::day;
  CHECK(amounts(quota, request) == days);
  CHECK(of_whole(quota, QuotaPeriod::week) == std::vector<Minor>{50, 50});
  CHECK(worst(quota, "time") == 0);
  CHECK(worst(quota, "sales × time") < 1);
  CHECK(broken_sum(quota.data(), quota.data().base()) == "");
}

TEST_CASE("flat plans of many lines and days stay flat", "[quota]") {
  for (const int lines : {2, 3, 6, 7, 11, 30, 97}) {
    for (const int a_day : {1, 10, 12'345, 1'000'000'007}) {
      const Quota quota = built(plan_text(axis_text("sales", "r", lines), Minor{360} * a_day,
                                          "2026-12-30", R"(, "time": {"by": "equal"})"));
      const std::vector<Minor> days = of_whole(quota, QuotaPeriod::day);
      CHECK(days == std::vector<Minor>(360, a_day));
      CHECK(worst(quota, "time") == 0);
      const Quota teams = built(plan_text(axis_text("sales", "r", lines), Minor{lines} * a_day,
                                          "2026-02-28", R"(, "time": {"by": "equal"})"));
      TargetsRequest request;
      request.levels = {{"sales", "*"}};
      std::vector<Minor> of_lines = amounts(teams, request);
      CHECK(of_lines.front() == Minor{lines} * a_day);
      of_lines.erase(of_lines.begin());
      CHECK(of_lines == std::vector<Minor>(static_cast<std::size_t>(lines), a_day));
    }
  }
}

TEST_CASE("a second axis is flat across lines that are not", "[quota]") {
  for (const int lines : {3, 7, 13}) {
    for (const int products : {3, 6, 11}) {
      const Quota quota = built(plan_text(
          axis_text("sales", "r", lines) + ", " + axis_text("product", "p", products),
          Minor{10} * products, "2026-01-16", R"(, "hierarchies": ["sales", "product"])"));
      TargetsRequest request;
      request.levels = {{"product", "*"}};
      std::vector<Minor> of_products = amounts(quota, request);
      of_products.erase(of_products.begin());
      CHECK(of_products == std::vector<Minor>(static_cast<std::size_t>(products), 10));
      CHECK(worst(quota, "product") == 0);
      CHECK(worst(quota, "sales") < 1);
    }
  }
}

TEST_CASE("a place that is whole up to noise is whole", "[quota]") {
  // A third of 100, of which b has 3 of 10: 10, though a third has no end.
  const std::string sales = R"({"code": "sales", "weights": {"by": "given", "nodes": {
      "t1": 1, "t2": 1, "t3": 1, "a": 7, "b": 3, "c": 7, "d": 3, "e": 7, "f": 3}},
    "tree": {"nodes": [{"code": "t1"}, {"code": "a", "parent": "t1"}, {"code": "b", "parent": "t1"},
      {"code": "t2"}, {"code": "c", "parent": "t2"}, {"code": "d", "parent": "t2"},
      {"code": "t3"}, {"code": "e", "parent": "t3"}, {"code": "f", "parent": "t3"}]}})";
  for (const Minor total : {100, 700, 100'000'000}) {
    const Quota quota = built(plan_text(sales, total, "2026-01-16"));
    TargetsRequest request;
    request.levels = {{"sales", "*"}};
    const std::vector<Minor> of = amounts(quota, request);
    for (const std::size_t rep : {3, 6, 9})
      CHECK(of[rep] == total / 10);
    CHECK(worst(quota, "sales") < 1);
  }
}

TEST_CASE("settled ideals", "[quota]") {
  const auto last = ~std::uint32_t{0};
  CHECK(settled({9, last}, 1) == Ideal{10, 0});
  CHECK(settled({10, 1}, 1) == Ideal{10, 0});
  CHECK(settled({10, 0}, 1'000'000) == Ideal{10, 0});
  CHECK(settled({10, 9}, 1) == Ideal{10, 9});
  CHECK(settled({10, 80}, 10) == Ideal{10, 0});
  CHECK(settled({10, 1u << 31}, INT64_MAX) == Ideal{10, 1u << 31});
}
