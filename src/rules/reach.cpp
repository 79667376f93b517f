#include "rules/reach.hpp"

namespace sandan::rules {

std::vector<std::int32_t> slots_of(const Plan& plan, const Condition& condition) {
  std::vector<std::int32_t> slots;
  for (const Step& step : condition.steps) {
    const auto index = static_cast<std::size_t>(step.index);
    if (step.kind == Step::Kind::test) slots.push_back(plan.tests[index].slot);
    if (step.kind == Step::Kind::row) {
      slots.insert(slots.end(), plan.rows[index].slots.begin(), plan.rows[index].slots.end());
    }
  }
  return slots;
}

std::vector<std::int32_t> slots_of(const Plan& plan, const CriterionPlan& criterion) {
  std::vector<std::int32_t> slots;
  if (criterion.by_slot) {
    if (criterion.slot >= 0) slots.push_back(criterion.slot);
    return slots;
  }
  for (const std::int32_t condition : criterion.conditions) {
    const auto more = slots_of(plan, plan.conditions[static_cast<std::size_t>(condition)]);
    slots.insert(slots.end(), more.begin(), more.end());
  }
  return slots;
}

std::vector<std::int32_t> slots_of(const Plan& plan, const TableColumn& column) {
  if (!column.is_condition) return {column.index};
  return slots_of(plan, plan.conditions[static_cast<std::size_t>(column.index)]);
}

Reach::Reach(const Plan& plan)
    : plan_(plan),
      made_(plan.made.size(), 0),
      decisions_(plan.decisions.size(), 0),
      outputs_(plan.decisions.size(), 0),
      seen_(plan.definition->slots.size(), 0) {}

void Reach::add_made(std::size_t made) {
  if (made_[made] != 0) return;
  made_[made] = 1;
  const Made& planned = plan_.made[made];
  const auto index = static_cast<std::size_t>(planned.index);
  const auto slots = planned.kind == Made::Kind::row ? plan_.rows[index].slots
                                                     : slots_of(plan_, plan_.conditions[index]);
  for (const std::int32_t slot : slots)
    add_slot(slot);
}

void Reach::add_decision(std::int32_t decision) {
  const auto at = static_cast<std::size_t>(decision);
  if (decisions_[at] != 0) return;
  decisions_[at] = 1;
  const DecisionPlan& planned = plan_.decisions[at];
  if (planned.kind == DecisionPlan::Kind::made) return add_made(planned.index);
  if (planned.kind == DecisionPlan::Kind::table) {
    for (const TableColumn& column : plan_.tables[planned.index].columns) {
      for (const std::int32_t slot : slots_of(plan_, column))
        add_slot(slot);
    }
    return;
  }
  for (const CriterionPlan& criterion : plan_.cards[planned.index].criteria) {
    for (const std::int32_t slot : slots_of(plan_, criterion))
      add_slot(slot);
  }
}

void Reach::add_slot(std::int32_t slot) {
  const auto at = static_cast<std::size_t>(slot);
  if (seen_[at] != 0) return;
  seen_[at] = 1;
  const Slot& own = plan_.slot(slot);
  if (own.kind == SlotKind::input) inputs_.push_back(slot);
  if (own.kind == SlotKind::output) {
    outputs_[static_cast<std::size_t>(own.decision)] = 1;
    add_decision(own.decision);
  }
  if (own.kind != SlotKind::computed) return;
  for (std::size_t i = 0; i < plan_.computed; ++i) {
    if (plan_.made[i].slot == slot) add_made(i);
  }
}

}  // namespace sandan::rules
