#include "book.hpp"

#include <cstring>
#include <fstream>
#include <stdexcept>
#include <utility>

namespace bench {
namespace {

constexpr std::int32_t kIdTextLength = 18;

void release_nothing(ArrowSchema* schema) { schema->release = nullptr; }
void release_nothing(ArrowArray* array) { array->release = nullptr; }

void make_schema(ArrowSchema& schema, const char* name, const char* format) {
  schema = ArrowSchema{};
  schema.name = name;
  schema.format = format;
  schema.flags = ARROW_FLAG_NULLABLE;
  schema.release = release_nothing;
}

void make_array(ArrowArray& array, std::int64_t length, std::int64_t buffers,
                const void** pointers) {
  array = ArrowArray{};
  array.length = length;
  array.n_buffers = buffers;
  array.buffers = pointers;
  array.release = release_nothing;
}

template <typename T>
std::vector<char> bytes_of(const std::vector<T>& values) {
  std::vector<char> bytes(values.size() * sizeof(T));
  std::memcpy(bytes.data(), values.data(), bytes.size());
  return bytes;
}

std::vector<char> read_column(const std::filesystem::path& folder, const char* name) {
  const auto path = folder / (std::string(name) + ".bin");
  std::vector<char> bytes(std::filesystem::file_size(path));
  std::ifstream file(path, std::ios::binary);
  if (!file.read(bytes.data(), static_cast<std::streamsize>(bytes.size())))
    throw std::runtime_error("cannot read " + path.string());
  return bytes;
}

// The id of each event: that of its deal.
std::vector<char> event_ids(const std::vector<char>& deal_ids, const std::vector<char>& deals,
                            std::size_t width) {
  const std::size_t events = deals.size() / sizeof(std::int32_t);
  std::vector<char> ids(events * width);
  for (std::size_t event = 0; event < events; ++event) {
    std::int32_t deal;
    std::memcpy(&deal, deals.data() + event * sizeof deal, sizeof deal);
    std::memcpy(ids.data() + event * width,
                deal_ids.data() + static_cast<std::size_t>(deal) * width, width);
  }
  return ids;
}

void add_ids(ArrowTable& table, std::vector<char> ids, Ids kind) {
  if (kind == Ids::kInt64)
    table.add_numbers("opportunity_id", "l", std::move(ids));
  else
    table.add_text("opportunity_id", std::move(ids), kIdTextLength);
}

}  // namespace

const void* ArrowTable::keep(std::vector<char> buffer) {
  bytes_ += static_cast<std::int64_t>(buffer.size());
  return buffers_.emplace_back(std::move(buffer)).data();
}

ArrowTable::Column& ArrowTable::new_column(const char* name, const char* format,
                                           std::int64_t buffers) {
  Column& column = columns_.emplace_back();
  make_schema(column.schema, name, format);
  make_array(column.array, rows_, buffers, column.pointers);
  column.pointers[0] = nullptr;
  return column;
}

void ArrowTable::add_numbers(const char* name, const char* format, std::vector<char> values,
                             const std::vector<char>* unknown) {
  Column& column = new_column(name, format, 2);
  column.pointers[1] = keep(std::move(values));
  if (unknown == nullptr) return;
  std::vector<char> validity((unknown->size() + 7) / 8);
  for (std::size_t row = 0; row < unknown->size(); ++row) {
    if ((*unknown)[row] == 0) validity[row / 8] |= static_cast<char>(1u << (row % 8));
  }
  column.pointers[0] = keep(std::move(validity));
  column.array.null_count = -1;
}

void ArrowTable::add_text(const char* name, std::vector<char> characters, std::int32_t length) {
  Column& column = new_column(name, "u", 3);
  std::vector<std::int32_t> offsets(static_cast<std::size_t>(rows_) + 1);
  for (std::size_t row = 0; row < offsets.size(); ++row)
    offsets[row] = static_cast<std::int32_t>(row) * length;
  column.pointers[1] = keep(bytes_of(offsets));
  column.pointers[2] = keep(std::move(characters));
}

void ArrowTable::add_dictionary(const char* name, std::vector<char> codes,
                                const std::vector<std::string>& words) {
  Column& column = new_column(name, "c", 2);
  column.pointers[1] = keep(std::move(codes));
  std::vector<std::int32_t> offsets = {0};
  std::vector<char> characters;
  for (const std::string& word : words) {
    characters.insert(characters.end(), word.begin(), word.end());
    offsets.push_back(static_cast<std::int32_t>(characters.size()));
  }
  column.dictionary_pointers[0] = nullptr;
  column.dictionary_pointers[1] = keep(bytes_of(offsets));
  column.dictionary_pointers[2] = keep(std::move(characters));
  make_schema(column.dictionary_schema, "", "u");
  make_array(column.dictionary_array, static_cast<std::int64_t>(words.size()), 3,
             column.dictionary_pointers);
  column.schema.dictionary = &column.dictionary_schema;
  column.array.dictionary = &column.dictionary_array;
}

void ArrowTable::finish() {
  if (schema_.release != nullptr) return;
  for (Column& column : columns_) {
    child_schemas_.push_back(&column.schema);
    child_arrays_.push_back(&column.array);
  }
  make_schema(schema_, "", "+s");
  schema_.n_children = static_cast<std::int64_t>(child_schemas_.size());
  schema_.children = child_schemas_.data();
  make_array(array_, rows_, 1, no_validity_);
  array_.n_children = schema_.n_children;
  array_.children = child_arrays_.data();
}

const ArrowSchema* ArrowTable::schema() {
  finish();
  return &schema_;
}

const ArrowArray* ArrowTable::array() {
  finish();
  return &array_;
}

Book read_book(const std::filesystem::path& folder, Ids ids) {
  const std::vector<std::string> stages = {"qualify",   "discover", "demonstrate", "quote",
                                           "negotiate", "order",    "lost",        "cancelled"};
  const std::vector<std::string> products = {"ledger",   "payroll", "procurement", "inventory",
                                             "planning", "quality", "service",     "analytics",
                                             "portal",   "archive"};
  const std::vector<std::string> outcomes = {"open", "won", "lost", "cancelled"};

  const bool numbers = ids == Ids::kInt64;
  const std::size_t width = numbers ? sizeof(std::int64_t) : kIdTextLength;
  std::vector<char> deal_ids = read_column(folder, numbers ? "id" : "id_text");
  const std::vector<char> event_deals = read_column(folder, "event_deal");
  std::vector<char> outcome = read_column(folder, "outcome");
  const std::vector<char> amount_unknown = read_column(folder, "amount_unknown");
  std::vector<char> still_open(outcome.size());
  for (std::size_t deal = 0; deal < outcome.size(); ++deal)
    still_open[deal] = outcome[deal] == 0;

  Book book{ArrowTable(static_cast<std::int64_t>(outcome.size())),
            ArrowTable(static_cast<std::int64_t>(event_deals.size() / sizeof(std::int32_t)))};
  add_ids(book.stage_events, event_ids(deal_ids, event_deals, width), ids);
  book.stage_events.add_dictionary("stage", read_column(folder, "event_stage"), stages);
  book.stage_events.add_numbers("entered_at", "tsu:", read_column(folder, "event_time"));

  add_ids(book.opportunities, std::move(deal_ids), ids);
  book.opportunities.add_numbers("owner_id", "l", read_column(folder, "owner_id"));
  book.opportunities.add_dictionary("product", read_column(folder, "product"), products);
  book.opportunities.add_numbers("amount_minor", "l", read_column(folder, "amount_minor"),
                                 &amount_unknown);
  book.opportunities.add_numbers("created_on", "tdD", read_column(folder, "created_on"));
  book.opportunities.add_numbers("closed_on", "tdD", read_column(folder, "closed_on"), &still_open);
  book.opportunities.add_dictionary("outcome", std::move(outcome), outcomes);
  return book;
}

}  // namespace bench
