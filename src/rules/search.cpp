#include "rules/search.hpp"

#include <algorithm>
#include <map>
#include <string>

namespace sandan::rules {

bool is_same_value(const Value& a, const Value& b) noexcept {
  if (a.known != b.known) return false;
  return !a.is_value() || feel::compare(a, b) == 0;
}

namespace {

template <class T>
void append(std::string& out, const T* values, std::size_t count) {
  out.append(reinterpret_cast<const char*>(values), count * sizeof(T));
}

/// All that the policy can see of a code of a slot.
std::string seen_of(const Plan& plan, std::int32_t slot, Code code) {
  std::string seen;
  for (const Test& test : plan.tests) {
    if (test.slot == slot) append(seen, &test.truth[code], 1);
  }
  for (const TablePlan& table : plan.tables) {
    for (const TableColumn& column : table.columns) {
      if (column.is_condition || column.index != slot) continue;
      append(seen, table.yes_row(column, code), table.words);
      append(seen, table.possible_row(column, code), table.words);
    }
  }
  for (const CardPlan& card : plan.cards) {
    for (const CriterionPlan& criterion : card.criteria) {
      if (!criterion.by_slot || criterion.slot != slot) continue;
      append(seen, &criterion.low[code], 1);
      append(seen, &criterion.high[code], 1);
      append(seen, &criterion.attribute[code], 1);
    }
  }
  return seen;
}

bool is_read_input(const Plan& plan, std::int32_t slot) {
  const auto at = static_cast<std::size_t>(slot);
  return plan.slot(slot).kind == SlotKind::input &&
         (plan.is_read[at] != 0 || plan.by_value[at] != 0);
}

}  // namespace

Choices::Choices(const Plan& plan) : plan_(plan) {
  const auto count = static_cast<std::int32_t>(plan.definition->slots.size());
  by_slot_.resize(static_cast<std::size_t>(count));
  for (std::int32_t slot = 0; slot < count; ++slot) {
    if (!is_read_input(plan, slot)) continue;
    slots_.push_back(slot);
    const Scale& scale = plan.scale(slot);
    const bool is_sampled_here = plan.by_value[static_cast<std::size_t>(slot)] != 0;
    std::map<std::string, bool> seen;
    auto& choices = by_slot_[static_cast<std::size_t>(slot)];
    for (Code code = 0; code < scale.values(); ++code) {
      auto value = scale.example(code);
      if (!value) continue;
      if (is_sampled_here || seen.emplace(seen_of(plan, slot, code), true).second) {
        choices.push_back({code, std::move(*value)});
      }
    }
    // A null that is a value is one more.
    if (!plan.keeps() || plan.slot(slot).null != NullMeaning::unknown) {
      choices.push_back({scale.absent(), Value::absent()});
    }
  }
}

bool Choices::is_sampled(std::int32_t slot) const noexcept {
  return plan_.by_value[static_cast<std::size_t>(slot)] != 0;
}

std::vector<std::int32_t> finite_outputs(const Plan& plan, std::int32_t decision) {
  const DecisionPlan& planned = plan.decisions[static_cast<std::size_t>(decision)];
  std::vector<std::int32_t> slots;
  switch (planned.kind) {
    case DecisionPlan::Kind::table: {
      const Table& table = *plan.tables[planned.index].table;
      if (table.is_list() || table.is_aggregate()) break;
      for (const Output& output : table.outputs)
        slots.push_back(output.slot);
      break;
    }
    case DecisionPlan::Kind::card:
      if (plan.cards[planned.index].card->band_slot >= 0) {
        slots.push_back(plan.cards[planned.index].card->band_slot);
      }
      break;
    case DecisionPlan::Kind::made:
      if (plan.made[planned.index].kind != Made::Kind::row) {
        slots.push_back(plan.made[planned.index].slot);
      }
  }
  return slots;
}

namespace {

/// Goes through the completions of a record, leaving out those that cannot tell
/// anything new.
class Completions {
 public:
  Completions(Record& record, const Choices& choices, const std::vector<std::int32_t>& outputs,
              Steps& steps)
      : record_(record), choices_(choices), outputs_(outputs), steps_(steps) {
    possible_.resize(outputs.size());
    for (const std::int32_t slot : choices.slots()) {
      if (record.code(slot) == record.plan().scale(slot).unknown() ||
          record.code(slot) == record.plan().scale(slot).bad()) {
        open_.push_back(slot);
        if (choices.is_sampled(slot)) is_sampled_ = true;
      }
    }
  }

  std::vector<Possible> run() {
    go(0);
    for (Possible& possible : possible_)
      possible.is_exact = !steps_.are_used_up() && !is_sampled_;
    return std::move(possible_);
  }

 private:
  void go(std::size_t at) {
    if (!steps_.take()) return;
    const bool is_complete = at == open_.size();
    record_.decide(is_complete ? Taken::as_policy : Taken::open);
    // Where rules may yet contradict each other, nothing that is told is told for good.
    const bool may_change = !is_complete && record_.may_fault();
    bool all_told = true;
    for (std::size_t o = 0; o < outputs_.size(); ++o) {
      const Value& value = record_.output(outputs_[o]);
      if (may_change || value.known == feel::Known::unknown) {
        all_told = false;
        continue;
      }
      note(possible_[o], value);
    }
    if (all_told || is_complete) return;
    const std::int32_t slot = open_[at];
    const Code before = record_.code(slot);
    const Value value_before = record_.value(slot);
    for (const Choice& choice : choices_.of(slot)) {
      record_.set(slot, choice.code, choice.value);
      go(at + 1);
      if (steps_.are_used_up()) break;
    }
    record_.set(slot, before, value_before);
  }

  static void note(Possible& possible, const Value& value) {
    for (const Value& known : possible.values) {
      if (is_same_value(known, value)) return;
    }
    possible.values.push_back(value);
  }

  Record& record_;
  const Choices& choices_;
  const std::vector<std::int32_t>& outputs_;
  Steps& steps_;
  std::vector<std::int32_t> open_;
  std::vector<Possible> possible_;
  bool is_sampled_ = false;
};

/// Whether an unknown input can matter: two completions that differ in it alone give
/// different outcomes.
class Pivot {
 public:
  Pivot(Record& record, const Choices& choices, const std::vector<std::int32_t>& outputs,
        std::int32_t slot, Steps& steps)
      : record_(record), choices_(choices), outputs_(outputs), slot_(slot), steps_(steps) {
    for (const std::int32_t each : choices.slots()) {
      if (each != slot && record.plan().scale(each).is_unknown(record.code(each))) {
        others_.push_back(each);
      }
    }
  }

  bool run() { return go(0); }

 private:
  bool go(std::size_t at) {
    if (!steps_.take()) return false;
    if (at == others_.size()) return tells_apart();
    record_.decide(Taken::open);
    const bool is_open = std::any_of(outputs_.begin(), outputs_.end(), [&](std::int32_t output) {
      return record_.output(output).known == feel::Known::unknown;
    });
    if (!is_open) return false;
    const std::int32_t slot = others_[at];
    const Code code = record_.code(slot);
    const Value value = record_.value(slot);
    bool found = false;
    for (const Choice& choice : choices_.of(slot)) {
      record_.set(slot, choice.code, choice.value);
      found = go(at + 1);
      if (found) break;
    }
    record_.set(slot, code, value);
    return found;
  }

  bool tells_apart() {
    const Code code = record_.code(slot_);
    const Value value = record_.value(slot_);
    std::vector<Value> first;
    bool differs = false;
    for (const Choice& choice : choices_.of(slot_)) {
      record_.set(slot_, choice.code, choice.value);
      record_.decide();
      for (std::size_t o = 0; o < outputs_.size(); ++o) {
        const Value& told = record_.output(outputs_[o]);
        if (first.size() == o) first.push_back(told);
        differs = differs || !is_same_value(first[o], told);
      }
      if (differs) break;
    }
    record_.set(slot_, code, value);
    return differs;
  }

  Record& record_;
  const Choices& choices_;
  const std::vector<std::int32_t>& outputs_;
  std::int32_t slot_;
  Steps& steps_;
  std::vector<std::int32_t> others_;
};

std::size_t outcomes_of(const std::vector<Possible>& possible) {
  std::size_t outcomes = 0;
  for (const Possible& output : possible)
    outcomes = std::max(outcomes, output.values.size());
  return outcomes;
}

}  // namespace

std::vector<Possible> could_be(Record& record, const Choices& choices,
                               const std::vector<std::int32_t>& outputs, std::int64_t steps) {
  Steps left(steps);
  return Completions(record, choices, outputs, left).run();
}

std::vector<Question> ask_next(Record& record, const Choices& choices,
                               const std::vector<std::int32_t>& outputs, std::int64_t steps,
                               std::size_t most) {
  struct Ranked {
    Question question;
    std::size_t sum;
  };
  std::vector<Ranked> ranked;
  const Plan& plan = record.plan();
  const std::size_t before = outcomes_of(could_be(record, choices, outputs, steps));
  for (const std::int32_t slot : choices.slots()) {
    if (record.code(slot) < plan.scale(slot).unknown()) continue;
    const Code code = record.code(slot);
    const Value value = record.value(slot);
    std::size_t worst = 0;
    std::size_t sum = 0;
    for (const Choice& choice : choices.of(slot)) {
      record.set(slot, choice.code, choice.value);
      const std::size_t left = outcomes_of(could_be(record, choices, outputs, steps));
      worst = std::max(worst, left);
      sum += left;
    }
    record.set(slot, code, value);
    const std::size_t replies = choices.of(slot).size();
    if (replies == 0) continue;
    if (sum >= before * replies) {
      // No reply narrows anything down alone; together with others it may.
      Steps left(steps);
      const bool matters = Pivot(record, choices, outputs, slot, left).run();
      if (!matters && !left.are_used_up()) continue;
    }
    ranked.push_back({{slot, static_cast<std::int32_t>(worst)}, sum * 1'000 / replies});
  }
  std::stable_sort(ranked.begin(), ranked.end(), [](const Ranked& a, const Ranked& b) {
    if (a.question.outcomes_left != b.question.outcomes_left) {
      return a.question.outcomes_left < b.question.outcomes_left;
    }
    return a.sum < b.sum;
  });
  std::vector<Question> questions;
  for (std::size_t i = 0; i < std::min(most, ranked.size()); ++i)
    questions.push_back(ranked[i].question);
  return questions;
}

}  // namespace sandan::rules
