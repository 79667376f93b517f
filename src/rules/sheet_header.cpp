#include <algorithm>
#include <array>

#include "rules/definition.hpp"
#include "rules/sheet_readers.hpp"

namespace sandan::rules::sheet {
namespace {

/// Lower case, with one underscore for each run of spaces and underscores.
std::string as_code(std::string_view text) {
  std::string code;
  for (const char c : trimmed(text)) {
    if (c == ' ' || c == '_') {
      if (!code.empty() && code.back() != '_') code += '_';
    } else {
      code += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    }
  }
  return code;
}

/// Reads `hit=FIRST`, `hit=RULE ORDER`, `hit=COLLECT SUM`.
void read_hit(const Cell& cell, TableColumns& columns) {
  const auto refuse = [&] {
    return cell.error("not_a_hit_policy",
                      "the first cell names the hit policy: hit=FIRST, UNIQUE, ANY, PRIORITY, "
                      "RULE ORDER, OUTPUT ORDER, COLLECT, or COLLECT with SUM, MIN, MAX or COUNT");
  };
  std::string code = as_code(cell.raw());
  constexpr std::string_view mark = "hit=";
  if (!code.starts_with(mark)) throw refuse();
  code = code.substr(mark.size());
  if (code.starts_with('_')) code.erase(0, 1);
  constexpr std::string_view collect = "collect_";
  if (code.starts_with(collect)) {
    columns.aggregate = code.substr(collect.size());
    const auto* const list = aggregate_codes.begin();  // which "collect" alone says
    if (columns.aggregate == *list || std::find(aggregate_codes.begin(), aggregate_codes.end(),
                                                columns.aggregate) == aggregate_codes.end()) {
      throw refuse();
    }
    code = "collect";
  }
  if (std::find(hit_codes.begin(), hit_codes.end(), code) == hit_codes.end()) throw refuse();
  columns.hit = code;
}

void add_named(std::vector<TableColumns::Named>& list, const Cell& header, std::size_t column,
               std::string_view code) {
  const bool twice = std::any_of(list.begin(), list.end(), [&](const TableColumns::Named& other) {
    return other.code == code;
  });
  if (twice) throw header.error("duplicate_column", "the column stands twice");
  list.push_back({column, header.code_of(code)});
}

}  // namespace

TableColumns read_table_header(const Grid& grid) {
  TableColumns columns;
  read_hit(grid.header(0), columns);
  for (std::size_t column = 1; column < grid.columns(); ++column) {
    const Cell header = grid.header(column);
    if (header.empty()) continue;
    const std::string_view text = without_leading_space(header.raw());
    constexpr std::string_view output = "out=";
    if (is_as_it_stands(header.raw())) {
      add_named(columns.inputs, header, column, plain(header.raw()));
    } else if (text.starts_with(output)) {
      add_named(columns.outputs, header, column, plain(text.substr(output.size())));
    } else if (text.starts_with('#')) {
      if (columns.items.take(header, column, "")) continue;
      throw header.error("unknown_column",
                         "columns marked # are \"#label <language>\" and \"#origin\"");
    } else {
      add_named(columns.inputs, header, column, trimmed(text));
    }
  }
  if (columns.outputs.empty()) {
    throw grid.header(0).error("no_output", "the sheet has no output; mark its column out=<code>");
  }
  return columns;
}

}  // namespace sandan::rules::sheet
