#include <algorithm>
#include <string>
#include <unordered_set>

#include "core/arrow_column.hpp"
#include "core/text.hpp"

namespace sandan::arrow {
namespace {

constexpr std::int64_t max_rows = INT32_MAX;
constexpr std::int64_t max_columns = 10'000;

std::string schema_name(const ArrowSchema& schema) {
  return schema.name == nullptr ? "" : schema.name;
}

std::int64_t buffers_wanted(Kind kind) noexcept {
  switch (kind) {
    case Kind::null:
      return 0;
    case Kind::text:
    case Kind::large_text:
      return 3;
    case Kind::text_view:
      return 3;  // at least: validity, views, sizes
    default:
      return 2;
  }
}

struct Place {
  const Table& table;
  const std::string& column;
  std::int64_t position;

  [[noreturn]] void refuse(std::string_view detail, std::string message) const {
    throw table.error(Status::schema, detail, "column \"" + column + "\": " + std::move(message))
        .at(column)
        .in_column(position);
  }
};

/// View of one array; `first` and `length` cut the rows a batch uses.
Chunk view_array(const Place& place, const ArrowArray& array, Kind layout, std::int64_t first,
                 std::int64_t length) {
  if (array.release == nullptr) place.refuse("released_array", "the array is released");
  if (array.length < 0 || array.offset < 0 || array.length > max_rows || array.offset > max_rows ||
      first > array.length || length > array.length - first) {
    place.refuse("bad_length", "length or offset of the array is wrong");
  }
  const std::int64_t wanted = buffers_wanted(layout);
  if (array.n_buffers < wanted || (array.n_buffers > 0 && array.buffers == nullptr)) {
    place.refuse("missing_buffers", "the array has " + std::to_string(array.n_buffers) +
                                        " buffers; this type needs " + std::to_string(wanted));
  }
  Chunk chunk;
  chunk.length = length;
  chunk.offset = array.offset + first;
  if (wanted == 0) return chunk;
  if (array.null_count != 0) chunk.validity = static_cast<const std::uint8_t*>(array.buffers[0]);
  chunk.values = array.buffers[1];
  if (chunk.values == nullptr && length > 0) {
    place.refuse("missing_buffers", "the array has no values");
  }
  if (layout == Kind::text_view) {
    chunk.view_bytes = array.buffers + 2;
    chunk.view_buffers = array.n_buffers - 3;
    chunk.view_sizes = static_cast<const std::int64_t*>(array.buffers[array.n_buffers - 1]);
    if (chunk.view_buffers > 0 && chunk.view_sizes == nullptr) {
      place.refuse("missing_buffers", "the sizes of the text buffers are missing");
    }
  } else if (wanted == 3) {
    chunk.bytes = static_cast<const char*>(array.buffers[2]);
  }
  return chunk;
}

Chunk view_column(const Place& place, const Type& type, const ArrowArray& array, std::int64_t first,
                  std::int64_t length) {
  const Kind layout = type.is_dictionary() ? type.index : type.kind;
  Chunk chunk = view_array(place, array, layout, first, length);
  if (type.is_dictionary()) {
    if (array.dictionary == nullptr) {
      place.refuse("missing_dictionary", "the array has no dictionary");
    }
    chunk.dictionary = std::make_shared<const Chunk>(
        view_array(place, *array.dictionary, type.kind, 0, array.dictionary->length));
  }
  return chunk;
}

Chunk view_lists(const Place& place, const Type& type, const ArrowArray& array, std::int64_t first,
                 std::int64_t length) {
  Chunk chunk = view_array(place, array, type.kind, first, length);
  if (array.n_children != 1 || array.children == nullptr || array.children[0] == nullptr) {
    place.refuse("missing_items", "the array of lists does not hold their items");
  }
  const ArrowArray& items = *array.children[0];
  chunk.items =
      std::make_shared<const Chunk>(view_column(place, *type.items, items, 0, items.length));
  return chunk;
}

bool same_type(const Type& a, const Type& b) {
  const bool alike =
      a.format == b.format && a.index == b.index && a.kind == b.kind && a.is_list() == b.is_list();
  return alike && (!a.is_list() || same_type(*a.items, *b.items));
}

}  // namespace

Table::Table(std::string name, const ArrowSchema& schema) : name_(std::move(name)) {
  if (schema.release == nullptr) {
    throw error(Status::schema, "released_schema", "the schema is released");
  }
  if (schema.format == nullptr || std::string_view(schema.format) != "+s") {
    throw error(Status::schema, "not_a_struct",
                "a table is a struct array with one child a column");
  }
  if (schema.n_children < 0 || schema.n_children > max_columns) {
    throw error(Status::limit, "too_many_columns",
                "a table has at most " + std::to_string(max_columns) + " columns");
  }
  if (schema.n_children > 0 && schema.children == nullptr) {
    throw error(Status::schema, "missing_columns", "the schema does not list its columns");
  }
  std::unordered_set<std::string> names;
  for (std::int64_t i = 0; i < schema.n_children; ++i) {
    if (schema.children[i] == nullptr) {
      throw error(Status::schema, "missing_columns", "a column of the schema is NULL").in_column(i);
    }
    const ArrowSchema& child = *schema.children[i];
    std::string column = schema_name(child);
    if (!is_utf8(column)) {
      throw error(Status::schema, "not_utf8", "a column's name is not UTF-8").in_column(i);
    }
    if (!names.insert(column).second) {
      throw error(Status::schema, "duplicate_column",
                  "column \"" + shortened(column, 80) + "\" occurs twice")
          .at(column)
          .in_column(i);
    }
    columns_.emplace_back(std::move(column), i, parse_type(child));
  }
  checked_.assign(columns_.size(), false);
}

Error Table::error(Status status, std::string_view detail, std::string message) const {
  return Error(status, detail, "table \"" + name_ + "\": " + std::move(message)).in_table(name_);
}

const Column* Table::position_of(std::string_view name) const noexcept {
  const auto found = std::find_if(columns_.begin(), columns_.end(),
                                  [&](const Column& column) { return column.name() == name; });
  return found == columns_.end() ? nullptr : &*found;
}

bool Table::has(std::string_view name) const noexcept { return position_of(name) != nullptr; }

const Column* Table::find(std::string_view name) const {
  const Column* column = position_of(name);
  return column == nullptr ? nullptr : &checked(column->position());
}

const Column* Table::find_texts(std::string_view name) const {
  const Column* column = position_of(name);
  if (column == nullptr) return nullptr;
  return column->type().is_list() ? &open(*column) : &checked(column->position());
}

const Column& Table::checked(std::int64_t position) const {
  const Column& column = columns_[static_cast<std::size_t>(position)];
  if (column.type().kind == Kind::other) {
    throw error(Status::unsupported, "unsupported_type",
                "column \"" + column.name() + "\" is " + type_name(column.type()) +
                    ", which is not read here")
        .at(column.name())
        .in_column(column.position());
  }
  return open(column);
}

const Column& Table::open(const Column& column) const {
  const auto index = static_cast<std::size_t>(column.position());
  if (!checked_[index]) {
    check_content(*this, column);
    checked_[index] = true;
  }
  return column;
}

void Table::expect_same_schema(const ArrowSchema& schema) const {
  const auto count = static_cast<std::int64_t>(columns_.size());
  bool same = schema.release != nullptr && schema.n_children == count &&
              (count == 0 || schema.children != nullptr);
  for (std::int64_t i = 0; same && i < count; ++i) {
    const Column& column = columns_[static_cast<std::size_t>(i)];
    same = schema.children[i] != nullptr && schema_name(*schema.children[i]) == column.name() &&
           same_type(parse_type(*schema.children[i]), column.type());
  }
  if (!same) {
    throw error(Status::schema, "schema_changed",
                "a further batch must have the columns and types of the first");
  }
}

void Table::append(const ArrowSchema& schema, const ArrowArray& array) {
  expect_same_schema(schema);
  const std::string whole = "(the batch)";
  view_array(Place{*this, whole, -1}, array, Kind::null, 0, array.length);
  const auto columns = static_cast<std::int64_t>(columns_.size());
  const auto lists_all = [&] {
    return columns == 0 ||
           (array.children != nullptr && std::find(array.children, array.children + columns,
                                                   nullptr) == array.children + columns);
  };
  if (array.n_children != columns || !lists_all()) {
    throw error(Status::schema, "missing_columns",
                "the batch has " + std::to_string(array.n_children) + " columns, its schema " +
                    std::to_string(columns));
  }
  if (rows_ + array.length > max_rows) {
    throw error(Status::limit, "too_many_rows", "a table has at most 2^31 - 1 rows");
  }
  std::vector<Chunk> chunks;
  for (std::int64_t i = 0; i < columns; ++i) {
    const Column& column = columns_[static_cast<std::size_t>(i)];
    if (column.type().kind == Kind::other && !column.type().is_list()) {
      chunks.emplace_back().length = array.length;
      continue;
    }
    const Place place{*this, column.name(), i};
    const auto view = column.type().is_list() ? view_lists : view_column;
    chunks.push_back(view(place, column.type(), *array.children[i], array.offset, array.length));
    if (array.null_count != 0 && array.n_buffers > 0 && array.buffers[0] != nullptr) {
      chunks.back().row_validity = static_cast<const std::uint8_t*>(array.buffers[0]);
      chunks.back().row_offset = array.offset;
    }
  }
  for (Column& column : columns_)
    column.make_room();
  for (std::size_t i = 0; i < columns_.size(); ++i)
    columns_[i].append(std::move(chunks[i]));
  rows_ += array.length;
  std::fill(checked_.begin(), checked_.end(), false);
}

}  // namespace sandan::arrow
