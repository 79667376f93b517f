#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/id_index.hpp"
#include "process/history_data.hpp"
#include "sandan/rules.hpp"

/// The lines of customers that a policy grades, as the gauges need them.
namespace sandan::process {

/// What is done about a line: closing, nurturing, something else, or nobody knows.
enum class LineMode : std::uint8_t { close, nurture, other, unknown };

/// Lines to nurture.
struct Contacted {
  std::int64_t on_time = 0;  ///< last contact within the longest gap
  std::int64_t n = 0;        ///< that have a longest gap
  std::int64_t unknown = 0;  ///< lines whose mode or longest gap is undetermined
};

/// Customers on the list of those known to exist.
struct Listed {
  std::int64_t listed = 0;  ///< known and on the list
  std::int64_t known = 0;   ///< known to exist
  std::int64_t beyond = 0;  ///< on the list and not among the known
};

/// Outputs of the policy that say the mode and the longest gap in days.
struct LineOutputs {
  const std::string& mode;
  const std::string& max_gap;
};

class GradedLines {
 public:
  /// Grades the policy's table. Throws Error{schema | invalid_argument |
  /// unsupported | limit}.
  GradedLines(const Policy& policy, const Tables& tables, const LineOutputs& outputs, Day as_of,
              const Run& run, Budget& budget);

  /// Mode of each row of `opportunities`, by its account and, where both
  /// tables tell it, its product.
  std::vector<LineMode> modes_of_deals(const arrow::Table& opportunities, Budget& budget) const;

  /// Contacts by `activities` that were done on or before the day.
  Contacted contacted(const arrow::Table& activities) const;

 private:
  struct Gap {
    double days = 0;
    bool is_known = false;
    bool is_none = false;
  };

  const arrow::Table* table_ = nullptr;
  const arrow::Column* accounts_ = nullptr;
  Day as_of_;
  std::vector<std::uint8_t> modes_;  ///< LineMode by row
  std::vector<Gap> gaps_;            ///< by row
  std::vector<std::int32_t> next_;   ///< by row: another line of the account, -1 for none
  std::optional<IdIndex> first_;     ///< by account: its first line
};

/// Compares `accounts` with `universe` by account_id.
Listed listed_of(const arrow::Table& accounts, const arrow::Table& universe, Budget& budget);

}  // namespace sandan::process
