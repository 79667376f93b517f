#include "org/influence_dense.hpp"

#include <algorithm>
#include <bit>

namespace sandan::org {
namespace {

/// Below it nothing but absurd weights leads out of a place.
constexpr double least_pivot = 1e-250;

constexpr std::uint64_t bit(std::size_t place) noexcept { return std::uint64_t{1} << place; }

std::size_t lowest(std::uint64_t bits) noexcept {
  return static_cast<std::size_t>(std::countr_zero(bits));
}

}  // namespace

void DenseOpinions::factor(const InfluenceGraph& graph, std::uint64_t anchored) {
  size_ = graph.size;
  read_graph(graph, anchored);
  fill_cells(graph);
  eliminate();
}

void DenseOpinions::read_graph(const InfluenceGraph& graph, std::uint64_t anchored) {
  const auto size = static_cast<std::size_t>(size_);
  std::uint64_t settled = anchored;
  std::fill_n(near_.begin(), size, 0);
  for (std::size_t i = 0; i < size; ++i) {
    if (graph.stubbornness[i] >= 1) settled |= bit(i);
    excess_[i] = (settled >> i & 1) != 0 ? 1 : graph.stubbornness[i];
  }
  for (std::size_t i = 0; i < size; ++i) {
    if ((settled >> i & 1) != 0) continue;
    for (std::int32_t e = graph.first[i]; e < graph.first[i + 1]; ++e) {
      const auto j = static_cast<std::size_t>(graph.column[static_cast<std::size_t>(e)]);
      near_[i] |= bit(j);
      near_[j] |= bit(i);
    }
  }
  order_people(settled);
}

/// Those whose row is that of I go first and fill nothing; of the others the
/// one with fewest neighbours left.
void DenseOpinions::order_people(std::uint64_t settled) {
  const auto size = static_cast<std::size_t>(size_);
  std::array<std::uint8_t, most_dense_people> degree;
  std::array<std::uint64_t, most_dense_people> later;
  std::size_t placed = 0;
  for (std::uint64_t bits = settled; bits != 0; bits &= bits - 1, ++placed) {
    const std::size_t i = lowest(bits);
    order_[placed] = static_cast<std::uint8_t>(i);
    later[placed] = near_[i];
  }
  settled_ = static_cast<std::int32_t>(placed);
  std::uint64_t left = (size == 64 ? ~std::uint64_t{0} : bit(size) - 1) & ~settled;
  for (std::uint64_t bits = left; bits != 0; bits &= bits - 1) {
    const std::size_t i = lowest(bits);
    near_[i] &= left;
    degree[i] = static_cast<std::uint8_t>(std::popcount(near_[i]));
  }
  for (; left != 0; ++placed) {
    std::size_t best = lowest(left);
    for (std::uint64_t bits = left & (left - 1); bits != 0 && degree[best] > 1; bits &= bits - 1) {
      const std::size_t i = lowest(bits);
      if (degree[i] < degree[best]) best = i;
    }
    left &= ~bit(best);
    order_[placed] = static_cast<std::uint8_t>(best);
    later[placed] = near_[best];
    for (std::uint64_t bits = near_[best]; bits != 0; bits &= bits - 1) {
      const std::size_t i = lowest(bits);
      near_[i] = (near_[i] | near_[best]) & ~(bit(i) | bit(best));
      degree[i] = static_cast<std::uint8_t>(std::popcount(near_[i]));
    }
  }
  for (std::size_t k = 0; k < size; ++k)
    place_[order_[k]] = static_cast<std::uint8_t>(k);
  later_.resize(size * (size + 1));
  std::size_t filled = 0;
  for (std::size_t k = 0; k < size; ++k) {
    begin_[k] = static_cast<std::uint16_t>(filled);
    for (std::uint64_t bits = later[k]; bits != 0; bits &= bits - 1)
      later_[filled++] = place_[lowest(bits)];
  }
  begin_[size] = static_cast<std::uint16_t>(filled);
}

void DenseOpinions::fill_cells(const InfluenceGraph& graph) {
  const auto size = static_cast<std::size_t>(size_);
  cells_.assign(size * size, 0);
  for (auto k = static_cast<std::size_t>(settled_); k < size; ++k) {
    const std::size_t person = order_[k];
    const double rest = 1 - graph.stubbornness[person];
    double* const row = cells_.data() + k * size;
    for (std::int32_t e = graph.first[person]; e < graph.first[person + 1]; ++e) {
      const auto entry = static_cast<std::size_t>(e);
      row[place_[static_cast<std::size_t>(graph.column[entry])]] = rest * graph.share[entry];
    }
  }
}

void DenseOpinions::eliminate() {
  const auto size = static_cast<std::size_t>(size_);
  lower_.resize(begin_[size]);
  upper_.resize(begin_[size]);
  std::array<double, most_dense_people> sum;
  for (std::size_t k = 0; k < size; ++k)
    sum[k] = excess_[order_[k]];
  for (std::size_t k = 0; k < size; ++k) {
    const std::size_t begin = begin_[k], end = begin_[k + 1];
    const double* const row = cells_.data() + k * size;
    double pivot = sum[k];
    for (std::size_t e = begin; e < end; ++e) {
      upper_[e] = row[later_[e]];
      pivot += upper_[e];
    }
    pivot = std::max(pivot, least_pivot);
    pivot_[k] = pivot;
    const bool fills = k >= static_cast<std::size_t>(settled_);
    for (std::size_t e = begin; e < end; ++e) {
      double* const other = cells_.data() + later_[e] * size;
      const double factor = other[k] / pivot;
      lower_[e] = factor;
      if (factor == 0) continue;
      sum[later_[e]] += factor * sum[k];
      for (std::size_t f = begin; fills && f < end; ++f)
        other[later_[f]] += factor * upper_[f];
    }
  }
}

void DenseOpinions::solve(std::span<double> values) noexcept {
  const auto size = static_cast<std::size_t>(size_);
  for (std::size_t k = 0; k < size; ++k)
    moved_[k] = values[order_[k]];
  for (std::size_t k = 0; k < size; ++k) {
    const double value = moved_[k];
    if (value == 0) continue;
    for (std::size_t e = begin_[k]; e < begin_[k + 1]; ++e)
      moved_[later_[e]] += lower_[e] * value;
  }
  for (std::size_t k = size; k-- > 0;) {
    double value = moved_[k];
    for (std::size_t e = begin_[k]; e < begin_[k + 1]; ++e)
      value += upper_[e] * moved_[later_[e]];
    moved_[k] = value / pivot_[k];
    values[order_[k]] = moved_[k];
  }
}

void DenseOpinions::solve_adjoint(std::span<double> values) noexcept {
  const auto size = static_cast<std::size_t>(size_);
  for (std::size_t k = 0; k < size; ++k)
    moved_[k] = values[order_[k]];
  for (std::size_t k = 0; k < size; ++k) {
    if (moved_[k] == 0) continue;
    const double value = moved_[k] /= pivot_[k];
    for (std::size_t e = begin_[k]; e < begin_[k + 1]; ++e)
      moved_[later_[e]] += upper_[e] * value;
  }
  for (std::size_t k = size; k-- > 0;) {
    double value = moved_[k];
    for (std::size_t e = begin_[k]; e < begin_[k + 1]; ++e)
      value += lower_[e] * moved_[later_[e]];
    moved_[k] = value;
    values[order_[k]] = value;
  }
}

/// Z = M^-1 where the factors are: Z[k][j] = sum of upper[k][q] / pivot[k] *
/// Z[q][j], Z[i][k] = sum of Z[i][q] * lower[q][k] over the later places q.
void DenseOpinions::diagonal(std::span<double> out) {
  const auto size = static_cast<std::size_t>(size_);
  double* const z = cells_.data();
  for (std::size_t k = size; k-- > 0;) {
    if (k < static_cast<std::size_t>(settled_)) {
      out[order_[k]] = 1;
      continue;
    }
    const std::size_t begin = begin_[k], end = begin_[k + 1];
    double own = 1;
    for (std::size_t e = begin; e < end; ++e) {
      const std::size_t other = later_[e];
      double above = 0, below = 0;
      for (std::size_t f = begin; f < end; ++f) {
        above += upper_[f] * z[later_[f] * size + other];
        below += z[other * size + later_[f]] * lower_[f];
      }
      z[k * size + other] = above / pivot_[k];
      z[other * size + k] = below;
    }
    for (std::size_t e = begin; e < end; ++e)
      own += upper_[e] * z[later_[e] * size + k];
    z[k * size + k] = own / pivot_[k];
    out[order_[k]] = z[k * size + k];
  }
}

}  // namespace sandan::org
