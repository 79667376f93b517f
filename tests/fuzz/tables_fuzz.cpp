// Tables: Arrow arrays of any type with any values, offsets, indices and
// bitmaps inside buffers as long as they say. Pointers and lengths are the
// caller's word; everything else the library must check.

#include <memory>
#include <vector>

#include "fuzz/handles.hpp"

using namespace sandan::fuzz;

namespace {

class Bytes {
 public:
  Bytes(const std::uint8_t* data, std::size_t size) : at_(data), left_(size) {}

  std::uint8_t byte() {
    if (left_ == 0) return 0;
    --left_;
    return *at_++;
  }
  std::int64_t number(int bytes) {
    std::uint64_t number = 0;
    for (int i = 0; i < bytes; ++i)
      number |= std::uint64_t{byte()} << (8 * i);
    return static_cast<std::int64_t>(number);
  }
  void fill(std::vector<std::uint8_t>& out) {
    for (std::uint8_t& each : out)
      each = byte();
  }

 private:
  const std::uint8_t* at_;
  std::size_t left_;
};

constexpr std::string_view sample_texts =
    "abwslostcancelledopenwon\xe6\x89\xbe\xe5\x8d\x95\xff\xc0 2026 CNY north";

/// A column and all it owns.
struct Column {
  std::string name;
  std::string format;
  std::vector<std::vector<std::uint8_t>> memory;
  std::vector<const void*> buffers;
  std::unique_ptr<Column> dictionary;
  ArrowSchema schema{};
  ArrowArray array{};

  void finish(std::int64_t length, std::int64_t offset, std::int64_t nulls) {
    for (const auto& buffer : memory)
      buffers.push_back(buffer.empty() ? nullptr : buffer.data());
    schema.format = format.c_str();
    schema.name = name.c_str();
    schema.flags = ARROW_FLAG_NULLABLE;
    schema.release = [](ArrowSchema* released) { released->release = nullptr; };
    array.length = length;
    array.offset = offset;
    array.null_count = nulls;
    array.n_buffers = static_cast<std::int64_t>(buffers.size());
    array.buffers = buffers.data();
    array.release = [](ArrowArray* released) { released->release = nullptr; };
    if (dictionary) {
      schema.dictionary = &dictionary->schema;
      array.dictionary = &dictionary->array;
    }
  }
};

std::size_t width_of(char format) {
  switch (format) {
    case 'c':
    case 'C':
      return 1;
    case 's':
    case 'S':
      return 2;
    case 'i':
    case 'I':
    case 'f':
      return 4;
    default:
      return 8;
  }
}

/// Offsets inside the text, mostly in order, sometimes not.
template <class Offset>
std::vector<std::uint8_t> text_offsets(Bytes& bytes, std::size_t count) {
  std::vector<Offset> offsets(count + 1);
  Offset at = 0;
  for (Offset& offset : offsets) {
    const std::uint8_t step = bytes.byte();
    if (step == 255) at = 0;
    if (step == 254) at = static_cast<Offset>(-1);
    offset = at;
    if (at >= 0)
      at = static_cast<Offset>(
          std::min<std::size_t>(sample_texts.size(), static_cast<std::size_t>(at) + step % 6));
  }
  const auto* raw = reinterpret_cast<const std::uint8_t*>(offsets.data());
  return {raw, raw + offsets.size() * sizeof(Offset)};
}

std::unique_ptr<Column> make_column(Bytes& bytes, std::string name, std::int64_t length,
                                    bool may_be_dictionary) {
  static const char* formats[] = {"l",   "i",    "c",       "L",    "u",         "U",  "u",
                                  "tdD", "tdm",  "tsu:",    "tss:", "tsn:",      "g",  "b",
                                  "n",   "tsm:", "tsu:UTC", "e",    "d:9,2,256", "tiM"};
  auto column = std::make_unique<Column>();
  column->name = std::move(name);
  column->format = formats[bytes.byte() % (sizeof formats / sizeof formats[0])];
  const std::int64_t offset = bytes.byte() % 3;
  const auto count = static_cast<std::size_t>(length + offset);
  const bool dictionary = may_be_dictionary && bytes.byte() % 4 == 0;
  const std::int64_t nulls = bytes.byte() % 3 - 1;
  if (dictionary) {
    column->format = bytes.byte() % 2 == 0 ? "c" : "i";
    column->dictionary = make_column(bytes, "", bytes.byte() % 8, false);
  }
  std::vector<std::uint8_t> validity(nulls == 0 ? 0 : (count + 7) / 8);
  bytes.fill(validity);
  if (column->format != "n") column->memory.push_back(validity);
  if (column->format == "u" || column->format == "U") {
    column->memory.push_back(column->format == "u" ? text_offsets<std::int32_t>(bytes, count)
                                                   : text_offsets<std::int64_t>(bytes, count));
    column->memory.emplace_back(sample_texts.begin(), sample_texts.end());
  } else if (column->format == "b") {
    std::vector<std::uint8_t> bits((count + 7) / 8);
    bytes.fill(bits);
    column->memory.push_back(bits);
  } else if (column->format != "n") {
    const std::size_t width = column->format == "tdD" ? 4 : width_of(column->format[0]);
    std::vector<std::uint8_t> values(count * width);
    for (std::size_t i = 0; i < count; ++i) {
      const std::uint8_t kind = bytes.byte();
      const std::int64_t value = kind == 255 ? bytes.number(8) : kind % 16;
      for (std::size_t b = 0; b < width; ++b) {
        values[i * width + b] = static_cast<std::uint8_t>(value >> (8 * b));
      }
    }
    column->memory.push_back(values);
  }
  column->finish(length, offset, nulls);
  return column;
}

struct Batch {
  std::vector<std::unique_ptr<Column>> columns;
  std::vector<ArrowSchema*> schemas;
  std::vector<ArrowArray*> arrays;
  std::vector<std::uint8_t> validity;
  const void* buffers[1] = {nullptr};
  ArrowSchema schema{};
  ArrowArray array{};
};

void fill_batch(Batch& batch, Bytes& bytes, const std::vector<const char*>& names) {
  const std::int64_t length = bytes.byte() % 24;
  const std::int64_t offset = bytes.byte() % 2;
  for (const char* name : names) {
    if (bytes.byte() % 8 == 0) continue;  // a column is missing
    batch.columns.push_back(make_column(bytes, name, length + offset, true));
    batch.schemas.push_back(&batch.columns.back()->schema);
    batch.arrays.push_back(&batch.columns.back()->array);
  }
  if (bytes.byte() % 4 == 0) {
    batch.validity.resize(static_cast<std::size_t>(length + offset + 7) / 8);
    bytes.fill(batch.validity);
    batch.buffers[0] = batch.validity.empty() ? nullptr : batch.validity.data();
  }
  batch.schema.format = "+s";
  batch.schema.n_children = static_cast<std::int64_t>(batch.schemas.size());
  batch.schema.children = batch.schemas.data();
  batch.schema.release = [](ArrowSchema* released) { released->release = nullptr; };
  batch.array.length = length;
  batch.array.offset = offset;
  batch.array.null_count = -1;
  batch.array.n_buffers = 1;
  batch.array.buffers = batch.buffers;
  batch.array.n_children = static_cast<std::int64_t>(batch.arrays.size());
  batch.array.children = batch.arrays.data();
  batch.array.release = [](ArrowArray* released) { released->release = nullptr; };
}

void ask_all(const sandan_process_history* history) {
  constexpr std::string_view grouped = R"({"by":["team_id"],"rollup":true,"min_n":0})";
  constexpr std::string_view pairs = R"({"pairs":[["a","b"]]})";
  sandan_result* result = nullptr;
  use(sandan_process_faults(history, nullptr, 0, nullptr, &result, nullptr), result);
  result = nullptr;
  use(sandan_process_moves(history, nullptr, 0, nullptr, &result, nullptr), result);
  result = nullptr;
  use(sandan_process_state(history, nullptr, 0, nullptr, &result, nullptr), result);
  for (auto* verb : {sandan_process_pipeline, sandan_process_funnel, sandan_process_outcomes}) {
    result = nullptr;
    use(verb(history, grouped.data(), grouped.size(), nullptr, &result, nullptr), result);
  }
  result = nullptr;
  use(sandan_process_between(history, pairs.data(), pairs.size(), nullptr, &result, nullptr),
      result);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Bytes bytes(data, size);
  Batch deals;
  fill_batch(deals, bytes,
             {"opportunity_id", "team_id", "created_on", "closed_on", "outcome", "stage",
              "amount_minor", "currency", "process"});
  Batch events;
  fill_batch(events, bytes,
             {"opportunity_id", "stage", "entered_at", "seq", "amount_minor", "actor_id",
              "expected_close_on"});
  sandan_tables* tables = nullptr;
  expect(sandan_tables_create(&tables, nullptr) == SANDAN_OK);
  sandan_error error = SANDAN_ERROR_INIT;
  sandan_tables_add(tables, "opportunities", 13, &deals.schema, &deals.array, &error);
  sandan_tables_add(tables, "stage_events", 12, &events.schema, &events.array, &error);
  expect(error.code != SANDAN_INTERNAL);
  static sandan_process* const process = compile(process_text);
  const std::string_view request = bytes.byte() % 2 == 0
                                       ? R"({"as_of":"1970-01-12"})"
                                       : R"({"as_of":"2026-06-30","utc_offset":"+08:00"})";
  sandan_process_history* history = nullptr;
  const int32_t status = sandan_process_history_build(process, tables, request.data(),
                                                      request.size(), nullptr, &history, &error);
  expect(status != SANDAN_INTERNAL);
  sandan_tables_destroy(tables);
  if (status == SANDAN_OK) ask_all(history);
  sandan_process_history_destroy(history);
  return 0;
}
