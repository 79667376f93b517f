#pragma once

#include <cstdint>
#include <vector>

#include "quota/actuals.hpp"
#include "quota/split_places.hpp"
#include "sandan/core/money.hpp"

namespace sandan::quota {

/// Sums of what was brought in, or is in the pipeline, by the nodes of a split
/// tree. Exact, so that the order of rows is of no account.
class PlaceHistory {
 public:
  /// `squares`: sums of squares too, for effective_number().
  PlaceHistory(const SplitTree& split, std::span<const AxisTree> axes, const SplitPlaces& places,
               const Actuals& actuals, bool squares);

  /// What a split node brought: an inner node of the first axis while its
  /// leaves were in it, an end and what lies below it all of its code.
  double amount(std::int32_t split_node) const { return to_double(own_[at(split_node)]); }
  double squares(std::int32_t split_node) const {
    return to_double(own_squares_[at(split_node)]) * unit_ * unit_;
  }
  /// What a node of the block brought, in all ends below the split node above
  /// this end; or in all there are.
  double parent_amount(std::int32_t end, std::int32_t in_block) const;
  double company_amount(std::int32_t in_block) const;

  static double to_double(const MinorSum& sum) noexcept;

 private:
  using Sums = std::vector<MinorSum>;
  static std::size_t at(std::int32_t index) noexcept { return static_cast<std::size_t>(index); }

  void add_row(std::span<const std::int32_t> nodes, Minor amount);
  void add_to_block(std::int32_t upper, std::int32_t in_block, Minor amount);
  void add_up();
  void merge_codes(const AxisTree& first);

  const SplitTree* split_;
  const SplitPlaces* places_;
  double unit_ = 1;  ///< of amounts in squares
  Sums own_;
  Sums own_squares_;
  std::vector<std::int32_t> block_of_;  ///< by split node of the first axis; -1: an end
  std::vector<Sums> blocks_;            ///< of inner nodes of the first axis, the root first
};

}  // namespace sandan::quota
