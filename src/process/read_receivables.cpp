#include "process/read_receivables.hpp"

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
                   std::vector<FaultRow>& faults)
      : opportunities_(opportunities),
        as_of_(as_of),
        faults_(faults),
        has_collected_(table.has("collected_minor")),
        deals_(static_cast<std::size_t>(table.rows())),
        impossible_due_(deals_.size()),
        impossible_collected_(deals_.size()) {
    opportunities.index.find(deal_ids_in(table, opportunities), 0, table.rows(), deals_.data());
    const auto mark = [](std::vector<std::uint8_t>& rows) {
      return [&rows](std::int64_t row) { rows[static_cast<std::size_t>(row)] = 1; };
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
    for (std::size_t row = 0; row < deals_.size(); ++row) {
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

  /// Without the column, a day of collection says that all was collected.
  std::int64_t collected_of(std::size_t row) {
    if (impossible_collected_[row] != 0) {
      fault(Fault::impossible_date, static_cast<std::int64_t>(row), "collected_on", false);
    }
    if (collected_on_[row] != no_day && collected_on_[row] > as_of_) return 0;
    if (!has_collected_) return collected_on_[row] == no_day ? 0 : *amounts_[row];
    const std::int64_t collected = collected_[row].value_or(0);
    if (collected >= 0) return collected;
    if (impossible_collected_[row] == 0) {
      fault(Fault::negative_amount, static_cast<std::int64_t>(row), "collected_minor", false);
    }
    return 0;
  }

  void fault(Fault fault, std::int64_t row, std::string_view column, bool set_aside) {
    faults_.push_back({FaultTable::receivables, fault, set_aside, row, column});
  }

  const Opportunities& opportunities_;
  Day as_of_;
  std::vector<FaultRow>& faults_;
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
                                   Day as_of, std::vector<FaultRow>& faults) {
  return ReceivableReader(table, opportunities, as_of, faults).read();
}

}  // namespace sandan::process
