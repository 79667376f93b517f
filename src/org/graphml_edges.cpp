#include "org/graphml_edges.hpp"

#include <array>
#include <utility>

#include "core/text.hpp"
#include "org/graphml_values.hpp"

namespace sandan::org {
namespace {

constexpr std::size_t most_shown = 200;  ///< bytes of a value in a fault

std::string_view kind_of_end(const NodeFacts& end) noexcept {
  return end.is_department ? "department" : "person";
}

}  // namespace

void GraphmlEdges::read(const GraphmlItems& items, const GraphmlNodes& nodes) {
  for (const GraphmlEdge& edge : items.edges)
    read_one(edge, items, nodes);
}

const NodeFacts* GraphmlEdges::end_of(const GraphmlEdge& edge, const char* end,
                                      const GraphmlItems& items, const GraphmlNodes& nodes) {
  const pugi::xml_attribute node = edge.element.attribute(end);
  const std::int32_t place = node ? items.find(node.value()) : -1;
  if (place >= 0) return &nodes.facts(place);
  ReadFault fault{byte_place(text_->offset(edge.element)), "edge", {}, "missing_end", {}};
  const pugi::xml_attribute id = edge.element.attribute("id");
  if (id) fault.id = id.value();
  if (node) {
    fault.fault = "unknown_node";
    fault.value = node.value();
  }
  add_fault(file_->faults, fault);
  return nullptr;
}

void GraphmlEdges::read_one(const GraphmlEdge& edge, const GraphmlItems& items,
                            const GraphmlNodes& nodes) {
  const NodeFacts* from = end_of(edge, "source", items, nodes);
  const NodeFacts* to = end_of(edge, "target", items, nodes);
  if (from == nullptr || to == nullptr) return;
  const std::int64_t offset = text_->offset(edge.element);
  const Said words = said(edge);
  std::array<Cell, relations_column::count> cells;
  cells[relations_column::account_id] = words.account.empty() ? from->account : words.account;
  cells[relations_column::from_id] = from->id;
  cells[relations_column::to_id] = to->id;
  cells[relations_column::from_kind] = kind_of_end(*from);
  cells[relations_column::to_kind] = kind_of_end(*to);
  cells[relations_column::kind] = kind_of(words, offset);
  cells[relations_column::weight] = words.weight;
  const std::string place = byte_place(offset);
  MapTable& relations = file_->tables.relations;
  add_row(relations, cells, place);
  if (!edge.directed && from != to) {
    both_ways_.see(offset);
    std::swap(cells[relations_column::from_id], cells[relations_column::to_id]);
    std::swap(cells[relations_column::from_kind], cells[relations_column::to_kind]);
    add_row(relations, cells, place);
  }
  check_rows(relations.rows(), request_->max_relations, "too_many_relations", place);
}

GraphmlEdges::Said GraphmlEdges::said(const GraphmlEdge& edge) {
  Said said;
  for (GraphmlKey* key : keys_->edge_defaults())
    read_value(said, *key, *key->of_edges, key->offset);
  for (pugi::xml_node data = edge.element.first_child(); data; data = data.next_sibling()) {
    if (data.type() != pugi::node_element || local_name(data) != "data") continue;
    const std::int64_t offset = text_->offset(data);
    GraphmlKey& key = keys_->of(data.attribute("key").value(), offset);
    if (key.edge == EdgeMeaning::drawing) {
      if (said.drawn.empty()) said.drawn = drawn_label(data, "EdgeLabel", *text_);
    } else {
      read_value(said, key, text_->content(data), offset);
    }
  }
  return said;
}

void GraphmlEdges::read_value(Said& said, GraphmlKey& key, std::string_view text,
                              std::int64_t offset) {
  switch (key.edge) {
    case EdgeMeaning::weight: {
      const auto& spec = file_->tables.relations.specs()[relations_column::weight];
      const ReadCell read = read_cell(spec, text);
      said.weight = read.cell;
      if (!read.fault.empty()) {
        add_fault(file_->faults, {byte_place(offset), "attribute", key.name, read.fault,
                                  shortened(text, most_shown)});
      }
      break;
    }
    case EdgeMeaning::account:
      said.account = text;
      break;
    case EdgeMeaning::kind:
      if (!trimmed(text).empty()) said.kind = trimmed(text);
      break;
    case EdgeMeaning::label:
      said.label = trimmed(text);
      break;
    default:
      key.ignored += trimmed(text).empty() ? 0 : 1;
  }
}

std::string_view GraphmlEdges::shipped_kind(std::string_view word) {
  if (word.empty()) return {};
  if (!words_) words_.emplace();
  return words_->code(word);
}

std::string_view GraphmlEdges::kind_of(const Said& said, std::int64_t offset) {
  if (!said.kind.empty()) {
    const std::string_view shipped = text_->is_ours() ? said.kind : shipped_kind(said.kind);
    return shipped.empty() ? said.kind : shipped;
  }
  for (const std::string_view label : {said.label, said.drawn}) {
    const std::string_view shipped = shipped_kind(label);
    if (!shipped.empty()) return shipped;
    if (is_code_word(label)) return label;
  }
  const std::string_view label = said.label.empty() ? said.drawn : said.label;
  if (!label.empty()) labels_.see(label, offset);
  return request_->relation;
}

void GraphmlEdges::tell() const {
  if (both_ways_.times > 0) {
    const std::string count = std::to_string(both_ways_.times);
    add_fault(file_->faults, {byte_place(both_ways_.first), "edge", {}, "undirected", count});
  }
  labels_.tell(file_->faults);
}

}  // namespace sandan::org
