#include "org/coverage_threads.hpp"

#include <algorithm>
#include <bit>

namespace sandan::org {
namespace {

bool is_in_touch(const CoverageFacts& facts, const CoverageReading& reading, std::size_t person) {
  return reading.rules().is_in_touch(facts.standing.stage[person]) != 0;
}

}  // namespace

void SingleThreads::count_roles(const CoverageFacts& facts, const CoverageReading& reading) {
  holders_.fill(0);
  for (std::size_t p = 0; p < facts.map.people.size(); ++p) {
    if (!is_in_touch(facts, reading, p)) continue;
    for (std::uint32_t roles = facts.map.people[p].roles & reading.rules().required(); roles != 0;
         roles &= roles - 1) {
      ++holders_[static_cast<std::size_t>(std::countr_zero(roles))];
    }
  }
}

/// The people on every way to a person are those above in the tree; of these
/// the ones in touch are chained, so that a deep map costs no more than a flat
/// one.
void SingleThreads::find_routes(const CoverageFacts& facts, const CoverageReading& reading,
                                const DominatorTree& tree) {
  routes_.clear();
  keeper_.assign(facts.map.people.size(), DominatorTree::is_start);
  for (const std::int32_t person : tree.order()) {
    const std::int32_t above = tree.above(person);
    if (above < 0) continue;
    const auto up = static_cast<std::size_t>(above);
    keeper_[static_cast<std::size_t>(person)] =
        is_in_touch(facts, reading, up) ? above : keeper_[up];
  }
  for (std::size_t target = 0; target < keeper_.size(); ++target) {
    if (!(facts.voter_weights[target] > 0)) continue;
    std::int32_t listed = 0;
    for (std::int32_t keeper = keeper_[target]; keeper >= 0 && listed < threads_per_target;
         keeper = keeper_[static_cast<std::size_t>(keeper)]) {
      routes_.emplace_back(keeper, static_cast<std::int32_t>(target));
      ++listed;
    }
  }
  std::sort(routes_.begin(), routes_.end());
}

void SingleThreads::add(const CoverageFacts& facts, const CoverageReading& reading,
                        const DominatorTree& tree, std::vector<ThreadRow>& out) {
  if (reading.in_touch() == 0) return;
  count_roles(facts, reading);
  find_routes(facts, reading, tree);
  auto route = routes_.begin();
  for (std::size_t p = 0; p < facts.map.people.size(); ++p) {
    if (!is_in_touch(facts, reading, p)) continue;
    ThreadRow row;
    row.map = facts.map.map;
    row.person = static_cast<std::int32_t>(p);
    add_own(facts, reading, row, out);
    row.breaks = Break::route;
    for (; route != routes_.end() && route->first == row.person; ++route) {
      row.target = route->second;
      out.push_back(row);
    }
    row.target = -1;
    row.breaks = Break::contact;
    if (reading.in_touch() == 1) out.push_back(row);
  }
}

/// Role, department and guide.
void SingleThreads::add_own(const CoverageFacts& facts, const CoverageReading& reading,
                            ThreadRow row, std::vector<ThreadRow>& out) const {
  const Person& person = facts.map.people[static_cast<std::size_t>(row.person)];
  row.breaks = Break::role;
  for (std::uint32_t roles = person.roles & reading.rules().required(); roles != 0;
       roles &= roles - 1) {
    row.role = static_cast<std::int8_t>(std::countr_zero(roles));
    if (holders_[static_cast<std::size_t>(row.role)] == 1) out.push_back(row);
  }
  row.role = unknown_code;
  row.breaks = Break::department;
  row.department = person.department;
  if (row.department >= 0 &&
      reading.departments()[static_cast<std::size_t>(row.department)].in_touch == 1) {
    out.push_back(row);
  }
  row.department = -1;
  row.breaks = Break::guide;
  if (facts.ours && person.guide == Truth::yes && reading.guides() == 1) out.push_back(row);
}

}  // namespace sandan::org
