#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <random>
#include <utility>
#include <vector>

#include "org/centrality.hpp"

/// Random relations for the tests of centralities, and the definitions of the
/// figures carried out without regard to speed.
namespace sandan::testing {

using Dice = std::mt19937_64;
using Relations = std::vector<org::Relation>;

inline std::int32_t one_of(Dice& dice, int count) {
  return static_cast<std::int32_t>(dice() % static_cast<std::uint64_t>(count));
}

inline org::Relation relation(std::int32_t from, std::int32_t to, double weight = 1,
                              std::uint8_t kind = 0) {
  org::Relation made;
  made.from = from;
  made.to = to;
  made.weight = weight;
  made.kind = kind;
  return made;
}

/// In the order of a book.
inline Relations in_order(Relations relations) {
  std::stable_sort(relations.begin(), relations.end(),
                   [](const org::Relation& a, const org::Relation& b) {
                     return std::pair(a.from, a.to) < std::pair(b.from, b.to);
                   });
  return relations;
}

/// Parallel and self relations among them; weights 1, small whole numbers whose
/// lengths tie, or anything.
inline Relations random_relations(Dice& dice, int people, int count) {
  const int weights = one_of(dice, 3);
  Relations relations;
  relations.reserve(static_cast<std::size_t>(count));
  for (int i = 0; i < count; ++i) {
    const double weight = weights == 0   ? 1
                          : weights == 1 ? 1 << one_of(dice, 3)
                                         : 0.1 + static_cast<double>(one_of(dice, 1000)) / 100;
    relations.push_back(relation(one_of(dice, people), one_of(dice, people), weight,
                                 static_cast<std::uint8_t>(one_of(dice, 3))));
  }
  return in_order(std::move(relations));
}

/// Room for all figures of one map.
struct Figures {
  std::vector<std::int32_t> in_degree, out_degree, core, component;
  std::vector<double> in_strength, out_strength, betweenness, closeness, pagerank;
  std::vector<std::uint8_t> articulation;

  explicit Figures(int people) {
    const auto count = static_cast<std::size_t>(people);
    for (auto* column : {&in_degree, &out_degree, &core, &component})
      column->resize(count);
    for (auto* column : {&in_strength, &out_strength, &betweenness, &closeness, &pagerank})
      column->resize(count);
    articulation.resize(count);
  }
  org::CentralityColumns columns() {
    return {in_degree, out_degree, in_strength, out_strength, betweenness,
            closeness, pagerank,   core,        component,    articulation};
  }
};

using Square = std::vector<std::vector<double>>;

/// A relation matrix of the choice: shares summed, or shortest lengths.
struct PlainGraph {
  std::size_t size;
  Square share, length;

  PlainGraph(const Relations& relations, int people, const org::RelationChoice& choice)
      : size(static_cast<std::size_t>(people)),
        share(size, std::vector<double>(size, 0)),
        length(size, std::vector<double>(size, std::numeric_limits<double>::infinity())) {
    for (const org::Relation& one : relations) {
      if (!choice.kinds[one.kind] || one.from_department || one.to_department) continue;
      add(one.from, one.to, one, choice);
      if (!choice.directed && one.from != one.to) add(one.to, one.from, one, choice);
    }
  }

  bool linked(std::size_t a, std::size_t b) const {
    return a != b && (share[a][b] > 0 || share[b][a] > 0);
  }

  /// People who can be reached from a start, directions not counting, without one.
  std::vector<bool> around(std::size_t start, std::size_t without) const {
    std::vector<bool> seen(size, false);
    std::vector<std::size_t> waiting{start};
    seen[start] = true;
    while (!waiting.empty()) {
      const std::size_t a = waiting.back();
      waiting.pop_back();
      for (std::size_t b = 0; b < size; ++b) {
        if (b == without || seen[b] || !linked(a, b)) continue;
        seen[b] = true;
        waiting.push_back(b);
      }
    }
    return seen;
  }

 private:
  void add(std::int32_t from, std::int32_t to, const org::Relation& one,
           const org::RelationChoice& choice) {
    const auto a = static_cast<std::size_t>(from);
    const auto b = static_cast<std::size_t>(to);
    share[a][b] += choice.weighted ? one.weight : 1;
    if (a != b) length[a][b] = std::min(length[a][b], choice.inverse_weight ? 1 / one.weight : 1);
  }
};

}  // namespace sandan::testing
