#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/buffer.hpp"
#include "core/result_table.hpp"
#include "rules/definition.hpp"
#include "rules/kernels.hpp"

namespace sandan::rules {

/// Validity bits of a column that batches write, each to its own bytes.
class ValidBits {
 public:
  ValidBits(std::int64_t rows, Budget& budget);

  /// `valid` holds 0 or 1 a row.
  void put(std::int64_t from, const std::uint8_t* valid, std::size_t n);
  void put_all(std::int64_t from, std::size_t n);
  void finish(results::Column& column) &&;

 private:
  Buffer<std::uint8_t> bits_;
  std::atomic<std::int64_t> nulls_{0};
};

/// A column whose values are places among a few; what is no place is null.
class FiniteColumn {
 public:
  FiniteColumn(std::string name, feel::Type type, const std::vector<Value>& values,
               std::int64_t rows, Budget& budget);

  /// Places of a batch: bytes, or numbers where `wide` is not null.
  void put(const kernels::Set& kernels, std::int64_t from, std::size_t n,
           const std::uint8_t* narrow, const std::int32_t* wide);
  results::Column finish() &&;

 private:
  template <class Place>
  void put_places(std::int64_t from, std::size_t n, const Place* places);
  void put_plain(std::int64_t from, std::size_t n, const std::uint8_t* places);

  std::string name_;
  feel::Type type_;
  std::size_t count_;
  std::vector<std::uint8_t> valid_;  ///< by place
  std::vector<double> numbers_;
  std::vector<std::int64_t> integers_;
  std::vector<std::int32_t> codes_;  ///< of a dictionary
  std::vector<std::string> texts_;
  std::array<std::uint8_t, 256> code_bytes_{};
  std::array<std::uint8_t, 256> valid_bytes_{};
  bool by_bytes_ = false;
  bool is_plain_ = false;  ///< by bytes, and a place is its own code
  std::int64_t rows_;
  Buffer<std::int8_t> small_;
  Buffer<std::int32_t> large_;
  Buffer<double> doubles_;
  Buffer<std::int64_t> longs_;
  Buffer<std::int32_t> days_;
  Buffer<std::uint8_t> truths_;  ///< bits
  ValidBits bits_;
};

/// A column of numbers that are whole numbers over 10^digits.
class ScaledColumn {
 public:
  ScaledColumn(std::string name, int digits, std::int64_t rows, Budget& budget);

  /// `valid`: 0 or 1 a row; null: all.
  void put(std::int64_t from, std::size_t n, const std::int64_t* scaled, const std::uint8_t* valid);
  /// The numbers of another column for these rows, none of them null.
  void put_same(const ScaledColumn& other, std::int64_t from, std::size_t n);
  results::Column finish() &&;

 private:
  void put_any(const std::int64_t* scaled, std::size_t n, double* out) const;

  std::string name_;
  int digits_;
  double divisor_ = 1;
  Buffer<double> numbers_;
  ValidBits bits_;
};

/// Result column of a list of values of one type.
results::Column values_column(std::string name, feel::Type type, const std::vector<Value>& values);
/// A number as results hold it; nothing for no value and for one beyond doubles.
std::optional<double> told_number(const Value& value) noexcept;
/// How a type stands in results.
results::ColumnType column_type(feel::Type type) noexcept;

}  // namespace sandan::rules
