#include "questions.hpp"

using sandan::capi::described;
using sandan::capi::EmptyRequest;
using sandan::capi::guarded;
using sandan::capi::required;
using sandan::capi::run_of;
using sandan::capi::text;

namespace {

using sandan::Quota;
using sandan::Run;
using sandan::Tables;

/// A question to a quota.
template <class Request, class Handle, class Ask>
int32_t answer(const sandan_quota* quota, const char* request, size_t request_size,
               const sandan_run* run, Handle** out, sandan_error* error, Ask&& ask) {
  return sandan::capi::answer<Request>(quota, "quota", request, request_size, run, out, error, ask);
}

/// The same for a question that reads tables.
template <class Request, class Handle, class Ask>
int32_t answer(const sandan_quota* quota, const sandan_tables* tables, const char* request,
               size_t request_size, const sandan_run* run, Handle** out, sandan_error* error,
               Ask&& ask) {
  return answer<Request>(quota, request, request_size, run, out, error,
                         [&](const Quota& asked, const Request& parsed, const Run& how) {
                           return ask(asked, required(tables, "tables").tables, parsed, how);
                         });
}

/// The frame of a question that needs no plan.
template <class Request, class Ask>
int32_t answer_alone(const sandan_tables* tables, const char* request, size_t request_size,
                     const sandan_run* run, sandan_result** out, sandan_error* error, Ask&& ask) {
  return guarded(error, [&] {
    sandan_result*& target = required(out, "out");
    const Tables& facts = required(tables, "tables").tables;
    const Run how = run_of(run);
    const auto parsed = Request::parse(text(request, request_size, "request"));
    target = new sandan_result(ask(facts, parsed, how));
  });
}

const sandan::Calendar* value_of(const sandan_calendar* calendar) {
  return calendar == nullptr ? nullptr : &calendar->value;
}

}  // namespace

// ---- plans -----------------------------------------------------------------

int32_t sandan_quota_compile(const char* document, size_t size, const sandan_calendar* calendar,
                             sandan_quota_plan** out, sandan_error* error) {
  return guarded(error, [&] {
    sandan_quota_plan*& target = required(out, "out");
    target = new sandan_quota_plan(
        sandan::QuotaPlan::compile(text(document, size, "json"), value_of(calendar)));
  });
}

const sandan_quota_plan* sandan_quota_plan_retain(const sandan_quota_plan* plan) {
  return sandan::capi::retain(plan);
}

void sandan_quota_plan_destroy(const sandan_quota_plan* plan) { sandan::capi::release(plan); }

int32_t sandan_quota_plan_to_json(const sandan_quota_plan* plan, sandan_text** out,
                                  sandan_error* error) {
  return guarded(error, [&] {
    sandan_text*& target = required(out, "out");
    target = new sandan_text{required(plan, "plan").value.to_json()};
  });
}

int32_t sandan_quota_input_schema(sandan_text** out, sandan_error* error) {
  return described(sandan::quota_input_schema, out, error);
}

int32_t sandan_quota_output_schema(sandan_text** out, sandan_error* error) {
  return described(sandan::quota_output_schema, out, error);
}

// ---- carried out -----------------------------------------------------------

int32_t sandan_quota_build(const sandan_quota_plan* plan, const sandan_tables* tables,
                           const char* request, size_t request_size, const sandan_run* run,
                           sandan_quota** out, sandan_error* error) {
  return guarded(error, [&] {
    sandan_quota*& target = required(out, "out");
    const sandan::QuotaPlan& carried_out = required(plan, "plan").value;
    const Tables& facts = required(tables, "tables").tables;
    const Run how = run_of(run);
    const auto parsed = sandan::QuotaBuildRequest::parse(text(request, request_size, "request"));
    target = new sandan_quota(Quota::build(carried_out, facts, parsed, how));
  });
}

const sandan_quota* sandan_quota_retain(const sandan_quota* quota) {
  return sandan::capi::retain(quota);
}

void sandan_quota_destroy(const sandan_quota* quota) { sandan::capi::release(quota); }

int32_t sandan_quota_targets(const sandan_quota* quota, const char* request, size_t request_size,
                             const sandan_run* run, sandan_result** out, sandan_error* error) {
  return answer<sandan::TargetsRequest>(
      quota, request, request_size, run, out, error,
      [](const Quota& q, const auto& asked, const Run& how) { return q.targets(asked, how); });
}

int32_t sandan_quota_proof(const sandan_quota* quota, const char* request, size_t request_size,
                           const sandan_run* run, sandan_result** out, sandan_error* error) {
  return answer<sandan::ProofRequest>(
      quota, request, request_size, run, out, error,
      [](const Quota& q, const auto& asked, const Run& how) { return q.proof(asked, how); });
}

int32_t sandan_quota_binding(const sandan_quota* quota, const char* request, size_t request_size,
                             const sandan_run* run, sandan_result** out, sandan_error* error) {
  return answer<EmptyRequest>(
      quota, request, request_size, run, out, error,
      [](const Quota& q, const auto&, const Run& how) { return q.binding(how); });
}

int32_t sandan_quota_pace(const sandan_quota* quota, const sandan_tables* tables,
                          const char* request, size_t request_size, const sandan_run* run,
                          sandan_result** out, sandan_error* error) {
  return answer<sandan::PaceRequest>(quota, tables, request, request_size, run, out, error,
                                     [](const Quota& q, const Tables& facts, const auto& asked,
                                        const Run& how) { return q.pace(facts, asked, how); });
}

int32_t sandan_quota_replan(const sandan_quota* quota, const sandan_tables* tables,
                            const char* request, size_t request_size, const sandan_run* run,
                            sandan_quota** out, sandan_error* error) {
  return answer<sandan::ReplanRequest>(quota, tables, request, request_size, run, out, error,
                                       [](const Quota& q, const Tables& facts, const auto& asked,
                                          const Run& how) { return q.replan(facts, asked, how); });
}

int32_t sandan_quota_diff(const sandan_quota* quota, const sandan_quota* other, const char* request,
                          size_t request_size, const sandan_run* run, sandan_result** out,
                          sandan_error* error) {
  return answer<sandan::QuotaDiffRequest>(
      quota, request, request_size, run, out, error,
      [other](const Quota& q, const auto& asked, const Run& how) {
        return q.diff(required(other, "other").value, asked, how);
      });
}

int32_t sandan_quota_versions(const sandan_quota* quota, const char* request, size_t request_size,
                              const sandan_run* run, sandan_result** out, sandan_error* error) {
  return answer<EmptyRequest>(quota, request, request_size, run, out, error,
                              [](const Quota& q, const auto&, const Run&) { return q.versions(); });
}

int32_t sandan_quota_activity(const sandan_quota* quota, const sandan_tables* tables,
                              const char* request, size_t request_size, const sandan_run* run,
                              sandan_result** out, sandan_error* error) {
  return answer<sandan::ActivityTargetsRequest>(
      quota, tables, request, request_size, run, out, error,
      [](const Quota& q, const Tables& facts, const auto& asked, const Run& how) {
        return q.activity(facts, asked, how);
      });
}

int32_t sandan_quota_head_count(const sandan_quota* quota, const sandan_tables* tables,
                                const char* request, size_t request_size, const sandan_run* run,
                                sandan_result** out, sandan_error* error) {
  return answer<sandan::HeadCountRequest>(
      quota, tables, request, request_size, run, out, error,
      [](const Quota& q, const Tables& facts, const auto& asked, const Run& how) {
        return q.head_count(facts, asked, how);
      });
}

int32_t sandan_quota_principles(const sandan_quota* quota, const sandan_tables* tables,
                                const char* request, size_t request_size, const sandan_run* run,
                                sandan_result** out, sandan_error* error) {
  return answer<sandan::PrinciplesRequest>(
      quota, tables, request, request_size, run, out, error,
      [](const Quota& q, const Tables& facts, const auto& asked, const Run& how) {
        return q.principles(facts, asked, how);
      });
}

// ---- without a plan --------------------------------------------------------

int32_t sandan_quota_quartiles(const sandan_tables* tables, const char* request,
                               size_t request_size, const sandan_run* run, sandan_result** out,
                               sandan_error* error) {
  return answer_alone<sandan::QuartilesRequest>(
      tables, request, request_size, run, out, error,
      [](const Tables& facts, const auto& asked, const Run& how) {
        return sandan::quota_quartiles(facts, asked, how);
      });
}

int32_t sandan_quota_incentive(const char* document, size_t size, const sandan_run* run,
                               sandan_result** out, sandan_error* error) {
  return guarded(error, [&] {
    sandan_result*& target = required(out, "out");
    run_of(run);
    target = new sandan_result(sandan::quota_incentive(text(document, size, "json")));
  });
}

int32_t sandan_quota_shapes(const sandan_tables* tables, const sandan_calendar* calendar,
                            const char* request, size_t request_size, const sandan_run* run,
                            sandan_result** out, sandan_error* error) {
  return answer_alone<sandan::ShapesRequest>(
      tables, request, request_size, run, out, error,
      [calendar](const Tables& facts, const auto& asked, const Run& how) {
        return sandan::quota_shapes(facts, asked, value_of(calendar), how);
      });
}

int32_t sandan_quota_allocate(const sandan_tables* tables, const char* request, size_t request_size,
                              const sandan_run* run, sandan_result** out, sandan_error* error) {
  return answer_alone<sandan::AllocateRequest>(
      tables, request, request_size, run, out, error,
      [](const Tables& facts, const auto& asked, const Run& how) {
        return sandan::quota_allocate(facts, asked, how);
      });
}

int32_t sandan_quota_rake(const sandan_tables* tables, const char* request, size_t request_size,
                          const sandan_run* run, sandan_result** out, sandan_error* error) {
  return answer_alone<sandan::RakeRequest>(
      tables, request, request_size, run, out, error,
      [](const Tables& facts, const auto& asked, const Run& how) {
        return sandan::quota_rake(facts, asked, how);
      });
}

int32_t sandan_quota_round(const sandan_tables* tables, const char* request, size_t request_size,
                           const sandan_run* run, sandan_result** out, sandan_error* error) {
  return answer_alone<sandan::RoundRequest>(
      tables, request, request_size, run, out, error,
      [](const Tables& facts, const auto& asked, const Run& how) {
        return sandan::quota_round(facts, asked, how);
      });
}
