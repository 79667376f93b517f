#pragma once

#include <cstdint>
#include <vector>

#include "org/introductions.hpp"

namespace sandan::org {

/// Immediate dominators of everybody at once, from us as the root (Lengauer
/// and Tarjan, 1979, with path compression): O(arcs · log people), no
/// recursion, for maps of any size. Reused from map to map.
class DominatorTree {
 public:
  static constexpr std::int32_t is_start = -1;     ///< nobody but us is on every way
  static constexpr std::int32_t not_reached = -2;  ///< no route leads there

  void build(const Introductions& graph);

  std::int32_t above(std::int32_t person) const noexcept {
    return above_[static_cast<std::size_t>(person)];
  }
  /// People reached, everybody after those on every way there.
  const std::vector<std::int32_t>& order() const noexcept { return order_; }

 private:
  void number(const Introductions& graph);
  void gather_sources(const Introductions& graph);
  void find_semidominators();
  void find_dominators();
  std::int32_t lowest(std::int32_t place);

  std::vector<std::int32_t> above_, order_;

  // By number of the depth-first search; 0 is us, person order_[n - 1] is n.
  std::vector<std::int32_t> number_;                ///< of a person; -1 not reached
  std::vector<std::int32_t> parent_, semi_, best_;  ///< tree, semidominator, label
  std::vector<std::int32_t> ancestor_, dominator_;
  std::vector<std::int32_t> bucket_, next_;  ///< whose semidominator it is, as lists
  std::vector<std::int32_t> first_source_, sources_;
  std::vector<std::int32_t> path_, arc_;
};

}  // namespace sandan::org
