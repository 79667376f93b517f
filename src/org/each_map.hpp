#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "core/parallel.hpp"
#include "org/map_data.hpp"

namespace sandan::org {

/// Maps of one part of a loop over a book: the same whatever the threads.
inline constexpr std::int64_t maps_per_part = 256;

/// A refusal about one map of a book says which; other places stay.
inline Error with_account(Error&& error, const MapView& map) {
  if (!error.where().empty()) return std::move(error);
  return std::move(error).at("account " + map.book->account_ids.text(map.map));
}

/// Runs `work(view, rows, scratch)` for each map asked for and returns the rows
/// of all in the order of the maps. `Rows` has a member `append(Rows&&)`; a
/// Scratch is made once per part and reused from map to map.
template <class Rows, class Scratch, class Work>
Rows rows_of_maps(const MapData& data, const std::vector<std::int32_t>& maps, const Run& run,
                  Work&& work) {
  const auto count = static_cast<std::int64_t>(maps.size());
  const std::int64_t parts = (count + maps_per_part - 1) / maps_per_part;
  std::vector<Rows> of_part(static_cast<std::size_t>(parts));
  PartRunner{run}(parts, 0, 1, [&](std::int64_t part) {
    Scratch scratch;
    const std::int64_t end = std::min(count, (part + 1) * maps_per_part);
    for (std::int64_t i = part * maps_per_part; i < end; ++i) {
      const MapView view(data, maps[static_cast<std::size_t>(i)]);
      try {
        work(view, of_part[static_cast<std::size_t>(part)], scratch);
      } catch (Error& error) {
        throw with_account(std::move(error), view);
      }
    }
  });
  Rows all;
  for (Rows& rows : of_part)
    all.append(std::move(rows));
  return all;
}

/// Appends the rows of one vector to another.
template <class Row>
void append_rows(std::vector<Row>& to, std::vector<Row>&& from) {
  if (to.empty()) {
    to = std::move(from);
  } else {
    to.insert(to.end(), std::make_move_iterator(from.begin()), std::make_move_iterator(from.end()));
  }
}

}  // namespace sandan::org
