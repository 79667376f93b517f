#include "rules/faults.hpp"

#include <algorithm>

#include "core/text.hpp"

namespace sandan::rules {
namespace {

constexpr std::size_t most_value_bytes = 200;

bool is_same_kind(const BatchFault& a, const BatchFault& b) {
  return a.kind == b.kind && a.slot == b.slot && a.decision == b.decision &&
         a.conflict == b.conflict;
}

}  // namespace

FaultTables::FaultTables(const Asked& asked, std::int64_t most, bool values)
    : asked_(asked),
      most_(most),
      values_(values),
      parts_(static_cast<std::size_t>(parts_of(asked.rows()))) {}

void FaultTables::take(std::int64_t index, const Batch& batch) {
  Part& part = parts_[static_cast<std::size_t>(index)];
  for (const BatchFault& fault : batch.faults()) {
    if (static_cast<std::int64_t>(part.listed.size()) < most_) part.listed.push_back(fault);
    const auto at = std::find_if(part.kinds.begin(), part.kinds.end(),
                                 [&](const BatchFault& kind) { return is_same_kind(kind, fault); });
    if (at == part.kinds.end()) {
      part.kinds.push_back(fault);
      part.counts.push_back(1);
    } else {
      ++part.counts[static_cast<std::size_t>(at - part.kinds.begin())];
    }
  }
}

std::string FaultTables::place_of(const BatchFault& fault) const {
  const Definition& definition = *asked_.plan->definition;
  if (fault.slot >= 0) return definition.slots[static_cast<std::size_t>(fault.slot)].item.code;
  if (fault.decision >= 0) {
    return definition.decisions[static_cast<std::size_t>(fault.decision)].item.code;
  }
  return definition.conflicts[static_cast<std::size_t>(fault.conflict)].item.code;
}

void FaultTables::finish(std::vector<results::Table>& tables) const {
  std::vector<std::optional<std::int64_t>> rows;
  std::vector<std::int32_t> kinds, counted_kinds;
  std::vector<std::string> places, counted_places;
  std::vector<std::optional<std::string>> values;
  std::vector<std::int64_t> counts;
  for (const auto& input : asked_.inputs) {
    if (input->column() != nullptr ||
        asked_.table->has(asked_.plan->slot(input->slot()).item.code)) {
      continue;
    }
    rows.emplace_back(std::nullopt);
    kinds.push_back(static_cast<std::int32_t>(FaultKind::missing_column));
    places.push_back(asked_.plan->slot(input->slot()).item.code);
    values.emplace_back(std::nullopt);
    counted_kinds.push_back(kinds.back());
    counted_places.push_back(places.back());
    counts.push_back(1);
  }
  std::vector<BatchFault> seen;
  std::vector<std::size_t> seen_at;
  std::int64_t listed = 0;
  for (const Part& part : parts_) {
    for (const BatchFault& fault : part.listed) {
      if (listed++ >= most_) break;
      rows.emplace_back(fault.row);
      kinds.push_back(static_cast<std::int32_t>(fault.kind));
      places.push_back(place_of(fault));
      const arrow::Column* column = nullptr;
      for (const auto& input : asked_.inputs) {
        if (input->slot() == fault.slot) column = input->column();
      }
      auto value =
          column != nullptr && values_ ? column->printed(fault.row) : std::optional<std::string>();
      if (value) value = shortened(*value, most_value_bytes);
      values.push_back(std::move(value));
    }
    for (std::size_t k = 0; k < part.kinds.size(); ++k) {
      const auto at = std::find_if(seen.begin(), seen.end(), [&](const BatchFault& kind) {
        return is_same_kind(kind, part.kinds[k]);
      });
      if (at != seen.end()) {
        counts[seen_at[static_cast<std::size_t>(at - seen.begin())]] += part.counts[k];
        continue;
      }
      seen.push_back(part.kinds[k]);
      seen_at.push_back(counts.size());
      counted_kinds.push_back(static_cast<std::int32_t>(part.kinds[k].kind));
      counted_places.push_back(place_of(part.kinds[k]));
      counts.push_back(part.counts[k]);
    }
  }
  results::Table faults;
  faults.name = "faults";
  faults.add(results::int64_column("row", rows));
  faults.add(results::text_column("column", places));
  faults.add(results::dictionary_column("fault", kinds, results::code_values(fault_codes)));
  faults.add(results::text_column("value", values));
  tables.push_back(std::move(faults));
  results::Table sums;
  sums.name = "fault_counts";
  sums.add(results::text_column("column", counted_places));
  sums.add(results::dictionary_column("fault", counted_kinds, results::code_values(fault_codes)));
  sums.add(results::int64_column("n", std::move(counts)));
  tables.push_back(std::move(sums));
}

}  // namespace sandan::rules
