#include "rules/rule_hunt.hpp"

#include <algorithm>

#include "rules/rule_truth.hpp"

namespace sandan::rules {
namespace {

Reach reach_of(const Plan& plan, std::int32_t decision) {
  Reach reach(plan);
  reach.add_decision(decision);
  return reach;
}

}  // namespace

RuleHunt::RuleHunt(Lint& lint, std::int32_t decision)
    : plan_(*lint.plan()),
      domains_(lint.domains()),
      index_(plan_.decisions[static_cast<std::size_t>(decision)].index),
      table_(plan_.tables[index_]),
      hunt_(lint.plan(), lint.domains(), reach_of(plan_, decision)) {
  for (const TableColumn& column : table_.columns) {
    if (column.is_condition || plan_.slot(column.index).kind != SlotKind::input) {
      is_plain_ = false;
      continue;
    }
    const auto at = std::find(inputs_.begin(), inputs_.end(), column.index);
    if (at == inputs_.end()) {
      inputs_.push_back(column.index);
      columns_.push_back({&column});
    } else {
      columns_[static_cast<std::size_t>(at - inputs_.begin())].push_back(&column);
    }
  }
}

std::vector<RuleHunt::Cells> RuleHunt::cells(const std::vector<std::size_t>& bits) const {
  std::vector<Cells> found;
  for (std::size_t i = 0; i < inputs_.size(); ++i) {
    const auto& candidates = domains_.of(inputs_[i]);
    const auto& firsts = domains_.firsts(inputs_[i]);
    Cells cells{inputs_[i], {}, false};
    for (const std::int32_t place : firsts) {
      const Code code = candidates[static_cast<std::size_t>(place)].code;
      const bool holds = std::all_of(bits.begin(), bits.end(), [&](std::size_t bit) {
        return std::all_of(columns_[i].begin(), columns_[i].end(), [&](const TableColumn* column) {
          return has_bit(table_.yes_row(*column, code), bit);
        });
      });
      if (holds) cells.places.push_back(place);
    }
    cells.are_all = cells.places.size() == firsts.size();
    found.push_back(std::move(cells));
  }
  return found;
}

void RuleHunt::restrict_to(const std::vector<Cells>& cells) {
  hunt_.reset();
  for (const Cells& each : cells) {
    if (!each.are_all) hunt_.restrict_to(each.slot, each.places);
  }
}

}  // namespace sandan::rules
