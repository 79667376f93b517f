#include "quota/raking.hpp"

#include <cmath>
#include <cstdint>
#include <limits>
#include <random>
#include <vector>

#include "quota/raking_kernels.hpp"
#include "support/expect.hpp"

using namespace sandan;
using namespace sandan::quota;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

struct Table {
  std::size_t rows = 0;
  std::size_t columns = 0;
  std::vector<double> cells;

  double& at(std::size_t i, std::size_t j) { return cells[i * columns + j]; }
  double at(std::size_t i, std::size_t j) const { return cells[i * columns + j]; }
  std::vector<double> row_sums() const {
    std::vector<double> sums(rows, 0.0);
    for (std::size_t k = 0; k < cells.size(); ++k)
      sums[k / columns] += cells[k];
    return sums;
  }
  std::vector<double> column_sums() const {
    std::vector<double> sums(columns, 0.0);
    for (std::size_t k = 0; k < cells.size(); ++k)
      sums[k % columns] += cells[k];
    return sums;
  }
  double box_sum(const SumBound& box) const {
    double sum = 0;
    for (std::int32_t i = box.row_from; i < box.row_to; ++i) {
      for (std::int32_t j = box.column_from; j < box.column_to; ++j)
        sum += at(static_cast<std::size_t>(i), static_cast<std::size_t>(j));
    }
    return sum;
  }
};

class Numbers {
 public:
  explicit Numbers(std::uint64_t seed) : source_(seed) {}
  /// In [0, 1).
  double share() { return static_cast<double>(source_() >> 11) * 0x1p-53; }
  std::size_t upto(std::size_t most) { return source_() % (most + 1); }

 private:
  std::mt19937_64 source_;
};

Table made_up(Numbers& numbers, std::size_t rows, std::size_t columns, double zeros) {
  Table table{rows, columns, {}};
  for (std::size_t k = 0; k < rows * columns; ++k)
    table.cells.push_back(numbers.share() < zeros ? 0 : 0.1 + numbers.share());
  return table;
}

/// Another table with the same zeros: its sums can be reached.
Table with_same_zeros(Numbers& numbers, const Table& table) {
  Table other = table;
  for (double& cell : other.cells)
    cell *= 0.2 + numbers.share();
  return other;
}

struct Raked {
  RakingOutcome outcome;
  Table table;
};

Raked raked(const Table& seed, const std::vector<double>& row_totals,
            const std::vector<double>& column_totals, std::int32_t most = 10'000) {
  std::vector<double> row_factors(seed.rows);
  std::vector<double> column_factors(seed.columns);
  Raked result;
  result.outcome =
      rake(static_cast<std::int64_t>(seed.rows), static_cast<std::int64_t>(seed.columns),
           seed.cells, row_totals, column_totals, 1e-10, most, row_factors, column_factors);
  result.table = seed;
  for (std::size_t i = 0; i < seed.rows; ++i) {
    for (std::size_t j = 0; j < seed.columns; ++j)
      result.table.at(i, j) *= row_factors[i] * column_factors[j];
  }
  return result;
}

void check_near(const std::vector<double>& is, const std::vector<double>& wanted) {
  for (std::size_t k = 0; k < wanted.size(); ++k)
    REQUIRE(std::abs(is[k] - wanted[k]) <= 1e-9 * wanted[k]);
}

}  // namespace

TEST_CASE("raking reaches the totals and keeps the odds ratios", "[quota][raking]") {
  Numbers numbers(21);
  for (int round = 0; round < 200; ++round) {
    const double zeros = round % 2 == 0 ? 0 : 0.4;
    const Table seed = made_up(numbers, 1 + numbers.upto(20), 1 + numbers.upto(25), zeros);
    const Table wanted = with_same_zeros(numbers, seed);
    const auto [outcome, table] = raked(seed, wanted.row_sums(), wanted.column_sums());
    REQUIRE(outcome.converged);
    check_near(table.row_sums(), wanted.row_sums());
    check_near(table.column_sums(), wanted.column_sums());
    for (std::size_t i = 1; i < seed.rows; ++i) {
      for (std::size_t j = 1; j < seed.columns; ++j) {
        const double before = seed.at(0, 0) * seed.at(i, j);
        const double across = seed.at(0, j) * seed.at(i, 0);
        if (before == 0 || across == 0) continue;
        const double after = table.at(0, 0) * table.at(i, j);
        REQUIRE(after / (table.at(0, j) * table.at(i, 0)) == Approx(before / across));
      }
    }
  }
}

TEST_CASE("all instructions give the same bytes", "[quota][raking]") {
  const auto sets = kernels::available();
  Numbers numbers(24);
  for (std::size_t columns = 1; columns <= 70; ++columns) {
    // Rows start at every place of a cache line.
    std::vector<double> memory(4 * columns + 8);
    for (double& cell : memory)
      cell = numbers.share();
    const double* block = memory.data() + numbers.upto(7);
    std::vector<double> factors(columns, 0.0);
    for (double& factor : factors)
      factor = 3 * numbers.share();
    const std::vector<double> of_rows = {0.1, 0, 7, numbers.share()};
    std::vector<double> rows(4, 0.0);
    std::vector<double> sums = factors;
    sets.front().weigh_rows(block, columns, factors.data(), rows.data(), 0);
    sets.front().add_rows(block, columns, of_rows.data(), sums.data(), 0);
    for (std::size_t k = 0; k < 4; ++k) {
      double sum = 0;
      for (std::size_t j = 0; j < columns; ++j)
        sum += block[k * columns + j] * factors[j];
      REQUIRE(rows[k] == Approx(sum));
    }
    for (std::size_t j = 0; j < columns; ++j) {
      double sum = factors[j];
      for (std::size_t k = 0; k < 4; ++k)
        sum += of_rows[k] * block[k * columns + j];
      REQUIRE(sums[j] == Approx(sum));
    }
    for (const kernels::Set& set : sets) {
      INFO(set.name);
      std::vector<double> other_rows(4, 0.0);
      std::vector<double> other_sums = factors;
      set.weigh_rows(block, columns, factors.data(), other_rows.data(), 0);
      set.add_rows(block, columns, of_rows.data(), other_sums.data(), 0);
      REQUIRE(other_rows == rows);
      REQUIRE(other_sums == sums);
    }
  }
}

TEST_CASE("the raked table does not depend on how the seed is scaled", "[quota][raking]") {
  Numbers numbers(22);
  for (int round = 0; round < 50; ++round) {
    const Table seed = made_up(numbers, 7, 9, 0.3);
    const Table wanted = with_same_zeros(numbers, seed);
    Table other = seed;
    for (std::size_t i = 0; i < seed.rows; ++i) {
      const double factor = 0.1 + numbers.share();
      for (std::size_t j = 0; j < seed.columns; ++j)
        other.at(i, j) *= factor * (1 + static_cast<double>(j));
    }
    const auto a = raked(seed, wanted.row_sums(), wanted.column_sums()).table;
    const auto b = raked(other, wanted.row_sums(), wanted.column_sums()).table;
    for (std::size_t k = 0; k < a.cells.size(); ++k)
      REQUIRE(a.cells[k] == Approx(b.cells[k]).margin(1e-9));
  }
}

TEST_CASE("totals of zero, and totals that meet only zeros", "[quota][raking]") {
  const Table seed{3, 2, {1, 2, 3, 4, 5, 6}};
  const auto [outcome, table] = raked(seed, {4, 0, 6}, {10, 0});
  CHECK(outcome.converged);
  CHECK(table.cells == std::vector<double>{4, 0, 0, 0, 6, 0});

  const Table empty_row{2, 2, {0, 0, 1, 1}};
  const auto row = testing::refusal([&] { raked(empty_row, {1, 1}, {1, 1}); });
  REQUIRE(row);
  CHECK(row->status() == Status::infeasible);
  CHECK(row->detail() == "zero_row");
  CHECK(row->row() == 0);

  const Table empty_column{2, 2, {1, 0, 1, 0}};
  const auto column = testing::refusal([&] { raked(empty_column, {1, 1}, {1, 1}); });
  REQUIRE(column);
  CHECK(column->detail() == "zero_column");
  CHECK(column->column() == 1);
}

TEST_CASE("zeros that forbid the totals are not called converged", "[quota][raking]") {
  // The first two rows reach only the first column, which may hold 1.
  const Table seed{3, 2, {1, 0, 1, 0, 1, 1}};
  const auto [outcome, table] = raked(seed, {1, 1, 1}, {1, 2});
  CHECK_FALSE(outcome.converged);
  CHECK(outcome.deviation > 0.1);
  const auto few = raked(seed, {1, 1, 1}, {2.2, 0.8}, 1);
  CHECK_FALSE(few.outcome.converged);
  CHECK(few.outcome.iterations == 1);
}

namespace {

SumBound random_box(Numbers& numbers, const Table& table) {
  const std::size_t i = numbers.upto(table.rows - 1);
  const std::size_t j = numbers.upto(table.columns - 1);
  SumBound box{};
  box.row_from = static_cast<std::int32_t>(i);
  box.row_to = static_cast<std::int32_t>(i + 1 + numbers.upto(table.rows - 1 - i));
  box.column_from = static_cast<std::int32_t>(j);
  box.column_to = static_cast<std::int32_t>(j + 1 + numbers.upto(table.columns - 1 - j));
  return box;
}

/// Solves a small dense system; the least squares of what it is asked for.
std::vector<double> least_squares(const std::vector<std::vector<double>>& columns,
                                  const std::vector<double>& wanted) {
  const std::size_t n = columns.size();
  std::vector<std::vector<double>> a(n, std::vector<double>(n + 1, 0.0));
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
  std::vector<double> x(n);
  for (std::size_t p = n; p-- > 0;) {
    double rest = a[p][n];
    for (std::size_t q = p + 1; q < n; ++q)
      rest -= a[p][q] * x[q];
    x[p] = rest / a[p][p];
  }
  return x;
}

}  // namespace

TEST_CASE("fitting to bounds keeps them at the least relative entropy", "[quota][raking]") {
  Numbers numbers(23);
  int bound_boxes = 0;
  for (int round = 0; round < 150; ++round) {
    Table cells = made_up(numbers, 2 + numbers.upto(6), 2 + numbers.upto(6), 0);
    const Table before = cells;
    const Table possible = with_same_zeros(numbers, cells);
    std::vector<SumBound> bounds;
    for (std::size_t k = 0; k <= numbers.upto(3); ++k) {
      SumBound box = random_box(numbers, cells);
      const double sum = possible.box_sum(box);
      const std::size_t kind = numbers.upto(2);
      box.low = kind == 0 ? -infinity : sum * (kind == 2 ? 1.0 : 0.98);
      box.high = kind == 1 ? infinity : sum * (kind == 2 ? 1.0 : 1.02);
      bounds.push_back(box);
    }
    const auto outcome = fit_to_bounds(static_cast<std::int64_t>(cells.rows),
                                       static_cast<std::int64_t>(cells.columns), cells.cells,
                                       possible.row_sums(), bounds, 1e-11, 200'000);
    REQUIRE(outcome.converged);
    check_near(cells.row_sums(), possible.row_sums());
    // log(cell / seed) is a sum of multipliers of rows and of the boxes that
    // bind, those of boxes with the sign of their end.
    std::vector<double> logs;
    for (std::size_t k = 0; k < cells.cells.size(); ++k)
      logs.push_back(std::log(cells.cells[k] / before.cells[k]));
    std::vector<std::vector<double>> directions;
    const auto add_direction = [&](const SumBound& box) {
      Table mark{cells.rows, cells.columns, std::vector<double>(cells.cells.size(), 0.0)};
      for (std::int32_t i = box.row_from; i < box.row_to; ++i) {
        for (std::int32_t j = box.column_from; j < box.column_to; ++j)
          mark.at(static_cast<std::size_t>(i), static_cast<std::size_t>(j)) = 1;
      }
      directions.push_back(mark.cells);
    };
    const auto width = static_cast<std::int32_t>(cells.columns);
    for (std::int32_t i = 0; i < static_cast<std::int32_t>(cells.rows); ++i)
      add_direction({i, i + 1, 0, width, 0, 0});
    std::vector<std::size_t> binding;
    bool distinct = true;
    for (std::size_t k = 0; k < bounds.size(); ++k) {
      const SumBound& box = bounds[k];
      const double sum = cells.box_sum(box);
      REQUIRE(sum >= box.low - 1e-8 * std::abs(sum));
      REQUIRE(sum <= box.high + 1e-8 * std::abs(sum));
      const bool at_end = std::abs(sum - box.low) < 1e-7 || std::abs(sum - box.high) < 1e-7;
      if (!at_end) continue;
      distinct = distinct && box.column_to - box.column_from < width;
      binding.push_back(k);
      add_direction(box);
    }
    const auto multipliers = least_squares(directions, logs);
    for (std::size_t k = 0; k < logs.size(); ++k) {
      double fitted = 0;
      for (std::size_t p = 0; p < directions.size(); ++p)
        fitted += multipliers[p] * directions[p][k];
      REQUIRE(fitted == Approx(logs[k]).margin(1e-5));
    }
    if (binding.size() != 1 || !distinct) continue;
    ++bound_boxes;
    const SumBound& box = bounds[binding.front()];
    if (box.low == -infinity) CHECK(multipliers.back() <= 1e-5);
    if (box.high == infinity) CHECK(multipliers.back() >= -1e-5);
  }
  CHECK(bound_boxes > 20);
}

TEST_CASE("bounds that do not bind change nothing, and bounds that cannot hold are told",
          "[quota][raking]") {
  Table cells{2, 2, {1, 3, 2, 2}};
  const std::vector<double> totals = {8, 4};
  const std::vector<SumBound> loose = {{0, 2, 0, 1, 0, 10}};
  const auto free = fit_to_bounds(2, 2, cells.cells, totals, loose, 1e-12, 100);
  CHECK(free.converged);
  CHECK(free.iterations == 0);
  CHECK(cells.cells == std::vector<double>{2, 6, 2, 2});
  const std::vector<SumBound> impossible = {{0, 2, 0, 1, 13, infinity}};
  CHECK_FALSE(fit_to_bounds(2, 2, cells.cells, totals, impossible, 1e-9, 500).converged);
  Table nothing{1, 2, {0, 0}};
  const std::vector<double> one = {1};
  CHECK_FALSE(fit_to_bounds(1, 2, nothing.cells, one, {}, 1e-9, 500).converged);
  Table closed{1, 3, {1, 1, 1}};
  const std::vector<double> three = {3};
  const std::vector<SumBound> none_in_first = {{0, 1, 0, 1, -infinity, 0}};
  CHECK(fit_to_bounds(1, 3, closed.cells, three, none_in_first, 1e-12, 500).converged);
  CHECK(closed.cells == std::vector<double>{0, 1.5, 1.5});
}
