#pragma once

#include <cstring>
#include <memory>
#include <string>
#include <string_view>

#include "sandan.h"
#include "support/catch.hpp"
#include "support/text_table.hpp"

/// Owned handles of the C interface and a small book for its tests.
namespace sandan::testing {

template <auto destroy>
struct Destroy {
  template <class Handle>
  void operator()(Handle* handle) const {
    destroy(handle);
  }
};

using Text = std::unique_ptr<sandan_text, Destroy<sandan_text_destroy>>;
using TableSet = std::unique_ptr<sandan_tables, Destroy<sandan_tables_destroy>>;
using ResultHandle = std::unique_ptr<const sandan_result, Destroy<sandan_result_destroy>>;
using ProcessHandle = std::unique_ptr<const sandan_process, Destroy<sandan_process_destroy>>;
using HistoryHandle =
    std::unique_ptr<const sandan_process_history, Destroy<sandan_process_history_destroy>>;

inline const std::string small_process = R"({"sandan": "process/1", "code": "p",
  "label": {"en": "P"}, "stages": [{"code": "a", "label": {"en": "A"}},
  {"code": "b", "label": {"en": "B"}}, {"code": "w", "label": {"en": "W"}, "outcome": "won"}]})";

inline const Exported& small_deals() {
  static const Exported deals(table(R"(
    opportunity_id int, team_id text, created_on day, amount_minor int, currency coded
    1, north, 2026-01-01, 100, CNY
    2, south, 2026-01-02, 200, CNY
    3, north, 2026-01-03, ,)"));
  return deals;
}

inline const Exported& small_events() {
  static const Exported events(table(R"(
    opportunity_id int, stage text, entered_at moment
    1, a, 2026-01-01T09:00
    1, b, 2026-01-05T09:00
    1, w, 2026-02-05T09:00
    2, a, 2026-01-02
    2, lost, 2026-01-09
    3, a, 2026-01-03
    3, nowhere, 2026-01-04)"));
  return events;
}

inline const std::string as_of = R"({"as_of": "2026-06-30"})";

inline ProcessHandle make_process(const std::string& json = small_process) {
  sandan_process* process = nullptr;
  REQUIRE(sandan_process_compile(json.data(), json.size(), &process, nullptr) == SANDAN_OK);
  return ProcessHandle(process);
}

inline TableSet make_tables() {
  sandan_tables* tables = nullptr;
  REQUIRE(sandan_tables_create(&tables, nullptr) == SANDAN_OK);
  const auto add = [&](std::string_view name, const Exported& batch) {
    REQUIRE(sandan_tables_add(tables, name.data(), name.size(), &batch.schema, &batch.array,
                              nullptr) == SANDAN_OK);
  };
  add("opportunities", small_deals());
  add("stage_events", small_events());
  return TableSet(tables);
}

inline HistoryHandle make_history() {
  const ProcessHandle process = make_process();
  const TableSet tables = make_tables();
  sandan_process_history* history = nullptr;
  REQUIRE(sandan_process_history_build(process.get(), tables.get(), as_of.data(), as_of.size(),
                                       nullptr, &history, nullptr) == SANDAN_OK);
  return HistoryHandle(history);
}

using Verb = int32_t (*)(const sandan_process_history*, const char*, size_t, const sandan_run*,
                         sandan_result**, sandan_error*);

struct NamedVerb {
  const char* name;
  Verb call;
  std::string request;  ///< one that succeeds
};

inline const std::vector<NamedVerb>& verbs() {
  static const std::vector<NamedVerb> all = {
      {"faults", sandan_process_faults, "{}"},
      {"moves", sandan_process_moves, "{}"},
      {"state", sandan_process_state, "{}"},
      {"pipeline", sandan_process_pipeline, R"({"by": ["team_id"], "rollup": true})"},
      {"funnel", sandan_process_funnel, R"({"by": ["team_id"], "rollup": true})"},
      {"outcomes", sandan_process_outcomes, R"({"by": [{"period": "month", "of": "created_on"}]})"},
      {"between", sandan_process_between, R"({"pairs": [["a", "b"], ["a", "w"]]})"}};
  return all;
}

inline std::string json_of(const sandan_result* result) {
  sandan_text* text = nullptr;
  REQUIRE(sandan_result_to_json(result, nullptr, 0, &text, nullptr) == SANDAN_OK);
  const Text owner(text);
  return {sandan_text_data(text), sandan_text_size(text)};
}

inline ResultHandle ask(const NamedVerb& verb, const sandan_process_history* history,
                        const sandan_run* run = nullptr) {
  sandan_result* result = nullptr;
  REQUIRE(verb.call(history, verb.request.data(), verb.request.size(), run, &result, nullptr) ==
          SANDAN_OK);
  return ResultHandle(result);
}

}  // namespace sandan::testing
