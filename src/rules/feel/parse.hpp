#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "rules/feel/ast.hpp"

namespace sandan::rules::feel {

/// The names an expression may use. A name may hold spaces and other characters;
/// the longest known name that stands in the text is taken.
struct Name {
  std::string name;
  Type type;
};
using Scope = std::vector<Name>;

struct ParseLimits {
  std::size_t bytes = 16'384;
  std::size_t depth = 64;     ///< of nesting
  std::size_t nodes = 4'096;  ///< of one text
};

/// Parses an expression and checks its types. `slot` of a node is the index in
/// `scope`. Throws Error{document, "feel_syntax" | "feel_type" | "unknown_name"},
/// Error{unsupported, "feel_feature"} with the feature's name, Error{limit,
/// "feel_limit"}; `where` is "byte N".
Node parse_expression(std::string_view text, const Scope& scope, const ParseLimits& limits = {});

/// Parses a cell (unary tests) on a value of type `tested` into a boolean
/// expression over Op::tested; "-" and the empty cell are the literal true.
Node parse_cell(std::string_view text, Type tested, const Scope& scope,
                const ParseLimits& limits = {});

/// True when the node, or one below it, tests the value of a cell or names a slot.
bool uses_tested(const Node& node) noexcept;
/// Slots named below the node, each once, ascending.
std::vector<std::int32_t> slots_of(const Node& node);

}  // namespace sandan::rules::feel
