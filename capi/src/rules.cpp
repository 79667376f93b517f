#include "core/json.hpp"
#include "guard.hpp"
#include "handles.hpp"
#include "rules/requests.hpp"

using sandan::capi::guarded;
using sandan::capi::required;
using sandan::capi::run_of;
using sandan::capi::text;

namespace {

using sandan::Policy;
using sandan::Run;
using sandan::Tables;
namespace json = sandan::json;

/// The frame of every question about a table: parse the request, ask, keep.
template <class Request, class Ask>
int32_t answer(const sandan_policy* policy, const sandan_tables* tables, const char* request,
               size_t request_size, const sandan_run* run, sandan_result** out, sandan_error* error,
               Ask&& ask) {
  return guarded(error, [&] {
    sandan_result*& target = required(out, "out");
    const Policy& asked = required(policy, "policy").value;
    const Tables& facts = required(tables, "tables").tables;
    const Run how = run_of(run);
    const auto parsed = Request::parse(text(request, request_size, "request"));
    target = new sandan_result(ask(asked, facts, parsed, how));
  });
}

/// The day a request asks about, and the language it wants.
struct AboutRequest {
  std::optional<sandan::Day> as_of;
  std::string language = "en";

  static AboutRequest parse(std::string_view text, std::initializer_list<std::string_view> known) {
    const json::Value value = json::parse_request(text);
    const auto members = json::request_root(value).members(known);
    AboutRequest request;
    if (const auto as_of = members.find("as_of")) request.as_of = as_of->day();
    if (const auto language = members.find("language")) request.language = language->code(35);
    return request;
  }
};

}  // namespace

int32_t sandan_rules_compile(const char* document, size_t size, sandan_policy** out,
                             sandan_error* error) {
  return guarded(error, [&] {
    sandan_policy*& target = required(out, "out");
    target = new sandan_policy(Policy::compile(text(document, size, "json")));
  });
}

const sandan_policy* sandan_rules_retain(const sandan_policy* policy) {
  return sandan::capi::retain(policy);
}

void sandan_rules_destroy(const sandan_policy* policy) { sandan::capi::release(policy); }

int32_t sandan_rules_to_json(const sandan_policy* policy, sandan_text** out, sandan_error* error) {
  return guarded(error, [&] {
    sandan_text*& target = required(out, "out");
    target = new sandan_text{required(policy, "policy").value.to_json()};
  });
}

int32_t sandan_rules_describe(const sandan_policy* policy, const char* request, size_t request_size,
                              const sandan_run* run, sandan_result** out, sandan_error* error) {
  return guarded(error, [&] {
    sandan_result*& target = required(out, "out");
    const Policy& described = required(policy, "policy").value;
    run_of(run);
    const auto about =
        AboutRequest::parse(text(request, request_size, "request"), {"language", "as_of"});
    target = new sandan_result(described.describe(about.language, about.as_of));
  });
}

int32_t sandan_rules_input_schema(const sandan_policy* policy, const char* request,
                                  size_t request_size, sandan_text** out, sandan_error* error) {
  return guarded(error, [&] {
    sandan_text*& target = required(out, "out");
    const Policy& described = required(policy, "policy").value;
    const auto about = AboutRequest::parse(text(request, request_size, "request"), {"as_of"});
    target = new sandan_text{described.input_schema(about.as_of)};
  });
}

int32_t sandan_rules_output_schema(sandan_text** out, sandan_error* error) {
  return guarded(error, [&] {
    sandan_text*& target = required(out, "out");
    target = new sandan_text{sandan::rules_output_schema()};
  });
}

int32_t sandan_rules_eval(const sandan_policy* policy, const sandan_tables* tables,
                          const char* request, size_t request_size, const sandan_run* run,
                          sandan_result** out, sandan_error* error) {
  return answer<sandan::EvalRequest>(policy, tables, request, request_size, run, out, error,
                                     [](const Policy& p, const Tables& facts, const auto& asked,
                                        const Run& how) { return p.eval(facts, asked, how); });
}

int32_t sandan_rules_why_not(const sandan_policy* policy, const sandan_tables* tables,
                             const char* request, size_t request_size, const sandan_run* run,
                             sandan_result** out, sandan_error* error) {
  return answer<sandan::WhyNotRequest>(policy, tables, request, request_size, run, out, error,
                                       [](const Policy& p, const Tables& facts, const auto& asked,
                                          const Run& how) { return p.why_not(facts, asked, how); });
}

int32_t sandan_rules_lint(const sandan_policy* policy, const char* request, size_t request_size,
                          const sandan_run* run, sandan_result** out, sandan_error* error) {
  return guarded(error, [&] {
    sandan_result*& target = required(out, "out");
    const Policy& checked = required(policy, "policy").value;
    const Run how = run_of(run);
    const auto parsed = sandan::LintRequest::parse(text(request, request_size, "request"));
    target = new sandan_result(checked.lint(parsed, how));
  });
}

int32_t sandan_rules_diff(const sandan_policy* policy, const sandan_policy* other,
                          const sandan_tables* tables, const char* request, size_t request_size,
                          const sandan_run* run, sandan_result** out, sandan_error* error) {
  return answer<sandan::DiffRequest>(
      policy, tables, request, request_size, run, out, error,
      [other](const Policy& p, const Tables& facts, const auto& asked, const Run& how) {
        return p.diff(required(other, "other").value, facts, asked, how);
      });
}

int32_t sandan_rules_sweep(const sandan_policy* policy, const sandan_tables* tables,
                           const char* request, size_t request_size, const sandan_run* run,
                           sandan_result** out, sandan_error* error) {
  return answer<sandan::SweepRequest>(policy, tables, request, request_size, run, out, error,
                                      [](const Policy& p, const Tables& facts, const auto& asked,
                                         const Run& how) { return p.sweep(facts, asked, how); });
}

int32_t sandan_rules_regrade(const sandan_policy* policy, const sandan_tables* tables,
                             const char* request, size_t request_size, const sandan_run* run,
                             sandan_result** out, sandan_error* error) {
  return answer<sandan::RegradeRequest>(
      policy, tables, request, request_size, run, out, error,
      [](const Policy& p, const Tables& facts, const auto& asked, const Run& how) {
        return p.regrade(facts, asked, how);
      });
}

// ---- sheets ----------------------------------------------------------------

int32_t sandan_rules_to_sheet(const sandan_policy* policy, const char* decision,
                              size_t decision_size, sandan_text** out, sandan_error* error) {
  return guarded(error, [&] {
    sandan_text*& target = required(out, "out");
    const Policy& written = required(policy, "policy").value;
    target = new sandan_text{written.to_sheet(text(decision, decision_size, "decision"))};
  });
}

int32_t sandan_rules_with_sheet(const sandan_policy* policy, const char* decision,
                                size_t decision_size, const char* csv, size_t csv_size,
                                sandan_policy** out, sandan_error* error) {
  return guarded(error, [&] {
    sandan_policy*& target = required(out, "out");
    const Policy& changed = required(policy, "policy").value;
    target = new sandan_policy(
        changed.with_sheet(text(decision, decision_size, "decision"), text(csv, csv_size, "csv")));
  });
}

int32_t sandan_rules_from_sheet(const char* csv, size_t csv_size, const char* code,
                                size_t code_size, sandan_policy** out, sandan_error* error) {
  return guarded(error, [&] {
    sandan_policy*& target = required(out, "out");
    target = new sandan_policy(
        Policy::from_sheet(text(csv, csv_size, "csv"), text(code, code_size, "code")));
  });
}
