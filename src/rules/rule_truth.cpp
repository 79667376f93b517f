#include "rules/rule_truth.hpp"

#include <algorithm>
#include <bit>

namespace sandan::rules {

std::int32_t lowest_bit(const std::vector<std::uint64_t>& words, std::size_t end) noexcept {
  for (std::size_t w = 0; w < words.size() && w * 64 < end; ++w) {
    if (words[w] == 0) continue;
    const std::size_t bit = w * 64 + static_cast<std::size_t>(std::countr_zero(words[w]));
    return bit < end ? static_cast<std::int32_t>(bit) : -1;
  }
  return -1;
}

Truth column_truth(Record& record, const TablePlan& table, const TableColumn& column,
                   std::size_t bit) {
  const Code code = column.is_condition ? static_cast<Code>(record.truth(column.index))
                                        : record.code(column.index);
  if (has_bit(table.yes_row(column, code), bit)) return Truth::yes;
  return has_bit(table.possible_row(column, code), bit) ? Truth::maybe : Truth::no;
}

Truth rule_truth(Record& record, const TablePlan& table, std::size_t bit) {
  Truth truth = Truth::yes;
  for (const TableColumn& column : table.columns)
    truth = std::min(truth, column_truth(record, table, column, bit));
  return truth == Truth::maybe && !record.plan().keeps() ? Truth::no : truth;
}

std::int32_t first_to_fire(Record& record, const TablePlan& table, std::size_t end) {
  std::vector<std::uint64_t> fire(table.words, ~std::uint64_t{0});
  for (const TableColumn& column : table.columns) {
    const Code code = column.is_condition ? static_cast<Code>(record.truth(column.index))
                                          : record.code(column.index);
    const std::uint64_t* yes = table.yes_row(column, code);
    for (std::size_t w = 0; w < table.words; ++w)
      fire[w] &= yes[w];
  }
  return lowest_bit(fire, end);
}

}  // namespace sandan::rules
