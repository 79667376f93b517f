#include "org/coverage_cells.hpp"

#include <algorithm>
#include <bit>

#include "org/row_columns.hpp"

namespace sandan::org {
namespace {

/// Codes of seven bits, 127 for not known: it comes last.
constexpr std::uint32_t last = 127;

std::uint32_t key_part(std::int8_t code) noexcept {
  return code == unknown_code ? last : static_cast<std::uint32_t>(code);
}

std::uint32_t key_of(std::int8_t level, std::int8_t function, std::uint32_t role) noexcept {
  return key_part(level) << 14U | key_part(function) << 7U | role;
}

std::int8_t code_of(std::uint32_t part) noexcept {
  return (part & last) == last ? unknown_code : static_cast<std::int8_t>(part & last);
}

CellRow empty_cell(std::int32_t map, std::uint32_t key) noexcept {
  CellRow row;
  row.map = map;
  row.level = code_of(key >> 14U);
  row.function = code_of(key >> 7U);
  row.role = code_of(key);
  return row;
}

void count_person(const CoverageFacts& facts, const CoverageRules& rules, std::int32_t person,
                  CellRow& row) {
  const auto p = static_cast<std::size_t>(person);
  const std::int8_t stage = facts.standing.stage[p];
  const std::int8_t support = facts.standing.support[p];
  const bool is_known = support != unknown_support;
  ++row.people;
  row.in_touch += rules.is_in_touch(stage);
  row.held += rules.is_held(stage);
  row.supporters += is_known && support >= rules.supports_from() ? 1 : 0;
  row.opponents += is_known && support < 0 ? 1 : 0;
  row.stance_unknown += is_known ? 0 : 1;
  row.best_stage = std::max(row.best_stage, stage);
}

}  // namespace

void CoverageCells::place_people(const CoverageFacts& facts, std::uint32_t missing_roles) {
  places_.clear();
  places_.reserve(facts.map.people.size());
  for (std::size_t p = 0; p < facts.map.people.size(); ++p) {
    const Person& person = facts.map.people[p];
    const auto number = static_cast<std::int32_t>(p);
    if (person.roles == 0) {
      places_.push_back({key_of(person.level, person.function, last), number});
    }
    for (std::uint32_t roles = person.roles; roles != 0; roles &= roles - 1) {
      const auto role = static_cast<std::uint32_t>(std::countr_zero(roles));
      places_.push_back({key_of(person.level, person.function, role), number});
    }
  }
  for (; missing_roles != 0; missing_roles &= missing_roles - 1) {
    const auto role = static_cast<std::uint32_t>(std::countr_zero(missing_roles));
    places_.push_back({key_of(unknown_code, unknown_code, role), -1});
  }
}

void CoverageCells::add(const CoverageFacts& facts, const CoverageReading& reading,
                        std::vector<CellRow>& out) {
  const CoverageRules& rules = reading.rules();
  place_people(facts, rules.required() & ~reading.roles_filled());
  std::sort(places_.begin(), places_.end(), [](const Place& a, const Place& b) {
    return a.key != b.key ? a.key < b.key : a.person < b.person;
  });
  for (std::size_t i = 0; i < places_.size(); ++i) {
    if (i == 0 || places_[i].key != places_[i - 1].key) {
      out.push_back(empty_cell(facts.map.map, places_[i].key));
    }
    if (places_[i].person >= 0) count_person(facts, rules, places_[i].person, out.back());
  }
}

results::Table cells_table(const MapData& data, const std::vector<CellRow>& rows) {
  const Vocabulary& vocabulary = *data.vocabulary;
  results::Table table = table_of("coverage_cells", data, rows);
  table.add(level_column("level", vocabulary, codes_of(rows, &CellRow::level)));
  table.add(function_column("function", vocabulary, codes_of(rows, &CellRow::function)));
  table.add(role_column("role", vocabulary, codes_of(rows, &CellRow::role)));
  table.add(results::int32_column("people", codes_of(rows, &CellRow::people)));
  table.add(results::int32_column("in_touch", codes_of(rows, &CellRow::in_touch)));
  table.add(results::int32_column("held", codes_of(rows, &CellRow::held)));
  table.add(results::int32_column("supporters", codes_of(rows, &CellRow::supporters)));
  table.add(results::int32_column("opponents", codes_of(rows, &CellRow::opponents)));
  table.add(results::int32_column("stance_unknown", codes_of(rows, &CellRow::stance_unknown)));
  table.add(stage_column("best_stage", vocabulary, codes_of(rows, &CellRow::best_stage)));
  return table;
}

}  // namespace sandan::org
