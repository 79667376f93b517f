// Padded levels: what upper levels are told follows what the atoms below them
// are, and limits of any level hold among the atoms.
#include <cmath>
#include <numeric>

#include "quota/hand_plan.hpp"
#include "quota/random_plan.hpp"

using namespace sandan;
using namespace sandan::quota;
using namespace sandan::testing;

namespace {

/// Two teams of reps, one of whom leaves in June, padded by 5 %.
std::string plan_text(const std::string& more = "",
                      const std::string& padding = R"({"level": "rep_id", "ppm": 50000})",
                      Minor total = 120'000'000) {
  return R"({"sandan": "plan/1", "code": "p", "currency": "CNY", "round_to_minor": 100,
    "total_minor": )" +
         std::to_string(total) + R"(, "period": {"from": "2026-01-01", "to": "2026-12-31"},
    "axes": [{"code": "sales", "weights": {"by": "workdays"}, "padding": [)" +
         padding + R"(], "tree": {"levels": ["company", "team_id", "rep_id"], "nodes": [
      {"code": "t1"}, {"code": "r1", "parent": "t1"},
      {"code": "r2", "parent": "t1", "to": "2026-06-30"},
      {"code": "t2"}, {"code": "r3", "parent": "t2", "from": "2026-03-15"},
      {"code": "r4", "parent": "t2"}, {"code": "r5", "parent": "t2"}]}}])" +
         more + "}";
}

Quota built(const std::string& text) { return Quota::build(QuotaPlan::compile(text), Tables{}); }

Error refused(const std::string& text) {
  const auto error = refusal([&] { built(text); });
  REQUIRE(error);
  return *error;
}

boost::json::array told(const Quota& quota, const std::string& level, QuotaPeriod period) {
  TargetsRequest request;
  request.levels = {{"sales", level}};
  request.period = period;
  return rows(quota.targets(request));
}

Minor number(const boost::json::value& row, const char* column) {
  return row.at(column).as_int64();
}

}  // namespace

TEST_CASE("padding has one share in every place and period", "[quota]") {
  const Quota quota = built(plan_text());
  for (const std::string level : {"company", "team_id"}) {
    for (const QuotaPeriod period : {QuotaPeriod::all, QuotaPeriod::quarter, QuotaPeriod::month,
                                     QuotaPeriod::week, QuotaPeriod::day}) {
      for (const auto& row : told(quota, level, period)) {
        INFO(level << " " << number(row, "amount_minor") << " " << number(row, "sum_minor"));
        const double share = 1.05 * static_cast<double>(number(row, "amount_minor"));
        CHECK(std::abs(static_cast<double>(number(row, "sum_minor")) - share) < 250);
      }
    }
  }
  for (const Layer& layer : quota.data().layers)
    CHECK(broken_sum(quota.data(), layer) == "");
  CHECK(differs(quota.proof(), "proof", R"([{"sums_broken": 0}])") == "");
}

TEST_CASE("two padded levels and tiers", "[quota]") {
  const Quota quota = built(
      plan_text(R"(, "tiers": [{"code": "target"}, {"code": "stretch", "share_ppm": 1150000}])",
                R"({"level": "rep_id", "ppm": 50000}, {"level": "team_id", "ppm": 20000})"));
  REQUIRE(quota.data().layers.size() == 6);
  for (const Layer& layer : quota.data().layers)
    CHECK(broken_sum(quota.data(), layer) == "");
  for (const QuotaPeriod period : {QuotaPeriod::all, QuotaPeriod::month}) {
    for (const auto& [level, factor] :
         {std::pair("company", 1.02 * 1.05), std::pair("team_id", 1.05)}) {
      for (const auto& row : told(quota, level, period)) {
        const double share = factor * static_cast<double>(number(row, "amount_minor"));
        CHECK(std::abs(static_cast<double>(number(row, "sum_minor")) - share) < 300);
      }
    }
  }
}

TEST_CASE("atoms keep limits of levels above a padded one", "[quota]") {
  const Quota quota = built(plan_text(R"(, "constraints": [
    {"code": "spring", "period": "2026-02", "cap_minor": 4000000},
    {"code": "team", "at": {"sales": "t1"}, "period": "2026-Q4", "floor_minor": 20000000},
    {"code": "exact", "at": {"sales": "t2"}, "period": "2026-Q1", "fixed_minor": 12345600}])"));
  CHECK(differs(quota.binding(), "constraints", R"([
    {"code": "spring", "amount_minor": 4000000, "binds": true},
    {"code": "team", "amount_minor": 20000000, "binds": true},
    {"code": "exact", "amount_minor": 12345600, "binds": true}])") == "");
  // What a constraint moves is told at its own level.
  for (const auto& row : told(built(plan_text()), "company", QuotaPeriod::month)) {
    if (row.at("period").as_string() != "2026-02") continue;
    const Minor free = number(rows(quota.binding())[0], "free_minor");
    CHECK(std::abs(free - number(row, "amount_minor")) <= 200);
  }
  for (const auto& row : told(quota, "company", QuotaPeriod::month)) {
    if (row.at("period").as_string() != "2026-02") continue;
    CHECK(number(row, "amount_minor") == 4'000'000);
    CHECK(number(row, "sum_minor") <= 4'200'000);
    CHECK(number(row, "sum_minor") > 4'199'000);
  }
  for (const auto& row : told(quota, "team_id", QuotaPeriod::quarter)) {
    const bool first = row.at("sales").as_string() == "t1";
    const std::string period(row.at("period").as_string());
    if (first && period == "2026-Q4") CHECK(number(row, "sum_minor") >= 21'000'000);
    if (!first && period == "2026-Q1")
      CHECK(std::abs(number(row, "sum_minor") - 12'962'880) <= 100);
  }
}

TEST_CASE("an upper level with many lines reaches its limit to the unit", "[quota]") {
  const std::string products = R"({"code": "product", "weights": {"by": "given", "nodes": {
    "p1": 3, "p2": 1, "p3": 7, "p4": 2, "p5": 11}}, "tree": {"nodes": [{"code": "p1"},
    {"code": "p2"}, {"code": "p3"}, {"code": "p4"}, {"code": "p5"}]}})";
  std::string text = plan_text(R"(, "hierarchies": ["sales", "time"], "constraints": [
    {"code": "spring", "period": "2026-02", "cap_minor": 4000000},
    {"code": "autumn", "period": "2026-10", "floor_minor": 16000000}])");
  text.insert(text.find("}]}}]") + 4, ", " + products);
  const Quota quota = built(text);
  CHECK(differs(quota.binding(), "constraints", R"([
    {"code": "spring", "amount_minor": 4000000, "binds": true},
    {"code": "autumn", "amount_minor": 16000000, "binds": true}])") == "");
  for (const Layer& layer : quota.data().layers)
    CHECK(broken_sum(quota.data(), layer) == "");
}

TEST_CASE("limits of two levels in each other's way are refused", "[quota]") {
  const Error error = refused(plan_text(R"(, "constraints": [
    {"code": "month", "period": "2026-05", "cap_minor": 1000000},
    {"code": "rep", "at": {"sales": "r1"}, "period": "2026-05", "floor_minor": 2000000}])"));
  CHECK(error.detail() == "conflicting_constraints");
  CHECK(error.where() == "/constraints/0");
  // 2,000,000 of a rep are 1,904,700 and 1 unit of the whole.
  CHECK(std::string(error.what()).find("\"month\" 1000000 by 904800; \"rep\" 2000000 by 950000") !=
        std::string::npos);
  INFO(error.what());
  CHECK_NOTHROW(built(plan_text(R"(, "constraints": [
    {"code": "month", "period": "2026-05", "cap_minor": 2000000},
    {"code": "rep", "at": {"sales": "r1"}, "period": "2026-05", "floor_minor": 2000000}])")));
}

TEST_CASE("limits that meet to the unit hold with padding too", "[quota]") {
  // 3 × 337, 337 and 336 units × 1.05 are more than 1,010 × 1.05 to the unit.
  const std::string nodes = R"({"sandan": "plan/1", "code": "p", "currency": "CNY",
    "total_minor": 1010, "period": {"from": "2026-01-05", "to": "2026-01-16"},
    "axes": [{"code": "sales", "padding": [{"level": "rep", "ppm": 50000}],
      "tree": {"levels": ["company", "team", "rep"], "nodes": [
      {"code": "a"}, {"code": "x", "parent": "a"}, {"code": "b"}, {"code": "y", "parent": "b"},
      {"code": "c"}, {"code": "z", "parent": "c"}]}}], "constraints": [)";
  for (const std::string kind : {"floor", "cap", "fixed"}) {
    std::string limits;
    for (const auto& [code, units] :
         {std::pair("a", 337), std::pair("b", 337), std::pair("c", 336)})
      limits += std::string(limits.empty() ? "" : ", ") + R"({"code": ")" + code +
                R"(", "at": {"sales": ")" + code + R"("}, ")" + kind + R"(_minor": )" +
                std::to_string(units) + "}";
    const Quota quota = built(nodes + limits + "]}");
    CHECK(differs(quota.binding(), "constraints", R"([
      {"code": "a", "amount_minor": 337, "binds": true},
      {"code": "b", "amount_minor": 337, "binds": true},
      {"code": "c", "amount_minor": 336, "binds": true}])") == "");
  }
}

TEST_CASE("random padded plans add up and keep their share", "[quota]") {
  Draw draw(5);
  for (int round = 0; round < 40; ++round) {
    const std::int64_t ppm = draw.whole(0, 300'000);
    const Minor total = draw.whole(0, 10'000'000'000);
    const Quota quota =
        built(plan_text("", R"({"level": "rep_id", "ppm": )" + std::to_string(ppm) + "}", total));
    for (const Layer& layer : quota.data().layers)
      CHECK(broken_sum(quota.data(), layer) == "");
    const double factor = 1 + static_cast<double>(ppm) / 1e6;
    for (const auto& row : told(quota, "team_id", QuotaPeriod::month)) {
      const double share = factor * static_cast<double>(number(row, "amount_minor"));
      CHECK(std::abs(static_cast<double>(number(row, "sum_minor")) - share) < 400);
    }
  }
}

namespace {

const std::string brought = R"(
  date day, rep_id text, amount_minor int
  2026-01-20, r1, 1000000
  2026-02-03, r2, 1234567
  2026-03-17, r3, 7777777
  2026-03-12, r4, 100
  2026-03-18, r5, -3000)";

Quota replanned(const Quota& quota, std::string_view asked) {
  QuotaTables tables;
  tables.add("actuals", brought);
  return quota.replan(tables.tables, ReplanRequest::parse(asked));
}

std::pair<Minor, Minor> of_company(const Quota& quota, const std::string& from) {
  TargetsRequest request;
  if (!from.empty()) request.from = *parse_day(from);
  const auto row = rows(quota.targets(request))[0];
  return {number(row, "amount_minor"), number(row, "sum_minor")};
}

/// Amounts of split nodes are sums of atoms; those brought may be anything.
bool adds_up(const QuotaData& data, const Layer& layer) {
  const SplitTree& split = *layer.split;
  std::vector<Minor> sums(split.nodes.size(), 0);
  for (std::int32_t line = 0; line < split.lines(); ++line) {
    const Minor* days = layer.line(line, data.time.days);
    for (auto node = split.line_nodes[static_cast<std::size_t>(line)]; node >= 0;
         node = split.nodes[static_cast<std::size_t>(node)].parent)
      sums[static_cast<std::size_t>(node)] +=
          std::accumulate(days, days + data.time.days, Minor{0});
  }
  return layer.amounts.to_vector() == sums && layer.total_minor == sums.front();
}

void keeps_share(const Quota& quota, const std::string& from) {
  for (const std::string level : {"company", "team_id"}) {
    for (const QuotaPeriod period : {QuotaPeriod::month, QuotaPeriod::day}) {
      for (const auto& row : told(quota, level, period)) {
        if (row.at("from_on").as_string() < from) continue;
        const double share = 1.05 * static_cast<double>(number(row, "amount_minor"));
        CHECK(std::abs(static_cast<double>(number(row, "sum_minor")) - share) < 350);
      }
    }
  }
  for (const Layer& layer : quota.data().layers)
    CHECK(adds_up(quota.data(), layer));
}

}  // namespace

TEST_CASE("upper layers follow a new total", "[quota]") {
  const Quota quota = built(plan_text());
  const Quota next = replanned(quota, R"({"from": "2026-04-01", "past": "plan", "carry": "none",
    "total_minor": 200000000})");
  CHECK(of_company(next, "").first == 200'000'000);
  CHECK(rows(next.versions())[1].at("total_minor").as_int64() == 200'000'000);
  CHECK(rows(next.versions())[0].at("total_minor").as_int64() == 120'000'000);
  keeps_share(next, "2026-01-01");
  const auto was = told(quota, "team_id", QuotaPeriod::day);
  const auto is = told(next, "team_id", QuotaPeriod::day);
  for (std::size_t i = 0; i < was.size(); ++i) {
    if (was[i].at("from_on").as_string() < "2026-04-01")
      CHECK(was[i].at("amount_minor") == is[i].at("amount_minor"));
  }
  QuotaDiffRequest request;
  request.levels = {{"sales", "team_id"}};
  CHECK(quota.diff(next, request).rows() == 2 * 9);
}

TEST_CASE("what was brought has no padding in it", "[quota]") {
  for (const std::string carry : {"pooled", "rep"}) {
    const Quota next =
        replanned(built(plan_text()), R"({"from": "2026-04-01", "carry": ")" + carry + R"("})");
    const auto [amount, sum] = of_company(next, "");
    const auto [rest, base_rest] = of_company(next, "2026-04-01");
    CHECK(amount == 120'000'000);
    CHECK(amount - rest == 10'009'444);
    CHECK(sum - base_rest == 10'009'444);
    CHECK(std::abs(static_cast<double>(base_rest) - 1.05 * static_cast<double>(rest)) < 1);
    keeps_share(next, "2026-04-01");
    for (const auto& row : told(next, "team_id", QuotaPeriod::day)) {
      if (row.at("from_on").as_string() < "2026-04-01") CHECK(number(row, "padding_minor") == 0);
    }
    // Once more, with the past as it is, and a total.
    const Quota twice = replanned(next, R"({"from": "2026-07-01", "past": "plan", "carry": "none",
      "total_minor": 150000000})");
    CHECK(of_company(twice, "").first == 150'000'000);
    keeps_share(twice, "2026-04-01");
  }
}

TEST_CASE("a place made anew is followed by those above it", "[quota]") {
  const Quota quota = built(plan_text());
  const Quota team = replanned(quota, R"({"from": "2026-04-01", "at": {"sales": "t1"},
    "total_minor": 50000000})");
  for (const auto& row : told(team, "team_id", QuotaPeriod::all)) {
    if (row.at("sales").as_string() == "t1") CHECK(number(row, "amount_minor") == 50'000'000);
  }
  keeps_share(team, "2026-04-01");
  const Quota rep = replanned(quota, R"({"from": "2026-04-01", "at": {"sales": "r4"},
    "past": "plan", "carry": "none", "total_minor": 30000000})");
  keeps_share(rep, "2026-01-01");
  const Quota past = replanned(quota, R"({"from": "2026-04-01", "at": {"sales": "r4"}})");
  keeps_share(past, "2026-04-01");
  const auto before = told(quota, "team_id", QuotaPeriod::quarter);
  const auto after = told(past, "team_id", QuotaPeriod::quarter);
  const auto of_r4 = told(quota, "rep_id", QuotaPeriod::quarter);
  for (std::size_t i = 0; i < before.size(); ++i) {
    const bool first = before[i].at("period").as_string() == "2026-Q1";
    if (!first || before[i].at("sales").as_string() != "t2") continue;
    Minor less = -100;
    for (const auto& row : of_r4) {
      if (row.at("sales").as_string() == "r4" && row.at("period").as_string() == "2026-Q1")
        less += number(row, "amount_minor");
    }
    const double change =
        static_cast<double>(number(before[i], "amount_minor") - number(after[i], "amount_minor"));
    CHECK(std::abs(change - static_cast<double>(less) / 1.05) < 10'000);
  }
}

TEST_CASE("limits of upper levels hold in a plan made anew", "[quota]") {
  const Quota quota = built(plan_text(R"(, "constraints": [
    {"code": "spring", "period": "2026-Q2", "cap_minor": 25000000},
    {"code": "team", "at": {"sales": "t1"}, "period": "2026-Q4", "floor_minor": 20000000},
    {"code": "year", "at": {"sales": "t2"}, "cap_minor": 90000000},
    {"code": "all", "fixed_minor": 120000000}])"));
  for (const std::string asked :
       {R"({"from": "2026-04-16"})", R"({"from": "2026-05-01", "carry": "pooled"})",
        R"({"from": "2026-03-20", "past": "plan", "carry": "none"})"}) {
    INFO(asked);
    const Quota next = replanned(quota, asked);
    CHECK(of_company(next, "").first == 120'000'000);
    const auto limits = rows(next.binding());
    CHECK(number(limits[0], "amount_minor") <= 25'000'000);
    CHECK(number(limits[1], "amount_minor") >= 20'000'000);
    CHECK(number(limits[2], "amount_minor") <= 90'000'000);
    keeps_share(next, "2026-06-01");
    for (const auto& row : told(next, "company", QuotaPeriod::quarter)) {
      if (row.at("period").as_string() == "2026-Q2") CHECK(number(row, "sum_minor") <= 26'250'000);
    }
  }
  const auto error =
      refusal([&] { replanned(quota, R"({"from": "2026-04-16", "total_minor": 130000000})"); });
  REQUIRE(error);
  CHECK(error->detail() == "conflicting_constraints");
}

TEST_CASE("progress of many layers never goes back", "[quota]") {
  for (int tiers = 1; tiers <= 8; ++tiers) {
    std::string more = R"(, "tiers": [{"code": "a"})";
    for (int tier = 1; tier < tiers; ++tier)
      more += R"(, {"code": "a)" + std::to_string(tier) + R"(", "share_ppm": 1100000})";
    for (const std::string padding : {R"({"level": "rep_id", "ppm": 50000})", ""}) {
      double last = 0;
      int back = 0;
      Run run;
      run.progress = [&](double done) {
        back += done < last ? 1 : 0;
        last = done;
        return true;
      };
      Quota::build(QuotaPlan::compile(plan_text(more + "]", padding)), Tables{}, {}, run);
      CHECK(back == 0);
      CHECK(last == 1);
    }
  }
}

TEST_CASE("a padded total beyond 64 bits is refused", "[quota]") {
  // 110 % of it fits 64 bits, the next whole unit does not.
  const auto error = refusal([] {
    built(R"({"sandan": "plan/1", "code": "p", "currency": "CNY",
      "total_minor": 8384883500000000000, "round_to_minor": 700000000000,
      "period": {"from": "2026-01-01", "to": "2026-12-31"},
      "axes": [{"code": "sales", "padding": [{"level": "rep_id", "ppm": 100000}],
        "tree": {"levels": ["company", "rep_id"], "nodes": [{"code": "a"}, {"code": "b"}]}}]})");
  });
  REQUIRE(error);
  CHECK(error->status() == Status::overflow);
  CHECK(error->detail() == "total_too_large");
}
