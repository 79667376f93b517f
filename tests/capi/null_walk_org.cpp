// The functions of sandan/org.h with NULL in every combination of pointer
// positions.
#include "capi/null_walk.hpp"
#include "capi/org_fixture.hpp"

using namespace sandan::testing;

TEST_CASE("null walk: functions of maps that cannot fail") {
  CHECK(sandan_org_vocabulary_retain(nullptr) == nullptr);
  sandan_org_vocabulary_destroy(nullptr);
  CHECK(sandan_org_maps_retain(nullptr) == nullptr);
  sandan_org_maps_destroy(nullptr);
}

TEST_CASE("null walk: map vocabularies and maps") {
  const std::string document = standard_vocabulary();
  const VocabularyHandle vocabulary = make_vocabulary();
  const TableSet tables = make_people();
  const MapsHandle maps = make_maps(tables);
  const sandan_org_vocabulary* words = vocabulary.get();
  const sandan_org_maps* handle = maps.get();
  const sandan_tables* facts = tables.get();
  const sandan_run run = SANDAN_RUN_INIT;
  WALK(sandan_org_vocabulary_destroy, sandan_org_vocabulary, sandan_org_compile, document.data(),
       document.size());
  WALK(sandan_text_destroy, sandan_text, sandan_org_vocabulary_to_json, words);
  WALK_ALONE(sandan_text_destroy, sandan_text, sandan_org_input_schema);
  WALK_ALONE(sandan_text_destroy, sandan_text, sandan_org_output_schema);
  WALK(sandan_org_maps_destroy, sandan_org_maps, sandan_org_build, words, facts, "{}",
       std::size_t{2}, &run);
  WALK(sandan_org_maps_destroy, sandan_org_maps, sandan_org_change, handle, small_change.data(),
       small_change.size(), &run);
  WALK(sandan_org_maps_destroy, sandan_org_maps, sandan_org_erase_person, handle,
       small_erasure.data(), small_erasure.size(), &run);
  WALK(sandan_text_destroy, sandan_text, sandan_org_export_person, handle, small_erasure.data(),
       small_erasure.size());
  constexpr std::string_view one = R"({"account_id": 1, "format": "json"})";
  WALK(sandan_text_destroy, sandan_text, sandan_org_write, handle, one.data(), one.size());
  WALK(sandan_result_destroy, sandan_result, sandan_org_read, small_graphml.data(),
       small_graphml.size(), "{}", std::size_t{2}, &run);
}

TEST_CASE("null walk: questions to maps") {
  const TableSet tables = make_people();
  const MapsHandle maps = make_maps(tables);
  const sandan_org_maps* handle = maps.get();
  const sandan_tables* facts = tables.get();
  const sandan_run run = SANDAN_RUN_INIT;
#define WALK_MAPS(index, function, ...)                             \
  WALK(sandan_result_destroy, sandan_result, function, __VA_ARGS__, \
       org_verbs()[index].request.data(), org_verbs()[index].request.size(), &run)
  WALK_MAPS(0, sandan_org_faults, handle);
  WALK_MAPS(1, sandan_org_contents, handle);
  WALK_MAPS(2, sandan_org_coverage, handle);
  WALK_MAPS(3, sandan_org_routes, handle);
  WALK_MAPS(4, sandan_org_gatekeepers, handle);
  WALK_MAPS(5, sandan_org_flow, handle);
  WALK_MAPS(6, sandan_org_verdict, handle);
  WALK_MAPS(7, sandan_org_win_over, handle);
  WALK_MAPS(8, sandan_org_competitors, handle);
  WALK_MAPS(9, sandan_org_next_contacts, handle, facts);
  WALK_MAPS(10, sandan_org_centrality, handle);
  WALK_MAPS(11, sandan_org_layout, handle);
  WALK_MAPS(12, sandan_org_summary, handle);
  WALK_MAPS(13, sandan_org_what_if, handle);
  WALK_MAPS(14, sandan_org_diff, handle, handle);
#undef WALK_MAPS
}
