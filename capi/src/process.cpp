#include "questions.hpp"

using sandan::capi::described;
using sandan::capi::EmptyRequest;
using sandan::capi::guarded;
using sandan::capi::required;
using sandan::capi::run_of;
using sandan::capi::text;

namespace {

using sandan::History;
using sandan::Run;
namespace json = sandan::json;

/// A question to a history.
template <class Request, class Ask>
int32_t answer(const sandan_process_history* history, const char* request, size_t request_size,
               const sandan_run* run, sandan_result** out, sandan_error* error, Ask&& ask) {
  return sandan::capi::answer<Request>(history, "history", request, request_size, run, out, error,
                                       ask);
}

/// The same for a question that may need a calendar.
template <class Request, class Ask>
int32_t answer(const sandan_process_history* history, const sandan_calendar* calendar,
               const char* request, size_t request_size, const sandan_run* run, sandan_result** out,
               sandan_error* error, Ask&& ask) {
  return answer<Request>(history, request, request_size, run, out, error,
                         [&](const History& asked, const Request& parsed, const Run& how) {
                           return ask(asked, parsed,
                                      calendar == nullptr ? nullptr : &calendar->value, how);
                         });
}

std::string parse_language(std::string_view text) {
  const json::Value value = json::parse_request(text);
  const auto members = json::request_root(value).members({"language"});
  const auto language = members.find("language");
  return language ? std::string(language->code(35)) : "en";
}

std::vector<std::pair<std::string, std::string>> parse_pairs(std::string_view text) {
  const json::Value value = json::parse_request(text);
  const auto members = json::request_root(value).members({"pairs"});
  std::vector<std::pair<std::string, std::string>> pairs;
  const auto node = members.find("pairs");
  if (!node) return pairs;
  if (!node->is_object()) throw node->error("not_object", "an object of codes is wanted here");
  for (const auto& member : node->value().get_object()) {
    const std::string from(member.key().data(), member.key().size());
    const json::Node to(member.value(), json::child_pointer(node->pointer(), from),
                        sandan::Status::invalid_argument);
    pairs.emplace_back(from, to.code());
  }
  return pairs;
}

}  // namespace

int32_t sandan_process_compile(const char* document, size_t size, sandan_process** out,
                               sandan_error* error) {
  return guarded(error, [&] {
    sandan_process*& target = required(out, "out");
    target = new sandan_process(sandan::Process::compile(text(document, size, "json")));
  });
}

const sandan_process* sandan_process_retain(const sandan_process* process) {
  return sandan::capi::retain(process);
}

void sandan_process_destroy(const sandan_process* process) { sandan::capi::release(process); }

int32_t sandan_process_to_json(const sandan_process* process, sandan_text** out,
                               sandan_error* error) {
  return guarded(error, [&] {
    sandan_text*& target = required(out, "out");
    target = new sandan_text{required(process, "process").value.to_json()};
  });
}

int32_t sandan_process_describe(const sandan_process* process, const char* request,
                                size_t request_size, const sandan_run* run, sandan_result** out,
                                sandan_error* error) {
  return guarded(error, [&] {
    sandan_result*& target = required(out, "out");
    const auto& described_process = required(process, "process").value;
    run_of(run);
    target = new sandan_result(
        described_process.describe(parse_language(text(request, request_size, "request"))));
  });
}

int32_t sandan_process_map_stages(const sandan_process* from, const sandan_process* to,
                                  const char* request, size_t request_size, const sandan_run* run,
                                  sandan_result** out, sandan_error* error) {
  return guarded(error, [&] {
    sandan_result*& target = required(out, "out");
    const auto& first = required(from, "from").value;
    const auto& second = required(to, "to").value;
    run_of(run);
    target = new sandan_result(
        first.map_stages(second, parse_pairs(text(request, request_size, "request"))));
  });
}

int32_t sandan_process_input_schema(sandan_text** out, sandan_error* error) {
  return described(sandan::process_input_schema, out, error);
}

int32_t sandan_process_output_schema(sandan_text** out, sandan_error* error) {
  return described(sandan::process_output_schema, out, error);
}

int32_t sandan_process_history_build(const sandan_process* process, const sandan_tables* tables,
                                     const char* request, size_t request_size,
                                     const sandan_run* run, sandan_process_history** out,
                                     sandan_error* error) {
  return guarded(error, [&] {
    sandan_process_history*& target = required(out, "out");
    const auto& of = required(process, "process").value;
    const auto& facts = required(tables, "tables").tables;
    const Run how = run_of(run);
    const auto parsed = sandan::HistoryRequest::parse(text(request, request_size, "request"));
    target = new sandan_process_history(History::build(of, facts, parsed, how));
  });
}

const sandan_process_history* sandan_process_history_retain(const sandan_process_history* history) {
  return sandan::capi::retain(history);
}

void sandan_process_history_destroy(const sandan_process_history* history) {
  sandan::capi::release(history);
}

int32_t sandan_process_faults(const sandan_process_history* history, const char* request,
                              size_t request_size, const sandan_run* run, sandan_result** out,
                              sandan_error* error) {
  return answer<EmptyRequest>(
      history, request, request_size, run, out, error,
      [](const History& h, const EmptyRequest&, const Run&) { return h.faults(); });
}

int32_t sandan_process_moves(const sandan_process_history* history, const char* request,
                             size_t request_size, const sandan_run* run, sandan_result** out,
                             sandan_error* error) {
  return answer<sandan::MovesRequest>(
      history, request, request_size, run, out, error,
      [](const History& h, const auto& asked, const Run& how) { return h.moves(asked, how); });
}

int32_t sandan_process_state(const sandan_process_history* history, const char* request,
                             size_t request_size, const sandan_run* run, sandan_result** out,
                             sandan_error* error) {
  return answer<sandan::StateRequest>(
      history, request, request_size, run, out, error,
      [](const History& h, const auto& asked, const Run& how) { return h.state(asked, how); });
}

int32_t sandan_process_pipeline(const sandan_process_history* history, const char* request,
                                size_t request_size, const sandan_run* run, sandan_result** out,
                                sandan_error* error) {
  return answer<sandan::PipelineRequest>(
      history, request, request_size, run, out, error,
      [](const History& h, const auto& asked, const Run& how) { return h.pipeline(asked, how); });
}

int32_t sandan_process_funnel(const sandan_process_history* history, const char* request,
                              size_t request_size, const sandan_run* run, sandan_result** out,
                              sandan_error* error) {
  return answer<sandan::FunnelRequest>(
      history, request, request_size, run, out, error,
      [](const History& h, const auto& asked, const Run& how) { return h.funnel(asked, how); });
}

int32_t sandan_process_outcomes(const sandan_process_history* history, const char* request,
                                size_t request_size, const sandan_run* run, sandan_result** out,
                                sandan_error* error) {
  return answer<sandan::OutcomesRequest>(
      history, request, request_size, run, out, error,
      [](const History& h, const auto& asked, const Run& how) { return h.outcomes(asked, how); });
}

int32_t sandan_process_between(const sandan_process_history* history, const char* request,
                               size_t request_size, const sandan_run* run, sandan_result** out,
                               sandan_error* error) {
  return answer<sandan::BetweenRequest>(
      history, request, request_size, run, out, error,
      [](const History& h, const auto& asked, const Run& how) { return h.between(asked, how); });
}

int32_t sandan_process_dwell(const sandan_process_history* history, const sandan_calendar* calendar,
                             const char* request, size_t request_size, const sandan_run* run,
                             sandan_result** out, sandan_error* error) {
  return answer<sandan::DwellRequest>(
      history, calendar, request, request_size, run, out, error,
      [](const History& h, const auto& asked, const sandan::Calendar* days, const Run& how) {
        return h.dwell(asked, days, how);
      });
}

int32_t sandan_process_survival(const sandan_process_history* history,
                                const sandan_calendar* calendar, const char* request,
                                size_t request_size, const sandan_run* run, sandan_result** out,
                                sandan_error* error) {
  return answer<sandan::SurvivalRequest>(
      history, calendar, request, request_size, run, out, error,
      [](const History& h, const auto& asked, const sandan::Calendar* days, const Run& how) {
        return h.survival(asked, days, how);
      });
}

int32_t sandan_process_stalls(const sandan_process_history* history,
                              const sandan_calendar* calendar, const char* request,
                              size_t request_size, const sandan_run* run, sandan_result** out,
                              sandan_error* error) {
  return answer<sandan::StallsRequest>(
      history, calendar, request, request_size, run, out, error,
      [](const History& h, const auto& asked, const sandan::Calendar* days, const Run& how) {
        return h.stalls(asked, days, how);
      });
}

int32_t sandan_process_velocity(const sandan_process_history* history,
                                const sandan_calendar* calendar, const char* request,
                                size_t request_size, const sandan_run* run, sandan_result** out,
                                sandan_error* error) {
  return answer<sandan::VelocityRequest>(
      history, calendar, request, request_size, run, out, error,
      [](const History& h, const auto& asked, const sandan::Calendar* days, const Run& how) {
        return h.velocity(asked, days, how);
      });
}

int32_t sandan_process_compare(const sandan_process_history* history, const char* request,
                               size_t request_size, const sandan_run* run, sandan_result** out,
                               sandan_error* error) {
  return answer<sandan::CompareRequest>(
      history, request, request_size, run, out, error,
      [](const History& h, const auto& asked, const Run& how) { return h.compare(asked, how); });
}

int32_t sandan_process_receivables(const sandan_process_history* history, const char* request,
                                   size_t request_size, const sandan_run* run, sandan_result** out,
                                   sandan_error* error) {
  return answer<sandan::ReceivablesRequest>(
      history, request, request_size, run, out, error,
      [](const History& h, const auto& asked, const Run& how) {
        return h.receivables(asked, how);
      });
}

int32_t sandan_process_gates(const sandan_process_history* history, const sandan_tables* tables,
                             const char* request, size_t request_size, const sandan_run* run,
                             sandan_result** out, sandan_error* error) {
  return answer<sandan::GatesRequest>(history, request, request_size, run, out, error,
                                      [&](const History& h, const auto& asked, const Run& how) {
                                        return h.gates(required(tables, "tables").tables, asked,
                                                       how);
                                      });
}

int32_t sandan_process_gauges(const sandan_process_history* history, const sandan_policy* policy,
                              const sandan_tables* tables, const char* request, size_t request_size,
                              const sandan_run* run, sandan_result** out, sandan_error* error) {
  return answer<sandan::GaugesRequest>(history, request, request_size, run, out, error,
                                       [&](const History& h, const auto& asked, const Run& how) {
                                         return h.gauges(required(policy, "policy").value,
                                                         required(tables, "tables").tables, asked,
                                                         how);
                                       });
}
