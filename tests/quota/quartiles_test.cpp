// Quartiles, gaps and pairs of teams: each figure by hand.
#include <cmath>
#include <cstring>
#include <random>
#include <set>

#include "quota/hand_plan.hpp"
#include "quota/landing.hpp"
#include "quota/quartile_groups.hpp"

using namespace sandan;
using namespace sandan::quota;
using namespace sandan::testing;

namespace {

Result quartiles(const QuotaTables& given, std::string_view asked) {
  return quota_quartiles(given.tables, QuartilesRequest::parse(asked));
}

/// Eight reps who brought 800, 700 … 100, two teams of four by turns.
void add_eight(QuotaTables& given) {
  given.add("reps", R"(
    rep_id text, team_id text, role text, manager_id text, hired_on day, left_on day
    r1, t1, am, m, 2020-01-01,
    r2, t2, am, m, 2020-01-01,
    r3, t1, am, m, 2020-01-01,
    r4, t2, am, m, 2020-01-01,
    r5, t1, am, m, 2020-01-01,
    r6, t2, am, m, 2020-01-01,
    r7, t1, am, m, 2020-01-01,
    r8, t2, am, m, 2020-01-01,)");
  given.add("actuals", R"(
    date day, rep_id text, amount_minor int, account_id text, customer_class text
    2026-01-05, r1, 500, a1, new
    2026-01-06, r1, 300, a2, existing
    2026-01-06, r2, 700, a1, new
    2026-01-07, r3, 600, a1, new
    2026-01-08, r4, 500, a1, new
    2026-01-09, r5, 400, a1, new
    2026-01-10, r6, 300, a1, new
    2026-01-11, r7, 200, a1, new
    2026-01-11, r7, 50, a1, new
    2026-01-11, r7, -50, a1, new
    2026-01-12, r8, 100, a1, new
    2026-01-12, zz, 100, a1, new)");
}

}  // namespace

TEST_CASE("quartiles of eight reps", "[quota]") {
  QuotaTables given;
  add_eight(given);
  const Result result = quartiles(given, "{}");
  CHECK_ROWS(result, "quartiles", R"([
    {"group": "all", "rep_id": "r1", "n": 2, "value": 800.0, "rank": 1, "quartile": "top",
     "share_of_best": 1.0666666666666667, "team_id": "t1", "advice": null},
    {"rep_id": "r2", "rank": 2, "quartile": "top", "value": 700.0, "low": null},
    {"rep_id": "r3", "rank": 3, "quartile": "middle"},
    {"rep_id": "r4", "rank": 4, "quartile": "middle"},
    {"rep_id": "r5", "rank": 5, "quartile": "middle"},
    {"rep_id": "r6", "rank": 6, "quartile": "middle"},
    {"rep_id": "r7", "n": 3, "value": 200.0, "rank": 7, "quartile": "bottom",
     "advice": "needs_plan"},
    {"rep_id": "r8", "rank": 8, "quartile": "bottom", "share_of_best": 0.13333333333333333}])");
  // Means 750, 450, 150 of 450 on the whole; t with one degree for 0.9 is 6.3138.
  CHECK_ROWS(result, "quartile_gaps", R"([
    {"group": "all", "n": 8, "best_mean": 750.0, "middle_mean": 450.0, "bottom_mean": 150.0,
     "gap_best_to_average": 300.0, "median": 450.0, "average": 450.0, "gap_share": 0.4,
     "n_best": 2, "n_bottom": 2, "insufficient": false}])");
  const auto gaps = rows(result, "quartile_gaps").at(0);
  CHECK(gaps.at("best_low").as_double() == Approx(750 - 6.313751514675043 * 50));
  CHECK(gaps.at("best_high").as_double() == Approx(750 + 6.313751514675043 * 50));
  // Chance of r1: 1.6449 × √(500² + 300²).
  const auto first = rows(result, "quartiles").at(0);
  CHECK(first.at("high").as_double() == Approx(800 + 1.6448536269514722 * std::sqrt(340000.0)));
  CHECK(is_decision_support(result, "quartiles"));
}

TEST_CASE("too small groups have no quartiles", "[quota]") {
  QuotaTables given;
  add_eight(given);
  const Result result = quartiles(given, R"({"min_n": 9})");
  for (const auto& row : rows(result, "quartiles")) {
    CHECK(row.at("quartile").as_string() == "insufficient");
    CHECK(row.at("advice").is_null());
    CHECK(row.at("share_of_best").is_null());
  }
  CHECK_ROWS(result, "quartile_gaps", R"([{"n": 8, "best_mean": null, "gap_best_to_average": null,
    "average": 450.0, "insufficient": true}])");
  CHECK(rows(result, "pairs").empty());
  // Groups of four by team: none is divided.
  CHECK_ROWS(quartiles(given, R"({"within": ["team_id"]})"), "quartile_gaps",
             R"([{"group": "t1", "n": 4, "insufficient": true}, {"group": "t2", "n": 4}])");
}

TEST_CASE("one person alone is not compared", "[quota]") {
  QuotaTables given;
  add_eight(given);
  CHECK_ROWS(quartiles(given, R"({"within": ["rep_id"], "min_n": 1})"), "quartile_gaps", R"([
    {"n": 1, "insufficient": true}, {}, {}, {}, {}, {}, {}, {}])");
}

TEST_CASE("measures that count", "[quota]") {
  QuotaTables given;
  add_eight(given);
  CHECK_ROWS(
      quartiles(given, R"({"measure": "orders", "within": ["role", "team_id"], "min_n": 1})"),
      "quartiles", R"([
    {"group": "am / t1", "rep_id": "r1", "value": 2.0, "rank": 1},
    {"rep_id": "r7", "value": 2.0, "rank": 1}, {"rep_id": "r3", "value": 1.0, "rank": 3},
    {"rep_id": "r5", "value": 1.0, "rank": 3},
    {"group": "am / t2", "rep_id": "r2", "quartile": "middle"}, {}, {}, {}])");
  const Result customers = quartiles(given, R"({"measure": "customers"})");
  CHECK_ROWS(customers, "quartiles", R"([{"rep_id": "r1", "value": 2.0, "rank": 1,
    "quartile": "top", "currency": null}, {"rep_id": "r2", "value": 1.0, "rank": 2,
    "quartile": "middle"}, {}, {}, {}, {}, {"rep_id": "r7", "value": 1.0}, {}])");
  CHECK_ROWS(quartiles(given, R"({"measure": "new_customers"})"), "quartiles",
             R"([{"value": 1.0, "rank": 1, "quartile": "middle"}, {}, {}, {}, {}, {}, {}, {}])");
  // The exact interval of a count of 1 at 0.9 is [0.0513, 4.7439].
  const auto second = rows(customers, "quartiles").at(1);
  CHECK(second.at("low").as_double() == Approx(0.05129329438755058));
  CHECK(second.at("high").as_double() == Approx(4.743864518390577));
}

TEST_CASE("who is ranked", "[quota]") {
  QuotaTables given;
  given.add("reps", R"(
    rep_id int, role text, hired_on day, left_on day, score int
    1, am, 2020-01-01, , 5
    2, am, 2026-01-06, , 4
    3, am, 2020-01-01, 2026-01-08, 3
    4, , 2020-01-01, , 2
    5, am, 2020-01-01, , )");
  given.add("actuals", R"(
    date day, rep_id int, amount_minor int
    2026-01-05, 1, 10
    2026-01-07, 2, 10
    2026-01-07, 3, 10
    2026-01-10, 4, 10)");
  // 2 came later, 3 has left, the role of 4 is unknown; 5 brought nothing.
  CHECK_ROWS(quartiles(given, R"({"within": ["role"], "from": "2026-01-01", "min_n": 1})"),
             "quartiles", R"([
    {"group": "am", "rep_id": "1", "rank": 1, "value": 10.0},
    {"group": "am", "rep_id": "5", "rank": 2, "value": 0.0},
    {"group": "am", "rep_id": "2", "rank": null, "quartile": "insufficient"},
    {"group": null, "rep_id": "4", "rank": null, "quartile": "insufficient"}])");
  // Without a window that of the data, which begins on the 5th.
  CHECK_ROWS(quartiles(given, R"({"within": ["role"], "min_n": 1})"), "quartiles", R"([
    {"group": "am", "rep_id": "1", "rank": 1}, {"group": "am", "rep_id": "5", "rank": 2},
    {"group": "am", "rep_id": "2", "rank": null, "quartile": "insufficient", "advice": null},
    {"group": null, "rep_id": "4"}])");
  // A column of reps as the measure: what is unknown there is not ranked.
  CHECK_ROWS(quartiles(given, R"({"measure": "score", "min_n": 1})"), "quartiles", R"([
    {"rep_id": "1", "value": 5.0, "rank": 1, "low": null}, {"rep_id": "2", "rank": 2},
    {"rep_id": "3", "rank": 3}, {"rep_id": "4", "rank": 4},
    {"rep_id": "5", "value": null, "rank": null, "quartile": "insufficient"}])");
}

TEST_CASE("teams are compared in any unit a double holds", "[quota]") {
  for (const double unit : {1.0, 1e200, 1e-100, 1e-300, 1e306}) {
    CAPTURE(unit);
    std::vector<RepValue> reps;
    for (const auto& [team, value] : std::vector<std::pair<std::string, double>>{
             {"a", 9}, {"a", 8}, {"a", 9}, {"b", 1}, {"b", 2}, {"b", 1}}) {
      RepValue rep;
      rep.rep = std::to_string(reps.size());
      rep.group = "all";
      rep.team = team;
      rep.value = value * unit;
      reps.push_back(rep);
    }
    const auto pairs = team_pairs(reps, quartiles_of(reps, 2, 0.9), 0.9);
    REQUIRE(pairs.size() == 1);
    CHECK(pairs[0].strong == "a");
    // Welch: 22/3 with a variance of 2/9 and 4 degrees of freedom.
    CHECK(pairs[0].gap_interval.low / unit ==
          Approx(22 / 3.0 - 2.1318467863266495 * std::sqrt(2 / 9.0)));
  }
}

TEST_CASE("star-led teams are paired with the weakest, each once", "[quota]") {
  std::vector<RepValue> reps;
  const auto add = [&](const std::string& id, const std::string& team, double value,
                       bool leads = false) {
    RepValue rep;
    rep.rep = id;
    rep.group = "all";
    rep.team = team;
    rep.value = value;
    rep.is_leader = leads;
    reps.push_back(rep);
  };
  // Team a is best but nobody of it leads; b is led by the second best of all.
  for (int i = 0; i < 3; ++i) {
    add("a" + std::to_string(i), "a", 90 + i);
    add("b" + std::to_string(i), "b", 80 + i);
    add("c" + std::to_string(i), "c", 20 + i);
    add("d" + std::to_string(i), "d", 10 + i);
  }
  add("star", "b", 95, true);
  add("e0", "e", 1);
  const Quartiles made = quartiles_of(reps, 8, 0.9);
  const auto pairs = team_pairs(reps, made, 0.9);
  REQUIRE(pairs.size() == 2);
  CHECK(pairs[0].strong == "b");
  CHECK(pairs[0].weak == "d");
  CHECK(pairs[0].star_led);
  CHECK(pairs[0].leader == "star");
  CHECK(pairs[0].strong_mean == Approx(84.5));
  CHECK(pairs[1].strong == "a");
  CHECK(pairs[1].weak == "c");
  CHECK_FALSE(pairs[1].star_led);
  // Welch: means 91 and 21, variances of the means 1/3 each, four degrees.
  CHECK(pairs[1].gap_interval.low == Approx(70 - 2.1318467863266495 * std::sqrt(2.0 / 3)));
}

TEST_CASE("a gap that chance explains pairs nobody", "[quota]") {
  std::vector<RepValue> reps;
  for (int i = 0; i < 8; ++i) {
    RepValue rep;
    rep.rep = std::to_string(i);
    rep.group = "all";
    rep.team = i % 2 == 0 ? "a" : "b";
    rep.value = (i * 37) % 11;
    reps.push_back(rep);
  }
  CHECK(team_pairs(reps, quartiles_of(reps, 8, 0.9), 0.9).empty());
}

TEST_CASE("random groups: quarters keep their sizes, equals share their place", "[quota]") {
  std::mt19937_64 random(3);
  for (int round = 0; round < 200; ++round) {
    std::vector<RepValue> reps(8 + random() % 30);
    for (std::size_t i = 0; i < reps.size(); ++i) {
      reps[i].rep = std::to_string(i);
      reps[i].group = "all";
      reps[i].value = static_cast<double>(random() % 12);
    }
    const Quartiles made = quartiles_of(reps, 8, 0.9);
    bool in_order = true;
    for (std::size_t i = 0; i < reps.size(); ++i) {
      for (std::size_t k = 0; k < reps.size(); ++k) {
        const Standing& a = made.standings[i];
        const Standing& b = made.standings[k];
        if (*reps[i].value == *reps[k].value) {
          in_order = in_order && a.rank == b.rank && a.quartile == b.quartile;
        } else if (*reps[i].value > *reps[k].value) {
          in_order = in_order && a.rank < b.rank && a.quartile <= b.quartile;
        }
      }
    }
    CHECK(in_order);
    // By distinct values the quarters are of n / 4 members.
    for (std::size_t i = 0; i < reps.size(); ++i)
      reps[i].value = static_cast<double>((i * 7919) % 1009);
    const Quartiles distinct = quartiles_of(reps, 8, 0.9);
    CHECK(distinct.groups[0].best.n == static_cast<std::int64_t>(reps.size() / 4));
    CHECK(distinct.groups[0].bottom.n == static_cast<std::int64_t>(reps.size() / 4));
  }
}

TEST_CASE("what quartiles refuse", "[quota]") {
  QuotaTables given;
  add_eight(given);
  const auto detail = [&](const QuotaTables& tables, std::string_view asked) {
    const auto refused = refusal([&] { quartiles(tables, asked); });
    return refused ? refused->detail() + " " + refused->table() : "";
  };
  CHECK(detail(QuotaTables(), "{}") == "missing_table reps");
  CHECK(detail(given, R"({"within": ["colour"]})") == "missing_column reps");
  CHECK(detail(given, R"({"measure": "colour"})") == "missing_column reps");
  QuotaTables twice;
  twice.add("reps", "rep_id text\nr1\nr1")
      .add("actuals", "date day, amount_minor int\n2026-01-01, 1");
  CHECK(detail(twice, "{}") == "duplicate_id reps");
}
