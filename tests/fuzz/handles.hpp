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

inline sandan_process* compile(std::string_view text) {
  sandan_process* process = nullptr;
  expect(sandan_process_compile(text.data(), text.size(), &process, nullptr) == SANDAN_OK);
  return process;
}

}  // namespace sandan::fuzz
