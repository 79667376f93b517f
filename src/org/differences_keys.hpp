#pragma once

#include <span>
#include <string_view>

namespace sandan::org {

/// Columns that say what a row of a result table is about, beside the account;
/// the others are values. Ranks, places and numbers of steps are values but
/// where the row is about the number itself. Throws std::logic_error for a
/// table that is not compared.
std::span<const std::string_view> key_columns(std::string_view table);

/// Whether its keys say the same in any order, such as those of a pair.
bool keys_in_any_order(std::string_view table) noexcept;

}  // namespace sandan::org
