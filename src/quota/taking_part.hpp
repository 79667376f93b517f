#pragma once

#include <cstdint>
#include <vector>

#include "quota/split_tree.hpp"
#include "quota/time_axis.hpp"

namespace sandan::quota {

/// Whether all nodes above a line take part in one of the days [from, to] of
/// the plan, in a working day where there is one among these.
bool takes_part(const SplitTree& split, const std::vector<AxisTree>& axes, const TimeAxis& time,
                std::int32_t line, std::int32_t from, std::int32_t to);

/// The lines of those that take part.
std::vector<std::int32_t> taking_part(const SplitTree& split, const std::vector<AxisTree>& axes,
                                      const TimeAxis& time, const std::vector<std::int32_t>& lines,
                                      std::int32_t from, std::int32_t to);

}  // namespace sandan::quota
