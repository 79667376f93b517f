#include <cmath>

#include "rules/double_places.hpp"
#include "rules/record.hpp"
#include "rules/requests.hpp"
#include "rules/sinks.hpp"
#include "rules/text_codes.hpp"
#include "sandan/rules.hpp"

namespace sandan::rules {

/// Decides single records: a record's values in, its answers out.
class RecordEvaluator {
 public:
  RecordEvaluator(const Policy& policy, const std::vector<std::string>& columns,
                  const PolicyRequest& request)
      : plan_(plan_of(policy.versions(), request)), record_(plan_) {
    for (const std::string& column : columns)
      columns_.push_back(column_named(column, columns_.size()));
    for (std::size_t i = 0; i < plan_->decisions.size(); ++i) {
      const auto answers = answer_columns(*plan_, i);
      answers_.insert(answers_.end(), answers.begin(), answers.end());
    }
    if (!plan_->conflicts.empty()) {
      answers_.push_back({"conflict", AnswerColumn::Part::conflict, -1, -1, 0});
    }
    for (const AnswerColumn& answer : answers_)
      names_.push_back(answer.name);
    for (const CardPlan& card : plan_->cards)
      reasons_.emplace_back(card);
    for (const Slot& slot : plan_->definition->slots) {
      const bool is_input = slot.kind == SlotKind::input;
      null_.push_back(is_input ? null_of(slot) : Value::absent());
    }
    give_nulls();
  }

  const std::vector<std::string>& names() const noexcept { return names_; }

  void eval(std::span<const RecordValue> record, std::span<RecordValue> answers) {
    if (record.size() != columns_.size() || answers.size() != answers_.size()) {
      throw Error(Status::invalid_argument, "wrong_size",
                  "a record has " + std::to_string(columns_.size()) + " values, its answer " +
                      std::to_string(answers_.size()));
    }
    for (std::size_t i = 0; i < record.size(); ++i)
      give(i, record[i]);
    record_.decide();
    for (std::size_t i = 0; i < answers.size(); ++i)
      answers[i] = told(answers_[i]);
  }

 private:
  struct Column {
    std::int32_t slot = -1;
    bool is_read = false;
    bool by_code = true;  ///< nothing reads the value itself
    std::optional<TextCodes> texts;
    DoublePlaces numbers;
  };

  Column column_named(const std::string& name, std::size_t place) const {
    const std::int32_t slot = plan_->definition->slot(name);
    const auto at = "/columns/" + std::to_string(place);
    if (slot < 0 || plan_->slot(slot).kind != SlotKind::input) {
      throw Error(Status::invalid_argument, "unknown_name",
                  "the policy has no input \"" + name + "\"")
          .at(at);
    }
    for (const Column& column : columns_) {
      if (column.slot == slot) {
        throw Error(Status::invalid_argument, "duplicate_column",
                    "input \"" + name + "\" is listed twice")
            .at(at);
      }
    }
    Column column;
    column.slot = slot;
    const auto index = static_cast<std::size_t>(slot);
    column.by_code = plan_->by_value[index] == 0;
    column.is_read = plan_->is_read[index] != 0 || plan_->by_value[index] != 0;
    if (plan_->slot(slot).type == feel::Type::text) {
      column.texts.emplace(plan_->slot(slot), plan_->scale(slot));
    }
    if (plan_->slot(slot).type == feel::Type::number) {
      column.numbers = DoublePlaces(plan_->scale(slot), false);
    }
    return column;
  }

  Value null_of(const Slot& slot) const {
    return plan_->keeps() && slot.null == NullMeaning::unknown ? Value::unknown(slot.type)
                                                               : Value::absent();
  }

  void give_nulls() {
    for (std::size_t i = 0; i < null_.size(); ++i) {
      const auto slot = static_cast<std::int32_t>(i);
      if (plan_->slot(slot).kind == SlotKind::input) {
        record_.set(slot, plan_->null_code(slot), null_[i]);
      }
    }
  }

  [[noreturn]] void refuse(std::size_t place, std::string_view what) const {
    const Slot& slot = plan_->slot(columns_[place].slot);
    throw Error(Status::invalid_argument, "wrong_type",
                "input \"" + slot.item.code + "\" wants a " +
                    std::string(feel::type_name(slot.type)) + "; " + std::string(what))
        .at(slot.item.code)
        .in_column(static_cast<std::int64_t>(place));
  }

  void give(std::size_t place, const RecordValue& given) {
    const Column& column = columns_[place];
    if (!column.is_read && given.kind == RecordValue::Kind::null) return;
    if (column.by_code && give_code(column, given)) return;
    const feel::Type type = plan_->slot(column.slot).type;
    using Kind = RecordValue::Kind;
    const Scale& scale = plan_->scale(column.slot);
    if (given.kind == Kind::null) {
      record_.set(column.slot, plan_->null_code(column.slot),
                  null_[static_cast<std::size_t>(column.slot)]);
      return;
    }
    value_.known = feel::Known::value;
    value_.type = type;
    switch (type) {
      case feel::Type::boolean:
        if (given.kind != Kind::boolean) refuse(place, "another kind was given");
        value_.truth = given.truth;
        break;
      case feel::Type::number:
        if (given.kind == Kind::integer) {
          value_.number = Decimal(given.integer);
        } else if (given.kind == Kind::number) {
          const auto number = Decimal::shortest(given.number);
          if (!number) return give_bad(column.slot);
          value_.number = *number;
        } else {
          refuse(place, "another kind was given");
        }
        break;
      case feel::Type::text: {
        if (given.kind != Kind::text) refuse(place, "another kind was given");
        const Code code = (*column.texts)(given.text);
        if (code == scale.bad()) return give_bad(column.slot);
        value_.text.assign(given.text);
        record_.set(column.slot, code, value_);
        return;
      }
      case feel::Type::date:
        if (given.kind != Kind::day) refuse(place, "another kind was given");
        if (!is_possible_day(given.integer)) return give_bad(column.slot);
        value_.integer = given.integer;
        break;
      default:
        if (given.kind != Kind::duration) refuse(place, "another kind was given");
        value_.integer = given.integer;
    }
    record_.set(column.slot, scale.code_of(value_), value_);
  }

  /// Gives what is common and needs no value: false where the longer way is to be gone.
  bool give_code(const Column& column, const RecordValue& given) {
    using Kind = RecordValue::Kind;
    const feel::Type type = plan_->slot(column.slot).type;
    switch (given.kind) {
      case Kind::null:
        record_.set_code(column.slot, plan_->null_code(column.slot));
        return true;
      case Kind::boolean:
        if (type != feel::Type::boolean) return false;
        record_.set_code(column.slot, given.truth ? 1 : 0);
        return true;
      case Kind::number:
        if (type != feel::Type::number || !std::isfinite(given.number)) return false;
        record_.set_code(column.slot, column.numbers.code_of(given.number));
        return true;
      case Kind::text:
        if (type != feel::Type::text) return false;
        record_.set_code(column.slot, (*column.texts)(given.text));
        return true;
      default:
        return false;
    }
  }

  /// A value that data should not have: unknown, or null where unknowns are not kept.
  void give_bad(std::int32_t slot) {
    record_.set(slot, plan_->scale(slot).bad(),
                plan_->keeps() ? Value::unknown(plan_->slot(slot).type) : Value::absent());
  }

  static RecordValue text_value(std::string_view text) {
    RecordValue out;
    out.kind = RecordValue::Kind::text;
    out.text = text;
    return out;
  }

  static RecordValue number_value(double number) {
    RecordValue out;
    out.kind = RecordValue::Kind::number;
    out.number = number;
    return out;
  }

  static RecordValue of_value(const Value& value) {
    RecordValue out;
    if (!value.is_value()) return out;
    switch (value.type) {
      case feel::Type::boolean:
        out.kind = RecordValue::Kind::boolean;
        out.truth = value.truth;
        return out;
      case feel::Type::number:
        if (const auto number = told_number(value)) return number_value(*number);
        return out;
      case feel::Type::text:
        return text_value(value.text);
      case feel::Type::date:
        out.kind = RecordValue::Kind::day;
        out.integer = value.integer;
        return out;
      case feel::Type::months:
        out.kind = RecordValue::Kind::integer;
        out.integer = value.integer;
        return out;
      default:
        out.kind = RecordValue::Kind::duration;
        out.integer = value.integer;
        return out;
    }
  }

  RecordValue of_scaled(std::int64_t scaled, int digits) const {
    if (digits == 0) return number_value(static_cast<double>(scaled));
    return of_value(scaled_value(scaled, digits));
  }

  RecordValue told(const AnswerColumn& answer) {
    const DecisionPlan* planned =
        answer.decision < 0 ? nullptr
                            : &plan_->decisions[static_cast<std::size_t>(answer.decision)];
    switch (answer.part) {
      case AnswerColumn::Part::output:
        return of_value(record_.output(answer.slot));
      case AnswerColumn::Part::conflict:
        return conflict();
      default:
        break;
    }
    if (planned->kind == DecisionPlan::Kind::table) return told_of_table(answer, planned->index);
    if (planned->kind == DecisionPlan::Kind::card) return told_of_card(answer, planned->index);
    const bool is_open = record_.output(answer.slot).known == feel::Known::unknown;
    return text_value(answered_codes[is_open ? 2 : 0]);
  }

  RecordValue told_of_table(const AnswerColumn& answer, std::size_t index) const {
    const TablePlan& plan = plan_->tables[index];
    const TableAnswer& said = record_.table(index);
    const bool is_default = said.answered == Answered::otherwise;
    switch (answer.part) {
      case AnswerColumn::Part::status:
        return text_value(answered_codes[static_cast<std::size_t>(said.answered)]);
      case AnswerColumn::Part::rule:
        if (said.rule < 0) return {};
        return text_value(
            plan.table->rules[plan.order[static_cast<std::size_t>(said.rule)]].item.code);
      default: {  // low and high of an aggregate
        if (is_default) {
          return of_value(plan.table->outputs[0].otherwise);
        }
        if (!said.has_low) return {};
        return of_scaled(answer.part == AnswerColumn::Part::low ? said.low : said.high,
                         plan.outputs[0].digits);
      }
    }
  }

  RecordValue told_of_card(const AnswerColumn& answer, std::size_t index) const {
    const CardPlan& plan = plan_->cards[index];
    const CardAnswer& said = record_.card(index);
    switch (answer.part) {
      case AnswerColumn::Part::status:
        return text_value(answered_codes[static_cast<std::size_t>(said.answered)]);
      case AnswerColumn::Part::open: {
        RecordValue out;
        out.kind = RecordValue::Kind::integer;
        out.integer = said.open;
        return out;
      }
      case AnswerColumn::Part::reason:
        return reason(plan, said, index, static_cast<std::size_t>(answer.index));
      default: {
        const Range64& range = range_of(plan, said, answer.slot);
        return of_scaled(answer.part == AnswerColumn::Part::low ? range.low : range.high,
                         plan.digits);
      }
    }
  }

  static const Range64& range_of(const CardPlan& plan, const CardAnswer& said, std::int32_t slot) {
    for (std::size_t s = 0; s < plan.card->subsets.size(); ++s) {
      if (plan.card->subsets[s].slot == slot) return said.subsets[s];
    }
    for (std::size_t g = 0; g < plan.card->groups.size(); ++g) {
      if (plan.card->groups[g].slot == slot) return said.groups[g];
    }
    return said.points;
  }

  /// The criterion of a rank: the largest difference of those not ranked before.
  RecordValue reason(const CardPlan& plan, const CardAnswer& said, std::size_t index,
                     std::size_t rank) const {
    std::int64_t above = INT64_MAX;
    std::size_t last = 0;
    std::optional<std::size_t> found;
    for (std::size_t r = 0; r <= rank; ++r) {
      const bool is_first = r == 0;
      std::optional<std::size_t> best;
      std::int64_t most = 0;
      for (std::size_t c = 0; c < plan.criteria.size(); ++c) {
        const std::int64_t difference = plan.criteria[c].difference[said.codes[c]];
        const bool is_left = is_first || difference < above || (difference == above && c > last);
        if (difference > most && is_left) {
          most = difference;
          best = c;
        }
      }
      if (!best) return {};
      found = best;
      above = most;
      last = *best;
    }
    const std::int32_t code = reasons_[index].of(*found, said.codes[*found]);
    return text_value(reasons_[index].codes()[static_cast<std::size_t>(code)]);
  }

  RecordValue conflict() {
    conflict_.clear();
    for (std::size_t i = 0; i < plan_->conflicts.size(); ++i) {
      if (record_.truth(plan_->conflicts[i]) != Truth::yes) continue;
      if (!conflict_.empty()) conflict_ += ';';
      conflict_ += plan_->definition->conflicts[i].item.code;
    }
    return conflict_.empty() ? RecordValue{} : text_value(conflict_);
  }

  std::shared_ptr<const Plan> plan_;
  Record record_;
  std::vector<Column> columns_;
  std::vector<AnswerColumn> answers_;
  std::vector<std::string> names_;
  std::vector<ReasonCodes> reasons_;
  std::vector<Value> null_;
  Value value_;
  std::string conflict_;
};

std::vector<AnswerColumn> answer_columns(const Plan& plan, std::size_t decision) {
  using Part = AnswerColumn::Part;
  std::vector<AnswerColumn> columns;
  const auto number = static_cast<std::int32_t>(decision);
  const std::string& code = plan.definition->decisions[decision].item.code;
  const auto add = [&](std::string name, Part part, std::int32_t slot, std::int32_t index = 0) {
    columns.push_back({std::move(name), part, number, slot, index});
  };
  const auto range = [&](std::int32_t slot) {
    const std::string& name = plan.slot(slot).item.code;
    add(name, Part::output, slot);
    add(name + "_low", Part::low, slot);
    add(name + "_high", Part::high, slot);
  };
  const DecisionPlan& planned = plan.decisions[decision];
  std::int32_t status_slot = -1;
  if (planned.kind == DecisionPlan::Kind::table) {
    const Table& table = *plan.tables[planned.index].table;
    if (table.is_aggregate()) {
      range(table.outputs[0].slot);
    } else if (!table.is_list()) {
      for (const Output& output : table.outputs) {
        add(output.item.code, Part::output, output.slot);
      }
      add(code + "_rule", Part::rule, -1);
    }
  } else if (planned.kind == DecisionPlan::Kind::card) {
    const Card& card = *plan.cards[planned.index].card;
    if (card.band_slot >= 0) add(code, Part::output, card.band_slot);
    range(card.points_slot);
    for (const Subset& subset : card.subsets)
      range(subset.slot);
    for (const Group& group : card.groups)
      range(group.slot);
    add(code + "_unknown", Part::open, -1);
    for (std::int32_t r = 0; r < card.reasons; ++r) {
      add(code + "_reason_" + std::to_string(r + 1), Part::reason, -1, r);
    }
  } else {
    status_slot = plan.made[planned.index].slot;
    add(code, Part::output, status_slot);
  }
  add(code + "_status", Part::status, status_slot);
  return columns;
}

}  // namespace sandan::rules

namespace sandan {

PolicyEvaluator::PolicyEvaluator(const Policy& policy, const std::vector<std::string>& columns,
                                 const PolicyRequest& request)
    : evaluator_(std::make_unique<rules::RecordEvaluator>(policy, columns, request)) {}
PolicyEvaluator::~PolicyEvaluator() = default;
PolicyEvaluator::PolicyEvaluator(PolicyEvaluator&&) noexcept = default;
PolicyEvaluator& PolicyEvaluator::operator=(PolicyEvaluator&&) noexcept = default;

const std::vector<std::string>& PolicyEvaluator::outputs() const noexcept {
  return evaluator_->names();
}

void PolicyEvaluator::eval(std::span<const RecordValue> record, std::span<RecordValue> answers) {
  evaluator_->eval(record, answers);
}

}  // namespace sandan
