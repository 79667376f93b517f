#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "rules/feel/decimal.hpp"
#include "sandan/core/dates.hpp"

namespace sandan::rules::feel {

/// Types of values. `null` is the type of the literal null alone: it goes with
/// every other.
enum class Type : std::uint8_t {
  null,
  boolean,
  number,
  text,
  date,
  duration,  ///< days and time, in microseconds
  months,    ///< years and months, in months
};

/// Name of a type as policies write it: "bool", "number", "text", "date",
/// "duration"; "months" for a duration of years and months.
std::string_view type_name(Type type) noexcept;

/// What is known of a value. `absent` is null as a fact: there is none.
/// `unknown` is a value nobody has told.
enum class Known : std::uint8_t { value, absent, unknown };

/// A value of an expression. Texts are owned.
struct Value {
  Known known = Known::absent;
  Type type = Type::null;
  bool truth = false;
  std::int64_t integer = 0;  ///< days of a date, microseconds, months
  Decimal number;
  std::string text;

  static Value unknown(Type type = Type::null);
  static Value absent();
  static Value of(bool truth);
  static Value of(Decimal number);
  static Value of_text(std::string text);
  static Value of_day(Day day);
  static Value of_duration(std::int64_t micros);
  static Value of_months(std::int64_t months);

  bool is_value() const noexcept { return known == Known::value; }
};

/// Order of two known values of one type: negative, 0, positive. Texts by
/// bytes, false before true.
int compare(const Value& a, const Value& b) noexcept;

/// "P1DT2H", "P1Y2M", with a sign; nothing for what is not a duration or does not fit.
std::optional<Value> parse_duration(std::string_view text);
std::string format_duration(std::int64_t micros);
std::string format_months(std::int64_t months);

/// A known value as text: numbers in plain digits, dates in ISO, texts as they
/// are; "null" for an absent one.
std::string display(const Value& value);
/// A known value as a FEEL literal: `"text"`, `@"2026-01-31"`, `@"P1D"`, `1.5`, `true`, `null`.
std::string literal_text(const Value& value);

}  // namespace sandan::rules::feel
