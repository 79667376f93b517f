#include "rules/csv.hpp"

#include "core/text.hpp"
#include "sandan/core/status.hpp"

namespace sandan::rules {
namespace {

constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";

/// First of the three separators that stands outside quotes in the first line.
char first_separator(std::string_view text) noexcept {
  bool quoted = false;
  for (const char c : text) {
    if (c == '"') quoted = !quoted;
    if (quoted) continue;
    if (c == ',' || c == ';' || c == '\t') return c;
    if (c == '\r' || c == '\n') break;
  }
  return ',';
}

void check_encoding(std::string_view text) {
  const std::size_t zero = text.find('\0');
  if (zero == std::string_view::npos && is_utf8(text)) return;
  throw Error(Status::parse, "not_utf8",
              "the sheet is not UTF-8; save it as \"CSV UTF-8\" in the spreadsheet");
}

}  // namespace

class CsvParser {
 public:
  CsvParser(std::string_view text, const CsvLimits& limits) : text_(text), limits_(limits) {
    csv_.separator_ = first_separator(text);
  }

  Csv read() {
    csv_.text_.reserve(text_.size());
    while (at_ < text_.size())
      read_row();
    return std::move(csv_);
  }

 private:
  void read_row() {
    column_ = 0;
    if (csv_.rows() == limits_.rows) throw limit("rows", limits_.rows);
    std::size_t filled = csv_.cells_.size();
    for (bool more = true; more; ++column_) {
      if (column_ == limits_.columns) throw limit("columns", limits_.columns);
      read_cell();
      if (csv_.cells_.back().size > 0) filled = csv_.cells_.size();
      more = at_ < text_.size() && text_[at_] == csv_.separator_;
      if (more) ++at_;
    }
    csv_.cells_.resize(filled);
    if (filled > limits_.cells) throw limit("cells", limits_.cells);
    csv_.starts_.push_back(filled);
    if (at_ < text_.size() && text_.substr(at_, 2) == "\r\n") ++at_;
    if (at_ < text_.size()) ++at_;
  }

  void read_cell() {
    const std::size_t begin = csv_.text_.size();
    if (at_ < text_.size() && text_[at_] == '"') {
      read_quoted();
    } else {
      read_bare();
    }
    const std::size_t size = csv_.text_.size() - begin;
    if (size > limits_.cell) throw limit("bytes in one cell", limits_.cell);
    csv_.cells_.push_back({static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(size)});
  }

  bool ends_cell(char c) const noexcept { return c == csv_.separator_ || c == '\r' || c == '\n'; }

  void read_bare() {
    const std::size_t begin = at_;
    while (at_ < text_.size() && !ends_cell(text_[at_])) {
      if (text_[at_] == '"') {
        throw quote_error(
            "a quote stands inside a cell that has none around it; put the cell in quotes "
            "and write each of its own twice");
      }
      ++at_;
    }
    csv_.text_.append(text_.substr(begin, at_ - begin));
  }

  void read_quoted() {
    for (;;) {
      const std::size_t begin = ++at_;
      at_ = text_.find('"', begin);
      if (at_ == std::string_view::npos) throw quote_error("the quote of this cell is not closed");
      csv_.text_.append(text_.substr(begin, at_ - begin));
      ++at_;
      if (at_ == text_.size() || text_[at_] != '"') break;
      csv_.text_ += '"';
    }
    if (at_ < text_.size() && !ends_cell(text_[at_])) {
      throw quote_error("text follows the closing quote of this cell; write each quote twice");
    }
  }

  Error placed(Error&& error) const {
    return std::move(error)
        .in_row(static_cast<std::int64_t>(csv_.rows()))
        .in_column(static_cast<std::int64_t>(column_));
  }

  Error quote_error(std::string message) const {
    return placed(Error(Status::parse, "csv_quote", std::move(message)));
  }

  Error limit(std::string_view what, std::size_t most) const {
    return placed(Error(Status::limit, "csv_limit",
                        "a sheet has at most " + std::to_string(most) + " " + std::string(what)));
  }

  std::string_view text_;
  const CsvLimits& limits_;
  std::size_t at_ = 0;
  std::size_t column_ = 0;
  Csv csv_;
};

Csv Csv::parse(std::string_view text, const CsvLimits& limits) {
  if (text.size() > limits.bytes) {
    throw Error(Status::limit, "csv_limit",
                "the sheet has " + std::to_string(text.size()) + " bytes; the limit is " +
                    std::to_string(limits.bytes));
  }
  check_encoding(text);
  if (text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
  return CsvParser(text, limits).read();
}

std::string_view Csv::cell(std::size_t row, std::size_t column) const noexcept {
  if (row >= rows() || column >= columns(row)) return {};
  const Span span = cells_[starts_[row] + column];
  return std::string_view(text_).substr(span.begin, span.size);
}

void append_csv_cell(std::string& out, std::string_view cell) {
  const bool edges = !cell.empty() && (cell.front() == ' ' || cell.back() == ' ');
  if (!edges && cell.find_first_of(",;\t\"\r\n") == std::string_view::npos) {
    out += cell;
    return;
  }
  out += '"';
  for (const char c : cell) {
    if (c == '"') out += '"';
    out += c;
  }
  out += '"';
}

}  // namespace sandan::rules
