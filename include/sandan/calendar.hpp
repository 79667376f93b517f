#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sandan/core.hpp"

namespace sandan {

namespace calendar {
struct Definition;
}

/// A number of working days, and how many of them lie on days that no source
/// of the calendar covers: there the weekly pattern alone speaks.
struct Workdays {
  std::int64_t workdays = 0;
  std::int64_t projected = 0;
};

/// A day that was looked for, and whether a projected working day was passed or
/// met on the way to it.
struct FoundDay {
  Day day = 0;
  bool projected = false;
};

/// Which days to list.
struct DaysRequest {
  Day from = 0;
  Day to = 0;  ///< included
  std::string language = "en";

  static DaysRequest parse(std::string_view json);
};

/// Which periods of the fiscal calendar to list: those that share a day with
/// [from, to], each whole.
struct PeriodsRequest {
  enum class Unit : std::uint8_t { week, month, quarter, year };
  Unit unit = Unit::month;
  Day from = 0;
  Day to = 0;  ///< included

  static PeriodsRequest parse(std::string_view json);
};

/// A working calendar: a week, holidays, make-up workdays, and a fiscal year.
/// Immutable, cheap to copy, shared by threads.
class Calendar {
 public:
  /// Compiles a calendar document ("sandan": "calendar/1"). Throws
  /// Error{parse | document | unsupported | limit} with a JSON pointer.
  static Calendar compile(std::string_view json);

  /// The document in canonical form and its digest.
  const std::string& to_json() const noexcept;
  const std::string& digest() const noexcept;
  const std::string& code() const noexcept;

  bool is_workday(Day day) const noexcept;
  /// True where the sources of the calendar end: the answer for that day is
  /// the weekly pattern's.
  bool is_projected(Day day) const noexcept;

  /// Working days from `from` to `to`, both counted; none when `to` is before
  /// `from`.
  Workdays count(Day from, Day to) const noexcept;
  /// Working days that pass between two days: those after `from` up to and
  /// with `to`. With `to` before `from`, minus those from `to` up to, but not
  /// with, `from`. So elapsed(day, add(day, n).day) is n.
  Workdays elapsed(Day from, Day to) const noexcept;
  /// The n-th working day after `day`, before it for negative n; `day` itself
  /// for 0. Throws Error{limit} beyond the accepted days.
  FoundDay add(Day day, std::int64_t n) const;
  /// First working day after `day`.
  FoundDay next(Day day) const { return add(day, 1); }
  /// Last working day before `day`.
  FoundDay previous(Day day) const { return add(day, -1); }

  /// Table `days`: each day with its kind, label, and whether work is done.
  Result days(const DaysRequest& request) const;
  /// Table `periods`: weeks, months, quarters or years of the fiscal calendar
  /// with their working days.
  Result periods(const PeriodsRequest& request) const;

  const calendar::Definition& definition() const noexcept { return *definition_; }

 private:
  explicit Calendar(std::shared_ptr<const calendar::Definition> definition)
      : definition_(std::move(definition)) {}

  std::shared_ptr<const calendar::Definition> definition_;
};

/// JSON: the module's result tables and columns.
std::string calendar_output_schema();

}  // namespace sandan
