#include "quota/weights.hpp"

#include <cmath>
#include <numeric>

#include "quota/hand_plan.hpp"
#include "quota/history_window.hpp"
#include "quota/presence.hpp"
#include "quota/shape_prior.hpp"

using namespace sandan;
using namespace sandan::quota;
using namespace sandan::testing;

namespace {

using By = Weights::By;
using Values = std::vector<double>;

/// A plan of 2026 with everything its weights read.
struct Case {
  explicit Case(std::vector<AxisTree> trees) : axes(std::move(trees)) {
    definition.calendar = Calendar::compile(shipped_document("calendar", "weekdays"));
    definition.currency = "CNY";
    set_period("2026-01-01", "2026-12-31");
    for (const AxisTree& tree : axes) {
      Axis axis;
      axis.code = tree.axis;
      axis.weights.pointer = "/axes/" + tree.axis + "/weights";
      definition.axes.push_back(std::move(axis));
    }
    definition.time.by = By::workdays;
    definition.time.pointer = "/time";
  }

  void set_period(std::string_view from, std::string_view to) {
    definition.from = *parse_day(from);
    definition.to = *parse_day(to);
  }
  WeightInput input() {
    split = split_tree(axes, most_lines);
    time = time_axis(*definition.calendar, definition.from, definition.to);
    return {definition, axes, split, time, set.tables, definition.from - 1, true, run};
  }
  Values weights() { return sibling_weights(input()); }
  DayShapes shapes() { return day_shapes(input()); }
  Weights& of(std::size_t axis) { return definition.axes[axis].weights; }
  std::string refused() {
    const auto error = refusal([&] {
      weights();
      shapes();
    });
    return error ? error->detail() + " " + error->where() : "";
  }

  Definition definition;
  std::vector<AxisTree> axes;
  QuotaTables set;
  SplitTree split;
  TimeAxis time;
  Run run;
};

AxisTree one_team(const std::vector<HandNode>& reps) {
  std::vector<HandNode> nodes = {{"company"}};
  nodes.insert(nodes.end(), reps.begin(), reps.end());
  return hand_tree("sales", {"company", "rep_id"}, nodes);
}

AxisTree products() {
  return hand_tree("product", {"all", "product"}, {{"all"}, {"crm", 0}, {"erp", 0}});
}

/// Nodes: company, a, r1, r2, b, r3.
AxisTree two_teams() {
  return hand_tree("sales", {"company", "team_id", "rep_id"},
                   {{"company"}, {"a", 0}, {"r1", 1}, {"r2", 1}, {"b", 0}, {"r3", 4}});
}

void near(const Values& actual, const Values& expected) {
  REQUIRE(actual.size() == expected.size());
  for (std::size_t i = 0; i < actual.size(); ++i) {
    INFO("value " << i);
    CHECK(actual[i] == Approx(expected[i]).epsilon(1e-12).margin(1e-12));
  }
}

/// Shares of the months in a shape of 2026.
Values months_of(const Case& plan, const Values& shape) {
  const double sum = std::accumulate(shape.begin(), shape.end(), 0.0);
  Values months;
  for (const TimeSpan& month : plan.time.of(QuotaPeriod::month)) {
    double of_month = 0;
    for (std::int32_t day = month.from; day <= month.to; ++day)
      of_month += shape[static_cast<std::size_t>(day)];
    months.push_back(of_month / sum);
  }
  return months;
}

}  // namespace

TEST_CASE("windows of a year before", "[weights]") {
  const auto text = [](std::string_view from, std::string_view to) {
    const DayWindow window = year_before(*parse_day(from), *parse_day(to));
    return format_day(window.from) + " " + format_day(window.to);
  };
  CHECK(text("2026-01-01", "2026-12-31") == "2025-01-01 2025-12-31");
  CHECK(text("2024-02-29", "2024-03-31") == "2023-02-28 2023-03-31");
  CHECK(text("2025-02-01", "2025-02-28") == "2024-02-01 2024-02-29");
  CHECK(text("2026-01-01", "2027-12-31") == "2025-01-01 2025-12-31");
  CHECK(whole_months(*parse_day("2026-01-31"), *parse_day("2026-02-28")) == 0);
  CHECK(months_reached(*parse_day("2026-01-31"), 1) == *parse_day("2026-03-01"));
  CHECK(months_reached(*parse_day("2026-01-15"), 12) == *parse_day("2027-01-15"));
}

TEST_CASE("equal weights count the days a leaf takes part in", "[weights]") {
  Case plan({one_team({{"r1", 0},
                       {"r2", 0, "", "2026-06-30"},
                       {"r2", 0, "2026-07-01", ""},
                       {"r3", 0, "2025-01-01", "2025-12-31"}})});
  const auto weekdays = [](double days) { return days / 261; };
  near(plan.weights(), {1, 1, weekdays(129), weekdays(132), 0});
  plan.of(0).by = By::workdays;
  near(plan.weights(), {1, 261, 129, 132, 0});
}

TEST_CASE("given weights are those of the document, then of quota_nodes", "[weights]") {
  Case plan({two_teams()});
  plan.of(0).by = By::given;
  plan.of(0).given = {{"a", 3}, {"team_id:b", 1}, {"r1", 0.5}};
  plan.set.add("quota_nodes", R"(
      axis text, node_id text, weight int, from_on day, to_on day
      sales, r2, 2, 2026-01-01,
      sales, r2, 9, 2027-01-01,
      product, r2, 5, ,)");
  near(plan.weights(), {1, 3, 0.5, 2, 1, 1});
  plan.of(0).given = {{"a", 3}, {"b", 1}};
  CHECK(plan.refused() == "weight_missing /axes/sales/weights");
  plan.of(0).given = {{"a", 3}, {"b", -1}, {"r1", 1}};
  CHECK(plan.refused() == "negative_weight /axes/sales/weights");
  plan.of(0).given = {{"a", 3}, {"b", std::nan("")}, {"r1", 1}};
  CHECK(plan.refused() == "not_a_number /axes/sales/weights");
  plan.of(0).given = {{"a", 0}, {"b", 0}, {"r1", 1}};
  CHECK(plan.refused() == "all_weights_zero /axes/sales/weights");
  plan.of(0).given = {{"a", 0}, {"b", 1}, {"r1", 0}, {"r2", 0}};
  near(plan.weights(), {1, 0, 1, 1, 1, 1});  // nothing comes to a anyway
}

TEST_CASE("potential is summed upwards", "[weights]") {
  Case plan({two_teams()});
  plan.of(0).by = By::potential;
  CHECK(plan.refused() == "missing_column /axes/sales/weights");
  plan.set.add("reps", "rep_id text, potential int\nr1, 10\nr2, 20\nr3, 5");
  near(plan.weights(), {1, 30, 10, 20, 5, 5});
}

TEST_CASE("capacity counts ramp-up, hires and leavers", "[weights]") {
  Case plan({one_team({{"r1", 0}, {"r2", 0, "2026-04-01", ""}, {"r3", 0, "", "2026-01-31"}})});
  plan.of(0).by = By::capacity;
  plan.definition.ramp.ppm = {0, 500'000, 1'000'000};
  plan.set.add("reps", R"(
      rep_id text, hired_on day, capacity int
      r1, 2020-01-01, 2
      r2, 2026-04-01, 1
      r3, , )");
  // April 22 working days, May 21, June to December 155; r3 has the mean capacity.
  near(plan.weights(), {1, 2 * 261, 0.5 * 21 + 154, 1.5 * 22});
  CHECK(plan.definition.ramp.ppm.size() == 3);
}

TEST_CASE("last year's actuals weigh by place and person", "[weights]") {
  Case plan({hand_tree("sales", {"company", "team_id", "rep_id"},
                       {{"company"},
                        {"a", 0},
                        {"r1", 1},
                        {"r2", 1, "2025-01-01", "2026-06-30"},
                        {"b", 0},
                        {"r2", 4, "2026-07-01", ""},
                        {"r3", 4}})});
  plan.of(0).by = By::actuals;
  CHECK(plan.refused() == "missing_table ");
  plan.set.add("actuals", R"(
      date day, rep_id text, amount_minor int
      2024-12-31, r1, 1000
      2025-01-01, r1, 60
      2025-12-31, r2, 40
      2025-06-01, r3, 30
      2025-06-02, r3, -10
      2026-01-01, r3, 1000)");
  // Team a keeps what r2 brought there; r2 takes his history along, by days.
  near(plan.weights(), {1, 100, 60, 40 * 129 / 261.0, 20, 40 * 132 / 261.0, 20});
  plan.of(0).shrink_minor = 100;
  near(plan.weights(), {1, 150, 110, 90 * 129 / 261.0, 70, 90 * 132 / 261.0, 70});
  plan.of(0).shrink_minor = std::nullopt;
  plan.of(0).from = *parse_day("2023-01-01");
  plan.of(0).to = *parse_day("2023-12-31");
  CHECK(plan.refused() == "no_history /axes/sales/weights");
}

TEST_CASE("what reps brought who are no nodes weighs for their team", "[weights]") {
  Case plan({hand_tree("sales", {"company", "team"}, {{"company"}, {"a", 0}, {"b", 0}})});
  plan.set.add("reps", "rep_id text, team_id text\nr1, a\nr2, b");
  plan.set.add("rep_assignments", R"(
      rep_id text, team_id text, from_on day, to_on day
      r2, a, 2025-01-01, 2025-06-30)");
  plan.set.add("actuals", R"(
      date day, rep_id text, amount_minor int
      2025-02-01, r1, 10
      2025-02-01, r2, 5
      2025-08-01, r2, 7)");
  plan.of(0).by = By::actuals;
  near(plan.weights(), {1, 15, 7});
  plan.set.add("opportunities", R"(
      opportunity_id int, owner_id text, amount_minor int, expected_close_on day
      1, r1, 40, 2026-02-01
      2, r2, 60, 2026-11-01)");
  plan.of(0).by = By::pipeline;
  near(plan.weights(), {1, 40, 60});
  plan.definition.time.by = By::pipeline;
  plan.definition.time.of = Weights::Of::company;
  near(months_of(plan, plan.shapes().weights[0]), {0, 0.4, 0, 0, 0, 0, 0, 0, 0, 0, 0.6, 0});
}

TEST_CASE("a place of more returns than orders weighs nothing", "[weights]") {
  Case plan({one_team({{"r1", 0}, {"r2", 0}})});
  plan.of(0).by = By::actuals;
  plan.set.add("actuals",
               "date day, rep_id text, amount_minor int\n2025-05-01, r1, -5\n"
               "2025-05-01, r2, 5");
  near(plan.weights(), {1, 0, 5});
}

TEST_CASE("the mix of products is one's own, the team's or the company's", "[weights]") {
  Case plan({two_teams(), products()});
  plan.of(1).by = By::actuals;
  plan.set.add("actuals", R"(
      date day, rep_id text, product text, amount_minor int
      2025-05-01, r1, crm, 30
      2025-05-02, r1, erp, 10
      2025-05-01, r2, erp, 60
      2025-05-01, gone, crm, 100)");
  // Nodes: company, a, r1, crm, erp, r2, crm, erp, b, r3, crm, erp.
  const auto mix = [&](std::size_t rep) {
    const Values weights = plan.weights();
    return Values{weights[rep + 1], weights[rep + 2]};
  };
  near(mix(2), {30, 10});
  near(mix(5), {0, 60});
  near(mix(9), {130 / 200.0, 70 / 200.0});  // none of his, none of his team: the company's
  plan.of(1).of = Weights::Of::parent;
  near(mix(2), {0.3, 0.7});
  near(mix(5), {0.3, 0.7});
  plan.of(1).of = Weights::Of::company;
  near(mix(5), {0.65, 0.35});
  plan.of(1).of = Weights::Of::own;
  plan.of(1).shrink_minor = 20;
  near(mix(2), {36, 24});
  near(mix(5), {6, 74});
}

TEST_CASE("a small history is drawn to the team's by what the spread says", "[weights]") {
  // Two members alike but for chance: all the weight goes to the common shape.
  const Values shape = {0.5, 0.5};
  const Values even = {50, 50};
  const Values odd = {45, 55};
  const std::vector<ShapeSample> alike = {{even, 100}, {odd, 100}};
  CHECK(prior_weight(alike, shape, true) == Approx(200));
  // Kleinman's formula worked out for two that differ: spread 80, variance 0.5,
  // by chance 1, by members 100.
  const Values left = {95, 5};
  const Values right = {5, 95};
  const std::vector<ShapeSample> apart = {{left, 100}, {right, 100}};
  const double correlation = (200 * 2 * 0.45 * 0.45 / 0.5 - 1) / (100 - 1);
  CHECK(prior_weight(apart, shape, true) == Approx(1 / std::min(correlation, 1 - 1 / 201.0) - 1));
  Values amounts = {30, 10};
  shrink_towards(shape, 10, 30, amounts);
  near(amounts, {(7.5 + 15) / 40, (2.5 + 15) / 40});
  CHECK(effective_number(30, 300) == 3);

  Case plan({two_teams(), products()});
  plan.of(1).by = By::actuals;
  plan.of(1).shrink_minor = 0;
  std::string rows = "date day, rep_id text, product text, amount_minor int\n";
  for (int i = 0; i < 40; ++i) {
    rows += "2025-05-01, r1, " + std::string(i % 10 < 9 ? "crm" : "erp") + ", 100\n";
    if (i < 4) rows += "2025-05-02, r2, " + std::string(i < 2 ? "crm" : "erp") + ", 100\n";
  }
  plan.set.add("actuals", rows);
  const Values weights = plan.weights();
  CHECK(weights[3] > 0.88);  // of many rows: near to their 0.9
  CHECK(weights[3] < 0.9);
  CHECK(weights[6] > 0.52);  // of few: from 0.5 towards the team's 38 / 44
  CHECK(weights[6] < 38 / 44.0);
}

TEST_CASE("open pipeline weighs as of the day", "[weights]") {
  Case plan({one_team({{"r1", 0}, {"r2", 0}})});
  plan.of(0).by = By::pipeline;
  plan.set.add("opportunities", R"(
      opportunity_id int, owner_id text, amount_minor int, created_on day, closed_on day, outcome text, currency text
      1, r1, 100, 2025-01-01, , open, CNY
      2, r1, 50, 2025-01-01, 2025-12-31, won, CNY
      3, r2, 70, 2025-01-01, 2026-01-01, lost, CNY
      4, r2, 900, 2026-01-01, , open, CNY
      5, r2, 20, , , , USD
      6, r2, 900, 2025-01-01, , lost, CNY
      7, r2, , 2025-01-01, , open, CNY)");
  CHECK(plan.refused() == "no_rate currency");
  plan.set.add("rates",
               "date day, from_currency text, to_currency text, num int, den int\n"
               "2025-06-01, USD, CNY, 7, 1");
  near(plan.weights(), {1, 100, 210});
}

TEST_CASE("a deal in the pipeline counts once, till it is won, for those credited", "[weights]") {
  Case plan({one_team({{"r1", 0}, {"r2", 0}})});
  plan.of(0).by = By::pipeline;
  plan.set.add("opportunities", R"(
      opportunity_id int, owner_id text, amount_minor int, created_on day, won_on day
      1, r1, 100, 2025-01-01,
      1, r1, 100, 2025-01-01,
      2, r1, , 2025-01-01,
      2, r1, 40, 2025-01-01,
      3, r2, 500, 2025-01-01, 2025-06-01
      4, r2, 30, 2025-01-01, 2026-06-01
      5, r2, 1000, 2025-01-01,)");
  plan.set.add("credits",
               "opportunity_id int, rep_id text, share_ppm int\n5, r1, 800000\n5, r2, 200000");
  near(plan.weights(), {1, 940, 230});
}

TEST_CASE("a blend mixes shares", "[weights]") {
  Case plan({one_team({{"r1", 0}, {"r2", 0}})});
  plan.of(0).by = By::blend;
  Weights given;
  given.by = By::given;
  given.given = {{"r1", 30}, {"r2", 10}};
  plan.of(0).blend = {{600'000, given}, {400'000, Weights{}}};
  near(plan.weights(), {1, 0.6 * 0.75 + 0.4 * 0.5, 0.6 * 0.25 + 0.4 * 0.5});
}

TEST_CASE("shapes of days: calendar days, working days, given months", "[weights]") {
  Case plan({one_team({{"r1", 0}, {"r2", 0, "2026-07-01", ""}})});
  plan.set_period("2026-01-01", "2026-12-31");
  DayShapes shapes = plan.shapes();
  REQUIRE(shapes.of_line == std::vector<std::int32_t>{0, 1});
  CHECK(months_of(plan, shapes.weights[0])[0] == Approx(22 / 261.0));
  CHECK(months_of(plan, shapes.weights[1])[5] == 0);
  CHECK(months_of(plan, shapes.weights[1])[6] == Approx(23 / 132.0));
  plan.definition.time.by = By::equal;
  CHECK(months_of(plan, plan.shapes().weights[0])[0] == Approx(31 / 365.0));
  plan.definition.time.by = By::given;
  plan.definition.time.given = {{"2026-Q1", 1}, {"2026-Q2", 2}, {"2026-Q3", 3}, {"2026-Q4", 4}};
  shapes = plan.shapes();
  const Values months = months_of(plan, shapes.weights[0]);
  CHECK(months[0] + months[1] + months[2] == Approx(0.1));
  CHECK(months[0] == Approx(0.1 * 22 / 64));
  plan.definition.time.given.erase("2026-Q4");
  CHECK(plan.refused() == "weight_missing /time");
  plan.definition.time.given.emplace("2026-13", 1);
  CHECK(plan.refused() == "unknown_period /time");
  plan.definition.time.by = By::potential;
  CHECK(plan.refused() == "weights_not_of_time /time");
}

TEST_CASE("seasons are those of last year's same months", "[weights]") {
  Case plan({two_teams()});
  plan.definition.time.by = By::actuals;
  plan.set.add("actuals", R"(
      date day, rep_id text, amount_minor int
      2025-01-15, r1, 30
      2025-02-15, r1, 10
      2025-02-16, r2, 60
      2025-12-31, gone, 100
      2024-03-01, r1, 500)");
  DayShapes shapes = plan.shapes();
  REQUIRE(shapes.of_line == std::vector<std::int32_t>{0, 1, 2});
  const auto months = [&](std::size_t line) {
    return months_of(plan, shapes.weights[static_cast<std::size_t>(shapes.of_line[line])]);
  };
  near(months(0), {0.75, 0.25, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0});
  near(months(1), {0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0});
  near(months(2), {0.15, 0.35, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0.5});  // the company's
  plan.definition.time.of = Weights::Of::parent;
  shapes = plan.shapes();
  near(months(0), {0.3, 0.7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0});
  CHECK(shapes.of_line == std::vector<std::int32_t>{0, 0, 1});
  plan.definition.time.of = Weights::Of::company;
  shapes = plan.shapes();
  CHECK(shapes.of_line == std::vector<std::int32_t>{0, 0, 0});
  plan.definition.time.of = Weights::Of::own;
  plan.definition.time.shrink_minor = 40;
  shapes = plan.shapes();
  near(months(0), {(30 + 12) / 80.0, (10 + 28) / 80.0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0});
  // Two years asked for: the same month of both.
  plan.definition.time.shrink_minor = std::nullopt;
  plan.definition.time.from = *parse_day("2024-01-01");
  plan.definition.time.to = *parse_day("2025-12-31");
  shapes = plan.shapes();
  near(months(0), {30 / 540.0, 10 / 540.0, 500 / 540.0, 0, 0, 0, 0, 0, 0, 0, 0, 0});
  plan.definition.time.from = *parse_day("2025-02-01");
  CHECK(plan.refused() == "history_misses_period /time");
}

TEST_CASE("a part of a month keeps its part, and days off count nothing", "[weights]") {
  Case plan({one_team({{"r1", 0}})});
  plan.set_period("2026-01-16", "2026-02-28");
  plan.definition.time.by = By::actuals;
  plan.set.add("actuals",
               "date day, rep_id text, amount_minor int\n"
               "2025-01-01, r1, 22\n2025-02-28, r1, 40");
  const DayShapes shapes = plan.shapes();
  // 11 of the 22 working days of January are planned.
  near(months_of(plan, shapes.weights[0]), {11 / 51.0, 40 / 51.0});
  CHECK(shapes.weights[0][1] == 0);  // a Saturday
}

TEST_CASE("hires ramp up and a focus weighs more where it lies", "[weights]") {
  Case plan({two_teams(), products()});
  plan.set_period("2026-04-01", "2026-09-30");
  plan.definition.ramp.ppm = {0, 500'000, 1'000'000};
  plan.set.add("reps", "rep_id text, hired_on day\nr1, 2026-03-01\nr2, 2020-01-01\nr3, 2026-09-15");
  Focus focus;
  focus.quarter = "2026-Q3";
  focus.at = {{"sales", "a"}, {"product", "erp"}};
  focus.weight_ppm = 2'000'000;
  focus.pointer = "/focuses/0";
  plan.definition.focuses = {focus};
  const DayShapes shapes = plan.shapes();
  const auto day = [&](std::size_t line, std::string_view date) {
    const auto& shape = shapes.weights[static_cast<std::size_t>(shapes.of_line[line])];
    return shape[static_cast<std::size_t>(*parse_day(date) - plan.definition.from)];
  };
  // Lines: r1 crm, r1 erp, r2 crm, r2 erp, r3 crm, r3 erp.
  CHECK(day(0, "2026-04-01") == Approx(day(2, "2026-04-01") / 2));
  CHECK(day(0, "2026-05-01") == day(2, "2026-05-01"));
  CHECK(day(3, "2026-07-01") == Approx(2 * day(2, "2026-07-01")));
  CHECK(day(1, "2026-06-30") == day(2, "2026-06-30"));
  CHECK(shapes.of_line[4] == shapes.of_line[5]);
  CHECK(day(4, "2026-09-30") > 0);  // no ramp-up where it would leave nothing
  plan.definition.focuses[0].quarter = "2027-Q1";
  CHECK(plan.refused() == "unknown_period /focuses/0");
  plan.definition.focuses[0] = focus;
  plan.definition.focuses[0].at = {{"product", "bi"}};
  CHECK(plan.refused() == "unknown_node /focuses/0");
}

TEST_CASE("the order of rows changes no weight", "[weights]") {
  const auto weights_of = [](bool turned) {
    Case plan({two_teams(), products()});
    plan.of(0).by = By::actuals;
    plan.of(0).shrink_minor = 0;
    plan.of(1).by = By::actuals;
    plan.of(1).shrink_minor = 0;
    plan.definition.time.by = By::actuals;
    plan.definition.time.shrink_minor = 0;
    std::vector<std::string> rows;
    for (int i = 0; i < 200; ++i) {
      rows.push_back("2025-" + std::string(i % 3 == 0 ? "02" : "11") + "-0" +
                     std::to_string(i % 9 + 1) + ", r" + std::to_string(i * i % 3 + 1) + ", " +
                     (i * 7 % 5 < 2 ? "crm" : "erp") + ", " + std::to_string(i * 7919 % 1000 + 1) +
                     "\n");
    }
    if (turned) std::reverse(rows.begin(), rows.end());
    std::string text = "date day, rep_id text, product text, amount_minor int\n";
    for (const std::string& row : rows)
      text += row;
    plan.set.add("actuals", text);
    DayShapes shapes = plan.shapes();
    std::vector<Values> all = std::move(shapes.weights);
    all.push_back(plan.weights());
    return all;
  };
  CHECK(weights_of(false) == weights_of(true));
}
