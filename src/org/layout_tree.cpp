#include "org/layout_tree.hpp"

#include <algorithm>

namespace sandan::org {

std::span<const std::int32_t> TidyTree::reports_of(std::int32_t node) const noexcept {
  const auto p = static_cast<std::size_t>(node);
  return std::span(reports_).subspan(static_cast<std::size_t>(first_[p]),
                                     static_cast<std::size_t>(first_[p + 1] - first_[p]));
}

std::int32_t TidyTree::next_left(std::int32_t node) const noexcept {
  const auto reports = reports_of(node);
  return reports.empty() ? nodes_[static_cast<std::size_t>(node)].left_thread : reports.front();
}

std::int32_t TidyTree::next_right(std::int32_t node) const noexcept {
  const auto reports = reports_of(node);
  return reports.empty() ? nodes_[static_cast<std::size_t>(node)].right_thread : reports.back();
}

void TidyTree::link(std::span<const std::int32_t> parent, std::span<const std::int32_t> row) {
  const auto people = parent.size();
  const auto above = static_cast<std::int32_t>(people);
  const auto superior = [&](std::size_t p) {
    return static_cast<std::size_t>(parent[p] < 0 ? above : parent[p]);
  };
  nodes_.assign(people + 1, Node{});
  first_.assign(people + 2, 0);
  reports_.resize(people);
  for (std::size_t p = 0; p < people; ++p) {
    nodes_[p].bottom = row[p] + 1;
    ++first_[superior(p) + 1];
  }
  for (std::size_t p = 1; p < first_.size(); ++p)
    first_[p] += first_[p - 1];
  std::vector<std::int64_t> place(first_.begin(), first_.end() - 1);
  for (std::size_t p = 0; p < people; ++p)
    reports_[static_cast<std::size_t>(place[superior(p)]++)] = static_cast<std::int32_t>(p);
  order_.clear();
  order_.reserve(people + 1);
  order_.push_back(above);
  for (std::size_t i = 0; i < order_.size(); ++i) {
    const auto reports = reports_of(order_[i]);
    order_.insert(order_.end(), reports.begin(), reports.end());
  }
}

/// Moves a subtree away from those left of it; the room goes to all between it
/// and the one it would have met.
void TidyTree::move(std::span<const std::int32_t> reports, std::size_t i, std::int32_t past,
                    double distance) {
  Node& node = at(reports[i]);
  node.mod += distance;
  node.left_mods += distance;
  node.right_mods += distance;
  const std::int32_t gaps = static_cast<std::int32_t>(i) - past;
  if (gaps <= 1) return;
  const double each = distance / gaps;
  at(reports[static_cast<std::size_t>(past) + 1]).shift += each;
  node.shift -= each;
  node.change -= distance - each;
}

/// The left contour of all goes on in subtree i, which is the deepest.
void TidyTree::thread_left(std::span<const std::int32_t> reports, std::size_t i, std::int32_t to,
                           double mods) {
  Node& first = at(reports[0]);
  Node& end = at(first.left_end);
  end.left_thread = to;
  const double difference = (mods - at(to).mod) - first.left_mods;
  end.mod += difference;
  end.prelim -= difference;
  first.left_end = at(reports[i]).left_end;
  first.left_mods = at(reports[i]).left_mods;
}

/// The right contour of subtree i goes on in those left of it, which are deeper.
void TidyTree::thread_right(std::span<const std::int32_t> reports, std::size_t i, std::int32_t to,
                            double mods) {
  Node& last = at(reports[i]);
  Node& end = at(last.right_end);
  end.right_thread = to;
  const double difference = (mods - at(to).mod) - last.right_mods;
  end.mod += difference;
  end.prelim -= difference;
  last.right_end = at(reports[i - 1]).right_end;
  last.right_mods = at(reports[i - 1]).right_mods;
}

/// Goes down the right contour of the subtrees before i and the left contour of
/// subtree i, and moves it as far as one row asks for.
void TidyTree::separate(std::span<const std::int32_t> reports, std::size_t i, std::size_t reach) {
  std::int32_t left = reports[i - 1], right = reports[i];
  double left_mods = at(left).mod, right_mods = at(right).mod;
  while (left >= 0 && right >= 0) {
    while (reach > 0 && at(left).bottom > reaches_[reach].bottom)
      --reach;
    const double overlap = (left_mods + at(left).prelim + width_) - (right_mods + at(right).prelim);
    if (overlap > 0) {
      right_mods += overlap;
      move(reports, i, reaches_[reach].sibling, overlap);
    }
    const std::int32_t left_bottom = at(left).bottom, right_bottom = at(right).bottom;
    if (left_bottom <= right_bottom) {
      left = next_right(left);
      if (left >= 0) left_mods += at(left).mod;
    }
    if (left_bottom >= right_bottom) {
      right = next_left(right);
      if (right >= 0) right_mods += at(right).mod;
    }
  }
  if (left < 0 && right >= 0) thread_left(reports, i, right, right_mods);
  if (left >= 0 && right < 0) thread_right(reports, i, left, left_mods);
}

void TidyTree::put_reports_together(std::int32_t node, std::span<const std::int32_t> reports) {
  Node& own = at(node);
  if (reports.empty()) {
    own.left_end = own.right_end = node;
    return;
  }
  const auto bottom_of = [&](std::int32_t end) { return at(end).bottom; };
  reaches_.assign(1, Reach{bottom_of(at(reports[0]).left_end), 0});
  for (std::size_t i = 1; i < reports.size(); ++i) {
    const std::int32_t bottom = bottom_of(at(reports[i]).right_end);
    separate(reports, i, reaches_.size() - 1);
    while (!reaches_.empty() && bottom >= reaches_.back().bottom)
      reaches_.pop_back();
    reaches_.push_back({bottom, static_cast<std::int32_t>(i)});
  }
  const Node& first = at(reports.front());
  const Node& last = at(reports.back());
  own.prelim = (first.prelim + first.mod + last.mod + last.prelim) / 2;
  own.left_end = first.left_end;
  own.left_mods = first.left_mods;
  own.right_end = last.right_end;
  own.right_mods = last.right_mods;
}

void TidyTree::spread(std::span<const std::int32_t> reports) {
  double step = 0, moved = 0;
  for (const std::int32_t report : reports) {
    Node& node = at(report);
    step += node.shift;
    moved += step + node.change;
    node.mod += moved;
  }
}

void TidyTree::place(std::span<const std::int32_t> parent, std::span<const std::int32_t> row,
                     double width, std::span<double> x) {
  width_ = width;
  link(parent, row);
  for (std::size_t i = order_.size(); i-- > 0;)
    put_reports_together(order_[i], reports_of(order_[i]));
  // Sums of mods from above, kept in left_mods, which is no longer needed.
  at(order_.front()).left_mods = 0;
  double least = 0;
  for (const std::int32_t node : order_) {
    const auto reports = reports_of(node);
    const double mods = at(node).left_mods + at(node).mod;
    spread(reports);
    for (const std::int32_t report : reports)
      at(report).left_mods = mods;
    if (node == order_.front()) continue;
    x[static_cast<std::size_t>(node)] = at(node).prelim + mods;
    least = std::min(least, x[static_cast<std::size_t>(node)]);
  }
  for (double& centre : x)
    centre += width / 2 - least;
}

}  // namespace sandan::org
