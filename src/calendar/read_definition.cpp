#include <algorithm>

#include "calendar/definition.hpp"
#include "core/json.hpp"
#include "core/sha256.hpp"

namespace sandan::calendar {
namespace {

using json::Members;
using json::Node;

constexpr std::size_t most_entries = 20'000;
constexpr Day longest_holiday = 366;

std::vector<Node> bounded_items(const Node& node) {
  auto items = node.items();
  if (items.size() > most_entries) {
    throw node.error("too_many", "at most " + std::to_string(most_entries) + " are allowed here");
  }
  return items;
}

int read_weekday(const Node& node) {
  return static_cast<int>(node.choice({"mon", "tue", "wed", "thu", "fri", "sat", "sun"}));
}

void read_week(const Node& node, Definition& definition) {
  for (const Node& item : node.items()) {
    bool& worked = definition.week[static_cast<std::size_t>(read_weekday(item))];
    if (worked) throw item.error("duplicate_day", "the weekday is listed twice");
    worked = true;
    ++definition.week_workdays;
  }
  if (definition.week_workdays == 0) throw node.error("empty", "a week has one workday at least");
}

Span read_span(const Members& members) {
  const Span span{members.required("from").day(), members.required("to").day()};
  if (span.to < span.from) {
    throw members.required("to").error("ends_before_it_starts", "to is before from");
  }
  return span;
}

void read_sources(const Node& node) {
  for (const Node& item : bounded_items(node)) {
    const Members source = item.members({"title", "url", "published_on"});
    source.required("title").labels();
    if (const auto url = source.find("url")) url->text();
    if (const auto day = source.find("published_on")) day->day();
  }
}

Holiday read_holiday(const Node& node) {
  const Members members = node.members({"label", "from", "to"});
  Holiday holiday{members.required("label").labels(), members.required("from").day(), 0};
  const auto to = members.find("to");
  holiday.to = to ? to->day() : holiday.from;
  if (holiday.to < holiday.from) throw to->error("ends_before_it_starts", "to is before from");
  if (holiday.to - holiday.from >= longest_holiday) {
    throw to->error("too_long", "a holiday lasts a year at most");
  }
  return holiday;
}

int read_count(const Node& node) { return static_cast<int>(node.integer(1, 12)); }

void read_weeks_year(const Members& members, const Node& node, Fiscal& fiscal) {
  fiscal.kind = Fiscal::Kind::weeks;
  constexpr std::array<std::array<int, 3>, 3> patterns = {{{4, 4, 5}, {4, 5, 4}, {5, 4, 4}}};
  fiscal.pattern = patterns[members.required("pattern").choice({"4-4-5", "4-5-4", "5-4-4"})];
  const Members end = members.required("year_ends").members({"weekday", "rule", "month"});
  fiscal.weekday = read_weekday(end.required("weekday"));
  fiscal.year_end = static_cast<Fiscal::YearEnd>(end.required("rule").choice({"nearest", "last"}));
  fiscal.month = read_count(end.required("month"));
  if (members.find("first_month")) {
    throw node.error("contradiction", "first_month belongs to kind \"months\"");
  }
}

Fiscal read_fiscal(const Node& node) {
  const Members members = node.members({"kind", "first_month", "named_by", "pattern", "year_ends"});
  Fiscal fiscal;
  if (members.required("kind").choice({"months", "weeks"}) == 1) {
    read_weeks_year(members, node, fiscal);
  } else {
    if (members.find("pattern") || members.find("year_ends")) {
      throw node.error("contradiction", "pattern and year_ends belong to kind \"weeks\"");
    }
    if (const auto month = members.find("first_month")) fiscal.first_month = read_count(*month);
  }
  if (const auto named = members.find("named_by")) {
    fiscal.named_by = static_cast<Fiscal::NamedBy>(named->choice({"start", "end"}));
  }
  return fiscal;
}

/// First and last day that is not left to the weekly pattern.
std::optional<Span> ruled_days(const Definition& definition) {
  std::optional<Span> ruled = definition.span;
  const auto widen = [&](Day from, Day to) {
    if (!ruled) ruled = Span{from, to};
    ruled->from = std::min(ruled->from, from);
    ruled->to = std::max(ruled->to, to);
  };
  for (const Holiday& holiday : definition.holidays)
    widen(holiday.from, holiday.to);
  for (const MakeUpDay& day : definition.make_up)
    widen(day.on, day.on);
  return ruled;
}

void rule(Definition& definition, Day day, Ruling ruling, const Node& place) {
  Ruling& said = definition.rulings[static_cast<std::size_t>(day - definition.first)];
  if (said == ruling) throw place.error("duplicate_day", format_day(day) + " is listed twice");
  if (said != Ruling::weekly) {
    throw place.error("contradiction",
                      format_day(day) + " is listed as a holiday and as a make-up workday");
  }
  said = ruling;
}

void count_days(Definition& definition) {
  std::int32_t workdays = 0;
  std::int32_t announced = 0;
  for (std::size_t i = 0; i < definition.rulings.size(); ++i) {
    const Day day = definition.first + static_cast<Day>(i);
    if (definition.is_workday(day)) {
      ++workdays;
      announced += definition.is_projected(day) ? 0 : 1;
    }
    definition.workdays.push_back(workdays);
    definition.announced.push_back(announced);
  }
}

void read_days(const Members& members, Definition& definition) {
  const auto holidays = members.find("holidays");
  const auto make_up = members.find("make_up_workdays");
  const auto holiday_nodes = holidays ? bounded_items(*holidays) : std::vector<Node>{};
  const auto make_up_nodes = make_up ? bounded_items(*make_up) : std::vector<Node>{};
  for (const Node& item : holiday_nodes)
    definition.holidays.push_back(read_holiday(item));
  for (const Node& item : make_up_nodes) {
    const Members day = item.members({"label", "on"});
    definition.make_up.push_back({day.required("label").labels(), day.required("on").day()});
  }
  const auto ruled = ruled_days(definition);
  if (!ruled) return;
  definition.first = ruled->from;
  definition.rulings.assign(static_cast<std::size_t>(ruled->to - ruled->from) + 1, Ruling::weekly);
  for (std::size_t i = 0; i < holiday_nodes.size(); ++i) {
    for (Day day = definition.holidays[i].from; day <= definition.holidays[i].to; ++day)
      rule(definition, day, Ruling::holiday, holiday_nodes[i]);
  }
  for (std::size_t i = 0; i < make_up_nodes.size(); ++i)
    rule(definition, definition.make_up[i].on, Ruling::make_up, make_up_nodes[i]);
  count_days(definition);
}

}  // namespace

Definition read_definition(std::string_view text) {
  const json::Value value = json::parse(text);
  const Node root(value, "", Status::document);
  json::expect_document_kind(root, "calendar", 1);
  const Members members = root.members({"sandan", "code", "label", "description", "week", "span",
                                        "sources", "holidays", "make_up_workdays", "fiscal"});
  Definition definition;
  definition.code = members.required("code").code();
  definition.label = members.required("label").labels();
  if (const auto description = members.find("description")) description->labels();
  read_week(members.required("week"), definition);
  if (const auto span = members.find("span")) {
    definition.span = read_span(span->members({"from", "to"}));
  }
  if (const auto sources = members.find("sources")) read_sources(*sources);
  read_days(members, definition);
  if (const auto fiscal = members.find("fiscal")) definition.fiscal = read_fiscal(*fiscal);
  definition.canonical = json::canonical(value);
  definition.digest = sha256_hex(definition.canonical);
  return definition;
}

}  // namespace sandan::calendar
