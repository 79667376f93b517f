#include "quota/quartile_groups.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "quota/intervals.hpp"

namespace sandan::quota {
namespace {

Part part_of(const std::vector<double>& values, double confidence) {
  Part part;
  part.n = static_cast<std::int64_t>(values.size());
  if (values.empty()) return part;
  double sum = 0;
  for (const double value : values)
    sum += value;
  part.mean = sum / static_cast<double>(values.size());
  part.interval = mean_interval(values, confidence);
  return part;
}

/// Ranks from the best and from the last; equals share theirs.
void rank_group(const std::vector<RepValue>& reps, RepGroup& group, Quartiles& quartiles) {
  auto& members = group.members;
  const auto value = [&](std::int32_t rep) { return *reps[static_cast<std::size_t>(rep)].value; };
  std::stable_sort(members.begin(), members.end(),
                   [&](std::int32_t a, std::int32_t b) { return value(a) > value(b); });
  const std::size_t n = members.size();
  for (std::size_t first = 0; first < n;) {
    std::size_t end = first;
    while (end < n && value(members[end]) == value(members[first]))
      ++end;
    const bool top = (first + 1) * 4 <= n;
    const bool bottom = (n - end + 1) * 4 <= n;
    for (std::size_t i = first; i < end; ++i) {
      Standing& standing = quartiles.standings[static_cast<std::size_t>(members[i])];
      standing.rank = static_cast<std::int32_t>(first + 1);
      if (group.insufficient) continue;
      standing.quartile = top == bottom ? Quartile::middle : top ? Quartile::top : Quartile::bottom;
    }
    first = end;
  }
}

void measure_group(const std::vector<RepValue>& reps, double confidence, RepGroup& group,
                   Quartiles& quartiles) {
  std::vector<double> all;
  std::array<std::vector<double>, 4> parts;
  for (const std::int32_t member : group.members) {
    const auto at = static_cast<std::size_t>(member);
    all.push_back(*reps[at].value);
    parts[static_cast<std::size_t>(quartiles.standings[at].quartile)].push_back(all.back());
  }
  group.all = part_of(all, confidence);
  if (!all.empty()) {
    std::reverse(all.begin(), all.end());
    group.median = quantile_sorted(all, 0.5);
  }
  if (group.insufficient) return;
  group.best = part_of(parts[0], confidence);
  group.middle = part_of(parts[1], confidence);
  group.bottom = part_of(parts[2], confidence);
  if (!group.best.mean || *group.best.mean <= 0) return;
  for (const std::int32_t member : group.members) {
    const auto at = static_cast<std::size_t>(member);
    quartiles.standings[at].share_of_best = *reps[at].value / *group.best.mean;
  }
}

/// A team within a group.
struct Team {
  std::string code;
  std::vector<double> values;
  std::optional<std::string> leader;
  bool star_led = false;

  double mean() const {
    double sum = 0;
    for (const double value : values)
      sum += value;
    return sum / static_cast<double>(values.size());
  }
};

/// The greatest magnitude, for squares of values over it neither vanish nor
/// grow beyond a double.
double scale_of(const Team& a, const Team& b) {
  double most = 0;
  for (const Team* team : {&a, &b}) {
    for (const double value : team->values)
      most = std::max(most, std::abs(value));
  }
  return most > 0 ? most : 1;
}

std::vector<double> scaled(std::vector<double> values, double scale) {
  for (double& value : values)
    value /= scale;
  return values;
}

/// Interval of the difference of the means of two teams; not numbers where a
/// double does not hold its width.
Interval welch_interval(const Team& a, const Team& b, double confidence) {
  const double gap = a.mean() - b.mean();
  const double scale = scale_of(a, b);
  const double of_a = variance_of_mean(scaled(a.values, scale));
  const double of_b = variance_of_mean(scaled(b.values, scale));
  const double both = of_a + of_b;
  if (both <= 0) return {gap, gap};
  const double degrees = both * both /
                         (of_a * of_a / static_cast<double>(a.values.size() - 1) +
                          of_b * of_b / static_cast<double>(b.values.size() - 1));
  if (!std::isfinite(degrees) || !std::isfinite(gap)) return {NAN, NAN};
  const double half = student_quantile_two_sided(confidence, degrees) * std::sqrt(both) * scale;
  return {gap - half, gap + half};
}

/// Leaders by team, from all reps, ranked or not.
std::map<std::string, std::string> leaders_of(const std::vector<RepValue>& reps) {
  std::map<std::string, std::string> leaders;
  std::map<std::string, std::map<std::string, std::int64_t>> managers;
  for (const RepValue& rep : reps) {
    if (!rep.team) continue;
    if (rep.is_leader) {
      const auto [found, added] = leaders.try_emplace(*rep.team, rep.rep);
      if (!added) found->second = std::min(found->second, rep.rep);
    }
    if (rep.manager && *rep.manager != rep.rep) ++managers[*rep.team][*rep.manager];
  }
  for (const auto& [team, counts] : managers) {
    std::int64_t most = 0;
    std::string manager;
    for (const auto& [id, count] : counts) {
      if (count > most) manager = id;
      most = std::max(most, count);
    }
    leaders.try_emplace(team, manager);
  }
  return leaders;
}

/// Teams of a group with two ranked members at least, the best first.
std::vector<Team> teams_of(const std::vector<RepValue>& reps, const RepGroup& group,
                           const std::map<std::string, std::string>& leaders,
                           const std::set<std::string>& stars) {
  std::map<std::string, Team> by_code;
  for (const std::int32_t member : group.members) {
    const RepValue& rep = reps[static_cast<std::size_t>(member)];
    if (rep.team) by_code[*rep.team].values.push_back(*rep.value);
  }
  std::vector<Team> teams;
  for (auto& [code, team] : by_code) {
    if (team.values.size() < 2) continue;
    team.code = code;
    const auto leader = leaders.find(code);
    if (leader != leaders.end()) {
      team.leader = leader->second;
      team.star_led = stars.count(leader->second) > 0;
    }
    teams.push_back(std::move(team));
  }
  std::stable_sort(teams.begin(), teams.end(),
                   [](const Team& a, const Team& b) { return a.mean() > b.mean(); });
  return teams;
}

void pair_teams(std::vector<Team> teams, std::int32_t group, double confidence,
                std::vector<TeamPair>& pairs) {
  std::vector<const Team*> strong;
  for (const bool star_led : {true, false}) {
    for (const Team& team : teams) {
      if (team.star_led == star_led) strong.push_back(&team);
    }
  }
  std::set<const Team*> taken;
  auto weakest = teams.rbegin();
  for (const Team* best : strong) {
    if (taken.count(best) > 0) continue;
    while (weakest != teams.rend() && (taken.count(&*weakest) > 0 || weakest->star_led))
      ++weakest;
    if (weakest == teams.rend()) return;
    const Team* weak = &*weakest;
    if (weak == best) return;
    const Interval gap = welch_interval(*best, *weak, confidence);
    if (!(gap.low > 0)) continue;
    taken.insert(best);
    taken.insert(weak);
    pairs.push_back({group, best->code, weak->code, static_cast<std::int64_t>(best->values.size()),
                     static_cast<std::int64_t>(weak->values.size()), best->mean(), weak->mean(),
                     best->mean() - weak->mean(), gap, best->leader, best->star_led});
  }
}

}  // namespace

Quartiles quartiles_of(const std::vector<RepValue>& reps, std::int64_t min_n, double confidence) {
  Quartiles quartiles;
  quartiles.standings.resize(reps.size());
  std::map<std::string, std::int32_t> codes;
  for (const RepValue& rep : reps) {
    if (rep.group) codes.emplace(*rep.group, 0);
  }
  for (auto& [code, group] : codes) {
    group = static_cast<std::int32_t>(quartiles.groups.size());
    quartiles.groups.emplace_back();
    quartiles.groups.back().code = code;
  }
  for (std::size_t rep = 0; rep < reps.size(); ++rep) {
    if (!reps[rep].group) continue;
    Standing& standing = quartiles.standings[rep];
    standing.group = codes.find(*reps[rep].group)->second;
    if (!reps[rep].value || !reps[rep].whole_window) continue;
    quartiles.groups[static_cast<std::size_t>(standing.group)].members.push_back(
        static_cast<std::int32_t>(rep));
  }
  for (RepGroup& group : quartiles.groups) {
    group.insufficient =
        static_cast<std::int64_t>(group.members.size()) < std::max<std::int64_t>(2, min_n);
    rank_group(reps, group, quartiles);
    measure_group(reps, confidence, group, quartiles);
  }
  return quartiles;
}

std::vector<TeamPair> team_pairs(const std::vector<RepValue>& reps, const Quartiles& quartiles,
                                 double confidence) {
  const auto leaders = leaders_of(reps);
  std::set<std::string> stars;
  for (std::size_t rep = 0; rep < reps.size(); ++rep) {
    if (quartiles.standings[rep].quartile == Quartile::top) stars.insert(reps[rep].rep);
  }
  std::vector<TeamPair> pairs;
  for (std::size_t group = 0; group < quartiles.groups.size(); ++group) {
    const RepGroup& at = quartiles.groups[group];
    if (at.insufficient) continue;
    pair_teams(teams_of(reps, at, leaders, stars), static_cast<std::int32_t>(group), confidence,
               pairs);
  }
  return pairs;
}

}  // namespace sandan::quota
