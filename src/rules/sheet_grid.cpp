#include "rules/sheet_grid.hpp"

#include <algorithm>

#include "rules/sheet_document.hpp"

namespace sandan::rules::sheet {

Grid::Grid(std::string_view csv) : csv_(Csv::parse(csv)) {
  if (csv_.rows() > 0 && !sheet::is_empty(csv_.cell(0, 0))) return;
  throw Error(Status::data, "no_header",
              "the first cell of a sheet is hit=FIRST, or another hit policy, or scorecard")
      .in_row(0)
      .in_column(0);
}

Cell Grid::cell(std::size_t row, std::size_t column) const {
  return {csv_.cell(row, column), static_cast<std::int64_t>(row), static_cast<std::int64_t>(column),
          name(column), csv_.separator()};
}

SheetPlace Grid::place(std::size_t row, std::size_t column) const {
  return {static_cast<std::int64_t>(row), static_cast<std::int64_t>(column),
          std::string(name(column))};
}

bool Grid::is_blank(std::size_t row) const {
  bool blank = true;
  for (std::size_t column = 0; column < csv_.columns(row); ++column) {
    if (sheet::is_empty(csv_.cell(row, column))) continue;
    blank = false;
    if (sheet::is_empty(csv_.cell(0, column))) {
      throw cell(row, column).error("no_column", "the column of this cell has no header");
    }
  }
  return blank;
}

bool is_marker(const Cell& cell, std::string_view word) noexcept {
  return trimmed(cell.raw()) == word;
}

std::string label_header(std::string_view prefix, std::string_view language) {
  return "#" + std::string(prefix) + "label " + written_part(language);
}

bool ItemColumns::take(const Cell& header, std::size_t column, std::string_view prefix) {
  std::string_view text = without_leading_space(header.raw());
  const std::string start = "#" + std::string(prefix);
  if (!text.starts_with(start)) return false;
  text.remove_prefix(start.size());
  if (trimmed(text) == "origin") {
    if (origin) throw header.error("duplicate_column", "the column stands twice");
    origin = column;
    return true;
  }
  constexpr std::string_view label = "label ";
  if (!text.starts_with(label)) return false;
  const std::string language = header.code_of(plain(text.substr(label.size())));
  const bool twice = std::any_of(labels.begin(), labels.end(),
                                 [&](const Label& other) { return other.language == language; });
  if (twice) throw header.error("duplicate_column", "the column stands twice");
  labels.push_back({column, language});
  return true;
}

void ItemColumns::fill(boost::json::object& item, const Grid& grid, std::size_t row) const {
  if (origin) {
    const Cell cell = grid.cell(row, *origin);
    set_member(item, "origin",
               cell.empty() ? std::nullopt : std::optional(text_value(cell.text())));
  }
  if (labels.empty()) return;
  const auto* old = item.if_contains("label");
  boost::json::object label;
  if (old != nullptr && old->is_object()) label = old->get_object();
  for (const Label& column : labels) {
    const Cell cell = grid.cell(row, column.column);
    if (!cell.empty() && cell.text().empty()) {
      throw cell.error("empty", "a label must not be empty");
    }
    set_member(label, column.language,
               cell.empty() ? std::nullopt : std::optional(text_value(cell.text())));
  }
  set_member(item, "label",
             label.empty() ? std::nullopt : std::optional(json::Value(std::move(label))));
}

void ItemColumns::add_places(SheetPlaces& places, const Grid& grid, bool of_part) const {
  const auto add = [&](std::string below, std::size_t column) {
    places.add_column(of_part, std::move(below), static_cast<std::int64_t>(column),
                      grid.place(0, column).name);
  };
  for (const Label& label : labels)
    add(json::child_pointer("/label", label.language), label.column);
  if (!labels.empty()) add("/label", labels.front().column);
  if (origin) add("/origin", *origin);
}

void set_member(boost::json::object& object, std::string_view name,
                std::optional<json::Value> value) {
  const boost::json::string_view key(name.data(), name.size());
  if (value) {
    object.insert_or_assign(key, *std::move(value));
  } else {
    object.erase(key);
  }
}

}  // namespace sandan::rules::sheet
