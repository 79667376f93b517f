#include "org/graphml_keys.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "org/graphml_values.hpp"
#include "org/schemas.hpp"

namespace sandan::org {
namespace {

constexpr std::size_t most_keys = 10'000;

/// A title as columns are written: lower case, words joined by underscores.
std::string column_name(std::string_view title) {
  std::string name(trimmed(title));
  for (char& c : name) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    if (c == ' ' || c == '-') c = '_';
  }
  return name;
}

int place_of(const MapTable& table, std::string_view name) {
  const auto specs = table.specs();
  const auto found =
      std::find_if(specs.begin(), specs.end(), [&](const auto& spec) { return spec.name == name; });
  return found == specs.end() ? -1 : static_cast<int>(found - specs.begin());
}

std::optional<std::size_t> stance_column(std::string_view name) {
  constexpr std::array<std::pair<std::string_view, std::size_t>, 4> columns = {
      {{"relation_stage", stances_column::relation_stage},
       {"support", stances_column::support},
       {"as_of", stances_column::as_of},
       {"evidence", stances_column::evidence}}};
  for (const auto& [known, column] : columns) {
    if (known == name) return column;
  }
  return std::nullopt;
}

/// Stances are named by column and, but for ours, ":" and the vendor.
bool read_stance(GraphmlKey& key, Interner& vendors) {
  const std::string_view title = key.name;
  const std::size_t colon = title.find(':');
  const auto column = stance_column(column_name(title.substr(0, colon)));
  if (!column) return false;
  const std::string_view vendor =
      colon == std::string_view::npos ? our_vendor : title.substr(colon + 1);
  if (vendor.empty()) return false;
  key.node = NodeMeaning::stance;
  key.stance = *column;
  key.vendor = vendors.code(vendor);
  return true;
}

void read_node_meaning(GraphmlKey& key, const std::string& name, Interner& vendors) {
  if (read_stance(key, vendors)) return;
  if (name == "kind") {
    key.node = NodeMeaning::kind;
  } else if (name == "label") {
    key.node = NodeMeaning::label;
  } else if (name == "id") {
    key.node = NodeMeaning::other_id;
  } else {
    key.people = place_of(MapTable("people"), name);
    key.department = name == "head_id" ? -1 : place_of(MapTable("departments"), name);
    if (key.people >= 0 || key.department >= 0) key.node = NodeMeaning::column;
  }
}

EdgeMeaning edge_meaning(std::string_view name) {
  if (name == "weight") return EdgeMeaning::weight;
  if (name == "account_id") return EdgeMeaning::account;
  if (name == "kind" || name == "relation") return EdgeMeaning::kind;
  if (name == "label" || name == "edge_label") return EdgeMeaning::label;
  return EdgeMeaning::unknown;
}

bool same_node_place(const GraphmlKey& a, const GraphmlKey& b) noexcept {
  return a.node == b.node && a.people == b.people && a.department == b.department &&
         a.vendor == b.vendor && a.stance == b.stance;
}

}  // namespace

GraphmlKeys::GraphmlKeys(const pugi::xml_node& root, GraphmlText& text) {
  for (pugi::xml_node child = root.first_child(); child; child = child.next_sibling()) {
    if (child.type() == pugi::node_element && local_name(child) == "key") declare(child, text);
  }
}

GraphmlKey& GraphmlKeys::made(std::string_view id, std::int64_t offset) {
  const auto code = static_cast<std::size_t>(ids_.code(id));
  if (code < keys_.size()) return keys_[code];
  if (keys_.size() >= most_keys) {
    throw Error(Status::limit, "too_many_keys",
                "more than " + std::to_string(most_keys) + " attributes are declared or used")
        .at(byte_place(offset));
  }
  GraphmlKey& key = keys_.emplace_back();
  key.name = std::string(id);
  key.offset = offset;
  key.declared = false;
  return key;
}

GraphmlKey& GraphmlKeys::of(std::string_view id, std::int64_t offset) { return made(id, offset); }

void GraphmlKeys::declare(const pugi::xml_node& element, GraphmlText& text) {
  GraphmlKey& key = made(element.attribute("id").value(), text.offset(element));
  if (key.declared) return;  // the first counts
  key.declared = true;
  const std::string_view title = text.attribute(element, "attr.name");
  const std::string_view drawing = text.attribute(element, "yfiles.type");
  if (!title.empty()) key.name = std::string(title);
  const std::string_view of = text.attribute(element, "for");
  if (drawing == "nodegraphics" || drawing == "edgegraphics") {
    key.node = NodeMeaning::drawing;
    key.edge = EdgeMeaning::drawing;
  } else {
    const std::string name = column_name(key.name);
    if (of != "edge") read_node_meaning(key, name, vendors_);
    if (of != "node") key.edge = edge_meaning(name);
  }
  const pugi::xml_node value = child_named(element, "default");
  if (value) set_default(key, of, text.content(value));
}

void GraphmlKeys::set_default(GraphmlKey& key, std::string_view of, std::string_view value) {
  const bool any = of.empty() || of == "all";
  if ((any || of == "node") && key.node != NodeMeaning::unknown) {
    const bool taken = std::any_of(node_defaults_.begin(), node_defaults_.end(),
                                   [&](const auto* other) { return same_node_place(*other, key); });
    key.of_nodes = value;
    if (!taken) node_defaults_.push_back(&key);
  }
  if ((any || of == "edge") && key.edge != EdgeMeaning::unknown) {
    const bool taken = std::any_of(edge_defaults_.begin(), edge_defaults_.end(),
                                   [&](const auto* other) { return other->edge == key.edge; });
    key.of_edges = value;
    if (!taken) edge_defaults_.push_back(&key);
  }
}

void GraphmlKeys::tell(MapTable& faults) const {
  for (const GraphmlKey& key : keys_) {
    if (key.ignored == 0) continue;
    const std::string count = std::to_string(key.ignored);
    add_fault(faults, {byte_place(key.offset), "attribute", key.name,
                       key.declared ? "unknown_attribute" : "undeclared_attribute", count});
  }
}

}  // namespace sandan::org
