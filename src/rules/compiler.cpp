#include <algorithm>

#include "rules/plan_parts.hpp"
#include "sandan/core/status.hpp"

namespace sandan::rules {
namespace {

using feel::Node;
using feel::Op;

bool is_comparison(Op op) { return op >= Op::equal && op <= Op::greater_equal; }

/// The node with Op::tested in place of every slot: for a test of one slot.
Node over_tested(Node node) {
  if (node.op == Op::slot) node.op = Op::tested;
  for (Node& child : node.children)
    child = over_tested(std::move(child));
  return node;
}

/// The node with a slot in place of Op::tested.
Node over_slot(Node node, std::int32_t tested) {
  if (node.op == Op::tested) {
    node.op = Op::slot;
    node.slot = tested;
  }
  for (Node& child : node.children)
    child = over_slot(std::move(child), tested);
  return node;
}

}  // namespace

bool is_choice(const Node& node) {
  if (node.op == Op::literal) return true;
  return node.op == Op::if_ && is_choice(node.children[1]) && is_choice(node.children[2]);
}

Compiler::Compiler(Plan& plan) : plan_(plan) {
  const std::size_t slots = plan.definition->slots.size();
  constants_.resize(slots);
  ordered_.assign(slots, 0);
  ranges_.assign(slots, 0);
  known_.assign(slots, nullptr);
  for (std::size_t i = 0; i < slots; ++i) {
    const SlotKind kind = plan.definition->slots[i].kind;
    if (kind == SlotKind::parameter || kind == SlotKind::as_of) known_[i] = &plan.constants[i];
  }
}

Node Compiler::folded(const Node& node, std::int32_t tested) const {
  feel::Faults faults;
  const bool is_constant = tested >= 0 && known_[static_cast<std::size_t>(tested)] != nullptr;
  return feel::folded(is_constant ? over_slot(node, tested) : node, known_, plan_.unknowns(),
                      faults);
}

void Compiler::note_constant(std::int32_t slot, Value constant) {
  if (slot < 0 || !constant.is_value()) return;
  if (constant.type == plan_.slot(slot).type && constant.type != feel::Type::boolean) {
    constants_[static_cast<std::size_t>(slot)].push_back(std::move(constant));
  }
}

void Compiler::note(const Node& node, std::int32_t tested) {
  if (is_comparison(node.op)) {
    for (std::size_t i = 0; i < 2; ++i) {
      const Node& side = node.children[i];
      const Node& other = node.children[1 - i];
      const std::int32_t slot = side.op == Op::slot ? side.slot : tested;
      if ((side.op != Op::slot && side.op != Op::tested) || other.op != Op::literal) continue;
      note_constant(slot, other.value);
      if (node.op != Op::equal && node.op != Op::not_equal && slot >= 0) {
        ordered_[static_cast<std::size_t>(slot)] = 1;
      }
    }
  }
  for (const Node& child : node.children)
    note(child, tested);
}

void Compiler::make_scales() {
  for (std::size_t i = 0; i < plan_.definition->slots.size(); ++i) {
    plan_.scales.emplace_back(plan_.definition->slots[i], std::move(constants_[i]),
                              ordered_[i] != 0, ranges_[i] != 0);
  }
}

namespace {

constexpr auto no = static_cast<std::uint8_t>(Truth::no);
constexpr auto maybe = static_cast<std::uint8_t>(Truth::maybe);
constexpr auto yes = static_cast<std::uint8_t>(Truth::yes);

/// Truth of a comparison of codes with that of a constant: -1, 0, 1 is how the
/// value stands to the constant.
bool holds(Op op, int order) {
  switch (op) {
    case Op::equal:
      return order == 0;
    case Op::not_equal:
      return order != 0;
    case Op::less:
      return order < 0;
    case Op::less_equal:
      return order <= 0;
    case Op::greater:
      return order > 0;
    default:
      return order >= 0;
  }
}

Op mirrored(Op op) {
  switch (op) {
    case Op::less:
      return Op::greater;
    case Op::less_equal:
      return Op::greater_equal;
    case Op::greater:
      return Op::less;
    case Op::greater_equal:
      return Op::less_equal;
    default:
      return op;
  }
}

/// Truths of a test for the codes of values, without looking at the values.
class TestedCodes {
 public:
  TestedCodes(const Scale& scale, Unknowns unknowns) : scale_(scale), unknowns_(unknowns) {}

  std::vector<std::uint8_t> operator()(const Node& node) const {
    if (is_comparison(node.op)) return compared(node);
    switch (node.op) {
      case Op::literal: {
        return all(static_cast<std::uint8_t>(truth_of(node.value, unknowns_)));
      }
      case Op::slot:
      case Op::tested:
        return {no, yes};
      case Op::not_: {
        auto truth = (*this)(node.children[0]);
        for (std::uint8_t& each : truth)
          each = static_cast<std::uint8_t>(2 - each);
        return truth;
      }
      case Op::if_:
        return chosen((*this)(node.children[0]), (*this)(node.children[1]),
                      (*this)(node.children[2]));
      default: {
        auto truth = (*this)(node.children[0]);
        for (std::size_t i = 1; i < node.children.size(); ++i) {
          const auto other = (*this)(node.children[i]);
          for (std::size_t k = 0; k < truth.size(); ++k) {
            truth[k] =
                node.op == Op::and_ ? std::min(truth[k], other[k]) : std::max(truth[k], other[k]);
          }
        }
        return truth;
      }
    }
  }

 private:
  std::vector<std::uint8_t> all(std::uint8_t truth) const {
    return std::vector<std::uint8_t>(scale_.values(), truth);
  }

  std::vector<std::uint8_t> chosen(std::vector<std::uint8_t> condition,
                                   const std::vector<std::uint8_t>& then,
                                   const std::vector<std::uint8_t>& otherwise) const {
    for (std::size_t k = 0; k < condition.size(); ++k)
      condition[k] = condition[k] == yes ? then[k] : otherwise[k];
    return condition;
  }

  std::vector<std::uint8_t> compared(const Node& node) const {
    const bool left = node.children[1].op == Op::literal;
    const Node& constant = node.children[left ? 1 : 0];
    const Op op = left ? node.op : mirrored(node.op);
    if (!constant.value.is_value()) {  // a value beside null
      return all(op == Op::not_equal                              ? yes
                 : op == Op::equal || unknowns_ != Unknowns::feel ? no
                                                                  : maybe);
    }
    const Code at = scale_.code_of(constant.value);
    auto truth = all(holds(op, 1) ? yes : no);
    std::fill_n(truth.begin(), std::min(at, scale_.values()), holds(op, -1) ? yes : no);
    if (at < scale_.values()) truth[at] = holds(op, 0) ? yes : no;
    return truth;
  }

  const Scale& scale_;
  Unknowns unknowns_;
};

}  // namespace

std::vector<std::uint8_t> Compiler::truths(const Node& node, std::int32_t slot) const {
  const Scale& scale = plan_.scale(slot);
  std::vector<std::uint8_t> truth = TestedCodes(scale, plan_.unknowns())(node);
  truth.resize(scale.total(), no);
  const Node test = over_tested(node);
  const auto told = [&](const Value& value, Unknowns unknowns) {
    feel::Faults faults;
    return static_cast<std::uint8_t>(
        truth_of(feel::evaluate(test, {}, &value, unknowns, faults), unknowns));
  };
  truth[scale.absent()] = told(Value::absent(), plan_.unknowns());
  // What is not told may be any value, whatever null means in data.
  truth[scale.unknown()] = told(Value::unknown(scale.type()), Unknowns::keep);
  truth[scale.bad()] = truth[plan_.keeps() ? scale.unknown() : scale.absent()];
  for (Code code = scale.bad() + 1; code < scale.total(); ++code) {
    const auto [low, high] = scale.span(code);
    const auto first = truth.begin() + low;
    truth[code] = std::all_of(first, truth.begin() + high + 1,
                              [&](std::uint8_t each) { return each == *first; })
                      ? *first
                      : maybe;
  }
  return truth;
}

std::int32_t Compiler::row(const Node& node, std::int32_t tested) {
  RowExpression expression{over_slot(node, tested), {}};
  expression.slots = feel::slots_of(expression.node);
  for (const std::int32_t slot : expression.slots) {
    plan_.by_value[static_cast<std::size_t>(slot)] = 1;
    plan_.is_read[static_cast<std::size_t>(slot)] = 1;
  }
  plan_.is_by_codes = false;
  plan_.rows.push_back(std::move(expression));
  return static_cast<std::int32_t>(plan_.rows.size()) - 1;
}

void Compiler::push(Condition& out, Step step, std::size_t depth) const {
  out.steps.push_back(step);
  out.depth = std::max(out.depth, depth + 1);
}

void Compiler::compile(const Node& node, std::int32_t tested, Condition& out, std::size_t depth) {
  const std::int32_t alone = tested_alone(node, tested);
  if (alone == -1) {
    feel::Faults faults;
    const Truth told =
        truth_of(feel::evaluate(node, {}, nullptr, plan_.unknowns(), faults), plan_.unknowns());
    push(out, {Step::Kind::constant, static_cast<std::int32_t>(told)}, depth);
    return;
  }
  if (alone >= 0) {
    plan_.tests.push_back({alone, truths(node, alone)});
    plan_.is_read[static_cast<std::size_t>(alone)] = 1;
    push(out, {Step::Kind::test, static_cast<std::int32_t>(plan_.tests.size()) - 1}, depth);
    return;
  }
  switch (node.op) {
    case Op::and_:
    case Op::or_:
      compile(node.children[0], tested, out, depth);
      for (std::size_t i = 1; i < node.children.size(); ++i) {
        compile(node.children[i], tested, out, depth + 1);
        push(out, {node.op == Op::and_ ? Step::Kind::and_ : Step::Kind::or_, 0}, depth);
      }
      return;
    case Op::not_:
      compile(node.children[0], tested, out, depth);
      push(out, {Step::Kind::not_, 0}, depth);
      return;
    case Op::if_:
      for (std::size_t i = 0; i < 3; ++i)
        compile(node.children[i], tested, out, depth + i);
      push(out, {Step::Kind::select, 0}, depth);
      return;
    default:
      push(out, {Step::Kind::row, row(node, tested)}, depth);
  }
}

std::int32_t Compiler::condition(const Node& node, std::int32_t tested) {
  Condition out;
  compile(node, tested, out, 0);
  plan_.conditions.push_back(std::move(out));
  return static_cast<std::int32_t>(plan_.conditions.size()) - 1;
}

bool Compiler::compile_choice(const Node& node, Condition& out, std::size_t depth) {
  if (node.op == Op::literal) {
    const auto same = std::find_if(out.leaves.begin(), out.leaves.end(), [&](const Value& leaf) {
      return leaf.known == node.value.known &&
             (!leaf.is_value() || feel::compare(leaf, node.value) == 0);
    });
    const auto leaf = same - out.leaves.begin();
    if (same == out.leaves.end()) out.leaves.push_back(node.value);
    if (leaf >= Condition::unknown_leaf) return false;
    push(out, {Step::Kind::constant, static_cast<std::int32_t>(leaf)}, depth);
    return true;
  }
  compile(node.children[0], -1, out, depth);
  if (!compile_choice(node.children[1], out, depth + 1)) return false;
  if (!compile_choice(node.children[2], out, depth + 2)) return false;
  push(out, {Step::Kind::select, 1}, depth);
  return true;
}

std::int32_t Compiler::choice(const Node& node) {
  if (!is_choice(node)) return -1;
  Condition out;
  if (!compile_choice(node, out, 0)) return -1;
  plan_.conditions.push_back(std::move(out));
  return static_cast<std::int32_t>(plan_.conditions.size()) - 1;
}

}  // namespace sandan::rules
