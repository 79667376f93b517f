#include "process/request_readers.hpp"

#include <set>

namespace sandan::process {

using json::Members;
using json::Node;

namespace {

Key read_key(const Node& node) {
  if (node.is_text()) return {std::string(node.code(200)), std::nullopt};
  const Members members = node.members({"period", "of"});
  const Node period = members.required("period");
  const auto parsed = parse_period(period.text());
  if (!parsed) {
    throw period.error("unknown_value", "a period is day, week, month, quarter or year");
  }
  return {std::string(members.required("of").code(200)), parsed};
}

}  // namespace

Grouping read_grouping(const Members& members) {
  Grouping grouping;
  if (const auto by = members.find("by")) {
    const auto items = by->items();
    if (items.size() > 16) throw by->error("too_many", "at most 16 keys");
    for (const Node& item : items)
      grouping.by.push_back(read_key(item));
  }
  if (const auto rollup = members.find("rollup")) grouping.rollup = rollup->boolean();
  if (const auto most = members.find("max_groups")) {
    grouping.max_groups = most->integer(1, most_groups);
  }
  return grouping;
}

std::optional<Cohort> read_cohort(const Members& members) {
  const auto node = members.find("cohort");
  if (!node) return std::nullopt;
  const Members parts = node->members({"of", "from", "to"});
  Cohort cohort;
  cohort.of = parts.required("of").code(200);
  if (const auto from = parts.find("from")) cohort.from = from->day();
  if (const auto to = parts.find("to")) cohort.to = to->day();
  return cohort;
}

Sampling read_sampling(const Members& members, Sampling sampling) {
  if (const auto least = members.find("min_n")) sampling.min_n = least->integer(0, 1'000'000'000);
  if (const auto confidence = members.find("confidence")) {
    sampling.confidence = confidence->number(0.5, 0.999999);
  }
  return sampling;
}

std::vector<std::string> read_names(const Node& node) {
  constexpr std::size_t most_names = 100;
  const auto items = node.items();
  if (items.size() > most_names) throw node.error("too_many", "at most 100 names");
  std::vector<std::string> names;
  std::set<std::string_view> seen;
  for (const Node& item : items) {
    if (!seen.insert(item.code(200)).second) {
      throw item.error("duplicate_key", "the name is listed twice");
    }
    names.emplace_back(item.text());
  }
  return names;
}

std::vector<Outcome> read_outcomes(const Node& node) {
  std::vector<Outcome> outcomes;
  const auto items = node.items();
  if (items.size() > 4) throw node.error("too_many", "there are four outcomes");
  for (const Node& item : items)
    outcomes.push_back(static_cast<Outcome>(item.choice({"open", "won", "lost", "cancelled"})));
  return outcomes;
}

std::vector<std::int32_t> read_rising_days(const Node& node) {
  constexpr std::size_t most_days = 1'000;
  const auto items = node.items();
  if (items.size() > most_days) throw node.error("too_many", "at most 1,000 numbers of days");
  std::vector<std::int32_t> days;
  for (const Node& item : items) {
    days.push_back(static_cast<std::int32_t>(item.integer(0, last_day - first_day)));
    if (days.size() > 1 && days[days.size() - 2] >= days.back()) {
      throw item.error("not_in_order", "numbers of days are listed in rising order");
    }
  }
  return days;
}

}  // namespace sandan::process
