#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sandan/core/status.hpp"

/// Decisions of a policy as sheets for a spreadsheet, in CSV.
///
/// A table: the header is `hit=FIRST` (or `hit=COLLECT SUM`, …), the columns its cells test,
/// `out=<code>` for each output, and where rules have them `#label <language>` and `#origin`.
/// Below stand the rules, a row each: code, cells, values. `(default)` instead of a code gives
/// defaults of the outputs; `(type)` directly below the header gives types, such as `number`,
/// `number whole`, `text{none|packaged}`, `bool null=none`.
///
/// A scorecard: the header is `scorecard`, `attribute`, `input`, `when`, `points`, `reason`,
/// `weight`, `baseline`, `group`, `if_unknown`, and where there are any `#label <language>`,
/// `#origin`, `#attribute label <language>`, `#attribute origin`. Below stand the attributes, a
/// row each; the code of the criterion stands in the first cell, and what belongs to it on the
/// row of its first attribute.
///
/// An empty cell says nothing: the document has no member there. Values stand bare, texts
/// without quotes. A cell that begins with ' is taken as it stands behind it; all others are
/// trimmed, TRUE and FALSE are read as true and false, and what a spreadsheet or a Chinese
/// keyboard makes of a cell (curly quotes, ≤, separators of thousands) is refused. The writer
/// puts ' before what a spreadsheet would take for a formula (= + - @ and such at the start,
/// but not "-" or -5), before what it would turn into a date or another number, and before
/// what would otherwise read back as something else.
///
/// Optional columns that a sheet lacks leave what they hold, by the code of the rule or
/// criterion; so does all that a sheet has no column for.
///
/// Faults of a sheet are Error{data}, or what Csv::parse throws. Rows and columns count from 0,
/// the header is row 0: a spreadsheet calls row 3 the fourth. `where` is the column's header.
namespace sandan::rules {

/// A cell of a sheet.
struct SheetPlace {
  std::int64_t row = 0;
  std::int64_t column = 0;
  std::string name;  ///< header of the column
};

/// Where in a sheet each part of the document that was read from it stands.
class SheetPlaces {
 public:
  /// Where what a JSON pointer of the new document names stands: the cell, or the first cell
  /// of the row or column it is in. Nothing for what is not from the sheet.
  std::optional<SheetPlace> find(std::string_view pointer) const;

  /// For the reader: the place of one pointer.
  void add(std::string pointer, SheetPlace place);
  /// For the reader: the array of rules or criteria, and that of the parts within each.
  void set_lists(std::string items, std::string parts);
  /// For the reader: the column of a member of every item, or of every part of an item.
  void add_column(bool of_part, std::string below, std::int64_t column, std::string name);
  /// For the reader: the row of the next item, or of the next part of the last item.
  void add_row(bool of_part, std::int64_t row);

 private:
  struct Column {
    std::int64_t number;
    std::string name;
  };
  using Columns = std::map<std::string, Column, std::less<>>;
  struct Item {
    std::int64_t row;
    std::vector<std::int64_t> parts;
  };

  std::optional<SheetPlace> find_in_items(std::string_view below) const;

  std::map<std::string, SheetPlace, std::less<>> single_;
  std::string items_;  ///< pointer that ends in '/'
  std::string parts_;  ///< the same below an item; empty when items have none
  Columns columns_;
  Columns part_columns_;
  std::vector<Item> rows_;
};

/// The error told at the cell of the sheet, when its place is a pointer into what was read
/// from the sheet; otherwise as it is.
Error placed_in_sheet(const Error& error, const SheetPlaces& places);

/// A policy document (canonical JSON) made with a sheet.
struct SheetPolicy {
  std::string json;
  SheetPlaces places;
};

/// CSV of a table or scorecard of a policy document (policy/1 JSON), for a spreadsheet. Throws
/// Error{document} with a JSON pointer for what no sheet can hold, Error{invalid_argument} for
/// a decision that is neither or that there is not.
std::string write_sheet(std::string_view policy_json, std::string_view decision);

/// The policy document with what the sheet holds of that decision replaced by the sheet's:
/// hit policy, columns, outputs and rules; criteria and their attributes. Checks shape and the
/// types of values; cells and names are checked when the document is compiled, whose errors
/// placed_in_sheet tells at their cells.
SheetPolicy read_placed_sheet(std::string_view policy_json, std::string_view decision,
                              std::string_view csv);

/// read_placed_sheet without the places.
std::string read_sheet(std::string_view policy_json, std::string_view decision,
                       std::string_view csv);

/// A whole policy document from the sheet of a table alone: every column is an input, of the
/// type that the row `(type)` gives. The table has the policy's code.
SheetPolicy placed_policy_of_sheet(std::string_view csv, std::string_view code);

/// placed_policy_of_sheet without the places.
std::string policy_of_sheet(std::string_view csv, std::string_view code);

}  // namespace sandan::rules
