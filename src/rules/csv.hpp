#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

/// Comma-separated text (RFC 4180) as spreadsheets write it.
namespace sandan::rules {

struct CsvLimits {
  std::size_t bytes = std::size_t{16} << 20;
  std::size_t rows = 100'000;
  std::size_t columns = 1'000;
  std::size_t cell = 16'384;      ///< bytes of one cell
  std::size_t cells = 2'000'000;  ///< of the whole text
};

/// The cells of a CSV text. Rows and columns count from 0; empty lines are rows, so a
/// row is that of a spreadsheet less one.
class Csv {
 public:
  /// Reads UTF-8 with or without a byte order mark, lines that end in CR, LF or both, and
  /// the separator that ends the first cell: a comma, a semicolon or a tab. A cell is quoted
  /// as a whole or holds no quote. Throws Error{parse, "not_utf8" | "csv_quote"} and
  /// Error{limit, "csv_limit"} with row and column.
  static Csv parse(std::string_view text, const CsvLimits& limits = {});

  std::size_t rows() const noexcept { return starts_.size() - 1; }
  /// Cells of the row up to the last one that is not empty.
  std::size_t columns(std::size_t row) const noexcept { return starts_[row + 1] - starts_[row]; }
  /// The text of a cell; empty beyond the row's last one.
  std::string_view cell(std::size_t row, std::size_t column) const noexcept;
  char separator() const noexcept { return separator_; }

 private:
  friend class CsvParser;

  struct Span {
    std::uint32_t begin;
    std::uint32_t size;
  };

  std::string text_;  ///< all cells without their quotes, one after the other
  std::vector<Span> cells_;
  std::vector<std::size_t> starts_{0};  ///< first cell of each row, and their end
  char separator_ = ',';
};

/// Appends a cell, in quotes where its characters ask for them.
void append_csv_cell(std::string& out, std::string_view cell);

}  // namespace sandan::rules
