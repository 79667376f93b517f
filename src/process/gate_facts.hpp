#pragma once

#include <vector>

#include "process/history_data.hpp"
#include "rules/scale.hpp"
#include "sandan/core/tables.hpp"

namespace sandan::process {

/// Which rows of an `opportunities` table are the deals of a history, by deal;
/// -1 for a deal it does not list. Of rows with one id that counts which
/// History::build takes. Refuses ids of another type than the history's.
std::vector<std::int32_t> rows_of_deals(const HistoryData& history, const arrow::Table& table,
                                        Budget& budget);

/// What the facts say of the conditions of a process's marks, deal by deal.
class GateFacts {
 public:
  /// Reads `opportunities`. A column that is missing, and a deal that is, is unknown.
  GateFacts(const HistoryData& history, const Tables& tables, const Run& run, Budget& budget);

  rules::Truth truth(std::int64_t deal, std::int32_t condition) const {
    const auto c = static_cast<std::size_t>(condition);
    const std::int32_t row = rows_[static_cast<std::size_t>(deal)];
    return static_cast<rules::Truth>(row < 0 ? unlisted_[c]
                                             : truths_[c][static_cast<std::size_t>(row)]);
  }
  /// Tables `gate_faults` and `gate_fault_counts`.
  std::vector<results::Table> fault_tables() && { return std::move(faults_); }

 private:
  std::vector<std::int32_t> rows_;                 ///< by deal
  std::vector<std::vector<std::uint8_t>> truths_;  ///< by condition and row
  std::vector<std::uint8_t> unlisted_;             ///< by condition, of a deal without a row
  std::vector<results::Table> faults_;
};

}  // namespace sandan::process
