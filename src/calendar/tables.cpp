#include <array>

#include "calendar/definition.hpp"
#include "calendar/fiscal.hpp"
#include "core/json.hpp"
#include "core/result_schema.hpp"
#include "core/result_table.hpp"
#include "sandan/version.hpp"

namespace sandan {

using json::Members;
using json::Node;

namespace calendar {
namespace {

using results::ColumnSpec;
using Type = results::ColumnType;

constexpr std::array<std::string_view, 4> kind_codes = {"workday", "weekend", "holiday", "make_up"};
constexpr std::array<std::string_view, 4> unit_codes = {"week", "month", "quarter", "year"};

constexpr std::array days_columns = {
    ColumnSpec{"day", Type::day, false, "", "the day"},
    ColumnSpec{"weekday", Type::dictionary, false, "", "mon to sun"},
    ColumnSpec{"kind", Type::dictionary, false, "", "workday, weekend, holiday or make_up"},
    ColumnSpec{"workday", Type::boolean, false, "", "work is done"},
    ColumnSpec{"label", Type::text, true, "", "of the holiday or make-up workday"},
    ColumnSpec{"projected", Type::boolean, false, "",
               "no source covers the day: the weekly pattern speaks"}};

constexpr std::array periods_columns = {
    ColumnSpec{"unit", Type::dictionary, false, "", "week, month, quarter or year"},
    ColumnSpec{"period", Type::text, false, "", "name of the period; sorts by time"},
    ColumnSpec{"fiscal_year", Type::int32, false, "", "fiscal year it belongs to"},
    ColumnSpec{"number", Type::int32, false, "", "place in the year, from 1"},
    ColumnSpec{"start_on", Type::day, false, "", "first day"},
    ColumnSpec{"end_on", Type::day, false, "", "last day"},
    ColumnSpec{"days", Type::int32, false, "days", "days"},
    ColumnSpec{"workdays", Type::int64, false, "workdays", "working days"},
    ColumnSpec{"projected", Type::int64, false, "workdays",
               "of them on days that no source covers"}};

constexpr std::array described = {results::Described{"days", days_columns},
                                  results::Described{"periods", periods_columns}};

std::shared_ptr<const results::Column> codes(std::span<const std::string_view> values) {
  return std::make_shared<const results::Column>(
      results::text_column("", std::vector<std::string>(values.begin(), values.end())));
}

Result make_result(const Definition& definition, std::string_view verb, std::string request,
                   results::Table table) {
  auto set = std::make_shared<results::TableSet>();
  set->tables.push_back(std::move(table));
  set->metadata = {{"sandan.schema", "calendar/1"},
                   {"sandan.version", std::string(version_text)},
                   {"sandan.document", definition.digest},
                   {"sandan.verb", std::string(verb)},
                   {"sandan.request", std::move(request)}};
  return Result(std::move(set));
}

/// Labels of the days that have one.
class DayLabels {
 public:
  DayLabels(const Definition& definition, Day from, Day to, std::string_view language)
      : from_(from), to_(to), labels_(static_cast<std::size_t>(to - from) + 1) {
    for (const Holiday& holiday : definition.holidays) {
      for (Day day = holiday.from; day <= holiday.to; ++day)
        put(day, holiday.label.in(language));
    }
    for (const MakeUpDay& day : definition.make_up)
      put(day.on, day.label.in(language));
  }

  std::vector<std::optional<std::string>> take() && { return std::move(labels_); }

 private:
  void put(Day day, std::string_view label) {
    if (day < from_ || day > to_) return;
    labels_[static_cast<std::size_t>(day - from_)] = std::string(label);
  }

  Day from_;
  Day to_;
  std::vector<std::optional<std::string>> labels_;
};

int kind_of(const Definition& definition, Day day) {
  switch (definition.ruling(day)) {
    case Ruling::holiday:
      return 2;
    case Ruling::make_up:
      return 3;
    case Ruling::weekly:
      break;
  }
  return definition.is_weekly_workday(day) ? 0 : 1;
}

void read_range(const Members& members, Day& from, Day& to) {
  from = members.required("from").day();
  const Node end = members.required("to");
  to = end.day();
  if (to < from) throw end.error("ends_before_it_starts", "to is before from");
}

void check_range(Day from, Day to) {
  if (!is_possible_day(from) || !is_possible_day(to)) refuse_day();
}

/// The range as the first members of a request's text.
std::string range_text(Day from, Day to) {
  return "{\"from\":\"" + format_day(from) + "\",\"to\":\"" + format_day(to) + "\"";
}

}  // namespace
}  // namespace calendar

DaysRequest DaysRequest::parse(std::string_view text) {
  const json::Value value = json::parse_request(text);
  const Members members = json::request_root(value).members({"from", "to", "language"});
  DaysRequest request;
  calendar::read_range(members, request.from, request.to);
  if (const auto language = members.find("language")) request.language = language->code(35);
  return request;
}

PeriodsRequest PeriodsRequest::parse(std::string_view text) {
  const json::Value value = json::parse_request(text);
  const Members members = json::request_root(value).members({"unit", "from", "to"});
  PeriodsRequest request;
  calendar::read_range(members, request.from, request.to);
  if (const auto unit = members.find("unit")) {
    request.unit = static_cast<Unit>(unit->choice({"week", "month", "quarter", "year"}));
  }
  return request;
}

Result Calendar::days(const DaysRequest& request) const {
  using namespace calendar;
  check_range(request.from, request.to);
  const Definition& definition = *definition_;
  std::vector<std::optional<Day>> days;
  std::vector<std::int32_t> weekdays, kinds;
  std::vector<std::uint8_t> workdays, projected;
  for (Day day = request.from; day <= request.to; ++day) {
    days.emplace_back(day);
    weekdays.push_back(weekday_of(day));
    kinds.push_back(kind_of(definition, day));
    workdays.push_back(definition.is_workday(day) ? 1 : 0);
    projected.push_back(definition.is_projected(day) ? 1 : 0);
  }
  results::Table table;
  table.name = "days";
  table.add(results::day_column("day", days));
  table.columns.back().nullable = false;
  table.add(results::dictionary_column("weekday", weekdays, codes(weekday_codes)));
  table.add(results::dictionary_column("kind", kinds, codes(kind_codes)));
  table.add(results::boolean_column("workday", workdays));
  table.add(results::text_column(
      "label", DayLabels(definition, request.from, request.to, request.language).take()));
  table.add(results::boolean_column("projected", projected));
  std::string text = range_text(request.from, request.to) + ",\"language\":";
  json::append_quoted(text, request.language);
  return make_result(definition, "days", text + "}", std::move(table));
}

Result Calendar::periods(const PeriodsRequest& request) const {
  using namespace calendar;
  check_range(request.from, request.to);
  const Definition& definition = *definition_;
  const auto unit = static_cast<std::size_t>(request.unit);
  std::vector<std::string> names;
  std::vector<std::int32_t> units, years, numbers, lengths;
  std::vector<std::optional<Day>> starts, ends;
  std::vector<std::int64_t> workdays, projected;
  for (const FiscalPeriod& period :
       periods_between(definition.fiscal, request.unit, request.from, request.to)) {
    const Workdays counted = count(period.start, period.end);
    units.push_back(static_cast<std::int32_t>(unit));
    names.push_back(period.label);
    years.push_back(period.year);
    numbers.push_back(period.number);
    starts.emplace_back(period.start);
    ends.emplace_back(period.end);
    lengths.push_back(period.end - period.start + 1);
    workdays.push_back(counted.workdays);
    projected.push_back(counted.projected);
  }
  results::Table table;
  table.name = "periods";
  table.add(results::dictionary_column("unit", units, codes(unit_codes)));
  table.add(results::text_column("period", names));
  table.add(results::int32_column("fiscal_year", std::move(years)));
  table.add(results::int32_column("number", std::move(numbers)));
  table.add(results::day_column("start_on", starts));
  table.columns.back().nullable = false;
  table.add(results::day_column("end_on", ends));
  table.columns.back().nullable = false;
  table.add(results::int32_column("days", std::move(lengths)));
  table.add(results::int64_column("workdays", std::move(workdays)));
  table.add(results::int64_column("projected", std::move(projected)));
  return make_result(
      definition, "periods",
      range_text(request.from, request.to) + ",\"unit\":\"" + std::string(unit_codes[unit]) + "\"}",
      std::move(table));
}

std::string calendar_output_schema() {
  return results::output_schema("calendar/1", calendar::described);
}

}  // namespace sandan
