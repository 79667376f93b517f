#include <boost/json/array.hpp>

#include <algorithm>
#include <charconv>

#include "core/json.hpp"
#include "org/map_json.hpp"
#include "org/map_write.hpp"

namespace sandan::org {
namespace {

using results::ColumnType;

boost::json::value list_value(std::string_view joined) {
  boost::json::array list;
  for (std::size_t from = 0; from < joined.size();) {
    const std::size_t end = std::min(joined.find(';', from), joined.size());
    list.emplace_back(json_text(joined.substr(from, end - from)));
    from = end + 1;
  }
  return list;
}

boost::json::value plain_value(const results::ColumnSpec& spec, const Cell& cell) {
  if (const auto* truth = std::get_if<bool>(&cell)) return *truth;
  if (const auto* number = std::get_if<double>(&cell)) return *number;
  if (const auto* whole = std::get_if<std::int64_t>(&cell)) {
    if (spec.type != ColumnType::day) return *whole;
    return json_text(format_day(static_cast<Day>(*whole)));
  }
  const auto* text = std::get_if<std::string_view>(&cell);
  if (text == nullptr) return nullptr;
  if (spec.name == "roles" || spec.name == "decides") return list_value(*text);
  return json_text(*text);
}

IdKind kind_of_id(const MapData& book, const MapTable& table, std::int64_t row,
                  std::size_t column) {
  const std::string_view name = table.specs()[column].name;
  bool department = name == "department_id" || name == "parent_id";
  if (name == "from_id" || name == "to_id") {
    const Cell kind =
        table.at(row, name == "from_id" ? relations_column::from_kind : relations_column::to_kind);
    department = std::get<std::string_view>(kind) == "department";
  }
  return department ? book.department_ids.kind() : book.person_ids.kind();
}

boost::json::array json_rows(const MapView& map, const MapTable& table) {
  boost::json::array rows;
  rows.reserve(static_cast<std::size_t>(table.rows()));
  for (std::int64_t row = 0; row < table.rows(); ++row)
    rows.emplace_back(json_row(map, table, row));
  return rows;
}

}  // namespace

boost::json::string json_text(std::string_view text) {
  return boost::json::string(boost::json::string_view(text.data(), text.size()));
}

boost::json::value json_id(IdKind kind, std::string_view text) {
  if (kind == IdKind::text) return json_text(text);
  std::int64_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

boost::json::object json_row(const MapView& map, const MapTable& table, std::int64_t row) {
  boost::json::object object;
  for (std::size_t i = 0; i < table.specs().size(); ++i) {
    const results::ColumnSpec& spec = table.specs()[i];
    const Cell cell = table.at(row, i);
    if (is_null(cell) || spec.name == "account_id" || spec.name == "head_id") continue;
    const boost::json::string_view name(spec.name.data(), spec.name.size());
    object[name] = spec.name.ends_with("_id") ? json_id(kind_of_id(*map.book, table, row, i),
                                                        std::get<std::string_view>(cell))
                                              : plain_value(spec, cell);
  }
  return object;
}

std::string write_map_json(const MapView& map) {
  const MapTables tables = tables_of(map);
  const MapData& book = *map.book;
  boost::json::object document;
  document["sandan"] = "map/1";
  document["account_id"] = json_id(book.account_ids.kind(), book.account_ids.text(map.map));
  document["people"] = json_rows(map, tables.people);
  document["departments"] = json_rows(map, tables.departments);
  document["relations"] = json_rows(map, tables.relations);
  document["stances"] = json_rows(map, tables.stances);
  return json::canonical(document);
}

}  // namespace sandan::org
