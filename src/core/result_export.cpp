#include "core/result_export.hpp"

#include <cerrno>
#include <cstring>
#include <new>
#include <vector>

namespace sandan::results {
namespace {

/// Text sizes beyond this need 64-bit offsets; the library always writes
/// them, so that one column has one type whatever the data.
constexpr const char* text_format = "U";

const char* format_of(const Column& column) {
  switch (column.type) {
    case ColumnType::boolean:
      return "b";
    case ColumnType::int32:
      return "i";
    case ColumnType::int64:
      return "l";
    case ColumnType::float64:
      return "g";
    case ColumnType::day:
      return "tdD";
    case ColumnType::moment:
      return "tsu:";
    case ColumnType::text:
      return text_format;
    case ColumnType::dictionary:
      return column.code_bytes == 1 ? "c" : (column.code_bytes == 2 ? "s" : "i");
  }
  return "n";
}

std::string encoded(const Metadata& metadata) {
  std::string out;
  const auto append = [&out](std::size_t number) {
    const auto narrow = static_cast<std::int32_t>(number);
    char bytes[sizeof narrow];
    std::memcpy(bytes, &narrow, sizeof narrow);
    out.append(bytes, sizeof narrow);
  };
  append(metadata.size());
  for (const auto& [key, value] : metadata) {
    append(key.size());
    out += key;
    append(value.size());
    out += value;
  }
  return out;
}

// ---- schema ----------------------------------------------------------------

struct SchemaOwner {
  std::string name;
  std::string format;
  std::string metadata;
  std::vector<std::unique_ptr<ArrowSchema>> children;
  std::vector<ArrowSchema*> child_pointers;
  std::unique_ptr<ArrowSchema> dictionary;
};

void release_schema(ArrowSchema* schema) {
  auto* owner = static_cast<SchemaOwner*>(schema->private_data);
  for (auto& child : owner->children) {
    if (child->release != nullptr) child->release(child.get());
  }
  if (owner->dictionary && owner->dictionary->release != nullptr) {
    owner->dictionary->release(owner->dictionary.get());
  }
  delete owner;
  schema->release = nullptr;
}

/// Fills `out` completely or, by exception, not at all.
void own_schema(ArrowSchema& out, std::unique_ptr<SchemaOwner> owner, std::int64_t flags) {
  out = ArrowSchema{};
  out.format = owner->format.c_str();
  out.name = owner->name.c_str();
  out.metadata = owner->metadata.empty() ? nullptr : owner->metadata.data();
  out.flags = flags;
  out.n_children = static_cast<std::int64_t>(owner->children.size());
  out.children = owner->child_pointers.empty() ? nullptr : owner->child_pointers.data();
  out.dictionary = owner->dictionary.get();
  out.release = release_schema;
  out.private_data = owner.release();
}

struct ReleaseSchema {
  void operator()(ArrowSchema* schema) const {
    if (schema->release != nullptr) schema->release(schema);
    delete schema;
  }
};

using SchemaHolder = std::unique_ptr<ArrowSchema, ReleaseSchema>;

void export_column_schema(ArrowSchema& out, const Column& column) {
  auto owner = std::make_unique<SchemaOwner>();
  owner->name = column.name;
  owner->format = format_of(column);
  if (column.dictionary) {
    SchemaHolder values(new ArrowSchema{});
    export_column_schema(*values, *column.dictionary);
    owner->dictionary.reset(values.release());
  }
  own_schema(out, std::move(owner), column.nullable ? ARROW_FLAG_NULLABLE : 0);
}

// ---- array -----------------------------------------------------------------

struct ArrayOwner {
  std::shared_ptr<const TableSet> set;  ///< keeps every buffer alive
  std::vector<const void*> buffers;
  std::vector<std::unique_ptr<ArrowArray>> children;
  std::vector<ArrowArray*> child_pointers;
  std::unique_ptr<ArrowArray> dictionary;
};

void release_array(ArrowArray* array) {
  auto* owner = static_cast<ArrayOwner*>(array->private_data);
  for (auto& child : owner->children) {
    if (child->release != nullptr) child->release(child.get());
  }
  if (owner->dictionary && owner->dictionary->release != nullptr) {
    owner->dictionary->release(owner->dictionary.get());
  }
  delete owner;
  array->release = nullptr;
}

void own_array(ArrowArray& out, std::unique_ptr<ArrayOwner> owner, std::int64_t length,
               std::int64_t null_count) {
  out = ArrowArray{};
  out.length = length;
  out.null_count = null_count;
  out.n_buffers = static_cast<std::int64_t>(owner->buffers.size());
  out.buffers = owner->buffers.data();
  out.n_children = static_cast<std::int64_t>(owner->children.size());
  out.children = owner->child_pointers.empty() ? nullptr : owner->child_pointers.data();
  out.dictionary = owner->dictionary.get();
  out.release = release_array;
  out.private_data = owner.release();
}

struct ReleaseArray {
  void operator()(ArrowArray* array) const {
    if (array->release != nullptr) array->release(array);
    delete array;
  }
};

using ArrayHolder = std::unique_ptr<ArrowArray, ReleaseArray>;

void export_column(ArrowArray& out, const std::shared_ptr<const TableSet>& set,
                   const Column& column) {
  auto owner = std::make_unique<ArrayOwner>();
  owner->set = set;
  owner->buffers = {column.validity.get(), column.values.get()};
  if (column.type == ColumnType::text) owner->buffers.push_back(column.bytes.get());
  if (column.dictionary) {
    ArrayHolder values(new ArrowArray{});
    export_column(*values, set, *column.dictionary);
    owner->dictionary.reset(values.release());
  }
  own_array(out, std::move(owner), column.length, column.null_count);
}

void export_batch(ArrowArray& out, const std::shared_ptr<const TableSet>& set, const Table& table) {
  std::vector<ArrayHolder> columns;
  columns.reserve(table.columns.size());
  for (const Column& column : table.columns) {
    columns.emplace_back(new ArrowArray{});
    export_column(*columns.back(), set, column);
  }
  auto owner = std::make_unique<ArrayOwner>();
  owner->set = set;
  owner->buffers = {nullptr};
  owner->children.reserve(columns.size());
  owner->child_pointers.reserve(columns.size());
  for (auto& column : columns) {
    owner->child_pointers.push_back(column.get());
    owner->children.emplace_back(column.release());
  }
  own_array(out, std::move(owner), table.rows, 0);
}

// ---- stream ----------------------------------------------------------------

struct StreamOwner {
  std::shared_ptr<const TableSet> set;
  const Table* table;
  bool done = false;
  const char* last_error = nullptr;
};

template <class Body>
int guarded(StreamOwner& owner, Body&& body) noexcept {
  try {
    body();
    owner.last_error = nullptr;
    return 0;
  } catch (const std::bad_alloc&) {
    owner.last_error = "out of memory";
    return ENOMEM;
  } catch (...) {
    owner.last_error = "internal error";
    return EIO;
  }
}

int stream_schema(ArrowArrayStream* stream, ArrowSchema* out) {
  auto& owner = *static_cast<StreamOwner*>(stream->private_data);
  return guarded(owner, [&] { *out = export_schema(*owner.set, *owner.table); });
}

int stream_next(ArrowArrayStream* stream, ArrowArray* out) {
  auto& owner = *static_cast<StreamOwner*>(stream->private_data);
  return guarded(owner, [&] {
    if (owner.done) {
      *out = ArrowArray{};
      return;
    }
    export_batch(*out, owner.set, *owner.table);
    owner.done = true;
  });
}

const char* stream_error(ArrowArrayStream* stream) {
  return static_cast<StreamOwner*>(stream->private_data)->last_error;
}

void release_stream(ArrowArrayStream* stream) {
  delete static_cast<StreamOwner*>(stream->private_data);
  stream->release = nullptr;
}

}  // namespace

ArrowSchema export_schema(const TableSet& set, const Table& table) {
  std::vector<SchemaHolder> columns;
  columns.reserve(table.columns.size());
  for (const Column& column : table.columns) {
    columns.emplace_back(new ArrowSchema{});
    export_column_schema(*columns.back(), column);
  }
  auto owner = std::make_unique<SchemaOwner>();
  owner->name = table.name;
  owner->format = "+s";
  owner->metadata = encoded(set.metadata);
  owner->children.reserve(columns.size());
  owner->child_pointers.reserve(columns.size());
  for (auto& column : columns) {
    owner->child_pointers.push_back(column.get());
    owner->children.emplace_back(column.release());
  }
  ArrowSchema out{};
  own_schema(out, std::move(owner), 0);
  return out;
}

ArrowArrayStream export_stream(std::shared_ptr<const TableSet> set, const Table& table) {
  auto owner = std::make_unique<StreamOwner>();
  owner->table = &table;
  owner->set = std::move(set);
  ArrowArrayStream out{};
  out.get_schema = stream_schema;
  out.get_next = stream_next;
  out.get_last_error = stream_error;
  out.release = release_stream;
  out.private_data = owner.release();
  return out;
}

}  // namespace sandan::results
