// Cells made to keep bounds on sums by the fewest changes.
#include "quota/fit_sums.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>

#include "support/expect.hpp"

using namespace sandan;
using namespace sandan::quota;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

using Values = std::vector<double>;

class Numbers {
 public:
  /// In [0, 1).
  double share() { return static_cast<double>(source_() >> 11) * 0x1p-53; }
  std::size_t upto(std::size_t most) { return source_() % (most + 1); }

 private:
  std::mt19937_64 source_{23};
};

/// A bound on the sum of some cells.
struct Bound {
  std::vector<std::int32_t> cells;
  double low = 0;
  double high = infinity;
};

struct Matrix {
  std::size_t columns = 0;
  Values cells;

  std::size_t rows() const { return cells.size() / columns; }
  Values row_sums() const {
    Values sums(rows(), 0.0);
    for (std::size_t k = 0; k < cells.size(); ++k)
      sums[k / columns] += cells[k];
    return sums;
  }
  double sum(const Bound& bound) const {
    double sum = 0;
    for (const std::int32_t cell : bound.cells)
      sum += cells[static_cast<std::size_t>(cell)];
    return sum;
  }
};

/// The matrix with rows of these totals, fitted to the bounds.
Matrix fitted(const Matrix& seed, const Values& totals, const std::vector<Bound>& bounds) {
  SumFit fit;
  for (std::size_t k = 0; k < seed.cells.size(); ++k) {
    const std::size_t row = k / seed.columns;
    if (k % seed.columns == 0) fit.start_row(static_cast<std::int32_t>(row), totals[row]);
    fit.add_cell(seed.cells[k]);
  }
  for (const Bound& bound : bounds)
    fit.add_set(bound.low, bound.high) = bound.cells;
  fit.solve();
  Matrix result{seed.columns, {}};
  for (std::size_t k = 0; k < seed.cells.size(); ++k)
    result.cells.push_back(fit.sum(k, k + 1));
  return result;
}

Bound random_box(Numbers& numbers, const Matrix& matrix) {
  const std::size_t row = numbers.upto(matrix.rows() - 1);
  const std::size_t column = numbers.upto(matrix.columns - 1);
  const std::size_t last_row = row + numbers.upto(matrix.rows() - 1 - row);
  const std::size_t last_column = column + numbers.upto(matrix.columns - 1 - column);
  Bound box;
  for (std::size_t i = row; i <= last_row; ++i) {
    for (std::size_t j = column; j <= last_column; ++j)
      box.cells.push_back(static_cast<std::int32_t>(i * matrix.columns + j));
  }
  return box;
}

/// Bounds that `possible` keeps: floors, caps, and sums that are fixed.
std::vector<Bound> random_bounds(Numbers& numbers, const Matrix& possible) {
  std::vector<Bound> bounds;
  for (std::size_t k = 0, last = numbers.upto(3); k <= last; ++k) {
    Bound box = random_box(numbers, possible);
    const double sum = possible.sum(box);
    const std::size_t kind = numbers.upto(2);
    if (kind != 0) box.low = sum * (kind == 2 ? 1.0 : 0.98);
    if (kind != 1) box.high = sum * (kind == 2 ? 1.0 : 1.02);
    bounds.push_back(std::move(box));
  }
  return bounds;
}

/// Solves a small dense system; the least squares of what it is asked for.
Values least_squares(const std::vector<Values>& columns, const Values& wanted) {
  const std::size_t n = columns.size();
  std::vector<Values> a(n, Values(n + 1, 0.0));
  for (std::size_t p = 0; p < n; ++p) {
    for (std::size_t k = 0; k < wanted.size(); ++k) {
      for (std::size_t q = 0; q < n; ++q)
        a[p][q] += columns[p][k] * columns[q][k];
      a[p][n] += columns[p][k] * wanted[k];
    }
    a[p][p] += 1e-12;
  }
  for (std::size_t p = 0; p < n; ++p) {
    for (std::size_t q = p + 1; q < n; ++q) {
      const double factor = a[q][p] / a[p][p];
      for (std::size_t k = p; k <= n; ++k)
        a[q][k] -= factor * a[p][k];
    }
  }
  Values x(n);
  for (std::size_t p = n; p-- > 0;) {
    double rest = a[p][n];
    for (std::size_t q = p + 1; q < n; ++q)
      rest -= a[p][q] * x[q];
    x[p] = rest / a[p][p];
  }
  return x;
}

}  // namespace

TEST_CASE("sums are kept at the least relative entropy", "[quota][fit]") {
  Numbers numbers;
  int alone = 0;
  for (int round = 0; round < 150; ++round) {
    Matrix seed{2 + numbers.upto(6), {}};
    seed.cells.resize(seed.columns * (2 + numbers.upto(6)));
    for (double& cell : seed.cells)
      cell = 0.1 + numbers.share();
    Matrix possible = seed;
    for (double& cell : possible.cells)
      cell *= 0.2 + numbers.share();
    const Values totals = possible.row_sums();
    const std::vector<Bound> bounds = random_bounds(numbers, possible);
    const Matrix cells = fitted(seed, totals, bounds);
    const Values reached = cells.row_sums();
    for (std::size_t row = 0; row < totals.size(); ++row)
      REQUIRE(reached[row] == Approx(totals[row]).epsilon(1e-7));

    // log(cell / seed) is a sum of multipliers of rows and of the bounds that
    // bind, those with the sign of their end.
    Values logs;
    for (std::size_t k = 0; k < cells.cells.size(); ++k)
      logs.push_back(std::log(cells.cells[k] / seed.cells[k]));
    std::vector<Values> directions(totals.size(), Values(logs.size(), 0.0));
    for (std::size_t k = 0; k < logs.size(); ++k)
      directions[k / cells.columns][k] = 1;
    const Bound* binding = nullptr;
    for (const Bound& bound : bounds) {
      const double sum = cells.sum(bound);
      REQUIRE(sum >= bound.low * (1 - 1e-7));
      REQUIRE(sum <= bound.high * (1 + 1e-7));
      if (std::abs(sum - bound.low) > 1e-6 && std::abs(sum - bound.high) > 1e-6) continue;
      directions.emplace_back(logs.size(), 0.0);
      for (const std::int32_t cell : bound.cells)
        directions.back()[static_cast<std::size_t>(cell)] = 1;
      binding = &bound;
    }
    const Values multipliers = least_squares(directions, logs);
    for (std::size_t k = 0; k < logs.size(); ++k) {
      double sum = 0;
      for (std::size_t p = 0; p < directions.size(); ++p)
        sum += multipliers[p] * directions[p][k];
      REQUIRE(sum == Approx(logs[k]).margin(1e-5));
    }
    const bool whole_rows = binding != nullptr && binding->cells.size() % cells.columns == 0;
    if (directions.size() != totals.size() + 1 || whole_rows) continue;
    ++alone;
    if (binding->low == 0) CHECK(multipliers.back() <= 1e-5);
    if (binding->high == infinity) CHECK(multipliers.back() >= -1e-5);
  }
  CHECK(alone > 20);
}

TEST_CASE("bounds that do not bind change nothing", "[quota][fit]") {
  const Matrix seed{2, {1, 3, 2, 2}};
  CHECK(fitted(seed, {8, 4}, {{{0, 2}, 0, 10}}).cells == Values{2, 6, 2, 2});
}

TEST_CASE("cells closed by a cap leave the rest to the others", "[quota][fit]") {
  const Matrix cells = fitted({3, {1, 1, 1}}, {3}, {{{0}, 0, 0}});
  CHECK(cells.cells[0] == Approx(0).margin(1e-9));
  CHECK(cells.cells[1] == Approx(1.5));
  CHECK(cells.cells[2] == Approx(1.5));
}

TEST_CASE("cells without a history are begun alike for a floor", "[quota][fit]") {
  const Matrix cells = fitted({3, {0, 0, 6}}, {6}, {{{0, 1}, 2, infinity}});
  CHECK(cells.cells[0] == Approx(1));
  CHECK(cells.cells[1] == Approx(1));
  CHECK(cells.cells[2] == Approx(4));
}

TEST_CASE("bounds that exclude the totals end near to both", "[quota][fit]") {
  const Matrix cells = fitted({2, {1, 3, 2, 2}}, {8, 4}, {{{0, 2}, 13, infinity}});
  for (const double cell : cells.cells)
    CHECK(std::isfinite(cell));
  CHECK(cells.cells[0] + cells.cells[2] == Approx(13).epsilon(0.2));
  CHECK(cells.cells[1] + cells.cells[3] < 1);
}
