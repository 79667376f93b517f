#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/result_table.hpp"
#include "rules/answers.hpp"
#include "rules/lint.hpp"
#include "rules/why_not.hpp"

/// Result tables of what explains a policy and its answers.
namespace sandan::rules {

/// `why_not` and `changes`. `values`: false, where values of records are left out.
std::vector<results::Table> explained_tables(const Asked& asked,
                                             const std::vector<Explained>& explained, bool values);
/// `findings` and `examples`, with labels of a language.
std::vector<results::Table> lint_tables(const Lint& lint, std::string_view language);

}  // namespace sandan::rules
