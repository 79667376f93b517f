#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "quota/constraints.hpp"
#include "quota/quota_data.hpp"

/// Layers of upper levels, which are given less than the padded levels below.
namespace sandan::quota {

/// Depths of the first axis at which layers are cut, and what each is given
/// beside the plan's total; the base last, with depth -1.
struct Cut {
  std::int32_t depth;
  std::vector<std::int32_t> paddings;  ///< ppm, one after the other
};

/// Throws Error{document | unsupported}: unknown_level, padding_below_first_axis.
std::vector<Cut> cuts_of(const Definition& definition, const AxisTree& tree);

/// The plan's total with the paddings above a cut, each rounded half to even to
/// the unit. Throws Error{overflow}.
Minor padded_total(Minor total, const Cut& cut, Minor unit);

/// What paddings one below the other make of an amount.
Factor factor_of(std::span<const std::int32_t> paddings);
Factor inverse(const Factor& factor);

enum class Rounded : std::uint8_t { down, nearest, up };  ///< nearest: half to even
/// Throws Error{overflow}.
std::int64_t times(const Factor& factor, std::int64_t amount, Rounded rounded);

/// A limit of an upper layer for the base layer below it: floors raised and caps
/// lowered to whole units, a fixed amount the two units around it. `is_loose`:
/// floors lowered and caps raised.
PlacedLimit padded_limit(const PlacedLimit& limit, const Factor& factor, bool is_loose);

/// By line of the base layer: the line of an upper one above it.
std::vector<std::int32_t> lines_above(const SplitTree& base, const SplitTree& upper,
                                      const AxisTree& first_axis);

/// Weights of an upper layer's places and days from day `first` on: what the
/// base layer has below them. A place without anything has the weight 0, and its
/// days those of working days.
std::shared_ptr<const LineShares> shares_below(const Layer& base, const SplitTree& upper,
                                               std::span<const std::int32_t> lines_above,
                                               const TimeAxis& time, std::int32_t first = 0);

}  // namespace sandan::quota
