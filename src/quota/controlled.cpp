#include "quota/controlled.hpp"

#include <algorithm>

#include "quota/column_graph.hpp"
#include "quota/diffusion.hpp"
#include "quota/lattice.hpp"
#include "sandan/core/status.hpp"

namespace sandan::quota {
namespace {

/// Rounds all lines; the first that its bounds keep from its total, or -1.
std::int64_t round_lines(const Lattice& lattice) {
  std::vector<std::uint64_t> keys;
  for (std::int64_t line = 0; line < lattice.lines; ++line) {
    if (round_line(lattice, line, keys) != 0) return line;
  }
  return -1;
}

RoundingOutcome outcome_of(const Lattice& lattice, std::int64_t moves, bool is_optimal) {
  RoundingOutcome outcome;
  outcome.missed = missed_units(lattice, node_sums(lattice));
  outcome.within = outcome.missed == 0;
  outcome.is_optimal = is_optimal && outcome.within;
  outcome.moves = moves;
  return outcome;
}

/// Works the matrix with a line per column. Nothing where the rows could not
/// be met so.
std::optional<RoundingOutcome> round_by_columns(const RoundingProblem& problem,
                                                std::span<std::int64_t> out) {
  const auto owned = lattice_by_columns(problem);
  if (!owned) return std::nullopt;
  const Lattice& lattice = owned->view;
  if (round_lines(lattice) >= 0) return std::nullopt;
  const std::int64_t moves = move_at_least_cost(lattice);
  const RoundingOutcome outcome = outcome_of(lattice, moves, true);
  if (!outcome.within) return std::nullopt;
  for (std::int64_t row = 0; row < problem.rows; ++row) {
    for (std::int64_t column = 0; column < problem.columns; ++column) {
      out[static_cast<std::size_t>(row * problem.columns + column)] =
          lattice.cells[lattice.at(column, row)];
    }
  }
  return outcome;
}

void copy_without_slack(const Lattice& lattice, std::span<std::int64_t> out) {
  auto place = out.begin();
  for (std::int64_t line = 0; line < lattice.lines; ++line) {
    const auto cells = lattice.cells.begin() + static_cast<std::ptrdiff_t>(lattice.at(line, 0));
    place = std::copy(cells, cells + (lattice.nodes - 1), place);
  }
}

}  // namespace

RoundingOutcome round_matrix(const RoundingProblem& problem, RoundingMethod method,
                             std::span<std::int64_t> out) {
  const bool is_optimal = method == RoundingMethod::optimal &&
                          std::min(problem.rows, problem.columns) <= most_optimal_columns;
  if (is_optimal && (problem.rows < problem.columns || problem.columns > most_optimal_columns)) {
    if (const auto outcome = round_by_columns(problem, out)) return *outcome;
  }
  const OwnedLattice owned = lattice_by_rows(problem, out);
  const Lattice& lattice = owned.view;
  const bool by_paths = is_optimal && problem.columns <= most_optimal_columns;
  const std::int64_t refused = by_paths ? round_lines(lattice) : diffuse(lattice);
  if (refused >= 0) {
    throw Error(Status::infeasible, "row_out_of_reach",
                "the bounds of the cells of a row do not admit its total")
        .in_row(refused);
  }
  const std::int64_t moves = by_paths ? move_at_least_cost(lattice) : repair(lattice);
  if (lattice.has_slack) copy_without_slack(lattice, out);
  return outcome_of(lattice, moves, by_paths);
}

double deviation(std::span<const Ideal> ideals, std::span<const std::int64_t> rounded) {
  std::int64_t whole = 0;
  std::uint64_t fractions = 0;  // in 2^-32; carried over before it can overflow
  for (std::size_t i = 0; i < ideals.size(); ++i) {
    const Ideal& ideal = ideals[i];
    if (rounded[i] > ideal.whole) {
      whole += rounded[i] - ideal.whole - (ideal.fraction != 0 ? 1 : 0);
      if (ideal.fraction != 0) fractions += (std::uint64_t{1} << 32) - ideal.fraction;
    } else {
      whole += ideal.whole - rounded[i];
      fractions += ideal.fraction;
    }
    whole += static_cast<std::int64_t>(fractions >> 32);
    fractions &= 0xffffffffU;
  }
  return static_cast<double>(whole) + static_cast<double>(fractions) / 4294967296.0;
}

}  // namespace sandan::quota
