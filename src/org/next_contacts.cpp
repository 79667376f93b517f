#include "org/next_contacts.hpp"

#include <algorithm>

#include "core/cells.hpp"
#include "core/interner.hpp"
#include "org/influence.hpp"
#include "org/request_texts.hpp"
#include "org/result_tables.hpp"
#include "process/inputs.hpp"

namespace sandan::org {
namespace {

/// What the maps of one part share.
struct Scratch {
  Standing standing;
  std::vector<Withheld> withheld;
  InfluenceGraph graph;
  OpinionSolver solver;
  std::vector<double> weights, pulls;
};

/// Of everybody in the book, the last day with an activity done by then; no_day
/// where there is none. Activities with nobody of the book are no matter here.
std::vector<Day> last_contacts(const MapData& data, const Tables& tables, Day as_of) {
  std::vector<Day> last(data.people.size(), no_day);
  const arrow::Table* table = tables.find("activities");
  const arrow::Column* ids = process::optional_column(table, "person_id", process::Wanted::id);
  if (ids == nullptr) return last;
  Interner people;
  for (std::int64_t p = 0; p < data.person_ids.size(); ++p)
    people.code(data.person_ids.text(p));
  const std::vector<Day> days = process::days_or(*table, "done_on", no_day, data.request.values);
  const std::vector<std::int32_t> codes = arrow::id_codes(*ids, people);
  for (std::size_t row = 0; row < codes.size(); ++row) {
    const auto person = static_cast<std::size_t>(codes[row]);
    if (codes[row] < 0 || person >= last.size()) continue;
    if (days[row] == no_day || days[row] > as_of) continue;
    if (last[person] == no_day || last[person] < days[row]) last[person] = days[row];
  }
  return last;
}

/// Pulls of everybody on our verdict; empty where nobody is known to decide.
void read_pulls(const MapView& map, Scratch& scratch) {
  voter_weights(map, {}, scratch.weights);
  scratch.pulls.clear();
  if (std::none_of(scratch.weights.begin(), scratch.weights.end(),
                   [](double weight) { return weight > 0; })) {
    return;
  }
  scratch.graph.build(map, {});
  scratch.solver.prepare(scratch.graph);
  scratch.pulls.resize(scratch.weights.size());
  scratch.solver.pulls(scratch.weights, scratch.pulls);
}

/// The stage after: of a stage not recorded, the one after the first.
std::int8_t stage_after(const Vocabulary& vocabulary, std::int8_t stage) noexcept {
  const std::size_t next = static_cast<std::size_t>(std::max<int>(stage, 0)) + 1;
  return next < vocabulary.stages.size() ? static_cast<std::int8_t>(next) : unknown_code;
}

void add_timing(const Vocabulary& vocabulary, Day as_of, NextContact& contact) {
  if (contact.stage >= 0) {
    const auto& cadence = vocabulary.stages[static_cast<std::size_t>(contact.stage)].cadence_days;
    contact.cadence_days = cadence.value_or(-1);
  }
  if (contact.last_on == no_day) return;
  contact.days_since = as_of - contact.last_on;
  if (contact.cadence_days < 0) return;
  contact.overdue_days = std::max(0, contact.days_since - contact.cadence_days);
}

/// The most overdue first, then the greatest pull. What is not known to be
/// overdue counts as not overdue.
bool goes_before(const NextContact& a, const NextContact& b) noexcept {
  const std::int32_t days_a = std::max(a.overdue_days, 0), days_b = std::max(b.overdue_days, 0);
  if (days_a != days_b) return days_a > days_b;
  const double pull_a = a.pull.value_or(0), pull_b = b.pull.value_or(0);
  if (pull_a != pull_b) return pull_a > pull_b;
  return a.person < b.person;
}

void contacts_of_map(const MapView& map, const NextContactsRequest& request,
                     const std::vector<Day>& last, Scratch& scratch, NextRows& rows) {
  scratch.standing.read(map, us);
  withheld_people(map, scratch.withheld);
  add_withheld(map, scratch.withheld, rows.withheld);
  read_pulls(map, scratch);
  const bool in_tender = tender_under_way(map), hospitality = hospitality_allowed(map);
  const auto begin = static_cast<std::ptrdiff_t>(rows.contacts.size());
  for (std::size_t p = 0; p < map.people.size(); ++p) {
    if (scratch.withheld[p] != Withheld::no) continue;
    NextContact contact{map.map, 0, map.first_person + static_cast<std::int64_t>(p)};
    contact.stage = scratch.standing.stage[p];
    contact.next_stage = stage_after(map.vocabulary(), contact.stage);
    contact.last_on = last[static_cast<std::size_t>(contact.person)];
    add_timing(map.vocabulary(), request.as_of, contact);
    if (!scratch.pulls.empty()) contact.pull = scratch.pulls[p];
    contact.in_tender = in_tender;
    contact.hospitality = hospitality;
    if (request.only_overdue && contact.overdue_days <= 0) continue;
    rows.contacts.push_back(contact);
  }
  std::sort(rows.contacts.begin() + begin, rows.contacts.end(), goes_before);
  std::int32_t rank = 0;
  for (auto contact = rows.contacts.begin() + begin; contact != rows.contacts.end(); ++contact)
    contact->rank = ++rank;
}

}  // namespace
}  // namespace sandan::org

namespace sandan {

Result DecisionMaps::next_contacts(const Tables& tables, const NextContactsRequest& request,
                                   const Run& run) const {
  using namespace org;
  const std::vector<std::int32_t> maps = maps_asked(*data_, request);
  const std::vector<Day> last = last_contacts(*data_, tables, request.as_of);
  const NextRows rows = rows_of_maps<NextRows, Scratch>(
      *data_, maps, run, [&](const MapView& map, NextRows& out, Scratch& scratch) {
        contacts_of_map(map, request, last, scratch, out);
      });
  std::vector<results::Table> result = next_tables(*data_, rows.contacts);
  result.push_back(withheld_table(*data_, rows.withheld));
  return make_result(*data_, {"next_contacts", request_text(request), true, request.as_of},
                     std::move(result));
}

}  // namespace sandan
