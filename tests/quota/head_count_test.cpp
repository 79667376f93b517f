#include "quota/hand_plan.hpp"
#include "quota/staff.hpp"

using namespace sandan;
using namespace sandan::testing;

namespace {

/// 5,000 on each of the 261 working days of 2026, for reps a, b, c: five heads
/// of 1,000 a day.
HandPlan five_heads() {
  HandPlan plan;
  plan.from = "2026-01-01";
  plan.to = "2026-12-31";
  plan.axes = {
      hand_tree("sales", {"company", "rep_id"}, {{"company"}, {"a", 0}, {"b", 0}, {"c", 0}})};
  plan.amount = [](std::int32_t line, std::int32_t, bool is_workday) {
    return is_workday ? (line == 2 ? 1'000 : 2'000) : 0;
  };
  return plan;
}

Result asked(const Tables& tables, const std::string& more) {
  return five_heads().quota().head_count(
      tables, HeadCountRequest::parse(
                  R"({"per_head_minor": 261000, "lead_workdays": 20, "ramp_ppm": [0, 1000000])" +
                  more + "}"));
}

QuotaTables three_reps() {
  QuotaTables tables;
  tables.add("reps",
             "rep_id text, hired_on day\na, 2020-01-01\nb, 2020-01-01\nc,\n"
             "d, 2020-01-01");
  return tables;
}

json::object month(const Result& result, std::size_t index) {
  return rows(result, "head_count")[index].as_object();
}

}  // namespace

TEST_CASE("hires start as late as they may", "[quota]") {
  // d is no leaf of the plan. Two heads are missing for the 64 working days of
  // the first quarter: two hires who have done their month of learning by then.
  const QuotaTables tables = three_reps();
  const Result result = asked(tables.tables, R"(, "as_of": "2025-10-31")");
  CHECK_ROWS(result, "hires", R"([
    {"start_on": "2025-12-01", "open_by_on": "2025-11-03", "count": 2, "mode": "new",
     "covers_minor": 522000, "quarter": "2026-Q1", "currency": "CNY"}])");
  CHECK(difference(month(result, 0), parsed(R"({"month": "2026-01", "capacity_minor": 66000,
    "target_minor": 110000, "heads": 3, "effective_heads": 3, "gap_minor": -44000,
    "needed_hires": 2, "hired_minor": 44000, "gap_to_date_minor": 0, "feasible": true,
    "per_head_minor": 261000, "per_head_n": 0, "attrition": null})")) == "");
  CHECK(difference(month(result, 11), parsed(R"({"capacity_minor": 69000, "needed_hires": 0,
    "hired_minor": 46000, "gap_to_date_minor": 0, "feasible": true})")) == "");
  CHECK(rows(result, "revenue_sources").empty());
}

TEST_CASE("a share of the hires may need no ramp-up", "[quota]") {
  // Opened on 2025-11-28, they start on 2025-12-26 at the earliest: new ones
  // miss the 17 working days up to 2026-01-25. By the end of the plan 522 days
  // are missing: 261 of an experienced one and 244 of a new one do not suffice.
  const QuotaTables tables = three_reps();
  const Result result =
      asked(tables.tables, R"(, "as_of": "2025-11-28", "experienced_share": 0.5)");
  // Of the 128 days to the end of March one new hire does 47 and the experienced
  // one 64 if he comes by New Year's Day: 17 are left to the third, from 2026-03-09 on.
  CHECK_ROWS(result, "hires", R"([
    {"start_on": "2025-12-26", "open_by_on": "2025-11-28", "count": 1, "mode": "new",
     "covers_minor": 244000, "quarter": "2026-Q1"},
    {"start_on": "2026-01-01", "open_by_on": "2025-12-04", "count": 1, "mode": "experienced",
     "covers_minor": 261000, "quarter": "2026-Q1"},
    {"start_on": "2026-02-09", "open_by_on": "2026-01-12", "count": 1, "mode": "new",
     "covers_minor": 214000, "quarter": "2026-Q1"}])");
}

TEST_CASE("a quarter that hiring comes too late for is told", "[quota]") {
  QuotaTables tables = three_reps();
  tables.add("actuals",
             "date day, kind text, rep_id text, amount_minor int\n"
             "2026-01-15, order, a, 150000\n2026-03-31, order, a, 999999");
  // By 2026-03-10 150,000 were brought; 3 heads bring 15 × 3,000 more of 320,000.
  const Result result = asked(tables.tables, R"(, "as_of": "2026-03-10")");
  CHECK(difference(month(result, 0), parsed(R"({"capacity_minor": 150000, "feasible": false})")) ==
        "");
  CHECK(difference(month(result, 2), parsed(R"({"capacity_minor": 45000, "feasible": false,
    "gap_to_date_minor": -125000})")) == "");
  // The year's missing 1,305 - 150 - 3 × 212 = 519 days take four who start on
  // 2026-04-07 and work from 2026-05-07 on, 171 days each. They have done 4 × 39
  // of 255 by the end of June, and 4 × 105 of 387 by that of September.
  CHECK(difference(month(result, 5), parsed(R"({"feasible": false})")) == "");
  CHECK(difference(month(result, 8), parsed(R"({"feasible": true})")) == "");
  // 387 - 3 × 105 = 72 days are left to the first of them, who on 2026-05-22 has
  // 73 before him; so the next one may be a day late.
  CHECK_ROWS(result, "hires", R"([
    {"start_on": "2026-04-07", "open_by_on": "2026-03-10", "count": 2, "quarter": "2026-Q3"},
    {"start_on": "2026-04-08", "open_by_on": "2026-03-11", "count": 1, "quarter": "2026-Q3"},
    {"start_on": "2026-05-22", "count": 1, "quarter": "2026-Q3"}])");
}

TEST_CASE("those who leave, and are likely to, do not count", "[quota]") {
  QuotaTables tables;
  tables.add("reps",
             "rep_id text, hired_on day, left_on day\na, 2020-01-01,\nb, 2020-01-01,\n"
             "c, 2020-01-01, 2026-01-30");
  const Result stated = asked(tables.tables, R"(, "as_of": "2025-12-31", "attrition": 0.2)");
  // 31 and 365 days on: 2 × (1 - 0.2 × 31 / 365) and 2 × 0.8.
  CHECK(difference(month(stated, 0), parsed(R"({"attrition": 0.2, "heads": 1.966028})")) == "");
  CHECK(difference(month(stated, 11), parsed(R"({"heads": 1.6})")) == "");
  // Of their own nobody has left yet.
  CHECK(difference(month(asked(tables.tables, R"(, "as_of": "2025-12-31")"), 11),
                   parsed(R"({"heads": 2, "attrition": 0})")) == "");
}

TEST_CASE("own history says what a head brings and how many leave", "[quota]") {
  QuotaTables tables;
  // e left in the year; f is new: less than a quarter of work.
  tables.add("reps", R"(rep_id text, hired_on day, left_on day
    a, 2020-01-01,
    b, ,
    c, 2025-07-01,
    e, 2020-01-01, 2025-08-29
    f, 2025-12-01,)");
  tables.add("accounts", "account_id int, industry text\n1, steel\n2, food\n3,");
  tables.add("actuals", R"(date day, kind text, rep_id text, account_id int, amount_minor int
    2025-03-03, order, a, 1, 261000
    2025-03-04, order, b, 2, 522000
    2025-09-04, order, c, 1, 132000
    2025-03-05, order, e, 3, 85000
    2024-12-31, order, a, 1, 900000
    2025-12-05, collection, a, 1, 700000)");
  const Result result = five_heads().quota().head_count(
      tables.tables, HeadCountRequest::parse(R"({"as_of": "2025-12-31"})"));
  // Of 261 working days: a 261, b 261, c 132, e 173 until the end of August.
  // a 261,000, b 522,000, c 132,000 / 132 × 261 = 261,000, e not above:
  // the median of 128,237, 261,000, 261,000, 522,000. Leavers: e of (3 + 4) / 2.
  CHECK(difference(month(result, 0), parsed(R"({"per_head_minor": 261000, "per_head_n": 4,
    "attrition": 0.285714})")) == "");
  CHECK_ROWS(result, "revenue_sources", R"([
    {"industry": "food", "amount_minor": 522000, "share": 0.522},
    {"industry": "steel", "amount_minor": 393000, "share": 0.393},
    {"industry": null, "amount_minor": 85000, "share": 0.085}])");
}

TEST_CASE("what a head brought before the table begins is not known", "[quota]") {
  QuotaTables tables;
  tables.add("reps", "rep_id text, hired_on day\na, 2020-01-01\nb, 2025-10-01\nc, 2020-01-01");
  // From 2025-07-01 on: 132 working days of the year's 261; b has 66 of them.
  tables.add("actuals", R"(date day, kind text, rep_id text, amount_minor int
    2025-07-01, order, a, 100000
    2025-08-01, order, a, 32000
    2025-11-03, order, b, 66000
    2025-09-01, order, c, 132000)");
  const Result result = five_heads().quota().head_count(
      tables.tables, HeadCountRequest::parse(R"({"as_of": "2025-12-31", "ramp_ppm": [1000000]})"));
  CHECK(difference(month(result, 0), parsed(R"({"per_head_minor": 261000, "per_head_n": 3})")) ==
        "");
}

TEST_CASE("only orders of the plan have been brought", "[quota]") {
  HandPlan plan = five_heads();
  plan.axes = {hand_tree("sales", {"company", "rep_id"}, {{"company"}, {"a", 0}, {"b", 0}}),
               hand_tree("product", {"all", "product"}, {{"all"}, {"erp", 0}, {"crm", 0}})};
  QuotaTables tables = three_reps();
  tables.add("actuals", R"(date day, kind text, rep_id text, product text, amount_minor int
    2025-03-03, order, zz, erp, 4000
    2025-03-03, order, a, pen, 8000
    2026-01-05, order, a, erp, 1000
    2026-01-05, order, a, pen, 20000
    2026-01-05, order, zz, erp, 300000
    2026-01-06, collection, a, erp, 4000000
    2026-01-07, order, , crm, 50000
    2026-01-08, order, a, all, 600000)");
  const Result result = plan.quota().head_count(
      tables.tables,
      HeadCountRequest::parse(R"({"as_of": "2026-01-31", "per_head_minor": 261000})"));
  CHECK(month(result, 0).at("capacity_minor").as_int64() == 1000);
  CHECK_ROWS(result, "head_count_faults", R"([
    {"row": 1, "column": "product", "fault": "unknown_node", "value": "pen", "set_aside": false},
    {"row": 3, "column": "product", "fault": "unknown_node", "value": "pen"},
    {"row": 4, "column": "rep_id", "fault": "unknown_node", "value": "zz"},
    {"row": 6, "column": "rep_id", "fault": "no_place", "value": null},
    {"row": 7, "column": "product", "fault": "unknown_node", "value": "all"}])");
}

TEST_CASE("of a plan for teams the orders of their reps count", "[quota]") {
  HandPlan plan = five_heads();
  plan.axes = {hand_tree("sales", {"company", "team_id"}, {{"company"}, {"north", 0}})};
  QuotaTables tables;
  tables.add("reps", "rep_id text, team_id text\na, north\nb, south");
  tables.add("actuals", R"(date day, kind text, rep_id text, amount_minor int
    2026-01-05, order, a, 1000
    2026-01-05, order, b, 20000)");
  const Result result = plan.quota().head_count(
      tables.tables,
      HeadCountRequest::parse(R"({"as_of": "2026-01-31", "per_head_minor": 261000})"));
  CHECK(month(result, 0).at("capacity_minor").as_int64() == 1000);
  CHECK_ROWS(result, "head_count_faults",
             R"([{"row": 1, "column": "rep_id", "fault": "unknown_node", "value": "b"}])");
}

TEST_CASE("head count tells actuals that do not count", "[quota]") {
  QuotaTables tables = three_reps();
  tables.add("actuals", R"(date day, kind text, rep_id text, amount_minor int
    2025-03-03, gift, a, 1000
    2025-03-04, order, b,
    2025-03-05, order, c, 1000
    , order, c, 1000)");
  const Result result = asked(tables.tables, R"(, "as_of": "2025-12-31")");
  CHECK_ROWS(result, "head_count_faults", R"([
    {"table": "actuals", "row": 0, "column": "kind", "fault": "unknown_kind", "value": "gift",
     "set_aside": true},
    {"table": "actuals", "row": 1, "column": "amount_minor", "fault": "missing_amount",
     "value": null, "set_aside": true},
    {"table": "actuals", "row": 3, "column": "date", "fault": "missing_date", "value": null,
     "set_aside": true}])");
}

TEST_CASE("without history a head's worth is unknown", "[quota]") {
  const QuotaTables tables = three_reps();
  const Result result = five_heads().quota().head_count(
      tables.tables, HeadCountRequest::parse(R"({"as_of": "2025-12-31"})"));
  CHECK(difference(month(result, 0), parsed(R"({"capacity_minor": null, "gap_minor": null,
    "needed_hires": null, "feasible": null, "per_head_minor": null, "heads": 3})")) == "");
  CHECK(rows(result, "hires").empty());
}

TEST_CASE("head count refuses what it cannot read", "[quota]") {
  const auto refused = [](const QuotaTables& tables, const std::string& as_of) {
    const auto error = refusal([&] { asked(tables.tables, R"(, "as_of": ")" + as_of + "\""); });
    return error ? error->detail() + " " + error->table() : std::string("taken");
  };
  CHECK(refused(QuotaTables(), "2025-12-31") == "missing_table reps");
  CHECK(refused(three_reps(), "2026-01-01") == "missing_table actuals");
  QuotaTables twice;
  twice.add("reps", "rep_id text\na\na");
  CHECK(refused(twice, "2025-12-31") == "duplicate_id reps");
}

TEST_CASE("attrition compounds by year and is even within", "[quota]") {
  CHECK(quota::staying_ppm(200'000, 0) == 1'000'000);
  CHECK(quota::staying_ppm(200'000, 73) == 960'000);
  CHECK(quota::staying_ppm(200'000, 365) == 800'000);
  CHECK(quota::staying_ppm(200'000, 730) == 640'000);
  CHECK(quota::staying_ppm(200'000, 365 + 73) == 768'000);
  CHECK(quota::staying_ppm(1'000'000, 400) == 0);
  CHECK(quota::staying_ppm(0, 4'000) == 1'000'000);
}

TEST_CASE("planning of many hires can be stopped", "[quota]") {
  const QuotaTables tables = three_reps();
  int calls = 0;
  Run run;
  run.progress = [&calls](double done) {
    ++calls;
    return done < 0.6;
  };
  // 5,000 a day where a head brings 1: some thousands.
  const auto error = refusal([&] {
    five_heads().quota().head_count(
        tables.tables, HeadCountRequest::parse(R"({"per_head_minor": 261, "lead_workdays": 20,
          "ramp_ppm": [0, 1000000], "as_of": "2025-10-31"})"),
        run);
  });
  REQUIRE(error);
  CHECK(error->status() == Status::cancelled);
  CHECK(calls > 100);
}
