#include "org/graphml_values.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

#include "sandan/core/dates.hpp"

namespace sandan::org {
namespace {

using Type = results::ColumnType;

std::optional<double> finite_number(std::string_view text) noexcept {
  if (text.starts_with('+')) text.remove_prefix(1);
  double number = 0;
  const char* const end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, number);
  if (read.ec != std::errc() || read.ptr != end || !std::isfinite(number)) return std::nullopt;
  return number;
}

/// Beyond this, doubles are no longer every whole number.
constexpr double most_exact = 9007199254740992.0;

std::optional<std::int64_t> whole_number(std::string_view text, std::int64_t least,
                                         std::int64_t most) noexcept {
  if (text.starts_with('+')) text.remove_prefix(1);
  std::int64_t number = 0;
  const char* const end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, number);
  if (read.ec != std::errc() || read.ptr != end) {
    const auto real = finite_number(text);
    if (!real || std::nearbyint(*real) != *real || std::abs(*real) > most_exact) {
      return std::nullopt;
    }
    number = static_cast<std::int64_t>(*real);
  }
  return number < least || number > most ? std::nullopt : std::optional(number);
}

bool equal_ignoring_case(std::string_view text, std::string_view lower) noexcept {
  return std::equal(text.begin(), text.end(), lower.begin(), lower.end(), [](char a, char b) {
    return (a >= 'A' && a <= 'Z' ? static_cast<char>(a - 'A' + 'a') : a) == b;
  });
}

ReadCell truth_cell(std::string_view text) {
  for (const std::string_view yes : {"true", "1", "yes"}) {
    if (equal_ignoring_case(text, yes)) return {true, {}};
  }
  for (const std::string_view no : {"false", "0", "no"}) {
    if (equal_ignoring_case(text, no)) return {false, {}};
  }
  return {{}, "bad_boolean"};
}

ReadCell whole_cell(std::string_view text, std::int64_t least, std::int64_t most) {
  const auto number = whole_number(text, least, most);
  return number ? ReadCell{*number, {}} : ReadCell{{}, "bad_number"};
}

ReadCell real_cell(std::string_view text) {
  const auto number = finite_number(text);
  return number ? ReadCell{*number, {}} : ReadCell{{}, "bad_number"};
}

ReadCell day_cell(std::string_view text) {
  const auto day = parse_day(text);
  return day ? ReadCell{std::int64_t{*day}, {}} : ReadCell{{}, "bad_date"};
}

bool is_list(std::string_view column) noexcept { return column == "roles" || column == "decides"; }

bool is_free_text(std::string_view column) noexcept {
  return column == "name" || column == "business_motive" || column == "evidence";
}

/// Nothing but separators is a list known to be empty.
Cell list_cell(std::string_view text) {
  text = trimmed(text);
  if (text.empty()) return {};
  return text.find_first_not_of("; ") == std::string_view::npos ? std::string_view() : text;
}

}  // namespace

std::string_view trimmed(std::string_view text) noexcept {
  constexpr std::string_view space = " \t\r\n";
  const std::size_t from = text.find_first_not_of(space);
  if (from == std::string_view::npos) return {};
  return text.substr(from, text.find_last_not_of(space) + 1 - from);
}

bool is_code_word(std::string_view text) noexcept {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  });
}

ReadCell read_cell(const results::ColumnSpec& column, std::string_view text) {
  if (column.type == Type::text) {
    if (is_list(column.name)) return {list_cell(text), {}};
    if (is_free_text(column.name)) return {text, {}};
    return {text.empty() ? Cell() : Cell(text), {}};
  }
  text = trimmed(text);
  if (text.empty()) return {};
  switch (column.type) {
    case Type::boolean:
      return truth_cell(text);
    case Type::float64:
      return real_cell(text);
    case Type::day:
      return day_cell(text);
    case Type::int32:
      return whole_cell(text, std::numeric_limits<std::int32_t>::min(),
                        std::numeric_limits<std::int32_t>::max());
    case Type::int64:
      return whole_cell(text, std::numeric_limits<std::int64_t>::min(),
                        std::numeric_limits<std::int64_t>::max());
    default:
      return {text, {}};
  }
}

}  // namespace sandan::org
