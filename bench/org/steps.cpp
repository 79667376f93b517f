#include "steps.hpp"

#include <algorithm>

namespace bench {

/// The time since the last one is of this step.
void Steps::lap(std::string_view step) {
  const auto now = Clock::now();
  const auto place = std::find(step_names.begin(), step_names.end(), step) - step_names.begin();
  seconds_[static_cast<std::size_t>(place)] += std::chrono::duration<double>(now - last_).count();
  last_ = Clock::now();
}

sandan::org::MapAnswers Steps::answer(const sandan::org::MapView& map) {
  sandan::org::MapAnswers out;
  seconds_.fill(0);
  last_ = Clock::now();
  answering_.introduce(map, out);
  lap("build");
  answering_.weigh(map, out);
  lap("verdict");
  answering_.cover(map, out);
  lap("coverage");
  answering_.find_routes(out);
  lap("routes");
  answering_.find_gatekeepers(out);
  lap("gatekeepers");
  answering_.find_cut(map, out);
  lap("cut");
  answering_.judge(map, out);
  lap("verdict");
  answering_.find_next(map, out);
  lap("next");
  answering_.rank(map, out);
  lap("pagerank");
  answering_.find_betweenness(map, out);
  lap("betweenness");
  return out;
}

}  // namespace bench
