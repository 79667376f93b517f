#include "quota/result_tables.hpp"

#include <algorithm>

#include "core/interner.hpp"
#include "quota/trees.hpp"
#include "sandan/version.hpp"

namespace sandan::quota {
namespace {

std::size_t at(std::int64_t index) noexcept { return static_cast<std::size_t>(index); }

results::Metadata metadata_of(const Question& question) {
  results::Metadata metadata = {{"sandan.schema", "quota/1"},
                                {"sandan.version", std::string(version_text)},
                                {"sandan.verb", std::string(question.verb)},
                                {"sandan.request", question.request}};
  if (!question.document.empty()) metadata.emplace_back("sandan.other_document", question.document);
  if (question.about_persons) metadata.emplace_back("sandan.use", "decision_support");
  metadata.insert(metadata.end(), question.more.begin(), question.more.end());
  return metadata;
}

void add_plan(results::Metadata& metadata, const Definition& definition) {
  metadata.emplace_back("sandan.document", definition.digest);
  metadata.emplace_back("sandan.calendar", definition.calendar->digest());
}

Result result_of(std::vector<results::Table> tables, results::Metadata metadata) {
  auto set = std::make_shared<results::TableSet>();
  set->tables = std::move(tables);
  set->metadata = std::move(metadata);
  return Result(std::move(set));
}

/// Texts of all nodes once, and the text of each.
struct NodeTexts {
  std::shared_ptr<const results::Column> values;
  std::vector<std::int32_t> of;

  explicit NodeTexts(const AxisTree& tree) {
    Interner interner;
    of.reserve(tree.nodes.size());
    for (const AxisNode& node : tree.nodes)
      of.push_back(interner.code(node.code));
    values = results::code_values(interner.texts());
  }
};

/// A dictionary column of `code_of(node)`, null where it or the node is -1.
template <class CodeOf>
results::Column node_column(std::string name, const std::vector<std::int32_t>& nodes,
                            const std::shared_ptr<const results::Column>& values,
                            CodeOf&& code_of) {
  std::vector<std::int32_t> codes(nodes.size());
  std::transform(nodes.begin(), nodes.end(), codes.begin(),
                 [&](std::int32_t node) { return node < 0 ? -1 : code_of(node); });
  auto column = results::dictionary_column(std::move(name), codes, values);
  column.nullable = true;
  return column;
}

results::Column spans_day(std::string name, const TimeAxis& time,
                          const std::vector<PeriodAt>& periods, std::int32_t TimeSpan::*end) {
  std::vector<std::optional<Day>> days;
  days.reserve(periods.size());
  for (const PeriodAt& period : periods)
    days.emplace_back(time.first + time.of(period.unit)[at(period.span)].*end);
  auto column = results::day_column(std::move(name), days);
  column.nullable = false;
  return column;
}

}  // namespace

Result make_result(const QuotaData& data, const Question& question,
                   std::vector<results::Table> tables) {
  results::Metadata metadata = metadata_of(question);
  add_plan(metadata, *data.definition);
  const Day before_plan = std::max(first_day, data.definition->from - 1);
  const Day built = data.request.as_of.value_or(before_plan);
  metadata.emplace_back("sandan.as_of", format_day(question.as_of.value_or(built)));
  metadata.emplace_back("sandan.build", request_text(data.request));
  if (!data.versions.empty()) {
    const Version& version = data.versions.back();
    metadata.emplace_back("sandan.plan_version", std::to_string(version.number));
    if (!version.cells_digest.empty()) metadata.emplace_back("sandan.cells", version.cells_digest);
  }
  return result_of(std::move(tables), std::move(metadata));
}

Result make_result(const Definition& definition, const Question& question,
                   std::vector<results::Table> tables) {
  results::Metadata metadata = metadata_of(question);
  add_plan(metadata, definition);
  if (question.as_of) metadata.emplace_back("sandan.as_of", format_day(*question.as_of));
  return result_of(std::move(tables), std::move(metadata));
}

Result make_result(const Question& question, std::vector<results::Table> tables,
                   const Calendar* calendar) {
  results::Metadata metadata = metadata_of(question);
  if (calendar != nullptr) metadata.emplace_back("sandan.calendar", calendar->digest());
  if (question.as_of) metadata.emplace_back("sandan.as_of", format_day(*question.as_of));
  return result_of(std::move(tables), std::move(metadata));
}

results::Column period_unit_column(std::string name, const std::vector<QuotaPeriod>& units) {
  std::vector<std::int32_t> codes(units.size());
  std::transform(units.begin(), units.end(), codes.begin(),
                 [](QuotaPeriod unit) { return static_cast<std::int32_t>(unit); });
  return results::dictionary_column(std::move(name), codes, results::code_values(period_words));
}

void add_axis_columns(results::Table& table, const std::vector<AxisTree>& axes,
                      const std::vector<std::vector<std::int32_t>>& nodes, bool parents) {
  for (std::size_t i = 0; i < axes.size(); ++i) {
    const AxisTree& tree = axes[i];
    const NodeTexts texts(tree);
    table.add(node_column(tree.axis + "_level", nodes[i], results::code_values(tree.levels),
                          [&](std::int32_t node) { return tree.nodes[at(node)].depth; }));
    table.add(node_column(tree.axis, nodes[i], texts.values,
                          [&](std::int32_t node) { return texts.of[at(node)]; }));
    if (!parents) continue;
    table.add(node_column(tree.axis + "_parent", nodes[i], texts.values, [&](std::int32_t node) {
      const std::int32_t parent = tree.nodes[at(node)].parent;
      return parent < 0 ? -1 : texts.of[at(parent)];
    }));
  }
}

void add_period_columns(results::Table& table, const TimeAxis& time,
                        const std::vector<PeriodAt>& periods, bool days) {
  std::vector<QuotaPeriod> units;
  units.reserve(periods.size());
  for (const PeriodAt& period : periods)
    units.push_back(period.unit);
  table.add(period_unit_column("period_unit", units));
  // Codes of the spans of all units, one after the other.
  std::array<std::int32_t, 6> first{};
  std::vector<std::string> names;
  for (std::size_t unit = 0; unit < first.size(); ++unit) {
    first[unit] = static_cast<std::int32_t>(names.size());
    for (const TimeSpan& span : time.spans[unit])
      names.push_back(span.code);
  }
  std::vector<std::int32_t> codes;
  codes.reserve(periods.size());
  for (const PeriodAt& period : periods)
    codes.push_back(first[static_cast<std::size_t>(period.unit)] + period.span);
  table.add(results::text_of_column("period", codes, names));
  if (!days) return;
  table.add(spans_day("from_on", time, periods, &TimeSpan::from));
  table.add(spans_day("to_on", time, periods, &TimeSpan::to));
}

std::int64_t workdays_in(const TimeAxis& time, std::int32_t from, std::int32_t to) {
  std::int64_t workdays = 0;
  for (std::int32_t day = from; day <= to; ++day)
    workdays += time.is_workday[at(day)];
  return workdays;
}

std::string place_path(const std::vector<AxisTree>& axes, std::span<const std::int32_t> nodes) {
  std::string path;
  for (std::size_t i = 0; i < axes.size(); ++i) {
    if (nodes[i] < 0 || (i > 0 && nodes[i] == 0)) continue;
    const std::string whole = path_of(axes[i], nodes[i]);
    if (!path.empty()) path += " × ";
    path += i == 0 ? whole : whole.substr(axes[i].nodes[0].code.size() + 1);
  }
  return path;
}

std::vector<results::Described> described_results() {
  std::vector<results::Described> all;
  for (const auto part : {described_build(), described_life(), described_work(), described_shapes(),
                          described_tools(), described_rounded()})
    all.insert(all.end(), part.begin(), part.end());
  return all;
}

}  // namespace sandan::quota
