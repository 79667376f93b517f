#pragma once

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "sandan.h"

/// What the fuzz targets share: a small process, and ways to use and release
/// what a call gave.
namespace sandan::fuzz {

inline constexpr std::string_view process_text = R"({"sandan":"process/1","code":"p",
  "label":{"en":"P"},"moves":{"skip":false,"forbidden":[{"from":"a","to":"b"}]},
  "stages":[{"code":"a","label":{"en":"A"},"layer":"need"},{"code":"b","label":{"en":"B"}},
  {"code":"w","label":{"en":"W"},"outcome":"won"},
  {"code":"s","label":{"en":"S"},"phase":"after"}]})";

inline constexpr std::string_view calendar_text = R"({"sandan":"calendar/1","code":"c",
  "label":{"en":"C"},"week":["mon","tue","wed","thu","fri"],
  "span":{"from":"2026-01-01","to":"2026-12-31"},
  "holidays":[{"label":{"zh":"H","en":"H"},"from":"2026-01-01","to":"2026-01-02"}],
  "make_up_workdays":[{"label":{"en":"M"},"on":"2026-01-03"}],
  "fiscal":{"kind":"weeks","pattern":"4-5-4",
  "year_ends":{"weekday":"sat","rule":"nearest","month":1}}})";

using TimedVerb = int32_t (*)(const sandan_process_history*, const sandan_calendar*, const char*,
                              size_t, const sandan_run*, sandan_result**, sandan_error*);

inline sandan_calendar* compile_calendar(std::string_view json);

/// A verb that takes a calendar, asked with one.
template <TimedVerb verb>
int32_t timed(const sandan_process_history* history, const char* request, size_t size,
              const sandan_run* run, sandan_result** out, sandan_error* error) {
  static const sandan_calendar* const calendar = compile_calendar(calendar_text);
  return verb(history, calendar, request, size, run, out, error);
}

/// A fault of the library, not of the input.
inline void expect(bool holds) {
  if (!holds) std::abort();
}

inline void use(int32_t status, sandan_text* text) {
  expect(status != SANDAN_INTERNAL);
  if (status == SANDAN_OK) expect(sandan_text_data(text)[sandan_text_size(text)] == '\0');
  sandan_text_destroy(text);
}

/// Reads a result in every way there is.
inline void use(int32_t status, sandan_result* result) {
  expect(status != SANDAN_INTERNAL);
  for (int64_t i = 0; i < sandan_result_count(result); ++i) {
    const std::string_view name = sandan_result_name(result, i);
    expect(sandan_result_rows(result, name.data(), name.size()) >= 0);
    struct ArrowSchema schema;
    if (sandan_result_schema(result, name.data(), name.size(), &schema, nullptr) == SANDAN_OK) {
      schema.release(&schema);
    }
    // What sandan gives, sandan takes.
    struct ArrowArrayStream stream;
    sandan_tables* tables = nullptr;
    expect(sandan_tables_create(&tables, nullptr) == SANDAN_OK);
    expect(sandan_result_export(result, name.data(), name.size(), &stream, nullptr) == SANDAN_OK);
    expect(sandan_tables_add_stream(tables, name.data(), name.size(), &stream, nullptr) ==
           SANDAN_OK);
    sandan_tables_destroy(tables);
  }
  if (result != nullptr) {
    sandan_text* text = nullptr;
    use(sandan_result_to_json(result, nullptr, 0, &text, nullptr), text);
  }
  sandan_result_destroy(result);
}

inline sandan_calendar* compile_calendar(std::string_view text) {
  sandan_calendar* calendar = nullptr;
  expect(sandan_calendar_compile(text.data(), text.size(), &calendar, nullptr) == SANDAN_OK);
  return calendar;
}

inline sandan_process* compile(std::string_view text) {
  sandan_process* process = nullptr;
  expect(sandan_process_compile(text.data(), text.size(), &process, nullptr) == SANDAN_OK);
  return process;
}

}  // namespace sandan::fuzz
