#include "quota/bounds_flow.hpp"

#include <algorithm>
#include <optional>

#include "quota/box_families.hpp"
#include "quota/box_network.hpp"

namespace sandan::quota {
namespace {

using Indices = std::vector<std::int32_t>;

bool meet(const Box& a, const Box& b) {
  return a.row_from < b.row_to && b.row_from < a.row_to && a.column_from < b.column_to &&
         b.column_from < a.column_to;
}

bool are_disjoint(std::int32_t rows, std::int32_t columns, std::span<const Box> boxes) {
  const BoxGrid grid = grid_of(rows, columns, boxes);
  std::vector<bool> taken(static_cast<std::size_t>(grid.cells()));
  for (const Box& box : grid.boxes) {
    for (std::int32_t row = box.row_from; row < box.row_to; ++row) {
      for (std::int32_t column = box.column_from; column < box.column_to; ++column) {
        const auto cell = static_cast<std::size_t>(std::int64_t{row} * grid.columns() + column);
        if (taken[cell]) return false;
        taken[cell] = true;
      }
    }
  }
  return true;
}

/// The search for a set of boxes no part of which conflicts.
class Thinning {
 public:
  Thinning(std::int32_t rows, std::int32_t columns, std::span<const Box> boxes,
           std::int64_t most_work)
      : rows_(rows), columns_(columns), boxes_(boxes), most_work_(most_work) {}
  Conflict run(const BoxAnswer& answer);

 private:
  BoxAnswer solve(const Indices& indices);
  Indices thinned(const BoxAnswer& answer) const;
  bool is_plain(const BoxAnswer& answer, const Indices& indices) const;
  bool delete_what_can(Indices& indices);

  const Box& box(std::int32_t index) const { return boxes_[static_cast<std::size_t>(index)]; }

  std::int32_t rows_;
  std::int32_t columns_;
  std::span<const Box> boxes_;
  std::int64_t most_work_;
  std::int64_t work_ = 0;  ///< arcs in the networks solved
};

/// Solves for some of the boxes; the cut has their indices.
BoxAnswer Thinning::solve(const Indices& indices) {
  std::vector<Box> some;
  some.reserve(indices.size());
  for (const std::int32_t index : indices)
    some.push_back(box(index));
  BoxAnswer answer = solve_boxes(rows_, columns_, some);
  work_ += answer.arcs;
  for (CutBound& bound : answer.cut)
    bound.box = indices[static_cast<std::size_t>(bound.box)];
  return answer;
}

/// The boxes of a cut without the lower bounds that it can do without,
/// smallest first.
Indices Thinning::thinned(const BoxAnswer& answer) const {
  Indices lows;
  Indices kept;
  for (const CutBound& bound : answer.cut)
    (bound.side == Side::low ? lows : kept).push_back(bound.box);
  std::sort(lows.begin(), lows.end(), [&](std::int32_t a, std::int32_t b) {
    return low_of(box(a)) != low_of(box(b)) ? low_of(box(a)) < low_of(box(b)) : a > b;
  });
  std::int64_t lacking = answer.lacking;
  for (const std::int32_t index : lows) {
    if (low_of(box(index)) < lacking) {
      lacking -= low_of(box(index));
    } else {
      kept.push_back(index);
    }
  }
  std::sort(kept.begin(), kept.end());
  return kept;
}

/// Whether disjoint boxes that ask for too much stand against disjoint boxes
/// that give too little, each of them meeting all of the others. Then nothing
/// can be left out: a box that gives, once gone, leaves cells without a limit
/// to all that ask; and of those that ask the cut needs each.
bool Thinning::is_plain(const BoxAnswer& answer, const Indices& indices) const {
  std::vector<Box> sides[2];
  for (const CutBound& bound : answer.cut) {
    if (!std::binary_search(indices.begin(), indices.end(), bound.box)) continue;
    sides[static_cast<std::size_t>(bound.side)].push_back(box(bound.box));
  }
  for (const Box& low : sides[0]) {
    for (const Box& high : sides[1]) {
      if (!meet(low, high)) return false;
    }
  }
  return are_disjoint(rows_, columns_, sides[0]) && are_disjoint(rows_, columns_, sides[1]);
}

/// Leaves out, from the last, each box without which the others still
/// conflict. False when there are too many to try them all.
bool Thinning::delete_what_can(Indices& indices) {
  Indices needed;  // from the last
  while (!indices.empty() && work_ < most_work_) {
    const std::int32_t tried = indices.back();
    indices.pop_back();
    Indices rest = indices;
    rest.insert(rest.end(), needed.rbegin(), needed.rend());
    const BoxAnswer answer = solve(rest);
    if (answer.lacking == 0) {
      needed.push_back(tried);
      continue;
    }
    const Indices still = thinned(answer);
    const auto is_out = [&](std::int32_t index) {
      return !std::binary_search(still.begin(), still.end(), index);
    };
    std::erase_if(indices, is_out);
  }
  const bool tried_all = indices.empty();
  indices.insert(indices.end(), needed.rbegin(), needed.rend());
  return tried_all;
}

Conflict Thinning::run(const BoxAnswer& answer) {
  Conflict conflict;
  conflict.boxes = thinned(answer);
  if (!is_plain(answer, conflict.boxes)) {
    conflict.is_irreducible = delete_what_can(conflict.boxes);
  }
  conflict.give_way.assign(conflict.boxes.size(), solve(conflict.boxes).lacking);
  return conflict;
}

/// A box that cannot be kept by itself.
std::optional<Conflict> alone(std::span<const Box> boxes) {
  for (std::size_t i = 0; i < boxes.size(); ++i) {
    const std::int64_t low = low_of(boxes[i]);
    if (low <= boxes[i].high) continue;
    Conflict conflict;
    conflict.boxes.push_back(static_cast<std::int32_t>(i));
    conflict.give_way.push_back(low - boxes[i].high);
    return conflict;
  }
  return std::nullopt;
}

}  // namespace

Conflict find_conflict(std::int32_t rows, std::int32_t columns, std::span<const Box> boxes,
                       std::vector<std::int64_t>* cells, std::int64_t most_work) {
  if (auto conflict = alone(boxes)) return std::move(*conflict);
  if (cells != nullptr) {
    cells->assign(static_cast<std::size_t>(std::int64_t{rows} * columns), 0);
  }
  if (boxes.empty() || rows == 0 || columns == 0) return {};
  const BoxAnswer answer = solve_boxes(rows, columns, boxes, cells);
  if (answer.lacking > 0) return Thinning(rows, columns, boxes, most_work).run(answer);
  return {};
}

}  // namespace sandan::quota
