#pragma once

#include <cstdint>
#include <span>

#include "rules/feel/ast.hpp"

namespace sandan::rules::feel {

/// How null is met: see the policy field `unknowns`.
enum class Unknowns : std::uint8_t { keep, feel, b_feel };

/// Faults that an evaluation meets and goes on from.
struct Faults {
  bool division_by_zero = false;
  bool out_of_range = false;  ///< a number, date or duration left its range
};

/// Value of an expression. `slots` are the values of the scope; `tested` that of
/// the cell's input (null where there is none). Never throws but for memory.
Value evaluate(const Node& node, std::span<const Value> slots, const Value* tested,
               Unknowns unknowns, Faults& faults);

/// The expression with every slot for which `constants` holds a value (known or
/// absent, not unknown) and all arithmetic on literals put in as literals. Slots
/// with a null pointer stay.
Node folded(const Node& node, std::span<const Value* const> constants, Unknowns unknowns,
            Faults& faults);

}  // namespace sandan::rules::feel
