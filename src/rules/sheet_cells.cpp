#include "rules/sheet_cells.hpp"

#include <algorithm>
#include <array>

#include "core/text.hpp"
#include "rules/sheet_numbers.hpp"

namespace sandan::rules::sheet {
namespace {

constexpr std::string_view space = " \t\r\n";
constexpr std::string_view as_it_stands =
    "; or begin the cell with ' to have it taken as it stands";

bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }

bool is_word(std::string_view text, std::string_view lower) noexcept {
  return std::equal(text.begin(), text.end(), lower.begin(), lower.end(),
                    [](char a, char b) { return (a >= 'A' && a <= 'Z' ? a + 32 : a) == b; });
}

struct Sign {
  std::string_view typed;
  std::string_view wanted;
};

/// What spreadsheets and keyboards put in the place of the signs of FEEL.
constexpr std::array<Sign, 20> strange_signs = {{
    {"“", "\""}, {"”", "\""}, {"„", "\""}, {"‟", "\""}, {"«", "\""}, {"»", "\""}, {"＂", "\""},
    {"‘", "\""}, {"’", "\""}, {"‚", "\""}, {"＜", "<"}, {"＞", ">"}, {"＝", "="}, {"≤", "<="},
    {"≥", ">="}, {"≠", "!="}, {"，", ","}, {"－", "-"}, {"–", "-"},  {"−", "-"},
}};

/// Length of the text in quotes that begins at the front.
std::size_t quoted_size(std::string_view text) noexcept {
  for (std::size_t i = 1; i < text.size(); ++i) {
    if (text[i] == '\\') {
      ++i;
    } else if (text[i] == '"') {
      return i + 1;
    }
  }
  return text.size();
}

/// True where a comma parts digits in a way that may be meant as one number: always in sheets
/// of another separator, which come from places that write 0,5; else before groups of three.
bool is_comma_of_number(std::string_view text, std::size_t comma, char separator) noexcept {
  const auto digit_at = [&](std::size_t i) { return i < text.size() && is_digit(text[i]); };
  if (comma == 0 || !digit_at(comma - 1) || !digit_at(comma + 1)) return false;
  if (separator != ',') return true;
  return digit_at(comma + 2) && digit_at(comma + 3) && !digit_at(comma + 4);
}

/// Why a FEEL text cannot be meant as it stands; nothing when it can.
std::optional<std::string> feel_problem(std::string_view text, char separator) {
  for (std::size_t i = 0; i < text.size();) {
    if (text[i] == '"') {
      i += quoted_size(text.substr(i));
      continue;
    }
    for (const Sign& sign : strange_signs) {
      if (!text.substr(i).starts_with(sign.typed)) continue;
      return "write " + std::string(sign.wanted) + " in the place of " + std::string(sign.typed) +
             std::string(as_it_stands);
    }
    if (text[i] == ',' && is_comma_of_number(text, i, separator)) {
      return "a comma between digits may be meant in two ways: write 1234 without separators, "
             "0.5 with a point, and a list with a space behind the comma" +
             std::string(as_it_stands);
    }
    ++i;
  }
  return std::nullopt;
}

/// True of a text in quotes, straight or curly.
bool is_quoted(std::string_view text) noexcept {
  if (text.size() >= 2 && text.front() == '"' && text.back() == '"') return true;
  return text.starts_with("“") && text.ends_with("”");
}

bool is_truth(std::string_view text) noexcept {
  return is_word(text, "true") || is_word(text, "false");
}

/// True of a start that a spreadsheet takes for a formula.
bool is_formula_start(std::string_view text) noexcept {
  constexpr std::array<std::string_view, 4> wide = {"＝", "＋", "－", "＠"};
  if (std::string_view("=+-@\t\r\n").find(text.front()) != std::string_view::npos) return true;
  return std::any_of(wide.begin(), wide.end(),
                     [&](std::string_view sign) { return text.starts_with(sign); });
}

/// True of a text that reads back as itself without a leading '.
bool keeps_bare(std::string_view text) noexcept {
  return !text.empty() && trimmed(text) == text && text.front() != '\'';
}

std::string stood(std::string_view text, bool bare) {
  return bare ? std::string(text) : "'" + std::string(text);
}

/// "2026/1/31" as a spreadsheet writes a date where the year stands first.
std::optional<Day> day_with_slashes(std::string_view text) {
  std::array<std::string, 3> parts;
  std::size_t part = 0;
  for (const char c : text) {
    if (c == '/') {
      if (++part == parts.size()) return std::nullopt;
    } else {
      parts[part] += c;
    }
  }
  for (const std::size_t i : {1, 2}) {
    if (parts[i].size() == 1) parts[i].insert(0, 1, '0');
  }
  return parse_day(parts[0] + "-" + parts[1] + "-" + parts[2]);
}

constexpr std::array<feel::Type, 6> types = {feel::Type::boolean,  feel::Type::number,
                                             feel::Type::text,     feel::Type::date,
                                             feel::Type::duration, feel::Type::months};
constexpr std::array<std::string_view, 6> type_names = {"bool", "number",   "text",
                                                        "date", "duration", "months"};

}  // namespace

std::string cell_name(std::int64_t row, std::int64_t column) {
  std::string name;
  for (std::int64_t left = column + 1; left > 0; left = (left - 1) / 26)
    name.insert(name.begin(), static_cast<char>('A' + (left - 1) % 26));
  return name + std::to_string(row + 1);
}

std::string_view without_leading_space(std::string_view text) noexcept {
  const std::size_t begin = text.find_first_not_of(space);
  return begin == std::string_view::npos ? std::string_view() : text.substr(begin);
}

std::string_view trimmed(std::string_view text) noexcept {
  text = without_leading_space(text);
  return text.substr(0, text.find_last_not_of(space) + 1);
}

bool is_as_it_stands(std::string_view raw) noexcept { return raw.starts_with('\''); }

std::string_view plain(std::string_view raw) noexcept {
  return is_as_it_stands(raw) ? raw.substr(1) : trimmed(raw);
}

bool is_empty(std::string_view raw) noexcept { return trimmed(raw).empty(); }

std::optional<feel::Type> type_named(std::string_view name) noexcept {
  const auto found = std::find(type_names.begin(), type_names.end(), name);
  if (found == type_names.end()) return std::nullopt;
  return types[static_cast<std::size_t>(found - type_names.begin())];
}

Error Cell::error(std::string_view detail, const std::string& message) const {
  std::string told = cell_name(row_, column_);
  if (!raw_.empty()) told += " \"" + shortened(raw_, 60) + "\"";
  return Error(Status::data, detail, told + ": " + message)
      .at(std::string(name_))
      .in_row(row_)
      .in_column(column_);
}

std::string Cell::code_of(std::string_view text) const {
  if (text.empty()) throw error("empty", "a code must not be empty");
  if (text.size() > 64) throw error("too_long", "a code has at most 64 bytes");
  if (has_control_character(text)) {
    throw error("control_character", "a code must not hold control characters");
  }
  return std::string(text);
}

std::string Cell::feel() const {
  const std::string_view text = plain(raw_);
  if (is_as_it_stands(raw_)) return std::string(text);
  if (is_word(text, "true")) return "true";
  if (is_word(text, "false")) return "false";
  if (const auto problem = feel_problem(text, separator_)) throw error("cell_sign", *problem);
  return std::string(text);
}

json::Value Cell::number_of(std::string_view text) const {
  if (!is_number(text)) {
    throw error("not_a_number",
                "a number is wanted here, such as -1234.5: digits without separators of "
                "thousands, and a point");
  }
  auto number = exact_number(text);
  if (!number) {
    throw error("not_exact",
                "the number has more digits than are kept, or is out of range; write one that "
                "17 digits hold");
  }
  return *std::move(number);
}

json::Value Cell::value_of(std::string_view text, feel::Type type) const {
  switch (type) {
    case feel::Type::boolean:
      if (!is_truth(text)) throw error("not_boolean", "true or false is wanted here");
      return json::Value(is_word(text, "true"));
    case feel::Type::number:
      return number_of(text);
    case feel::Type::date: {
      const auto day =
          text.find('/') == std::string_view::npos ? parse_day(text) : day_with_slashes(text);
      if (!day) throw error("not_a_date", "a date is wanted here: YYYY-MM-DD, from 1900 to 2199");
      return json::Value(format_day(*day));
    }
    case feel::Type::duration:
    case feel::Type::months: {
      const auto duration = feel::parse_duration(text);
      if (!duration || duration->type != type) {
        throw error("not_a_duration", type == feel::Type::months
                                          ? "years and months are wanted here, such as P1Y2M"
                                          : "days and time are wanted here, such as P3DT2H");
      }
      break;
    }
    default:
      break;
  }
  return json::Value(boost::json::string_view(text.data(), text.size()));
}

json::Value Cell::value(feel::Type type) const {
  const std::string_view text = plain(raw_);
  if (type == feel::Type::text && !is_as_it_stands(raw_) && is_quoted(text)) {
    throw error("text_in_quotes", "a text stands without quotes in this column; take them away" +
                                      std::string(as_it_stands));
  }
  return value_of(text, type);
}

std::string written_text(std::string_view text) {
  return stood(text,
               keeps_bare(text) && !is_quoted(text) && !is_truth(text) &&
                   (text == "-" || !is_formula_start(text)) &&
                   ((is_short_number(text) && text.front() != '-') || !may_be_converted(text)));
}

std::string written_feel(std::string_view text) {
  if (text == "-" || is_short_number(text)) return std::string(text);
  const bool shouted = is_truth(text) && text != "true" && text != "false";
  return stood(text, keeps_bare(text) && !shouted && !is_formula_start(text) &&
                         !may_be_converted(text) && !feel_problem(text, ','));
}

std::string written_part(std::string_view text) { return stood(text, keeps_bare(text)); }

std::string written_value(const json::Node& value, feel::Type type) {
  switch (type) {
    case feel::Type::boolean:
      return value.boolean() ? "true" : "false";
    case feel::Type::number: {
      value.number(-1e300, 1e300);
      const std::string text = json::canonical(value.value());
      if (!exact_number(text)) {
        throw value.error("not_exact", text + " has more digits than a sheet keeps");
      }
      return stood(text, is_short_number(text));
    }
    case feel::Type::date:
      return stood(format_day(value.day()), false);
    case feel::Type::duration:
    case feel::Type::months: {
      const auto duration = feel::parse_duration(value.text());
      if (!duration || duration->type != type) {
        throw value.error("not_a_duration", "a duration of the output's type is wanted here");
      }
      break;
    }
    default:
      break;
  }
  return written_text(value.text());
}

}  // namespace sandan::rules::sheet
