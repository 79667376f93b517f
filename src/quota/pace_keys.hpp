#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/buffer.hpp"
#include "quota/actuals.hpp"
#include "quota/quota_data.hpp"

/// What the rows of `pace` are for.
namespace sandan::quota {

/// A key of the rows: an axis of the plan with all its levels, one level of it
/// ("sales.team_id"), or a column of actuals or accounts.
struct PaceKey {
  std::string name;         ///< of the axis, or the column
  std::int32_t axis = -1;   ///< of the plan; -1: a column
  std::int32_t depth = -1;  ///< of the one level asked for; -1: all
  std::int32_t read = -1;   ///< place among PaceKeys::trees, or PaceKeys::columns
};

struct PaceKeys {
  std::vector<PaceKey> keys;
  std::optional<QuotaPeriod> unit;   ///< a period asked for as a key
  std::vector<AxisTree> trees;       ///< axes that actuals are put on
  std::vector<std::string> columns;  ///< read beside

  /// Columns that are no axis have no targets.
  bool has_targets() const noexcept { return columns.empty(); }
};

/// Whether actuals say anything about an axis; of a single node they need not.
bool is_told(const Tables& tables, const AxisTree& tree);

/// Reads `by`: "total", periods, axes, levels of axes, columns. Throws
/// Error{invalid_argument} (duplicate_key, key_is_a_column, unknown_level).
PaceKeys pace_keys(const QuotaData& data, const Tables& tables, const std::vector<std::string>& by);

/// The actuals and lines of one row's keys.
struct PaceGroup {
  std::vector<std::int32_t> codes;     ///< by key: node of the tree, or text; -1: unknown
  std::vector<std::int32_t> placed;    ///< of PaceGroups::finest
  std::vector<std::int32_t> unplaced;  ///< of them, what no leaf of an axis takes
  const Layer* layer = nullptr;        ///< that tells its targets; null: it has none
  std::vector<std::int32_t> lines;     ///< of that layer
};

/// Actuals that are in the same place by all keys.
struct FinestActuals {
  std::vector<std::int64_t> parts;  ///< of Actuals
  bool placed = true;               ///< on a leaf of every axis read
};

struct PaceGroups {
  std::vector<PaceGroup> groups;  ///< in the order of their keys, unknown last
  std::vector<FinestActuals> finest;
  std::vector<std::int64_t> unplaced;  ///< of Actuals, in order
};

/// Every actual is in one finest place, and in the groups above it. Throws
/// Error{limit, too_many_rows}, Error{no_memory} by the budget.
PaceGroups pace_groups(const QuotaData& data, std::int32_t tier, const PaceKeys& keys,
                       const Actuals& actuals, Budget& budget);

}  // namespace sandan::quota
