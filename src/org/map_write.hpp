#pragma once

#include <string>
#include <string_view>

#include "org/map_tables.hpp"

/// A map as the text of a file.
namespace sandan::org {

/// One node a person and a department, with the columns of their tables as
/// attributes; kinds of relations and weights on edges. Stances stand at people
/// as relation_stage, support, as_of, evidence, those towards a rival with ":"
/// and its name. read_graphml gives the same tables.
std::string write_graphml(const MapTables& tables);

/// "sandan": "map/1" in canonical form; ids in the type of the input.
std::string write_map_json(const MapView& map);

/// For Graphviz: ranks by level, a line style for each kind of relation.
std::string write_dot(const MapView& map, std::string_view language);

/// What ids of departments begin with where people and departments share one
/// space of ids, so that none is also a person's.
std::string department_prefix(const MapTables& tables);

}  // namespace sandan::org
