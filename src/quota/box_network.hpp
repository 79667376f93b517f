#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

#include "quota/bounds_flow.hpp"

namespace sandan::quota {

enum class Side : std::uint8_t { low, high };

/// A bound in the cut that no flow can pass.
struct CutBound {
  std::int32_t box;
  Side side;
};

struct BoxAnswer {
  std::int64_t lacking = 0;   ///< units of lower bounds that no flow brings; 0: all hold
  std::vector<CutBound> cut;  ///< by box
  std::int64_t arcs = 0;      ///< of the network that was solved
};

/// What a box asks for of cells that are not negative.
inline std::int64_t low_of(const Box& box) { return std::max<std::int64_t>(box.low, 0); }

/// Looks for cells that keep the boxes, each of which could be kept alone, and
/// writes them to `cells` (rows * columns) when given and all hold.
BoxAnswer solve_boxes(std::int32_t rows, std::int32_t columns, std::span<const Box> boxes,
                      std::vector<std::int64_t>* cells = nullptr);

}  // namespace sandan::quota
