#pragma once

#include <cstddef>

#include "rules/feel/ast.hpp"

/// Types of expressions. Every refusal is Error{document, "feel_type"} at the
/// byte given and says which types met and what to write.
namespace sandan::rules::feel {

/// Type of `left op right` for arithmetic; `null` where one of them is.
Type type_of_arithmetic(Op op, Type left, Type right, std::size_t at);
/// Type of a number, duration or null with a minus before it.
Type type_of_negated(Type type, std::size_t at);
/// Type of what has two branches.
Type type_of_branches(Type then, Type otherwise, std::size_t at);
void check_comparison(Op op, Type left, Type right, std::size_t at);
/// A test of a cell on a value of type `tested` by a value that stands in it.
void check_tested(Type tested, Type value, std::size_t at);
/// `role` says whose operand it is, such as "and".
void check_boolean(Type type, const char* role, std::size_t at);

}  // namespace sandan::rules::feel
