#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "org/layout_tree.hpp"
#include "org/map_data.hpp"

namespace sandan::org {

/// Where the people of one map are drawn; reused from map to map.
///
/// Bands: the highest level is band 0; below the lowest come the people whose
/// level is not known. A band has a row for each person of its longest chain of
/// reports; a band without people has one.
///
/// Tree: a person hangs below the superior of the heaviest hierarchy relation,
/// of equal ones the first person; a superior drawn in a lower band is none.
/// People with neither superior nor reports in the tree stand right of it, in
/// the first row of their band. Siblings, roots and those beside stand in the
/// order of people.
class Layout {
 public:
  static constexpr double step = 1.25;  ///< between centres of neighbours, in widths of a person

  void place(std::span<const Person> people, std::span<const Edge> edges,
             const Vocabulary& vocabulary);

  std::span<const double> x() const noexcept { return x_; }              ///< centres, from 0.5
  std::span<const std::int32_t> row() const noexcept { return row_; }    ///< 0 at the top
  std::span<const std::int32_t> band() const noexcept { return band_; }  ///< 0 at the top
  /// Edge of the tree by person, of `edges`; -1: none.
  std::span<const std::int64_t> edge_up() const noexcept { return edge_up_; }

 private:
  void choose_superiors(std::span<const Edge> edges, const Vocabulary& vocabulary);
  void break_cycles(std::span<const Edge> edges);
  void number_rows(std::span<const Edge> edges, std::size_t bands);
  void place_trees(std::span<const Edge> edges);
  void place_beside();

  TidyTree tree_;
  std::vector<double> x_, tree_x_;
  std::vector<std::int32_t> row_, band_;
  std::vector<std::int64_t> edge_up_;
  std::vector<std::uint8_t> in_tree_;
  std::vector<std::int32_t> members_, number_, parent_, tree_row_;  ///< of the trees
  std::vector<std::int32_t> walk_, state_;
};

}  // namespace sandan::org
