#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "org/competitors_rows.hpp"
#include "org/influence_map.hpp"
#include "org/request_texts.hpp"
#include "org/result_tables.hpp"

namespace sandan {
namespace org {
namespace {

struct CompetitorScratch {
  MapOpinions opinions;
  std::vector<std::int32_t> vendors;
  std::vector<Standing> standings;  ///< by place in vendors, us first
  std::vector<std::int32_t> touched;
};

RivalPosition position_towards(const VendorOpinion& ours, const VendorOpinion& theirs) {
  if (ours.low > theirs.high + level_within) return RivalPosition::ahead;
  if (theirs.low > ours.high + level_within) return RivalPosition::behind;
  if (ours.is_open() || theirs.is_open()) return RivalPosition::open;
  return RivalPosition::level;
}

Lead greater(int ours, int theirs) {
  if (ours == theirs) return Lead::level;
  return ours > theirs ? Lead::ours : Lead::theirs;
}

/// By support, then by relation stage; what would have to be known and is not
/// leaves it unknown.
Lead lead_of(const ContestedRow& row) {
  if (row.our_support == unknown_support || row.their_support == unknown_support)
    return Lead::unknown;
  const Lead by_support = greater(row.our_support, row.their_support);
  if (by_support != Lead::level) return by_support;
  if (row.our_stage == unknown_code || row.their_stage == unknown_code) return Lead::unknown;
  return greater(row.our_stage, row.their_stage);
}

/// One map.
class Competition {
 public:
  Competition(const MapView& map, CompetitorRows& rows, CompetitorScratch& scratch)
      : map_(map), vocabulary_(map.vocabulary()), rows_(rows), scratch_(scratch) {}

  void add(const VerdictRequest& request) {
    scratch_.opinions.prepare(map_, request);
    vendors_of_map(map_, true, scratch_.vendors);
    if (scratch_.standings.size() < scratch_.vendors.size())
      scratch_.standings.resize(scratch_.vendors.size());
    add_vendors();
    add_contested();
    for (const Point& point : map_.points)
      add_reach(point);
  }

 private:
  void add_vendors();
  void count_people(const Standing& standing, CompetitorRow& row);
  void count_points(CompetitorRow& row) const;
  void add_contested();
  void add_reach(const Point& point);
  bool touches(const Point& point, std::size_t person) const;

  const RelationStage* stage(const Standing& standing, std::size_t person) const {
    const std::int8_t code = standing.stage[person];
    return code < 0 ? nullptr : &vocabulary_.stages[static_cast<std::size_t>(code)];
  }
  bool in_touch(const Standing& standing, std::size_t person) const {
    const RelationStage* reached = stage(standing, person);
    return reached != nullptr && reached->in_touch;
  }
  bool supports(const Standing& standing, std::size_t person) const {
    return standing.support[person] != unknown_support &&
           standing.support[person] >= vocabulary_.supports_from;
  }
  std::optional<double> pull(std::size_t person) const {
    if (scratch_.opinions.voters() == 0) return std::nullopt;
    return scratch_.opinions.pulls()[person];
  }

  const MapView& map_;
  const Vocabulary& vocabulary_;
  CompetitorRows& rows_;
  CompetitorScratch& scratch_;
};

void Competition::add_vendors() {
  MapOpinions& opinions = scratch_.opinions;
  VendorOpinion ours;
  for (std::size_t v = 0; v < scratch_.vendors.size(); ++v) {
    opinions.read(map_, scratch_.vendors[v]);
    scratch_.standings[v] = opinions.standing();
    const VendorOpinion opinion = opinions.opinion();
    if (v == 0) ours = opinion;
    CompetitorRow row{};
    row.map = map_.map;
    row.vendor = scratch_.vendors[v];
    count_people(scratch_.standings[v], row);
    count_points(row);
    row.position = v == 0 ? RivalPosition::ours : RivalPosition::unknown;
    if (opinions.voters() > 0) {
      row.verdict = opinion.verdict;
      row.low = opinion.low;
      row.high = opinion.high;
      if (v > 0) row.position = position_towards(ours, opinion);
    }
    rows_.competitors.push_back(row);
  }
}

void Competition::count_people(const Standing& standing, CompetitorRow& row) {
  scratch_.touched.assign(map_.departments.size(), 0);
  for (std::size_t p = 0; p < map_.people.size(); ++p) {
    const bool votes = scratch_.opinions.weights()[p] > 0;
    const RelationStage* reached = stage(standing, p);
    if (reached != nullptr && reached->held) ++row.held;
    if (supports(standing, p)) {
      ++row.supporters;
      if (votes) ++row.voters_supporting;
    }
    if (standing.support[p] != unknown_support && standing.support[p] < 0) ++row.opponents;
    if (!in_touch(standing, p)) continue;
    ++row.in_touch;
    if (votes) ++row.voters_in_touch;
    const std::int32_t department = map_.people[p].department;
    if (department < 0) continue;
    std::int32_t& touched = scratch_.touched[static_cast<std::size_t>(department)];
    if (touched == 0) ++row.departments_in_touch;
    touched = 1;
  }
}

/// Of our weaknesses and a rival's advantages, those without an answer on
/// record.
void Competition::count_points(CompetitorRow& row) const {
  for (const Point& point : map_.points) {
    if (point.vendor != row.vendor) continue;
    ++(point.advantage ? row.advantages : row.weaknesses);
    const bool against_us = point.advantage == (row.vendor != us);
    if (against_us && point.answered != Truth::yes) ++row.unanswered;
  }
}

/// A person is contested where we and the rival each are in touch or supported.
void Competition::add_contested() {
  const Standing& ours = scratch_.standings[0];
  for (std::size_t p = 0; p < map_.people.size(); ++p) {
    if (!in_touch(ours, p) && !supports(ours, p)) continue;
    for (std::size_t v = 1; v < scratch_.vendors.size(); ++v) {
      const Standing& theirs = scratch_.standings[v];
      if (!in_touch(theirs, p) && !supports(theirs, p)) continue;
      ContestedRow row{};
      row.map = map_.map;
      row.person = static_cast<std::int32_t>(p);
      row.vendor = scratch_.vendors[v];
      row.our_stage = ours.stage[p];
      row.their_stage = theirs.stage[p];
      row.our_support = ours.support[p];
      row.their_support = theirs.support[p];
      row.lead = lead_of(row);
      row.pull = pull(p);
      rows_.contested.push_back(row);
    }
  }
}

bool Competition::touches(const Point& point, std::size_t person) const {
  const Person& touched = map_.people[person];
  return point.person == static_cast<std::int32_t>(person) ||
         (point.department >= 0 && touched.department == point.department) ||
         (point.role >= 0 && (touched.roles >> static_cast<unsigned>(point.role) & 1U) != 0);
}

/// A row for each person the point touches; one without a person where it
/// touches nobody known.
void Competition::add_reach(const Point& point) {
  const auto vendor = std::find(scratch_.vendors.begin(), scratch_.vendors.end(), point.vendor);
  if (vendor == scratch_.vendors.end()) return;
  const Standing& standing =
      scratch_.standings[static_cast<std::size_t>(vendor - scratch_.vendors.begin())];
  ReachRow row{map_.map, point.deal,      point.vendor, point.criterion, point.advantage,
               -1,       unknown_support, std::nullopt, point.answered};
  // Whom a point names alone needs no look at everybody.
  const bool is_one = point.person >= 0 && point.department < 0 && point.role < 0;
  const auto begin = is_one ? static_cast<std::size_t>(point.person) : 0;
  const auto end = is_one ? begin + 1 : map_.people.size();
  bool anybody = false;
  for (std::size_t p = begin; p < end; ++p) {
    if (!touches(point, p)) continue;
    anybody = true;
    row.person = static_cast<std::int32_t>(p);
    row.support = standing.support[p];
    row.pull = pull(p);
    rows_.reach.push_back(row);
  }
  if (!anybody) rows_.reach.push_back(row);
}

}  // namespace
}  // namespace org

Result DecisionMaps::competitors(const VerdictRequest& request, const Run& run) const {
  using namespace org;
  const auto rows = rows_of_maps<CompetitorRows, CompetitorScratch>(
      *data_, maps_asked(*data_, request), run,
      [&](const MapView& map, CompetitorRows& out, CompetitorScratch& scratch) {
        Competition(map, out, scratch).add(request);
      });
  std::vector<results::Table> tables;
  tables.reserve(3);
  tables.push_back(competitors_table(*data_, rows.competitors));
  tables.push_back(contested_table(*data_, rows.contested));
  tables.push_back(reach_table(*data_, rows.reach));
  return make_result(*data_, {"competitors", request_text(request)}, std::move(tables));
}

}  // namespace sandan
