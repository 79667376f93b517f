#pragma once

#include <boost/json/object.hpp>
#include <boost/json/string.hpp>

#include <string_view>

#include "core/id_values.hpp"
#include "org/map_tables.hpp"

/// Rows of a map as JSON.
namespace sandan::org {

boost::json::string json_text(std::string_view text);

/// An id in the type of the input.
boost::json::value json_id(IdKind kind, std::string_view text);

/// A row of one of a map's tables: ids in the type of the input, lists as
/// arrays, days as YYYY-MM-DD. What is null, the same in all rows (the account)
/// or computed (the head) is left out.
boost::json::object json_row(const MapView& map, const MapTable& table, std::int64_t row);

}  // namespace sandan::org
