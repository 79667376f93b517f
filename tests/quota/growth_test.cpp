// Limits by growth: what they are measured from.
#include "quota/hand_plan.hpp"

using namespace sandan;
using namespace sandan::testing;

namespace {

struct Growth {
  std::string from = "2026-01-01";
  std::string to = "2026-12-31";
  std::string calendar = "weekdays";
  std::string axis = R"({"code": "sales", "tree": {"nodes": [{"code": "a"}, {"code": "b"}]}})";

  Quota build(const Tables& tables, const std::string& constraint, const std::string& as_of) const {
    const std::string plan = R"({"sandan": "plan/1", "code": "p", "currency": "CNY",
      "total_minor": 1000000, "calendar": ")" +
                             calendar + R"(", "period": {"from": ")" + from + R"(", "to": ")" + to +
                             R"("}, "axes": [)" + axis + R"(], "constraints": [{"code": "g", )" +
                             constraint + "}]}";
    QuotaBuildRequest request;
    if (!as_of.empty()) request.as_of = parse_day(as_of);
    return Quota::build(QuotaPlan::compile(plan), tables, request);
  }
  Minor limit(const Tables& tables, const std::string& constraint,
              const std::string& as_of = "") const {
    return build(tables, constraint, as_of).data().constraints[0].limit_minor;
  }
};

QuotaTables orders(const std::string& rows) {
  QuotaTables tables;
  tables.add("actuals", "date day, rep_id text, amount_minor int\n" + rows);
  return tables;
}

const std::string of_a = R"("at": {"sales": "a"}, "growth_ppm": 0)";

}  // namespace

TEST_CASE("growth counts what was brought by the day the plan is built on", "[quota]") {
  const QuotaTables tables = orders("2025-01-10, a, 1000\n2025-12-20, a, 500000");
  CHECK(Growth().limit(tables.tables, of_a, "2025-10-31") == 1'000);
  CHECK(Growth().limit(tables.tables, of_a) == 501'000);
}

TEST_CASE("growth of teams counts the orders of their reps", "[quota]") {
  QuotaTables tables = orders("2025-03-10, r1, 300000\n2025-04-10, r2, 500000");
  tables.add("reps", "rep_id text, team_id text\nr1, north\nr2, south");
  Growth plan;
  plan.axis = R"({"code": "sales", "tree": {"nodes": [{"code": "north"}, {"code": "south"}],
                  "levels": ["company", "team_id"]}})";
  CHECK(plan.limit(tables.tables, R"("at": {"sales": "north"}, "growth_ppm": 1000000)") == 600'000);
}

TEST_CASE("growth of a second year is measured from the first", "[quota]") {
  const QuotaTables tables = orders("2025-03-10, a, 100000\n2026-03-10, a, 200000");
  Growth plan;
  plan.to = "2027-12-31";
  const std::string second = of_a + R"(, "period": "2027-Q1")";
  CHECK(plan.limit(tables.tables, of_a + R"(, "period": "2026-Q1")") == 100'000);
  CHECK(plan.limit(tables.tables, second, "2026-03-31") == 200'000);
  CHECK(plan.limit(tables.tables, of_a, "2026-12-31") == 300'000);
  for (const std::string& constraint : {second, of_a}) {
    const auto error = refusal([&] { plan.limit(tables.tables, constraint); });
    REQUIRE(error);
    CHECK(error->status() == Status::data);
    CHECK(error->detail() == "year_before_not_over");
    CHECK(error->where() == "/constraints/0/growth_ppm");
  }
}

TEST_CASE("growth around a leap day loses no day", "[quota]") {
  Growth leap;
  leap.from = "2024-01-01";
  leap.to = "2024-12-31";
  const QuotaTables before = orders("2023-02-28, a, 3000");
  for (const std::string period : {"2024-02-28", "2024-02-29", "2024-02"}) {
    CAPTURE(period);
    CHECK(leap.limit(before.tables, of_a + R"(, "period": ")" + period + "\"") == 3'000);
  }
  Growth after;
  after.from = "2025-01-01";
  after.to = "2025-12-31";
  const QuotaTables on = orders("2024-02-29, a, 3000");
  for (const std::string period : {"2025-02-28", "2025-02", "2025-Q1"}) {
    CAPTURE(period);
    CHECK(after.limit(on.tables, of_a + R"(, "period": ")" + period + "\"") == 3'000);
  }
}

TEST_CASE("a plan that ends before a leap day weighs the last day of the year before", "[quota]") {
  Growth plan;
  plan.from = "2027-03-01";
  plan.to = "2028-02-28";
  plan.axis = R"({"code": "sales", "tree": {"nodes": [{"code": "a"}, {"code": "b"}]},
                  "weights": {"by": "actuals"}})";
  const QuotaTables tables = orders("2027-02-28, a, 3000\n2026-05-01, b, 3000");
  const Quota quota = plan.build(tables.tables, of_a, "");
  CHECK(quota.data().base().amounts[1] == 500'000);
}

TEST_CASE("growth of fiscal weeks is measured from the period of that number", "[quota]") {
  // FY2025 begins on 2025-02-02, FY2026 on 2026-02-01.
  Growth plan;
  plan.calendar = "retail_454";
  plan.from = "2026-02-01";
  plan.to = "2027-01-30";
  const auto limit = [&](const std::string& rows, const std::string& period) {
    const QuotaTables tables = orders(rows);
    return plan.limit(tables.tables,
                      of_a + (period.empty() ? "" : R"(, "period": ")" + period + "\""));
  };
  const std::string edges =
      "2025-02-01, a, 7\n2025-02-02, a, 10\n2025-03-01, a, 200\n"
      "2025-03-02, a, 3000\n2026-01-31, a, 40000";
  CHECK(limit(edges, "FY2026-P01") == 210);
  CHECK(limit(edges, "2026-02-01") == 10);
  CHECK(limit(edges, "") == 43'210);
  plan.from = "2026-02-08";  // cut: from the eighth day of the year on
  CHECK(limit("2025-02-08, a, 7\n2025-02-09, a, 10\n2025-03-01, a, 200", "FY2026-P01") == 210);
}
