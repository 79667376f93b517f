#include <algorithm>

#include "rules/answers.hpp"
#include "rules/definition.hpp"

namespace sandan {

namespace rules {
namespace {

/// A label with the values of text parameters in place of {their codes}.
std::string filled(std::string_view label, const Definition& definition) {
  std::string out;
  for (std::size_t at = 0; at < label.size();) {
    const std::size_t close = label[at] == '{' ? label.find('}', at) : std::string_view::npos;
    const std::int32_t slot = close == std::string_view::npos
                                  ? -1
                                  : definition.slot(label.substr(at + 1, close - at - 1));
    if (slot >= 0) {
      const Slot& named = definition.slots[static_cast<std::size_t>(slot)];
      if (named.kind == SlotKind::parameter && named.type == feel::Type::text) {
        out += named.value.text;
        at = close + 1;
        continue;
      }
    }
    out += label[at++];
  }
  return out;
}

using Texts = std::vector<std::optional<std::string>>;

class Describer {
 public:
  Describer(const Definition& definition, std::string_view language)
      : definition_(definition), language_(language) {}

  std::vector<results::Table> tables() const {
    std::vector<results::Table> tables;
    tables.push_back(inputs());
    tables.push_back(parameters());
    tables.push_back(decisions());
    tables.push_back(outputs());
    tables.push_back(rules());
    tables.push_back(criteria());
    tables.push_back(bands());
    tables.push_back(conflicts());
    return tables;
  }

 private:
  std::optional<std::string> label(const Item& item) const {
    const std::string_view text = item.label.in(language_);
    if (text.empty()) return std::nullopt;
    return filled(text, definition_);
  }

  static std::optional<std::string> origin(const Item& item) {
    if (!item.origin) return std::nullopt;
    return std::string(origin_codes[static_cast<std::size_t>(*item.origin)]);
  }

  static std::optional<std::string> joined(const std::vector<std::string>& values) {
    std::optional<std::string> out;
    for (const std::string& value : values)
      out = (out ? *out + ";" : "") + value;
    return out;
  }

  results::Table inputs() const {
    std::vector<std::string> codes, types, nulls;
    Texts labels, values;
    std::vector<std::uint8_t> computed;
    for (const Slot& slot : definition_.slots) {
      if (slot.kind != SlotKind::input && slot.kind != SlotKind::computed) continue;
      codes.push_back(slot.item.code);
      labels.push_back(label(slot.item));
      types.emplace_back(feel::type_name(slot.type));
      values.push_back(joined(slot.values));
      nulls.emplace_back(null_codes[static_cast<std::size_t>(slot.null)]);
      computed.push_back(slot.kind == SlotKind::computed ? 1 : 0);
    }
    results::Table table;
    table.name = "inputs";
    table.add(results::text_column("input", codes));
    table.add(results::text_column("label", labels));
    table.add(results::text_column("type", types));
    table.add(results::text_column("values", values));
    table.add(results::text_column("null", nulls));
    table.add(results::boolean_column("computed", computed));
    return table;
  }

  results::Table parameters() const {
    std::vector<std::string> codes, types;
    Texts labels, values, origins;
    for (const Slot& slot : definition_.slots) {
      if (slot.kind != SlotKind::parameter) continue;
      codes.push_back(slot.item.code);
      labels.push_back(label(slot.item));
      types.emplace_back(feel::type_name(slot.type));
      values.push_back(slot.value.is_value() ? std::optional(feel::display(slot.value))
                                             : std::nullopt);
      origins.push_back(origin(slot.item));
    }
    results::Table table;
    table.name = "parameters";
    table.add(results::text_column("parameter", codes));
    table.add(results::text_column("label", labels));
    table.add(results::text_column("type", types));
    table.add(results::text_column("value", values));
    table.add(results::text_column("origin", origins));
    return table;
  }

  results::Table decisions() const {
    std::vector<std::string> codes, kinds;
    Texts labels, hits, aggregates;
    for (const Decision& decision : definition_.decisions) {
      codes.push_back(decision.item.code);
      labels.push_back(label(decision.item));
      const auto* table = std::get_if<Table>(&decision.body);
      kinds.emplace_back(table != nullptr                              ? "table"
                         : std::holds_alternative<Card>(decision.body) ? "scorecard"
                                                                       : "formula");
      hits.push_back(table != nullptr ? std::optional<std::string>(
                                            hit_codes[static_cast<std::size_t>(table->hit)])
                                      : std::nullopt);
      aggregates.push_back(table != nullptr && table->is_aggregate()
                               ? std::optional<std::string>(
                                     aggregate_codes[static_cast<std::size_t>(table->aggregate)])
                               : std::nullopt);
    }
    results::Table table;
    table.name = "decisions";
    table.add(results::text_column("decision", codes));
    table.add(results::text_column("label", labels));
    table.add(results::text_column("kind", kinds));
    table.add(results::text_column("hit", hits));
    table.add(results::text_column("aggregate", aggregates));
    return table;
  }

  results::Table outputs() const {
    std::vector<std::string> decisions, codes, types;
    Texts labels, values, defaults;
    const auto add = [&](const Decision& decision, const Item& item, feel::Type type,
                         const std::vector<std::string>& listed, const Value& otherwise) {
      decisions.push_back(decision.item.code);
      codes.push_back(item.code);
      labels.push_back(label(item));
      types.emplace_back(feel::type_name(type));
      values.push_back(joined(listed));
      defaults.push_back(otherwise.is_value() ? std::optional(feel::display(otherwise))
                                              : std::nullopt);
    };
    for (const Decision& decision : definition_.decisions) {
      if (const auto* table = std::get_if<Table>(&decision.body)) {
        for (const Output& output : table->outputs)
          add(decision, output.item, output.type, output.values, output.otherwise);
        continue;
      }
      for (const Slot& slot : definition_.slots) {
        const bool is_here =
            slot.decision >= 0 &&
            &definition_.decisions[static_cast<std::size_t>(slot.decision)] == &decision;
        if (is_here) add(decision, slot.item, slot.type, slot.values, Value::absent());
      }
    }
    results::Table table;
    table.name = "outputs";
    table.add(results::text_column("decision", decisions));
    table.add(results::text_column("output", codes));
    table.add(results::text_column("label", labels));
    table.add(results::text_column("type", types));
    table.add(results::text_column("values", values));
    table.add(results::text_column("default", defaults));
    return table;
  }

  results::Table rules() const {
    std::vector<std::string> decisions, codes;
    Texts labels, when, then, origins;
    for (const Decision& decision : definition_.decisions) {
      const auto* table = std::get_if<Table>(&decision.body);
      if (table == nullptr) continue;
      for (const Rule& rule : table->rules) {
        decisions.push_back(decision.item.code);
        codes.push_back(rule.item.code);
        labels.push_back(label(rule.item));
        when.push_back(conditions_of(*table, rule));
        then.push_back(outputs_of(*table, rule));
        origins.push_back(origin(rule.item));
      }
    }
    results::Table out;
    out.name = "rules";
    out.add(results::text_column("decision", decisions));
    out.add(results::text_column("rule", codes));
    out.add(results::text_column("label", labels));
    out.add(results::text_column("when", when));
    out.add(results::text_column("then", then));
    out.add(results::text_column("origin", origins));
    return out;
  }

  std::optional<std::string> conditions_of(const Table& table, const Rule& rule) const {
    std::string out;
    for (std::size_t c = 0; c < table.columns.size(); ++c) {
      if (rule.texts[c] == "-" || rule.texts[c].empty()) continue;
      if (!out.empty()) out += "; ";
      out += definition_.slots[static_cast<std::size_t>(table.columns[c])].item.code + ": " +
             rule.texts[c];
    }
    return out.empty() ? std::nullopt : std::optional(out);
  }

  static std::optional<std::string> outputs_of(const Table& table, const Rule& rule) {
    std::string out;
    for (std::size_t o = 0; o < table.outputs.size(); ++o) {
      if (!rule.outputs[o].is_value()) continue;
      if (!out.empty()) out += "; ";
      out += table.outputs[o].item.code + ": " + feel::display(rule.outputs[o]);
    }
    return out.empty() ? std::nullopt : std::optional(out);
  }

  results::Table criteria() const {
    std::vector<std::string> decisions, criteria, attributes, when, reasons;
    Texts labels, attribute_labels, groups, inputs, origins;
    std::vector<std::optional<double>> weights, points;
    for (const Decision& decision : definition_.decisions) {
      const auto* card = std::get_if<Card>(&decision.body);
      if (card == nullptr) continue;
      for (const Criterion& criterion : card->criteria) {
        for (const Attribute& attribute : criterion.attributes) {
          decisions.push_back(decision.item.code);
          criteria.push_back(criterion.item.code);
          labels.push_back(label(criterion.item));
          groups.push_back(
              criterion.group < 0
                  ? std::nullopt
                  : std::optional(
                        card->groups[static_cast<std::size_t>(criterion.group)].item.code));
          inputs.push_back(
              criterion.input < 0
                  ? std::nullopt
                  : std::optional(
                        definition_.slots[static_cast<std::size_t>(criterion.input)].item.code));
          weights.push_back(criterion.weight.to_double());
          attributes.push_back(attribute.item.code);
          attribute_labels.push_back(label(attribute.item));
          when.push_back(attribute.text);
          points.push_back(attribute.points.to_double());
          reasons.push_back(attribute.reason);
          origins.push_back(origin(criterion.item));
        }
      }
    }
    results::Table table;
    table.name = "criteria";
    table.add(results::text_column("decision", decisions));
    table.add(results::text_column("criterion", criteria));
    table.add(results::text_column("label", labels));
    table.add(results::text_column("group", groups));
    table.add(results::text_column("input", inputs));
    table.add(results::float64_column("weight", weights));
    table.add(results::text_column("attribute", attributes));
    table.add(results::text_column("attribute_label", attribute_labels));
    table.add(results::text_column("when", when));
    table.add(results::float64_column("points", points));
    table.add(results::text_column("reason", reasons));
    table.add(results::text_column("origin", origins));
    return table;
  }

  results::Table bands() const {
    std::vector<std::string> decisions, codes;
    Texts labels, origins;
    std::vector<std::optional<double>> below;
    for (const Decision& decision : definition_.decisions) {
      const auto* card = std::get_if<Card>(&decision.body);
      for (const Band& band : card == nullptr ? std::vector<Band>{} : card->bands) {
        decisions.push_back(decision.item.code);
        codes.push_back(band.item.code);
        labels.push_back(label(band.item));
        below.push_back(band.below ? std::optional(band.below->to_double()) : std::nullopt);
        origins.push_back(origin(band.item));
      }
    }
    results::Table table;
    table.name = "bands";
    table.add(results::text_column("decision", decisions));
    table.add(results::text_column("band", codes));
    table.add(results::text_column("label", labels));
    table.add(results::float64_column("below", below));
    table.add(results::text_column("origin", origins));
    return table;
  }

  results::Table conflicts() const {
    std::vector<std::string> codes;
    Texts labels, origins;
    for (const Conflict& conflict : definition_.conflicts) {
      codes.push_back(conflict.item.code);
      labels.push_back(label(conflict.item));
      origins.push_back(origin(conflict.item));
    }
    results::Table table;
    table.name = "conflicts";
    table.add(results::text_column("conflict", codes));
    table.add(results::text_column("label", labels));
    table.add(results::text_column("origin", origins));
    return table;
  }

  const Definition& definition_;
  std::string_view language_;
};

}  // namespace
}  // namespace rules

Result Policy::describe(std::string_view language, std::optional<Day> as_of) const {
  const rules::Definition& definition = *versions_->on(as_of);
  std::string request = "{\"language\":";
  json::append_quoted(request, language);
  return rules::make_result(definition, "describe", request + "}", as_of,
                            rules::Describer(definition, language).tables());
}

std::string Policy::input_schema(std::optional<Day> as_of) const {
  const rules::Definition& definition = *versions_->on(as_of);
  std::string out = "{\"schema\":\"rules/1\",\"table\":";
  json::append_quoted(out, definition.of);
  out += ",\"columns\":[";
  bool is_first = true;
  for (const rules::Slot& slot : definition.slots) {
    if (slot.kind != rules::SlotKind::input) continue;
    out += is_first ? "{\"name\":" : ",{\"name\":";
    is_first = false;
    json::append_quoted(out, slot.item.code);
    out += ",\"type\":";
    json::append_quoted(out, rules::feel::type_name(slot.type));
    out += ",\"null\":";
    json::append_quoted(out, rules::null_codes[static_cast<std::size_t>(slot.null)]);
    if (!slot.values.empty()) {
      out += ",\"values\":[";
      for (const std::string& value : slot.values) {
        if (out.back() != '[') out += ',';
        json::append_quoted(out, value);
      }
      out += ']';
    }
    out += '}';
  }
  return out + "]}";
}

}  // namespace sandan
