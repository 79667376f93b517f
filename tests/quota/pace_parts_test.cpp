// Pace of those who leave, of amounts shared, and of reps who change.
#include "quota/hand_plan.hpp"

using namespace sandan;
using namespace sandan::testing;

namespace {

/// Two reps, 100 each on every working day of four weeks; b only of the first.
HandPlan with_leaver() {
  HandPlan plan;
  plan.axes = {hand_tree("sales", {"company", "rep_id"},
                         {{"company"}, {"a", 0}, {"b", 0, "", "2026-03-06"}})};
  plan.amount = [](std::int32_t line, std::int32_t day, bool is_workday) {
    return is_workday && (line == 0 || day < 5) ? 100 : 0;
  };
  return plan;
}

}  // namespace

TEST_CASE("who has left falls no further behind", "[quota]") {
  QuotaTables tables;
  tables.add("actuals", "date day, rep_id text, amount_minor int\n2026-03-03, b, 100");
  const Quota quota = with_leaver().quota();
  for (const std::string as_of : {"2026-03-06", "2026-03-09", "2026-03-27"}) {
    CAPTURE(as_of);
    const Result result =
        quota.pace(tables.tables,
                   PaceRequest::parse(R"({"by": ["sales.rep_id"], "as_of": ")" + as_of + "\"}"));
    CHECK(difference(rows(result, "pace")[1],
                     parsed(R"({"sales": "b", "days_ahead_workdays": -4})")) == "");
  }
}

TEST_CASE("amounts are converted before they are shared", "[quota]") {
  QuotaTables tables;
  tables.add("actuals",
             "actual_id text, date day, rep_id text, amount_minor int\n"
             "x, 2026-03-03, a, 101");
  tables.add("credits", "actual_id text, rep_id text, share_ppm int\nx, a, 500000\nx, b, 500000");
  tables.add("rates",
             "date day, from_currency text, to_currency text, num int, den int\n"
             "2026-03-01, CNY, USD, 1, 2");
  const Result result = with_leaver().quota().pace(
      tables.tables,
      PaceRequest::parse(R"({"by": ["sales"], "as_of": "2026-03-06", "currency": "USD"})"));
  CHECK_ROWS(result, "pace", R"([
    {"sales": "company", "actual_minor": 50}, {"sales": "a", "actual_minor": 25},
    {"sales": "b", "actual_minor": 25}])");
}

TEST_CASE("pace by a column of reps has that of the day", "[quota]") {
  QuotaTables tables;
  tables.add("actuals", R"(date day, rep_id text, amount_minor int
    2026-03-03, a, 1000
    2026-03-03, b, 100)");
  tables.add("reps", "rep_id text, team_id text\na, t2\nb, t2");
  tables.add("rep_assignments",
             "rep_id text, team_id text, from_on day, to_on day\na, t1, 2026-01-01, 2026-06-30");
  const Result result = with_leaver().quota().pace(
      tables.tables, PaceRequest::parse(R"({"by": ["team_id"], "as_of": "2026-03-06"})"));
  CHECK_ROWS(result, "pace", R"([
    {"team_id": "t1", "actual_minor": 1000}, {"team_id": "t2", "actual_minor": 100}])");
}
