#include "quota/actuals.hpp"

#include "quota/credits.hpp"
#include "quota/hand_plan.hpp"
#include "quota/rates.hpp"

using namespace sandan;
using namespace sandan::quota;
using namespace sandan::testing;

namespace {

constexpr auto rates_text = R"(
    date day, from_currency text, to_currency text, num int, den int
    2026-01-01, USD, CNY, 7, 1
    2026-02-01, USD, CNY, 15, 2
    2026-01-01, JPY, CNY, 5, 1
    2026-01-01, CNY, USD, 1, 7)";

/// One team a year long, and a rep who changes from a to b in July.
AxisTree sales_tree_of_two_teams() {
  return hand_tree("sales", {"company", "team_id", "rep_id"},
                   {{"company"},
                    {"a", 0},
                    {"r1", 1},
                    {"r2", 1, "2025-01-01", "2026-06-30"},
                    {"b", 0},
                    {"r2", 4, "2026-07-01", ""},
                    {"r3", 4, "2026-03-01", "2026-10-31"}});
}

std::vector<std::string> words_of(const Actuals& actuals) {
  std::vector<std::string> words;
  for (const auto& fault : actuals.faults) {
    words.push_back(std::string(word_of(fault.fault)) + "@" + std::to_string(fault.row) + "." +
                    fault.column);
  }
  return words;
}

using Words = std::vector<std::string>;
using Minors = std::vector<Minor>;

}  // namespace

TEST_CASE("the latest rate on or before a day counts, rounded half to even", "[rates]") {
  QuotaTables set;
  set.add("rates", rates_text);
  const Rates rates(set.tables, "CNY");
  const Day january = *parse_day("2026-01-31");
  CHECK(rates.convert(100, "USD", january) == 700);
  CHECK(rates.convert(1, "USD", january + 1) == 8);   // 7.5 to even
  CHECK(rates.convert(3, "USD", january + 1) == 22);  // 22.5 to even
  CHECK(rates.convert(-1, "USD", january + 1) == -8);
  CHECK(rates.convert(100, "CNY", 0) == 100);
  CHECK_FALSE(rates.convert(100, "EUR", january));
  CHECK_FALSE(rates.convert(100, "USD", *parse_day("2025-12-31")));
  // The product does not fit 64 bits, the result does; then not even that.
  CHECK(rates.convert(1'000'000'000'000'000'001, "USD", january + 1) == 7'500'000'000'000'000'008);
  const auto refused =
      refusal([&] { static_cast<void>(rates.convert(INT64_MAX, "USD", january)); });
  REQUIRE(refused);
  CHECK(refused->status() == Status::overflow);
}

TEST_CASE("rates that cannot be ones are refused with their row", "[rates]") {
  const auto detail_of = [](std::string_view row) {
    QuotaTables set;
    set.add("rates",
            "date day, from_currency text, to_currency text, num int, den int\n"
            "2026-01-01, USD, CNY, 7, 1\n" +
                std::string(row));
    const auto refused = refusal([&] { const Rates rates(set.tables, "CNY"); });
    return refused ? refused->detail() + "@" + std::to_string(refused->row()) : "";
  };
  CHECK(detail_of("2026-01-01, USD, CNY, 7, 1") == "");
  CHECK(detail_of("2026-01-01, USD, CNY, 8, 1") == "duplicate_rate@1");
  CHECK(detail_of("2026-01-01, USD, EUR, 0, 1") == "");  // not asked for
  CHECK(detail_of("2026-01-02, USD, CNY, 0, 1") == "bad_rate@1");
  CHECK(detail_of("2026-01-02, USD, CNY, 7, -1") == "bad_rate@1");
  CHECK(detail_of("2026-01-02, USD, CNY, , 1") == "missing_rate_value@1");
  CHECK(detail_of(", USD, CNY, 7, 1") == "missing_rate_value@1");
}

TEST_CASE("credits divide an amount without loss, the largest remainders first") {
  std::vector<Minor> parts;
  const std::vector<Credits::Share> thirds = {{0, 333'333}, {1, 333'333}, {2, 333'334}};
  divide_amount(100, thirds, parts);
  CHECK(parts == Minors{33, 33, 34});
  divide_amount(-101, thirds, parts);
  CHECK(parts == Minors{-34, -33, -34});
  divide_amount(INT64_MIN, thirds, parts);
  CHECK(parts[0] + parts[1] + parts[2] == INT64_MIN);
  divide_amount(INT64_MAX, std::vector<Credits::Share>{{0, 1'000'000}, {1, 0}}, parts);
  CHECK(parts == Minors{INT64_MAX, 0});
}

TEST_CASE("actuals are read with their faults", "[actuals]") {
  QuotaTables set;
  set.add("actuals", R"(
      actual_id text, date day, rep_id text, kind text, amount_minor int
      a1, 2026-01-05, r1, order, 100
      a2, , r1, order, 100
      a3, 2026-01-06, r1, order,
      a4, 2026-01-06, r1, visit, 5
      a5, 2026-01-07, r1, collection, 30
      a1, 2026-01-05, r1, order, 90
      , 2026-01-08, r9, , -40
      , 2025-12-31, , order, 7)");
  const AxisTree tree = sales_tree_of_two_teams();
  ActualsRequest request;
  request.from = *parse_day("2026-01-01");
  request.axes = {&tree, 1};
  const Actuals both = read_actuals(set.tables, request);
  CHECK(both.amount_minor == Minors{30, 90, -40});  // of two of one id the one that orders first
  CHECK(both.row == std::vector<std::int64_t>{4, 5, 6});
  CHECK(both.is_collection == std::vector<std::uint8_t>{1, 0, 0});
  CHECK(both.nodes[0] == std::vector<std::int32_t>{2, 2, -1});
  CHECK(words_of(both) == Words{"duplicate_actual@0.actual_id", "missing_date@1.date",
                                "missing_amount@2.amount_minor", "unknown_kind@3.kind",
                                "unknown_node@6.rep_id"});
  request.kind = "collection";
  CHECK(read_actuals(set.tables, request).amount_minor == Minors{30});
  const auto refused = refusal([&] {
    QuotaTables none;
    read_actuals(none.tables, request);
  });
  REQUIRE(refused);
  CHECK(refused->detail() == "missing_table");
}

TEST_CASE("a column of reps is that of the day", "[actuals]") {
  QuotaTables set;
  set.add("actuals", R"(
      date day, rep_id text, amount_minor int
      2026-02-02, r1, 1
      2026-06-30, r1, 2
      2026-07-01, r1, 3
      2026-08-01, r1, 4
      2026-02-03, r2, 5)");
  set.add("reps", "rep_id text, team_id text\nr1, t2\nr2, t3");
  set.add("rep_assignments", R"(
      rep_id text, team_id text, region text, from_on day, to_on day
      r1, , north, 2026-07-01, 2026-07-31
      r1, t1, south, 2026-01-01, 2026-06-30)");
  ActualsRequest request;
  request.columns = {"team_id", "region"};
  const Actuals actuals = read_actuals(set.tables, request);
  const auto texts_of = [&](std::string_view name) {
    Words texts;
    const CodedColumn& column = *actuals.column(name);
    for (const std::int32_t code : column.codes)
      texts.push_back(code < 0 ? "" : column.texts[static_cast<std::size_t>(code)]);
    return texts;
  };
  CHECK(texts_of("team_id") == Words{"t1", "t1", "", "t2", "t3"});  // a null cell: no team
  CHECK(texts_of("region") == Words{"south", "south", "north", "", ""});
}

TEST_CASE("of rows of one id the one with the money counts", "[actuals]") {
  QuotaTables set;
  set.add("actuals", R"(
      actual_id text, date day, rep_id text, kind text, amount_minor int, currency text
      a, 2026-01-05, r1, collection, 70, CNY
      a, 2026-01-05, r1, order, 100, CNY
      b, 2026-01-05, r1, order, , CNY
      b, 2026-01-05, r1, order, 200, CNY
      c, 2026-01-05, r1, order, 400, CNY
      c, 2026-01-05, r1, order, 300,
      d, 2026-01-05, r1, order, , CNY
      d, 2026-01-06, r1, order, , CNY)");
  ActualsRequest request;
  request.currency = "CNY";
  request.kind = "order";
  const Actuals orders = read_actuals(set.tables, request);
  CHECK(orders.amount_minor == Minors{100, 200, 400});
  CHECK(words_of(orders) == Words{"duplicate_actual@2.actual_id", "duplicate_actual@5.actual_id",
                                  "missing_amount@6.amount_minor", "duplicate_actual@7.actual_id"});
  request.kind = "";
  CHECK(read_actuals(set.tables, request).amount_minor == Minors{70, 100, 200, 400});
}

TEST_CASE("what a rep brings belongs to the team of that day", "[actuals]") {
  QuotaTables set;
  set.add("actuals", R"(
      date day, rep_id text, product text, amount_minor int
      2026-06-30, r2, erp, 1
      2026-07-01, r2, erp, 2
      2024-12-31, r2, erp, 3
      2026-12-01, r3, crm, 4
      2026-12-01, a, none, 5
      2026-12-01, , erp, 6)");
  const std::vector<AxisTree> axes = {
      sales_tree_of_two_teams(),
      hand_tree("product", {"all", "product"}, {{"all"}, {"crm", 0}, {"erp", 0}})};
  ActualsRequest request;
  request.axes = axes;
  const Actuals exact = read_actuals(set.tables, request);
  CHECK(exact.nodes[0] == std::vector<std::int32_t>{3, 5, -1, -1, 1, -1});
  CHECK(exact.nodes[1] == std::vector<std::int32_t>{2, 2, 2, 1, -1, 2});
  CHECK(words_of(exact) ==
        Words{"outside_days@2.rep_id", "outside_days@3.rep_id", "unknown_node@4.product"});
  // Lines: r1 crm, r1 erp, r2 crm, r2 erp, r2 crm, r2 erp, r3 crm, r3 erp.
  CHECK(lines_of(exact, axes) == std::vector<std::int32_t>{3, 5, -1, -1, -1, -1});
  request.nearest = true;
  const Actuals nearest = read_actuals(set.tables, request);
  CHECK(nearest.nodes[0] == std::vector<std::int32_t>{3, 5, 3, 6, 1, -1});
}

TEST_CASE("credits put an actual on several reps", "[actuals]") {
  QuotaTables set;
  set.add("actuals", R"(
      actual_id int, opportunity_id int, date day, rep_id int, amount_minor int
      1, 10, 2026-01-05, 7, 101
      2, 10, 2026-01-06, 7, 50
      3, 11, 2026-01-07, 8, 30
      4, 12, 2026-01-08, 8, 20)");
  set.add("credits", R"(
      actual_id int, opportunity_id int, rep_id int, share_ppm int
      , 10, 9, 500000
      , 10, 7, 500000
      2, , 8, 1000000
      , 11, 7, 300000
      4, , 7, -1
      4, , 8, 1000001
      99, , 8, 1000000
      , 77, 8, 1000000)");
  const Actuals actuals = read_actuals(set.tables, {});
  CHECK(actuals.amount_minor == Minors{51, 50, 50, 30, 20});
  Words reps;
  for (const auto code : actuals.rep.codes)
    reps.push_back(actuals.rep.texts[static_cast<std::size_t>(code)]);
  CHECK(reps == Words{"7", "9", "8", "8", "8"});
  CHECK(words_of(actuals) == Words{"credits_not_whole@3.share_ppm", "bad_share@4.share_ppm",
                                   "bad_share@5.share_ppm", "unknown_credited@6.actual_id"});
  CHECK(actuals.faults.front().in_credits);
}

TEST_CASE("amounts of several currencies are converted or refused", "[actuals]") {
  QuotaTables set;
  set.add("actuals", R"(
      date day, amount_minor int, currency text
      2026-01-05, 100, CNY
      2026-02-05, 100, USD
      2026-02-06, 100,)");
  const auto both = refusal([&] { read_actuals(set.tables, {}); });
  REQUIRE(both);
  CHECK(both->detail() == "currencies_differ");
  CHECK(both->row() == 1);
  ActualsRequest request;
  request.currency = "CNY";
  const auto none = refusal([&] { read_actuals(set.tables, request); });
  REQUIRE(none);
  CHECK(none->detail() == "no_rate");
  CHECK(none->table() == "actuals");
  CHECK(none->row() == 1);
  set.add("rates", rates_text);
  const Actuals converted = read_actuals(set.tables, request);
  CHECK(converted.amount_minor == Minors{100, 750});
  CHECK(words_of(converted) == Words{"missing_currency@2.currency"});
  request.any_currency = true;
  request.currency = "";
  CHECK(read_actuals(set.tables, request).amount_minor == Minors{100, 100});
}

TEST_CASE("columns come from actuals, accounts or reps", "[actuals]") {
  QuotaTables set;
  set.add("actuals", R"(
      date day, rep_id text, account_id int, region text, amount_minor int
      2026-01-05, r1, 1, north, 10
      2026-01-06, r2, 2, , 20)");
  set.add("accounts", "account_id int, industry text, region text\n1, steel, west\n3, food, east");
  set.add("reps", "rep_id text, role text\nr2, hunter");
  ActualsRequest request;
  request.columns = {"region", "industry", "role"};
  const Actuals actuals = read_actuals(set.tables, request);
  const auto value = [&](std::string_view name, std::size_t row) {
    const CodedColumn* column = actuals.column(name);
    const std::int32_t code = column->codes[row];
    return code < 0 ? "" : column->texts[static_cast<std::size_t>(code)];
  };
  CHECK(value("region", 0) == "north");
  CHECK(value("region", 1) == "");
  CHECK(value("industry", 0) == "steel");
  CHECK(value("industry", 1) == "");
  CHECK(value("role", 0) == "");
  CHECK(value("role", 1) == "hunter");
  request.columns = {"colour"};
  const auto refused = refusal([&] { read_actuals(set.tables, request); });
  REQUIRE(refused);
  CHECK(refused->detail() == "missing_column");
}
