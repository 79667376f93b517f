// Plans carried out: tiers, padding, levels and periods, proof, refusals, and
// plans made anew in part.
#include <algorithm>
#include <numeric>

#include "core/sha256.hpp"
#include "quota/hand_plan.hpp"
#include "quota/random_plan.hpp"
#include "quota/rebuild.hpp"

using namespace sandan;
using namespace sandan::quota;
using namespace sandan::testing;

namespace {

const std::string sales_axis = R"({"code": "sales", "weights": {"by": "equal"}, "tree": {
  "levels": ["company", "team_id", "rep_id"], "nodes": [
  {"code": "t1", "label": {"en": "North", "zh": "北区"}}, {"code": "r1", "parent": "t1"},
  {"code": "r2", "parent": "t1"}, {"code": "t2"}, {"code": "r3", "parent": "t2"}]})";

std::string plan_text(const std::string& more = "", const std::string& total = "1000077",
                      const std::string& sales = sales_axis + "}") {
  return R"({"sandan": "plan/1", "code": "p", "currency": "CNY", "total_minor": )" + total +
         R"(, "round_to_minor": 100, "period": {"from": "2026-01-01", "to": "2026-03-31"},
    "axes": [)" +
         sales + R"(, {"code": "product", "weights": {"by": "equal"},
      "tree": {"nodes": [{"code": "erp"}, {"code": "crm"}]}}])" +
         more + "}";
}

Quota built(const std::string& text, const Run& run = {}) {
  return Quota::build(QuotaPlan::compile(text), Tables{}, {}, run);
}

Error refused(const std::string& text, const Run& run = {}) {
  const auto error = refusal([&] { built(text, run); });
  REQUIRE(error);
  return *error;
}

}  // namespace

TEST_CASE("tiers are layers of their own", "[quota]") {
  const Quota quota = built(plan_text(R"(,
    "tiers": [{"code": "target"}, {"code": "stretch", "share_ppm": 1100000}])"));
  CHECK(quota.data().base(0).total_minor == 1'000'077);
  CHECK(quota.data().base(1).total_minor == 1'100'100);
  TargetsRequest request;
  CHECK(differs(quota.targets(request), "targets", R"([
    {"tier": "target", "sales": "company", "product": "all", "period": "all",
     "amount_minor": 1000077, "sum_minor": 1000077, "padding_minor": 0, "currency": "CNY"},
    {"tier": "stretch", "amount_minor": 1100100, "from_on": "2026-01-01", "to_on": "2026-03-31"}
    ])") == "");
  request.tiers = {"stretch"};
  CHECK(quota.targets(request).rows() == 1);
  request.tiers = {"challenge"};
  CHECK(refusal([&] { quota.targets(request); })->detail() == "unknown_tier");
}

TEST_CASE("padded levels are given more than the level above", "[quota]") {
  const std::string sales = sales_axis + R"(, "padding": [{"level": "rep_id", "ppm": 50000}]})";
  const Quota quota = built(plan_text("", "1000000", sales));
  REQUIRE(quota.data().layers.size() == 2);
  TargetsRequest request;
  request.levels = {{"sales", "*"}};
  CHECK(differs(quota.targets(request), "targets", R"([
    {"sales": "company", "amount_minor": 1000000, "sum_minor": 1050000, "padding_minor": 50000},
    {"sales": "t1", "amount_minor": 500000, "sum_minor": 525000},
    {"sales": "r1", "amount_minor": 262500, "sum_minor": 262500, "padding_minor": 0},
    {"sales": "r2"}, {"sales": "t2", "amount_minor": 500000}, {"sales": "r3"}])") == "");
  for (const Layer& layer : quota.data().layers)
    CHECK(broken_sum(quota.data(), layer) == "");
}

TEST_CASE("targets by level, place, period and language", "[quota]") {
  const Quota quota = built(plan_text());
  TargetsRequest request;
  request.levels = {{"sales", "rep_id"}, {"product", "*"}};
  request.period = QuotaPeriod::month;
  CHECK(quota.targets(request).rows() == 3 * 3 * 3);
  request.at = {{"sales", "t1"}, {"product", "erp"}};
  request.from = *parse_day("2026-02-10");
  const Result result = quota.targets(request);
  CHECK(result.rows() == 2 * 2);
  CHECK(differs(result, "targets", R"([
    {"sales_level": "rep_id", "sales": "r1", "sales_parent": "t1", "product": "erp",
     "period_unit": "month", "period": "2026-02", "from_on": "2026-02-10", "to_on": "2026-02-28",
     "workdays": 14},
    {"sales": "r1", "period": "2026-03", "from_on": "2026-03-01", "workdays": 22},
    {"sales": "r2"}, {"sales": "r2"}])") == "");
  TargetsRequest team;
  team.levels = {{"sales", "team_id"}};
  team.language = "zh";
  CHECK(rows(quota.targets(team))[0].at("sales_label").as_string() == "北区");
  team.levels = {{"sales", "region"}};
  CHECK(refusal([&] { quota.targets(team); })->where() == "/levels/sales");
  team.levels = {{"channel", "*"}};
  CHECK(refusal([&] { quota.targets(team); })->detail() == "unknown_axis");
  request.max_rows = 3;
  CHECK(refusal([&] { quota.targets(request); })->status() == Status::limit);
}

TEST_CASE("days, weeks, months and quarters agree", "[quota]") {
  const Quota quota = built(plan_text());
  for (const QuotaPeriod period : {QuotaPeriod::year, QuotaPeriod::quarter, QuotaPeriod::month,
                                   QuotaPeriod::week, QuotaPeriod::day}) {
    TargetsRequest request;
    request.period = period;
    Minor sum = 0;
    for (const auto& row : rows(quota.targets(request)))
      sum += row.at("amount_minor").as_int64();
    CHECK(sum == 1'000'077);
  }
}

TEST_CASE("the part below the unit is told", "[quota]") {
  const Quota quota = built(plan_text());
  const Result proof = quota.proof();
  CHECK(differs(proof, "proof", R"([
    {"tier": "target", "total_minor": 1000077, "sum_minor": 1000077, "remainder_minor": 77,
     "sums_broken": 0, "atoms": 540}])") == "");
  const auto row = rows(proof, "proof")[0];
  CHECK(row.at("remainder_at").as_string() == "company/t2/r3 × erp on 2026-01-01");
}

TEST_CASE("the proof can be recomputed from the days", "[quota]") {
  const Quota quota = built(plan_text());
  TargetsRequest request;
  request.levels = {{"sales", "rep_id"}, {"product", "product"}};
  request.levels["product"] = quota.data().axes[1].levels[1];
  request.period = QuotaPeriod::day;
  std::string bytes;
  for (const auto& row : rows(quota.targets(request))) {
    const auto amount = static_cast<std::uint64_t>(row.at("amount_minor").as_int64());
    for (int shift = 0; shift < 64; shift += 8)
      bytes += static_cast<char>(amount >> shift);
  }
  const auto proof = rows(quota.proof(), "proof")[0];
  CHECK(proof.at("cells_sha256").as_string() == sha256_hex(bytes));
  CHECK(proof.at("plan_digest").as_string() == quota.data().definition->digest);
  for (const auto& sum : rows(quota.proof(), "sums"))
    CHECK(sum.at("difference_minor").as_int64() == 0);
  ProofRequest broken;
  broken.only_broken = true;
  CHECK(quota.proof(broken).rows("sums") == 0);
  CHECK(rows(quota.versions())[0].at("cells_sha256") == proof.at("cells_sha256"));
}

TEST_CASE("what cannot be divided is refused", "[quota]") {
  const auto weights = [](const std::string& of_r1, const std::string& of_r2) {
    return sales_axis.substr(0, sales_axis.find(R"({"by": "equal"})")) +
           R"({"by": "given", "nodes": {"t1": 1, "t2": 1, "r3": 1, "r1": )" + of_r1 +
           R"(, "r2": )" + of_r2 + "}}" +
           sales_axis.substr(sales_axis.find(R"({"by": "equal"})") + 15) + "}";
  };
  CHECK(refused(plan_text("", "1000", weights("0", "0"))).detail() == "all_weights_zero");
  const Error negative = refused(plan_text("", "1000", weights("-1", "2")));
  CHECK(negative.where().find("/axes/0/weights") == 0);
  const auto cycle = refused(plan_text("", "1000", R"({"code": "sales", "tree": {"nodes": [
    {"code": "a", "parent": "b"}, {"code": "b", "parent": "a"}]}, "weights": {"by": "equal"}})"));
  CHECK(cycle.status() == Status::document);
  CHECK(refused(
            plan_text(R"(, "tiers": [{"code": "t", "share_ppm": 9000000}])", "9000000000000000000"))
            .status() == Status::overflow);
  CHECK(refused(plan_text("", "9223372036854775807")).status() == Status::overflow);
}

TEST_CASE("building honours its bounds and can be stopped", "[quota]") {
  Run small;
  small.max_bytes = 1'000;
  CHECK(refused(plan_text(), small).status() == Status::no_memory);
  Run stopped;
  stopped.progress = [](double done) { return done < 0.5; };
  CHECK(refused(plan_text(), stopped).status() == Status::cancelled);
  double last = 0;
  Run told;
  told.progress = [&](double done) {
    CHECK(done >= last);
    last = done;
    return true;
  };
  built(plan_text(), told);
  CHECK(last == 1);
}

TEST_CASE("a part of a plan is made anew and the rest is shared", "[quota]") {
  const Quota quota = built(plan_text());
  const QuotaData& before = quota.data();
  RebuildInput input;
  input.from = *parse_day("2026-02-01");
  input.lines = {1};
  input.reason = "moved";
  RebuildTier tier;
  tier.remaining = {123'456};
  tier.past.assign(31, 10);
  input.tiers = {tier};
  const auto after = rebuild(before, input);
  const std::int32_t days = before.time.days;
  const Minor* line = after->base().line(1, days);
  CHECK(std::accumulate(line, line + 31, Minor{0}) == 310);
  CHECK(std::accumulate(line + 31, line + days, Minor{0}) == 123'456);
  for (const std::int32_t other : {0, 2, 3, 4, 5})
    CHECK(after->base().line(other, days) == before.base().line(other, days));
  Minor all = 0;
  for (std::int32_t i = 0; i < 6; ++i)
    all +=
        std::accumulate(after->base().line(i, days), after->base().line(i, days) + days, Minor{0});
  CHECK(after->base().total_minor == all);
  CHECK(after->base().amounts[0] == all);
  CHECK(Quota(after).proof().rows("sums") > 0);
  CHECK(differs(Quota(after).proof(), "proof", R"([{"sums_broken": 0}])") == "");
  CHECK(differs(Quota(after).versions(), "versions", R"([
    {"number": 1, "reason": null},
    {"number": 2, "reason": "moved", "from_on": "2026-02-01"}])") == "");
  // Again, another line, on top of the changed one.
  input.lines = {4};
  input.tiers[0].past.clear();
  const auto twice = rebuild(*after, input);
  CHECK(twice->base().line(4, days)[0] == before.base().line(4, days)[0]);
  CHECK(std::equal(line, line + days, twice->base().line(1, days)));
  CHECK(differs(Quota(twice).proof(), "proof", R"([{"sums_broken": 0}])") == "");
  CHECK(refusal([&] {
          input.from = *parse_day("2027-01-01");
          rebuild(before, input);
        })->detail() == "outside_plan");
}

TEST_CASE("a plan made anew keeps its constraints", "[quota]") {
  const Quota quota = built(plan_text(R"(, "constraints": [
    {"code": "cap", "at": {"sales": "r1"}, "cap_minor": 200000},
    {"code": "floor", "at": {"sales": "r2"}, "period": "2026-03", "floor_minor": 150000}])",
                                      "1000000"));
  RebuildInput input;
  input.from = *parse_day("2026-02-01");
  RebuildTier tier;
  SECTION("pooled") { tier.pooled = 900'000; }
  SECTION("by line") { tier.remaining = {300'000, 300'000, 30'000, 20'000, 150'000, 100'000}; }
  input.tiers = {tier};
  const auto after = rebuild(quota.data(), input);
  CHECK(differs(Quota(after).proof(), "proof", R"([{"sums_broken": 0}])") == "");
  CHECK(after->constraints[0].amount_minor <= 200'000);
  CHECK(after->constraints[1].amount_minor >= 150'000);
  Minor past = 0;
  for (std::int32_t line = 0; line < 6; ++line) {
    for (std::int32_t day = 0; day < 31; ++day)
      past += quota.data().base().line(line, quota.data().time.days)[day];
  }
  CHECK(after->base().total_minor == past + 900'000);
}

TEST_CASE("constraints that what remains cannot keep are named", "[quota]") {
  const Quota quota = built(plan_text(R"(, "constraints": [
    {"code": "cap", "at": {"sales": "r1"}, "cap_minor": 200000},
    {"code": "floor", "at": {"sales": "r2"}, "period": "2026-03", "floor_minor": 150000}])",
                                      "1000000"));
  RebuildInput input;
  input.from = *parse_day("2026-02-01");
  RebuildTier tier;
  tier.pooled = 100'000;
  input.tiers = {tier};
  const auto error = refusal([&] { rebuild(quota.data(), input); });
  REQUIRE(error);
  CHECK(error->detail() == "conflicting_constraints");
  CHECK(std::string(error->what()).find("\"floor\"") != std::string::npos);
  CHECK(std::string(error->what()).find("\"cap\"") == std::string::npos);
}
