#include "org/win_candidates.hpp"

#include <algorithm>

namespace sandan::org {

double win_effort(const Vocabulary& vocabulary, std::int8_t stage, std::int8_t support) noexcept {
  const InfluenceSettings& settings = vocabulary.influence;
  double effort = 0;
  for (std::int32_t s = std::max<std::int32_t>(stage, 0) + 1; s <= settings.win_stage; ++s)
    effort += vocabulary.stages[static_cast<std::size_t>(s)].effort;
  const int steps = settings.win_support - (support == unknown_support ? 0 : support);
  return effort + settings.support_effort * std::max(steps, 0);
}

bool is_won(const Vocabulary& vocabulary, std::int8_t stage, std::int8_t support) noexcept {
  // Support that is not known is below every support.
  return std::max<std::int32_t>(stage, 0) >= vocabulary.influence.win_stage &&
         support >= vocabulary.influence.win_support;
}

void win_candidates(const MapView& map, const Standing& standing,
                    std::span<const Withheld> withheld, std::vector<Candidate>& out) {
  out.clear();
  for (std::size_t p = 0; p < map.people.size(); ++p) {
    if (withheld[p] != Withheld::no) continue;
    if (is_won(map.vocabulary(), standing.stage[p], standing.support[p])) continue;
    Candidate& candidate = out.emplace_back();
    candidate.person = static_cast<std::int32_t>(p);
    candidate.effort = win_effort(map.vocabulary(), standing.stage[p], standing.support[p]);
  }
}

}  // namespace sandan::org
