#include <array>

#include "core/parallel.hpp"
#include "quota/quartile_groups.hpp"
#include "quota/result_tables.hpp"

namespace sandan {
namespace quota {
namespace {

constexpr std::array<std::string_view, 4> quartile_codes = {"top", "middle", "bottom",
                                                            "insufficient"};
constexpr std::array<std::string_view, 1> advice_codes = {"needs_plan"};
constexpr std::array<std::string_view, 2> reason_codes = {"star_led", "best_team"};

results::Column group_column(const Quartiles& quartiles, std::span<const std::int32_t> groups) {
  std::vector<std::string> codes;
  for (const RepGroup& group : quartiles.groups)
    codes.push_back(group.code);
  return results::text_of_column("group", groups, codes);
}

results::Table rep_table(const RepValues& values, const Quartiles& quartiles) {
  std::vector<std::int32_t> groups, places, advice;
  std::vector<std::string> reps;
  std::vector<std::optional<std::string>> teams;
  std::vector<std::int64_t> n;
  std::vector<std::optional<std::int32_t>> ranks;
  std::vector<std::optional<double>> value, share, low, high;
  const auto add = [&](std::size_t i) {
    const RepValue& rep = values.reps[i];
    const Standing& standing = quartiles.standings[i];
    groups.push_back(standing.group);
    reps.push_back(rep.rep);
    teams.push_back(rep.team);
    n.push_back(rep.n);
    value.push_back(rep.value);
    ranks.push_back(standing.rank == 0 ? std::nullopt : std::optional(standing.rank));
    places.push_back(static_cast<std::int32_t>(standing.quartile));
    share.push_back(standing.share_of_best);
    low.push_back(rep.interval ? std::optional(rep.interval->low) : std::nullopt);
    high.push_back(rep.interval ? std::optional(rep.interval->high) : std::nullopt);
    advice.push_back(standing.quartile == Quartile::bottom ? 0 : -1);
  };
  for (const RepGroup& group : quartiles.groups) {
    for (const std::int32_t member : group.members)
      add(static_cast<std::size_t>(member));
  }
  for (std::size_t i = 0; i < values.reps.size(); ++i) {
    if (quartiles.standings[i].rank == 0) add(i);
  }
  results::Table table;
  table.name = "quartiles";
  table.add(group_column(quartiles, groups));
  table.columns.back().nullable = true;
  table.add(results::text_column("rep_id", reps));
  table.add(results::int64_column("n", std::move(n)));
  table.add(results::float64_column("value", value));
  table.add(results::int32_column("rank", ranks));
  table.add(results::dictionary_column("quartile", places, results::code_values(quartile_codes)));
  table.add(results::float64_column("share_of_best", share));
  table.add(results::float64_column("low", low));
  table.add(results::float64_column("high", high));
  table.add(results::text_column("team_id", teams));
  table.add(results::dictionary_column("advice", advice, results::code_values(advice_codes)));
  table.columns.back().nullable = true;
  table.add(results::constant_column("currency", values.currency, table.rows));
  return table;
}

results::Table gap_table(const RepValues& values, const Quartiles& quartiles) {
  std::vector<std::int32_t> groups;
  std::vector<std::int64_t> n, n_best, n_bottom;
  std::vector<std::optional<double>> best, middle, bottom, gap, median, average, average_low,
      average_high, best_low, best_high, bottom_low, bottom_high, gap_share;
  std::vector<std::uint8_t> insufficient;
  const auto end = [](const Part& part, double Interval::*which) {
    return part.interval ? std::optional((*part.interval).*which) : std::nullopt;
  };
  for (std::size_t i = 0; i < quartiles.groups.size(); ++i) {
    const RepGroup& group = quartiles.groups[i];
    const bool told = group.best.mean && group.all.mean;
    const double off = told ? *group.best.mean - *group.all.mean : 0;
    groups.push_back(static_cast<std::int32_t>(i));
    n.push_back(group.all.n);
    best.push_back(group.best.mean);
    middle.push_back(group.middle.mean);
    bottom.push_back(group.bottom.mean);
    gap.push_back(told ? std::optional(off) : std::nullopt);
    median.push_back(group.median);
    average.push_back(group.all.mean);
    average_low.push_back(end(group.all, &Interval::low));
    average_high.push_back(end(group.all, &Interval::high));
    best_low.push_back(end(group.best, &Interval::low));
    best_high.push_back(end(group.best, &Interval::high));
    bottom_low.push_back(end(group.bottom, &Interval::low));
    bottom_high.push_back(end(group.bottom, &Interval::high));
    gap_share.push_back(told && *group.best.mean > 0 ? std::optional(off / *group.best.mean)
                                                     : std::nullopt);
    n_best.push_back(group.best.n);
    n_bottom.push_back(group.bottom.n);
    insufficient.push_back(group.insufficient ? 1 : 0);
  }
  results::Table table;
  table.name = "quartile_gaps";
  table.add(group_column(quartiles, groups));
  table.add(results::int64_column("n", std::move(n)));
  table.add(results::float64_column("best_mean", best));
  table.add(results::float64_column("middle_mean", middle));
  table.add(results::float64_column("bottom_mean", bottom));
  table.add(results::float64_column("gap_best_to_average", gap));
  table.add(results::float64_column("median", median));
  table.add(results::float64_column("average", average));
  table.add(results::float64_column("average_low", average_low));
  table.add(results::float64_column("average_high", average_high));
  table.add(results::float64_column("best_low", best_low));
  table.add(results::float64_column("best_high", best_high));
  table.add(results::float64_column("bottom_low", bottom_low));
  table.add(results::float64_column("bottom_high", bottom_high));
  table.add(results::float64_column("gap_share", gap_share));
  table.add(results::int64_column("n_best", std::move(n_best)));
  table.add(results::int64_column("n_bottom", std::move(n_bottom)));
  table.add(results::boolean_column("insufficient", insufficient));
  table.add(results::constant_column("currency", values.currency, table.rows));
  return table;
}

results::Table pair_table(const RepValues& values, const Quartiles& quartiles,
                          const std::vector<TeamPair>& pairs) {
  std::vector<std::int32_t> groups, reasons;
  std::vector<std::string> strong, weak;
  std::vector<std::optional<std::string>> leaders;
  std::vector<std::int64_t> n_strong, n_weak;
  std::vector<std::optional<double>> strong_mean, weak_mean, gap, low, high;
  for (const TeamPair& pair : pairs) {
    groups.push_back(pair.group);
    strong.push_back(pair.strong);
    weak.push_back(pair.weak);
    n_strong.push_back(pair.n_strong);
    n_weak.push_back(pair.n_weak);
    strong_mean.emplace_back(pair.strong_mean);
    weak_mean.emplace_back(pair.weak_mean);
    gap.emplace_back(pair.gap);
    low.emplace_back(pair.gap_interval.low);
    high.emplace_back(pair.gap_interval.high);
    reasons.push_back(pair.star_led ? 0 : 1);
    leaders.push_back(pair.leader);
  }
  results::Table table;
  table.name = "pairs";
  table.add(group_column(quartiles, groups));
  table.add(results::text_column("strong_team", strong));
  table.add(results::text_column("weak_team", weak));
  table.add(results::int64_column("n_strong", std::move(n_strong)));
  table.add(results::int64_column("n_weak", std::move(n_weak)));
  table.add(results::float64_column("strong_mean", strong_mean));
  table.add(results::float64_column("weak_mean", weak_mean));
  table.add(results::float64_column("gap", gap));
  table.add(results::float64_column("gap_low", low));
  table.add(results::float64_column("gap_high", high));
  table.add(results::dictionary_column("reason", reasons, results::code_values(reason_codes)));
  table.add(results::text_column("leader", leaders));
  table.add(results::constant_column("currency", values.currency, table.rows));
  return table;
}

}  // namespace
}  // namespace quota

Result quota_quartiles(const Tables& tables, const QuartilesRequest& request, const Run& run) {
  using namespace quota;
  const PartRunner runner(run);
  runner.report(0);
  const RepValues values = rep_values(tables, request, run);
  const Quartiles quartiles = quartiles_of(values.reps, request.min_n, request.confidence);
  const auto pairs = team_pairs(values.reps, quartiles, request.confidence);
  Question question{"quartiles", request_text(request)};
  question.about_persons = true;
  question.more = {{"sandan.other_actuals", std::to_string(values.others)},
                   {"sandan.faults", std::to_string(values.faults)}};
  std::vector<results::Table> made;
  made.push_back(rep_table(values, quartiles));
  made.push_back(gap_table(values, quartiles));
  made.push_back(pair_table(values, quartiles, pairs));
  runner.report(1);
  return make_result(question, std::move(made));
}

}  // namespace sandan
