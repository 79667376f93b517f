#include "org/contact_order.hpp"

#include <algorithm>
#include <tuple>

#include "org/row_columns.hpp"

namespace sandan::org {
namespace {

bool in_touch(const Vocabulary& vocabulary, std::int8_t stage) noexcept {
  return stage != unknown_code && vocabulary.stages[static_cast<std::size_t>(stage)].in_touch;
}

/// The easy first, then the low, unknown levels after all others.
auto ease(const ContactRow& row) noexcept {
  return std::tuple(row.cost, row.level == unknown_code, row.level, row.person);
}

/// People without a department stand apart, each under their own number.
auto group(const ContactRow& row) noexcept {
  return std::pair(row.department, row.department < 0 ? row.person : 0);
}

}  // namespace

void add_contact_order(const MapView& map, const Standing& standing,
                       const std::vector<Withheld>& withheld, const std::vector<double>& cost,
                       const std::vector<std::int32_t>& before, std::vector<ContactRow>& rows) {
  const std::size_t first = rows.size();
  for (std::int32_t p = 0; p < map.size(); ++p) {
    const auto i = static_cast<std::size_t>(p);
    if (withheld[i] != Withheld::no || in_touch(map.vocabulary(), standing.stage[i])) continue;
    const Person& person = map.people[i];
    rows.push_back({map.map, 0, p, person.department, person.level, 1, cost[i], before[i]});
  }
  const auto begin = rows.begin() + static_cast<std::ptrdiff_t>(first);
  std::sort(begin, rows.end(), [](const ContactRow& a, const ContactRow& b) {
    return group(a) != group(b) ? group(a) < group(b) : ease(a) < ease(b);
  });
  for (std::size_t i = first + 1; i < rows.size(); ++i) {
    if (group(rows[i]) == group(rows[i - 1])) rows[i].round = rows[i - 1].round + 1;
  }
  std::sort(begin, rows.end(), [](const ContactRow& a, const ContactRow& b) {
    return a.round != b.round ? a.round < b.round : ease(a) < ease(b);
  });
  for (std::size_t i = first; i < rows.size(); ++i)
    rows[i].place = static_cast<std::int32_t>(i - first) + 1;
}

results::Table contact_order_table(const MapData& data, const std::vector<ContactRow>& rows) {
  results::Table table = table_of("contact_order", data, rows);
  table.add(results::int32_column("place", codes_of(rows, &ContactRow::place)));
  table.add(
      person_column("person_id", data, places_of(rows, &ContactRow::person, data.first_person)));
  table.add(department_column("department_id", data,
                              places_of(rows, &ContactRow::department, data.first_department)));
  table.add(level_column("level", *data.vocabulary, codes_of(rows, &ContactRow::level)));
  table.add(results::int32_column("round", codes_of(rows, &ContactRow::round)));
  table.add(results::float64_column("cost", values_of(rows, [](const ContactRow& row) {
                                      return row.cost == no_way ? std::nullopt
                                                                : std::optional(row.cost);
                                    })));
  table.add(person_column("via_id", data, places_of(rows, &ContactRow::via, data.first_person)));
  return table;
}

}  // namespace sandan::org
