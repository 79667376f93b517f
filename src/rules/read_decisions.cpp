#include <algorithm>

#include "rules/read_parts.hpp"

namespace sandan::rules {
namespace {

using json::Members;
using json::Node;

Slot output_slot(const Item& item, feel::Type type, std::vector<std::string> values,
                 std::int32_t decision) {
  Slot slot;
  slot.item = item;
  slot.kind = SlotKind::output;
  slot.type = type;
  slot.null = NullMeaning::none;
  slot.values = std::move(values);
  slot.decision = decision;
  return slot;
}

void check_listed(const Value& value, const std::vector<std::string>& values, const Node& place) {
  if (values.empty() || !value.is_value() || value.type != feel::Type::text) return;
  if (std::find(values.begin(), values.end(), value.text) == values.end()) {
    throw place.error("unknown_value", "\"" + value.text + "\" is not among the values listed");
  }
}

Output read_output(const Node& node) {
  const Members members = node.members({"code", "label", "origin", "type", "values", "default"});
  Output output;
  output.item = read_item(members);
  output.type = read_type(members.required("type"));
  if (const auto values = members.find("values")) {
    if (output.type != feel::Type::text) {
      throw values->error("contradiction", "values are listed for texts only");
    }
    output.values = read_values(*values);
  }
  if (const auto otherwise = members.find("default")) {
    output.otherwise = read_value(*otherwise, output.type);
    check_listed(output.otherwise, output.values, *otherwise);
  }
  return output;
}

/// The members of an object whose names are codes of `known`.
template <class Take>
void for_each_named(const Node& object, std::string_view what,
                    const std::vector<std::string>& known, Take&& take) {
  if (!object.is_object()) throw object.error("wrong_type", "an object is wanted here");
  for (const auto& member : object.value().get_object()) {
    const std::string_view name(member.key().data(), member.key().size());
    const Node node(member.value(), json::child_pointer(object.pointer(), name), Status::document);
    const auto at = std::find(known.begin(), known.end(), name);
    if (at == known.end()) {
      throw node.error("unknown_name",
                       "the table has no " + std::string(what) + " \"" + std::string(name) + "\"");
    }
    take(static_cast<std::size_t>(at - known.begin()), node);
  }
}

class TableReader {
 public:
  TableReader(Reading& reading, Table& table) : reading_(reading), table_(table) {}

  void read_head(const Members& members) {
    table_.hit = static_cast<HitPolicy>(members.required("hit").choice(
        {"first", "unique", "any", "priority", "rule_order", "output_order", "collect"}));
    if (const auto aggregate = members.find("aggregate")) {
      if (table_.hit != HitPolicy::collect) {
        throw aggregate->error("contradiction", "aggregate belongs to hit \"collect\"");
      }
      table_.aggregate =
          static_cast<Aggregate>(1 + aggregate->choice({"sum", "min", "max", "count"}));
    }
    std::set<std::string_view> seen;
    for (const Node& item : bounded_items(members.required("columns"), most_columns)) {
      table_.columns.push_back(reading_.slot_named(item));
      columns_.emplace_back(item.text());
      if (!seen.insert(item.text()).second) {
        throw item.error("duplicate_column", "the column is listed twice");
      }
    }
    read_outputs(members.required("outputs"));
  }

  Rule read_rule(const Node& node) const {
    const Members members = node.members({"code", "label", "origin", "when", "then"});
    Rule rule;
    rule.item = read_item(members);
    rule.cells.resize(columns_.size());
    for (feel::Node& cell : rule.cells)
      cell.value = Value::of(true), cell.type = feel::Type::boolean;
    rule.texts.assign(columns_.size(), "-");
    rule.outputs.assign(outputs_.size(), Value::absent());
    if (const auto when = members.find("when")) {
      for_each_named(*when, "column", columns_, [&](std::size_t i, const Node& cell) {
        if (cell.value().is_null()) return;
        rule.cells[i] = reading_.cell(cell, table_.columns[i]);
        rule.texts[i] = cell.text();
      });
    }
    if (const auto then = members.find("then")) {
      for_each_named(*then, "output", outputs_, [&](std::size_t i, const Node& value) {
        rule.outputs[i] = read_value(value, table_.outputs[i].type);
        check_listed(rule.outputs[i], table_.outputs[i].values, value);
      });
    }
    return rule;
  }

 private:
  void read_outputs(const Node& node) {
    DistinctCodes codes;
    for (const Node& item : bounded_items(node, most_outputs)) {
      table_.outputs.push_back(read_output(item));
      codes.add(table_.outputs.back().item.code, item);
      outputs_.push_back(table_.outputs.back().item.code);
    }
    if (table_.outputs.empty()) throw node.error("empty", "a table has one output at least");
    if (table_.is_aggregate() &&
        (table_.outputs.size() != 1 ||
         (table_.aggregate != Aggregate::count && table_.outputs[0].type != feel::Type::number))) {
      throw node.error("wrong_type", "an aggregate has one output, a number");
    }
    if (table_.is_aggregate() && table_.aggregate == Aggregate::count &&
        table_.outputs[0].otherwise.is_value()) {
      throw node.error("contradiction", "a count has no default: it is 0 where no rule fires");
    }
    const bool ordered = table_.hit == HitPolicy::priority || table_.hit == HitPolicy::output_order;
    if (ordered && std::all_of(table_.outputs.begin(), table_.outputs.end(),
                               [](const Output& output) { return output.values.empty(); })) {
      throw node.error("no_priority",
                       "this hit policy needs an output with \"values\" in order of priority");
    }
  }

  Reading& reading_;
  Table& table_;
  std::vector<std::string> columns_;
  std::vector<std::string> outputs_;
};

/// A decision that answers with rows has a table of its own among the results.
void check_table_name(const Node& code) {
  constexpr std::array<std::string_view, 6> taken = {"results",  "faults",   "fault_counts",
                                                     "could_be", "ask_next", "reasons"};
  if (std::find(taken.begin(), taken.end(), code.text()) == taken.end()) return;
  throw code.error("reserved_code", "\"" + std::string(code.text()) +
                                        "\" is another table of the results; choose another code");
}

void add_output_slots(Reading& reading, Table& table, const Node& outputs, std::int32_t decision) {
  if (table.is_list()) return;
  const auto items = outputs.items();
  for (std::size_t i = 0; i < items.size(); ++i) {
    Output& output = table.outputs[i];
    const feel::Type type = table.is_aggregate() ? feel::Type::number : output.type;
    output.slot =
        reading.add_slot(output_slot(output.item, type, output.values, decision), items[i]);
  }
}

Attribute read_attribute(const Reading& reading, const Node& node, const Criterion& criterion,
                         std::size_t number) {
  const Members members = node.members({"code", "label", "origin", "when", "points", "reason"});
  Attribute attribute;
  if (members.find("code")) {
    attribute.item = read_item(members);
  } else {
    if (const auto label = members.find("label")) attribute.item.label = label->labels();
    if (const auto origin = members.find("origin")) {
      attribute.item.origin = static_cast<Origin>(origin->choice({"source", "sandan"}));
    }
    attribute.item.code = std::to_string(number);
  }
  const Node when = members.required("when");
  attribute.text = when.text();
  attribute.when = criterion.input >= 0 ? reading.cell(when, criterion.input)
                                        : reading.expression_of(when, feel::Type::boolean);
  attribute.points = read_decimal(members.required("points"));
  const auto reason = members.find("reason");
  attribute.reason = reason ? std::string(reason->code()) : criterion.item.code;
  return attribute;
}

std::int32_t index_of_code(const std::vector<std::string>& codes, const Node& node,
                           std::string_view what) {
  const auto at = std::find(codes.begin(), codes.end(), node.text());
  if (at == codes.end()) {
    throw node.error("unknown_name", "the scorecard has no " + std::string(what) + " \"" +
                                         std::string(node.text()) + "\"");
  }
  return static_cast<std::int32_t>(at - codes.begin());
}

Criterion read_criterion(const Reading& reading, const Node& node,
                         const std::vector<std::string>& groups) {
  const Members members = node.members({"code", "label", "origin", "group", "input", "weight",
                                        "baseline", "if_unknown", "attributes"});
  Criterion criterion;
  criterion.item = read_item(members);
  if (const auto group = members.find("group")) {
    criterion.group = index_of_code(groups, *group, "group");
  }
  if (const auto input = members.find("input")) criterion.input = reading.slot_named(*input);
  const auto weight = members.find("weight");
  criterion.weight = weight ? read_decimal(*weight) : Decimal(1);
  if (const auto baseline = members.find("baseline")) criterion.baseline = read_decimal(*baseline);
  if (const auto unknown = members.find("if_unknown")) {
    criterion.if_unknown = read_decimal(*unknown);
  }
  const Node attributes = members.required("attributes");
  DistinctCodes codes;
  for (const Node& item : bounded_items(attributes, most_attributes)) {
    criterion.attributes.push_back(
        read_attribute(reading, item, criterion, criterion.attributes.size() + 1));
    codes.add(criterion.attributes.back().item.code, item);
  }
  if (criterion.attributes.empty()) {
    throw attributes.error("empty", "a criterion has one attribute at least");
  }
  return criterion;
}

std::vector<Group> read_groups(const Members& members, std::vector<std::string>& codes) {
  std::vector<Group> groups;
  const auto node = members.find("groups");
  if (!node) return groups;
  DistinctCodes distinct;
  for (const Node& item : bounded_items(*node, most_criteria)) {
    const Members group = item.members({"code", "label", "origin", "cap", "floor"});
    Group read{read_item(group), std::nullopt, std::nullopt, -1};
    if (const auto cap = group.find("cap")) read.cap = read_decimal(*cap);
    if (const auto floor = group.find("floor")) {
      read.floor = read_decimal(*floor);
      if (read.cap && *read.cap < *read.floor) {
        throw floor->error("contradiction", "the floor is above the cap; lower it");
      }
    }
    distinct.add(read.item.code, item);
    codes.push_back(read.item.code);
    groups.push_back(std::move(read));
  }
  return groups;
}

std::vector<Subset> read_subsets(const Members& members, const std::vector<std::string>& criteria) {
  std::vector<Subset> subsets;
  const auto node = members.find("subsets");
  if (!node) return subsets;
  for (const Node& item : bounded_items(*node, most_criteria)) {
    const Members subset = item.members({"code", "label", "origin", "criteria"});
    Subset read{read_item(subset), {}, -1};
    std::set<std::string_view> seen;
    for (const Node& code : bounded_items(subset.required("criteria"), most_criteria)) {
      read.criteria.push_back(index_of_code(criteria, code, "criterion"));
      if (!seen.insert(code.text()).second) {
        throw code.error("duplicate_code", "the criterion is listed twice");
      }
    }
    subsets.push_back(std::move(read));
  }
  return subsets;
}

std::vector<Band> read_bands(const Members& members) {
  std::vector<Band> bands;
  const auto node = members.find("bands");
  if (!node) return bands;
  const auto items = bounded_items(*node, most_criteria);
  DistinctCodes codes;
  for (std::size_t i = 0; i < items.size(); ++i) {
    const Members band = items[i].members({"code", "label", "origin", "below"});
    Band read{read_item(band), std::nullopt};
    codes.add(read.item.code, items[i]);
    const auto below = band.find("below");
    if (below.has_value() == (i + 1 == items.size())) {
      throw items[i].error("bands", "every band but the last says \"below\", the last does not");
    }
    if (below) {
      read.below = read_decimal(*below);
      if (!bands.empty() && *bands.back().below >= *read.below) {
        throw below->error("not_in_order", "bands ascend");
      }
    }
    bands.push_back(std::move(read));
  }
  if (bands.empty()) throw node->error("empty", "at least one band is wanted");
  return bands;
}

void read_reasons(const Members& members, Card& card) {
  const auto node = members.find("reasons");
  if (!node) return;
  const Members reasons = node->members({"algorithm", "count"});
  if (const auto algorithm = reasons.find("algorithm")) {
    card.algorithm =
        static_cast<Card::Reasons>(algorithm->choice({"points_below", "points_above"}));
  }
  const auto count = reasons.find("count");
  card.reasons = count ? static_cast<std::int32_t>(count->integer(0, 8)) : 3;
}

Item named(const Item& item, std::string code) {
  return {std::move(code), item.label, item.origin};
}

void add_card_slots(Reading& reading, Card& card, const Members& members, const Item& item,
                    const Node& place, std::int32_t decision) {
  if (!card.bands.empty()) {
    std::vector<std::string> codes;
    for (const Band& band : card.bands)
      codes.push_back(band.item.code);
    card.band_slot =
        reading.add_slot(output_slot(item, feel::Type::text, std::move(codes), decision), place);
  }
  const auto number = [&](const Item& of, std::string code, const Node& at) {
    return reading.add_slot(
        output_slot(named(of, std::move(code)), feel::Type::number, {}, decision), at);
  };
  card.points_slot = number(item, item.code + "_points", place);
  for (std::size_t i = 0; i < card.subsets.size(); ++i) {
    Subset& subset = card.subsets[i];
    subset.slot = number(subset.item, subset.item.code, members.required("subsets").items()[i]);
  }
  for (std::size_t i = 0; i < card.groups.size(); ++i) {
    Group& group = card.groups[i];
    group.slot = number(group.item, item.code + "_" + group.item.code,
                        members.required("groups").items()[i]);
  }
}

}  // namespace

Table read_table(Reading& reading, const Members& members, std::int32_t decision) {
  Table table;
  TableReader reader(reading, table);
  reader.read_head(members);
  const Node rules = members.required("rules");
  DistinctCodes codes;
  for (const Node& item : bounded_items(rules, most_rules)) {
    table.rules.push_back(reader.read_rule(item));
    codes.add(table.rules.back().item.code, item);
  }
  if (table.is_list()) check_table_name(members.required("code"));
  add_output_slots(reading, table, members.required("outputs"), decision);
  return table;
}

Card read_card(Reading& reading, const Members& members, const Item& item, const Node& place,
               std::int32_t decision) {
  Card card;
  if (const auto initial = members.find("initial")) card.initial = read_decimal(*initial);
  read_reasons(members, card);
  std::vector<std::string> groups;
  card.groups = read_groups(members, groups);
  const Node criteria = members.required("criteria");
  std::vector<std::string> codes;
  DistinctCodes distinct;
  for (const Node& node : bounded_items(criteria, most_criteria)) {
    card.criteria.push_back(read_criterion(reading, node, groups));
    codes.push_back(card.criteria.back().item.code);
    distinct.add(codes.back(), node);
  }
  if (card.criteria.empty()) {
    throw criteria.error("empty", "a scorecard has one criterion at least");
  }
  card.subsets = read_subsets(members, codes);
  card.bands = read_bands(members);
  add_card_slots(reading, card, members, item, place, decision);
  return card;
}

}  // namespace sandan::rules
