#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "org/centrality_choice.hpp"

namespace sandan {
class PartRunner;
}

/// Graphs of any number of people: ties with parallel relations joined.
namespace sandan::org {

struct Ties {
  std::vector<std::int64_t> first{0};  ///< ties of p: [first[p], first[p + 1])
  std::vector<std::int32_t> to;        ///< in order; p itself for a self relation
  std::vector<double> share;           ///< what PageRank follows, summed
  std::vector<double> length;          ///< the smallest; 1 in hops

  std::int32_t size() const noexcept { return static_cast<std::int32_t>(first.size()) - 1; }
};

/// Along relations; undirected: both ways.
Ties read_ties(std::span<const Relation> relations, std::int32_t people,
               const RelationChoice& choice);
/// Ties backwards.
Ties turned(const Ties& ties);

/// PageRank by iteration until the ranks change by less than 1e-14 in sum.
/// Throws Error{unsupported} "not_converged" after 100,000 steps.
void rank_ties(const Ties& ties, double damping, const PartRunner& runner, double from, double to,
               std::span<double> out);

/// Cores, parts and articulation points of larger graphs, by Boost.Graph.
/// Directions, parallel and self relations do not count.
struct TieParts {
  std::span<std::int32_t> core, component;
  std::span<std::uint8_t> articulation;
};
void parts_of_ties(const Ties& ties, const TieParts& out);

}  // namespace sandan::org
