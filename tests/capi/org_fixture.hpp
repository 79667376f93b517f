#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "capi/fixture.hpp"

/// A small book of decision maps for the tests of the C interface.
namespace sandan::testing {

using VocabularyHandle =
    std::unique_ptr<const sandan_org_vocabulary, Destroy<sandan_org_vocabulary_destroy>>;
using MapsHandle = std::unique_ptr<const sandan_org_maps, Destroy<sandan_org_maps_destroy>>;

inline std::string standard_vocabulary() {
  sandan_text* text = nullptr;
  REQUIRE(sandan_documents_get("map_vocabulary", 14, "standard", 8, &text, nullptr) == SANDAN_OK);
  std::string document(sandan_text_data(text), sandan_text_size(text));
  sandan_text_destroy(text);
  return document;
}

inline VocabularyHandle make_vocabulary() {
  const std::string json = standard_vocabulary();
  sandan_org_vocabulary* vocabulary = nullptr;
  sandan_error error = SANDAN_ERROR_INIT;
  const std::int32_t status = sandan_org_compile(json.data(), json.size(), &vocabulary, &error);
  INFO(error.message);
  REQUIRE(status == SANDAN_OK);
  return VocabularyHandle(vocabulary);
}

/// Two accounts: one of six people with a rival, one of a single person.
inline TableSet make_people() {
  static const Exported people(table(R"(
    person_id text, account_id int, name text, department_id text, level text, function text, roles text, guide bool, veto bool, style text, decides text, authority_minor int, contact_allowed bool
    chen, 1, Chen, it, operational, technical, user;initiator, true, , analytical, , , true
    wu, 1, Wu, it, management, technical, designer, , , driver, , 500000, true
    lin, 1, Lin, buy, management, procurement_finance, evaluator, false, true, amiable, vendor, 1000000, true
    gao, 1, Gao, , executive, user, decider, , false, expressive, buy;sign, 9000000,
    sun, 1, Sun, buy, operational, procurement_finance, user, , , , , , false
    he, 1, , plant, operational, user, , , , , , , true
    alone, 2, , , executive, , decider, , , , , , true)"));
  static const Exported departments(table(R"(
    department_id text, account_id int, name text, parent_id text
    it, 1, IT,
    buy, 1, Purchasing,
    plant, 1, Plant, it)"));
  static const Exported relations(table(R"(
    account_id int, from_id text, to_id text, from_kind text, to_kind text, kind text
    1, chen, wu, , , reports_to
    1, wu, gao, , , reports_to
    1, lin, gao, , , reports_to
    1, sun, lin, , , reports_to
    1, chen, lin, , , introduces
    1, lin, wu, , , influences
    1, buy, it, department, department, constrains
    1, he, he, , , influences
    1, chen, nobody, , , influences)"));
  static const Exported stances(table(R"(
    person_id text, vendor text, relation_stage text, support int, as_of day, evidence text
    chen, @us, ally, 2, 2026-01-10, introduced us
    wu, @us, known, , 2026-01-12,
    lin, @us, trust, 0, 2026-01-15,
    lin, Rival, engaged, 1, 2026-01-15, visit
    gao, Rival, known, -1, 2026-01-20,
    gao, @us, none, , 2025-12-01,)"));
  static const Exported accounts(table(R"(
    account_id int, do_not_contact bool, public_body bool
    1, false, false
    2, true,)"));
  static const Exported deals(table(R"(
    opportunity_id int, account_id int, amount_minor int, currency text, tender_phase text, outcome text
    11, 1, 800000, CNY, none, open
    12, 2, 70000000, CNY, published, open)"));
  static const Exported points(table(R"(
    account_id int, vendor text, criterion text, kind text, person_id text, role text, answer text
    1, @us, service, advantage, wu, ,
    1, @us, price, weakness, , decider, discount
    1, Rival, price, advantage, lin, ,)"));
  static const Exported activities(table(R"(
    activity_id int, kind text, rep_id text, person_id text, done_on day
    1, visit, li, chen, 2025-11-01
    2, call, li, wu, 2026-01-12)"));
  sandan_tables* tables = nullptr;
  REQUIRE(sandan_tables_create(&tables, nullptr) == SANDAN_OK);
  const auto add = [&](std::string_view name, const Exported& batch) {
    REQUIRE(sandan_tables_add(tables, name.data(), name.size(), &batch.schema, &batch.array,
                              nullptr) == SANDAN_OK);
  };
  add("people", people);
  add("departments", departments);
  add("relations", relations);
  add("stances", stances);
  add("accounts", accounts);
  add("opportunities", deals);
  add("points", points);
  add("activities", activities);
  return TableSet(tables);
}

inline MapsHandle make_maps(const TableSet& tables, const std::string& request = "{}") {
  const VocabularyHandle vocabulary = make_vocabulary();
  sandan_org_maps* maps = nullptr;
  sandan_error error = SANDAN_ERROR_INIT;
  const std::int32_t status = sandan_org_build(vocabulary.get(), tables.get(), request.data(),
                                               request.size(), nullptr, &maps, &error);
  INFO(error.message);
  REQUIRE(status == SANDAN_OK);
  return MapsHandle(maps);
}

/// A question to maps that may read tables.
using OrgVerb = int32_t (*)(const sandan_org_maps*, const sandan_tables*, const char*, size_t,
                            const sandan_run*, sandan_result**, sandan_error*);

struct NamedOrgVerb {
  const char* name;
  OrgVerb call;
  std::string request;  ///< one that succeeds
};

template <auto verb>
int32_t of_maps(const sandan_org_maps* maps, const sandan_tables*, const char* request, size_t size,
                const sandan_run* run, sandan_result** out, sandan_error* error) {
  return verb(maps, request, size, run, out, error);
}

inline int32_t maps_diff_with_themselves(const sandan_org_maps* maps, const sandan_tables*,
                                         const char* request, size_t size, const sandan_run* run,
                                         sandan_result** out, sandan_error* error) {
  return sandan_org_diff(maps, maps, request, size, run, out, error);
}

inline const std::string small_change =
    R"({"changes": [{"kind": "set_support", "person_id": "gao", "support": 1},
                    {"kind": "add_relation", "from_id": "lin", "to_id": "gao",
                     "relation": "introduces", "weight": 2},
                    {"kind": "remove_person", "person_id": "sun"}]})";
inline const std::string small_erasure = R"({"person_id": "lin"})";

inline const std::string small_graphml =
    R"(<?xml version="1.0" encoding="UTF-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns">
  <key id="d0" for="node" attr.name="level" attr.type="string"/>
  <key id="d1" for="node" attr.name="support" attr.type="int"/>
  <key id="d2" for="edge" attr.name="weight" attr.type="double"><default>1.0</default></key>
  <graph id="g" edgedefault="directed">
    <node id="a"><data key="d0">executive</data></node>
    <node id="b"><data key="d1">2</data></node>
    <edge source="a" target="b"><data key="d2">0.5</data></edge>
    <edge source="b" target="a"/>
  </graph>
</graphml>)";

/// Every question of sandan/org.h that answers with tables about maps.
inline const std::vector<NamedOrgVerb>& org_verbs() {
  static const std::vector<NamedOrgVerb> all = {
      {"faults", of_maps<sandan_org_faults>, "{}"},
      {"contents", of_maps<sandan_org_contents>, R"({"accounts": [1]})"},
      {"coverage", of_maps<sandan_org_coverage>, "{}"},
      {"routes", of_maps<sandan_org_routes>, R"({"alternatives": 4})"},
      {"gatekeepers", of_maps<sandan_org_gatekeepers>, R"({"targets": ["gao"]})"},
      {"flow", of_maps<sandan_org_flow>, "{}"},
      {"verdict", of_maps<sandan_org_verdict>, R"({"amount_minor": 400000})"},
      {"win_over", of_maps<sandan_org_win_over>, R"({"most": 5, "picks": 2})"},
      {"competitors", of_maps<sandan_org_competitors>, R"({"model": "degroot"})"},
      {"next_contacts", sandan_org_next_contacts, R"({"as_of": "2026-02-01"})"},
      {"centrality", of_maps<sandan_org_centrality>, R"({"distance": "inverse_weight"})"},
      {"layout", of_maps<sandan_org_layout>, "{}"},
      {"summary", of_maps<sandan_org_summary>, R"({"centrality": true})"},
      {"what_if", of_maps<sandan_org_what_if>, small_change},
      {"diff", maps_diff_with_themselves, "{}"}};
  return all;
}

}  // namespace sandan::testing
