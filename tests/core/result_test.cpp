// Results as Arrow: types, bitmaps, dictionaries, and who keeps them alive.
#include <map>

#include "core/result_table.hpp"
#include "core/result_texts.hpp"
#include "sandan/core/result.hpp"
#include "support/expect.hpp"

using namespace sandan;
using namespace sandan::testing;

namespace {

Result sample() {
  results::Table table;
  table.name = "sample";
  table.add(results::int64_column("n", std::vector<std::int64_t>{1, -2, INT64_MAX}));
  table.add(results::float64_column("share", {0.5, std::nullopt, 1e300}));
  table.add(results::day_column("on", {Day{0}, std::nullopt, Day{-1}}));
  table.add(results::boolean_column("yes", std::vector<std::uint8_t>{1, 0, 1}));
  table.add(results::boolean_column("maybe", {true, std::nullopt, false}));
  table.add(
      results::text_column("text", {std::optional<std::string>("a\"<\n"), std::nullopt, "单"}));
  auto values = std::make_shared<const results::Column>(
      results::text_column("", std::vector<std::string>{"x", "y"}));
  table.add(results::dictionary_column("code", {1, -1, 0}, values));
  table.add(results::number_column("at", results::ColumnType::moment,
                                   std::vector<std::int64_t>{0, 1, -1}));
  results::Table empty;
  empty.name = "empty";
  empty.add(results::int64_column("n", std::vector<std::int64_t>{}));
  empty.add(results::text_column("t", std::vector<std::string>{}));
  auto set = std::make_shared<results::TableSet>();
  set->tables.push_back(std::move(table));
  set->tables.push_back(std::move(empty));
  set->metadata = {{"key", "value"}};
  return Result(std::move(set));
}

bool bit(const ArrowArray& array, int buffer, int row) {
  if (array.buffers[buffer] == nullptr) return true;
  return (static_cast<const std::uint8_t*>(array.buffers[buffer])[row / 8] >> (row % 8) & 1) != 0;
}

}  // namespace

TEST_CASE("a result as JSON") {
  CHECK(
      sample().to_json("sample") ==
      R"([{"n":1,"share":0.5,"on":"1970-01-01","yes":true,"maybe":true,"text":"a\"\u003c\n","code":"y","at":"1970-01-01T00:00:00"},)"
      R"({"n":-2,"share":null,"on":null,"yes":false,"maybe":null,"text":null,"code":null,"at":"1970-01-01T00:00:00.000001"},)"
      R"({"n":9223372036854775807,"share":1e+300,"on":"1969-12-31","yes":true,"maybe":false,"text":"单","code":"x","at":"1969-12-31T23:59:59.999999"}])");
  CHECK(sample().to_json("empty") == "[]");
  CHECK(sample().count() == 2);
  CHECK(sample().rows() == 3);
  CHECK(sample().has("empty"));
  CHECK_FALSE(sample().has("nothing"));
  CHECK(refusal([] { sample().rows("nothing"); })->detail() == "unknown_table");
  CHECK(refusal([] { static_cast<void>(sample().name(2)); }).has_value());
}

TEST_CASE("schema and arrays agree, and live without the result and without each other") {
  ArrowSchema schema{};
  ArrowArrayStream stream{};
  {
    const Result result = sample();
    schema = result.schema();
    stream = result.stream();
  }
  ArrowSchema again{};
  REQUIRE(stream.get_schema(&stream, &again) == 0);
  ArrowArray array{};
  REQUIRE(stream.get_next(&stream, &array) == 0);
  ArrowArray end{};
  REQUIRE(stream.get_next(&stream, &end) == 0);
  CHECK(end.release == nullptr);
  CHECK(stream.get_last_error(&stream) == nullptr);
  stream.release(&stream);
  CHECK(stream.release == nullptr);

  CHECK(std::string(schema.format) == "+s");
  REQUIRE(schema.metadata != nullptr);
  std::int32_t pairs = 0;
  std::memcpy(&pairs, schema.metadata, 4);
  CHECK(pairs == 1);
  CHECK(std::string(schema.metadata + 8, 3) == "key");
  const std::map<std::string, std::string> formats = {{"n", "l"},    {"share", "g"}, {"on", "tdD"},
                                                      {"yes", "b"},  {"maybe", "b"}, {"text", "U"},
                                                      {"code", "c"}, {"at", "tsu:"}};
  REQUIRE(schema.n_children == 8);
  REQUIRE(array.n_children == 8);
  CHECK(array.length == 3);
  CHECK(array.n_buffers == 1);
  for (std::int64_t i = 0; i < 8; ++i) {
    const ArrowSchema& type = *schema.children[i];
    const ArrowArray& column = *array.children[i];
    INFO(type.name);
    CHECK(formats.at(type.name) == type.format);
    CHECK(std::string(again.children[i]->format) == type.format);
    CHECK(column.length == 3);
    CHECK(column.offset == 0);
    std::int64_t counted = 0;
    for (int row = 0; row < 3; ++row)
      counted += bit(column, 0, row) ? 0 : 1;
    CHECK(counted == column.null_count);
    if (counted > 0) CHECK((type.flags & ARROW_FLAG_NULLABLE) != 0);
    CHECK((type.dictionary != nullptr) == (column.dictionary != nullptr));
  }
  again.release(&again);
  // The code column with its dictionary, moved out and used alone.
  ArrowArray code = *array.children[6];
  array.children[6]->release = nullptr;
  array.release(&array);
  schema.release(&schema);
  CHECK(static_cast<const std::int8_t*>(code.buffers[1])[0] == 1);
  CHECK_FALSE(bit(code, 0, 1));
  const auto* offsets = static_cast<const std::int64_t*>(code.dictionary->buffers[1]);
  CHECK(std::string(static_cast<const char*>(code.dictionary->buffers[2]) + offsets[1], 1) == "y");
  code.release(&code);
}

TEST_CASE("codes are as wide as their dictionary asks for") {
  for (const auto& [size, bytes] : {std::pair{127, 1}, {128, 2}, {32'767, 2}, {32'768, 4}}) {
    std::vector<std::string> texts_of(static_cast<std::size_t>(size), "x");
    texts_of.back() = "last";
    auto values = std::make_shared<const results::Column>(results::text_column("", texts_of));
    const auto column = results::dictionary_column("c", {0, size - 1, -1}, values);
    CHECK(column.code_bytes == bytes);
    CHECK(column.text(1) == "last");
    CHECK(column.null_count == 1);
    CHECK_FALSE(column.is_valid(2));
  }
}

TEST_CASE("a dictionary holds the texts that rows have and no other") {
  const std::vector<std::string> texts = {"secret", "b", "a", "b", ""};
  const std::vector<std::int32_t> of = {2, -1, 3, 1, 4, 2};
  const auto column = results::text_of_column("c", of, texts);
  REQUIRE(column.length == 6);
  const std::vector<std::string> wanted = {"a", "", "b", "b", "", "a"};
  for (std::size_t i = 0; i < of.size(); ++i) {
    CHECK(column.is_valid(static_cast<std::int64_t>(i)) == (of[i] >= 0));
    if (of[i] >= 0) CHECK(column.text(static_cast<std::int64_t>(i)) == wanted[i]);
  }
  REQUIRE(column.dictionary != nullptr);
  REQUIRE(column.dictionary->length == 3);
  CHECK(column.dictionary->text(0) == "b");
  CHECK(column.dictionary->text(1) == "a");
  CHECK(column.dictionary->text(2).empty());
}
