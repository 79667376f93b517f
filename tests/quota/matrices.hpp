#pragma once

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <limits>
#include <optional>
#include <random>
#include <vector>

#include "quota/controlled.hpp"

/// Matrices to round, and their rounding by trying everything.
namespace matrices {

using sandan::quota::Ideal;
using sandan::quota::RoundingProblem;

struct Matrix {
  std::int64_t rows = 0;
  std::int64_t columns = 0;
  std::vector<Ideal> ideals;
  std::vector<std::int64_t> low, high, row_totals, row_low, column_low, column_high;
  std::int64_t total = 0;

  RoundingProblem problem() const {
    return {rows, columns, ideals, low, high, row_totals, column_low, column_high, row_low, total};
  }
  std::int64_t lowest(std::size_t cell) const {
    return low.empty() ? ideals[cell].floor() : low[cell];
  }
  std::int64_t highest(std::size_t cell) const {
    return high.empty() ? ideals[cell].ceil() : high[cell];
  }
};

/// |amount - ideal| in 2^-32 units, for small amounts.
inline std::int64_t distance(const Ideal& ideal, std::int64_t amount) {
  return std::abs((amount - ideal.whole) * (std::int64_t{1} << 32) -
                  static_cast<std::int64_t>(ideal.fraction));
}

inline std::int64_t distance(const Matrix& matrix, const std::vector<std::int64_t>& cells) {
  std::int64_t sum = 0;
  for (std::size_t i = 0; i < cells.size(); ++i)
    sum += distance(matrix.ideals[i], cells[i]);
  return sum;
}

inline std::vector<std::int64_t> sums_of_columns(const Matrix& matrix,
                                                 const std::vector<std::int64_t>& cells) {
  std::vector<std::int64_t> sums(static_cast<std::size_t>(matrix.columns));
  for (std::size_t i = 0; i < cells.size(); ++i)
    sums[i % sums.size()] += cells[i];
  return sums;
}

inline std::vector<std::int64_t> sums_of_rows(const Matrix& matrix,
                                              const std::vector<std::int64_t>& cells) {
  std::vector<std::int64_t> sums(static_cast<std::size_t>(matrix.rows));
  for (std::size_t i = 0; i < cells.size(); ++i)
    sums[i / static_cast<std::size_t>(matrix.columns)] += cells[i];
  return sums;
}

inline std::int64_t missed(const Matrix& matrix, const std::vector<std::int64_t>& cells) {
  const auto sums = sums_of_columns(matrix, cells);
  std::int64_t missed = 0;
  for (std::size_t k = 0; k < sums.size(); ++k) {
    if (sums[k] > matrix.column_high[k]) missed += sums[k] - matrix.column_high[k];
    if (sums[k] < matrix.column_low[k]) missed += matrix.column_low[k] - sums[k];
  }
  return missed;
}

struct Best {
  std::int64_t missed = std::numeric_limits<std::int64_t>::max();
  std::int64_t distance = std::numeric_limits<std::int64_t>::max();
};

inline bool rows_hold(const Matrix& matrix, const std::vector<std::int64_t>& cells) {
  const auto rows = sums_of_rows(matrix, cells);
  std::int64_t total = 0;
  for (std::size_t r = 0; r < rows.size(); ++r) {
    const std::int64_t lowest = matrix.row_low.empty() ? matrix.row_totals[r] : matrix.row_low[r];
    if (rows[r] < lowest || rows[r] > matrix.row_totals[r]) return false;
    total += rows[r];
  }
  return matrix.row_low.empty() || total == matrix.total;
}

/// Least violation, and least distance among what has it. Tries all cells.
inline std::optional<Best> best_by_enumeration(const Matrix& matrix) {
  std::vector<std::int64_t> cells(matrix.ideals.size());
  for (std::size_t i = 0; i < cells.size(); ++i) {
    cells[i] = matrix.lowest(i);
    if (cells[i] > matrix.highest(i)) return std::nullopt;
  }
  std::optional<Best> best;
  while (true) {
    if (rows_hold(matrix, cells)) {
      const Best found{missed(matrix, cells), distance(matrix, cells)};
      if (!best || found.missed < best->missed ||
          (found.missed == best->missed && found.distance < best->distance)) {
        best = found;
      }
    }
    std::size_t i = 0;
    while (i < cells.size() && cells[i] == matrix.highest(i)) {
      cells[i] = matrix.lowest(i);
      ++i;
    }
    if (i == cells.size()) return best;
    ++cells[i];
  }
}

}  // namespace matrices
