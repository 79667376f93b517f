#include "rules/feel/arithmetic.hpp"

#include <algorithm>
#include <climits>

namespace sandan::rules::feel {
namespace {

using Whole = std::optional<std::int64_t>;

Whole sum(std::int64_t a, std::int64_t b) noexcept {
  if (b > 0 ? a > INT64_MAX - b : a < INT64_MIN - b) return std::nullopt;
  return a + b;
}

Whole difference(std::int64_t a, std::int64_t b) noexcept {
  if (b > 0 ? a < INT64_MIN + b : a > INT64_MAX + b) return std::nullopt;
  return a - b;
}

/// The whole part, cut towards zero.
Whole whole_part(const Decimal& number) noexcept {
  const bool negative = number.is_negative();
  const std::int64_t size = (negative ? -number : number).floor_int64();
  if (size == INT64_MAX) return std::nullopt;  // a duration that long is none
  return negative ? -size : size;
}

/// A day of the months before or after, the last of its month at most.
Whole day_by_months(std::int64_t day, std::int64_t months) noexcept {
  const CivilDate date = civil_date(static_cast<Day>(day));
  const Whole moved = sum(date.year * 12 + date.month - 1, months);
  constexpr std::int64_t most_years = 10'000;
  if (!moved || *moved < 0 || *moved >= most_years * 12) return std::nullopt;
  const auto year = static_cast<int>(*moved / 12);
  const auto month = static_cast<int>(*moved % 12) + 1;
  const CivilDate next = month == 12 ? CivilDate{year + 1, 1, 1} : CivilDate{year, month + 1, 1};
  return std::min<std::int64_t>(day_of({year, month, 1}) + date.day - 1, day_of(next) - 1);
}

/// The day of midnight plus the duration.
Whole day_by_micros(std::int64_t day, const Whole& micros) noexcept {
  const Whole moment = micros ? sum(day * micros_per_day, *micros) : std::nullopt;
  if (!moment) return std::nullopt;
  // Far moments have days beyond 32 bits.
  const std::int64_t whole = *moment / micros_per_day;
  return *moment % micros_per_day < 0 ? whole - 1 : whole;
}

/// `size` micros or months times a number, or over it.
Whole scaled(Op op, std::int64_t size, const Decimal& number, Faults& faults) noexcept {
  const auto result = calculated(op, Decimal(size), number, faults);
  return result ? whole_part(*result) : std::nullopt;
}

std::optional<Value> of_date(const Whole& day) {
  if (!day || !is_possible_day(*day)) return std::nullopt;
  return Value::of_day(static_cast<Day>(*day));
}

std::optional<Value> of_span(Type type, const Whole& size) {
  if (!size) return std::nullopt;
  return type == Type::months ? Value::of_months(*size) : Value::of_duration(*size);
}

bool is_span(const Value& value) noexcept {
  return value.type == Type::duration || value.type == Type::months;
}

std::optional<Value> moved_date(Op op, const Value& date, const Value& span) {
  const bool back = op == Op::subtract;
  const Whole size = back ? difference(0, span.integer) : Whole(span.integer);
  if (!size) return std::nullopt;
  return of_date(span.type == Type::months ? day_by_months(date.integer, *size)
                                           : day_by_micros(date.integer, size));
}

/// Longer texts leave their range: formulas could double them without end.
constexpr std::size_t most_text_bytes = std::size_t{64} << 10;

std::optional<Value> sum_of(const Value& left, const Value& right) {
  if (left.type == Type::text) {
    if (left.text.size() + right.text.size() > most_text_bytes) return std::nullopt;
    return Value::of_text(left.text + right.text);
  }
  if (left.type == Type::date) return moved_date(Op::add, left, right);
  if (right.type == Type::date) return moved_date(Op::add, right, left);
  return of_span(left.type, sum(left.integer, right.integer));
}

std::optional<Value> difference_of(const Value& left, const Value& right) {
  if (left.type != Type::date) {
    return of_span(left.type, difference(left.integer, right.integer));
  }
  if (right.type != Type::date) return moved_date(Op::subtract, left, right);
  return Value::of_duration((left.integer - right.integer) * micros_per_day);
}

std::optional<Value> quotient_of(const Value& left, const Value& right, Faults& faults) {
  if (!is_span(right)) {
    return of_span(left.type, scaled(Op::divide, left.integer, right.number, faults));
  }
  const auto ratio = calculated(Op::divide, Decimal(left.integer), Decimal(right.integer), faults);
  return ratio ? std::optional(Value::of(*ratio)) : std::nullopt;
}

std::optional<Value> product_of(const Value& left, const Value& right, Faults& faults) {
  const Value& span = is_span(left) ? left : right;
  const Value& number = is_span(left) ? right : left;
  return of_span(span.type, scaled(Op::multiply, span.integer, number.number, faults));
}

std::optional<Value> result_of(Op op, const Value& left, const Value& right, Faults& faults) {
  switch (op) {
    case Op::add:
      return sum_of(left, right);
    case Op::subtract:
      return difference_of(left, right);
    case Op::multiply:
      return product_of(left, right, faults);
    default:
      return quotient_of(left, right, faults);
  }
}

std::optional<Decimal> number_of(Op op, const Decimal& left, const Decimal& right) noexcept {
  switch (op) {
    case Op::add:
      return Decimal::add(left, right);
    case Op::subtract:
      return Decimal::subtract(left, right);
    case Op::multiply:
      return Decimal::multiply(left, right);
    case Op::divide:
      return Decimal::divide(left, right);
    default:
      return Decimal::power(left, right);
  }
}

}  // namespace

std::optional<Decimal> calculated(Op op, const Decimal& left, const Decimal& right,
                                  Faults& faults) noexcept {
  std::optional<Decimal> result = number_of(op, left, right);
  if (!result) {
    const bool of_zero = op == Op::divide
                             ? right.is_zero()
                             : op == Op::power && left.is_zero() && right.is_negative();
    (of_zero ? faults.division_by_zero : faults.out_of_range) = true;
  }
  return result;
}

std::optional<Value> calculated(Op op, const Value& left, const Value& right, Faults& faults) {
  if (left.type == Type::number && right.type == Type::number) {
    const auto number = calculated(op, left.number, right.number, faults);
    return number ? std::optional(Value::of(*number)) : std::nullopt;
  }
  Faults own;
  auto result = result_of(op, left, right, own);
  if (!result && !own.division_by_zero) own.out_of_range = true;
  faults.division_by_zero = faults.division_by_zero || own.division_by_zero;
  faults.out_of_range = faults.out_of_range || own.out_of_range;
  return result;
}

std::optional<Value> negated(const Value& value, Faults& faults) {
  if (value.type == Type::number) return Value::of(-value.number);
  auto result = of_span(value.type, difference(0, value.integer));
  if (!result) faults.out_of_range = true;
  return result;
}

}  // namespace sandan::rules::feel
