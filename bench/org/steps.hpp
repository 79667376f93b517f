#pragma once

#include <array>
#include <chrono>
#include <string_view>

#include "org/map_answers.hpp"

namespace bench {

using Clock = std::chrono::steady_clock;

/// Steps of the answers, as peers have them too.
inline constexpr std::array<std::string_view, 9> step_names = {
    "build",   "coverage", "routes",   "gatekeepers", "cut",
    "verdict", "next",     "pagerank", "betweenness"};
inline constexpr std::size_t step_count = step_names.size();

/// The answers about one map after the other, for us, each step timed.
class Steps {
 public:
  explicit Steps(const sandan::org::Vocabulary& vocabulary)
      : answering_(request_, sandan::org::us, sandan::org::relation_choice(vocabulary, {})) {}

  sandan::org::MapAnswers answer(const sandan::org::MapView& map);

  /// Of the last map, by step.
  const std::array<double, step_count>& seconds() const noexcept { return seconds_; }

 private:
  void lap(std::string_view step);

  sandan::SummaryRequest request_;
  sandan::org::MapAnswering answering_;
  Clock::time_point last_;
  std::array<double, step_count> seconds_{};
};

}  // namespace bench
