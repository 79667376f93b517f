#include "org/change_list.hpp"

#include <algorithm>
#include <cmath>
#include <unordered_map>

#include "core/parallel.hpp"
#include "core/text.hpp"
#include "org/change_drafts.hpp"

namespace sandan::org {
namespace {

using Kind = MapChange::Kind;

std::size_t at(std::int64_t index) noexcept { return static_cast<std::size_t>(index); }

bool is_about_relation(const MapChange& change) noexcept {
  return change.kind == Kind::add_relation || change.kind == Kind::remove_relation;
}

/// Ids that changes name, each once and in order.
struct NamedIds {
  std::vector<std::string> people, departments, accounts;

  explicit NamedIds(const std::vector<MapChange>& changes) {
    for (const MapChange& change : changes)
      add(change);
    for (auto* ids : {&people, &departments, &accounts}) {
      std::sort(ids->begin(), ids->end());
      ids->erase(std::unique(ids->begin(), ids->end()), ids->end());
    }
  }

 private:
  void add(const MapChange& change) {
    if (is_about_relation(change)) {
      for (auto* ids : {&people, &departments}) {
        ids->push_back(change.from_id);
        ids->push_back(change.to_id);
      }
      return;
    }
    people.push_back(change.person_id);
    if (change.kind != Kind::add_person) return;
    accounts.push_back(change.account_id);
    if (!change.department_id.empty()) departments.push_back(change.department_id);
  }
};

/// A person or a department of a book of maps.
struct Place {
  std::int32_t map = -1;
  std::int32_t number = -1;  ///< of the map
};

/// Places by id.
class Places {
 public:
  Places(const IdValues& ids, const std::vector<std::int64_t>& first,
         const std::vector<std::string>& named)
      : kind_(ids.kind()) {
    const std::vector<std::int64_t> found = find_ids(ids, named);
    for (std::size_t i = 0; i < named.size(); ++i) {
      if (found[i] < 0) continue;
      const std::int32_t map = map_at(first, found[i]);
      set(named[i], {map, static_cast<std::int32_t>(found[i] - first[at(map)])});
    }
  }

  const Place* find(const std::string& id) const {
    const auto written = written_id(kind_, id);
    const auto found = written ? places_.find(*written) : places_.end();
    return found == places_.end() ? nullptr : &found->second;
  }
  bool can_be(const std::string& id) const { return written_id(kind_, id).has_value(); }
  void set(const std::string& id, Place place) { places_[*written_id(kind_, id)] = place; }
  void drop(const std::string& id) { places_.erase(*written_id(kind_, id)); }

 private:
  IdKind kind_;
  std::unordered_map<std::string, Place> places_;
};

/// Makes changes one by one in drafts of the maps.
class Changing {
 public:
  Changing(MapData& data, const NamedIds& named)
      : data_(data),
        people_(data.person_ids, data.first_person, named.people),
        departments_(data.department_ids, data.first_department, named.departments) {
    const std::vector<std::int64_t> found = find_ids(data.account_ids, named.accounts);
    for (std::size_t i = 0; i < found.size(); ++i)
      accounts_.emplace(named.accounts[i], found[i]);
    for (std::size_t code = 0; code < data.vendors.size(); ++code)
      vendors_.emplace(data.vendors[code], static_cast<std::int32_t>(code));
    drafts_.reserve(at(data.maps()));
    for (std::int32_t map = 0; map < data.maps(); ++map)
      drafts_.emplace_back(MapView(data, map));
  }

  void make(const MapChange& change, std::size_t index);
  void finish();

 private:
  Error refusal(std::string_view detail, const std::string& message, const std::string& member);
  void check_text(const std::string& text, const std::string& member);
  Place person(const std::string& id, const std::string& member);
  Relation relation(const MapChange& change, std::int32_t& map);
  std::int8_t word(std::int32_t found, const std::string& code, std::string_view detail,
                   const std::string& member);
  std::uint32_t roles(const std::vector<std::string>& codes);
  /// -1 for one that no stance or point names.
  std::int32_t known_vendor(const std::string& name) const;
  std::int32_t vendor(const std::string& name);

  void set_stance(const MapChange& change);
  void set_roles(const MapChange& change);
  void add_relation(const MapChange& change);
  void remove_relation(const MapChange& change);
  void add_person(const MapChange& change);
  void remove_person(const MapChange& change);

  MapData& data_;
  Places people_, departments_;
  std::unordered_map<std::string, std::int64_t> accounts_;  ///< maps; -1 for none
  std::unordered_map<std::string, std::int32_t> vendors_;
  std::vector<MapDraft> drafts_;
  std::size_t index_ = 0;
};

Error Changing::refusal(std::string_view detail, const std::string& message,
                        const std::string& member) {
  return Error(Status::invalid_argument, detail, message)
      .at("/changes/" + std::to_string(index_) + "/" + member);
}

void Changing::check_text(const std::string& text, const std::string& member) {
  constexpr std::size_t most = 1'000;
  if (text.empty()) throw refusal("empty", "a text is wanted here", member);
  if (text.size() > most) throw refusal("too_long", "a text has at most 1,000 bytes", member);
  if (!is_utf8(text) || has_control_character(text)) {
    throw refusal("control_character", "a text must be UTF-8 without control characters", member);
  }
}

Place Changing::person(const std::string& id, const std::string& member) {
  const Place* found = people_.find(id);
  if (found != nullptr) return *found;
  throw refusal("unknown_person", "no map has the person \"" + shortened(id, 60) + "\"", member);
}

std::int8_t Changing::word(std::int32_t found, const std::string& code, std::string_view detail,
                           const std::string& member) {
  if (found >= 0) return static_cast<std::int8_t>(found);
  throw refusal(detail, "the vocabulary has no \"" + shortened(code, 60) + "\"", member);
}

std::uint32_t Changing::roles(const std::vector<std::string>& codes) {
  std::uint32_t mask = 0;
  for (std::size_t i = 0; i < codes.size(); ++i) {
    const std::int32_t found = find_word(data_.vocabulary->roles, codes[i]);
    const std::string place = "roles/" + std::to_string(i);
    const std::uint32_t role = 1u << word(found, codes[i], "unknown_role", place);
    if ((mask & role) != 0) throw refusal("duplicate_key", "the role is listed twice", place);
    mask |= role;
  }
  return mask;
}

std::int32_t Changing::known_vendor(const std::string& name) const {
  const auto found = vendors_.find(name);
  return found == vendors_.end() ? -1 : found->second;
}

std::int32_t Changing::vendor(const std::string& name) {
  const auto code = static_cast<std::int32_t>(data_.vendors.size());
  const auto [found, added] = vendors_.try_emplace(name, code);
  if (added) data_.vendors.push_back(name);
  return found->second;
}

void Changing::set_stance(const MapChange& change) {
  const Place place = person(change.person_id, "person_id");
  const bool is_stage = change.kind == Kind::set_stage;
  std::int8_t value = is_stage ? unknown_code : unknown_support;
  if (is_stage && !change.relation_stage.empty()) {
    value = word(find_word(data_.vocabulary->stages, change.relation_stage), change.relation_stage,
                 "unknown_relation_stage", "relation_stage");
  } else if (!is_stage && change.support) {
    if (*change.support < -2 || *change.support > 2) {
      throw refusal("out_of_range", "support is from -2 to 2", "support");
    }
    value = static_cast<std::int8_t>(*change.support);
  }
  const bool is_known = value != (is_stage ? unknown_code : unknown_support);
  MapDraft& draft = drafts_[at(place.map)];
  check_text(change.vendor, "vendor");
  const std::int32_t known = known_vendor(change.vendor);
  if (!is_known && (known < 0 || !draft.has_stance(place.number, known))) return;
  Stance& stance = draft.stance(place.number, vendor(change.vendor));
  if (is_stage && stance.stage != value) {  // what is on record was of the other stage
    stance.has_evidence = false;
    stance.evidence = -1;
  }
  (is_stage ? stance.stage : stance.support) = value;
  stance.as_of = data_.request.as_of ? *data_.request.as_of : draft.latest_day();
}

void Changing::set_roles(const MapChange& change) {
  const Place place = person(change.person_id, "person_id");
  Person& changed = drafts_[at(place.map)].people[at(place.number)];
  changed.roles = roles(change.roles);
  changed.roles_known = !change.roles.empty();
}

/// The relation a change speaks of, and its map.
Relation Changing::relation(const MapChange& change, std::int32_t& map) {
  Relation relation;
  const auto end = [&](const std::string& id, bool& is_department, const std::string& member) {
    if (people_.find(id) == nullptr && departments_.find(id) != nullptr) {
      is_department = true;
      return *departments_.find(id);
    }
    return person(id, member);
  };
  const Place from = end(change.from_id, relation.from_department, "from_id");
  const Place to = end(change.to_id, relation.to_department, "to_id");
  if (from.map != to.map) {
    throw refusal("other_account", "the two ends of a relation are of one account", "to_id");
  }
  relation.from = from.number;
  relation.to = to.number;
  relation.kind =
      static_cast<std::uint8_t>(word(find_word(data_.vocabulary->kinds, change.relation),
                                     change.relation, "unknown_kind", "relation"));
  map = from.map;
  return relation;
}

void Changing::add_relation(const MapChange& change) {
  std::int32_t map = -1;
  Relation made = relation(change, map);
  MapDraft& draft = drafts_[at(map)];
  if (made.from == made.to && made.from_department == made.to_department) {
    throw refusal("self_relation", "a relation is between two different ends", "to_id");
  }
  if (change.weight) {
    if (!std::isfinite(*change.weight) || *change.weight <= 0) {
      throw refusal("bad_weight", "a weight is a finite number above 0", "weight");
    }
    made.has_weight = true;
    made.weight = *change.weight;
  }
  const bool climbs =
      data_.vocabulary->kinds[made.kind].hierarchy && !made.from_department && !made.to_department;
  if (climbs && draft.reports_to(made.to, made.from)) {
    throw refusal("reports_to_cycle", "the second already reports to the first", "to_id");
  }
  draft.add(made);
}

void Changing::remove_relation(const MapChange& change) {
  std::int32_t map = -1;
  const Relation like = relation(change, map);
  if (drafts_[at(map)].remove(like)) return;
  throw refusal("no_such_relation", "there is no relation of that kind between the two",
                "relation");
}

void Changing::add_person(const MapChange& change) {
  const std::int64_t map = accounts_.at(change.account_id);
  if (map < 0) {
    throw refusal("unknown_account",
                  "no map has the account \"" + shortened(change.account_id, 60) + "\"",
                  "account_id");
  }
  check_text(change.person_id, "person_id");
  if (!people_.can_be(change.person_id)) {
    throw refusal("not_an_id", "ids of people are whole numbers here", "person_id");
  }
  if (people_.find(change.person_id) != nullptr) {
    throw refusal("duplicate_person",
                  "there is a person \"" + shortened(change.person_id, 60) + "\" already",
                  "person_id");
  }
  const Vocabulary& vocabulary = *data_.vocabulary;
  Person added;
  if (!change.level.empty()) {
    added.level =
        word(find_word(vocabulary.levels, change.level), change.level, "unknown_level", "level");
  }
  if (!change.function.empty()) {
    added.function = word(find_word(vocabulary.functions, change.function), change.function,
                          "unknown_function", "function");
  }
  added.roles = roles(change.roles);
  added.roles_known = !change.roles.empty();
  if (!change.department_id.empty()) {
    const Place* department = departments_.find(change.department_id);
    if (department == nullptr) {
      throw refusal("unknown_department",
                    "no map has the department \"" + shortened(change.department_id, 60) + "\"",
                    "department_id");
    }
    if (department->map != map) {
      throw refusal("other_account", "the department is of another account", "department_id");
    }
    added.department = department->number;
  }
  const std::int32_t number = drafts_[at(map)].add_person(added, change.person_id);
  people_.set(change.person_id, {static_cast<std::int32_t>(map), number});
}

void Changing::remove_person(const MapChange& change) {
  const Place place = person(change.person_id, "person_id");
  drafts_[at(place.map)].gone[at(place.number)] = 1;
  people_.drop(change.person_id);
}

void Changing::make(const MapChange& change, std::size_t index) {
  index_ = index;
  switch (change.kind) {
    case Kind::set_support:
    case Kind::set_stage:
      return set_stance(change);
    case Kind::set_roles:
      return set_roles(change);
    case Kind::add_relation:
      return add_relation(change);
    case Kind::remove_relation:
      return remove_relation(change);
    case Kind::add_person:
      return add_person(change);
    case Kind::remove_person:
      return remove_person(change);
  }
}

void Changing::finish() {
  MapData made;
  made.person_ids = IdValues(data_.person_ids.kind());
  for (const MapDraft& draft : drafts_)
    draft.finish(made);
  data_.people = std::move(made.people);
  data_.relations = std::move(made.relations);
  data_.stances = std::move(made.stances);
  data_.points = std::move(made.points);
  data_.first_person = std::move(made.first_person);
  data_.first_relation = std::move(made.first_relation);
  data_.first_stance = std::move(made.first_stance);
  data_.first_point = std::move(made.first_point);
  data_.person_ids = std::move(made.person_ids);
  data_.person_names = std::move(made.person_names);
  data_.motives = std::move(made.motives);
  derive(data_);
}

}  // namespace

std::vector<std::int32_t> touched_maps(const MapData& book, const std::vector<MapChange>& changes) {
  const NamedIds named(changes);
  std::vector<std::int32_t> maps;
  const auto add = [&](const IdValues& ids, const std::vector<std::string>& texts,
                       const std::vector<std::int64_t>* first) {
    for (const std::int64_t found : find_ids(ids, texts)) {
      if (found < 0) continue;
      maps.push_back(first == nullptr ? static_cast<std::int32_t>(found) : map_at(*first, found));
    }
  };
  add(book.person_ids, named.people, &book.first_person);
  add(book.department_ids, named.departments, &book.first_department);
  add(book.account_ids, named.accounts, nullptr);
  std::sort(maps.begin(), maps.end());
  maps.erase(std::unique(maps.begin(), maps.end()), maps.end());
  return maps;
}

void make_changes(MapData& data, const std::vector<MapChange>& changes, const Run& run) {
  constexpr std::size_t per_report = 256;
  const PartRunner runner(run);
  Changing changing(data, NamedIds(changes));
  for (std::size_t i = 0; i < changes.size(); ++i) {
    if (i % per_report == 0) {
      runner.report(static_cast<double>(i) / static_cast<double>(changes.size()));
    }
    changing.make(changes[i], i);
  }
  changing.finish();
}

}  // namespace sandan::org
