#include <algorithm>

#include "rules/batch.hpp"

namespace sandan::rules {

using kernels::batch_rows;

namespace {

/// Places of an output's values by rule; of the default where no rule stands.
std::array<std::uint8_t, 256> places_of(const OutputPlan& output) {
  std::array<std::uint8_t, 256> places;
  places.fill(static_cast<std::uint8_t>(output.otherwise));
  for (std::size_t r = 0; r < output.of_rule.size(); ++r)
    places[r] = static_cast<std::uint8_t>(output.of_rule[r]);
  return places;
}

/// True when rules of one value stand together, with the default as the last.
bool is_grouped(const OutputPlan& output) {
  std::array<bool, 256> is_past{};
  std::int32_t last = -1;
  const auto add = [&](std::int32_t place) {
    if (place == last) return true;
    if (last >= 0) is_past[static_cast<std::size_t>(last)] = true;
    last = place;
    return !is_past[static_cast<std::size_t>(place)];
  };
  return std::all_of(output.of_rule.begin(), output.of_rule.end(), add) && add(output.otherwise);
}

bool holds_maybe(const std::uint8_t* truths, std::size_t n) {
  std::size_t found = 0;
  for (std::size_t i = 0; i < n; ++i)
    found += truths[i] == static_cast<std::uint8_t>(Truth::maybe) ? 1 : 0;
  return found > 0;
}

}  // namespace

/// The codes of the table's columns for this batch.
void Batch::gather_columns(const TablePlan& plan) {
  const std::size_t count = plan.columns.size();
  narrow_codes_.assign(count, nullptr);
  column_codes_.assign(count, nullptr);
  condition_codes_.resize(std::max(condition_codes_.size(), count));
  for (std::size_t c = 0; c < count; ++c) {
    const TableColumn& column = plan.columns[c];
    if (!column.is_condition) {
      column_codes_[c] = &codes_of(column.index);
      narrow_codes_[c] = column_codes_[c]->narrow.data();
      continue;
    }
    const std::uint8_t* truths = run(plan_.conditions[static_cast<std::size_t>(column.index)]);
    condition_codes_[c].assign(truths, truths + n_);
    condition_codes_[c].resize(batch_rows);
    narrow_codes_[c] = condition_codes_[c].data();
  }
}

void Batch::decide_table(std::size_t index) {
  const TablePlan& plan = plan_.tables[index];
  TableBatch& out = tables_[index];
  gather_columns(plan);
  bool is_open = false;
  for (std::size_t c = 0; c < plan.columns.size() && plan_.keeps(); ++c) {
    is_open = is_open || (column_codes_[c] != nullptr ? column_codes_[c]->is_open
                                                      : holds_maybe(narrow_codes_[c], n_));
  }
  out.answered.resize(batch_rows);
  out.outputs.resize(plan.outputs.size());
  const bool is_first =
      plan.table->hit == HitPolicy::first || plan.table->hit == HitPolicy::priority;
  const bool by_bytes =
      is_first && plan.narrow &&
      std::all_of(plan.outputs.begin(), plan.outputs.end(),
                  [](const OutputPlan& output) { return output.values.size() < Places::open; });
  if (by_bytes) {
    decide_first(plan, out, is_open);
  } else {
    decide_rows(plan, out);
  }
  put_table_slots(plan, out);
}

/// The loops over bytes; rows in which more than one rule may decide one by one.
void Batch::decide_first(const TablePlan& plan, TableBatch& out, bool is_open) {
  const NarrowTable& narrow = *plan.narrow;
  kernels::RuleTable table{narrow.yes.data(), plan.columns.size(), narrow.planes,
                           narrow.counts.data()};
  out.rules.narrow.resize(batch_rows);
  std::uint8_t* rules = out.rules.narrow.data();
  kernels_.first_rule(table, narrow_codes_.data(), n_, rules);
  if (is_open) {
    table.bits = narrow.possible.data();
    kernels_.first_rule(table, narrow_codes_.data(), n_, possible_.data());
  }
  for (std::size_t o = 0; o < plan.outputs.size(); ++o) {
    out.outputs[o].narrow.resize(batch_rows);
    kernels_.map_codes(rules, n_, places_of(plan.outputs[o]).data(), out.outputs[o].narrow.data());
  }
  const std::size_t n = n_;
  std::uint8_t* answered = out.answered.data();
  for (std::size_t i = 0; i < n; ++i) {
    answered[i] = static_cast<std::uint8_t>(rules[i] == kernels::none ? Answered::otherwise
                                                                      : Answered::decided);
  }
  if (is_open) settle_open(plan, out);
}

/// Where the first rule that may fire is not the first that does, there are candidates more than
/// one, these two (or the default) at the ends: none of them is told, and outputs are decided
/// where all agree. Where rules of one value stand together the ends speak for those between.
void Batch::settle_open(const TablePlan& plan, TableBatch& out) {
  const std::size_t n = n_;
  const std::uint8_t* possible = possible_.data();
  std::uint8_t* rules = out.rules.narrow.data();
  std::uint8_t* answered = out.answered.data();
  std::array<std::uint8_t, batch_rows> of_first;
  std::array<std::uint8_t, batch_rows> differ{};
  bool are_grouped = true;
  for (std::size_t o = 0; o < plan.outputs.size(); ++o) {
    are_grouped = are_grouped && is_grouped(plan.outputs[o]);
    kernels_.map_codes(possible, n, places_of(plan.outputs[o]).data(), of_first.data());
    std::uint8_t* places = out.outputs[o].narrow.data();
    for (std::size_t i = 0; i < n; ++i) {
      const std::uint8_t apart = of_first[i] == places[i] ? 0 : 0xff;
      places[i] = apart != 0 ? Places::open : places[i];
      differ[i] = static_cast<std::uint8_t>(differ[i] | apart);
    }
  }
  constexpr auto undetermined = static_cast<std::uint8_t>(Answered::undetermined);
  constexpr auto otherwise = static_cast<std::uint8_t>(Answered::otherwise);
  constexpr auto decided = static_cast<std::uint8_t>(Answered::decided);
  for (std::size_t i = 0; i < n; ++i)
    rules[i] = possible[i] == rules[i] ? rules[i] : Places::open;
  for (std::size_t i = 0; i < n; ++i)
    answered[i] = rules[i] == kernels::none ? otherwise : decided;
  for (std::size_t i = 0; i < n; ++i)
    answered[i] = differ[i] != 0 ? undetermined : answered[i];
  if (are_grouped) return;
  answer_.outputs.resize(plan.outputs.size());
  for (std::size_t i = 0; i < n; ++i) {
    if (rules[i] == Places::open) put_answer(plan, out, i);
  }
}

/// Decides one row and writes it among the others.
void Batch::put_answer(const TablePlan& plan, TableBatch& out, std::size_t row) {
  const std::size_t count = plan.columns.size();
  yes_rows_.resize(std::max(yes_rows_.size(), count));
  possible_rows_.resize(yes_rows_.size());
  bool is_open = false;
  for (std::size_t c = 0; c < count; ++c) {
    const TableColumn& column = plan.columns[c];
    const Code code =
        column_codes_[c] != nullptr ? column_codes_[c]->at(row) : Code{narrow_codes_[c][row]};
    yes_rows_[c] = plan.yes_row(column, code);
    possible_rows_[c] = plan.possible_row(column, code);
    is_open = is_open || code >= column.sure;
  }
  const bool is_single = !plan.table->is_list() && !plan.table->is_aggregate();
  TableAnswer& answer = is_single ? answer_ : out.answers[row];
  rules::decide_table(plan, yes_rows_.data(), possible_rows_.data(), is_open && plan_.keeps(),
                      answer);
  out.answered[row] = static_cast<std::uint8_t>(answer.answered);
  if (answer.answered == Answered::fault) {
    fault(row, plan.table->hit == HitPolicy::any ? FaultKind::not_any : FaultKind::not_unique, -1,
          plan.decision);
  }
  if (!is_single) return;
  if (out.rules.wide.empty()) {
    out.rules.narrow[row] = answer.rule < 0 ? Places::open : static_cast<std::uint8_t>(answer.rule);
    for (std::size_t o = 0; o < plan.outputs.size(); ++o) {
      out.outputs[o].narrow[row] =
          answer.outputs[o] < 0 ? Places::open : static_cast<std::uint8_t>(answer.outputs[o]);
    }
    return;
  }
  out.rules.wide[row] = answer.rule;
  for (std::size_t o = 0; o < plan.outputs.size(); ++o)
    out.outputs[o].wide[row] = answer.outputs[o];
}

void Batch::decide_rows(const TablePlan& plan, TableBatch& out) {
  answer_.outputs.resize(plan.outputs.size());
  if (plan.table->is_list() || plan.table->is_aggregate()) {
    if (out.answers.empty()) {
      TableAnswer empty;
      empty.outputs.assign(plan.outputs.size(), -1);
      out.answers.assign(batch_rows, empty);
    }
  } else {
    out.rules.wide.resize(batch_rows);
    for (Places& output : out.outputs)
      output.wide.resize(batch_rows);
  }
  for (std::size_t i = 0; i < n_; ++i)
    put_answer(plan, out, i);
}

void Batch::put_table_slots(const TablePlan& plan, const TableBatch& out) {
  if (plan.table->is_list()) return;
  for (std::size_t o = 0; o < plan.outputs.size(); ++o) {
    const std::int32_t slot = plan.table->outputs[o].slot;
    const auto at = static_cast<std::size_t>(slot);
    const bool by_value = !values_[at].empty();
    if (plan_.is_read[at] == 0 && !by_value) continue;
    prepare_codes(slot);
    const Scale& scale = plan_.scale(slot);
    if (plan.table->is_aggregate()) {
      for (std::size_t i = 0; i < n_; ++i) {
        const TableAnswer& answer = out.answers[i];
        const int digits = plan.outputs[0].digits;
        Value value = Value::unknown(feel::Type::number);
        Code code = scale.unknown();
        if (answer.answered == Answered::otherwise) {
          value = plan.table->outputs[0].otherwise;
          code = scale.code_of(value);
        } else if (answer.answered == Answered::decided) {
          value = scaled_value(answer.low, digits);
          code = scale.code_of(value);
        } else if (!answer.may_be_none) {
          code = scale.code_of_range(scale.code_of(scaled_value(answer.low, digits)),
                                     scale.code_of(scaled_value(answer.high, digits)));
        }
        put_code(slot, i, code);
        if (by_value) values_[at][i] = value;
      }
    } else {
      const OutputPlan& output = plan.outputs[o];
      for (std::size_t i = 0; i < n_; ++i) {
        const std::int32_t place = out.outputs[o].at(i);
        const bool is_null =
            out.answered[i] == static_cast<std::uint8_t>(Answered::fault) && !plan_.keeps();
        put_code(slot, i,
                 place >= 0 ? output.codes[static_cast<std::size_t>(place)]
                 : is_null  ? scale.absent()
                            : scale.unknown());
        if (!by_value) continue;
        values_[at][i] = place >= 0 ? output.values[static_cast<std::size_t>(place)]
                         : is_null  ? Value::absent()
                                    : Value::unknown(plan_.slot(slot).type);
      }
    }
    finish_slot(slot);
  }
}

}  // namespace sandan::rules
