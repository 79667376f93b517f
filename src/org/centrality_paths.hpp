#pragma once

#include <cstdint>
#include <span>

#include "org/centrality_ties.hpp"
#include "sandan/core/run.hpp"

namespace sandan::org {

/// Betweenness (Brandes, 2001) and closeness (Wasserman and Faust, 1994) of
/// graphs of any number of people, by hops or by lengths; an empty span is
/// left out. Lengths are added from the source on and compared exactly.
/// People are taken as sources by several threads; sums do not depend on how
/// many. Memory is linear. Throws Error{overflow} "too_many_paths".
struct PathColumns {
  std::span<double> betweenness, closeness;
};
void paths_of_ties(const Ties& ties, const RelationChoice& choice, const Run& run, double from,
                   double to, const PathColumns& out);

}  // namespace sandan::org
