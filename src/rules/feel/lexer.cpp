#include "rules/feel/lexer.hpp"

#include <algorithm>
#include <array>

#include "core/text.hpp"
#include "rules/feel/code_points.hpp"
#include "rules/feel/refusals.hpp"

namespace sandan::rules::feel {
namespace {

struct Spelling {
  std::string_view text;
  Token token;
};

constexpr std::array reserved_words = {
    Spelling{"if", Token::if_},     Spelling{"then", Token::then},
    Spelling{"else", Token::else_}, Spelling{"and", Token::and_},
    Spelling{"or", Token::or_},     Spelling{"not", Token::not_},
    Spelling{"in", Token::in},      Spelling{"between", Token::between},
    Spelling{"true", Token::true_}, Spelling{"false", Token::false_},
    Spelling{"null", Token::null},
};

/// The longer ones first. `end` marks what other languages write.
constexpr std::array symbols = {
    Spelling{"==", Token::end},           Spelling{"<>", Token::end},
    Spelling{"**", Token::power},         Spelling{"<=", Token::less_equal},
    Spelling{">=", Token::greater_equal}, Spelling{"!=", Token::not_equal},
    Spelling{"..", Token::dots},          Spelling{"+", Token::plus},
    Spelling{"-", Token::minus},          Spelling{"*", Token::star},
    Spelling{"/", Token::slash},          Spelling{"=", Token::equal},
    Spelling{"<", Token::less},           Spelling{">", Token::greater},
    Spelling{"(", Token::open},           Spelling{")", Token::close},
    Spelling{"[", Token::open_square},    Spelling{"]", Token::close_square},
    Spelling{",", Token::comma},
};

/// What is not in the subset, and what a refusal says of it.
struct Refused {
  std::string_view text;
  std::string_view message;
};

constexpr std::array refused_words = {
    Refused{"for", "for … return"},
    Refused{"some", "some … satisfies"},
    Refused{"every", "every … satisfies"},
    Refused{"function", "function definitions"},
    Refused{"external", "function definitions"},
    Refused{"instance of", "instance of"},
};

/// Functions with a reserved word in their names.
constexpr std::array<std::string_view, 2> functions_with_and = {"date and time",
                                                                "years and months duration"};

constexpr std::array foreign_symbols = {
    Refused{"==", "write = once"},
    Refused{"<>", "write !="},
    Refused{"&", "write and"},
    Refused{"|", "write or"},
    Refused{"!", "write not( … ), or != for what differs"},
    Refused{"'", "a text stands in \" \""},
    Refused{"“", "a text stands in \" \""},
    Refused{"”", "a text stands in \" \""},
    Refused{"‘", "a text stands in \" \""},
    Refused{"’", "a text stands in \" \""},
    Refused{"≤", "write <="},
    Refused{"≥", "write >="},
    Refused{"≠", "write !="},
    Refused{"×", "write *"},
    Refused{"÷", "write /"},
    Refused{"–", "write -"},
    Refused{"—", "write -"},
    Refused{"、", "write ,"},
    Refused{";", "write , between tests"},
    Refused{"%", "write / 100"},
    Refused{"^", "write **"},
};

bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }

std::size_t digits_at(std::string_view text) noexcept {
  const auto end = std::find_if_not(text.begin(), text.end(), is_digit);
  return static_cast<std::size_t>(end - text.begin());
}

/// Bytes of the text that spell the name, any blanks for a blank; 0 where it
/// does not stand here as a whole.
std::size_t spelled(std::string_view name, std::string_view text) noexcept {
  std::size_t read = 0;
  while (!name.empty()) {
    std::size_t size = blanks_at(name);
    const std::string_view rest = text.substr(read);
    if (size != 0) {
      const std::size_t blanks = blanks_at(rest);
      if (blanks == 0) return 0;
      read += blanks;
    } else {
      size = code_point_at(name).bytes;
      if (rest.substr(0, size) != name.substr(0, size)) return 0;
      read += size;
    }
    if (size == name.size()) break;
    name.remove_prefix(size);
  }
  const bool goes_on = is_name_part(code_point_at(text.substr(read)).value);
  return goes_on && is_name_part(last_code_point(name)) ? 0 : read;
}

bool ends_value(Token token) noexcept {
  switch (token) {
    case Token::number:
    case Token::text:
    case Token::at:
    case Token::name:
    case Token::close:
    case Token::close_square:
    case Token::true_:
    case Token::false_:
    case Token::null:
      return true;
    default:
      return false;
  }
}

/// The first names of the scope.
std::string listed(const Scope& scope) {
  constexpr std::size_t most = 12;
  std::string out;
  for (std::size_t i = 0; i < std::min(scope.size(), most); ++i) {
    if (i != 0) out += ", ";
    out += shortened(scope[i].name, 40);
  }
  if (scope.size() > most) out += ", …";
  return out;
}

/// Reads `count` hexadecimal digits.
bool read_hex(std::string_view text, std::size_t count, char32_t& value) noexcept {
  if (text.size() < count) return false;
  value = 0;
  for (const char c : text.substr(0, count)) {
    const bool lower = c >= 'a' && c <= 'f';
    const bool upper = c >= 'A' && c <= 'F';
    if (!is_digit(c) && !lower && !upper) return false;
    const int digit = is_digit(c) ? c - '0' : (lower ? c - 'a' : c - 'A') + 10;
    value = value << 4 | static_cast<char32_t>(digit);
  }
  return true;
}

bool is_high_surrogate(char32_t value) noexcept { return value >= 0xd800 && value <= 0xdbff; }
bool is_low_surrogate(char32_t value) noexcept { return value >= 0xdc00 && value <= 0xdfff; }

/// Reads an escaped code point from "uXXXX" (two of them for a surrogate pair)
/// or "UXXXXXX"; bytes read, 0 where it is none.
std::size_t read_escaped_point(std::string_view text, char32_t& value) noexcept {
  const std::size_t digits = text.front() == 'u' ? 4 : 6;
  if (!read_hex(text.substr(1), digits, value)) return 0;
  std::size_t read = 1 + digits;
  if (digits == 4 && is_high_surrogate(value)) {
    char32_t low = 0;
    if (text.substr(read, 2) != "\\u" || !read_hex(text.substr(read + 2), 4, low) ||
        !is_low_surrogate(low)) {
      return 0;
    }
    value = 0x10000 + ((value - 0xd800) << 10) + (low - 0xdc00);
    read += 6;
  }
  return is_high_surrogate(value) || is_low_surrogate(value) || value > 0x10ffff ? 0 : read;
}

/// What the letter behind a backslash stands for; 0 for none.
char escaped_letter(char letter) noexcept {
  switch (letter) {
    case '"':
    case '\'':
    case '\\':
      return letter;
    case 'n':
      return '\n';
    case 'r':
      return '\r';
    case 't':
      return '\t';
    default:
      return 0;
  }
}

}  // namespace

bool is_reserved_word(std::string_view word) noexcept {
  return std::any_of(reserved_words.begin(), reserved_words.end(),
                     [word](const Spelling& reserved) { return reserved.text == word; });
}

std::string unescaped(std::string_view quoted, std::size_t at) {
  const std::string_view inner = quoted.substr(1, quoted.size() - 2);
  std::string out;
  out.reserve(inner.size());
  for (std::size_t i = 0; i < inner.size(); ++i) {
    if (inner[i] != '\\') {
      out += inner[i];
      continue;
    }
    const std::string_view escape = inner.substr(i + 1);
    const char letter = escaped_letter(escape.front());
    char32_t point = 0;
    if (letter != 0) {
      out += letter;
      ++i;
    } else if (const std::size_t read = escape.front() == 'u' || escape.front() == 'U'
                                            ? read_escaped_point(escape, point)
                                            : 0) {
      append_code_point(out, point);
      i += read;
    } else {
      throw syntax_error(at + 1 + i,
                         "no such escape; there are \\\" \\' \\\\ \\n \\r \\t \\uXXXX and "
                         "\\UXXXXXX of a code point");
    }
  }
  return out;
}

Lexer::Lexer(std::string_view text, const Scope& scope) : text_(text), scope_(scope) {
  if (is_utf8(text)) return;
  std::size_t good = 0;
  while (true) {
    const std::size_t bytes = code_point_at(text.substr(good)).bytes;
    if (!is_utf8(text.substr(good, bytes))) break;
    good += bytes;
  }
  throw syntax_error(good, "this is not UTF-8; write the policy in UTF-8");
}

Lexeme Lexer::next() {
  skip_blanks();
  const Lexeme found = name_or_other();
  at_ += found.size;
  before_ = found.token;
  return found;
}

bool Lexer::call_at(std::size_t at) const noexcept {
  const std::string_view behind = text_.substr(at);
  return behind.substr(blanks_at(behind)).starts_with('(');
}

void Lexer::skip_blanks() {
  while (true) {
    at_ += blanks_at(rest());
    if (rest().starts_with("//")) {
      at_ = std::min(text_.find_first_of("\r\n", at_), text_.size());
    } else if (rest().starts_with("/*")) {
      const std::size_t end = text_.find("*/", at_ + 2);
      if (end == std::string_view::npos) throw syntax_error(at_, "the comment has no end */");
      at_ = end + 2;
    } else {
      return;
    }
  }
}

Lexeme Lexer::lexeme(Token token, std::size_t size) const noexcept {
  return {token, static_cast<std::uint32_t>(at_), static_cast<std::uint32_t>(size), -1};
}

Lexeme Lexer::longest_name() const noexcept {
  Lexeme longest = lexeme(Token::name, 0);
  for (std::size_t slot = 0; slot < scope_.size(); ++slot) {
    const std::string_view name = scope_[slot].name;
    if (name.empty() || name.front() != text_[at_]) continue;
    const std::size_t size = spelled(name, rest());
    if (size <= longest.size) continue;
    longest.size = static_cast<std::uint32_t>(size);
    longest.slot = static_cast<std::int32_t>(slot);
  }
  return longest;
}

Lexeme Lexer::number() const noexcept {
  const std::string_view text = rest();
  std::size_t size = digits_at(text);
  if (text.substr(size).starts_with('.')) {
    const std::size_t fraction = digits_at(text.substr(size + 1));
    if (fraction != 0) size += 1 + fraction;
  }
  const std::string_view behind = text.substr(size);
  if (behind.starts_with('e') || behind.starts_with('E')) {
    const std::size_t sign = behind.substr(1).starts_with('+') || behind.substr(1).starts_with('-');
    const std::size_t digits = digits_at(behind.substr(1 + sign));
    if (digits != 0) size += 1 + sign + digits;
  }
  return lexeme(Token::number, size);
}

Lexeme Lexer::reserved_word() const noexcept {
  const std::string_view word = rest().substr(0, word_at(rest()));
  for (const Spelling& reserved : reserved_words) {
    if (reserved.text == word) return lexeme(reserved.token, word.size());
  }
  if (word == "date" && call_at(at_ + word.size())) return lexeme(Token::date, word.size());
  if (word == "duration" && call_at(at_ + word.size())) return lexeme(Token::duration, word.size());
  return lexeme(Token::end, 0);
}

Lexeme Lexer::symbol() const noexcept {
  for (const Spelling& known : symbols) {
    if (!rest().starts_with(known.text)) continue;
    return lexeme(known.token, known.token == Token::end ? 0 : known.text.size());
  }
  return lexeme(Token::end, 0);
}

Lexeme Lexer::quoted(Token token, std::size_t quote) const {
  for (std::size_t i = quote + 1; i < text_.size(); ++i) {
    if (text_[i] == '"') return lexeme(token, i + 1 - at_);
    if (text_[i] == '\\') ++i;
    if (i < text_.size() && (text_[i] == '\n' || text_[i] == '\r')) {
      throw syntax_error(i, "a text ends on the line it begins; write \\n for a new line in it");
    }
  }
  throw syntax_error(at_, "the text has no closing \"");
}

Lexeme Lexer::name_or_other() const {
  if (at_ == text_.size()) return lexeme(Token::end, 0);
  const char c = text_[at_];
  if (c == '"') return quoted(Token::text, at_);
  if (c == '@') {
    const std::size_t quote = at_ + 1 + blanks_at(text_.substr(at_ + 1));
    if (text_.substr(quote).starts_with('"')) return quoted(Token::at, quote);
    throw syntax_error(at_, "write @\"2026-01-31\" for a date or @\"P1D\" for a duration");
  }
  const Lexeme name = longest_name();
  const bool fraction = c == '.' && digits_at(rest().substr(1)) != 0 && !ends_value(before_);
  const bool word = !is_digit(c) && word_at(rest()) != 0;
  if (word) refuse_function_with_and(name.size);
  const Lexeme other = is_digit(c) || fraction ? number() : word ? reserved_word() : symbol();
  if (name.size > other.size) return name;
  if (other.size != 0) return other;
  if (word) refuse_word();
  refuse_symbol();
}

void Lexer::refuse_function_with_and(std::size_t name_size) const {
  for (const std::string_view function : functions_with_and) {
    const std::size_t size = spelled(function, rest());
    if (size > name_size && call_at(at_ + size)) {
      throw feature_error(at_, "the function " + std::string(function) + "( )");
    }
  }
}

void Lexer::refuse_word() const {
  for (const Refused& refused : refused_words) {
    if (spelled(refused.text, rest()) != 0) throw feature_error(at_, refused.message);
  }
  std::size_t end = at_ + word_at(rest());
  while (!call_at(end)) {
    const std::size_t begin = end + blanks_at(text_.substr(end));
    const std::string_view word = text_.substr(begin, word_at(text_.substr(begin)));
    if (word.empty() || is_reserved_word(word)) break;
    end = begin + word.size();
  }
  const std::string words = shortened(text_.substr(at_, end - at_), 60);
  if (call_at(end)) throw feature_error(at_, "the function " + words + "( )");
  std::string message = '"' + words + "\" is not a name that is known here";
  message += scope_.empty() ? "; no names are" : " (known: " + listed(scope_) + ")";
  throw Error(Status::document, "unknown_name", message + "; a text stands in quotes")
      .at("byte " + std::to_string(at_));
}

void Lexer::refuse_symbol() const {
  const std::string_view text = rest();
  const CodePoint point = code_point_at(text);
  const std::string shown = '"' + std::string(text.substr(0, point.bytes)) + "\": ";
  for (const Refused& refused : foreign_symbols) {
    if (text.starts_with(refused.text))
      throw syntax_error(at_, shown + std::string(refused.message));
  }
  if (point.value > 0xff00 && point.value < 0xff5f) {  // the wide forms of ASCII
    const auto narrow = static_cast<char>(point.value - 0xff00 + 0x20);
    throw syntax_error(at_, shown + "write " + narrow + " in its narrow form");
  }
  if (text.front() == '{' || text.front() == '}') throw feature_error(at_, "contexts { }");
  if (text.front() == '?') throw feature_error(at_, "the name ? of the value a cell tests");
  if (text.front() == '.' && ends_value(before_)) {
    throw feature_error(at_, "paths such as a.b");
  }
  throw syntax_error(at_, "no value, name or operator begins here");
}

}  // namespace sandan::rules::feel
