#include <algorithm>
#include <limits>
#include <numbers>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "org/each_map.hpp"
#include "org/proposals.hpp"
#include "org/request_texts.hpp"
#include "org/result_tables.hpp"
#include "org/row_columns.hpp"
#include "org/win_candidates.hpp"

namespace sandan {
namespace org {
namespace {

/// Highest support there is.
constexpr std::int8_t full_support = 2;

struct WinRow {
  std::int32_t map;
  std::int32_t rank;
  std::int32_t person;
  std::int8_t stage;
  std::int8_t support;
  std::int32_t next_stage;
  double position;
  std::optional<double> gain_step;
  double gain_won;
  double effort;
};

struct PairRow {
  std::int32_t map;
  std::int32_t rank;
  std::int32_t first;
  std::int32_t second;
  double gain_won;
  double together;
  double effort;
};

struct PlanRow {
  std::int32_t map;
  std::int32_t place;
  std::int32_t person;
  double gain_won;
  double verdict_after;
  double effort;
  double bound;
};

struct WinRows {
  std::vector<WinRow> people;
  std::vector<PairRow> pairs;
  std::vector<PlanRow> plan;
  std::vector<WithheldRow> withheld;
  bool exact = true;

  void append(WinRows&& more) {
    append_rows(people, std::move(more.people));
    append_rows(pairs, std::move(more.pairs));
    append_rows(plan, std::move(more.plan));
    append_rows(withheld, std::move(more.withheld));
    exact = exact && more.exact;
  }
};

struct WinScratch {
  MapOpinions opinions;
  Pins pins;
  std::vector<Withheld> withheld;
  std::vector<Candidate> candidates;
  std::vector<PairGain> pairs;
  std::vector<PlanStep> plan;
};

std::int32_t stage_after(const Vocabulary& vocabulary, std::int8_t stage) {
  const std::int32_t next = std::max<std::int32_t>(stage, 0) + 1;
  return next < static_cast<std::int32_t>(vocabulary.stages.size()) ? next : -1;
}

std::optional<double> gain_per_effort(double gain, double effort) {
  if (effort <= 0) return std::nullopt;
  return std::min(gain / effort, std::numeric_limits<double>::max());
}

/// One map.
class WinOver {
 public:
  WinOver(const MapView& map, const WinOverRequest& request, std::int32_t vendor, WinRows& rows,
          WinScratch& scratch)
      : map_(map), request_(request), vendor_(vendor), rows_(rows), scratch_(scratch) {}

  /// Where nobody is known to decide, nobody is known to be worth winning over.
  void add() {
    scratch_.opinions.prepare(map_, request_);
    withheld_people(map_, scratch_.withheld);
    add_withheld(map_, scratch_.withheld, rows_.withheld);
    if (scratch_.opinions.voters() == 0) return;
    scratch_.opinions.read(map_, vendor_);
    win_candidates(map_, scratch_.opinions.standing(), scratch_.withheld, scratch_.candidates);
    const auto most = static_cast<std::size_t>(request_.most);
    scratch_.pins.prepare(scratch_.opinions, map_.vocabulary().influence.win_support, request_.most,
                          scratch_.candidates);
    const std::size_t leaders = scratch_.pins.rank(scratch_.candidates, most);
    add_people(leaders);
    add_pairs(leaders, most);
    add_plan();
    rows_.exact = rows_.exact && scratch_.pins.is_exact();
  }

 private:
  void add_people(std::size_t leaders);
  void add_pairs(std::size_t leaders, std::size_t most);
  void add_plan();

  const MapView& map_;
  const WinOverRequest& request_;
  std::int32_t vendor_;
  WinRows& rows_;
  WinScratch& scratch_;
};

void WinOver::add_people(std::size_t leaders) {
  const MapOpinions& opinions = scratch_.opinions;
  for (std::size_t i = 0; i < leaders; ++i) {
    const Candidate& candidate = scratch_.candidates[i];
    const auto p = static_cast<std::size_t>(candidate.person);
    WinRow& row = rows_.people.emplace_back();
    row.map = map_.map;
    row.rank = static_cast<std::int32_t>(i) + 1;
    row.person = candidate.person;
    row.stage = opinions.standing().stage[p];
    row.support = opinions.standing().support[p];
    row.next_stage = stage_after(map_.vocabulary(), row.stage);
    row.position = told_support(scratch_.pins.positions()[p]);
    row.gain_step = row.support == full_support ? 0 : opinions.pulls()[p];
    row.gain_won = candidate.gain;
    row.effort = candidate.effort;
  }
}

void WinOver::add_pairs(std::size_t leaders, std::size_t most) {
  const std::span<const Candidate> first(scratch_.candidates.data(), leaders);
  scratch_.pins.pairs(first, most, scratch_.pairs);
  std::int32_t rank = 0;
  for (const PairGain& pair : scratch_.pairs) {
    const Candidate& one = first[static_cast<std::size_t>(pair.first)];
    const Candidate& other = first[static_cast<std::size_t>(pair.second)];
    rows_.pairs.push_back({map_.map, ++rank, one.person, other.person, pair.gain, pair.together,
                           one.effort + other.effort});
  }
}

/// The gain of a set of people won over is the chance that the influence on the
/// verdict passes through the set, times the way each has to go: monotone and
/// submodular as long as nobody ends higher than a person won over, so that
/// taking the greatest gain each time reaches 1 - 1/e of the best. Otherwise
/// nothing is promised.
void WinOver::add_plan() {
  scratch_.pins.plan(scratch_.candidates, static_cast<std::size_t>(request_.picks), scratch_.plan);
  const bool holds =
      map_.vocabulary().influence.win_support >= full_support && scratch_.pins.is_exact();
  const double bound = holds ? 1 - 1 / std::numbers::e : 0;
  double verdict = scratch_.opinions.opinion().verdict;
  std::int32_t place = 0;
  for (const PlanStep& step : scratch_.plan) {
    verdict += step.gain;
    rows_.plan.push_back(
        {map_.map, ++place, step.person, step.gain, told_support(verdict), step.effort, bound});
  }
}

template <class Row>
results::Column real_column(const char* name, const std::vector<Row>& rows, double Row::*member) {
  return results::number_column(name, results::ColumnType::float64,
                                values_of(rows, [&](const Row& row) { return row.*member; }));
}

template <class Row>
results::Column rate_column(const std::vector<Row>& rows) {
  return results::float64_column("gain_per_effort", values_of(rows, [](const Row& row) {
                                   return gain_per_effort(row.gain_won, row.effort);
                                 }));
}

results::Table people_table(const MapData& data, const std::vector<WinRow>& rows) {
  const Vocabulary& vocabulary = *data.vocabulary;
  results::Table table = table_of("win_over", data, rows);
  table.add(results::int32_column("rank", codes_of(rows, &WinRow::rank)));
  table.add(person_column("person_id", data, places_of(rows, &WinRow::person, data.first_person)));
  table.add(stage_column("relation_stage", vocabulary, codes_of(rows, &WinRow::stage)));
  table.add(
      support_column("support", values_of(rows, [](const WinRow& row) { return row.support; })));
  table.add(real_column("position", rows, &WinRow::position));
  table.add(stage_column("next_stage", vocabulary, codes_of(rows, &WinRow::next_stage)));
  table.add(results::float64_column(
      "gain_step", values_of(rows, [](const WinRow& row) { return row.gain_step; })));
  table.add(real_column("gain_won", rows, &WinRow::gain_won));
  table.add(real_column("effort", rows, &WinRow::effort));
  table.add(rate_column(rows));
  return table;
}

results::Table pair_table(const MapData& data, const std::vector<PairRow>& rows) {
  results::Table table = table_of("win_pairs", data, rows);
  table.add(results::int32_column("rank", codes_of(rows, &PairRow::rank)));
  table.add(person_column("first_id", data, places_of(rows, &PairRow::first, data.first_person)));
  table.add(person_column("second_id", data, places_of(rows, &PairRow::second, data.first_person)));
  table.add(real_column("gain_won", rows, &PairRow::gain_won));
  table.add(real_column("together", rows, &PairRow::together));
  table.add(real_column("effort", rows, &PairRow::effort));
  table.add(rate_column(rows));
  return table;
}

results::Table plan_table(const MapData& data, const std::vector<PlanRow>& rows) {
  results::Table table = table_of("win_plan", data, rows);
  table.add(results::int32_column("place", codes_of(rows, &PlanRow::place)));
  table.add(person_column("person_id", data, places_of(rows, &PlanRow::person, data.first_person)));
  table.add(real_column("gain_won", rows, &PlanRow::gain_won));
  table.add(real_column("verdict_after", rows, &PlanRow::verdict_after));
  table.add(real_column("effort", rows, &PlanRow::effort));
  table.add(real_column("bound", rows, &PlanRow::bound));
  return table;
}

}  // namespace
}  // namespace org

Result DecisionMaps::win_over(const WinOverRequest& request, const Run& run) const {
  using namespace org;
  const std::int32_t vendor = vendor_asked(*data_, request.vendor);
  const auto rows =
      rows_of_maps<WinRows, WinScratch>(*data_, maps_asked(*data_, request), run,
                                        [&](const MapView& map, WinRows& out, WinScratch& scratch) {
                                          WinOver(map, request, vendor, out, scratch).add();
                                        });
  std::vector<results::Table> tables;
  tables.reserve(4);
  tables.push_back(people_table(*data_, rows.people));
  tables.push_back(pair_table(*data_, rows.pairs));
  tables.push_back(plan_table(*data_, rows.plan));
  tables.push_back(withheld_table(*data_, rows.withheld));
  Question question{"win_over", request_text(request)};
  question.more = {{"sandan.ranking", rows.exact ? "exact" : "shortlist"}};
  return make_result(*data_, question, std::move(tables));
}

}  // namespace sandan
