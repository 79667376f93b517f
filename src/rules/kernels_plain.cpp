#include "rules/kernels_plain.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstring>

namespace sandan::rules::kernels {
namespace portable {
namespace {

/// Rows that the loops take at a time: their middle results stay in the cache.
constexpr std::size_t block_rows = 256;
/// Above this many thresholds a search takes fewer steps than comparing with all.
constexpr std::size_t most_compared = 10;

/// Calls body(begin, rows) for blocks that cover n rows.
template <class Body>
void for_each_block(std::size_t n, Body body) {
  for (std::size_t begin = 0; begin < n; begin += block_rows) {
    body(begin, std::min(block_rows, n - begin));
  }
}

/// Codes of one block by binary search: all rows take a step before any takes the
/// next, so that steps of one row need not wait for each other.
template <class T>
void search(const T* x, std::size_t rows, const T* thresholds, std::size_t count,
            std::uint8_t* codes) {
  std::array<std::uint32_t, block_rows> first{};
  std::size_t left = count;
  while (left > 1) {
    const auto half = static_cast<std::uint32_t>(left / 2);
    for (std::size_t i = 0; i < rows; ++i) {
      const auto below = static_cast<std::uint32_t>(thresholds[first[i] + half - 1] < x[i]);
      first[i] += half * below;
    }
    left -= half;
  }
  for (std::size_t i = 0; i < rows; ++i) {
    const std::size_t below = first[i] + static_cast<std::size_t>(thresholds[first[i]] < x[i]);
    const T next = thresholds[std::min(below, count - 1)];
    codes[i] = static_cast<std::uint8_t>(2 * below + static_cast<std::size_t>(next == x[i]));
  }
}

/// Codes of one block: for every threshold one more where x is above, one less
/// where it is below. Counters of the type of the numbers keep compilers at vectors.
template <class T>
void compare_with_all(const T* x, std::size_t rows, const T* thresholds, std::size_t count,
                      std::uint8_t* codes) {
  std::array<T, block_rows> counters;
  std::fill_n(counters.begin(), rows, static_cast<T>(count));
  for (std::size_t j = 0; j < count; ++j) {
    const T threshold = thresholds[j];
    for (std::size_t i = 0; i < rows; ++i) {
      counters[i] += (x[i] > threshold ? T{1} : T{0}) - (x[i] < threshold ? T{1} : T{0});
    }
  }
  for (std::size_t i = 0; i < rows; ++i)
    codes[i] = static_cast<std::uint8_t>(static_cast<std::int32_t>(counters[i]));
}

template <class T>
void code_block(const T* x, std::size_t rows, const T* thresholds, std::size_t count,
                std::uint8_t* codes) {
  if (count <= most_compared) return compare_with_all(x, rows, thresholds, count, codes);
  search(x, rows, thresholds, count, codes);
}

template <class T>
void put_not_a_number(const T* x, std::size_t rows, std::uint8_t not_a_number,
                      std::uint8_t* codes) {
  std::size_t found = 0;
  for (std::size_t i = 0; i < rows; ++i)
    found += std::isnan(x[i]) ? 1 : 0;
  if (found == 0) return;
  for (std::size_t i = 0; i < rows; ++i)
    codes[i] = std::isnan(x[i]) ? not_a_number : codes[i];
}

template <class T>
void code_integers(const T* x, std::size_t n, const T* thresholds, std::size_t count,
                   std::uint8_t* codes) {
  std::array<T, block_rows> block;
  for_each_block(n, [&](std::size_t begin, std::size_t rows) {
    std::memcpy(block.data(), x + begin, rows * sizeof(T));
    code_block(block.data(), rows, thresholds, count, codes + begin);
  });
}

/// The nearest entry of the table for an index outside: only rows of no value have one.
template <class T>
void look_up(const T* index, std::size_t n, const std::uint8_t* table, std::size_t table_size,
             std::uint8_t* codes) {
  if (table_size == 0) {
    std::fill_n(codes, n, std::uint8_t{0});
    return;
  }
  const auto last = static_cast<std::int64_t>(table_size) - 1;
  for (std::size_t i = 0; i < n; ++i) {
    const auto at = std::int64_t{load(index + i)};  // NOLINT(bugprone-signed-char-misuse)
    codes[i] = table[std::clamp<std::int64_t>(at, 0, last)];
  }
}

bool bit_at(const std::uint8_t* bits, std::size_t at) {
  return (bits[at / 8] >> (at % 8) & 1) != 0;
}

/// Of one block of rows, the rules of `plane` that no column rules out.
void plane_masks(const RuleTable& table, const std::uint8_t* const* codes, std::size_t begin,
                 std::size_t rows, std::size_t plane, std::uint8_t* masks) {
  const auto bits = [&](std::size_t c) {
    return table.bits + (c * table.planes + plane) * most_codes;
  };
  std::fill_n(masks, rows, std::uint8_t{0xff});
  std::size_t c = 0;
  for (; c + 4 <= table.columns; c += 4) {
    const std::uint8_t *a = bits(c), *b = bits(c + 1), *d = bits(c + 2), *e = bits(c + 3);
    const std::uint8_t *at_a = codes[c] + begin, *at_b = codes[c + 1] + begin;
    const std::uint8_t *at_d = codes[c + 2] + begin, *at_e = codes[c + 3] + begin;
    for (std::size_t i = 0; i < rows; ++i)
      masks[i] &= a[at_a[i]] & b[at_b[i]] & d[at_d[i]] & e[at_e[i]];
  }
  for (; c < table.columns; ++c) {
    const std::uint8_t* a = bits(c);
    const std::uint8_t* at = codes[c] + begin;
    for (std::size_t i = 0; i < rows; ++i)
      masks[i] &= a[at[i]];
  }
}

/// Position of the lowest set bit of a byte; `none` for 0.
constexpr std::array<std::uint8_t, 256> lowest_bits = [] {
  std::array<std::uint8_t, 256> lowest{};
  for (unsigned i = 0; i < 256; ++i) {
    lowest[i] = i == 0 ? none : static_cast<std::uint8_t>(std::countr_zero(i));
  }
  return lowest;
}();

/// Of each two keys the larger goes to `best`, the other stays.
void keep_larger(std::int64_t* best, std::int64_t* keys, std::size_t rows) {
  for (std::size_t i = 0; i < rows; ++i) {
    const std::int64_t old = best[i];
    const std::int64_t key = keys[i];
    best[i] = key > old ? key : old;
    keys[i] = key > old ? old : key;
  }
}

}  // namespace

void code_f64(const double* x, std::size_t n, const double* thresholds, std::size_t count,
              std::uint8_t not_a_number, std::uint8_t* codes) {
  std::array<double, block_rows> block;
  for_each_block(n, [&](std::size_t begin, std::size_t rows) {
    std::memcpy(block.data(), x + begin, rows * sizeof(double));
    code_block(block.data(), rows, thresholds, count, codes + begin);
    put_not_a_number(block.data(), rows, not_a_number, codes + begin);
  });
}

void code_f32(const float* x, std::size_t n, const double* thresholds, std::size_t count,
              std::uint8_t not_a_number, std::uint8_t* codes) {
  std::array<double, block_rows> block;
  for_each_block(n, [&](std::size_t begin, std::size_t rows) {
    for (std::size_t i = 0; i < rows; ++i)
      block[i] = double{load(x + begin + i)};
    code_block(block.data(), rows, thresholds, count, codes + begin);
    put_not_a_number(block.data(), rows, not_a_number, codes + begin);
  });
}

void code_i64(const std::int64_t* x, std::size_t n, const std::int64_t* thresholds,
              std::size_t count, std::uint8_t* codes) {
  code_integers(x, n, thresholds, count, codes);
}

void code_i32(const std::int32_t* x, std::size_t n, const std::int32_t* thresholds,
              std::size_t count, std::uint8_t* codes) {
  code_integers(x, n, thresholds, count, codes);
}

void look_up_i8(const std::int8_t* index, std::size_t n, const std::uint8_t* table,
                std::size_t table_size, std::uint8_t* codes) {
  look_up(index, n, table, table_size, codes);
}

void look_up_i16(const std::int16_t* index, std::size_t n, const std::uint8_t* table,
                 std::size_t table_size, std::uint8_t* codes) {
  look_up(index, n, table, table_size, codes);
}

void look_up_i32(const std::int32_t* index, std::size_t n, const std::uint8_t* table,
                 std::size_t table_size, std::uint8_t* codes) {
  look_up(index, n, table, table_size, codes);
}

void code_bits(const std::uint8_t* bits, std::size_t offset, std::size_t n, std::uint8_t when_clear,
               std::uint8_t when_set, std::uint8_t* codes) {
  const std::array<std::uint8_t, 2> code{when_clear, when_set};
  std::size_t i = 0;
  for (; i + 64 <= n; i += 64) {
    std::uint64_t word = word_at(bits, offset + i);
    for (std::size_t j = 0; j < 64; ++j, word >>= 1)
      codes[i + j] = code[word & 1];
  }
  for (; i < n; ++i)
    codes[i] = code[bit_at(bits, offset + i) ? 1 : 0];
}

std::size_t put_nulls(const std::uint8_t* bits, std::size_t offset, std::size_t n,
                      std::uint8_t code, std::uint8_t* codes) {
  std::size_t nulls = 0;
  std::size_t i = 0;
  for (; i + 64 <= n; i += 64) {
    std::uint64_t null = ~word_at(bits, offset + i);
    nulls += static_cast<std::size_t>(std::popcount(null));
    for (; null != 0; null &= null - 1)
      codes[i + static_cast<std::size_t>(std::countr_zero(null))] = code;
  }
  for (; i < n; ++i) {
    if (bit_at(bits, offset + i)) continue;
    codes[i] = code;
    ++nulls;
  }
  return nulls;
}

void first_rule(const RuleTable& table, const std::uint8_t* const* codes, std::size_t begin,
                std::size_t n, std::uint8_t* rule) {
  std::array<std::uint8_t, block_rows> masks;
  for_each_block(n - begin, [&](std::size_t skipped, std::size_t rows) {
    std::uint8_t* const out = rule + begin + skipped;
    std::fill_n(out, rows, none);
    for (std::size_t p = 0; p < table.planes; ++p) {
      plane_masks(table, codes, begin + skipped, rows, p, masks.data());
      for (std::size_t i = 0; i < rows; ++i) {
        const unsigned lowest = lowest_bits[masks[i]] + 8 * static_cast<unsigned>(p);
        out[i] = static_cast<std::uint8_t>(std::min<unsigned>(out[i], lowest));
      }
    }
  });
}

void rule_masks(const RuleTable& table, const std::uint8_t* const* codes, std::size_t begin,
                std::size_t n, std::uint64_t* masks) {
  std::array<std::uint8_t, block_rows> plane;
  for_each_block(n - begin, [&](std::size_t skipped, std::size_t rows) {
    std::uint64_t* const out = masks + begin + skipped;
    std::fill_n(out, rows, std::uint64_t{0});
    for (std::size_t p = 0; p < table.planes; ++p) {
      plane_masks(table, codes, begin + skipped, rows, p, plane.data());
      for (std::size_t i = 0; i < rows; ++i)
        out[i] |= std::uint64_t{plane[i]} << (8 * p);
    }
  });
}

void map_codes(const std::uint8_t* in, std::size_t n, const std::uint8_t* table,
               std::uint8_t* out) {
  for (std::size_t i = 0; i < n; ++i)
    out[i] = table[in[i]];
}

void add_points(const std::uint8_t* codes, std::size_t n, const std::int32_t* points,
                std::int32_t* sums) {
  for (std::size_t i = 0; i < n; ++i) {
    const auto sum = static_cast<std::uint32_t>(load(sums + i));
    const auto more = static_cast<std::uint32_t>(points[codes[i]]);
    const auto both = static_cast<std::int32_t>(sum + more);
    std::memcpy(sums + i, &both, sizeof both);
  }
}

void rank_reasons(const std::uint8_t* const* codes, std::size_t criteria,
                  const std::int32_t* differences, std::size_t begin, std::size_t n, std::size_t k,
                  std::uint8_t* ranked) {
  // 256 * difference + 255 - criterion: earlier ones before later ones of the same difference.
  constexpr std::int64_t step = 256;
  std::array<std::int64_t, block_rows> keys;
  std::array<std::array<std::int64_t, block_rows>, 8> best;
  for_each_block(n - begin, [&](std::size_t skipped, std::size_t rows) {
    const std::size_t first = begin + skipped;
    for (std::size_t j = 0; j < k; ++j)
      std::fill_n(best[j].begin(), rows, 0);
    for (std::size_t c = 0; c < criteria; ++c) {
      const std::int32_t* const table = differences + c * most_codes;
      const std::int64_t order = step - 1 - static_cast<std::int64_t>(c);
      for (std::size_t i = 0; i < rows; ++i)
        keys[i] = table[codes[c][first + i]] * step + order;
      for (std::size_t j = 0; j < k; ++j)
        keep_larger(best[j].data(), keys.data(), rows);
    }
    for (std::size_t j = 0; j < k; ++j) {
      for (std::size_t i = 0; i < rows; ++i) {
        const std::int64_t key = best[j][i];
        ranked[j * batch_rows + first + i] =
            key < step ? none : static_cast<std::uint8_t>(step - 1 - key % step);
      }
    }
  });
}

bool indices_within(const std::int32_t* index, std::size_t n, const std::uint8_t* valid,
                    std::size_t offset, std::int32_t size) {
  const auto end = static_cast<std::uint32_t>(std::max(size, 0));
  bool within = true;
  for_each_block(n, [&](std::size_t begin, std::size_t rows) {
    std::uint32_t outside = 0;
    for (std::size_t i = begin; i < begin + rows; ++i) {
      outside |= static_cast<std::uint32_t>(static_cast<std::uint32_t>(load(index + i)) >= end);
    }
    if (outside == 0) return;
    for (std::size_t i = begin; i < begin + rows; ++i) {
      const bool inside = static_cast<std::uint32_t>(load(index + i)) < end;
      if (!inside && (valid == nullptr || bit_at(valid, offset + i))) within = false;
    }
  });
  return within;
}

}  // namespace portable

const Set& plain() noexcept {
  static constexpr Set set{
      "plain",
      portable::code_f64,
      portable::code_f32,
      portable::code_i64,
      portable::code_i32,
      portable::look_up_i8,
      portable::look_up_i16,
      portable::look_up_i32,
      portable::code_bits,
      portable::put_nulls,
      [](const RuleTable& table, const std::uint8_t* const* codes, std::size_t n,
         std::uint8_t* rule) { portable::first_rule(table, codes, 0, n, rule); },
      [](const RuleTable& table, const std::uint8_t* const* codes, std::size_t n,
         std::uint64_t* masks) { portable::rule_masks(table, codes, 0, n, masks); },
      portable::map_codes,
      [](const std::uint8_t* codes, std::size_t n, const std::int32_t* points, std::size_t,
         std::int32_t* sums) { portable::add_points(codes, n, points, sums); },
      [](const std::uint8_t* const* codes, std::size_t criteria, const std::int32_t* differences,
         const std::uint16_t*, std::size_t n, std::size_t k, std::uint8_t* ranked) {
        portable::rank_reasons(codes, criteria, differences, 0, n, k, ranked);
      },
      portable::indices_within,
  };
  return set;
}

}  // namespace sandan::rules::kernels
