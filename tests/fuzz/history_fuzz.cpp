// sandan_tables_add, sandan_tables_add_stream, sandan_process_history_build
// and every question, on Arrow arrays of any shape: columns of random types,
// values, offsets, indices and bitmaps whose buffers are as large as their
// lengths ask for. Mostly the types a history wants, so that its depths are
// reached (tables_fuzz asks for any type anywhere). Nothing is read beyond.
#include "fuzz/random_columns.hpp"

using namespace sandan::fuzz;

namespace {

using Verb = std::int32_t (*)(const sandan_process_history*, const char*, std::size_t,
                              const sandan_run*, sandan_result**, sandan_error*);
constexpr Verb verbs[] = {
    sandan_process_faults,        sandan_process_moves,           sandan_process_state,
    sandan_process_pipeline,      sandan_process_funnel,          sandan_process_outcomes,
    sandan_process_between,       timed<sandan_process_dwell>,    timed<sandan_process_survival>,
    timed<sandan_process_stalls>, timed<sandan_process_velocity>, sandan_process_compare,
    sandan_process_receivables};

Column random_table(Input& input, bool events) {
  static constexpr std::pair<const char*, char> event_columns[] = {
      {"opportunity_id", 'i'}, {"stage", 't'},
      {"entered_at", 'd'},     {"seq", 'i'},
      {"process", 't'},        {"actor_id", 'i'},
      {"amount_minor", 'i'},   {"expected_close_on", 'd'}};
  static constexpr std::pair<const char*, char> deal_columns[] = {
      {"opportunity_id", 'i'}, {"stage", 't'},   {"outcome", 't'},           {"created_on", 'd'},
      {"closed_on", 'd'},      {"won_on", 'd'},  {"completed_on", 'd'},      {"amount_minor", 'i'},
      {"currency", 't'},       {"process", 't'}, {"expected_close_on", 'd'}, {"team", 't'}};
  const int rows = input.below(most_rows);
  const int wanted = input.byte();
  std::vector<Column> columns;
  const auto add = [&](const auto& described) {
    int at = 0;
    for (const auto& [name, type] : described) {
      const bool always = events ? at < 3 : at < 1;
      if (always || (wanted >> (at % 8) & 1) != 0) {
        columns.push_back(likely_column(input, name, type, rows));
        bend(input, columns.back());
      }
      ++at;
    }
  };
  if (events) {
    add(event_columns);
  } else {
    add(deal_columns);
  }
  Column whole = batch(std::move(columns));
  if (input.below(6) == 0 && rows > 1) {
    whole.offset = input.below(rows);
    whole.length = rows - whole.offset;
  }
  if (input.below(8) == 0) {
    whole.null_count = -1;
    whole.buffers[0] = Bytes(static_cast<std::size_t>(rows) / 8 + 1, input.byte());
  }
  return whole;
}

void add(Input& input, sandan_tables* tables, std::string_view name, const Exported& batch_of,
         const Column& same) {
  sandan_error error = SANDAN_ERROR_INIT;
  std::int32_t status = SANDAN_OK;
  if (input.below(4) == 0) {
    ArrowArrayStream stream = stream_of({same, same}, input.below(5) - 1);
    status = sandan_tables_add_stream(tables, name.data(), name.size(), &stream, &error);
    expect(stream.release == nullptr);
  } else {
    status = sandan_tables_add(tables, name.data(), name.size(), &batch_of.schema, &batch_of.array,
                               &error);
  }
  check_error(error, status);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static sandan_process* const process = compile(process_text);
  static constexpr std::string_view requests[] = {
      "",
      "",
      R"({"outcomes": ["open", "won"]})",
      R"({"by": ["outcome", "team"], "rollup": true})",
      R"({"by": ["team"], "reached": "passed", "phase": "all", "min_n": 0})",
      R"({"by": [{"period": "week", "of": "created_on"}], "min_n": 1})",
      R"({"pairs": [["a", "b"], ["a", "w"], ["b", "a"]]})",
      R"({"by": ["team"], "rollup": true})",
      R"({"curve": true, "unit": "workdays", "min_n": 1, "horizons": [0, 5, 40]})",
      R"({"min_n": 1, "quantile": 0.5})",
      R"({"by": ["team"], "cycle": "median", "min_n": 1})",
      R"({"of": "team", "min_n": 1})",
      ""};
  static constexpr std::string_view build_requests[] = {
      R"({"as_of": "2026-03-01"})", R"({"as_of": "2026-03-01", "utc_offset": "+08:00"})",
      R"({"as_of": "2026-03-01", "strict": true})", R"({"as_of": "2026-03-01", "keys": ["team"]})"};
  Input input(data, size);
  const std::string_view request = build_requests[input.below(4)];
  const Column deals_column = random_table(input, false);
  const Column events_column = random_table(input, true);
  const Exported deals(deals_column);
  const Exported events(events_column);
  sandan_tables* tables = nullptr;
  expect(sandan_tables_create(&tables, nullptr) == SANDAN_OK);
  add(input, tables, "opportunities", deals, deals_column);
  add(input, tables, "stage_events", events, events_column);
  sandan_run run = SANDAN_RUN_INIT;
  run.threads = 1 + input.below(2);
  sandan_error error = SANDAN_ERROR_INIT;
  sandan_process_history* history = nullptr;
  const std::int32_t status = sandan_process_history_build(process, tables, request.data(),
                                                           request.size(), &run, &history, &error);
  check_error(error, status);
  sandan_tables_destroy(tables);
  for (std::size_t v = 0; v < std::size(verbs) && history != nullptr; ++v) {
    sandan_result* result = nullptr;
    error = SANDAN_ERROR_INIT;
    check_error(error,
                verbs[v](history, requests[v].data(), requests[v].size(), &run, &result, &error));
    if (result != nullptr) use(SANDAN_OK, result);
  }
  sandan_process_history_destroy(history);
  return 0;
}
