#include <array>
#include <cmath>

#include "org/map_tables.hpp"

namespace sandan::org {
namespace {

std::size_t at(std::int64_t index) noexcept { return static_cast<std::size_t>(index); }

/// Texts that cells point to until their row is in its table.
struct RowTexts {
  std::string id, account, department, other, roles, decides;
};

template <class Items>
Cell word_cell(const Items& items, std::int32_t code) {
  if (code < 0) return {};
  if constexpr (requires { items[at(code)].word; }) {
    return std::string_view(items[at(code)].word.code);
  } else {
    return std::string_view(items[at(code)].code);
  }
}

Cell truth_cell(Truth truth) {
  return truth == Truth::unknown ? Cell() : Cell(truth == Truth::yes);
}

Cell day_cell(Day day) { return day == no_day ? Cell() : Cell(std::int64_t{day}); }

/// A name carried for display; null where names are not carried.
Cell carried(const std::vector<std::optional<std::string>>& names, std::int64_t index) {
  if (at(index) >= names.size() || !names[at(index)]) return {};
  return std::string_view(*names[at(index)]);
}

template <class Items>
Cell joined(std::string& out, const Items& items, std::uint32_t mask, bool known) {
  if (!known) return {};
  for (std::size_t i = 0; i < items.size(); ++i) {
    if ((mask >> i & 1u) == 0) continue;
    if (!out.empty()) out += ';';
    out += std::get<std::string_view>(word_cell(items, static_cast<std::int32_t>(i)));
  }
  return std::string_view(out);
}

Cell department_cell(std::string& out, const MapView& map, std::int32_t department) {
  if (department < 0) return {};
  out = map.book->department_ids.text(map.first_department + department);
  return std::string_view(out);
}

Cell person_cell(std::string& out, const MapView& map, std::int32_t person) {
  if (person < 0) return {};
  out = map.book->person_ids.text(map.first_person + person);
  return std::string_view(out);
}

void add_person(const MapView& map, std::int32_t number, const std::string& account,
                MapTable& table) {
  const MapData& book = *map.book;
  const Vocabulary& words = map.vocabulary();
  const Person& person = map.people[at(number)];
  const std::int64_t place = map.first_person + number;
  RowTexts texts;
  std::array<Cell, people_column::count> row;
  row[people_column::person_id] = person_cell(texts.id, map, number);
  row[people_column::account_id] = std::string_view(account);
  row[people_column::name] = carried(book.person_names, place);
  row[people_column::department_id] = department_cell(texts.department, map, person.department);
  if (person.organisation >= 0) {
    row[people_column::organisation] =
        std::string_view(book.organisations[at(person.organisation)]);
  }
  row[people_column::level] = word_cell(words.levels, person.level);
  row[people_column::function] = word_cell(words.functions, person.function);
  row[people_column::roles] = joined(texts.roles, words.roles, person.roles, person.roles_known);
  row[people_column::guide] = truth_cell(person.guide);
  row[people_column::style] = word_cell(words.styles, person.style);
  row[people_column::style_second] = word_cell(words.styles, person.style_second);
  row[people_column::style_on] = day_cell(person.style_on);
  row[people_column::decides] =
      joined(texts.decides, words.decisions, person.decides, person.decides_known);
  if (person.authority_minor != unknown_amount) {
    row[people_column::authority_minor] = person.authority_minor;
  }
  row[people_column::veto] = truth_cell(person.veto);
  row[people_column::business_motive] = carried(book.motives, place);
  if (person.has_weight) row[people_column::weight] = person.weight;
  row[people_column::contact_allowed] = truth_cell(person.contact_allowed);
  if (!std::isnan(person.stubbornness)) row[people_column::stubbornness] = person.stubbornness;
  row[people_column::from_on] = day_cell(person.from_on);
  row[people_column::to_on] = day_cell(person.to_on);
  table.append(row);
}

void add_department(const MapView& map, std::int32_t number, const std::string& account,
                    MapTable& table) {
  const Department& department = map.departments[at(number)];
  RowTexts texts;
  std::array<Cell, departments_column::count> row;
  row[departments_column::department_id] = department_cell(texts.id, map, number);
  row[departments_column::account_id] = std::string_view(account);
  row[departments_column::name] =
      carried(map.book->department_names, map.first_department + number);
  row[departments_column::parent_id] = department_cell(texts.department, map, department.parent);
  row[departments_column::head_id] = person_cell(texts.other, map, department.head);
  table.append(row);
}

void add_relation(const MapView& map, const Relation& relation, const std::string& account,
                  MapTable& table) {
  RowTexts texts;
  std::array<Cell, relations_column::count> row;
  row[relations_column::account_id] = std::string_view(account);
  row[relations_column::from_id] = relation.from_department
                                       ? department_cell(texts.id, map, relation.from)
                                       : person_cell(texts.id, map, relation.from);
  row[relations_column::to_id] = relation.to_department
                                     ? department_cell(texts.other, map, relation.to)
                                     : person_cell(texts.other, map, relation.to);
  const auto kind_of_end = [](bool department) {
    return department ? std::string_view("department") : std::string_view("person");
  };
  row[relations_column::from_kind] = kind_of_end(relation.from_department);
  row[relations_column::to_kind] = kind_of_end(relation.to_department);
  row[relations_column::kind] = word_cell(map.vocabulary().kinds, relation.kind);
  if (relation.has_weight) row[relations_column::weight] = relation.weight;
  table.append(row);
}

void add_stance(const MapView& map, const Stance& stance, MapTable& table) {
  RowTexts texts;
  std::array<Cell, stances_column::count> row;
  row[stances_column::person_id] = person_cell(texts.id, map, stance.person);
  row[stances_column::vendor] = std::string_view(map.book->vendors[at(stance.vendor)]);
  row[stances_column::relation_stage] = word_cell(map.vocabulary().stages, stance.stage);
  if (stance.support != unknown_support) {
    row[stances_column::support] = std::int64_t{stance.support};
  }
  row[stances_column::as_of] = day_cell(stance.as_of);
  if (stance.evidence >= 0) {
    row[stances_column::evidence] = std::string_view(map.book->texts[at(stance.evidence)]);
  }
  table.append(row);
}

}  // namespace

MapTables tables_of(const MapView& map) {
  MapTables tables;
  const std::string account = map.book->account_ids.text(map.map);
  for (std::int32_t person = 0; person < map.size(); ++person)
    add_person(map, person, account, tables.people);
  const auto departments = static_cast<std::int32_t>(map.departments.size());
  for (std::int32_t department = 0; department < departments; ++department)
    add_department(map, department, account, tables.departments);
  for (const Relation& relation : map.relations)
    add_relation(map, relation, account, tables.relations);
  for (const Stance& stance : map.stances)
    add_stance(map, stance, tables.stances);
  return tables;
}

}  // namespace sandan::org
