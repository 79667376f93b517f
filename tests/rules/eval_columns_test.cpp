// Columns of records: every Arrow layout an input may come in, nulls, and values that data
// should not have.
#include <cmath>
#include <limits>

#include "rules/policies.hpp"

using namespace sandan;
using namespace sandan::testing;

namespace {

/// A policy that tells of its one input where it stands.
Policy asks(const std::string& type, const std::string& formula, const std::string& more = "") {
  return policy(
      R"("inputs": [{"code": "x", "type": ")" + type + "\"" + more +
      R"(}], "decisions": [{"code": "f", "kind": "formula", "type": "text", "formula": ")" +
      formula + "\"}]");
}

/// Numbers below, at and above 5, and 7.5.
Policy about_five() {
  return asks(
      "number",
      R"(if x < 5 then \"<\" else if x = 5 then \"=\" else if x <= 7.5 then \">\" else \">>\")");
}

/// The values of f, a letter a row: ? where it is open.
std::string told(const Policy& policy, const Records& records) {
  std::string text;
  for (const auto& row : rows(eval(policy, records), "results")) {
    const auto& value = row.at("f");
    text += text.empty() ? "" : " ";
    text += value.is_null() ? "?" : std::string(value.as_string());
  }
  return text;
}

std::string told(const Policy& policy, Column column) {
  return told(policy, Records({std::move(column)}));
}

template <class T>
Column few(const std::string& format) {
  return numbers<T>("x", format, {T{4}, T{5}, T{6}, std::nullopt, T{100}});
}

/// Fault rows as "row fault value".
std::vector<std::string> faults(const Policy& policy, Column column) {
  std::vector<std::string> list;
  for (const auto& row : rows(eval(policy, Records({std::move(column)})), "faults")) {
    list.push_back(std::to_string(row.at("row").as_int64()) + " " +
                   std::string(row.at("fault").as_string()) + " " +
                   (row.at("value").is_null() ? "null" : std::string(row.at("value").as_string())));
  }
  return list;
}

using Texts = std::vector<std::optional<std::string>>;
using Lines = std::vector<std::string>;

Policy about_text() {
  return asks(
      "text",
      R"(if x = \"yes\" then \"y\" else if x = \"a longer text than twelve\" then \"l\" else if x = \"\" then \"e\" else \"o\")");
}

const Texts words = {"yes", std::nullopt, "a longer text than twelve",
                     "",    "yess",       "a longer text than twelv!"};
const std::string of_words = "y ? l e o o";

template <class Index>
Column coded(const std::string& format, const Column& values) {
  return dictionary<Index>(
      "x", format, {Index{0}, std::nullopt, Index{1}, Index{2}, Index{3}, Index{4}}, values);
}

}  // namespace

TEST_CASE("a number comes in any width") {
  const Policy p = about_five();
  const std::string expected = "< = > ? >>";
  CHECK(told(p, few<std::int8_t>("c")) == expected);
  CHECK(told(p, few<std::uint8_t>("C")) == expected);
  CHECK(told(p, few<std::int16_t>("s")) == expected);
  CHECK(told(p, few<std::uint16_t>("S")) == expected);
  CHECK(told(p, few<std::int32_t>("i")) == expected);
  CHECK(told(p, few<std::uint32_t>("I")) == expected);
  CHECK(told(p, few<std::int64_t>("l")) == expected);
  CHECK(told(p, few<std::uint64_t>("L")) == expected);
  CHECK(told(p, few<float>("f")) == expected);
  CHECK(told(p, few<double>("g")) == expected);
  CHECK(told(p, nulls("x", 2)) == "? ?");
  CHECK(told(p, numbers<std::int32_t>("x", "i", {INT32_MIN, INT32_MAX, 8})) == "< >> >>");
  CHECK(told(p, numbers<std::int64_t>("x", "l", {INT64_MIN, INT64_MAX, 7})) == "< >> >");
}

TEST_CASE("whole numbers at the ends of 64 bits keep their places") {
  const Policy p = asks(
      "number",
      R"(if x < -9223372036854775808 then \"a\" else if x = -9223372036854775808 then \"b\" else )"
      R"(if x < 9223372036854775807 then \"c\" else if x = 9223372036854775807 then \"d\" else \"e\")");
  CHECK(told(p, numbers<std::int64_t>(
                    "x", "l", {INT64_MIN, INT64_MIN + 1, INT64_MAX - 1, INT64_MAX})) == "b c c d");
  CHECK(told(p, numbers<std::uint64_t>("x", "L", {0, INT64_MAX - 1, INT64_MAX, std::nullopt})) ==
        "c c d ?");
  CHECK(told(p, numbers<double>(
                    "x", "g", {-9223372036854775808.0, 9223372036854775807.0, -1e19})) == "a e a");
  const Policy beyond =
      asks("number", R"(if x < 1e19 then \"a\" else if x < 1e30 then \"b\" else \"c\")");
  CHECK(told(beyond, numbers<std::int64_t>("x", "l", {INT64_MIN, INT64_MAX})) == "a a");
  CHECK(told(beyond, numbers<std::int8_t>("x", "c", {-128, 127})) == "a a");
  const auto refused = refusal([&] { told(p, numbers<std::uint64_t>("x", "L", {UINT64_MAX})); });
  REQUIRE(refused);
  CHECK(refused->where() == "x");
}

TEST_CASE("a floating number counts as its shortest decimal") {
  const Policy tenth =
      asks("number", R"(if x < 0.1 then \"<\" else if x = 0.1 then \"=\" else \">\")");
  const double d = 0.1;
  const float f = 0.1f;
  CHECK(told(tenth, numbers<double>(
                        "x", "g", {d, std::nextafter(d, 0.0), std::nextafter(d, 1.0)})) == "= < >");
  CHECK(told(tenth,
             numbers<float>("x", "f", {f, std::nextafter(f, 0.0f), std::nextafter(f, 1.0f)})) ==
        "= < >");
  CHECK(told(tenth, numbers<double>("x", "g", {static_cast<double>(f), -0.0, 1e308})) == "> < >");
  const Policy between = asks(
      "number",
      R"(if x < 0.30000000000000002 then \"<\" else if x <= 0.30000000000000003 then \"=\" else \">\")");
  CHECK(told(between, numbers<double>("x", "g", {0.3, 0.1 + 0.2})) == "< >");
  const Policy huge = asks(
      "number",
      R"(if x < -1e400 then \"a\" else if x < 1e39 then \"b\" else if x < 1e400 then \"c\" else \"d\")");
  const double most = std::numeric_limits<double>::max();
  CHECK(told(huge, numbers<double>("x", "g", {-most, 0.0, most, 5e-324})) == "b b c b");
  const float most_single = std::numeric_limits<float>::max();
  CHECK(told(huge, numbers<float>("x", "f", {-most_single, 0.0f, most_single, 1e-45f})) ==
        "b b b b");
}

TEST_CASE("what is no number is a fault and unknown") {
  const double nan = std::nan("");
  const double inf = std::numeric_limits<double>::infinity();
  const Policy p = about_five();
  CHECK(told(p, numbers<double>("x", "g", {nan, 5.0, inf, -inf, std::nullopt})) == "? = ? ? ?");
  CHECK(faults(p, numbers<double>("x", "g", {nan, 5.0, inf, std::nullopt})).size() == 2);
  CHECK(faults(p, numbers<double>("x", "g", {5.0, nan})).front().substr(0, 14) == "1 not_a_number");
  const float nan_single = std::nanf("");
  CHECK(told(p, numbers<float>("x", "f", {nan_single, 5.0f, static_cast<float>(-inf)})) == "? = ?");
  // Null where unknowns are not kept; and a null below a NaN is no fault.
  const Policy feel = policy(R"("unknowns": "feel", )" + inputs("x number") +
                             R"(, "decisions": [{"code": "f", "kind": "formula", "type": "text",
                                 "formula": "if x = null then \"null\" else \"value\""}])");
  Column column = numbers<double>("x", "g", {1.0, 2.0, 3.0});
  column.null_count = 1;
  column.buffers[0] = Bytes{0b110};
  const double values[] = {nan, nan, 3};
  std::memcpy(column.buffers[1]->data(), values, sizeof values);
  CHECK(told(feel, column) == "null null value");
  CHECK(faults(feel, column).size() == 1);
}

TEST_CASE("a date comes as days, milliseconds or a moment without a zone") {
  const Policy p = asks(
      "date",
      R"(if x < @\"2026-01-31\" then \"<\" else if x = @\"2026-01-31\" then \"=\" else \">\")");
  const std::int64_t day = day_number("2026-01-31");
  const std::int64_t second = day * 86'400;
  CHECK(told(p, days("x", {"2026-01-30", "2026-01-31", "2026-02-01", std::nullopt})) == "< = > ?");
  CHECK(told(p, numbers<std::int64_t>("x", "tdm", {(day - 1) * 86'400'000, day * 86'400'000})) ==
        "< =");
  CHECK(told(p, numbers<std::int64_t>(
                    "x", "tss:", {second - 1, second, second + 86'399, second + 86'400})) ==
        "< = = >");
  CHECK(told(p, numbers<std::int64_t>("x", "tsm:", {second * 1000 - 1, second * 1000})) == "< =");
  CHECK(told(p, moments("x", {"2026-01-30T23:59:59", "2026-01-31T00:00", "2026-01-31T23:59"})) ==
        "< = =");
  CHECK(told(p, numbers<std::int64_t>(
                    "x", "tsn:", {second * 1'000'000'000 - 1, second * 1'000'000'000})) == "< =");
  // Before 1970 moments round towards the past.
  const Policy old = asks("date", R"(if x = @\"1969-12-31\" then \"=\" else \"o\")");
  CHECK(told(old, numbers<std::int64_t>("x", "tsu:", {-1, 0, -86'400'000'000, -86'400'000'001})) ==
        "= o = o");
  const auto zoned = refusal([&] { told(p, moments("x", {"2026-01-31"}, "UTC")); });
  REQUIRE(zoned);
  CHECK(zoned->status() == Status::schema);
  CHECK(zoned->detail() == "wrong_type");
  CHECK(zoned->where() == "x");
}

TEST_CASE("days outside 1900 to 2199 are faults") {
  const Policy p = asks("date", R"(if x < @\"2026-01-31\" then \"<\" else \">\")");
  const std::int32_t first = day_number("1900-01-01");
  const std::int32_t last = day_number("2199-12-31");
  const Column plain =
      numbers<std::int32_t>("x", "tdD", {first - 1, first, last, last + 1, INT32_MIN, INT32_MAX});
  CHECK(told(p, plain) == "? < > ? ? ?");
  CHECK(faults(p, plain).size() == 4);
  CHECK(faults(p, plain).front().substr(0, 14) == "0 out_of_range");
  CHECK(told(p, numbers<std::int64_t>("x", "tss:", {INT64_MIN, INT64_MAX, 0})) == "? ? <");
  CHECK(told(p, numbers<std::int64_t>("x", "tsn:", {INT64_MIN, INT64_MAX})) == "? ?");
}

TEST_CASE("a duration comes in seconds to nanoseconds") {
  const Policy p = asks(
      "duration", R"(if x < @\"PT1S\" then \"<\" else if x = @\"PT1S\" then \"=\" else \">\")");
  CHECK(told(p, numbers<std::int64_t>("x", "tDs", {0, 1, 2, std::nullopt, -5})) == "< = > ? <");
  CHECK(told(p, numbers<std::int64_t>("x", "tDm", {999, 1000, 1001})) == "< = >");
  CHECK(told(p, numbers<std::int64_t>("x", "tDu", {999'999, 1'000'000, 1'000'001})) == "< = >");
  CHECK(told(p, numbers<std::int64_t>(
                    "x", "tDn", {999'999'999, 1'000'000'000, 1'000'000'999, 1'000'001'000})) ==
        "< = = >");
  CHECK(told(p, numbers<std::int64_t>("x", "tDs", {INT64_MAX, INT64_MIN})) == "? ?");
  CHECK(faults(p, numbers<std::int64_t>("x", "tDm", {INT64_MAX})) ==
        Lines{"0 out_of_range " + std::to_string(INT64_MAX)});
  CHECK(told(p, numbers<std::int64_t>("x", "tDu", {INT64_MAX, INT64_MIN})) == "> <");
}

TEST_CASE("a text comes in every layout") {
  const Policy p = about_text();
  CHECK(told(p, texts("x", words)) == of_words);
  CHECK(told(p, large_texts("x", words)) == of_words);
  CHECK(told(p, text_views("x", words)) == of_words);
  const Texts entries = {"yes", words[2], "", "yess", words[5], std::nullopt};
  for (const Column& values :
       {texts("", entries), large_texts("", entries), text_views("", entries)}) {
    INFO(values.format);
    CHECK(told(p, coded<std::int8_t>("c", values)) == of_words);
    CHECK(told(p, coded<std::uint8_t>("C", values)) == of_words);
    CHECK(told(p, coded<std::int16_t>("s", values)) == of_words);
    CHECK(told(p, coded<std::uint16_t>("S", values)) == of_words);
    CHECK(told(p, coded<std::int32_t>("i", values)) == of_words);
    CHECK(told(p, coded<std::uint32_t>("I", values)) == of_words);
    CHECK(told(p, coded<std::int64_t>("l", values)) == of_words);
    CHECK(told(p, coded<std::uint64_t>("L", values)) == of_words);
    // An index may name an entry that is null.
    CHECK(told(p, dictionary<std::int8_t>("x", "c", {5, 0, std::nullopt}, values)) == "? y ?");
    CHECK(told(p, dictionary<std::uint64_t>("x", "L", {5, 0, std::nullopt}, values)) == "? y ?");
  }
  CHECK(told(p, dictionary<std::int32_t>("x", "i", {std::nullopt, std::nullopt}, texts("", {}))) ==
        "? ?");
}

TEST_CASE("texts that are not listed are faults in every layout") {
  const Policy p = asks("text", R"(if x = \"yes\" then \"y\" else \"o\")",
                        R"(, "values": ["yes", "no", "a longer text than twelve"])");
  const Texts some = {
      "yes", "no", "maybe", std::nullopt, "a longer text than twelve", "a longer text than twelvf"};
  for (const Column& column :
       {texts("x", some), large_texts("x", some), text_views("x", some), coded_texts("x", some)}) {
    INFO(column.format);
    CHECK(told(p, column) == "y o ? ? o ?");
    CHECK(faults(p, column) ==
          Lines{"2 unknown_value maybe", "5 unknown_value a longer text than twelvf"});
  }
  const Result silent = eval(p, Records({texts("x", some)}), R"({"values": false})");
  CHECK_ROWS(silent, "faults", R"([{"row": 2, "value": null}, {"row": 5, "value": null}])");
  CHECK(told(p, dictionary<std::int8_t>("x", "c", {0, 1},
                                        texts("", {"no", "never used", "worse"}))) == "o ?");
}

TEST_CASE("more constants than a byte counts, in every layout") {
  std::string listed;
  Texts cells;
  std::string expected;
  for (int i = 0; i < 300; ++i) {
    listed += (i == 0 ? "" : ", ") + ("\\\"w" + std::to_string(i) + "\\\"");
    cells.emplace_back("w" + std::to_string(i + 150));
    expected += (i == 0 ? "" : " ") + std::string(i < 150 ? "y" : "o");
  }
  cells.emplace_back(std::nullopt);
  expected += " ?";
  const Policy p = asks("text", "if x in (" + listed + R"() then \"y\" else \"o\")");
  CHECK(told(p, texts("x", cells)) == expected);
  CHECK(told(p, large_texts("x", cells)) == expected);
  CHECK(told(p, text_views("x", cells)) == expected);
  CHECK(told(p, coded_texts("x", cells)) == expected);
}

TEST_CASE("texts are compared by their bytes") {
  const Policy p = asks(
      "text",
      R"(if x < \"b\" then \"<\" else if x = \"b\" then \"=\" else if x <= \"中\" then \"-\" else \">\")");
  const Texts some = {"", "a", "azzzzzzzzzzzzzzz", "b", "ba", "中", "中中", std::nullopt, "B"};
  const std::string expected = "< < < = - - > ? <";
  CHECK(told(p, texts("x", some)) == expected);
  CHECK(told(p, coded_texts("x", some)) == expected);
  CHECK(told(p, text_views("x", some)) == expected);
}

TEST_CASE("a truth is a bit") {
  const Policy p = asks("bool", R"(if x then \"t\" else \"f\")");
  CHECK(told(p, booleans("x", {true, false, std::nullopt, true})) == "t f ? t");
  const auto refused = refusal([&] { told(p, int64s("x", {1})); });
  REQUIRE(refused);
  CHECK(refused->detail() == "wrong_type");
}

TEST_CASE("a column of another type is refused by name") {
  const auto check = [](const std::string& type, const Column& column) {
    INFO(type << " " << column.format);
    const auto refused =
        refusal([&] { told(asks(type, "if x = x then \\\"a\\\" else \\\"b\\\""), column); });
    REQUIRE(refused);
    CHECK(refused->status() == Status::schema);
    CHECK(refused->detail() == "wrong_type");
    CHECK(refused->where() == "x");
    CHECK(refused->table() == "records");
    CHECK(refused->column() == 0);
  };
  check("number", texts("x", {"1"}));
  check("number", booleans("x", {true}));
  check("number", days("x", {"2026-01-01"}));
  check("text", int64s("x", {1}));
  check("date", texts("x", {"2026-01-01"}));
  check("date", int64s("x", {1}));
  check("duration", int64s("x", {1}));
  check("number", numbers<std::int64_t>("x", "tDs", {1}));
}

TEST_CASE("a column that is missing is unknown and told once") {
  const Policy p = about_five();
  const Result result = eval(p, Records({int64s("y", {1, 2})}));
  CHECK_ROWS(result, "results", R"([{"f": null, "f_status": "undetermined"}, {"f": null}])");
  CHECK_ROWS(result, "faults",
             R"([{"row": null, "column": "x", "fault": "missing_column", "value": null}])");
  CHECK_ROWS(result, "fault_counts", R"([{"column": "x", "fault": "missing_column", "n": 1}])");
  const Policy none =
      asks("number", R"(if x = null then \"none\" else \"some\")", R"(, "null": "none")");
  CHECK(told(none, int64s("y", {1, 2})) == "none none");
  // What nothing reads may be missing.
  CHECK(eval(asks("number", R"(\"x\")"), Records({int64s("y", {1})})).rows("faults") == 0);
}

TEST_CASE("slices, batches and batches that are null themselves") {
  const Policy p = about_five();
  Column sliced = numbers<std::int32_t>("x", "i", {9, 9, 9, 4, 5, std::nullopt, 6, 9});
  sliced.offset = 3;
  sliced.length = 4;
  sliced.null_count = 1;
  CHECK(told(p, sliced) == "< = ? >");
  Column bits = booleans("x", {true, true, true, false, std::nullopt, true, false});
  bits.offset = 3;
  bits.length = 4;
  CHECK(told(asks("bool", R"(if x then \"t\" else \"f\")"), bits) == "f ? t f");
  Column words_sliced = texts("x", {"o", "o", "yes", std::nullopt, ""});
  words_sliced.offset = 2;
  words_sliced.length = 3;
  CHECK(told(about_text(), words_sliced) == "y ? e");
  Column coded_sliced = coded_texts("x", {"o", "o", "yes", std::nullopt, "", "yes"});
  coded_sliced.offset = 2;
  coded_sliced.length = 4;
  CHECK(told(about_text(), coded_sliced) == "y ? e y");
  Records several({int64s("x", {4, 5})});
  several.add(batch({int64s("x", {})}));
  several.add(batch({int64s("x", {6, std::nullopt})}));
  Column struck = batch({int64s("x", {4, 5, 6})});
  struck.null_count = 1;
  struck.buffers[0] = Bytes{0b101};
  several.add(struck);
  Column shifted = batch({int64s("x", {4, 5, 6, 7})});
  shifted.offset = 1;
  shifted.length = 3;
  shifted.null_count = 1;
  shifted.buffers[0] = Bytes{0b1011};
  several.add(shifted);
  CHECK(told(p, several) == "< = > ? < ? > = ? >");
}

TEST_CASE("many batches of odd sizes give what one gives") {
  const Policy p = about_five();
  std::vector<std::optional<std::int64_t>> all;
  Records pieces({int64s("x", {})});
  std::int64_t next = 0;
  for (int size = 1; size < 120; size += 7) {
    std::vector<std::optional<std::int64_t>> piece;
    for (int i = 0; i < size * 11; ++i, ++next)
      piece.push_back(next % 13 == 5 ? std::nullopt : std::optional(next % 11));
    pieces.add(batch({int64s("x", piece)}));
    all.insert(all.end(), piece.begin(), piece.end());
  }
  CHECK(eval(p, pieces).to_json() == eval(p, Records({int64s("x", all)})).to_json());
}

TEST_CASE("dictionaries may differ from batch to batch") {
  Records several({dictionary<std::int8_t>("x", "c", {0, 1}, texts("", {"yes", "no"}))});
  several.add(
      batch({dictionary<std::int8_t>("x", "c", {0, 1, std::nullopt}, texts("", {"", "yes"}))}));
  several.add(batch({dictionary<std::int8_t>("x", "c", {std::nullopt}, texts("", {}))}));
  CHECK(told(about_text(), several) == "y o e y ? ?");
}
