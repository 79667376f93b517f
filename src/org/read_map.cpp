#include <algorithm>
#include <array>
#include <charconv>
#include <memory>

#include "org/map_read.hpp"
#include "org/request_texts.hpp"
#include "sandan/org.hpp"
#include "sandan/version.hpp"

namespace sandan {
namespace org {
namespace {

Cell cell_of(const std::optional<std::string_view>& text) { return text ? Cell(*text) : Cell(); }

MapFile read_file(std::string_view text, const MapReadRequest& request, const Run& run) {
  if (request.format == MapFormat::graphml) return read_graphml(text, request, run);
  if (request.format == MapFormat::json) return read_map_json(text, request);
  throw Error(Status::unsupported, "format", "maps are read from GraphML and JSON").at("/format");
}

}  // namespace

void add_fault(MapTable& faults, const ReadFault& fault) {
  std::array<Cell, faults_column::count> row;
  row[faults_column::place] = std::string_view(fault.place);
  row[faults_column::item] = fault.item;
  row[faults_column::id] = cell_of(fault.id);
  row[faults_column::fault] = fault.fault;
  row[faults_column::value] = cell_of(fault.value);
  add_row(faults, row, fault.place);
}

void add_row(MapTable& table, std::span<const Cell> cells, const std::string& place) {
  constexpr std::size_t most = std::size_t{512} << 20;
  table.append(cells);
  if (table.text_bytes() <= most) return;
  throw Error(Status::limit, "too_much_text",
              "the rows hold more than " + std::to_string(most) + " bytes of texts")
      .at(place);
}

std::string byte_place(std::int64_t offset) { return "byte " + std::to_string(offset); }

void check_rows(std::int64_t rows, std::int64_t most, std::string_view detail,
                const std::string& place) {
  if (rows <= most) return;
  throw Error(Status::limit, detail, "more rows than the limit of " + std::to_string(most))
      .at(place);
}

}  // namespace org

Result read_map(std::string_view text, const MapReadRequest& request, const Run& run) {
  org::MapFile file = org::read_file(text, request, run);
  std::array<org::MapTable*, 5> tables = {&file.tables.people, &file.tables.departments,
                                          &file.tables.relations, &file.tables.stances,
                                          &file.faults};
  auto set = std::make_shared<results::TableSet>();
  set->tables.reserve(tables.size());
  for (org::MapTable* table : tables) {
    if (run.max_rows > 0) org::check_rows(table->rows(), run.max_rows, "max_rows", "");
    set->tables.push_back(std::move(*table).take());
  }
  set->metadata = {{"sandan.schema", "org/1"},
                   {"sandan.version", std::string(version_text)},
                   {"sandan.verb", "read_map"},
                   {"sandan.request", org::request_text(request)}};
  return Result(std::move(set));
}

}  // namespace sandan
