#include <algorithm>
#include <limits>
#include <optional>
#include <string>

#include "org/each_map.hpp"
#include "org/layout.hpp"
#include "org/result_tables.hpp"

namespace sandan {
namespace org {
namespace {

struct PersonRow {
  std::int32_t map;
  std::int64_t person;  ///< of the book
  double x;
  std::int32_t row;
  std::int32_t band;
  std::int8_t stage;
  std::int8_t support;
  std::optional<std::string> rivals;
};

struct EdgeRow {
  std::int32_t map;
  std::int64_t from;  ///< of the book
  std::int64_t to;
  std::uint8_t kind;
  double weight;
  bool tree;
};

struct DepartmentRow {
  std::int32_t map;
  std::int64_t department;  ///< of the book
  double left;
  double right;
  std::int32_t top;
  std::int32_t bottom;
};

struct LayoutRows {
  std::vector<PersonRow> people;
  std::vector<EdgeRow> edges;
  std::vector<DepartmentRow> departments;

  void append(LayoutRows&& more) {
    append_rows(people, std::move(more.people));
    append_rows(edges, std::move(more.edges));
    append_rows(departments, std::move(more.departments));
  }
};

struct LayoutScratch {
  Layout layout;
  Standing standing;
  std::vector<std::optional<std::string>> rivals;
  std::vector<DepartmentRow> boxes;
};

/// Vendors other than the one asked for that hold each person or have the
/// support, joined by ";"; null where nothing is known of any.
void read_rivals(const MapView& map, std::int32_t vendor,
                 std::vector<std::optional<std::string>>& rivals) {
  const Vocabulary& vocabulary = map.vocabulary();
  rivals.assign(map.people.size(), std::nullopt);
  for (const Stance& stance : map.stances) {
    const bool stage_known = stance.stage != unknown_code;
    const bool support_known = stance.support != unknown_support;
    if (stance.vendor == vendor || (!stage_known && !support_known)) continue;
    std::optional<std::string>& cell = rivals[static_cast<std::size_t>(stance.person)];
    if (!cell) cell.emplace();
    const bool held = stage_known && vocabulary.stages[static_cast<std::size_t>(stance.stage)].held;
    if (!held && !(support_known && stance.support >= vocabulary.supports_from)) continue;
    if (!cell->empty()) *cell += ';';
    *cell += map.book->vendors[static_cast<std::size_t>(stance.vendor)];
  }
}

void add_boxes(const MapView& map, const Layout& layout, std::vector<DepartmentRow>& boxes,
               std::vector<DepartmentRow>& rows) {
  constexpr double none = std::numeric_limits<double>::infinity();
  boxes.clear();
  boxes.reserve(map.departments.size());
  for (std::size_t d = 0; d < map.departments.size(); ++d)
    boxes.push_back({map.map, map.first_department + static_cast<std::int64_t>(d), none, -none,
                     std::numeric_limits<std::int32_t>::max(), 0});
  for (std::size_t p = 0; p < map.people.size(); ++p) {
    if (map.people[p].department < 0) continue;
    DepartmentRow& box = boxes[static_cast<std::size_t>(map.people[p].department)];
    box.left = std::min(box.left, layout.x()[p] - 0.5);
    box.right = std::max(box.right, layout.x()[p] + 0.5);
    box.top = std::min(box.top, layout.row()[p]);
    box.bottom = std::max(box.bottom, layout.row()[p] + 1);
  }
  for (const DepartmentRow& box : boxes) {
    if (box.left <= box.right) rows.push_back(box);
  }
}

void add_map(const MapView& map, std::int32_t vendor, LayoutRows& rows, LayoutScratch& scratch) {
  const Layout& layout = scratch.layout;
  scratch.layout.place(map.people, map.edges, map.vocabulary());
  scratch.standing.read(map, vendor);
  read_rivals(map, vendor, scratch.rivals);
  for (std::size_t p = 0; p < map.people.size(); ++p)
    rows.people.push_back({map.map, map.first_person + static_cast<std::int64_t>(p), layout.x()[p],
                           layout.row()[p], layout.band()[p], scratch.standing.stage[p],
                           scratch.standing.support[p], std::move(scratch.rivals[p])});
  for (std::size_t e = 0; e < map.edges.size(); ++e) {
    const Edge& edge = map.edges[e];
    const bool tree =
        layout.edge_up()[static_cast<std::size_t>(edge.from)] == static_cast<std::int64_t>(e);
    rows.edges.push_back({map.map, map.first_person + edge.from, map.first_person + edge.to,
                          edge.kind, edge.weight, tree});
  }
  add_boxes(map, layout, scratch.boxes, rows.departments);
}

/// One value of each row.
template <class Row, class Value>
auto each(const std::vector<Row>& rows, Value&& value) {
  std::vector<decltype(value(rows.front()))> values;
  values.reserve(rows.size());
  for (const Row& row : rows)
    values.push_back(value(row));
  return values;
}

std::vector<std::optional<std::string>> names_of(
    const std::vector<std::optional<std::string>>& names, const std::vector<std::int64_t>& places) {
  std::vector<std::optional<std::string>> found(places.size());
  if (names.empty()) return found;
  for (std::size_t i = 0; i < places.size(); ++i)
    found[i] = names[static_cast<std::size_t>(places[i])];
  return found;
}

void add_person_facts(results::Table& table, const MapData& data,
                      const std::vector<PersonRow>& rows) {
  const Vocabulary& vocabulary = *data.vocabulary;
  const auto fact = [&](auto read) {
    return each(rows, [&data, read](const PersonRow& row) {
      return read(data.people[static_cast<std::size_t>(row.person)]);
    });
  };
  table.add(level_column("level", vocabulary,
                         fact([](const Person& p) { return std::int32_t{p.level}; })));
  table.add(function_column("function", vocabulary,
                            fact([](const Person& p) { return std::int32_t{p.function}; })));
  table.add(roles_column(
      "roles", vocabulary, fact([](const Person& p) { return p.roles; }),
      fact([](const Person& p) { return static_cast<std::uint8_t>(p.roles_known ? 1 : 0); })));
  table.add(department_column(
      "department_id", data, each(rows, [&data](const PersonRow& row) {
        const std::int32_t own = data.people[static_cast<std::size_t>(row.person)].department;
        return own < 0 ? std::int64_t{-1}
                       : data.first_department[static_cast<std::size_t>(row.map)] + own;
      })));
  table.add(stage_column("relation_stage", vocabulary,
                         each(rows, [](const PersonRow& r) { return std::int32_t{r.stage}; })));
  table.add(support_column("support", each(rows, [](const PersonRow& r) { return r.support; })));
  table.add(truth_column("guide", fact([](const Person& p) { return p.guide; })));
  table.add(truth_column("veto", fact([](const Person& p) { return p.veto; })));
  table.add(
      results::text_column("rivals", each(rows, [](const PersonRow& r) { return r.rivals; })));
}

results::Table people_table(const MapData& data, const std::vector<PersonRow>& rows) {
  const auto real = results::ColumnType::float64;
  const auto people = each(rows, [](const PersonRow& r) { return r.person; });
  results::Table table;
  table.name = "layout_people";
  table.add(account_column(data, each(rows, [](const PersonRow& r) { return r.map; })));
  table.add(person_column("person_id", data, people));
  table.add(results::text_column("name", names_of(data.person_names, people)));
  table.add(results::number_column("x", real, each(rows, [](const PersonRow& r) { return r.x; })));
  table.add(results::number_column("y", real,
                                   each(rows, [](const PersonRow& r) { return r.row + 0.5; })));
  table.add(results::int32_column("band", each(rows, [](const PersonRow& r) { return r.band; })));
  add_person_facts(table, data, rows);
  return table;
}

results::Table edges_table(const MapData& data, const std::vector<EdgeRow>& rows) {
  results::Table table;
  table.name = "layout_edges";
  table.add(account_column(data, each(rows, [](const EdgeRow& r) { return r.map; })));
  table.add(person_column("from_id", data, each(rows, [](const EdgeRow& r) { return r.from; })));
  table.add(person_column("to_id", data, each(rows, [](const EdgeRow& r) { return r.to; })));
  table.add(kind_column("kind", *data.vocabulary,
                        each(rows, [](const EdgeRow& r) { return std::int32_t{r.kind}; })));
  table.add(results::number_column("weight", results::ColumnType::float64,
                                   each(rows, [](const EdgeRow& r) { return r.weight; })));
  table.add(results::boolean_column("tree", each(rows, [](const EdgeRow& r) {
                                      return static_cast<std::uint8_t>(r.tree ? 1 : 0);
                                    })));
  return table;
}

results::Table departments_table(const MapData& data, const std::vector<DepartmentRow>& rows) {
  const auto real = results::ColumnType::float64;
  const auto departments = each(rows, [](const DepartmentRow& r) { return r.department; });
  const auto number = [&](std::string name, auto read) {
    return results::number_column(std::move(name), real, each(rows, read));
  };
  results::Table table;
  table.name = "layout_departments";
  table.add(account_column(data, each(rows, [](const DepartmentRow& r) { return r.map; })));
  table.add(department_column("department_id", data, departments));
  table.add(results::text_column("name", names_of(data.department_names, departments)));
  table.add(number("left", [](const DepartmentRow& r) { return r.left; }));
  table.add(number("right", [](const DepartmentRow& r) { return r.right; }));
  table.add(number("top", [](const DepartmentRow& r) { return double{1} * r.top; }));
  table.add(number("bottom", [](const DepartmentRow& r) { return double{1} * r.bottom; }));
  return table;
}

}  // namespace
}  // namespace org

Result DecisionMaps::layout(const LayoutRequest& request, const Run& run) const {
  const org::MapData& data = *data_;
  const std::int32_t vendor = org::vendor_asked(data, request.vendor);
  const auto rows = org::rows_of_maps<org::LayoutRows, org::LayoutScratch>(
      data, org::maps_asked(data, request), run,
      [vendor](const org::MapView& map, org::LayoutRows& out, org::LayoutScratch& scratch) {
        org::add_map(map, vendor, out, scratch);
      });
  std::vector<results::Table> tables;
  tables.push_back(org::people_table(data, rows.people));
  tables.push_back(org::edges_table(data, rows.edges));
  tables.push_back(org::departments_table(data, rows.departments));
  return org::make_result(data, {"layout", org::request_text(request)}, std::move(tables));
}

}  // namespace sandan
