#include <algorithm>
#include <array>
#include <unordered_map>

#include "rules/sheet_readers.hpp"

namespace sandan::rules::sheet {
namespace {

using boost::json::array;
using boost::json::object;
using json::Node;

enum class Content : std::uint8_t { text, number, feel };

struct Field {
  std::string_view name;  ///< of the column and of the member
  Content content;
};

constexpr std::array<Field, 5> criterion_fields = {{{"input", Content::text},
                                                    {"weight", Content::number},
                                                    {"baseline", Content::number},
                                                    {"group", Content::text},
                                                    {"if_unknown", Content::number}}};
constexpr std::array<Field, 4> attribute_fields = {{{"code", Content::text},
                                                    {"when", Content::feel},
                                                    {"points", Content::number},
                                                    {"reason", Content::text}}};

json::Value read_field(const Cell& cell, Content content) {
  if (content == Content::number) return cell.value(feel::Type::number);
  return text_value(content == Content::feel ? cell.feel() : cell.text());
}

struct Column {
  std::size_t column;
  Field field;
};

/// Attributes of a criterion as it was, each to be taken once: by code or, without one, by
/// what it tests.
class OldAttributes {
 public:
  /// `by_test`: the sheet has no codes of attributes.
  OldAttributes(const object& criterion, bool by_test) : by_test_(by_test) {
    const auto* list = criterion.if_contains("attributes");
    if (list == nullptr || !list->is_array()) return;
    const array& items = list->get_array();
    for (auto item = items.end(); item != items.begin();) {
      --item;
      if (item->is_object()) known_[key(item->get_object())].push_back(&item->get_object());
    }
  }

  object take(const object& made) {
    const auto found = known_.find(key(made));
    if (found == known_.end() || found->second.empty()) return {};
    object copy = *found->second.back();
    found->second.pop_back();
    return copy;
  }

 private:
  std::string key(const object& attribute) const {
    const auto* code = by_test_ ? nullptr : attribute.if_contains("code");
    if (code != nullptr && code->is_string()) return "code " + json::canonical(*code);
    const auto* when = attribute.if_contains("when");
    return "when " + (when == nullptr ? std::string() : json::canonical(*when));
  }

  bool by_test_;
  std::unordered_map<std::string, std::vector<const object*>> known_;
};

class CardReader {
 public:
  CardReader(Document& document, const Grid& grid) : document_(document), grid_(grid) {}

  SheetPlaces read() {
    read_header();
    read_old();
    for (std::size_t row = 1; row < grid_.rows(); ++row) {
      if (!grid_.is_blank(row)) read_row(row);
    }
    close_criterion();
    add_places();
    document_.object()["criteria"] = std::move(criteria_);
    return std::move(places_);
  }

 private:
  void read_header() {
    for (std::size_t column = 1; column < grid_.columns(); ++column) {
      const Cell header = grid_.header(column);
      if (header.empty() || attribute_items_.take(header, column, "attribute ") ||
          items_.take(header, column, "")) {
        continue;
      }
      const std::string_view name = trimmed(header.raw());
      if (take_field(criterion_columns_, criterion_fields, name, name, column) ||
          take_field(attribute_columns_, attribute_fields, name,
                     name == "attribute" ? "code" : name, column)) {
        continue;
      }
      throw header.error("unknown_column",
                         "columns of a scorecard are attribute, input, when, points, reason, "
                         "weight, baseline, group, if_unknown, \"#label <language>\", #origin, "
                         "\"#attribute label <language>\" and \"#attribute origin\"");
    }
    for (const std::string_view wanted : {"when", "points"}) {
      if (!has(attribute_columns_, wanted)) {
        throw grid_.header(0).error("no_column",
                                    "the column \"" + std::string(wanted) + "\" is missing");
      }
    }
    has_codes_ = has(attribute_columns_, "code");
  }

  template <std::size_t size>
  bool take_field(std::vector<Column>& columns, const std::array<Field, size>& fields,
                  std::string_view header, std::string_view name, std::size_t column) const {
    const auto field = std::find_if(fields.begin(), fields.end(),
                                    [&](const Field& one) { return one.name == name; });
    if (field == fields.end() || header == "code") return false;
    if (has(columns, name)) {
      throw grid_.header(column).error("duplicate_column", "the column stands twice");
    }
    columns.push_back({column, *field});
    return true;
  }

  static bool has(const std::vector<Column>& columns, std::string_view name) {
    return std::any_of(columns.begin(), columns.end(),
                       [&](const Column& column) { return column.field.name == name; });
  }

  void read_old() {
    const auto node = members_of(document_.node()).find("criteria");
    if (!node) return;
    for (const Node& item : node->items()) {
      old_.emplace(members_of(item).required("code").text(), &item.value().get_object());
    }
  }

  void read_row(std::size_t row) {
    const Cell first = grid_.cell(row, 0);
    if (first.empty() && !criterion_row_) {
      throw first.error("no_code", "the code of the criterion is missing in the first cell");
    }
    const std::string code = first.empty() ? code_ : first.code();
    if (criterion_row_ && code == code_) {
      check_same_criterion(row);
    } else {
      open_criterion(row, code);
    }
    read_attribute(row);
  }

  void open_criterion(std::size_t row, const std::string& code) {
    close_criterion();
    const auto [before, added] = rows_.emplace(code, row);
    if (!added) {
      throw grid_.cell(row, 0).error("duplicate_code",
                                     "the criterion stands in " +
                                         cell_name(static_cast<std::int64_t>(before->second), 0) +
                                         " already; its rows stand together");
    }
    const auto old = old_.find(code);
    criterion_ = old == old_.end() ? object() : *old->second;
    old_attributes_.emplace(criterion_, !has_codes_);
    criterion_row_ = row;
    code_ = code;
    criterion_["code"] = text_value(code);
    fill(criterion_, criterion_columns_, row);
    items_.fill(criterion_, grid_, row);
    places_.add_row(false, static_cast<std::int64_t>(row));
  }

  void fill(object& item, const std::vector<Column>& columns, std::size_t row) const {
    for (const Column& column : columns) {
      const Cell cell = grid_.cell(row, column.column);
      set_member(
          item, column.field.name,
          cell.empty() ? std::nullopt : std::optional(read_field(cell, column.field.content)));
    }
  }

  void check_same_criterion(std::size_t row) const {
    const auto check = [&](std::size_t column) {
      const Cell cell = grid_.cell(row, column);
      if (cell.empty() || cell.raw() == grid_.cell(*criterion_row_, column).raw()) return;
      throw cell.error("misplaced_cell",
                       "this belongs to the criterion: write it on its first row, " +
                           cell_name(static_cast<std::int64_t>(*criterion_row_),
                                     static_cast<std::int64_t>(column)));
    };
    for (const Column& column : criterion_columns_)
      check(column.column);
    for (const auto& label : items_.labels)
      check(label.column);
    if (items_.origin) check(*items_.origin);
  }

  void read_attribute(std::size_t row) {
    object read;
    fill(read, attribute_columns_, row);
    for (const Column& column : attribute_columns_) {
      const std::string_view name = column.field.name;
      const Cell cell = grid_.cell(row, column.column);
      if (cell.empty() && (name == "when" || name == "points")) {
        throw cell.error("empty_cell", name == "when" ? "say when the points count; - counts always"
                                                      : "the points are missing");
      }
      if (name == "code" && !cell.empty()) check_code(cell, row);
    }
    object attribute = old_attributes_->take(read);
    fill(attribute, attribute_columns_, row);
    attribute_items_.fill(attribute, grid_, row);
    attributes_.emplace_back(std::move(attribute));
    places_.add_row(true, static_cast<std::int64_t>(row));
  }

  void check_code(const Cell& cell, std::size_t row) {
    const auto [before, added] = attribute_rows_.emplace(cell.code(), row);
    if (added) return;
    throw cell.error("duplicate_code",
                     "the attribute stands in " +
                         cell_name(static_cast<std::int64_t>(before->second), cell.column()) +
                         " already");
  }

  void close_criterion() {
    if (!criterion_row_) return;
    criterion_["attributes"] = std::move(attributes_);
    criteria_.emplace_back(std::move(criterion_));
    criterion_ = object();
    attributes_ = array();
    attribute_rows_.clear();
    criterion_row_.reset();
  }

  void add_places() {
    places_.add(document_.pointer + "/criteria", grid_.place(0, 0));
    places_.set_lists(document_.pointer + "/criteria", "attributes");
    const auto add = [&](bool of_part, std::string below, std::size_t column) {
      places_.add_column(of_part, std::move(below), static_cast<std::int64_t>(column),
                         grid_.place(0, column).name);
    };
    add(false, "", 0);
    add(true, "", 0);
    for (const Column& column : criterion_columns_)
      add(false, "/" + std::string(column.field.name), column.column);
    for (const Column& column : attribute_columns_)
      add(true, "/" + std::string(column.field.name), column.column);
    items_.add_places(places_, grid_, false);
    attribute_items_.add_places(places_, grid_, true);
  }

  Document& document_;
  const Grid& grid_;
  std::vector<Column> criterion_columns_;
  std::vector<Column> attribute_columns_;
  bool has_codes_ = false;
  ItemColumns items_;
  ItemColumns attribute_items_;
  std::unordered_map<std::string, const object*> old_;
  std::unordered_map<std::string, std::size_t> rows_;  ///< by code of the criterion
  array criteria_;

  // The criterion being read.
  std::optional<std::size_t> criterion_row_;
  std::string code_;
  object criterion_;
  array attributes_;
  std::optional<OldAttributes> old_attributes_;
  std::unordered_map<std::string, std::size_t> attribute_rows_;  ///< by code
  SheetPlaces places_;
};

}  // namespace

SheetPlaces read_card_sheet(Document& document, const Grid& grid) {
  return CardReader(document, grid).read();
}

}  // namespace sandan::rules::sheet
