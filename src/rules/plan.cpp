#include "rules/plan.hpp"

#include <variant>

#include "rules/plan_parts.hpp"
#include "sandan/core/status.hpp"

namespace sandan::rules {

Code Plan::null_code(std::int32_t of) const noexcept {
  const bool is_unknown = keeps() && slot(of).null == NullMeaning::unknown;
  return is_unknown ? scale(of).unknown() : scale(of).absent();
}

Code Plan::truth_code(std::int32_t of, Truth truth) const noexcept {
  if (truth == Truth::maybe) return keeps() ? scale(of).unknown() : scale(of).absent();
  return truth == Truth::yes ? 1 : 0;
}

namespace {

using feel::Node;

/// The expressions of a policy with constants put in, in the order they are compiled.
struct FoldedDecision {
  std::vector<Node> nodes;  ///< cells by rule and column; attributes by criterion; a formula
};

class Planner {
 public:
  Planner(Plan& plan) : plan_(plan), compiler_(plan), definition_(*plan.definition) {}

  void run() {
    fold();
    compiler_.make_scales();
    for (std::size_t i = 0; i < definition_.slots.size(); ++i) {
      if (definition_.slots[i].kind == SlotKind::computed) {
        make(static_cast<std::int32_t>(i), computed_[i]);
      }
    }
    plan_.computed = plan_.made.size();
    for (std::size_t i = 0; i < definition_.decisions.size(); ++i)
      plan_decision(i);
    for (const Node& node : conflicts_)
      plan_.conflicts.push_back(compiler_.condition(node, -1));
  }

 private:
  void fold() {
    computed_.resize(definition_.slots.size());
    for (std::size_t i = 0; i < definition_.slots.size(); ++i) {
      if (definition_.slots[i].kind != SlotKind::computed) continue;
      computed_[i] = compiler_.folded(definition_.slots[i].formula);
      compiler_.note(computed_[i], -1);
    }
    for (const Decision& decision : definition_.decisions) {
      decisions_.emplace_back();
      std::visit([&](const auto& body) { fold_body(body, decisions_.back().nodes); },
                 decision.body);
    }
    for (const Conflict& conflict : definition_.conflicts) {
      conflicts_.push_back(compiler_.folded(conflict.when));
      compiler_.note(conflicts_.back(), -1);
    }
  }

  void take(const Node& node, std::int32_t tested, std::vector<Node>& out) {
    out.push_back(compiler_.folded(node, tested));
    compiler_.note(out.back(), tested);
  }

  void fold_body(const Table& table, std::vector<Node>& out) {
    for (const Rule& rule : table.rules) {
      for (std::size_t c = 0; c < rule.cells.size(); ++c)
        take(rule.cells[c], table.columns[c], out);
    }
    if (table.is_aggregate()) compiler_.note_range(table.outputs[0].slot);
  }

  void fold_body(const Card& card, std::vector<Node>& out) {
    for (const Criterion& criterion : card.criteria) {
      for (const Attribute& attribute : criterion.attributes)
        take(attribute.when, criterion.input, out);
    }
    compiler_.note_range(card.points_slot);
    for (const Subset& subset : card.subsets)
      compiler_.note_range(subset.slot);
    for (const Group& group : card.groups)
      compiler_.note_range(group.slot);
  }

  void fold_body(const Formula& formula, std::vector<Node>& out) { take(formula.node, -1, out); }

  /// True where the value of a formula can be null itself, not merely lack a truth.
  bool may_be_null(const Node& node) const {
    if (node.op == feel::Op::literal) return !node.value.is_value();
    if (node.op == feel::Op::if_) {
      return may_be_null(node.children[1]) || may_be_null(node.children[2]);
    }
    if (node.op != feel::Op::slot) return false;
    const Slot& named = plan_.slot(node.slot);
    return !plan_.keeps() || named.kind != SlotKind::input || named.null != NullMeaning::unknown;
  }

  /// Plans a slot that a formula makes.
  void make(std::int32_t slot, const Node& node) {
    Made made;
    made.slot = slot;
    if (plan_.slot(slot).type == feel::Type::boolean && !may_be_null(node)) {
      made.kind = Made::Kind::truth;
      made.index = compiler_.condition(node, -1);
    } else if ((made.index = compiler_.choice(node)) >= 0) {
      made.kind = Made::Kind::choice;
      for (const Value& leaf : plan_.conditions[static_cast<std::size_t>(made.index)].leaves)
        made.codes.push_back(plan_.scale(slot).code_of(leaf));
    } else {
      made.kind = Made::Kind::row;
      made.index = compiler_.row(node, -1);
    }
    plan_.made.push_back(std::move(made));
  }

  void plan_decision(std::size_t index) {
    const Decision& decision = definition_.decisions[index];
    const auto& nodes = decisions_[index].nodes;
    const auto number = static_cast<std::int32_t>(index);
    if (const auto* table = std::get_if<Table>(&decision.body)) {
      plan_.decisions.push_back({DecisionPlan::Kind::table, plan_.tables.size()});
      plan_.tables.push_back(plan_table(compiler_, *table, nodes, number));
    } else if (const auto* card = std::get_if<Card>(&decision.body)) {
      plan_.decisions.push_back({DecisionPlan::Kind::card, plan_.cards.size()});
      plan_.cards.push_back(plan_card(compiler_, *card, nodes, number));
    } else {
      plan_.decisions.push_back({DecisionPlan::Kind::made, plan_.made.size()});
      make(std::get<Formula>(decision.body).slot, nodes.front());
    }
  }

  Plan& plan_;
  Compiler compiler_;
  const Definition& definition_;
  std::vector<Node> computed_;  ///< by slot
  std::vector<FoldedDecision> decisions_;
  std::vector<Node> conflicts_;
};

void put_constants(Plan& plan, std::optional<Day> as_of, const Parameters& parameters) {
  const Definition& definition = *plan.definition;
  plan.constants.assign(definition.slots.size(), Value::unknown());
  for (std::size_t i = 0; i < definition.slots.size(); ++i) {
    const Slot& slot = definition.slots[i];
    if (slot.kind == SlotKind::parameter) plan.constants[i] = slot.value;
    if (slot.kind == SlotKind::as_of) {
      plan.constants[i] = as_of ? Value::of_day(*as_of) : Value::absent();
    }
  }
  for (const auto& [code, value] : parameters) {
    const std::int32_t slot = definition.slot(code);
    const bool is_parameter = slot >= 0 && plan.slot(slot).kind == SlotKind::parameter;
    const auto place = "/parameters/" + code;
    if (!is_parameter) {
      throw Error(Status::invalid_argument, "unknown_name",
                  "the policy has no parameter \"" + code + "\"")
          .at(place);
    }
    if (value.is_value() && value.type != plan.slot(slot).type) {
      throw Error(
          Status::invalid_argument, "wrong_type",
          "parameter \"" + code + "\" is a " + std::string(feel::type_name(plan.slot(slot).type)))
          .at(place);
    }
    plan.constants[static_cast<std::size_t>(slot)] = value;
  }
}

}  // namespace

std::shared_ptr<const Plan> make_plan(std::shared_ptr<const Definition> definition,
                                      std::optional<Day> as_of, const Parameters& parameters) {
  if (definition->uses_as_of && !as_of) {
    throw Error(Status::invalid_argument, "as_of_wanted",
                "formulas of the policy use as_of; say the day in the request")
        .at("/as_of");
  }
  auto plan = std::make_shared<Plan>();
  plan->definition = std::move(definition);
  plan->by_value.assign(plan->definition->slots.size(), 0);
  plan->is_read.assign(plan->definition->slots.size(), 0);
  put_constants(*plan, as_of, parameters);
  Planner(*plan).run();
  return plan;
}

}  // namespace sandan::rules
