#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "org/model_book.hpp"

/// Changes made to a model book the simple way, and random ones.
namespace sandan::testing {

/// Detail and member of a refusal; nothing when the change was made.
using ModelRefusal = std::optional<std::pair<std::string, std::string>>;

class ModelChanger {
 public:
  ModelChanger(ModelBook& book, const org::Vocabulary& words) : book_(book), words_(words) {}

  ModelRefusal make(const MapChange& change) {
    switch (change.kind) {
      case MapChange::Kind::set_support:
      case MapChange::Kind::set_stage:
        return set_stance(change);
      case MapChange::Kind::set_roles:
        return set_roles(change);
      case MapChange::Kind::add_relation:
      case MapChange::Kind::remove_relation:
        return relation(change);
      case MapChange::Kind::add_person:
        return add_person(change);
      case MapChange::Kind::remove_person:
        return remove_person(change);
    }
    return std::nullopt;
  }

 private:
  ModelMap* map_of(const std::string& person) {
    for (ModelMap& map : book_.maps)
      if (map.number(person) >= 0) return &map;
    return nullptr;
  }
  ModelMap* map_of_department(const std::string& id) {
    for (ModelMap& map : book_.maps)
      if (map.department(id) >= 0) return &map;
    return nullptr;
  }
  static ModelRefusal refuse(const char* detail, const std::string& member) {
    return std::pair{std::string(detail), member};
  }

  ModelRefusal set_stance(const MapChange& change) {
    ModelMap* map = map_of(change.person_id);
    if (map == nullptr) return refuse("unknown_person", "person_id");
    const bool is_stage = change.kind == MapChange::Kind::set_stage;
    const std::int32_t stage = org::find_word(words_.stages, change.relation_stage);
    if (is_stage && !change.relation_stage.empty() && stage < 0)
      return refuse("unknown_relation_stage", "relation_stage");
    if (!is_stage && change.support && (*change.support < -2 || *change.support > 2))
      return refuse("out_of_range", "support");
    if (change.vendor.empty()) return refuse("empty", "vendor");
    const std::pair key(change.person_id, change.vendor);
    const bool says_nothing = is_stage ? change.relation_stage.empty() : !change.support;
    if (says_nothing && map->stances.count(key) == 0) return std::nullopt;
    ModelStance& stance = map->stances[key];
    if (is_stage && stance.stage != stage) stance.evidence.reset();
    if (is_stage) stance.stage = static_cast<std::int8_t>(stage);
    if (!is_stage)
      stance.support =
          change.support ? static_cast<std::int8_t>(*change.support) : org::unknown_support;
    stance.as_of = book_.request.as_of.value_or(latest_at_first(*map));
    return std::nullopt;
  }

  /// The latest day of the map before any change was made.
  Day latest_at_first(const ModelMap& map) {
    for (const ModelMap& before : first_.maps) {
      if (before.account != map.account) continue;
      Day latest = org::no_day;
      for (const auto& [key, stance] : before.stances) {
        if (stance.as_of != org::no_day && (latest == org::no_day || stance.as_of > latest))
          latest = stance.as_of;
      }
      return latest;
    }
    return org::no_day;
  }

  ModelRefusal read_roles(const MapChange& change, ModelPerson& person) {
    std::uint32_t mask = 0;
    for (std::size_t i = 0; i < change.roles.size(); ++i) {
      const std::int32_t role = org::find_word(words_.roles, change.roles[i]);
      if (role < 0) return refuse("unknown_role", "roles/" + std::to_string(i));
      if ((mask >> role & 1u) != 0) return refuse("duplicate_key", "roles/" + std::to_string(i));
      mask |= 1u << role;
    }
    person.said.roles = mask;
    person.said.roles_known = !change.roles.empty();
    return std::nullopt;
  }

  ModelRefusal set_roles(const MapChange& change) {
    ModelMap* map = map_of(change.person_id);
    if (map == nullptr) return refuse("unknown_person", "person_id");
    return read_roles(change, map->people[std::size_t(map->number(change.person_id))]);
  }

  bool reports_to(const ModelMap& map, const std::string& person, const std::string& superior) {
    std::set<std::string> reached = {person};
    for (std::size_t before = 0; before != reached.size();) {
      before = reached.size();
      for (const ModelRelation& one : map.relations) {
        if (one.from_department || one.to_department || !words_.kinds[one.kind].hierarchy) continue;
        if (reached.count(one.from) > 0) reached.insert(one.to);
      }
    }
    return reached.count(superior) > 0;
  }

  ModelRefusal relation(const MapChange& change) {
    ModelRelation made;
    ModelMap* from = map_of(change.from_id);
    if (from == nullptr) {
      made.from_department = true;
      from = map_of_department(change.from_id);
    }
    if (from == nullptr) return refuse("unknown_person", "from_id");
    ModelMap* to = map_of(change.to_id);
    if (to == nullptr) {
      made.to_department = true;
      to = map_of_department(change.to_id);
    }
    if (to == nullptr) return refuse("unknown_person", "to_id");
    if (from != to) return refuse("other_account", "to_id");
    const std::int32_t kind = org::find_word(words_.kinds, change.relation);
    if (kind < 0) return refuse("unknown_kind", "relation");
    made.from = change.from_id;
    made.to = change.to_id;
    made.kind = static_cast<std::uint8_t>(kind);
    made.weight = change.weight;
    auto& all = from->relations;
    if (change.kind == MapChange::Kind::remove_relation) {
      const auto gone = std::remove_if(all.begin(), all.end(), [&](const ModelRelation& one) {
        return one.from == made.from && one.to == made.to && one.kind == made.kind;
      });
      if (gone == all.end()) return refuse("no_such_relation", "relation");
      all.erase(gone, all.end());
      return std::nullopt;
    }
    if (made.from == made.to) return refuse("self_relation", "to_id");
    if (change.weight && !(*change.weight > 0 && *change.weight < 1e300))
      return refuse("bad_weight", "weight");
    if (!made.from_department && !made.to_department && words_.kinds[made.kind].hierarchy &&
        reports_to(*from, made.to, made.from)) {
      return refuse("reports_to_cycle", "to_id");
    }
    all.push_back(made);
    return std::nullopt;
  }

  ModelRefusal add_person(const MapChange& change) {
    ModelMap* map = nullptr;
    for (ModelMap& each : book_.maps)
      if (each.account == change.account_id) map = &each;
    if (map == nullptr) return refuse("unknown_account", "account_id");
    if (change.person_id.empty()) return refuse("empty", "person_id");
    const bool whole = change.person_id.find_first_not_of("0123456789") == std::string::npos;
    if (book_.kind == IdKind::integer && !whole) return refuse("not_an_id", "person_id");
    if (map_of(change.person_id) != nullptr) return refuse("duplicate_person", "person_id");
    ModelPerson made;
    made.id = change.person_id;
    made.said.level = static_cast<std::int8_t>(org::find_word(words_.levels, change.level));
    if (made.said.level < 0 && !change.level.empty()) return refuse("unknown_level", "level");
    made.said.function =
        static_cast<std::int8_t>(org::find_word(words_.functions, change.function));
    if (made.said.function < 0 && !change.function.empty())
      return refuse("unknown_function", "function");
    if (const auto refused = read_roles(change, made)) return refused;
    if (!change.department_id.empty()) {
      const ModelMap* other = map_of_department(change.department_id);
      if (other == nullptr) return refuse("unknown_department", "department_id");
      if (other != map) return refuse("other_account", "department_id");
      made.department = change.department_id;
    }
    map->people.push_back(made);
    return std::nullopt;
  }

  ModelRefusal remove_person(const MapChange& change) {
    ModelMap* map = map_of(change.person_id);
    if (map == nullptr) return refuse("unknown_person", "person_id");
    const std::string& id = change.person_id;
    map->people.erase(map->people.begin() + map->number(id));
    auto& all = map->relations;
    all.erase(std::remove_if(all.begin(), all.end(),
                             [&](const ModelRelation& one) {
                               return (!one.from_department && one.from == id) ||
                                      (!one.to_department && one.to == id);
                             }),
              all.end());
    for (auto at = map->stances.begin(); at != map->stances.end();)
      at = at->first.first == id ? map->stances.erase(at) : std::next(at);
    for (ModelPoint& point : map->points)
      if (point.person == id) point.person.clear();
    return std::nullopt;
  }

  ModelBook& book_;
  const ModelBook first_ = book_;
  const org::Vocabulary& words_;
};

/// A random change, now and then one that cannot be made.
inline MapChange random_change(ModelMaker& maker, const ModelBook& book,
                               const org::Vocabulary& words, int number) {
  MapChange change;
  change.kind = static_cast<MapChange::Kind>(maker.upto(6));
  auto some_map = [&]() -> const ModelMap& { return maker.one_of(book.maps); };
  const auto some_person = [&](const ModelMap& map) {
    if (map.people.empty() || maker.chance(2)) return std::string("nobody");
    return maker.one_of(map.people).id;
  };
  const auto code = [&](const auto& items) {
    if (maker.chance(3)) return std::string("no_such_code");
    return maker.one_of(items).word.code;
  };
  const ModelMap& map = some_map();
  const auto end = [&] {
    if (maker.chance(3)) return some_person(some_map());
    if (!map.departments.empty() && maker.chance(15)) return maker.one_of(map.departments);
    return some_person(map);
  };
  change.person_id = some_person(map);
  const std::vector<std::string> vendors = {std::string(our_vendor), "rival", "a new one", ""};
  change.vendor = vendors[std::size_t(maker.chance(3) ? 3 : maker.upto(2))];
  if (maker.chance(80)) change.support = maker.upto(4) - 2 + (maker.chance(2) ? 9 : 0);
  if (maker.chance(80)) change.relation_stage = code(words.stages);
  for (int i = maker.upto(2); i > 0; --i)
    change.roles.push_back(code(words.roles));
  change.from_id = end();
  change.to_id = end();
  change.relation = code(words.kinds);
  if (maker.chance(50)) change.weight = maker.chance(3) ? -1 : 0.5 + maker.upto(3);
  if (change.kind == MapChange::Kind::remove_relation) change.weight.reset();
  if (change.kind == MapChange::Kind::remove_relation && !map.relations.empty() &&
      maker.chance(80)) {
    const ModelRelation& there = maker.one_of(map.relations);
    change.from_id = there.from;
    change.to_id = there.to;
    change.relation = words.kinds[there.kind].word.code;
  }
  if (change.kind == MapChange::Kind::add_person) {
    change.account_id = maker.chance(3) ? "4040" : map.account;
    if (!maker.chance(5)) change.person_id = ModelMaker::id(book.kind, "p", 900'000 + number);
    change.level = maker.chance(70) ? code(words.levels) : "";
    if (maker.chance(70)) {
      change.function = maker.chance(3) ? "no_such_code" : maker.one_of(words.functions).code;
    }
    const ModelMap& of = maker.chance(90) ? map : some_map();
    if (!of.departments.empty() && maker.chance(60)) {
      change.department_id = maker.chance(3) ? "nowhere" : maker.one_of(of.departments);
    }
  }
  return change;
}

}  // namespace sandan::testing
