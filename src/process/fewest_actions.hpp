#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace sandan::process {

/// Actions chosen, by their places in rising order.
struct ChosenActions {
  std::vector<std::size_t> places;
  bool is_exact = true;  ///< false where steps ran out: there may be a shorter list
};

/// The fewest of `actions` that together satisfy all marks of `wanted`, the
/// earliest by order among lists of that length. Marks are bits; each wanted
/// one is satisfied by some action. A step is an action tried; where `steps`
/// run out, the actions that satisfy most of what is left, one after another.
ChosenActions fewest_actions(std::uint64_t wanted, const std::vector<std::uint64_t>& actions,
                             std::int64_t steps);

}  // namespace sandan::process
