#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/arrow_column.hpp"
#include "core/interner.hpp"
#include "sandan/core/dates.hpp"
#include "sandan/core/money.hpp"
#include "sandan/core/status.hpp"
#include "sandan/core/tables.hpp"

namespace sandan::quota {

/// The table `rates` (date, from_currency, to_currency, num, den): what an
/// amount of one currency is worth in another. Minor units of the one × num ÷
/// den are minor units of the other; the latest rate on or before a day counts.
class Rates {
 public:
  /// Rates into `to`; rows into other currencies are not read. Without the
  /// table there are none. Throws Error{schema} for columns, Error{data} with
  /// row and column: missing_rate_value (null), bad_rate (num or den not above
  /// 0), duplicate_rate (two rates of one day that differ).
  Rates(const Tables& tables, std::string_view to);

  const std::string& to() const noexcept { return to_; }
  /// Code of a currency for convert(); -1 when nothing is known of it.
  std::int32_t code(std::string_view from) const noexcept;

  /// The amount in `to`, rounded once, half to even; the amount itself when
  /// `from` is `to`. Nothing when there is no rate on or before the day. Throws
  /// Error{overflow}.
  std::optional<Minor> convert(Minor amount, std::int32_t from, Day day) const;
  std::optional<Minor> convert(Minor amount, std::string_view from, Day day) const {
    return convert(amount, code(from), day);
  }

 private:
  struct Rate {
    Day day;
    std::int64_t num;
    std::int64_t den;
    std::int64_t row;  ///< of the table, for refusals
  };

  std::string to_;
  Interner currencies_;                   ///< `to_` is 0
  std::vector<std::vector<Rate>> rates_;  ///< by currency, by day
};

/// The refusal of a row whose currency has no rate: Error{data, no_rate}. Its
/// currency is named by `values`.
Error no_rate(const arrow::Table& table, const arrow::Column& column, std::int64_t row,
              std::string_view from, std::string_view to, Day day, bool values);

}  // namespace sandan::quota
