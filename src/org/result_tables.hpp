#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/result_schema.hpp"
#include "core/result_table.hpp"
#include "core/result_texts.hpp"
#include "org/map_data.hpp"
#include "org/request_texts.hpp"
#include "org/schemas.hpp"

namespace sandan::org {

/// What was asked, for the metadata: the verb and its request as JSON.
struct Question {
  std::string_view verb;
  std::string request = "{}";
  bool about_persons = true;      ///< marks the result as decision support
  std::optional<Day> as_of = {};  ///< of the question; nothing: that of the build
  results::Metadata more = {};
};

/// A result of these tables with the metadata that lets it be replayed.
Result make_result(const MapData& data, const Question& question,
                   std::vector<results::Table> tables);

/// Columns of ids in the type of the input. `maps` are maps of the book; the
/// others are places in the book's arrays (first_person + p); -1 is null.
results::Column account_column(const MapData& data, const std::vector<std::int32_t>& maps);
results::Column person_column(std::string name, const MapData& data,
                              const std::vector<std::int64_t>& people);
results::Column department_column(std::string name, const MapData& data,
                                  const std::vector<std::int64_t>& departments);
results::Column deal_column(const MapData& data, const std::vector<std::int64_t>& deals);
/// Vendors by code; -1 is null.
results::Column vendor_column(std::string name, const MapData& data,
                              const std::vector<std::int32_t>& vendors);

/// Dictionary columns of the vocabulary's codes; -1 is null.
results::Column level_column(std::string name, const Vocabulary& vocabulary,
                             const std::vector<std::int32_t>& levels);
results::Column function_column(std::string name, const Vocabulary& vocabulary,
                                const std::vector<std::int32_t>& functions);
results::Column role_column(std::string name, const Vocabulary& vocabulary,
                            const std::vector<std::int32_t>& roles);
results::Column stage_column(std::string name, const Vocabulary& vocabulary,
                             const std::vector<std::int32_t>& stages);
results::Column kind_column(std::string name, const Vocabulary& vocabulary,
                            const std::vector<std::int32_t>& kinds);
/// Support -2 … 2; unknown_support is null.
results::Column support_column(std::string name, const std::vector<std::int8_t>& supports);
/// Truth; unknown is null.
results::Column truth_column(std::string name, const std::vector<Truth>& truths);
/// Roles of a mask joined by ";", null where they are not known.
results::Column roles_column(std::string name, const Vocabulary& vocabulary,
                             const std::vector<std::uint32_t>& masks,
                             const std::vector<std::uint8_t>& known);

/// Every result table of the module.
std::vector<results::Described> described_results();

}  // namespace sandan::org
