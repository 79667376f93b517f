// Controlled rounding: whole cells next to their ideals, totals of rows and columns given.

#include <cstdlib>
#include <memory>

#include "jobs.hpp"
#include "quota/controlled.hpp"

namespace bench {
namespace {

namespace quota = sandan::quota;

struct Rounding {
  explicit Rounding(const Arrays& arrays)
      : row_totals(arrays.i64("row_totals")), column_totals(arrays.i64("column_totals")) {
    const Integers& whole = arrays.i64("whole");
    const Integers& fraction = arrays.i64("fraction");
    for (std::size_t i = 0; i < whole.size(); ++i)
      ideals.push_back({whole[i], static_cast<std::uint32_t>(fraction[i])});
    problem.rows = arrays.i64("shape")[0];
    problem.columns = arrays.i64("shape")[1];
    problem.ideals = ideals;
    problem.row_totals = row_totals;
    problem.column_low = column_totals;
    problem.column_high = column_totals;
  }

  void run(quota::RoundingMethod method) {
    rounded = Integers(ideals.size());
    outcome = quota::round_matrix(problem, method, rounded);
  }

  /// Sum of |rounded - ideal| in 2^-32.
  std::int64_t objective() const {
    std::int64_t sum = 0;
    for (std::size_t i = 0; i < rounded.size(); ++i) {
      const std::int64_t units = rounded[i] - ideals[i].whole;
      sum += std::abs(units * (std::int64_t{1} << 32) - std::int64_t{ideals[i].fraction});
    }
    return sum;
  }

  Figures figures(bool is_least) const {
    Figures figures;
    figures.items = 1;
    figures.output_bytes = static_cast<std::int64_t>(sizeof(std::int64_t) * rounded.size());
    figures.told["deviation"] = quota::deviation(ideals, rounded);
    figures.told["moves"] = static_cast<double>(outcome.moves);
    figures.told["missed"] = static_cast<double>(outcome.missed);
    figures.arrays.integers["columns"] = sums_of_columns();
    if (is_least) figures.arrays.integers["objective"] = {objective()};
    return figures;
  }

  Integers sums_of_columns() const {
    Integers sums(column_totals.size(), 0);
    for (std::size_t i = 0; i < rounded.size(); ++i)
      sums[i % sums.size()] += rounded[i];
    return sums;
  }

  Integers row_totals;
  Integers column_totals;
  std::vector<quota::Ideal> ideals{};
  quota::RoundingProblem problem{};
  Integers rounded{};
  quota::RoundingOutcome outcome{};
};

Job job(const Arrays& arrays, quota::RoundingMethod method) {
  const auto rounding = std::make_shared<Rounding>(arrays);
  return {
      "matrices", [rounding, method] { rounding->run(method); },
      [rounding, method] { return rounding->figures(method == quota::RoundingMethod::optimal); }};
}

const Method optimal("round_optimal", [](const Arrays& arrays) {
  return job(arrays, quota::RoundingMethod::optimal);
});
const Method feasible("round_feasible", [](const Arrays& arrays) {
  return job(arrays, quota::RoundingMethod::feasible);
});

}  // namespace
}  // namespace bench
