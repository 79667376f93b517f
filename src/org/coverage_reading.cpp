#include <bit>

#include "org/coverage.hpp"

namespace sandan::org {
namespace {

double share(std::int64_t part, std::int64_t whole) noexcept {
  return static_cast<double>(part) / static_cast<double>(whole);
}

/// Levels, functions, roles, departments and stances: facts of one profile.
constexpr std::int64_t profile_facts = 5;

unsigned known_facts(const Person& person, std::int8_t support) noexcept {
  return (person.level != unknown_code ? 1U : 0U) + (person.function != unknown_code ? 1U : 0U) +
         (person.roles_known ? 1U : 0U) + (person.department >= 0 ? 1U : 0U) +
         (support != unknown_support ? 1U : 0U);
}

}  // namespace

void CoverageRules::prepare(const Vocabulary& vocabulary) {
  if (vocabulary_ == &vocabulary) return;
  vocabulary_ = &vocabulary;
  in_touch_[0] = held_[0] = trusted_[0] = 0;
  for (std::size_t stage = 0; stage < vocabulary.stages.size(); ++stage) {
    in_touch_[stage + 1] = vocabulary.stages[stage].in_touch ? 1 : 0;
    held_[stage + 1] = vocabulary.stages[stage].held ? 1 : 0;
    trusted_[stage + 1] = static_cast<std::int32_t>(stage) >= vocabulary.trust_stage ? 1 : 0;
  }
  for (std::size_t gap = 0; gap < gap_count; ++gap)
    gaps_[gap] = vocabulary.gaps[gap].consequence;
  required_ = 0;
  for (std::size_t role = 0; role < vocabulary.roles.size(); ++role) {
    if (vocabulary.roles[role].required) required_ |= 1U << role;
    roles_[role] = consequence(Gap::role_unknown);
  }
  for (std::size_t place = 0; place < vocabulary.flow.size(); ++place) {
    roles_[static_cast<std::size_t>(vocabulary.flow[place])] = vocabulary.flow_consequence[place];
  }
  supports_from_ = vocabulary.supports_from;
}

void CoverageReading::read(const CoverageFacts& facts) {
  rules_.prepare(facts.map.vocabulary());
  map_ = facts.map.map;
  people_ = facts.map.size();
  levels_ = static_cast<std::int32_t>(facts.map.vocabulary().levels.size());
  ours_ = facts.ours;
  read_people(facts);
  departments_filled_ = departments_guided_ = 0;
  for (const DepartmentCover& department : departments()) {
    departments_filled_ += department.people > 0 ? 1 : 0;
    departments_guided_ += department.guides > 0 ? 1 : 0;
  }
  count_gaps();
}

/// One pass that counts with 0 and 1 instead of asking: what people are like
/// follows no pattern a processor could guess.
void CoverageReading::read_people(const CoverageFacts& facts) {
  person_gaps_.resize(facts.map.people.size());
  departments_.assign(facts.map.departments.size() + 1, DepartmentCover{});
  Totals totals;
  for (std::size_t p = 0; p < facts.map.people.size(); ++p) {
    const Person& person = facts.map.people[p];
    const unsigned in_touch = rules_.is_in_touch(facts.standing.stage[p]);
    const unsigned guides = person.guide == Truth::yes ? 1 : 0;
    totals.in_touch += static_cast<std::int32_t>(in_touch);
    totals.last_in_touch = in_touch != 0 ? static_cast<std::int32_t>(p) : totals.last_in_touch;
    totals.guides += static_cast<std::int32_t>(guides);
    totals.profile += known_facts(person, facts.standing.support[p]);
    totals.roles |= person.roles;
    totals.roles_in_touch |= person.roles & (0U - in_touch);
    totals.decisions |= person.decides;
    const auto level = static_cast<unsigned>(person.level) & 127U;
    totals.levels_in_touch[level >> 6U] |=
        static_cast<std::uint64_t>(in_touch & (person.level >= 0 ? 1U : 0U)) << (level & 63U);

    DepartmentCover& department = departments_[static_cast<std::size_t>(person.department + 1)];
    ++department.people;
    department.in_touch += static_cast<std::int32_t>(in_touch);
    department.guides += static_cast<std::int32_t>(guides);
    department.guide_unknown += person.guide == Truth::unknown ? 1 : 0;

    const unsigned gaps = gaps_of(facts, p, in_touch);
    for (std::size_t kind = 0; kind < person_kinds.size(); ++kind)
      totals.person_gaps[kind] += static_cast<std::int32_t>(gaps >> kind & 1U);
    person_gaps_[p] = static_cast<std::uint8_t>(gaps);
  }
  totals_ = totals;
}

/// Gaps of one person as bits by person_kinds.
unsigned CoverageReading::gaps_of(const CoverageFacts& facts, std::size_t p,
                                  unsigned in_touch) const noexcept {
  const Person& person = facts.map.people[p];
  const std::int8_t support = facts.standing.support[p];
  const unsigned votes = facts.voter_weights[p] > 0 ? 1 : 0;
  const unsigned is_known = support != unknown_support ? 1 : 0;
  const unsigned is_against = support < 0 ? is_known : 0U;
  const unsigned reached = facts.reached[p] != 0 ? 1 : 0;
  const unsigned vetoes = person.veto == Truth::yes ? 1 : 0;
  const unsigned covered = rules_.is_trusted(facts.standing.stage[p]) & is_known &
                           (support >= rules_.supports_from() ? 1U : 0U);
  const unsigned incomplete = (person.level < 0 ? 1U : 0U) | (person.function < 0 ? 1U : 0U);
  return (votes & ~in_touch & 1U) | (votes & is_against) << 1U | (votes & ~reached & 1U) << 2U |
         (votes & ~is_known & 1U) << 3U | (vetoes & ~covered & 1U) << 4U | incomplete << 5U;
}

std::int32_t CoverageReading::levels_in_touch() const noexcept {
  return std::popcount(totals_.levels_in_touch[0]) + std::popcount(totals_.levels_in_touch[1]);
}

/// Of what a whole map would say, how much is said: profiles, required roles
/// and guides of departments, each a third. No role required: all are filled;
/// no department known: nothing is said of guides.
Completeness CoverageReading::completeness() const noexcept {
  Completeness row;
  row.people = people_;
  row.roles_required = std::popcount(rules_.required());
  row.roles_filled = std::popcount(rules_.required() & totals_.roles);
  row.roles_in_touch = std::popcount(rules_.required() & totals_.roles_in_touch);
  row.departments = departments_filled_;
  row.departments_with_guide = departments_guided_;
  row.levels_in_touch = levels_in_touch();
  if (departments_filled_ > 0) row.guide_breadth = share(departments_guided_, departments_filled_);
  if (people_ > 0) {
    row.profile_share = share(totals_.profile, profile_facts * people_);
    const double roles = row.roles_required == 0 ? 1 : share(row.roles_filled, row.roles_required);
    row.completeness = (*row.profile_share + roles + row.guide_breadth.value_or(0)) / 3;
  }
  return row;
}

}  // namespace sandan::org
