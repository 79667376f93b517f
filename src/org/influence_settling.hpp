#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "org/influence_graph.hpp"

namespace sandan::org {

/// Stubbornness below this is none: the sums would leave the range of doubles.
inline constexpr double least_stubbornness = 1e-100;

/// Groups who follow only each other and hold on to nothing: they settle on one
/// opinion, the mean of their own ones by the shares of the stationary
/// distribution of W within the group.
struct Settling {
  std::int32_t groups = 0;
  std::vector<std::int32_t> group;    ///< of each person; -1 for the others
  std::vector<std::int32_t> members;  ///< group g: [first[g], first[g + 1])
  std::vector<std::int32_t> first;
  std::vector<double> share;  ///< of each person in the group's opinion

  /// Finds the groups; the shares are to be set.
  void find(const InfluenceGraph& graph);
  std::span<const std::int32_t> members_of(std::int32_t of) const noexcept;

 private:
  struct Visit {
    std::int32_t person;
    std::int32_t next;  ///< place in the row
  };
  void search(const InfluenceGraph& graph, std::int32_t root);
  void close(const InfluenceGraph& graph, std::int32_t person);
  bool keeps_to_itself(const InfluenceGraph& graph, std::size_t begin, std::int32_t mark) const;

  std::int32_t visited_ = 0;
  std::int32_t marks_ = 0;
  std::vector<std::int32_t> number_, low_, mark_, stack_;
  std::vector<Visit> path_;
};

}  // namespace sandan::org
