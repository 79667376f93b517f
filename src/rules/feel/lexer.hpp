#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "rules/feel/parse.hpp"

namespace sandan::rules::feel {

enum class Token : std::uint8_t {
  end,
  number,
  text,      ///< "…"
  at,        ///< @"…"
  date,      ///< the word, with "(" behind it
  duration,  ///< the word, with "(" behind it
  name,      ///< of the scope
  plus,
  minus,
  star,
  slash,
  power,
  equal,
  not_equal,
  less,
  less_equal,
  greater,
  greater_equal,
  open,
  close,
  open_square,
  close_square,
  comma,
  dots,
  if_,
  then,
  else_,
  and_,
  or_,
  not_,
  in,
  between,
  true_,
  false_,
  null,
};

struct Lexeme {
  Token token = Token::end;
  std::uint32_t at = 0;    ///< byte where it begins
  std::uint32_t size = 0;  ///< in bytes
  std::int32_t slot = -1;  ///< of a name
};

/// Cuts a text into lexemes, one at a time. The longest name of the scope that
/// stands at a place is taken, blanks of any number for a blank in it; of a
/// reserved word and a name of one length the word.
class Lexer {
 public:
  /// `text` and `scope` must outlive the lexer. Refuses what is not UTF-8.
  Lexer(std::string_view text, const Scope& scope);

  /// The next lexeme. Refuses unknown names and what the subset leaves out.
  Lexeme next();

  std::string_view text_of(const Lexeme& lexeme) const noexcept {
    return text_.substr(lexeme.at, lexeme.size);
  }
  /// True when "(" stands behind the lexeme.
  bool opens_call(const Lexeme& lexeme) const noexcept {
    return call_at(std::size_t{lexeme.at} + lexeme.size);
  }

 private:
  std::string_view rest() const noexcept { return text_.substr(at_); }
  bool call_at(std::size_t at) const noexcept;
  void skip_blanks();
  Lexeme lexeme(Token token, std::size_t size) const noexcept;
  Lexeme longest_name() const noexcept;
  Lexeme number() const noexcept;
  Lexeme reserved_word() const noexcept;
  Lexeme symbol() const noexcept;
  Lexeme quoted(Token token, std::size_t quote) const;
  Lexeme name_or_other() const;
  void refuse_function_with_and(std::size_t name_size) const;
  [[noreturn]] void refuse_word() const;
  [[noreturn]] void refuse_symbol() const;

  std::string_view text_;
  const Scope& scope_;
  std::size_t at_ = 0;
  Token before_ = Token::end;
};

/// True for words that a scope must not use as a whole name, such as "and".
bool is_reserved_word(std::string_view word) noexcept;

/// The text between the quotes of `"…"` with its escapes resolved. `at` is the
/// byte of the first quote, for refusals.
std::string unescaped(std::string_view quoted, std::size_t at);

}  // namespace sandan::rules::feel
