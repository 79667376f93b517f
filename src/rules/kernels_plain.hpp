#pragma once

#include <cstring>

#include "rules/kernels.hpp"

/// The portable loops by name: the other sets finish with them what does not
/// fill a vector.
namespace sandan::rules::kernels::portable {

void code_f64(const double* x, std::size_t n, const double* thresholds, std::size_t count,
              std::uint8_t not_a_number, std::uint8_t* codes);
void code_f32(const float* x, std::size_t n, const double* thresholds, std::size_t count,
              std::uint8_t not_a_number, std::uint8_t* codes);
void code_i64(const std::int64_t* x, std::size_t n, const std::int64_t* thresholds,
              std::size_t count, std::uint8_t* codes);
void code_i32(const std::int32_t* x, std::size_t n, const std::int32_t* thresholds,
              std::size_t count, std::uint8_t* codes);
void look_up_i8(const std::int8_t* index, std::size_t n, const std::uint8_t* table,
                std::size_t table_size, std::uint8_t* codes);
void look_up_i16(const std::int16_t* index, std::size_t n, const std::uint8_t* table,
                 std::size_t table_size, std::uint8_t* codes);
void look_up_i32(const std::int32_t* index, std::size_t n, const std::uint8_t* table,
                 std::size_t table_size, std::uint8_t* codes);
void code_bits(const std::uint8_t* bits, std::size_t offset, std::size_t n, std::uint8_t when_clear,
               std::uint8_t when_set, std::uint8_t* codes);
std::size_t put_nulls(const std::uint8_t* bits, std::size_t offset, std::size_t n,
                      std::uint8_t code, std::uint8_t* codes);
/// Rows [begin, n).
void first_rule(const RuleTable& table, const std::uint8_t* const* codes, std::size_t begin,
                std::size_t n, std::uint8_t* rule);
void rule_masks(const RuleTable& table, const std::uint8_t* const* codes, std::size_t begin,
                std::size_t n, std::uint64_t* masks);
void map_codes(const std::uint8_t* in, std::size_t n, const std::uint8_t* table, std::uint8_t* out);
void add_points(const std::uint8_t* codes, std::size_t n, const std::int32_t* points,
                std::int32_t* sums);
void rank_reasons(const std::uint8_t* const* codes, std::size_t criteria,
                  const std::int32_t* differences, std::size_t begin, std::size_t n, std::size_t k,
                  std::uint8_t* ranked);
bool indices_within(const std::int32_t* index, std::size_t n, const std::uint8_t* valid,
                    std::size_t offset, std::int32_t size);

/// Bits [at, at + 64) of a bitmap that has them all.
inline std::uint64_t word_at(const std::uint8_t* bits, std::size_t at) noexcept {
  const std::uint8_t* first = bits + at / 8;
  std::uint64_t word = 0;
  for (unsigned i = 0; i < 8; ++i)
    word |= std::uint64_t{first[i]} << (8 * i);
  const unsigned shift = at % 8;
  return shift == 0 ? word : word >> shift | std::uint64_t{first[8]} << (64 - shift);
}

/// An element, whatever its alignment.
template <class T>
inline T load(const T* from) noexcept {
  T value;
  std::memcpy(&value, from, sizeof value);
  return value;
}

}  // namespace sandan::rules::kernels::portable
