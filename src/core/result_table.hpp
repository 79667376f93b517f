#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/buffer.hpp"
#include "sandan/core/dates.hpp"

/// Result tables: columns with shared, immutable buffers in Arrow's layout.
namespace sandan::results {

enum class ColumnType : std::uint8_t {
  boolean,
  int32,
  int64,
  float64,
  day,
  moment,  ///< civil timestamp in microseconds
  text,
  dictionary,  ///< text by code
};

/// What a result column is: for the published description and its tests.
struct ColumnSpec {
  std::string_view name;
  ColumnType type;
  bool nullable;
  std::string_view unit;     ///< "minor", "days", "share" …, or empty
  std::string_view meaning;  ///< English, one line
};

struct Column {
  std::string name;
  ColumnType type = ColumnType::int64;
  bool nullable = false;
  std::int64_t length = 0;
  std::int64_t null_count = 0;
  std::shared_ptr<const void> values;            ///< values, bits, codes, or int64 text offsets
  std::shared_ptr<const std::uint8_t> validity;  ///< bitmap; null when no nulls
  std::shared_ptr<const char> bytes;             ///< of text
  int code_bytes = 0;                            ///< of a dictionary: 1, 2 or 4
  std::shared_ptr<const Column> dictionary;

  bool is_valid(std::int64_t row) const noexcept {
    return validity == nullptr || (validity.get()[row >> 3] >> (row & 7) & 1) != 0;
  }
  std::int64_t code(std::int64_t row) const noexcept;
  std::string_view text(std::int64_t row) const noexcept;
};

struct Table {
  std::string name;
  std::int64_t rows = 0;
  std::vector<Column> columns;

  void add(Column column);
};

using Metadata = std::vector<std::pair<std::string, std::string>>;

struct TableSet {
  std::vector<Table> tables;
  Metadata metadata;

  const Table* find(std::string_view name) const noexcept;
};

/// A text column of these values.
Column text_column(std::string name, const std::vector<std::string>& values);
/// A text column where some are null.
Column text_column(std::string name, const std::vector<std::optional<std::string>>& values);

/// Codes into `values` (a text column); negative codes are null.
Column dictionary_column(std::string name, const std::vector<std::int32_t>& codes,
                         std::shared_ptr<const Column> values);

/// A bitmap of bytes that are 0 or 1.
std::shared_ptr<const std::uint8_t> bits_of(const std::uint8_t* flags, std::size_t count);

template <class T>
Column number_column(std::string name, ColumnType type, std::vector<T> values) {
  Column column;
  column.name = std::move(name);
  column.type = type;
  column.length = static_cast<std::int64_t>(values.size());
  auto owner = std::make_shared<std::vector<T>>(std::move(values));
  column.values = std::shared_ptr<const void>(owner, owner->data());
  return column;
}

/// The same where some are null.
template <class T>
Column number_column(std::string name, ColumnType type,
                     const std::vector<std::optional<T>>& values) {
  std::vector<T> plain(values.size());
  std::vector<std::uint8_t> valid(values.size());
  std::int64_t nulls = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    plain[i] = values[i].value_or(T{});
    valid[i] = values[i].has_value() ? 1 : 0;
    nulls += values[i].has_value() ? 0 : 1;
  }
  Column column = number_column(std::move(name), type, std::move(plain));
  column.nullable = true;
  column.null_count = nulls;
  if (nulls > 0) column.validity = bits_of(valid.data(), valid.size());
  return column;
}

inline Column int64_column(std::string name, std::vector<std::int64_t> values) {
  return number_column(std::move(name), ColumnType::int64, std::move(values));
}
inline Column int32_column(std::string name, std::vector<std::int32_t> values) {
  return number_column(std::move(name), ColumnType::int32, std::move(values));
}
inline Column int32_column(std::string name,
                           const std::vector<std::optional<std::int32_t>>& values) {
  return number_column(std::move(name), ColumnType::int32, values);
}
inline Column int64_column(std::string name,
                           const std::vector<std::optional<std::int64_t>>& values) {
  return number_column(std::move(name), ColumnType::int64, values);
}
inline Column float64_column(std::string name, const std::vector<std::optional<double>>& values) {
  return number_column(std::move(name), ColumnType::float64, values);
}
inline Column day_column(std::string name, const std::vector<std::optional<Day>>& values) {
  return number_column(std::move(name), ColumnType::day, values);
}
Column boolean_column(std::string name, const std::vector<std::uint8_t>& flags);
Column boolean_column(std::string name, const std::vector<std::optional<bool>>& values);

}  // namespace sandan::results
