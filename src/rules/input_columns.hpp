#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/arrow_column.hpp"
#include "rules/kernels.hpp"
#include "rules/place_finder.hpp"
#include "rules/plan.hpp"
#include "rules/text_codes.hpp"

namespace sandan::rules {

/// What is wrong with a value of a record; or with a decision on it.
enum class FaultKind : std::uint8_t {
  missing_column,
  unknown_value,
  not_a_number,
  out_of_range,
  division_by_zero,
  not_unique,
  not_any,
};
inline constexpr std::array<std::string_view, 7> fault_codes = {
    "missing_column",   "unknown_value", "not_a_number", "out_of_range",
    "division_by_zero", "not_unique",    "not_any"};

/// Codes of one slot for the rows of a batch: bytes where the scale is narrow.
struct CodeBatch {
  std::vector<std::uint8_t> narrow;
  std::vector<Code> wide;
  /// Some code is unknown, bad or a range.
  bool is_open = false;
  /// Some code is bad.
  bool has_bad = false;

  Code at(std::size_t row) const noexcept { return wide.empty() ? narrow[row] : wide[row]; }
};

/// Reads the column of an input into codes and values.
class InputColumn {
 public:
  /// `column` null: the table has none, every value is null. Throws
  /// Error{schema} where the column's type does not fit the input's.
  InputColumn(const Plan& plan, std::int32_t slot, const arrow::Table& table,
              const arrow::Column* column);

  std::int32_t slot() const noexcept { return slot_; }
  const arrow::Column* column() const noexcept { return column_; }

  /// Codes of rows [from, from + n), n at most kernels::batch_rows.
  void codes(const kernels::Set& kernels, std::int64_t from, std::size_t n, CodeBatch& out) const;
  /// Value of a row; bad data is unknown (null where unknowns are not kept).
  Value value(std::int64_t row) const;
  /// What is wrong with a row's value, where its code is bad.
  FaultKind fault(std::int64_t row) const;

 private:
  void check_type(const arrow::Table& table) const;
  void prepare_numbers();
  void prepare_dictionaries();
  void finish_places(const kernels::Set& kernels, std::size_t n, std::uint8_t* out) const;
  void code_piece(const kernels::Set& kernels, const arrow::Chunk& chunk, std::int64_t begin,
                  std::size_t n, std::uint8_t* out) const;
  void code_floats(const kernels::Set& kernels, const arrow::Chunk& chunk, std::int64_t begin,
                   std::size_t n, std::uint8_t* out) const;
  void code_integers(const kernels::Set& kernels, const arrow::Chunk& chunk, std::int64_t begin,
                     std::size_t n, std::uint8_t* out) const;
  void code_texts(const kernels::Set& kernels, const arrow::Chunk& chunk, std::int64_t begin,
                  std::size_t n, std::uint8_t* out) const;
  /// Codes of a piece one by one: of wide scales, and of many constants.
  template <class Put>
  void wide_codes(const arrow::Chunk& chunk, std::int64_t begin, std::int64_t end, Put&& put) const;
  Code wide_code(const arrow::Chunk& chunk, std::int64_t at) const;
  Code code_of_number(double number) const noexcept;
  Code code_of_integer(std::int64_t number) const noexcept;
  /// A raw number in the unit of the slot; nothing when out of range.
  std::optional<std::int64_t> in_unit(std::int64_t raw) const noexcept;
  bool is_float() const noexcept;

  const Plan& plan_;
  std::int32_t slot_;
  const Scale& scale_;
  const arrow::Column* column_;
  Code null_code_;
  // Numbers, dates and durations: places to look for, and the code between and at them.
  std::vector<double> doubles_;
  std::vector<std::int64_t> integers_;
  std::vector<std::int32_t> shorts_;  ///< integers_ where they fit
  PlaceFinder<double> find_double_;
  PlaceFinder<std::int64_t> find_integer_;
  std::vector<Code> code_of_place_;
  std::vector<std::uint8_t> byte_of_place_;  ///< empty where it changes nothing
  // Texts.
  std::optional<TextCodes> texts_;
  std::map<const arrow::Chunk*, std::vector<std::uint8_t>> dictionaries_;
  std::map<const arrow::Chunk*, std::vector<Code>> wide_dictionaries_;
  bool may_be_bad_ = false;   ///< texts that are not allowed may stand there
  bool may_be_null_ = false;  ///< nulls that no bitmap tells
};

}  // namespace sandan::rules
