#include "sandan/calendar.hpp"

#include <algorithm>

#include "calendar/definition.hpp"

namespace sandan {
namespace calendar {
namespace {

/// Workdays of the weekly pattern from Monday 1969-12-29 up to and with `day`;
/// negative before it.
std::int64_t weekly_rank(const Definition& definition, Day day) noexcept {
  const std::int64_t days = std::int64_t{day} + 3;
  const std::int64_t weekday = (days % 7 + 7) % 7;
  std::int64_t rank = (days - weekday) / 7 * definition.week_workdays;
  for (std::int64_t i = 0; i <= weekday; ++i)
    rank += definition.week[static_cast<std::size_t>(i)] ? 1 : 0;
  return rank;
}

}  // namespace

void refuse_day() {
  throw Error(Status::limit, "day_out_of_range",
              "the day lies outside " + format_day(first_day) + " to " + format_day(last_day));
}

Workdays Definition::rank(Day day) const noexcept {
  if (rulings.empty() || day < first) {
    const std::int64_t workdays_so_far = weekly_rank(*this, day);
    return {workdays_so_far, span ? workdays_so_far : 0};
  }
  const std::int64_t before = weekly_rank(*this, first - 1);
  const auto last = static_cast<std::int64_t>(rulings.size()) - 1;
  const std::int64_t inside = std::min<std::int64_t>(std::int64_t{day} - first, last);
  const auto i = static_cast<std::size_t>(inside);
  Workdays rank{before + workdays[i], span ? before + workdays[i] - announced[i] : std::int64_t{0}};
  const Day end = first + static_cast<Day>(last);
  if (day > end) {
    const std::int64_t beyond = weekly_rank(*this, day) - weekly_rank(*this, end);
    rank.workdays += beyond;
    if (span) rank.projected += beyond;
  }
  return rank;
}

}  // namespace calendar

Calendar Calendar::compile(std::string_view json) {
  return Calendar(std::make_shared<const calendar::Definition>(calendar::read_definition(json)));
}

const std::string& Calendar::to_json() const noexcept { return definition_->canonical; }
const std::string& Calendar::digest() const noexcept { return definition_->digest; }
const std::string& Calendar::code() const noexcept { return definition_->code; }

bool Calendar::is_workday(Day day) const noexcept { return definition_->is_workday(day); }
bool Calendar::is_projected(Day day) const noexcept { return definition_->is_projected(day); }

Workdays Calendar::count(Day from, Day to) const noexcept {
  return to < from ? Workdays{} : elapsed(std::max(from, first_day) - 1, to);
}

Workdays Calendar::elapsed(Day from, Day to) const noexcept {
  // A day beyond any that is accepted counts as the one before or after them.
  from = std::clamp(from, first_day - 1, last_day + 1);
  to = std::clamp(to, first_day - 1, last_day + 1);
  const bool back = to < from;
  const Workdays start = definition_->rank(back ? from - 1 : from);
  const Workdays end = definition_->rank(back ? to - 1 : to);
  return {end.workdays - start.workdays, end.projected - start.projected};
}

FoundDay Calendar::add(Day day, std::int64_t n) const {
  if (!is_possible_day(day)) calendar::refuse_day();
  if (n == 0) return {day, is_projected(day)};
  // The first day whose rank is the wanted one lies between the accepted days
  // or nowhere.
  const std::int64_t here = definition_->rank(n > 0 ? day : day - 1).workdays;
  const std::int64_t least = definition_->rank(first_day - 1).workdays;
  const std::int64_t most = definition_->rank(last_day).workdays;
  if (n > most - here || n < least - here) {
    calendar::refuse_day();
  }
  const std::int64_t wanted = n > 0 ? here + n : here + n + 1;
  Day low = first_day;
  Day high = last_day;
  while (low < high) {
    const Day middle = low + (high - low) / 2;
    if (definition_->rank(middle).workdays < wanted) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  const Workdays passed = n > 0 ? elapsed(day, low) : elapsed(low - 1, day - 1);
  return {low, passed.projected != 0};
}

}  // namespace sandan
