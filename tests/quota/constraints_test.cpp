// Floors, caps, fixed amounts and growth, of places and periods.
#include <algorithm>

#include "quota/constraints.hpp"
#include "quota/hand_plan.hpp"
#include "quota/random_plan.hpp"
#include "quota/trees.hpp"

using namespace sandan;
using namespace sandan::quota;
using namespace sandan::testing;

namespace {

/// company → north {r1, r2}, south {r3}; two products; two quarters of 2026.
std::string plan_text(const std::string& constraints, const std::string& more = "",
                      std::int64_t total = 1'000'000, std::int64_t unit = 100) {
  return R"({"sandan": "plan/1", "code": "p", "currency": "CNY", "total_minor": )" +
         std::to_string(total) + R"(, "round_to_minor": )" + std::to_string(unit) + R"(,
    "period": {"from": "2026-01-01", "to": "2026-06-30"},
    "axes": [{"code": "sales", "weights": {"by": "equal"}, "tree": {
        "levels": ["company", "region", "rep"], "nodes": [
        {"code": "north"}, {"code": "r1", "parent": "north"}, {"code": "r2", "parent": "north"},
        {"code": "south"}, {"code": "r3", "parent": "south"}]}},
      {"code": "product", "weights": {"by": "given", "nodes": {"erp": 3, "crm": 1}},
       "tree": {"nodes": [{"code": "erp"}, {"code": "crm"}]}}],
    "constraints": [)" +
         constraints + "]" + more + "}";
}

Quota built(const std::string& constraints, const std::string& more = "") {
  return Quota::build(QuotaPlan::compile(plan_text(constraints, more)), Tables{});
}

Minor amount(const Quota& quota, const std::string& code) {
  const auto& all = quota.data().constraints.values();
  const auto found = std::find_if(all.begin(), all.end(), [&](const PlacedConstraint& placed) {
    return placed.constraint.code == code;
  });
  REQUIRE(found != all.end());
  Minor sum = 0;
  for (const std::int32_t line : found->lines.values()) {
    for (std::int32_t day = found->day_from; day <= found->day_to; ++day)
      sum += quota.data().base().line(line, quota.data().time.days)[day];
  }
  CHECK(sum == found->amount_minor);
  return sum;
}

const std::vector<std::string> roundings = {R"(, "time_rounding": "controlled")",
                                            R"(, "time_rounding": "cumulative")"};

}  // namespace

TEST_CASE("constraints hold where they are put", "[quota]") {
  for (const std::string& rounding : roundings) {
    INFO(rounding);
    CHECK(amount(built(R"({"code": "c", "at": {"sales": "r1"}, "floor_minor": 600050})", rounding),
                 "c") == 600'100);
    CHECK(amount(built(R"({"code": "c", "at": {"sales": "r1"}, "cap_minor": 100050})", rounding),
                 "c") == 100'000);
    CHECK(amount(built(R"({"code": "c", "at": {"sales": "r3", "product": "crm"},
                           "fixed_minor": 12300})",
                       rounding),
                 "c") == 12'300);
    CHECK(
        amount(built(R"({"code": "c", "at": {"product": "crm"}, "fixed_minor": 400000})", rounding),
               "c") == 400'000);
    CHECK(amount(built(R"({"code": "c", "period": "2026-Q1", "floor_minor": 700000})", rounding),
                 "c") == 700'000);
    CHECK(amount(built(R"({"code": "c", "at": {"sales": "north"}, "period": "2026-02",
                           "cap_minor": 10000})",
                       rounding),
                 "c") == 10'000);
    CHECK(amount(built(R"({"code": "c", "at": {"product": "erp"}, "period": "2026-05",
                           "fixed_minor": 300000})",
                       rounding),
                 "c") == 300'000);
    CHECK(amount(built(R"({"code": "c", "at": {"sales": "r2"}, "period": "2026-W07",
                           "fixed_minor": 90000})",
                       rounding),
                 "c") == 90'000);
    CHECK(amount(built(R"({"code": "c", "at": {"sales": "r2"}, "period": "2026-04-15",
                           "fixed_minor": 90000})",
                       rounding),
                 "c") == 90'000);
  }
}

TEST_CASE("several constraints hold together", "[quota]") {
  for (const std::string& rounding : roundings) {
    INFO(rounding);
    const Quota quota = built(R"(
      {"code": "a", "at": {"sales": "north"}, "cap_minor": 450000},
      {"code": "b", "at": {"sales": "r1"}, "floor_minor": 300000},
      {"code": "c", "at": {"product": "crm"}, "floor_minor": 350000},
      {"code": "d", "period": "2026-Q2", "floor_minor": 600000},
      {"code": "e", "at": {"sales": "r3"}, "period": "2026-Q1", "floor_minor": 250000},
      {"code": "f", "at": {"sales": "r3"}, "period": "2026-03", "cap_minor": 40000})",
                              rounding);
    CHECK(broken_sum(quota.data(), quota.data().base()) == "");
    CHECK(amount(quota, "a") <= 450'000);
    CHECK(amount(quota, "b") >= 300'000);
    CHECK(amount(quota, "c") >= 350'000);
    CHECK(amount(quota, "d") >= 600'000);
    CHECK(amount(quota, "e") >= 250'000);
    CHECK(amount(quota, "f") <= 40'000);
    CHECK(differs(quota.binding(), "constraints", R"([
      {"code": "a", "kind": "cap", "sales": "north", "product": "all", "period": "all"},
      {"code": "b", "kind": "floor", "limit_minor": 300000},
      {"code": "c"}, {"code": "d", "period_unit": "quarter", "period": "2026-Q2"},
      {"code": "e"}, {"code": "f", "currency": "CNY"}])") == "");
  }
}

TEST_CASE("a constraint that does not bind changes nothing", "[quota]") {
  const Quota free = built("");
  const Quota loose = built(R"({"code": "c", "at": {"sales": "r1"}, "floor_minor": 100},
                               {"code": "d", "at": {"sales": "r1"}, "cap_minor": 900000})");
  const std::int32_t days = free.data().time.days;
  CHECK(digest_of(free.data().base(), days) == digest_of(loose.data().base(), days));
  CHECK(differs(loose.binding(), "constraints", R"([
    {"code": "c", "binds": false, "amount_minor": 250000, "free_minor": 250000,
     "effect_minor": 0, "slack_minor": 249900},
    {"code": "d", "binds": false, "slack_minor": 650000}])") == "");
}

TEST_CASE("binding tells the effect of a constraint", "[quota]") {
  const Quota quota = built(R"({"code": "c", "at": {"sales": "r1"}, "floor_minor": 400000})");
  CHECK(differs(quota.binding(), "constraints", R"([
    {"code": "c", "binds": true, "amount_minor": 400000, "free_minor": 250000,
     "effect_minor": 150000, "slack_minor": 0, "limit_minor": 400000}])") == "");
}

TEST_CASE("constraints that exclude each other are named with what frees them", "[quota]") {
  const auto told = [](const std::string& constraints) {
    const auto error = refusal([&] { built(constraints); });
    REQUIRE(error);
    CHECK(error->status() == Status::infeasible);
    CHECK(error->detail() == "conflicting_constraints");
    return *error;
  };
  SECTION("floors beyond the total") {
    const Error error = told(R"(
      {"code": "idle", "at": {"sales": "r3"}, "floor_minor": 100},
      {"code": "a", "at": {"sales": "r1"}, "floor_minor": 600000},
      {"code": "b", "at": {"sales": "r2"}, "floor_minor": 500000})");
    CHECK(error.where() == "/constraints/1");
    const std::string message = error.what();
    CHECK(message.find("\"a\"") != std::string::npos);
    CHECK(message.find("\"b\"") != std::string::npos);
    CHECK(message.find("idle") == std::string::npos);
    CHECK(message.find("by 100000") != std::string::npos);
  }
  SECTION("a cap above a floor, the total apart") {
    const Error error = told(R"(
      {"code": "a", "at": {"sales": "north"}, "cap_minor": 200000},
      {"code": "b", "at": {"sales": "r2"}, "floor_minor": 300000})");
    const std::string message = error.what();
    CHECK(message.find("total") == std::string::npos);
    CHECK(message.find("by 100000") != std::string::npos);
  }
  SECTION("periods") {
    told(R"({"code": "a", "at": {"sales": "r1"}, "cap_minor": 200000},
            {"code": "b", "at": {"sales": "r1"}, "period": "2026-Q1", "floor_minor": 150000},
            {"code": "c", "at": {"sales": "r1"}, "period": "2026-Q2", "floor_minor": 150000})");
  }
  SECTION("places across the split") {
    told(R"({"code": "a", "at": {"product": "erp"}, "floor_minor": 700000},
            {"code": "b", "at": {"product": "crm"}, "floor_minor": 400000})");
    told(R"({"code": "a", "at": {"product": "erp"}, "cap_minor": 100000},
            {"code": "b", "at": {"product": "erp", "sales": "r1"}, "floor_minor": 200000})");
  }
}

TEST_CASE("a set that could not be thinned is said not to be irreducible", "[quota]") {
  // Places across each other and the total: no plain set, so that it takes trying.
  const Quota quota = built("");
  const QuotaData& data = quota.data();
  std::vector<PlacedLimit> limits(4);
  const auto put = [&](std::size_t i, const char* code, std::int32_t rep, std::int32_t product,
                       std::int64_t low, std::int64_t high) {
    limits[i].placed.constraint.code = code;
    limits[i].placed.constraint.pointer = "/constraints/" + std::to_string(i);
    limits[i].placed.constraint.kind =
        high == no_cap ? Constraint::Kind::floor : Constraint::Kind::cap;
    limits[i].placed.day_to = data.time.days - 1;
    limits[i].nodes = {{rep}, {product}};
    limits[i].low = low;
    limits[i].high = high;
  };
  const auto node = [&](std::size_t axis, std::string_view code) {
    const auto& nodes = data.axes.values()[axis].nodes;
    const auto found = std::find_if(nodes.begin(), nodes.end(),
                                    [&](const AxisNode& each) { return each.code == code; });
    REQUIRE(found != nodes.end());
    return static_cast<std::int32_t>(found - nodes.begin());
  };
  put(0, "rep", node(0, "r1"), 0, 6, no_cap);
  put(1, "product", 0, node(1, "erp"), 6, no_cap);
  put(2, "both", node(0, "r1"), node(1, "erp"), 0, 1);
  put(3, "idle", node(0, "r3"), 0, 1, no_cap);
  const auto told = [&](std::int64_t most_work) {
    const auto error = refusal([&] {
      refuse_conflicts({limits, 100, true, most_work}, *data.base().split, data.axes.values(),
                       data.time, 10);
    });
    REQUIRE(error);
    CHECK(error->status() == Status::infeasible);
    CHECK(error->detail() == "conflicting_constraints");
    CHECK(error->where() == "/constraints/0");
    return std::string(error->what());
  };
  const std::string thinned = told(most_thinning);
  CHECK(thinned.find("one of them has to give way") != std::string::npos);
  CHECK(thinned.find("\"both\" 100 by 100") != std::string::npos);
  const std::string left = told(0);
  CHECK(left.find("not shown to be irreducible") != std::string::npos);
  CHECK(left.find("\"both\" 100") != std::string::npos);
  CHECK(left.find(" by ") == std::string::npos);
}

TEST_CASE("constraints of the table are read and refused with their row", "[quota]") {
  QuotaTables tables;
  tables.add("quota_constraints", R"(
    code text, sales text, product text, period text, floor_minor int, cap_minor int
    a, r1,,, 400000,
    b, r2, crm, 2026-Q1,, 5000)");
  const Quota quota = Quota::build(QuotaPlan::compile(plan_text("")), tables.tables);
  CHECK(amount(quota, "a") == 400'000);
  CHECK(amount(quota, "b") == 5'000);

  const auto refused = [](const std::string& text) {
    QuotaTables wrong;
    wrong.add("quota_constraints", text);
    const auto error =
        refusal([&] { Quota::build(QuotaPlan::compile(plan_text("")), wrong.tables); });
    REQUIRE(error);
    CHECK(error->table() == "quota_constraints");
    CHECK(error->row() == 1);
    return error->detail();
  };
  CHECK(refused(R"(
    code text, sales text, floor_minor int, cap_minor int
    a, r1, 1,
    b, r9, 1,)") == "unknown_node");
  CHECK(refused(R"(
    code text, sales text, floor_minor int, cap_minor int
    a, r1, 1,
    b, r1, 1, 2)") == "one_limit_per_row");
  CHECK(refused(R"(
    code text, sales text, floor_minor int, period text
    a, r1, 1, 2026-Q1
    b, r1, 1, 2027-Q1)") == "unknown_period");
  CHECK(refused(R"(
    code text, sales text, floor_minor int
    a, r1, 1
    a, r2, 1)") == "duplicate_code");
  CHECK(refused(R"(
    code text, sales text, fixed_minor int
    a, r1, 100
    b, r2, 150)") == "not_whole_units");
  CHECK(refused(R"(
    code text, sales text, floor_minor int
    a, r1, 100
    b, r2, -100)") == "negative_limit");
}

TEST_CASE("growth is measured from the same days a year earlier", "[quota]") {
  QuotaTables tables;
  tables.add("actuals", R"(
    date day, rep_id text, product text, amount_minor int
    2025-02-03, r1, erp, 300033
    2025-05-03, r1, crm, 90000
    2025-02-03, r2, erp, 1000)");
  const Quota quota = Quota::build(QuotaPlan::compile(plan_text(R"(
        {"code": "a", "at": {"sales": "r1"}, "growth_ppm": 100000},
        {"code": "b", "at": {"sales": "r1"}, "period": "2026-Q2", "growth_ppm": 1000000})")),
                                   tables.tables);
  // 390033 × 1.1 = 429036.3 and 90000 × 2, up to whole units.
  CHECK(amount(quota, "a") == 429'100);
  CHECK(amount(quota, "b") >= 180'000);
}

TEST_CASE("the remainder below the unit spares places at their limits", "[quota]") {
  const Quota quota = Quota::build(
      QuotaPlan::compile(plan_text(R"({"code": "c", "at": {"sales": "r3"}, "fixed_minor": 700000})",
                                   "", 1'000'077)),
      Tables{});
  CHECK(amount(quota, "c") == 700'000);
  CHECK(quota.data().base().remainder_minor == 77);
  CHECK(broken_sum(quota.data(), quota.data().base()) == "");
}

TEST_CASE("random constraints hold, or are refused", "[quota]") {
  int held = 0;
  int refused = 0;
  int crossing = 0;
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    const std::string rounding = seed % 2 == 0 ? "cumulative" : "controlled";
    const RandomPlan plan = random_plan(seed, rounding, "", 3);
    const Quota free = Quota::build(QuotaPlan::compile(plan.text), Tables{});
    const QuotaData& data = free.data();
    Draw draw(seed * 31);
    std::string constraints;
    const std::int64_t n = draw.whole(1, 5);
    for (std::int64_t i = 0; i < n; ++i) {
      std::string place;
      std::vector<std::vector<std::int32_t>> nodes;
      for (std::size_t axis = 0; axis < plan.codes.size(); ++axis) {
        nodes.push_back({0});
        if (draw.one_in(2)) continue;
        const std::string& code = draw.of(plan.codes[axis]);
        if (data.axes[axis].find(code).empty()) continue;
        nodes.back() = place_nodes(data.axes[axis], code);
        place += (place.empty() ? "\"" : ",\"") + data.axes[axis].axis + "\":\"" + code + "\"";
      }
      const auto unit = static_cast<QuotaPeriod>(draw.of(std::vector<int>{0, 0, 0, 2, 2, 3}));
      const TimeSpan& span = draw.of(data.time.of(unit));
      Minor sum = 0;
      for (const std::int32_t line : lines_below(*data.base().split, data.axes, nodes)) {
        for (std::int32_t day = span.from; day <= span.to; ++day)
          sum += data.base().line(line, data.time.days)[day];
      }
      const std::int64_t kind = draw.whole(0, 2);
      const Minor limit =
          (kind == 0 ? sum / 10 * draw.whole(5, 14) : sum / 10 * draw.whole(6, 12)) / plan.unit *
          plan.unit;
      const char* member = kind == 0 ? "floor_minor" : kind == 1 ? "cap_minor" : "fixed_minor";
      constraints += (i == 0 ? "" : ",") + std::string("{\"code\":\"c") + std::to_string(i) +
                     "\",\"at\":{" + place + "}" +
                     (unit == QuotaPeriod::all ? "" : ",\"period\":\"" + span.code + "\"") + ",\"" +
                     member + "\":" + std::to_string(limit) + "}";
    }
    const RandomPlan bound =
        random_plan(seed, rounding, ",\"constraints\":[" + constraints + "]", 3);
    INFO("seed " << seed << " " << bound.text);
    try {
      const Quota quota = Quota::build(QuotaPlan::compile(bound.text), Tables{});
      ++held;
      CHECK(broken_sum(quota.data(), quota.data().base()) == "");
      for (const PlacedConstraint& placed : quota.data().constraints) {
        const Minor got = amount(quota, placed.constraint.code);
        const bool whole =
            placed.lines.size() == static_cast<std::size_t>(quota.data().base().split->lines());
        const Minor spare = whole ? plan.unit - 1 : 0;  // the part below the unit
        INFO(placed.constraint.code);
        if (placed.constraint.kind != Constraint::Kind::cap) CHECK(got >= placed.limit_minor);
        if (placed.constraint.kind != Constraint::Kind::floor)
          CHECK(got <= placed.limit_minor + spare);
      }
    } catch (const Error& error) {
      const bool known = error.detail() == "conflicting_constraints" ||
                         error.detail() == "crossing_constraints" ||
                         error.detail() == "place_takes_no_part";
      INFO(error.detail() << " " << error.what());
      CHECK(known);
      crossing += error.detail() == "crossing_constraints" ? 1 : 0;
      ++refused;
    }
  }
  WARN("held " << held << ", refused " << refused << ", of these undecided " << crossing);
  CHECK(held > 100);
}

TEST_CASE("limits give nothing to who takes no part", "[quota]") {
  const auto built = [](const std::string& constraint) {
    return Quota::build(QuotaPlan::compile(R"({"sandan": "plan/1", "code": "p", "currency": "CNY",
          "total_minor": 120000, "period": {"from": "2026-01-01", "to": "2026-12-31"},
          "axes": [{"code": "sales", "tree": {"nodes": [{"code": "t"},
            {"code": "a", "parent": "t"}, {"code": "b", "parent": "t", "to": "2026-06-30"},
            {"code": "u"}]}}], "constraints": [{"code": "c", )" +
                                           constraint + "}]}"),
                        Tables{});
  };
  // Of a team only those who are still there get its floor.
  const Quota quota = built(R"("at": {"sales": "t"}, "period": "2026-Q4", "floor_minor": 60000)");
  const QuotaData& data = quota.data();
  const std::int32_t october = *parse_day("2026-10-01") - data.time.first;
  const auto since_october = [&](std::int32_t line) {
    const Minor* cells = data.base().line(line, data.time.days);
    return std::accumulate(cells + october, cells + data.time.days, Minor{0});
  };
  CHECK(since_october(0) == 60000);
  CHECK(since_october(1) == 0);
  CHECK(data.constraints[0].amount_minor == 60000);
  // His own is refused, unless it asks for nothing.
  for (const char* kind : {"floor_minor", "fixed_minor"}) {
    const auto refused = refusal([&] {
      built(R"("at": {"sales": "b"}, "period": "2026-Q4", ")" + std::string(kind) + "\": 1000");
    });
    REQUIRE(refused);
    CHECK(refused->status() == Status::infeasible);
    CHECK(refused->detail() == "place_takes_no_part");
    CHECK(refused->where() == "/constraints/0/" + std::string(kind));
  }
  CHECK_NOTHROW(built(R"("at": {"sales": "b"}, "period": "2026-Q4", "cap_minor": 1000)"));
  CHECK_NOTHROW(built(R"("at": {"sales": "b"}, "period": "2026-Q4", "fixed_minor": 0)"));
}

TEST_CASE("no cell of a table is told when none is to be", "[quota]") {
  const QuotaPlan plan = QuotaPlan::compile(R"({"sandan": "plan/1", "code": "p", "currency": "CNY",
    "total_minor": 1000, "period": {"from": "2026-01-01", "to": "2026-12-31"},
    "axes": [{"code": "sales", "tree": {"from": "table"}, "weights": {"by": "potential"}}]})");
  const auto message = [&](bool values, const std::string& nodes, const std::string& period) {
    QuotaTables given;
    given.add("quota_nodes", "node_id text, potential int\n" + nodes);
    given.add("quota_constraints",
              "code text, sales text, period text, floor_minor int\n c, a, " + period + ", 1");
    QuotaBuildRequest request;
    request.values = values;
    const auto error = refusal([&] { Quota::build(plan, given.tables, request); });
    REQUIRE(error);
    return error->detail() + " " + error->what();
  };
  const auto tells = [](const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
  };
  CHECK(tells(message(true, "a, 1\nsecret, ", "2026"), "secret"));
  CHECK(tells(message(false, "a, 1\nsecret, ", "2026"), "weight_missing"));
  CHECK_FALSE(tells(message(false, "a, 1\nsecret, ", "2026"), "secret"));
  CHECK(tells(message(true, "a, 1", "secret"), "secret"));
  CHECK(tells(message(false, "a, 1", "secret"), "unknown_period"));
  CHECK_FALSE(tells(message(false, "a, 1", "secret"), "secret"));
}
