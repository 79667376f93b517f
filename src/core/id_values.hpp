#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/id_index.hpp"
#include "core/result_table.hpp"

namespace sandan {

/// Ids kept from a column, whole numbers or texts, and given back in their type.
class IdValues {
 public:
  IdValues() = default;
  explicit IdValues(IdKind kind) : kind_(kind) {}

  IdKind kind() const noexcept { return kind_; }
  std::int64_t size() const noexcept;

  /// Appends the id of a row, which must not be null.
  void append(const arrow::Column& column, std::int64_t row);
  /// Appends an id written as text; Error{invalid_argument} "not_an_id" where
  /// whole numbers are wanted and it is none.
  void append(std::string_view text);
  /// Appends ids [from, to) of others of the same kind.
  void append(const IdValues& others, std::int64_t from, std::int64_t to);

  std::string text(std::int64_t index) const;
  /// Index of an id written as text; -1 where there is none.
  std::int64_t find(std::string_view text) const noexcept;

  /// A column of these ids; -1 is null. Nullable where one is.
  results::Column column(std::string name, const std::vector<std::int64_t>& indices) const;

 private:
  void append_text(std::string_view text);
  std::string_view view(std::int64_t index) const noexcept;
  results::Column text_ids(std::string name, const std::vector<std::int64_t>& indices) const;

  IdKind kind_ = IdKind::text;
  std::vector<std::int64_t> integers_;
  std::vector<char> bytes_;
  std::vector<std::int64_t> ends_;  ///< of texts in bytes_
};

}  // namespace sandan
