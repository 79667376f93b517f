#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sandan/core/dates.hpp"
#include "sandan/core/tables.hpp"

namespace sandan::quota {

/// A row of `work_items`. What is not stated is nothing.
struct WorkItem {
  std::string id;  ///< item_id, else "row N"
  std::optional<std::string> goal;
  std::optional<std::string> quarter;
  std::optional<std::string> rep;
  std::optional<Day> due_on;
  std::optional<std::string> urgency;
};

/// Columns that the table has: what is in none of its rows is not known, which
/// is not the same as not stated.
struct WorkItems {
  bool has_table = false;
  bool has_goal = false;
  bool has_quarter = false;
  bool has_due_on = false;
  bool has_urgency = false;
  std::vector<WorkItem> items;
};

WorkItems read_work_items(const Tables& tables, bool values);

}  // namespace sandan::quota
