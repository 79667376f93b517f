#include "quota/fit_sums.hpp"

#include <algorithm>
#include <cmath>

namespace sandan::quota {
namespace {

/// Relative to a bound; what is left is taken up when the bound is divided.
constexpr double tolerance = 1e-9;
constexpr int most_sweeps = 1'000;
/// Keeps cells finite where bounds exclude each other.
constexpr double least_multiplier = 1e-30;
constexpr double least_reached = 1e-200;

}  // namespace

void SumFit::start_row(std::int32_t row, double total) {
  last_row = row;
  rows_.push_back({cells_.size(), total});
}

std::vector<std::int32_t>& SumFit::add_set(double low, double high) {
  sets_.push_back({{}, low, high});
  return sets_.back().cells;
}

double SumFit::sum(std::size_t from, std::size_t to) const noexcept {
  double total = 0;
  for (std::size_t cell = from; cell < to; ++cell)
    total += cells_[cell];
  return total;
}

/// No scaling lifts cells that all are 0 to a floor: they begin alike.
void SumFit::seed(Set& set) {
  const bool none = std::all_of(set.cells.begin(), set.cells.end(), [&](std::int32_t cell) {
    return cells_[static_cast<std::size_t>(cell)] == 0;
  });
  if (!none || !(set.low > 0)) return;
  for (const std::int32_t cell : set.cells)
    cells_[static_cast<std::size_t>(cell)] = set.low / static_cast<double>(set.cells.size());
}

double SumFit::scale_rows() {
  double worst = 0;
  for (std::size_t row = 0; row < rows_.size(); ++row) {
    const std::size_t to = row + 1 < rows_.size() ? rows_[row + 1].from : cells_.size();
    const double reached = sum(rows_[row].from, to);
    if (reached <= least_reached) continue;
    const double factor = rows_[row].total / reached;
    worst = std::max(worst, std::abs(factor - 1));
    for (std::size_t cell = rows_[row].from; cell < to; ++cell)
      cells_[cell] *= factor;
  }
  return worst;
}

double SumFit::project(Set& set) {
  double reached = 0;
  for (const std::int32_t cell : set.cells)
    reached += cells_[static_cast<std::size_t>(cell)];
  const double missing = std::max({0.0, set.low - reached, reached - set.high});
  const double free = reached / set.multiplier;
  if (!(free > least_reached)) return missing / std::max(1.0, set.low);
  const double wanted = std::max(std::min(1.0, set.high / free), set.low / free);
  const double multiplier = std::clamp(wanted, least_multiplier, 1 / least_multiplier);
  const double factor = multiplier / set.multiplier;
  set.multiplier = multiplier;
  if (factor != 1) {
    for (const std::int32_t cell : set.cells)
      cells_[static_cast<std::size_t>(cell)] *= factor;
  }
  return missing / std::max(1.0, std::min(std::max(set.low, 1.0), set.high));
}

void SumFit::solve() {
  for (Set& set : sets_)
    seed(set);
  for (int sweep = 0; sweep < most_sweeps; ++sweep) {
    double worst = scale_rows();
    for (Set& set : sets_)
      worst = std::max(worst, project(set));
    if (worst <= tolerance) break;
  }
}

}  // namespace sandan::quota
