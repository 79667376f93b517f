#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "quota/bounds_flow.hpp"

namespace sandan::quota {

/// Rows and columns that no box tells apart, as one.
struct BoxGrid {
  std::vector<std::int32_t> row_starts;  ///< first row of each class, then the end
  std::vector<std::int32_t> column_starts;
  std::vector<Box> boxes;  ///< in classes

  std::int32_t rows() const noexcept { return static_cast<std::int32_t>(row_starts.size()) - 1; }
  std::int32_t columns() const noexcept {
    return static_cast<std::int32_t>(column_starts.size()) - 1;
  }
  std::int64_t cells() const noexcept { return std::int64_t{rows()} * columns(); }
};

/// Throws Error{limit} (detail too_many_bounds) beyond 2^27 cells.
BoxGrid grid_of(std::int32_t rows, std::int32_t columns, std::span<const Box> boxes);

/// Boxes of which any two are disjoint or one within the other.
struct BoxFamily {
  std::vector<std::int32_t> boxes;    ///< indices, larger ones first
  std::vector<std::int32_t> parents;  ///< for each: its place in `boxes`, or -1
  std::vector<std::int32_t> owners;   ///< by cell of the grid: place of its smallest box, or -1
};

struct BoxFamilies {
  BoxFamily rows;
  BoxFamily columns;
};

/// Divides the boxes into two families. Throws Error{unsupported}.
BoxFamilies families_of(const BoxGrid& grid);

}  // namespace sandan::quota
