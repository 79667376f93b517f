// Raking: a table scaled to totals of rows and columns.

#include <algorithm>
#include <cmath>
#include <memory>

#include "core/buffer.hpp"
#include "jobs.hpp"
#include "quota/raking.hpp"

namespace bench {
namespace {

namespace quota = sandan::quota;

constexpr std::int32_t most_iterations = 10'000;

struct Raking {
  std::size_t rows;
  std::size_t columns;
  Numbers seed;
  Numbers row_totals;
  Numbers column_totals;
  double tolerance;
  Numbers row_factors;
  Numbers column_factors;
  quota::RakingOutcome outcome;
  sandan::Budget budget;
  sandan::Buffer<double> table;

  explicit Raking(const Arrays& arrays)
      : rows(static_cast<std::size_t>(arrays.i64("shape")[0])),
        columns(static_cast<std::size_t>(arrays.i64("shape")[1])),
        seed(arrays.f64("seed")),
        row_totals(arrays.f64("row_totals")),
        column_totals(arrays.f64("column_totals")),
        tolerance(arrays.f64("tolerance")[0]) {}

  void find_factors() {
    row_factors = Numbers(rows);
    column_factors = Numbers(columns);
    outcome = quota::rake(static_cast<std::int64_t>(rows), static_cast<std::int64_t>(columns), seed,
                          row_totals, column_totals, tolerance, most_iterations, row_factors,
                          column_factors);
  }

  void fill_table() {
    table = {};
    table = sandan::Buffer<double>(rows * columns, budget);
    for (std::size_t i = 0; i < rows; ++i) {
      for (std::size_t j = 0; j < columns; ++j) {
        const std::size_t cell = i * columns + j;
        table[cell] = row_factors[i] * seed[cell] * column_factors[j];
      }
    }
  }

  Figures figures(bool whole) {
    fill_table();
    Figures figures;
    figures.items = 1;
    figures.output_bytes =
        static_cast<std::int64_t>(sizeof(double) * (whole ? table.size() : rows + columns));
    figures.told["iterations"] = outcome.iterations;
    figures.told["deviation"] = outcome.deviation;
    figures.arrays.numbers["raked"] = Numbers(table.begin(), table.end());
    return figures;
  }
};

Job job(const Arrays& arrays, bool whole) {
  const auto raking = std::make_shared<Raking>(arrays);
  return {"matrices",
          [raking, whole] {
            raking->find_factors();
            if (whole) raking->fill_table();
          },
          [raking, whole] { return raking->figures(whole); }};
}

const Method factors("rake_factors", [](const Arrays& arrays) { return job(arrays, false); });
const Method whole_table("rake", [](const Arrays& arrays) { return job(arrays, true); });

}  // namespace
}  // namespace bench
