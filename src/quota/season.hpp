#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "calendar/definition.hpp"
#include "sandan/quota/requests.hpp"

namespace sandan::quota {

/// A part of a fiscal year that comes again every year, both days included.
struct Season {
  int year = 0;
  int number = 0;  ///< within the year; of a day, by its month and day
  Day from = 0;
  Day to = 0;
  std::string code;
};

/// The seasons of whole fiscal years (of ISO 8601 for weeks of years of
/// months) that hold the days [from, to].
class Seasons {
 public:
  /// `unit` is quarter, month, week or day.
  Seasons(const calendar::Fiscal& fiscal, QuotaPeriod unit, Day from, Day to);

  const std::vector<Season>& all() const noexcept { return all_; }
  /// Those that share a day with [from, to]: places in all().
  std::vector<std::size_t> between(Day from, Day to) const;
  /// The season of that number in a year, the one before where the year has
  /// none (a 53rd week, the 29th of February); null for a year not held.
  const Season* find(int year, int number) const noexcept;
  /// Place in all() of the season that holds a day; all().size() when none does.
  std::size_t holding(Day day) const noexcept;
  std::vector<int> years() const;
  /// Seasons of a year in order: places [first, second) in all().
  std::pair<std::size_t, std::size_t> of_year(int year) const noexcept;

 private:
  std::vector<Season> all_;  ///< in order
  std::map<int, std::pair<std::size_t, std::size_t>> years_;
};

}  // namespace sandan::quota
