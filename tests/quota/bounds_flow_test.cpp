#include "quota/bounds_flow.hpp"

#include <algorithm>

#include <random>

#include "sandan/core/status.hpp"
#include "support/catch.hpp"

using namespace sandan;
using namespace sandan::quota;

namespace {

using Random = std::mt19937_64;
using Cells = std::vector<std::int64_t>;

struct Grid {
  std::int32_t rows;
  std::int32_t columns;
};

std::int64_t sum_in(const Grid& grid, const Cells& cells, const Box& box) {
  std::int64_t sum = 0;
  for (std::int32_t r = box.row_from; r < box.row_to; ++r) {
    for (std::int32_t k = box.column_from; k < box.column_to; ++k)
      sum += cells[static_cast<std::size_t>(r * grid.columns + k)];
  }
  return sum;
}

bool keeps(const Grid& grid, const Cells& cells, const std::vector<Box>& boxes) {
  return std::all_of(boxes.begin(), boxes.end(), [&](const Box& box) {
    const std::int64_t sum = sum_in(grid, cells, box);
    return sum >= box.low && sum <= box.high;
  });
}

/// Tries all cells from 0 to `most`.
bool can_be_kept(const Grid& grid, const std::vector<Box>& boxes, std::int64_t most) {
  Cells cells(static_cast<std::size_t>(grid.rows * grid.columns));
  while (true) {
    if (keeps(grid, cells, boxes)) return true;
    std::size_t i = 0;
    while (i < cells.size() && cells[i] == most)
      cells[i++] = 0;
    if (i == cells.size()) return false;
    ++cells[i];
  }
}

std::int32_t below(Random& random, std::int32_t end) {
  return static_cast<std::int32_t>(random() % static_cast<std::uint64_t>(end));
}

/// A box of one of the shapes that make nested families, and any box at times.
Box some_box(Random& random, const Grid& grid, bool any_shape) {
  const std::int32_t row = below(random, grid.rows);
  const std::int32_t column = below(random, grid.columns);
  Box box{row, row + 1, column, column + 1, no_low, no_high};
  switch (random() % (any_shape ? 5 : 4)) {
    case 0:
      box.column_from = 0;
      box.column_to = grid.columns;
      break;
    case 1:
      box.row_from = 0;
      box.row_to = grid.rows;
      break;
    case 2:
      break;
    case 3:
      box.row_from = 0;
      box.row_to = grid.rows;
      box.column_from = 0;
      box.column_to = grid.columns;
      break;
    default:
      box.row_to = row + 1 + below(random, grid.rows - row);
      box.column_to = column + 1 + below(random, grid.columns - column);
  }
  const std::int64_t low = below(random, 4);
  if (random() % 3 != 0) box.low = low;
  if (box.low == no_low || random() % 2 == 0) box.high = low + below(random, 2);
  return box;
}

void check_conflict(const Grid& grid, const std::vector<Box>& boxes, const Conflict& conflict,
                    std::int64_t most) {
  REQUIRE(conflict.is_irreducible);
  REQUIRE(conflict.give_way.size() == conflict.boxes.size());
  REQUIRE(std::is_sorted(conflict.boxes.begin(), conflict.boxes.end()));
  std::vector<Box> set;
  for (const std::int32_t index : conflict.boxes)
    set.push_back(boxes[static_cast<std::size_t>(index)]);
  REQUIRE_FALSE(can_be_kept(grid, set, most));
  for (std::size_t i = 0; i < set.size(); ++i) {
    std::vector<Box> rest = set;
    rest.erase(rest.begin() + static_cast<std::ptrdiff_t>(i));
    REQUIRE(can_be_kept(grid, rest, most));
    const std::int64_t units = conflict.give_way[i];
    REQUIRE(units > 0);
    for (const std::int64_t by : {units, units - 1}) {
      std::vector<Box> eased = set;
      if (eased[i].low != no_low) eased[i].low -= by;
      if (eased[i].high != no_high) eased[i].high += by;
      REQUIRE(can_be_kept(grid, eased, most) == (by == units));
    }
  }
}

void expect_crossing(const std::vector<Box>& boxes, const Grid& grid) {
  try {
    find_conflict(grid.rows, grid.columns, boxes);
    FAIL("not refused");
  } catch (const Error& error) {
    REQUIRE(error.status() == Status::unsupported);
    REQUIRE(error.detail() == "crossing_boxes");
  }
}

Box box_of_rows(std::int32_t from, std::int32_t to, std::int32_t columns, std::int64_t low,
                std::int64_t high) {
  return {from, to, 0, columns, low, high};
}

}  // namespace

TEST_CASE("conflicts are those that trying everything finds, and irreducible", "[quota][bounds]") {
  Random random(11);
  int conflicts = 0;
  int kept = 0;
  int crossing = 0;
  for (int i = 0; i < 4000; ++i) {
    const Grid grid = i % 2 == 0 ? Grid{2, 2} : i % 4 == 1 ? Grid{3, 1} : Grid{2, 3};
    // 6 cells of up to 4 are enough: no bound asks for more.
    const std::int64_t most = 4;
    std::vector<Box> boxes;
    const auto count = static_cast<std::size_t>(1 + below(random, 7));
    while (boxes.size() < count)
      boxes.push_back(some_box(random, grid, i % 3 == 0));
    Cells cells;
    try {
      const Conflict conflict = find_conflict(grid.rows, grid.columns, boxes, &cells);
      if (conflict.boxes.empty()) {
        REQUIRE(keeps(grid, cells, boxes));
        REQUIRE(std::all_of(cells.begin(), cells.end(), [](auto cell) { return cell >= 0; }));
        ++kept;
      } else {
        check_conflict(grid, boxes, conflict, most);
        ++conflicts;
      }
    } catch (const Error& error) {
      REQUIRE(error.detail() == "crossing_boxes");
      ++crossing;
    }
  }
  REQUIRE(conflicts > 500);
  REQUIRE(kept > 500);
  REQUIRE(crossing < 400);
}

TEST_CASE("nothing asked, nothing in the way", "[quota][bounds]") {
  Cells cells;
  REQUIRE(find_conflict(3, 2, {}, &cells).boxes.empty());
  REQUIRE(cells == Cells(6));
  REQUIRE(find_conflict(0, 0, {}, &cells).boxes.empty());
  REQUIRE(cells.empty());
}

TEST_CASE("a bound may stand in its own way", "[quota][bounds]") {
  const std::vector<Box> boxes = {{0, 1, 0, 1, 0, 4}, {0, 1, 0, 1, 5, 3}, {0, 1, 0, 1, no_low, -2}};
  const Conflict conflict = find_conflict(1, 1, boxes);
  REQUIRE(conflict.boxes == std::vector<std::int32_t>{1});
  REQUIRE(conflict.give_way == std::vector<std::int64_t>{2});
  const std::vector<Box> negative = {boxes[2]};
  REQUIRE(find_conflict(1, 1, negative).give_way == std::vector<std::int64_t>{2});
}

TEST_CASE("bounds of teams in quarters are taken where nothing crosses twice", "[quota][bounds]") {
  // Two teams of two, four quarters: a team's quarter, the year of all, the
  // years of reps and a rep's quarter.
  const Grid grid{4, 4};
  std::vector<Box> boxes = {{0, 2, 0, 1, 50, no_high}, {2, 4, 0, 1, 40, no_high},
                            {0, 4, 0, 4, 100, 100},    {0, 1, 0, 4, no_low, 20},
                            {1, 2, 0, 4, no_low, 29},  {2, 3, 1, 2, 10, no_high}};
  const Conflict conflict = find_conflict(4, 4, boxes);
  REQUIRE(conflict.boxes == std::vector<std::int32_t>{0, 3, 4});
  REQUIRE(conflict.give_way == std::vector<std::int64_t>{1, 1, 1});
  boxes[4].high = 30;
  Cells cells;
  REQUIRE(find_conflict(4, 4, boxes, &cells).boxes.empty());
  REQUIRE(keeps(grid, cells, boxes));
}

TEST_CASE("three bounds that cross each other are refused", "[quota][bounds]") {
  const Box square{0, 2, 0, 2, 1, 5};
  const Box row{1, 2, 0, 3, 1, 5};
  const Box column{0, 3, 1, 2, 1, 5};
  expect_crossing({square, row, column}, {3, 3});
  REQUIRE(find_conflict(3, 3, std::vector<Box>{square, row}).boxes.empty());
  REQUIRE(find_conflict(3, 3, std::vector<Box>{square, column}).boxes.empty());
  REQUIRE(find_conflict(3, 3, std::vector<Box>{row, column}).boxes.empty());
}

TEST_CASE("amounts up to 2^53 and beyond", "[quota][bounds]") {
  constexpr std::int64_t large = std::int64_t{1} << 53;
  std::vector<Box> boxes = {{0, 2, 0, 2, large, large},
                            {0, 1, 0, 2, large / 2, no_high},
                            {1, 2, 0, 2, large / 2 + 1, no_high},
                            {0, 2, 0, 1, no_low, large / 3}};
  const Conflict conflict = find_conflict(2, 2, boxes);
  REQUIRE(conflict.boxes == std::vector<std::int32_t>{0, 1, 2});
  REQUIRE(conflict.give_way == std::vector<std::int64_t>{1, 1, 1});
  boxes[0].low = boxes[0].high = large + 1;
  Cells cells;
  REQUIRE(find_conflict(2, 2, boxes, &cells).boxes.empty());
  REQUIRE(keeps({2, 2}, cells, boxes));

  boxes.assign(2, {0, 1, 0, 1, std::int64_t{1} << 61, no_high});
  REQUIRE_THROWS_AS(find_conflict(2, 2, boxes), Error);
}

TEST_CASE("bounds around the sums of cells are kept", "[quota][bounds]") {
  Random random(12);
  for (int i = 0; i < 60; ++i) {
    const Grid grid{1 + below(random, 40), 1 + below(random, 25)};
    Cells made(static_cast<std::size_t>(grid.rows * grid.columns));
    for (auto& cell : made)
      cell = below(random, 3) == 0 ? below(random, 1000) : 0;
    std::vector<Box> boxes;
    const auto add = [&](Box box) {
      const std::int64_t sum = sum_in(grid, made, box);
      if (below(random, 3) != 0) box.low = sum - below(random, 2) * below(random, 50);
      if (below(random, 3) != 0) box.high = sum + below(random, 2) * below(random, 50);
      boxes.push_back(box);
    };
    for (std::int32_t r = 0; r < grid.rows; ++r) {
      add({r, r + 1, 0, grid.columns, no_low, no_high});
      add({r, r + 1, below(random, grid.columns), grid.columns, no_low, no_high});
      if (r % 5 == 0) add({r, std::min(r + 5, grid.rows), 0, grid.columns, no_low, no_high});
    }
    for (std::int32_t k = 0; k < grid.columns; ++k) {
      add({0, grid.rows, k, k + 1, no_low, no_high});
      add({below(random, grid.rows), grid.rows, k, k + 1, no_low, no_high});
      if (k % 3 == 0) add({0, grid.rows, k, std::min(k + 3, grid.columns), no_low, no_high});
    }
    Cells cells;
    REQUIRE(find_conflict(grid.rows, grid.columns, boxes, &cells).boxes.empty());
    REQUIRE(keeps(grid, cells, boxes));
    REQUIRE(std::all_of(cells.begin(), cells.end(), [](auto cell) { return cell >= 0; }));
  }
}

TEST_CASE("ten thousand rows: bounds on one in a hundred, and on all", "[quota][bounds]") {
  constexpr std::int32_t rows = 10'000;
  constexpr std::int32_t columns = 52;
  std::vector<Box> boxes = {box_of_rows(0, rows, columns, 5'200'000, 5'200'000)};
  for (std::int32_t k = 0; k < columns; ++k)
    boxes.push_back({0, rows, k, k + 1, 100'000, 100'000});
  for (std::int32_t r = 0; r < rows; r += 100)
    boxes.push_back(box_of_rows(r, r + 1, columns, 600, 900));
  boxes.push_back({500, 501, 3, 9, 10, no_high});
  Cells cells;
  REQUIRE(find_conflict(rows, columns, boxes, &cells).boxes.empty());
  REQUIRE(keeps({rows, columns}, cells, boxes));

  boxes.push_back({700, 701, 5, 6, 901, no_high});
  const Conflict one = find_conflict(rows, columns, boxes);
  REQUIRE(one.boxes == std::vector<std::int32_t>{53 + 7, 154});
  REQUIRE(one.give_way == std::vector<std::int64_t>{1, 1});

  // Every floor is needed to pass the whole.
  boxes.assign(1, box_of_rows(0, rows, columns, no_low, 999'999));
  for (std::int32_t r = 0; r < rows; ++r)
    boxes.push_back(box_of_rows(r, r + 1, columns, 100, no_high));
  const Conflict all = find_conflict(rows, columns, boxes);
  REQUIRE(all.is_irreducible);
  REQUIRE(all.boxes.size() == boxes.size());
  REQUIRE(all.give_way.front() == 1);

  // Caps of rows against floors of columns, all of them needed.
  boxes.clear();
  for (std::int32_t r = 0; r < 1'000; ++r)
    boxes.push_back(box_of_rows(r, r + 1, columns, no_low, 100));
  for (std::int32_t k = 0; k < columns; ++k)
    boxes.push_back({0, 1'000, k, k + 1, 1'924, no_high});
  const Conflict crossed = find_conflict(1'000, columns, boxes);
  REQUIRE(crossed.is_irreducible);
  REQUIRE(crossed.boxes.size() == boxes.size());
  REQUIRE(crossed.give_way.front() == 52 * 1'924 - 100'000);
}
