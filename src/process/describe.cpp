#include "core/json.hpp"
#include "process/result_tables.hpp"
#include "rules/definition.hpp"

namespace sandan {
namespace process {
namespace {

/// A code of an optional enumeration as text.
template <class Enum, std::size_t N>
std::optional<std::string> code_of(const std::optional<Enum>& value,
                                   const std::array<std::string_view, N>& codes) {
  if (!value) return std::nullopt;
  return std::string(codes[static_cast<std::size_t>(*value)]);
}

/// The columns every described thing has.
class ItemColumns {
 public:
  explicit ItemColumns(std::string_view language) : language_(language) {}

  void add(const std::string& stage, const Item& item) {
    stages_.push_back(stage);
    codes_.push_back(item.code);
    labels_.emplace_back(item.label.in(language_));
    zh_.push_back(exact(item, "zh"));
    en_.push_back(exact(item, "en"));
    origins_.push_back(code_of(item.origin, origin_codes));
  }

  /// Column of the stage a thing belongs to, then of the thing's own code.
  void add_codes(results::Table& table, std::string name) const {
    table.add(results::text_column("stage", stages_));
    table.add(results::text_column(std::move(name), codes_));
  }
  void add_labels(results::Table& table) const {
    table.add(results::text_column("label", labels_));
    table.add(results::text_column("label_zh", zh_));
    table.add(results::text_column("label_en", en_));
  }
  void add_origins(results::Table& table) const {
    table.add(results::text_column("origin", origins_));
  }
  const std::vector<std::string>& codes() const noexcept { return codes_; }

 private:
  static std::optional<std::string> exact(const Item& item, std::string_view language) {
    const std::string_view label = item.label.exactly(language);
    return label.empty() ? std::nullopt : std::optional(std::string(label));
  }

  std::string_view language_;
  std::vector<std::string> stages_;
  std::vector<std::string> codes_;
  std::vector<std::string> labels_;
  std::vector<std::optional<std::string>> zh_;
  std::vector<std::optional<std::string>> en_;
  std::vector<std::optional<std::string>> origins_;
};

results::Table stage_table(const Definition& definition, std::string_view language) {
  ItemColumns items(language);
  std::vector<std::int32_t> positions;
  std::vector<std::optional<std::string>> modes, layers, won_when;
  std::vector<std::string> phases, outcomes;
  std::vector<std::optional<std::int32_t>> expected, expected_workdays;
  std::vector<std::optional<double>> probability;
  std::vector<std::uint8_t> implicit;
  for (const Stage& stage : definition.stages) {
    items.add(stage.item.code, stage.item);
    positions.push_back(static_cast<std::int32_t>(positions.size()));
    modes.push_back(code_of(stage.mode, mode_codes));
    phases.emplace_back(phase_codes[static_cast<std::size_t>(stage.phase)]);
    layers.push_back(code_of(stage.layer, layer_codes));
    outcomes.emplace_back(outcome_codes[static_cast<std::size_t>(stage.outcome)]);
    won_when.push_back(code_of(stage.won_when, won_when_codes));
    expected.push_back(stage.expected_days);
    expected_workdays.push_back(stage.expected_workdays);
    probability.push_back(stage.default_probability);
    implicit.push_back(stage.implicit ? 1 : 0);
  }
  results::Table table;
  table.name = "stages";
  table.add(results::text_column("stage", items.codes()));
  table.add(results::int32_column("position", std::move(positions)));
  items.add_labels(table);
  table.add(results::text_column("mode", modes));
  table.add(results::text_column("phase", phases));
  table.add(results::text_column("layer", layers));
  table.add(results::text_column("outcome", outcomes));
  table.add(results::text_column("won_when", won_when));
  table.add(results::int32_column("expected_days", expected));
  table.add(results::int32_column("expected_workdays", expected_workdays));
  table.add(results::float64_column("default_probability", probability));
  items.add_origins(table);
  table.add(results::boolean_column("implicit", implicit));
  return table;
}

results::Table mark_table(const Definition& definition, std::string_view language) {
  ItemColumns items(language);
  std::vector<std::string> kinds;
  std::vector<std::optional<std::string>> conditions;
  const auto add = [&](const Stage& stage, const std::optional<Item>& mark, const char* kind) {
    if (!mark) return;
    items.add(stage.item.code, *mark);
    kinds.emplace_back(kind);
    conditions.push_back(definition.mark(mark->code)->condition);
  };
  for (const Stage& stage : definition.stages) {
    add(stage, stage.start_mark, "start");
    add(stage, stage.end_mark, "end");
  }
  results::Table table;
  table.name = "marks";
  items.add_codes(table, "mark");
  table.add(results::text_column("kind", kinds));
  items.add_labels(table);
  items.add_origins(table);
  table.add(results::text_column("condition", conditions));
  return table;
}

results::Table fact_table(const Definition& definition, std::string_view language) {
  ItemColumns items(language);
  std::vector<std::string> types, nulls;
  std::vector<std::optional<std::string>> values;
  std::vector<std::uint8_t> whole;
  for (const rules::Slot& slot : definition.facts->slots) {
    if (slot.kind != rules::SlotKind::input) continue;
    std::optional<Origin> origin;
    if (slot.item.origin) origin = static_cast<Origin>(*slot.item.origin);
    items.add({}, {slot.item.code, slot.item.label, origin});
    types.emplace_back(rules::feel::type_name(slot.type));
    nulls.emplace_back(rules::null_codes[static_cast<std::size_t>(slot.null)]);
    std::optional<std::string>& allowed = values.emplace_back();
    for (const std::string& value : slot.values)
      allowed = allowed ? *allowed + ";" + value : value;
    whole.push_back(slot.whole ? 1 : 0);
  }
  results::Table table;
  table.name = "facts";
  table.add(results::text_column("fact", items.codes()));
  table.add(results::text_column("type", types));
  items.add_labels(table);
  table.add(results::text_column("values", values));
  table.add(results::text_column("null", nulls));
  table.add(results::boolean_column("whole", whole));
  items.add_origins(table);
  return table;
}

results::Table action_table(const Definition& definition, std::string_view language) {
  ItemColumns items(language);
  std::vector<std::string> satisfies;
  for (const Stage& stage : definition.stages) {
    for (const Action& action : stage.actions) {
      items.add(stage.item.code, action.item);
      std::string& marks = satisfies.emplace_back();
      for (const std::string& mark : action.satisfies) {
        if (!marks.empty()) marks += ';';
        marks += mark;
      }
    }
  }
  results::Table table;
  table.name = "actions";
  items.add_codes(table, "action");
  items.add_labels(table);
  items.add_origins(table);
  table.add(results::text_column("satisfies", satisfies));
  return table;
}

results::Table evidence_table(const Definition& definition, std::string_view language) {
  ItemColumns items(language);
  for (const Stage& stage : definition.stages) {
    for (const Item& evidence : stage.evidence)
      items.add(stage.item.code, evidence);
  }
  results::Table table;
  table.name = "evidence";
  items.add_codes(table, "evidence");
  items.add_labels(table);
  items.add_origins(table);
  return table;
}

}  // namespace
}  // namespace process

Process Process::compile(std::string_view json) {
  return Process(std::make_shared<const process::Definition>(process::read_definition(json)));
}

const std::string& Process::to_json() const noexcept { return definition_->canonical; }
const std::string& Process::digest() const noexcept { return definition_->digest; }
const std::string& Process::code() const noexcept { return definition_->code; }

Result Process::describe(std::string_view language) const {
  using namespace process;
  std::string asked = "{\"language\":";
  json::append_quoted(asked, language);
  asked += '}';
  return make_result(*definition_, {"describe", std::move(asked)},
                     {stage_table(*definition_, language), mark_table(*definition_, language),
                      action_table(*definition_, language), evidence_table(*definition_, language),
                      fact_table(*definition_, language)});
}

}  // namespace sandan
