#include "org/graphml_nodes.hpp"

#include <algorithm>

#include "core/text.hpp"
#include "org/graphml_values.hpp"

namespace sandan::org {
namespace {

constexpr std::size_t most_shown = 200;  ///< bytes of a value in a fault

/// The node after `node` on a walk through all below `top`; null at its end.
pugi::xml_node after(const pugi::xml_node& top, pugi::xml_node node) {
  if (node.first_child()) return node.first_child();
  while (node != top && !node.next_sibling())
    node = node.parent();
  return node == top ? pugi::xml_node() : node.next_sibling();
}

std::string_view text_of(const Cell& cell) noexcept {
  const auto* text = std::get_if<std::string_view>(&cell);
  return text == nullptr ? std::string_view() : *text;
}

}  // namespace

std::string_view drawn_label(const pugi::xml_node& drawing, std::string_view name,
                             GraphmlText& text) {
  for (pugi::xml_node node = after(drawing, drawing); node; node = after(drawing, node)) {
    if (node.type() != pugi::node_element || local_name(node) != name) continue;
    const std::string_view label = trimmed(text.content(node));
    if (!label.empty()) return label;
  }
  return {};
}

void GraphmlNodes::read(const GraphmlItems& items) {
  facts_.reserve(items.nodes.size());
  for (const GraphmlNode& node : items.nodes) {
    if (node.again) {
      refuse_node(node);
      facts_.emplace_back();
    } else {
      facts_.push_back(read_one(node));
    }
  }
}

void GraphmlNodes::refuse_node(const GraphmlNode& node) {
  const pugi::xml_attribute id = node.element.attribute("id");
  ReadFault fault{byte_place(text_->offset(node.element)), "node", {}, "missing_id", {}};
  if (id) {
    fault.id = id.value();
    fault.fault = "duplicate_node";
  }
  add_fault(file_->faults, fault);
}

NodeFacts GraphmlNodes::read_one(const GraphmlNode& node) {
  gather(node);
  return is_department(node) ? read_department(node) : read_person(node);
}

void GraphmlNodes::gather(const GraphmlNode& node) {
  values_.clear();
  drawn_ = {};
  constexpr std::size_t most_defaults = 50'000'000;
  defaults_ += keys_->node_defaults().size();
  if (defaults_ > most_defaults) {
    throw Error(Status::limit, "too_many_defaults",
                "attributes with defaults times nodes are more than 50,000,000")
        .at(byte_place(text_->offset(node.element)));
  }
  for (GraphmlKey* key : keys_->node_defaults())
    values_.push_back({key, *key->of_nodes, key->offset, true});
  for (pugi::xml_node data = node.element.first_child(); data; data = data.next_sibling()) {
    if (data.type() != pugi::node_element || local_name(data) != "data") continue;
    const std::int64_t offset = text_->offset(data);
    GraphmlKey& key = keys_->of(data.attribute("key").value(), offset);
    if (key.node == NodeMeaning::drawing) {
      if (drawn_.empty()) drawn_ = drawn_label(data, "NodeLabel", *text_);
      continue;
    }
    const std::string_view text = text_->content(data);
    if (key.node != NodeMeaning::unknown) {
      values_.push_back({&key, text, offset, false});
    } else if (!trimmed(text).empty() || data.first_child().type() == pugi::node_element) {
      ++key.ignored;
    }
  }
}

bool GraphmlNodes::is_department(const GraphmlNode& node) {
  const Value* kind = nullptr;
  for (const Value& value : values_) {
    if (value.key->node == NodeMeaning::kind && !trimmed(value.text).empty()) kind = &value;
  }
  if (kind == nullptr) return node.is_group;
  const std::string_view word = trimmed(kind->text);
  if (word == "department" || word == "Department") return true;
  if (word != "person" && word != "Person") {
    add_fault(file_->faults,
              {byte_place(kind->offset), "node", node.element.attribute("id").value(),
               "unknown_node_kind", shortened(word, most_shown)});
    return node.is_group;
  }
  return false;
}

Cell GraphmlNodes::cell_of(const results::ColumnSpec& spec, const Value& value) {
  const ReadCell read = read_cell(spec, value.text);
  if (!read.fault.empty()) {
    add_fault(file_->faults, {byte_place(value.offset), "attribute", value.key->name, read.fault,
                              shortened(value.text, most_shown)});
  }
  return read.cell;
}

GraphmlNodes::Spare GraphmlNodes::fill(std::span<Cell> cells, const MapTable& table,
                                       bool department) {
  Spare spare;
  for (const Value& value : values_) {
    const int column = department ? value.key->department : value.key->people;
    switch (value.key->node) {
      case NodeMeaning::column:
        if (column >= 0) {
          const auto place = static_cast<std::size_t>(column);
          cells[place] = cell_of(table.specs()[place], value);
        } else if (!value.is_default && !trimmed(value.text).empty()) {
          ++value.key->ignored;
        }
        break;
      case NodeMeaning::label:
        spare.label = trimmed(value.text);
        break;
      case NodeMeaning::other_id:
        spare.id = value.text;
        break;
      case NodeMeaning::stance:
        if (!department) fill_stance(value);
        break;
      default:
        break;
    }
  }
  spare.drawn = drawn_;
  return spare;
}

std::string_view GraphmlNodes::id_of(const Cell& said, const Spare& spare,
                                     const GraphmlNode& node) {
  if (!is_null(said)) return text_of(said);
  return spare.id.empty() ? text_->attribute(node.element, "id") : spare.id;
}

std::string_view GraphmlNodes::account_of(const Cell& said, const GraphmlNode& node) const {
  if (!is_null(said)) return text_of(said);
  if (node.group >= 0 && facts(node.group).there) return facts(node.group).account;
  return request_->account_id;
}

NodeFacts GraphmlNodes::read_person(const GraphmlNode& node) {
  std::array<Cell, people_column::count> cells;
  const Spare spare = fill(cells, file_->tables.people, false);
  NodeFacts facts_of{true, false, id_of(cells[people_column::person_id], spare, node),
                     account_of(cells[people_column::account_id], node)};
  cells[people_column::person_id] = facts_of.id;
  cells[people_column::account_id] = facts_of.account;
  const std::string_view name = spare.label.empty() ? spare.drawn : spare.label;
  if (is_null(cells[people_column::name]) && !name.empty()) cells[people_column::name] = name;
  if (is_null(cells[people_column::department_id]) && node.group >= 0 &&
      facts(node.group).is_department) {
    cells[people_column::department_id] = facts(node.group).id;
  }
  const std::string place = byte_place(text_->offset(node.element));
  add_row(file_->tables.people, cells, place);
  add_stances(facts_of.id, place);
  return facts_of;
}

NodeFacts GraphmlNodes::read_department(const GraphmlNode& node) {
  std::array<Cell, departments_column::count> cells;
  const Spare spare = fill(cells, file_->tables.departments, true);
  NodeFacts facts_of{true, true, id_of(cells[departments_column::department_id], spare, node),
                     account_of(cells[departments_column::account_id], node)};
  cells[departments_column::department_id] = facts_of.id;
  cells[departments_column::account_id] = facts_of.account;
  const std::string_view name = spare.label.empty() ? spare.drawn : spare.label;
  if (is_null(cells[departments_column::name]) && !name.empty()) {
    cells[departments_column::name] = name;
  }
  if (is_null(cells[departments_column::parent_id]) && node.group >= 0 &&
      facts(node.group).is_department) {
    cells[departments_column::parent_id] = facts(node.group).id;
  }
  add_row(file_->tables.departments, cells, byte_place(text_->offset(node.element)));
  return facts_of;
}

void GraphmlNodes::fill_stance(const Value& value) {
  const auto vendor = static_cast<std::size_t>(value.key->vendor);
  if (stances_.size() <= vendor) stances_.resize(vendor + 1);
  Stance& stance = stances_[vendor];
  if (!stance.touched) {
    stance.touched = true;
    touched_.push_back(value.key->vendor);
  }
  const std::size_t column = value.key->stance;
  stance.said |= column == stances_column::relation_stage || column == stances_column::support;
  stance.cells[column] = cell_of(file_->tables.stances.specs()[column], value);
}

void GraphmlNodes::add_stances(std::string_view person, const std::string& place) {
  std::sort(touched_.begin(), touched_.end());
  for (const std::int32_t vendor : touched_) {
    Stance& stance = stances_[static_cast<std::size_t>(vendor)];
    if (stance.said) {
      stance.cells[stances_column::person_id] = person;
      stance.cells[stances_column::vendor] = keys_->vendors().text(vendor);
      add_row(file_->tables.stances, stance.cells, place);
    }
    stance = Stance();
  }
  touched_.clear();
  check_rows(file_->tables.stances.rows(), request_->max_relations, "too_many_stances", place);
}

}  // namespace sandan::org
