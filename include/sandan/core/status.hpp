#pragma once

#include <cstdint>
#include <exception>
#include <string>
#include <string_view>

namespace sandan {

/// What went wrong. The values are those of the C interface and pinned.
enum class Status : std::int32_t {
  ok = 0,
  invalid_argument = 1,
  no_memory = 2,
  parse = 3,
  document = 4,
  schema = 5,
  data = 6,
  limit = 7,
  unsupported = 8,
  infeasible = 9,
  overflow = 10,
  cancelled = 11,
  state = 12,
  internal = 99,
};

/// English name of a status, such as "SCHEMA"; "INTERNAL" for an unknown one.
std::string_view status_name(Status status) noexcept;

/// A refusal: what, where and why. Thrown by every function of the library
/// that can fail; an object whose function threw is unchanged.
class Error : public std::exception {
 public:
  /// `detail` is a stable word for localisation, such as "unknown_field".
  Error(Status status, std::string_view detail, std::string message);

  Status status() const noexcept { return status_; }
  const std::string& detail() const noexcept { return detail_; }
  /// Place in a text or a table: JSON pointer, "byte N", or column name.
  const std::string& where() const noexcept { return where_; }
  /// Table the fault is in; empty when none.
  const std::string& table() const noexcept { return table_; }
  /// Row and column from 0; -1 where they say nothing.
  std::int64_t row() const noexcept { return row_; }
  std::int64_t column() const noexcept { return column_; }
  const char* what() const noexcept override { return message_.c_str(); }

  Error&& at(std::string where) &&;
  Error&& in_table(std::string_view table) &&;
  Error&& in_row(std::int64_t row) &&;
  Error&& in_column(std::int64_t column) &&;

 private:
  Status status_;
  std::int64_t row_ = -1;
  std::int64_t column_ = -1;
  std::string detail_;
  std::string where_;
  std::string table_;
  std::string message_;
};

}  // namespace sandan
