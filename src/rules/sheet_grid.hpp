#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/json.hpp"
#include "rules/csv.hpp"
#include "rules/sheet.hpp"
#include "rules/sheet_cells.hpp"

/// What reading the sheets of tables and of scorecards has in common.
namespace sandan::rules::sheet {

/// A sheet as rows of cells under a header.
class Grid {
 public:
  /// Throws what Csv::parse throws, and Error{data} for an empty sheet.
  explicit Grid(std::string_view csv);

  std::size_t rows() const noexcept { return csv_.rows(); }
  std::size_t columns() const noexcept { return csv_.columns(0); }
  Cell cell(std::size_t row, std::size_t column) const;
  Cell header(std::size_t column) const { return cell(0, column); }
  SheetPlace place(std::size_t row, std::size_t column) const;

  /// True of a row that says nothing. Refuses a row that says something outside the columns.
  bool is_blank(std::size_t row) const;

 private:
  std::string_view name(std::size_t column) const noexcept { return plain(csv_.cell(0, column)); }

  Csv csv_;
};

/// True of a cell that is this word, unless a leading ' makes it a text.
bool is_marker(const Cell& cell, std::string_view word) noexcept;

/// Columns that label the items of a sheet, by language, and say their origin.
struct ItemColumns {
  struct Label {
    std::size_t column;
    std::string language;
  };
  std::vector<Label> labels;
  std::optional<std::size_t> origin;

  /// Takes the column if its header is `#<prefix>label <language>` or `#<prefix>origin`.
  bool take(const Cell& header, std::size_t column, std::string_view prefix);
  /// Sets label and origin of an item by the cells of a row; what has no column stays.
  void fill(boost::json::object& item, const Grid& grid, std::size_t row) const;
  void add_places(SheetPlaces& places, const Grid& grid, bool of_part) const;
};

/// Sets a member, or takes it away.
void set_member(boost::json::object& object, std::string_view name,
                std::optional<json::Value> value);

/// Header text that names a column of labels.
std::string label_header(std::string_view prefix, std::string_view language);

}  // namespace sandan::rules::sheet
