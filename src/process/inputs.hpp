#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/arrow_column.hpp"
#include "core/parallel.hpp"
#include "process/history_data.hpp"

namespace sandan::process {

/// Column of a table with its type checked.
enum class Wanted : std::uint8_t { id, text, integer, day, moment };

/// Null when the table or the column is absent. Refuses a wrong type.
const arrow::Column* optional_column(const arrow::Table* table, std::string_view name,
                                     Wanted wanted);
/// Refuses an absent column.
const arrow::Column& required_column(const arrow::Table& table, std::string_view name,
                                     Wanted wanted);

/// Civil microseconds of date and timestamp columns.
class MomentReader {
 public:
  /// Refuses a column with a zone when `zone` is empty, and one without when
  /// it is not.
  MomentReader(const arrow::Table& table, const arrow::Column& column,
               const std::vector<ZoneTransition>& zone);

  static constexpr CivilMicros missing = INT64_MIN;
  static constexpr CivilMicros impossible = INT64_MIN + 1;

  bool is_day() const noexcept { return column_->type().is_date(); }

  /// Moments of rows [from, to); `missing` and `impossible` where they are.
  void read(std::int64_t from, std::int64_t to, CivilMicros* out) const;

 private:
  CivilMicros to_civil(std::int64_t value) const noexcept;
  std::int32_t offset_at(std::int64_t utc_micros) const noexcept;

  const arrow::Column* column_;
  const std::vector<ZoneTransition>* zone_;
};

/// Days of a date column, or of a civil timestamp column cut to the day;
/// `no_day` for null, and a call of `impossible(row)` for a day outside the
/// accepted ones, which becomes no_day too.
std::vector<Day> read_days(const arrow::Column& column,
                           const std::function<void(std::int64_t)>& impossible);

/// Days of an optional date column of `table`, `otherwise` for nulls and when
/// it is absent. Refuses impossible days with their row.
std::vector<Day> days_or(const arrow::Table& table, std::string_view name, Day otherwise,
                         bool values);

}  // namespace sandan::process
