#pragma once

#include <cstdint>
#include <vector>

#include "org/dominator_tree.hpp"
#include "org/introductions.hpp"

/// Whom the people we hold lead to; dominator_tree.hpp tells who is on every
/// way there.
namespace sandan::org {

/// Of each person, 1 where a route leads there: as route_costs() below no_way.
/// `waiting` is scratch.
void reached_people(const Introductions& graph, std::vector<std::uint8_t>& reached,
                    std::vector<std::int32_t>& waiting);

}  // namespace sandan::org
