#include <cmath>
#include <map>

#include "quota/activity_rates.hpp"
#include "quota/hand_plan.hpp"
#include "quota/intervals.hpp"

using namespace sandan;
using namespace sandan::testing;

namespace {

/// company: t1 {a, b}, t2 {c}; one line a rep, so many minor units each on
/// every working day of the eight weeks from 2026-03-02 (40 of them).
HandPlan three_reps(Minor per_day = 10'000) {
  HandPlan plan;
  plan.to = "2026-04-24";
  plan.axes = {hand_tree("sales", {"company", "team_id", "rep_id"},
                         {{"company"}, {"t1", 0}, {"a", 1}, {"b", 1}, {"t2", 0}, {"c", 4}})};
  plan.amount = [per_day](std::int32_t, std::int32_t, bool is_workday) {
    return is_workday ? per_day : 0;
  };
  return plan;
}

std::string lines(const std::string& line, int times) {
  std::string text;
  for (int i = 0; i < times; ++i)
    text += line + "\n";
  return text;
}

/// a: 6 decided proposals, 3 won (100,000, 110,000, 120,000); c: 1 won of 1.
/// 12 visits and 48 calls of a, none of the others.
QuotaTables history() {
  QuotaTables tables;
  tables.add("opportunities", R"(
    opportunity_id int, owner_id text, outcome text, created_on day, closed_on day, amount_minor int, campaign_id int
    1, a, won, 2025-01-02, 2025-05-01, 100000, 1
    2, a, won, 2025-01-02, 2025-05-02, 110000,
    3, a, won, 2025-01-02, 2025-05-03, 120000,
    4, a, lost, 2025-01-02, 2025-05-04, 500000, 1
    5, a, lost, 2025-01-02, 2025-05-05, 500000, 1
    6, a, cancelled, 2025-01-02, 2025-05-06, , 1
    7, c, won, 2025-01-02, 2025-06-01, 190000,
    8, c, open, 2025-01-02, , 700000,
    9, c, won, 2026-02-01, 2026-03-01, 900000,
    10, b, lost, 2025-01-02, 2026-02-01, 900000, )");
  std::string events = "opportunity_id int, stage text, entered_at day\n";
  for (const int deal : {1, 2, 3, 4, 5, 6, 7, 8})
    events += std::to_string(deal) + ", first, 2025-02-01\n" + std::to_string(deal) +
              ", quote, 2025-03-01\n" + std::to_string(deal) + ", quote, 2025-04-01\n";
  tables.add("stage_events", events + "10, quote, 2026-01-15\n");
  tables.add("activities", "kind text, rep_id text, done_on day\n" +
                               lines("visit, a, 2025-03-01", 7) + lines("demo, a, 2025-04-01", 5) +
                               lines("call, a, 2025-03-01", 48) + "visit, a, \n" +
                               "visit, a, 2026-01-02\ncall, a, 2026-01-02\nmail, a, 2025-04-02\n");
  return tables;
}

Result asked(const Quota& quota, const Tables& tables, const std::string& more = "") {
  return quota.activity(
      tables, ActivityTargetsRequest::parse(R"({"as_of": "2025-12-31", "proposal_stage": "quote")" +
                                            more + "}"));
}

}  // namespace

TEST_CASE("rates are a rep's own, else the team's, else the company's", "[quota]") {
  const QuotaTables tables = history();
  const Result result = asked(three_reps().quota(), tables.tables, R"(, "min_n": 2)");
  // The mean of 100, 110 and 120 thousand has the standard error 10,000 / √3.
  const double half = 10'000 / std::sqrt(3.0) * quota::student_quantile_two_sided(0.8, 2);
  CHECK_ROWS(result, "activity_rates",
             R"([
    {"sales": "a", "sales_parent": "t1", "step": "value_per_win", "n": 3, "successes": 3,
     "rate": 110000, "low": )" +
                 json::serialize(json::value(110'000 - half)) + R"(, "source": "own",
     "insufficient": false, "own_n": 3},
    {"sales": "a", "step": "win_per_proposal", "n": 6, "successes": 3, "rate": 0.5,
     "source": "own"},
    {"sales": "a", "step": "proposal_per_visit", "n": 12, "successes": 6, "rate": 0.5,
     "source": "own"},
    {"sales": "a", "step": "visit_per_call", "n": 48, "successes": 12, "rate": 0.25,
     "source": "own"},
    {"sales": "b", "step": "value_per_win", "n": 3, "rate": 110000, "source": "team", "own_n": 0},
    {"sales": "b", "step": "win_per_proposal", "n": 6, "rate": 0.5, "source": "team"},
    {"sales": "b", "step": "proposal_per_visit", "n": 12, "source": "team"},
    {"sales": "b", "step": "visit_per_call", "n": 48, "source": "team"},
    {"sales": "c", "step": "value_per_win", "n": 4, "rate": 130000, "source": "company",
     "own_n": 1, "insufficient": false},
    {"sales": "c", "step": "win_per_proposal", "n": 7, "successes": 4, "source": "company"},
    {"sales": "c", "step": "proposal_per_visit", "n": 12, "successes": 8, "source": "company"},
    {"sales": "c", "step": "visit_per_call", "n": 48, "successes": 12, "source": "company"},
    {"sales": "company", "step": "marketing_share", "n": 4, "successes": 1, "rate": 0.25},
    {"sales": "company", "step": "win_per_lead", "n": 4, "successes": 1, "rate": 0.25}])");
}

TEST_CASE("targets are turned into whole numbers of work", "[quota]") {
  const QuotaTables tables = history();
  const Result result =
      asked(three_reps().quota(), tables.tables, R"(, "min_n": 2, "period": "all")");
  // 400,000 each. a and b: ÷ 110,000 = 3.64; ÷ 0.5 = 7.27; ÷ 0.5 = 14.55;
  // ÷ 0.25 = 58.2. c: ÷ 130,000 = 3.08; × 7/4 = 5.38; × 12/8 = 8.08; × 4 = 32.3.
  CHECK_ROWS(result, "activity_targets", R"([
    {"sales_level": "company", "sales": "company", "sales_parent": null, "period_unit": "all",
     "target_minor": 1200000, "workdays": 40, "wins": 12, "proposals": 22, "visits": 39,
     "calls": 151, "currency": "CNY"},
    {"sales": "t1", "target_minor": 800000, "wins": 8, "proposals": 16, "visits": 30, "calls": 118},
    {"sales": "a", "target_minor": 400000, "wins": 4, "proposals": 8, "visits": 15, "calls": 59},
    {"sales": "b", "wins": 4, "proposals": 8, "visits": 15, "calls": 59},
    {"sales": "t2", "wins": 4, "proposals": 6, "visits": 9, "calls": 33},
    {"sales": "c", "sales_parent": "t2", "wins": 4, "proposals": 6, "visits": 9, "calls": 33}])");
  // One of four wins came from a campaign: 12 / 4 = 3 wins, of one lead in four.
  CHECK_ROWS(result, "lead_targets", R"([{"wins_from_marketing": 3, "leads": 12}])");
  CHECK_ROWS(asked(three_reps().quota(), tables.tables,
                   R"(, "min_n": 2, "period": "all", "own_found_share": 0.4)"),
             "lead_targets", R"([{"wins_from_marketing": 8, "leads": 29}])");
  // A call a day for 40 days: × 1/4 × 1/2 × 1/2 = 2.5 wins of 110,000; c:
  // × 1/4 × 8/12 × 4/7 = 80/21 wins of 130,000 = 495,238.1.
  CHECK_ROWS(result, "one_more_call", R"([
    {"sales": "a", "extra_calls": 1, "workdays": 40, "extra_wins": 2.5, "extra_minor": 275000},
    {"sales": "b", "extra_wins": 2.5, "extra_minor": 275000},
    {"sales": "c", "extra_wins": 3.8095238095238093, "extra_minor": 495238}])");
}

TEST_CASE("intervals of numbers widen along the chain", "[quota]") {
  const QuotaTables tables = history();
  const Result result =
      asked(three_reps().quota(), tables.tables, R"(, "min_n": 2, "period": "all")");
  const auto all = rows(result, "activity_targets");
  const auto rates = rows(result, "activity_rates");
  const auto number = [](const json::value& row, const char* name) {
    return row.at(name).to_number<double>();
  };
  const auto& a = all[2];
  // wins = 400,000 / value per win, with the ends of its interval.
  CHECK(number(a, "wins_low") == Approx(400'000 / number(rates[0], "high")));
  CHECK(number(a, "wins_high") == Approx(400'000 / number(rates[0], "low")));
  const double above = std::hypot(std::log(number(rates[0], "rate") / number(rates[0], "low")),
                                  std::log(number(rates[1], "rate") / number(rates[1], "low")));
  CHECK(number(a, "proposals_high") == Approx(400'000 / 110'000.0 / 0.5 * std::exp(above)));
  CHECK(number(a, "calls_low") < 58.1);
  CHECK(number(a, "calls_high") > 58.2);
  CHECK(number(all[0], "wins_low") ==
        Approx(number(a, "wins_low") + number(all[3], "wins_low") + number(all[5], "wins_low")));
}

TEST_CASE("numbers of weeks add up to the plan and those of reps to the team", "[quota]") {
  const QuotaTables tables = history();
  const std::vector<std::string> counts = {"wins", "proposals", "visits", "calls", "target_minor"};
  for (const std::string period : {"week", "month", "day"}) {
    for (const Minor per_day : {1, 777, 10'000, 123'457}) {
      const Result result = asked(three_reps(per_day).quota(), tables.tables,
                                  R"(, "min_n": 2, "period": ")" + period + R"(")");
      std::map<std::pair<std::string, std::string>, std::map<std::string, std::int64_t>> cells;
      std::map<std::string, std::string> parents;
      for (const auto& row : rows(result, "activity_targets")) {
        const std::string node(row.at("sales").as_string().c_str());
        const std::string code = row.at("period_unit").as_string() == "all"
                                     ? "all"
                                     : row.at("period").as_string().c_str();
        if (!row.at("sales_parent").is_null())
          parents[node] = row.at("sales_parent").as_string().c_str();
        for (const std::string& count : counts)
          cells[{node, code}][count] = row.at(count).as_int64();
      }
      std::map<std::pair<std::string, std::string>, std::map<std::string, std::int64_t>> over_time,
          over_nodes;
      for (const auto& [key, values] : cells) {
        for (const auto& [count, value] : values) {
          CHECK(value >= 0);
          if (key.second != "all") over_time[{key.first, "all"}][count] += value;
          const auto parent = parents.find(key.first);
          if (parent != parents.end()) over_nodes[{parent->second, key.second}][count] += value;
        }
      }
      for (const auto& [key, values] : over_time)
        CHECK(cells[key] == values);
      for (const auto& [key, values] : over_nodes)
        CHECK(cells[key] == values);
    }
  }
}

TEST_CASE("reps do not all win in the same week", "[quota]") {
  HandPlan plan = three_reps(1'000);
  std::vector<HandNode> nodes = {{"company"}};
  for (int rep = 0; rep < 64; ++rep)
    nodes.push_back({"r" + std::to_string(rep), 0});
  plan.axes = {hand_tree("sales", {"company", "rep_id"}, nodes)};
  QuotaTables tables;
  tables.add("opportunities", "opportunity_id int, outcome text, amount_minor int\n1, won, 10000");
  // 4 wins each in 8 weeks: 32 of all in every week.
  for (const auto& row : rows(asked(plan.quota(), tables.tables), "activity_targets")) {
    if (row.at("period_unit").as_string() == "all") continue;
    const bool is_company = row.at("sales").as_string() == "company";
    const auto wins = row.at("wins").as_int64();
    CHECK((is_company ? std::abs(wins - 32) <= 1 : wins >= 0 && wins <= 1));
  }
}

TEST_CASE("what nobody has done is unknown, never 0", "[quota]") {
  QuotaTables tables;
  tables.add("opportunities",
             "opportunity_id int, owner_id text, outcome text, amount_minor int\n1, a, won, 1000");
  const Result result = asked(three_reps().quota(), tables.tables, R"(, "period": "all")");
  CHECK_ROWS(result, "activity_targets", R"([
    {"wins": 1200, "wins_low": null, "wins_high": null, "proposals": null, "visits": null,
     "calls": null, "calls_low": null}, {"wins": 800}, {"wins": 400}, {}, {}, {}])");
  const auto rates = rows(result, "activity_rates");
  CHECK(difference(rates[0], parsed(R"({"step": "value_per_win", "n": 1, "rate": 1000,
    "low": null, "source": "company", "insufficient": true})")) == "");
  CHECK(difference(rates[1], parsed(R"({"step": "win_per_proposal", "n": 0, "rate": null,
    "source": "none", "insufficient": true})")) == "");
  CHECK_ROWS(result, "lead_targets", R"([{"wins_from_marketing": null, "leads": null}])");
  CHECK(difference(rows(result, "one_more_call")[0],
                   parsed(R"({"extra_wins": null, "extra_minor": null})")) == "");
}

TEST_CASE("after the last day no call changes anything", "[quota]") {
  QuotaTables tables;
  tables.add("opportunities",
             "opportunity_id int, owner_id text, outcome text, amount_minor int\n1, a, won, 1000");
  const auto days_left = [&](const std::string& as_of) {
    const Result result = three_reps().quota().activity(
        tables.tables, ActivityTargetsRequest::parse(R"({"as_of": ")" + as_of + "\"}"));
    return rows(result, "one_more_call")[0].at("workdays").as_int64();
  };
  CHECK(days_left("2026-04-23") == 1);
  CHECK(days_left("2026-04-24") == 0);
  CHECK(days_left("2027-03-31") == 0);
}

TEST_CASE("proposals without a stage are told by the process, else by activities", "[quota]") {
  QuotaTables by_process;
  by_process.add("opportunities",
                 "opportunity_id int, owner_id text, outcome text, process text\n1, a, won, "
                 "erp_sales\n2, a, lost, erp_sales\n3, a, lost, own_way");
  by_process.add("stage_events", R"(opportunity_id int, stage text, entered_at day
    1, formal_quote, 2025-03-01
    1, remove_doubts, 2025-03-02
    2, first_visit, 2025-03-01
    3, formal_quote, 2025-03-01)");
  const auto share = [](const QuotaTables& tables) {
    const Result result = three_reps().quota().activity(
        tables.tables, ActivityTargetsRequest::parse(R"({"as_of": "2025-12-31"})"));
    const auto row = rows(result, "activity_rates")[1];
    return json::serialize(row.at("successes")) + " of " + json::serialize(row.at("n"));
  };
  CHECK(share(by_process) == "1 of 1");
  QuotaTables by_activity;
  by_activity.add("opportunities",
                  "opportunity_id int, owner_id text, outcome text\n1, a, won\n2, a, lost");
  by_activity.add("activities", R"(kind text, rep_id text, opportunity_id int, done_on day
    quote, a, 1, 2025-03-01
    proposal, a, 2, 2025-03-01
    proposal, a, , 2025-03-01)");
  CHECK(share(by_activity) == "1 of 2");
}

TEST_CASE("amounts in another currency count by their rate", "[quota]") {
  QuotaTables tables;
  tables.add("opportunities",
             "opportunity_id int, owner_id text, outcome text, won_on day, amount_minor int, "
             "currency text\n1, a, won, 2025-05-01, 1000, CNY\n2, a, won, 2025-05-01, 1000, "
             "EUR\n3, a, won, 2025-05-01, 1000, USD\n4, a, won, 2025-05-01, 1000,");
  tables.add("rates",
             "date day, from_currency text, to_currency text, num int, den int\n"
             "2025-01-01, EUR, CNY, 8, 1");
  const auto row = rows(asked(three_reps().quota(), tables.tables), "activity_rates")[0];
  CHECK(difference(row, parsed(R"({"n": 2, "rate": 4500})")) == "");
}

TEST_CASE("what cannot be is set aside and counted", "[quota]") {
  QuotaTables tables;
  tables.add("opportunities",
             R"(opportunity_id int, owner_id text, outcome text, closed_on day, amount_minor int
    1, a, won, 2025-05-01, 1000
    1, a, won, 2025-05-01, 1001
    2, a, on_hold, 2025-05-01, 5000
    , a, won, 2025-05-01, 6000
    3, a, won, 2225-05-01, 3000)");
  const Result result = asked(three_reps().quota(), tables.tables);
  // The day of deal 3 is unknown; it is won all the same.
  CHECK(difference(rows(result, "activity_rates")[0], parsed(R"({"n": 2, "rate": 2000})")) == "");
  CHECK_ROWS(result, "activity_faults", R"([
    {"table": "opportunities", "row": 1, "column": "opportunity_id",
     "fault": "duplicate_opportunity", "value": "1", "set_aside": true},
    {"row": 2, "column": "outcome", "fault": "unknown_outcome", "value": "on_hold",
     "set_aside": false},
    {"row": 3, "column": "opportunity_id", "fault": "missing_id", "value": null,
     "set_aside": true},
    {"row": 4, "column": "closed_on", "fault": "impossible_date", "set_aside": false}])");
}

TEST_CASE("the level asked for is one of the sales axis", "[quota]") {
  const QuotaTables tables = history();
  const Result teams = asked(three_reps().quota(), tables.tables,
                             R"(, "min_n": 2, "period": "all", "level": "team_id")");
  // t1: 800,000 ÷ 110,000 = 7.27, rounded up once for the team.
  CHECK_ROWS(teams, "activity_targets", R"([
    {"sales": "company", "wins": 12}, {"sales": "t1", "wins": 8}, {"sales": "t2", "wins": 4}])");
  const auto error =
      refusal([&] { asked(three_reps().quota(), tables.tables, R"(, "level": "region")"); });
  REQUIRE(error);
  CHECK(error->detail() == "unknown_level");
  CHECK(error->where() == "/level");
}

TEST_CASE("exact limits of the mean of a count", "[quota]") {
  // Garwood's limits of a Poisson mean of which 10 were seen: 4.7954 and
  // 18.3904; of none: 0 and 3.6889.
  const auto ten = quota::poisson_interval(10, 0.95);
  CHECK(ten.low == Approx(4.795389).epsilon(1e-6));
  CHECK(ten.high == Approx(18.390356).epsilon(1e-6));
  const auto none = quota::poisson_interval(0, 0.95);
  CHECK(none.low == 0);
  CHECK(none.high == Approx(3.688879).epsilon(1e-6));
}

TEST_CASE("whole numbers needed are exact", "[quota]") {
  quota::ChainRates rates;
  for (quota::Rate& rate : rates) {
    rate.n = 3;
    rate.above = 1;
    rate.source = quota::RateSource::own;
  }
  rates[0].n = 1;
  rates[0].above = 7;
  const auto needed = quota::needed_for(21, rates);
  CHECK(needed[0] == 3);
  CHECK(needed[1] == 9);
  CHECK(needed[3] == 81);
  CHECK(quota::needed_for(22, rates)[3] == 85);  // 22 / 7 × 27 = 84.9
  CHECK(quota::needed_for(-5, rates)[0] == 0);
  rates[2].source = quota::RateSource::none;
  CHECK(quota::needed_for(21, rates)[1] == 9);
  CHECK(!quota::needed_for(21, rates)[2]);
  rates[0].n = 1'000'000'000;
  const auto error = refusal([&] { quota::needed_for(1'000'000'000'000, rates); });
  REQUIRE(error);
  CHECK(error->detail() == "too_many_activities");
}
