#include "quota/presence.hpp"

#include <algorithm>
#include <cmath>

#include "core/cells.hpp"
#include "process/history_data.hpp"
#include "process/inputs.hpp"
#include "quota/actuals.hpp"

namespace sandan::quota {
namespace {

std::size_t at(std::int32_t index) noexcept { return static_cast<std::size_t>(index); }

void read_hired_on(const WeightInput& input, const arrow::Table& table,
                   const std::vector<std::int32_t>& groups, const NodeFinder& finder,
                   RepFacts& facts) {
  if (process::optional_column(&table, "hired_on", process::Wanted::day) == nullptr) return;
  const auto days = process::days_or(table, "hired_on", process::no_day, input.values);
  for (std::size_t row = 0; row < groups.size(); ++row) {
    if (groups[row] < 0) continue;
    for (const std::int32_t node : finder.nodes(groups[row])) {
      if (days[row] == process::no_day) {
        facts.hired_on[at(node)] = std::nullopt;
      } else {
        facts.hired_on[at(node)] = days[row];
      }
    }
  }
}

void read_capacity(const WeightInput& input, const arrow::Table& table,
                   const std::vector<std::int32_t>& groups, const NodeFinder& finder,
                   RepFacts& facts) {
  const auto* column = arrow::optional_number(&table, "capacity");
  if (column == nullptr) return;
  std::vector<std::uint8_t> known(facts.capacity.size(), 0);
  for (std::size_t row = 0; row < groups.size(); ++row) {
    const auto value = arrow::number_at(*column, static_cast<std::int64_t>(row));
    if (!value || groups[row] < 0) continue;
    if (!std::isfinite(*value) || *value < 0) {
      throw arrow::cell_error(table, *column, static_cast<std::int64_t>(row),
                              *value < 0 ? "negative_weight" : "not_a_number",
                              "a capacity must be a number, 0 or more", input.values);
    }
    for (const std::int32_t node : finder.nodes(groups[row])) {
      facts.capacity[at(node)] = *value;
      known[at(node)] = 1;
    }
  }
  double sum = 0;
  double count = 0;
  for (std::size_t i = 0; i < known.size(); ++i) {
    sum += known[i] != 0 ? facts.capacity[i] : 0;
    count += known[i] != 0 ? 1 : 0;
  }
  if (count == 0) return;
  for (std::size_t i = 0; i < known.size(); ++i) {
    if (known[i] == 0) facts.capacity[i] = sum / count;
  }
}

}  // namespace

Presence::Presence(const WeightInput& input) : first_(input.time.first) {
  const auto& nodes = input.split.nodes;
  const Day last = input.time.last();
  windows_.assign(nodes.size(), {first_, last});
  takes_part_.assign(nodes.size(), 0);
  for (std::size_t i = 1; i < nodes.size(); ++i) {
    const SplitNode& node = nodes[i];
    const AxisNode& of_axis = input.axes[at(node.axis)].nodes[at(node.node)];
    const DayWindow above = windows_[at(node.parent)];
    windows_[i] = {std::max(above.from, of_axis.from), std::min(above.to, of_axis.to)};
  }
  for (std::size_t i = nodes.size(); i-- > 0;) {
    if (input.split.is_line(static_cast<std::int32_t>(i))) {
      takes_part_[i] = windows_[i].from <= windows_[i].to ? 1 : 0;
    }
    if (i > 0 && takes_part_[i] != 0) takes_part_[at(nodes[i].parent)] = 1;
  }
  const auto& workdays = input.time.is_workday;
  const bool any = std::find(workdays.begin(), workdays.end(), 1) != workdays.end();
  before_.push_back(0);
  for (const std::uint8_t is_workday : workdays)
    before_.push_back(before_.back() + (any ? is_workday : 1));
}

std::int64_t Presence::days(DayWindow window) const noexcept {
  const auto count = static_cast<std::int32_t>(before_.size()) - 1;
  const std::int32_t from = std::max(window.from - first_, 0);
  const std::int32_t to = std::min(window.to - first_ + 1, count);
  return to <= from ? 0 : before_[at(to)] - before_[at(from)];
}

double Presence::share(std::int32_t split_node) const noexcept {
  return static_cast<double>(days(window(split_node))) / static_cast<double>(before_.back());
}

Day months_reached(Day from, int months) noexcept {
  const CivilDate date = civil_date(from);
  const int count = date.year * 12 + date.month - 1 + months;
  const Day first = day_of({count / 12, count % 12 + 1, 1});
  const Day next = day_of({(count + 1) / 12, (count + 1) % 12 + 1, 1});
  return std::min(first + date.day - 1, next);
}

RepFacts read_reps(const WeightInput& input, const AxisTree& sales) {
  RepFacts facts;
  facts.hired_on.resize(sales.nodes.size());
  facts.capacity.assign(sales.nodes.size(), 1);
  const NodeFinder finder(sales);
  for (const std::int32_t leaf : sales.leaves) {
    // The first days of a rep count, also of one who is several leaves.
    const std::string& code = sales.nodes[at(leaf)].code;
    const std::int32_t group = finder.group(code);
    const std::int32_t first = group < 0 ? leaf : finder.nodes(group).front();
    const Day from = sales.nodes[at(first)].from;
    if (from > input.time.first) facts.hired_on[at(leaf)] = from;
  }
  const arrow::Table* table = input.tables.find("reps");
  if (table == nullptr) return facts;
  const auto& ids = process::required_column(*table, "rep_id", process::Wanted::id);
  std::vector<std::int32_t> groups(static_cast<std::size_t>(table->rows()), -1);
  for (std::int64_t row = 0; row < table->rows(); ++row) {
    if (const auto id = arrow::id_at(ids, row))
      groups[static_cast<std::size_t>(row)] = finder.group(*id);
  }
  read_hired_on(input, *table, groups, finder, facts);
  read_capacity(input, *table, groups, finder, facts);
  return facts;
}

}  // namespace sandan::quota
