#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "org/introductions.hpp"

/// Gatekeepers in maps of any size; gatekeeping.hpp says what they are.
namespace sandan::org {

/// Of each person the nearest one on every route to them: -1 for us, -2 where
/// there is no route (Lengauer and Tarjan, 1979).
std::vector<std::int32_t> immediate_dominators(const Introductions& graph);

void blocking_set_large(const Introductions& graph, std::span<const std::int32_t> targets,
                        std::vector<std::int32_t>& out);

}  // namespace sandan::org
