#include "org/differences_cells.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "sandan/core/dates.hpp"

namespace sandan::org {
namespace {

using Type = results::ColumnType;

template <class T>
T value_at(const results::Column& column, std::int64_t row) noexcept {
  return static_cast<const T*>(column.values.get())[row];
}

bool truth_at(const results::Column& column, std::int64_t row) noexcept {
  return (value_at<std::uint8_t>(column, row >> 3) >> (row & 7) & 1) != 0;
}

std::string real_text(double value) {
  std::array<char, 32> text{};
  const auto end = std::to_chars(text.data(), text.data() + text.size(), value).ptr;
  return {text.data(), end};
}

/// Sums of doubles tell no more.
constexpr double same_within = 1e-9;

bool same_real(double a, double b) noexcept {
  if (a == b || (std::isnan(a) && std::isnan(b))) return true;
  return std::abs(a - b) <= same_within * std::max({1.0, std::abs(a), std::abs(b)});
}

bool is_text(Type type) noexcept { return type == Type::text || type == Type::dictionary; }

/// Of columns of whole numbers, days and moments.
std::int64_t whole_at(const results::Column& column, std::int64_t row) noexcept {
  return column.type == Type::int32 || column.type == Type::day
             ? value_at<std::int32_t>(column, row)
             : value_at<std::int64_t>(column, row);
}

}  // namespace

std::optional<std::string> cell_text(const results::Column& column, std::int64_t row) {
  if (!column.is_valid(row)) return std::nullopt;
  switch (column.type) {
    case Type::boolean:
      return truth_at(column, row) ? "true" : "false";
    case Type::int32:
    case Type::int64:
      return std::to_string(whole_at(column, row));
    case Type::float64:
      return real_text(value_at<double>(column, row));
    case Type::day:
      return format_day(value_at<Day>(column, row));
    case Type::moment:
      return format_moment(value_at<std::int64_t>(column, row));
    case Type::text:
    case Type::dictionary:
      break;
  }
  return std::string(column.text(row));
}

bool same_cell(const results::Column& a, std::int64_t row_a, const results::Column& b,
               std::int64_t row_b) noexcept {
  const bool known = a.is_valid(row_a);
  if (known != b.is_valid(row_b)) return false;
  if (!known) return true;
  if (is_text(a.type) && is_text(b.type)) return a.text(row_a) == b.text(row_b);
  if (a.type != b.type) return false;
  if (a.type == Type::boolean) return truth_at(a, row_a) == truth_at(b, row_b);
  if (a.type != Type::float64) return whole_at(a, row_a) == whole_at(b, row_b);
  return same_real(value_at<double>(a, row_a), value_at<double>(b, row_b));
}

std::optional<double> cell_change(const results::Column& a, std::int64_t row_a,
                                  const results::Column& b, std::int64_t row_b) noexcept {
  if (a.type != b.type || !a.is_valid(row_a) || !b.is_valid(row_b)) return std::nullopt;
  if (a.type == Type::float64) return value_at<double>(b, row_b) - value_at<double>(a, row_a);
  if (a.type != Type::int32 && a.type != Type::int64) return std::nullopt;
  const std::int64_t before = whole_at(a, row_a);
  const std::int64_t after = whole_at(b, row_b);
  std::int64_t change = 0;
  if (__builtin_sub_overflow(after, before, &change)) {
    return static_cast<double>(after) - static_cast<double>(before);
  }
  return static_cast<double>(change);
}

}  // namespace sandan::org
