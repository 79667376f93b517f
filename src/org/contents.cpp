#include <array>
#include <cmath>

#include "core/parallel.hpp"
#include "org/result_tables.hpp"

namespace sandan {
namespace org {
namespace {

constexpr std::array<std::string_view, 2> end_kinds = {"person", "department"};

std::optional<Day> known_day(Day day) noexcept {
  return day == no_day ? std::nullopt : std::optional(day);
}

/// The rows of the maps asked for: of which map each is, and its place.
struct Places {
  std::vector<std::int32_t> maps;
  std::vector<std::int64_t> places;

  Places(const std::vector<std::int32_t>& asked, const std::vector<std::int64_t>& firsts) {
    std::int64_t count = 0;
    for (const std::int32_t map : asked)
      count += firsts[index(map) + 1] - firsts[index(map)];
    maps.reserve(static_cast<std::size_t>(count));
    places.reserve(static_cast<std::size_t>(count));
    for (const std::int32_t map : asked) {
      for (std::int64_t i = firsts[index(map)]; i < firsts[index(map) + 1]; ++i) {
        maps.push_back(map);
        places.push_back(i);
      }
    }
  }

  static std::size_t index(std::int64_t number) noexcept {
    return static_cast<std::size_t>(number);
  }
};

/// `cell(item)` of each of the items at these places.
template <class Items, class Cell>
auto cells(const Items& items, const Places& rows, Cell&& cell) {
  std::vector<decltype(cell(items.front()))> out;
  out.reserve(rows.places.size());
  for (const std::int64_t place : rows.places)
    out.push_back(cell(items[Places::index(place)]));
  return out;
}

/// Texts for display; all null where they are not carried.
results::Column shown_column(std::string name, const std::vector<std::optional<std::string>>& texts,
                             const Places& rows) {
  std::vector<std::optional<std::string>> out(rows.places.size());
  for (std::size_t i = 0; i < out.size() && !texts.empty(); ++i)
    out[i] = texts[Places::index(rows.places[i])];
  return results::text_column(std::move(name), out);
}

results::Column style_column(std::string name, const Vocabulary& vocabulary,
                             const std::vector<std::int32_t>& styles) {
  std::vector<std::string> codes;
  codes.reserve(vocabulary.styles.size());
  for (const Style& style : vocabulary.styles)
    codes.push_back(style.word.code);
  return results::dictionary_column(std::move(name), styles, results::code_values(codes));
}

std::optional<std::string> decisions_text(const Person& person, const Vocabulary& vocabulary) {
  if (!person.decides_known) return std::nullopt;
  std::string text;
  for (std::size_t i = 0; i < vocabulary.decisions.size(); ++i) {
    if ((person.decides >> i & 1) == 0) continue;
    if (!text.empty()) text += ';';
    text += vocabulary.decisions[i].code;
  }
  return text;
}

/// Places in the book of numbers inside the rows' maps.
template <class Items, class Number>
std::vector<std::int64_t> book_places(const Items& items, const Places& rows,
                                      const std::vector<std::int64_t>& firsts, Number&& number) {
  std::vector<std::int64_t> out(rows.places.size(), -1);
  for (std::size_t i = 0; i < out.size(); ++i) {
    const std::int32_t local = number(items[Places::index(rows.places[i])]);
    if (local >= 0) out[i] = firsts[Places::index(rows.maps[i])] + local;
  }
  return out;
}

void add_profile(results::Table& table, const MapData& data, const Places& rows) {
  const auto column = [&](auto cell) { return cells(data.people, rows, cell); };
  const Vocabulary& words = *data.vocabulary;
  table.add(results::text_of_column(
      "organisation", column([](const Person& p) { return p.organisation; }), data.organisations));
  table.add(
      level_column("level", words, column([](const Person& p) { return std::int32_t{p.level}; })));
  table.add(function_column("function", words,
                            column([](const Person& p) { return std::int32_t{p.function}; })));
  table.add(roles_column("roles", words, column([](const Person& p) { return p.roles; }),
                         column([](const Person& p) { return std::uint8_t{p.roles_known}; })));
  table.add(truth_column("guide", column([](const Person& p) { return p.guide; })));
  table.add(
      style_column("style", words, column([](const Person& p) { return std::int32_t{p.style}; })));
  table.add(style_column("style_second", words,
                         column([](const Person& p) { return std::int32_t{p.style_second}; })));
  table.add(results::day_column("style_on",
                                column([](const Person& p) { return known_day(p.style_on); })));
}

void add_powers(results::Table& table, const MapData& data, const Places& rows) {
  const auto column = [&](auto cell) { return cells(data.people, rows, cell); };
  table.add(results::text_column(
      "decides", column([&](const Person& p) { return decisions_text(p, *data.vocabulary); })));
  table.add(results::int64_column("authority_minor", column([](const Person& p) {
                                    return p.authority_minor == unknown_amount
                                               ? std::nullopt
                                               : std::optional(p.authority_minor);
                                  })));
  table.add(truth_column("veto", column([](const Person& p) { return p.veto; })));
  table.add(shown_column("business_motive", data.motives, rows));
  table.add(results::float64_column("weight", column([](const Person& p) {
                                      return p.has_weight ? std::optional(p.weight) : std::nullopt;
                                    })));
  table.add(
      truth_column("contact_allowed", column([](const Person& p) { return p.contact_allowed; })));
  table.add(results::float64_column("stubbornness", column([](const Person& p) {
                                      return std::isnan(p.stubbornness)
                                                 ? std::nullopt
                                                 : std::optional(p.stubbornness);
                                    })));
  table.add(
      results::day_column("from_on", column([](const Person& p) { return known_day(p.from_on); })));
  table.add(
      results::day_column("to_on", column([](const Person& p) { return known_day(p.to_on); })));
}

results::Table people_table(const MapData& data, const std::vector<std::int32_t>& asked) {
  const Places rows(asked, data.first_person);
  results::Table table;
  table.name = "people";
  table.add(person_column("person_id", data, rows.places));
  table.add(account_column(data, rows.maps));
  table.add(shown_column("name", data.person_names, rows));
  table.add(department_column("department_id", data,
                              book_places(data.people, rows, data.first_department,
                                          [](const Person& p) { return p.department; })));
  add_profile(table, data, rows);
  add_powers(table, data, rows);
  return table;
}

results::Table departments_table(const MapData& data, const std::vector<std::int32_t>& asked) {
  const Places rows(asked, data.first_department);
  results::Table table;
  table.name = "departments";
  table.add(department_column("department_id", data, rows.places));
  table.add(account_column(data, rows.maps));
  table.add(shown_column("name", data.department_names, rows));
  table.add(department_column("parent_id", data,
                              book_places(data.departments, rows, data.first_department,
                                          [](const Department& d) { return d.parent; })));
  table.add(person_column("head_id", data,
                          book_places(data.departments, rows, data.first_person,
                                      [](const Department& d) { return d.head; })));
  return table;
}

/// Ids of ends: of people or, where `is_department`, of departments. Whole
/// numbers where both have them, texts otherwise.
results::Column end_column(std::string name, const MapData& data,
                           const std::vector<std::int64_t>& ends,
                           const std::vector<std::uint8_t>& is_department) {
  const bool any = std::find(is_department.begin(), is_department.end(), 1) != is_department.end();
  if (!any) return person_column(std::move(name), data, ends);
  std::vector<std::int64_t> people(ends), departments(ends);
  for (std::size_t i = 0; i < ends.size(); ++i)
    (is_department[i] != 0 ? people : departments)[i] = -1;
  const results::Column of_people = person_column(name, data, people);
  const results::Column of_departments = department_column(name, data, departments);
  const auto of = [&](std::size_t i) -> const results::Column& {
    return is_department[i] != 0 ? of_departments : of_people;
  };
  const auto number = [&](std::size_t i) {
    return static_cast<const std::int64_t*>(of(i).values.get())[i];
  };
  if (of_people.type == results::ColumnType::int64 && of_departments.type == of_people.type) {
    std::vector<std::int64_t> ids(ends.size());
    for (std::size_t i = 0; i < ids.size(); ++i)
      ids[i] = number(i);
    return results::int64_column(std::move(name), std::move(ids));
  }
  std::vector<std::string> ids(ends.size());
  for (std::size_t i = 0; i < ids.size(); ++i) {
    ids[i] = of(i).type == results::ColumnType::int64
                 ? std::to_string(number(i))
                 : std::string(of(i).text(static_cast<std::int64_t>(i)));
  }
  return results::text_column(std::move(name), ids);
}

results::Table relations_table(const MapData& data, const std::vector<std::int32_t>& asked) {
  const Places rows(asked, data.first_relation);
  const auto column = [&](auto cell) { return cells(data.relations, rows, cell); };
  const auto from_kind = column([](const Relation& r) { return std::uint8_t{r.from_department}; });
  const auto to_kind = column([](const Relation& r) { return std::uint8_t{r.to_department}; });
  const auto ends = [&](auto number, const std::vector<std::uint8_t>& is_department) {
    std::vector<std::int64_t> out(rows.places.size());
    for (std::size_t i = 0; i < out.size(); ++i) {
      const auto& firsts = is_department[i] != 0 ? data.first_department : data.first_person;
      out[i] = firsts[Places::index(rows.maps[i])] +
               number(data.relations[Places::index(rows.places[i])]);
    }
    return out;
  };
  const auto kinds = results::code_values(end_kinds);
  results::Table table;
  table.name = "relations";
  table.add(account_column(data, rows.maps));
  table.add(end_column("from_id", data, ends([](const Relation& r) { return r.from; }, from_kind),
                       from_kind));
  table.add(
      end_column("to_id", data, ends([](const Relation& r) { return r.to; }, to_kind), to_kind));
  table.add(results::dictionary_column("from_kind", {from_kind.begin(), from_kind.end()}, kinds));
  table.add(results::dictionary_column("to_kind", {to_kind.begin(), to_kind.end()}, kinds));
  table.add(kind_column("kind", *data.vocabulary,
                        column([](const Relation& r) { return std::int32_t{r.kind}; })));
  table.add(results::float64_column("weight", column([](const Relation& r) {
                                      return r.has_weight ? std::optional(r.weight) : std::nullopt;
                                    })));
  return table;
}

results::Table stances_table(const MapData& data, const std::vector<std::int32_t>& asked) {
  const Places rows(asked, data.first_stance);
  const auto column = [&](auto cell) { return cells(data.stances, rows, cell); };
  results::Table table;
  table.name = "stances";
  table.add(person_column("person_id", data,
                          book_places(data.stances, rows, data.first_person,
                                      [](const Stance& s) { return s.person; })));
  table.add(vendor_column("vendor", data, column([](const Stance& s) { return s.vendor; })));
  table.add(stage_column("relation_stage", *data.vocabulary,
                         column([](const Stance& s) { return std::int32_t{s.stage}; })));
  table.add(support_column("support", column([](const Stance& s) { return s.support; })));
  table.add(
      results::day_column("as_of", column([](const Stance& s) { return known_day(s.as_of); })));
  table.add(results::text_column(
      "evidence", column([&](const Stance& s) {
        return s.evidence < 0 ? std::nullopt : std::optional(data.texts[Places::index(s.evidence)]);
      })));
  return table;
}

}  // namespace
}  // namespace org

Result DecisionMaps::contents(const MapQuestion& request, const Run& run) const {
  const PartRunner runner(run);
  runner.report(0);
  const std::vector<std::int32_t> asked = org::maps_asked(*data_, request);
  std::vector<results::Table> tables;
  tables.push_back(org::people_table(*data_, asked));
  tables.push_back(org::departments_table(*data_, asked));
  runner.report(0.5);
  tables.push_back(org::relations_table(*data_, asked));
  tables.push_back(org::stances_table(*data_, asked));
  runner.report(1);
  return org::make_result(*data_, {"contents", org::request_text(request)}, std::move(tables));
}

}  // namespace sandan
