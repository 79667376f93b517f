#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "org/map_tables.hpp"
#include "sandan/core/run.hpp"
#include "sandan/org/requests.hpp"

/// What the readers of map files have in common.
namespace sandan::org {

/// The tables of a file and what could not be taken over.
struct MapFile {
  MapTables tables;
  MapTable faults{"read_faults"};
};

/// A row of `read_faults`. Texts without a value are null.
struct ReadFault {
  std::string place;
  std::string_view item;  ///< node, edge or attribute
  std::optional<std::string_view> id;
  std::string_view fault;
  std::optional<std::string_view> value;
};

void add_fault(MapTable& faults, const ReadFault& fault);

/// "byte N".
std::string byte_place(std::int64_t offset);

/// Adds a row that was read at `place`. Throws Error{limit} "too_much_text" where
/// a table grows beyond what a file can hold: one text of a default, of an
/// account or of an id may stand for millions of rows.
void add_row(MapTable& table, std::span<const Cell> cells, const std::string& place);

/// Throws Error{limit} "too_many_people", "too_many_relations", "max_rows".
void check_rows(std::int64_t rows, std::int64_t most, std::string_view detail,
                const std::string& place);

MapFile read_graphml(std::string_view text, const MapReadRequest& request, const Run& run);
MapFile read_map_json(std::string_view text, const MapReadRequest& request);

}  // namespace sandan::org
