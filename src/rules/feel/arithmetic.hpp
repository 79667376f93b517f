#pragma once

#include "rules/feel/ast.hpp"
#include "rules/feel/evaluate.hpp"

namespace sandan::rules::feel {

/// `left op right` of two known values, typed as the parser lets them be.
/// Nothing, and a fault noted, where the result is out of range or a divisor is 0.
std::optional<Value> calculated(Op op, const Value& left, const Value& right, Faults& faults);
/// The same for numbers.
std::optional<Decimal> calculated(Op op, const Decimal& left, const Decimal& right,
                                  Faults& faults) noexcept;
/// A number or duration with its sign turned.
std::optional<Value> negated(const Value& value, Faults& faults);

}  // namespace sandan::rules::feel
