#include <algorithm>
#include <initializer_list>
#include <set>

#include "rules/csv.hpp"
#include "rules/sheet_document.hpp"
#include "rules/sheet_grid.hpp"

namespace sandan::rules {
namespace sheet {
namespace {

using json::Members;
using json::Node;

/// Rows of CSV, cell after cell.
class CsvWriter {
 public:
  /// `pointer`: where in the document the cell's content stands.
  void add(const std::string& cell, const std::string& pointer) {
    if (cell.find('\0') != std::string::npos) {
      throw Error(Status::document, "control_character", "a sheet cannot hold a zero character")
          .at(pointer);
    }
    if (cell.size() > CsvLimits{}.cell) {
      throw Error(Status::limit, "csv_limit",
                  "a cell of a sheet has at most " + std::to_string(CsvLimits{}.cell) + " bytes")
          .at(pointer);
    }
    if (!first_) text_ += ',';
    first_ = false;
    append_csv_cell(text_, cell);
  }
  void end_row() {
    text_ += '\n';
    first_ = true;
  }
  std::string release() { return std::move(text_); }

 private:
  std::string text_;
  bool first_ = true;
};

/// Columns of labels and origin that items of a list ask for.
struct ItemHeader {
  std::vector<std::string> languages;
  bool origin = false;
};

ItemHeader described_by(const std::vector<Node>& items) {
  ItemHeader out;
  std::set<std::string> languages;
  for (const Node& item : items) {
    const Members members = members_of(item);
    if (members.find("origin")) out.origin = true;
    const auto label = members.find("label");
    if (!label) continue;
    label->labels();
    for (const auto& member : label->value().get_object())
      languages.emplace(member.key().data(), member.key().size());
  }
  for (const char* usual : {"zh", "en"}) {
    if (languages.erase(usual) > 0) out.languages.emplace_back(usual);
  }
  out.languages.insert(out.languages.end(), languages.begin(), languages.end());
  return out;
}

void add_item_header(CsvWriter& csv, const ItemHeader& columns, std::string_view prefix) {
  for (const std::string& language : columns.languages)
    csv.add(label_header(prefix, language), "");
  if (columns.origin) csv.add("#" + std::string(prefix) + "origin", "");
}

void add_text(CsvWriter& csv, const std::optional<Node>& node) {
  csv.add(node ? written_text(node->text()) : "", node ? node->pointer() : "");
}

void add_number(CsvWriter& csv, const std::optional<Node>& node) {
  csv.add(node ? written_value(*node, feel::Type::number) : "", node ? node->pointer() : "");
}

/// `speaks`: false on rows that repeat the item, where the cells stay empty.
void add_item(CsvWriter& csv, const ItemHeader& columns, const Members& item, bool speaks = true) {
  const auto label = speaks ? item.find("label") : std::nullopt;
  for (const std::string& language : columns.languages)
    add_text(csv, label ? Members(*label).find(language) : std::nullopt);
  if (columns.origin) add_text(csv, speaks ? item.find("origin") : std::nullopt);
}

std::string upper(std::string_view code) {
  std::string text;
  for (const char c : code)
    text += c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c == '_' ? ' ' : c;
  return text;
}

std::string hit_cell(const Members& table) {
  const Node hit = table.required("hit");
  hit.choice({"first", "unique", "any", "priority", "rule_order", "output_order", "collect"});
  std::string text = "hit=" + upper(hit.text());
  if (const auto aggregate = table.find("aggregate")) {
    aggregate->choice({"sum", "min", "max", "count"});
    if (hit.text() != "collect") {
      throw aggregate->error("contradiction", "aggregate belongs to hit \"collect\"");
    }
    text += " " + upper(aggregate->text());
  }
  return text;
}

/// Header of a column of cells: marked as it stands where it could be taken for another.
std::string input_header(std::string_view code) {
  const bool marked = code.starts_with("out=") || code.starts_with('#');
  return marked ? "'" + std::string(code) : written_text(code);
}

std::string rule_cell(std::string_view code) {
  const bool marked = code == "(default)" || code == "(type)";
  return marked ? "'" + std::string(code) : written_text(code);
}

/// Refuses members of cells or values that have no column.
void check_named(const std::optional<Node>& object, const std::set<std::string>& known) {
  if (!object) return;
  members_of(*object);
  for (const auto& member : object->value().get_object()) {
    const std::string name(member.key().data(), member.key().size());
    if (!known.contains(name)) {
      throw Error(Status::document, "unknown_name",
                  "the table has no column or output of this name")
          .at(json::child_pointer(object->pointer(), name));
    }
  }
}

struct Output {
  std::string code;
  feel::Type type;
  std::optional<Node> otherwise;
};

class TableWriter {
 public:
  explicit TableWriter(const Node& decision) : table_(members_of(decision)) {
    for (const Node& column : table_.required("columns").items())
      columns_.emplace_back(column.code());
    for (const Node& item : table_.required("outputs").items()) {
      const Members output = members_of(item);
      outputs_.push_back({std::string(output.required("code").code()), sheet::described(item).type,
                          output.find("default")});
    }
    rules_ = table_.required("rules").items();
    items_ = described_by(rules_);
  }

  std::string write() {
    add_header();
    add_defaults();
    const std::set<std::string> inputs(columns_.begin(), columns_.end());
    std::set<std::string> outputs;
    for (const Output& output : outputs_)
      outputs.insert(output.code);
    for (const Node& rule : rules_) {
      const Members members = members_of(rule);
      check_named(members.find("when"), inputs);
      check_named(members.find("then"), outputs);
      add_rule(members);
    }
    return csv_.release();
  }

 private:
  void add_header() {
    csv_.add(hit_cell(table_), "");
    for (const std::string& column : columns_)
      csv_.add(input_header(column), "");
    for (const Output& output : outputs_)
      csv_.add("out=" + written_part(output.code), "");
    add_item_header(csv_, items_, "");
    csv_.end_row();
  }

  void add_value(const std::optional<Node>& value, const Output& output) {
    csv_.add(value ? written_value(*value, output.type) : "", value ? value->pointer() : "");
  }

  void add_defaults() {
    const bool any = std::any_of(outputs_.begin(), outputs_.end(),
                                 [](const Output& output) { return output.otherwise.has_value(); });
    if (!any) return;
    csv_.add("(default)", "");
    for (std::size_t i = 0; i < columns_.size(); ++i)
      csv_.add("", "");
    for (const Output& output : outputs_)
      add_value(output.otherwise, output);
    csv_.end_row();
  }

  void add_rule(const Members& rule) {
    const Node code = rule.required("code");
    csv_.add(rule_cell(code.code()), code.pointer());
    const auto when = rule.find("when");
    for (const std::string& column : columns_) {
      const auto cell = when ? Members(*when).find(column) : std::nullopt;
      csv_.add(cell ? written_feel(cell->text()) : "", cell ? cell->pointer() : "");
    }
    const auto then = rule.find("then");
    for (const Output& output : outputs_)
      add_value(then ? Members(*then).find(output.code) : std::nullopt, output);
    add_item(csv_, items_, rule);
    csv_.end_row();
  }

  Members table_;
  std::vector<std::string> columns_;
  std::vector<Output> outputs_;
  std::vector<Node> rules_;
  ItemHeader items_;
  CsvWriter csv_;
};

class CardWriter {
 public:
  explicit CardWriter(const Node& decision)
      : criteria_(members_of(decision).required("criteria").items()) {
    std::vector<Node> attributes;
    for (const Node& criterion : criteria_) {
      const Node list = members_of(criterion).required("attributes");
      const auto items = list.items();
      if (items.empty()) throw list.error("empty", "a criterion has one attribute at least");
      attributes.insert(attributes.end(), items.begin(), items.end());
    }
    items_ = described_by(criteria_);
    attribute_items_ = described_by(attributes);
  }

  std::string write() {
    for (const char* name : {"scorecard", "attribute", "input", "when", "points", "reason",
                             "weight", "baseline", "group", "if_unknown"}) {
      csv_.add(name, "");
    }
    add_item_header(csv_, items_, "");
    add_item_header(csv_, attribute_items_, "attribute ");
    csv_.end_row();
    for (const Node& criterion : criteria_) {
      const Members members = members_of(criterion);
      bool first = true;
      for (const Node& attribute : members.required("attributes").items()) {
        add_row(members, members_of(attribute), first);
        first = false;
      }
    }
    return csv_.release();
  }

 private:
  void add_row(const Members& criterion, const Members& attribute, bool first) {
    const auto of_criterion = [&](std::string_view name) {
      return first ? criterion.find(name) : std::nullopt;
    };
    const Node code = criterion.required("code");
    csv_.add(written_text(code.code()), code.pointer());
    add_text(csv_, attribute.find("code"));
    add_text(csv_, of_criterion("input"));
    const Node when = attribute.required("when");
    csv_.add(written_feel(when.text()), when.pointer());
    add_number(csv_, attribute.required("points"));
    add_text(csv_, attribute.find("reason"));
    add_number(csv_, of_criterion("weight"));
    add_number(csv_, of_criterion("baseline"));
    add_text(csv_, of_criterion("group"));
    add_number(csv_, of_criterion("if_unknown"));
    add_item(csv_, items_, criterion, first);
    add_item(csv_, attribute_items_, attribute);
    csv_.end_row();
  }

  std::vector<Node> criteria_;
  ItemHeader items_;
  ItemHeader attribute_items_;
  CsvWriter csv_;
};

}  // namespace
}  // namespace sheet

std::string write_sheet(std::string_view policy_json, std::string_view decision) {
  const sheet::Document document = sheet::open_document(policy_json, decision);
  const json::Node node = document.node();
  if (document.kind == sheet::Kind::scorecard) return sheet::CardWriter(node).write();
  return sheet::TableWriter(node).write();
}

}  // namespace sandan::rules
