#include <unordered_map>
#include <unordered_set>

#include "rules/sheet_document.hpp"
#include "rules/sheet_readers.hpp"

namespace sandan::rules {
namespace sheet {
namespace {

using boost::json::array;
using boost::json::object;
using json::Members;
using json::Node;

/// Objects of a list by their code.
std::unordered_map<std::string, const object*> by_code(const Node& decision,
                                                       std::string_view list) {
  std::unordered_map<std::string, const object*> found;
  const auto node = members_of(decision).find(list);
  if (!node) return found;
  for (const Node& item : node->items()) {
    found.emplace(members_of(item).required("code").text(), &item.value().get_object());
  }
  return found;
}

object copy_of(const std::unordered_map<std::string, const object*>& known,
               const std::string& code) {
  const auto found = known.find(code);
  object copy = found == known.end() ? object() : *found->second;
  set_member(copy, "code", text_value(code));
  return copy;
}

/// Sets a member that may be missing when it is empty, as it was before.
void set_cells(object& rule, std::string_view name, object cells, bool is_new) {
  const bool was = rule.if_contains(boost::json::string_view(name.data(), name.size())) != nullptr;
  if (cells.empty() && !was && !is_new) return;
  set_member(rule, name, json::Value(std::move(cells)));
}

class TableReader {
 public:
  TableReader(Document& document, const Grid& grid)
      : document_(document), grid_(grid), columns_(read_table_header(grid)) {}

  SheetPlaces read() {
    check_columns();
    read_outputs();
    read_rows();
    add_places();
    fill();
    return std::move(places_);
  }

 private:
  void check_columns() {
    Names names = names_before(document_);
    const Cell first = grid_.cell(1, 0);
    typed_ = grid_.rows() > 1 && is_marker(first, "(type)");
    std::unordered_set<std::string> old;
    if (const auto node = members_of(document_.node()).find("columns")) {
      for (const Node& item : node->items())
        old.emplace(item.text());
    }
    for (const auto& input : columns_.inputs) {
      const auto known = names.find(input.code);
      if (known == names.end() && !old.contains(input.code)) {
        throw grid_.header(input.column)
            .error("unknown_column",
                   "the policy has no parameter, input, computed value or earlier output of this "
                   "name; outputs of the table are marked out=");
      }
      const auto said = annotation(input.column);
      if (said && known != names.end()) {
        check_agrees(grid_.cell(1, input.column), *said, known->second);
      }
    }
    if (typed_) check_silent(1, true, "(type)");
  }

  std::optional<Annotation> annotation(std::size_t column) const {
    if (!typed_ || grid_.cell(1, column).empty()) return std::nullopt;
    return read_annotation(grid_.cell(1, column));
  }

  void read_outputs() {
    const auto known = by_code(document_.node(), "outputs");
    for (const auto& output : columns_.outputs) {
      const bool is_new = !known.contains(output.code);
      object made = copy_of(known, output.code);
      const auto said = annotation(output.column);
      if (is_new) {
        if (!said) {
          throw grid_.header(output.column)
              .error("unknown_output",
                     "the table has no such output; give its type in a row (type) below the "
                     "header, or correct the name");
        }
        describe(made, *said);
      }
      const json::Value value(made);
      const Described type =
          described(Node(value, document_.pointer + "/outputs", Status::document));
      if (said) check_agrees(grid_.cell(1, output.column), *said, type);
      types_.push_back(type.type);
      made.erase("default");
      outputs_.emplace_back(std::move(made));
    }
  }

  static void describe(object& made, const Annotation& said) {
    made["type"] = text_value(feel::type_name(said.type));
    if (!said.values) return;
    array values;
    for (const std::string& value : *said.values)
      values.push_back(text_value(value));
    made["values"] = std::move(values);
  }

  void read_rows() {
    old_rules_ = by_code(document_.node(), "rules");
    for (std::size_t row = typed_ ? 2 : 1; row < grid_.rows(); ++row) {
      if (grid_.is_blank(row)) continue;
      const Cell code = grid_.cell(row, 0);
      if (code.empty()) {
        throw code.error("no_code", "the row has cells but no code of a rule in the first one");
      }
      if (is_marker(code, "(type)")) {
        throw code.error("misplaced_row", "the row (type) stands once, directly below the header");
      }
      if (is_marker(code, "(default)")) {
        read_defaults(row);
      } else {
        read_rule(row);
      }
    }
  }

  void read_defaults(std::size_t row) {
    if (default_row_) {
      throw grid_.cell(row, 0).error(
          "duplicate_row", "the defaults stand in " +
                               cell_name(static_cast<std::int64_t>(*default_row_), 0) + " already");
    }
    default_row_ = row;
    check_silent(row, false, "(default)");
    for (std::size_t i = 0; i < columns_.outputs.size(); ++i) {
      const Cell cell = grid_.cell(row, columns_.outputs[i].column);
      if (!cell.empty()) outputs_[i].get_object()["default"] = cell.value(types_[i]);
    }
  }

  /// Refuses what a row of a mark has no place for.
  void check_silent(std::size_t row, bool inputs_speak, const std::string& mark) const {
    const auto check = [&](std::size_t column, bool dash) {
      const Cell cell = grid_.cell(row, column);
      if (cell.empty() || (dash && is_marker(cell, "-"))) return;
      throw cell.error("misplaced_cell", "the row " + mark + " has nothing in this column");
    };
    if (!inputs_speak) {
      for (const auto& input : columns_.inputs)
        check(input.column, true);
    }
    for (const auto& label : columns_.items.labels)
      check(label.column, false);
    if (columns_.items.origin) check(*columns_.items.origin, false);
  }

  void read_rule(std::size_t row) {
    const Cell first = grid_.cell(row, 0);
    const std::string code = first.code();
    const auto [before, added] = rows_.emplace(code, row);
    if (!added) {
      throw first.error("duplicate_code",
                        "the rule stands in " +
                            cell_name(static_cast<std::int64_t>(before->second), 0) +
                            " already; give each row a code of its own");
    }
    object rule = copy_of(old_rules_, code);
    const bool is_new = !old_rules_.contains(code);
    object when;
    for (const auto& input : columns_.inputs) {
      const Cell cell = grid_.cell(row, input.column);
      if (!cell.empty()) when[input.code] = text_value(cell.feel());
    }
    object then;
    for (std::size_t i = 0; i < columns_.outputs.size(); ++i) {
      const Cell cell = grid_.cell(row, columns_.outputs[i].column);
      if (!cell.empty()) then[columns_.outputs[i].code] = cell.value(types_[i]);
    }
    set_cells(rule, "when", std::move(when), is_new);
    set_cells(rule, "then", std::move(then), is_new);
    columns_.items.fill(rule, grid_, row);
    rules_.emplace_back(std::move(rule));
    places_.add_row(false, static_cast<std::int64_t>(row));
  }

  void add_places() {
    const std::string& at = document_.pointer;
    for (const char* head : {"/hit", "/aggregate", "/columns", "/outputs", "/rules"})
      places_.add(at + head, grid_.place(0, 0));
    places_.set_lists(at + "/rules", "");
    places_.add_column(false, "", 0, grid_.place(0, 0).name);
    for (std::size_t i = 0; i < columns_.inputs.size(); ++i) {
      add_column_places("/columns/" + std::to_string(i), "/when", columns_.inputs[i]);
    }
    for (std::size_t i = 0; i < columns_.outputs.size(); ++i) {
      const auto& output = columns_.outputs[i];
      const std::string pointer = "/outputs/" + std::to_string(i);
      add_column_places(pointer, "/then", output);
      if (default_row_) {
        places_.add(at + pointer + "/default", grid_.place(*default_row_, output.column));
      }
    }
    columns_.items.add_places(places_, grid_, false);
  }

  void add_column_places(const std::string& head, const std::string& below,
                         const TableColumns::Named& column) {
    places_.add(document_.pointer + head, grid_.place(0, column.column));
    places_.add_column(false, json::child_pointer(below, column.code),
                       static_cast<std::int64_t>(column.column),
                       grid_.place(0, column.column).name);
  }

  void fill() {
    object& decision = document_.object();
    set_member(decision, "hit", text_value(columns_.hit));
    set_member(
        decision, "aggregate",
        columns_.aggregate.empty() ? std::nullopt : std::optional(text_value(columns_.aggregate)));
    array columns;
    for (const auto& input : columns_.inputs)
      columns.push_back(text_value(input.code));
    decision["columns"] = std::move(columns);
    decision["outputs"] = std::move(outputs_);
    decision["rules"] = std::move(rules_);
  }

  Document& document_;
  const Grid& grid_;
  TableColumns columns_;
  bool typed_ = false;
  std::optional<std::size_t> default_row_;
  std::vector<feel::Type> types_;  ///< of the outputs
  array outputs_;
  array rules_;
  std::unordered_map<std::string, const object*> old_rules_;
  std::unordered_map<std::string, std::size_t> rows_;  ///< by code of the rule
  SheetPlaces places_;
};

}  // namespace

SheetPlaces read_table_sheet(Document& document, const Grid& grid) {
  return TableReader(document, grid).read();
}

}  // namespace sheet

SheetPolicy read_placed_sheet(std::string_view policy_json, std::string_view decision,
                              std::string_view csv) {
  sheet::Document document = sheet::open_document(policy_json, decision);
  const sheet::Grid grid(csv);
  const bool is_card = sheet::is_marker(grid.header(0), "scorecard");
  if (is_card != (document.kind == sheet::Kind::scorecard)) {
    throw grid.header(0).error("wrong_sheet", is_card
                                                  ? "this is the sheet of a scorecard, and the "
                                                    "decision is a table"
                                                  : "the decision is a scorecard, and the first "
                                                    "cell of its sheet is scorecard");
  }
  SheetPolicy policy;
  policy.places =
      is_card ? sheet::read_card_sheet(document, grid) : sheet::read_table_sheet(document, grid);
  policy.json = json::canonical(document.value);
  return policy;
}

std::string read_sheet(std::string_view policy_json, std::string_view decision,
                       std::string_view csv) {
  return read_placed_sheet(policy_json, decision, csv).json;
}

}  // namespace sandan::rules
