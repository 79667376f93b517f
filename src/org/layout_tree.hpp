#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace sandan::org {

/// Columns of a forest drawn tidily (Reingold and Tilford, 1981; Buchheim et
/// al., 2002), in linear time where people stand any number of rows below their
/// superior (van der Ploeg, 2014): superiors are centred over their reports,
/// which stand in order, and equal subtrees look alike. Long chains do no harm.
class TidyTree {
 public:
  /// `parent` (-1: a root) and `row` of each person; a row is below that of the
  /// parent. `x` receives the centres of people, each `width` wide with the
  /// space to the next; the left end of all is 0.
  void place(std::span<const std::int32_t> parent, std::span<const std::int32_t> row, double width,
             std::span<double> x);

 private:
  struct Node {
    double prelim = 0, mod = 0, shift = 0, change = 0;
    std::int32_t left_thread = -1, right_thread = -1;
    std::int32_t left_end = -1, right_end = -1;  ///< lowest nodes of the contours
    double left_mods = 0, right_mods = 0;        ///< sums of mods down to them
    std::int32_t bottom = 0;                     ///< row below the node
  };
  /// A sibling that is the first to reach down to a row, from the right.
  struct Reach {
    std::int32_t bottom;
    std::int32_t sibling;
  };

  void link(std::span<const std::int32_t> parent, std::span<const std::int32_t> row);
  void put_reports_together(std::int32_t node, std::span<const std::int32_t> reports);
  void separate(std::span<const std::int32_t> reports, std::size_t i, std::size_t reach);
  void move(std::span<const std::int32_t> reports, std::size_t i, std::int32_t past,
            double distance);
  void thread_left(std::span<const std::int32_t> reports, std::size_t i, std::int32_t to,
                   double mods);
  void thread_right(std::span<const std::int32_t> reports, std::size_t i, std::int32_t to,
                    double mods);
  void spread(std::span<const std::int32_t> reports);

  Node& at(std::int32_t node) noexcept { return nodes_[static_cast<std::size_t>(node)]; }
  std::span<const std::int32_t> reports_of(std::int32_t node) const noexcept;
  std::int32_t next_left(std::int32_t node) const noexcept;
  std::int32_t next_right(std::int32_t node) const noexcept;

  double width_ = 1;
  std::vector<Node> nodes_;          ///< the last one is above all roots
  std::vector<std::int64_t> first_;  ///< reports of p: [first_[p], first_[p + 1])
  std::vector<std::int32_t> reports_;
  std::vector<std::int32_t> order_;  ///< each node before its reports
  std::vector<Reach> reaches_;       ///< lowest last
};

}  // namespace sandan::org
