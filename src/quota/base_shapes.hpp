#pragma once

#include <cstdint>
#include <vector>

#include "quota/split_places.hpp"
#include "quota/weights.hpp"

namespace sandan::quota {

/// Shapes of lines that take part on every day: by day of the plan, each
/// summing to 1.
struct BaseShapes {
  std::vector<std::vector<double>> shapes;
  std::vector<std::int32_t> of_line;
};

BaseShapes base_shapes(const WeightInput& input, const SplitPlaces& places, const Weights& weights);

/// Shapes × days a plan may have.
inline constexpr std::int64_t most_shape_days = std::int64_t{1} << 28;

/// Throws Error{limit, too_many_shapes}.
void expect_shapes(const WeightInput& input, std::size_t shapes);

}  // namespace sandan::quota
