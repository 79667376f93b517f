#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "process/grouping.hpp"

namespace sandan::process {

/// The codes of one key of a request; `where` is its pointer there.
KeyCodes key_codes(const HistoryData& history, const std::vector<Standing>& standings,
                   const Key& key, const std::string& where);

/// Columns are found by name: refuses keys named like a column of the result
/// table, or like each other. `where` is the pointer of their list.
void check_key_names(std::string_view table, const std::vector<KeyCodes>& keys,
                     const std::string& where);

/// Result column of a key; null where a code is -1 or that of unknown.
results::Column key_column(const KeyCodes& key, std::vector<std::int32_t> codes);

/// Columns of the deals to stand beside them in the rows of a table.
class DealKeys {
 public:
  /// Refuses columns the history does not keep, and names of `table`'s own.
  DealKeys(std::string_view table, const HistoryData& history,
           const std::vector<Standing>& standings, const std::vector<std::string>& names);

  /// Appends the columns for a table with a row for each of `deals`.
  void add_columns(results::Table& table, const std::vector<std::int32_t>& deals) const;

 private:
  std::vector<KeyCodes> keys_;
};

/// Currency codes of the deals.
KeyCodes currency_codes(const HistoryData& history);

/// The days of a date by name: created_on, closed_on, won_on,
/// expected_close_on, completed_on, or a kept date column. `where` is the
/// pointer of a refusal.
std::vector<Day> days_named(const HistoryData& history, const std::vector<Standing>& standings,
                            std::string_view name, std::string where);

}  // namespace sandan::process
