#include "org/coverage_tables.hpp"

#include <string>

#include "core/result_texts.hpp"
#include "org/result_tables.hpp"
#include "org/row_columns.hpp"

namespace sandan::org {
namespace {

using results::int32_column;
using results::Table;

results::Column name_column(const MapData& data, const std::vector<std::int64_t>& people) {
  std::vector<std::optional<std::string>> names(people.size());
  for (std::size_t i = 0; !data.person_names.empty() && i < people.size(); ++i)
    names[i] = data.person_names[static_cast<std::size_t>(people[i])];
  return results::text_column("name", names);
}

results::Column share_column(const char* name, const std::vector<CompletenessRow>& rows,
                             std::optional<double> Completeness::*share) {
  return results::float64_column(
      name, values_of(rows, [&](const CompletenessRow& row) { return row.of.*share; }));
}

results::Column count_column(const char* name, const std::vector<CompletenessRow>& rows,
                             std::int32_t Completeness::*count) {
  return int32_column(name,
                      values_of(rows, [&](const CompletenessRow& row) { return row.of.*count; }));
}

/// Columns of coverage_people that the person's row of the book says.
void add_profile(const MapData& data, const std::vector<std::int64_t>& people, Table& table) {
  const auto of_person = [&](auto&& of) {
    return values_of(people, [&](std::int64_t place) {
      return of(data.people[static_cast<std::size_t>(place)]);
    });
  };
  const Vocabulary& vocabulary = *data.vocabulary;
  table.add(level_column("level", vocabulary, of_person([](const Person& person) {
                           return std::int32_t{person.level};
                         })));
  table.add(function_column("function", vocabulary, of_person([](const Person& person) {
                              return std::int32_t{person.function};
                            })));
  table.add(roles_column(
      "roles", vocabulary, of_person([](const Person& person) { return person.roles; }),
      of_person([](const Person& person) { return std::uint8_t{person.roles_known}; })));
}

}  // namespace

Truth has_guide(const DepartmentCover& cover) noexcept {
  if (cover.guides > 0) return Truth::yes;
  return cover.guide_unknown > 0 || cover.people == 0 ? Truth::unknown : Truth::no;
}

Table completeness_table(const MapData& data, const std::vector<CompletenessRow>& rows) {
  Table table = table_of("completeness", data, rows);
  table.add(count_column("people", rows, &Completeness::people));
  table.add(share_column("profile_share", rows, &Completeness::profile_share));
  table.add(count_column("roles_required", rows, &Completeness::roles_required));
  table.add(count_column("roles_filled", rows, &Completeness::roles_filled));
  table.add(count_column("roles_in_touch", rows, &Completeness::roles_in_touch));
  table.add(count_column("departments", rows, &Completeness::departments));
  table.add(count_column("departments_with_guide", rows, &Completeness::departments_with_guide));
  table.add(share_column("guide_breadth", rows, &Completeness::guide_breadth));
  table.add(count_column("levels_in_touch", rows, &Completeness::levels_in_touch));
  table.add(share_column("completeness", rows, &Completeness::completeness));
  return table;
}

Table coverage_people_table(const MapData& data, const std::vector<CoveredPerson>& rows) {
  const auto people = places_of(rows, &CoveredPerson::person, data.first_person);
  const auto of_person = [&](std::size_t row) -> const Person& {
    return data.people[static_cast<std::size_t>(people[row])];
  };
  std::vector<std::int64_t> departments(rows.size(), -1);
  std::vector<Truth> guides(rows.size());
  std::vector<Truth> vetoes(rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const Person& person = of_person(i);
    const std::int64_t first = data.first_department[static_cast<std::size_t>(rows[i].map)];
    if (person.department >= 0) departments[i] = first + person.department;
    guides[i] = person.guide;
    vetoes[i] = person.veto;
  }
  Table table = table_of("coverage_people", data, rows);
  table.add(person_column("person_id", data, people));
  table.add(name_column(data, people));
  table.add(department_column("department_id", data, departments));
  add_profile(data, people, table);
  table.add(
      stage_column("relation_stage", *data.vocabulary, codes_of(rows, &CoveredPerson::stage)));
  table.add(support_column("support",
                           values_of(rows, [](const CoveredPerson& row) { return row.support; })));
  table.add(truth_column("guide", guides));
  table.add(truth_column("veto", vetoes));
  table.add(truth_column("in_touch",
                         values_of(rows, [](const CoveredPerson& row) { return row.in_touch; })));
  return table;
}

Table coverage_departments_table(const MapData& data, const std::vector<CoveredDepartment>& rows) {
  const auto counts = [&](std::int32_t DepartmentCover::*count) {
    return values_of(rows, [&](const CoveredDepartment& row) { return row.cover.*count; });
  };
  Table table = table_of("coverage_departments", data, rows);
  table.add(
      department_column("department_id", data,
                        places_of(rows, &CoveredDepartment::department, data.first_department)));
  table.add(int32_column("people", counts(&DepartmentCover::people)));
  table.add(int32_column("in_touch", counts(&DepartmentCover::in_touch)));
  table.add(int32_column("guides", counts(&DepartmentCover::guides)));
  table.add(truth_column("has_guide", values_of(rows, [](const CoveredDepartment& row) {
                           return has_guide(row.cover);
                         })));
  return table;
}

Table gaps_table(const MapData& data, const std::vector<GapRow>& rows) {
  const Vocabulary& vocabulary = *data.vocabulary;
  std::vector<std::string> gaps;
  gaps.reserve(gap_count);
  for (std::size_t gap = 0; gap < gap_count; ++gap)
    gaps.emplace_back(gap_code(static_cast<Gap>(gap)));
  const auto decisions =
      values_of(vocabulary.decisions, [](const Word& word) { return word.code; });
  Table table = table_of("coverage_gaps", data, rows);
  table.add(int32_column("rank", codes_of(rows, &GapRow::rank)));
  table.add(
      results::dictionary_column("gap", codes_of(rows, &GapRow::gap), results::code_values(gaps)));
  table.add(
      results::number_column("consequence", results::ColumnType::float64,
                             values_of(rows, [](const GapRow& row) { return row.consequence; })));
  table.add(role_column("role", vocabulary, codes_of(rows, &GapRow::role)));
  table.add(level_column("level", vocabulary, codes_of(rows, &GapRow::level)));
  table.add(person_column("person_id", data, places_of(rows, &GapRow::person, data.first_person)));
  table.add(department_column("department_id", data,
                              places_of(rows, &GapRow::department, data.first_department)));
  table.add(results::dictionary_column("decision", codes_of(rows, &GapRow::decision),
                                       results::code_values(decisions)));
  return table;
}

Table threads_table(const MapData& data, const std::vector<ThreadRow>& rows) {
  Table table = table_of("single_threads", data, rows);
  table.add(
      person_column("person_id", data, places_of(rows, &ThreadRow::person, data.first_person)));
  table.add(results::dictionary_column("breaks", codes_of(rows, &ThreadRow::breaks),
                                       results::code_values(break_codes)));
  table.add(role_column("role", *data.vocabulary, codes_of(rows, &ThreadRow::role)));
  table.add(department_column("department_id", data,
                              places_of(rows, &ThreadRow::department, data.first_department)));
  table.add(
      person_column("target_id", data, places_of(rows, &ThreadRow::target, data.first_person)));
  return table;
}

}  // namespace sandan::org
