#pragma once

#include <cstdint>
#include <vector>

#include "core/result_table.hpp"
#include "org/introductions.hpp"
#include "org/proposals.hpp"

/// In which order people are first seen (domain: from easy to hard, from low
/// to high, from one point to the whole area).
namespace sandan::org {

struct ContactRow {
  std::int32_t map;
  std::int32_t place;
  std::int32_t person;
  std::int32_t department;
  std::int8_t level;
  std::int32_t round;
  double cost;       ///< no_way: there is no route
  std::int32_t via;  ///< -1: nobody
};

/// Appends the people of a map who are not in touch as far as is known and not
/// withheld: in rounds with one person of each department at most, a person
/// without one counting as a department of their own; within a department and
/// within a round by the cost of the route, then level, then number. Unknown
/// levels and people without a route come last. `cost` and `before` are of
/// route_costs.
void add_contact_order(const MapView& map, const Standing& standing,
                       const std::vector<Withheld>& withheld, const std::vector<double>& cost,
                       const std::vector<std::int32_t>& before, std::vector<ContactRow>& rows);

/// Table `contact_order`.
results::Table contact_order_table(const MapData& data, const std::vector<ContactRow>& rows);

}  // namespace sandan::org
