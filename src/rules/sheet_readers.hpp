#pragma once

#include <string>
#include <vector>

#include "rules/sheet.hpp"
#include "rules/sheet_document.hpp"
#include "rules/sheet_grid.hpp"

/// Readers of the kinds of sheets.
namespace sandan::rules::sheet {

/// The header of a table's sheet.
struct TableColumns {
  struct Named {
    std::size_t column;
    std::string code;
  };
  std::string hit;        ///< as a document writes it
  std::string aggregate;  ///< the same; empty without one
  std::vector<Named> inputs;
  std::vector<Named> outputs;
  ItemColumns items;
};

TableColumns read_table_header(const Grid& grid);

/// Replace what the sheet holds of the document's decision.
SheetPlaces read_table_sheet(Document& document, const Grid& grid);
SheetPlaces read_card_sheet(Document& document, const Grid& grid);

}  // namespace sandan::rules::sheet
