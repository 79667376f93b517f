// Documents: the JSON parser, the canonical form, the readers of calendars and
// processes.

#include "fuzz/handles.hpp"

using namespace sandan::fuzz;

namespace {

/// Every question to a calendar, on days within, at and beyond its ends.
void ask(const sandan_calendar* calendar) {
  constexpr int32_t from[] = {-25'567, 0, 20'454, 84'005};
  constexpr int32_t to[] = {84'005, 20'454, 0, -25'567};
  constexpr int64_t steps[] = {1, -1, 1'000, -1'000};
  constexpr std::size_t size = 4;
  int32_t flags[size], projected[size], found[size];
  int64_t counted[size], uncovered[size];
  expect(sandan_calendar_is_workday(calendar, from, size, flags, projected, nullptr) == SANDAN_OK);
  expect(sandan_calendar_count(calendar, from, to, size, counted, uncovered, nullptr) == SANDAN_OK);
  expect(counted[0] >= 0 && uncovered[0] >= 0 && uncovered[0] <= counted[0]);
  for (std::size_t i = 0; i < size; ++i) {
    if (sandan_calendar_add(calendar, from + i, steps + i, 1, found, projected, nullptr) !=
        SANDAN_OK) {
      continue;
    }
    expect(sandan_calendar_elapsed(calendar, from + i, found, 1, counted, nullptr, nullptr) ==
           SANDAN_OK);
    expect(counted[0] == steps[i]);
  }
  for (const int32_t day : from) {
    sandan_calendar_next(calendar, &day, 1, found, nullptr, nullptr);
    sandan_calendar_previous(calendar, &day, 1, found, nullptr, nullptr);
  }
  sandan_text* text = nullptr;
  use(sandan_calendar_to_json(calendar, &text, nullptr), text);
  constexpr std::string_view request = R"({"from":"2025-12-20","to":"2026-02-10"})";
  sandan_result* days = nullptr;
  use(sandan_calendar_days(calendar, request.data(), request.size(), nullptr, &days, nullptr),
      days);
  sandan_result* periods = nullptr;
  use(sandan_calendar_periods(calendar, request.data(), request.size(), nullptr, &periods, nullptr),
      periods);
}

void read_calendar(const char* json, std::size_t size) {
  sandan_error error = SANDAN_ERROR_INIT;
  sandan_calendar* calendar = nullptr;
  if (sandan_calendar_compile(json, size, &calendar, &error) != SANDAN_OK) {
    expect(error.code != SANDAN_INTERNAL && error.message[0] != '\0');
    return;
  }
  ask(calendar);
  sandan_calendar_destroy(calendar);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto* json = reinterpret_cast<const char*>(data);
  sandan_text* canonical = nullptr;
  const int32_t status = sandan_documents_canonical(json, size, &canonical, nullptr);
  if (status == SANDAN_OK) {
    // The canonical form is its own canonical form.
    sandan_text* again = nullptr;
    expect(sandan_documents_canonical(sandan_text_data(canonical), sandan_text_size(canonical),
                                      &again, nullptr) == SANDAN_OK);
    expect(std::string_view(sandan_text_data(again)) == sandan_text_data(canonical));
    sandan_text_destroy(again);
    sandan_text* digest = nullptr;
    use(sandan_documents_digest(json, size, &digest, nullptr), digest);
  }
  use(status, canonical);
  read_calendar(json, size);

  sandan_error error = SANDAN_ERROR_INIT;
  sandan_process* process = nullptr;
  if (sandan_process_compile(json, size, &process, &error) != SANDAN_OK) {
    expect(error.code != SANDAN_INTERNAL && error.message[0] != '\0');
    return 0;
  }
  sandan_text* text = nullptr;
  use(sandan_process_to_json(process, &text, nullptr), text);
  sandan_result* described = nullptr;
  use(sandan_process_describe(process, nullptr, 0, nullptr, &described, nullptr), described);
  sandan_process* other = compile(process_text);
  sandan_result* map = nullptr;
  use(sandan_process_map_stages(process, other, nullptr, 0, nullptr, &map, nullptr), map);
  sandan_process_destroy(other);
  sandan_process_destroy(process);
  return 0;
}
