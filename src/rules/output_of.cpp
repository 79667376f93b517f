#include "rules/output_of.hpp"

#include <algorithm>

#include "rules/search.hpp"

namespace sandan::rules {

OutputOf::OutputOf(const Plan& plan, std::string_view output)
    : plan_(plan), slot_(plan.definition->slot(output)) {
  if (slot_ < 0 || plan.slot(slot_).decision < 0) {
    throw Error(Status::invalid_argument, "unknown_name",
                "the policy has no output \"" + std::string(output) + "\"")
        .at("/output");
  }
  const std::int32_t decision = plan.slot(slot_).decision;
  const auto finite = finite_outputs(plan, decision);
  if (std::find(finite.begin(), finite.end(), slot_) == finite.end()) {
    throw Error(Status::unsupported, "not_finite",
                "\"" + std::string(output) +
                    "\" may be any number or text; name an output of a table, the bands of a "
                    "scorecard, or a formula that chooses")
        .at("/output");
  }
  planned_ = plan.decisions[static_cast<std::size_t>(decision)];
  type_ = plan.slot(slot_).type;
  switch (planned_.kind) {
    case DecisionPlan::Kind::table: {
      const TablePlan& table = plan.tables[planned_.index];
      while (table.table->outputs[output_].slot != slot_)
        ++output_;
      values_ = table.outputs[output_].values;
      break;
    }
    case DecisionPlan::Kind::card:
      values_ = plan.cards[planned_.index].band_values;
      break;
    default: {
      const Made& made = plan.made[planned_.index];
      if (made.kind == Made::Kind::truth) {
        values_ = {Value::of(false), Value::absent(), Value::of(true)};
      } else {
        values_ = plan.conditions[static_cast<std::size_t>(made.index)].leaves;
      }
    }
  }
}

std::int32_t OutputOf::place(const Batch& batch, std::size_t row) const noexcept {
  switch (planned_.kind) {
    case DecisionPlan::Kind::table:
      return batch.table(planned_.index).outputs[output_].at(row);
    case DecisionPlan::Kind::card: {
      const std::uint8_t band = batch.card(planned_.index).bands[row];
      return band == Places::open ? -1 : band;
    }
    default: {
      const std::uint8_t place = batch.made(planned_.index).places[row];
      const bool is_truth = plan_.made[planned_.index].kind == Made::Kind::truth;
      const bool is_open =
          is_truth ? place == 1 && plan_.keeps() : place == Condition::unknown_leaf;
      return is_open ? -1 : place;
    }
  }
}

std::optional<std::string> OutputOf::rule(const Batch& batch, std::size_t row) const {
  if (planned_.kind != DecisionPlan::Kind::table) return std::nullopt;
  const std::int32_t bit = batch.table(planned_.index).rules.at(row);
  if (bit < 0) return std::nullopt;
  const TablePlan& table = plan_.tables[planned_.index];
  return table.table->rules[table.order[static_cast<std::size_t>(bit)]].item.code;
}

std::vector<std::optional<std::string>> OutputOf::texts() const {
  std::vector<std::optional<std::string>> texts;
  for (const Value& value : values_) {
    texts.push_back(value.is_value() ? std::optional(feel::display(value)) : std::nullopt);
  }
  return texts;
}

const arrow::Column* amount_column(const arrow::Table& table,
                                   const std::optional<std::string>& name) {
  if (!name) return nullptr;
  const arrow::Column* column = table.find(*name);
  if (column == nullptr) {
    throw table.error(Status::schema, "missing_column", "there is no column \"" + *name + "\"")
        .at(*name);
  }
  if (!column->type().is_integer() || column->type().is_dictionary() ||
      column->type().kind == arrow::Kind::uint64) {
    throw table
        .error(Status::schema, "wrong_type",
               "column \"" + *name + "\" is " + arrow::type_name(column->type()) +
                   "; amounts are whole numbers of minor units")
        .at(*name)
        .in_column(column->position());
  }
  return column;
}

}  // namespace sandan::rules
