#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "quota/axis_tree.hpp"
#include "sandan/core/dates.hpp"
#include "sandan/core/money.hpp"
#include "sandan/core/run.hpp"
#include "sandan/core/tables.hpp"

/// The table `actuals`, with `credits` and `rates`, as plans count it.
namespace sandan::quota {

enum class ActualFault : std::uint8_t {
  missing_date,
  impossible_date,
  missing_amount,
  unknown_kind,       ///< neither order nor collection
  missing_currency,   ///< null in a column that is there
  duplicate_actual,   ///< actual_id stands twice: one of the rows counts
  unknown_node,       ///< no node of the axis has that code
  outside_days,       ///< the node's days do not cover the date
  bad_share,          ///< of credits: null, negative or above 1,000,000
  credits_not_whole,  ///< credits of one actual do not sum to 1,000,000: not used
  missing_credit_to,  ///< of credits: no rep_id
  unknown_credited,   ///< of credits: no such actual
};
std::string_view word_of(ActualFault fault) noexcept;

struct ActualFaultRow {
  ActualFault fault;
  bool set_aside = false;   ///< the row is left out; otherwise only its value, or its place
  bool in_credits = false;  ///< row of `credits`, not of `actuals`
  std::int64_t row = 0;     ///< from 0
  std::string column;       ///< of that table
  /// Of credits: code of the actual or opportunity that is shared; -1: none.
  std::int32_t of_actual = -1;
  std::int32_t of_opportunity = -1;
};

/// Texts by code, -1 for null.
struct CodedColumn {
  std::string name;
  std::vector<std::int32_t> codes;
  std::vector<std::string> texts;
};

struct ActualsRequest {
  /// Amounts are converted into it; empty: they must be of one currency.
  std::string currency;
  /// Currency of amounts where the table has no column of it; empty: that asked for.
  std::string own_currency;
  /// Amounts of several currencies are left as they are, for who keeps them
  /// apart by the column "currency".
  bool any_currency = false;
  std::string kind;         ///< order or collection; empty: both
  std::optional<Day> from;  ///< rows before are left out, as those after `to`
  std::optional<Day> to;
  /// Trees that rows are put on: "sales" by rep_id, others by the column of
  /// that name (customer_class, product, region …), found as `columns` are; none
  /// has a place on an axis without a column.
  std::span<const AxisTree> axes;
  /// False: a row on a day that no leaf of its code covers has no place. True:
  /// it has that of the leaf nearest in time, as weights want it.
  bool nearest = false;
  /// Columns given beside: of actuals, else of accounts by account_id, else by
  /// rep_id of rep_assignments on days they cover, else of reps. Whole numbers
  /// become their decimals.
  std::vector<std::string> columns;
  bool values = true;  ///< false: no cell values in messages
};

/// Rows of actuals in their order. A row with credits is as many rows, one per
/// credited rep in the order of the ids, whose amounts add up to it.
struct Actuals {
  std::vector<std::int64_t> row;  ///< of the table, from 0
  std::vector<Day> day;
  std::vector<Minor> amount_minor;  ///< negative for what was returned
  std::vector<std::uint8_t> is_collection;
  CodedColumn rep;                               ///< who is credited
  std::vector<std::vector<std::int32_t>> nodes;  ///< [axis][i] of its tree; -1: none
  std::vector<CodedColumn> columns;              ///< as asked for
  std::vector<ActualFaultRow> faults;            ///< by table and row
  std::string currency;                          ///< of all amounts; empty: not told

  std::int64_t size() const noexcept { return static_cast<std::int64_t>(day.size()); }
  const CodedColumn* column(std::string_view name) const noexcept;
};

/// Reads actuals. Throws Error{schema} for a missing or wrong column or table,
/// Error{data, no_rate} with the row for an amount in a currency without a
/// rate, Error{data, currencies_differ} when there is none to convert into.
Actuals read_actuals(const Tables& tables, const ActualsRequest& request, const Run& run = {});

/// Node of the axis for a code on a day: the leaf of that code whose days cover
/// it, else an inner node of that code; with `nearest` the leaf nearest in time
/// (the earlier of two). Built once per tree.
class NodeFinder {
 public:
  explicit NodeFinder(const AxisTree& tree);
  static constexpr std::int32_t unknown = -1;  ///< no node has that code
  static constexpr std::int32_t outside = -2;  ///< none of them covers the day
  std::int32_t find(std::string_view code, Day day, bool nearest) const;
  /// The same for a code of `texts`, looked up once: see group().
  std::int32_t find(std::int32_t group, Day day, bool nearest) const;
  /// Group of nodes of that code; -1 when there is none.
  std::int32_t group(std::string_view code) const noexcept;
  /// Nodes of a group: leaves first, by their first days, then inner nodes.
  std::span<const std::int32_t> nodes(std::int32_t group) const noexcept;

 private:
  const std::string& code_at(std::size_t place) const noexcept;

  const AxisTree* tree_;
  std::vector<std::int32_t> order_;   ///< nodes by code, leaves first, by day
  std::vector<std::int32_t> starts_;  ///< of the groups in order_
};

/// Line of each row: the one of its leaves on every axis; -1 when it has no
/// leaf on one. Lines are numbered as those of split_tree().
std::vector<std::int32_t> lines_of(const Actuals& actuals, std::span<const AxisTree> axes);

}  // namespace sandan::quota
