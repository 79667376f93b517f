#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/result_table.hpp"
#include "process/history_data.hpp"

namespace sandan::process {

/// One key of a grouping: a code per deal that sorts as the values do, with
/// unknown last.
struct KeyCodes {
  std::string name;
  std::vector<std::int32_t> codes;
  std::int32_t size = 0;  ///< codes are 0 … size - 1; size - 1 is unknown
  KeyColumn::Kind kind = KeyColumn::Kind::text;
  std::vector<std::string> texts;      ///< by code, of text
  std::vector<std::int64_t> integers;  ///< by code, of integers and days
};

/// A group at one level of a rollup.
struct Group {
  std::int32_t level;               ///< keys kept
  std::vector<std::int32_t> codes;  ///< of the keys kept, then of the currency
};

/// Deals sorted into groups by the keys of a request. Where amounts are added
/// the currency, if the table has one, is always a key, so that amounts of
/// different currencies never meet.
class Groups {
 public:
  enum class Adds : std::uint8_t { amounts, counts };

  /// `table` is the result table the groups are for, whose own columns no key
  /// may be named like; `counted[deal]` false leaves a deal out; empty counts
  /// all.
  Groups(std::string_view table, const HistoryData& history, const std::vector<Standing>& standings,
         const Grouping& grouping, const std::vector<bool>& counted, Adds adds = Adds::amounts);

  /// Index among the groups of the finest level; -1 for a deal left out.
  const std::vector<std::int32_t>& of_deals() const noexcept { return of_deals_; }
  std::int64_t finest() const noexcept { return finest_; }

  /// All groups: the finest first, then each coarser level, each in the
  /// order of keys.
  const std::vector<Group>& all() const noexcept { return groups_; }
  /// For each group of the finest level the groups it adds to, itself first.
  const std::vector<std::vector<std::int32_t>>& adds_to() const noexcept { return adds_to_; }

  /// True when all keys of a group of the finest level are known.
  bool is_known(std::int64_t group) const noexcept;
  /// Key `key` of the groups `rows` as a column of another name.
  results::Column key_of(std::size_t key, std::string name,
                         const std::vector<std::int32_t>& rows) const;

  /// Appends the columns `level`, the keys, and `currency` to a table with a
  /// row for each entry of `rows`, an index into all().
  void add_columns(results::Table& table, const std::vector<std::int32_t>& rows) const;

 private:
  void find_finest(const std::vector<bool>& counted, std::int64_t deals);
  void roll_up(const Grouping& grouping);

  std::vector<KeyCodes> keys_;  ///< the currency last when there is one
  bool has_currency_ = false;
  std::vector<std::int32_t> of_deals_;
  std::int64_t finest_ = 0;
  std::vector<Group> groups_;
  std::vector<std::vector<std::int32_t>> adds_to_;
};

/// Deals of a cohort; empty when there is none, which counts all.
std::vector<bool> in_cohort(const HistoryData& history, const std::vector<Standing>& standings,
                            const std::optional<Cohort>& cohort);

}  // namespace sandan::process
