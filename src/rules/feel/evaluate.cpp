#include "rules/feel/evaluate.hpp"

#include <utility>

#include "rules/feel/arithmetic.hpp"

namespace sandan::rules::feel {
namespace {

/// What a condition is. `open` is unknown where unknowns are kept, and null in FEEL.
enum class Truth : std::uint8_t { no, yes, open };

constexpr Truth truth(bool yes) noexcept { return yes ? Truth::yes : Truth::no; }

bool holds(Op op, const Value& left, const Value& right) noexcept {
  switch (op) {
    case Op::equal:
      return compare(left, right) == 0;
    case Op::not_equal:
      return compare(left, right) != 0;
    case Op::less:
      return compare(left, right) < 0;
    case Op::less_equal:
      return compare(left, right) <= 0;
    case Op::greater:
      return compare(left, right) > 0;
    default:
      return compare(left, right) >= 0;
  }
}

bool is_equality(Op op) noexcept { return op == Op::equal || op == Op::not_equal; }

bool is_comparison(Op op) noexcept { return op >= Op::equal && op <= Op::greater_equal; }

bool is_arithmetic(Op op) noexcept { return op >= Op::add && op <= Op::power; }

/// True for nodes whose value is true, false or, at most, open; never null as a fact.
bool is_logic(Op op) noexcept { return op >= Op::equal && op <= Op::not_; }

bool same(const Value& a, const Value& b) noexcept {
  if (a.known != b.known || a.known == Known::unknown) return false;
  return !a.is_value() || (a.type == b.type && compare(a, b) == 0);
}

void merge(Faults& into, const Faults& from) noexcept {
  into.division_by_zero = into.division_by_zero || from.division_by_zero;
  into.out_of_range = into.out_of_range || from.out_of_range;
}

class Evaluation {
 public:
  Evaluation(std::span<const Value> slots, const Value* tested, Unknowns unknowns, Faults& faults)
      : slots_(slots), tested_(tested), unknowns_(unknowns), faults_(&faults) {}

  Value value(const Node& node) {
    if (is_logic(node.op)) return of_truth(condition(node));
    switch (node.op) {
      case Op::literal:
      case Op::slot:
      case Op::tested:
        return leaf(node);
      case Op::if_:
        return branch(node);
      case Op::negate:
        return minus(node);
      default:
        return arithmetic(node);
    }
  }

 private:
  bool keeps() const noexcept { return unknowns_ == Unknowns::keep; }

  const Value& leaf(const Node& node) const noexcept {
    if (node.op == Op::literal) return node.value;
    if (node.op == Op::slot) return slots_[static_cast<std::size_t>(node.slot)];
    // A node of Op::tested holds no value of its own: null.
    return tested_ != nullptr ? *tested_ : node.value;
  }

  /// The value of a node, by reference where it stands somewhere already.
  const Value& operand(const Node& node, Value& room) {
    if (node.op <= Op::tested) return leaf(node);
    room = value(node);
    return room;
  }

  Value of_truth(Truth truth) const {
    if (truth == Truth::open) return keeps() ? Value::unknown(Type::boolean) : Value::absent();
    return Value::of(truth == Truth::yes);
  }

  // ---- Conditions

  Truth condition(const Node& node) {
    if (is_comparison(node.op)) return comparison(node);
    switch (node.op) {
      case Op::and_:
        return combined(node, Truth::no);
      case Op::or_:
        return combined(node, Truth::yes);
      case Op::not_: {
        const Truth inner = condition(node.children[0]);
        return inner == Truth::open ? inner : truth(inner == Truth::no);
      }
      default: {
        Value room;
        return truth_of(operand(node, room));
      }
    }
  }

  Truth truth_of(const Value& value) const noexcept {
    if (value.is_value()) return truth(value.truth);
    switch (unknowns_) {
      case Unknowns::keep:
        return value.known == Known::unknown ? Truth::open : Truth::no;
      case Unknowns::feel:
        return Truth::open;
      case Unknowns::b_feel:
        break;
    }
    return Truth::no;
  }

  /// `and`, `or`: one operand that is `decisive` decides, whatever others are.
  Truth combined(const Node& node, Truth decisive) {
    Truth result = decisive == Truth::no ? Truth::yes : Truth::no;
    for (const Node& child : node.children) {
      const Truth one = condition(child);
      if (one == decisive) return decisive;
      if (one == Truth::open) result = Truth::open;
    }
    return result;
  }

  Truth comparison(const Node& node) {
    const Node& first = node.children[0];
    const Node& second = node.children[1];
    if (first.op <= Op::tested && second.op <= Op::tested) {
      return compared(node.op, leaf(first), leaf(second));
    }
    Value left_room;
    Value right_room;
    const Value& left = operand(first, left_room);
    return compared(node.op, left, operand(second, right_room));
  }

  Truth compared(Op op, const Value& left, const Value& right) const noexcept {
    if (left.is_value() && right.is_value()) return truth(holds(op, left, right));
    const bool unknown = left.known == Known::unknown || right.known == Known::unknown;
    if (keeps() && unknown) return Truth::open;
    if (!is_equality(op)) return unknowns_ == Unknowns::feel ? Truth::open : Truth::no;
    const bool equal = !left.is_value() && !right.is_value();
    return truth(equal == (op == Op::equal));
  }

  // ---- Values

  Value branch(const Node& node) {
    const Truth decided = condition(node.children[0]);
    if (decided == Truth::open && keeps()) return both_branches(node);
    return value(node.children[decided == Truth::yes ? 1 : 2]);
  }

  /// The value that both branches have. A fault counts when it is met in both.
  Value both_branches(const Node& node) {
    Faults then_faults;
    Faults else_faults;
    Faults* const outer = std::exchange(faults_, &then_faults);
    const Value then = value(node.children[1]);
    faults_ = &else_faults;
    Value otherwise = value(node.children[2]);
    faults_ = outer;
    merge(*faults_, {then_faults.division_by_zero && else_faults.division_by_zero,
                     then_faults.out_of_range && else_faults.out_of_range});
    return same(then, otherwise) ? std::move(otherwise) : Value::unknown(node.type);
  }

  Value nothing(const Node& node) const {
    return keeps() ? Value::unknown(node.type) : Value::absent();
  }

  Value minus(const Node& node) {
    Value room;
    const Value& value = operand(node.children[0], room);
    if (!value.is_value()) return nothing(node);
    auto result = negated(value, *faults_);
    return result ? std::move(*result) : nothing(node);
  }

  Value arithmetic(const Node& node) {
    if (is_of_numbers(node)) {
      Decimal result;
      return number(node, result) ? Value::of(result) : nothing(node);
    }
    Value left_room;
    Value right_room;
    const Value& left = operand(node.children[0], left_room);
    const Value& right = operand(node.children[1], right_room);
    if (!left.is_value() || !right.is_value()) return nothing(node);
    auto result = calculated(node.op, left, right, *faults_);
    return result ? std::move(*result) : nothing(node);
  }

  static bool is_of_numbers(const Node& node) noexcept {
    return is_arithmetic(node.op) && node.type == Type::number &&
           node.children[0].type == Type::number;
  }

  static bool taken(const Value& value, Decimal& result) noexcept {
    result = value.number;
    return value.is_value();
  }

  /// The number that a node is, without a Value for each step; false for none.
  bool number(const Node& node, Decimal& result) {
    if (node.op <= Op::tested) return taken(leaf(node), result);
    if (!is_of_numbers(node)) return taken(value(node), result);
    Decimal left;
    Decimal right;
    const bool known = number(node.children[0], left);
    if (!number(node.children[1], right) || !known) return false;
    const auto outcome = calculated(node.op, left, right, *faults_);
    if (outcome) result = *outcome;
    return outcome.has_value();
  }

  std::span<const Value> slots_;
  const Value* tested_;
  Unknowns unknowns_;
  Faults* faults_;
};

// ---- Folding

Node literal(const Node& node, Value value) {
  Node out;
  out.at = node.at;
  out.type = value.is_value() ? node.type : Type::null;
  if (value.is_value() && out.type == Type::null) out.type = value.type;
  out.value = std::move(value);
  return out;
}

bool is_truth(const Node& node, bool wanted) noexcept {
  return node.op == Op::literal && node.value.is_value() && node.value.truth == wanted;
}

/// `and`, `or` of operands of which some are literals now.
void fold_combined(Node& node) {
  const bool decisive = node.op == Op::or_;
  std::vector<Node> kept;
  for (Node& child : node.children) {
    if (is_truth(child, decisive)) {
      node = literal(node, Value::of(decisive));
      return;
    }
    if (!is_truth(child, !decisive)) kept.push_back(std::move(child));
  }
  if (kept.empty()) {
    node = literal(node, Value::of(!decisive));
  } else if (kept.size() == 1 && is_logic(kept.front().op)) {
    Node only = std::move(kept.front());
    node = std::move(only);
  } else {
    // A null operand is met by the operator, so one operand keeps it.
    if (kept.size() == 1) kept.push_back(literal(node, Value::of(!decisive)));
    node.children = std::move(kept);
  }
}

void fold_branch(Node& node, Unknowns unknowns) {
  const Node& condition = node.children[0];
  if (condition.op != Op::literal) return;
  const bool open = condition.value.known == Known::unknown && unknowns == Unknowns::keep;
  if (open) return;
  Node taken = std::move(node.children[is_truth(condition, true) ? 1 : 2]);
  node = std::move(taken);
}

void fold_operation(Node& node, Unknowns unknowns, Faults& faults) {
  for (const Node& child : node.children) {
    if (child.op != Op::literal) return;
  }
  Faults own;
  Value value = evaluate(node, {}, nullptr, unknowns, own);
  const bool faulty = own.division_by_zero || own.out_of_range;
  merge(faults, own);
  if (!faulty && value.known != Known::unknown) node = literal(node, std::move(value));
}

}  // namespace

Value evaluate(const Node& node, std::span<const Value> slots, const Value* tested,
               Unknowns unknowns, Faults& faults) {
  return Evaluation(slots, tested, unknowns, faults).value(node);
}

Node folded(const Node& node, std::span<const Value* const> constants, Unknowns unknowns,
            Faults& faults) {
  if (node.op == Op::slot) {
    const auto slot = static_cast<std::size_t>(node.slot);
    const Value* constant = slot < constants.size() ? constants[slot] : nullptr;
    const bool known = constant != nullptr && constant->known != Known::unknown;
    return known ? literal(node, *constant) : node;
  }
  if (node.children.empty()) return node;
  Node out;
  out.op = node.op;
  out.type = node.type;
  out.at = node.at;
  out.children.reserve(node.children.size());
  for (const Node& child : node.children)
    out.children.push_back(folded(child, constants, unknowns, faults));
  if (out.op == Op::and_ || out.op == Op::or_) {
    fold_combined(out);
  } else if (out.op == Op::if_) {
    fold_branch(out, unknowns);
  } else {
    fold_operation(out, unknowns, faults);
  }
  return out;
}

}  // namespace sandan::rules::feel
