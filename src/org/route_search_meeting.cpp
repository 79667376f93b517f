#include "org/route_search_meeting.hpp"

#include <algorithm>

namespace sandan::org {
namespace {

constexpr std::size_t index(std::int32_t p) noexcept { return static_cast<std::size_t>(p); }

}  // namespace

Meeting::Meeting(const Introductions& graph, const ArcsIn& in)
    : graph_(graph), in_(in), seen_(index(graph.size), 0) {
  for (std::int32_t p = 0; p < graph.size; ++p) {
    if (graph.start[index(p)] != no_way) starts_.push_back(p);
  }
}

bool Meeting::may_begin(std::int32_t person, const Bars& bars) const noexcept {
  return graph_.start[index(person)] != no_way && (bars.state[index(person)] & bars.not_first) == 0;
}

bool Meeting::possible(std::int32_t from, std::int32_t target, const Bars& bars) {
  constexpr std::int32_t last_round = INT32_MAX - 2;
  if (round_ >= last_round) {
    std::fill(seen_.begin(), seen_.end(), 0);
    round_ = 0;
  }
  round_ += 2;
  ahead_.clear();
  ahead_at_ = start_at_ = ahead_arcs_ = behind_at_ = behind_arcs_ = 0;
  if (from < 0 && may_begin(target, bars)) return true;
  behind_.assign(1, target);
  seen_[index(target)] = round_ + 1;
  Step step = Step::on;
  if (from >= 0) {
    for (const Arc& arc : graph_.arcs_of(from)) {
      if ((bars.state[index(arc.to)] & (bars.never | bars.not_first)) != 0) continue;
      if (meet(arc.to) == Step::met) return true;
    }
  }
  while (step == Step::on) {
    step = behind_arcs_ <= ahead_arcs_ ? step_behind(from, bars) : step_ahead(from, bars);
  }
  return step == Step::met;
}

/// Somebody who can be met.
Meeting::Step Meeting::meet(std::int32_t person) {
  std::int32_t& seen = seen_[index(person)];
  if (seen == round_ + 1) return Step::met;
  if (seen != round_) ahead_.push_back(person);
  seen = round_;
  return Step::on;
}

/// Of the people held the next with whom the route may begin.
bool Meeting::next_start(const Bars& bars) {
  while (start_at_ < starts_.size()) {
    const std::int32_t start = starts_[start_at_++];
    ++ahead_arcs_;
    if (!may_begin(start, bars) || seen_[index(start)] == round_) continue;
    seen_[index(start)] = round_;
    ahead_.push_back(start);
    return true;
  }
  return false;
}

Meeting::Step Meeting::step_ahead(std::int32_t from, const Bars& bars) {
  if (ahead_at_ == ahead_.size() && (from >= 0 || !next_start(bars))) return Step::end;
  const auto arcs = graph_.arcs_of(ahead_[ahead_at_++]);
  ahead_arcs_ += arcs.size() + 1;
  for (const Arc& arc : arcs) {
    if ((bars.state[index(arc.to)] & bars.never) != 0) continue;
    if (meet(arc.to) == Step::met) return Step::met;
  }
  return Step::on;
}

Meeting::Step Meeting::step_behind(std::int32_t from, const Bars& bars) {
  if (behind_at_ == behind_.size()) return Step::end;
  const auto arcs = in_.to(behind_[behind_at_++]);
  behind_arcs_ += arcs.size() + 1;
  for (const ArcIn& arc : arcs) {
    if ((bars.state[index(arc.from)] & bars.never) != 0) continue;
    std::int32_t& seen = seen_[index(arc.from)];
    if (seen == round_ || (from < 0 && may_begin(arc.from, bars))) return Step::met;
    if (seen == round_ + 1) continue;
    seen = round_ + 1;
    behind_.push_back(arc.from);
  }
  return Step::on;
}

}  // namespace sandan::org
