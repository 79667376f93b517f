#include "quota/time_axis.hpp"

#include "support/expect.hpp"

using namespace sandan;
using namespace sandan::quota;
using namespace sandan::testing;

namespace {

Calendar shipped(std::string_view name) {
  return Calendar::compile(shipped_document("calendar", name));
}

TimeAxis axis_of(std::string_view calendar, std::string_view from, std::string_view to) {
  return time_axis(shipped(calendar), *parse_day(from), *parse_day(to));
}

constexpr std::array units = {QuotaPeriod::all,   QuotaPeriod::year, QuotaPeriod::quarter,
                              QuotaPeriod::month, QuotaPeriod::week, QuotaPeriod::day};

}  // namespace

TEST_CASE("Every unit of periods cuts the days of a plan without gap or overlap") {
  for (const std::string_view name : {"cn", "weekdays", "iso_weeks", "retail_454"}) {
    for (const auto& [from, to] :
         {std::pair("2026-01-01", "2026-12-31"), std::pair("2025-11-17", "2028-03-02"),
          std::pair("2026-05-05", "2026-05-05")}) {
      const TimeAxis axis = axis_of(name, from, to);
      CHECK(axis.last() == *parse_day(to));
      for (const QuotaPeriod unit : units) {
        std::int32_t next = 0;
        for (std::size_t i = 0; i < axis.of(unit).size(); ++i) {
          const TimeSpan& span = axis.of(unit)[i];
          CHECK(span.from == next);
          CHECK(span.to >= span.from);
          CHECK(span.whole_from <= axis.first + span.from);
          CHECK(span.whole_to >= axis.first + span.to);
          CHECK(axis.find(unit, span.code) == static_cast<std::int32_t>(i));
          CHECK(axis.holding(unit, axis.first + span.from) == static_cast<std::int32_t>(i));
          CHECK(axis.holding(unit, axis.first + span.to) == static_cast<std::int32_t>(i));
          next = span.to + 1;
        }
        CHECK(next == axis.days);
        CHECK(axis.find(unit, "nothing") == -1);
      }
    }
  }
}

TEST_CASE("Periods have the names and days of the calendar's own table") {
  for (const std::string_view name : {"cn", "retail_454"}) {
    const Calendar calendar = shipped(name);
    const Day from = *parse_day("2025-11-17");
    const Day to = *parse_day("2026-12-02");
    const TimeAxis axis = time_axis(calendar, from, to);
    using Unit = PeriodsRequest::Unit;
    for (const auto& [unit, period] :
         {std::pair(Unit::week, QuotaPeriod::week), std::pair(Unit::month, QuotaPeriod::month),
          std::pair(Unit::quarter, QuotaPeriod::quarter),
          std::pair(Unit::year, QuotaPeriod::year)}) {
      const auto listed = rows(calendar.periods({unit, from, to}));
      REQUIRE(listed.size() == axis.of(period).size());
      for (std::size_t i = 0; i < listed.size(); ++i) {
        const TimeSpan& span = axis.of(period)[i];
        CHECK(listed[i].at("period").as_string() == span.code);
        CHECK(listed[i].at("start_on").as_string() == format_day(span.whole_from));
        CHECK(listed[i].at("end_on").as_string() == format_day(span.whole_to));
      }
    }
  }
}

TEST_CASE("Months of whole weeks nest, civil months do not") {
  CHECK(axis_of("retail_454", "2026-02-01", "2027-01-30").weeks_nest);
  const TimeAxis civil = axis_of("cn", "2026-01-01", "2026-12-31");
  CHECK_FALSE(civil.weeks_nest);
  CHECK(civil.of(QuotaPeriod::all).front().code == "all");
  CHECK(civil.of(QuotaPeriod::quarter)[0].code == "2026-Q1");
  CHECK(civil.of(QuotaPeriod::month)[1].code == "2026-02");
  CHECK(civil.of(QuotaPeriod::day)[31].code == "2026-02-01");
}

TEST_CASE("Working days are those of the calendar") {
  const Calendar calendar = shipped("cn");
  const TimeAxis axis = axis_of("cn", "2026-02-01", "2026-03-31");
  for (std::int32_t day = 0; day < axis.days; ++day)
    CHECK((axis.is_workday[static_cast<std::size_t>(day)] != 0) ==
          calendar.is_workday(axis.first + day));
  CHECK_FALSE(axis.holds(axis.first - 1));
  CHECK(axis.holds(axis.last()));
}
