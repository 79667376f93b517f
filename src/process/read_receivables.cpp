#include "process/read_receivables.hpp"

#include <algorithm>
#include <optional>

namespace sandan::process {
namespace {

using Amounts = std::vector<std::optional<std::int64_t>>;

Amounts read_amounts(const arrow::Column* column, std::int64_t rows) {
  Amounts amounts(static_cast<std::size_t>(rows));
  if (column == nullptr) return amounts;
  column->for_each_integer([&](std::int64_t row, std::optional<std::int64_t> amount) {
    amounts[static_cast<std::size_t>(row)] = amount;
  });
  return amounts;
}

/// Rows of `receivables`, each with all that may be wrong with it.
class ReceivableReader {
 public:
  ReceivableReader(const arrow::Table& table, const Opportunities& opportunities, Day as_of,
                   const PartRunner& runner, Budget& budget, std::vector<FaultRow>& faults)
      : opportunities_(opportunities),
        as_of_(as_of),
        faults_(faults),
        runner_(runner),
        has_collected_(table.has("collected_minor")) {
    const auto rows = static_cast<std::size_t>(table.rows());
    constexpr std::size_t row_bytes = 96;  // of the columns read and of those made of them
    budget.take(rows * row_bytes);
    deals_.resize(rows);
    impossible_due_.resize(rows);
    impossible_collected_.resize(rows);
    const arrow::Column& ids = deal_ids_in(table, opportunities);
    runner(parts_of(table.rows()), 0.95, 0.96, [&](std::int64_t part) {
      const std::int64_t from = part * rows_per_part;
      const std::int64_t to = std::min(table.rows(), from + rows_per_part);
      opportunities.index.find(ids, from, to, deals_.data() + from);
    });
    const auto mark = [](std::vector<std::uint8_t>& marks) {
      return [&marks](std::int64_t row) { marks[static_cast<std::size_t>(row)] = 1; };
    };
    due_ = read_days(required_column(table, "due_on", Wanted::day), mark(impossible_due_));
    amounts_ = read_amounts(&required_column(table, "amount_minor", Wanted::integer), table.rows());
    collected_ =
        read_amounts(optional_column(&table, "collected_minor", Wanted::integer), table.rows());
    if (const auto* column = optional_column(&table, "collected_on", Wanted::day)) {
      collected_on_ = read_days(*column, mark(impossible_collected_));
    } else {
      collected_on_.assign(deals_.size(), no_day);
    }
  }

  ReceivableColumns read() {
    ReceivableColumns columns;
    const auto rows = static_cast<std::int64_t>(deals_.size());
    for (std::size_t row = 0; row < deals_.size(); ++row) {
      const auto at = static_cast<std::int64_t>(row);
      if (at % rows_per_part == 0) runner_.report(share_done(0.96, 0.98, at, rows));
      const auto deal = deal_of(row);
      if (!deal || !has_due(row) || !has_amount(row)) continue;
      columns.deal.push_back(*deal);
      columns.due_on.push_back(due_[row]);
      columns.amount_minor.push_back(*amounts_[row]);
      const std::int64_t collected = collected_of(row);
      columns.collected_minor.push_back(collected);
      columns.not_as_of.push_back(collected != 0 && collected_on_[row] == no_day ? 1 : 0);
    }
    return columns;
  }

 private:
  std::optional<std::int32_t> deal_of(std::size_t row) {
    const auto at = static_cast<std::int64_t>(row);
    if (deals_[row] == IdIndex::null) {
      fault(Fault::missing_id, at, "opportunity_id", true);
      return std::nullopt;
    }
    const std::int32_t deal =
        deals_[row] < 0 ? DealRows::set_aside : opportunities_.rows.deal_of(deals_[row]);
    if (deal >= 0) return deal;
    // Deals of another process and later ones are no part of this history.
    if (deal == DealRows::set_aside) {
      fault(Fault::unknown_opportunity, at, "opportunity_id", true);
    }
    return std::nullopt;
  }

  bool has_due(std::size_t row) {
    if (due_[row] != no_day) return true;
    const auto at = static_cast<std::int64_t>(row);
    fault(impossible_due_[row] != 0 ? Fault::impossible_date : Fault::missing_date, at, "due_on",
          true);
    return false;
  }

  bool has_amount(std::size_t row) {
    const auto at = static_cast<std::int64_t>(row);
    if (!amounts_[row]) {
      fault(Fault::missing_amount, at, "amount_minor", true);
    } else if (*amounts_[row] < 0) {
      fault(Fault::negative_amount, at, "amount_minor", true);
    } else {
      return true;
    }
    return false;
  }

  /// Where no amount is stated, a day of collection says that all was
  /// collected, also a day that cannot be.
  std::int64_t collected_of(std::size_t row) {
    const auto at = static_cast<std::int64_t>(row);
    const bool impossible = impossible_collected_[row] != 0;
    if (impossible) fault(Fault::impossible_date, at, "collected_on", false);
    if (collected_on_[row] != no_day && collected_on_[row] > as_of_) return 0;
    if (!has_collected_ || !collected_[row]) {
      return collected_on_[row] == no_day && !impossible ? 0 : *amounts_[row];
    }
    if (*collected_[row] >= 0) return *collected_[row];
    if (!impossible) fault(Fault::negative_amount, at, "collected_minor", false);
    return 0;
  }

  void fault(Fault fault, std::int64_t row, std::string_view column, bool set_aside) {
    faults_.push_back({FaultTable::receivables, fault, set_aside, row, column});
  }

  const Opportunities& opportunities_;
  Day as_of_;
  std::vector<FaultRow>& faults_;
  const PartRunner& runner_;
  bool has_collected_;
  std::vector<std::int32_t> deals_;  ///< rows of the opportunities
  std::vector<std::uint8_t> impossible_due_;
  std::vector<std::uint8_t> impossible_collected_;
  std::vector<Day> due_;
  Amounts amounts_;
  Amounts collected_;
  std::vector<Day> collected_on_;
};

}  // namespace

ReceivableColumns read_receivables(const arrow::Table& table, const Opportunities& opportunities,
                                   Day as_of, const PartRunner& runner, Budget& budget,
                                   std::vector<FaultRow>& faults) {
  return ReceivableReader(table, opportunities, as_of, runner, budget, faults).read();
}

}  // namespace sandan::process
