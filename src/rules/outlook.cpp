#include "rules/outlook.hpp"

#include <algorithm>
#include <bit>
#include <utility>

#include "rules/record.hpp"

namespace sandan::rules {
namespace {

constexpr std::size_t most_listed = 96;

// Truths as bits of a mask: of Truth::no, maybe and yes.
constexpr std::uint8_t may_be_no = 1;
constexpr std::uint8_t may_be_maybe = 2;
constexpr std::uint8_t may_be_yes = 4;

constexpr std::uint8_t mask_of(std::uint8_t truth) { return static_cast<std::uint8_t>(1 << truth); }

template <class Combine>
constexpr std::array<std::array<std::uint8_t, 8>, 8> combined(Combine combine) {
  std::array<std::array<std::uint8_t, 8>, 8> table{};
  for (std::size_t a = 0; a < 8; ++a) {
    for (std::size_t b = 0; b < 8; ++b) {
      for (std::uint8_t x = 0; x < 3; ++x) {
        for (std::uint8_t y = 0; y < 3; ++y) {
          if ((a >> x & 1) != 0 && (b >> y & 1) != 0) table[a][b] |= mask_of(combine(x, y));
        }
      }
    }
  }
  return table;
}

constexpr auto both = combined([](std::uint8_t a, std::uint8_t b) { return a < b ? a : b; });
constexpr auto either = combined([](std::uint8_t a, std::uint8_t b) { return a < b ? b : a; });

constexpr std::uint8_t reversed(std::uint64_t mask) {
  return static_cast<std::uint8_t>((mask & 2) | (mask & 1) << 2 | (mask >> 2 & 1));
}

}  // namespace

Outlook::Outlook(std::shared_ptr<const Plan> plan, const Domains& domains, Reach reach)
    : plan_(std::move(plan)), domains_(domains), reach_(std::move(reach)) {
  const auto slots = static_cast<std::int32_t>(plan_->definition->slots.size());
  codes_.resize(static_cast<std::size_t>(slots));
  all_codes_.resize(static_cast<std::size_t>(slots));
  values_.resize(static_cast<std::size_t>(slots));
  for (std::int32_t slot = 0; slot < slots; ++slot) {
    codes_[static_cast<std::size_t>(slot)].bits.assign((plan_->scale(slot).total() + 63) / 64, 0);
    const SlotKind kind = plan_->slot(slot).kind;
    if (kind == SlotKind::parameter || kind == SlotKind::as_of) {
      const Value& value = plan_->constants[static_cast<std::size_t>(slot)];
      put_value(slot, plan_->scale(slot).code_of(value), value);
    }
  }
  tests_.assign(plan_->tests.size(), 0);
  for (const TablePlan& table : plan_->tables) {
    TableOutlook outlook;
    for (auto* words : {&outlook.can_fire, &outlook.must_fire, &outlook.can_hold,
                        &outlook.must_hold, &outlook.can_waver})
      words->resize(table.words);
    for (const OutputPlan& output : table.outputs)
      outlook.places.emplace_back((output.values.size() + 63) / 64);
    tables_.push_back(std::move(outlook));
    words_.emplace_back(table.columns.size());
    all_words_.emplace_back(table.columns.size());
  }
  cards_.resize(plan_->cards.size());
  for (const std::int32_t slot : domains.slots())
    open(slot);
}

bool Outlook::can_be(std::int32_t slot, Code code) const noexcept {
  return (codes_[static_cast<std::size_t>(slot)].bits[code / 64] >> (code % 64) & 1) != 0;
}

void Outlook::clear(std::int32_t slot) {
  const auto at = static_cast<std::size_t>(slot);
  std::fill(codes_[at].bits.begin(), codes_[at].bits.end(), std::uint64_t{0});
  codes_[at].is_all = false;
  values_[at].any = false;
  values_[at].may_be_absent = true;
  values_[at].values.clear();
}

void Outlook::put(std::int32_t slot, Code code) {
  codes_[static_cast<std::size_t>(slot)].bits[code / 64] |= std::uint64_t{1} << (code % 64);
}

void Outlook::put_value(std::int32_t slot, Code code, const Value& value) {
  put(slot, code);
  if (plan_->by_value[static_cast<std::size_t>(slot)] != 0 ||
      plan_->slot(slot).kind == SlotKind::output) {
    values_[static_cast<std::size_t>(slot)].add(value);
  }
}

void Outlook::put_values(std::int32_t slot, const ValueSet& values) {
  const auto at = static_cast<std::size_t>(slot);
  if (values.any || values.values.size() > most_listed) {
    const Scale& scale = plan_->scale(slot);
    for (Code code = 0; code < scale.values(); ++code)
      put(slot, code);
    if (!values.any || values.may_be_absent) put(slot, scale.absent());
    put(slot, scale.unknown());
    values_[at].any = true;
    values_[at].may_be_absent = !values.any || values.may_be_absent;
    return;
  }
  for (const Value& value : values.values)
    put(slot, plan_->scale(slot).code_of(value));
  values_[at] = values;
}

void Outlook::close(std::int32_t slot, const Candidate& candidate) {
  clear(slot);
  put_value(slot, candidate.code, candidate.value);
}

void Outlook::open(std::int32_t slot, const std::vector<std::int32_t>* places) {
  clear(slot);
  const auto at = static_cast<std::size_t>(slot);
  const auto& candidates = domains_.of(slot);
  const auto& chosen = places != nullptr ? *places : domains_.firsts(slot);
  if (places == nullptr && all_codes_[at].is_all) {
    codes_[at] = all_codes_[at];
    work_ += static_cast<std::int64_t>(codes_[at].bits.size());
  } else {
    for (const std::int32_t place : chosen)
      put(slot, candidates[static_cast<std::size_t>(place)].code);
    work_ += 4 * static_cast<std::int64_t>(chosen.size());
  }
  if (places == nullptr && !all_codes_[at].is_all) {
    codes_[at].is_all = true;
    all_codes_[at] = codes_[at];
  }
  if (plan_->by_value[at] == 0) return;
  if (chosen.size() > most_listed) {
    values_[at].any = true;
    return;
  }
  for (const std::int32_t place : chosen)
    values_[at].values.push_back(candidates[static_cast<std::size_t>(place)].value);
}

void Outlook::open(std::int32_t slot, const std::vector<Candidate>& candidates) {
  clear(slot);
  work_ += static_cast<std::int64_t>(candidates.size());
  const auto at = static_cast<std::size_t>(slot);
  values_[at].any = candidates.size() > most_listed;
  for (const Candidate& candidate : candidates) {
    put(slot, candidate.code);
    if (plan_->by_value[at] != 0 && !values_[at].any) {
      values_[at].values.push_back(candidate.value);
    }
  }
}

void Outlook::open_beyond(std::int32_t slot) {
  if (domains_.is_all(slot)) return open(slot);
  const auto at = static_cast<std::size_t>(slot);
  clear(slot);
  for (Code code = 0; code < plan_->scale(slot).values(); ++code)
    put(slot, code);
  for (const Candidate& candidate : domains_.of(slot))
    put(slot, candidate.code);
  values_[at].any = true;
}

std::uint8_t Outlook::test_truths(const Test& test) {
  const bool is_all = codes_[static_cast<std::size_t>(test.slot)].is_all;
  std::uint8_t* known = nullptr;
  if (is_all) {
    known = &tests_[static_cast<std::size_t>(&test - plan_->tests.data())];
    if (*known != 0) return *known;
  }
  std::uint8_t mask = 0;
  each_code(test.slot, [&](Code code) {
    mask |= mask_of(test.truth[code]);
    ++work_;
  });
  if (known != nullptr) *known = mask;
  return mask;
}

ValueSet Outlook::row_values(const RowExpression& expression) {
  bool met_unknown = false;
  if (!plan_->keeps()) {
    for (const std::int32_t slot : expression.slots) {
      for (const Value& value : values_[static_cast<std::size_t>(slot)].values)
        met_unknown = met_unknown || value.known == feel::Known::unknown;
    }
  }
  work_ += 20;
  ValueSet set = values_of(expression.node, values_, plan_->unknowns(), work_);
  if (met_unknown) set.add(Value::unknown(expression.node.type));
  return set;
}

std::uint8_t Outlook::row_truths(const RowExpression& expression) {
  const ValueSet set = row_values(expression);
  if (set.any) return may_be_no | may_be_maybe | may_be_yes;
  std::uint8_t mask = 0;
  for (const Value& value : set.values)
    mask |= mask_of(static_cast<std::uint8_t>(truth_of(value, plan_->unknowns())));
  return mask;
}

namespace {

using Leaves = std::array<std::uint64_t, 4>;

void merge(Leaves& into, const Leaves& from) {
  for (std::size_t i = 0; i < into.size(); ++i)
    into[i] |= from[i];
}

int count(const Leaves& leaves) {
  int found = 0;
  for (const std::uint64_t word : leaves)
    found += std::popcount(word);
  return found;
}

/// What a choice between two can give.
Leaves selected(std::uint64_t asked, const Leaves& then, const Leaves& otherwise, bool open,
                std::uint8_t undecided) {
  Leaves out{};
  if ((asked & may_be_yes) != 0) merge(out, then);
  if ((asked & may_be_no) != 0 || ((asked & may_be_maybe) != 0 && !open)) merge(out, otherwise);
  if ((asked & may_be_maybe) != 0 && open) {
    for (std::size_t i = 0; i < out.size(); ++i)
      out[i] |= then[i] & otherwise[i];
    const bool is_same = then == otherwise && count(then) == 1;
    if (!is_same) out[undecided / 64] |= std::uint64_t{1} << (undecided % 64);
  }
  return out;
}

}  // namespace

Outlook::Leaves Outlook::run(const Condition& condition) {
  const bool open = plan_->keeps();
  stack_.clear();
  work_ += static_cast<std::int64_t>(condition.steps.size());
  for (const Step& step : condition.steps) {
    const auto index = static_cast<std::size_t>(step.index);
    switch (step.kind) {
      case Step::Kind::test:
        stack_.push_back({test_truths(plan_->tests[index]), 0, 0, 0});
        break;
      case Step::Kind::row:
        stack_.push_back({row_truths(plan_->rows[index]), 0, 0, 0});
        break;
      case Step::Kind::constant: {
        Leaves leaf{};
        leaf[index / 64] = std::uint64_t{1} << (index % 64);
        stack_.push_back(leaf);
        break;
      }
      case Step::Kind::and_:
      case Step::Kind::or_: {
        const auto top = static_cast<std::size_t>(stack_.back()[0] & 7);
        stack_.pop_back();
        const auto below = static_cast<std::size_t>(stack_.back()[0] & 7);
        stack_.back()[0] = step.kind == Step::Kind::and_ ? both[below][top] : either[below][top];
        break;
      }
      case Step::Kind::not_:
        stack_.back()[0] = reversed(stack_.back()[0]);
        break;
      case Step::Kind::select: {
        const Leaves otherwise = stack_.back();
        stack_.pop_back();
        const Leaves then = stack_.back();
        stack_.pop_back();
        stack_.back() =
            selected(stack_.back()[0], then, otherwise, open, Condition::undecided(step));
        break;
      }
    }
  }
  return stack_.back();
}

std::uint8_t Outlook::truths(std::int32_t condition) {
  return static_cast<std::uint8_t>(run(plan_->conditions[static_cast<std::size_t>(condition)])[0] &
                                   7);
}

void Outlook::make(const Made& made) {
  clear(made.slot);
  const Scale& scale = plan_->scale(made.slot);
  switch (made.kind) {
    case Made::Kind::truth: {
      const std::uint8_t mask = truths(made.index);
      if ((mask & may_be_no) != 0) put_value(made.slot, 0, Value::of(false));
      if ((mask & may_be_yes) != 0) put_value(made.slot, 1, Value::of(true));
      if ((mask & may_be_maybe) == 0) return;
      if (plan_->keeps()) {
        put_value(made.slot, scale.unknown(), Value::unknown(feel::Type::boolean));
      } else {
        put_value(made.slot, scale.absent(), Value::absent());
      }
      return;
    }
    case Made::Kind::choice: {
      const Condition& condition = plan_->conditions[static_cast<std::size_t>(made.index)];
      const Leaves leaves = run(condition);
      for (std::size_t leaf = 0; leaf < condition.leaves.size(); ++leaf) {
        if ((leaves[leaf / 64] >> (leaf % 64) & 1) == 0) continue;
        put_value(made.slot, made.codes[leaf], condition.leaves[leaf]);
      }
      if ((leaves[Condition::unknown_leaf / 64] >> (Condition::unknown_leaf % 64) & 1) != 0) {
        put_value(made.slot, scale.unknown(), Value::unknown(plan_->slot(made.slot).type));
      }
      return;
    }
    case Made::Kind::row:
      put_values(made.slot, row_values(plan_->rows[static_cast<std::size_t>(made.index)]));
  }
}

void Outlook::put_span(std::int32_t slot, std::int64_t low, std::int64_t high, int digits,
                       bool can_be_range) {
  if (slot < 0) return;
  const Scale& scale = plan_->scale(slot);
  const Code first = scale.code_of(scaled_value(low, digits));
  const Code last = scale.code_of(scaled_value(high, digits));
  for (Code code = first; code <= last; ++code)
    put(slot, code);
  auto& values = values_[static_cast<std::size_t>(slot)];
  if (plan_->by_value[static_cast<std::size_t>(slot)] != 0) {
    values.any = high - low >= static_cast<std::int64_t>(most_listed);
    for (std::int64_t each = low; each <= high && !values.any; ++each)
      values.values.push_back(scaled_value(each, digits));
    if (can_be_range && !values.any) values.add(Value::unknown(feel::Type::number));
  }
  if (!can_be_range) return;
  for (Code to = first; to <= last; ++to) {
    for (Code from = first; from < to; ++from) {
      const Code code = scale.code_of_range(from, to);
      put(slot, code);
      if (code == scale.unknown()) return;
    }
  }
}

void Outlook::decide() {
  work_ += 20;
  for (std::size_t i = 0; i < plan_->computed; ++i) {
    if (reach_.has_made(i)) make(plan_->made[i]);
  }
  for (std::size_t i = 0; i < plan_->decisions.size(); ++i) {
    if (!reach_.has_decision(i)) continue;
    const DecisionPlan& decision = plan_->decisions[i];
    switch (decision.kind) {
      case DecisionPlan::Kind::table:
        decide_table(decision.index, reach_.has_outputs(i));
        break;
      case DecisionPlan::Kind::card:
        decide_card(decision.index);
        break;
      case DecisionPlan::Kind::made:
        make(plan_->made[decision.index]);
    }
  }
}

}  // namespace sandan::rules
