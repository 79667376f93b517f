#include <algorithm>
#include <cstring>
#include <limits>
#include <type_traits>
#include <utility>

#include "core/arrow_column.hpp"
#include "core/text.hpp"

namespace sandan::arrow {
namespace {

/// Names the row a fault is in, counted over the whole table.
struct Fault {
  const Table& table;
  const Column& column;
  bool of_no_row;  ///< the value is of a dictionary or of the items of lists

  [[noreturn]] void refuse(std::int64_t row, std::string_view detail, std::string message) const {
    throw table
        .error(Status::data, detail, "column \"" + column.name() + "\": " + std::move(message))
        .at(column.name())
        .in_row(of_no_row ? -1 : row)
        .in_column(column.position());
  }
};

/// Whether offsets, of which the first is not negative, never go back; only
/// arithmetic, so that it runs in vectors.
template <class Offset>
bool do_ascend(const Offset* offsets, std::int64_t texts) {
  using Bits = std::make_unsigned_t<Offset>;
  // Where none so far was negative or went back, a difference does not wrap.
  Bits signs = 0;
  for (std::int64_t i = 0; i < texts; ++i) {
    const auto next = static_cast<Bits>(offsets[i + 1]);
    signs |= next | (next - static_cast<Bits>(offsets[i]));
  }
  return signs >> (8 * sizeof(Offset) - 1) == 0;
}

template <class Offset>
void check_offsets(const Fault& fault, const Chunk& chunk, std::int64_t first_row) {
  if (chunk.length == 0) return;
  const auto* offsets = static_cast<const Offset*>(chunk.values) + chunk.offset;
  if (offsets[0] < 0) fault.refuse(first_row, "bad_offsets", "text offsets are negative");
  const bool ascend = do_ascend(offsets, chunk.length);
  for (std::int64_t i = 0; i < chunk.length && !ascend; ++i) {
    if (offsets[i + 1] < offsets[i]) {
      fault.refuse(first_row + i, "bad_offsets", "text offsets go back");
    }
  }
  if (chunk.bytes == nullptr && offsets[chunk.length] > 0) {
    fault.refuse(first_row, "missing_buffers", "the array has no text bytes");
  }
}

void check_views(const Fault& fault, const Chunk& chunk, std::int64_t first_row) {
  for (std::int64_t i = 0; i < chunk.length; ++i) {
    if (!chunk.is_valid(i)) continue;
    const char* view = static_cast<const char*>(chunk.values) + (chunk.offset + i) * 16;
    std::int32_t size = 0;
    std::int32_t buffer = 0;
    std::int32_t offset = 0;
    std::memcpy(&size, view, sizeof size);
    std::memcpy(&buffer, view + 8, sizeof buffer);
    std::memcpy(&offset, view + 12, sizeof offset);
    const bool within = size >= 0 && size <= 12;
    const bool points = size > 12 && buffer >= 0 && buffer < chunk.view_buffers && offset >= 0 &&
                        std::int64_t{offset} + size <= chunk.view_sizes[buffer] &&
                        chunk.view_bytes[buffer] != nullptr;
    if (!within && !points) {
      fault.refuse(first_row + i, "bad_view", "a text view points outside its buffers");
    }
  }
}

template <class Offset>
void check_lists(const Fault& fault, const Chunk& chunk, std::int64_t first_row) {
  if (chunk.length == 0) return;
  const auto* offsets = static_cast<const Offset*>(chunk.values) + chunk.offset;
  if (offsets[0] < 0) fault.refuse(first_row, "bad_offsets", "list offsets are negative");
  const bool ascend = do_ascend(offsets, chunk.length);
  for (std::int64_t i = 0; i < chunk.length && !ascend; ++i) {
    if (offsets[i + 1] < offsets[i]) {
      fault.refuse(first_row + i, "bad_offsets", "list offsets go back");
    }
  }
  if (offsets[chunk.length] > chunk.items->length) {
    fault.refuse(first_row, "bad_offsets", "a list ends behind the last of the items");
  }
}

bool is_ascii(std::string_view text) {
  unsigned char found = 0;
  for (const char byte : text)
    found = static_cast<unsigned char>(found | static_cast<unsigned char>(byte));
  return found < 0x80;
}

/// Whether all texts, those of nulls too, are UTF-8, told by one pass over the
/// run of their bytes. May say no where only what nulls hold is not.
bool are_surely_utf8(const Fault& fault, const Chunk& chunk, Kind kind, std::int64_t first_row) {
  const auto first = text_at(chunk, kind, 0);
  const auto last = text_at(chunk, kind, chunk.length - 1);
  const std::string_view all(first.data(),
                             static_cast<std::size_t>(last.data() + last.size() - first.data()));
  if (is_ascii(all)) return true;
  if (!is_utf8(all)) return false;
  for (std::int64_t i = 0; i < chunk.length; ++i) {
    const auto text = text_at(chunk, kind, i);
    const bool is_cut = !text.empty() && (static_cast<unsigned char>(text.front()) & 0xc0) == 0x80;
    if (!is_cut) continue;
    // Inside a code point; where there are nulls it may be what one of them holds.
    if (chunk.has_nulls()) return false;
    fault.refuse(first_row + i, "not_utf8", "the text is not UTF-8");
  }
  return true;
}

void check_utf8(const Fault& fault, const Chunk& chunk, Kind kind, std::int64_t first_row) {
  if (chunk.length == 0) return;
  if (kind != Kind::text_view && are_surely_utf8(fault, chunk, kind, first_row)) return;
  for (std::int64_t i = 0; i < chunk.length; ++i) {
    if (chunk.is_valid(i) && !is_utf8(text_at(chunk, kind, i))) {
      fault.refuse(first_row + i, "not_utf8", "the text is not UTF-8");
    }
  }
}

void check_text(const Fault& fault, const Chunk& chunk, Kind kind, std::int64_t first_row) {
  if (kind == Kind::text) check_offsets<std::int32_t>(fault, chunk, first_row);
  if (kind == Kind::large_text) check_offsets<std::int64_t>(fault, chunk, first_row);
  if (kind == Kind::text_view) check_views(fault, chunk, first_row);
  check_utf8(fault, chunk, kind, first_row);
}

/// Whether every one of `rows` indices, of nulls too, is in [0, last]. May say
/// no of good ones that are large; only arithmetic, so that it runs in vectors.
template <class T>
bool surely_within(const T* indices, std::int64_t rows, std::int64_t last) {
  const auto at = [indices](std::int64_t i) {
    T index;
    std::memcpy(&index, indices + i, sizeof index);
    return index;
  };
  if constexpr (sizeof(T) <= 2 && std::is_unsigned_v<T>) {
    T largest = 0;
    for (std::int64_t i = 0; i < rows; ++i)
      largest = std::max(largest, at(i));
    return largest <= last;
  } else {
    using Bits = std::make_unsigned_t<T>;
    constexpr std::int64_t most = std::numeric_limits<std::make_signed_t<T>>::max();
    const auto highest = static_cast<Bits>(std::min(last, most));
    // The sign of the index, or of what is left above it, tells one outside.
    Bits signs = 0;
    for (std::int64_t i = 0; i < rows; ++i) {
      const auto index = static_cast<Bits>(at(i));
      signs = static_cast<Bits>(signs | index | static_cast<Bits>(highest - index));
    }
    return signs >> (8 * sizeof(T) - 1) == 0;
  }
}

/// `first_row` is of the whole chunk.
template <class T>
void check_indices(const Fault& fault, const Chunk& chunk, std::int64_t first_row) {
  constexpr std::int64_t block = 256;
  const std::int64_t size = chunk.dictionary->length;
  const auto outside = [size](T index) {
    return std::cmp_less(index, 0) || std::cmp_greater_equal(index, size);
  };
  for (std::int64_t begin = 0; begin < chunk.length; begin += block) {
    const std::int64_t end = std::min(begin + block, chunk.length);
    const T* indices = static_cast<const T*>(chunk.values) + chunk.offset + begin;
    if (size > 0 && surely_within(indices, end - begin, size - 1)) continue;
    for (std::int64_t i = begin; i < end; ++i) {
      const T index = element<T>(chunk, i);
      if (outside(index) && chunk.is_valid(i)) {
        fault.refuse(first_row + i, "bad_index",
                     "dictionary index " + std::to_string(index) + " is outside 0 to " +
                         std::to_string(size - 1));
      }
    }
  }
}

void check_indices(const Fault& fault, const Chunk& chunk, Kind index, std::int64_t first_row) {
  switch (index) {
    case Kind::int8:
      return check_indices<std::int8_t>(fault, chunk, first_row);
    case Kind::int16:
      return check_indices<std::int16_t>(fault, chunk, first_row);
    case Kind::int32:
      return check_indices<std::int32_t>(fault, chunk, first_row);
    case Kind::uint8:
      return check_indices<std::uint8_t>(fault, chunk, first_row);
    case Kind::uint16:
      return check_indices<std::uint16_t>(fault, chunk, first_row);
    case Kind::uint32:
      return check_indices<std::uint32_t>(fault, chunk, first_row);
    default:  // uint64 too: those of no int64 are told as negative
      return check_indices<std::int64_t>(fault, chunk, first_row);
  }
}

void check_unsigned(const Fault& fault, const Chunk& chunk, std::int64_t first_row) {
  for (std::int64_t i = 0; i < chunk.length; ++i) {
    if (chunk.is_valid(i) && integer_at(chunk, Kind::uint64, i) < 0) {
      fault.refuse(first_row + i, "integer_too_large", "the number does not fit int64");
    }
  }
}

/// `fault` names the rows of the chunk, or none where it is the items of lists.
void check_chunk(const Fault& fault, const Type& type, const Chunk& chunk, std::int64_t first_row) {
  const Chunk& values = type.is_dictionary() ? *chunk.dictionary : chunk;
  const Fault value_fault{fault.table, fault.column, fault.of_no_row || type.is_dictionary()};
  if (type.is_dictionary()) check_indices(fault, chunk, type.index, first_row);
  if (type.is_text()) check_text(value_fault, values, type.kind, first_row);
  if (type.kind == Kind::uint64) check_unsigned(value_fault, values, first_row);
}

}  // namespace

void check_content(const Table& table, const Column& column) {
  const Fault fault{table, column, false};
  const Type& type = column.type();
  std::int64_t first_row = 0;
  for (const Chunk& chunk : column.chunks()) {
    if (type.is_list()) {
      if (type.format == "+L") {
        check_lists<std::int64_t>(fault, chunk, first_row);
      } else {
        check_lists<std::int32_t>(fault, chunk, first_row);
      }
      check_chunk(Fault{table, column, true}, *type.items, *chunk.items, 0);
    } else {
      check_chunk(fault, type, chunk, first_row);
    }
    first_row += chunk.length;
  }
}

}  // namespace sandan::arrow
