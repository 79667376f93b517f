#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "sandan/calendar.hpp"
#include "support/expect.hpp"

/// Calendars for the tests of the module.
namespace sandan::testing {

inline Day day(std::string_view text) { return parse_day(text).value(); }

inline Calendar shipped(std::string_view name) {
  return Calendar::compile(shipped_document("calendar", name));
}

/// A calendar whose members beside code and label are given as JSON.
inline Calendar calendar_with(const std::string& members) {
  return Calendar::compile(R"({"sandan": "calendar/1", "code": "c", "label": {"en": "C"}, )" +
                           members + "}");
}

inline const std::string five_days = R"("week": ["mon", "tue", "wed", "thu", "fri"])";

/// A year of sources with a holiday within it and a day on either side of it.
inline Calendar small_calendar() {
  return calendar_with(five_days + R"(,
    "span": {"from": "2026-01-01", "to": "2026-12-31"},
    "holidays": [{"label": {"zh": "元旦", "en": "New Year"}, "from": "2025-12-31", "to": "2026-01-02"},
                 {"label": {"en": "Mid-week"}, "from": "2026-06-10"}],
    "make_up_workdays": [{"label": {"en": "For June"}, "on": "2026-06-06"},
                         {"label": {"en": "Outside"}, "on": "2027-01-02"}])");
}

/// A request for days or periods.
inline std::string between(std::string_view from, std::string_view to, std::string_view more = "") {
  return R"({"from": ")" + std::string(from) + R"(", "to": ")" + std::string(to) + "\"" +
         std::string(more) + "}";
}

inline Result periods(const Calendar& calendar, std::string_view from, std::string_view to,
                      const std::string& unit) {
  return calendar.periods(PeriodsRequest::parse(between(from, to, R"(, "unit": ")" + unit + "\"")));
}

}  // namespace sandan::testing
