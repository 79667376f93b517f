#include "org/change_drafts.hpp"

#include <algorithm>
#include <iterator>
#include <limits>

namespace sandan::org {
namespace {

std::size_t at(std::int64_t index) noexcept { return static_cast<std::size_t>(index); }

bool before_key(const Stance& stance, const std::pair<std::int32_t, std::int32_t>& key) noexcept {
  return std::pair(stance.person, stance.vendor) < key;
}

/// Whether a relation starts before a person's.
bool starts_before(const Relation& relation, std::int32_t person) noexcept {
  return !relation.from_department && relation.from < person;
}

}  // namespace

MapDraft::MapDraft(const MapView& map)
    : people(map.people.begin(), map.people.end()), gone(people.size(), 0), map_(map) {
  static_assert(no_day == std::numeric_limits<Day>::min(), "no day comes before every day");
  for (const Stance& stance : map_.stances)
    latest_day_ = std::max(latest_day_, stance.as_of);
}

std::int32_t MapDraft::add_person(const Person& person, std::string id) {
  people.push_back(person);
  gone.push_back(0);
  added_ids.push_back(std::move(id));
  return static_cast<std::int32_t>(people.size() - 1);
}

const Stance* MapDraft::stance_before(std::int32_t person, std::int32_t vendor) const noexcept {
  const std::pair key(person, vendor);
  const auto found = std::lower_bound(map_.stances.begin(), map_.stances.end(), key, before_key);
  if (found == map_.stances.end() || std::pair(found->person, found->vendor) != key) return nullptr;
  return &*found;
}

bool MapDraft::has_stance(std::int32_t person, std::int32_t vendor) const noexcept {
  return stances_.count({person, vendor}) > 0 || stance_before(person, vendor) != nullptr;
}

Stance& MapDraft::stance(std::int32_t person, std::int32_t vendor) {
  const auto [found, added] = stances_.try_emplace({person, vendor});
  if (added) {
    const Stance* before = stance_before(person, vendor);
    if (before != nullptr) {
      found->second = *before;
    } else {
      found->second.person = person;
      found->second.vendor = vendor;
    }
  }
  return found->second;
}

bool MapDraft::remove(const Relation& like) {
  bool any = added_.erase(like) > 0;
  if (std::binary_search(map_.relations.begin(), map_.relations.end(), like, relation_before)) {
    any = removed_.insert(like).second || any;
  }
  return any;
}

void MapDraft::index_relations() {
  std::size_t next = first_of_.empty() ? 0 : map_.relations.size();
  first_of_.reserve(people.size());
  for (auto person = static_cast<std::int32_t>(first_of_.size()); at(person) < people.size();
       ++person) {
    while (next < map_.relations.size() && starts_before(map_.relations[next], person))
      ++next;
    first_of_.push_back(next);
  }
}

bool MapDraft::reports_to(std::int32_t person, std::int32_t superior) {
  index_relations();
  climbed_.resize(people.size(), 0);
  const std::int32_t climb_number = ++climbs_;
  std::vector<std::int32_t> open = {person};
  climbed_[at(person)] = climb_number;
  const auto climb = [&](const Relation& relation) {
    if (relation.to_department || !map_.vocabulary().kinds[relation.kind].hierarchy) return;
    if (gone[at(relation.to)] != 0 || climbed_[at(relation.to)] == climb_number) return;
    climbed_[at(relation.to)] = climb_number;
    open.push_back(relation.to);
  };
  while (!open.empty()) {
    const std::int32_t from = open.back();
    open.pop_back();
    if (from == superior) return true;
    const auto is_of = [&](const Relation& relation) {
      return !relation.from_department && relation.from == from;
    };
    for (auto old = first_of_[at(from)]; old < map_.relations.size(); ++old) {
      const Relation& relation = map_.relations[old];
      if (!is_of(relation)) break;
      if (removed_.empty() || removed_.count(relation) == 0) climb(relation);
    }
    if (added_.empty()) continue;
    Relation least;
    least.from = from;
    least.to = INT32_MIN;
    for (auto made = added_.lower_bound(least); made != added_.end() && is_of(*made); ++made)
      climb(*made);
  }
  return false;
}

std::vector<std::int32_t> MapDraft::new_numbers() const {
  std::vector<std::int32_t> number(people.size(), -1);
  std::int32_t next = 0;
  for (std::size_t p = 0; p < people.size(); ++p) {
    if (gone[p] == 0) number[p] = next++;
  }
  return number;
}

void MapDraft::finish_people(MapData& out) const {
  const MapData& book = *map_.book;
  for (std::size_t p = 0; p < people.size(); ++p) {
    if (gone[p] != 0) continue;
    out.people.push_back(people[p]);
    const bool is_new = p >= map_.people.size();
    const std::int64_t place = map_.first_person + static_cast<std::int64_t>(p);
    if (is_new) {
      out.person_ids.append(added_ids[p - map_.people.size()]);
    } else {
      out.person_ids.append(book.person_ids, place, place + 1);
    }
    const auto beside = [&](const auto& all, auto& kept) {
      if (book.request.names) {
        kept.push_back(is_new || all.empty() ? std::nullopt : all[at(place)]);
      }
    };
    beside(book.person_names, out.person_names);
    beside(book.motives, out.motives);
  }
  out.first_person.push_back(static_cast<std::int64_t>(out.people.size()));
}

void MapDraft::finish_relations(const std::vector<std::int32_t>& number, MapData& out) const {
  std::vector<Relation> kept;
  kept.reserve(map_.relations.size());
  std::copy_if(map_.relations.begin(), map_.relations.end(), std::back_inserter(kept),
               [&](const Relation& relation) { return removed_.count(relation) == 0; });
  std::vector<Relation> all;
  all.reserve(kept.size() + added_.size());
  std::merge(kept.begin(), kept.end(), added_.begin(), added_.end(), std::back_inserter(all),
             relation_before);
  for (Relation relation : all) {
    if (!relation.from_department) relation.from = number[at(relation.from)];
    if (!relation.to_department) relation.to = number[at(relation.to)];
    if (relation.from >= 0 && relation.to >= 0) out.relations.push_back(relation);
  }
  out.first_relation.push_back(static_cast<std::int64_t>(out.relations.size()));
}

void MapDraft::finish_stances(const std::vector<std::int32_t>& number, MapData& out) const {
  const auto put = [&](Stance stance) {
    stance.person = number[at(stance.person)];
    if (stance.person >= 0) out.stances.push_back(stance);
  };
  auto changed = stances_.begin();
  for (const Stance& stance : map_.stances) {
    const std::pair key(stance.person, stance.vendor);
    for (; changed != stances_.end() && changed->first < key; ++changed)
      put(changed->second);
    if (changed != stances_.end() && changed->first == key) {
      put(changed->second);
      ++changed;
    } else {
      put(stance);
    }
  }
  for (; changed != stances_.end(); ++changed)
    put(changed->second);
  out.first_stance.push_back(static_cast<std::int64_t>(out.stances.size()));
}

void MapDraft::finish(MapData& out) const {
  const std::vector<std::int32_t> number = new_numbers();
  finish_people(out);
  finish_relations(number, out);
  finish_stances(number, out);
  for (Point point : map_.points) {
    if (point.person >= 0) point.person = number[at(point.person)];
    out.points.push_back(point);
  }
  out.first_point.push_back(static_cast<std::int64_t>(out.points.size()));
}

}  // namespace sandan::org
