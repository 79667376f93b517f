#pragma once

#include <array>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/result_schema.hpp"
#include "core/result_table.hpp"
#include "core/result_texts.hpp"
#include "process/history_data.hpp"

namespace sandan::process {

/// What was asked, for the metadata: the verb and its request as JSON.
struct Question {
  std::string_view verb;
  std::string request = "{}";
  const Calendar* calendar = nullptr;  ///< the one that working days are of
  bool about_persons = false;          ///< marks the result as decision support
  std::string policy = {};             ///< digest of the policy that was asked too
};

/// A result of these tables with the metadata that lets it be replayed.
Result make_result(const HistoryData& history, const Question& question,
                   std::vector<results::Table> tables);

/// Result of a process alone.
Result make_result(const Definition& definition, const Question& question,
                   std::vector<results::Table> tables);

/// Codes of the stages of a process, in their order.
std::shared_ptr<const results::Column> stage_values(const Definition& definition);

/// Dictionary column over stages; no_stage is null.
results::Column stage_column(std::string name, const Definition& definition,
                             const std::vector<std::uint8_t>& stages);

/// Dictionary column of the stages' funnel layers.
results::Column layer_column(const Definition& definition, const std::vector<std::uint8_t>& stages);

/// Dates where no_day is null.
results::Column days_column(std::string name, const std::vector<Day>& days);

/// Ids of the deals `deals`, in the type of the input.
results::Column ids_of(const HistoryData& history, const std::vector<std::int32_t>& deals);

/// Every result table of the module.
std::span<const results::Described> described_results();

}  // namespace sandan::process
