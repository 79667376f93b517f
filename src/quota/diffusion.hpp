#pragma once

#include <cstdint>

#include "quota/lattice.hpp"

namespace sandan::quota {

/// Rounds line by line, handing each node's error on to the next line: the
/// units of a line go to the nodes that are owed most. Returns the first line
/// whose bounds do not admit its total, or -1.
std::int64_t diffuse(const Lattice& lattice);

/// Moves single units along paths with the fewest steps until the nodes lie in
/// their ranges, or as near as they can. Returns the units moved.
std::int64_t repair(const Lattice& lattice);

}  // namespace sandan::quota
