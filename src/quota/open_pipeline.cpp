#include "quota/open_pipeline.hpp"

#include <algorithm>
#include <string>

#include "core/cells.hpp"
#include "core/interner.hpp"
#include "process/deals.hpp"
#include "process/history_data.hpp"
#include "process/inputs.hpp"
#include "quota/credits.hpp"
#include "quota/rates.hpp"
#include "quota/team_of_day.hpp"

namespace sandan::quota {
namespace {

using process::no_day;
using process::optional_column;
using process::Wanted;

class PipelineReader {
 public:
  PipelineReader(const Tables& tables, const arrow::Table& table, std::string_view currency,
                 Day as_of, bool values)
      : tables_(tables), table_(table), rates_(tables, currency), as_of_(as_of), values_(values) {}

  Actuals read(std::span<const AxisTree> axes) {
    find_open();
    convert();
    read_owners();
    share_by_credits();
    put_on(axes);
    deals_.day = std::move(expected_);
    return std::move(deals_);
  }

 private:
  std::vector<Day> days(std::string_view name) const {
    const auto* column = optional_column(&table_, name, Wanted::day);
    if (column == nullptr) return std::vector<Day>(static_cast<std::size_t>(table_.rows()), no_day);
    return process::read_days(*column, [](std::int64_t) {});  // impossible: unknown
  }

  void find_open() {
    const auto created = days("created_on");
    const auto closed = days("closed_on");
    const auto won = days("won_on");
    const auto expected = days("expected_close_on");
    const auto& amount = process::required_column(table_, "amount_minor", Wanted::integer);
    const auto* outcome = optional_column(&table_, "outcome", Wanted::text);
    const auto counts = rows_that_count(amount);
    for (std::int64_t row = 0; row < table_.rows(); ++row) {
      const auto i = static_cast<std::size_t>(row);
      if (counts[i] == 0) continue;
      if (created[i] != no_day && created[i] > as_of_) continue;
      if (closed[i] != no_day && closed[i] <= as_of_) continue;
      const auto said = outcome == nullptr ? std::nullopt : outcome->text(row);
      if (won[i] != no_day && won[i] <= as_of_ && said != "open") continue;
      if (closed[i] == no_day && won[i] == no_day && said && *said != "open") continue;
      const auto value = amount.integer(row);
      if (!value) continue;
      deals_.row.push_back(row);
      deals_.day.push_back(as_of_);
      expected_.push_back(expected[i]);
      deals_.amount_minor.push_back(*value);
      deals_.is_collection.push_back(0);
    }
  }

  /// Of rows of one opportunity_id the one that orders first by its cells,
  /// those with an amount before those without.
  std::vector<std::uint8_t> rows_that_count(const arrow::Column& amount) {
    std::vector<std::uint8_t> counts(static_cast<std::size_t>(table_.rows()), 1);
    const auto* column = optional_column(&table_, "opportunity_id", Wanted::id);
    if (column == nullptr) return counts;
    ids_of_rows_ = arrow::id_codes(*column, ids_);
    std::vector<std::int32_t> counted(static_cast<std::size_t>(ids_.size()), -1);
    for (std::int32_t row = 0; row < table_.rows(); ++row) {
      const std::int32_t id = ids_of_rows_[static_cast<std::size_t>(row)];
      if (id < 0) continue;
      std::int32_t& first = counted[static_cast<std::size_t>(id)];
      if (first < 0) {
        first = row;
        continue;
      }
      const bool keeps_first = amount.is_null(first) == amount.is_null(row)
                                   ? process::compare_rows(table_, first, row) <= 0
                                   : amount.is_null(row);
      counts[static_cast<std::size_t>(keeps_first ? row : first)] = 0;
      if (!keeps_first) first = row;
    }
    return counts;
  }

  void convert() {
    deals_.currency = rates_.to();
    const auto* column = optional_column(&table_, "currency", Wanted::text);
    if (column == nullptr) return;
    for (std::size_t i = 0; i < deals_.row.size(); ++i) {
      const auto currency = column->text(deals_.row[i]);
      if (!currency) {
        throw table_
            .error(Status::data, "missing_currency",
                   "the currency of an open deal is missing; give it, or leave the row out")
            .at(column->name())
            .in_row(deals_.row[i])
            .in_column(column->position());
      }
      const auto converted = rates_.convert(deals_.amount_minor[i], *currency, as_of_);
      if (!converted) {
        throw no_rate(table_, *column, deals_.row[i], *currency, rates_.to(), as_of_, values_);
      }
      deals_.amount_minor[i] = *converted;
    }
  }

  void read_owners() {
    deals_.rep.name = "owner_id";
    deals_.rep.codes.assign(deals_.row.size(), -1);
    const auto* column = optional_column(&table_, "owner_id", Wanted::id);
    if (column == nullptr) return;
    const auto codes = arrow::id_codes(*column, owners_);
    for (std::size_t i = 0; i < deals_.row.size(); ++i)
      deals_.rep.codes[i] = codes[static_cast<std::size_t>(deals_.row[i])];
  }

  /// A deal of credits of its opportunity is as many rows, one per credited rep.
  void share_by_credits() {
    if (tables_.find("credits") != nullptr && !ids_of_rows_.empty()) {
      std::vector<ActualFaultRow> faults;  // told where actuals are read
      const Credits credits(tables_, Interner(), ids_, owners_, faults);
      Actuals whole = std::move(deals_);
      const std::vector<Day> expected = std::move(expected_);
      deals_ = {};
      deals_.currency = whole.currency;
      deals_.rep.name = whole.rep.name;
      expected_.clear();
      std::vector<Minor> parts;
      for (std::size_t i = 0; i < whole.row.size(); ++i) {
        const auto shares = credits.of(-1, ids_of_rows_[static_cast<std::size_t>(whole.row[i])]);
        parts.assign(1, whole.amount_minor[i]);
        if (!shares.empty()) divide_amount(whole.amount_minor[i], shares, parts);
        for (std::size_t part = 0; part < parts.size(); ++part) {
          deals_.row.push_back(whole.row[i]);
          deals_.day.push_back(whole.day[i]);
          expected_.push_back(expected[i]);
          deals_.amount_minor.push_back(parts[part]);
          deals_.is_collection.push_back(0);
          deals_.rep.codes.push_back(shares.empty() ? whole.rep.codes[i] : shares[part].rep);
        }
      }
    }
    deals_.rep.texts = owners_.texts();
  }

  void put_on(std::span<const AxisTree> axes) {
    for (std::size_t axis = 0; axis < axes.size(); ++axis) {
      const AxisTree& tree = axes[axis];
      if (tree.axis == "sales") {
        deals_.nodes.push_back(places_of_owners(tree));
        place_by_team(tables_, tree, axis, deals_);
      } else {
        deals_.nodes.push_back(places_by(tree, optional_column(&table_, tree.axis, Wanted::id)));
      }
    }
  }

  std::vector<std::int32_t> places_of_owners(const AxisTree& tree) const {
    std::vector<std::int32_t> nodes(deals_.row.size(), tree.nodes.size() == 1 ? 0 : -1);
    if (tree.nodes.size() == 1) return nodes;
    const NodeFinder finder(tree);
    for (std::size_t i = 0; i < nodes.size(); ++i) {
      const std::int32_t owner = deals_.rep.codes[i];
      if (owner < 0) continue;
      const std::string& code = deals_.rep.texts[static_cast<std::size_t>(owner)];
      nodes[i] = std::max(finder.find(code, as_of_, true), -1);
    }
    return nodes;
  }

  std::vector<std::int32_t> places_by(const AxisTree& tree, const arrow::Column* column) const {
    std::vector<std::int32_t> nodes(deals_.row.size(), tree.nodes.size() == 1 ? 0 : -1);
    if (column == nullptr || tree.nodes.size() == 1) return nodes;
    const NodeFinder finder(tree);
    for (std::size_t i = 0; i < nodes.size(); ++i) {
      const auto id = arrow::id_at(*column, deals_.row[i]);
      if (id) nodes[i] = std::max(finder.find(*id, as_of_, true), -1);
    }
    return nodes;
  }

  const Tables& tables_;
  const arrow::Table& table_;
  Rates rates_;
  Day as_of_;
  bool values_;
  Interner ids_;
  std::vector<std::int32_t> ids_of_rows_;  ///< codes of opportunity_id; empty: no such column
  Interner owners_;
  std::vector<Day> expected_;
  Actuals deals_;
};

}  // namespace

Actuals open_pipeline(const Tables& tables, std::string_view currency,
                      std::span<const AxisTree> axes, Day as_of, const Run& run, bool values) {
  const arrow::Table* table = tables.find("opportunities");
  if (table == nullptr) {
    throw Error(Status::schema, "missing_table", "table \"opportunities\" is missing")
        .in_table("opportunities");
  }
  if (run.max_rows > 0 && table->rows() > run.max_rows) {
    throw table->error(
        Status::limit, "max_rows",
        std::to_string(table->rows()) + " rows; max_rows is " + std::to_string(run.max_rows));
  }
  return PipelineReader(tables, *table, currency, as_of, values).read(axes);
}

}  // namespace sandan::quota
