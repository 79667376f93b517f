#pragma once

#include <bitset>
#include <cstdint>

#include "org/map_data.hpp"

namespace sandan::org {

/// Which relations a centrality counts, and how.
struct RelationChoice {
  std::bitset<256> kinds = std::bitset<256>().set();  ///< of the vocabulary
  bool directed = true;
  bool inverse_weight = false;  ///< a relation is 1 ÷ weight long; else 1
  bool weighted = true;         ///< PageRank follows weights; else the number of relations
  double damping = 0.85;

  /// Relations between people; those of departments have no place.
  bool counts(const Relation& relation) const noexcept {
    return !relation.from_department && !relation.to_department && kinds[relation.kind];
  }
  double share(const Relation& relation) const noexcept { return weighted ? relation.weight : 1; }
};

/// Throws Error{overflow} "weights_too_large" where a person's do not add up to
/// a number.
void check_strength(double strength);

}  // namespace sandan::org
