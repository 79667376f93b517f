#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "org/introductions.hpp"

/// Blocking sets in maps of any size; gatekeeping.hpp says what they are.
namespace sandan::org {

void blocking_set_large(const Introductions& graph, std::span<const std::int32_t> targets,
                        std::vector<std::int32_t>& out);

}  // namespace sandan::org
