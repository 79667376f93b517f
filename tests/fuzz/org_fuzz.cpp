// sandan_org_build and every question about decision maps on tables of any shape; the
// vocabulary, the request or a list of changes as the rest of the input says it, or
// one that is right.
#include "fuzz/likely_tables.hpp"

using namespace sandan::fuzz;

namespace {

// Codes are words that random tables hold.
constexpr std::string_view vocabulary_text = R"json({"sandan":"map_vocabulary/1","code":"v",
  "label":{"en":"V"},
  "levels":[{"code":"a","label":{"en":"A"}},{"code":"b","label":{"en":"B"},"stubbornness":0.9}],
  "functions":[{"code":"a","label":{"en":"A"}},{"code":"w","label":{"en":"W"}}],
  "roles":[{"code":"a","label":{"en":"A"},"required":true},
           {"code":"b","label":{"en":"B"},"required":true,"votes":true},
           {"code":"w","label":{"en":"W"},"votes":true},{"code":"s","label":{"en":"S"}}],
  "decisions":[{"code":"buy","label":{"en":"B"}},{"code":"when","label":{"en":"W"}},
    {"code":"budget","label":{"en":"M"}},{"code":"vendor","label":{"en":"V"}},
    {"code":"sign","label":{"en":"S"}}],
  "flow":[{"role":"s","consequence":3},{"role":"a","consequence":9},{"role":"b","consequence":5}],
  "relation_stages":[
    {"code":"a","label":{"en":"A"},"arrival_cost":2,"effort":0,"marks":[],"activities":[]},
    {"code":"b","label":{"en":"B"},"in_touch":true,"held":true,"start_cost":1,"arrival_cost":1,
     "effort":1,"cadence_days":3,"marks":[{"code":"m","label":{"en":"M"},"origin":"sandan"}],
     "activities":["call"]},
    {"code":"w","label":{"en":"W"},"in_touch":true,"held":true,"introduces":true,"start_cost":0,
     "arrival_cost":0,"effort":2,"marks":[],"activities":["meal","call"]}],
  "support":{"supports_from":1},"support_expected_from":"w","evidence_expected_from":"w",
  "styles":[{"code":"a","label":{"en":"A"},"manners":[{"code":"m","label":{"en":"M"}}]}],
  "relation_kinds":[
    {"code":"a","label":{"en":"A"},"route_cost":3,"route_cost_back":2,"influence":0.25,
     "influence_back":1,"hierarchy":true,"carries_flow":true},
    {"code":"b","label":{"en":"B"},"route_cost":1,"influence":1,"carries_flow":true},
    {"code":"w","label":{"en":"W"},"route_cost":0,"route_cost_back":0}],
  "activities":[{"code":"call","label":{"en":"C"}},
                {"code":"meal","label":{"en":"M"},"hospitality":true,"not_in_tender":true}],
  "gaps":[{"code":"role_unknown","label":{"en":"G"},"consequence":9},
    {"code":"decider_not_in_touch","label":{"en":"G"},"consequence":8},
    {"code":"decider_against","label":{"en":"G"},"consequence":8},
    {"code":"no_route_to_decider","label":{"en":"G"},"consequence":7},
    {"code":"role_not_in_touch","label":{"en":"G"},"consequence":6},
    {"code":"voter_stance_unknown","label":{"en":"G"},"consequence":5},
    {"code":"veto_not_covered","label":{"en":"G"},"consequence":5},
    {"code":"level_not_in_touch","label":{"en":"G"},"consequence":4},
    {"code":"department_without_guide","label":{"en":"G"},"consequence":3},
    {"code":"no_guide","label":{"en":"G"},"consequence":3},
    {"code":"single_thread","label":{"en":"G"},"consequence":2},
    {"code":"decision_holder_unknown","label":{"en":"G"},"consequence":1},
    {"code":"profile_incomplete","label":{"en":"G"},"consequence":0}],
  "influence":{"stubbornness":0.5,"win_support":2,"win_stage":"w","support_effort":1},
  "hospitality":{"allowed":true,"limit_minor":100}})json";

constexpr std::string_view changes_text =
    R"({"changes":[{"kind":"set_support","person_id":"a","support":2},
        {"kind":"add_relation","from_id":"a","to_id":"b","relation":"b"},
        {"kind":"remove_person","person_id":"b"}]})";

void ask_maps(const sandan_org_maps* maps, const sandan_tables* tables, const sandan_run* run,
              std::string_view own) {
  const auto of_maps = [&](auto verb, std::string_view right) {
    question(own, right, [&](std::string_view request, auto** out, auto* error) {
      return verb(maps, request.data(), request.size(), run, out, error);
    });
  };
  of_maps(sandan_org_faults, "");
  of_maps(sandan_org_contents, "");
  of_maps(sandan_org_coverage, "");
  of_maps(sandan_org_routes, R"({"alternatives":4})");
  of_maps(sandan_org_gatekeepers, R"({"vendor":"w"})");
  of_maps(sandan_org_flow, R"({"amount_minor":3})");
  of_maps(sandan_org_verdict, R"({"amount_minor":3})");
  of_maps(sandan_org_verdict, R"({"model":"degroot"})");
  of_maps(sandan_org_win_over, "");
  of_maps(sandan_org_competitors, "");
  of_maps(sandan_org_centrality, R"({"distance":"inverse_weight"})");
  of_maps(sandan_org_layout, "");
  of_maps(sandan_org_summary, R"({"centrality":true})");
  of_maps(sandan_org_what_if, changes_text);
  question(own, R"({"as_of":"2026-02-15"})", [&](std::string_view request, auto** out, auto* told) {
    return sandan_org_next_contacts(maps, tables, request.data(), request.size(), run, out, told);
  });
}

void write_maps(const sandan_org_maps* maps, std::string_view own) {
  for (const std::string_view right : {std::string_view(R"({"account_id":1})"),
                                       std::string_view(R"({"account_id":1,"format":"json"})"),
                                       std::string_view(R"({"account_id":1,"format":"dot"})")}) {
    const std::string_view request = own.empty() ? right : own;
    sandan_text* text = nullptr;
    sandan_error error = SANDAN_ERROR_INIT;
    check_error(error, sandan_org_write(maps, request.data(), request.size(), &text, &error));
    sandan_text_destroy(text);
  }
  constexpr std::string_view person = R"({"person_id":"a"})";
  const std::string_view request = own.empty() ? person : own;
  sandan_text* text = nullptr;
  sandan_error error = SANDAN_ERROR_INIT;
  check_error(error, sandan_org_export_person(maps, request.data(), request.size(), &text, &error));
  sandan_text_destroy(text);
}

template <class Make>
void alter(const sandan_org_maps* maps, std::string_view request, const sandan_run* run,
           Make&& make) {
  sandan_org_maps* after = nullptr;
  sandan_error error = SANDAN_ERROR_INIT;
  const std::int32_t status = make(maps, request.data(), request.size(), run, &after, &error);
  check_error(error, status);
  if (status != SANDAN_OK) return;
  question("", "", [&](std::string_view asked, auto** out, auto* told) {
    return sandan_org_diff(maps, after, asked.data(), asked.size(), run, out, told);
  });
  sandan_org_maps_destroy(after);
}

void add_all(Input& input, std::vector<Exported>& kept, sandan_tables* tables) {
  const auto one = [&](std::string_view name,
                       std::initializer_list<std::pair<const char*, char>> columns) {
    kept.emplace_back(likely_table(input, columns));
    add(tables, name, kept.back());
  };
  one("people", {{"person_id", 't'},
                 {"account_id", 'i'},
                 {"department_id", 't'},
                 {"level", 't'},
                 {"function", 't'},
                 {"roles", 't'},
                 {"guide", 'b'},
                 {"veto", 'b'},
                 {"decides", 't'},
                 {"authority_minor", 'i'},
                 {"weight", 'n'},
                 {"stubbornness", 'n'},
                 {"contact_allowed", 'b'},
                 {"style", 't'},
                 {"from_on", 'd'}});
  one("departments", {{"department_id", 't'}, {"account_id", 'i'}, {"parent_id", 't'}});
  one("relations", {{"from_id", 't'},
                    {"to_id", 't'},
                    {"kind", 't'},
                    {"weight", 'n'},
                    {"from_kind", 't'},
                    {"account_id", 'i'}});
  one("stances", {{"person_id", 't'},
                  {"vendor", 't'},
                  {"relation_stage", 't'},
                  {"support", 'i'},
                  {"as_of", 'd'},
                  {"evidence", 't'}});
  one("accounts", {{"account_id", 'i'}, {"do_not_contact", 'b'}, {"public_body", 'b'}});
  one("opportunities", {{"opportunity_id", 'i'},
                        {"account_id", 'i'},
                        {"amount_minor", 'i'},
                        {"outcome", 't'},
                        {"tender_phase", 't'}});
  one("points", {{"account_id", 'i'},
                 {"vendor", 't'},
                 {"kind", 't'},
                 {"person_id", 't'},
                 {"role", 't'},
                 {"department_id", 't'},
                 {"answer", 't'}});
  one("activities", {{"person_id", 't'}, {"done_on", 'd'}, {"kind", 't'}});
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Input input(data, size);
  const int whose = input.below(5);  // the rest is a vocabulary, a request, changes, or unused
  sandan_tables* tables = nullptr;
  expect(sandan_tables_create(&tables, nullptr) == SANDAN_OK);
  std::vector<Exported> kept;
  kept.reserve(8);
  add_all(input, kept, tables);
  sandan_run run = SANDAN_RUN_INIT;
  run.threads = 1 + input.below(2);
  run.max_bytes = 64 << 20;
  const std::string rest = input.rest();
  const std::string_view own = whose == 1 ? std::string_view(rest) : std::string_view();
  const std::string_view document = whose == 0 ? std::string_view(rest) : vocabulary_text;
  const std::string_view changes = whose == 2 ? std::string_view(rest) : changes_text;

  sandan_org_vocabulary* vocabulary = nullptr;
  sandan_error error = SANDAN_ERROR_INIT;
  std::int32_t status = sandan_org_compile(document.data(), document.size(), &vocabulary, &error);
  check_error(error, status);
  if (status == SANDAN_OK) {
    sandan_org_maps* maps = nullptr;
    error = SANDAN_ERROR_INIT;
    status = sandan_org_build(vocabulary, tables, nullptr, 0, &run, &maps, &error);
    check_error(error, status);
    if (status == SANDAN_OK) {
      ask_maps(maps, tables, &run, own);
      write_maps(maps, own);
      alter(maps, changes, &run, sandan_org_change);
      alter(maps, R"({"person_id":"w"})", &run, sandan_org_erase_person);
      sandan_org_maps_destroy(maps);
    }
    sandan_org_vocabulary_destroy(vocabulary);
  }
  sandan_tables_destroy(tables);
  return 0;
}
