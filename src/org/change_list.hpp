#pragma once

#include <cstdint>
#include <vector>

#include "org/change_maps.hpp"
#include "sandan/core/run.hpp"

/// Lists of changes, made one after the other.
namespace sandan::org {

/// Maps that the changes name, ascending: those of the people, departments and
/// accounts in them that the book knows.
std::vector<std::int32_t> touched_maps(const MapData& book, const std::vector<MapChange>& changes);

/// Makes the changes in a book of the maps they touch, and derives anew. The
/// first that cannot be made is refused with its place, such as
/// "/changes/2/person_id"; the book is then to be thrown away.
///
/// A stance that is changed holds from the day of the build (else from the
/// latest day of its map on) and has no evidence. A relation removed is every
/// one of its kind between the two. Ends that are no person are departments.
void make_changes(MapData& data, const std::vector<MapChange>& changes, const Run& run);

}  // namespace sandan::org
