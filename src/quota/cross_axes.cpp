#include "quota/cross_axes.hpp"

#include <algorithm>

#include "quota/bounds_flow.hpp"
#include "quota/controlled.hpp"

namespace sandan::quota {
namespace {

/// Whether the next axis begins below a node.
bool is_line_above(const SplitTree& split, std::size_t node, std::int32_t axis) {
  if (split.nodes[node].axis >= axis) return false;
  return split.nodes[node].end == static_cast<std::int32_t>(node) + 1 ||
         split.nodes[node + 1].axis >= axis;
}

class Crossing {
 public:
  Crossing(const SplitTree& split, std::int32_t axis, const Division& division, NodeBounds& pinned)
      : split_(split),
        axis_(axis),
        division_(division),
        pinned_(pinned),
        matrix_(cross_matrix(split, axis)),
        amounts_(division.amounts) {}

  bool round() {
    if (matrix_.columns() == 0) return true;
    bool within = round_groups();
    if (!within && solve_as_flow()) return false;
    if (!within) {
      settles_ = false;
      amounts_ = division_.amounts;
      within = round_groups();
    }
    pin(matrix_.nodes);
    return is_optimal_ && within;
  }

 private:
  std::int32_t parent_node(std::size_t row, std::int32_t column) const {
    return column < 0 ? matrix_.rows[row] : matrix_.at(row, static_cast<std::size_t>(column));
  }

  /// One group of siblings after the other; false when one does not fit.
  bool round_groups() {
    bool within = round_children(-1);
    for (std::int32_t column = 0; column < std::ssize(matrix_.tree); ++column)
      within = round_children(column) && within;
    return within;
  }

  /// What a column has over all rows.
  Ideal column_sum(std::size_t column) const {
    Ideal sum;
    for (std::size_t row = 0; row < matrix_.rows.size(); ++row)
      sum = sum + division_.ideals[static_cast<std::size_t>(matrix_.at(row, column))];
    return settles_ ? settled(sum, split_.lines()) : sum;
  }

  bool round_children(std::int32_t parent);
  bool solve_as_flow();
  Box node_box(std::int32_t node, std::int32_t row_from, std::int32_t row_to) const;

  void pin(const std::vector<std::int32_t>& nodes) {
    for (const std::int32_t node : nodes) {
      const std::int64_t amount = amounts_[static_cast<std::size_t>(node)];
      pinned_.floors[static_cast<std::size_t>(node)] = amount;
      pinned_.caps[static_cast<std::size_t>(node)] = amount;
    }
  }

  const SplitTree& split_;
  std::int32_t axis_;
  const Division& division_;
  NodeBounds& pinned_;
  CrossMatrix matrix_;
  std::vector<std::int64_t> amounts_;
  bool is_optimal_ = true;
  /// Whether columns that are whole up to noise count as whole; given up where
  /// amounts of the lines above leave no such rounding.
  bool settles_ = true;
};

bool Crossing::round_children(std::int32_t parent) {
  std::vector<std::size_t> columns;
  for (std::size_t i = 0; i < matrix_.columns(); ++i) {
    if (matrix_.parents[i] == parent) columns.push_back(i);
  }
  if (columns.empty()) return true;
  const std::size_t rows = matrix_.rows.size();
  std::vector<Ideal> ideals(rows * columns.size());
  std::vector<std::int64_t> totals(rows);
  for (std::size_t row = 0; row < rows; ++row) {
    totals[row] = amounts_[static_cast<std::size_t>(parent_node(row, parent))];
    for (std::size_t i = 0; i < columns.size(); ++i) {
      const auto node = static_cast<std::size_t>(matrix_.at(row, columns[i]));
      ideals[row * columns.size() + i] = division_.ideals[node];
    }
  }
  std::vector<std::int64_t> low, high;
  for (const std::size_t column : columns) {
    const Ideal sum = column_sum(column);
    low.push_back(sum.floor());
    high.push_back(sum.ceil());
  }
  RoundingProblem problem;
  problem.rows = static_cast<std::int64_t>(rows);
  problem.columns = static_cast<std::int64_t>(columns.size());
  problem.ideals = ideals;
  problem.row_totals = totals;
  problem.column_low = low;
  problem.column_high = high;
  const bool small = is_small_matrix(problem.rows, problem.columns);
  std::vector<std::int64_t> rounded(ideals.size());
  const RoundingOutcome outcome =
      round_matrix(problem, small ? RoundingMethod::optimal : RoundingMethod::feasible, rounded);
  for (std::size_t row = 0; row < rows; ++row) {
    for (std::size_t i = 0; i < columns.size(); ++i) {
      amounts_[static_cast<std::size_t>(matrix_.at(row, columns[i]))] =
          rounded[row * columns.size() + i];
    }
  }
  is_optimal_ = is_optimal_ && outcome.is_optimal;
  return outcome.within;
}

Box Crossing::node_box(std::int32_t node, std::int32_t row_from, std::int32_t row_to) const {
  const Ideal& ideal = division_.ideals[static_cast<std::size_t>(node)];
  return {row_from, row_to, 0, 0, ideal.floor(), ideal.ceil()};
}

/// Both hierarchies as one flow: every node of the axes above, every node of
/// the axis, and every cell next to its ideal. The ideals are such a flow, so
/// that a whole one exists.
bool Crossing::solve_as_flow() {
  std::vector<std::int32_t> leaves;  // columns of the axis that are leaves, in order
  std::vector<std::int32_t> leaf_from(matrix_.columns() + 1, 0);
  for (std::size_t i = 0; i < matrix_.columns(); ++i) {
    leaf_from[i] = static_cast<std::int32_t>(leaves.size());
    const bool inner =
        i + 1 < matrix_.columns() && matrix_.parents[i + 1] == static_cast<std::int32_t>(i);
    if (!inner) leaves.push_back(static_cast<std::int32_t>(i));
  }
  const auto rows = static_cast<std::int32_t>(matrix_.rows.size());
  const auto columns = static_cast<std::int32_t>(leaves.size());
  if (std::int64_t{rows} * columns > most_flow_cells) return false;

  const auto leaf_to = [&](std::size_t column) {
    std::size_t next = column + 1;
    while (next < matrix_.columns() && matrix_.parents[next] >= static_cast<std::int32_t>(column))
      ++next;
    return next < matrix_.columns() ? leaf_from[next] : columns;
  };
  std::vector<Box> boxes;
  std::vector<std::int32_t> upper;  // nodes of the axes above and their rows
  std::size_t row = 0;
  for (std::size_t node = 0; node < split_.nodes.size(); ++node) {
    if (split_.nodes[node].axis >= axis_) continue;
    const std::size_t from = row;
    std::size_t to = from;
    while (to < matrix_.rows.size() && matrix_.rows[to] < split_.nodes[node].end)
      ++to;
    if (is_line_above(split_, node, axis_)) ++row;
    Box box = node_box(static_cast<std::int32_t>(node), static_cast<std::int32_t>(from),
                       static_cast<std::int32_t>(to));
    box.column_to = columns;
    boxes.push_back(box);
    upper.push_back(static_cast<std::int32_t>(node));
  }
  for (std::size_t column = 0; column < matrix_.columns(); ++column) {
    const Ideal sum = column_sum(column);
    for (std::size_t r = 0; r < matrix_.rows.size(); ++r) {
      const std::int32_t node = matrix_.at(r, column);
      Box cell = node_box(node, static_cast<std::int32_t>(r), static_cast<std::int32_t>(r) + 1);
      cell.column_from = leaf_from[column];
      cell.column_to = leaf_to(column);
      boxes.push_back(cell);
    }
    boxes.push_back({0, rows, leaf_from[column], leaf_to(column), sum.floor(), sum.ceil()});
  }
  std::vector<std::int64_t> cells;
  if (!find_conflict(rows, columns, boxes, &cells).boxes.empty()) return false;

  const auto sum_of = [&](std::int32_t row_from, std::int32_t row_to, std::int32_t from,
                          std::int32_t to) {
    std::int64_t sum = 0;
    for (std::int32_t r = row_from; r < row_to; ++r) {
      for (std::int32_t c = from; c < to; ++c)
        sum += cells[static_cast<std::size_t>(r) * static_cast<std::size_t>(columns) +
                     static_cast<std::size_t>(c)];
    }
    return sum;
  };
  for (std::size_t i = 0; i < upper.size(); ++i)
    amounts_[static_cast<std::size_t>(upper[i])] =
        sum_of(boxes[i].row_from, boxes[i].row_to, 0, columns);
  for (std::size_t r = 0; r < matrix_.rows.size(); ++r) {
    for (std::size_t column = 0; column < matrix_.columns(); ++column)
      amounts_[static_cast<std::size_t>(matrix_.at(r, column))] =
          sum_of(static_cast<std::int32_t>(r), static_cast<std::int32_t>(r) + 1, leaf_from[column],
                 leaf_to(column));
  }
  pin(upper);
  pin(matrix_.nodes);
  return true;
}

}  // namespace

CrossMatrix cross_matrix(const SplitTree& split, std::int32_t axis) {
  CrossMatrix matrix;
  for (std::size_t node = 0; node < split.nodes.size(); ++node) {
    if (!is_line_above(split, node, axis)) continue;
    const bool first = matrix.rows.empty();
    matrix.rows.push_back(static_cast<std::int32_t>(node));
    std::vector<std::int32_t> open;  // columns whose subtrees are not passed yet
    for (std::int32_t below = static_cast<std::int32_t>(node) + 1; below < split.nodes[node].end;
         ++below) {
      const SplitNode& at = split.nodes[static_cast<std::size_t>(below)];
      if (at.axis != axis) continue;
      matrix.nodes.push_back(below);
      if (!first) continue;
      const auto ends = [&](std::int32_t column) {
        return split.nodes[static_cast<std::size_t>(matrix.nodes[static_cast<std::size_t>(column)])]
                   .end <= below;
      };
      while (!open.empty() && ends(open.back()))
        open.pop_back();
      matrix.parents.push_back(open.empty() ? -1 : open.back());
      open.push_back(static_cast<std::int32_t>(matrix.tree.size()));
      matrix.tree.push_back(at.node);
    }
  }
  return matrix;
}

bool round_crossing(const SplitTree& split, std::int32_t axis, const Division& division,
                    NodeBounds& pinned) {
  return Crossing(split, axis, division, pinned).round();
}

}  // namespace sandan::quota
