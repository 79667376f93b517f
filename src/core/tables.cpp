#include "sandan/core/tables.hpp"

#include <deque>
#include <map>
#include <string>

#include "core/arrow_column.hpp"
#include "core/text.hpp"

namespace sandan {
namespace {

/// Owns one batch read from a stream.
struct OwnedArray {
  ArrowArray array{};

  OwnedArray() = default;
  OwnedArray(const OwnedArray&) = delete;
  OwnedArray& operator=(const OwnedArray&) = delete;
  ~OwnedArray() {
    if (array.release != nullptr) array.release(&array);
  }
};

struct OwnedSchema {
  ArrowSchema schema{};

  OwnedSchema() = default;
  OwnedSchema(const OwnedSchema&) = delete;
  OwnedSchema& operator=(const OwnedSchema&) = delete;
  ~OwnedSchema() {
    if (schema.release != nullptr) schema.release(&schema);
  }
};

struct StreamCloser {
  ArrowArrayStream& stream;
  ~StreamCloser() {
    if (stream.release != nullptr) stream.release(&stream);
  }
};

[[noreturn]] void refuse_stream(ArrowArrayStream& stream, const char* step) {
  const char* reason = stream.get_last_error == nullptr ? nullptr : stream.get_last_error(&stream);
  std::string message = std::string("the stream failed at its ") + step;
  if (reason != nullptr) message += ": " + shortened(reason, 400);
  throw Error(Status::data, "stream_failed", std::move(message));
}

void expect_name(std::string_view name) {
  if (name.empty() || name.size() > 63 || !is_utf8(name) || has_control_character(name)) {
    throw Error(Status::invalid_argument, "bad_table_name",
                "a table's name has 1 to 63 bytes of UTF-8 without control characters");
  }
}

}  // namespace

struct Tables::State {
  std::map<std::string, arrow::Table, std::less<>> tables;
  std::deque<std::deque<OwnedArray>> owned;  ///< batches that came by stream

  /// Appends to the table or leaves everything as it was.
  void add(std::string_view name, const ArrowSchema& schema, const ArrowArray& array) {
    expect_name(name);
    if (const auto found = tables.find(name); found != tables.end()) {
      found->second.append(schema, array);
      return;
    }
    arrow::Table table(std::string(name), schema);
    table.append(schema, array);
    tables.emplace(std::string(name), std::move(table));
  }

  /// Appends all batches or none.
  void add_all(std::string_view name, const ArrowSchema& schema, std::deque<OwnedArray> batches) {
    expect_name(name);
    const auto found = tables.find(name);
    arrow::Table table(std::string(name), schema);
    if (found != tables.end()) {
      found->second.expect_same_schema(schema);
      if (batches.empty()) return;
      table = found->second.copy();
    }
    for (const OwnedArray& batch : batches)
      table.append(schema, batch.array);
    // Nothing below can fail once the owned batches are in.
    owned.emplace_back(std::move(batches));
    if (found == tables.end()) {
      try {
        tables.emplace(std::string(name), std::move(table));
      } catch (...) {
        owned.pop_back();
        throw;
      }
    } else {
      found->second = std::move(table);
    }
  }
};

Tables::Tables() : state_(std::make_unique<State>()) {}
Tables::~Tables() = default;
Tables::Tables(Tables&&) noexcept = default;
Tables& Tables::operator=(Tables&&) noexcept = default;

void Tables::add(std::string_view name, const ArrowSchema& schema, const ArrowArray& array) {
  state_->add(name, schema, array);
}

void Tables::add_stream(std::string_view name, ArrowArrayStream& stream) {
  if (stream.release == nullptr) {
    throw Error(Status::invalid_argument, "released_stream", "the stream is released");
  }
  const StreamCloser closer{stream};
  OwnedSchema schema;
  if (stream.get_schema(&stream, &schema.schema) != 0) refuse_stream(stream, "schema");
  std::deque<OwnedArray> batches;
  while (true) {
    OwnedArray& batch = batches.emplace_back();
    if (stream.get_next(&stream, &batch.array) != 0) {
      batch.array.release = nullptr;
      refuse_stream(stream, "next batch");
    }
    if (batch.array.release == nullptr) break;
  }
  batches.pop_back();
  state_->add_all(name, schema.schema, std::move(batches));
}

const arrow::Table* Tables::find(std::string_view name) const noexcept {
  const auto found = state_->tables.find(name);
  return found == state_->tables.end() ? nullptr : &found->second;
}

}  // namespace sandan
