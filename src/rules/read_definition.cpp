#include <algorithm>

#include "core/sha256.hpp"
#include "rules/read_parts.hpp"

namespace sandan::rules {

std::int32_t Definition::slot(std::string_view code) const noexcept {
  for (std::size_t i = 0; i < slots.size(); ++i) {
    if (slots[i].item.code == code) return static_cast<std::int32_t>(i);
  }
  return -1;
}

std::int32_t Definition::decision(std::string_view code) const noexcept {
  for (std::size_t i = 0; i < decisions.size(); ++i) {
    if (decisions[i].item.code == code) return static_cast<std::int32_t>(i);
  }
  return -1;
}

using json::Members;
using json::Node;

void add_as_of(Reading& reading, const Node& place) {
  Slot as_of;
  as_of.item.code = "as_of";
  as_of.kind = SlotKind::as_of;
  as_of.type = feel::Type::date;
  as_of.null = NullMeaning::none;
  reading.definition().as_of = reading.add_slot(std::move(as_of), place);
}

void read_input(Reading& reading, const Node& node) {
  const Members members =
      node.members({"code", "label", "origin", "type", "values", "null", "whole"});
  Slot slot;
  slot.item = read_item(members);
  slot.kind = SlotKind::input;
  slot.type = read_type(members.required("type"));
  if (slot.type == feel::Type::months) {
    throw members.required("type").error("wrong_type",
                                         "no column holds years and months; use duration");
  }
  if (const auto null = members.find("null")) {
    slot.null = static_cast<NullMeaning>(null->choice({"unknown", "none", "not_yet"}));
  }
  if (const auto values = members.find("values")) {
    if (slot.type != feel::Type::text) {
      throw values->error("contradiction", "values are listed for texts only");
    }
    slot.values = read_values(*values);
  }
  if (const auto whole = members.find("whole")) {
    slot.whole = whole->boolean();
    if (slot.whole && slot.type != feel::Type::number) {
      throw whole->error("contradiction", "only a number can be whole");
    }
  }
  reading.add_slot(std::move(slot), node);
}

namespace {

void read_parameter(Reading& reading, const Node& node) {
  const Members members = node.members({"code", "label", "origin", "type", "value"});
  Slot slot;
  slot.item = read_item(members);
  slot.kind = SlotKind::parameter;
  slot.type = read_type(members.required("type"));
  slot.null = NullMeaning::none;
  slot.value = read_value(members.required("value"), slot.type);
  reading.add_slot(std::move(slot), node);
}

void read_computed(Reading& reading, const Node& node) {
  const Members members = node.members({"code", "label", "origin", "type", "formula"});
  Slot slot;
  slot.item = read_item(members);
  slot.kind = SlotKind::computed;
  slot.type = read_type(members.required("type"));
  slot.null = NullMeaning::none;
  slot.formula = reading.expression_of(members.required("formula"), slot.type);
  reading.add_slot(std::move(slot), node);
}

/// Texts a formula may end in are among those it lists.
void check_leaves(const feel::Node& node, const std::vector<std::string>& values,
                  const Node& place) {
  if (values.empty()) return;
  if (node.op == feel::Op::if_) {
    check_leaves(node.children[1], values, place);
    check_leaves(node.children[2], values, place);
  } else if (node.op == feel::Op::literal && node.value.is_value() &&
             std::find(values.begin(), values.end(), node.value.text) == values.end()) {
    throw place.error("unknown_value",
                      "\"" + node.value.text + "\" is not among the values listed");
  }
}

Formula read_formula(Reading& reading, const Members& members, const Item& item, const Node& place,
                     std::int32_t decision) {
  Slot slot;
  slot.item = item;
  slot.kind = SlotKind::output;
  slot.type = read_type(members.required("type"));
  slot.null = NullMeaning::none;
  slot.decision = decision;
  if (const auto values = members.find("values")) {
    if (slot.type != feel::Type::text) {
      throw values->error("contradiction", "values are listed for texts only");
    }
    slot.values = read_values(*values);
  }
  Formula formula;
  const Node text = members.required("formula");
  formula.node = reading.expression_of(text, slot.type);
  check_leaves(formula.node, slot.values, text);
  formula.slot = reading.add_slot(std::move(slot), place);
  return formula;
}

Decision read_decision(Reading& reading, const Node& node, std::int32_t index) {
  const Members any = node.members({"code", "label", "origin", "kind", "hit", "aggregate",
                                    "columns", "outputs", "rules", "initial", "reasons", "groups",
                                    "criteria", "subsets", "bands", "type", "values", "formula"});
  Decision decision;
  decision.item = read_item(any);
  switch (any.required("kind").choice({"table", "scorecard", "formula"})) {
    case 0: {
      const Members table = node.members(
          {"code", "label", "origin", "kind", "hit", "aggregate", "columns", "outputs", "rules"});
      decision.body = read_table(reading, table, index);
      break;
    }
    case 1: {
      const Members card = node.members({"code", "label", "origin", "kind", "initial", "reasons",
                                         "groups", "criteria", "subsets", "bands"});
      decision.body = read_card(reading, card, decision.item, node, index);
      break;
    }
    default: {
      const Members formula =
          node.members({"code", "label", "origin", "kind", "type", "values", "formula"});
      decision.body = read_formula(reading, formula, decision.item, node, index);
    }
  }
  return decision;
}

void read_effective(const Members& members, Definition& definition) {
  if (const auto version = members.find("version")) definition.version = version->code();
  const auto effective = members.find("effective");
  if (!effective) return;
  const Members range = effective->members({"from", "to"});
  if (const auto from = range.find("from")) definition.from = from->day();
  if (const auto to = range.find("to")) {
    definition.to = to->day();
    if (definition.from && *definition.to < *definition.from) {
      throw to->error("ends_before_it_starts", "to is before from");
    }
  }
}

void read_names(Reading& reading, const Members& members) {
  const auto each = [&](std::string_view list, auto&& read) {
    if (const auto node = members.find(list)) {
      for (const Node& item : bounded_items(*node, most_inputs))
        read(reading, item);
    }
  };
  each("parameters", read_parameter);
  add_as_of(reading, members.required("inputs"));
  each("inputs", read_input);
  each("computed", read_computed);
}

void read_conflicts(Reading& reading, const Members& members) {
  const auto node = members.find("conflicts");
  if (!node) return;
  DistinctCodes codes;
  for (const Node& item : bounded_items(*node, most_inputs)) {
    const Members conflict = item.members({"code", "label", "origin", "when"});
    Conflict read{read_item(conflict),
                  reading.expression_of(conflict.required("when"), feel::Type::boolean)};
    codes.add(read.item.code, item);
    reading.definition().conflicts.push_back(std::move(read));
  }
}

std::shared_ptr<const Definition> read_definition(const Node& root) {
  const Members members = root.members(
      {"sandan", "code", "label", "description", "origin", "version", "effective", "unknowns", "of",
       "keys", "decision_support", "parameters", "inputs", "computed", "decisions", "conflicts"});
  auto definition = std::make_shared<Definition>();
  definition->item = read_item(members);
  members.required("label");
  if (const auto description = members.find("description")) description->labels();
  read_effective(members, *definition);
  if (const auto unknowns = members.find("unknowns")) {
    definition->unknowns = static_cast<Unknowns>(unknowns->choice({"keep", "feel", "b_feel"}));
  }
  if (const auto of = members.find("of")) definition->of = of->code();
  if (const auto keys = members.find("keys")) {
    std::set<std::string_view> seen;
    for (const Node& key : bounded_items(*keys, most_columns)) {
      if (!seen.insert(key.code(200)).second) {
        throw key.error("duplicate_key", "the key is listed twice");
      }
      definition->keys.emplace_back(key.text());
    }
  }
  if (const auto support = members.find("decision_support")) {
    definition->decision_support = support->boolean();
  }
  Reading reading(*definition);
  read_names(reading, members);
  const Node decisions = members.required("decisions");
  DistinctCodes codes;
  for (const Node& item : bounded_items(decisions, most_decisions)) {
    definition->decisions.push_back(
        read_decision(reading, item, static_cast<std::int32_t>(definition->decisions.size())));
    codes.add(definition->decisions.back().item.code, item);
  }
  if (definition->decisions.empty()) {
    throw decisions.error("empty", "a policy has one decision at least");
  }
  read_conflicts(reading, members);
  definition->canonical = json::canonical(root.value());
  definition->digest = sha256_hex(definition->canonical);
  return definition;
}

std::string text_of_range(const Definition& version) {
  return (version.from ? format_day(*version.from) : "ever") + " to " +
         (version.to ? format_day(*version.to) : "further notice");
}

Versions read_bundle(const json::Value& value, const Node& root) {
  json::expect_document_kind(root, "policies", 1);
  const Members members = root.members({"sandan", "code", "label", "description", "versions"});
  Versions versions;
  versions.code = members.required("code").code();
  members.required("label").labels();
  if (const auto description = members.find("description")) description->labels();
  const Node list = members.required("versions");
  for (const Node& item : bounded_items(list, most_decisions)) {
    json::expect_document_kind(item, "policy", 1);
    auto version = read_definition(item);
    if (version->item.code != versions.code) {
      throw item.error("another_code", "versions of \"" + versions.code + "\" carry its code");
    }
    if (!versions.all.empty()) {
      const Definition& before = *versions.all.back();
      if (!before.to || !version->from || *version->from <= *before.to) {
        throw item.error("versions_overlap",
                         "versions stand in order of time and do not overlap: " +
                             text_of_range(before) + ", " + text_of_range(*version));
      }
    }
    versions.all.push_back(std::move(version));
  }
  if (versions.all.empty()) throw list.error("empty", "a bundle has one version at least");
  versions.canonical = json::canonical(value);
  versions.digest = sha256_hex(versions.canonical);
  return versions;
}

}  // namespace

Versions read_versions(std::string_view text) {
  const json::Value value = json::parse(text);
  const Node root(value, "", Status::document);
  if (root.is_object()) {
    const auto* kind = value.get_object().if_contains("sandan");
    if (kind != nullptr && kind->is_string() && kind->get_string().starts_with("policies/")) {
      return read_bundle(value, root);
    }
  }
  json::expect_document_kind(root, "policy", 1);
  auto only = read_definition(root);
  Versions versions;
  versions.code = only->item.code;
  versions.canonical = only->canonical;
  versions.digest = only->digest;
  versions.all.push_back(std::move(only));
  return versions;
}

const std::shared_ptr<const Definition>& Versions::on(std::optional<Day> as_of) const {
  const auto bad = [&](std::string_view detail, std::string message) {
    return Error(Status::invalid_argument, detail, std::move(message)).at("/as_of");
  };
  if (!as_of) {
    if (all.size() > 1) {
      throw bad("as_of_wanted", "the policy has several versions; as_of chooses");
    }
    return all.front();
  }
  for (const auto& version : all) {
    if ((!version->from || *version->from <= *as_of) && (!version->to || *as_of <= *version->to)) {
      return version;
    }
  }
  std::string ranges;
  for (const auto& version : all)
    ranges += (ranges.empty() ? "" : ", ") + text_of_range(*version);
  throw bad("no_version", "no version of \"" + code + "\" holds on " + format_day(*as_of) +
                              "; there is " + ranges);
}

}  // namespace sandan::rules
