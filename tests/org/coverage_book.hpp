#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "org/map_data.hpp"
#include "support/expect.hpp"

/// Books of random people, departments, relations, stances and deals with much
/// that is not known, for the tests of coverage and flow.
namespace sandan::testing {

struct BookShape {
  int maps = 8;
  int least_people = 1;
  int most_people = 12;
  int departments = 3;     ///< at most
  int relations = 2;       ///< per person, at most
  bool odd_words = false;  ///< a vocabulary in which being in touch, held and starting differ
};

class CoverageBook {
 public:
  CoverageBook(std::uint64_t seed, const BookShape& shape) : dice_(seed), shape_(shape) {
    data->vocabulary = vocabulary();
    data->vendors = {"@us", "Rival"};
    data->organisations = {"inside"};
    data->texts = {"CNY", "EUR"};
    for (int map = 0; map < shape.maps; ++map)
      add_map();
  }

  DecisionMaps maps() const { return DecisionMaps(data); }

  std::string person(const org::MapView& map, std::int64_t number) const {
    return data->person_ids.text(map.first_person + number);
  }
  std::string department(const org::MapView& map, std::int64_t number) const {
    return data->department_ids.text(map.first_department + number);
  }

  std::shared_ptr<org::MapData> data = std::make_shared<org::MapData>();

 private:
  int below(int count) { return static_cast<int>(dice_() % static_cast<std::uint64_t>(count)); }
  bool one_in(int count) { return below(count) == 0; }
  org::Truth truth() { return static_cast<org::Truth>(below(3)); }

  std::shared_ptr<const org::Vocabulary> vocabulary() {
    const auto text = file_text(source_dir + "/data/map_vocabularies/standard.json");
    const auto shipped = MapVocabulary::compile(text).shared();
    if (!shape_.odd_words) return shipped;
    auto odd = std::make_shared<org::Vocabulary>(*shipped);
    for (std::size_t s = 1; s < odd->stages.size(); ++s) {
      odd->stages[s].in_touch = !one_in(3);
      odd->stages[s].held = !one_in(3);
      if (one_in(3)) odd->stages[s].start_cost = org::no_way;
    }
    for (auto& gap : odd->gaps)
      gap.consequence = below(4);
    for (auto& role : odd->roles)
      role.required = !one_in(3);
    odd->supports_from = static_cast<std::int8_t>(below(3));
    return odd;
  }

  org::Person random_person() {
    org::Person person;
    if (shape_.departments > 0) person.department = below(shape_.departments + 1) - 1;
    person.level = static_cast<std::int8_t>(below(4) - 1);
    person.function = static_cast<std::int8_t>(below(4) - 1);
    person.roles_known = !one_in(4);
    if (person.roles_known) {
      for (unsigned role = 0; role < 6; ++role)
        person.roles |= one_in(5) ? 1U << role : 0U;
    }
    person.decides_known = !one_in(3);
    if (person.decides_known) {
      for (unsigned decision = 0; decision < 5; ++decision)
        person.decides =
            static_cast<std::uint8_t>(person.decides | (one_in(6) ? 1U << decision : 0U));
    }
    person.guide = truth();
    person.veto = truth();
    if (one_in(2)) person.authority_minor = 100 * below(5);
    return person;
  }

  void add_map() {
    const int people = shape_.least_people + below(shape_.most_people - shape_.least_people + 1);
    const auto map = static_cast<std::int64_t>(data->accounts.size());
    data->account_ids.append("a" + std::to_string(map));
    data->accounts.emplace_back();
    for (int p = 0; p < people; ++p) {
      data->person_ids.append("p" + std::to_string(data->people.size()));
      data->people.push_back(random_person());
    }
    for (int d = 0; d < shape_.departments; ++d) {
      data->department_ids.append("d" + std::to_string(data->departments.size()));
      data->departments.emplace_back();
    }
    add_edges(people);
    add_stances(people);
    for (int deal = below(3); deal > 0; --deal) {
      org::Deal one{static_cast<std::int32_t>(data->deals.size())};
      data->deal_ids.append("o" + std::to_string(data->deals.size()));
      if (!one_in(3)) one.amount_minor = 100 * below(5);
      one.currency = below(3) - 1;
      data->deals.push_back(one);
    }
    close_map();
  }

  void add_edges(int people) {
    if (people < 2) return;
    const auto kinds = static_cast<int>(data->vocabulary->kinds.size());
    for (int edge = below(shape_.relations * people + 1); edge > 0; --edge) {
      const int from = below(people);
      const int to = (from + 1 + below(people - 1)) % people;
      data->edges.push_back({from, to, static_cast<std::uint8_t>(below(kinds)), 0.5 + below(3)});
    }
  }

  void add_stances(int people) {
    for (int p = 0; p < people; ++p) {
      for (int vendor = 0; vendor < 2; ++vendor) {
        if (one_in(3)) continue;
        org::Stance stance{};
        stance.person = p;
        stance.vendor = vendor;
        stance.stage = static_cast<std::int8_t>(one_in(2) ? below(2) - 1 : below(6) - 1);
        stance.support = one_in(4) ? org::unknown_support : static_cast<std::int8_t>(below(5) - 2);
        data->stances.push_back(stance);
      }
    }
  }

  void close_map() {
    const auto close = [](std::vector<std::int64_t>& first, std::size_t size) {
      first.push_back(static_cast<std::int64_t>(size));
    };
    close(data->first_person, data->people.size());
    close(data->first_department, data->departments.size());
    close(data->first_relation, data->relations.size());
    close(data->first_edge, data->edges.size());
    close(data->first_stance, data->stances.size());
    close(data->first_deal, data->deals.size());
    close(data->first_point, data->points.size());
  }

  std::mt19937_64 dice_;
  BookShape shape_;
};

/// The same book, its two vendors each in the place of the other.
inline CoverageBook with_vendors_exchanged(const CoverageBook& book) {
  CoverageBook other = book;
  other.data = std::make_shared<org::MapData>(*book.data);
  auto& stances = other.data->stances;
  for (org::Stance& stance : stances)
    stance.vendor = 1 - stance.vendor;
  for (std::size_t map = 0; map + 1 < other.data->first_stance.size(); ++map) {
    std::sort(stances.begin() + other.data->first_stance[map],
              stances.begin() + other.data->first_stance[map + 1],
              [](const org::Stance& a, const org::Stance& b) {
                return std::pair(a.person, a.vendor) < std::pair(b.person, b.vendor);
              });
  }
  return other;
}

/// One map seen plainly: each question by a loop of its own.
struct PlainMap {
  const org::MapView& map;
  org::Standing standing;

  PlainMap(const org::MapView& view, std::int32_t vendor) : map(view) {
    standing.read(view, vendor);
  }

  int size() const { return map.size(); }
  const org::Person& at(int p) const { return map.people[static_cast<std::size_t>(p)]; }
  int stage(int p) const { return standing.stage[static_cast<std::size_t>(p)]; }
  int support(int p) const { return standing.support[static_cast<std::size_t>(p)]; }
  const org::RelationStage* stage_of(int p) const {
    return stage(p) < 0 ? nullptr : &map.vocabulary().stages[static_cast<std::size_t>(stage(p))];
  }
  bool in_touch(int p) const { return stage_of(p) != nullptr && stage_of(p)->in_touch; }
  bool knows_support(int p) const { return support(p) != org::unknown_support; }
  bool has_role(int p, std::size_t role) const { return (at(p).roles >> role & 1U) != 0; }
  bool decides(int p) const {
    for (std::size_t role = 0; role < map.vocabulary().roles.size(); ++role) {
      if (map.vocabulary().roles[role].votes && has_role(p, role)) return true;
    }
    return (at(p).decides & 1U) != 0 || (at(p).decides >> 3U & 1U) != 0;  // buy, vendor
  }

  /// Number of people for whom this holds.
  template <class Holds>
  int count(Holds&& holds) const {
    int all = 0;
    for (int p = 0; p < size(); ++p)
      all += holds(p) ? 1 : 0;
    return all;
  }

  /// Who is reached when `without` (-1: nobody) has left, by trying every
  /// relation until nothing changes.
  std::vector<bool> reached(int without) const {
    std::vector<bool> seen(map.people.size());
    for (int p = 0; p < size(); ++p) {
      const org::RelationStage* own = stage_of(p);
      seen[static_cast<std::size_t>(p)] =
          p != without && own != nullptr && own->held && own->start_cost < org::no_way;
    }
    const auto pass = [&](int from, int to, double cost) {
      const auto target = static_cast<std::size_t>(to);
      if (!(cost < org::no_way) || to == without) return false;
      if (!seen[static_cast<std::size_t>(from)] || seen[target]) return false;
      seen[target] = true;
      return true;
    };
    for (bool changed = true; changed;) {
      changed = false;
      for (const org::Edge& edge : map.edges) {
        const org::RelationKind& kind = map.vocabulary().kinds[edge.kind];
        changed |= pass(edge.from, edge.to, kind.route_cost);
        changed |= pass(edge.to, edge.from, kind.route_cost_back);
      }
    }
    return seen;
  }
};

/// Cells of expected rows.
template <class Items>
json::value word_or_null(const Items& items, int code) {
  if (code < 0) return nullptr;
  if constexpr (requires { items[0].word; }) {
    return json::value(items[static_cast<std::size_t>(code)].word.code);
  } else {
    return json::value(items[static_cast<std::size_t>(code)].code);
  }
}
inline json::value truth_or_null(org::Truth truth) {
  return truth == org::Truth::unknown ? json::value(nullptr)
                                      : json::value(truth == org::Truth::yes);
}

}  // namespace sandan::testing
