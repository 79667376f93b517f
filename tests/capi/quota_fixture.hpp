#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "capi/fixture.hpp"

/// A small plan and the tables of its year for the tests of the C interface.
namespace sandan::testing {

using QuotaPlanHandle =
    std::unique_ptr<const sandan_quota_plan, Destroy<sandan_quota_plan_destroy>>;
using QuotaHandle = std::unique_ptr<const sandan_quota, Destroy<sandan_quota_destroy>>;

inline const std::string small_plan = R"({"sandan": "plan/1", "code": "q",
  "label": {"en": "Q", "zh": "计划"}, "currency": "CNY", "total_minor": 120000,
  "round_to_minor": 100, "period": {"from": "2026-01-01", "to": "2026-03-31"},
  "tiers": [{"code": "target", "label": {"en": "Target"}},
            {"code": "stretch", "label": {"en": "Stretch"}, "share_ppm": 1100000}],
  "axes": [
    {"code": "sales", "label": {"en": "Sales"},
     "tree": {"from": "levels", "levels": ["team_id"]}, "weights": {"by": "capacity"}},
    {"code": "product", "label": {"en": "Product"},
     "tree": {"nodes": [{"code": "x"}, {"code": "y"}]},
     "weights": {"by": "given", "nodes": {"x": 2, "y": 1}}}],
  "time": {"by": "workdays"},
  "constraints": [{"code": "least", "at": {"sales": "li"}, "floor_minor": 50000},
                  {"code": "early", "at": {"sales": "wang"}, "period": "2026-01",
                   "cap_minor": 5000}],
  "basis": [{"from": "existing", "amount_minor": 90000}, {"from": "new", "amount_minor": null}],
  "focuses": [{"quarter": "2026-Q1", "goal": "g", "label": {"en": "Open"}}],
  "ramp_ppm": [500000, 1000000]})";

inline const std::string small_incentive = R"({"sandan": "incentive/1", "code": "i",
  "label": {"en": "I"}, "roles": [{"role": "account_manager", "components": [
    {"code": "c", "measure": "value", "weight_ppm": 700000},
    {"code": "n", "measure": "new_customers", "weight_ppm": 300000}]}]})";

inline TableSet make_year() {
  static const Exported reps(table(R"(
    rep_id text, team_id text, manager_id text, role text, hired_on day, left_on day, capacity int
    li, north, zhao, generalist, 2020-01-01, , 1
    wang, north, zhao, generalist, 2025-12-01, , 1
    chen, south, , generalist, 2021-01-01, , 2
    zhao, south, , leader, 2019-01-01, , 1)"));
  static const Exported actuals(table(R"(
    actual_id int, date day, rep_id text, account_id int, product text, kind text, amount_minor int, currency text, industry text
    1, 2025-02-03, li, 1, x, order, 30000, CNY, steel
    2, 2025-03-03, chen, 2, y, order, 20000, CNY, food
    3, 2026-01-12, li, 1, x, order, 12000, CNY, steel
    4, 2026-01-20, wang, 3, y, order, 4000, CNY,
    5, 2026-02-02, chen, 2, x, order, 9000, CNY, food
    6, 2026-02-10, nobody, 2, x, order, 1000, CNY, food
    7, 2026-02-11, zhao, 2, x, collection, 700, CNY, food)"));
  static const Exported credits(table(R"(
    actual_id int, rep_id text, share_ppm int
    5, chen, 600000
    5, li, 400000)"));
  static const Exported deals(table(R"(
    opportunity_id int, owner_id text, account_id int, product text, stage text, outcome text, created_on day, closed_on day, won_on day, amount_minor int, currency text, campaign_id int
    1, li, 1, x, won, won, 2025-06-01, 2025-09-01, 2025-09-01, 30000, CNY, 7
    2, li, 2, y, lost, lost, 2025-07-01, 2025-09-01, , 20000, CNY,
    3, chen, 3, x, won, won, 2025-07-01, 2025-10-01, 2025-10-01, 10000, CNY,
    4, wang, 3, x, quote, open, 2025-11-01, , , 40000, CNY, 7)"));
  static const Exported events(table(R"(
    opportunity_id int, stage text, entered_at day
    1, quote, 2025-08-01
    2, quote, 2025-08-01
    3, quote, 2025-08-15
    4, quote, 2025-12-01)"));
  static const Exported activities(table(R"(
    activity_id int, kind text, rep_id text, account_id int, done_on day
    1, call, li, 1, 2025-06-02
    2, call, li, 2, 2025-06-03
    3, visit, li, 1, 2025-06-10
    4, call, chen, 3, 2025-06-12
    5, visit, chen, 3, 2025-06-20)"));
  static const Exported work(table(R"(
    item_id int, goal text, quarter text, rep_id text, due_on day, urgency text, done_on day
    1, g, 2026-Q1, li, 2026-02-01, urgent,
    2, g, 2026-Q1, chen, 2026-05-01, normal,)"));
  static const Exported items(table(R"(
    item_id text, weight int, floor_minor int, cap_minor int
    a, 1, 10,
    b, 2, , 30
    c, 3, ,)"));
  static const Exported seed(table(R"(
    row_id text, column_id text, value int
    r, p, 1
    r, q, 2
    s, p, 3
    s, q, 4)"));
  static const Exported row_totals(table("row_id text, total int\nr, 5\ns, 5"));
  static const Exported column_totals(table("column_id text, total int\np, 4\nq, 6"));
  static const Exported cells(table(R"(
    row_id text, column_id text, value int
    r, p, 6
    r, q, 9
    s, p, 2
    s, q, 7)"));
  sandan_tables* tables = nullptr;
  REQUIRE(sandan_tables_create(&tables, nullptr) == SANDAN_OK);
  const auto add = [&](std::string_view name, const Exported& batch) {
    REQUIRE(sandan_tables_add(tables, name.data(), name.size(), &batch.schema, &batch.array,
                              nullptr) == SANDAN_OK);
  };
  add("reps", reps);
  add("actuals", actuals);
  add("credits", credits);
  add("opportunities", deals);
  add("stage_events", events);
  add("activities", activities);
  add("work_items", work);
  add("items", items);
  add("seed", seed);
  add("row_totals", row_totals);
  add("column_totals", column_totals);
  add("cells", cells);
  return TableSet(tables);
}

/// A calendar whose periods are those the plan names.
inline CalendarHandle make_plain_calendar() {
  constexpr std::string_view json = R"({"sandan": "calendar/1", "code": "c",
    "label": {"en": "C"}, "week": ["mon", "tue", "wed", "thu", "fri"]})";
  sandan_calendar* calendar = nullptr;
  REQUIRE(sandan_calendar_compile(json.data(), json.size(), &calendar, nullptr) == SANDAN_OK);
  return CalendarHandle(calendar);
}

inline QuotaPlanHandle make_plan(const std::string& json = small_plan) {
  sandan_quota_plan* plan = nullptr;
  sandan_error error = SANDAN_ERROR_INIT;
  const std::int32_t status =
      sandan_quota_compile(json.data(), json.size(), nullptr, &plan, &error);
  INFO(error.message);
  REQUIRE(status == SANDAN_OK);
  return QuotaPlanHandle(plan);
}

inline QuotaHandle make_quota(const TableSet& tables, const std::string& json = small_plan) {
  const QuotaPlanHandle plan = make_plan(json);
  sandan_quota* quota = nullptr;
  sandan_error error = SANDAN_ERROR_INIT;
  const std::int32_t status =
      sandan_quota_build(plan.get(), tables.get(), nullptr, 0, nullptr, &quota, &error);
  INFO(error.message);
  REQUIRE(status == SANDAN_OK);
  return QuotaHandle(quota);
}

/// A question to a quota that reads tables.
using QuotaVerb = int32_t (*)(const sandan_quota*, const sandan_tables*, const char*, size_t,
                              const sandan_run*, sandan_result**, sandan_error*);

struct NamedQuotaVerb {
  const char* name;
  QuotaVerb call;
  std::string request;  ///< one that succeeds
};

template <auto verb>
int32_t of_quota(const sandan_quota* quota, const sandan_tables*, const char* request, size_t size,
                 const sandan_run* run, sandan_result** out, sandan_error* error) {
  return verb(quota, request, size, run, out, error);
}

template <auto verb>
int32_t of_tables(const sandan_quota*, const sandan_tables* tables, const char* request,
                  size_t size, const sandan_run* run, sandan_result** out, sandan_error* error) {
  return verb(tables, request, size, run, out, error);
}

inline int32_t quota_diff_with_itself(const sandan_quota* quota, const sandan_tables*,
                                      const char* request, size_t size, const sandan_run* run,
                                      sandan_result** out, sandan_error* error) {
  return sandan_quota_diff(quota, quota, request, size, run, out, error);
}

inline int32_t shapes_alone(const sandan_quota*, const sandan_tables* tables, const char* request,
                            size_t size, const sandan_run* run, sandan_result** out,
                            sandan_error* error) {
  return sandan_quota_shapes(tables, nullptr, request, size, run, out, error);
}

inline const std::string february = R"({"as_of": "2026-02-15", "min_n": 1})";

/// Every question of sandan/quota.h that answers with tables.
inline const std::vector<NamedQuotaVerb>& quota_verbs() {
  static const std::vector<NamedQuotaVerb> all = {
      {"targets", of_quota<sandan_quota_targets>,
       R"({"levels": {"sales": "*", "product": "*"}, "period": "month"})"},
      {"proof", of_quota<sandan_quota_proof>, R"({"period": "week"})"},
      {"binding", of_quota<sandan_quota_binding>, "{}"},
      {"versions", of_quota<sandan_quota_versions>, "{}"},
      {"diff", quota_diff_with_itself, R"({"levels": {"sales": "*"}, "only_changes": false})"},
      {"pace", sandan_quota_pace,
       R"({"as_of": "2026-02-15", "min_n": 1, "by": ["sales", "industry"]})"},
      {"activity", sandan_quota_activity,
       R"({"as_of": "2025-12-31", "min_n": 1, "proposal_stage": "quote"})"},
      {"head_count", sandan_quota_head_count,
       R"({"as_of": "2025-12-31", "per_head_minor": 90000})"},
      {"principles", sandan_quota_principles, R"({"as_of": "2026-02-15"})"},
      {"quartiles", of_tables<sandan_quota_quartiles>, R"({"min_n": 2})"},
      {"shapes", shapes_alone, R"({"period": "month"})"},
      {"allocate", of_tables<sandan_quota_allocate>, R"({"total_minor": 101})"},
      {"rake", of_tables<sandan_quota_rake>, "{}"},
      {"round", of_tables<sandan_quota_round>, R"({"unit": 4})"}};
  return all;
}

inline const std::string small_replan =
    R"({"from": "2026-02-09", "carry": "pooled", "reason": "slow start"})";

}  // namespace sandan::testing
