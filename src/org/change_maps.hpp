#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "org/map_data.hpp"

/// Maps of a book taken out, changed apart, and put back.
namespace sandan::org {

/// Some maps as a book of their own. Vendors are those of the whole book;
/// faults are left behind.
struct TakenMaps {
  MapData data;
  std::vector<std::int32_t> maps;           ///< of the whole book, ascending
  std::vector<std::int32_t> texts;          ///< of the whole book, by those of `data`
  std::vector<std::int32_t> organisations;  ///< likewise
};

TakenMaps take_maps(const MapData& book, const std::vector<std::int32_t>& maps);

/// The book with the taken maps in the places of its own: their people,
/// departments, relations, edges, stances, points and findings, the vendors and
/// the list of changes. Accounts, deals and faults stay the book's. One pass
/// over the arrays.
MapData put_maps(const MapData& book, const TakenMaps& taken);

/// Map of a place in the book's arrays; `first` is such as first_person.
std::int32_t map_at(const std::vector<std::int64_t>& first, std::int64_t place) noexcept;

/// An id as this kind of ids writes it; nothing where it cannot be one.
std::optional<std::string> written_id(IdKind kind, std::string_view text);

/// Index of each text among the ids; -1 where there is none. At most one pass
/// per few texts, and one for any number.
std::vector<std::int64_t> find_ids(const IdValues& ids, const std::vector<std::string>& texts);

}  // namespace sandan::org
