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
using CalendarHandle = std::unique_ptr<const sandan_calendar, Destroy<sandan_calendar_destroy>>;
using ProcessHandle = std::unique_ptr<const sandan_process, Destroy<sandan_process_destroy>>;
using HistoryHandle =
    std::unique_ptr<const sandan_process_history, Destroy<sandan_process_history_destroy>>;

inline const std::string small_process = R"({"sandan": "process/1", "code": "p",
  "label": {"en": "P"}, "stages": [{"code": "a", "label": {"en": "A"}},
  {"code": "b", "label": {"en": "B"}}, {"code": "w", "label": {"en": "W"}, "outcome": "won"}]})";

inline const Exported& small_deals() {
  static const Exported deals(table(R"(
    opportunity_id int, team_id text, created_on day, amount_minor int, currency coded, owner_id text, waiting_until day, waiting_reason text
    1, north, 2026-01-01, 100, CNY, li, ,
    2, south, 2026-01-02, 200, CNY, wang, ,
    3, north, 2026-01-03, , , li, 2026-08-01, budget)"));
  return deals;
}

inline const Exported& small_receivables() {
  static const Exported receivables(table(R"(
    opportunity_id int, due_on day, amount_minor int, collected_minor int, collected_on day
    1, 2026-03-01, 60, 60, 2026-03-05
    1, 2026-05-01, 40, ,
    9, 2026-05-01, 40, ,)"));
  return receivables;
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

inline const std::string small_calendar = R"({"sandan": "calendar/1", "code": "c",
  "label": {"en": "C"}, "week": ["mon", "tue", "wed", "thu", "fri"],
  "span": {"from": "2026-01-01", "to": "2026-12-31"},
  "holidays": [{"label": {"en": "New Year"}, "from": "2026-01-01", "to": "2026-01-02"}],
  "make_up_workdays": [{"label": {"en": "Saturday"}, "on": "2026-01-03"}],
  "fiscal": {"kind": "months", "first_month": 4}})";

inline const std::string two_weeks = R"({"from": "2026-01-01", "to": "2026-01-14"})";

inline CalendarHandle make_calendar() {
  sandan_calendar* calendar = nullptr;
  REQUIRE(sandan_calendar_compile(small_calendar.data(), small_calendar.size(), &calendar,
                                  nullptr) == SANDAN_OK);
  return CalendarHandle(calendar);
}

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
  add("receivables", small_receivables());
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

using TimedVerb = int32_t (*)(const sandan_process_history*, const sandan_calendar*, const char*,
                              size_t, const sandan_run*, sandan_result**, sandan_error*);

/// One calendar for all that ask with one.
inline const sandan_calendar* shared_calendar() {
  static const CalendarHandle calendar = make_calendar();
  return calendar.get();
}

/// A verb that takes a calendar, asked with the shared one.
template <TimedVerb verb>
int32_t with_calendar(const sandan_process_history* history, const char* request, size_t size,
                      const sandan_run* run, sandan_result** out, sandan_error* error) {
  return verb(history, shared_calendar(), request, size, run, out, error);
}

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
      {"between", sandan_process_between, R"({"pairs": [["a", "b"], ["a", "w"]]})"},
      {"dwell", with_calendar<sandan_process_dwell>, R"({"by": ["team_id"], "rollup": true})"},
      {"survival", with_calendar<sandan_process_survival>,
       R"({"curve": true, "unit": "workdays", "min_n": 1})"},
      {"stalls", with_calendar<sandan_process_stalls>,
       R"({"min_n": 1, "quantile": 0.5, "keys": ["owner_id"]})"},
      {"velocity", with_calendar<sandan_process_velocity>, R"({"min_n": 1})"},
      {"compare", sandan_process_compare, R"({"min_n": 1, "within": "team_id"})"},
      {"receivables", sandan_process_receivables, R"({"by": ["team_id"], "keys": ["owner_id"]})"}};
  shared_calendar();  // made before anybody counts allocations
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
