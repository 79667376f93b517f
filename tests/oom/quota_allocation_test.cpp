// Every function of sandan/quota.h that can fail, with every allocation it makes
// failing in turn.
#include "capi/quota_fixture.hpp"
#include "oom/fail_each.hpp"

using namespace sandan::testing;

namespace {

Call quota_call(std::string name, std::function<std::int32_t(sandan_quota**, sandan_error*)> make) {
  auto slot = std::make_shared<Slot<sandan_quota>>();
  return {std::move(name), [=](sandan_error* error) { return make(&slot->handle, error); },
          [=] { sandan_quota_destroy(slot->handle); }};
}

}  // namespace

TEST_CASE("quota plans survive every failing allocation", "[oom]") {
  const CalendarHandle calendar = make_plain_calendar();
  auto made = std::make_shared<Slot<sandan_quota_plan>>();
  fail_each_allocation({"sandan_quota_compile",
                        [&](sandan_error* error) {
                          return sandan_quota_compile(small_plan.data(), small_plan.size(),
                                                      calendar.get(), &made->handle, error);
                        },
                        [&] { sandan_quota_plan_destroy(made->handle); }});
  const QuotaPlanHandle plan = make_plan();
  fail_each_allocation(text_call("sandan_quota_plan_to_json", [&](auto** out, auto* error) {
    return sandan_quota_plan_to_json(plan.get(), out, error);
  }));
  fail_each_allocation(text_call("sandan_quota_input_schema", [](auto** out, auto* error) {
    return sandan_quota_input_schema(out, error);
  }));
  fail_each_allocation(text_call("sandan_quota_output_schema", [](auto** out, auto* error) {
    return sandan_quota_output_schema(out, error);
  }));
  fail_each_allocation(result_call("sandan_quota_incentive", [](auto** out, auto* error) {
    return sandan_quota_incentive(small_incentive.data(), small_incentive.size(), nullptr, out,
                                  error);
  }));
}

TEST_CASE("carrying a plan out survives every failing allocation", "[oom]") {
  const QuotaPlanHandle plan = make_plan();
  const TableSet tables = make_year();
  fail_each_allocation(quota_call("sandan_quota_build", [&](auto** out, auto* error) {
    return sandan_quota_build(plan.get(), tables.get(), nullptr, 0, nullptr, out, error);
  }));
  const QuotaHandle quota = make_quota(tables);
  fail_each_allocation(quota_call("sandan_quota_replan", [&](auto** out, auto* error) {
    return sandan_quota_replan(quota.get(), tables.get(), small_replan.data(), small_replan.size(),
                               nullptr, out, error);
  }));
}

TEST_CASE("questions to quotas survive every failing allocation", "[oom]") {
  const TableSet tables = make_year();
  const QuotaHandle quota = make_quota(tables);
  // sandan_quota_targets, sandan_quota_proof, sandan_quota_binding, sandan_quota_versions,
  // sandan_quota_diff, sandan_quota_pace, sandan_quota_activity, sandan_quota_head_count,
  // sandan_quota_principles, sandan_quota_quartiles, sandan_quota_shapes,
  // sandan_quota_allocate, sandan_quota_rake and sandan_quota_round
  for (const NamedQuotaVerb& verb : quota_verbs()) {
    fail_each_allocation(result_call(verb.name, [&](auto** out, auto* error) {
      return verb.call(quota.get(), tables.get(), verb.request.data(), verb.request.size(), nullptr,
                       out, error);
    }));
  }
}
