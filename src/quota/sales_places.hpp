#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "quota/quota_data.hpp"

/// The sales axis of a plan, and what its places are to bring.
namespace sandan::quota {

/// The tree of the sales axis. A plan without one is one place, its whole.
struct SalesTree {
  AxisTree tree;
  std::vector<std::int32_t> leaf_of_line;  ///< of the base layer: node of the tree

  std::size_t size() const noexcept { return tree.nodes.size(); }
  const AxisNode& node(std::int32_t at) const noexcept {
    return tree.nodes[static_cast<std::size_t>(at)];
  }
};

SalesTree sales_tree(const QuotaData& data);

/// Amounts of the base layer of the first tier by node of the tree and period
/// of the plan: [node * periods + period]. Every total is the sum of its parts.
std::vector<Minor> amounts_by_period(const QuotaData& data, const SalesTree& sales,
                                     QuotaPeriod unit);

/// Adds what stands at the leaves of [node * width + i] to the nodes above.
template <class Value>
void add_up(const AxisTree& tree, std::vector<Value>& values, std::size_t width) {
  for (std::size_t node = tree.nodes.size(); node-- > 1;) {
    const auto parent = static_cast<std::size_t>(tree.nodes[node].parent);
    for (std::size_t i = 0; i < width; ++i)
      values[parent * width + i] += values[node * width + i];
  }
}

/// Working days of the plan, from day `from` of it to `to`, that a node takes
/// part in.
std::int64_t workdays_of(const TimeAxis& time, const AxisNode& node, std::int32_t from,
                         std::int32_t to);

}  // namespace sandan::quota
