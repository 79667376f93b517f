#include "process/result_tables.hpp"

#include <algorithm>

#include "sandan/version.hpp"

namespace sandan::process {

Result make_result(const HistoryData& history, const Question& question,
                   std::vector<results::Table> tables) {
  auto set = std::make_shared<results::TableSet>();
  set->tables = std::move(tables);
  set->metadata = {{"sandan.schema", "process/1"},
                   {"sandan.version", std::string(version_text)},
                   {"sandan.document", history.definition().digest},
                   {"sandan.as_of", format_day(history.request.as_of)},
                   {"sandan.history", history.request_text},
                   {"sandan.verb", std::string(question.verb)},
                   {"sandan.request", question.request},
                   {"sandan.other_process", std::to_string(history.other_process)},
                   {"sandan.unseen", std::to_string(history.unseen)},
                   {"sandan.unseen_deals", std::to_string(history.unseen_deals)}};
  if (question.calendar != nullptr) {
    set->metadata.emplace_back("sandan.calendar", question.calendar->digest());
  }
  if (!question.policy.empty()) set->metadata.emplace_back("sandan.policy", question.policy);
  if (question.about_persons) set->metadata.emplace_back("sandan.use", "decision_support");
  return Result(std::move(set));
}

Result make_result(const Definition& definition, const Question& question,
                   std::vector<results::Table> tables) {
  auto set = std::make_shared<results::TableSet>();
  set->tables = std::move(tables);
  set->metadata = {{"sandan.schema", "process/1"},
                   {"sandan.version", std::string(version_text)},
                   {"sandan.document", definition.digest},
                   {"sandan.verb", std::string(question.verb)},
                   {"sandan.request", question.request}};
  return Result(std::move(set));
}

std::shared_ptr<const results::Column> stage_values(const Definition& definition) {
  std::vector<std::string> codes;
  for (const Stage& stage : definition.stages)
    codes.push_back(stage.item.code);
  return std::make_shared<const results::Column>(results::text_column("", codes));
}

results::Column stage_column(std::string name, const Definition& definition,
                             const std::vector<std::uint8_t>& stages) {
  std::vector<std::int32_t> codes(stages.size());
  std::transform(stages.begin(), stages.end(), codes.begin(),
                 [](std::uint8_t stage) { return stage == no_stage ? -1 : std::int32_t{stage}; });
  auto column = results::dictionary_column(std::move(name), codes, stage_values(definition));
  column.nullable = true;
  return column;
}

results::Column layer_column(const Definition& definition,
                             const std::vector<std::uint8_t>& stages) {
  std::vector<std::int32_t> codes(stages.size(), -1);
  for (std::size_t i = 0; i < stages.size(); ++i) {
    if (stages[i] == no_stage) continue;
    const auto& layer = definition.stages[stages[i]].layer;
    if (layer) codes[i] = static_cast<std::int32_t>(*layer);
  }
  auto column = results::dictionary_column("layer", codes, results::code_values(layer_codes));
  column.nullable = true;
  return column;
}

results::Column days_column(std::string name, const std::vector<Day>& days) {
  std::vector<std::optional<Day>> values(days.size());
  std::transform(days.begin(), days.end(), values.begin(),
                 [](Day day) { return day == no_day ? std::nullopt : std::optional(day); });
  return results::day_column(std::move(name), values);
}

results::Column ids_of(const HistoryData& history, const std::vector<std::int32_t>& deals) {
  if (history.ids.type == results::ColumnType::text) {
    auto column = results::dictionary_column("opportunity_id", deals,
                                             std::make_shared<const results::Column>(history.ids));
    return column;
  }
  const auto* ids = static_cast<const std::int64_t*>(history.ids.values.get());
  std::vector<std::int64_t> chosen(deals.size());
  std::transform(deals.begin(), deals.end(), chosen.begin(),
                 [&](std::int32_t deal) { return ids[deal]; });
  return results::int64_column("opportunity_id", std::move(chosen));
}

}  // namespace sandan::process
