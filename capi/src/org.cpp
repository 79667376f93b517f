#include "sandan/org.hpp"

#include "questions.hpp"

using sandan::capi::described;
using sandan::capi::guarded;
using sandan::capi::required;
using sandan::capi::run_of;
using sandan::capi::text;

namespace {

using sandan::DecisionMaps;
using sandan::Run;

/// A question to maps.
template <class Request, class Handle, class Ask>
int32_t answer(const sandan_org_maps* maps, const char* request, size_t request_size,
               const sandan_run* run, Handle** out, sandan_error* error, Ask&& ask) {
  return sandan::capi::answer<Request>(maps, "maps", request, request_size, run, out, error, ask);
}

/// A question whose answer is a text.
template <class Request, class Ask>
int32_t written(const sandan_org_maps* maps, const char* request, size_t request_size,
                sandan_text** out, sandan_error* error, Ask&& ask) {
  return guarded(error, [&] {
    sandan_text*& target = required(out, "out");
    const DecisionMaps& asked = required(maps, "maps").value;
    const auto parsed = Request::parse(text(request, request_size, "request"));
    target = new sandan_text{ask(asked, parsed)};
  });
}

}  // namespace

// ---- vocabularies ----------------------------------------------------------

int32_t sandan_org_compile(const char* document, size_t size, sandan_org_vocabulary** out,
                           sandan_error* error) {
  return guarded(error, [&] {
    sandan_org_vocabulary*& target = required(out, "out");
    target =
        new sandan_org_vocabulary(sandan::MapVocabulary::compile(text(document, size, "json")));
  });
}

const sandan_org_vocabulary* sandan_org_vocabulary_retain(const sandan_org_vocabulary* vocabulary) {
  return sandan::capi::retain(vocabulary);
}

void sandan_org_vocabulary_destroy(const sandan_org_vocabulary* vocabulary) {
  sandan::capi::release(vocabulary);
}

int32_t sandan_org_vocabulary_to_json(const sandan_org_vocabulary* vocabulary, sandan_text** out,
                                      sandan_error* error) {
  return guarded(error, [&] {
    sandan_text*& target = required(out, "out");
    target = new sandan_text{required(vocabulary, "vocabulary").value.to_json()};
  });
}

int32_t sandan_org_input_schema(sandan_text** out, sandan_error* error) {
  return described(sandan::org_input_schema, out, error);
}

int32_t sandan_org_output_schema(sandan_text** out, sandan_error* error) {
  return described(sandan::org_output_schema, out, error);
}

// ---- maps ------------------------------------------------------------------

int32_t sandan_org_build(const sandan_org_vocabulary* vocabulary, const sandan_tables* tables,
                         const char* request, size_t request_size, const sandan_run* run,
                         sandan_org_maps** out, sandan_error* error) {
  return guarded(error, [&] {
    sandan_org_maps*& target = required(out, "out");
    const sandan::MapVocabulary& words = required(vocabulary, "vocabulary").value;
    const sandan::Tables& facts = required(tables, "tables").tables;
    const Run how = run_of(run);
    const auto parsed = sandan::MapBuildRequest::parse(text(request, request_size, "request"));
    target = new sandan_org_maps(DecisionMaps::build(words, facts, parsed, how));
  });
}

const sandan_org_maps* sandan_org_maps_retain(const sandan_org_maps* maps) {
  return sandan::capi::retain(maps);
}

void sandan_org_maps_destroy(const sandan_org_maps* maps) { sandan::capi::release(maps); }

int32_t sandan_org_faults(const sandan_org_maps* maps, const char* request, size_t request_size,
                          const sandan_run* run, sandan_result** out, sandan_error* error) {
  return answer<sandan::MapQuestion>(maps, request, request_size, run, out, error,
                                     [](const DecisionMaps& m, const auto& asked, const Run& how) {
                                       return m.faults(asked, how);
                                     });
}

int32_t sandan_org_contents(const sandan_org_maps* maps, const char* request, size_t request_size,
                            const sandan_run* run, sandan_result** out, sandan_error* error) {
  return answer<sandan::MapQuestion>(maps, request, request_size, run, out, error,
                                     [](const DecisionMaps& m, const auto& asked, const Run& how) {
                                       return m.contents(asked, how);
                                     });
}

int32_t sandan_org_coverage(const sandan_org_maps* maps, const char* request, size_t request_size,
                            const sandan_run* run, sandan_result** out, sandan_error* error) {
  return answer<sandan::CoverageRequest>(maps, request, request_size, run, out, error,
                                         [](const DecisionMaps& m, const auto& asked,
                                            const Run& how) { return m.coverage(asked, how); });
}

int32_t sandan_org_routes(const sandan_org_maps* maps, const char* request, size_t request_size,
                          const sandan_run* run, sandan_result** out, sandan_error* error) {
  return answer<sandan::RoutesRequest>(maps, request, request_size, run, out, error,
                                       [](const DecisionMaps& m, const auto& asked,
                                          const Run& how) { return m.routes(asked, how); });
}

int32_t sandan_org_gatekeepers(const sandan_org_maps* maps, const char* request,
                               size_t request_size, const sandan_run* run, sandan_result** out,
                               sandan_error* error) {
  return answer<sandan::GatekeepersRequest>(
      maps, request, request_size, run, out, error,
      [](const DecisionMaps& m, const auto& asked, const Run& how) {
        return m.gatekeepers(asked, how);
      });
}

int32_t sandan_org_flow(const sandan_org_maps* maps, const char* request, size_t request_size,
                        const sandan_run* run, sandan_result** out, sandan_error* error) {
  return answer<sandan::FlowRequest>(
      maps, request, request_size, run, out, error,
      [](const DecisionMaps& m, const auto& asked, const Run& how) { return m.flow(asked, how); });
}

int32_t sandan_org_verdict(const sandan_org_maps* maps, const char* request, size_t request_size,
                           const sandan_run* run, sandan_result** out, sandan_error* error) {
  return answer<sandan::VerdictRequest>(maps, request, request_size, run, out, error,
                                        [](const DecisionMaps& m, const auto& asked,
                                           const Run& how) { return m.verdict(asked, how); });
}

int32_t sandan_org_win_over(const sandan_org_maps* maps, const char* request, size_t request_size,
                            const sandan_run* run, sandan_result** out, sandan_error* error) {
  return answer<sandan::WinOverRequest>(maps, request, request_size, run, out, error,
                                        [](const DecisionMaps& m, const auto& asked,
                                           const Run& how) { return m.win_over(asked, how); });
}

int32_t sandan_org_competitors(const sandan_org_maps* maps, const char* request,
                               size_t request_size, const sandan_run* run, sandan_result** out,
                               sandan_error* error) {
  return answer<sandan::VerdictRequest>(maps, request, request_size, run, out, error,
                                        [](const DecisionMaps& m, const auto& asked,
                                           const Run& how) { return m.competitors(asked, how); });
}

int32_t sandan_org_next_contacts(const sandan_org_maps* maps, const sandan_tables* tables,
                                 const char* request, size_t request_size, const sandan_run* run,
                                 sandan_result** out, sandan_error* error) {
  return answer<sandan::NextContactsRequest>(
      maps, request, request_size, run, out, error,
      [tables](const DecisionMaps& m, const auto& asked, const Run& how) {
        return m.next_contacts(required(tables, "tables").tables, asked, how);
      });
}

int32_t sandan_org_centrality(const sandan_org_maps* maps, const char* request, size_t request_size,
                              const sandan_run* run, sandan_result** out, sandan_error* error) {
  return answer<sandan::CentralityRequest>(maps, request, request_size, run, out, error,
                                           [](const DecisionMaps& m, const auto& asked,
                                              const Run& how) { return m.centrality(asked, how); });
}

int32_t sandan_org_layout(const sandan_org_maps* maps, const char* request, size_t request_size,
                          const sandan_run* run, sandan_result** out, sandan_error* error) {
  return answer<sandan::LayoutRequest>(maps, request, request_size, run, out, error,
                                       [](const DecisionMaps& m, const auto& asked,
                                          const Run& how) { return m.layout(asked, how); });
}

int32_t sandan_org_summary(const sandan_org_maps* maps, const char* request, size_t request_size,
                           const sandan_run* run, sandan_result** out, sandan_error* error) {
  return answer<sandan::SummaryRequest>(maps, request, request_size, run, out, error,
                                        [](const DecisionMaps& m, const auto& asked,
                                           const Run& how) { return m.summary(asked, how); });
}

int32_t sandan_org_what_if(const sandan_org_maps* maps, const char* request, size_t request_size,
                           const sandan_run* run, sandan_result** out, sandan_error* error) {
  return answer<sandan::WhatIfRequest>(maps, request, request_size, run, out, error,
                                       [](const DecisionMaps& m, const auto& asked,
                                          const Run& how) { return m.what_if(asked, how); });
}

// ---- changed, compared, written --------------------------------------------

int32_t sandan_org_change(const sandan_org_maps* maps, const char* request, size_t request_size,
                          const sandan_run* run, sandan_org_maps** out, sandan_error* error) {
  return answer<sandan::ChangeRequest>(maps, request, request_size, run, out, error,
                                       [](const DecisionMaps& m, const auto& asked,
                                          const Run& how) { return m.change(asked, how); });
}

int32_t sandan_org_diff(const sandan_org_maps* maps, const sandan_org_maps* other,
                        const char* request, size_t request_size, const sandan_run* run,
                        sandan_result** out, sandan_error* error) {
  return answer<sandan::MapDiffRequest>(
      maps, request, request_size, run, out, error,
      [other](const DecisionMaps& m, const auto& asked, const Run& how) {
        return m.diff(required(other, "other").value, asked, how);
      });
}

int32_t sandan_org_erase_person(const sandan_org_maps* maps, const char* request,
                                size_t request_size, const sandan_run* run, sandan_org_maps** out,
                                sandan_error* error) {
  return answer<sandan::PersonRequest>(
      maps, request, request_size, run, out, error,
      [](const DecisionMaps& m, const auto& asked, const Run&) { return m.erase_person(asked); });
}

int32_t sandan_org_export_person(const sandan_org_maps* maps, const char* request,
                                 size_t request_size, sandan_text** out, sandan_error* error) {
  return written<sandan::PersonRequest>(
      maps, request, request_size, out, error,
      [](const DecisionMaps& m, const auto& asked) { return m.export_person(asked); });
}

int32_t sandan_org_write(const sandan_org_maps* maps, const char* request, size_t request_size,
                         sandan_text** out, sandan_error* error) {
  return written<sandan::MapWriteRequest>(
      maps, request, request_size, out, error,
      [](const DecisionMaps& m, const auto& asked) { return m.write(asked); });
}

int32_t sandan_org_read(const char* map, size_t size, const char* request, size_t request_size,
                        const sandan_run* run, sandan_result** out, sandan_error* error) {
  return guarded(error, [&] {
    sandan_result*& target = required(out, "out");
    const Run how = run_of(run);
    const auto parsed = sandan::MapReadRequest::parse(text(request, request_size, "request"));
    target = new sandan_result(sandan::read_map(text(map, size, "text"), parsed, how));
  });
}
