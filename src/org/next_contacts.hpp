#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "core/result_table.hpp"
#include "org/each_map.hpp"
#include "org/map_data.hpp"
#include "org/proposals.hpp"

namespace sandan::org {

/// A person to be seen, and why now.
struct NextContact {
  std::int32_t map;
  std::int32_t rank = 0;
  std::int64_t person;  ///< of the book
  std::int8_t stage = unknown_code;
  std::int8_t next_stage = unknown_code;  ///< unknown_code: the last is reached
  Day last_on = no_day;                   ///< no_day: no activity on record
  std::int32_t days_since = -1;           ///< -1 with it
  std::int32_t cadence_days = -1;         ///< -1: none
  std::int32_t overdue_days = -1;         ///< -1: not known
  std::optional<double> pull = {};        ///< nothing: nobody is known to decide
  bool in_tender = false;
  bool hospitality = false;  ///< may be proposed
};

struct NextRows {
  std::vector<NextContact> contacts;
  std::vector<WithheldRow> withheld;

  void append(NextRows&& from) {
    append_rows(contacts, std::move(from.contacts));
    append_rows(withheld, std::move(from.withheld));
  }
};

/// Tables `next_contacts`, `next_marks`, `next_activities`, `next_manners`.
std::vector<results::Table> next_tables(const MapData& data,
                                        const std::vector<NextContact>& contacts);

}  // namespace sandan::org
