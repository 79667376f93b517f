#include "quota/raking.hpp"

#include <cmath>
#include <cstdint>
#include <random>
#include <vector>

#include "quota/raking_kernels.hpp"
#include "support/expect.hpp"

using namespace sandan;
using namespace sandan::quota;

namespace {

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
