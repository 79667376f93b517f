#pragma once

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <set>
#include <sstream>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "org/derive.hpp"
#include "org/map_data.hpp"
#include "support/expect.hpp"

/// Books of decision maps as plain values with ids in place of numbers, to be
/// changed the simple way and held against what the library makes of them.
namespace sandan::testing {

struct ModelPerson {
  std::string id;
  org::Person said;  ///< department left out
  std::string department;
  std::optional<std::string> name, motive;
};

struct ModelRelation {
  std::string from, to;
  bool from_department = false, to_department = false;
  std::uint8_t kind = 0;
  std::optional<double> weight;
};

struct ModelStance {
  std::int8_t stage = org::unknown_code;
  std::int8_t support = org::unknown_support;
  Day as_of = org::no_day;
  std::optional<std::string> evidence;
};

struct ModelPoint {
  std::string vendor, person, criterion;
};

struct ModelMap {
  std::string account;
  std::vector<ModelPerson> people;
  std::vector<std::string> departments;
  std::vector<ModelRelation> relations;  ///< in the order of their rows
  std::map<std::pair<std::string, std::string>, ModelStance> stances;  ///< by person and vendor
  std::vector<ModelPoint> points;

  std::int32_t number(const std::string& id) const {
    for (std::size_t p = 0; p < people.size(); ++p)
      if (people[p].id == id) return static_cast<std::int32_t>(p);
    return -1;
  }
  std::int32_t department(const std::string& id) const {
    const auto found = std::find(departments.begin(), departments.end(), id);
    return found == departments.end() ? -1 : static_cast<std::int32_t>(found - departments.begin());
  }
};

struct ModelBook {
  IdKind kind = IdKind::text;
  MapBuildRequest request;
  std::vector<std::string> vendors = {std::string(our_vendor)};
  std::vector<ModelMap> maps;
};

inline MapVocabulary standard_vocabulary() {
  return MapVocabulary::compile(file_text(source_dir + "/data/map_vocabularies/standard.json"));
}

inline std::int32_t place_of(std::vector<std::string>& texts, const std::string& text) {
  const auto found = std::find(texts.begin(), texts.end(), text);
  const auto place = static_cast<std::int32_t>(found - texts.begin());
  if (found == texts.end()) texts.push_back(text);
  return place;
}

inline void add_model_map(const ModelMap& map, org::MapData& data) {
  data.account_ids.append(map.account);
  data.accounts.emplace_back();
  for (const ModelPerson& person : map.people) {
    data.person_ids.append(person.id);
    data.people.push_back(person.said);
    data.people.back().department = map.department(person.department);
    if (data.request.names) data.person_names.push_back(person.name);
    if (data.request.names) data.motives.push_back(person.motive);
  }
  for (const std::string& department : map.departments) {
    data.department_ids.append(department);
    data.departments.emplace_back();
    if (data.request.names) data.department_names.emplace_back();
  }
  const auto begin = static_cast<std::ptrdiff_t>(data.relations.size());
  for (const ModelRelation& one : map.relations) {
    org::Relation relation;
    relation.from = one.from_department ? map.department(one.from) : map.number(one.from);
    relation.to = one.to_department ? map.department(one.to) : map.number(one.to);
    relation.from_department = one.from_department;
    relation.to_department = one.to_department;
    relation.kind = one.kind;
    relation.has_weight = one.weight.has_value();
    relation.weight = one.weight.value_or(1);
    data.relations.push_back(relation);
  }
  std::stable_sort(data.relations.begin() + begin, data.relations.end(), org::relation_before);
  const auto first_stance = static_cast<std::ptrdiff_t>(data.stances.size());
  for (const auto& [key, one] : map.stances) {
    org::Stance stance{};
    stance.person = map.number(key.first);
    stance.vendor = place_of(data.vendors, key.second);
    stance.stage = one.stage;
    stance.support = one.support;
    stance.as_of = one.as_of;
    stance.has_evidence = one.evidence.has_value();
    stance.evidence = one.evidence ? place_of(data.texts, *one.evidence) : -1;
    data.stances.push_back(stance);
  }
  std::sort(data.stances.begin() + first_stance, data.stances.end(),
            [](const org::Stance& a, const org::Stance& b) {
              return std::tie(a.person, a.vendor) < std::tie(b.person, b.vendor);
            });
  for (const ModelPoint& one : map.points) {
    org::Point point;
    point.vendor = place_of(data.vendors, one.vendor);
    point.person = map.number(one.person);
    point.criterion = place_of(data.texts, one.criterion);
    data.points.push_back(point);
  }
  const auto end = [](auto& firsts, std::size_t size) {
    firsts.push_back(static_cast<std::int64_t>(size));
  };
  end(data.first_person, data.people.size());
  end(data.first_department, data.departments.size());
  end(data.first_relation, data.relations.size());
  end(data.first_stance, data.stances.size());
  end(data.first_deal, data.deals.size());
  end(data.first_point, data.points.size());
}

/// The book as the library holds it, derived data and all.
inline std::shared_ptr<org::MapData> data_of(const ModelBook& book,
                                             const MapVocabulary& vocabulary) {
  auto data = std::make_shared<org::MapData>();
  data->vocabulary = vocabulary.shared();
  data->request = book.request;
  data->vendors = book.vendors;
  data->organisations = {"inside"};
  data->account_ids = data->person_ids = data->department_ids = data->deal_ids =
      IdValues(book.kind);
  for (const ModelMap& map : book.maps)
    add_model_map(map, *data);
  org::derive(*data);
  return data;
}

/// All that a book says of a map, numbers replaced by what they stand for; two
/// books that tell the same give the same text.
inline std::string told(const org::MapData& data, std::int32_t map) {
  std::ostringstream out;
  out.precision(17);
  const org::MapView view(data, map);
  const auto person = [&](std::int32_t p) {
    return p < 0 ? "-" : data.person_ids.text(view.first_person + p);
  };
  const auto department = [&](std::int32_t d) {
    return d < 0 ? "-" : data.department_ids.text(view.first_department + d);
  };
  const auto text = [](const auto& texts, std::int32_t i) {
    return i < 0 ? std::string("-") : texts[static_cast<std::size_t>(i)];
  };
  const auto end = [&](std::int32_t number, bool is_department) {
    return is_department ? "department " + department(number) : person(number);
  };
  out << "account " << data.account_ids.text(map) << '\n';
  for (std::size_t p = 0; p < view.people.size(); ++p) {
    const org::Person& one = view.people[p];
    const auto place = static_cast<std::size_t>(view.first_person) + p;
    out << "person " << data.person_ids.text(static_cast<std::int64_t>(place)) << ' '
        << department(one.department) << ' ' << text(data.organisations, one.organisation) << ' '
        << int(one.level) << ' ' << int(one.function) << ' ' << one.roles_known << ' ' << one.roles
        << ' ' << int(one.decides) << ' ' << int(one.guide) << int(one.veto)
        << int(one.contact_allowed) << ' ' << one.authority_minor << ' ' << one.weight;
    if (!data.person_names.empty()) out << ' ' << data.person_names[place].value_or("-");
    if (!data.motives.empty()) out << ' ' << data.motives[place].value_or("-");
    out << '\n';
  }
  for (std::size_t d = 0; d < view.departments.size(); ++d) {
    out << "department " << department(static_cast<std::int32_t>(d)) << " head "
        << person(view.departments[d].head) << '\n';
  }
  for (const org::Relation& one : view.relations) {
    out << "relation " << end(one.from, one.from_department) << " > "
        << end(one.to, one.to_department) << ' ' << int(one.kind) << ' ' << one.has_weight << ' '
        << one.weight << '\n';
  }
  for (const org::Edge& one : view.edges)
    out << "edge " << person(one.from) << " > " << person(one.to) << ' ' << int(one.kind) << ' '
        << one.weight << '\n';
  std::multiset<std::string> stances;
  for (const org::Stance& one : view.stances) {
    std::ostringstream line;
    line << "stance " << person(one.person) << ' ' << text(data.vendors, one.vendor) << ' '
         << int(one.stage) << ' ' << int(one.support) << ' ' << one.has_evidence << ' ' << one.as_of
         << ' ' << text(data.texts, one.evidence) << '\n';
    stances.insert(line.str());
  }
  for (const std::string& line : stances)
    out << line;
  for (const org::Point& one : view.points)
    out << "point " << text(data.vendors, one.vendor) << ' ' << person(one.person) << ' '
        << text(data.texts, one.criterion) << '\n';
  std::multiset<std::string> findings;
  for (const org::FindingRow& one : data.findings) {
    if (one.map != map) continue;
    findings.insert("finding " + std::to_string(int(one.finding)) + ' ' + person(one.person) + ' ' +
                    department(one.department) + ' ' + text(data.vendors, one.vendor) + '\n');
  }
  for (const std::string& line : findings)
    out << line;
  return out.str();
}

inline std::string told(const org::MapData& data) {
  std::string all;
  for (std::int32_t map = 0; map < data.maps(); ++map)
    all += told(data, map);
  return all;
}

/// Random books and numbers of a seed.
class ModelMaker {
 public:
  explicit ModelMaker(std::uint64_t seed) : random_(seed) {}

  int upto(int most) { return static_cast<int>(random_() % static_cast<unsigned>(most + 1)); }
  bool chance(int percent) { return upto(99) < percent; }
  template <class Items>
  auto& one_of(Items& items) {
    return items[static_cast<std::size_t>(upto(static_cast<int>(items.size()) - 1))];
  }

  ModelBook book(const org::Vocabulary& vocabulary, int maps, int most_people, IdKind kind) {
    ModelBook made;
    made.kind = kind;
    made.request.names = true;
    made.vendors = {std::string(our_vendor), "rival", "other"};
    for (int m = 0; m < maps; ++m)
      made.maps.push_back(map(vocabulary, m, 1 + upto(most_people - 1), made));
    return made;
  }

  /// An id; of departments and people apart, whole numbers or texts.
  static std::string id(IdKind kind, const char* what, int number) {
    const int base = what[0] == 'p' ? 1'000'000 : what[0] == 'd' ? 5'000'000 : 100;
    return kind == IdKind::integer ? std::to_string(base + number) : what + std::to_string(number);
  }

 private:
  ModelMap map(const org::Vocabulary& vocabulary, int m, int people, const ModelBook& book) {
    ModelMap made;
    made.account = id(book.kind, "a", m);
    const int departments = upto(3);
    for (int d = 0; d < departments; ++d)
      made.departments.push_back(id(book.kind, "d", m * 1'000 + d));
    for (int p = 0; p < people; ++p)
      made.people.push_back(person(vocabulary, m * 1'000 + p, made, book.kind));
    const int relations = upto(3 * people);
    for (int r = 0; r < relations; ++r)
      add_relation(vocabulary, made);
    for (const ModelPerson& each : made.people) {
      for (const std::string& vendor : book.vendors) {
        if (chance(50)) made.stances[{each.id, vendor}] = stance(vocabulary);
      }
    }
    for (int i = upto(3); i > 0; --i)
      made.points.push_back({"rival", chance(70) ? one_of(made.people).id : "", "price"});
    return made;
  }

  ModelPerson person(const org::Vocabulary& vocabulary, int number, const ModelMap& map,
                     IdKind kind) {
    ModelPerson made;
    made.id = id(kind, "p", number);
    if (!map.departments.empty() && chance(80)) made.department = one_of(map.departments);
    made.said.level = static_cast<std::int8_t>(upto(int(vocabulary.levels.size())) - 1);
    made.said.function = static_cast<std::int8_t>(upto(int(vocabulary.functions.size())) - 1);
    made.said.roles_known = chance(80);
    if (made.said.roles_known) made.said.roles = static_cast<std::uint32_t>(upto(31));
    made.said.veto = static_cast<org::Truth>(upto(2));
    made.said.guide = static_cast<org::Truth>(upto(2));
    if (chance(80)) made.name = "name of " + made.id;
    if (chance(30)) made.motive = "motive " + std::to_string(number);
    return made;
  }

  /// A relation whose reports_to goes from later people to earlier ones, so
  /// that there is no cycle.
  void add_relation(const org::Vocabulary& vocabulary, ModelMap& map) {
    ModelRelation made;
    made.kind = static_cast<std::uint8_t>(upto(int(vocabulary.kinds.size()) - 1));
    made.from_department = !map.departments.empty() && chance(10);
    made.to_department = !map.departments.empty() && chance(10);
    made.from = made.from_department ? one_of(map.departments) : one_of(map.people).id;
    made.to = made.to_department ? one_of(map.departments) : one_of(map.people).id;
    if (made.from == made.to) return;
    if (!made.from_department && !made.to_department && vocabulary.kinds[made.kind].hierarchy &&
        map.number(made.from) < map.number(made.to)) {
      std::swap(made.from, made.to);
    }
    if (chance(50)) made.weight = 0.25 * (1 + upto(11));
    map.relations.push_back(made);
  }

  ModelStance stance(const org::Vocabulary& vocabulary) {
    ModelStance made;
    made.stage = static_cast<std::int8_t>(upto(int(vocabulary.stages.size())) - 1);
    if (chance(75)) made.support = static_cast<std::int8_t>(upto(4) - 2);
    if (chance(60)) made.as_of = 20'000 + upto(400);
    if (chance(40)) made.evidence = "record " + std::to_string(upto(5));
    return made;
  }

  std::mt19937_64 random_;
};

}  // namespace sandan::testing
