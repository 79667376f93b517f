#include <algorithm>
#include <cmath>

#include "core/shrinkage.hpp"
#include "process/passages.hpp"
#include "process/requests.hpp"
#include "process/result_tables.hpp"

namespace sandan {
namespace process {
namespace {

enum class Verdict : std::uint8_t { weaker, alike, stronger, insufficient };
constexpr std::array<std::string_view, 4> verdict_codes = {"weaker", "alike", "stronger",
                                                           "insufficient"};

/// One rep at one stage.
struct Skill {
  Trials own;
  Trials rest;
  std::int64_t pending = 0;
  SharePrior prior;
  ShrunkShare shrunk{0, {0, 0}};
  Interval off{0, 0};  ///< of the difference
  Verdict verdict = Verdict::insufficient;

  double rest_share() const noexcept {
    return static_cast<double>(rest.successes) / static_cast<double>(rest.n);
  }
  double difference() const noexcept { return shrunk.share - rest_share(); }
};

/// No verdict rests on the last bits of a share.
bool is_below(double a, double b) { return a < b - 1e-9; }

Verdict judge(const Skill& skill) {
  if (is_below(skill.off.high, 0)) return Verdict::weaker;
  if (is_below(0, skill.off.low)) return Verdict::stronger;
  return Verdict::alike;
}

/// Places, among the stages counted, of those that can be advanced from: not
/// the one that wins when entered.
std::vector<std::size_t> stages_of_skill(const Definition& definition, const Passages& passages) {
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < passages.stages().size(); ++i) {
    if (!definition.is_won_stage(passages.stages()[i])) places.push_back(i);
  }
  return places;
}

/// Reps, each within a team, by stage.
class Comparison {
 public:
  Comparison(const Definition& definition, const Groups& groups, const Passages& passages,
             const CompareRequest& request, const PartRunner& runner, Budget& budget)
      : groups_(groups),
        passages_(passages),
        request_(request),
        z_(normal_quantile_two_sided(request.sampling.confidence)),
        places_(stages_of_skill(definition, passages)),
        width_(places_.size()) {
    for (std::int64_t g = 0; g < groups.finest(); ++g) {
      if (groups.is_known(g)) reps_.push_back(static_cast<std::int32_t>(g));
    }
    find_teams();
    constexpr std::size_t row_bytes = 200;  // of a result, about
    budget.take(reps_.size() * width_ * (sizeof(Skill) + row_bytes));
    skills_.resize(reps_.size() * width_);
    runner(static_cast<std::int64_t>(teams_.size() * width_), 0.8, 1.0, [&](std::int64_t part) {
      const auto [first, end] = teams_[static_cast<std::size_t>(part) / width_];
      compare_team(first, end, static_cast<std::size_t>(part) % width_);
    });
  }

  results::Table compare_table(const HistoryData& history) const;
  results::Table weak_table(const HistoryData& history) const;
  results::Table teacher_table(const HistoryData& history) const;

 private:
  /// Reps of one team stand together, as groups are in the order of keys.
  void find_teams() {
    const auto team_of = [&](std::size_t rep) {
      return request_.within ? groups_.all()[static_cast<std::size_t>(reps_[rep])].codes.front()
                             : 0;
    };
    for (std::size_t first = 0; first < reps_.size();) {
      std::size_t end = first;
      while (end < reps_.size() && team_of(end) == team_of(first))
        ++end;
      team_of_rep_.insert(team_of_rep_.end(), end - first, teams_.size());
      teams_.emplace_back(first, end);
      first = end;
    }
  }

  void compare_team(std::size_t first, std::size_t end, std::size_t stage) {
    std::vector<Trials> members;
    Trials all;
    for (std::size_t rep = first; rep < end; ++rep) {
      const Passage& passage = passages_.at(static_cast<std::size_t>(reps_[rep]), places_[stage]);
      Skill& skill = skills_[rep * width_ + stage];
      skill.own = {passage.advanced, passage.advanced + passage.lost + passage.cancelled};
      skill.pending = passage.reached - skill.own.n;
      members.push_back(skill.own);
      all.successes += skill.own.successes;
      all.n += skill.own.n;
    }
    if (all.n == 0) return;
    const SharePrior prior = fit_share_prior(members);
    for (std::size_t rep = first; rep < end; ++rep) {
      Skill& skill = skills_[rep * width_ + stage];
      skill.rest = {all.successes - skill.own.successes, all.n - skill.own.n};
      skill.prior = prior;
      if (!is_sufficient(skill)) continue;
      skill.shrunk = shrink(skill.own, prior, request_.sampling.confidence);
      skill.off = difference_interval(skill.shrunk.share, skill.shrunk.interval, skill.rest_share(),
                                      wilson_interval(skill.rest.successes, skill.rest.n, z_));
      skill.verdict = judge(skill);
    }
  }

  std::uint8_t stage_at(std::size_t place) const { return passages_.stages()[places_[place]]; }

  bool is_sufficient(const Skill& skill) const {
    const std::int64_t least = std::max<std::int64_t>(1, request_.sampling.min_n);
    return skill.own.n >= least && skill.rest.n >= least;
  }

  /// The stage where a rep is weakest; nothing where no stage is weak.
  std::optional<std::size_t> weakest_stage(std::size_t rep) const {
    std::optional<std::size_t> weakest;
    for (std::size_t stage = 0; stage < width_; ++stage) {
      const Skill& skill = skills_[rep * width_ + stage];
      if (skill.verdict != Verdict::weaker) continue;
      const bool weaker =
          !weakest || is_below(skill.difference(), skills_[rep * width_ + *weakest].difference());
      if (weaker) weakest = stage;
    }
    return weakest;
  }

  /// Reps of the team that are clearly better at a stage, the best first.
  std::vector<std::size_t> teachers_of(std::size_t pupil, std::size_t stage) const {
    const Skill& own = skills_[pupil * width_ + stage];
    const auto [first, end] = teams_[team_of_rep_[pupil]];
    std::vector<std::size_t> teachers;
    for (std::size_t rep = first; rep < end; ++rep) {
      const Skill& skill = skills_[rep * width_ + stage];
      if (skill.verdict == Verdict::insufficient) continue;
      if (is_below(own.shrunk.interval.high, skill.shrunk.interval.low)) teachers.push_back(rep);
    }
    std::stable_sort(teachers.begin(), teachers.end(), [&](std::size_t a, std::size_t b) {
      return is_below(skills_[b * width_ + stage].shrunk.share,
                      skills_[a * width_ + stage].shrunk.share);
    });
    if (teachers.size() > static_cast<std::size_t>(request_.teachers)) {
      teachers.resize(static_cast<std::size_t>(request_.teachers));
    }
    return teachers;
  }

  const Groups& groups_;
  const Passages& passages_;
  const CompareRequest& request_;
  double z_;
  std::vector<std::size_t> places_;  ///< of the stages compared among those counted
  std::size_t width_;
  std::vector<std::int32_t> reps_;                          ///< groups
  std::vector<std::pair<std::size_t, std::size_t>> teams_;  ///< ranges of reps_
  std::vector<std::size_t> team_of_rep_;                    ///< place in teams_
  std::vector<Skill> skills_;                               ///< by rep and stage
};

results::Table Comparison::compare_table(const HistoryData& history) const {
  std::vector<std::int32_t> rows, verdicts;
  std::vector<std::uint8_t> stages;
  std::vector<std::int64_t> n, advanced, pending, rest_n, rest_advanced;
  std::vector<std::optional<double>> rest, shrunk, low, high, difference, off_low, off_high, prior,
      weight;
  ShareColumns own("conversion", request_.sampling);
  for (std::size_t i = 0; i < skills_.size(); ++i) {
    const Skill& skill = skills_[i];
    const bool told = skill.verdict != Verdict::insufficient;
    const auto value = [&](double share) { return told ? std::optional(share) : std::nullopt; };
    rows.push_back(reps_[i / width_]);
    stages.push_back(stage_at(i % width_));
    n.push_back(skill.own.n);
    advanced.push_back(skill.own.successes);
    pending.push_back(skill.pending);
    own.add(skill.own.successes, skill.own.n);
    rest_n.push_back(skill.rest.n);
    rest_advanced.push_back(skill.rest.successes);
    rest.push_back(told ? std::optional(skill.rest_share()) : std::nullopt);
    shrunk.push_back(value(skill.shrunk.share));
    low.push_back(value(skill.shrunk.interval.low));
    high.push_back(value(skill.shrunk.interval.high));
    difference.push_back(told ? std::optional(skill.difference()) : std::nullopt);
    off_low.push_back(value(skill.off.low));
    off_high.push_back(value(skill.off.high));
    prior.push_back(value(skill.prior.mean));
    weight.push_back(value(skill.prior.weight));
    verdicts.push_back(static_cast<std::int32_t>(skill.verdict));
  }
  results::Table table;
  table.name = "compare";
  groups_.add_columns(table, rows);
  table.add(stage_column("stage", history.definition(), stages));
  table.columns.back().nullable = false;
  table.add(layer_column(history.definition(), stages));
  table.add(results::int64_column("n", std::move(n)));
  table.add(results::int64_column("advanced", std::move(advanced)));
  table.add(results::int64_column("pending", std::move(pending)));
  std::move(own).move_to(table);
  table.add(results::int64_column("rest_n", std::move(rest_n)));
  table.add(results::int64_column("rest_advanced", std::move(rest_advanced)));
  table.add(results::float64_column("rest_conversion", rest));
  table.add(results::float64_column("shrunk_conversion", shrunk));
  table.add(results::float64_column("shrunk_low", low));
  table.add(results::float64_column("shrunk_high", high));
  table.add(results::float64_column("difference", difference));
  table.add(results::float64_column("difference_low", off_low));
  table.add(results::float64_column("difference_high", off_high));
  table.add(results::dictionary_column("verdict", verdicts, results::code_values(verdict_codes)));
  table.add(results::float64_column("prior_conversion", prior));
  table.add(results::float64_column("prior_weight", weight));
  return table;
}

results::Table Comparison::weak_table(const HistoryData& history) const {
  std::vector<std::int32_t> rows;
  std::vector<std::uint8_t> stages;
  std::vector<std::int64_t> n;
  std::vector<std::optional<double>> shrunk, rest, difference;
  for (std::size_t rep = 0; rep < reps_.size(); ++rep) {
    const auto stage = weakest_stage(rep);
    if (!stage) continue;
    const Skill& skill = skills_[rep * width_ + *stage];
    rows.push_back(reps_[rep]);
    stages.push_back(stage_at(*stage));
    n.push_back(skill.own.n);
    shrunk.emplace_back(skill.shrunk.share);
    rest.emplace_back(skill.rest_share());
    difference.emplace_back(skill.difference());
  }
  results::Table table;
  table.name = "weak_skills";
  groups_.add_columns(table, rows);
  table.add(stage_column("stage", history.definition(), stages));
  table.columns.back().nullable = false;
  table.add(results::int64_column("n", std::move(n)));
  table.add(results::float64_column("shrunk_conversion", shrunk));
  table.add(results::float64_column("rest_conversion", rest));
  table.add(results::float64_column("difference", difference));
  return table;
}

results::Table Comparison::teacher_table(const HistoryData& history) const {
  std::vector<std::int32_t> rows, teachers, ranks;
  std::vector<std::uint8_t> stages;
  std::vector<std::int64_t> n;
  std::vector<std::optional<double>> shrunk;
  for (std::size_t rep = 0; rep < reps_.size(); ++rep) {
    const auto stage = weakest_stage(rep);
    if (!stage) continue;
    std::int32_t rank = 0;
    for (const std::size_t teacher : teachers_of(rep, *stage)) {
      const Skill& skill = skills_[teacher * width_ + *stage];
      rows.push_back(reps_[rep]);
      stages.push_back(stage_at(*stage));
      teachers.push_back(reps_[teacher]);
      ranks.push_back(++rank);
      n.push_back(skill.own.n);
      shrunk.emplace_back(skill.shrunk.share);
    }
  }
  results::Table table;
  table.name = "teachers";
  groups_.add_columns(table, rows);
  table.add(stage_column("stage", history.definition(), stages));
  table.columns.back().nullable = false;
  table.add(results::int32_column("rank", std::move(ranks)));
  table.add(groups_.key_of(request_.within ? 1 : 0, "teacher", teachers));
  table.add(results::int64_column("n", std::move(n)));
  table.add(results::float64_column("shrunk_conversion", shrunk));
  return table;
}

Grouping grouping_of(const CompareRequest& request) {
  Grouping grouping;
  if (request.within) grouping.by.push_back({*request.within, std::nullopt});
  grouping.by.push_back({request.of, std::nullopt});
  grouping.max_groups = request.max_groups;
  return grouping;
}

/// Groups by the keys of the request, which names them by fields of their own.
Groups group(const HistoryData& history, const std::vector<Standing>& standings,
             const CompareRequest& request) {
  try {
    return Groups("compare", history, standings, grouping_of(request),
                  in_cohort(history, standings, request.cohort), Groups::Adds::counts);
  } catch (Error& refusal) {
    if (refusal.where() == "/by") throw Error(refusal).at("/max_groups");
    const bool first = refusal.where() == "/by/0";
    if (!first && refusal.where() != "/by/1") throw;
    throw Error(refusal).at(first && request.within ? "/within" : "/of");
  }
}

}  // namespace
}  // namespace process

Result History::compare(const CompareRequest& request, const Run& run) const {
  using namespace process;
  const PartRunner runner(run);
  Budget budget(run.max_bytes);
  const auto standings = standings_of(*data_, runner, budget);
  const Groups groups = group(*data_, standings, request);
  const Passages passages(*data_, standings, groups, request.reached, FunnelRequest::Part::before,
                          runner, budget);
  const Comparison comparison(data_->definition(), groups, passages, request, runner, budget);
  std::vector<results::Table> tables;
  tables.push_back(comparison.compare_table(*data_));
  tables.push_back(comparison.weak_table(*data_));
  tables.push_back(comparison.teacher_table(*data_));
  runner.report(1);
  Question question{"compare", request_text(request)};
  question.about_persons = true;
  return make_result(*data_, question, std::move(tables));
}

}  // namespace sandan
