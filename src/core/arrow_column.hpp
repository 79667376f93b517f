#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sandan/arrow_abi.h"
#include "sandan/core/dates.hpp"
#include "sandan/core/status.hpp"

/// Typed, checked views of borrowed Arrow columns.
namespace sandan::arrow {

enum class Kind : std::uint8_t {
  null,
  boolean,
  int8,
  int16,
  int32,
  int64,
  uint8,
  uint16,
  uint32,
  uint64,
  float32,
  float64,
  text,
  large_text,
  text_view,
  date_days,
  date_millis,
  timestamp_seconds,
  timestamp_millis,
  timestamp_micros,
  timestamp_nanos,
  duration_seconds,
  duration_millis,
  duration_micros,
  duration_nanos,
  other,
};

/// What a column holds, and how it is laid out.
struct Type {
  Kind kind = Kind::other;
  Kind index = Kind::other;  ///< of a dictionary; other when plain
  std::string format;        ///< as the schema says it
  std::string zone;          ///< of a timestamp; empty for a civil one
  /// Of lists of texts: their texts. The kind is other then, so that lists are
  /// refused wherever they are not asked for (Table::find_texts).
  std::shared_ptr<const Type> items;

  bool is_list() const noexcept { return items != nullptr; }
  bool is_dictionary() const noexcept { return index != Kind::other; }
  bool is_text() const noexcept {
    return kind == Kind::text || kind == Kind::large_text || kind == Kind::text_view;
  }
  bool is_integer() const noexcept { return kind >= Kind::int8 && kind <= Kind::uint64; }
  bool is_timestamp() const noexcept {
    return kind >= Kind::timestamp_seconds && kind <= Kind::timestamp_nanos;
  }
  bool is_duration() const noexcept {
    return kind >= Kind::duration_seconds && kind <= Kind::duration_nanos;
  }
  bool is_date() const noexcept { return kind == Kind::date_days || kind == Kind::date_millis; }
};

Type parse_type(const ArrowSchema& schema);

/// Human name of a type for messages, such as "text" or "timestamp[us, UTC]".
std::string type_name(const Type& type);

/// One batch's part of a column: borrowed pointers, absolute offsets.
struct Chunk {
  std::int64_t length = 0;
  std::int64_t offset = 0;  ///< first element in the buffers
  const std::uint8_t* validity = nullptr;
  const std::uint8_t* row_validity = nullptr;  ///< of the batch itself
  std::int64_t row_offset = 0;
  const void* values = nullptr;              ///< values, text offsets, views, or dictionary indices
  const char* bytes = nullptr;               ///< of text
  const void* const* view_bytes = nullptr;   ///< variadic buffers of text views
  std::int64_t view_buffers = 0;             ///< how many of them
  const std::int64_t* view_sizes = nullptr;  ///< their sizes
  std::shared_ptr<const Chunk> dictionary;
  std::shared_ptr<const Chunk> items;  ///< texts of all lists; `values` are list offsets

  bool is_valid(std::int64_t row) const noexcept {
    const auto bit = [](const std::uint8_t* bits, std::int64_t at) {
      return bits == nullptr || (bits[at >> 3] >> (at & 7) & 1) != 0;
    };
    return bit(validity, offset + row) && bit(row_validity, row_offset + row);
  }
  bool has_nulls() const noexcept { return validity != nullptr || row_validity != nullptr; }
};

/// One element of a plain chunk, whatever its alignment.
template <class T>
T element(const Chunk& chunk, std::int64_t row) noexcept {
  T value;
  std::memcpy(&value, static_cast<const T*>(chunk.values) + chunk.offset + row, sizeof value);
  return value;
}

/// Number of one element of a plain integer, date or timestamp chunk.
inline std::int64_t integer_at(const Chunk& chunk, Kind kind, std::int64_t row) noexcept {
  switch (kind) {
    case Kind::int8:
      return element<std::int8_t>(chunk, row);
    case Kind::int16:
      return element<std::int16_t>(chunk, row);
    case Kind::int32:
    case Kind::date_days:
      return element<std::int32_t>(chunk, row);
    case Kind::uint8:
      return element<std::uint8_t>(chunk, row);
    case Kind::uint16:
      return element<std::uint16_t>(chunk, row);
    case Kind::uint32:
      return element<std::uint32_t>(chunk, row);
    default:
      return element<std::int64_t>(chunk, row);
  }
}

/// A whole column over its batches. Checked for structure when its table was
/// added and for content (offsets, indices, UTF-8) when first opened.
class Column {
 public:
  Column(std::string name, std::int64_t position, Type type)
      : name_(std::move(name)), position_(position), type_(std::move(type)) {}

  const std::string& name() const noexcept { return name_; }
  std::int64_t position() const noexcept { return position_; }
  const Type& type() const noexcept { return type_; }
  std::int64_t rows() const noexcept { return starts_.back(); }
  const std::vector<Chunk>& chunks() const noexcept { return chunks_; }

  /// Makes sure that the next append cannot fail.
  void make_room();
  void append(Chunk chunk);

  /// Calls `body(chunk, begin, end, first_row)` for the pieces of chunks that
  /// cover rows [from, to): local rows [begin, end), the first of them being
  /// row `first_row` of the table.
  template <class Body>
  void for_each_piece(std::int64_t from, std::int64_t to, Body&& body) const {
    for (std::size_t i = chunk_at(from); from < to; ++i) {
      const std::int64_t end = std::min(to, starts_[i + 1]);
      if (end > from) body(chunks_[i], from - starts_[i], end - starts_[i], from);
      from = end;
    }
  }

  /// Calls `body(row, value)` for every row in order; nothing for a null.
  /// The kind must be an integer, a date or a timestamp.
  template <class Body>
  void for_each_integer(Body&& body) const;

  bool is_null(std::int64_t row) const;
  /// One cell; for places that are not hot. The kind must fit.
  std::optional<std::string_view> text(std::int64_t row) const;
  std::optional<std::int64_t> integer(std::int64_t row) const;
  std::optional<bool> boolean(std::int64_t row) const;

  /// Any cell as text, for fault tables; nothing for a null.
  std::optional<std::string> printed(std::int64_t row) const;
  /// Order of two cells by value, nulls first. The same for any layout.
  int compare(std::int64_t a, std::int64_t b) const;

 private:
  std::size_t chunk_at(std::int64_t row) const noexcept;

  std::string name_;
  std::int64_t position_;
  Type type_;
  std::vector<Chunk> chunks_;
  std::vector<std::int64_t> starts_{0};
};

/// Calls `body(text)` for the texts of one list of a chunk, nulls left out.
template <class Body>
void for_each_item(const Type& type, const Chunk& chunk, std::int64_t row, Body&& body);

/// Text of one element of a plain (not dictionary) text chunk.
std::string_view text_at(const Chunk& chunk, Kind kind, std::int64_t row) noexcept;
/// Microseconds of a date or timestamp value, rounded towards the past; nothing
/// when 64 bits cannot hold them.
std::optional<std::int64_t> micros_of(Kind kind, std::int64_t value) noexcept;

template <class Body>
void Column::for_each_integer(Body&& body) const {
  for_each_piece(
      0, rows(),
      [&](const Chunk& chunk, std::int64_t begin, std::int64_t end, std::int64_t first_row) {
        const bool plain = !type_.is_dictionary() && type_.kind != Kind::null;
        for (std::int64_t i = begin; i < end; ++i) {
          const std::int64_t row = first_row + (i - begin);
          if (!plain) {
            body(row, integer(row));
          } else if (chunk.is_valid(i)) {
            body(row, std::optional(integer_at(chunk, type_.kind, i)));
          } else {
            body(row, std::optional<std::int64_t>());
          }
        }
      });
}

template <class Body>
void for_each_item(const Type& type, const Chunk& chunk, std::int64_t row, Body&& body) {
  const bool wide = type.format == "+L";
  const std::int64_t begin =
      wide ? element<std::int64_t>(chunk, row) : element<std::int32_t>(chunk, row);
  const std::int64_t end =
      wide ? element<std::int64_t>(chunk, row + 1) : element<std::int32_t>(chunk, row + 1);
  for (std::int64_t i = begin; i < end; ++i) {
    const Chunk* texts = chunk.items.get();
    std::int64_t at = i;
    if (!texts->is_valid(at)) continue;
    if (type.items->is_dictionary()) {
      at = integer_at(*texts, type.items->index, at);
      texts = texts->dictionary.get();
      if (!texts->is_valid(at)) continue;
    }
    body(text_at(*texts, type.items->kind, at));
  }
}

/// A named table of equally long columns.
class Table {
 public:
  Table(std::string name, const ArrowSchema& schema);

  const std::string& name() const noexcept { return name_; }
  std::int64_t rows() const noexcept { return rows_; }
  const std::vector<Column>& columns() const noexcept { return columns_; }
  bool has(std::string_view name) const noexcept;

  /// The column of that name with its content checked; null when there is
  /// none. Refuses a type this library cannot read, by name.
  const Column* find(std::string_view name) const;
  /// The same by position.
  const Column& checked(std::int64_t position) const;
  /// The same where lists of texts are read too.
  const Column* find_texts(std::string_view name) const;

  void append(const ArrowSchema& schema, const ArrowArray& array);
  /// Views of the same arrays; what is added to one is not in the other.
  Table copy() const { return *this; }
  /// Refuses a schema with other columns or types.
  void expect_same_schema(const ArrowSchema& schema) const;

  /// A refusal that names this table.
  Error error(Status status, std::string_view detail, std::string message) const;

 private:
  const Column* position_of(std::string_view name) const noexcept;
  const Column& open(const Column& column) const;

  std::string name_;
  std::int64_t rows_ = 0;
  std::vector<Column> columns_;
  mutable std::vector<bool> checked_;
};

/// Checks the content of a column: text offsets, views, dictionary indices,
/// UTF-8. `table` names the place.
void check_content(const Table& table, const Column& column);

}  // namespace sandan::arrow
