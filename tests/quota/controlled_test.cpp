#include "quota/controlled.hpp"

#include <numeric>

#include "matrices.hpp"
#include "sandan/core/status.hpp"
#include "support/catch.hpp"

using namespace sandan;
using namespace sandan::quota;
using matrices::Matrix;

namespace {

using Random = std::mt19937_64;

std::int64_t between(Random& random, std::int64_t low, std::int64_t high) {
  return low + static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(high - low + 1));
}

/// Fractions that come in all kinds: whole, a hair from whole, halves, any.
Ideal some_ideal(Random& random, std::int64_t most) {
  const std::int64_t whole = between(random, 0, most);
  switch (random() % 6) {
    case 0:
      return {whole, 0};
    case 1:
      return {whole, 1};
    case 2:
      return {whole, 0xffffffffU};
    case 3:
      return {whole, 0x80000000U};
    default:
      return {whole, static_cast<std::uint32_t>(random())};
  }
}

Ideal sum_of_row(const Matrix& matrix, std::int64_t row) {
  Ideal sum;
  for (std::int64_t k = 0; k < matrix.columns; ++k)
    sum = sum + matrix.ideals[static_cast<std::size_t>(row * matrix.columns + k)];
  return sum;
}

Ideal sum_of_column(const Matrix& matrix, std::int64_t column) {
  Ideal sum;
  for (std::int64_t r = 0; r < matrix.rows; ++r)
    sum = sum + matrix.ideals[static_cast<std::size_t>(r * matrix.columns + column)];
  return sum;
}

Matrix some_matrix(Random& random, std::int64_t rows, std::int64_t columns, std::int64_t most) {
  Matrix matrix;
  matrix.rows = rows;
  matrix.columns = columns;
  for (std::int64_t i = 0; i < rows * columns; ++i)
    matrix.ideals.push_back(some_ideal(random, most));
  return matrix;
}

/// A matrix whose rows and columns sum to whole numbers, as real parts of
/// whole totals never do: pairs of cells in two rows and two columns are moved
/// against each other.
Matrix with_whole_sums(Random& random, std::int64_t rows, std::int64_t columns) {
  Matrix matrix = some_matrix(random, rows, columns, 3);
  for (Ideal& ideal : matrix.ideals)
    ideal.fraction = 0;
  const auto cell = [&](std::int64_t r, std::int64_t k) -> Ideal& {
    return matrix.ideals[static_cast<std::size_t>(r * columns + k)];
  };
  for (int i = 0; i < 20 && rows > 1 && columns > 1; ++i) {
    const std::int64_t r = between(random, 0, rows - 2);
    const std::int64_t k = between(random, 0, columns - 2);
    const Ideal part{0, static_cast<std::uint32_t>(random())};
    if (cell(r, k + 1) < part || cell(r + 1, k) < part) continue;
    cell(r, k) = cell(r, k) + part;
    cell(r, k + 1) = cell(r, k + 1) - part;
    cell(r + 1, k) = cell(r + 1, k) - part;
    cell(r + 1, k + 1) = cell(r + 1, k + 1) + part;
  }
  for (std::int64_t r = 0; r < rows; ++r)
    matrix.row_totals.push_back(sum_of_row(matrix, r).whole);
  for (std::int64_t k = 0; k < columns; ++k)
    matrix.column_low.push_back(sum_of_column(matrix, k).whole);
  matrix.column_high = matrix.column_low;
  return matrix;
}

void set_rows_at_random(Matrix& matrix, Random& random) {
  for (std::int64_t r = 0; r < matrix.rows; ++r) {
    std::int64_t low = 0;
    std::int64_t high = 0;
    for (std::int64_t k = 0; k < matrix.columns; ++k) {
      const auto cell = static_cast<std::size_t>(r * matrix.columns + k);
      low += matrix.lowest(cell);
      high += matrix.highest(cell);
    }
    matrix.row_totals.push_back(between(random, low, high));
  }
}

void set_cell_bounds_at_random(Matrix& matrix, Random& random) {
  for (const Ideal& ideal : matrix.ideals) {
    const std::int64_t low = std::max<std::int64_t>(0, ideal.whole + between(random, -2, 1));
    matrix.low.push_back(low);
    matrix.high.push_back(low + between(random, 0, 2));
  }
}

/// Ranges of columns around what some cells sum to.
void set_columns_at_random(Matrix& matrix, Random& random, bool fixed) {
  std::vector<std::int64_t> cells(matrix.ideals.size());
  for (std::size_t i = 0; i < cells.size(); ++i)
    cells[i] = matrix.lowest(i);
  for (std::int64_t r = 0; r < matrix.rows; ++r) {
    const auto first = static_cast<std::size_t>(r * matrix.columns);
    const auto columns = static_cast<std::size_t>(matrix.columns);
    std::int64_t left =
        matrix.row_totals[static_cast<std::size_t>(r)] -
        std::accumulate(cells.begin() + static_cast<std::ptrdiff_t>(first),
                        cells.begin() + static_cast<std::ptrdiff_t>(first + columns),
                        std::int64_t{0});
    while (left > 0) {
      const std::size_t cell = first + random() % columns;
      if (cells[cell] >= matrix.highest(cell)) continue;
      ++cells[cell];
      --left;
    }
  }
  for (const std::int64_t sum : matrices::sums_of_columns(matrix, cells)) {
    matrix.column_low.push_back(fixed ? sum : sum - between(random, 0, 1));
    matrix.column_high.push_back(fixed ? sum : sum + between(random, 0, 1));
  }
}

RoundingOutcome check(const Matrix& matrix, RoundingMethod method) {
  std::vector<std::int64_t> cells(matrix.ideals.size(), -99);
  const auto outcome = round_matrix(matrix.problem(), method, cells);
  for (std::size_t i = 0; i < cells.size(); ++i) {
    REQUIRE(cells[i] >= matrix.lowest(i));
    REQUIRE(cells[i] <= matrix.highest(i));
  }
  REQUIRE((matrices::rows_hold(matrix, cells) || !outcome.within));
  if (matrix.row_low.empty()) REQUIRE(matrices::rows_hold(matrix, cells));
  REQUIRE(matrices::missed(matrix, cells) == outcome.missed);
  REQUIRE(outcome.within == (outcome.missed == 0));
  std::vector<std::int64_t> again(cells.size());
  round_matrix(matrix.problem(), method, again);
  REQUIRE(again == cells);
  return outcome;
}

/// Compares both methods with what trying everything finds.
void check_against_enumeration(const Matrix& matrix) {
  const auto best = matrices::best_by_enumeration(matrix);
  REQUIRE(best);
  const auto optimal = check(matrix, RoundingMethod::optimal);
  const auto feasible = check(matrix, RoundingMethod::feasible);
  REQUIRE(optimal.missed == best->missed);
  REQUIRE(feasible.missed == best->missed);
  REQUIRE_FALSE(feasible.is_optimal);
  REQUIRE(optimal.is_optimal == optimal.within);
  if (!optimal.within) return;
  std::vector<std::int64_t> cells(matrix.ideals.size());
  round_matrix(matrix.problem(), RoundingMethod::optimal, cells);
  REQUIRE(matrices::distance(matrix, cells) == best->distance);
  REQUIRE(deviation(matrix.ideals, cells) ==
          Approx(static_cast<double>(best->distance) / 4294967296.0).epsilon(1e-12));
}

struct Shape {
  std::int64_t rows;
  std::int64_t columns;
};

const std::vector<Shape> tiny_shapes = {{1, 1}, {1, 4}, {4, 1}, {2, 2}, {2, 3},
                                        {3, 2}, {3, 3}, {2, 5}, {5, 2}, {4, 3}};

}  // namespace

TEST_CASE("whole margins: every total is kept at the least deviation", "[quota][rounding]") {
  Random random(1);
  for (int i = 0; i < 600; ++i) {
    const Shape shape = tiny_shapes[static_cast<std::size_t>(i) % tiny_shapes.size()];
    const Matrix matrix = with_whole_sums(random, shape.rows, shape.columns);
    check_against_enumeration(matrix);
    REQUIRE(check(matrix, RoundingMethod::optimal).within);
    REQUIRE(check(matrix, RoundingMethod::feasible).within);
  }
}

TEST_CASE("any margins and ranges of columns equal the best of all matrices", "[quota][rounding]") {
  Random random(2);
  for (int i = 0; i < 1200; ++i) {
    const Shape shape = tiny_shapes[static_cast<std::size_t>(i) % tiny_shapes.size()];
    Matrix matrix = some_matrix(random, shape.rows, shape.columns, 2);
    set_rows_at_random(matrix, random);
    set_columns_at_random(matrix, random, i % 2 == 0);
    check_against_enumeration(matrix);
    REQUIRE(check(matrix, RoundingMethod::optimal).within);
  }
}

TEST_CASE("cells with bounds of their own may be far from their ideals", "[quota][rounding]") {
  Random random(3);
  for (int i = 0; i < 800; ++i) {
    const Shape shape = tiny_shapes[static_cast<std::size_t>(i) % 9];
    Matrix matrix = some_matrix(random, shape.rows, shape.columns, 2);
    set_cell_bounds_at_random(matrix, random);
    set_rows_at_random(matrix, random);
    set_columns_at_random(matrix, random, i % 3 == 0);
    check_against_enumeration(matrix);
  }
}

TEST_CASE("columns that cannot be met are missed by as little as can be", "[quota][rounding]") {
  Random random(4);
  int impossible = 0;
  for (int i = 0; i < 1200; ++i) {
    const Shape shape = tiny_shapes[static_cast<std::size_t>(i) % 9];
    Matrix matrix = some_matrix(random, shape.rows, shape.columns, 2);
    if (i % 2 == 0) set_cell_bounds_at_random(matrix, random);
    set_rows_at_random(matrix, random);
    for (std::int64_t k = 0; k < matrix.columns; ++k) {
      const std::int64_t low = between(random, 0, 3 * matrix.rows);
      matrix.column_low.push_back(low);
      matrix.column_high.push_back(low + between(random, 0, 2));
    }
    check_against_enumeration(matrix);
    impossible += check(matrix, RoundingMethod::optimal).within ? 0 : 1;
  }
  REQUIRE(impossible > 100);
}

TEST_CASE("rows may have ranges too", "[quota][rounding]") {
  Random random(5);
  for (int i = 0; i < 800; ++i) {
    const Shape shape = tiny_shapes[static_cast<std::size_t>(i) % tiny_shapes.size()];
    Matrix matrix = some_matrix(random, shape.rows, shape.columns, 2);
    Ideal all;
    for (std::int64_t r = 0; r < matrix.rows; ++r) {
      const Ideal sum = sum_of_row(matrix, r);
      matrix.row_low.push_back(sum.floor());
      matrix.row_totals.push_back(sum.ceil());
      all = all + sum;
    }
    for (std::int64_t k = 0; k < matrix.columns; ++k) {
      const Ideal sum = sum_of_column(matrix, k);
      matrix.column_low.push_back(sum.floor());
      matrix.column_high.push_back(sum.ceil());
    }
    matrix.total = all.floor() + (all.fraction >= 0x80000000U ? 1 : 0);
    check_against_enumeration(matrix);
    REQUIRE(check(matrix, RoundingMethod::optimal).within);
  }
}

TEST_CASE("larger matrices are as good by rows as by columns", "[quota][rounding]") {
  Random random(6);
  for (const Shape shape : {Shape{40, 12}, {12, 40}, {7, 70}, {70, 7}, {60, 60}}) {
    for (int i = 0; i < 10; ++i) {
      Matrix matrix = some_matrix(random, shape.rows, shape.columns, 5);
      if (i % 2 == 0) set_cell_bounds_at_random(matrix, random);
      set_rows_at_random(matrix, random);
      set_columns_at_random(matrix, random, true);
      Matrix turned;
      turned.rows = matrix.columns;
      turned.columns = matrix.rows;
      turned.row_totals = matrix.column_low;
      turned.column_low = turned.column_high = matrix.row_totals;
      for (std::int64_t k = 0; k < matrix.columns; ++k) {
        for (std::int64_t r = 0; r < matrix.rows; ++r) {
          const auto cell = static_cast<std::size_t>(r * matrix.columns + k);
          turned.ideals.push_back(matrix.ideals[cell]);
          turned.low.push_back(matrix.lowest(cell));
          turned.high.push_back(matrix.highest(cell));
        }
      }
      std::vector<std::int64_t> cells(matrix.ideals.size());
      std::vector<std::int64_t> turned_cells(matrix.ideals.size());
      REQUIRE(round_matrix(matrix.problem(), RoundingMethod::optimal, cells).is_optimal);
      REQUIRE(round_matrix(turned.problem(), RoundingMethod::optimal, turned_cells).is_optimal);
      REQUIRE(matrices::distance(matrix, cells) == matrices::distance(turned, turned_cells));
      REQUIRE(check(matrix, RoundingMethod::feasible).within);
      REQUIRE(deviation(matrix.ideals, cells) > 0);
    }
  }
}

TEST_CASE("zeros, single cells and nothing at all", "[quota][rounding]") {
  Matrix zeros;
  zeros.rows = 3;
  zeros.columns = 4;
  zeros.ideals.resize(12);
  zeros.row_totals.resize(3);
  zeros.column_low.resize(4);
  zeros.column_high.resize(4);
  for (const auto method : {RoundingMethod::optimal, RoundingMethod::feasible})
    REQUIRE(check(zeros, method).within);

  Matrix empty;
  for (const auto method : {RoundingMethod::optimal, RoundingMethod::feasible}) {
    REQUIRE(check(empty, method).within);
    Matrix rows_alone;
    rows_alone.rows = 2;
    rows_alone.row_totals = {0, 0};
    REQUIRE(check(rows_alone, method).within);
    Matrix columns_alone;
    columns_alone.columns = 2;
    columns_alone.column_low = columns_alone.column_high = {0, 0};
    REQUIRE(check(columns_alone, method).within);
  }
}

TEST_CASE("amounts up to 2^53 and columns without limits", "[quota][rounding]") {
  constexpr std::int64_t large = std::int64_t{1} << 51;
  Matrix matrix;
  matrix.rows = 2;
  matrix.columns = 2;
  matrix.ideals = {{large, 5}, {large, 0xfffffffbU}, {large, 0x80000000U}, {large, 0x80000000U}};
  matrix.row_totals = {2 * large + 1, 2 * large + 1};
  matrix.column_low.assign(2, std::numeric_limits<std::int64_t>::min());
  matrix.column_high.assign(2, std::numeric_limits<std::int64_t>::max());
  REQUIRE(check(matrix, RoundingMethod::optimal).is_optimal);
  std::vector<std::int64_t> cells(4);
  round_matrix(matrix.problem(), RoundingMethod::optimal, cells);
  REQUIRE(cells == std::vector<std::int64_t>{large, large + 1, large + 1, large});
  REQUIRE(check(matrix, RoundingMethod::feasible).within);
}

TEST_CASE("a row that its cells cannot sum to is refused by its number", "[quota][rounding]") {
  Matrix matrix;
  matrix.rows = 2;
  matrix.columns = 2;
  matrix.ideals = {{1, 0}, {1, 0}, {1, 9}, {1, 9}};
  matrix.row_totals = {2, 5};
  matrix.column_low = matrix.column_high = {3, 4};
  for (const auto method : {RoundingMethod::optimal, RoundingMethod::feasible}) {
    std::vector<std::int64_t> cells(4);
    try {
      round_matrix(matrix.problem(), method, cells);
      FAIL("not refused");
    } catch (const Error& error) {
      REQUIRE(error.status() == Status::infeasible);
      REQUIRE(error.detail() == "row_out_of_reach");
      REQUIRE(error.row() == 1);
    }
  }
}

TEST_CASE("beyond a size the nearest rounding is not looked for, and told", "[quota][rounding]") {
  Matrix matrix;
  matrix.rows = matrix.columns = most_optimal_columns + 2;
  matrix.ideals.assign(static_cast<std::size_t>(matrix.rows * matrix.columns), {0, 0x80000000U});
  matrix.row_totals.assign(static_cast<std::size_t>(matrix.rows), matrix.columns / 2);
  matrix.column_low = matrix.column_high = matrix.row_totals;
  std::vector<std::int64_t> cells(matrix.ideals.size());
  const auto outcome = round_matrix(matrix.problem(), RoundingMethod::optimal, cells);
  REQUIRE(outcome.within);
  REQUIRE_FALSE(outcome.is_optimal);
  REQUIRE(matrices::rows_hold(matrix, cells));
}
