#include "rules/condition.hpp"

namespace sandan::rules {
namespace {

constexpr std::int32_t no_slot = -1;
constexpr std::int32_t another_form = -2;

bool is_comparison(feel::Op op) { return op >= feel::Op::equal && op <= feel::Op::greater_equal; }

std::int32_t slot_of(const feel::Node& node, std::int32_t tested) {
  if (node.op == feel::Op::slot) return node.slot;
  if (node.op == feel::Op::tested) return tested;
  return node.op == feel::Op::literal ? no_slot : another_form;
}

/// The one slot of two; another_form where they differ.
std::int32_t together(std::int32_t a, std::int32_t b) {
  if (a == another_form || b == another_form) return another_form;
  if (a == no_slot) return b;
  return b == no_slot || a == b ? a : another_form;
}

}  // namespace

std::int32_t tested_alone(const feel::Node& node, std::int32_t tested) {
  if (is_comparison(node.op)) {
    const std::int32_t a = slot_of(node.children[0], tested);
    const std::int32_t b = slot_of(node.children[1], tested);
    // A slot beside itself is not compared with a constant.
    if (a != no_slot && b != no_slot) return another_form;
    return together(a, b);
  }
  switch (node.op) {
    case feel::Op::literal:
      return no_slot;
    case feel::Op::slot:
    case feel::Op::tested:
      return node.type == feel::Type::boolean ? slot_of(node, tested) : another_form;
    case feel::Op::and_:
    case feel::Op::or_:
    case feel::Op::not_:
    case feel::Op::if_: {
      if (node.type != feel::Type::boolean) return another_form;
      std::int32_t found = no_slot;
      for (const feel::Node& child : node.children)
        found = together(found, tested_alone(child, tested));
      return found;
    }
    default:
      return another_form;
  }
}

}  // namespace sandan::rules
