#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "quota/rep_values.hpp"

/// The best quarter of each group, the middle, and the rest; and teams that
/// could learn from each other.
namespace sandan::quota {

enum class Quartile : std::uint8_t { top, middle, bottom, insufficient };

/// A rep's place in the own group.
struct Standing {
  std::int32_t group = -1;  ///< -1: unknown
  std::int32_t rank = 0;    ///< 1 is the best; equals share it; 0: not ranked
  Quartile quartile = Quartile::insufficient;
  std::optional<double> share_of_best;  ///< of the mean of the best quarter
};

/// A mean of some members.
struct Part {
  std::int64_t n = 0;
  std::optional<double> mean;
  std::optional<Interval> interval;  ///< by Student's t; nothing for one member
};

struct RepGroup {
  std::string code;
  std::vector<std::int32_t> members;  ///< ranked reps, the best first
  bool insufficient = true;           ///< fewer members than asked for: no quartiles
  Part all, best, middle, bottom;
  std::optional<double> median;
};

struct Quartiles {
  std::vector<RepGroup> groups;     ///< by code
  std::vector<Standing> standings;  ///< by rep
};

/// Ranks the members of each group by their own values. With n members the best
/// quarter are those of a rank of at most n / 4, the last those with at most
/// n / 4 - 1 members behind them; who would be both, as where all are equal, is
/// in the middle. Not ranked are reps without a value or group, and those who
/// came after the window's first day. Groups with fewer than `min_n` members,
/// or than two, have no quartiles.
Quartiles quartiles_of(const std::vector<RepValue>& reps, std::int64_t min_n, double confidence);

/// A strong team and a weak one of the same group.
struct TeamPair {
  std::int32_t group;
  std::string strong;
  std::string weak;
  std::int64_t n_strong, n_weak;
  double strong_mean, weak_mean, gap;
  Interval gap_interval;
  std::optional<std::string> leader;  ///< of the strong team
  bool star_led = false;              ///< its leader is in the best quarter of his group
};

/// Pairs the best team with the weakest, the next best with the next weakest
/// and so on, each team once, where the difference of their means has an
/// interval above 0 (B. L. Welch, Biometrika 34, 1947). Strong teams are first
/// those whose leader is in the best quarter; a team has at least two ranked
/// members. The leader is who has the role of one, else the manager of most
/// members, ties to the lower id.
std::vector<TeamPair> team_pairs(const std::vector<RepValue>& reps, const Quartiles& quartiles,
                                 double confidence);

}  // namespace sandan::quota
