// The functions of sandan/quota.h with NULL in every combination of pointer
// positions.
#include "capi/null_walk.hpp"
#include "capi/quota_fixture.hpp"

using namespace sandan::testing;

TEST_CASE("null walk: functions of quotas that cannot fail") {
  CHECK(sandan_quota_plan_retain(nullptr) == nullptr);
  sandan_quota_plan_destroy(nullptr);
  CHECK(sandan_quota_retain(nullptr) == nullptr);
  sandan_quota_destroy(nullptr);
}

TEST_CASE("null walk: quota plans") {
  const QuotaPlanHandle plan = make_plan();
  const CalendarHandle calendar = make_plain_calendar();
  const TableSet tables = make_year();
  const sandan_quota_plan* handle = plan.get();
  const sandan_tables* facts = tables.get();
  const sandan_run run = SANDAN_RUN_INIT;
  sandan_error error = SANDAN_ERROR_INIT;
  sandan_quota_plan* made = nullptr;
  constexpr unsigned calendar_position = 1u << 2;  // NULL: the calendar of the document
  walk(
      "sandan_quota_compile", sandan_quota_compile,
      [&] {
        made = nullptr;
        return std::tuple<const char*, size_t, const sandan_calendar*, sandan_quota_plan**,
                          sandan_error*>(small_plan.data(), small_plan.size(), calendar.get(),
                                         &made, &error);
      },
      [&](int32_t status) {
        CHECK((made != nullptr) == (status == SANDAN_OK));
        sandan_quota_plan_destroy(made);
      },
      calendar_position);
  WALK(sandan_text_destroy, sandan_text, sandan_quota_plan_to_json, handle);
  WALK_ALONE(sandan_text_destroy, sandan_text, sandan_quota_input_schema);
  WALK_ALONE(sandan_text_destroy, sandan_text, sandan_quota_output_schema);
  WALK(sandan_quota_destroy, sandan_quota, sandan_quota_build, handle, facts, "{}", std::size_t{2},
       &run);
  WALK(sandan_result_destroy, sandan_result, sandan_quota_incentive, small_incentive.data(),
       small_incentive.size(), &run);
}

TEST_CASE("null walk: questions to quotas") {
  const TableSet tables = make_year();
  const QuotaHandle quota = make_quota(tables);
  const sandan_quota* handle = quota.get();
  const sandan_tables* facts = tables.get();
  const sandan_run run = SANDAN_RUN_INIT;
#define WALK_QUOTA(index, function, ...)                            \
  WALK(sandan_result_destroy, sandan_result, function, __VA_ARGS__, \
       quota_verbs()[index].request.data(), quota_verbs()[index].request.size(), &run)
  WALK_QUOTA(0, sandan_quota_targets, handle);
  WALK_QUOTA(1, sandan_quota_proof, handle);
  WALK_QUOTA(2, sandan_quota_binding, handle);
  WALK_QUOTA(3, sandan_quota_versions, handle);
  WALK_QUOTA(4, sandan_quota_diff, handle, handle);
  WALK_QUOTA(5, sandan_quota_pace, handle, facts);
  WALK_QUOTA(6, sandan_quota_activity, handle, facts);
  WALK_QUOTA(7, sandan_quota_head_count, handle, facts);
  WALK_QUOTA(8, sandan_quota_principles, handle, facts);
  WALK(sandan_quota_destroy, sandan_quota, sandan_quota_replan, handle, facts, small_replan.data(),
       small_replan.size(), &run);
}

TEST_CASE("null walk: questions that need no plan") {
  const TableSet tables = make_year();
  const sandan_tables* facts = tables.get();
  const sandan_run run = SANDAN_RUN_INIT;
  WALK_QUOTA(9, sandan_quota_quartiles, facts);
  WALK_QUOTA(11, sandan_quota_allocate, facts);
  WALK_QUOTA(12, sandan_quota_rake, facts);
  WALK_QUOTA(13, sandan_quota_round, facts);
  sandan_error error = SANDAN_ERROR_INIT;
  sandan_result* result = nullptr;
  const std::string& request = quota_verbs()[10].request;
  walk(
      "sandan_quota_shapes", sandan_quota_shapes,
      [&] {
        result = nullptr;
        return std::tuple<const sandan_tables*, const sandan_calendar*, const char*, size_t,
                          const sandan_run*, sandan_result**, sandan_error*>(
            facts, shared_calendar(), request.data(), request.size(), &run, &result, &error);
      },
      [&](int32_t status) {
        CHECK((result != nullptr) == (status == SANDAN_OK));
        sandan_result_destroy(result);
      },
      1u << 1);
}
