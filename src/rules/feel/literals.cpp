#include "rules/feel/literals.hpp"

#include <utility>

#include "rules/feel/refusals.hpp"

namespace sandan::rules::feel {

Value number_literal(std::string_view digits, std::size_t at) {
  const auto number = Decimal::parse(digits);
  if (!number) throw syntax_error(at, "the number is out of range; its size is 1E-6176 to 1E+6144");
  return Value::of(*number);
}

Value date_literal(std::string_view text, std::size_t at) {
  const auto day = parse_day(text);
  if (day) return Value::of_day(*day);
  throw syntax_error(at, "a date is written YYYY-MM-DD, from 1900-01-01 to 2199-12-31");
}

Value duration_literal(std::string_view text, std::size_t at) {
  auto duration = parse_duration(text);
  if (duration) return std::move(*duration);
  throw syntax_error(at,
                     "a duration is written P3D, PT2H30M or P1Y6M; years and months stand alone");
}

Value at_literal(std::string_view text, std::size_t at) {
  if (text.starts_with('P') || text.starts_with("-P")) return duration_literal(text, at);
  if (text.find(':') != std::string_view::npos) throw feature_error(at, "time, date and time");
  return date_literal(text, at);
}

}  // namespace sandan::rules::feel
