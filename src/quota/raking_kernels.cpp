#include "quota/raking_kernels.hpp"

#include <array>
#include <cstring>

#if defined(__GNUC__) || defined(__clang__)
#define SANDAN_QUOTA_INLINE [[gnu::always_inline]] inline
#else
#define SANDAN_QUOTA_INLINE inline
#endif
#if (defined(__GNUC__) || defined(__clang__)) && defined(__x86_64__)
#define SANDAN_QUOTA_X86_KERNELS 1
#else
#define SANDAN_QUOTA_X86_KERNELS 0
#endif

namespace sandan::quota::kernels {
namespace {

constexpr std::size_t step = 8;  // partial sums of one row, whatever the instructions

/// `N` numbers side by side.
template <std::size_t N>
struct PlainVector {
  double values[N];

  double operator[](std::size_t i) const noexcept { return values[i]; }
  PlainVector& operator+=(const PlainVector& other) noexcept {
    for (std::size_t i = 0; i < N; ++i)
      values[i] += other.values[i];
    return *this;
  }
  friend PlainVector operator+(PlainVector a, const PlainVector& b) noexcept { return a += b; }
  friend PlainVector operator*(PlainVector a, const PlainVector& b) noexcept {
    for (std::size_t i = 0; i < N; ++i)
      a.values[i] *= b.values[i];
    return a;
  }
};

#if SANDAN_QUOTA_X86_KERNELS
using Four [[gnu::vector_size(4 * sizeof(double))]] = double;
using Eight [[gnu::vector_size(8 * sizeof(double))]] = double;
#else
using Four = PlainVector<4>;
#endif

// Vectors are handed over by reference: how they are by value depends on the
// instructions.
template <class Vector>
SANDAN_QUOTA_INLINE void load(const double* from, Vector& vector) noexcept {
  std::memcpy(&vector, from, sizeof vector);
}

/// Adds the cells after the last whole step to the partial sums of a row.
template <class Vector>
SANDAN_QUOTA_INLINE double sum_of(const Vector* parts, const double* cells, const double* factors,
                                  std::size_t count) noexcept {
  Four halves[2];
  static_assert(sizeof halves == step * sizeof(double));
  std::memcpy(halves, parts, sizeof halves);
  std::size_t j = 0;
  if (count >= 4) {
    Four some;
    Four of_columns;
    load(cells, some);
    load(factors, of_columns);
    halves[0] += some * of_columns;
    j = 4;
  }
  double rest = 0;
  for (; j < count; ++j)
    rest += cells[j] * factors[j];
  const Four both = halves[0] + halves[1];
  return ((both[0] + both[2]) + (both[1] + both[3])) + rest;
}

SANDAN_QUOTA_INLINE void ask_for([[maybe_unused]] const double* cell) noexcept {
#if SANDAN_QUOTA_X86_KERNELS
  __builtin_prefetch(cell);
#endif
}

/// A few rows at once, so that one addition need not wait for another.
template <class Vector, std::size_t at_once>
SANDAN_QUOTA_INLINE void weigh_few(const double* rows, std::size_t columns, const double* factors,
                                   double* sums, std::size_t ahead) noexcept {
  constexpr std::size_t width = sizeof(Vector) / sizeof(double);
  constexpr std::size_t parts = step / width;
  Vector partial[at_once][parts] = {};
  std::size_t j = 0;
  for (; j + step <= columns; j += step) {
    for (std::size_t row = 0; row < at_once; row += 2)
      ask_for(rows + row * columns + ahead + j);
    for (std::size_t part = 0; part < parts; ++part) {
      Vector of_columns;
      load(factors + j + part * width, of_columns);
      for (std::size_t row = 0; row < at_once; ++row) {
        Vector cells;
        load(rows + row * columns + j + part * width, cells);
        partial[row][part] += cells * of_columns;
      }
    }
  }
  for (std::size_t row = 0; row < at_once; ++row) {
    sums[row] = sum_of(partial[row], rows + row * columns + j, factors + j, columns - j);
  }
}

template <class Vector, std::size_t at_once>
SANDAN_QUOTA_INLINE void weigh(const double* block, std::size_t columns, const double* factors,
                               double* sums, std::size_t ahead) noexcept {
  for (std::size_t k = 0; k < block_rows; k += at_once)
    weigh_few<Vector, at_once>(block + k * columns, columns, factors, sums + k, ahead);
}

template <class Vector>
SANDAN_QUOTA_INLINE void spread(double value, Vector& vector) noexcept {
  double values[sizeof(Vector) / sizeof(double)];
  for (double& each : values)
    each = value;
  std::memcpy(&vector, values, sizeof vector);
}

template <class Vector>
SANDAN_QUOTA_INLINE void add_cells(const double* const* rows, const Vector* by, std::size_t at,
                                   double* sums) noexcept {
  Vector cells[block_rows];
  for (std::size_t k = 0; k < block_rows; ++k)
    load(rows[k] + at, cells[k]);
  Vector sum;
  load(sums + at, sum);
  sum += (by[0] * cells[0] + by[1] * cells[1]) + (by[2] * cells[2] + by[3] * cells[3]);
  std::memcpy(sums + at, &sum, sizeof sum);
}

template <class Vector>
SANDAN_QUOTA_INLINE void add(const double* block, std::size_t columns, const double* factors,
                             double* sums, std::size_t ahead) noexcept {
  constexpr std::size_t width = sizeof(Vector) / sizeof(double);
  const double* rows[block_rows];
  Vector by[block_rows];
  for (std::size_t k = 0; k < block_rows; ++k) {
    rows[k] = block + k * columns;
    spread(factors[k], by[k]);
  }
  std::size_t j = 0;
  for (; j + step <= columns; j += step) {
    for (std::size_t k = 1; k < block_rows; k += 2)
      ask_for(rows[k] + ahead + j);
    for (std::size_t at = j; at < j + step; at += width)
      add_cells(rows, by, at, sums);
  }
  if (j + 4 <= columns) {
    Four by_four[block_rows];
    for (std::size_t k = 0; k < block_rows; ++k)
      spread(factors[k], by_four[k]);
    add_cells(rows, by_four, j, sums);
    j += 4;
  }
  for (; j < columns; ++j) {
    sums[j] += (factors[0] * rows[0][j] + factors[1] * rows[1][j]) +
               (factors[2] * rows[2][j] + factors[3] * rows[3][j]);
  }
}

void weigh_plain(const double* block, std::size_t columns, const double* factors, double* sums,
                 std::size_t ahead) {
  weigh<Four, 1>(block, columns, factors, sums, ahead);
}
void add_plain(const double* block, std::size_t columns, const double* factors, double* sums,
               std::size_t ahead) {
  add<Four>(block, columns, factors, sums, ahead);
}

#if SANDAN_QUOTA_X86_KERNELS
[[gnu::target("avx2")]] void weigh_avx2(const double* block, std::size_t columns,
                                        const double* factors, double* sums, std::size_t ahead) {
  weigh<Four, 2>(block, columns, factors, sums, ahead);
}
[[gnu::target("avx2")]] void add_avx2(const double* block, std::size_t columns,
                                      const double* factors, double* sums, std::size_t ahead) {
  add<Four>(block, columns, factors, sums, ahead);
}
[[gnu::target("avx512f")]] void weigh_avx512(const double* block, std::size_t columns,
                                             const double* factors, double* sums,
                                             std::size_t ahead) {
  weigh<Eight, 4>(block, columns, factors, sums, ahead);
}
[[gnu::target("avx512f")]] void add_avx512(const double* block, std::size_t columns,
                                           const double* factors, double* sums, std::size_t ahead) {
  add<Eight>(block, columns, factors, sums, ahead);
}
#endif

class Sets {
 public:
  Sets() {
    sets_[count_++] = {"plain", weigh_plain, add_plain};
#if SANDAN_QUOTA_X86_KERNELS
    __builtin_cpu_init();
    if (__builtin_cpu_supports("avx2")) sets_[count_++] = {"avx2", weigh_avx2, add_avx2};
    if (__builtin_cpu_supports("avx512f")) sets_[count_++] = {"avx512", weigh_avx512, add_avx512};
#endif
  }

  std::span<const Set> all() const noexcept { return {sets_.data(), count_}; }

 private:
  std::array<Set, 3> sets_{};
  std::size_t count_ = 0;
};

}  // namespace

std::span<const Set> available() noexcept {
  static const Sets sets;
  return sets.all();
}

}  // namespace sandan::quota::kernels
