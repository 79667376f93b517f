#include <algorithm>
#include <bit>
#include <numeric>

#include "org/coverage.hpp"

namespace sandan::org {

/// A row of that gap, with no place yet.
GapRow CoverageReading::row(Gap gap) const noexcept {
  GapRow made;
  made.map = map_;
  made.gap = gap;
  made.consequence = rules_.consequence(gap);
  return made;
}

template <class Visit>
void CoverageReading::each_role(std::uint32_t roles, Gap gap, Visit&& visit) const {
  for (; roles != 0; roles &= roles - 1) {
    GapRow made = row(gap);
    made.role = static_cast<std::int8_t>(std::countr_zero(roles));
    if (gap == Gap::role_unknown) {
      made.consequence = rules_.role_unknown(static_cast<std::size_t>(made.role));
    }
    if (!visit(made)) return;
  }
}

template <class Visit>
void CoverageReading::each_place(Gap gap, Visit&& visit) const {
  GapRow made = row(gap);
  switch (gap) {
    case Gap::role_unknown:
      return each_role(roles_unknown(), gap, visit);
    case Gap::role_not_in_touch:
      return each_role(roles_out_of_touch(), gap, visit);
    case Gap::level_not_in_touch:
      for (std::int32_t level = 0; level < levels_; ++level) {
        const auto place = static_cast<std::size_t>(level);
        if ((totals_.levels_in_touch[place >> 6U] >> (place & 63U) & 1U) != 0) continue;
        made.level = static_cast<std::int8_t>(level);
        if (!visit(made)) return;
      }
      return;
    case Gap::department_without_guide:
      for (std::size_t d = 1; ours_ && d < departments_.size(); ++d) {
        if (departments_[d].people == 0 || departments_[d].guides > 0) continue;
        made.department = static_cast<std::int32_t>(d) - 1;
        if (!visit(made)) return;
      }
      return;
    case Gap::no_guide:
      if (count(gap) > 0) visit(made);
      return;
    case Gap::single_thread:
      made.person = totals_.last_in_touch;
      if (count(gap) > 0) visit(made);
      return;
    case Gap::decision_holder_unknown:
      for (std::size_t decision = 0; decision < decision_count; ++decision) {
        if ((totals_.decisions >> decision & 1U) != 0) continue;
        made.decision = static_cast<std::int8_t>(decision);
        if (!visit(made)) return;
      }
      return;
    default:
      return each_person(gap, visit);
  }
}

template <class Visit>
void CoverageReading::each_person(Gap gap, Visit&& visit) const {
  const auto kind = static_cast<std::size_t>(
      std::find(person_kinds.begin(), person_kinds.end(), gap) - person_kinds.begin());
  GapRow made = row(gap);
  for (std::size_t p = 0; p < person_gaps_.size(); ++p) {
    if ((person_gaps_[p] >> kind & 1U) == 0) continue;
    made.person = static_cast<std::int32_t>(p);
    if (!visit(made)) return;
  }
}

void CoverageReading::count_gaps() {
  count(Gap::role_unknown) = std::popcount(roles_unknown());
  count(Gap::role_not_in_touch) = std::popcount(roles_out_of_touch());
  count(Gap::level_not_in_touch) = levels_ - levels_in_touch();
  count(Gap::department_without_guide) = ours_ ? departments_filled_ - departments_guided_ : 0;
  count(Gap::no_guide) = ours_ && totals_.guides == 0 ? 1 : 0;
  count(Gap::single_thread) = totals_.in_touch == 1 ? 1 : 0;
  count(Gap::decision_holder_unknown) =
      static_cast<std::int32_t>(decision_count) - std::popcount(totals_.decisions);
  for (std::size_t kind = 0; kind < person_kinds.size(); ++kind)
    count(person_kinds[kind]) = totals_.person_gaps[kind];
}

std::int32_t CoverageReading::gaps() const noexcept {
  return std::accumulate(counts_.begin(), counts_.end(), std::int32_t{0});
}

std::optional<GapRow> CoverageReading::first_gap() const {
  std::optional<Gap> best;
  double most = 0;
  for (std::size_t number = 0; number < gap_count; ++number) {
    const auto gap = static_cast<Gap>(number);
    if (count(gap) == 0) continue;
    double weight = rules_.consequence(gap);
    if (gap == Gap::role_unknown) {  // the one gap whose places differ in weight
      weight = 0;
      for (std::uint32_t roles = roles_unknown(); roles != 0; roles &= roles - 1) {
        const auto role = static_cast<std::size_t>(std::countr_zero(roles));
        weight = std::max(weight, rules_.role_unknown(role));
      }
    }
    if (best && weight <= most) continue;
    best = gap;
    most = weight;
  }
  if (!best) return std::nullopt;
  GapRow first;
  each_place(*best, [&](const GapRow& found) {
    first = found;
    return found.consequence < most;
  });
  first.rank = 1;
  return first;
}

void CoverageReading::ranked_gaps(std::vector<GapRow>& out) const {
  const auto begin = static_cast<std::ptrdiff_t>(out.size());
  for (std::size_t gap = 0; gap < gap_count; ++gap) {
    each_place(static_cast<Gap>(gap), [&](const GapRow& found) {
      out.push_back(found);
      return true;
    });
  }
  std::stable_sort(out.begin() + begin, out.end(),
                   [](const GapRow& a, const GapRow& b) { return a.consequence > b.consequence; });
  std::int32_t rank = 0;
  for (auto place = out.begin() + begin; place != out.end(); ++place)
    place->rank = ++rank;
}

}  // namespace sandan::org
