#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

/// The hot loops of rules over columns. Every set gives the same bytes; they
/// differ in the instructions they use.
namespace sandan::rules::kernels {

/// Rows a call of a kernel gets at most.
inline constexpr std::size_t batch_rows = 2'048;
/// Codes of an input that the loops over codes take: 0 … most_codes - 1.
inline constexpr std::size_t most_codes = 256;
/// What first_rule and map_codes write for "none".
inline constexpr std::uint8_t none = 0xff;

/// A table of look-ups: for column c, plane p and code k, bit r of
/// `bits[(c * planes + p) * most_codes + k]` says that rule p * 8 + r is not ruled out.
struct RuleTable {
  const std::uint8_t* bits = nullptr;
  std::size_t columns = 0;
  std::size_t planes = 0;                      ///< from 1 to 8
  const std::uint16_t* code_counts = nullptr;  ///< codes in use, a column
};

struct Set {
  const char* name;

  /// codes[i] = 2 * (thresholds below x[i]) + (x[i] equals one): 0 … 2 * count.
  /// Thresholds ascend, count is at most 120. A NaN gets `not_a_number`.
  void (*code_f64)(const double* x, std::size_t n, const double* thresholds, std::size_t count,
                   std::uint8_t not_a_number, std::uint8_t* codes);
  void (*code_f32)(const float* x, std::size_t n, const double* thresholds, std::size_t count,
                   std::uint8_t not_a_number, std::uint8_t* codes);
  void (*code_i64)(const std::int64_t* x, std::size_t n, const std::int64_t* thresholds,
                   std::size_t count, std::uint8_t* codes);
  void (*code_i32)(const std::int32_t* x, std::size_t n, const std::int32_t* thresholds,
                   std::size_t count, std::uint8_t* codes);

  /// codes[i] = table[index[i]] for indices in [0, table_size); indices are valid,
  /// but where the row is null anything may stand: an index outside gets the nearest entry,
  /// and 0 when the table has none.
  void (*look_up_i8)(const std::int8_t* index, std::size_t n, const std::uint8_t* table,
                     std::size_t table_size, std::uint8_t* codes);
  void (*look_up_i16)(const std::int16_t* index, std::size_t n, const std::uint8_t* table,
                      std::size_t table_size, std::uint8_t* codes);
  void (*look_up_i32)(const std::int32_t* index, std::size_t n, const std::uint8_t* table,
                      std::size_t table_size, std::uint8_t* codes);

  /// codes[i] = bit ? when_set : when_clear; bit i stands at `offset + i`.
  void (*code_bits)(const std::uint8_t* bits, std::size_t offset, std::size_t n,
                    std::uint8_t when_clear, std::uint8_t when_set, std::uint8_t* codes);
  /// codes[i] = code where bit `offset + i` is clear; others stay. Returns how many.
  std::size_t (*put_nulls)(const std::uint8_t* bits, std::size_t offset, std::size_t n,
                           std::uint8_t code, std::uint8_t* codes);

  /// rule[i] = the lowest rule that no column rules out; `none` when there is none.
  void (*first_rule)(const RuleTable& table, const std::uint8_t* const* codes, std::size_t n,
                     std::uint8_t* rule);
  /// masks[i]: bit r says that no column rules out rule r.
  void (*rule_masks)(const RuleTable& table, const std::uint8_t* const* codes, std::size_t n,
                     std::uint64_t* masks);

  /// out[i] = table[in[i]] of 256 bytes; in and out may be the same.
  void (*map_codes)(const std::uint8_t* in, std::size_t n, const std::uint8_t* table,
                    std::uint8_t* out);
  /// sums[i] += points[codes[i]]; `points` has most_codes items, `count` of them in use.
  void (*add_points)(const std::uint8_t* codes, std::size_t n, const std::int32_t* points,
                     std::size_t count, std::int32_t* sums);
  /// The k criteria with the largest differences of each row, largest first, ties in order of
  /// the criteria, only positive ones: ranked[j * batch_rows + i] = criterion of rank j of row i,
  /// `none` where there are fewer. differences[c * most_codes + code] of criterion c;
  /// `counts[c]` codes in use; k from 1 to 8, at most 254 criteria.
  void (*rank_reasons)(const std::uint8_t* const* codes, std::size_t criteria,
                       const std::int32_t* differences, const std::uint16_t* counts, std::size_t n,
                       std::size_t k, std::uint8_t* ranked);
  /// True when every index is in [0, size) where its bit is set in `valid` (null: all).
  bool (*indices_within)(const std::int32_t* index, std::size_t n, const std::uint8_t* valid,
                         std::size_t offset, std::int32_t size);
};

/// Portable loops, the meaning of all others.
const Set& plain() noexcept;
/// What this processor can run: `plain` first, the fastest last.
std::span<const Set* const> available() noexcept;
/// The fastest.
inline const Set& best() noexcept { return *available().back(); }

}  // namespace sandan::rules::kernels
