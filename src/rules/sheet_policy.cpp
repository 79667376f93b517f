#include "rules/sheet_readers.hpp"

namespace sandan::rules {
namespace sheet {
namespace {

using boost::json::array;
using boost::json::object;

Annotation type_of(const Grid& grid, std::size_t column) {
  if (grid.rows() < 2 || !is_marker(grid.cell(1, 0), "(type)") || grid.cell(1, column).empty()) {
    throw grid.header(column).error(
        "no_type",
        "a sheet alone says the type of each column in a row (type) below the header, such as "
        "number or text{yes|no}");
  }
  return read_annotation(grid.cell(1, column));
}

object input_of(const std::string& code, const Annotation& said) {
  object input;
  input["code"] = text_value(code);
  input["type"] = text_value(feel::type_name(said.type));
  if (said.values) {
    array values;
    for (const std::string& value : *said.values)
      values.push_back(text_value(value));
    input["values"] = std::move(values);
  }
  if (said.null) input["null"] = text_value(*said.null);
  if (said.whole) input["whole"] = true;
  return input;
}

/// A policy of one table without outputs and rules.
json::Value frame(const TableColumns& columns, const Grid& grid, std::string_view code) {
  array inputs;
  for (const auto& input : columns.inputs)
    inputs.emplace_back(input_of(input.code, type_of(grid, input.column)));
  object table;
  table["code"] = text_value(code);
  table["kind"] = "table";
  object label;
  label["en"] = text_value(code);
  object policy;
  policy["sandan"] = "policy/1";
  policy["code"] = text_value(code);
  policy["label"] = std::move(label);
  policy["inputs"] = std::move(inputs);
  policy["decisions"] = array({json::Value(std::move(table))});
  return policy;
}

void add_input_places(SheetPlaces& places, const TableColumns& columns, const Grid& grid) {
  places.add("/inputs", grid.place(0, 0));
  for (std::size_t i = 0; i < columns.inputs.size(); ++i) {
    const std::string pointer = "/inputs/" + std::to_string(i);
    places.add(pointer, grid.place(0, columns.inputs[i].column));
    for (const char* typed : {"/type", "/values", "/null", "/whole"})
      places.add(pointer + typed, grid.place(1, columns.inputs[i].column));
  }
}

}  // namespace
}  // namespace sheet

SheetPolicy placed_policy_of_sheet(std::string_view csv, std::string_view code) {
  const json::Value named = sheet::text_value(code);
  json::Node(named, "/code", Status::invalid_argument).code();
  const sheet::Grid grid(csv);
  if (sheet::is_marker(grid.header(0), "scorecard")) {
    throw grid.header(0).error("no_types",
                               "the sheet of a scorecard does not say the types of its inputs; "
                               "read it into a policy that has the scorecard");
  }
  const sheet::TableColumns columns = sheet::read_table_header(grid);
  for (const auto& output : columns.outputs)
    sheet::type_of(grid, output.column);
  sheet::Document document;
  document.value = sheet::frame(columns, grid, code);
  document.pointer = "/decisions/0";
  SheetPolicy policy;
  policy.places = sheet::read_table_sheet(document, grid);
  sheet::add_input_places(policy.places, columns, grid);
  policy.json = json::canonical(document.value);
  return policy;
}

std::string policy_of_sheet(std::string_view csv, std::string_view code) {
  return placed_policy_of_sheet(csv, code).json;
}

}  // namespace sandan::rules
