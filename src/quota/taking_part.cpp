#include "quota/taking_part.hpp"

#include <algorithm>

namespace sandan::quota {
namespace {

std::size_t at(std::int32_t index) noexcept { return static_cast<std::size_t>(index); }

bool has_workday(const TimeAxis& time, std::int32_t from, std::int32_t to) {
  const auto first = time.is_workday.begin();
  return std::find(first + from, first + to + 1, 1) != first + to + 1;
}

}  // namespace

bool takes_part(const SplitTree& split, const std::vector<AxisTree>& axes, const TimeAxis& time,
                std::int32_t line, std::int32_t from, std::int32_t to) {
  std::int32_t first = from;
  std::int32_t last = to;
  for (std::int32_t i = split.line_nodes[at(line)]; i > 0; i = split.nodes[at(i)].parent) {
    const SplitNode& node = split.nodes[at(i)];
    const AxisNode& of_axis = axes[at(node.axis)].nodes[at(node.node)];
    first = std::max(first, of_axis.from - time.first);
    last = std::min(last, of_axis.to - time.first);
  }
  if (first == from && last == to) return true;
  return first <= last && (has_workday(time, first, last) || !has_workday(time, from, to));
}

std::vector<std::int32_t> taking_part(const SplitTree& split, const std::vector<AxisTree>& axes,
                                      const TimeAxis& time, const std::vector<std::int32_t>& lines,
                                      std::int32_t from, std::int32_t to) {
  std::vector<std::int32_t> there;
  for (const std::int32_t line : lines) {
    if (takes_part(split, axes, time, line, from, to)) there.push_back(line);
  }
  return there;
}

}  // namespace sandan::quota
