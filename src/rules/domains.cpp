#include "rules/domains.hpp"

#include <algorithm>
#include <map>
#include <string>
#include <utility>

#include "rules/compared_values.hpp"
#include "rules/reach.hpp"

namespace sandan::rules {
namespace {

template <class T>
void append(std::string& out, const T* values, std::size_t count) {
  out.append(reinterpret_cast<const char*>(values), count * sizeof(T));
}

/// What the policy looks up by the codes of one slot.
class Lookups {
 public:
  Lookups(const Plan& plan, std::int32_t slot) {
    for (const Test& test : plan.tests) {
      if (test.slot == slot) tests_.push_back(&test);
    }
    for (const TablePlan& table : plan.tables) {
      for (const TableColumn& column : table.columns) {
        if (!column.is_condition && column.index == slot) columns_.emplace_back(&table, &column);
      }
    }
    for (const CardPlan& card : plan.cards) {
      for (const CriterionPlan& criterion : card.criteria) {
        if (criterion.by_slot && criterion.slot == slot) criteria_.push_back(&criterion);
      }
    }
  }

  /// All that the policy can see of a code.
  std::string seen(Code code) const {
    std::string out;
    for (const Test* test : tests_)
      append(out, &test->truth[code], 1);
    for (const auto& [table, column] : columns_) {
      append(out, table->yes_row(*column, code), table->words);
      append(out, table->possible_row(*column, code), table->words);
    }
    for (const CriterionPlan* criterion : criteria_) {
      append(out, &criterion->low[code], 1);
      append(out, &criterion->high[code], 1);
      append(out, &criterion->attribute[code], 1);
    }
    return out;
  }

 private:
  std::vector<const Test*> tests_;
  std::vector<std::pair<const TablePlan*, const TableColumn*>> columns_;
  std::vector<const CriterionPlan*> criteria_;
};

/// Inputs that a criterion with points for what is unknown depends on.
std::vector<std::uint8_t> rated_when_unknown(const Plan& plan) {
  std::vector<std::uint8_t> rated(plan.definition->slots.size(), 0);
  for (const CardPlan& card : plan.cards) {
    for (std::size_t i = 0; i < card.criteria.size(); ++i) {
      if (!card.card->criteria[i].if_unknown) continue;
      Reach reach(plan);
      for (const std::int32_t slot : slots_of(plan, card.criteria[i]))
        reach.add_slot(slot);
      for (const std::int32_t slot : reach.inputs())
        rated[static_cast<std::size_t>(slot)] = 1;
    }
  }
  return rated;
}

}  // namespace

Domains::Domains(const Plan& plan, bool with_unknown) {
  const std::size_t count = plan.definition->slots.size();
  all_.resize(count);
  firsts_.resize(count);
  exact_.assign(count, 1);
  all_values_.assign(count, 1);
  const ComparedValues compared(plan);
  std::vector<std::uint8_t> rated(count, 0);
  if (with_unknown && plan.keeps()) rated = rated_when_unknown(plan);
  for (std::size_t i = 0; i < count; ++i) {
    const auto slot = static_cast<std::int32_t>(i);
    if (plan.slot(slot).kind != SlotKind::input) continue;
    if (plan.is_read[i] == 0 && plan.by_value[i] == 0) continue;
    slots_.push_back(slot);
    const Scale& scale = plan.scale(slot);
    if (plan.by_value[i] != 0) {
      ComparedValues::Values values = compared.of(slot);
      exact_[i] = values.is_exact ? 1 : 0;
      const Slot& own = plan.slot(slot);
      all_values_[i] = own.type == feel::Type::boolean || !own.values.empty() ? 1 : 0;
      for (Value& value : values.values) {
        const Code code = scale.code_of(value);
        all_[i].push_back({code, std::move(value), 0});
      }
      std::stable_sort(all_[i].begin(), all_[i].end(),
                       [](const Candidate& a, const Candidate& b) { return a.code < b.code; });
    } else {
      for (Code code = 0; code < scale.values(); ++code) {
        if (auto value = scale.example(code)) all_[i].push_back({code, std::move(*value), 0});
      }
    }
    if (!plan.keeps() || plan.slot(slot).null != NullMeaning::unknown) {
      all_[i].push_back({scale.absent(), Value::absent(), 0});
    }
    if (rated[i] != 0) {
      all_[i].push_back({scale.unknown(), Value::unknown(plan.slot(slot).type), 0});
    }
    group(plan, slot);
  }
}

void Domains::group(const Plan& plan, std::int32_t slot) {
  const auto at = static_cast<std::size_t>(slot);
  const Lookups lookups(plan, slot);
  std::map<std::string, std::int32_t> groups;
  std::int32_t next = 0;
  for (std::size_t i = 0; i < all_[at].size(); ++i) {
    Candidate& candidate = all_[at][i];
    if (plan.by_value[at] != 0) {
      candidate.group = next;
    } else {
      candidate.group = groups.try_emplace(lookups.seen(candidate.code), next).first->second;
    }
    if (candidate.group != next) continue;
    ++next;
    firsts_[at].push_back(static_cast<std::int32_t>(i));
  }
}

}  // namespace sandan::rules
