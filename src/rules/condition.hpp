#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "rules/scale.hpp"

namespace sandan::rules {

/// A test of one slot against constants: its truth for every code of the scale.
struct Test {
  std::int32_t slot = -1;
  std::vector<std::uint8_t> truth;  ///< Truth by code
};

/// An expression evaluated row by row, where scales do not decide it.
struct RowExpression {
  feel::Node node;
  std::vector<std::int32_t> slots;  ///< that it reads
};

/// One step of a condition on a stack of truths, or of choices among leaves.
struct Step {
  enum class Kind : std::uint8_t {
    test,      ///< push: truth of tests[index]
    row,       ///< push: truth of the row expression `index`
    constant,  ///< push: `index` itself
    and_,      ///< of the two on top
    or_,
    not_,
    select,  ///< condition, then, else on the stack; `index` is 1 where these are leaves
  };
  Kind kind = Kind::constant;
  std::int32_t index = 0;
};

/// A condition, or a choice among finitely many values, as steps on a stack.
struct Condition {
  static constexpr std::uint8_t unknown_leaf = 255;
  std::vector<Step> steps;
  /// Values a choice may take; empty: truths.
  std::vector<Value> leaves;
  std::size_t depth = 0;  ///< of the stack

  /// What `select` gives where its condition is unknown and the branches differ.
  static std::uint8_t undecided(const Step& select) noexcept {
    return select.index == 1 ? unknown_leaf : static_cast<std::uint8_t>(Truth::maybe);
  }
};

/// The slot that a boolean expression compares with constants, and nothing else:
/// -1 when it names none, -2 when it is of another form. `tested` is what
/// Op::tested stands for.
std::int32_t tested_alone(const feel::Node& node, std::int32_t tested);

}  // namespace sandan::rules
