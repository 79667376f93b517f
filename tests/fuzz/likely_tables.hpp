#pragma once

#include <initializer_list>
#include <string_view>
#include <utility>
#include <vector>

#include "fuzz/random_columns.hpp"

/// Tables that mostly have the columns a module reads, and questions about them.
namespace sandan::fuzz {

inline Column likely_table(Input& input,
                           std::initializer_list<std::pair<const char*, char>> described) {
  const int rows = input.below(most_rows);
  const int left_out = input.byte();
  std::vector<Column> columns;
  int at = 0;
  for (const auto& [name, type] : described) {
    // The first column mostly stays: without an id there is nothing to join.
    if ((left_out >> at++ & 1) != 0 && (at > 1 || input.below(8) == 0)) continue;
    columns.push_back(likely_column(input, name, type, rows));
    bend(input, columns.back());
  }
  return batch(std::move(columns));
}

inline void add(sandan_tables* tables, std::string_view name, const Exported& table_of) {
  sandan_error error = SANDAN_ERROR_INIT;
  check_error(error, sandan_tables_add(tables, name.data(), name.size(), &table_of.schema,
                                       &table_of.array, &error));
}

/// One question, with its own request or one that is right.
template <class Ask>
void question(std::string_view own, std::string_view right, Ask&& ask) {
  const std::string_view request = own.empty() ? right : own;
  sandan_result* result = nullptr;
  sandan_error error = SANDAN_ERROR_INIT;
  const std::int32_t status = ask(request, &result, &error);
  check_error(error, status);
  use(status, result);
}

}  // namespace sandan::fuzz
