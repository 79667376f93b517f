// Attainment and pace against plans written by hand: each figure is computed
// beside it.
#include <map>
#include <random>

#include "quota/hand_plan.hpp"
#include "quota/landing.hpp"
#include "quota/pace_rows.hpp"

using namespace sandan;
using namespace sandan::quota;
using namespace sandan::testing;

namespace {

/// company → t1 {r1, r2}, t2 {r3}: 100 on each of 20 working days, four weeks.
HandPlan two_teams() {
  HandPlan plan;
  plan.axes = {hand_tree("sales", {"company", "team_id", "rep_id"},
                         {{"company"}, {"t1", 0}, {"r1", 1}, {"r2", 1}, {"t2", 0}, {"r3", 4}})};
  return plan;
}

const std::string some_actuals = R"(
  date day, rep_id text, amount_minor int, industry text, account_id text
  2026-03-03, r1, 700, steel, a1
  2026-03-10, r1, 300, steel, a2
  2026-03-04, r2, 750, food, a3
  2026-03-11, r3, 800, , a4
  2026-03-12, r3, 9999, food, a4)";

PaceRequest request(std::string_view text) { return PaceRequest::parse(text); }

Result pace(const HandPlan& plan, const std::string& actuals, std::string_view asked) {
  QuotaTables given;
  given.add("actuals", actuals);
  return plan.quota().pace(given.tables, request(asked));
}

}  // namespace

TEST_CASE("pace by the sales tree, every level", "[quota]") {
  // Wednesday of the second week: 8 of 20 working days.
  const Result result = pace(two_teams(), some_actuals, R"({"as_of": "2026-03-11"})");
  CHECK_ROWS(result, "pace", R"([
    {"sales_level": "company", "sales": "company", "sales_parent": null, "currency": "CNY",
     "period_unit": "all", "from_on": "2026-03-02", "to_on": "2026-03-27",
     "target_minor": 6000, "target_to_date_minor": 2400, "actual_minor": 2550,
     "attainment": 1.0625, "attainment_of_period": 0.425, "gap_minor": 150,
     "days_ahead_workdays": 0.5, "elapsed_workdays": 8, "remaining_workdays": 12,
     "required_per_workday_minor": 288, "so_far_per_workday_minor": 319,
     "landing_minor": null, "landing_low_minor": null, "landing_high_minor": null,
     "landing_share": null, "n_weeks": 2, "insufficient": true, "unplaced_minor": 0,
     "share_of_actual": 1.0, "landing_measure": "target", "tier": "target"},
    {"sales_level": "team_id", "sales": "t1", "sales_parent": "company",
     "target_minor": 4000, "target_to_date_minor": 1600, "actual_minor": 1750,
     "gap_minor": 150, "days_ahead_workdays": 0.75},
    {"sales": "r1", "sales_parent": "t1", "target_minor": 2000, "target_to_date_minor": 800,
     "actual_minor": 1000, "attainment": 1.25, "days_ahead_workdays": 2.0,
     "required_per_workday_minor": 84, "so_far_per_workday_minor": 125},
    {"sales": "r2", "actual_minor": 750, "days_ahead_workdays": -0.5,
     "required_per_workday_minor": 105},
    {"sales": "t2", "actual_minor": 800},
    {"sales": "r3", "actual_minor": 800, "attainment": 1.0, "gap_minor": 0,
     "days_ahead_workdays": 0.0}])");
  CHECK(rows(result, "pace_faults").empty());
}

TEST_CASE("pace by columns without targets, and by accounts", "[quota]") {
  QuotaTables given;
  given.add("actuals", some_actuals).add("accounts", R"(
    account_id text, size text
    a1, large
    a2, small
    a3, large)");
  const Quota quota = two_teams().quota();
  CHECK_ROWS(quota.pace(given.tables, request(R"({"as_of": "2026-03-11", "by": ["industry"]})")),
             "pace", R"([
    {"industry": "food", "target_minor": null, "target_to_date_minor": null, "actual_minor": 750,
     "attainment": null, "gap_minor": null, "days_ahead_workdays": null,
     "required_per_workday_minor": null, "landing_measure": "workdays"},
    {"industry": "steel", "actual_minor": 1000},
    {"industry": null, "actual_minor": 800}])");
  CHECK_ROWS(quota.pace(given.tables, request(R"({"as_of": "2026-03-11", "by": ["size"]})")),
             "pace", R"([{"size": "large", "actual_minor": 1450},
    {"size": "small", "actual_minor": 300}, {"size": null, "actual_minor": 800}])");
  CHECK_ROWS(quota.pace(given.tables,
                        request(R"({"as_of": "2026-03-11", "by": ["sales.team_id", "industry"]})")),
             "pace", R"([{"sales": "t1", "industry": "food", "actual_minor": 750},
    {"sales": "t1", "industry": "steel", "actual_minor": 1000},
    {"sales": "t2", "industry": null, "actual_minor": 800}])");
}

TEST_CASE("pace of a total, of one level, of weeks, of a period", "[quota]") {
  CHECK_ROWS(pace(two_teams(), some_actuals, R"({"as_of": "2026-03-11", "by": ["total"]})"), "pace",
             R"([{"target_minor": 6000, "actual_minor": 2550}])");
  CHECK_ROWS(pace(two_teams(), some_actuals,
                  R"({"as_of": "2026-03-11", "by": ["sales.team_id", "week"]})"),
             "pace", R"([
    {"sales": "t1", "period_unit": "week", "period": "2026-W10", "target_minor": 1000,
     "target_to_date_minor": 1000, "actual_minor": 1450, "remaining_workdays": 0,
     "required_per_workday_minor": null, "landing_minor": 1450, "insufficient": false},
    {"sales": "t1", "period": "2026-W11", "target_minor": 1000, "target_to_date_minor": 600,
     "actual_minor": 300, "elapsed_workdays": 3, "remaining_workdays": 2},
    {"sales": "t2", "period": "2026-W10", "actual_minor": 0, "share_of_actual": 0.0},
    {"sales": "t2", "period": "2026-W11", "actual_minor": 800}])");
  CHECK_ROWS(pace(two_teams(), some_actuals,
                  R"({"as_of": "2026-03-11", "by": ["total"], "period": "week"})"),
             "pace", R"([{"period": "2026-W11", "target_minor": 1500, "actual_minor": 1100,
    "target_to_date_minor": 900, "days_ahead_workdays": 0.6666666666666666}])");
  // After the plan all of it has passed.
  CHECK_ROWS(pace(two_teams(), some_actuals, R"({"as_of": "2026-12-31", "by": ["total"]})"), "pace",
             R"([{"target_to_date_minor": 6000, "actual_minor": 12549, "remaining_workdays": 0,
    "days_ahead_workdays": 0, "landing_minor": 12549, "landing_low_minor": 12549}])");
}

TEST_CASE("landing keeps the season and has an interval", "[quota]") {
  // r1: weeks 700 of 500 and 300 of 300, ratio 1.25; the rest 1200 brings 1500.
  // s² = 75²/500 + 75²/300 = 30; variance 30 × 1200 × (1 + 1200/800) = 300².
  // Student's t with one degree for 0.8 is tan(0.4 π) = 3.0776835371752536.
  const Result result = pace(two_teams(), some_actuals,
                             R"({"as_of": "2026-03-11", "by": ["sales.rep_id"], "min_n": 2})");
  CHECK_ROWS(result, "pace", R"([
    {"sales": "r1", "landing_minor": 2500, "landing_low_minor": 1577, "landing_high_minor": 3423,
     "landing_share": 1.25, "n_weeks": 2, "insufficient": false},
    {"sales": "r2", "landing_minor": 1875, "landing_low_minor": 750},
    {"sales": "r3", "landing_minor": 2000}])");
}

TEST_CASE("landing of weeks without a measure, and of too few", "[quota]") {
  const auto sum = [](Minor amount) {
    MinorSum made;
    made.add(amount);
    return made;
  };
  std::vector<WeekOfPace> weeks = {
      {sum(5), sum(0)}, {sum(95), sum(100)}, {sum(100), sum(100)}, {sum(0), sum(0)}};
  LandingInput input{weeks, sum(100), 200, 0.8, 2};
  const Landing even = landing(input);
  CHECK(even.n_weeks == 2);
  CHECK(even.expected == 300);
  CHECK(even.low == 300);  // both weeks at their measure
  input.min_n = 3;
  CHECK(landing(input).insufficient);
  CHECK_FALSE(landing(input).expected);
  input.rest = sum(0);
  CHECK(landing(input).expected == 200);
  // What is lost again does not take back what was brought.
  weeks[2].actual = sum(-400);
  input = {weeks, sum(100), 50, 0.8, 2};
  CHECK(landing(input).expected == 50);
  CHECK(landing(input).low == 50);
}

TEST_CASE("the landing interval holds the truth as often as it says", "[quota]") {
  std::mt19937_64 random(7);
  std::gamma_distribution<double> part(4.0, 25.0);
  int held = 0;
  constexpr int trials = 2000;
  for (int trial = 0; trial < trials; ++trial) {
    std::vector<WeekOfPace> weeks(20);
    Minor brought = 0;
    Minor to_come = 0;
    for (auto& week : weeks) {
      const auto amount = static_cast<Minor>(part(random));
      week.actual.add(amount);
      week.measure.add(100);
      brought += amount;
    }
    for (int week = 0; week < 32; ++week)
      to_come += static_cast<Minor>(part(random));
    MinorSum rest;
    rest.add(3200);
    const Landing told = landing({weeks, rest, brought, 0.8, 8});
    held += *told.low <= brought + to_come && brought + to_come <= *told.high ? 1 : 0;
  }
  CHECK(held > trials * 0.77);
  CHECK(held < trials * 0.83);
}

TEST_CASE("days ahead: plateaus, ends, returns", "[quota]") {
  // Working days 0 … 4, weekend, 7 … 11; the curve rests on days 1 to 3.
  const TimeAxis time = time_axis(Calendar::compile(shipped_document("calendar", "weekdays")),
                                  *parse_day("2026-03-02"), *parse_day("2026-03-13"));
  const std::vector<Minor> curve = {0, 10, 10, 10, 10, 30, 30, 30, 40, 50, 60, 70, 80};
  const auto ahead = [&](const char* day, Minor amount) {
    const PaceScale scale(time, *parse_day(day));
    return days_ahead(scale, curve, 0, scale.today, amount);
  };
  CHECK(ahead("2026-03-04", 10) == 0);    // on the plateau: as planned
  CHECK(ahead("2026-03-04", 20) == 1.5);  // Thursday still rests, half of Friday
  CHECK(ahead("2026-03-04", 5) == -2.5);  // half of Monday
  CHECK(ahead("2026-03-08", 30) == 0);    // Sunday
  CHECK(ahead("2026-03-08", 10) == -1);   // the end of the plateau
  CHECK(ahead("2026-03-08", 80) == 5);
  CHECK(ahead("2026-03-08", 1000) == 5);  // the plan's end
  CHECK(ahead("2026-03-08", -7) == -5);   // its first day
}

TEST_CASE("people who change teams count in the team of the day", "[quota]") {
  HandPlan plan;
  plan.axes = {hand_tree("sales", {"company", "team_id", "rep_id"},
                         {{"company"},
                          {"t1", 0},
                          {"r1", 1, "2026-01-01", "2026-03-13"},
                          {"t2", 0},
                          {"r1", 3, "2026-03-14", "2026-12-31"}})};
  plan.amount = [](std::int32_t line, std::int32_t day, bool is_workday) {
    return is_workday && (line == 0) == (day < 12) ? 100 : 0;
  };
  const std::string actuals = R"(
    date day, rep_id text, amount_minor int
    2026-03-13, r1, 1
    2026-03-16, r1, 10
    2026-03-16, r9, 100
    2026-03-17, , 1000
    2026-03-18, r1, )";
  const Result result = pace(plan, actuals, R"({"as_of": "2026-03-20"})");
  CHECK_ROWS(result, "pace", R"([
    {"sales": "company", "actual_minor": 11, "unplaced_minor": 1100, "elapsed_workdays": 15},
    {"sales": "t1", "actual_minor": 1},
    {"sales": "r1", "sales_parent": "t1", "actual_minor": 1, "target_minor": 1000,
     "elapsed_workdays": 10, "remaining_workdays": 0, "required_per_workday_minor": null},
    {"sales": "t2", "actual_minor": 10},
    {"sales": "r1", "sales_parent": "t2", "actual_minor": 10, "elapsed_workdays": 5,
     "remaining_workdays": 5}])");
  CHECK_ROWS(result, "pace_faults", R"([
    {"table": "actuals", "row": 2, "column": "rep_id", "fault": "unknown_node", "value": "r9",
     "set_aside": false},
    {"row": 3, "column": "rep_id", "fault": "no_place", "value": null, "set_aside": false},
    {"row": 4, "column": "amount_minor", "fault": "missing_amount", "set_aside": true}])");
  const auto refused =
      refusal([&] { pace(plan, actuals, R"({"as_of": "2026-03-20", "strict": true})"); });
  REQUIRE(refused);
  CHECK(refused->status() == Status::data);
  CHECK(refused->detail() == "unknown_node");
  CHECK(refused->table() == "actuals");
  CHECK(refused->row() == 2);
  CHECK(refused->column() == 1);
  // Days that the weeks' rows of a rep do not meet have no rows.
  CHECK(rows(pace(plan, actuals, R"({"as_of": "2026-03-20", "by": ["sales.rep_id", "week"]})"),
             "pace")
            .size() == 4);  // the 14th is a Saturday of the second week
}

TEST_CASE("a plan for teams takes the team of the day", "[quota]") {
  HandPlan plan;
  plan.axes = {hand_tree("sales", {"company", "team"}, {{"company"}, {"t1", 0}, {"t2", 0}})};
  QuotaTables given;
  given.add("actuals", R"(
    date day, rep_id text, amount_minor int
    2026-03-10, r1, 1
    2026-03-11, r1, 10
    2026-03-10, r2, 100
    2026-03-10, r3, 1000
    2026-03-10, t2, 10000)");
  given.add("reps", "rep_id text, team_id text\nr1, t1\nr2, t1\nr3,");
  given.add("rep_assignments", R"(
    rep_id text, team_id text, from_on day, to_on day
    r1, t1, 2026-01-01, 2026-03-10
    r1, t2, 2026-03-11, )");
  const Result result = plan.quota().pace(given.tables, request(R"({"as_of": "2026-03-11"})"));
  CHECK_ROWS(result, "pace", R"([
    {"sales": "company", "actual_minor": 10111, "unplaced_minor": 1000},
    {"sales": "t1", "actual_minor": 101}, {"sales": "t2", "actual_minor": 10010}])");
  CHECK_ROWS(result, "pace_faults", R"([{"row": 3, "fault": "unknown_node", "value": "r3"}])");
}

TEST_CASE("credits are split exactly, and other currencies converted", "[quota]") {
  QuotaTables given;
  given.add("actuals", R"(
    actual_id text, date day, rep_id text, amount_minor int, currency text
    x, 2026-03-03, r1, 100, CNY
    y, 2026-03-03, r1, 100, CNY
    z, 2026-03-04, r3, 100, USD)");
  given.add("credits", R"(
    actual_id text, rep_id text, share_ppm int
    x, r1, 333333
    x, r2, 333333
    x, r3, 333334
    y, r2, 500000)");
  given.add("rates", R"(
    date day, from_currency text, to_currency text, num int, den int
    2026-03-01, USD, CNY, 7, 1
    2026-03-01, CNY, USD, 1, 7)");
  const Quota quota = two_teams().quota();
  const Result result = quota.pace(given.tables, request(R"({"as_of": "2026-03-11"})"));
  CHECK_ROWS(result, "pace", R"([{"sales": "company", "actual_minor": 900},
    {"sales": "t1", "actual_minor": 166}, {"sales": "r1", "actual_minor": 133},
    {"sales": "r2", "actual_minor": 33}, {"sales": "t2", "actual_minor": 734},
    {"sales": "r3", "actual_minor": 734}])");
  CHECK_ROWS(result, "pace_faults",
             R"([{"table": "credits", "row": 3, "fault": "credits_not_whole"}])");
  // In another currency targets are told at the day's rate.
  CHECK_ROWS(
      quota.pace(given.tables,
                 request(R"({"as_of": "2026-03-11", "by": ["total"], "currency": "USD"})")),
      "pace",
      R"([{"currency": "USD", "target_minor": 857, "target_to_date_minor": 343, "actual_minor": 128}])");
}

TEST_CASE("amounts without a currency are in the plan's", "[quota]") {
  QuotaTables given;
  given.add("actuals", some_actuals).add("rates", R"(
    date day, from_currency text, to_currency text, num int, den int
    2026-03-03, CNY, USD, 1, 10
    2026-03-10, CNY, USD, 1, 5)");
  const Quota quota = two_teams().quota();
  const std::string asked = R"({"as_of": "2026-03-11", "by": ["total"], "currency": ")";
  // 700 and 750 at a tenth, 300 and 800 at a fifth; targets at the last rate.
  CHECK_ROWS(quota.pace(given.tables, request(asked + "USD\"}")), "pace",
             R"([{"target_minor": 1200, "actual_minor": 365}])");
  const auto refused = refusal([&] { quota.pace(given.tables, request(asked + "EUR\"}")); });
  REQUIRE(refused);
  CHECK(refused->detail() == "no_rate");
}

TEST_CASE("no cell is told when none is to be", "[quota]") {
  QuotaTables given;
  given.add("actuals", R"(
    date day, rep_id text, amount_minor int, currency text
    2026-03-03, r1, 700, SECRET)");
  const auto message = [&](bool values) {
    const auto data = two_teams().data();
    data->request.values = values;
    const auto error =
        refusal([&] { Quota(data).pace(given.tables, request(R"({"as_of": "2026-03-11"})")); });
    REQUIRE(error);
    CHECK(error->detail() == "no_rate");
    return std::string(error->what());
  };
  CHECK(message(true).find("SECRET") != std::string::npos);
  CHECK(message(false).find("SECRET") == std::string::npos);
}

TEST_CASE("pace by what tells persons apart is marked", "[quota]") {
  QuotaTables given;
  given.add("actuals", some_actuals).add("reps", R"(
    rep_id text, name text, manager_id text, role text
    r1, Li, m1, am
    r2, Wang, m1, am
    r3, Chen, m2, am)");
  const auto is_marked = [&](const std::string& key) {
    const Result result = two_teams().quota().pace(
        given.tables, request(R"({"as_of": "2026-03-11", "by": [")" + key + "\"]}"));
    return is_decision_support(result, "pace");
  };
  for (const char* key : {"rep_id", "name", "manager_id", "sales", "sales.team_id"}) {
    CAPTURE(key);
    CHECK(is_marked(key));
  }
  CHECK_FALSE(is_marked("role"));
}

TEST_CASE("two axes cross, and what has no product is told", "[quota]") {
  HandPlan plan = two_teams();
  plan.axes.push_back(hand_tree("product", {"all", "product"}, {{"all"}, {"erp", 0}, {"mes", 0}}));
  const std::string actuals = R"(
    date day, rep_id text, product text, amount_minor int
    2026-03-03, r1, erp, 5
    2026-03-03, r1, mes, 7
    2026-03-03, r3, , 11)";
  CHECK_ROWS(pace(plan, actuals, R"({"as_of": "2026-03-11", "by": ["product"]})"), "pace", R"([
    {"product": "all", "target_minor": 12000, "actual_minor": 12, "unplaced_minor": 11},
    {"product": "erp", "target_minor": 6000, "actual_minor": 5, "unplaced_minor": 0},
    {"product": "mes", "actual_minor": 7}])");
  CHECK_ROWS(pace(plan, actuals, R"({"as_of": "2026-03-11", "by": ["sales"]})"), "pace", R"([
    {"sales": "company", "actual_minor": 23, "unplaced_minor": 0}, {}, {}, {}, {}, {}])");
  CHECK_ROWS(
      pace(plan, actuals, R"({"as_of": "2026-03-11", "by": ["sales.team_id", "product.product"]})"),
      "pace", R"([{"sales": "t1", "product": "erp", "target_minor": 4000, "actual_minor": 5},
    {"sales": "t1", "product": "mes", "actual_minor": 7},
    {"sales": "t2", "product": "erp", "actual_minor": 0},
    {"sales": "t2", "product": "mes", "actual_minor": 0}])");
}

TEST_CASE("padded levels are measured by their own targets", "[quota]") {
  const Quota quota = Quota::build(QuotaPlan::compile(R"({"sandan": "plan/1", "code": "p",
    "currency": "CNY", "total_minor": 4000, "period": {"from": "2026-03-02", "to": "2026-03-27"},
    "axes": [{"code": "sales", "tree": {"levels": ["company", "team_id", "rep_id"], "nodes": [
      {"code": "t1"}, {"code": "r1", "parent": "t1"}, {"code": "r2", "parent": "t1"}]},
      "weights": {"by": "equal"}, "padding": [{"level": "rep_id", "ppm": 100000}]}]})"),
                                   Tables{});
  QuotaTables given;
  given.add("actuals", some_actuals);
  CHECK_ROWS(quota.pace(given.tables, request(R"({"as_of": "2026-03-11"})")), "pace", R"([
    {"sales": "company", "target_minor": 4000, "target_to_date_minor": 1600, "actual_minor": 1750,
     "unplaced_minor": 800},
    {"sales": "t1", "target_minor": 4000, "actual_minor": 1750},
    {"sales": "r1", "target_minor": 2200, "target_to_date_minor": 880, "actual_minor": 1000},
    {"sales": "r2", "target_minor": 2200}])");
}

TEST_CASE("what pace refuses", "[quota]") {
  const auto detail = [&](std::string_view asked) {
    const auto refused = refusal([&] { pace(two_teams(), some_actuals, asked); });
    return refused ? refused->detail() + " " + refused->where() : "";
  };
  CHECK(detail(R"({"as_of": "2026-03-01"})") == "as_of_before_plan /as_of");
  CHECK(detail(R"({"as_of": "2026-03-11", "tier": "x"})") == "unknown_tier /tier");
  CHECK(detail(R"({"as_of": "2026-03-11", "by": ["sales.x"]})") == "unknown_level /by/0");
  CHECK(detail(R"({"as_of": "2026-03-11", "by": ["sales", "sales.rep_id"]})") ==
        "duplicate_key /by/1");
  CHECK(detail(R"({"as_of": "2026-03-11", "by": ["week", "month"]})") == "duplicate_key /by/1");
  CHECK(detail(R"({"as_of": "2026-03-11", "by": ["attainment"]})") == "key_is_a_column /by/0");
  CHECK(detail(R"({"as_of": "2026-03-11", "by": ["colour"]})") == "missing_column colour");
  HandPlan plan = two_teams();
  plan.axes.push_back(hand_tree("product", {"all", "product"}, {{"all"}, {"erp", 0}, {"mes", 0}}));
  const auto refused =
      refusal([&] { pace(plan, some_actuals, R"({"as_of": "2026-03-11", "by": ["product"]})"); });
  REQUIRE(refused);
  CHECK(refused->detail() == "untold_axis");
}

TEST_CASE("random team changes: every actual counts once at every level", "[quota]") {
  std::mt19937_64 random(11);
  const auto below = [&](std::uint64_t n) { return static_cast<std::int32_t>(random() % n); };
  for (int round = 0; round < 60; ++round) {
    const std::int32_t teams = 1 + below(4);
    const std::int32_t reps = 1 + below(6);
    // Who is where from when: each rep in up to three teams, one after another.
    struct Stay {
      std::int32_t team, rep, from, to;
    };
    std::vector<Stay> stays;
    for (std::int32_t rep = 0; rep < reps; ++rep) {
      std::int32_t from = below(5);
      for (std::int32_t i = 1 + below(3); i > 0 && from < 26; --i) {
        const std::int32_t to = from + below(20);
        stays.push_back({below(static_cast<std::uint64_t>(teams)), rep, from, to});
        from = to + 1 + below(3);
      }
    }
    const Day first = *parse_day("2026-03-02");
    std::vector<HandNode> nodes = {{"company"}};
    for (std::int32_t team = 0; team < teams; ++team) {
      const auto at = static_cast<std::int32_t>(nodes.size());
      nodes.push_back({"t" + std::to_string(team), 0});
      for (const Stay& stay : stays) {
        if (stay.team != team) continue;
        nodes.push_back({"r" + std::to_string(stay.rep), at, format_day(first + stay.from),
                         format_day(first + stay.to)});
      }
    }
    HandPlan plan;
    plan.axes = {hand_tree("sales", {"company", "team_id", "rep_id"}, nodes)};
    plan.amount = [&](std::int32_t line, std::int32_t day, bool) { return (line * 31 + day) % 17; };

    std::string actuals = "date day, rep_id text, amount_minor int\n";
    Minor placed = 0;
    Minor lost = 0;
    const std::int32_t today = 5 + below(20);
    for (int i = 0; i < 40; ++i) {
      const std::int32_t rep = below(static_cast<std::uint64_t>(reps));
      const std::int32_t day = below(26);
      const Minor amount = below(2001) - 500;
      actuals += format_day(first + day) + ", r" + std::to_string(rep) + ", " +
                 std::to_string(amount) + "\n";
      if (day > today) continue;
      bool there = false;
      for (const Stay& stay : stays)
        there = there || (stay.rep == rep && stay.from <= day && day <= stay.to);
      (there ? placed : lost) += amount;
    }
    const Result result =
        pace(plan, actuals, R"({"as_of": ")" + format_day(first + today) + R"("})");
    std::map<std::string, std::pair<Minor, Minor>> of_children;
    std::map<std::string, std::pair<Minor, Minor>> own;
    for (const auto& row : rows(result, "pace")) {
      const std::pair<Minor, Minor> sums = {row.at("actual_minor").as_int64(),
                                            row.at("target_to_date_minor").as_int64()};
      const std::string code(row.at("sales").as_string());
      if (code[0] != 'r') own[code] = sums;
      if (!row.at("sales_parent").is_string()) {
        CHECK(sums.first == placed);
        CHECK(row.at("unplaced_minor").as_int64() == lost);
        continue;
      }
      auto& above = of_children[std::string(row.at("sales_parent").as_string())];
      above.first += sums.first;
      above.second += sums.second;
    }
    for (const auto& [code, sums] : of_children)
      CHECK(own[code] == sums);
  }
}

TEST_CASE("pace is the same for any number of threads", "[quota]") {
  QuotaTables given;
  given.add("actuals", some_actuals);
  const Quota quota = two_teams().quota();
  Run run;
  run.threads = 4;
  CHECK(quota.pace(given.tables, request(R"({"as_of": "2026-03-11"})")).to_json() ==
        quota.pace(given.tables, request(R"({"as_of": "2026-03-11"})"), run).to_json());
}

TEST_CASE("deep trees keep within the memory they may take", "[quota]") {
  std::vector<HandNode> nodes{{"company"}};
  std::vector<std::string> levels{"company"};
  for (std::int32_t depth = 0, above = 0; depth < 1500; ++depth) {
    levels.push_back("depth_" + std::to_string(depth + 1));
    nodes.push_back({"t" + std::to_string(depth), above});
    const auto team = static_cast<std::int32_t>(nodes.size()) - 1;
    nodes.push_back({"r" + std::to_string(depth), team});
    above = team;
  }
  levels.push_back("last");
  HandPlan deep;
  deep.to = "2026-03-02";
  deep.axes = {hand_tree("sales", levels, nodes)};
  const Quota quota = deep.quota();
  QuotaTables given;
  given.add("actuals", some_actuals);
  Run run;
  run.max_bytes = 2'000'000;
  const auto in_pace =
      refusal([&] { quota.pace(given.tables, request(R"({"as_of": "2026-03-02"})"), run); });
  REQUIRE(in_pace);
  CHECK(in_pace->status() == Status::no_memory);
}

TEST_CASE("paths of deep trees keep within the memory they may take", "[quota]") {
  std::string nodes;
  for (int depth = 0; depth < 200; ++depth) {
    const std::string at = std::to_string(depth);
    const std::string above =
        depth == 0 ? "" : R"(, "parent": "t)" + std::to_string(depth - 1) + "\"";
    nodes += (depth == 0 ? "" : ", ") + (R"({"code": "t)" + at + "\"" + above + "}") +
             R"(, {"code": "r)" + at + R"(", "parent": "t)" + at + "\"}";
  }
  const Quota quota =
      Quota::build(QuotaPlan::compile(R"({"sandan": "plan/1", "code": "deep", "currency": "CNY",
        "total_minor": 100000, "period": {"from": "2026-03-02", "to": "2026-03-02"},
        "axes": [{"code": "sales", "tree": {"nodes": [)" +
                                      nodes + "]}}]}"),
                   Tables{});
  Run run;
  run.max_bytes = 200'000;
  const auto error = refusal([&] { quota.proof(ProofRequest{}, run); });
  REQUIRE(error);
  CHECK(error->status() == Status::no_memory);
}
