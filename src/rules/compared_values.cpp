#include "rules/compared_values.hpp"

#include <algorithm>
#include <numeric>

#include "rules/record.hpp"

namespace sandan::rules {
namespace {

using feel::Node;
using feel::Op;

/// More values than this for one input are examples only.
constexpr std::size_t most_values = 512;
constexpr std::size_t most_examples = 64;
/// Points of a wider range are not told one by one.
constexpr std::int64_t most_points = 100;

bool is_comparison(Op op) { return op >= Op::equal && op <= Op::greater_equal; }
bool is_logic(Op op) { return op == Op::and_ || op == Op::or_ || op == Op::not_; }
bool is_leaf(const Node& node) { return node.op == Op::literal || node.op == Op::slot; }

bool precedes(const Value& a, const Value& b) { return feel::compare(a, b) < 0; }

void sort_distinct(std::vector<Value>& values) {
  std::sort(values.begin(), values.end(), precedes);
  values.erase(std::unique(values.begin(), values.end(),
                           [](const Value& a, const Value& b) { return feel::compare(a, b) == 0; }),
               values.end());
}

void collect_literals(const Node& node, std::vector<Value>& out) {
  if (node.op == Op::literal && node.value.is_value()) out.push_back(node.value);
  for (const Node& child : node.children)
    collect_literals(child, out);
}

/// A value moved by a whole number of its smallest step (1 of a number).
std::optional<Value> moved(const Value& value, std::int64_t steps) {
  Value out = value;
  if (value.type == feel::Type::number) {
    const auto sum = Decimal::add(value.number, Decimal(steps));
    if (!sum) return std::nullopt;
    out.number = *sum;
    return feel::compare(out, value) == 0 ? std::nullopt : std::optional(out);
  }
  if (value.integer > INT64_MAX / 2 || value.integer < INT64_MIN / 2) return std::nullopt;
  out.integer += steps;
  if (value.type == feel::Type::date && !is_possible_day(out.integer)) return std::nullopt;
  return out;
}

Value floor_of(const Value& value) {
  return value.type == feel::Type::number ? Value::of(Decimal(value.number.floor_int64())) : value;
}

Value zero(feel::Type type) {
  Value value = Value::of(Decimal(0));
  value.type = type;
  return value;
}

/// Up to `count` whole steps between two values, from the one that is there.
std::vector<Value> steps_between(const Value* low, const Value* high, std::size_t count,
                                 feel::Type type) {
  std::vector<Value> found;
  const bool down = low == nullptr && high != nullptr;
  const Value from = low != nullptr    ? floor_of(*low)
                     : high != nullptr ? floor_of(*high)
                                       : zero(type);
  const std::int64_t direction = down ? -1 : 1;
  for (std::int64_t step = down || low == nullptr ? 0 : 1;
       found.size() < count && step <= static_cast<std::int64_t>(count) + 1; ++step) {
    const auto value = step == 0 ? std::optional(from) : moved(from, direction * step);
    if (!value) break;
    if (low != nullptr && !precedes(*low, *value)) continue;
    if (high != nullptr && !precedes(*value, *high)) {
      if (down) continue;
      break;
    }
    found.push_back(*value);
  }
  return found;
}

/// `count` numbers between two, evenly spread.
std::optional<std::vector<Value>> numbers_between(const Value* low, const Value* high,
                                                  std::size_t count) {
  std::vector<Value> found;
  if (low == nullptr || high == nullptr) {
    found = steps_between(low, high, count, feel::Type::number);
    if (found.size() < count) return std::nullopt;
    return found;
  }
  const auto width = Decimal::subtract(high->number, low->number);
  const auto part =
      width ? Decimal::divide(*width, Decimal(static_cast<std::int64_t>(count) + 1)) : std::nullopt;
  if (!part) return std::nullopt;
  for (std::size_t i = 0; i < count; ++i) {
    const auto next = Decimal::add(i == 0 ? low->number : found.back().number, *part);
    if (!next) return std::nullopt;
    const Value value = Value::of(*next);
    if (!precedes(i == 0 ? *low : found.back(), value) || !precedes(value, *high)) {
      return std::nullopt;
    }
    found.push_back(value);
  }
  return found;
}

std::vector<Value> other_texts(const std::vector<Value>& constants, std::size_t count) {
  std::vector<Value> found;
  for (std::string text = "other"; found.size() < count; text += '_') {
    const bool taken = std::any_of(constants.begin(), constants.end(),
                                   [&](const Value& constant) { return constant.text == text; });
    if (!taken) found.push_back(Value::of_text(text));
  }
  return found;
}

/// All numbers from one to another in steps of 10^-digits; nothing where they are many.
std::optional<std::vector<Value>> scaled_values(std::int64_t low, std::int64_t high, int digits) {
  if (high - low >= most_points) return std::nullopt;
  std::vector<Value> values;
  for (std::int64_t each = low; each <= high; ++each)
    values.push_back(scaled_value(each, digits));
  return values;
}

/// Numbers among which the points of a card, of a group or of a subset are.
std::optional<std::vector<Value>> values_of_points(const CardPlan& card, std::int32_t slot) {
  Range64 points;
  std::vector<Range64> groups(card.groups.size());
  std::vector<Range64> subsets(card.card->subsets.size());
  points = {card.initial, card.initial};
  for (const CriterionPlan& criterion : card.criteria) {
    const std::int64_t low = *std::min_element(criterion.low.begin(), criterion.low.end());
    const std::int64_t high = *std::max_element(criterion.high.begin(), criterion.high.end());
    const auto add = [&](Range64& sum) {
      sum.low += low;
      sum.high += high;
    };
    add(criterion.group >= 0 ? groups[static_cast<std::size_t>(criterion.group)] : points);
    for (std::size_t s = 0; s < subsets.size(); ++s) {
      if ((criterion.subsets >> s & 1) != 0) add(subsets[s]);
    }
  }
  for (std::size_t g = 0; g < groups.size(); ++g) {
    Range64& group = groups[g];
    group.low = std::clamp(group.low, card.groups[g].low, card.groups[g].high);
    group.high = std::clamp(group.high, card.groups[g].low, card.groups[g].high);
    points.low += group.low;
    points.high += group.high;
    if (card.card->groups[g].slot == slot) return scaled_values(group.low, group.high, card.digits);
  }
  for (std::size_t s = 0; s < subsets.size(); ++s) {
    if (card.card->subsets[s].slot != slot) continue;
    return scaled_values(subsets[s].low, subsets[s].high, card.digits);
  }
  return scaled_values(points.low, points.high, card.digits);
}

}  // namespace

ComparedValues::ComparedValues(const Plan& plan) : plan_(plan) {
  const std::size_t slots = plan.definition->slots.size();
  parent_.resize(slots);
  std::iota(parent_.begin(), parent_.end(), 0);
  classes_.resize(slots);
  literals_.resize(slots);
  for (const RowExpression& row : plan.rows) {
    walk(row.node);
    std::vector<Value> literals;
    collect_literals(row.node, literals);
    for (const std::int32_t slot : row.slots) {
      auto& own = literals_[static_cast<std::size_t>(slot)];
      own.insert(own.end(), literals.begin(), literals.end());
    }
  }
  for (std::size_t i = 0; i < slots; ++i)
    add_member(static_cast<std::int32_t>(i));
  for (Class& each : classes_)
    sort_distinct(each.constants);
}

std::int32_t ComparedValues::root(std::int32_t slot) const {
  while (parent_[static_cast<std::size_t>(slot)] != slot)
    slot = parent_[static_cast<std::size_t>(slot)];
  return slot;
}

void ComparedValues::join(std::int32_t a, std::int32_t b) {
  const std::int32_t to = root(a);
  const std::int32_t from = root(b);
  if (to == from) return;
  parent_[static_cast<std::size_t>(from)] = to;
  Class& into = classes_[static_cast<std::size_t>(to)];
  const Class& other = classes_[static_cast<std::size_t>(from)];
  into.is_exact = into.is_exact && other.is_exact;
  into.is_ordered = into.is_ordered || other.is_ordered;
}

void ComparedValues::walk(const Node& node) {
  if (is_comparison(node.op)) return compare(node);
  if (is_logic(node.op)) {
    for (const Node& child : node.children)
      walk(child);
    return;
  }
  if (node.op == Op::if_) {
    walk(node.children[0]);
    for (std::size_t i = 1; i < 3; ++i)
      node.type == feel::Type::boolean ? walk(node.children[i]) : calculate(node.children[i]);
    return;
  }
  calculate(node);
}

void ComparedValues::compare(const Node& node) {
  const Node& a = node.children[0];
  const Node& b = node.children[1];
  if (!is_leaf(a) || !is_leaf(b)) {
    calculate(a);
    calculate(b);
    return;
  }
  for (const Node* side : {&a, &b}) {
    if (side->op != Op::slot) continue;
    Class& own = classes_[static_cast<std::size_t>(root(side->slot))];
    own.is_ordered = own.is_ordered || (node.op != Op::equal && node.op != Op::not_equal);
  }
  if (a.op == Op::slot && b.op == Op::slot) join(a.slot, b.slot);
}

void ComparedValues::calculate(const Node& node) {
  if (node.op == Op::slot) classes_[static_cast<std::size_t>(root(node.slot))].is_exact = false;
  if (is_comparison(node.op) || is_logic(node.op)) return walk(node);
  if (node.op == Op::if_) {
    walk(node.children[0]);
    calculate(node.children[1]);
    calculate(node.children[2]);
    return;
  }
  for (const Node& child : node.children)
    calculate(child);
}

void ComparedValues::add_member(std::int32_t slot) {
  const auto at = static_cast<std::size_t>(slot);
  const Slot& own = plan_.slot(slot);
  if (own.type == feel::Type::boolean || plan_.by_value[at] == 0) return;
  Class& into = classes_[static_cast<std::size_t>(root(slot))];
  const auto add = [&](const Value& value) {
    if (value.is_value() && value.type == own.type) into.constants.push_back(value);
  };
  for (const Value& constant : plan_.scale(slot).constants())
    add(constant);
  into.is_ordered =
      into.is_ordered || (own.type == feel::Type::text && plan_.scale(slot).is_ordered());
  for (const std::string& text : own.values)
    if (own.type == feel::Type::text) add(Value::of_text(text));
  if (own.kind == SlotKind::input) {
    if (own.values.empty()) ++into.open;
    into.has_whole = into.has_whole || own.whole;
    return;
  }
  if (own.kind != SlotKind::computed && own.kind != SlotKind::output) return;
  const auto made = made_values(slot);
  into.is_exact = into.is_exact && made;
  for (const Value& value : made.value_or(std::vector<Value>()))
    add(value);
}

std::optional<std::vector<Value>> ComparedValues::made_values(std::int32_t slot) const {
  for (const Made& made : plan_.made) {
    if (made.slot != slot) continue;
    if (made.kind != Made::Kind::choice) return std::nullopt;
    return plan_.conditions[static_cast<std::size_t>(made.index)].leaves;
  }
  for (const TablePlan& table : plan_.tables) {
    for (std::size_t o = 0; o < table.outputs.size(); ++o) {
      if (table.table->outputs[o].slot != slot) continue;
      if (table.table->aggregate == Aggregate::count) {
        return scaled_values(0, static_cast<std::int64_t>(table.rules), 0);
      }
      if (table.table->aggregate == Aggregate::sum) return std::nullopt;
      return table.outputs[o].values;
    }
  }
  for (const CardPlan& card : plan_.cards) {
    if (card.decision != plan_.slot(slot).decision) continue;
    if (card.card->band_slot == slot) return card.band_values;
    return values_of_points(card, slot);
  }
  return std::nullopt;
}

std::optional<std::vector<Value>> ComparedValues::between(const Class& among, const Slot& slot,
                                                          std::vector<Value> constants,
                                                          std::size_t count) const {
  std::vector<Value> values;
  if (slot.type == feel::Type::text) {
    if (among.is_ordered) return std::nullopt;
    values = other_texts(constants, count);
    values.insert(values.end(), constants.begin(), constants.end());
    return values;
  }
  const bool by_steps = slot.type != feel::Type::number || slot.whole;
  for (std::size_t place = 0; place <= constants.size(); ++place) {
    const Value* low = place == 0 ? nullptr : &constants[place - 1];
    const Value* high = place == constants.size() ? nullptr : &constants[place];
    auto found = by_steps ? std::optional(steps_between(low, high, count, slot.type))
                          : numbers_between(low, high, count);
    if (!found) return std::nullopt;
    values.insert(values.end(), found->begin(), found->end());
    if (high != nullptr && (!slot.whole || high->number.is_whole())) values.push_back(*high);
    if (values.size() > most_values) return std::nullopt;
  }
  return values;
}

ComparedValues::Values ComparedValues::of(std::int32_t slot,
                                          const std::vector<Value>& beside) const {
  const Slot& own = plan_.slot(slot);
  if (own.type == feel::Type::boolean) return {{Value::of(false), Value::of(true)}, true};
  if (!own.values.empty()) {
    Values listed{{}, true};
    for (const std::string& text : own.values)
      listed.values.push_back(Value::of_text(text));
    return listed;
  }
  const Class& among = classes_[static_cast<std::size_t>(root(slot))];
  if (!among.is_exact) return examples(slot);
  std::vector<Value> constants = among.constants;
  for (const Value& value : beside) {
    if (value.is_value() && value.type == own.type) constants.push_back(value);
  }
  sort_distinct(constants);
  if (among.has_whole && !own.whole) {
    // Between whole numbers that others may be lie further ones.
    Slot whole = own;
    whole.whole = true;
    const auto steps = between(among, whole, constants, among.open);
    if (!steps) return examples(slot);
    constants.insert(constants.end(), steps->begin(), steps->end());
    sort_distinct(constants);
  }
  auto values = between(among, own, std::move(constants), among.open);
  if (!values) return examples(slot);
  sort_distinct(*values);
  return {std::move(*values), true};
}

ComparedValues::Values ComparedValues::examples(std::int32_t slot) const {
  const Slot& own = plan_.slot(slot);
  const Scale& scale = plan_.scale(slot);
  Values found;
  const auto add = [&](const std::optional<Value>& value) {
    if (!value || value->type != own.type || found.values.size() >= most_examples) return;
    if (own.whole && !value->number.is_whole()) return;
    found.values.push_back(*value);
  };
  for (Code code = 0; code < scale.values() && code < most_examples / 2; ++code)
    add(scale.example(code));
  if (own.type == feel::Type::text) return found;
  const auto& literals = literals_[static_cast<std::size_t>(slot)];
  const std::int64_t day = 86'400'000'000;
  for (const Value& literal : literals) {
    for (const std::int64_t step : {-1, 0, 1}) {
      add(step == 0 ? std::optional(literal) : moved(literal, step));
      if (own.type != feel::Type::date || literal.type != feel::Type::date) continue;
      for (const Value& other : literals) {
        if (found.values.size() >= most_examples) break;
        const std::int64_t days =
            other.type == feel::Type::duration ? other.integer / day
            : other.type == feel::Type::months
                ? std::clamp<std::int64_t>(other.integer, -10'000, 10'000) * 30
            : other.type == feel::Type::number ? other.number.floor_int64()
                                               : 0;
        if (days == 0 || days > 100'000 || days < -100'000) continue;
        add(moved(literal, -days + step));
        add(moved(literal, days + step));
      }
    }
  }
  if (own.type == feel::Type::number || own.type == feel::Type::duration) {
    for (const std::int64_t step : {-100, -1, 0, 1, 2, 3, 5, 7, 10, 20, 50, 100, 1'000})
      add(step == 0 ? std::optional(zero(own.type)) : moved(zero(own.type), step));
  }
  sort_distinct(found.values);
  return found;
}

}  // namespace sandan::rules
