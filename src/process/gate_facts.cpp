#include "process/gate_facts.hpp"

#include <cstring>
#include <string_view>
#include <unordered_map>

#include "process/deals.hpp"
#include "rules/answers.hpp"
#include "rules/faults.hpp"
#include "rules/record.hpp"

namespace sandan::process {
namespace {

constexpr std::int64_t most_listed_faults = 10'000;

/// Rows by the id of the deal. Tables mostly list the deals as the history
/// does, so that place is looked at first.
template <class Id, class IdOfRow, class IdOfDeal>
void match_ids(const DealRows& rows, std::vector<std::int32_t>& of_deals, Budget& budget,
               IdOfRow&& id_of_row, IdOfDeal&& id_of_deal) {
  const auto deals = static_cast<std::int64_t>(of_deals.size());
  std::unordered_map<Id, std::int32_t> places;
  for (std::int64_t listed = 0; listed < rows.deals(); ++listed) {
    const std::int64_t row = rows.row_of(listed);
    const Id id = id_of_row(row);
    std::int64_t deal = listed;
    if (listed >= deals || id_of_deal(listed) != id) {
      if (places.empty()) {
        constexpr std::size_t entry_bytes = 64;  // about
        budget.take(of_deals.size() * entry_bytes);
        for (std::int64_t each = 0; each < deals; ++each)
          places.emplace(id_of_deal(each), static_cast<std::int32_t>(each));
      }
      const auto at = places.find(id);
      if (at == places.end()) continue;
      deal = at->second;
    }
    of_deals[static_cast<std::size_t>(deal)] = static_cast<std::int32_t>(row);
  }
}

/// The facts for a table: where it has no column, nothing is known.
std::shared_ptr<const rules::Definition> facts_for(const Definition& definition,
                                                   const arrow::Table& table) {
  auto facts = std::make_shared<rules::Definition>(*definition.facts);
  for (rules::Slot& slot : facts->slots) {
    if (!table.has(slot.item.code)) slot.null = rules::NullMeaning::unknown;
  }
  return facts;
}

}  // namespace

std::vector<std::int32_t> rows_of_deals(const HistoryData& history, const arrow::Table& table,
                                        Budget& budget) {
  std::vector<FaultRow> told_by_the_history;
  const Opportunities listed = index_opportunities(
      table, history.definition(), history.request.as_of, budget, told_by_the_history);
  budget.take(static_cast<std::size_t>(history.deals) * sizeof(std::int32_t));
  std::vector<std::int32_t> rows(static_cast<std::size_t>(history.deals), -1);
  if (history.deals == 0 || listed.rows.deals() == 0) return rows;
  const bool is_text = history.ids.type == results::ColumnType::text;
  if (is_text != (listed.index.kind() == IdKind::text)) {
    throw table
        .error(Status::schema, "id_types_differ",
               "column \"opportunity_id\" is " + type_name(listed.ids.type()) + " here and " +
                   (is_text ? "text" : "a whole number") +
                   " in the history; both must be text or both whole numbers")
        .at("opportunity_id")
        .in_column(listed.ids.position());
  }
  if (is_text) {
    match_ids<std::string_view>(
        listed.rows, rows, budget, [&](std::int64_t row) { return *listed.ids.text(row); },
        [&](std::int64_t deal) { return history.ids.text(deal); });
  } else {
    const auto* ids = static_cast<const std::int64_t*>(history.ids.values.get());
    match_ids<std::int64_t>(
        listed.rows, rows, budget, [&](std::int64_t row) { return *listed.ids.integer(row); },
        [&](std::int64_t deal) { return ids[deal]; });
  }
  return rows;
}

GateFacts::GateFacts(const HistoryData& history, const Tables& tables, const Run& run,
                     Budget& budget) {
  const arrow::Table* table = tables.find("opportunities");
  if (table == nullptr) {
    throw Error(Status::schema, "missing_table",
                "gates read the facts of the deals from table \"opportunities\"")
        .in_table("opportunities");
  }
  rows_ = rows_of_deals(history, *table, budget);
  rules::Versions versions;
  versions.all.push_back(facts_for(history.definition(), *table));
  PolicyRequest request;
  request.as_of = history.request.as_of;
  const rules::Asked asked = rules::ask(versions, tables, request, run);
  const std::size_t conditions = asked.plan->conflicts.size();
  budget.take(conditions * static_cast<std::size_t>(asked.rows()));
  truths_.assign(conditions, std::vector<std::uint8_t>(static_cast<std::size_t>(asked.rows())));
  rules::FaultTables faults(asked, most_listed_faults, history.request.values);
  rules::for_each_batch(asked, run, [&](std::int64_t index, rules::Batch& batch) {
    for (std::size_t c = 0; c < conditions; ++c) {
      std::memcpy(truths_[c].data() + batch.first_row(), batch.conflict(c).data(), batch.rows());
    }
    faults.take(index, batch);
  });
  faults.finish(faults_);
  for (results::Table& each : faults_)
    each.name = "gate_" + each.name;
  rules::Record unlisted(asked.plan);
  unlisted.decide();
  for (const std::int32_t condition : asked.plan->conflicts)
    unlisted_.push_back(static_cast<std::uint8_t>(unlisted.truth(condition)));
}

}  // namespace sandan::process
