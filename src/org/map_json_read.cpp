#include <algorithm>
#include <array>
#include <limits>
#include <vector>

#include "core/json.hpp"
#include "org/map_read.hpp"

namespace sandan::org {
namespace {

using Type = results::ColumnType;

constexpr std::size_t most_bytes = std::size_t{256} << 20;

json::Limits limits_of(const MapReadRequest& request) {
  json::Limits limits;
  limits.bytes = most_bytes;
  const std::int64_t most = std::max(request.max_people, request.max_relations);
  limits.members = std::max(limits.members, static_cast<std::size_t>(most) + 1);
  return limits;
}

/// An id as text, whole numbers in decimals.
std::string id_text(const json::Node& node) {
  if (node.is_text()) return std::string(node.text());
  using Whole = std::numeric_limits<std::int64_t>;
  return std::to_string(node.integer(Whole::min(), Whole::max()));
}

/// Reads the cells of one table's rows.
class RowReader {
 public:
  RowReader(MapTable& table, std::initializer_list<std::size_t> required)
      : table_(table), required_(required), cells_(table.specs().size()) {}

  /// Where a row says nothing.
  void otherwise(std::size_t place, std::string_view text) { spare_.push_back({place, text}); }

  void read(const json::Node& row) {
    if (!row.is_object()) throw row.error("not_object", "an object is wanted here");
    std::fill(cells_.begin(), cells_.end(), Cell());
    texts_.clear();
    texts_.reserve(cells_.size());
    for (const auto& member : row.value().get_object())
      read_member(row, {member.key().data(), member.key().size()}, member.value());
    for (const std::size_t place : required_) {
      if (!is_null(cells_[place])) continue;
      throw row.error("missing_field",
                      "field \"" + std::string(table_.specs()[place].name) + "\" is missing");
    }
    for (const Spare& spare : spare_) {
      if (is_null(cells_[spare.place])) cells_[spare.place] = spare.text;
    }
    add_row(table_, cells_, row.pointer());
  }

 private:
  struct Spare {
    std::size_t place;
    std::string_view text;
  };

  void read_member(const json::Node& row, std::string_view name, const json::Value& value) {
    const auto specs = table_.specs();
    const auto found = std::find_if(specs.begin(), specs.end(),
                                    [&](const auto& spec) { return spec.name == name; });
    const json::Node node(value, json::child_pointer(row.pointer(), name), Status::document);
    if (found == specs.end() || found->name == "head_id") {
      if (name.starts_with("x_")) return;
      throw node.error("unknown_field", "unknown field; a row has the columns of its table");
    }
    if (!value.is_null())
      cells_[static_cast<std::size_t>(found - specs.begin())] = cell(*found, node);
  }

  Cell cell(const results::ColumnSpec& spec, const json::Node& node) {
    switch (spec.type) {
      case Type::boolean:
        return node.boolean();
      case Type::int32:
        return node.integer(-2, 2);
      case Type::int64:
        return node.integer(0, std::numeric_limits<std::int64_t>::max());
      case Type::float64:
        return node.number(0, spec.name == "stubbornness" ? 1 : std::numeric_limits<double>::max());
      case Type::day:
        return std::int64_t{node.day()};
      case Type::dictionary:
        return code(spec, node);
      default:
        break;
    }
    if (spec.name == "roles" || spec.name == "decides") return list(node);
    return spec.name.ends_with("_id") ? id(node) : Cell(node.text());
  }

  static Cell code(const results::ColumnSpec& spec, const json::Node& node) {
    if (spec.name == "from_kind" || spec.name == "to_kind") {
      node.choice({"person", "department"});
    }
    if (node.text().empty()) throw node.error("empty", "a code must not be empty");
    return node.text();
  }

  Cell id(const json::Node& node) {
    return node.is_text() ? Cell(node.text()) : Cell(kept(id_text(node)));
  }

  /// A list, or a text with semicolons.
  Cell list(const json::Node& node) {
    if (node.is_text()) return node.text();
    std::string joined;
    for (const json::Node& item : node.items()) {
      if (item.text().empty()) throw item.error("empty", "a code must not be empty");
      if (item.text().find(';') != std::string_view::npos) {
        throw item.error("bad_code", "a code must not hold a semicolon");
      }
      if (!joined.empty()) joined += ';';
      joined += item.text();
    }
    return kept(std::move(joined));
  }

  std::string_view kept(std::string text) {
    texts_.push_back(std::move(text));
    return texts_.back();
  }

  MapTable& table_;
  std::vector<std::size_t> required_;
  std::vector<Spare> spare_;
  std::vector<Cell> cells_;
  std::vector<std::string> texts_;  ///< of the row at hand; never grows beyond its room
};

class Reader {
 public:
  Reader(const json::Value& value, const MapReadRequest& request)
      : root_(value, "", Status::document), request_(request) {}

  MapFile read() {
    json::expect_document_kind(root_, "map", 1);
    root_.members({"sandan", "account_id", "people", "departments", "relations", "stances"});
    read_account();
    MapTables& tables = file_.tables;
    RowReader people(tables.people, {people_column::person_id});
    people.otherwise(people_column::account_id, account_);
    read_rows("people", people, request_.max_people, "too_many_people");
    RowReader departments(tables.departments, {departments_column::department_id});
    departments.otherwise(departments_column::account_id, account_);
    read_rows("departments", departments, request_.max_people, "too_many_departments");
    RowReader relations(tables.relations, {relations_column::from_id, relations_column::to_id});
    relations.otherwise(relations_column::account_id, account_);
    relations.otherwise(relations_column::from_kind, "person");
    relations.otherwise(relations_column::to_kind, "person");
    relations.otherwise(relations_column::kind, request_.relation);
    read_rows("relations", relations, request_.max_relations, "too_many_relations");
    RowReader stances(tables.stances, {stances_column::person_id, stances_column::vendor});
    read_rows("stances", stances, request_.max_relations, "too_many_stances");
    return std::move(file_);
  }

 private:
  void read_account() {
    const auto account = json::Members(root_).find("account_id");
    account_ = account ? id_text(*account) : request_.account_id;
  }

  void read_rows(std::string_view name, RowReader& reader, std::int64_t most,
                 std::string_view too_many) {
    const auto list = json::Members(root_).find(name);
    if (!list) return;
    if (!list->value().is_array()) throw list->error("not_array", "an array is wanted here");
    const auto& rows = list->value().get_array();
    check_rows(static_cast<std::int64_t>(rows.size()), most, too_many, list->pointer());
    for (std::size_t i = 0; i < rows.size(); ++i) {
      reader.read(json::Node(rows[i], list->pointer() + "/" + std::to_string(i), Status::document));
    }
  }

  json::Node root_;
  const MapReadRequest& request_;
  std::string account_;
  MapFile file_;
};

}  // namespace

MapFile read_map_json(std::string_view text, const MapReadRequest& request) {
  const json::Value value = json::parse(text, limits_of(request));
  return Reader(value, request).read();
}

}  // namespace sandan::org
