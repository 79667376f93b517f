#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "quota/rounding.hpp"
#include "quota/split_tree.hpp"

/// Ideals under bounds: amounts in proportion to weights as far as floors and
/// caps let them.
namespace sandan::quota {

/// Divides `total` in proportion to weights within whole bounds (water-filling:
/// x_i = clamp(λ w_i, floor_i, cap_i), the λ for which they add up), exact in
/// fixed point. `total` is not negative; weights are as of whole_weights, those
/// of all items may be 0. Empty spans: no bounds; a floor below 0 is none, and
/// so is a cap of INT64_MAX. Items of weight 0 get their floor, unless the
/// others cannot take the rest: then they share it equally within their caps.
/// Throws Error{infeasible} (detail floors_exceed_total or caps_below_total,
/// where = "/items").
void fill(Ideal total, std::span<const std::int64_t> weights, std::span<const std::int64_t> floors,
          std::span<const std::int64_t> caps, std::span<Ideal> out);

/// Bounds by node of a tree made consistent: a node's floor is at least the sum
/// of its children's, its cap at most the sum of theirs. False when a floor
/// exceeds a cap; `at` is then the deepest such node.
template <class Node>
bool propagate_bounds(const std::vector<Node>& nodes, std::span<std::int64_t> floors,
                      std::span<std::int64_t> caps, std::int32_t& at);

/// Ideals of a tree: each node's is filled among its children by their weights
/// among siblings (`weights` by node; all children of weight 0 share equally)
/// within consistent bounds.
template <class Node>
void fill_tree(const std::vector<Node>& nodes, Ideal total, std::span<const double> weights,
               std::span<const std::int64_t> floors, std::span<const std::int64_t> caps,
               std::span<Ideal> out);

}  // namespace sandan::quota
