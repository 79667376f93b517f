#include "process/deals.hpp"

#include <algorithm>
#include <numeric>

#include "core/interner.hpp"

namespace sandan::process {

DealRows::DealRows(const std::vector<Exclusion>& exclusions)
    : rows_(static_cast<std::int64_t>(exclusions.size())), deals_(0) {
  deal_of_row_.assign(exclusions.size(), -1);
  for (std::size_t row = 0; row < exclusions.size(); ++row) {
    if (exclusions[row] != none) {
      deal_of_row_[row] = exclusions[row];
      continue;
    }
    deal_of_row_[row] = static_cast<std::int32_t>(deals_++);
    row_of_deal_.push_back(static_cast<std::int32_t>(row));
  }
}

namespace {

using Exclusions = std::vector<DealRows::Exclusion>;

void find_missing_ids(const arrow::Column& ids, Exclusions& exclusions,
                      std::vector<FaultRow>& faults) {
  ids.for_each_piece(
      0, ids.rows(),
      [&](const arrow::Chunk& chunk, std::int64_t begin, std::int64_t end, std::int64_t first_row) {
        const bool possible = chunk.has_nulls() || ids.type().kind == arrow::Kind::null ||
                              (chunk.dictionary && chunk.dictionary->has_nulls());
        for (std::int64_t i = begin; possible && i < end; ++i) {
          const std::int64_t row = first_row + (i - begin);
          if (!ids.is_null(row)) continue;
          if (exclusions[static_cast<std::size_t>(row)] != DealRows::none) continue;
          exclusions[static_cast<std::size_t>(row)] = DealRows::set_aside;
          faults.push_back(
              {FaultTable::opportunities, Fault::missing_id, true, row, "opportunity_id"});
        }
      });
}

/// Deals of another process are no part of this history, and no fault.
void find_other_processes(const arrow::Table& table, const Definition& definition,
                          Exclusions& exclusions) {
  const auto* column = optional_column(&table, "process", Wanted::text);
  if (column == nullptr || column->type().kind == arrow::Kind::null) return;
  std::vector<std::uint8_t> other(exclusions.size());
  code_texts<std::uint8_t>(
      *column, 0, column->rows(), 0,
      [&](std::string_view code) { return code == definition.code ? 0 : 1; }, other.data());
  for (std::size_t row = 0; row < other.size(); ++row) {
    if (other[row] != 0) exclusions[row] = DealRows::other_process;
  }
}

/// A deal created later is not there yet; returns how many there are.
std::int64_t find_unseen(const arrow::Table& table, Day as_of, Exclusions& exclusions) {
  const auto* column = optional_column(&table, "created_on", Wanted::day);
  if (column == nullptr) return 0;
  const std::vector<Day> created = read_days(*column, [](std::int64_t) {});
  std::int64_t unseen = 0;
  for (std::size_t row = 0; row < created.size(); ++row) {
    if (created[row] == no_day || created[row] <= as_of || exclusions[row] != DealRows::none) {
      continue;
    }
    exclusions[row] = DealRows::unseen;
    ++unseen;
  }
  return unseen;
}

}  // namespace

int compare_rows(const arrow::Table& table, std::int32_t a, std::int32_t b) {
  for (const arrow::Column& column : table.columns()) {
    if (column.type().kind == arrow::Kind::other) continue;
    const int order = table.checked(column.position()).compare(a, b);
    if (order != 0) return order;
  }
  return 0;
}

Opportunities index_opportunities(const arrow::Table& table, const Definition& definition,
                                  Day as_of, Budget& budget, std::vector<FaultRow>& faults) {
  const arrow::Column& ids = required_column(table, "opportunity_id", Wanted::id);
  Exclusions exclusions(static_cast<std::size_t>(table.rows()), DealRows::none);
  find_other_processes(table, definition, exclusions);
  const Exclusions not_rivals = exclusions;
  find_missing_ids(ids, exclusions, faults);
  IdIndex index(table, ids, budget, [&](std::int32_t first, std::int32_t again) {
    if (not_rivals[static_cast<std::size_t>(first)] != DealRows::none) return again;
    if (not_rivals[static_cast<std::size_t>(again)] != DealRows::none) return first;
    const bool keep_first = compare_rows(table, first, again) <= 0;
    const std::int32_t out = keep_first ? again : first;
    exclusions[static_cast<std::size_t>(out)] = DealRows::set_aside;
    faults.push_back(
        {FaultTable::opportunities, Fault::duplicate_opportunity, true, out, "opportunity_id"});
    return keep_first ? first : again;
  });
  const std::int64_t unseen = find_unseen(table, as_of, exclusions);
  const bool all = std::all_of(exclusions.begin(), exclusions.end(),
                               [](DealRows::Exclusion why) { return why == DealRows::none; });
  return {table, ids, all ? DealRows(table.rows()) : DealRows(exclusions), std::move(index),
          unseen};
}

const arrow::Column& deal_ids_in(const arrow::Table& table, const Opportunities& opportunities) {
  const arrow::Column& ids = required_column(table, "opportunity_id", Wanted::id);
  if (ids.type().kind != arrow::Kind::null && opportunities.ids.type().kind != arrow::Kind::null &&
      table.rows() > 0 && opportunities.table.rows() > 0 &&
      id_kind(table, ids) != opportunities.index.kind()) {
    throw table
        .error(Status::schema, "id_types_differ",
               "column \"opportunity_id\" is " + type_name(ids.type()) + " here and " +
                   type_name(opportunities.ids.type()) +
                   " in \"opportunities\"; both must be text or both whole numbers")
        .at("opportunity_id")
        .in_column(ids.position());
  }
  return ids;
}

namespace {

class DealReader {
 public:
  DealReader(const Opportunities& opportunities, std::vector<FaultRow>& faults)
      : opportunities_(opportunities), faults_(faults) {}

  std::vector<Day> days(std::string_view name) const {
    const auto* column = optional_column(&opportunities_.table, name, Wanted::day);
    if (column == nullptr) return {};
    return opportunities_.rows.by_deal(
        read_days(*column, [&](std::int64_t row) { fault(Fault::impossible_date, row, name); }));
  }

  /// Codes of texts; `code_of` gives -1 for one that is unknown.
  template <class CodeOf>
  std::vector<std::int32_t> codes(std::string_view name, CodeOf&& code_of) const {
    const auto* column = optional_column(&opportunities_.table, name, Wanted::text);
    if (column == nullptr) return {};
    std::vector<std::int32_t> codes(static_cast<std::size_t>(column->rows()), -1);
    if (column->type().kind != arrow::Kind::null) {
      code_texts<std::int32_t>(*column, 0, column->rows(), -1, code_of, codes.data());
    }
    return codes;
  }

  void amounts(DealColumns& deals) const {
    const auto* column = optional_column(&opportunities_.table, "amount_minor", Wanted::integer);
    if (column == nullptr) return;
    const auto rows = static_cast<std::size_t>(column->rows());
    deals.amount_minor.assign(rows, 0);
    deals.has_amount.assign(rows, 0);
    column->for_each_integer([&](std::int64_t row, std::optional<std::int64_t> amount) {
      if (!amount) return;
      deals.amount_minor[static_cast<std::size_t>(row)] = *amount;
      deals.has_amount[static_cast<std::size_t>(row)] = 1;
    });
    deals.amount_minor = opportunities_.rows.by_deal(std::move(deals.amount_minor));
    deals.has_amount = opportunities_.rows.by_deal(std::move(deals.has_amount));
  }

  /// Coded texts as bytes by deal; an unknown text is a fault.
  std::vector<std::uint8_t> coded(std::string_view name, const std::vector<std::int32_t>& codes,
                                  Fault unknown) const {
    const auto* column = opportunities_.table.find(name);
    std::vector<std::uint8_t> bytes(codes.size(), 0xff);
    for (std::size_t row = 0; row < codes.size(); ++row) {
      if (codes[row] >= 0) {
        bytes[row] = static_cast<std::uint8_t>(codes[row]);
      } else if (!column->is_null(static_cast<std::int64_t>(row))) {
        fault(unknown, static_cast<std::int64_t>(row), name);
      }
    }
    return opportunities_.rows.by_deal(std::move(bytes));
  }

  /// A value at fault; a row that is no deal has no values that count.
  void fault(Fault fault, std::int64_t row, std::string_view column) const {
    if (opportunities_.rows.deal_of(static_cast<std::int32_t>(row)) < 0) return;
    faults_.push_back({FaultTable::opportunities, fault, false, row, column});
  }

  const Opportunities& opportunities() const noexcept { return opportunities_; }

 private:
  const Opportunities& opportunities_;
  std::vector<FaultRow>& faults_;
};

/// A deal cannot be closed before it was created: that day is unknown.
void check_closing(const DealReader& reader, const DealColumns& deals, std::vector<Day>& closing,
                   std::string_view name) {
  if (closing.empty() || deals.created_on.empty()) return;
  for (std::size_t deal = 0; deal < closing.size(); ++deal) {
    if (closing[deal] == no_day || deals.created_on[deal] == no_day ||
        closing[deal] >= deals.created_on[deal]) {
      continue;
    }
    closing[deal] = no_day;
    reader.fault(Fault::closed_before_created,
                 reader.opportunities().rows.row_of(static_cast<std::int64_t>(deal)), name);
  }
}

}  // namespace

DealColumns read_deals(const Opportunities& opportunities, const Definition& definition,
                       std::vector<FaultRow>& faults) {
  const DealReader reader(opportunities, faults);
  DealColumns deals;
  deals.created_on = reader.days("created_on");
  deals.expected_close_on = reader.days("expected_close_on");
  deals.closed_on = reader.days("closed_on");
  deals.won_on = reader.days("won_on");
  deals.completed_on = reader.days("completed_on");
  const auto outcome_of = [](std::string_view text) {
    const auto found = std::find(outcome_codes.begin(), outcome_codes.end(), text);
    return found == outcome_codes.end() ? std::int32_t{-1}
                                        : static_cast<std::int32_t>(found - outcome_codes.begin());
  };
  if (const auto codes = reader.codes("outcome", outcome_of); !codes.empty()) {
    deals.outcome = reader.coded("outcome", codes, Fault::unknown_outcome);
  }
  const auto stage_of = [&](std::string_view text) {
    const auto index = definition.stage_index(text);
    return index ? static_cast<std::int32_t>(*index) : std::int32_t{-1};
  };
  if (const auto codes = reader.codes("stage", stage_of); !codes.empty()) {
    deals.stage = reader.coded("stage", codes, Fault::unknown_stage);
  }
  reader.amounts(deals);
  deals.waiting_until = reader.days("waiting_until");
  Interner reasons;
  deals.waiting_reason =
      opportunities.rows.by_deal(reader.codes("waiting_reason", [&](std::string_view text) {
        return text.empty() ? std::int32_t{-1} : reasons.code(text);
      }));
  deals.waiting_reasons = reasons.texts();
  Interner currencies;
  deals.currency = opportunities.rows.by_deal(
      reader.codes("currency", [&](std::string_view text) { return currencies.code(text); }));
  deals.currencies = currencies.texts();
  deals.has_currency = opportunities.table.has("currency");
  check_closing(reader, deals, deals.closed_on, "closed_on");
  check_closing(reader, deals, deals.won_on, "won_on");
  return deals;
}

results::Column id_column(const Opportunities& opportunities) {
  const auto deals = static_cast<std::size_t>(opportunities.rows.deals());
  if (opportunities.index.kind() == IdKind::integer) {
    std::vector<std::int64_t> ids(static_cast<std::size_t>(opportunities.rows.rows()));
    opportunities.ids.for_each_integer([&](std::int64_t row, std::optional<std::int64_t> id) {
      ids[static_cast<std::size_t>(row)] = id.value_or(0);
    });
    ids = opportunities.rows.by_deal(std::move(ids));
    return results::int64_column("opportunity_id", std::move(ids));
  }
  std::vector<std::string> ids(deals);
  for (std::size_t deal = 0; deal < deals; ++deal) {
    ids[deal] = *opportunities.ids.text(opportunities.rows.row_of(static_cast<std::int64_t>(deal)));
  }
  return results::text_column("opportunity_id", ids);
}

}  // namespace sandan::process
