#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "rules/feel/value.hpp"

/// Expressions of the subset of FEEL that policies speak, parsed and typed.
namespace sandan::rules::feel {

/// What a node does. The surface forms of FEEL that say the same are one here:
/// intervals, `between`, `in`, lists of tests and `not(…)` of a cell are
/// comparisons under `and_`, `or_` and `not_`.
enum class Op : std::uint8_t {
  literal,
  slot,    ///< a name of the scope
  tested,  ///< the value a cell tests
  negate,
  add,
  subtract,
  multiply,
  divide,
  power,
  equal,
  not_equal,
  less,
  less_equal,
  greater,
  greater_equal,
  and_,
  or_,
  not_,
  if_,  ///< condition, then, else
};

struct Node {
  Op op = Op::literal;
  Type type = Type::null;  ///< of the value; `null` of a literal null
  std::int32_t slot = -1;  ///< index in the scope, of Op::slot
  std::uint32_t at = 0;    ///< byte of the text where it stands
  Value value;             ///< of Op::literal
  std::vector<Node> children;
};

}  // namespace sandan::rules::feel
