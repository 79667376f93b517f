#include "core/result_table.hpp"

#include <algorithm>
#include <cstring>
#include <stdexcept>

namespace sandan::results {

std::int64_t Column::code(std::int64_t row) const noexcept {
  switch (code_bytes) {
    case 1:
      return static_cast<const std::int8_t*>(values.get())[row];
    case 2:
      return static_cast<const std::int16_t*>(values.get())[row];
    default:
      return static_cast<const std::int32_t*>(values.get())[row];
  }
}

std::string_view Column::text(std::int64_t row) const noexcept {
  if (type == ColumnType::dictionary) return dictionary->text(code(row));
  const auto* offsets = static_cast<const std::int64_t*>(values.get()) + row;
  return {bytes.get() + offsets[0], static_cast<std::size_t>(offsets[1] - offsets[0])};
}

void Table::add(Column column) {
  if (columns.empty()) rows = column.length;
  if (column.length != rows) throw std::logic_error("result columns of unequal length");
  columns.push_back(std::move(column));
}

const Table* TableSet::find(std::string_view name) const noexcept {
  if (name.empty()) return tables.empty() ? nullptr : &tables.front();
  for (const Table& table : tables) {
    if (table.name == name) return &table;
  }
  return nullptr;
}

std::shared_ptr<const std::uint8_t> bits_of(const std::uint8_t* flags, std::size_t count) {
  // Never empty, so that a bitmap is there even for no rows.
  auto bits = std::make_shared<std::vector<std::uint8_t>>((count + 7) / 8 + 1);
  for (std::size_t i = 0; i < count; ++i) {
    (*bits)[i >> 3] = static_cast<std::uint8_t>((*bits)[i >> 3] | (flags[i] & 1u) << (i & 7));
  }
  return std::shared_ptr<const std::uint8_t>(bits, bits->data());
}

namespace {

class TextBuilder {
 public:
  explicit TextBuilder(std::size_t count) { offsets_.reserve(count + 1); }

  void add(std::string_view text) {
    bytes_ += text;
    offsets_.push_back(static_cast<std::int64_t>(bytes_.size()));
  }

  Column finish(std::string name) && {
    Column column;
    column.name = std::move(name);
    column.type = ColumnType::text;
    column.length = static_cast<std::int64_t>(offsets_.size()) - 1;
    auto offsets = std::make_shared<std::vector<std::int64_t>>(std::move(offsets_));
    auto bytes = std::make_shared<std::string>(std::move(bytes_));
    column.values = std::shared_ptr<const void>(offsets, offsets->data());
    column.bytes = std::shared_ptr<const char>(bytes, bytes->data());
    return column;
  }

 private:
  std::vector<std::int64_t> offsets_{0};
  std::string bytes_;
};

template <class Code>
void fill_codes(Column& column, const std::vector<std::int32_t>& codes) {
  auto narrow = std::make_shared<std::vector<Code>>(codes.size());
  std::transform(codes.begin(), codes.end(), narrow->begin(),
                 [](std::int32_t code) { return static_cast<Code>(code < 0 ? 0 : code); });
  column.values = std::shared_ptr<const void>(narrow, narrow->data());
  column.code_bytes = sizeof(Code);
}

}  // namespace

Column text_column(std::string name, const std::vector<std::string>& values) {
  TextBuilder builder(values.size());
  for (const auto& value : values)
    builder.add(value);
  return std::move(builder).finish(std::move(name));
}

Column text_column(std::string name, const std::vector<std::optional<std::string>>& values) {
  TextBuilder builder(values.size());
  std::vector<std::uint8_t> valid(values.size());
  std::int64_t nulls = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    builder.add(values[i] ? std::string_view(*values[i]) : std::string_view());
    valid[i] = values[i] ? 1 : 0;
    nulls += values[i] ? 0 : 1;
  }
  Column column = std::move(builder).finish(std::move(name));
  column.nullable = true;
  column.null_count = nulls;
  if (nulls > 0) column.validity = bits_of(valid.data(), valid.size());
  return column;
}

Column dictionary_column(std::string name, const std::vector<std::int32_t>& codes,
                         std::shared_ptr<const Column> values) {
  Column column;
  column.name = std::move(name);
  column.type = ColumnType::dictionary;
  column.length = static_cast<std::int64_t>(codes.size());
  if (values->length <= INT8_MAX) {
    fill_codes<std::int8_t>(column, codes);
  } else if (values->length <= INT16_MAX) {
    fill_codes<std::int16_t>(column, codes);
  } else {
    fill_codes<std::int32_t>(column, codes);
  }
  column.null_count = std::count_if(codes.begin(), codes.end(), [](auto code) { return code < 0; });
  if (column.null_count > 0) {
    std::vector<std::uint8_t> valid(codes.size());
    std::transform(codes.begin(), codes.end(), valid.begin(),
                   [](auto code) { return static_cast<std::uint8_t>(code >= 0); });
    column.validity = bits_of(valid.data(), valid.size());
    column.nullable = true;
  }
  column.dictionary = std::move(values);
  return column;
}

Column boolean_column(std::string name, const std::vector<std::uint8_t>& flags) {
  Column column;
  column.name = std::move(name);
  column.type = ColumnType::boolean;
  column.length = static_cast<std::int64_t>(flags.size());
  column.values = bits_of(flags.data(), flags.size());
  return column;
}

Column boolean_column(std::string name, const std::vector<std::optional<bool>>& values) {
  std::vector<std::uint8_t> flags;
  std::vector<std::uint8_t> valid;
  for (const auto& value : values) {
    flags.push_back(value.value_or(false) ? 1 : 0);
    valid.push_back(value.has_value() ? 1 : 0);
  }
  Column column = boolean_column(std::move(name), flags);
  column.nullable = true;
  column.null_count = std::count(valid.begin(), valid.end(), 0);
  if (column.null_count > 0) column.validity = bits_of(valid.data(), valid.size());
  return column;
}

}  // namespace sandan::results
