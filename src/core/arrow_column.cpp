#include "core/arrow_column.hpp"

#include <algorithm>
#include <bit>
#include <cstring>
#include <utility>

#include "core/json.hpp"

namespace sandan::arrow {
namespace {

double real_at(const Chunk& chunk, Kind kind, std::int64_t row) noexcept {
  return kind == Kind::float32 ? element<float>(chunk, row) : element<double>(chunk, row);
}

bool bit_at(const Chunk& chunk, std::int64_t row) noexcept {
  const std::int64_t at = chunk.offset + row;
  return (static_cast<const std::uint8_t*>(chunk.values)[at >> 3] >> (at & 7) & 1) != 0;
}

/// Where a cell really lies: its chunk, or the dictionary of it.
struct Place {
  const Chunk* chunk = nullptr;
  std::int64_t row = 0;
};

template <class T>
int order(const T& a, const T& b) {
  return a < b ? -1 : (b < a ? 1 : 0);
}

}  // namespace

std::optional<std::int64_t> micros_of(Kind kind, std::int64_t value) noexcept {
  const auto scaled = [value](std::int64_t by) -> std::optional<std::int64_t> {
    if (value > INT64_MAX / by || value < INT64_MIN / by) return std::nullopt;
    return value * by;
  };
  switch (kind) {
    case Kind::date_days:
      return scaled(micros_per_day);
    case Kind::timestamp_seconds:
      return scaled(1'000'000);
    case Kind::date_millis:
    case Kind::timestamp_millis:
      return scaled(1'000);
    case Kind::timestamp_nanos:
      return value / 1'000 - (value % 1'000 < 0 ? 1 : 0);
    default:
      return value;
  }
}

std::string_view text_at(const Chunk& chunk, Kind kind, std::int64_t row) noexcept {
  if (kind == Kind::null) return {};  // an item of a list of nulls
  const std::int64_t at = chunk.offset + row;
  if (kind == Kind::text_view) {
    const char* view = static_cast<const char*>(chunk.values) + at * 16;
    std::int32_t size = 0;
    std::memcpy(&size, view, sizeof size);
    if (size <= 12) return {view + 4, static_cast<std::size_t>(size)};
    std::int32_t buffer = 0;
    std::int32_t offset = 0;
    std::memcpy(&buffer, view + 8, sizeof buffer);
    std::memcpy(&offset, view + 12, sizeof offset);
    return {static_cast<const char*>(chunk.view_bytes[buffer]) + offset,
            static_cast<std::size_t>(size)};
  }
  if (kind == Kind::text) {
    const auto* offsets = static_cast<const std::int32_t*>(chunk.values) + at;
    return {chunk.bytes + offsets[0], static_cast<std::size_t>(offsets[1] - offsets[0])};
  }
  const auto* offsets = static_cast<const std::int64_t*>(chunk.values) + at;
  return {chunk.bytes + offsets[0], static_cast<std::size_t>(offsets[1] - offsets[0])};
}

void Column::make_room() {
  // By doubling: many small batches stay linear.
  if (chunks_.size() == chunks_.capacity()) chunks_.reserve(chunks_.size() * 2 + 1);
  if (starts_.size() == starts_.capacity()) starts_.reserve(starts_.size() * 2 + 1);
}

void Column::append(Chunk chunk) {
  starts_.push_back(starts_.back() + chunk.length);
  chunks_.push_back(std::move(chunk));
}

std::size_t Column::chunk_at(std::int64_t row) const noexcept {
  if (chunks_.size() == 1) return 0;
  const auto after = std::upper_bound(starts_.begin(), starts_.end(), row);
  return static_cast<std::size_t>(after - starts_.begin()) - 1;
}

namespace {

Place place_of(const Column& column, const Chunk& chunk, std::int64_t row) {
  if (column.type().kind == Kind::null || !chunk.is_valid(row)) return {};
  if (!column.type().is_dictionary()) return {&chunk, row};
  const std::int64_t code = integer_at(chunk, column.type().index, row);
  const Chunk& values = *chunk.dictionary;
  return values.is_valid(code) ? Place{&values, code} : Place{};
}

Place place_of(const Column& column, std::int64_t row) {
  Place place;
  column.for_each_piece(row, row + 1,
                        [&](const Chunk& chunk, std::int64_t begin, std::int64_t, std::int64_t) {
                          place = place_of(column, chunk, begin);
                        });
  return place;
}

}  // namespace

bool Column::is_null(std::int64_t row) const { return place_of(*this, row).chunk == nullptr; }

std::optional<std::string_view> Column::text(std::int64_t row) const {
  const Place place = place_of(*this, row);
  if (place.chunk == nullptr) return std::nullopt;
  return text_at(*place.chunk, type_.kind, place.row);
}

std::optional<std::int64_t> Column::integer(std::int64_t row) const {
  const Place place = place_of(*this, row);
  if (place.chunk == nullptr) return std::nullopt;
  return integer_at(*place.chunk, type_.kind, place.row);
}

std::optional<bool> Column::boolean(std::int64_t row) const {
  const Place place = place_of(*this, row);
  if (place.chunk == nullptr) return std::nullopt;
  return bit_at(*place.chunk, place.row);
}

namespace {

/// ISO text of a timestamp cell; the bare number outside the accepted days.
std::string printed_moment(const Type& type, std::int64_t value) {
  const auto micros = micros_of(type.kind, value);
  if (!micros || !is_possible_day(*micros / micros_per_day)) return std::to_string(value);
  return format_moment(*micros) + (type.zone.empty() ? "" : "Z");
}

std::string joined(const Type& type, const Chunk& chunk, std::int64_t row) {
  std::string out;
  bool first = true;
  for_each_item(type, chunk, row, [&](std::string_view text) {
    if (!std::exchange(first, false)) out += ';';
    out += text;
  });
  return out;
}

}  // namespace

std::optional<std::string> Column::printed(std::int64_t row) const {
  const Place place = place_of(*this, row);
  if (place.chunk == nullptr) return std::nullopt;
  if (type_.is_list()) return joined(type_, *place.chunk, place.row);
  if (type_.is_text()) return std::string(text_at(*place.chunk, type_.kind, place.row));
  switch (type_.kind) {
    case Kind::boolean:
      return bit_at(*place.chunk, place.row) ? "true" : "false";
    case Kind::float32:
    case Kind::float64: {
      std::string out;
      json::append_number(out, real_at(*place.chunk, type_.kind, place.row));
      return out;
    }
    case Kind::date_days: {
      const std::int64_t day = integer_at(*place.chunk, type_.kind, place.row);
      if (is_possible_day(day)) return format_day(static_cast<Day>(day));
      return "day " + std::to_string(day);
    }
    case Kind::timestamp_seconds:
    case Kind::timestamp_millis:
    case Kind::timestamp_micros:
    case Kind::timestamp_nanos:
      return printed_moment(type_, integer_at(*place.chunk, type_.kind, place.row));
    case Kind::null:
    case Kind::other:
      return std::nullopt;
    default:
      return std::to_string(integer_at(*place.chunk, type_.kind, place.row));
  }
}

int Column::compare(std::int64_t a, std::int64_t b) const {
  const Place left = place_of(*this, a);
  const Place right = place_of(*this, b);
  if (left.chunk == nullptr || right.chunk == nullptr) {
    return order(left.chunk != nullptr, right.chunk != nullptr);
  }
  if (type_.is_text()) {
    return order(text_at(*left.chunk, type_.kind, left.row),
                 text_at(*right.chunk, type_.kind, right.row));
  }
  switch (type_.kind) {
    case Kind::boolean:
      return order(bit_at(*left.chunk, left.row), bit_at(*right.chunk, right.row));
    case Kind::float32:
    case Kind::float64: {
      // By bits where numbers do not order (NaN), so that the order is total.
      const double x = real_at(*left.chunk, type_.kind, left.row);
      const double y = real_at(*right.chunk, type_.kind, right.row);
      if (x != x || y != y) {
        return order(std::bit_cast<std::int64_t>(x), std::bit_cast<std::int64_t>(y));
      }
      return order(x, y);
    }
    case Kind::uint64:
      return order(element<std::uint64_t>(*left.chunk, left.row),
                   element<std::uint64_t>(*right.chunk, right.row));
    case Kind::other:
      return 0;
    default:
      return order(integer_at(*left.chunk, type_.kind, left.row),
                   integer_at(*right.chunk, type_.kind, right.row));
  }
}

}  // namespace sandan::arrow
