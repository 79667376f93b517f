#include "rules/explain_tables.hpp"

#include <variant>

#include "core/parallel.hpp"

namespace sandan::rules {
namespace {

using Text = std::optional<std::string>;

Text shown(const Value& value) {
  if (!value.is_value()) return std::nullopt;
  return feel::display(value);
}

Text of_label(const Item& item, std::string_view language) {
  const std::string_view label = item.label.in(language);
  if (label.empty()) return std::nullopt;
  return std::string(label);
}

results::Table why_not_table(const Asked& asked, const std::vector<Explained>& explained,
                             bool values) {
  const Definition& definition = *asked.plan->definition;
  std::vector<std::int64_t> rows;
  std::vector<std::string> decisions;
  std::vector<Text> rules, inputs, cells, of_record, others;
  std::vector<std::int32_t> verdicts;
  for (const Explained& each : explained) {
    for (const Obstacle& obstacle : each.obstacles) {
      rows.push_back(each.row);
      decisions.push_back(
          definition.decisions[static_cast<std::size_t>(obstacle.decision)].item.code);
      rules.push_back(obstacle.rule);
      inputs.push_back(obstacle.slot < 0 ? Text() : asked.plan->slot(obstacle.slot).item.code);
      cells.push_back(obstacle.cell);
      of_record.push_back(values ? obstacle.value : Text());
      verdicts.push_back(static_cast<std::int32_t>(obstacle.verdict));
      others.push_back(obstacle.other_rule);
    }
  }
  results::Table table;
  table.name = "why_not";
  table.add(results::int64_column("row", rows));
  add_keys(table, asked, rows);
  table.add(results::text_column("decision", decisions));
  table.add(results::text_column("rule", rules));
  table.add(results::text_column("input", inputs));
  table.add(results::text_column("cell", cells));
  table.add(results::text_column("value", of_record));
  table.add(results::dictionary_column("verdict", verdicts, results::code_values(verdict_codes)));
  table.add(results::text_column("other_rule", others));
  return table;
}

results::Table changes_table(const Asked& asked, const std::vector<Explained>& explained,
                             bool values) {
  std::vector<std::int64_t> rows;
  std::vector<std::optional<std::int32_t>> alternatives, counts;
  std::vector<Text> inputs, from, to;
  std::vector<std::uint8_t> exact;
  const auto add = [&](const Explained& of) {
    rows.push_back(of.row);
    exact.push_back(of.changes.is_exact ? 1 : 0);
  };
  for (const Explained& each : explained) {
    const auto& found = each.changes.alternatives;
    for (std::size_t a = 0; a < found.size(); ++a) {
      for (const Change& change : found[a]) {
        add(each);
        alternatives.emplace_back(static_cast<std::int32_t>(a) + 1);
        inputs.emplace_back(asked.plan->slot(change.slot).item.code);
        from.push_back(values ? shown(change.from) : Text());
        to.push_back(shown(change.to));
        counts.emplace_back(static_cast<std::int32_t>(found[a].size()));
      }
    }
    if (!found.empty() || each.changes.is_exact) continue;
    add(each);  // says that the search came to no end
    alternatives.emplace_back();
    inputs.emplace_back();
    from.emplace_back();
    to.emplace_back();
    counts.emplace_back();
  }
  results::Table table;
  table.name = "changes";
  table.add(results::int64_column("row", rows));
  add_keys(table, asked, rows);
  table.add(results::int32_column("alternative", alternatives));
  table.add(results::text_column("input", inputs));
  table.add(results::text_column("from", from));
  table.add(results::text_column("to", to));
  table.add(results::int32_column("n_changes", counts));
  table.add(results::boolean_column("exact", exact));
  return table;
}

/// The rule of a finding, what it says of an output, or the decision itself.
const Item& item_of(const Plan& plan, const Finding& finding) {
  const Decision& decision = plan.definition->decisions[static_cast<std::size_t>(finding.decision)];
  if (finding.rule >= 0) {
    return std::get<Table>(decision.body).rules[static_cast<std::size_t>(finding.rule)].item;
  }
  if (const auto* card = std::get_if<Card>(&decision.body)) {
    for (const Band& band : card->bands) {
      if (finding.value && band.item.code == *finding.value) return band.item;
    }
  }
  return finding.output >= 0 ? plan.slot(finding.output).item : decision.item;
}

Text rule_code(const Plan& plan, const Finding& finding, std::int32_t rule) {
  if (rule < 0) return std::nullopt;
  const Decision& decision = plan.definition->decisions[static_cast<std::size_t>(finding.decision)];
  return std::get<Table>(decision.body).rules[static_cast<std::size_t>(rule)].item.code;
}

results::Table findings_table(const Lint& lint, std::string_view language) {
  const Plan& plan = *lint.plan();
  std::vector<std::int32_t> kinds;
  std::vector<std::string> decisions;
  std::vector<Text> rules, others, outputs, values, labels;
  std::vector<std::uint8_t> exact;
  std::vector<std::optional<std::int32_t>> examples;
  std::vector<std::int64_t> counts;
  for (const Finding& each : lint.findings()) {
    kinds.push_back(static_cast<std::int32_t>(each.kind));
    decisions.push_back(
        plan.definition->decisions[static_cast<std::size_t>(each.decision)].item.code);
    rules.push_back(rule_code(plan, each, each.rule));
    others.push_back(rule_code(plan, each, each.other_rule));
    outputs.push_back(each.output < 0 ? Text() : plan.slot(each.output).item.code);
    values.push_back(each.value);
    exact.push_back(each.kind == FindingKind::not_decided ? 0 : 1);
    examples.push_back(each.example < 0 ? std::optional<std::int32_t>() : each.example);
    labels.push_back(of_label(item_of(plan, each), language));
    counts.push_back(each.n);
  }
  results::Table table;
  table.name = "findings";
  table.add(results::dictionary_column("kind", kinds, results::code_values(finding_codes)));
  table.add(results::text_column("decision", decisions));
  table.add(results::text_column("rule", rules));
  table.add(results::text_column("other_rule", others));
  table.add(results::text_column("output", outputs));
  table.add(results::text_column("value", values));
  table.add(results::boolean_column("exact", exact));
  table.add(results::int32_column("example", examples));
  table.add(results::text_column("label", labels));
  table.add(results::int64_column("n", std::move(counts)));
  return table;
}

constexpr std::array<std::string_view, 3> known_codes = {"value", "none", "unknown"};

results::Table examples_table(const Lint& lint) {
  std::vector<std::int32_t> numbers, known;
  std::vector<std::string> inputs;
  std::vector<Text> values;
  for (std::size_t i = 0; i < lint.examples().size(); ++i) {
    for (const Pinned& pinned : lint.examples()[i]) {
      numbers.push_back(static_cast<std::int32_t>(i));
      inputs.push_back(lint.plan()->slot(pinned.slot).item.code);
      values.push_back(shown(pinned.value));
      known.push_back(static_cast<std::int32_t>(pinned.value.known));
    }
  }
  results::Table table;
  table.name = "examples";
  table.add(results::int32_column("example", std::move(numbers)));
  table.add(results::text_column("input", inputs));
  table.add(results::text_column("value", values));
  table.add(results::dictionary_column("known", known, results::code_values(known_codes)));
  return table;
}

}  // namespace

std::vector<results::Table> explained_tables(const Asked& asked,
                                             const std::vector<Explained>& explained, bool values) {
  std::vector<results::Table> tables;
  tables.push_back(why_not_table(asked, explained, values));
  tables.push_back(changes_table(asked, explained, values));
  return tables;
}

std::vector<results::Table> lint_tables(const Lint& lint, std::string_view language) {
  std::vector<results::Table> tables;
  tables.push_back(findings_table(lint, language));
  tables.push_back(examples_table(lint));
  return tables;
}

}  // namespace sandan::rules

namespace sandan {

Result Policy::lint(const LintRequest& request, const Run& run) const {
  using namespace rules;
  const PartRunner runner(run);
  const auto& definition = versions_->on(request.as_of);
  auto plan = make_plan(definition, request.as_of, parameters_of(*definition, request.parameters));
  const std::function<void(double)> progress = [&](double done) { runner.report(done); };
  Lint lint(std::move(plan), request.steps, progress);
  lint.run();
  runner.report(1);
  return make_result(*definition, "lint",
                     std::move(RequestText(request).text("language", request.language)).finish(),
                     request.as_of, lint_tables(lint, request.language));
}

}  // namespace sandan
