#include "rules/sheet_numbers.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <string>

namespace sandan::rules::sheet {
namespace {

bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }

std::size_t take_digits(std::string_view& text) noexcept {
  std::size_t n = 0;
  while (n < text.size() && is_digit(text[n]))
    ++n;
  text.remove_prefix(n);
  return n;
}

/// Significant digits and the power of ten of the last one: equal for equal numbers.
struct Digits {
  std::string digits;
  std::int64_t exponent = 0;

  friend bool operator==(const Digits& a, const Digits& b) {
    return a.digits == b.digits && a.exponent == b.exponent;
  }
};

/// Nothing where the exponent does not fit.
std::optional<Digits> digits_of(std::string_view number) {
  Digits out;
  const std::size_t e = std::min(number.find_first_of("eE"), number.size());
  bool fraction = false;
  for (const char c : number.substr(0, e)) {
    if (c == '.') fraction = true;
    if (!is_digit(c)) continue;
    if (fraction) --out.exponent;
    if (c != '0' || !out.digits.empty()) out.digits += c;
  }
  while (!out.digits.empty() && out.digits.back() == '0') {
    out.digits.pop_back();
    ++out.exponent;
  }
  if (out.digits.empty()) return Digits{};
  if (e == number.size()) return out;
  std::string_view power = number.substr(e + 1);
  if (power.front() == '+') power.remove_prefix(1);
  std::int32_t exponent = 0;
  if (std::from_chars(power.data(), power.data() + power.size(), exponent).ec != std::errc{}) {
    return std::nullopt;
  }
  out.exponent += exponent;
  return out;
}

/// Words that follow a number: 1e5, 8 am.
constexpr std::array<std::string_view, 5> number_words = {"e", "a", "p", "am", "pm"};
constexpr std::array<std::string_view, 24> month_words = {
    "jan",   "feb",  "mar",  "apr",    "may",       "jun",     "jul",      "aug",
    "sep",   "sept", "oct",  "nov",    "dec",       "january", "february", "march",
    "april", "june", "july", "august", "september", "october", "november", "december"};
/// Signs beyond ASCII that stand in dates, times and amounts.
constexpr std::array<std::string_view, 10> signs = {"年", "月", "日", "时", "時",
                                                    "分", "秒", "¥",  "€",  "£"};

template <std::size_t size>
bool is_among(const std::array<std::string_view, size>& words, std::string_view word) noexcept {
  std::array<char, 9> lower{};
  if (word.size() > lower.size()) return false;
  std::transform(word.begin(), word.end(), lower.begin(),
                 [](char c) { return static_cast<char>(c | 0x20); });
  return std::find(words.begin(), words.end(), std::string_view(lower.data(), word.size())) !=
         words.end();
}

bool is_letter(char c) noexcept { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

/// Bytes at the front that may stand in a date, a time or a number; 0 for others.
std::size_t convertible_prefix(std::string_view text, bool first) noexcept {
  if (is_letter(text.front())) {
    const auto end = std::find_if_not(text.begin(), text.end(), is_letter);
    const auto size = static_cast<std::size_t>(end - text.begin());
    const std::string_view word = text.substr(0, size);
    const bool stands = is_among(month_words, word) || (!first && is_among(number_words, word));
    return stands ? size : 0;
  }
  if (is_digit(text.front()) ||
      std::string_view(" ,./:%+-()$").find(text.front()) != std::string_view::npos) {
    return 1;
  }
  for (const std::string_view sign : signs) {
    if (text.starts_with(sign)) return sign.size();
  }
  return 0;
}

}  // namespace

bool is_number(std::string_view text) noexcept {
  if (text.starts_with('-')) text.remove_prefix(1);
  if (take_digits(text) == 0) return false;
  if (text.starts_with('.')) {
    text.remove_prefix(1);
    if (take_digits(text) == 0) return false;
  }
  if (text.empty()) return true;
  if (text.front() != 'e' && text.front() != 'E') return false;
  text.remove_prefix(1);
  if (text.starts_with('+') || text.starts_with('-')) text.remove_prefix(1);
  return take_digits(text) > 0 && text.empty();
}

std::optional<json::Value> exact_number(std::string_view text) {
  const char* const end = text.data() + text.size();
  double real = 0;
  if (std::from_chars(text.data(), end, real).ec != std::errc{}) return std::nullopt;
  std::array<char, 32> shortest{};
  const auto written = std::to_chars(shortest.data(), shortest.data() + shortest.size(), real);
  const std::string_view back(shortest.data(),
                              static_cast<std::size_t>(written.ptr - shortest.data()));
  const auto digits = digits_of(text);
  if (!digits || digits != digits_of(back)) return std::nullopt;
  std::int64_t integer = 0;
  if (text.find_first_of(".eE") == std::string_view::npos &&
      std::from_chars(text.data(), end, integer).ec == std::errc{}) {
    return json::Value(integer);
  }
  return json::Value(real);
}

bool is_short_number(std::string_view text) noexcept {
  constexpr std::size_t shown_digits = 10;  // a spreadsheet rounds what is longer
  if (!is_number(text) || text.find_first_of("eE") != std::string_view::npos) return false;
  if (text.starts_with('-')) text.remove_prefix(1);
  if (text.size() > shown_digits) return false;
  if (text.size() > 1 && text.front() == '0' && text[1] != '.') return false;
  return text.find('.') == std::string_view::npos || text.back() != '0';
}

bool may_be_converted(std::string_view text) noexcept {
  if (std::none_of(text.begin(), text.end(), is_digit)) return false;
  if (text.find("..") != std::string_view::npos) return false;
  for (bool first = true; !text.empty(); first = false) {
    const std::size_t size = convertible_prefix(text, first);
    if (size == 0) return false;
    text.remove_prefix(size);
  }
  return true;
}

}  // namespace sandan::rules::sheet
