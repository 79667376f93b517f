// Funnel, outcomes, pipeline and between on books small enough to count by hand.
#include "process/book.hpp"

using namespace sandan;
using namespace sandan::testing;

namespace {

// 1 and 2 are won, 3 is lost in b, 4 waits in b, 5 was cancelled in a, 6 came
// back from c to a and waits there.
Book six_deals() {
  Book book;
  book.deals(R"(
    opportunity_id int, team text, created_on day, amount_minor int
    1, north, 2026-01-01, 100
    2, south, 2026-01-01, 200
    3, north, 2026-01-01, 300
    4, south, 2026-02-01, 400
    5, north, 2026-02-01,
    6, , 2026-02-01, 600)");
  book.events(R"(
    opportunity_id int, stage text, entered_at day
    1, a, 2026-01-01
    1, b, 2026-01-11
    1, c, 2026-01-15
    1, w, 2026-02-01
    2, a, 2026-01-01
    2, b, 2026-01-03
    2, w, 2026-01-21
    3, a, 2026-01-01
    3, b, 2026-01-05
    3, lost, 2026-01-31
    4, a, 2026-02-01
    4, b, 2026-02-10
    5, a, 2026-02-01
    5, cancelled, 2026-02-02
    6, a, 2026-02-01
    6, c, 2026-02-02
    6, a, 2026-02-05)");
  return book;
}

const std::string june = R"({"as_of": "2026-06-30"})";

FunnelRequest funnel(std::string_view text) { return FunnelRequest::parse(text); }
OutcomesRequest outcomes(std::string_view text) { return OutcomesRequest::parse(text); }

}  // namespace

TEST_CASE("funnel by entering: each deal once a stage") {
  const Book book = six_deals();
  const History history = book.history(june);
  CHECK_ROWS(history.funnel(funnel(R"({"min_n": 1})")), "funnel", R"([
    {"level": 0, "stage": "a", "layer": "need", "reached": 6, "advanced": 5, "lost": 0, "cancelled": 1, "pending": 0, "value_minor": 1600, "unknown_amounts": 1, "sufficient": true},
    {"stage": "b", "layer": "candidate", "reached": 4, "advanced": 2, "lost": 1, "cancelled": 0, "pending": 1, "value_minor": 1000, "unknown_amounts": 0, "conversion": 0.5},
    {"stage": "c", "reached": 2, "advanced": 1, "lost": 0, "cancelled": 0, "pending": 1, "value_minor": 700},
    {"stage": "w", "reached": 2, "advanced": 2, "pending": 0, "value_minor": 300, "conversion": 1, "conversion_high": 1}])");
  // Wilson at 95 % for 2 of 4, by hand: z² = 3.8414588…, centre 0.5.
  CHECK_ROWS(history.funnel(funnel(R"({"min_n": 4})")), "funnel", R"([{"sufficient": true},
    {"sufficient": true, "conversion_low": 0.15003898915214947, "conversion_high": 0.8499610108478505},
    {"sufficient": false, "conversion": null, "conversion_low": null, "conversion_high": null},
    {"sufficient": false, "conversion": null, "reached": 2}])");
  CHECK_ROWS(history.funnel(), "funnel", R"([{"sufficient": false, "conversion": null},
    {"sufficient": false}, {"sufficient": false}, {"sufficient": false}])");
}

TEST_CASE("funnel by passing: what was skipped over counts") {
  const Book book = six_deals();
  CHECK_ROWS(book.history(june).funnel(funnel(R"({"reached": "passed"})")), "funnel", R"([
    {"stage": "a", "reached": 6, "advanced": 5, "cancelled": 1},
    {"stage": "b", "reached": 5, "advanced": 3, "lost": 1, "pending": 1},
    {"stage": "c", "reached": 3, "advanced": 2, "pending": 1},
    {"stage": "w", "reached": 2, "advanced": 2}])");
}

TEST_CASE("funnel by a key with rollup: parts add up, unknown is a group of its own") {
  const Book book = six_deals();
  const Result result = book.history(june).funnel(funnel(R"({"by": ["team"], "rollup": true})"));
  CHECK_ROWS(result, "funnel", R"([
    {"level": 1, "team": "north", "stage": "a", "reached": 3}, {"stage": "b", "reached": 2},
    {"stage": "c", "reached": 1}, {"stage": "w", "reached": 1},
    {"level": 1, "team": "south", "stage": "a", "reached": 2}, {"stage": "b", "reached": 2},
    {"stage": "c", "reached": 0}, {"stage": "w", "reached": 1},
    {"level": 1, "team": null, "stage": "a", "reached": 1}, {"stage": "b", "reached": 0},
    {"stage": "c", "reached": 1}, {"stage": "w", "reached": 0},
    {"level": 0, "team": null, "stage": "a", "reached": 6}, {"stage": "b", "reached": 4},
    {"stage": "c", "reached": 2}, {"stage": "w", "reached": 2}])");
}

TEST_CASE("funnel of the after stages and of a cohort") {
  Book book = six_deals();
  const History history = book.history(june);
  CHECK_ROWS(history.funnel(funnel(R"({"phase": "after"})")), "funnel",
             R"([{"stage": "s", "reached": 0}, {"stage": "t", "reached": 0}])");
  CHECK(history.funnel(funnel(R"({"phase": "all"})")).rows() == 6);
  CHECK_ROWS(history.funnel(funnel(
                 R"({"cohort": {"of": "created_on", "from": "2026-02-01", "to": "2026-02-01"}})")),
             "funnel", R"([{"reached": 3}, {"reached": 1}, {"reached": 1}, {"reached": 0}])");
  CHECK_ROWS(history.funnel(funnel(R"({"cohort": {"of": "won_on", "to": "2026-01-31"}})")),
             "funnel", R"([{"reached": 1}, {"reached": 1}, {"reached": 0}, {"reached": 1}])");
  const auto refused = refusal([&] { history.funnel(funnel(R"({"cohort": {"of": "team"}})")); });
  REQUIRE(refused);
  CHECK(refused->detail() == "unknown_date");
  CHECK(refused->where() == "/cohort/of");
}

TEST_CASE("outcomes: rates, values and days from creation to closing") {
  const Book book = six_deals();
  // Won after 31 and 20 days: median 25.5, p10 = 20 + 0.1 × 11.
  CHECK_ROWS(book.history(june).outcomes(outcomes(R"({"min_n": 3})")), "outcomes", R"([
    {"level": 0, "n": 6, "open": 2, "won": 2, "lost": 1, "cancelled": 1,
     "win_rate": 0.66666666666666663, "sufficient": true, "won_value_minor": 300, "unknown_amounts": 0,
     "cycle_n": 2, "cycle_median_days": 25.5, "cycle_p10_days": 21.1, "cycle_p90_days": 29.9, "cycle_max_days": 31,
     "lost_n": 1, "lost_median_days": 30, "cancelled_n": 1, "cancelled_median_days": 1}])");
  CHECK_ROWS(
      book.history(june).outcomes(outcomes(R"({"by": [{"period": "month", "of": "created_on"}]})")),
      "outcomes", R"([
    {"level": 1, "created_on_month": "2026-01", "n": 3, "won": 2, "lost": 1, "win_rate": null, "sufficient": false},
    {"created_on_month": "2026-02", "n": 3, "open": 2, "cancelled": 1, "cycle_median_days": null}])");
}

TEST_CASE("pipeline: open deals by stage, no row without deals") {
  const Book book = six_deals();
  const History history = book.history(june);
  CHECK_ROWS(history.pipeline(), "pipeline", R"([
    {"level": 0, "stage": "a", "layer": "need", "n": 1, "value_minor": 600, "unknown_amounts": 0, "oldest_days": 149, "not_as_of": 0},
    {"stage": "b", "layer": "candidate", "n": 1, "value_minor": 400, "oldest_days": 149}])");
  CHECK_ROWS(history.pipeline(PipelineRequest::parse(R"({"by": ["mode", "team"]})")), "pipeline",
             R"([{"mode": "find", "team": null, "stage": "a", "n": 1},
                 {"mode": "nurture", "team": "south", "stage": "b"}])");
  const auto taken =
      refusal([&] { history.pipeline(PipelineRequest::parse(R"({"by": ["team", "layer"]})")); });
  REQUIRE(taken);
  CHECK(taken->detail() == "key_is_a_column");
  CHECK(taken->where() == "/by/1");
}

TEST_CASE("between: first entry to first entry, by quantiles of type 7") {
  const Book book = six_deals();
  // a → b: 10, 2, 4, 9 days; a → w: 31, 20; c → a starts after, so no time.
  CHECK_ROWS(book.history(june).between(BetweenRequest::parse(
                 R"({"pairs": [["a", "b"], ["a", "w"], ["b", "a"], ["s", "t"]]})")),
             "between", R"([
    {"from_stage": "a", "to_stage": "b", "n_from": 6, "n": 4, "median_days": 6.5, "p10_days": 2.6, "p90_days": 9.7, "mean_days": 6.25},
    {"n_from": 6, "n": 2, "median_days": 25.5, "mean_days": 25.5},
    {"n_from": 4, "n": 0, "median_days": null},
    {"from_stage": "s", "n_from": 0, "n": 0, "mean_days": null}])");
  CHECK_ROWS(
      book.history(june).between(BetweenRequest::parse(R"({"pairs": [["a", "b"]], "min_n": 5})")),
      "between", R"([{"n": 4, "median_days": null, "mean_days": null}])");
}

TEST_CASE("currencies are never added") {
  Book book;
  book.deals(R"(
    opportunity_id int, currency text, amount_minor int, stage text
    1, CNY, 100, a
    2, USD, 10, a
    3, CNY, 5, a
    4, , 1, a)");
  const History history = book.history(june);
  CHECK_ROWS(history.pipeline(), "pipeline", R"([
    {"level": 0, "currency": "CNY", "n": 2, "value_minor": 105}, {"currency": "USD", "value_minor": 10},
    {"currency": null, "value_minor": 1}])");
  CHECK_ROWS(history.pipeline(PipelineRequest::parse(R"({"by": ["outcome"], "rollup": true})")),
             "pipeline", R"([
    {"level": 1, "outcome": "open", "currency": "CNY"}, {"level": 1, "currency": "USD"}, {"level": 1, "currency": null},
    {"level": 0, "outcome": null, "currency": "CNY", "value_minor": 105}, {"level": 0, "currency": "USD"}, {"level": 0, "currency": null}])");
  CHECK(history.outcomes().rows() == 3);
}

TEST_CASE("sums are exact and refuse what 64 bits cannot hold") {
  Book book;
  book.deals(R"(
    opportunity_id int, amount_minor int, stage text
    1, 9223372036854775807, a
    2, 1, a)");
  const auto refused = refusal([&] { book.history(june).pipeline(); });
  REQUIRE(refused);
  CHECK(refused->status() == Status::overflow);
  Book back;
  back.deals(R"(
    opportunity_id int, amount_minor int, stage text
    1, 9223372036854775807, a
    2, 9223372036854775807, a
    3, -9223372036854775807, a)");
  CHECK_ROWS(back.history(june).pipeline(), "pipeline",
             R"([{"value_minor": 9223372036854775807}])");
}

TEST_CASE("keys of accounts and reps, of every type, by period") {
  Book book;
  book.deals(R"(
    opportunity_id int, account_id text, owner_id int, stage text, created_on day, hot bool, size int
    1, x, 7, a, 2026-01-01, true, 3
    2, y, 8, a, 2026-01-04, false, 1
    3, z, , a, 2026-01-05, , 3)");
  book.add("accounts", "account_id text, industry text, since day\nx, steel, 2020-05-05\ny, toys,");
  book.add("reps", "rep_id int, team_id text\n7, east\n8, west");
  const History history = book.history(june);
  const auto by = [&](const std::string& keys) {
    return history.pipeline(PipelineRequest::parse(R"({"by": [)" + keys + "]}"));
  };
  CHECK_ROWS(by(R"("accounts.industry")"), "pipeline", R"([{"accounts.industry": "steel"},
    {"accounts.industry": "toys"}, {"accounts.industry": null, "n": 1}])");
  CHECK_ROWS(by(R"("industry")"), "pipeline", R"([{"industry": "steel"}, {}, {}])");
  CHECK_ROWS(by(R"("team_id")"), "pipeline",
             R"([{"team_id": "east"}, {"team_id": "west"}, {"team_id": null}])");
  CHECK_ROWS(by(R"("hot")"), "pipeline", R"([{"hot": false}, {"hot": true}, {"hot": null}])");
  CHECK_ROWS(by(R"("size")"), "pipeline", R"([{"size": 1, "n": 1}, {"size": 3, "n": 2}])");
  CHECK_ROWS(by(R"("owner_id")"), "pipeline",
             R"([{"owner_id": 7}, {"owner_id": 8}, {"owner_id": null}])");
  CHECK_ROWS(by(R"({"period": "week", "of": "created_on"})"), "pipeline",
             R"([{"created_on_week": "2026-W01", "n": 2}, {"created_on_week": "2026-W02"}])");
  CHECK_ROWS(by(R"({"period": "quarter", "of": "since"})"), "pipeline",
             R"([{"since_quarter": "2020-Q2"}, {"since_quarter": null, "n": 2}])");
  const auto refused = [&](const std::string& keys) { return refusal([&] { by(keys); }); };
  REQUIRE(refused(R"("team_id", "nothing")"));
  CHECK(refused(R"("team_id", "nothing")")->where() == "/by/1");
  CHECK(refused(R"("team_id", "team_id")")->detail() == "duplicate_key");
  const auto many = refusal([&] {
    history.pipeline(
        PipelineRequest::parse(R"({"by": ["opportunity_id", "hot"], "max_groups": 1})"));
  });
  CHECK(many.has_value());
}

TEST_CASE("a book without deals still tells totals") {
  Book book;
  book.add("opportunities", batch({int64s("opportunity_id", {})}));
  const History history = book.history(june);
  CHECK(history.state().rows() == 0);
  CHECK(history.moves().rows("moves") == 0);
  CHECK(history.pipeline().rows() == 0);
  CHECK_ROWS(history.outcomes(), "outcomes", R"([{"n": 0, "win_rate": null, "cycle_n": 0}])");
  CHECK_ROWS(
      history.funnel(), "funnel",
      R"([{"reached": 0, "conversion": null}, {"reached": 0}, {"reached": 0}, {"reached": 0}])");
}
