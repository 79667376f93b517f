#include <functional>

#include "core/arrow_column.hpp"
#include "sandan/core/tables.hpp"
#include "support/arrow_builder.hpp"
#include "support/expect.hpp"

using namespace sandan;
using namespace sandan::testing;

namespace {

/// Lists of these items by their offsets; a row is null where `valid` says so.
template <class Offset>
Column lists(const std::vector<Offset>& offsets, Column items,
             const std::vector<std::optional<int>>& valid = {}) {
  Column column;
  column.name = "roles";
  column.format = sizeof(Offset) == 8 ? std::string("+L") : std::string("+l");
  column.length = static_cast<std::int64_t>(offsets.size()) - 1;
  column.buffers.emplace_back();
  for (const auto& each : valid)
    column.null_count += each ? 0 : 1;
  if (column.null_count > 0) column.buffers.back() = detail::bits_of(valid);
  column.buffers.emplace_back(detail::bytes_of(offsets));
  items.name = "item";
  column.children.push_back(std::move(items));
  return column;
}

std::vector<std::optional<std::string>> words() {
  return {"a", std::nullopt, "", "long enough to lie outside", "b"};
}

/// Lists as text, "(null)" for none.
std::vector<std::string> read(const Column& column) {
  const Exported batch(column);
  Tables tables;
  tables.add("t", batch.schema, batch.array);
  const arrow::Column& lists = *tables.find("t")->find_texts("roles");
  std::vector<std::string> all;
  for (std::int64_t row = 0; row < lists.rows(); ++row)
    all.push_back(lists.printed(row).value_or("(null)"));
  return all;
}

std::string refused(const Column& column) {
  const auto error = refusal([&] { read(column); });
  return error ? std::string(error->detail()) : "";
}

}  // namespace

TEST_CASE("lists of texts are read in every layout", "[core][arrow]") {
  const std::vector<std::string> expected = {"a", "(null)", "", ";long enough to lie outside;b"};
  const std::vector<std::optional<int>> valid = {1, std::nullopt, 1, 1};
  const std::vector<std::function<Column()>> layouts = {
      [] { return texts("", words()); }, [] { return large_texts("", words()); },
      [] { return text_views("", words()); }, [] { return coded_texts("", words()); }};
  for (const auto& items : layouts) {
    CHECK(read(lists<std::int32_t>({0, 2, 2, 2, 5}, items(), valid)) == expected);
    CHECK(read(lists<std::int64_t>({0, 2, 2, 2, 5}, items(), valid)) == expected);
  }
}

TEST_CASE("offsets of lists and of their items are kept", "[core][arrow]") {
  Column cut = lists<std::int32_t>({0, 1, 2, 4}, texts("", words()));
  cut.offset = 1;
  cut.length = 2;
  CHECK(read(cut) == std::vector<std::string>{"", ";long enough to lie outside"});
  Column items = texts("", words());
  items.offset = 2;
  items.length = 3;
  CHECK(read(lists<std::int32_t>({0, 1, 3}, items)) ==
        std::vector<std::string>{"", "long enough to lie outside;b"});
}

TEST_CASE("lists that are broken are refused", "[core][arrow]") {
  CHECK(refused(lists<std::int32_t>({0, 2, 5}, texts("", words()))) == "");
  CHECK(refused(lists<std::int32_t>({0, 2, 6}, texts("", words()))) == "bad_offsets");
  CHECK(refused(lists<std::int32_t>({0, 3, 2}, texts("", words()))) == "bad_offsets");
  CHECK(refused(lists<std::int64_t>({-1, 2, 2}, texts("", words()))) == "bad_offsets");
  CHECK(refused(lists<std::int32_t>({0, 1}, texts("", {"\xff"}))) == "not_utf8");
  CHECK(refused(lists<std::int32_t>(
            {0, 1}, dictionary<std::int8_t>("", "c", {3}, texts("", words())))) == "");
  CHECK(refused(lists<std::int32_t>(
            {0, 1}, dictionary<std::int8_t>("", "c", {5}, texts("", words())))) == "bad_index");
  Column no_offsets = lists<std::int32_t>({0, 1}, texts("", words()));
  no_offsets.buffers[1].reset();
  CHECK(refused(no_offsets) == "missing_buffers");
}

TEST_CASE("an array of lists without its items is refused", "[core][arrow]") {
  const Exported batch(lists<std::int32_t>({0, 1}, texts("", words())));
  ArrowArray array = batch.array;
  ArrowArray column = *array.children[0];
  column.n_children = 0;
  ArrowArray* columns[] = {&column};
  array.children = columns;
  Tables tables;
  const auto error = refusal([&] { tables.add("t", batch.schema, array); });
  REQUIRE(error);
  CHECK(error->detail() == "missing_items");
}

TEST_CASE("lists are refused where none is asked for", "[core][arrow]") {
  const Exported batch(lists<std::int32_t>({0, 1}, texts("", words())));
  Tables tables;
  tables.add("t", batch.schema, batch.array);
  CHECK(tables.find("t")->find_texts("roles") != nullptr);
  const auto error = refusal([&] { tables.find("t")->find("roles"); });
  REQUIRE(error);
  CHECK(error->detail() == "unsupported_type");
  CHECK(std::string(error->what()).find("list") != std::string::npos);
  CHECK(refused(lists<std::int32_t>({0, 1}, int64s("", {1}))) == "unsupported_type");
  Column deep = lists<std::int32_t>({0, 1}, texts("", words()));
  CHECK(refused(lists<std::int32_t>({0, 1}, deep)) == "unsupported_type");
  CHECK(tables.find("t")->find_texts("other") == nullptr);
}
