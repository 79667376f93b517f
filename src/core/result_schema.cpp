#include "core/result_schema.hpp"

#include "core/json.hpp"

namespace sandan::results {
namespace {

using Type = ColumnType;

std::string_view type_word(Type type) {
  switch (type) {
    case Type::boolean:
      return "bool";
    case Type::int32:
      return "int32";
    case Type::int64:
      return "int64";
    case Type::float64:
      return "double";
    case Type::day:
      return "date";
    case Type::moment:
      return "timestamp";
    case Type::text:
    case Type::dictionary:
      return "text";
  }
  return "text";
}

void append_column(std::string& out, const ColumnSpec& column) {
  out += "{\"name\":";
  json::append_quoted(out, column.name);
  out += ",\"type\":";
  json::append_quoted(out, column.name == "opportunity_id" ? "id" : type_word(column.type));
  out += ",\"nullable\":";
  out += column.nullable ? "true" : "false";
  if (!column.unit.empty()) {
    out += ",\"unit\":";
    json::append_quoted(out, column.unit);
  }
  out += ",\"meaning\":";
  json::append_quoted(out, column.meaning);
  out += '}';
}

void append_table(std::string& out, const Described& table) {
  out += "{\"table\":";
  json::append_quoted(out, table.table);
  out += ",\"columns\":[";
  bool first = true;
  for (const auto& column : table.columns) {
    if (!first) out += ',';
    first = false;
    append_column(out, column);
  }
  out += "]}";
}

}  // namespace

std::string output_schema(std::string_view schema, std::span<const Described> tables) {
  std::string out = "{\"schema\":";
  json::append_quoted(out, schema);
  out += ",\"tables\":[";
  bool first = true;
  for (const Described& table : tables) {
    if (!first) out += ',';
    first = false;
    append_table(out, table);
  }
  return out += "]}";
}

}  // namespace sandan::results
