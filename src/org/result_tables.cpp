#include "org/result_tables.hpp"

#include <algorithm>
#include <stdexcept>

#include "sandan/version.hpp"

namespace sandan::org {
namespace {

/// Brings each table to its description: what may be null is said by it, and a
/// table that differs is a fault of the library.
void conform(std::vector<results::Table>& tables) {
  const std::vector<results::Described> described = described_results();
  for (results::Table& table : tables) {
    const auto found = std::find_if(described.begin(), described.end(),
                                    [&](const auto& one) { return one.table == table.name; });
    if (found == described.end() || found->columns.size() != table.columns.size()) {
      throw std::logic_error("table " + table.name + " is not as described");
    }
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
      results::Column& column = table.columns[i];
      const results::ColumnSpec& spec = found->columns[i];
      if (column.name != spec.name || (column.null_count > 0 && !spec.nullable)) {
        throw std::logic_error("column " + column.name + " of " + table.name +
                               " is not as described");
      }
      column.nullable = spec.nullable;
    }
  }
}

/// Codes of words as the values of a dictionary column.
template <class Items>
std::shared_ptr<const results::Column> word_values(const Items& items) {
  std::vector<std::string> codes;
  codes.reserve(items.size());
  for (const auto& item : items) {
    if constexpr (requires { item.word; }) {
      codes.push_back(item.word.code);
    } else {
      codes.push_back(item.code);
    }
  }
  return results::code_values(codes);
}

template <class Items>
results::Column word_column(std::string name, const Items& items,
                            const std::vector<std::int32_t>& codes) {
  return results::dictionary_column(std::move(name), codes, word_values(items));
}

}  // namespace

Result make_result(const MapData& data, const Question& question,
                   std::vector<results::Table> tables) {
  conform(tables);
  auto set = std::make_shared<results::TableSet>();
  set->tables = std::move(tables);
  set->metadata = {{"sandan.schema", "org/1"},
                   {"sandan.version", std::string(version_text)},
                   {"sandan.document", data.vocabulary->digest},
                   {"sandan.verb", std::string(question.verb)},
                   {"sandan.request", question.request},
                   {"sandan.build", request_text(data.request)}};
  const std::optional<Day> as_of = question.as_of ? question.as_of : data.request.as_of;
  if (as_of) set->metadata.emplace_back("sandan.as_of", format_day(*as_of));
  if (!data.changes.empty()) set->metadata.emplace_back("sandan.changes", data.changes);
  if (question.about_persons) set->metadata.emplace_back("sandan.use", "decision_support");
  set->metadata.insert(set->metadata.end(), question.more.begin(), question.more.end());
  return Result(std::move(set));
}

results::Column account_column(const MapData& data, const std::vector<std::int32_t>& maps) {
  return data.account_ids.column("account_id", {maps.begin(), maps.end()});
}

results::Column person_column(std::string name, const MapData& data,
                              const std::vector<std::int64_t>& people) {
  return data.person_ids.column(std::move(name), people);
}

results::Column department_column(std::string name, const MapData& data,
                                  const std::vector<std::int64_t>& departments) {
  return data.department_ids.column(std::move(name), departments);
}

results::Column deal_column(const MapData& data, const std::vector<std::int64_t>& deals) {
  return data.deal_ids.column("opportunity_id", deals);
}

results::Column vendor_column(std::string name, const MapData& data,
                              const std::vector<std::int32_t>& vendors) {
  return results::text_of_column(std::move(name), vendors, data.vendors);
}

results::Column level_column(std::string name, const Vocabulary& vocabulary,
                             const std::vector<std::int32_t>& levels) {
  return word_column(std::move(name), vocabulary.levels, levels);
}

results::Column function_column(std::string name, const Vocabulary& vocabulary,
                                const std::vector<std::int32_t>& functions) {
  return word_column(std::move(name), vocabulary.functions, functions);
}

results::Column role_column(std::string name, const Vocabulary& vocabulary,
                            const std::vector<std::int32_t>& roles) {
  return word_column(std::move(name), vocabulary.roles, roles);
}

results::Column stage_column(std::string name, const Vocabulary& vocabulary,
                             const std::vector<std::int32_t>& stages) {
  return word_column(std::move(name), vocabulary.stages, stages);
}

results::Column kind_column(std::string name, const Vocabulary& vocabulary,
                            const std::vector<std::int32_t>& kinds) {
  return word_column(std::move(name), vocabulary.kinds, kinds);
}

results::Column support_column(std::string name, const std::vector<std::int8_t>& supports) {
  std::vector<std::optional<std::int32_t>> values(supports.size());
  for (std::size_t i = 0; i < supports.size(); ++i) {
    if (supports[i] != unknown_support) values[i] = supports[i];
  }
  return results::int32_column(std::move(name), values);
}

results::Column truth_column(std::string name, const std::vector<Truth>& truths) {
  std::vector<std::optional<bool>> values(truths.size());
  for (std::size_t i = 0; i < truths.size(); ++i) {
    if (truths[i] != Truth::unknown) values[i] = truths[i] == Truth::yes;
  }
  return results::boolean_column(std::move(name), values);
}

results::Column roles_column(std::string name, const Vocabulary& vocabulary,
                             const std::vector<std::uint32_t>& masks,
                             const std::vector<std::uint8_t>& known) {
  std::vector<std::optional<std::string>> texts(masks.size());
  for (std::size_t i = 0; i < masks.size(); ++i) {
    if (known[i] == 0) continue;
    std::string& text = texts[i].emplace();
    for (std::size_t role = 0; role < vocabulary.roles.size(); ++role) {
      if ((masks[i] >> role & 1u) == 0) continue;
      if (!text.empty()) text += ';';
      text += vocabulary.roles[role].word.code;
    }
  }
  return results::text_column(std::move(name), texts);
}

std::vector<results::Described> described_results() {
  std::vector<results::Described> all;
  for (const auto part :
       {described_contents(), described_coverage(), described_routes(), described_flow(),
        described_verdict(), described_next(), described_graph(), described_changes()}) {
    all.insert(all.end(), part.begin(), part.end());
  }
  return all;
}

}  // namespace sandan::org
