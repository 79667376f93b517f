// Every function that can fail, with every allocation it makes failing in turn.

#include <memory>
#include <string>

#include "oom/fail_each.hpp"

using namespace sandan::testing;

TEST_CASE("text functions survive every failing allocation", "[oom]") {
  const std::string document = small_process;
  fail_each_allocation(text_call("sandan_documents_canonical", [&](auto** out, auto* error) {
    return sandan_documents_canonical(document.data(), document.size(), out, error);
  }));
  fail_each_allocation(text_call("sandan_documents_digest", [&](auto** out, auto* error) {
    return sandan_documents_digest(document.data(), document.size(), out, error);
  }));
  fail_each_allocation(text_call("sandan_documents_get", [](auto** out, auto* error) {
    return sandan_documents_get("process", 7, "simple", 6, out, error);
  }));
  fail_each_allocation(text_call("sandan_documents_list", [](auto** out, auto* error) {
    return sandan_documents_list(out, error);
  }));
  fail_each_allocation(text_call("sandan_process_input_schema", [](auto** out, auto* error) {
    return sandan_process_input_schema(out, error);
  }));
  fail_each_allocation(text_call("sandan_process_output_schema", [](auto** out, auto* error) {
    return sandan_process_output_schema(out, error);
  }));
  const ProcessHandle process = make_process();
  fail_each_allocation(text_call("sandan_process_to_json", [&](auto** out, auto* error) {
    return sandan_process_to_json(process.get(), out, error);
  }));
}

TEST_CASE("calendars survive every failing allocation", "[oom]") {
  const std::string document = small_calendar;
  auto compiled = std::make_shared<Slot<sandan_calendar>>();
  fail_each_allocation({"sandan_calendar_compile",
                        [&](sandan_error* error) {
                          return sandan_calendar_compile(document.data(), document.size(),
                                                         &compiled->handle, error);
                        },
                        [&] { sandan_calendar_destroy(compiled->handle); }});
  const CalendarHandle calendar = make_calendar();
  fail_each_allocation(text_call("sandan_calendar_to_json", [&](auto** out, auto* error) {
    return sandan_calendar_to_json(calendar.get(), out, error);
  }));
  fail_each_allocation(text_call("sandan_calendar_output_schema", [](auto** out, auto* error) {
    return sandan_calendar_output_schema(out, error);
  }));
  fail_each_allocation(result_call("sandan_calendar_days", [&](auto** out, auto* error) {
    return sandan_calendar_days(calendar.get(), two_weeks.data(), two_weeks.size(), nullptr, out,
                                error);
  }));
  fail_each_allocation(result_call("sandan_calendar_periods", [&](auto** out, auto* error) {
    return sandan_calendar_periods(calendar.get(), two_weeks.data(), two_weeks.size(), nullptr, out,
                                   error);
  }));
}

TEST_CASE("functions on days survive every failing allocation", "[oom]") {
  const CalendarHandle calendar = make_calendar();
  const std::int32_t day = 20'454;
  const std::int64_t n = 3;
  std::int32_t found = 0;
  const auto nothing = [] {};
  fail_each_allocation({"sandan_calendar_add",
                        [&](sandan_error* error) {
                          return sandan_calendar_add(calendar.get(), &day, &n, 1, &found, nullptr,
                                                     error);
                        },
                        nothing});
  fail_each_allocation({"sandan_calendar_next",
                        [&](sandan_error* error) {
                          return sandan_calendar_next(calendar.get(), &day, 1, &found, nullptr,
                                                      error);
                        },
                        nothing});
  fail_each_allocation({"sandan_calendar_previous",
                        [&](sandan_error* error) {
                          return sandan_calendar_previous(calendar.get(), &day, 1, &found, nullptr,
                                                          error);
                        },
                        nothing});

  // Counting needs no memory at all.
  std::int64_t counted = 0;
  watch_allocations(0);
  const std::int32_t statuses[] = {
      sandan_calendar_is_workday(calendar.get(), &day, 1, &found, nullptr, nullptr),
      sandan_calendar_count(calendar.get(), &day, &day, 1, &counted, nullptr, nullptr),
      sandan_calendar_elapsed(calendar.get(), &day, &day, 1, &counted, nullptr, nullptr)};
  const Watched watched = stop_watching();
  for (const std::int32_t status : statuses)
    CHECK(status == SANDAN_OK);
  CHECK(watched.allocations == 0);
}

TEST_CASE("processes survive every failing allocation", "[oom]") {
  const std::string document = small_process;
  auto compiled = std::make_shared<Slot<sandan_process>>();
  fail_each_allocation({"sandan_process_compile",
                        [&](sandan_error* error) {
                          return sandan_process_compile(document.data(), document.size(),
                                                        &compiled->handle, error);
                        },
                        [&] { sandan_process_destroy(compiled->handle); }});
  const ProcessHandle process = make_process();
  fail_each_allocation(result_call("sandan_process_describe", [&](auto** out, auto* error) {
    return sandan_process_describe(process.get(), nullptr, 0, nullptr, out, error);
  }));
  const std::string pairs = R"({"pairs": {"a": "b"}})";
  fail_each_allocation(result_call("sandan_process_map_stages", [&](auto** out, auto* error) {
    return sandan_process_map_stages(process.get(), process.get(), pairs.data(), pairs.size(),
                                     nullptr, out, error);
  }));
  CHECK(json_of(ResultHandle([&] {
                  sandan_result* result = nullptr;
                  sandan_process_describe(process.get(), nullptr, 0, nullptr, &result, nullptr);
                  return result;
                }())
                    .get())
            .find("\"stages\"") != std::string::npos);
}

TEST_CASE("tables survive every failing allocation", "[oom]") {
  auto created = std::make_shared<Slot<sandan_tables>>();
  fail_each_allocation(
      {"sandan_tables_create",
       [&](sandan_error* error) { return sandan_tables_create(&created->handle, error); },
       [&] { sandan_tables_destroy(created->handle); }});

  // A set that refused a batch takes it the next time: one set serves them all.
  const Exported& deals = small_deals();
  auto filled = std::make_shared<Slot<sandan_tables>>();
  fail_each_allocation({"sandan_tables_add",
                        [&](sandan_error* error) {
                          const std::int32_t made = sandan_tables_create(&filled->handle, error);
                          if (made != SANDAN_OK) return made;
                          const std::int32_t added =
                              sandan_tables_add(filled->handle, "opportunities", 13, &deals.schema,
                                                &deals.array, error);
                          if (added != SANDAN_OK) sandan_tables_destroy(filled->handle);
                          return added;
                        },
                        [&] { sandan_tables_destroy(filled->handle); }});

  const HistoryHandle history = make_history();
  const ResultHandle moves = ask(verbs()[1], history.get());
  fail_each_allocation({"sandan_tables_add_stream",
                        [&](sandan_error* error) {
                          sandan_tables* tables = nullptr;
                          const std::int32_t made = sandan_tables_create(&tables, error);
                          if (made != SANDAN_OK) return made;
                          ArrowArrayStream stream{};
                          std::int32_t status =
                              sandan_result_export(moves.get(), nullptr, 0, &stream, error);
                          if (status == SANDAN_OK) {
                            status = sandan_tables_add_stream(tables, "moves", 5, &stream, error);
                          }
                          sandan_tables_destroy(tables);
                          // The stream's own refusal reaches the caller as bad data.
                          return status == SANDAN_DATA ? refused_by_stream(error) : status;
                        },
                        [] {}});
}

TEST_CASE("histories survive every failing allocation", "[oom]") {
  const ProcessHandle process = make_process();
  const TableSet tables = make_tables();
  auto built = std::make_shared<Slot<sandan_process_history>>();
  fail_each_allocation({"sandan_process_history_build",
                        [&](sandan_error* error) {
                          return sandan_process_history_build(process.get(), tables.get(),
                                                              as_of.data(), as_of.size(), nullptr,
                                                              &built->handle, error);
                        },
                        [&] { sandan_process_history_destroy(built->handle); }});

  const HistoryHandle history = make_history();
  // sandan_process_faults, sandan_process_moves, sandan_process_state,
  // sandan_process_pipeline, sandan_process_funnel, sandan_process_outcomes,
  // sandan_process_between, sandan_process_dwell, sandan_process_survival,
  // sandan_process_stalls, sandan_process_velocity, sandan_process_compare
  // and sandan_process_receivables
  for (const NamedVerb& verb : verbs()) {
    fail_each_allocation(result_call(verb.name, [&](auto** out, auto* error) {
      return verb.call(history.get(), verb.request.data(), verb.request.size(), nullptr, out,
                       error);
    }));
  }
}

TEST_CASE("results survive every failing allocation", "[oom]") {
  const HistoryHandle history = make_history();
  const ResultHandle result = ask(verbs()[2], history.get());
  fail_each_allocation(text_call("sandan_result_to_json", [&](auto** out, auto* error) {
    return sandan_result_to_json(result.get(), nullptr, 0, out, error);
  }));
  ArrowSchema schema{};
  fail_each_allocation({"sandan_result_schema",
                        [&](sandan_error* error) {
                          return sandan_result_schema(result.get(), nullptr, 0, &schema, error);
                        },
                        [&] { schema.release(&schema); }});
  ArrowArrayStream stream{};
  fail_each_allocation({"sandan_result_export",
                        [&](sandan_error* error) {
                          return sandan_result_export(result.get(), nullptr, 0, &stream, error);
                        },
                        [&] { stream.release(&stream); }});
}
