#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include <algorithm>
#include <array>
#include <string>

#include "core/json.hpp"
#include "core/text.hpp"
#include "org/map_json.hpp"
#include "org/map_tables.hpp"
#include "sandan/org.hpp"

namespace sandan {
namespace org {
namespace {

std::size_t at(std::int64_t index) noexcept { return static_cast<std::size_t>(index); }

/// Where a person stands: map and number.
struct Found {
  std::int32_t map;
  std::int32_t person;
};

Found find_person(const MapData& data, const std::string& id) {
  const std::int64_t place = data.person_ids.find(id);
  if (place < 0) {
    throw Error(Status::invalid_argument, "unknown_person",
                "no map has the person \"" + shortened(id, 60) + "\"")
        .at("/person_id");
  }
  const auto after = std::upper_bound(data.first_person.begin(), data.first_person.end(), place);
  const auto map = static_cast<std::int32_t>(after - data.first_person.begin()) - 1;
  return {map, static_cast<std::int32_t>(place - data.first_person[at(map)])};
}

class Export {
 public:
  Export(const MapView& map, std::int32_t person)
      : map_(map), person_(person), tables_(tables_of(map)) {}

  std::string write() const {
    boost::json::object document;
    document["account_id"] =
        json_id(map_.book->account_ids.kind(), map_.book->account_ids.text(map_.map));
    document["person"] = json_row(map_, tables_.people, person_);
    document["heads"] = heads();
    document["relations"] = relations();
    document["stances"] = stances();
    document["points"] = points();
    document["findings"] = findings();
    return json::canonical(document);
  }

 private:
  const Person& person() const noexcept { return map_.people[at(person_)]; }

  /// Departments whose head the person is.
  boost::json::array heads() const {
    boost::json::array rows;
    for (std::size_t i = 0; i < map_.departments.size(); ++i) {
      if (map_.departments[i].head != person_) continue;
      rows.emplace_back(json_row(map_, tables_.departments, static_cast<std::int64_t>(i)));
    }
    return rows;
  }

  boost::json::array relations() const {
    boost::json::array rows;
    for (std::size_t i = 0; i < map_.relations.size(); ++i) {
      const Relation& relation = map_.relations[i];
      const bool from = !relation.from_department && relation.from == person_;
      const bool to = !relation.to_department && relation.to == person_;
      if (!from && !to) continue;
      rows.emplace_back(json_row(map_, tables_.relations, static_cast<std::int64_t>(i)));
    }
    return rows;
  }

  boost::json::array stances() const {
    boost::json::array rows;
    for (std::size_t i = 0; i < map_.stances.size(); ++i) {
      if (map_.stances[i].person != person_) continue;
      boost::json::object row = json_row(map_, tables_.stances, static_cast<std::int64_t>(i));
      row["has_evidence"] = map_.stances[i].has_evidence;
      rows.emplace_back(std::move(row));
    }
    return rows;
  }

  /// By what a point touches the person; empty where it does not.
  std::string_view touched_by(const Point& point) const noexcept {
    if (point.person == person_) return "person";
    const bool role = point.role >= 0 && person().roles_known &&
                      (person().roles >> static_cast<unsigned>(point.role) & 1u) != 0;
    if (role) return "role";
    const bool department = point.department >= 0 && point.department == person().department;
    return department ? "department" : std::string_view();
  }

  boost::json::array points() const {
    boost::json::array rows;
    for (const Point& point : map_.points) {
      const std::string_view by = touched_by(point);
      if (!by.empty()) rows.emplace_back(point_row(point, by));
    }
    return rows;
  }

  boost::json::object point_row(const Point& point, std::string_view by) const {
    const MapData& book = *map_.book;
    boost::json::object row;
    if (point.deal >= 0) {
      const std::int32_t deal = map_.deals[at(point.deal)].id;
      row["opportunity_id"] = json_id(book.deal_ids.kind(), book.deal_ids.text(deal));
    }
    if (point.vendor >= 0) row["vendor"] = json_text(book.vendors[at(point.vendor)]);
    if (point.criterion >= 0) row["criterion"] = json_text(book.texts[at(point.criterion)]);
    row["advantage"] = point.advantage;
    if (point.answered != Truth::unknown) row["answered"] = point.answered == Truth::yes;
    row["touched_by"] = json_text(by);
    return row;
  }

  boost::json::array findings() const {
    boost::json::array rows;
    for (const FindingRow& finding : map_.book->findings) {
      if (finding.map != map_.map || finding.person != person_) continue;
      boost::json::object row;
      row["finding"] = json_text(finding_code(finding.finding));
      if (finding.vendor >= 0) row["vendor"] = json_text(map_.book->vendors[at(finding.vendor)]);
      rows.emplace_back(std::move(row));
    }
    return rows;
  }

  static std::string_view finding_code(Finding finding) noexcept {
    constexpr std::array<std::string_view, 5> codes = {
        "several_heads", "several_superiors", "department_without_head", "trust_without_support",
        "ally_without_evidence"};
    return codes[static_cast<std::size_t>(finding)];
  }

  const MapView& map_;
  std::int32_t person_;
  MapTables tables_;
};

}  // namespace
}  // namespace org

std::string DecisionMaps::export_person(const PersonRequest& request) const {
  const org::Found found = org::find_person(*data_, request.person_id);
  const org::MapView map(*data_, found.map);
  return org::Export(map, found.person).write();
}

}  // namespace sandan
