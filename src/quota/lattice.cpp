#include "quota/lattice.hpp"

#include <functional>
#include <numeric>

namespace sandan::quota {
namespace {

constexpr Ideal whole(std::int64_t amount) noexcept { return {amount, 0}; }

std::int64_t sum_of(std::span<const std::int64_t> values) {
  return std::accumulate(values.begin(), values.end(), std::int64_t{0});
}

/// Appends the slack of a line whose total lies in [low, high].
void add_slack(OwnedLattice& owned, Ideal ideal_sum, std::int64_t low, std::int64_t high) {
  const Ideal rest = whole(high) - ideal_sum;
  const Ideal most = whole(high - low);
  owned.ideals.push_back(rest < whole(0) ? whole(0) : most < rest ? most : rest);
  owned.low.push_back(0);
  owned.high.push_back(high - low);
}

void add_cell(OwnedLattice& owned, const RoundingProblem& problem, std::size_t cell) {
  const Ideal& ideal = problem.ideals[cell];
  owned.ideals.push_back(ideal);
  owned.low.push_back(problem.low.empty() ? ideal.floor() : problem.low[cell]);
  owned.high.push_back(problem.high.empty() ? ideal.ceil() : problem.high[cell]);
}

void reserve(OwnedLattice& owned, std::int64_t lines, std::int64_t nodes) {
  const auto size = static_cast<std::size_t>(lines * nodes);
  owned.ideals.reserve(size);
  owned.low.reserve(size);
  owned.high.reserve(size);
  owned.cells.resize(size);
}

void look_at_owned(OwnedLattice& owned, std::int64_t lines, std::int64_t nodes, bool has_slack) {
  Lattice& view = owned.view;
  view.lines = lines;
  view.nodes = nodes;
  view.has_slack = has_slack;
  view.ideals = owned.ideals;
  view.low = owned.low;
  view.high = owned.high;
  view.totals = owned.totals;
  view.node_low = owned.node_low;
  view.node_high = owned.node_high;
  view.cells = owned.cells;
}

OwnedLattice rows_with_slack(const RoundingProblem& problem) {
  OwnedLattice owned;
  reserve(owned, problem.rows, problem.columns + 1);
  std::size_t cell = 0;
  for (std::int64_t row = 0; row < problem.rows; ++row) {
    Ideal sum;
    for (std::int64_t column = 0; column < problem.columns; ++column, ++cell) {
      sum = sum + problem.ideals[cell];
      add_cell(owned, problem, cell);
    }
    const auto at = static_cast<std::size_t>(row);
    add_slack(owned, sum, problem.row_low[at], problem.row_totals[at]);
  }
  owned.totals.assign(problem.row_totals.begin(), problem.row_totals.end());
  owned.node_low.assign(problem.column_low.begin(), problem.column_low.end());
  owned.node_high.assign(problem.column_high.begin(), problem.column_high.end());
  const std::int64_t slack = sum_of(problem.row_totals) - problem.total;
  owned.node_low.push_back(slack);
  owned.node_high.push_back(slack);
  look_at_owned(owned, problem.rows, problem.columns + 1, true);
  return owned;
}

struct Range {
  std::int64_t low = 0;
  std::int64_t high = 0;
};

/// What a column can be by its range and the bounds of its cells.
Range range_of_column(const RoundingProblem& problem, std::int64_t column) {
  Range cells;
  for (std::int64_t row = 0; row < problem.rows; ++row) {
    const auto cell = static_cast<std::size_t>(row * problem.columns + column);
    const Ideal& ideal = problem.ideals[cell];
    cells.low += problem.low.empty() ? ideal.floor() : problem.low[cell];
    cells.high += problem.high.empty() ? ideal.ceil() : problem.high[cell];
  }
  const auto at = static_cast<std::size_t>(column);
  return {std::max(cells.low, problem.column_low[at]),
          std::min(cells.high, problem.column_high[at])};
}

/// Fractions above the floor, largest first, then the lower node.
void collect_fractions(const Lattice& lattice, std::int64_t line,
                       std::vector<std::uint64_t>& keys) {
  keys.clear();
  const std::int64_t nodes = lattice.nodes - (lattice.has_slack ? 1 : 0);
  for (std::int64_t node = 0; node < nodes; ++node) {
    const std::size_t cell = lattice.at(line, node);
    const Ideal& ideal = lattice.ideals[cell];
    const std::int64_t amount = lattice.cells[cell];
    if (ideal.fraction == 0 || amount != ideal.whole || amount >= lattice.highest(cell)) continue;
    keys.push_back(std::uint64_t{ideal.fraction} << 32 | (~static_cast<std::uint32_t>(node)));
  }
}

/// How many of `units` the fractions take: those of a half and more, then,
/// after the slack, the others.
std::int64_t units_for_fractions(std::span<const std::uint64_t> keys, std::int64_t units,
                                 std::int64_t slack) {
  const auto count = static_cast<std::int64_t>(keys.size());
  if (slack == 0) return std::min(units, count);
  const auto halves =
      std::count_if(keys.begin(), keys.end(), [](std::uint64_t key) { return key >> 63 != 0; });
  const std::int64_t first = std::min<std::int64_t>(units, halves);
  return std::min(count, first + std::max<std::int64_t>(0, units - first - slack));
}

}  // namespace

OwnedLattice lattice_by_rows(const RoundingProblem& problem, std::span<std::int64_t> out) {
  if (!problem.row_low.empty()) return rows_with_slack(problem);
  OwnedLattice owned;
  owned.view = {problem.rows,
                problem.columns,
                false,
                problem.ideals,
                problem.low,
                problem.high,
                problem.row_totals,
                problem.column_low,
                problem.column_high,
                out};
  return owned;
}

std::optional<OwnedLattice> lattice_by_columns(const RoundingProblem& problem) {
  std::vector<Range> ranges;
  bool has_slack = false;
  for (std::int64_t column = 0; column < problem.columns; ++column) {
    const Range range = range_of_column(problem, column);
    if (range.low > range.high) return std::nullopt;
    has_slack = has_slack || range.low < range.high;
    ranges.push_back(range);
  }
  OwnedLattice owned;
  const std::int64_t nodes = problem.rows + (has_slack ? 1 : 0);
  reserve(owned, problem.columns, nodes);
  for (std::int64_t column = 0; column < problem.columns; ++column) {
    Ideal sum;
    for (std::int64_t row = 0; row < problem.rows; ++row) {
      const auto cell = static_cast<std::size_t>(row * problem.columns + column);
      sum = sum + problem.ideals[cell];
      add_cell(owned, problem, cell);
    }
    const Range range = ranges[static_cast<std::size_t>(column)];
    if (has_slack) add_slack(owned, sum, range.low, range.high);
    owned.totals.push_back(range.high);
  }
  const auto& lowest = problem.row_low.empty() ? problem.row_totals : problem.row_low;
  owned.node_low.assign(lowest.begin(), lowest.end());
  owned.node_high.assign(problem.row_totals.begin(), problem.row_totals.end());
  if (has_slack) {
    const std::int64_t total = problem.row_low.empty() ? sum_of(problem.row_totals) : problem.total;
    owned.node_low.push_back(sum_of(owned.totals) - total);
    owned.node_high.push_back(owned.node_low.back());
  }
  look_at_owned(owned, problem.columns, nodes, has_slack);
  return owned;
}

std::int64_t spread_units(const Lattice& lattice, std::int64_t line, std::int64_t units) {
  const auto room = [&](std::int64_t node) {
    const std::size_t cell = lattice.at(line, node);
    return units > 0 ? lattice.highest(cell) - lattice.cells[cell]
                     : lattice.cells[cell] - lattice.lowest(cell);
  };
  while (units != 0) {
    std::int64_t open = 0;
    for (std::int64_t node = 0; node < lattice.nodes; ++node)
      open += room(node) > 0 ? 1 : 0;
    if (open == 0) return units;
    const std::int64_t each = std::max<std::int64_t>(1, std::abs(units) / open);
    for (std::int64_t node = 0; node < lattice.nodes && units != 0; ++node) {
      const std::int64_t moved = std::min({each, room(node), std::abs(units)});
      if (moved <= 0) continue;
      const std::int64_t step = units > 0 ? moved : -moved;
      lattice.cells[lattice.at(line, node)] += step;
      units -= step;
    }
  }
  return 0;
}

std::int64_t round_line(const Lattice& lattice, std::int64_t line,
                        std::vector<std::uint64_t>& keys) {
  std::int64_t units = lattice.totals[static_cast<std::size_t>(line)];
  for (std::int64_t node = 0; node < lattice.nodes; ++node) {
    const std::size_t cell = lattice.at(line, node);
    const std::int64_t amount =
        lattice.is_slack(node)
            ? 0
            : std::clamp(lattice.ideals[cell].floor(), lattice.lowest(cell), lattice.highest(cell));
    lattice.cells[cell] = amount;
    units -= amount;
  }
  if (units > 0) {
    collect_fractions(lattice, line, keys);
    const std::size_t slack_cell = lattice.at(line, lattice.nodes - 1);
    const std::int64_t slack = lattice.has_slack ? lattice.highest(slack_cell) : 0;
    const std::int64_t taken = units_for_fractions(keys, units, slack);
    if (taken < static_cast<std::int64_t>(keys.size())) {
      std::nth_element(keys.begin(), keys.begin() + taken, keys.end(), std::greater<>());
    }
    for (std::int64_t i = 0; i < taken; ++i) {
      const std::uint32_t node = ~static_cast<std::uint32_t>(keys[static_cast<std::size_t>(i)]);
      ++lattice.cells[lattice.at(line, node)];
    }
    units -= taken;
    const std::int64_t slackened = std::min(units, slack);
    if (slackened > 0) lattice.cells[slack_cell] += slackened;
    units -= slackened;
  }
  return spread_units(lattice, line, units);
}

std::vector<std::int64_t> node_sums(const Lattice& lattice) {
  std::vector<std::int64_t> sums(static_cast<std::size_t>(lattice.nodes));
  for (std::int64_t line = 0; line < lattice.lines; ++line) {
    const std::int64_t* cells = lattice.cells.data() + lattice.at(line, 0);
    for (std::size_t node = 0; node < sums.size(); ++node)
      sums[node] += cells[node];
  }
  return sums;
}

std::int64_t missed_units(const Lattice& lattice, std::span<const std::int64_t> sums) {
  std::int64_t missed = 0;
  for (std::size_t node = 0; node < sums.size(); ++node) {
    if (sums[node] > lattice.node_high[node]) missed += sums[node] - lattice.node_high[node];
    if (sums[node] < lattice.node_low[node]) missed += lattice.node_low[node] - sums[node];
  }
  return missed;
}

}  // namespace sandan::quota
