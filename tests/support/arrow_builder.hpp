#pragma once

#include <chrono>
#include <cstdint>
#include <cstring>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sandan/arrow_abi.h"

/// Arrow tables for tests: columns described by values, handed out as C
/// structs that own their memory.
namespace sandan::testing {

using Bytes = std::vector<std::uint8_t>;

/// One array with its type. Every field may be bent to make a bad one.
struct Column {
  std::string name;
  std::string format;
  std::int64_t length = 0;
  std::int64_t offset = 0;
  std::int64_t null_count = 0;
  std::vector<std::optional<Bytes>> buffers;  ///< nothing: a NULL pointer
  std::vector<Column> children;
  std::shared_ptr<Column> dictionary;
};

namespace detail {

template <class T>
Bytes bytes_of(const std::vector<T>& values) {
  Bytes bytes(values.size() * sizeof(T));
  if (!bytes.empty()) std::memcpy(bytes.data(), values.data(), bytes.size());
  return bytes;
}

template <class T>
Bytes bits_of(const std::vector<std::optional<T>>& values) {
  Bytes bits((values.size() + 7) / 8, 0);
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (values[i]) bits[i / 8] = static_cast<std::uint8_t>(bits[i / 8] | 1u << (i % 8));
  }
  return bits;
}

/// Length, null count and bitmap; the bitmap is absent without nulls.
template <class T>
Column started(std::string name, std::string format, const std::vector<std::optional<T>>& values) {
  Column column;
  column.name = std::move(name);
  column.format = std::move(format);
  column.length = static_cast<std::int64_t>(values.size());
  for (const auto& value : values)
    column.null_count += value ? 0 : 1;
  column.buffers.emplace_back();
  if (column.null_count > 0) column.buffers.back() = bits_of(values);
  return column;
}

template <class Offset>
Column text_column(std::string name, std::string format,
                   const std::vector<std::optional<std::string>>& values) {
  Column column = started(std::move(name), std::move(format), values);
  std::vector<Offset> offsets{0};
  Bytes bytes;
  for (const auto& value : values) {
    if (value) bytes.insert(bytes.end(), value->begin(), value->end());
    offsets.push_back(static_cast<Offset>(bytes.size()));
  }
  column.buffers.emplace_back(bytes_of(offsets));
  column.buffers.emplace_back(std::move(bytes));
  return column;
}

}  // namespace detail

template <class T>
Column numbers(std::string name, std::string format, const std::vector<std::optional<T>>& values) {
  Column column = detail::started(std::move(name), std::move(format), values);
  std::vector<T> plain;
  for (const auto& value : values)
    plain.push_back(value.value_or(T{}));
  column.buffers.emplace_back(detail::bytes_of(plain));
  return column;
}

inline Column int64s(std::string name, const std::vector<std::optional<std::int64_t>>& values) {
  return numbers<std::int64_t>(std::move(name), "l", values);
}

inline Column booleans(std::string name, const std::vector<std::optional<bool>>& values) {
  Column column = detail::started(std::move(name), "b", values);
  Bytes bits((values.size() + 7) / 8, 0);
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (values[i].value_or(false))
      bits[i / 8] = static_cast<std::uint8_t>(bits[i / 8] | 1u << (i % 8));
  }
  column.buffers.emplace_back(std::move(bits));
  return column;
}

inline Column texts(std::string name, const std::vector<std::optional<std::string>>& values) {
  return detail::text_column<std::int32_t>(std::move(name), "u", values);
}

inline Column large_texts(std::string name, const std::vector<std::optional<std::string>>& values) {
  return detail::text_column<std::int64_t>(std::move(name), "U", values);
}

/// Texts of more than 12 bytes lie in one buffer beside the views.
inline Column text_views(std::string name, const std::vector<std::optional<std::string>>& values) {
  Column column = detail::started(std::move(name), "vu", values);
  Bytes views(values.size() * 16, 0);
  Bytes bytes;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (!values[i]) continue;
    const std::string& text = *values[i];
    std::uint8_t* view = views.data() + i * 16;
    const auto size = static_cast<std::int32_t>(text.size());
    std::memcpy(view, &size, 4);
    if (size <= 12) {
      std::memcpy(view + 4, text.data(), text.size());
      continue;
    }
    const auto offset = static_cast<std::int32_t>(bytes.size());
    std::memcpy(view + 4, text.data(), 4);
    std::memcpy(view + 12, &offset, 4);
    bytes.insert(bytes.end(), text.begin(), text.end());
  }
  const std::vector<std::int64_t> sizes{static_cast<std::int64_t>(bytes.size())};
  column.buffers.emplace_back(std::move(views));
  column.buffers.emplace_back(std::move(bytes));
  column.buffers.emplace_back(detail::bytes_of(sizes));
  return column;
}

template <class Index = std::int8_t>
Column dictionary(std::string name, std::string index_format,
                  const std::vector<std::optional<Index>>& indices, Column values) {
  Column column = numbers<Index>(std::move(name), std::move(index_format), indices);
  column.dictionary = std::make_shared<Column>(std::move(values));
  return column;
}

/// The texts as an int32 dictionary of the distinct ones.
inline Column coded_texts(std::string name, const std::vector<std::optional<std::string>>& values) {
  std::vector<std::optional<std::string>> distinct;
  std::vector<std::optional<std::int32_t>> codes;
  for (const auto& value : values) {
    if (!value) {
      codes.emplace_back();
      continue;
    }
    std::size_t code = 0;
    while (code < distinct.size() && *distinct[code] != *value)
      ++code;
    if (code == distinct.size()) distinct.push_back(value);
    codes.emplace_back(static_cast<std::int32_t>(code));
  }
  return dictionary<std::int32_t>(std::move(name), "i", codes, texts("", distinct));
}

inline Column nulls(std::string name, std::int64_t length) {
  Column column;
  column.name = std::move(name);
  column.format = std::string("n");  // gcc 12 warns of a plain literal
  column.length = length;
  column.null_count = length;
  return column;
}

/// Days since 1970-01-01 of "YYYY-MM-DD", by the standard library.
inline std::int32_t day_number(std::string_view text) {
  if (text.size() < 10) throw std::invalid_argument("not a day: " + std::string(text));
  const auto number = [&](std::size_t at, std::size_t count) {
    return std::stoi(std::string(text.substr(at, count)));
  };
  const std::chrono::year_month_day date{std::chrono::year{number(0, 4)},
                                         std::chrono::month{static_cast<unsigned>(number(5, 2))},
                                         std::chrono::day{static_cast<unsigned>(number(8, 2))}};
  return static_cast<std::int32_t>(std::chrono::sys_days{date}.time_since_epoch().count());
}

/// Microseconds of "YYYY-MM-DD", "YYYY-MM-DDTHH:MM" or "…:SS".
inline std::int64_t moment_number(std::string_view text) {
  std::int64_t seconds = std::int64_t{day_number(text)} * 86'400;
  const auto number = [&](std::size_t at) { return std::stoi(std::string(text.substr(at, 2))); };
  if (text.size() >= 16) seconds += number(11) * 3600 + number(14) * 60;
  if (text.size() >= 19) seconds += number(17);
  return seconds * 1'000'000;
}

inline Column days(std::string name, const std::vector<std::optional<std::string>>& values) {
  std::vector<std::optional<std::int32_t>> numbers_of;
  for (const auto& value : values) {
    numbers_of.push_back(value ? std::optional(day_number(*value)) : std::nullopt);
  }
  return numbers<std::int32_t>(std::move(name), "tdD", numbers_of);
}

inline Column moments(std::string name, const std::vector<std::optional<std::string>>& values,
                      const std::string& zone = "") {
  std::vector<std::optional<std::int64_t>> numbers_of;
  for (const auto& value : values) {
    numbers_of.push_back(value ? std::optional(moment_number(*value)) : std::nullopt);
  }
  return numbers<std::int64_t>(std::move(name), "tsu:" + zone, numbers_of);
}

/// A record batch of these columns.
inline Column batch(std::vector<Column> columns) {
  Column column;
  column.format = "+s";
  column.length = columns.empty() ? 0 : columns.front().length;
  column.buffers.emplace_back();
  column.children = std::move(columns);
  return column;
}

namespace detail {

struct SchemaMemory {
  Column column;
  std::vector<ArrowSchema> children;
  std::vector<ArrowSchema*> pointers;
  ArrowSchema dictionary{};
};

struct ArrayMemory {
  std::vector<std::optional<Bytes>> buffers;
  std::vector<const void*> buffer_pointers;
  std::vector<ArrowArray> children;
  std::vector<ArrowArray*> pointers;
  ArrowArray dictionary{};
};

template <class Memory, class Struct>
void release(Struct* released) {
  auto* memory = static_cast<Memory*>(released->private_data);
  for (Struct& child : memory->children) {
    if (child.release != nullptr) child.release(&child);
  }
  if (memory->dictionary.release != nullptr) memory->dictionary.release(&memory->dictionary);
  delete memory;
  released->release = nullptr;
}

inline void export_schema(const Column& column, ArrowSchema* out) {
  auto* memory = new SchemaMemory{column, {}, {}, {}};
  memory->children.resize(column.children.size());
  for (std::size_t i = 0; i < column.children.size(); ++i) {
    export_schema(column.children[i], &memory->children[i]);
    memory->pointers.push_back(&memory->children[i]);
  }
  *out = ArrowSchema{};
  out->format = memory->column.format.c_str();
  out->name = memory->column.name.c_str();
  out->flags = ARROW_FLAG_NULLABLE;
  out->n_children = static_cast<std::int64_t>(memory->pointers.size());
  out->children = memory->pointers.data();
  if (column.dictionary) {
    export_schema(*column.dictionary, &memory->dictionary);
    out->dictionary = &memory->dictionary;
  }
  out->private_data = memory;
  out->release = release<SchemaMemory, ArrowSchema>;
}

inline void export_array(const Column& column, ArrowArray* out) {
  auto* memory = new ArrayMemory{column.buffers, {}, {}, {}, {}};
  for (const auto& buffer : memory->buffers) {
    memory->buffer_pointers.push_back(buffer ? static_cast<const void*>(buffer->data()) : nullptr);
    // An empty vector may have no memory; an empty buffer must still be one.
    static const std::uint64_t nothing[8] = {};
    if (buffer && buffer->empty()) memory->buffer_pointers.back() = nothing;
  }
  memory->children.resize(column.children.size());
  for (std::size_t i = 0; i < column.children.size(); ++i) {
    export_array(column.children[i], &memory->children[i]);
    memory->pointers.push_back(&memory->children[i]);
  }
  *out = ArrowArray{};
  out->length = column.length;
  out->offset = column.offset;
  out->null_count = column.null_count;
  out->n_buffers = static_cast<std::int64_t>(memory->buffer_pointers.size());
  out->buffers = memory->buffer_pointers.data();
  out->n_children = static_cast<std::int64_t>(memory->pointers.size());
  out->children = memory->pointers.data();
  if (column.dictionary) {
    export_array(*column.dictionary, &memory->dictionary);
    out->dictionary = &memory->dictionary;
  }
  out->private_data = memory;
  out->release = release<ArrayMemory, ArrowArray>;
}

}  // namespace detail

/// A batch as C structs; released at the end of its life.
class Exported {
 public:
  /// A column alone is a batch of one.
  explicit Exported(const Column& column) {
    const Column whole = column.format == "+s" ? column : batch({column});
    detail::export_schema(whole, &schema);
    detail::export_array(whole, &array);
  }
  explicit Exported(std::vector<Column> columns) : Exported(batch(std::move(columns))) {}
  Exported(Exported&& other) noexcept
      : schema(std::exchange(other.schema, {})), array(std::exchange(other.array, {})) {}
  Exported& operator=(Exported&&) = delete;
  ~Exported() {
    if (schema.release != nullptr) schema.release(&schema);
    if (array.release != nullptr) array.release(&array);
  }

  ArrowSchema schema{};
  ArrowArray array{};
};

/// A stream of batches of one schema; `fails_at` breaks it there.
inline ArrowArrayStream stream_of(std::vector<Column> batches, int fails_at = -1) {
  struct Memory {
    std::vector<Column> batches;
    int fails_at;
    int next = 0;
  };
  ArrowArrayStream stream{};
  stream.private_data = new Memory{std::move(batches), fails_at};
  stream.get_schema = [](ArrowArrayStream* self, ArrowSchema* out) {
    detail::export_schema(static_cast<Memory*>(self->private_data)->batches.front(), out);
    return 0;
  };
  stream.get_next = [](ArrowArrayStream* self, ArrowArray* out) {
    auto& memory = *static_cast<Memory*>(self->private_data);
    if (memory.next == memory.fails_at) return 5;
    *out = ArrowArray{};
    if (memory.next < static_cast<int>(memory.batches.size())) {
      detail::export_array(memory.batches[static_cast<std::size_t>(memory.next++)], out);
    }
    return 0;
  };
  stream.get_last_error = [](ArrowArrayStream*) { return "the source went away"; };
  stream.release = [](ArrowArrayStream* self) {
    delete static_cast<Memory*>(self->private_data);
    self->release = nullptr;
  };
  return stream;
}

}  // namespace sandan::testing
