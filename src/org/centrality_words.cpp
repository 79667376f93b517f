#include "org/centrality_words.hpp"

#include <algorithm>
#include <bit>

namespace sandan::org {
namespace {

constexpr std::uint64_t bit_of(std::int32_t person) noexcept { return std::uint64_t{1} << person; }

/// Calls `use` with each person of a word, in order.
template <class Use>
void each_of(std::uint64_t people, Use&& use) {
  for (; people != 0; people &= people - 1)
    use(static_cast<std::size_t>(std::countr_zero(people)));
}

PeopleWords both_ways(const RelationWords& words) noexcept {
  PeopleWords near{};
  for (std::size_t p = 0; p < static_cast<std::size_t>(words.size); ++p)
    near[p] = words.out[p] | words.in[p];
  return near;
}

/// Everybody of `within` who can be reached from `start`.
std::uint64_t flood(const PeopleWords& near, std::uint64_t start, std::uint64_t within) noexcept {
  std::uint64_t seen = start, frontier = start;
  while (frontier != 0) {
    std::uint64_t next = 0;
    each_of(frontier, [&](std::size_t p) { next |= near[p]; });
    frontier = next & within & ~seen;
    seen |= frontier;
  }
  return seen;
}

}  // namespace

void RelationWords::read(std::span<const Relation> relations, std::int32_t people,
                         const RelationChoice& choice) {
  size = people;
  std::fill_n(out.begin(), people, 0);
  std::fill_n(in.begin(), people, 0);
  for (const Relation& relation : relations) {
    if (!choice.counts(relation) || relation.from == relation.to) continue;
    out[static_cast<std::size_t>(relation.from)] |= bit_of(relation.to);
    in[static_cast<std::size_t>(relation.to)] |= bit_of(relation.from);
  }
  if (choice.directed) return;
  for (std::size_t p = 0; p < static_cast<std::size_t>(people); ++p)
    out[p] = in[p] = out[p] | in[p];
}

// ---- PageRank

void WordRank::read(std::span<const Relation> relations, const RelationChoice& choice) {
  std::array<double, word_people> strength{};
  const auto add = [&](std::int32_t from, std::int32_t to, double share) {
    cell(to, from) -= share;
    rows_[static_cast<std::size_t>(to)] |= bit_of(from);
    columns_[static_cast<std::size_t>(from)] |= bit_of(to);
    strength[static_cast<std::size_t>(from)] += share;
  };
  for (const Relation& relation : relations) {
    if (!choice.counts(relation)) continue;
    add(relation.from, relation.to, choice.share(relation));
    if (!choice.directed && relation.from != relation.to)
      add(relation.to, relation.from, choice.share(relation));
  }
  for (std::int32_t from = 0; from < size_; ++from) {
    const auto p = static_cast<std::size_t>(from);
    if (columns_[p] != 0) {
      check_strength(strength[p]);
      const double scale = choice.damping / strength[p];
      each_of(columns_[p],
              [&](std::size_t to) { cell(static_cast<std::int32_t>(to), from) *= scale; });
    }
    cell(from, from) += 1;
    rows_[p] |= bit_of(from);
    columns_[p] |= bit_of(from);
  }
}

/// People with few relations first, so that elimination fills little in. Every
/// order is stable: each column is dominated by its diagonal.
void WordRank::put_in_order() {
  std::array<std::int32_t, word_people> fill;
  for (std::int32_t p = 0; p < size_; ++p) {
    const auto at = static_cast<std::size_t>(p);
    const std::int32_t own = (std::popcount(rows_[at]) - 1) * (std::popcount(columns_[at]) - 1);
    std::size_t place = at;
    for (; place > 0 && fill[place - 1] > own; --place) {
      fill[place] = fill[place - 1];
      order_[place] = order_[place - 1];
    }
    fill[place] = own;
    order_[place] = p;
  }
}

void WordRank::eliminate(std::span<double> right) noexcept {
  std::uint64_t left = size_ == word_people ? ~std::uint64_t{0} : bit_of(size_) - 1;
  for (std::int32_t step = 0; step < size_; ++step) {
    const std::int32_t pivot = order_[static_cast<std::size_t>(step)];
    const auto p = static_cast<std::size_t>(pivot);
    left &= ~bit_of(pivot);
    const std::uint64_t across = rows_[p] & left, down = columns_[p] & left;
    const double inverse = 1 / cell(pivot, pivot);
    each_of(down, [&](std::size_t row) {
      double* const target = &cell(static_cast<std::int32_t>(row), 0);
      const double* const source = &cell(pivot, 0);
      const double factor = target[p] * inverse;
      each_of(across, [&](std::size_t column) { target[column] -= factor * source[column]; });
      right[row] -= factor * right[p];
      rows_[row] |= across;
    });
    each_of(across, [&](std::size_t column) { columns_[column] |= down; });
  }
  left = 0;
  for (std::int32_t step = size_ - 1; step >= 0; --step) {
    const std::int32_t pivot = order_[static_cast<std::size_t>(step)];
    const auto p = static_cast<std::size_t>(pivot);
    double value = right[p];
    each_of(rows_[p] & left, [&](std::size_t column) {
      value -= cell(pivot, static_cast<std::int32_t>(column)) * right[column];
    });
    right[p] = value / cell(pivot, pivot);
    left |= bit_of(pivot);
  }
}

void WordRank::rank(std::span<const Relation> relations, const RelationChoice& choice,
                    std::span<double> out) {
  size_ = static_cast<std::int32_t>(out.size());
  for (std::int32_t p = 0; p < size_; ++p)
    std::fill_n(&cell(p, 0), size_, 0.0);
  std::fill_n(rows_.begin(), size_, 0);
  std::fill_n(columns_.begin(), size_, 0);
  read(relations, choice);
  put_in_order();
  std::fill(out.begin(), out.end(), 1.0);
  eliminate(out);
  double sum = 0;
  for (const double value : out)
    sum += value;
  for (double& value : out)
    value /= sum;
}

// ---- Shortest paths

/// Numbers of shortest paths from the source, and layers; returns the last.
std::int32_t WordPaths::count_from(const RelationWords& words, std::int32_t source) noexcept {
  std::uint64_t seen = bit_of(source);
  std::int32_t depth = 0;
  layers_[0] = seen;
  paths_[static_cast<std::size_t>(source)] = 1;
  while (true) {
    std::uint64_t next = 0;
    each_of(layers_[static_cast<std::size_t>(depth)], [&](std::size_t v) {
      const std::uint64_t ahead = words.out[v] & ~seen;
      each_of(ahead & next, [&](std::size_t w) { paths_[w] += paths_[v]; });
      each_of(ahead & ~next, [&](std::size_t w) {
        paths_[w] = paths_[v];
        dependency_[w] = 0;
      });
      next |= ahead;
    });
    if (next == 0) return depth;
    seen |= next;
    layers_[static_cast<std::size_t>(++depth)] = next;
  }
}

/// What the source's shortest paths owe to each person, from the farthest back.
void WordPaths::add_back(const RelationWords& words, std::int32_t depth,
                         std::span<double> out) noexcept {
  for (; depth > 1; --depth) {
    const std::uint64_t before = layers_[static_cast<std::size_t>(depth - 1)];
    each_of(layers_[static_cast<std::size_t>(depth)], [&](std::size_t w) {
      const double share = (1 + dependency_[w]) / paths_[w];
      each_of(words.in[w] & before, [&](std::size_t v) { dependency_[v] += paths_[v] * share; });
      out[w] += dependency_[w];
    });
  }
  if (depth == 1) each_of(layers_[1], [&](std::size_t w) { out[w] += dependency_[w]; });
}

void WordPaths::betweenness(const RelationWords& words, bool directed, std::span<double> out) {
  std::fill(out.begin(), out.end(), 0.0);
  for (std::int32_t source = 0; source < words.size; ++source)
    add_back(words, count_from(words, source), out);
  if (directed) return;
  for (double& value : out)
    value /= 2;
}

void WordPaths::closeness(const RelationWords& words, std::span<double> out) noexcept {
  for (std::int32_t target = 0; target < words.size; ++target) {
    std::uint64_t seen = bit_of(target), frontier = seen;
    std::int32_t reached = 0, distances = 0;
    for (std::int32_t distance = 1; frontier != 0; ++distance) {
      std::uint64_t next = 0;
      each_of(frontier, [&](std::size_t v) { next |= words.in[v]; });
      frontier = next & ~seen;
      seen |= frontier;
      const int found = std::popcount(frontier);
      reached += found;
      distances += found * distance;
    }
    const double near = reached;
    out[static_cast<std::size_t>(target)] =
        reached == 0 ? 0.0 : near / distances * (near / (words.size - 1));
  }
}

// ---- Parts

void word_cores(const RelationWords& words, std::span<std::int32_t> out) noexcept {
  const PeopleWords near = both_ways(words);
  std::uint64_t left = words.everybody();
  for (std::int32_t core = 0; left != 0;) {
    std::uint64_t leaving = 0;
    each_of(left, [&](std::size_t p) {
      if (std::popcount(near[p] & left) <= core) leaving |= std::uint64_t{1} << p;
    });
    each_of(leaving, [&](std::size_t p) { out[p] = core; });
    left &= ~leaving;
    if (leaving == 0) ++core;
  }
}

void word_components(const RelationWords& words, std::span<std::int32_t> out) noexcept {
  const PeopleWords near = both_ways(words);
  std::uint64_t left = words.everybody();
  for (std::int32_t number = 0; left != 0; ++number) {
    const std::uint64_t part = flood(near, left & (~left + 1), left);
    each_of(part, [&](std::size_t p) { out[p] = number; });
    left &= ~part;
  }
}

void word_articulations(const RelationWords& words, std::span<std::uint8_t> out) noexcept {
  const PeopleWords near = both_ways(words);
  const std::uint64_t everybody = words.everybody();
  for (std::int32_t person = 0; person < words.size; ++person) {
    const std::uint64_t around = near[static_cast<std::size_t>(person)];
    const std::uint64_t first = around & (~around + 1);
    const std::uint64_t kept = flood(near, first, everybody & ~bit_of(person));
    out[static_cast<std::size_t>(person)] = (around & ~kept) != 0 ? 1 : 0;
  }
}

}  // namespace sandan::org
