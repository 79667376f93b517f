#include "process/stay_times.hpp"

#include <algorithm>
#include <boost/sort/spreadsort/integer_sort.hpp>

namespace sandan::process {
namespace {

/// Counts of the stays of one chunk of deals by cell, then the places where
/// they go.
struct CellCounts {
  std::vector<std::int64_t> over;
  std::vector<std::int64_t> open;
};

/// Cells of all chunks of deals together that are counted apart.
constexpr std::int64_t most_cells_apart = std::int64_t{1} << 21;
constexpr std::int64_t chunks_apart = 16;

/// Deals in chunks, each walked by one thread.
class StayWalk {
 public:
  StayWalk(const HistoryData& history, const std::vector<Standing>& standings,
           const StayCells& cells)
      : history_(history),
        standings_(standings),
        cells_(cells),
        chunks_(std::min({chunks_apart, parts_of(history.deals),
                          std::max<std::int64_t>(
                              1, most_cells_apart / static_cast<std::int64_t>(cells.count + 1))})) {
  }

  std::int64_t chunks() const noexcept { return chunks_; }

  /// Calls `visit(cell, stay)` for the stays of a chunk that count.
  template <class Visit>
  void operator()(std::int64_t chunk, Visit&& visit) const {
    const std::int64_t end = history_.deals * (chunk + 1) / chunks_;
    for (std::int64_t deal = history_.deals * chunk / chunks_; deal < end; ++deal) {
      const auto d = static_cast<std::size_t>(deal);
      const std::int64_t first = cells_.first[d];
      if (first < 0) continue;
      for_each_stay(history_, deal, standings_[d], [&](const Stay& stay) {
        const int place = cells_.place[stay.stage];
        if (place < 0) return;
        const bool apart = cells_.apart_by_advance && stay.end == StayEnd::advanced;
        visit(static_cast<std::size_t>(first + place + (apart ? 1 : 0)), stay);
      });
    }
  }

 private:
  const HistoryData& history_;
  const std::vector<Standing>& standings_;
  const StayCells& cells_;
  std::int64_t chunks_;
};

/// Turns counts into places: each chunk's stays stand behind those of the
/// chunks before it. Returns the sizes of the cells.
std::vector<std::int64_t> places_of(std::vector<CellCounts>& counts,
                                    std::vector<std::int64_t> CellCounts::*kind) {
  std::vector<std::int64_t> sizes((counts.front().*kind).size(), 0);
  for (CellCounts& chunk : counts) {
    for (std::size_t cell = 0; cell < sizes.size(); ++cell) {
      const std::int64_t n = (chunk.*kind)[cell];
      (chunk.*kind)[cell] = sizes[cell];
      sizes[cell] += n;
    }
  }
  return sizes;
}

void make_room(std::vector<std::vector<std::int64_t>>& cells,
               const std::vector<std::int64_t>& sizes, Budget& budget) {
  for (std::size_t cell = 0; cell < sizes.size(); ++cell) {
    const auto size = static_cast<std::size_t>(sizes[cell]);
    budget.take(size * sizeof(std::int64_t));
    cells[cell].resize(size);
  }
}

}  // namespace

void sort_ticks(std::vector<std::int64_t>& ticks) {
  boost::sort::spreadsort::integer_sort(ticks.begin(), ticks.end());
}

StayTimes collect_stays(const HistoryData& history, const std::vector<Standing>& standings,
                        const StayCells& cells, const StayClock& clock, const PartRunner& runner,
                        double from, double to, Budget& budget) {
  StayTimes times(cells.count);
  if (history.deals == 0) return times;
  const StayWalk walk(history, standings, cells);
  const auto chunks = static_cast<std::size_t>(walk.chunks());
  // Beside the counts of each chunk what a cell has whether it holds stays or not.
  budget.take((chunks * 4 + 8) * cells.count * sizeof(std::int64_t));
  std::vector<CellCounts> counts(chunks);
  std::vector<CellCounts> marks(chunks);  // over: unknown ends; open: projected
  const double step = (to - from) / 3;
  runner(walk.chunks(), from, from + step, [&](std::int64_t chunk) {
    CellCounts& count = counts[static_cast<std::size_t>(chunk)];
    CellCounts& mark = marks[static_cast<std::size_t>(chunk)];
    for (auto* column : {&count.over, &count.open, &mark.over, &mark.open})
      column->assign(cells.count, 0);
    walk(chunk, [&](std::size_t cell, const Stay& stay) {
      if (stay.end == StayEnd::unknown) {
        ++mark.over[cell];
      } else {
        ++(stay.is_over() ? count.over : count.open)[cell];
        mark.open[cell] += clock.is_projected(stay) ? 1 : 0;
      }
    });
  });
  times.unknown = places_of(marks, &CellCounts::over);
  times.projected = places_of(marks, &CellCounts::open);
  make_room(times.over, places_of(counts, &CellCounts::over), budget);
  make_room(times.open, places_of(counts, &CellCounts::open), budget);
  runner(walk.chunks(), from + step, from + 2 * step, [&](std::int64_t chunk) {
    CellCounts& place = counts[static_cast<std::size_t>(chunk)];
    walk(chunk, [&](std::size_t cell, const Stay& stay) {
      if (stay.end == StayEnd::unknown) return;
      auto& kind = stay.is_over() ? times.over : times.open;
      auto& at = stay.is_over() ? place.over : place.open;
      kind[cell][static_cast<std::size_t>(at[cell]++)] = clock.ticks(stay);
    });
  });
  runner(static_cast<std::int64_t>(cells.count), from + 2 * step, to, [&](std::int64_t cell) {
    sort_ticks(times.over[static_cast<std::size_t>(cell)]);
    sort_ticks(times.open[static_cast<std::size_t>(cell)]);
  });
  return times;
}

}  // namespace sandan::process
