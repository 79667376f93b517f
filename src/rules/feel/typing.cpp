#include "rules/feel/typing.hpp"

#include <array>
#include <string>

#include "rules/feel/refusals.hpp"

namespace sandan::rules::feel {
namespace {

struct Rule {
  Op op;
  Type left;
  Type right;
  Type result;
};

constexpr std::array arithmetic = {
    Rule{Op::add, Type::number, Type::number, Type::number},
    Rule{Op::add, Type::text, Type::text, Type::text},
    Rule{Op::add, Type::date, Type::duration, Type::date},
    Rule{Op::add, Type::duration, Type::date, Type::date},
    Rule{Op::add, Type::date, Type::months, Type::date},
    Rule{Op::add, Type::months, Type::date, Type::date},
    Rule{Op::add, Type::duration, Type::duration, Type::duration},
    Rule{Op::add, Type::months, Type::months, Type::months},
    Rule{Op::subtract, Type::number, Type::number, Type::number},
    Rule{Op::subtract, Type::date, Type::date, Type::duration},
    Rule{Op::subtract, Type::date, Type::duration, Type::date},
    Rule{Op::subtract, Type::date, Type::months, Type::date},
    Rule{Op::subtract, Type::duration, Type::duration, Type::duration},
    Rule{Op::subtract, Type::months, Type::months, Type::months},
    Rule{Op::multiply, Type::number, Type::number, Type::number},
    Rule{Op::multiply, Type::duration, Type::number, Type::duration},
    Rule{Op::multiply, Type::number, Type::duration, Type::duration},
    Rule{Op::multiply, Type::months, Type::number, Type::months},
    Rule{Op::multiply, Type::number, Type::months, Type::months},
    Rule{Op::divide, Type::number, Type::number, Type::number},
    Rule{Op::divide, Type::duration, Type::number, Type::duration},
    Rule{Op::divide, Type::duration, Type::duration, Type::number},
    Rule{Op::divide, Type::months, Type::number, Type::months},
    Rule{Op::divide, Type::months, Type::months, Type::number},
    Rule{Op::power, Type::number, Type::number, Type::number},
};

const char* symbol(Op op) noexcept {
  switch (op) {
    case Op::add:
      return "+";
    case Op::subtract:
      return "-";
    case Op::multiply:
      return "*";
    case Op::divide:
      return "/";
    case Op::power:
      return "**";
    case Op::equal:
      return "=";
    case Op::not_equal:
      return "!=";
    case Op::less:
      return "<";
    case Op::less_equal:
      return "<=";
    case Op::greater:
      return ">";
    case Op::greater_equal:
      return ">=";
    default:
      return "?";
  }
}

std::string pair_of(Type left, Type right) {
  return std::string(type_name(left)) + " and " + std::string(type_name(right));
}

bool are(Type left, Type right, Type one, Type other) noexcept {
  return (left == one && right == other) || (left == other && right == one);
}

/// What to write so that two types that differ become one.
std::string advice(Type left, Type right) {
  const auto one_is = [left, right](Type type) { return left == type || right == type; };
  if (are(left, right, Type::duration, Type::months)) {
    return "durations of days (P30D) and of months (P1M) have no common measure; write both in one";
  }
  if (one_is(Type::date)) return "write a date as @\"2026-01-31\"";
  if (one_is(Type::duration)) return "write a duration as @\"P3D\" or @\"PT2H\"";
  if (one_is(Type::months)) return "write a duration of months as @\"P3M\"";
  if (are(left, right, Type::text, Type::number)) {
    return "write texts with quotes and numbers without";
  }
  if (are(left, right, Type::text, Type::boolean)) {
    return "write true and false without quotes";
  }
  return "both sides must be of one type";
}

/// What has the operator.
std::string arithmetic_advice(Op op, Type left, Type right) {
  switch (op) {
    case Op::add:
    case Op::subtract:
      if (are(left, right, Type::date, Type::number)) return "write days as @\"P3D\"";
      return left == right ? "other types have" : advice(left, right);
    case Op::power:
      return "only numbers have";
    default:
      return "two numbers have, and a duration with a number";
  }
}

}  // namespace

Type type_of_arithmetic(Op op, Type left, Type right, std::size_t at) {
  bool null_fits = false;
  for (const Rule& rule : arithmetic) {
    if (rule.op != op) continue;
    const bool left_fits = rule.left == left;
    const bool right_fits = rule.right == right;
    if (left_fits && right_fits) return rule.result;
    null_fits =
        null_fits || ((left_fits || left == Type::null) && (right_fits || right == Type::null));
  }
  if (null_fits) return Type::null;
  throw type_error(at, pair_of(left, right) + " have no " + symbol(op) + "; " +
                           arithmetic_advice(op, left, right));
}

Type type_of_negated(Type type, std::size_t at) {
  switch (type) {
    case Type::null:
    case Type::number:
    case Type::duration:
    case Type::months:
      return type;
    default:
      throw type_error(at, "a minus stands before numbers and durations, this is of type " +
                               std::string(type_name(type)));
  }
}

Type type_of_branches(Type then, Type otherwise, std::size_t at) {
  if (then == otherwise || otherwise == Type::null) return then;
  if (then == Type::null) return otherwise;
  throw type_error(at, "the branches behind then and else are of the types " +
                           pair_of(then, otherwise) + "; " + advice(then, otherwise));
}

void check_comparison(Op op, Type left, Type right, std::size_t at) {
  const bool any_order = op == Op::equal || op == Op::not_equal;
  if (!any_order && (left == Type::boolean || right == Type::boolean)) {
    throw type_error(at,
                     std::string("true and false have no order; write = or != for ") + symbol(op));
  }
  if (left == right || left == Type::null || right == Type::null) return;
  throw type_error(
      at, pair_of(left, right) + " do not compare by " + symbol(op) + "; " + advice(left, right));
}

void check_tested(Type tested, Type value, std::size_t at) {
  if (tested == value || tested == Type::null || value == Type::null) return;
  std::string message = "a value of type " + std::string(type_name(tested)) +
                        " is tested here, and this is of type " + std::string(type_name(value));
  if (value == Type::boolean && tested != Type::boolean) {
    throw type_error(at, message +
                             "; test a condition on other names by a column of its own, computed "
                             "by a formula of type bool");
  }
  throw type_error(at, message + "; " + advice(tested, value));
}

void check_boolean(Type type, const char* role, std::size_t at) {
  if (type == Type::boolean || type == Type::null) return;
  throw type_error(at, std::string(role) + " takes what is true or false, and this is of type " +
                           std::string(type_name(type)) + "; compare it with a value");
}

}  // namespace sandan::rules::feel
