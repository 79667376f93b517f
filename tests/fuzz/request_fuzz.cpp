// Requests: the first byte chooses the function, the rest is its request.

#include "fuzz/handles.hpp"
#include "support/text_table.hpp"

using namespace sandan::fuzz;

namespace {

struct Book {
  sandan_calendar* calendar = compile_calendar(calendar_text);
  sandan_process* process = compile(process_text);
  sandan_tables* tables = nullptr;
  sandan_process_history* history = nullptr;
  sandan::testing::Exported deals{sandan::testing::table(R"(
    opportunity_id int, team_id text, created_on day, amount_minor int, currency text, owner_id text
    1, north, 2026-01-01, 100, CNY, li
    2, south, 2026-01-02, 200, CNY, wang
    3, north, 2026-01-03, , USD, li)")};
  sandan::testing::Exported receivables{sandan::testing::table(R"(
    opportunity_id int, due_on day, amount_minor int, collected_on day
    1, 2026-03-01, 60, 2026-03-05
    1, 2026-05-01, 40,)")};
  sandan::testing::Exported events{sandan::testing::table(R"(
    opportunity_id int, stage text, entered_at moment
    1, a, 2026-01-01T09:00
    1, w, 2026-02-05T09:00
    2, a, 2026-01-02
    2, lost, 2026-01-09)")};

  Book() {
    expect(sandan_tables_create(&tables, nullptr) == SANDAN_OK);
    expect(sandan_tables_add(tables, "opportunities", 13, &deals.schema, &deals.array, nullptr) ==
           SANDAN_OK);
    expect(sandan_tables_add(tables, "stage_events", 12, &events.schema, &events.array, nullptr) ==
           SANDAN_OK);
    expect(sandan_tables_add(tables, "receivables", 11, &receivables.schema, &receivables.array,
                             nullptr) == SANDAN_OK);
    constexpr std::string_view request = R"({"as_of":"2026-06-30"})";
    expect(sandan_process_history_build(process, tables, request.data(), request.size(), nullptr,
                                        &history, nullptr) == SANDAN_OK);
  }
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const Book book;
  if (size == 0) return 0;
  const auto* text = reinterpret_cast<const char*>(data) + 1;
  const std::size_t length = size - 1;
  using Verb = int32_t (*)(const sandan_process_history*, const char*, size_t, const sandan_run*,
                           sandan_result**, sandan_error*);
  static constexpr Verb verbs[] = {
      sandan_process_faults,        sandan_process_moves,           sandan_process_state,
      sandan_process_pipeline,      sandan_process_funnel,          sandan_process_outcomes,
      sandan_process_between,       timed<sandan_process_dwell>,    timed<sandan_process_survival>,
      timed<sandan_process_stalls>, timed<sandan_process_velocity>, sandan_process_compare,
      sandan_process_receivables};
  constexpr std::size_t verb_count = sizeof verbs / sizeof verbs[0];
  sandan_result* result = nullptr;
  switch (const std::size_t choice = data[0] % (verb_count + 6); choice) {
    case verb_count:
      use(sandan_process_describe(book.process, text, length, nullptr, &result, nullptr), result);
      break;
    case verb_count + 1:
      use(sandan_process_map_stages(book.process, book.process, text, length, nullptr, &result,
                                    nullptr),
          result);
      break;
    case verb_count + 2: {
      sandan_process_history* history = nullptr;
      expect(sandan_process_history_build(book.process, book.tables, text, length, nullptr,
                                          &history, nullptr) != SANDAN_INTERNAL);
      sandan_process_history_destroy(history);
      break;
    }
    case verb_count + 3: {
      sandan_text* document = nullptr;
      const std::size_t half = length / 2;
      use(sandan_documents_get(text, half, text + half, length - half, &document, nullptr),
          document);
      break;
    }
    case verb_count + 4:
      use(sandan_calendar_days(book.calendar, text, length, nullptr, &result, nullptr), result);
      break;
    case verb_count + 5:
      use(sandan_calendar_periods(book.calendar, text, length, nullptr, &result, nullptr), result);
      break;
    default:
      use(verbs[choice](book.history, text, length, nullptr, &result, nullptr), result);
  }
  return 0;
}
