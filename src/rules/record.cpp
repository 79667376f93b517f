#include "rules/record.hpp"

#include <algorithm>
#include <bit>

namespace sandan::rules {

Value scaled_value(std::int64_t scaled, int digits) {
  Decimal number(scaled);
  if (digits > 0) {
    std::int64_t power = 1;
    for (int i = 0; i < digits; ++i)
      power *= 10;
    number = Decimal::divide(number, Decimal(power)).value_or(number);
  }
  return Value::of(number);
}

Record::Record(std::shared_ptr<const Plan> plan) : plan_(std::move(plan)) {
  const auto slots = static_cast<std::int32_t>(plan_->definition->slots.size());
  values_ = plan_->constants;
  for (std::int32_t slot = 0; slot < slots; ++slot) {
    codes_.push_back(plan_->scale(slot).code_of(values_[static_cast<std::size_t>(slot)]));
  }
  std::size_t columns = 0;
  for (const TablePlan& table : plan_->tables) {
    tables_.push_back(empty_answer(table));
    columns = std::max(columns, table.columns.size());
  }
  yes_.resize(columns);
  possible_.resize(columns);
  std::size_t attributes = 0;
  for (const CardPlan& card : plan_->cards) {
    cards_.emplace_back();
    cards_.back().groups.resize(card.groups.size());
    cards_.back().subsets.resize(card.card->subsets.size());
    cards_.back().codes.resize(card.criteria.size());
    for (const CriterionPlan& criterion : card.criteria)
      attributes = std::max(attributes, criterion.conditions.size());
  }
  truths_.resize(attributes);
  std::size_t depth = 0;
  for (const Condition& condition : plan_->conditions)
    depth = std::max(depth, condition.depth);
  stack_.resize(depth);
}

void Record::set(std::int32_t slot, const Value& value) {
  set(slot, plan_->scale(slot).code_of(value), value);
}

void Record::set(std::int32_t slot, Code code, const Value& value) { put(slot, code, value); }

void Record::put(std::int32_t slot, Code code, const Value& value) {
  codes_[static_cast<std::size_t>(slot)] = code;
  values_[static_cast<std::size_t>(slot)] = value;
}

Value Record::row_value(const RowExpression& expression) {
  if (!plan_->keeps()) {
    for (const std::int32_t slot : expression.slots) {
      if (value(slot).known == feel::Known::unknown) return Value::unknown(expression.node.type);
    }
  }
  return feel::evaluate(expression.node, values_, nullptr, plan_->unknowns(), faults_);
}

std::uint8_t Record::row_truth(const RowExpression& expression) {
  return static_cast<std::uint8_t>(truth_of(row_value(expression), plan_->unknowns()));
}

std::uint8_t Record::run(const Condition& condition) {
  std::uint8_t* top = stack_.data();  // one above the top
  for (const Step& step : condition.steps) {
    const auto index = static_cast<std::size_t>(step.index);
    switch (step.kind) {
      case Step::Kind::test: {
        const Test& test = plan_->tests[index];
        *top++ = test.truth[code(test.slot)];
        break;
      }
      case Step::Kind::row:
        *top++ = row_truth(plan_->rows[index]);
        break;
      case Step::Kind::constant:
        *top++ = static_cast<std::uint8_t>(index);
        break;
      case Step::Kind::and_:
        --top;
        top[-1] = std::min(top[-1], top[0]);
        break;
      case Step::Kind::or_:
        --top;
        top[-1] = std::max(top[-1], top[0]);
        break;
      case Step::Kind::not_:
        top[-1] = static_cast<std::uint8_t>(2 - top[-1]);
        break;
      case Step::Kind::select: {
        top -= 2;
        const std::uint8_t asked = top[-1];
        if (asked == static_cast<std::uint8_t>(Truth::yes)) {
          top[-1] = top[0];
        } else if (asked == static_cast<std::uint8_t>(Truth::no) || !open_ || top[0] == top[1]) {
          top[-1] = top[1];
        } else {
          top[-1] = Condition::undecided(step);
        }
        break;
      }
    }
  }
  return top[-1];
}

bool Record::may_fault() const noexcept {
  return std::any_of(tables_.begin(), tables_.end(),
                     [](const TableAnswer& answer) { return answer.may_fault; });
}

Truth Record::truth(std::int32_t condition) {
  return static_cast<Truth>(run(plan_->conditions[static_cast<std::size_t>(condition)]));
}

void Record::make(const Made& made) {
  const auto index = static_cast<std::size_t>(made.index);
  switch (made.kind) {
    case Made::Kind::truth: {
      Truth told = truth(made.index);
      if (as_no_ && told == Truth::maybe) told = Truth::no;
      const Code code = told == Truth::maybe && open_ ? plan_->scale(made.slot).unknown()
                                                      : plan_->truth_code(made.slot, told);
      put(made.slot, code,
          told == Truth::maybe ? (open_ ? Value::unknown(feel::Type::boolean) : Value::absent())
                               : Value::of(told == Truth::yes));
      return;
    }
    case Made::Kind::choice: {
      const Condition& condition = plan_->conditions[index];
      const std::uint8_t leaf = run(condition);
      if (leaf == Condition::unknown_leaf) {
        put(made.slot, plan_->scale(made.slot).unknown(),
            Value::unknown(plan_->slot(made.slot).type));
      } else {
        put(made.slot, made.codes[leaf], condition.leaves[leaf]);
      }
      return;
    }
    case Made::Kind::row: {
      const Value value = row_value(plan_->rows[index]);
      put(made.slot, plan_->scale(made.slot).code_of(value), value);
    }
  }
}

Code Record::table_code(const TableColumn& column) {
  if (column.is_condition) return static_cast<Code>(truth(column.index));
  return code(column.index);
}

void Record::decide_table(const TablePlan& plan, TableAnswer& answer) {
  for (std::size_t c = 0; c < plan.columns.size(); ++c) {
    const Code at = table_code(plan.columns[c]);
    yes_[c] = plan.yes_row(plan.columns[c], at);
    possible_[c] = plan.possible_row(plan.columns[c], at);
  }
  rules::decide_table(plan, yes_.data(), possible_.data(), open_, answer);
  put_outputs(plan, answer);
}

void Record::put_range(std::int32_t slot, Range64 range, int digits) {
  if (slot < 0) return;
  const Scale& scale = plan_->scale(slot);
  const Value low = scaled_value(range.low, digits);
  if (range.is_one()) {
    put(slot, scale.code_of(low), low);
    return;
  }
  const Value high = scaled_value(range.high, digits);
  put(slot, scale.code_of_range(scale.code_of(low), scale.code_of(high)),
      Value::unknown(feel::Type::number));
}

void Record::put_outputs(const TablePlan& plan, const TableAnswer& answer) {
  if (plan.table->is_list()) return;
  if (plan.table->is_aggregate()) {
    const std::int32_t slot = plan.table->outputs[0].slot;
    if (answer.answered == Answered::otherwise) {
      const Value& value = plan.table->outputs[0].otherwise;
      put(slot, plan_->scale(slot).code_of(value), value);
    } else if (answer.may_be_none && answer.answered == Answered::undetermined) {
      put(slot, plan_->scale(slot).unknown(), Value::unknown(feel::Type::number));
    } else {
      put_range(slot, {answer.low, answer.high}, plan.outputs[0].digits);
    }
    return;
  }
  for (std::size_t o = 0; o < plan.outputs.size(); ++o) {
    const std::int32_t slot = plan.table->outputs[o].slot;
    const std::int32_t place = answer.outputs[o];
    if (place >= 0) {
      put(slot, plan.outputs[o].codes[static_cast<std::size_t>(place)],
          plan.outputs[o].values[static_cast<std::size_t>(place)]);
    } else if (answer.answered == Answered::fault) {
      put(slot, plan_->keeps() ? plan_->scale(slot).unknown() : plan_->scale(slot).absent(),
          plan_->keeps() ? Value::unknown(plan_->slot(slot).type) : Value::absent());
    } else {
      put(slot, plan_->scale(slot).unknown(), Value::unknown(plan_->slot(slot).type));
    }
  }
}

bool Record::is_unknown(std::int32_t slot) const noexcept {
  const Scale& scale = plan_->scale(slot);
  return code(slot) == scale.unknown() || (code(slot) == scale.bad() && plan_->keeps());
}

std::int64_t Record::if_no(const CriterionPlan& criterion, Code at) const noexcept {
  if (!criterion.is_any_open(at)) return criterion.if_no[at];
  for (std::size_t a = 0; a < criterion.conditions.size(); ++a) {
    if (truths_[a] == static_cast<std::uint8_t>(Truth::yes)) return criterion.low[a];
  }
  return 0;
}

Range64 Record::points_of(const CriterionPlan& criterion, Code at) const noexcept {
  const bool is_ranged = !criterion.is_packed && at == criterion.any_open_code;
  if (as_no_) {
    const std::int64_t points = if_no(criterion, at);
    return {points, points};
  }
  if (is_ranged && (is_open_ended_ || criterion.is_any_open(at))) {
    return criterion.range_of_truths(truths_.data());
  }
  return is_open_ended_ ? criterion.if_any[at] : Range64{criterion.low[at], criterion.high[at]};
}

void Record::decide_card(const CardPlan& plan, CardAnswer& answer) {
  answer.points = {plan.initial, plan.initial};
  answer.open = 0;
  std::fill(answer.groups.begin(), answer.groups.end(), Range64{});
  std::fill(answer.subsets.begin(), answer.subsets.end(), Range64{});
  const auto add = [](Range64& sum, std::int64_t low, std::int64_t high) {
    sum.low += low;
    sum.high += high;
  };
  for (std::size_t i = 0; i < plan.criteria.size(); ++i) {
    const CriterionPlan& criterion = plan.criteria[i];
    Code at = 0;
    if (criterion.by_slot) {
      at = criterion.slot >= 0 ? code(criterion.slot) : 0;
    } else {
      for (std::size_t a = 0; a < criterion.conditions.size(); ++a) {
        std::uint8_t told = static_cast<std::uint8_t>(truth(criterion.conditions[a]));
        if (told == 1 && !open_) told = 0;
        truths_[a] = told;
      }
      at = criterion.code_of_truths(truths_.data());
      if (criterion.unknown_input >= 0 && !is_open_ended_ && is_unknown(criterion.unknown_input)) {
        at = criterion.unknown_code;
      }
    }
    answer.codes[i] = at;
    const auto [low, high] = points_of(criterion, at);
    answer.open += criterion.is_open(at) ? 1 : 0;
    if (criterion.group >= 0) {
      add(answer.groups[static_cast<std::size_t>(criterion.group)], low, high);
    } else {
      add(answer.points, low, high);
    }
    for (std::uint64_t left = criterion.subsets; left != 0; left &= left - 1)
      add(answer.subsets[static_cast<std::size_t>(std::countr_zero(left))], low, high);
  }
  for (std::size_t g = 0; g < plan.groups.size(); ++g) {
    Range64& group = answer.groups[g];
    group.low = std::clamp(group.low, plan.groups[g].low, plan.groups[g].high);
    group.high = std::clamp(group.high, plan.groups[g].low, plan.groups[g].high);
    add(answer.points, group.low, group.high);
    put_range(plan.card->groups[g].slot, group, plan.digits);
  }
  for (std::size_t s = 0; s < answer.subsets.size(); ++s)
    put_range(plan.card->subsets[s].slot, answer.subsets[s], plan.digits);
  put_range(plan.card->points_slot, answer.points, plan.digits);
  const auto band_of = [&](std::int64_t points) {
    return static_cast<std::int32_t>(
        std::upper_bound(plan.below.begin(), plan.below.end(), points) - plan.below.begin());
  };
  answer.answered = answer.points.is_one() ? Answered::decided : Answered::undetermined;
  answer.band = -1;
  if (plan.card->band_slot < 0) return;
  const std::int32_t slot = plan.card->band_slot;
  const std::int32_t low = band_of(answer.points.low);
  const std::int32_t high = band_of(answer.points.high);
  if (low == high) {
    answer.band = low;
    answer.answered = Answered::decided;
    const auto band = static_cast<std::size_t>(low);
    put(slot, plan.band_codes[band], plan.band_values[band]);
  } else {
    answer.answered = Answered::undetermined;
    put(slot, plan_->scale(slot).unknown(), Value::unknown(feel::Type::text));
  }
}

void Record::decide(Taken taken) {
  as_no_ = taken == Taken::as_no;
  is_open_ended_ = taken == Taken::open;
  open_ = taken == Taken::open || (taken == Taken::as_policy && plan_->keeps());
  faults_ = {};
  for (std::size_t i = 0; i < plan_->computed; ++i)
    make(plan_->made[i]);
  for (const DecisionPlan& decision : plan_->decisions) {
    switch (decision.kind) {
      case DecisionPlan::Kind::table:
        decide_table(plan_->tables[decision.index], tables_[decision.index]);
        break;
      case DecisionPlan::Kind::card:
        decide_card(plan_->cards[decision.index], cards_[decision.index]);
        break;
      case DecisionPlan::Kind::made:
        make(plan_->made[decision.index]);
    }
  }
}

}  // namespace sandan::rules
