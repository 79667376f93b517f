// Plans made anew from a day on: what has passed stays to the bit, what is
// carried adds up.
#include <algorithm>
#include <random>

#include "quota/hand_plan.hpp"

using namespace sandan;
using namespace sandan::quota;
using namespace sandan::testing;

namespace {

/// company → t1 {r1, r2}, t2 {r3}; 100 a working day and rep in four weeks.
std::string plan_text(std::string_view more = "") {
  return R"({"sandan": "plan/1", "code": "p", "currency": "CNY", "total_minor": 6000,
    "period": {"from": "2026-03-02", "to": "2026-03-27"},
    "axes": [{"code": "sales", "tree": {"levels": ["company", "team_id", "rep_id"], "nodes": [
      {"code": "t1"}, {"code": "r1", "parent": "t1"}, {"code": "r2", "parent": "t1"},
      {"code": "t2"}, {"code": "r3", "parent": "t2"}]},
      "weights": {"by": "given", "nodes": {"t1": 2, "t2": 1, "r1": 1, "r2": 1, "r3": 1}}}])" +
         std::string(more) + "}";
}

Quota built(std::string_view more = "") {
  return Quota::build(QuotaPlan::compile(plan_text(more)), Tables{});
}

const std::string actuals = R"(
  date day, rep_id text, amount_minor int
  2026-03-03, r1, 1300
  2026-03-04, r2, 400
  2026-03-12, r3, 1000
  2026-03-18, r3, 7777)";

Quota replanned(const Quota& quota, std::string_view asked, const std::string& given = actuals) {
  QuotaTables tables;
  tables.add("actuals", given);
  return quota.replan(tables.tables, ReplanRequest::parse(asked));
}

/// Amounts of each line before and from the day with that offset.
std::vector<std::pair<Minor, Minor>> halves(const Quota& quota, std::int32_t day,
                                            std::int32_t tier = 0) {
  const QuotaData& data = quota.data();
  std::vector<std::pair<Minor, Minor>> sums;
  for (std::int32_t line = 0; line < data.base().split->lines(); ++line) {
    const Minor* cells = data.base(tier).line(line, data.time.days);
    sums.emplace_back();
    for (std::int32_t i = 0; i < data.time.days; ++i)
      (i < day ? sums.back().first : sums.back().second) += cells[i];
  }
  return sums;
}

Minor total(const Quota& quota, std::int32_t tier = 0) {
  Minor sum = 0;
  for (const auto& [past, rest] : halves(quota, 0, tier))
    sum += past + rest;
  return sum;
}

using Halves = std::vector<std::pair<Minor, Minor>>;

}  // namespace

TEST_CASE("each line carries what it missed or exceeded", "[quota]") {
  // Two weeks have passed: 1000 of each was to be brought, 1300, 400 and 1000 were.
  const Quota quota = built();
  CHECK(halves(quota, 14) == Halves{{1000, 1000}, {1000, 1000}, {1000, 1000}});
  const Quota next = replanned(quota, R"({"from": "2026-03-16", "reason": "half time"})");
  CHECK(halves(next, 14) == Halves{{1300, 700}, {400, 1600}, {1000, 1000}});
  CHECK(total(next) == 6000);
  const QuotaData& data = next.data();
  CHECK(data.base().line(0, data.time.days)[1] == 1300);  // on its day
  CHECK(data.base().line(2, data.time.days)[10] == 1000);
  CHECK(data.versions.size() == 2);
  CHECK(data.versions.back().reason == "half time");
  CHECK(data.versions.back().number == 2);
  CHECK(data.versions.back().past_is_actuals);
  CHECK(data.frozen_before == *parse_day("2026-03-16"));
  // The plan before stays as it was.
  CHECK(halves(quota, 14) == Halves{{1000, 1000}, {1000, 1000}, {1000, 1000}});
}

TEST_CASE("what is missing is pooled, or dropped", "[quota]") {
  const Quota quota = built();
  // 2700 were brought, 3300 are left for three equal lines.
  CHECK(halves(replanned(quota, R"({"from": "2026-03-16", "carry": "pooled"})"), 14) ==
        Halves{{1300, 1100}, {400, 1100}, {1000, 1100}});
  CHECK(halves(replanned(quota, R"({"from": "2026-03-16", "carry": "none"})"), 14) ==
        Halves{{1300, 1000}, {400, 1000}, {1000, 1000}});
  CHECK(halves(replanned(quota, R"({"from": "2026-03-16", "past": "plan", "carry": "none"})"),
               14) == halves(quota, 14));
  CHECK(halves(replanned(quota, R"({"from": "2026-03-16", "past": "plan", "carry": "rep"})"), 14) ==
        Halves{{1000, 700}, {1000, 1600}, {1000, 1000}});
}

TEST_CASE("a new total, and one place alone", "[quota]") {
  const Quota quota = built();
  const Quota more = replanned(
      quota, R"({"from": "2026-03-16", "carry": "none", "past": "plan", "total_minor": 9000})");
  CHECK(halves(more, 14) == Halves{{1000, 2000}, {1000, 2000}, {1000, 2000}});
  const Quota carried = replanned(quota, R"({"from": "2026-03-16", "total_minor": 9300})");
  CHECK(total(carried) == 9300);
  CHECK(halves(carried, 14) == Halves{{1300, 1400}, {400, 3200}, {1000, 2000}});
  // Team t1 alone: r1 is ahead, r2 behind, r3 as it was.
  CHECK(halves(replanned(quota, R"({"from": "2026-03-16", "at": {"sales": "t1"},
    "carry": "pooled"})"),
               14) == Halves{{1300, 1150}, {400, 1150}, {1000, 1000}});
}

TEST_CASE("who exceeded all that remained leaves the rest to the others", "[quota]") {
  const Quota next = replanned(built(), R"({"from": "2026-03-16"})", R"(
    date day, rep_id text, amount_minor int
    2026-03-03, r1, 3000
    2026-03-04, r2, 500
    2026-03-05, r3, 1000)");
  // r1 is 1000 beyond its 2000; r2 and r3 were to bring 1500 and 1000, 2500 - 1000 are left.
  CHECK(halves(next, 14) == Halves{{3000, 0}, {500, 900}, {1000, 600}});
  // Everything is reached: nothing is left to bring.
  CHECK(halves(replanned(built(), R"({"from": "2026-03-16"})", R"(
    date day, rep_id text, amount_minor int
    2026-03-03, r1, 7000)"),
               14) == Halves{{7000, 0}, {0, 0}, {0, 0}});
}

TEST_CASE("what is carried is whole units within limits, but for one remainder", "[quota]") {
  // 1333 + 427 + 1005 of 6000 were brought: 3235 are left, 32 units and 35.
  const std::string odd = R"(
    date day, rep_id text, amount_minor int
    2026-03-03, r1, 1333
    2026-03-04, r2, 427
    2026-03-12, r3, 1005)";
  const std::string unit = R"(, "round_to_minor": 100)";
  const Quota next = replanned(built(unit), R"({"from": "2026-03-16"})", odd);
  // 667, 1573 and 995; r2 has most and holds what is below the unit.
  CHECK(halves(next, 14) == Halves{{1333, 700}, {427, 1535}, {1005, 1000}});
  const auto proof = rows(next.proof(), "proof").at(0);
  CHECK(proof.at("remainder_minor").as_int64() == 35);
  CHECK(proof.at("remainder_at").as_string() == "company/t1/r2 on 2026-03-16");

  // r2 may have no more than 1900: 1473 are left to it, 14 units and room for 35.
  const std::string capped =
      unit + R"(, "constraints": [{"code": "most", "at": {"sales": "r2"}, "cap_minor": 1900}])";
  const Quota quota = built(capped);
  const Quota within = replanned(quota, R"({"from": "2026-03-16"})", odd);
  CHECK(halves(within, 14)[1] == std::pair<Minor, Minor>{427, 1435});
  CHECK(total(within) == 6000);
  CHECK(rows(within.binding()).at(0).at("amount_minor").as_int64() == 1862);
  // Twice as much does not lift the cap; what lies below the unit is r3's.
  const Quota twice = replanned(quota, R"({"from": "2026-03-16", "total_minor": 12000})", odd);
  CHECK(halves(twice, 14)[1] == std::pair<Minor, Minor>{427, 1400});
  CHECK(total(twice) == 12000);
  // A cap on the whole leaves no place for what lies below the unit.
  const Quota full = built(unit + R"(, "constraints": [{"code": "all", "cap_minor": 6000}])");
  const auto error =
      refusal([&] { replanned(full, R"({"from": "2026-03-16", "total_minor": 6001})", odd); });
  REQUIRE(error);
  CHECK(error->detail() == "conflicting_constraints");
  CHECK(std::string_view(error->what()).find("\"all\"") != std::string_view::npos);
  CHECK(total(replanned(full, R"({"from": "2026-03-16"})", odd)) == 6000);
}

TEST_CASE("what was returned does not turn a cap into a floor", "[quota]") {
  const Quota quota = built(
      R"(, "round_to_minor": 100, "constraints": [{"code": "most", "at": {"sales": "r2"},
          "cap_minor": 0}])");
  const Quota next = replanned(quota, R"({"from": "2026-03-16", "carry": "pooled"})", R"(
    date day, rep_id text, amount_minor int
    2026-03-03, r2, -250)");
  CHECK(halves(next, 14)[1].second <= 250);
  CHECK(total(next) == 6000);
}

TEST_CASE("pace of a re-planned quota is measured from its day on", "[quota]") {
  const Quota next = replanned(built(), R"({"from": "2026-03-16"})");
  QuotaTables tables;
  tables.add("actuals", actuals);
  const auto row =
      rows(next.pace(tables.tables,
                     PaceRequest::parse(R"({"as_of": "2026-03-20", "by": ["total"], "min_n": 2})")))
          .at(0);
  CHECK(row.at("target_minor").as_int64() == 6000);
  CHECK(row.at("n_weeks").as_int64() == 1);
  CHECK(row.at("landing_minor").is_null());
}

namespace {

/// company → t1 {r1, r2, r3}, t2 {r4}; r1 leaves after two weeks of four.
const std::string with_leaver = R"({"sandan": "plan/1", "code": "p", "currency": "CNY",
  "total_minor": 7000, "period": {"from": "2026-03-02", "to": "2026-03-27"},
  "axes": [{"code": "sales", "tree": {"levels": ["company", "team_id", "rep_id"], "nodes": [
    {"code": "t1"}, {"code": "r1", "parent": "t1", "to": "2026-03-15"},
    {"code": "r2", "parent": "t1"}, {"code": "r3", "parent": "t1"},
    {"code": "t2"}, {"code": "r4", "parent": "t2"}]},
    "weights": {"by": "given", "nodes": {"t1": 5, "t2": 2, "r1": 1, "r2": 2, "r3": 2, "r4": 1}}}])";

Quota leaver_plan(const std::string& more = "") {
  return Quota::build(QuotaPlan::compile(with_leaver + more + "}"), Tables{});
}

}  // namespace

TEST_CASE("faults elsewhere do not stand in the way", "[quota]") {
  QuotaTables tables;
  tables
      .add("actuals", R"(
        actual_id int, date day, rep_id text, amount_minor int
        1, 2026-03-03, r1, 1300
        2, 2026-03-04, unknown, 400
        3, 2026-03-18, r3, 7777)")
      .add("credits", R"(
        actual_id int, rep_id text, share_ppm int
        3, r2, 400000)");
  const auto asked = [&](const std::string& place) {
    const auto error = refusal([&] {
      built().replan(tables.tables,
                     ReplanRequest::parse(R"({"from": "2026-03-16", "at": {)" + place + "}}"));
    });
    return error ? error->detail() : "";
  };
  // Neither the credits of a later day nor a rep nobody knows are r1's.
  CHECK(asked(R"("sales": "r1")").empty());
  CHECK(asked(R"("sales": "t1")") == "unknown_node");
  CHECK(asked("") == "unknown_node");
}

TEST_CASE("what a leaver missed goes to those beside him", "[quota]") {
  const Quota quota = leaver_plan();
  const Halves before = halves(quota, 14);
  REQUIRE(before == Halves{{1000, 0}, {1000, 1000}, {1000, 1000}, {1000, 1000}});
  const std::string brought = R"(
    date day, rep_id text, amount_minor int
    2026-03-03, r1, 400
    2026-03-03, r2, 1000
    2026-03-04, r3, 500
    2026-03-04, r4, 900)";
  // 600 of r1 go to r2 (1000) and r3 (1500), r3 and r4 carry their own.
  CHECK(halves(replanned(quota, R"({"from": "2026-03-16"})", brought), 14) ==
        Halves{{400, 0}, {1000, 1240}, {500, 1860}, {900, 1100}});
  // Nobody of his team is left to bring anything: the others do.
  const std::string alone = R"(
    date day, rep_id text, amount_minor int
    2026-03-03, r1, 400
    2026-03-03, r2, 2000
    2026-03-04, r3, 2000
    2026-03-04, r4, 900)";
  CHECK(halves(replanned(quota, R"({"from": "2026-03-16"})", alone), 14) ==
        Halves{{400, 0}, {2000, 0}, {2000, 0}, {900, 1700}});
  const auto refused = refusal(
      [&] { replanned(quota, R"({"from": "2026-03-16", "at": {"sales": "r1"}})", brought); });
  REQUIRE(refused);
  CHECK(refused->status() == Status::infeasible);
  CHECK(refused->detail() == "place_takes_no_part");
  CHECK(refused->where() == "/at");
  // His floor of all days asks for nothing in those he is not there.
  const Quota floored = leaver_plan(
      R"(, "constraints": [{"code": "c", "at": {"sales": "r1"}, "floor_minor": 1000}])");
  CHECK(halves(replanned(floored, R"({"from": "2026-03-16"})", brought), 14) ==
        Halves{{400, 0}, {1000, 1240}, {500, 1860}, {900, 1100}});
}

TEST_CASE("what is meant for days after somebody leaves goes to those beside him", "[quota]") {
  const Quota quota = built();
  const auto after = [&](std::string_view left_on, std::string_view carry) {
    QuotaTables tables;
    tables.add("actuals", actuals)
        .add("reps", "rep_id text, left_on day\nr1, " + std::string(left_on) + "\nr2,\nr3,");
    const std::string past = carry == "none" ? "plan" : "actuals";
    return quota.replan(tables.tables, ReplanRequest::parse(R"({"from": "2026-03-16", "carry": ")" +
                                                            std::string(carry) + R"(", "past": ")" +
                                                            past + R"("})"));
  };
  // Of 1000 in two weeks r1 keeps the 500 of the first; r2 of the same team gets the others.
  CHECK(halves(after("2026-03-20", "none"), 14) == Halves{{1000, 500}, {1000, 1500}, {1000, 1000}});
  CHECK(halves(after("2026-03-13", "none"), 14) == Halves{{1000, 0}, {1000, 2000}, {1000, 1000}});
  // r1 had 700 left of his own, of which 500 go with the week he is not there.
  CHECK(halves(after("2026-03-20", "rep"), 14) == Halves{{1300, 200}, {400, 2100}, {1000, 1000}});
  // 3300 by 500, 1000 and 1000.
  CHECK(halves(after("2026-03-20", "pooled"), 14) ==
        Halves{{1300, 660}, {400, 1320}, {1000, 1320}});
  // Nothing on days after the last; whom the plan knew to leave earlier stays as he was.
  const Quota left = after("2026-03-20", "none");
  CHECK(halves(left, 19)[0].second == 0);
  CHECK(halves(after("2026-04-30", "none"), 14) == halves(quota, 14));
  CHECK(total(left) == 6000);
  // The next version still knows it.
  CHECK(halves(replanned(left, R"({"from": "2026-03-23", "carry": "none", "past": "plan"})"), 21)[0]
            .second == 0);
}

TEST_CASE("what was brought is refused where sums of it would not fit", "[quota]") {
  const auto refused = [&](const Quota& quota, const std::string& given) {
    const auto error =
        refusal([&] { replanned(quota, R"({"from": "2026-03-16", "carry": "none"})", given); });
    REQUIRE(error);
    CHECK(error->status() == Status::overflow);
    CHECK(error->detail() == "sum_too_large");
  };
  const std::string both_signs = R"(
    date day, rep_id text, amount_minor int
    2026-03-03, r1, 9223372036854775806
    2026-03-04, r1, 9223372036854775806
    2026-03-10, r1, -9223372036854775806
    2026-03-11, r1, -9223372036854775806)";
  refused(built(), both_signs);
  refused(built(), R"(
    date day, rep_id text, amount_minor int
    2026-03-03, r1, -9223372036854775808)");
  const Quota near = replanned(built(), R"({"from": "2026-03-16", "carry": "none"})", R"(
    date day, rep_id text, amount_minor int
    2026-03-03, r1, 4611686018427384903
    2026-03-04, r1, -4611686018427384904)");
  CHECK(halves(near, 14).front().first == -1);
}

TEST_CASE("one place made anew leaves the landing of the others", "[quota]") {
  const auto weeks = [&](const Quota& quota) {
    QuotaTables tables;
    tables.add("actuals", actuals);
    std::vector<std::int64_t> counts;
    for (const auto& row : rows(quota.pace(
             tables.tables,
             PaceRequest::parse(R"({"as_of": "2026-03-20", "by": ["sales"], "min_n": 2})"))))
      counts.push_back(row.at("n_weeks").as_int64());
    return counts;
  };
  // company, t1, r1, r2, t2, r3
  const Quota once = replanned(built(), R"({"from": "2026-03-16", "at": {"sales": "r1"}})");
  CHECK(weeks(once) == std::vector<std::int64_t>{1, 1, 1, 3, 3, 3});
  const Quota twice = replanned(once, R"({"from": "2026-03-20", "at": {"sales": "t2"}})");
  CHECK(weeks(twice) == std::vector<std::int64_t>{1, 1, 1, 3, 0, 0});
}

TEST_CASE("what re-planning refuses", "[quota]") {
  const auto refused = [&](std::string_view asked, const std::string& given = actuals) {
    const auto error = refusal([&] { replanned(built(), asked, given); });
    return error ? error->detail() + " " + error->where() : "";
  };
  // Where it stands, and what can be done.
  const auto fault = refusal([&] {
    replanned(built(), R"({"from": "2026-03-16"})",
              "date day, rep_id text, amount_minor int\n2026-03-03, r1, 1\n2026-03-04, , 1");
  });
  REQUIRE(fault);
  CHECK(fault->table() == "actuals");
  CHECK(fault->row() == 1);
  const std::string said = fault->what();
  CHECK(said.find("row 1 of actuals") != std::string::npos);
  CHECK(said.find("carry \"none\" and past \"plan\"") != std::string::npos);
  CHECK_FALSE(refusal([&] {
    replanned(built(), R"({"from": "2026-03-16", "carry": "none", "past": "plan"})",
              "date day, rep_id text, amount_minor int\n2026-03-03, r9, 1\n2026-03-04, , ");
  }));
  CHECK(refused(R"({"from": "2026-03-28"})") == "outside_plan /from");
  CHECK(refused(R"({"from": "2026-03-16", "at": {"x": "y"}})") == "unknown_axis /at/x");
  CHECK(refused(R"({"from": "2026-03-16", "at": {"sales": "y"}})") == "unknown_node /at/sales");
  CHECK(refused(R"({"from": "2026-03-16"})",
                "date day, rep_id text, amount_minor int\n2026-03-03, r9, 1") ==
        "unknown_node rep_id");
  CHECK(refused(R"({"from": "2026-03-16"})",
                "date day, rep_id text, amount_minor int\n2026-03-03, , 1") == "unplaced_actual ");
  CHECK(refused(R"({"from": "2026-03-16"})",
                "date day, rep_id text, amount_minor int\n2026-03-03, r1, ") ==
        "missing_amount amount_minor");
  const Quota next = replanned(built(), R"({"from": "2026-03-16"})");
  const auto error = refusal([&] { replanned(next, R"({"from": "2026-03-09"})"); });
  REQUIRE(error);
  CHECK(error->detail() == "frozen_day");
  // Once more from a later day.
  CHECK(total(replanned(next, R"({"from": "2026-03-20", "past": "plan", "carry": "none"})")) ==
        6000);
}

TEST_CASE("random re-plans: the past to the bit, sums exact", "[quota]") {
  std::mt19937_64 random(17);
  const auto below = [&](std::int64_t n) {
    return static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(n));
  };
  for (int round = 0; round < 30; ++round) {
    const auto reps = 1 + below(7);
    std::string nodes;
    for (std::int64_t rep = 0; rep < reps; ++rep)
      nodes += (rep == 0 ? "" : ", ") + std::string(R"({"code": "r)") + std::to_string(rep) + "\"}";
    const Minor whole = 1 + below(1'000'000'000);
    const std::string text = R"({"sandan": "plan/1", "code": "p", "currency": "CNY",
      "total_minor": )" + std::to_string(whole) +
                             R"(, "round_to_minor": )" + std::to_string(1 + below(100)) +
                             R"(, "period": {"from": "2026-01-01", "to": "2026-06-30"},
      "tiers": [{"code": "target"}, {"code": "stretch", "share_ppm": 1100000}],
      "axes": [{"code": "sales", "tree": {"nodes": [)" +
                             nodes + R"(]}, "weights": {"by": "equal"}},
        {"code": "product", "tree": {"nodes": [{"code": "erp"}, {"code": "mes"}]},
         "weights": {"by": "equal"}}]})";
    const Quota quota = Quota::build(QuotaPlan::compile(text), Tables{});
    const Day first = *parse_day("2026-01-01");
    const auto day = static_cast<std::int32_t>(1 + below(179));
    std::string given = "date day, rep_id text, product text, amount_minor int\n";
    Minor brought = 0;
    for (int i = 0; i < 30; ++i) {
      const auto at = below(181);
      const Minor amount = below(whole / 60 + 2) - 10;
      given += format_day(first + static_cast<Day>(at)) + ", r" + std::to_string(below(reps)) +
               (below(2) == 0 ? ", erp, " : ", mes, ") + std::to_string(amount) + "\n";
      if (at < day) brought += amount;
    }
    const std::string from = R"({"from": ")" + format_day(first + day) + "\"";
    for (const char* carry : {"rep", "pooled"}) {
      const Quota next = replanned(quota, from + R"(, "carry": ")" + carry + "\"}", given);
      CHECK(total(next) == std::max(brought, total(quota)));
      CHECK(total(next, 1) == std::max(brought, total(quota, 1)));
      Minor past = 0;
      for (const auto& [before, rest] : halves(next, day)) {
        past += before;
        CHECK(rest >= 0);
      }
      CHECK(past == brought);
    }
    const Quota kept = replanned(quota, from + R"(, "past": "plan", "carry": "pooled"})", given);
    const QuotaData& was = quota.data();
    const QuotaData& is = kept.data();
    for (std::int32_t line = 0; line < was.base().split->lines(); ++line) {
      const Minor* a = was.base().line(line, was.time.days);
      const Minor* b = is.base().line(line, is.time.days);
      CHECK(std::equal(a, a + day, b));
    }
  }
}
