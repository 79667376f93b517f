#include <cmath>

#include "quota/back_test.hpp"
#include "quota/hand_plan.hpp"
#include "quota/season.hpp"
#include "quota/tools.hpp"

using namespace sandan;
using namespace sandan::quota;
using namespace sandan::testing;

namespace {

/// Years of four quarters.
PastYear year_of(int year, std::vector<double> amounts) {
  return {year, {1, 2, 3, 4}, {65, 65, 66, 65}, std::move(amounts)};
}

CandidateFit fit_of(const BackTest& test, ShapeCandidate candidate) {
  return test.fits[static_cast<std::size_t>(candidate)];
}

std::string quarters_of(int year, const std::vector<int>& amounts, const std::string& product) {
  std::string rows;
  for (std::size_t i = 0; i < amounts.size(); ++i) {
    rows += std::to_string(year) + (i < 3 ? "-0" : "-") + std::to_string(3 * i + 1) + "-01, " +
            product + ", " + std::to_string(amounts[i]) + "\n";
  }
  return rows;
}

std::int64_t years_of(const Result& result) {
  return rows(result, "best_shapes")[0].at("n_years").as_int64();
}

}  // namespace

TEST_CASE("seasons find their like in other years", "[shapes]") {
  const Calendar weekdays = Calendar::compile(shipped_document("calendar", "weekdays"));
  const auto& fiscal = weekdays.definition().fiscal;
  const Day from = *parse_day("2019-05-05");
  const Day to = *parse_day("2021-05-05");
  const Seasons months(fiscal, QuotaPeriod::month, from, to);
  CHECK(months.years() == std::vector<int>{2019, 2020, 2021});
  CHECK(months.find(2020, 2)->to == *parse_day("2020-02-29"));
  CHECK(months.find(2018, 2) == nullptr);
  CHECK(months.all()[months.holding(to)].code == "2021-05");
  const Seasons weeks(fiscal, QuotaPeriod::week, from, to);
  CHECK(weeks.find(2020, 53)->from == *parse_day("2020-12-28"));
  CHECK(weeks.find(2021, 53)->number == 52);
  const Seasons days(fiscal, QuotaPeriod::day, from, to);
  CHECK(days.find(2021, 129)->code == "2021-02-28");  // months count from 0
  CHECK(days.find(2020, 129)->code == "2020-02-29");
  CHECK(days.between(from, from + 3).size() == 4);
}

TEST_CASE("candidates are judged on the year held out", "[shapes]") {
  const std::vector<PastYear> years = {year_of(2023, {10, 10, 10, 10}), year_of(2024, {4, 3, 2, 1}),
                                       year_of(2025, {40, 20, 20, 20})};
  const BackTest test = back_test(years, 1);
  CHECK(test.periods == 4);
  CHECK(test.held_out == 1);
  CHECK(fit_of(test, ShapeCandidate::equal).error == Approx(30 / 100.0));
  CHECK(fit_of(test, ShapeCandidate::last_year).error == Approx(20 / 100.0));
  CHECK(fit_of(test, ShapeCandidate::mean).error ==
        Approx((7.5 + 7.5 + 2.5 + 2.5) / 100));  // (.25 + .4) / 2 …
  CHECK(fit_of(test, ShapeCandidate::workdays).error ==
        Approx((40 - 6500 / 261.0 + (6500 / 261.0 - 20) * 2 + (6600 / 261.0 - 20)) / 100));
  // 2024 says nothing of the mix, since 2023 was even: equal shares.
  CHECK(fit_of(test, ShapeCandidate::blend).error == Approx(30 / 100.0));
  CHECK(test.last_year_share == Approx(0.4));  // the least of the steps that fit 2025 alike
  // Equal shares ask too late: 15, 10 and 5 points by the ends of the quarters.
  CHECK(fit_of(test, ShapeCandidate::equal).bias == Approx(-(15 + 10 + 5) / 400.0));
  const BackTest both = back_test(years, 5);
  CHECK(both.held_out == 2);
  CHECK(fit_of(both, ShapeCandidate::equal).error == Approx((30 + 4) / 110.0));
}

TEST_CASE("without two years in a row nothing is held out", "[shapes]") {
  CHECK(back_test({}, 1).held_out == 0);
  CHECK(back_test({year_of(2025, {1, 1, 1, 1})}, 1).held_out == 0);
  CHECK(back_test({year_of(2023, {1, 1, 1, 1}), year_of(2025, {1, 1, 1, 1})}, 1).held_out == 0);
}

TEST_CASE("shapes says which fits and by how much", "[shapes]") {
  QuotaTables set;
  set.add("actuals", "date day, product text, amount_minor int\n" +
                         quarters_of(2024, {100, 100, 100, 100}, "even") +
                         quarters_of(2025, {100, 100, 100, 100}, "even") +
                         quarters_of(2024, {10, 20, 30, 40}, "late") +
                         quarters_of(2025, {20, 40, 60, 80}, "late") +
                         quarters_of(2025, {0, 9, 9, 9}, "new") + "2026-01-01, even, 5\n" +
                         "2025-10-01, , 7\n");
  ShapesRequest request;
  request.period = QuotaPeriod::quarter;
  request.by = {"product"};
  const Result result = quota_shapes(set.tables, request);
  CHECK_ROWS(result, "best_shapes", R"([
      {"product": "even", "best": "equal", "error": 0, "equal_error": 0, "better_by": 0,
       "n_years": 2, "insufficient": false, "held_out": 1},
      {"product": "late", "best": "last_year", "error": 0, "equal_error": 0.4,
       "n_years": 2, "insufficient": false},
      {"product": "new", "best": null, "error": null, "n_years": 1, "insufficient": true},
      {"product": null, "best": null, "n_years": 0, "insufficient": true}])");
  const auto shapes = rows(result, "shapes");
  REQUIRE(shapes.size() == 20);
  CHECK(difference(shapes[7], parsed(R"({"product": "late", "candidate": "last_year",
      "periods": 4, "error": 0, "rank": 1, "best": true})")) == "");
  CHECK(difference(shapes[9], parsed(R"({"candidate": "blend", "error": 0.2, "rank": 3,
      "last_year_share": 1})")) == "");
  CHECK(difference(shapes[10], parsed(R"({"product": "new", "error": null, "rank": null,
      "best": false})")) == "");
  // Ties keep the order asked for.
  request.by = {};
  request.candidates = {"mean", "last_year"};
  CHECK_ROWS(quota_shapes(set.tables, request), "best_shapes", R"([{"best": "mean"}])");
}

TEST_CASE("an unfinished year is not a whole one", "[shapes]") {
  const auto years = [](std::string_view from, std::string_view to, Day step) {
    std::string rows = "date day, amount_minor int\n";
    for (Day day = *parse_day(from); day <= *parse_day(to); day += step)
      rows += format_day(day) + ", 100\n";
    QuotaTables set;
    set.add("actuals", rows);
    ShapesRequest request;
    request.period = QuotaPeriod::quarter;
    return years_of(quota_shapes(set.tables, request));
  };
  CHECK(years("2023-01-01", "2024-12-31", 1) == 2);
  CHECK(years("2023-01-01", "2025-10-05", 1) == 2);   // five days of the last quarter
  CHECK(years("2023-03-31", "2024-12-31", 1) == 1);   // a day of the first one
  CHECK(years("2023-01-20", "2024-12-10", 30) == 2);  // as silent as always
}

TEST_CASE("questions about shapes that mean nothing are refused", "[shapes]") {
  QuotaTables set;
  set.add("actuals", "date day, best text, amount_minor int\n2025-01-01, a, 1\n");
  const auto refused = [&](const ShapesRequest& request) {
    const auto error = refusal([&] { quota_shapes(set.tables, request); });
    return error ? error->detail() + " " + error->where() : "";
  };
  ShapesRequest request;
  request.period = QuotaPeriod::year;
  CHECK(refused(request) == "period_too_long /period");
  request.period = QuotaPeriod::month;
  request.candidates = {"equal", "lunar"};
  CHECK(refused(request) == "unknown_candidate /candidates/1");
  request.candidates = {"equal", "equal"};
  CHECK(refused(request) == "duplicate_candidate /candidates/1");
  request.candidates = {};
  CHECK(refused(request) == "empty /candidates");
  request.candidates = {"equal"};
  request.by = {"best"};
  CHECK(refused(request) == "key_is_a_column /by/0");
  request.by = {"colour"};
  CHECK(refused(request) == "missing_column colour");
}
