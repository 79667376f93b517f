// What another plan gives more or less, place by place.
#include <random>

#include "quota/hand_plan.hpp"

using namespace sandan;
using namespace sandan::testing;

namespace {

/// company → t1 {r1, r2}, t2 {r3}; 100 a working day each.
HandPlan before() {
  HandPlan plan;
  plan.axes = {hand_tree("sales", {"company", "team_id", "rep_id"},
                         {{"company"}, {"t1", 0}, {"r1", 1}, {"r2", 1}, {"t2", 0}, {"r3", 4}})};
  return plan;
}

/// r2 has moved to t2 and brings twice as much, r4 is new.
HandPlan after() {
  HandPlan plan;
  plan.axes = {
      hand_tree("sales", {"company", "team_id", "rep_id"},
                {{"company"}, {"t1", 0}, {"r1", 1}, {"t2", 0}, {"r2", 3}, {"r3", 3}, {"r4", 3}})};
  plan.amount = [](std::int32_t line, std::int32_t, bool is_workday) {
    if (!is_workday) return 0;
    return line == 1 ? 200 : line == 3 ? 10 : 100;
  };
  return plan;
}

Result diff(const HandPlan& a, const HandPlan& b, std::string_view asked) {
  return a.quota().diff(b.quota(), QuotaDiffRequest::parse(asked));
}

}  // namespace

TEST_CASE("two versions with different trees are matched by codes", "[quota]") {
  CHECK_ROWS(diff(before(), after(), R"({"levels": {"sales": "*"}, "period": "all"})"),
             "quota_diff", R"([
    {"tier": "target", "sales_level": "company", "sales": "company", "sales_parent": null,
     "period_unit": "all", "before_minor": 6000, "after_minor": 8200, "change_minor": 2200,
     "in": "both", "currency": "CNY"},
    {"sales_level": "team_id", "sales": "t1", "sales_parent": "company", "before_minor": 4000,
     "after_minor": 2000, "change_minor": -2000, "in": "both"},
    {"sales": "r2", "sales_parent": null, "before_minor": 2000, "after_minor": 4000},
    {"sales": "t2", "before_minor": 2000, "after_minor": 6200},
    {"sales": "r4", "sales_parent": "t2", "before_minor": 0, "after_minor": 200, "in": "after"}])");
  // What stays as it was is listed when asked for.
  CHECK(rows(diff(before(), after(),
                  R"({"levels": {"sales": "rep_id"}, "period": "all", "only_changes": false})"))
            .size() == 4);
  CHECK(rows(diff(before(), before(), R"({"levels": {"sales": "*"}, "period": "day"})")).empty());
}

TEST_CASE("periods are matched by their codes", "[quota]") {
  HandPlan later = before();
  later.from = "2026-03-09";
  later.to = "2026-04-03";
  CHECK_ROWS(diff(before(), later, R"({"period": "week"})"), "quota_diff", R"([
    {"sales": "company", "period_unit": "week", "period": "2026-W10", "before_minor": 1500,
     "after_minor": 0, "in": "before"},
    {"period": "2026-W14", "before_minor": 0, "after_minor": 1500, "in": "after"}])");
}

TEST_CASE("an axis that one plan lacks is its whole there", "[quota]") {
  HandPlan more = before();
  more.axes.push_back(hand_tree("product", {"all", "product"}, {{"all"}, {"erp", 0}, {"mes", 0}}));
  CHECK_ROWS(diff(before(), more, R"({"levels": {"product": "*"}, "period": "all"})"), "quota_diff",
             R"([
    {"sales": "company", "product_level": "all", "product": "all", "before_minor": 6000,
     "after_minor": 12000, "in": "both"},
    {"product": "erp", "product_parent": "all", "before_minor": 0, "after_minor": 6000,
     "in": "after"},
    {"product": "mes", "before_minor": 0, "after_minor": 6000, "in": "after"}])");
  CHECK_ROWS(diff(more, before(), R"({"period": "all"})"), "quota_diff",
             R"([{"before_minor": 12000, "after_minor": 6000, "in": "both"}])");
}

TEST_CASE("tiers are matched by their codes", "[quota]") {
  HandPlan three = before();
  three.tiers = {"target", "stretch"};
  CHECK_ROWS(diff(before(), three, R"({"period": "all"})"), "quota_diff",
             R"([{"tier": "stretch", "before_minor": 0, "after_minor": 12000, "in": "after"}])");
}

TEST_CASE("what diff refuses", "[quota]") {
  const auto detail = [](const HandPlan& a, const HandPlan& b, std::string_view asked) {
    const auto refused = refusal([&] { diff(a, b, asked); });
    return refused ? refused->detail() + " " + refused->where() : "";
  };
  HandPlan dollars = before();
  dollars.currency = "USD";
  CHECK(detail(before(), dollars, "{}") == "currencies_differ ");
  CHECK(detail(before(), after(), R"({"levels": {"colour": "x"}})") ==
        "unknown_axis /levels/colour");
  CHECK(detail(before(), after(), R"({"levels": {"sales": "x"}})") ==
        "unknown_level /levels/sales");
}

TEST_CASE("random plans: changes of the parts add up to those of the whole", "[quota]") {
  std::mt19937_64 random(5);
  for (int round = 0; round < 40; ++round) {
    const auto made = [&] {
      HandPlan plan;
      std::vector<HandNode> nodes = {{"company"}};
      for (std::uint64_t team = 0; team < 1 + random() % 3; ++team) {
        const auto at = static_cast<std::int32_t>(nodes.size());
        nodes.push_back({"t" + std::to_string(team), 0});
        for (std::uint64_t rep = random() % 3 + 1; rep > 0; --rep)
          nodes.push_back({"r" + std::to_string(random() % 5) + "_" + std::to_string(rep), at});
      }
      plan.axes = {hand_tree("sales", {"company", "team_id", "rep_id"}, nodes)};
      const std::uint64_t factor = random() % 1000;
      plan.amount = [factor](std::int32_t line, std::int32_t day, bool) {
        return static_cast<Minor>((static_cast<std::uint64_t>(line * 37 + day) * factor) % 101);
      };
      return plan;
    };
    const HandPlan a = made();
    const HandPlan b = made();
    const auto sum = [&](std::string_view asked) {
      Minor total = 0;
      for (const auto& row : rows(diff(a, b, asked)))
        total += row.at("change_minor").as_int64();
      return total;
    };
    const Minor whole = b.data()->layers[0].total_minor - a.data()->layers[0].total_minor;
    CHECK(sum(R"({"period": "all"})") == whole);
    CHECK(sum(R"({"levels": {"sales": "rep_id"}, "period": "day"})") == whole);
    CHECK(sum(R"({"levels": {"sales": "team_id"}, "period": "week"})") == whole);
  }
}
