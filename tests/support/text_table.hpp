#pragma once

#include <optional>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "support/arrow_builder.hpp"

namespace sandan::testing {

namespace detail {

inline std::string trimmed(const std::string& text) {
  const auto from = text.find_first_not_of(" \t");
  if (from == std::string::npos) return "";
  return text.substr(from, text.find_last_not_of(" \t") - from + 1);
}

inline std::vector<std::string> cells_of(const std::string& line) {
  std::vector<std::string> cells;
  std::stringstream stream(line);
  for (std::string cell; std::getline(stream, cell, ',');)
    cells.push_back(trimmed(cell));
  if (!line.empty() && line.back() == ',') cells.emplace_back();
  return cells;
}

inline Column typed_column(const std::string& name, const std::string& type,
                           const std::vector<std::optional<std::string>>& cells) {
  if (type == "text") return texts(name, cells);
  if (type == "coded") return coded_texts(name, cells);
  if (type == "day") return days(name, cells);
  if (type == "moment") return moments(name, cells);
  if (type == "utc") return moments(name, cells, "UTC");
  if (type == "bool") {
    std::vector<std::optional<bool>> values;
    for (const auto& cell : cells) {
      values.push_back(cell ? std::optional(*cell == "true") : std::nullopt);
    }
    return booleans(name, values);
  }
  if (type == "int") {
    std::vector<std::optional<std::int64_t>> values;
    for (const auto& cell : cells) {
      values.push_back(cell ? std::optional<std::int64_t>(std::stoll(*cell)) : std::nullopt);
    }
    return int64s(name, values);
  }
  throw std::invalid_argument("no such column type: " + type);
}

}  // namespace detail

/// A batch written as text: the first line names columns and their types, an
/// empty cell is null.
///   opportunity_id int, stage text, entered_at day
///   1, a, 2026-01-05
inline Column table(std::string_view text) {
  std::stringstream stream{std::string(text)};
  std::vector<std::string> header;
  std::vector<std::vector<std::optional<std::string>>> columns;
  for (std::string line; std::getline(stream, line);) {
    line = detail::trimmed(line);
    if (line.empty()) continue;
    const auto cells = detail::cells_of(line);
    if (header.empty()) {
      header = cells;
      columns.resize(cells.size());
      continue;
    }
    if (cells.size() != header.size()) throw std::invalid_argument("wrong cells: " + line);
    for (std::size_t i = 0; i < cells.size(); ++i) {
      columns[i].push_back(cells[i].empty() ? std::nullopt : std::optional(cells[i]));
    }
  }
  std::vector<Column> typed;
  for (std::size_t i = 0; i < header.size(); ++i) {
    const auto space = header[i].find(' ');
    typed.push_back(detail::typed_column(header[i].substr(0, space),
                                         detail::trimmed(header[i].substr(space)), columns[i]));
  }
  return batch(std::move(typed));
}

}  // namespace sandan::testing
