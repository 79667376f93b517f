#include "rules/batch.hpp"

#include <algorithm>
#include <cstring>

namespace sandan::rules {

using kernels::batch_rows;

Batch::Batch(const Plan& plan, const std::vector<std::unique_ptr<InputColumn>>& inputs,
             const kernels::Set& kernels)
    : plan_(plan), inputs_(inputs), kernels_(kernels) {
  const std::size_t slots = plan.definition->slots.size();
  codes_.resize(slots);
  values_.resize(slots);
  for (std::size_t i = 0; i < slots; ++i) {
    if (plan.by_value[i] != 0) values_[i].resize(batch_rows);
    const SlotKind kind = plan.definition->slots[i].kind;
    if (kind != SlotKind::parameter && kind != SlotKind::as_of) continue;
    const auto slot = static_cast<std::int32_t>(i);
    prepare_codes(slot);
    for (std::size_t row = 0; row < batch_rows; ++row)
      put_code(slot, row, plan.scale(slot).code_of(plan.constants[i]));
    std::fill(values_[i].begin(), values_[i].end(), plan.constants[i]);
  }
  std::size_t depth = 1;
  for (const Condition& condition : plan.conditions)
    depth = std::max(depth, condition.depth);
  stack_.assign(depth, std::vector<std::uint8_t>(batch_rows));
  for (const Test& test : plan.tests) {
    truth_bytes_.emplace_back();
    truth_bytes_.back().fill(0);
    if (test.truth.size() <= 256) {
      std::copy(test.truth.begin(), test.truth.end(), truth_bytes_.back().begin());
    }
  }
  tables_.resize(plan.tables.size());
  cards_.resize(plan.cards.size());
  made_.resize(plan.made.size());
  conflicts_.assign(plan.conflicts.size(), std::vector<std::uint8_t>(batch_rows));
  possible_.resize(batch_rows);
  sums_.resize(batch_rows);
  spreads_.resize(batch_rows);
  row_values_ = plan.constants;
}

void Batch::prepare_codes(std::int32_t slot) {
  CodeBatch& codes = codes_of(slot);
  if (plan_.scale(slot).is_narrow()) {
    codes.narrow.resize(batch_rows);
  } else {
    codes.wide.resize(batch_rows);
  }
}

void Batch::put_code(std::int32_t slot, std::size_t row, Code code) {
  CodeBatch& codes = codes_of(slot);
  if (codes.wide.empty()) {
    codes.narrow[row] = static_cast<std::uint8_t>(code);
  } else {
    codes.wide[row] = code;
  }
}

/// Notes whether a slot that was made leaves anything open.
void Batch::finish_slot(std::int32_t slot) {
  CodeBatch& codes = codes_of(slot);
  codes.is_open = false;
  if (!plan_.keeps()) return;
  const Code absent = plan_.scale(slot).absent();
  std::size_t open = 0;
  for (std::size_t i = 0; i < n_; ++i)
    open += codes.at(i) > absent ? 1 : 0;
  codes.is_open = open > 0;
}

void Batch::fault(std::size_t row, FaultKind kind, std::int32_t slot, std::int32_t decision) {
  faults_.push_back({from_ + static_cast<std::int64_t>(row), kind, slot, decision});
}

void Batch::fault_of_formula(std::size_t row, const feel::Faults& met) {
  BatchFault told = made_at_;
  told.row = from_ + static_cast<std::int64_t>(row);
  if (met.division_by_zero) {
    told.kind = FaultKind::division_by_zero;
    faults_.push_back(told);
  }
  if (met.out_of_range) {
    told.kind = FaultKind::out_of_range;
    faults_.push_back(told);
  }
}

void Batch::note_bad(const InputColumn& input) {
  const CodeBatch& codes = codes_of(input.slot());
  const Code bad = plan_.scale(input.slot()).bad();
  for (std::size_t i = 0; i < n_; ++i) {
    if (codes.at(i) == bad) {
      fault(i, input.fault(from_ + static_cast<std::int64_t>(i)), input.slot(), -1);
    }
  }
}

void Batch::read_inputs() {
  for (const auto& input : inputs_) {
    const std::int32_t slot = input->slot();
    CodeBatch& codes = codes_of(slot);
    input->codes(kernels_, from_, n_, codes);
    if (codes.has_bad) note_bad(*input);
    auto& values = values_[static_cast<std::size_t>(slot)];
    for (std::size_t i = 0; i < n_ && !values.empty(); ++i)
      values[i] = input->value(from_ + static_cast<std::int64_t>(i));
  }
}

void Batch::run_row(const RowExpression& expression, std::uint8_t* out) {
  for (std::size_t i = 0; i < n_; ++i) {
    for (const std::int32_t slot : expression.slots) {
      const auto at = static_cast<std::size_t>(slot);
      row_values_[at] = values_[at][i];
    }
    feel::Faults met;
    const Value value =
        feel::evaluate(expression.node, row_values_, nullptr, plan_.unknowns(), met);
    out[i] = static_cast<std::uint8_t>(truth_of(value, plan_.unknowns()));
    fault_of_formula(i, met);
  }
}

const std::uint8_t* Batch::run(const Condition& condition) {
  std::size_t top = 0;  // one above the top
  for (const Step& step : condition.steps) {
    const auto index = static_cast<std::size_t>(step.index);
    switch (step.kind) {
      case Step::Kind::test: {
        const Test& test = plan_.tests[index];
        const CodeBatch& codes = codes_of(test.slot);
        std::uint8_t* out = stack_[top++].data();
        if (codes.wide.empty()) {
          kernels_.map_codes(codes.narrow.data(), n_, truth_bytes_[index].data(), out);
        } else {
          for (std::size_t i = 0; i < n_; ++i)
            out[i] = test.truth[codes.wide[i]];
        }
        break;
      }
      case Step::Kind::row:
        run_row(plan_.rows[index], stack_[top++].data());
        break;
      case Step::Kind::constant:
        std::fill_n(stack_[top++].begin(), n_, static_cast<std::uint8_t>(index));
        break;
      case Step::Kind::and_:
      case Step::Kind::or_: {
        --top;
        std::uint8_t* a = stack_[top - 1].data();
        const std::uint8_t* b = stack_[top].data();
        if (step.kind == Step::Kind::and_) {
          for (std::size_t i = 0; i < n_; ++i)
            a[i] = std::min(a[i], b[i]);
        } else {
          for (std::size_t i = 0; i < n_; ++i)
            a[i] = std::max(a[i], b[i]);
        }
        break;
      }
      case Step::Kind::not_: {
        std::uint8_t* a = stack_[top - 1].data();
        for (std::size_t i = 0; i < n_; ++i)
          a[i] = static_cast<std::uint8_t>(2 - a[i]);
        break;
      }
      case Step::Kind::select: {
        top -= 2;
        std::uint8_t* asked = stack_[top - 1].data();
        const std::uint8_t* then = stack_[top].data();
        const std::uint8_t* otherwise = stack_[top + 1].data();
        const bool keeps = plan_.keeps();
        for (std::size_t i = 0; i < n_; ++i) {
          const bool is_open = asked[i] == 1 && keeps && then[i] != otherwise[i];
          asked[i] = asked[i] == 2 ? then[i] : is_open ? Condition::undecided(step) : otherwise[i];
        }
        break;
      }
    }
  }
  return stack_[top - 1].data();
}

void Batch::make(std::size_t index) {
  const Made& made = plan_.made[index];
  MadeBatch& out = made_[index];
  const std::int32_t slot = made.slot;
  made_at_ = {};
  made_at_.slot = slot;
  prepare_codes(slot);
  auto& values = values_[static_cast<std::size_t>(slot)];
  if (made.kind == Made::Kind::row) {
    const RowExpression& expression = plan_.rows[static_cast<std::size_t>(made.index)];
    if (values.empty()) values.resize(batch_rows);
    for (std::size_t i = 0; i < n_; ++i) {
      for (const std::int32_t read : expression.slots) {
        const auto at = static_cast<std::size_t>(read);
        row_values_[at] = values_[at][i];
      }
      feel::Faults met;
      values[i] = feel::evaluate(expression.node, row_values_, nullptr, plan_.unknowns(), met);
      put_code(slot, i, plan_.scale(slot).code_of(values[i]));
      fault_of_formula(i, met);
    }
    finish_slot(slot);
    return;
  }
  const Condition& condition = plan_.conditions[static_cast<std::size_t>(made.index)];
  out.places.resize(batch_rows);
  std::memcpy(out.places.data(), run(condition), n_);
  for (std::size_t i = 0; i < n_; ++i) {
    const std::uint8_t place = out.places[i];
    Code code = plan_.scale(slot).unknown();
    if (made.kind == Made::Kind::truth) {
      code = plan_.truth_code(slot, static_cast<Truth>(place));
    } else if (place != Condition::unknown_leaf) {
      code = made.codes[place];
    }
    put_code(slot, i, code);
    if (values.empty()) continue;
    if (made.kind == Made::Kind::truth) {
      values[i] = place != 1      ? Value::of(place == 2)
                  : plan_.keeps() ? Value::unknown(feel::Type::boolean)
                                  : Value::absent();
    } else {
      values[i] = place == Condition::unknown_leaf ? Value::unknown(plan_.slot(slot).type)
                                                   : condition.leaves[place];
    }
  }
  finish_slot(slot);
}

void Batch::decide(std::int64_t from, std::size_t n) {
  from_ = from;
  n_ = n;
  faults_.clear();
  read_inputs();
  for (std::size_t i = 0; i < plan_.computed; ++i)
    make(i);
  for (std::size_t i = 0; i < plan_.decisions.size(); ++i) {
    const DecisionPlan& decision = plan_.decisions[i];
    made_at_ = {};
    made_at_.decision = static_cast<std::int32_t>(i);
    switch (decision.kind) {
      case DecisionPlan::Kind::table:
        decide_table(decision.index);
        break;
      case DecisionPlan::Kind::card:
        decide_card(decision.index);
        break;
      case DecisionPlan::Kind::made:
        make(decision.index);
    }
  }
  for (std::size_t i = 0; i < plan_.conflicts.size(); ++i) {
    const Condition& condition = plan_.conditions[static_cast<std::size_t>(plan_.conflicts[i])];
    made_at_ = {};
    made_at_.conflict = static_cast<std::int32_t>(i);
    std::memcpy(conflicts_[i].data(), run(condition), n_);
  }
}

}  // namespace sandan::rules
