#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <vector>

/// Whether bounds on overlapping sums of a matrix can hold together.
namespace sandan::quota {

inline constexpr std::int64_t no_low = std::numeric_limits<std::int64_t>::min();
inline constexpr std::int64_t no_high = std::numeric_limits<std::int64_t>::max();

/// A bound on the sum of a box of a matrix: rows [row_from, row_to) by columns
/// [column_from, column_to), neither of them empty.
struct Box {
  std::int32_t row_from;
  std::int32_t row_to;
  std::int32_t column_from;
  std::int32_t column_to;
  std::int64_t low;   ///< no_low: none; up to 2^53 else
  std::int64_t high;  ///< no_high: none
};

/// What stands in each other's way.
struct Conflict {
  /// Indices of boxes no proper subset of which conflicts, where the set is
  /// irreducible.
  std::vector<std::int32_t> boxes;
  /// For each of them: by how many units its bounds must give way, the others
  /// staying, for the set to hold. It is the same for all of them: each
  /// violated cut holds every box of an irreducible set.
  std::vector<std::int64_t> give_way;
  /// False where so many boxes stand in each other's way that not each could
  /// be tried without: they conflict, but a part of them may do so already, and
  /// giving way in one of them may not do.
  bool is_irreducible = true;
};

/// Arcs of the networks solved to thin a conflict before it is left as it is.
inline constexpr std::int64_t most_thinning = std::int64_t{1} << 23;

/// Finds whether non-negative cells exist that keep all boxes. The boxes must
/// fall into two families, each nested (any two disjoint or one within the
/// other), such as spans of rows over all columns with single rows over spans
/// of columns, and spans of columns over all rows with single columns over
/// spans of rows; else Error{unsupported} (detail crossing_boxes) naming two
/// boxes that cross. A flow with lower bounds decides (A. J. Hoffman, 1960);
/// the cut that proves it impossible is thinned to an irreducible set by
/// deletion, in about `most_work` arcs. Empty: they can. `cells`, when given, gets a whole solution
/// (rows
/// * columns). Throws Error{overflow} (detail bounds_too_large) where the lower
/// bounds sum to 2^62 and more, Error{limit} (detail too_many_bounds) where the
/// boxes tell more than 2^27 parts of the matrix apart.
Conflict find_conflict(std::int32_t rows, std::int32_t columns, std::span<const Box> boxes,
                       std::vector<std::int64_t>* cells = nullptr,
                       std::int64_t most_work = most_thinning);

}  // namespace sandan::quota
