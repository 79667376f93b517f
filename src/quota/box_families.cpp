#include "quota/box_families.hpp"

#include <algorithm>
#include <optional>
#include <string>

#include "sandan/core/status.hpp"

namespace sandan::quota {
namespace {

std::vector<std::int32_t> starts_of(std::int32_t size, std::vector<std::int32_t> starts) {
  starts.push_back(0);
  starts.push_back(size);
  std::sort(starts.begin(), starts.end());
  starts.erase(std::unique(starts.begin(), starts.end()), starts.end());
  return starts;
}

std::int32_t class_of(const std::vector<std::int32_t>& starts, std::int32_t at) {
  return static_cast<std::int32_t>(std::lower_bound(starts.begin(), starts.end(), at) -
                                   starts.begin());
}

std::int64_t area(const Box& box) {
  return std::int64_t{box.row_to - box.row_from} * (box.column_to - box.column_from);
}

bool holds(const Box& outer, const Box& inner) {
  return outer.row_from <= inner.row_from && inner.row_to <= outer.row_to &&
         outer.column_from <= inner.column_from && inner.column_to <= outer.column_to;
}

bool meet(const Box& a, const Box& b) {
  return a.row_from < b.row_to && b.row_from < a.row_to && a.column_from < b.column_to &&
         b.column_from < a.column_to;
}

bool cross(const Box& a, const Box& b) { return meet(a, b) && !holds(a, b) && !holds(b, a); }

struct Crossing {
  std::int32_t first;
  std::int32_t second;
};

[[noreturn]] void refuse(const Crossing& crossing) {
  const auto [first, second] = std::minmax(crossing.first, crossing.second);
  throw Error(Status::unsupported, "crossing_boxes",
              "bounds " + std::to_string(first) + " and " + std::to_string(second) +
                  " cross, and so do others: whether they can hold together is not decided")
      .in_row(second);
}

/// Nests the boxes by painting them on the grid, larger ones first. Tells a
/// pair that cannot be nested.
std::optional<Crossing> nest(const BoxGrid& grid, BoxFamily& family) {
  std::stable_sort(family.boxes.begin(), family.boxes.end(), [&](std::int32_t a, std::int32_t b) {
    return area(grid.boxes[static_cast<std::size_t>(a)]) >
           area(grid.boxes[static_cast<std::size_t>(b)]);
  });
  family.owners.assign(static_cast<std::size_t>(grid.cells()), -1);
  family.parents.clear();
  for (std::size_t place = 0; place < family.boxes.size(); ++place) {
    const Box& box = grid.boxes[static_cast<std::size_t>(family.boxes[place])];
    const auto at = [&](std::int32_t row, std::int32_t column) -> std::int32_t& {
      return family.owners[static_cast<std::size_t>(std::int64_t{row} * grid.columns() + column)];
    };
    const std::int32_t parent = at(box.row_from, box.column_from);
    for (std::int32_t row = box.row_from; row < box.row_to; ++row) {
      for (std::int32_t column = box.column_from; column < box.column_to; ++column) {
        std::int32_t& owner = at(row, column);
        if (owner != parent) {
          // One of the two does not hold the box and yet has a cell of it.
          const auto crosses = [&](std::int32_t other) {
            return other >= 0 && cross(box, grid.boxes[static_cast<std::size_t>(
                                                family.boxes[static_cast<std::size_t>(other)])]);
          };
          const std::int32_t other = crosses(owner) ? owner : parent;
          return Crossing{family.boxes[static_cast<std::size_t>(other)], family.boxes[place]};
        }
        owner = static_cast<std::int32_t>(place);
      }
    }
    family.parents.push_back(parent);
  }
  return std::nullopt;
}

/// By shape: what covers all columns or lies in one row, and the rest. Nothing
/// where a box has neither shape or boxes of a family cross.
std::optional<BoxFamilies> families_by_shape(const BoxGrid& grid) {
  BoxFamilies families;
  for (std::size_t i = 0; i < grid.boxes.size(); ++i) {
    const Box& box = grid.boxes[i];
    const bool all_rows = box.row_to - box.row_from == grid.rows();
    const bool all_columns = box.column_to - box.column_from == grid.columns();
    const bool one_row = box.row_to - box.row_from == 1;
    const bool one_column = box.column_to - box.column_from == 1;
    const auto index = static_cast<std::int32_t>(i);
    if (all_columns || (one_row && !all_rows)) {
      families.rows.boxes.push_back(index);
    } else if (all_rows || one_column) {
      families.columns.boxes.push_back(index);
    } else {
      return std::nullopt;
    }
  }
  if (nest(grid, families.rows) || nest(grid, families.columns)) return std::nullopt;
  return families;
}

/// Two colours such that boxes which cross differ; the pair that forbids it is
/// refused.
std::vector<std::int8_t> colours_of(const BoxGrid& grid) {
  const std::size_t count = grid.boxes.size();
  std::vector<std::int8_t> colours(count, -1);
  std::vector<std::size_t> queue;
  for (std::size_t first = 0; first < count; ++first) {
    if (colours[first] >= 0) continue;
    colours[first] = 0;
    queue.assign(1, first);
    for (std::size_t head = 0; head < queue.size(); ++head) {
      const std::size_t from = queue[head];
      for (std::size_t to = 0; to < count; ++to) {
        if (to == from || !cross(grid.boxes[from], grid.boxes[to])) continue;
        if (colours[to] < 0) {
          colours[to] = static_cast<std::int8_t>(1 - colours[from]);
          queue.push_back(to);
        } else if (colours[to] == colours[from]) {
          refuse({static_cast<std::int32_t>(from), static_cast<std::int32_t>(to)});
        }
      }
    }
  }
  return colours;
}

}  // namespace

BoxGrid grid_of(std::int32_t rows, std::int32_t columns, std::span<const Box> boxes) {
  constexpr std::int64_t most_cells = std::int64_t{1} << 27;
  std::vector<std::int32_t> row_ends;
  std::vector<std::int32_t> column_ends;
  for (const Box& box : boxes) {
    row_ends.insert(row_ends.end(), {box.row_from, box.row_to});
    column_ends.insert(column_ends.end(), {box.column_from, box.column_to});
  }
  BoxGrid grid;
  grid.row_starts = starts_of(rows, std::move(row_ends));
  grid.column_starts = starts_of(columns, std::move(column_ends));
  if (grid.cells() > most_cells) {
    throw Error(Status::limit, "too_many_bounds",
                "the bounds tell " + std::to_string(grid.cells()) + " parts of the matrix apart");
  }
  for (const Box& box : boxes) {
    grid.boxes.push_back({class_of(grid.row_starts, box.row_from),
                          class_of(grid.row_starts, box.row_to),
                          class_of(grid.column_starts, box.column_from),
                          class_of(grid.column_starts, box.column_to), box.low, box.high});
  }
  return grid;
}

BoxFamilies families_of(const BoxGrid& grid) {
  if (auto families = families_by_shape(grid)) return std::move(*families);
  const std::vector<std::int8_t> colours = colours_of(grid);
  BoxFamilies families;
  for (std::size_t i = 0; i < colours.size(); ++i)
    (colours[i] == 0 ? families.rows : families.columns)
        .boxes.push_back(static_cast<std::int32_t>(i));
  for (BoxFamily* family : {&families.rows, &families.columns}) {
    if (const auto crossing = nest(grid, *family)) refuse(*crossing);
  }
  return families;
}

}  // namespace sandan::quota
