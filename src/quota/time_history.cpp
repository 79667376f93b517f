#include "quota/time_history.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include "process/history_data.hpp"
#include "quota/actuals.hpp"
#include "quota/history_window.hpp"
#include "quota/place_history.hpp"
#include "quota/shape_prior.hpp"
#include "quota/weighed_rows.hpp"

namespace sandan::quota {
namespace {

std::size_t at(std::int32_t index) noexcept { return static_cast<std::size_t>(index); }

/// Periods of the years before a unit that may stand for it.
std::vector<const Season*> references_of(const Seasons& seasons, const Season& unit,
                                         const Weights& weights, Day limit) {
  std::vector<const Season*> found;
  const bool is_asked = weights.from || weights.to;
  for (int year = unit.year; year >= seasons.years().front(); --year) {
    const Season* season = seasons.find(year, unit.number);
    if (season == nullptr || season->to > limit || season->from >= unit.from) continue;
    if (!is_asked) return {season};
    if (weights.from && season->from < *weights.from) continue;
    if (weights.to && season->to > *weights.to) continue;
    found.push_back(season);
  }
  return found;
}

[[noreturn]] void refuse_empty(const Weights& weights, DayWindow window) {
  const bool deals = weights.by == Weights::By::pipeline;
  throw Error(Status::data, deals ? "no_pipeline" : "no_history",
              std::string(deals ? "no open deal is expected to close" : "there are no actuals") +
                  " from " + format_day(window.from) + " to " + format_day(window.to) +
                  " to weigh periods by; give other weights of time")
      .at(weights.pointer)
      .in_table(deals ? "opportunities" : "actuals");
}

}  // namespace

UnitHistory unit_history(const WeightInput& input, const Weights& weights) {
  const Day first = input.time.first;
  const Day last = input.time.last();
  const bool forward = weights.by == Weights::By::pipeline;
  Day earliest = first - 366 * (3 + input.time.days / 365);
  if (weights.from) earliest = std::min(earliest, *weights.from);
  const Day start = forward ? first : std::max(earliest, first_day);
  const Seasons seasons(input.definition.calendar->definition().fiscal, weights.unit, start, last);
  const Day limit = std::min(input.as_of, first - 1);
  UnitHistory history;
  std::map<Day, std::int32_t> places;
  std::vector<std::vector<const Season*>> of_unit;
  for (const std::size_t place : seasons.between(first, last)) {
    const Season& unit = seasons.all()[place];
    history.units.push_back(unit);
    of_unit.push_back(forward ? std::vector<const Season*>{&unit}
                              : references_of(seasons, unit, weights, limit));
    if (of_unit.back().empty()) {
      throw Error(Status::data, "history_misses_period",
                  "the days to weigh by hold no period like " + unit.code +
                      " that had ended by then; give other days or other weights")
          .at(weights.pointer);
    }
    for (const Season* season : of_unit.back())
      places.emplace(season->from, 0);
  }
  for (auto& [from, place] : places) {
    place = static_cast<std::int32_t>(history.references.size());
    history.references.push_back({from, seasons.all()[seasons.holding(from)].to});
  }
  for (const auto& of_one : of_unit) {
    auto& references = history.of_unit.emplace_back();
    for (const Season* season : of_one)
      references.push_back(places[season->from]);
  }
  return history;
}

TimeHistory::TimeHistory(const WeightInput& input, const SplitPlaces& places,
                         const Weights& weights)
    : split_(&input.split), places_(&places), periods_(unit_history(input, weights)) {
  find_owners(input);
  const auto& references = periods_.references;
  const DayWindow window{references.front().from, references.back().to};
  const Actuals rows = weighed_rows(input, weights, window);
  std::uint64_t most = 0;
  for (const Minor amount : rows.amount_minor)
    most = std::max(most, static_cast<std::uint64_t>(amount < 0 ? -(amount + 1) : amount));
  while (most >> shift_ >= std::uint64_t{1} << 31)
    ++shift_;
  std::vector<std::int32_t> nodes(rows.nodes.size());
  bool any = false;
  for (std::size_t row = 0; row < rows.day.size(); ++row) {
    const auto after =
        std::upper_bound(references.begin(), references.end(), rows.day[row],
                         [](Day day, const DayWindow& reference) { return day < reference.from; });
    if (after == references.begin() || !std::prev(after)->holds(rows.day[row])) continue;
    any = true;
    const auto reference = static_cast<std::int32_t>(after - references.begin()) - 1;
    const Minor amount = rows.amount_minor[row];
    add(of_parents_, 0, reference, amount);
    for (std::size_t axis = 0; axis < nodes.size(); ++axis)
      nodes[axis] = rows.nodes[axis][row];
    if (nodes.front() < 0) continue;
    const std::int32_t place = places.deepest(nodes);
    for (std::int32_t above = places.end_above(place); above > 0;
         above = split_->nodes[at(above)].parent) {
      if (!places.is_end(above)) add(of_parents_, above, reference, amount);
    }
    if (split_->is_line(place)) {
      add(of_lines_, owner_of(split_->nodes[at(place)].line_from), reference, amount);
    }
  }
  if (!any) refuse_empty(weights, window);
}

void TimeHistory::find_owners(const WeightInput& input) {
  const AxisTree& first = input.axes.front();
  const auto& nodes = split_->nodes;
  owners_.resize(at(split_->lines()));
  std::map<std::string_view, std::int32_t> first_end;
  for (std::int32_t line = 0; line < split_->lines(); ++line) {
    const std::int32_t end = places_->end_above(split_->line_nodes[at(line)]);
    const std::int32_t node = nodes[at(end)].node;
    std::int32_t owner = end;
    if (end > 0 && first.is_leaf(node)) {
      owner = first_end.try_emplace(first.nodes[at(node)].code, end).first->second;
    }
    owners_[at(line)] = nodes[at(owner)].line_from + (line - nodes[at(end)].line_from);
  }
}

void TimeHistory::add(SumsOf& sums, std::int32_t key, std::int32_t reference, Minor amount) {
  Sums& of_key = sums[key];
  if (of_key.amounts.empty()) of_key.amounts.resize(periods_.references.size());
  of_key.amounts[at(reference)].add(amount);
  const Minor scaled = amount / (Minor{1} << shift_);
  of_key.squares.add(scaled * scaled);
}

std::vector<double> TimeHistory::by_unit(const SumsOf& sums, std::int32_t key) const {
  const auto found = sums.find(key);
  if (found == sums.end()) return {};
  std::vector<double> amounts;
  bool any = false;
  for (const auto& references : periods_.of_unit) {
    MinorSum sum;
    for (const std::int32_t reference : references)
      sum.add(found->second.amounts[at(reference)]);
    amounts.push_back(std::max(PlaceHistory::to_double(sum), 0.0));
    any = any || amounts.back() > 0;
  }
  return any ? amounts : std::vector<double>{};
}

std::int32_t TimeHistory::parent_of(std::int32_t line) const noexcept {
  const std::int32_t end = places_->end_above(split_->line_nodes[at(line)]);
  return std::max(split_->nodes[at(end)].parent, 0);
}

std::vector<double> TimeHistory::of_line(std::int32_t line) const {
  return by_unit(of_lines_, owner_of(line));
}

std::vector<double> TimeHistory::of_parent(std::int32_t line) const {
  return by_unit(of_parents_, parent_of(line));
}

std::vector<double> TimeHistory::of_company() const { return by_unit(of_parents_, 0); }

double TimeHistory::observations(std::int32_t line) const {
  const auto found = of_lines_.find(owner_of(line));
  if (found == of_lines_.end()) return 0;
  double sum = 0;
  for (const MinorSum& amount : found->second.amounts)
    sum += std::max(PlaceHistory::to_double(amount), 0.0);
  const double unit = std::ldexp(1.0, shift_);
  return effective_number(sum, PlaceHistory::to_double(found->second.squares) * unit * unit);
}

}  // namespace sandan::quota
