#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "org/derive.hpp"
#include "org/map_data.hpp"

namespace sandan::org {

struct RelationOrder {
  bool operator()(const Relation& a, const Relation& b) const noexcept {
    return relation_before(a, b);
  }
};

/// One map while it is changed: what is added, replaced and gone beside what
/// was there. People keep their numbers until finish; new ones follow.
class MapDraft {
 public:
  explicit MapDraft(const MapView& map);

  std::vector<Person> people;
  std::vector<std::uint8_t> gone;      ///< by person
  std::vector<std::string> added_ids;  ///< of the people after those of the map

  std::int32_t add_person(const Person& person, std::string id);
  /// The stance of a person on a vendor, to be changed; made where there is
  /// none.
  Stance& stance(std::int32_t person, std::int32_t vendor);
  bool has_stance(std::int32_t person, std::int32_t vendor) const noexcept;
  /// Latest day of the map's stances; no_day.
  Day latest_day() const noexcept { return latest_day_; }

  void add(const Relation& relation) { added_.insert(relation); }
  /// Removes all relations of these ends and kind; false where there is none.
  bool remove(const Relation& like);
  /// Whether `person` reports to `superior`, directly or not.
  bool reports_to(std::int32_t person, std::int32_t superior);

  /// The map as it is now, appended to a book: its people, relations, stances,
  /// points and names, with their firsts.
  void finish(MapData& out) const;

 private:
  void index_relations();
  const Stance* stance_before(std::int32_t person, std::int32_t vendor) const noexcept;
  std::vector<std::int32_t> new_numbers() const;
  void finish_people(MapData& out) const;
  void finish_relations(const std::vector<std::int32_t>& number, MapData& out) const;
  void finish_stances(const std::vector<std::int32_t>& number, MapData& out) const;

  MapView map_;
  Day latest_day_ = no_day;
  std::vector<std::size_t> first_of_;  ///< by person, the first of their relations
  std::vector<std::int32_t> climbed_;  ///< by person, the climb that met them last
  std::int32_t climbs_ = 0;
  std::multiset<Relation, RelationOrder> added_;
  std::set<Relation, RelationOrder> removed_;                        ///< of those that were there
  std::map<std::pair<std::int32_t, std::int32_t>, Stance> stances_;  ///< by person and vendor
};

}  // namespace sandan::org
