// Every function of capi/api.json with NULL in every pointer position and in
// every combination of positions: a documented answer, outputs untouched.
#include "capi/null_walk.hpp"

using namespace sandan::testing;

namespace {

constexpr std::array<int32_t, 2> two_days = {20'454, 20'466};  // 2026-01-01 and -13
constexpr std::array<int64_t, 2> two_numbers = {3, -3};

/// Walks a function on columns of days: `inputs`, two outputs of which the
/// second may be left out, and the error. What fails writes nothing.
template <class Output, class... Arguments>
void walk_columns(const char* name, int32_t (*function)(Arguments...), auto... inputs) {
  constexpr Output untouched = -99;
  std::array<Output, 2> first{}, second{};
  sandan_error error = SANDAN_ERROR_INIT;
  walk(
      name, function,
      [&] {
        first.fill(untouched);
        second.fill(untouched);
        return std::tuple<Arguments...>(inputs..., first.data(), second.data(), &error);
      },
      [&](int32_t status) {
        CHECK((first[0] == untouched) == (status != SANDAN_OK));
        if (status != SANDAN_OK) CHECK(second[0] == untouched);
      },
      1u << (sizeof...(inputs) + 1));
}

}  // namespace

TEST_CASE("null walk: functions that cannot fail") {
  CHECK(sandan_version() > 0);
  CHECK(sandan_abi_version() == SANDAN_ABI_NUMBER);
  CHECK(std::string(sandan_status_name(SANDAN_SCHEMA)) == "SCHEMA");
  CHECK(std::string(sandan_status_name(-5)) == "INTERNAL");
  CHECK(std::string(sandan_text_data(nullptr)).empty());
  CHECK(sandan_text_size(nullptr) == 0);
  CHECK(sandan_result_count(nullptr) == 0);
  CHECK(sandan_result_name(nullptr, 0) == nullptr);
  CHECK(sandan_result_rows(nullptr, "moves", 5) == -1);
  CHECK(sandan_result_rows(nullptr, nullptr, 0) == -1);
  CHECK(sandan_result_retain(nullptr) == nullptr);
  CHECK(sandan_calendar_retain(nullptr) == nullptr);
  CHECK(sandan_process_retain(nullptr) == nullptr);
  CHECK(sandan_process_history_retain(nullptr) == nullptr);
  sandan_text_destroy(nullptr);
  sandan_tables_destroy(nullptr);
  sandan_result_destroy(nullptr);
  sandan_calendar_destroy(nullptr);
  sandan_process_destroy(nullptr);
  sandan_process_history_destroy(nullptr);
}

TEST_CASE("null walk: core") {
  WALK_ALONE(sandan_tables_destroy, sandan_tables, sandan_tables_create);
  WALK_ALONE(sandan_text_destroy, sandan_text, sandan_documents_list);
  WALK(sandan_text_destroy, sandan_text, sandan_documents_get, "process", std::size_t{7},
       "six_moves", std::size_t{9});
  WALK(sandan_text_destroy, sandan_text, sandan_documents_canonical, "{}", std::size_t{2});
  WALK(sandan_text_destroy, sandan_text, sandan_documents_digest, "{}", std::size_t{2});
}

TEST_CASE("null walk: tables") {
  sandan_error error = SANDAN_ERROR_INIT;
  TableSet tables;
  const auto fresh = [&] {
    sandan_tables* made = nullptr;
    REQUIRE(sandan_tables_create(&made, nullptr) == SANDAN_OK);
    tables.reset(made);
    return made;
  };
  walk(
      "sandan_tables_add", sandan_tables_add,
      [&] {
        return std::tuple<sandan_tables*, const char*, size_t, const ArrowSchema*,
                          const ArrowArray*, sandan_error*>(fresh(), "t", 1, &small_deals().schema,
                                                            &small_deals().array, &error);
      },
      [](int32_t) {});
  ArrowArrayStream stream{};
  walk(
      "sandan_tables_add_stream", sandan_tables_add_stream,
      [&] {
        if (stream.release != nullptr) stream.release(&stream);
        stream = stream_of({table("id int\n1")});
        return std::tuple<sandan_tables*, const char*, size_t, ArrowArrayStream*, sandan_error*>(
            fresh(), "t", 1, &stream, &error);
      },
      [&](int32_t status) {
        // MOVED: gone after success, and after a failure that saw it.
        if (status == SANDAN_OK) CHECK(stream.release == nullptr);
      });
  if (stream.release != nullptr) stream.release(&stream);
}

TEST_CASE("null walk: results") {
  const HistoryHandle history = make_history();
  const ResultHandle result = ask(verbs()[1], history.get());
  const sandan_result* handle = result.get();
  WALK(sandan_text_destroy, sandan_text, sandan_result_to_json, handle, "moves", std::size_t{5});
  CHECK(sandan_result_name(handle, -1) == nullptr);
  CHECK(sandan_result_name(handle, 2) == nullptr);
  CHECK(sandan_result_rows(handle, "nothing", 7) == -1);
  CHECK(sandan_result_rows(handle, nullptr, 5) == -1);
  CHECK(sandan_result_rows(handle, nullptr, 0) == 6);

  sandan_error error = SANDAN_ERROR_INIT;
  ArrowSchema schema{};
  walk(
      "sandan_result_schema", sandan_result_schema,
      [&] {
        return std::tuple<const sandan_result*, const char*, size_t, ArrowSchema*, sandan_error*>(
            handle, "moves", 5, &schema, &error);
      },
      [&](int32_t status) {
        CHECK((schema.release != nullptr) == (status == SANDAN_OK));
        if (schema.release != nullptr) schema.release(&schema);
      });
  ArrowArrayStream stream{};
  walk(
      "sandan_result_export", sandan_result_export,
      [&] {
        return std::tuple<const sandan_result*, const char*, size_t, ArrowArrayStream*,
                          sandan_error*>(handle, "moves", 5, &stream, &error);
      },
      [&](int32_t status) {
        CHECK((stream.release != nullptr) == (status == SANDAN_OK));
        if (stream.release != nullptr) stream.release(&stream);
      });
}

TEST_CASE("null walk: calendar") {
  const CalendarHandle calendar = make_calendar();
  const sandan_calendar* handle = calendar.get();
  const sandan_run run = SANDAN_RUN_INIT;
  WALK(sandan_calendar_destroy, sandan_calendar, sandan_calendar_compile, small_calendar.data(),
       small_calendar.size());
  WALK(sandan_text_destroy, sandan_text, sandan_calendar_to_json, handle);
  WALK_ALONE(sandan_text_destroy, sandan_text, sandan_calendar_output_schema);
  WALK(sandan_result_destroy, sandan_result, sandan_calendar_days, handle, two_weeks.data(),
       two_weeks.size(), &run);
  WALK(sandan_result_destroy, sandan_result, sandan_calendar_periods, handle, two_weeks.data(),
       two_weeks.size(), &run);
}

TEST_CASE("null walk: columns of days") {
  const CalendarHandle calendar = make_calendar();
  walk_columns<int32_t>("sandan_calendar_is_workday", sandan_calendar_is_workday, calendar.get(),
                        two_days.data(), two_days.size());
  walk_columns<int64_t>("sandan_calendar_count", sandan_calendar_count, calendar.get(),
                        two_days.data(), two_days.data(), two_days.size());
  walk_columns<int64_t>("sandan_calendar_elapsed", sandan_calendar_elapsed, calendar.get(),
                        two_days.data(), two_days.data(), two_days.size());
  walk_columns<int32_t>("sandan_calendar_add", sandan_calendar_add, calendar.get(), two_days.data(),
                        two_numbers.data(), two_days.size());
  walk_columns<int32_t>("sandan_calendar_next", sandan_calendar_next, calendar.get(),
                        two_days.data(), two_days.size());
  walk_columns<int32_t>("sandan_calendar_previous", sandan_calendar_previous, calendar.get(),
                        two_days.data(), two_days.size());
  // Columns of no rows need no memory.
  CHECK(sandan_calendar_is_workday(calendar.get(), nullptr, 0, nullptr, nullptr, nullptr) ==
        SANDAN_OK);
  CHECK(sandan_calendar_count(calendar.get(), nullptr, nullptr, 0, nullptr, nullptr, nullptr) ==
        SANDAN_OK);
  CHECK(sandan_calendar_add(calendar.get(), nullptr, nullptr, 0, nullptr, nullptr, nullptr) ==
        SANDAN_OK);
}

TEST_CASE("null walk: process") {
  const ProcessHandle process = make_process();
  const sandan_process* handle = process.get();
  const sandan_run run = SANDAN_RUN_INIT;
  WALK(sandan_process_destroy, sandan_process, sandan_process_compile, small_process.data(),
       small_process.size());
  WALK(sandan_text_destroy, sandan_text, sandan_process_to_json, handle);
  WALK(sandan_result_destroy, sandan_result, sandan_process_describe, handle, "{}", std::size_t{2},
       &run);
  WALK(sandan_result_destroy, sandan_result, sandan_process_map_stages, handle, handle, "{}",
       std::size_t{2}, &run);
  WALK_ALONE(sandan_text_destroy, sandan_text, sandan_process_input_schema);
  WALK_ALONE(sandan_text_destroy, sandan_text, sandan_process_output_schema);
}

TEST_CASE("null walk: history") {
  const ProcessHandle process = make_process();
  const TableSet tables = make_tables();
  const sandan_run run = SANDAN_RUN_INIT;
  WALK(sandan_process_history_destroy, sandan_process_history, sandan_process_history_build,
       process.get(), tables.get(), as_of.data(), as_of.size(), &run);
  const HistoryHandle history = make_history();
  const sandan_process_history* handle = history.get();
#define WALK_VERB(index, function)                                                            \
  WALK(sandan_result_destroy, sandan_result, function, handle, verbs()[index].request.data(), \
       verbs()[index].request.size(), &run)
  WALK_VERB(0, sandan_process_faults);
  WALK_VERB(1, sandan_process_moves);
  WALK_VERB(2, sandan_process_state);
  WALK_VERB(3, sandan_process_pipeline);
  WALK_VERB(4, sandan_process_funnel);
  WALK_VERB(5, sandan_process_outcomes);
  WALK_VERB(6, sandan_process_between);
  WALK_VERB(11, sandan_process_compare);
  WALK_VERB(12, sandan_process_receivables);
}

TEST_CASE("null walk: verbs that may do without a calendar") {
  const HistoryHandle history = make_history();
  const auto walk_timed = [&](const char* name, TimedVerb verb) {
    sandan_result* const untouched = reinterpret_cast<sandan_result*>(0x10);
    sandan_result* result = untouched;
    const sandan_run run = SANDAN_RUN_INIT;
    sandan_error error = SANDAN_ERROR_INIT;
    walk(
        name, verb,
        [&] {
          result = untouched;
          return std::tuple(static_cast<const sandan_process_history*>(history.get()),
                            shared_calendar(), "{}", std::size_t{2}, &run, &result, &error);
        },
        [&](int32_t status) {
          CHECK((result == untouched) == (status != SANDAN_OK));
          if (status == SANDAN_OK) sandan_result_destroy(result);
        },
        1u << 1);
  };
  walk_timed("sandan_process_dwell", sandan_process_dwell);
  walk_timed("sandan_process_survival", sandan_process_survival);
  walk_timed("sandan_process_stalls", sandan_process_stalls);
  walk_timed("sandan_process_velocity", sandan_process_velocity);
}
