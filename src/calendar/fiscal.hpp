#pragma once

#include <string>
#include <vector>

#include "calendar/definition.hpp"

namespace sandan::calendar {

/// A fiscal year, both days included.
struct FiscalYear {
  int name;
  Day start;
  Day end;
};

FiscalYear fiscal_year_of(const Fiscal& fiscal, Day day);
/// The fiscal year after `year`.
FiscalYear following_year(const Fiscal& fiscal, const FiscalYear& year);

/// A part of a fiscal year, both days included.
struct FiscalPeriod {
  int year;
  int number;  ///< from 1 within the year
  Day start;
  Day end;
  std::string label;
};

/// The periods of a unit that share a day with [from, to], in order.
std::vector<FiscalPeriod> periods_between(const Fiscal& fiscal, PeriodsRequest::Unit unit, Day from,
                                          Day to);

}  // namespace sandan::calendar
