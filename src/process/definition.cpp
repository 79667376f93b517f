#include "process/definition.hpp"

#include <algorithm>

namespace sandan::process {

std::optional<std::size_t> Definition::stage_index(std::string_view wanted) const noexcept {
  for (std::size_t i = 0; i < stages.size(); ++i) {
    if (stages[i].item.code == wanted) return i;
  }
  return std::nullopt;
}

const Mark* Definition::mark(std::string_view wanted) const noexcept {
  const auto at = std::find_if(marks.begin(), marks.end(),
                               [&](const Mark& mark) { return mark.code == wanted; });
  return at == marks.end() ? nullptr : &*at;
}

bool Definition::is_won_stage(std::size_t stage) const noexcept {
  // An `after` stage is work on an order, so the order was won before it.
  return wins_by_entry() &&
         (stage == *winning || (stages[stage].in_line() && stages[stage].phase == Phase::after));
}

namespace {

bool is_closing(const Stage& stage) noexcept {
  return stage.outcome == Outcome::lost || stage.outcome == Outcome::cancelled;
}

Judgement judge_steps(const Stage& from, const Stage& to, const MovePolicy& policy) noexcept {
  const bool both_after = from.phase == Phase::after && to.phase == Phase::after;
  if (to.step == from.step + 1) return {Move::forward, true, false};
  if (to.step > from.step) return {Move::skip, policy.skip || both_after, false};
  return {Move::back, policy.back || both_after, false};
}

}  // namespace

Judgement Definition::judge(std::size_t from, std::size_t to) const noexcept {
  const Stage& target = stages[to];
  Judgement judged;
  if (from != max_stages && from == to) {
    judged = {Move::repeated, true, false};
  } else if (is_closing(target)) {
    judged = {target.outcome == Outcome::lost ? Move::lost : Move::cancelled, true, false};
  } else if (from == max_stages) {
    return {Move::start, true, false};
  } else if (is_closing(stages[from]) || (is_won_stage(from) && !is_won_stage(to))) {
    judged = {Move::reopened, policy.reopen, !policy.reopen && target.phase == Phase::before};
  } else {
    judged = judge_steps(stages[from], target, policy);
  }
  const auto pair = std::pair(static_cast<std::uint8_t>(from), static_cast<std::uint8_t>(to));
  if (std::find(policy.forbidden.begin(), policy.forbidden.end(), pair) != policy.forbidden.end()) {
    judged.legal = false;
  }
  return judged;
}

}  // namespace sandan::process
