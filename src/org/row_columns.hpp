#pragma once

#include <cstdint>
#include <type_traits>
#include <vector>

#include "core/result_table.hpp"
#include "org/result_tables.hpp"

/// Columns out of rows, for the tables of coverage and flow.

namespace sandan::org {

/// One value of each row, as a column wants them.
template <class Row, class Of>
auto values_of(const std::vector<Row>& rows, Of&& of) {
  std::vector<std::decay_t<decltype(of(rows.front()))>> values;
  values.reserve(rows.size());
  for (const Row& row : rows)
    values.push_back(of(row));
  return values;
}

/// A member of each row as a code, a count or a number of the map.
template <class Row, class Member>
std::vector<std::int32_t> codes_of(const std::vector<Row>& rows, Member Row::*member) {
  return values_of(rows, [&](const Row& row) { return static_cast<std::int32_t>(row.*member); });
}

/// Numbers of people or departments of a map as places in the book; -1 stays.
template <class Row>
std::vector<std::int64_t> places_of(const std::vector<Row>& rows, std::int32_t Row::*member,
                                    const std::vector<std::int64_t>& first) {
  return values_of(rows, [&](const Row& row) {
    const std::int64_t number = row.*member;
    return number < 0 ? std::int64_t{-1} : first[static_cast<std::size_t>(row.map)] + number;
  });
}

/// A table that so far says which account each row is of.
template <class Row>
results::Table table_of(const char* name, const MapData& data, const std::vector<Row>& rows) {
  results::Table table{name, static_cast<std::int64_t>(rows.size()), {}};
  table.add(account_column(data, codes_of(rows, &Row::map)));
  return table;
}

}  // namespace sandan::org
