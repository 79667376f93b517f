// Values: durations as texts, order, display and literals.
#include "rules/feel/value.hpp"

#include <limits>

#include "rules/feel/parse.hpp"
#include "support/catch.hpp"

using namespace sandan;
using namespace sandan::rules::feel;

namespace {

constexpr std::int64_t second = 1'000'000;
constexpr std::int64_t hour = 3'600 * second;

}  // namespace

TEST_CASE("durations of days and time") {
  const std::pair<const char*, std::int64_t> durations[] = {
      {"P1D", micros_per_day},
      {"-P1D", -micros_per_day},
      {"PT36H", 36 * hour},
      {"P1DT2H3M4.5S", micros_per_day + 2 * hour + 184 * second + second / 2},
      {"PT0.000001S", 1},
      {"-PT0.5S", -second / 2},
      {"PT1M", 60 * second},
      {"P106751991D", 106'751'991 * micros_per_day},
      {"PT1.5000000000S", second + second / 2},
  };
  for (const auto& [text, micros] : durations) {
    INFO(text);
    const auto duration = parse_duration(text);
    REQUIRE(duration);
    CHECK(duration->type == Type::duration);
    CHECK(duration->integer == micros);
    CHECK(parse_duration(format_duration(micros))->integer == micros);
  }
  CHECK(format_duration(0) == "PT0S");
  CHECK(format_duration(36 * hour) == "P1DT12H");
  CHECK(format_duration(-micros_per_day - 1) == "-P1DT0.000001S");
  CHECK(format_duration(61 * second + 500'000) == "PT1M1.5S");
  CHECK(format_duration(std::numeric_limits<std::int64_t>::min()) == "-P106751991DT4H54.775808S");
}

TEST_CASE("durations of years and months") {
  const std::pair<const char*, std::int64_t> durations[] = {
      {"P1Y", 12}, {"P14M", 14}, {"-P1Y2M", -14}, {"P0M", 0}, {"P0Y", 0}, {"P1Y0M", 12}};
  for (const auto& [text, months] : durations) {
    INFO(text);
    const auto duration = parse_duration(text);
    REQUIRE(duration);
    CHECK(duration->type == Type::months);
    CHECK(duration->integer == months);
    CHECK(parse_duration(format_months(months))->integer == months);
  }
  CHECK(format_months(14) == "P1Y2M");
  CHECK(format_months(-24) == "-P2Y");
  CHECK(format_months(0) == "P0M");
}

TEST_CASE("texts that are no durations") {
  for (const char* text : {"",
                           "P",
                           "-P",
                           "PT",
                           "P1DT",
                           "1D",
                           "P1",
                           "P1DT1D",
                           "P1M1D",
                           "P1Y1D",
                           "P1YT1H",
                           "P1H",
                           "PT1S1M",
                           "P1D ",
                           " P1D",
                           "+P1D",
                           "P-1D",
                           "P1.5D",
                           "PT1.S",
                           "PT.5S",
                           "PT0.0000001S",
                           "P1W",
                           "p1d",
                           "P106751992D",
                           "P99999999999999999999Y",
                           "P768614336404564651Y",
                           "--P1D"}) {
    INFO(text);
    CHECK_FALSE(parse_duration(text));
  }
}

TEST_CASE("order of values") {
  const auto number = [](const char* text) { return Value::of(Decimal::parse(text).value()); };
  CHECK(compare(Value::of(false), Value::of(true)) < 0);
  CHECK(compare(Value::of(true), Value::of(true)) == 0);
  CHECK(compare(number("10"), number("9.5")) > 0);
  CHECK(compare(number("1.0"), number("1")) == 0);
  CHECK(compare(Value::of_text("a"), Value::of_text("ab")) < 0);
  CHECK(compare(Value::of_text("z"), Value::of_text("é")) < 0);  // bytes, not a locale
  CHECK(compare(Value::of_day(1), Value::of_day(-1)) > 0);
  CHECK(compare(Value::of_duration(5), Value::of_duration(5)) == 0);
  CHECK(compare(Value::of_months(-1), Value::of_months(0)) < 0);
}

TEST_CASE("values as texts and as literals that read back") {
  const struct {
    Value value;
    const char* display;
    const char* literal;
  } cases[] = {
      {Value::absent(), "null", "null"},
      {Value::of(true), "true", "true"},
      {Value::of(Decimal::parse("-1.50").value()), "-1.5", "-1.5"},
      {Value::of_text("a \"b\"\\\n\t\r"), "a \"b\"\\\n\t\r", R"("a \"b\"\\\n\t\r")"},
      {Value::of_text(std::string("\x01\x7f", 2)), "\x01\x7f", R"("\u0001\u007F")"},
      {Value::of_text("客户"), "客户", "\"客户\""},
      {Value::of_day(0), "1970-01-01", "@\"1970-01-01\""},
      {Value::of_duration(36 * hour), "P1DT12H", "@\"P1DT12H\""},
      {Value::of_months(-18), "-P1Y6M", "@\"-P1Y6M\""},
  };
  for (const auto& each : cases) {
    INFO(each.literal);
    CHECK(display(each.value) == each.display);
    CHECK(literal_text(each.value) == each.literal);
    const Node node = parse_expression(each.literal, {});
    CHECK(node.op == Op::literal);
    CHECK(node.type == each.value.type);
    CHECK(node.value.known == each.value.known);
    CHECK(compare(node.value, each.value) == 0);
  }
  CHECK(display(Value::unknown(Type::number)) == "null");
}

TEST_CASE("names of types") {
  CHECK(type_name(Type::boolean) == "bool");
  CHECK(type_name(Type::number) == "number");
  CHECK(type_name(Type::text) == "text");
  CHECK(type_name(Type::date) == "date");
  CHECK(type_name(Type::duration) == "duration");
  CHECK(type_name(Type::months) == "months");
  CHECK(type_name(Type::null) == "null");
}
