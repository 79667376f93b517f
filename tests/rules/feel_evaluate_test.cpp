// Values of expressions under the three ways to meet null; dates, durations, faults, folding.
#include "rules/feel/evaluate.hpp"

#include <array>
#include <cstdio>

#include "rules/feel/parse.hpp"
#include "support/catch.hpp"

using namespace sandan;
using namespace sandan::rules::feel;

namespace {

const Scope scope = {{"u", Type::number},      {"n", Type::number},   {"x", Type::number},
                     {"ub", Type::boolean},    {"nb", Type::boolean}, {"yes", Type::boolean},
                     {"no", Type::boolean},    {"ut", Type::text},    {"nt", Type::text},
                     {"text", Type::text},     {"day", Type::date},   {"nd", Type::date},
                     {"wait", Type::duration}, {"term", Type::months}};

/// u… are unknown (null where FEEL is spoken), n… are absent.
std::vector<Value> values(Unknowns unknowns) {
  const bool keep = unknowns == Unknowns::keep;
  const auto open = [keep](Type type) { return keep ? Value::unknown(type) : Value::absent(); };
  return {open(Type::number),
          Value::absent(),
          Value::of(Decimal(5)),
          open(Type::boolean),
          Value::absent(),
          Value::of(true),
          Value::of(false),
          open(Type::text),
          Value::absent(),
          Value::of_text("abc"),
          Value::of_day(parse_day("2026-01-31").value()),
          Value::absent(),
          Value::of_duration(36 * micros_per_day / 24),
          Value::of_months(14)};
}

std::string told(const Value& value) {
  return value.known == Known::unknown ? "unknown" : literal_text(value);
}

std::string told(const Faults& faults) {
  std::string out;
  if (faults.division_by_zero) out += " /0";
  if (faults.out_of_range) out += " range";
  return out;
}

/// The value of an expression and its faults. What folding everything that is
/// known makes of it must have the same value.
std::string value_of(std::string_view text, Unknowns unknowns = Unknowns::keep) {
  const Node node = parse_expression(text, scope);
  const std::vector<Value> slots = values(unknowns);
  Faults faults;
  const std::string value = told(evaluate(node, slots, nullptr, unknowns, faults));
  std::vector<const Value*> constants;
  for (const Value& slot : slots)
    constants.push_back(&slot);
  for (const std::size_t step : {1u, 2u, 3u, 100u}) {
    std::vector<const Value*> some = constants;
    for (std::size_t i = 0; i < some.size(); ++i) {
      if (i % step != 0) some[i] = nullptr;
    }
    Faults ignored;
    const Node folded_node = folded(node, some, unknowns, ignored);
    const std::string again = told(evaluate(folded_node, slots, nullptr, unknowns, ignored));
    if (again != value) FAIL(text << " folded is " << again << " instead of " << value);
  }
  return value + told(faults);
}

std::string cell_on(std::string_view text, const Value& tested, Type type, Unknowns unknowns) {
  const Node node = parse_cell(text, type, scope);
  Faults faults;
  return told(evaluate(node, values(unknowns), &tested, unknowns, faults));
}

}  // namespace

TEST_CASE("null under keep, feel and b_feel") {
  const struct {
    const char* text;
    const char* keep;
    const char* feel;
    const char* b_feel;
  } table[] = {
      // Comparisons with what nobody told.
      {"u = 1", "unknown", "false", "false"},
      {"u != 1", "unknown", "true", "true"},
      {"u < 1", "unknown", "null", "false"},
      {"1 >= u", "unknown", "null", "false"},
      {"u = null", "unknown", "true", "true"},
      {"u != null", "unknown", "false", "false"},
      {"u = u", "unknown", "true", "true"},
      {"u = n", "unknown", "true", "true"},
      {"u < n", "unknown", "null", "false"},
      {"u between 1 and 2", "unknown", "null", "false"},
      {"x between u and 2", "false", "false", "false"},
      {"u in (1, 2)", "unknown", "false", "false"},
      {"u in (null)", "unknown", "true", "true"},
      {"u in (< 5)", "unknown", "null", "false"},
      {"x in (5, u)", "true", "true", "true"},
      {"x in (6, u)", "unknown", "false", "false"},
      // With what is known to be none.
      {"n = 1", "false", "false", "false"},
      {"n != 1", "true", "true", "true"},
      {"n < 1", "false", "null", "false"},
      {"n >= 1", "false", "null", "false"},
      {"n = null", "true", "true", "true"},
      {"n != null", "false", "false", "false"},
      {"n = n", "true", "true", "true"},
      {"n < n", "false", "null", "false"},
      {"n in (null, 1)", "true", "true", "true"},
      {"not(n < 1)", "true", "null", "true"},
      {"null = null", "true", "true", "true"},
      {"null = 1", "false", "false", "false"},
      {"null < 1", "false", "null", "false"},
      {"x = null", "false", "false", "false"},
      {"nt = \"\"", "false", "false", "false"},
      {"nd < day", "false", "null", "false"},
      // Logic.
      {"ub and yes", "unknown", "null", "false"},
      {"ub and no", "false", "false", "false"},
      {"no and ub", "false", "false", "false"},
      {"ub or yes", "true", "true", "true"},
      {"yes or ub", "true", "true", "true"},
      {"ub or no", "unknown", "null", "false"},
      {"not(ub)", "unknown", "null", "true"},
      {"ub and ub and no", "false", "false", "false"},
      {"ub or no or yes", "true", "true", "true"},
      {"nb and yes", "false", "null", "false"},
      {"nb or no", "false", "null", "false"},
      {"nb or yes", "true", "true", "true"},
      {"not(nb)", "true", "null", "true"},
      {"null and yes", "false", "null", "false"},
      {"null or yes", "true", "true", "true"},
      {"yes and (u < 1)", "unknown", "null", "false"},
      {"ub", "unknown", "null", "null"},
      {"nb", "null", "null", "null"},
      {"yes and nb and yes", "false", "null", "false"},
      {"ub = true", "unknown", "false", "false"},
      {"nb = false", "false", "false", "false"},
      {"(u < 1) = null", "unknown", "true", "false"},
      // Branches.
      {"if ub then 1 else 2", "unknown", "2", "2"},
      {"if ub then 1 else 1", "1", "1", "1"},
      {"if ub then 1.0 else x - 4", "1", "1", "1"},
      {"if ub then null else null", "null", "null", "null"},
      {"if ub then u else u", "unknown", "null", "null"},
      {"if ub then n else 1", "unknown", "1", "1"},
      {"if nb then 1 else 2", "2", "2", "2"},
      {"if null then 1 else 2", "2", "2", "2"},
      {"if yes then 1 else u", "1", "1", "1"},
      {"if no then 1 else u", "unknown", "null", "null"},
      {"(if ub then yes else yes) and yes", "true", "true", "true"},
      {"if ub then \"a\" else text", "unknown", "\"abc\"", "\"abc\""},
      // Arithmetic.
      {"u + 1", "unknown", "null", "null"},
      {"1 - n", "unknown", "null", "null"},
      {"n * 0", "unknown", "null", "null"},
      {"-u", "unknown", "null", "null"},
      {"-n", "unknown", "null", "null"},
      {"u ** 0", "unknown", "null", "null"},
      {"ut + \"a\"", "unknown", "null", "null"},
      {"nt + text", "unknown", "null", "null"},
      {"nd + wait", "unknown", "null", "null"},
      {"day - nd", "unknown", "null", "null"},
      {"wait * n", "unknown", "null", "null"},
      {"x + null", "unknown", "null", "null"},
      {"n + 1 > 0", "unknown", "null", "false"},
      {"n + 1 = null", "unknown", "true", "true"},
      {"1 / 0", "unknown /0", "null /0", "null /0"},
      {"u / 0", "unknown", "null", "null"},
      {"x / (x - 5) > 1", "unknown /0", "null /0", "false /0"},
      {"0 ** -1", "unknown /0", "null /0", "null /0"},
      {"10 ** 7000", "unknown range", "null range", "null range"},
      {"2 ** 0.5", "unknown range", "null range", "null range"},
      {"x != 5 and 1 / (x - 5) > 1", "false", "false", "false"},
      {"if x = 5 then 0 else 1 / (x - 5)", "0", "0", "0"},
      // A branch that may not be taken makes no fault; one in both does.
      {"if ub then 1 / 0 else 1", "unknown", "1", "1"},
      {"if ub then 1 / 0 else 2 / 0", "unknown /0", "null /0", "null /0"},
  };
  for (const auto& each : table) {
    INFO(each.text);
    CHECK(value_of(each.text, Unknowns::keep) == each.keep);
    CHECK(value_of(each.text, Unknowns::feel) == each.feel);
    CHECK(value_of(each.text, Unknowns::b_feel) == each.b_feel);
  }
}

TEST_CASE("known values are the same in all ways") {
  const std::pair<const char*, const char*> table[] = {
      {"0.1 + 0.2 = 0.3", "true"},
      {"1 / 3", "0.3333333333333333333333333333333333"},
      {"2 / 3", "0.6666666666666666666666666666666667"},
      {"1 / 3 * 3", "0.9999999999999999999999999999999999"},
      {"x * 2 - 3", "7"},
      {"-x + 1", "-4"},
      {"2 ** 10", "1024"},
      {"2 ** -2", "0.25"},
      {"-3 ** 2", "9"},
      {"3 ** 4 ** 5", "3486784401"},
      {"1.10 = 1.1", "true"},
      {"x between 5 and 5", "true"},
      {"x in (5..6)", "false"},
      {"x in [5..6)", "true"},
      {"x in ]4..5[", "false"},
      {"x in (4..5]", "true"},
      {"x in (1, > 4)", "true"},
      {"x in != 5", "false"},
      {"text + \"d\"", "\"abcd\""},
      {"text < \"abd\"", "true"},
      {"\"\" + \"\"", "\"\""},
      {"yes != no", "true"},
      {"if x > 3 then \"big\" else \"small\"", "\"big\""},
      {"if x > 9 then \"big\" else if x > 4 then \"mid\" else \"small\"", "\"mid\""},
      {"not(x > 3 and no)", "true"},
      {"(x > 3) = yes", "true"},
      // Dates and durations.
      {"day + @\"P1D\"", "@\"2026-02-01\""},
      {"@\"P1D\" + day", "@\"2026-02-01\""},
      {"day - @\"P31D\"", "@\"2025-12-31\""},
      {"day + wait", "@\"2026-02-01\""},
      {"day - wait", "@\"2026-01-29\""},
      {"day + @\"PT23H59M59S\"", "@\"2026-01-31\""},
      {"day - @\"PT1S\"", "@\"2026-01-30\""},
      {"day + @\"P1M\"", "@\"2026-02-28\""},
      {"day + @\"P25M\"", "@\"2028-02-29\""},
      {"day - @\"P2M\"", "@\"2025-11-30\""},
      {"day - term", "@\"2024-11-30\""},
      {"@\"2024-02-29\" + @\"P1Y\"", "@\"2025-02-28\""},
      {"@\"2024-02-29\" - @\"P4Y\"", "@\"2020-02-29\""},
      {"@\"2025-12-31\" + @\"P1M\"", "@\"2026-01-31\""},
      {"@\"P2M\" + day", "@\"2026-03-31\""},
      {"@\"2026-03-01\" - @\"2026-02-01\"", "@\"P28D\""},
      {"@\"2026-02-01\" - @\"2026-03-01\"", "@\"-P28D\""},
      {"day - day = @\"PT0S\"", "true"},
      {"day - @\"2026-01-01\" > @\"P29D\"", "true"},
      {"wait + @\"PT12H\"", "@\"P2D\""},
      {"wait - @\"P2D\"", "@\"-PT12H\""},
      {"-wait", "@\"-P1DT12H\""},
      {"-term", "@\"-P1Y2M\""},
      {"term + @\"P1Y\"", "@\"P2Y2M\""},
      {"term - @\"P14M\"", "@\"P0M\""},
      {"wait * 2", "@\"P3D\""},
      {"0.5 * wait", "@\"PT18H\""},
      {"wait / 3", "@\"PT12H\""},
      {"@\"PT0.000001S\" / 2", "@\"PT0S\""},
      {"@\"-P3M\" / 2", "@\"-P1M\""},
      {"term * 1.5", "@\"P1Y9M\""},
      {"term / 4", "@\"P3M\""},
      {"wait / @\"PT12H\"", "3"},
      {"wait / @\"P1D\" + 1", "2.5"},
      {"term / @\"P1Y4M\"", "0.875"},
      {"(day - @\"2026-01-01\") / @\"P1D\"", "30"},
      {"wait = @\"PT36H\"", "true"},
      {"term > @\"P1Y\"", "true"},
      {"day in [@\"2026-01-31\"..@\"2026-02-01\"]", "true"},
  };
  for (const auto& [text, value] : table) {
    INFO(text);
    for (const Unknowns unknowns : {Unknowns::keep, Unknowns::feel, Unknowns::b_feel})
      CHECK(value_of(text, unknowns) == value);
  }
}

TEST_CASE("dates and durations that leave their range") {
  for (const char* text :
       {"@\"2199-12-31\" + @\"P1D\"", "@\"1900-01-01\" - @\"P1D\"", "@\"2199-12-31\" + @\"P1M\"",
        "@\"1900-01-31\" - @\"P1M\"", "@\"2026-01-31\" - @\"PT0.000001S\" * 9000000000000000000",
        "day + @\"P106751991D\"", "day - @\"-P106751991D\"", "day + @\"P768614336404564650Y\"",
        "day - @\"P768614336404564650Y\"", "day - @\"-P768614336404564650Y\"",
        "@\"P106751991D\" + @\"P1D\"", "@\"-P106751991D\" - @\"P2D\"", "@\"P106751991D\" * 2",
        "@\"P1D\" / 1e-20", "@\"P1M\" * -1e19", "wait * 1e6144 * 1e9"}) {
    INFO(text);
    CHECK(value_of(text, Unknowns::keep) == "unknown range");
    CHECK(value_of(text, Unknowns::feel) == "null range");
  }
  for (const char* text : {"wait / 0", "term / 0", "wait / @\"PT0S\"", "term / @\"P0M\""}) {
    INFO(text);
    CHECK(value_of(text, Unknowns::keep) == "unknown /0");
    CHECK(value_of(text, Unknowns::b_feel) == "null /0");
  }
  CHECK(value_of("@\"2199-12-30\" + @\"P1D\"") == "@\"2199-12-31\"");
  CHECK(value_of("@\"1900-01-02\" - @\"P1D\"") == "@\"1900-01-01\"");
}

TEST_CASE("every day of many years moved by months is clamped to the month") {
  const Node node = parse_expression("day + term", {{"day", Type::date}, {"term", Type::months}});
  Faults faults;
  for (Day day = day_of({1999, 1, 1}); day <= day_of({2009, 1, 1}); ++day) {
    for (int months = -30; months <= 30; ++months) {
      const std::array<Value, 2> slots = {Value::of_day(day), Value::of_months(months)};
      const CivilDate from = civil_date(day);
      // By the definition: as many months on, and back to a day that exists.
      int year = from.year;
      int month = from.month + months;
      for (; month < 1; month += 12)
        --year;
      for (; month > 12; month -= 12)
        ++year;
      std::optional<Day> expected;
      for (int last = from.day; !expected; --last) {
        char text[24];
        std::snprintf(text, sizeof text, "%04d-%02d-%02d", year, month, last);
        expected = parse_day(text);
      }
      const Value moved = evaluate(node, slots, nullptr, Unknowns::keep, faults);
      if (moved.integer != *expected) FAIL(format_day(day) << " and " << months);
    }
  }
  CHECK(told(faults).empty());
}

TEST_CASE("cells on values, absent and unknown ones") {
  const Value six = Value::of(Decimal(6));
  const Value none = Value::absent();
  const Value open = Value::unknown(Type::number);
  const struct {
    const char* text;
    const char* six;
    const char* none;  // keep
    const char* open;  // keep
    const char* none_feel;
    const char* none_b_feel;
  } table[] = {
      {"-", "true", "true", "true", "true", "true"},
      {"", "true", "true", "true", "true", "true"},
      {"6", "true", "false", "unknown", "false", "false"},
      {"x + 1", "true", "false", "unknown", "false", "false"},
      {"> 6", "false", "false", "unknown", "null", "false"},
      {"1, 6", "true", "false", "unknown", "false", "false"},
      {"[1..6]", "true", "false", "unknown", "null", "false"},
      {"[1..6)", "false", "false", "unknown", "null", "false"},
      {"not(6)", "false", "true", "unknown", "true", "true"},
      {"not(1, [7..8])", "true", "true", "unknown", "null", "true"},
      {"null", "false", "true", "unknown", "true", "true"},
      {"null, 6", "true", "true", "unknown", "true", "true"},
      {"not(null)", "true", "false", "unknown", "false", "false"},
      {"u", "unknown", "unknown", "unknown", "true", "true"},
  };
  for (const auto& each : table) {
    INFO(each.text);
    const auto on = [&](const Value& value, Unknowns unknowns) {
      return cell_on(each.text, value, Type::number, unknowns);
    };
    CHECK(on(six, Unknowns::keep) == each.six);
    CHECK(on(none, Unknowns::keep) == each.none);
    CHECK(on(open, Unknowns::keep) == each.open);
    CHECK(on(none, Unknowns::feel) == each.none_feel);
    CHECK(on(none, Unknowns::b_feel) == each.none_b_feel);
  }
  // Without a value the tested one is null.
  Faults faults;
  const Node cell = parse_cell("null", Type::text, {});
  CHECK(told(evaluate(cell, {}, nullptr, Unknowns::keep, faults)) == "true");
}

TEST_CASE("what folding leaves") {
  const std::vector<Value> slots = values(Unknowns::keep);
  std::vector<const Value*> constants(slots.size(), nullptr);
  constants[2] = &slots[2];  // x = 5
  constants[0] = &slots[0];  // unknown: stays
  Faults faults;
  const auto fold = [&](std::string_view text) {
    return folded(parse_expression(text, scope), constants, Unknowns::keep, faults);
  };
  CHECK(literal_text(fold("x * 2 + 1").value) == "11");
  CHECK(fold("x * 2 + 1").type == Type::number);
  CHECK(fold("u + x").children[0].op == Op::slot);
  CHECK(literal_text(fold("u + x").children[1].value) == "5");
  CHECK(fold("x > 3 and yes = no").op == Op::equal);
  CHECK(fold("x > 3 and yes").op == Op::and_);  // null is met by the operator
  CHECK(told(fold("x < 3 and yes").value) == "false");
  CHECK(told(fold("yes or x > 3").value) == "true");
  CHECK(told(fold("x > 3 and not(x < 3)").value) == "true");
  CHECK(fold("if x > 3 then n else 1").op == Op::slot);
  CHECK(fold("if yes then n else 1").op == Op::if_);
  CHECK(fold("n in [x..x + 5]").children.size() == 2);
  CHECK(told(faults).empty());
  CHECK(fold("n + 1 / (x - 5)").children[1].op == Op::divide);
  CHECK(told(faults) == " /0");
  const Node cell = parse_cell("> x + 1", Type::number, scope);
  CHECK(literal_text(folded(cell, constants, Unknowns::keep, faults).children[1].value) == "6");
}
