#pragma once

#include <cstdint>
#include <vector>

#include "core/id_index.hpp"
#include "process/history_data.hpp"
#include "process/inputs.hpp"

namespace sandan::process {

/// Which rows of `opportunities` are deals.
class DealRows {
 public:
  /// Why a row is no deal; the values stand for it in deal_of().
  enum Exclusion : std::int8_t { none = 0, set_aside = -1, other_process = -2, unseen = -3 };

  explicit DealRows(std::int64_t rows) : rows_(rows), deals_(rows) {}
  explicit DealRows(const std::vector<Exclusion>& exclusions);

  std::int64_t rows() const noexcept { return rows_; }
  std::int64_t deals() const noexcept { return deals_; }
  std::int64_t row_of(std::int64_t deal) const noexcept {
    return deal_of_row_.empty() ? deal : row_of_deal_[static_cast<std::size_t>(deal)];
  }
  /// The deal of a row, or its exclusion.
  std::int32_t deal_of(std::int32_t row) const noexcept {
    return deal_of_row_.empty() ? row : deal_of_row_[static_cast<std::size_t>(row)];
  }

  /// Values by row become values by deal.
  template <class T>
  std::vector<T> by_deal(std::vector<T> by_row) const {
    if (deal_of_row_.empty() || by_row.empty()) return by_row;
    for (std::int64_t deal = 0; deal < deals_; ++deal) {
      by_row[static_cast<std::size_t>(deal)] =
          by_row[static_cast<std::size_t>(row_of(deal))];  // row_of(deal) >= deal
    }
    by_row.resize(static_cast<std::size_t>(deals_));
    return by_row;
  }

 private:
  std::int64_t rows_;
  std::int64_t deals_;
  std::vector<std::int32_t> row_of_deal_;
  std::vector<std::int32_t> deal_of_row_;  ///< empty: every row is a deal
};

/// Order of two rows by their cells, column by column. Of two rows with one id
/// the one that orders first counts, so that the choice does not depend on the
/// order of rows.
int compare_rows(const arrow::Table& table, std::int32_t a, std::int32_t b);

/// The table `opportunities`, indexed.
struct Opportunities {
  const arrow::Table& table;
  const arrow::Column& ids;
  DealRows rows;
  IdIndex index;
  std::int64_t unseen = 0;  ///< rows of deals created after the day
};

/// Indexes the table. Rows without an id and repeated ids become faults; rows
/// of another process, and of deals created after `as_of`, are found by the
/// index but are no deals.
Opportunities index_opportunities(const arrow::Table& table, const Definition& definition,
                                  Day as_of, Budget& budget, std::vector<FaultRow>& faults);

/// Column `opportunity_id` of a table that refers to the deals. Refuses ids of
/// another type than the deals'.
const arrow::Column& deal_ids_in(const arrow::Table& table, const Opportunities& opportunities);

/// What the deals record; wrong values become faults and unknown.
DealColumns read_deals(const Opportunities& opportunities, const Definition& definition,
                       std::vector<FaultRow>& faults);

/// The ids as a result column, in the order of deals.
results::Column id_column(const Opportunities& opportunities);

}  // namespace sandan::process
