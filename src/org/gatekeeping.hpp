#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "org/introductions.hpp"

namespace sandan::org {

/// People of several targets: those of target t are [first[t], first[t + 1]).
struct PeopleOf {
  std::vector<std::int32_t> first;
  std::vector<std::int32_t> people;

  std::span<const std::int32_t> of(std::size_t target) const noexcept {
    return std::span(people).subspan(static_cast<std::size_t>(first[target]),
                                     static_cast<std::size_t>(first[target + 1] - first[target]));
  }
};

/// People on every route to each target, nearest to us first, the target left
/// out; none where there is no route.
void dominators(const Introductions& graph, std::span<const std::int32_t> targets, PeopleOf& out);

/// Smallest set of people whose refusal leaves no route to any of `targets`,
/// themselves included (Menger, 1927), by number; of all such sets the one
/// nearest to us. Empty where there is no route.
void blocking_set(const Introductions& graph, std::span<const std::int32_t> targets,
                  std::vector<std::int32_t>& out);

}  // namespace sandan::org
