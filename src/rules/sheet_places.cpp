#include <charconv>

#include "rules/sheet.hpp"
#include "rules/sheet_cells.hpp"

namespace sandan::rules {
namespace {

/// Value of the pointer itself or of the nearest one above it.
template <class Map>
auto nearest(const Map& map, std::string_view pointer) {
  auto found = map.find(pointer);
  while (found == map.end() && !pointer.empty()) {
    const std::size_t slash = pointer.rfind('/');
    pointer = pointer.substr(0, slash == std::string_view::npos ? 0 : slash);
    found = map.find(pointer);
  }
  return found;
}

/// Takes an index and the slash behind it, if any, off the front.
std::optional<std::size_t> take_index(std::string_view& text, std::size_t size) {
  std::size_t index = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), index);
  if (read.ec != std::errc{} || index >= size) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(read.ptr - text.data()));
  if (!text.empty() && text.front() != '/') return std::nullopt;
  return index;
}

}  // namespace

void SheetPlaces::add(std::string pointer, SheetPlace place) {
  single_.insert_or_assign(std::move(pointer), std::move(place));
}

void SheetPlaces::set_lists(std::string items, std::string parts) {
  items_ = std::move(items) + "/";
  parts_ = parts.empty() ? "" : "/" + parts + "/";
}

void SheetPlaces::add_column(bool of_part, std::string below, std::int64_t column,
                             std::string name) {
  Columns& columns = of_part ? part_columns_ : columns_;
  columns.insert_or_assign(std::move(below), Column{column, std::move(name)});
}

void SheetPlaces::add_row(bool of_part, std::int64_t row) {
  if (of_part) {
    rows_.back().parts.push_back(row);
  } else {
    rows_.push_back({row, {}});
  }
}

std::optional<SheetPlace> SheetPlaces::find_in_items(std::string_view below) const {
  const auto item = take_index(below, rows_.size());
  if (!item) return std::nullopt;
  std::int64_t row = rows_[*item].row;
  const Columns* columns = &columns_;
  if (!parts_.empty() && below.starts_with(parts_)) {
    below.remove_prefix(parts_.size());
    const auto part = take_index(below, rows_[*item].parts.size());
    if (!part) return std::nullopt;
    row = rows_[*item].parts[*part];
    columns = &part_columns_;
  }
  const auto found = nearest(*columns, below);
  if (found == columns->end()) return std::nullopt;
  return SheetPlace{row, found->second.number, found->second.name};
}

std::optional<SheetPlace> SheetPlaces::find(std::string_view pointer) const {
  if (!items_.empty() && pointer.starts_with(items_)) {
    return find_in_items(pointer.substr(items_.size()));
  }
  const auto found = nearest(single_, pointer);
  if (found == single_.end()) return std::nullopt;
  return found->second;
}

Error placed_in_sheet(const Error& error, const SheetPlaces& places) {
  const auto place = places.find(error.where());
  if (!place) return error;
  return Error(error.status(), error.detail(),
               sheet::cell_name(place->row, place->column) + ": " + error.what())
      .at(place->name)
      .in_row(place->row)
      .in_column(place->column);
}

}  // namespace sandan::rules
