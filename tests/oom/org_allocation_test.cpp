// Every function of sandan/org.h that can fail, with every allocation it makes
// failing in turn.
#include "capi/org_fixture.hpp"
#include "oom/fail_each.hpp"

using namespace sandan::testing;

namespace {

Call maps_call(std::string name,
               std::function<std::int32_t(sandan_org_maps**, sandan_error*)> make) {
  auto slot = std::make_shared<Slot<sandan_org_maps>>();
  return {std::move(name), [=](sandan_error* error) { return make(&slot->handle, error); },
          [=] { sandan_org_maps_destroy(slot->handle); }};
}

/// Small enough that every allocation of compiling it can fail in turn.
constexpr std::string_view small_json = R"({"format": "json", "account_id": 1})";

}  // namespace

TEST_CASE("map vocabularies survive every failing allocation", "[oom]") {
  const std::string document = standard_vocabulary();
  auto made = std::make_shared<Slot<sandan_org_vocabulary>>();
  fail_each_allocation({"sandan_org_compile",
                        [&](sandan_error* error) {
                          return sandan_org_compile(document.data(), document.size(), &made->handle,
                                                    error);
                        },
                        [&] { sandan_org_vocabulary_destroy(made->handle); }});
  const VocabularyHandle vocabulary = make_vocabulary();
  fail_each_allocation(text_call("sandan_org_vocabulary_to_json", [&](auto** out, auto* error) {
    return sandan_org_vocabulary_to_json(vocabulary.get(), out, error);
  }));
  fail_each_allocation(text_call("sandan_org_input_schema", [](auto** out, auto* error) {
    return sandan_org_input_schema(out, error);
  }));
  fail_each_allocation(text_call("sandan_org_output_schema", [](auto** out, auto* error) {
    return sandan_org_output_schema(out, error);
  }));
}

TEST_CASE("building, changing and writing maps survives every failing allocation", "[oom]") {
  const VocabularyHandle vocabulary = make_vocabulary();
  const TableSet tables = make_people();
  constexpr std::string_view named = R"({"names": true})";
  fail_each_allocation(maps_call("sandan_org_build", [&](auto** out, auto* error) {
    return sandan_org_build(vocabulary.get(), tables.get(), named.data(), named.size(), nullptr,
                            out, error);
  }));
  const MapsHandle maps = make_maps(tables);
  fail_each_allocation(maps_call("sandan_org_change", [&](auto** out, auto* error) {
    return sandan_org_change(maps.get(), small_change.data(), small_change.size(), nullptr, out,
                             error);
  }));
  fail_each_allocation(maps_call("sandan_org_erase_person", [&](auto** out, auto* error) {
    return sandan_org_erase_person(maps.get(), small_erasure.data(), small_erasure.size(), nullptr,
                                   out, error);
  }));
  fail_each_allocation(text_call("sandan_org_export_person", [&](auto** out, auto* error) {
    return sandan_org_export_person(maps.get(), small_erasure.data(), small_erasure.size(), out,
                                    error);
  }));
  for (const std::string format : {"graphml", "json", "dot"}) {
    const std::string request = R"({"account_id": 1, "format": ")" + format + "\"}";
    fail_each_allocation(text_call("sandan_org_write", [&](auto** out, auto* error) {
      return sandan_org_write(maps.get(), request.data(), request.size(), out, error);
    }));
  }
  fail_each_allocation(result_call("sandan_org_read", [](auto** out, auto* error) {
    return sandan_org_read(small_graphml.data(), small_graphml.size(), nullptr, 0, nullptr, out,
                           error);
  }));
  sandan_text* text = nullptr;
  REQUIRE(sandan_org_write(maps.get(), small_json.data(), small_json.size(), &text, nullptr) ==
          SANDAN_OK);
  constexpr std::string_view as_json = R"({"format": "json"})";
  fail_each_allocation(result_call("sandan_org_read", [&](auto** out, auto* error) {
    return sandan_org_read(sandan_text_data(text), sandan_text_size(text), as_json.data(),
                           as_json.size(), nullptr, out, error);
  }));
  sandan_text_destroy(text);
}

TEST_CASE("questions to maps survive every failing allocation", "[oom]") {
  const TableSet tables = make_people();
  const MapsHandle maps = make_maps(tables);
  // sandan_org_faults, sandan_org_contents, sandan_org_coverage, sandan_org_routes,
  // sandan_org_gatekeepers, sandan_org_flow, sandan_org_verdict, sandan_org_win_over,
  // sandan_org_competitors, sandan_org_next_contacts, sandan_org_centrality,
  // sandan_org_layout, sandan_org_summary, sandan_org_what_if and sandan_org_diff
  for (const NamedOrgVerb& verb : org_verbs()) {
    fail_each_allocation(result_call(verb.name, [&](auto** out, auto* error) {
      return verb.call(maps.get(), tables.get(), verb.request.data(), verb.request.size(), nullptr,
                       out, error);
    }));
  }
}
