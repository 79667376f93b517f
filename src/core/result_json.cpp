#include <array>
#include <cstdint>

#include "core/json.hpp"
#include "core/result_export.hpp"

namespace sandan::results {
namespace {

template <class T>
T value_at(const Column& column, std::int64_t row) {
  return static_cast<const T*>(column.values.get())[row];
}

void append_value(std::string& out, const Column& column, std::int64_t row) {
  if (!column.is_valid(row)) {
    out += "null";
    return;
  }
  switch (column.type) {
    case ColumnType::boolean:
      out += (value_at<std::uint8_t>(column, row >> 3) >> (row & 7) & 1) != 0 ? "true" : "false";
      break;
    case ColumnType::int32:
      out += std::to_string(value_at<std::int32_t>(column, row));
      break;
    case ColumnType::int64:
      out += std::to_string(value_at<std::int64_t>(column, row));
      break;
    case ColumnType::float64:
      json::append_number(out, value_at<double>(column, row));
      break;
    case ColumnType::day:
      json::append_quoted(out, format_day(value_at<Day>(column, row)));
      break;
    case ColumnType::moment:
      json::append_quoted(out, format_moment(value_at<std::int64_t>(column, row)));
      break;
    case ColumnType::text:
    case ColumnType::dictionary:
      json::append_quoted(out, column.text(row));
      break;
  }
}

}  // namespace

void append_json(std::string& out, const Table& table) {
  std::vector<std::string> names;
  for (const Column& column : table.columns) {
    std::string& name = names.emplace_back();
    json::append_quoted(name, column.name);
    name += ':';
  }
  out += '[';
  for (std::int64_t row = 0; row < table.rows; ++row) {
    out += row == 0 ? "{" : ",{";
    for (std::size_t i = 0; i < names.size(); ++i) {
      if (i > 0) out += ',';
      out += names[i];
      append_value(out, table.columns[i], row);
    }
    out += '}';
  }
  out += ']';
}

}  // namespace sandan::results
