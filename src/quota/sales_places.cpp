#include "quota/sales_places.hpp"

#include <algorithm>

namespace sandan::quota {

SalesTree sales_tree(const QuotaData& data) {
  SalesTree sales;
  const SplitTree& split = *data.base().split;
  for (std::size_t axis = 0; axis < data.axes.size(); ++axis) {
    if (data.axes[axis].axis != "sales") continue;
    sales.tree = data.axes[axis];
    sales.leaf_of_line = split.line_leaves[axis];
    return sales;
  }
  sales.tree.axis = "sales";
  sales.tree.levels = {"company"};
  AxisNode whole;
  whole.code = "company";
  whole.end = 1;
  whole.leaf_to = 1;
  sales.tree.nodes = {whole};
  sales.tree.leaves = {0};
  sales.leaf_of_line.assign(static_cast<std::size_t>(split.lines()), 0);
  return sales;
}

std::vector<Minor> amounts_by_period(const QuotaData& data, const SalesTree& sales,
                                     QuotaPeriod unit) {
  const std::vector<TimeSpan>& spans = data.time.of(unit);
  const Layer& layer = data.base();
  std::vector<Minor> amounts(sales.size() * spans.size(), 0);
  for (std::int32_t line = 0; line < layer.split->lines(); ++line) {
    const Minor* cells = layer.line(line, data.time.days);
    const auto leaf = static_cast<std::size_t>(sales.leaf_of_line[static_cast<std::size_t>(line)]);
    for (std::size_t i = 0; i < spans.size(); ++i) {
      Minor sum = 0;
      for (std::int32_t day = spans[i].from; day <= spans[i].to; ++day)
        sum += cells[day];
      amounts[leaf * spans.size() + i] += sum;
    }
  }
  add_up(sales.tree, amounts, spans.size());
  return amounts;
}

std::int64_t workdays_of(const TimeAxis& time, const AxisNode& node, std::int32_t from,
                         std::int32_t to) {
  const std::int32_t first = std::max({from, 0, node.from - time.first});
  const std::int32_t last = std::min({to, time.days - 1, node.to - time.first});
  std::int64_t workdays = 0;
  for (std::int32_t day = first; day <= last; ++day)
    workdays += time.is_workday[static_cast<std::size_t>(day)];
  return workdays;
}

}  // namespace sandan::quota
