#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "rules/record.hpp"

namespace sandan::rules {

constexpr bool has_bit(const std::uint64_t* words, std::size_t bit) noexcept {
  return (words[bit / 64] >> (bit % 64) & 1) != 0;
}
inline bool has_bit(const std::vector<std::uint64_t>& words, std::size_t bit) noexcept {
  return has_bit(words.data(), bit);
}
/// The lowest bit below `end`; -1 where there is none.
std::int32_t lowest_bit(const std::vector<std::uint64_t>& words, std::size_t end) noexcept;

/// Truth of one column of a rule for a record that is decided.
Truth column_truth(Record& record, const TablePlan& table, const TableColumn& column,
                   std::size_t bit);
/// Truth of a rule: of all its columns; where unknowns are not kept, what is not
/// true does not hold.
Truth rule_truth(Record& record, const TablePlan& table, std::size_t bit);

/// The lowest bit below `end` of a rule that fires; -1 where none does.
std::int32_t first_to_fire(Record& record, const TablePlan& table, std::size_t end);

}  // namespace sandan::rules
