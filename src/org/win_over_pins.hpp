#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "org/influence_map.hpp"

/// Winning people over for good: a person is pinned at the support of a person
/// won over, whatever the others think, and the rest of the map follows.
namespace sandan::org {

/// A value, not negative, for ranking, rounded to 40 bits: people who are alike by the
/// model rank alike, and the number of the person decides.
double ranking_value(double value) noexcept;

/// Somebody who might be won over. gain = leverage * (win_support - position) /
/// self response; a person beyond win_support gains nothing.
struct Candidate {
  std::int32_t person = -1;
  double effort = 0;
  double bound = 0;  ///< gain is at most this: a self response is at least 1
  double self = std::numeric_limits<double>::quiet_NaN();  ///< NaN: not yet asked
  double gain = 0;

  /// Gain without any effort goes first, then gain by effort.
  bool is_free(double of) const noexcept { return effort <= 0 && of > 0; }
  double rate(double of) const noexcept;
};

/// Order of win_over: free gains, gain per effort, gain, number.
bool ranks_before(const Candidate& a, double gain_a, const Candidate& b, double gain_b) noexcept;

struct PlanStep {
  std::int32_t person;
  double effort;
  double gain;
};

struct PairGain {
  std::int32_t first;  ///< place among the leaders
  std::int32_t second;
  double gain;
  double together;  ///< beyond the two gains apart, at most 0
};

/// Gains of pinning on one map for the vendor read last. Up to 64 people all
/// self responses are known at once. Of more people, they are asked in the
/// order of what each could gain at most, until the ranking cannot change; no
/// more than 64 + 16 * most are asked for, and is_exact() says whether that
/// was enough.
class Pins {
 public:
  /// `candidates` have person and effort.
  void prepare(MapOpinions& opinions, double win_support, std::int64_t most,
               std::vector<Candidate>& candidates);

  std::span<const double> positions() const noexcept { return position_; }
  bool is_exact() const noexcept { return exact_; }

  /// Puts the `most` first of the ranking first, with gains; returns how many.
  std::size_t rank(std::vector<Candidate>& candidates, std::size_t most);
  /// Gains of two of these people together, greatest first; those of no gain
  /// are left out. To be asked before the plan.
  void pairs(std::span<const Candidate> leaders, std::size_t most, std::vector<PairGain>& out);
  /// The person of greatest gain, then the one of greatest gain beside the
  /// first, and so on; ends when nobody gains anything.
  void plan(std::vector<Candidate>& candidates, std::size_t picks, std::vector<PlanStep>& out);

 private:
  /// M^-1 after a pin is M^-1 - column row / column[person].
  struct Pin {
    std::int32_t person;
    std::vector<double> column;
    std::vector<double> row;
  };
  void ask(Candidate& candidate);
  double room(std::int32_t person) const noexcept;
  double gain_beside(const Candidate& candidate) const noexcept;
  std::size_t best_beside(std::vector<Candidate>& candidates);
  void pin(std::int32_t person);

  MapOpinions* opinions_ = nullptr;
  double win_support_ = 2;
  std::int64_t asks_left_ = 0;
  bool exact_ = true;
  std::vector<double> position_, leverage_, work_, cross_;
  std::vector<std::size_t> open_;
  std::vector<Pin> pins_;  ///< the first pinned_ count
  std::size_t pinned_ = 0;
};

}  // namespace sandan::org
