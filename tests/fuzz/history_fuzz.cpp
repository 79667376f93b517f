// sandan_tables_add, sandan_tables_add_stream, sandan_process_history_build
// and every question, on Arrow arrays of any shape: columns of random types,
// values, offsets, indices and bitmaps whose buffers are as large as their
// lengths ask for. Mostly the types a history wants, so that its depths are
// reached (tables_fuzz asks for any type anywhere). Nothing is read beyond.
#include "fuzz/handles.hpp"
#include "support/arrow_builder.hpp"

using namespace sandan::fuzz;
using namespace sandan::testing;
using Texts = std::vector<std::optional<std::string>>;

namespace {

constexpr int most_rows = 24;

/// Takes values off the front of the input; zeros when it is used up.
class Input {
 public:
  Input(const std::uint8_t* data, std::size_t size) : data_(data), left_(size) {}

  std::uint8_t byte() {
    if (left_ == 0) return 0;
    --left_;
    return *data_++;
  }
  int below(int n) { return byte() % n; }
  std::int64_t wide() {
    std::uint64_t value = 0;
    for (int i = 0; i < 8; ++i)
      value = value << 8 | byte();
    return static_cast<std::int64_t>(value);
  }

 private:
  const std::uint8_t* data_;
  std::size_t left_;
};

/// A refusal is told whole: the status, and texts that end.
void check_error(const sandan_error& error, std::int32_t status) {
  expect(status != SANDAN_INTERNAL);
  if (status == SANDAN_OK) return;
  expect(error.code == status && error.detail[0] != 0 && error.message[0] != 0);
  expect(std::memchr(error.where, 0, sizeof error.where) != nullptr);
  expect(std::memchr(error.message, 0, sizeof error.message) != nullptr);
}

using Verb = std::int32_t (*)(const sandan_process_history*, const char*, std::size_t,
                              const sandan_run*, sandan_result**, sandan_error*);
constexpr Verb verbs[] = {
    sandan_process_faults,        sandan_process_moves,           sandan_process_state,
    sandan_process_pipeline,      sandan_process_funnel,          sandan_process_outcomes,
    sandan_process_between,       timed<sandan_process_dwell>,    timed<sandan_process_survival>,
    timed<sandan_process_stalls>, timed<sandan_process_velocity>, sandan_process_compare,
    sandan_process_receivables};

Texts random_texts(Input& input, int rows) {
  static const char* const words[] = {"a",
                                      "b",
                                      "w",
                                      "s",
                                      "lost",
                                      "won",
                                      "open",
                                      "p",
                                      "CNY",
                                      "",
                                      "a text of more than twelve bytes",
                                      "单子",
                                      "1"};
  Texts texts_of;
  for (int i = 0; i < rows; ++i) {
    const int choice = input.below(16);
    if (choice < 13) {
      texts_of.emplace_back(words[choice]);
    } else if (choice == 13) {
      texts_of.emplace_back(
          std::string(static_cast<std::size_t>(input.below(20)), static_cast<char>(input.byte())));
    } else {
      texts_of.emplace_back();
    }
  }
  return texts_of;
}

template <class T>
std::vector<std::optional<T>> random_numbers(Input& input, int rows, std::int64_t base, int span) {
  std::vector<std::optional<T>> values;
  for (int i = 0; i < rows; ++i) {
    const int choice = input.below(20);
    if (choice == 0) {
      values.emplace_back(static_cast<T>(input.wide()));
    } else if (choice == 1) {
      values.emplace_back();
    } else {
      values.emplace_back(static_cast<T>(base + input.below(span)));
    }
  }
  return values;
}

/// Bends offsets, views and codes; text bytes stay where they are, and no
/// bitmap or buffer becomes smaller than the lengths say.
void bend(Input& input, Column& column) {
  const int what = input.below(24);
  if (what == 0) column.null_count = -1;
  if (what == 1 && column.buffers.size() > 1 && column.buffers[1] && !column.buffers[1]->empty()) {
    Bytes& values = *column.buffers[1];
    const bool offsets = column.format == "u" || column.format == "U";
    const std::size_t at = static_cast<std::size_t>(input.byte()) % values.size();
    if (!offsets) {
      values[at] = input.byte();
    } else {
      // An offset that points beyond the bytes is the caller's word; one that
      // goes back is for the library to find.
      const std::size_t width = column.format == "u" ? 4 : 8;
      const std::size_t place = at / width * width;
      std::memset(values.data() + place, 0, width);
      if (input.below(2) == 0 && place + width < values.size()) values[place + width - 1] = 0x80;
    }
  }
  if (what == 2 && !column.buffers.empty() && input.below(4) == 0) {
    column.buffers.erase(column.buffers.begin() +
                         input.below(static_cast<int>(column.buffers.size())));
  }
  if (what == 3 && column.length > 1) {
    const int cut = input.below(static_cast<int>(column.length));
    column.offset += cut;
    column.length -= cut;
    column.null_count = -1;
  }
}

Column random_column(Input& input, const std::string& name, int rows) {
  const std::int64_t day = day_number("2026-01-01");
  const std::int64_t micros = day * 86'400'000'000;
  switch (input.below(15)) {
    case 0:
      return texts(name, random_texts(input, rows));
    case 1:
      return large_texts(name, random_texts(input, rows));
    case 2:
      return text_views(name, random_texts(input, rows));
    case 3:
      return coded_texts(name, random_texts(input, rows));
    case 4:
      return dictionary<std::int8_t>(name, "c", random_numbers<std::int8_t>(input, rows, 0, 4),
                                     texts("", random_texts(input, 4)));
    case 5:
      return dictionary<std::uint16_t>(name, "S", random_numbers<std::uint16_t>(input, rows, 0, 3),
                                       int64s("", random_numbers<std::int64_t>(input, 3, 0, 5)));
    case 6:
      return int64s(name, random_numbers<std::int64_t>(input, rows, 0, 6));
    case 7:
      return numbers<std::int32_t>(name, "i", random_numbers<std::int32_t>(input, rows, 0, 6));
    case 8:
      return numbers<std::uint64_t>(name, "L", random_numbers<std::uint64_t>(input, rows, 0, 6));
    case 9:
      return numbers<std::int32_t>(name, "tdD", random_numbers<std::int32_t>(input, rows, day, 90));
    case 10:
      return numbers<std::int64_t>(name,
                                   "tsu:", random_numbers<std::int64_t>(input, rows, micros, 99));
    case 11:
      return numbers<std::int64_t>(
          name, input.below(2) == 0 ? "tsn:" : "tss:UTC",
          random_numbers<std::int64_t>(input, rows, micros / 1'000'000, 99));
    case 12:
      return nulls(name, rows);
    case 13: {
      Column column = numbers<double>(
          name, "g", std::vector<std::optional<double>>(static_cast<std::size_t>(rows), 1.5));
      if (input.below(2) == 0) column.format = "d:10,2";
      return column;
    }
    default:
      return booleans(name, std::vector<std::optional<bool>>(static_cast<std::size_t>(rows), true));
  }
}

/// Mostly the type the column should have, so that the depths are reached.
Column likely_column(Input& input, const std::string& name, char type, int rows) {
  if (input.below(32) == 0) return random_column(input, name, rows);
  const std::int64_t day = day_number("2026-01-01");
  if (type == 'i') return int64s(name, random_numbers<std::int64_t>(input, rows, 0, 8));
  if (type == 'd') {
    return numbers<std::int32_t>(name, "tdD", random_numbers<std::int32_t>(input, rows, day, 60));
  }
  return input.below(2) == 0 ? texts(name, random_texts(input, rows))
                             : coded_texts(name, random_texts(input, rows));
}

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
