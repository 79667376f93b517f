#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "core/id_values.hpp"
#include "core/result_table.hpp"

/// In what the result tables of two books differ.
namespace sandan::org {

struct Difference {
  std::int32_t account = 0;  ///< of ComparedAccounts
  std::int32_t table = 0;    ///< in the order of comparing
  std::string item;          ///< keys of the row, joined by /
  std::int32_t column = 0;   ///< of Differences::columns
  std::optional<std::string> before;
  std::optional<std::string> after;
  std::optional<double> change;
};

/// Accounts of two books: those of the first in its order, then those that
/// only the other has.
class ComparedAccounts {
 public:
  explicit ComparedAccounts(IdKind kind) : ids_(kind) {}

  /// Adds the account unless it is there.
  void add(const IdValues& ids, std::int64_t index);
  std::int32_t count() const noexcept { return static_cast<std::int32_t>(ids_.size()); }
  const IdValues& ids() const noexcept { return ids_; }
  /// Of the id a cell shows; -1.
  std::int32_t find(const std::string& id) const noexcept;

 private:
  IdValues ids_;
  std::unordered_map<std::string, std::int32_t> of_;
};

/// Collects differences, answer by answer.
class Differences {
 public:
  explicit Differences(const ComparedAccounts& accounts) : accounts_(accounts) {}

  /// Compares tables of one name each; a table that was compared before is
  /// left out, and one that a side lacks counts as without rows. Rows are
  /// matched by the keys of their table (see differences_keys.hpp), those with
  /// equal keys one by one in their order; cells by same_cell().
  void compare(const std::vector<results::Table>& before, const std::vector<results::Table>& after);

  /// Table `differences`, by account, then by table in the order of comparing,
  /// then by item.
  results::Table table() &&;

 private:
  void compare_table(const results::Table& one, const std::vector<results::Table>& before,
                     const results::Table& other, const std::vector<results::Table>& after);

  const ComparedAccounts& accounts_;
  std::vector<std::string> tables_;
  std::vector<std::string> columns_;
  std::vector<Difference> rows_;
};

}  // namespace sandan::org
