// Columns in every layout Arrow allows, and what is refused by name.
#include "core/arrow_column.hpp"
#include "core/buffer.hpp"
#include "core/id_index.hpp"
#include "core/interner.hpp"
#include "sandan/core/tables.hpp"
#include "support/arrow_builder.hpp"
#include "support/expect.hpp"

using namespace sandan;
using namespace sandan::testing;
using Texts = std::vector<std::optional<std::string>>;

namespace {

/// A table of batches that stay alive with it.
struct Held {
  explicit Held(std::vector<sandan::testing::Column> batches) {
    for (auto& each : batches)
      exported.emplace_back(each);
    for (auto& each : exported)
      tables.add("t", each.schema, each.array);
  }
  const arrow::Table& table() const { return *tables.find("t"); }
  const arrow::Column& column(std::string_view name) const { return *table().find(name); }

  std::vector<Exported> exported;
  Tables tables;
};

Texts read_texts(const arrow::Column& column) {
  Texts out;
  for (std::int64_t row = 0; row < column.rows(); ++row) {
    const auto text = column.text(row);
    out.push_back(text ? std::optional(std::string(*text)) : std::nullopt);
  }
  return out;
}

/// The same rows with `extra` others before them, cut off by an offset.
sandan::testing::Column behind_offset(sandan::testing::Column (*make)(std::string, const Texts&),
                                      const Texts& values, std::size_t extra) {
  Texts longer(extra, "garbage that is long enough");
  longer.insert(longer.end(), values.begin(), values.end());
  sandan::testing::Column column = make("x", longer);
  column.offset = static_cast<std::int64_t>(extra);
  column.length = static_cast<std::int64_t>(values.size());
  column.null_count = -1;
  return column;
}

std::optional<Error> refused_column(const sandan::testing::Column& column,
                                    std::string_view name = "x") {
  return refusal([&] {
    const Held held({batch({column})});
    held.table().find(name);
  });
}

const Texts samples = {
    "", "a", std::nullopt, "单子", "exactly 12 b", "more than twelve bytes", std::nullopt, "z"};

}  // namespace

TEST_CASE("texts read the same in every layout, at every offset, in every cut") {
  using Make = sandan::testing::Column (*)(std::string, const Texts&);
  for (const Make make : {Make(texts), Make(large_texts), Make(text_views), Make(coded_texts)}) {
    const Held plain({batch({make("x", samples)})});
    CHECK(read_texts(plain.column("x")) == samples);
    for (std::size_t extra = 1; extra < 12; ++extra) {
      const Held shifted({batch({behind_offset(make, samples, extra)})});
      CHECK(read_texts(shifted.column("x")) == samples);
    }
    for (std::size_t cut = 0; cut <= samples.size(); ++cut) {
      const auto middle = samples.begin() + static_cast<std::ptrdiff_t>(cut);
      const Held parts({batch({make("x", Texts(samples.begin(), middle))}),
                        batch({make("x", Texts(middle, samples.end()))})});
      CHECK(read_texts(parts.column("x")) == samples);
    }
  }
}

TEST_CASE("an offset and a bitmap of the batch itself count for every column") {
  auto whole = batch({int64s("n", {1, 2, 3, 4, 5, 6}), texts("x", {"a", "b", {}, "d", "e", "f"})});
  whole.offset = 1;
  whole.length = 4;
  whole.null_count = -1;
  whole.buffers[0] = Bytes{0b00101111};  // row 4 of the batch is null, 5 is not
  const Held held({whole});
  CHECK(held.table().rows() == 4);
  CHECK(held.column("n").integer(0) == std::optional<std::int64_t>(2));
  CHECK(held.column("n").integer(2) == std::optional<std::int64_t>(4));
  CHECK(held.column("n").is_null(3));
  CHECK(read_texts(held.column("x")) == Texts{"b", {}, "d", {}});
}

TEST_CASE("null_count 0 lets a stale bitmap be ignored, -1 means look") {
  auto column = int64s("x", {1, {}, 3});
  column.null_count = 0;
  CHECK(Held({batch({column})}).column("x").integer(1) == std::optional<std::int64_t>(0));
  column.null_count = -1;
  CHECK(Held({batch({column})}).column("x").is_null(1));
  column.buffers[0].reset();
  CHECK_FALSE(Held({batch({column})}).column("x").is_null(1));
}

TEST_CASE("dictionaries with nulls on both sides, other ones in each batch") {
  const auto first = dictionary<std::int8_t>("x", "c", {0, 1, {}, 2}, texts("", {"a", {}, "c"}));
  const auto second = dictionary<std::int8_t>("x", "c", {1, 0}, texts("", {"z", "a"}));
  const Held held({batch({first}), batch({second})});
  const arrow::Column& column = held.column("x");
  CHECK(read_texts(column) == Texts{"a", {}, {}, "c", "a", "z"});
  CHECK(column.compare(0, 4) == 0);
  CHECK(column.compare(1, 0) < 0);
  CHECK(column.compare(3, 5) < 0);
  Interner interner;
  std::vector<std::int32_t> codes(6);
  code_texts<std::int32_t>(
      column, 0, 6, -1, [&](auto text) { return interner.code(text); }, codes.data());
  CHECK(codes == std::vector<std::int32_t>{0, -1, -1, 1, 0, 2});
  const auto wide = dictionary<std::uint16_t>("x", "S", {1, 0}, text_views("", {"z", "a"}));
  CHECK(read_texts(Held({batch({wide})}).column("x")) == Texts{"a", "z"});
}

TEST_CASE("integers of every width and booleans") {
  const auto check = [](const auto& column, std::int64_t expected) {
    CHECK(Held({batch({column})}).column("x").integer(1) == std::optional(expected));
  };
  check(numbers<std::int8_t>("x", "c", {1, -128}), -128);
  check(numbers<std::int16_t>("x", "s", {1, -32768}), -32768);
  check(numbers<std::int32_t>("x", "i", {1, INT32_MIN}), INT32_MIN);
  check(numbers<std::uint8_t>("x", "C", {1, 255}), 255);
  check(numbers<std::uint16_t>("x", "S", {1, 65535}), 65535);
  check(numbers<std::uint32_t>("x", "I", {1, UINT32_MAX}), UINT32_MAX);
  check(numbers<std::uint64_t>("x", "L", {1, INT64_MAX}), INT64_MAX);
  check(int64s("x", {1, INT64_MIN}), INT64_MIN);
  const Held truths({batch({booleans("x", {true, false, {}})})});
  CHECK(truths.column("x").boolean(0) == std::optional(true));
  CHECK(truths.column("x").boolean(1) == std::optional(false));
  CHECK_FALSE(truths.column("x").boolean(2));
  const Held none({batch({nulls("x", 3)})});
  CHECK(none.column("x").is_null(2));
}

TEST_CASE("types that cannot be read are refused by name when they are asked for") {
  const std::pair<const char*, const char*> refused[] = {
      {"e", "float16"},      {"z", "binary"},   {"d:10,2,256", "decimal256"},
      {"d:10,2", "decimal"}, {"+r", "run-end"}, {"tiM", "interval"},
      {"+s", "struct"},      {"+l", "list"},    {"ttu", "time of day"},
      {"?", "Arrow format"}};
  for (const auto& [format, name] : refused) {
    INFO(format);
    auto column = int64s("x", {1});
    column.format = format;
    const auto error = refused_column(column);
    REQUIRE(error);
    CHECK((error->status() == Status::unsupported || error->status() == Status::schema));
    CHECK(std::string(error->what()).find(name) != std::string::npos);
    CHECK(error->where() == "x");
    CHECK(error->column() == 0);
    // Nobody asks for it: no harm.
    CHECK_FALSE(refusal([&] { Held({batch({int64s("n", {1}), column})}).table().find("n"); }));
  }
}

TEST_CASE("wrong content is DATA with table, column and row") {
  const auto expect = [](const sandan::testing::Column& column, std::string_view detail,
                         std::int64_t row) {
    const auto error = refused_column(column);
    REQUIRE(error);
    INFO(error->what());
    CHECK(error->status() == Status::data);
    CHECK(error->detail() == detail);
    CHECK(error->table() == "t");
    CHECK(error->where() == "x");
    CHECK(error->row() == row);
  };
  auto back = texts("x", {"ab", "cd", "ef"});
  reinterpret_cast<std::int32_t*>(back.buffers[1]->data())[2] = 1;
  expect(back, "bad_offsets", 1);
  auto negative = texts("x", {"ab"});
  reinterpret_cast<std::int32_t*>(negative.buffers[1]->data())[0] = -1;
  expect(negative, "bad_offsets", 0);
  auto large = large_texts("x", {"ab", "cd"});
  reinterpret_cast<std::int64_t*>(large.buffers[1]->data())[1] = 9;
  expect(large, "bad_offsets", 1);
  expect(texts("x", {"ok", "\xff\xfe"}), "not_utf8", 1);
  expect(texts("x", {"ok", {}, "\xe5\x8d"}), "not_utf8", 2);
  // Two halves of one character: the bytes together are UTF-8, the cells not.
  expect(texts("x", {"\xe5\x8d", "\x95"}), "not_utf8", 1);
  expect(text_views("x", {"ok", "a long text that is \xff not fine"}), "not_utf8", 1);
  auto view = text_views("x", {"short", "a long text in the buffer"});
  reinterpret_cast<std::int32_t*>(view.buffers[1]->data() + 16)[3] = 5;
  expect(view, "bad_view", 1);
  view = text_views("x", {"a long text in the buffer"});
  reinterpret_cast<std::int32_t*>(view.buffers[1]->data())[2] = 1;
  expect(view, "bad_view", 0);
  reinterpret_cast<std::int32_t*>(view.buffers[1]->data())[0] = -1;
  expect(view, "bad_view", 0);
  expect(dictionary<std::int8_t>("x", "c", {0, 3}, texts("", {"a", "b", "c"})), "bad_index", 1);
  expect(dictionary<std::int8_t>("x", "c", {0, -1}, texts("", {"a"})), "bad_index", 1);
  expect(numbers<std::uint64_t>("x", "L", {1, UINT64_MAX}), "integer_too_large", 1);
  // A null cell may hold anything.
  CHECK_FALSE(refused_column(texts("x", {"ok", {}})));
  auto hidden = dictionary<std::int8_t>("x", "c", {0, {}}, texts("", {"a"}));
  (*hidden.buffers[1])[1] = 99;
  CHECK_FALSE(refused_column(hidden));
}

TEST_CASE("an index outside its dictionary is found in any row, whatever nulls hold") {
  const auto check = [](auto stray, const char* format) {
    using Index = decltype(stray);
    std::vector<std::optional<Index>> indices(700, Index(1));
    for (std::size_t i = 0; i < indices.size(); i += 9)
      indices[i].reset();
    auto good = dictionary<Index>("x", format, indices, texts("", {"a", "b"}));
    auto* held = reinterpret_cast<Index*>(good.buffers[1]->data());
    for (std::size_t i = 0; i < indices.size(); i += 9)
      held[i] = stray;
    CHECK_FALSE(refused_column(good));
    for (const std::size_t row : {1, 255, 256, 511, 699}) {
      held[row] = stray;
      const auto error = refused_column(good);
      REQUIRE(error);
      CHECK(error->detail() == "bad_index");
      CHECK(error->row() == static_cast<std::int64_t>(row));
      held[row] = Index(1);
    }
  };
  check(std::int8_t{-1}, "c");
  check(std::int8_t{2}, "c");
  check(std::uint8_t{255}, "C");
  check(std::int16_t{-300}, "s");
  check(std::int16_t{2}, "s");
  check(std::uint16_t{65535}, "S");
  check(std::int32_t{INT32_MIN}, "i");
  check(std::int32_t{2}, "i");
  check(std::uint32_t{UINT32_MAX}, "I");
  check(std::int64_t{INT64_MIN}, "l");
  check(std::int64_t{1} << 32, "l");
  check(std::uint64_t{UINT64_MAX}, "L");
}

TEST_CASE("a dictionary may be as large as its indices reach") {
  const auto reads_last = [](const std::vector<std::optional<std::uint8_t>>& indices) {
    std::vector<std::optional<std::string>> values(255, "a");
    values.emplace_back("z");
    const auto column = dictionary<std::uint8_t>("x", "C", indices, texts("", values));
    return Held({batch({column})}).column("x").text(0) == "z";
  };
  CHECK(reads_last({255}));
}

TEST_CASE("a bad dictionary value is told with a row of the table, or none") {
  const auto error =
      refused_column(dictionary<std::int8_t>("x", "c", {2}, texts("", {"a", "b", "\xff"})));
  REQUIRE(error);
  CHECK(error->detail() == "not_utf8");
  CHECK(error->row() <= 0);
}

TEST_CASE("wrong structure is SCHEMA with the column's name") {
  const auto expect = [](const sandan::testing::Column& column, std::string_view detail) {
    const auto error = refusal([&] { Held({batch({column})}); });
    REQUIRE(error);
    INFO(error->what());
    CHECK(error->status() == Status::schema);
    CHECK(error->detail() == detail);
    CHECK(error->where() == "x");
  };
  auto column = int64s("x", {1, 2});
  column.buffers.pop_back();
  expect(column, "missing_buffers");
  column = int64s("x", {1, 2});
  column.buffers[1].reset();
  expect(column, "missing_buffers");
  column = texts("x", {"a"});
  column.buffers.pop_back();
  expect(column, "missing_buffers");
  column = int64s("x", {1, 2});
  column.length = -1;
  const auto negative = refusal([&] {
    auto whole = batch({column});
    whole.length = 2;
    Held({whole});
  });
  REQUIRE(negative);
  CHECK(negative->detail() == "bad_length");
  auto shorter = batch({int64s("x", {1, 2})});
  shorter.length = 3;
  CHECK(refusal([&] { Held({shorter}); })->detail() == "bad_length");
  for (const std::int64_t huge : {INT64_MAX, INT64_MAX - 1, std::int64_t{1} << 62}) {
    auto far = batch({int64s("x", {1, 2})});
    far.offset = huge;
    far.length = 2;
    const auto refused = refusal([&] { Held({far}); });
    REQUIRE(refused);
    CHECK(refused->detail() == "bad_length");
  }
  auto codes = dictionary<std::int8_t>("x", "c", {0}, texts("", {"a"}));
  Exported broken(batch({codes}));
  broken.array.children[0]->dictionary = nullptr;
  Tables tables;
  CHECK(refusal([&] { tables.add("t", broken.schema, broken.array); })->detail() ==
        "missing_dictionary");
  Exported fewer(batch({int64s("x", {1}), int64s("y", {1})}));
  const std::int64_t children = std::exchange(fewer.array.n_children, 1);
  CHECK(refusal([&] { tables.add("t", fewer.schema, fewer.array); })->detail() ==
        "missing_columns");
  fewer.array.n_children = children;
  Exported pointers(batch({int64s("x", {1})}));
  ArrowArray** const kept = std::exchange(pointers.array.children, nullptr);
  CHECK(refusal([&] { tables.add("t", pointers.schema, pointers.array); }).has_value());
  pointers.array.children = kept;
  CHECK(tables.find("t") == nullptr);
}

TEST_CASE("further batches must have the first one's columns") {
  Tables tables;
  const Exported first({int64s("x", {1})});
  const Exported other_type({texts("x", {"a"})});
  const Exported other_name({int64s("y", {1})});
  tables.add("t", first.schema, first.array);
  for (const Exported* wrong : {&other_type, &other_name}) {
    const auto error = refusal([&] { tables.add("t", wrong->schema, wrong->array); });
    REQUIRE(error);
    CHECK(error->detail() == "schema_changed");
  }
  CHECK(tables.find("t")->rows() == 1);
  for (const std::string& name :
       {std::string(), std::string(64, 'n'), std::string("a\nb"), std::string("\xff")}) {
    CHECK(refusal([&] { tables.add(name, first.schema, first.array); })->detail() ==
          "bad_table_name");
  }
}

TEST_CASE("ids are found in every layout") {
  const Texts ids = {"b", "a", {}, "单", "a rather long id, twice", "a rather long id, twice"};
  using Make = sandan::testing::Column (*)(std::string, const Texts&);
  for (const Make make : {Make(texts), Make(large_texts), Make(text_views), Make(coded_texts)}) {
    const Held held({batch({make("id", ids)})});
    Budget budget;
    int duplicates = 0;
    const IdIndex index(held.table(), held.column("id"), budget,
                        [&](std::int32_t first, std::int32_t) { return ++duplicates, first; });
    CHECK(duplicates == 1);
    CHECK(index.kind() == IdKind::text);
    for (const Make other : {Make(texts), Make(coded_texts), Make(text_views)}) {
      const Held asked(
          {batch({other("id", {"a", "A", {}, "单", "b", "", "a rather long id, twice"})})});
      std::vector<std::int32_t> found(7);
      index.find(asked.column("id"), 0, 7, found.data());
      CHECK(found == std::vector<std::int32_t>{1, IdIndex::unknown, IdIndex::null, 3, 0,
                                               IdIndex::unknown, 4});
    }
  }
  std::vector<std::optional<std::int64_t>> many;
  for (std::int64_t i = 0; i < 5000; ++i)
    many.emplace_back(i * i * 1'000'003);
  const Held held({batch({int64s("id", many)})});
  Budget budget;
  const IdIndex index(held.table(), held.column("id"), budget,
                      [](auto first, auto) { return first; });
  std::vector<std::int32_t> found(many.size());
  index.find(held.column("id"), 0, 5000, found.data());
  for (std::int32_t i = 0; i < 5000; ++i)
    REQUIRE(found[static_cast<std::size_t>(i)] == i);
  Budget small(100);
  CHECK(refusal([&] {
          IdIndex(held.table(), held.column("id"), small, [](auto first, auto) { return first; });
        })->detail() == "max_bytes");
}

TEST_CASE("the interner numbers texts by first sight") {
  Interner interner;
  for (int round = 0; round < 2; ++round) {
    for (int i = 0; i < 3000; ++i) {
      const std::string text =
          std::to_string(i * 7919 % 3000) + (i % 2 == 0 ? "" : " long enough tail");
      if (interner.code(text) != i) FAIL("code of " << text);
      if (interner.find(text) != i) FAIL("found of " << text);
    }
  }
  CHECK(interner.find("never") == -1);
  CHECK(interner.size() == 3000);
  CHECK(interner.text(0) == "0");
}
