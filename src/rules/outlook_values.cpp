#include <algorithm>
#include <utility>

#include "rules/outlook.hpp"
#include "rules/search.hpp"

namespace sandan::rules {
namespace {

using feel::Node;
using feel::Op;

constexpr std::size_t most_values = 96;
constexpr std::size_t most_pairs = 2'048;

bool is_arithmetic(Op op) { return op >= Op::negate && op <= Op::power; }

bool can_be_absent(const ValueSet& set) {
  if (set.any) return set.may_be_absent;
  return std::any_of(set.values.begin(), set.values.end(),
                     [](const Value& value) { return value.known == feel::Known::absent; });
}

bool is_truth(Op op) { return op >= Op::equal && op <= Op::not_; }

ValueSet anything(feel::Type type, bool may_be_absent = true) {
  ValueSet set;
  if (type == feel::Type::boolean) {
    set.values = {Value::of(false), Value::of(true), Value::absent(), Value::unknown(type)};
  } else {
    set.any = true;
    set.may_be_absent = may_be_absent;
  }
  return set;
}

/// Applies one operation to all combinations of values.
class Applied {
 public:
  Applied(const Node& node, Unknowns unknowns, std::int64_t& work)
      : unknowns_(unknowns), work_(work) {
    node_.op = node.op;
    node_.type = node.type;
    for (const Node& child : node.children) {
      Node literal;
      literal.type = child.type;
      node_.children.push_back(std::move(literal));
    }
  }

  Value of(const Value& a) { return with({&a}); }
  Value of(const Value& a, const Value& b) { return with({&a, &b}); }
  Value of(const Value& a, const Value& b, const Value& c) { return with({&a, &b, &c}); }

 private:
  Value with(std::initializer_list<const Value*> values) {
    std::size_t child = 0;
    for (const Value* value : values)
      node_.children[child++].value = *value;
    work_ += 30;
    feel::Faults faults;
    return feel::evaluate(node_, {}, nullptr, unknowns_, faults);
  }

  Node node_;
  Unknowns unknowns_;
  std::int64_t& work_;
};

class Evaluation {
 public:
  Evaluation(const std::vector<ValueSet>& slots, Unknowns unknowns, std::int64_t& work)
      : slots_(slots), unknowns_(unknowns), work_(work) {}

  ValueSet of(const Node& node) {
    switch (node.op) {
      case Op::literal: {
        ValueSet set;
        set.values.push_back(node.value);
        return set;
      }
      case Op::slot:
        return slots_[static_cast<std::size_t>(node.slot)];
      case Op::if_:
        return branches(node);
      case Op::and_:
      case Op::or_:
        return folded(node);
      default:
        break;
    }
    const ValueSet first = of(node.children[0]);
    if (node.children.size() == 1) return each(node, first);
    return pairs(node, first, of(node.children[1]));
  }

 private:
  ValueSet each(const Node& node, const ValueSet& of_child) {
    if (of_child.any) return anything(node.type, gives_absent(node));
    Applied applied(node, unknowns_, work_);
    ValueSet set;
    for (const Value& value : of_child.values)
      set.add(applied.of(value));
    return limited(std::move(set), node.type, gives_absent(node));
  }

  ValueSet pairs(const Node& node, const ValueSet& a, const ValueSet& b) {
    const feel::Type type = is_truth(node.op) ? feel::Type::boolean : node.type;
    if (a.any || b.any || a.values.size() * b.values.size() > most_pairs) {
      return anything(type, gives_absent(node));
    }
    Applied applied(node, unknowns_, work_);
    ValueSet set;
    for (const Value& left : a.values) {
      for (const Value& right : b.values)
        set.add(applied.of(left, right));
    }
    return limited(std::move(set), type, gives_absent(node));
  }

  /// `and`, `or` of any number of operands, two at a time.
  ValueSet folded(const Node& node) {
    Node two;
    two.op = node.op;
    two.type = node.type;
    two.children.resize(2);
    two.children[0].type = two.children[1].type = feel::Type::boolean;
    ValueSet set = of(node.children[0]);
    if (node.children.size() == 1) return set;
    for (std::size_t i = 1; i < node.children.size(); ++i)
      set = pairs(two, set, of(node.children[i]));
    return set;
  }

  ValueSet branches(const Node& node) {
    const ValueSet asked = of(node.children[0]);
    const ValueSet then = of(node.children[1]);
    const ValueSet otherwise = of(node.children[2]);
    const bool absent = can_be_absent(then) || can_be_absent(otherwise);
    ValueSet set;
    for (const Value& value : asked.values) {
      if (value.is_value()) {
        set.add_all(value.truth ? then : otherwise);
        continue;
      }
      if (then.any || otherwise.any || then.values.size() * otherwise.values.size() > most_pairs) {
        return anything(node.type, absent);
      }
      Applied applied(node, unknowns_, work_);
      for (const Value& a : then.values) {
        for (const Value& b : otherwise.values)
          set.add(applied.of(value, a, b));
      }
    }
    if (set.any) return anything(node.type, absent);
    return limited(std::move(set), node.type, absent);
  }

  /// With unknowns kept, what cannot be calculated is unknown.
  bool gives_absent(const Node& node) const {
    return !is_arithmetic(node.op) || unknowns_ != Unknowns::keep;
  }

  static ValueSet limited(ValueSet set, feel::Type type, bool absent) {
    return set.values.size() > most_values ? anything(type, absent) : std::move(set);
  }

  const std::vector<ValueSet>& slots_;
  Unknowns unknowns_;
  std::int64_t& work_;
};

}  // namespace

void ValueSet::add(const Value& value) {
  for (const Value& known : values) {
    if (is_same_value(known, value)) return;
  }
  values.push_back(value);
}

void ValueSet::add_all(const ValueSet& other) {
  any = any || other.any;
  for (const Value& value : other.values)
    add(value);
}

ValueSet values_of(const feel::Node& node, const std::vector<ValueSet>& slots, Unknowns unknowns,
                   std::int64_t& work) {
  return Evaluation(slots, unknowns, work).of(node);
}

}  // namespace sandan::rules
