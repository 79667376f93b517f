#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "org/graphml_items.hpp"
#include "org/graphml_keys.hpp"

namespace sandan::org {

/// What edges and nested nodes need to know of a node.
struct NodeFacts {
  bool there = false;  ///< has a row
  bool is_department = false;
  std::string_view id;       ///< of the person or department
  std::string_view account;  ///< never empty
};

/// Turns nodes into rows of people, departments and stances.
class GraphmlNodes {
 public:
  GraphmlNodes(GraphmlKeys& keys, GraphmlText& text, const MapReadRequest& request, MapFile& file)
      : keys_(&keys), text_(&text), request_(&request), file_(&file) {}

  /// Reads them in order. Throws Error{limit} "too_many_stances" or
  /// "too_many_defaults".
  void read(const GraphmlItems& items);

  const NodeFacts& facts(std::int32_t node) const noexcept {
    return facts_[static_cast<std::size_t>(node)];
  }

 private:
  struct Value {
    GraphmlKey* key;
    std::string_view text;
    std::int64_t offset;
    bool is_default;
  };
  /// A stance as it is put together; `said` where stage or support is.
  struct Stance {
    std::array<Cell, stances_column::count> cells;
    bool said = false;
    bool touched = false;
  };
  /// Texts that count where a column says nothing.
  struct Spare {
    std::string_view label;
    std::string_view drawn;
    std::string_view id;
  };

  NodeFacts read_one(const GraphmlNode& node);
  void gather(const GraphmlNode& node);
  bool is_department(const GraphmlNode& node);
  NodeFacts read_person(const GraphmlNode& node);
  NodeFacts read_department(const GraphmlNode& node);
  Spare fill(std::span<Cell> cells, const MapTable& table, bool department);
  void fill_stance(const Value& value);
  void add_stances(std::string_view person, const std::string& place);
  Cell cell_of(const results::ColumnSpec& spec, const Value& value);
  std::string_view id_of(const Cell& said, const Spare& spare, const GraphmlNode& node);
  std::string_view account_of(const Cell& said, const GraphmlNode& node) const;
  void refuse_node(const GraphmlNode& node);

  GraphmlKeys* keys_;
  GraphmlText* text_;
  const MapReadRequest* request_;
  MapFile* file_;
  std::vector<NodeFacts> facts_;
  std::vector<Value> values_;    ///< of the node at hand
  std::string_view drawn_;       ///< label inside its shape
  std::vector<Stance> stances_;  ///< by vendor
  std::vector<std::int32_t> touched_;
  std::size_t defaults_ = 0;  ///< applied to nodes so far
};

/// The first label of that name ("NodeLabel", "EdgeLabel") inside yEd's
/// drawing; empty where there is none.
std::string_view drawn_label(const pugi::xml_node& drawing, std::string_view name,
                             GraphmlText& text);

}  // namespace sandan::org
