#include <algorithm>
#include <cstdlib>
#include <utility>

#include "rules/search.hpp"
#include "rules/why_not.hpp"

namespace sandan::rules {
namespace {

Reach reach_of(const Plan& plan, const std::vector<Wanted>& goal) {
  Reach reach(plan);
  for (const Wanted& wanted : goal)
    reach.add_slot(wanted.slot);
  return reach;
}

}  // namespace

ChangeSearch::ChangeSearch(std::shared_ptr<const Plan> plan, const Domains& domains,
                           std::vector<Wanted> goal, const WhyNotRequest& request)
    : plan_(plan),
      domains_(domains),
      goal_(std::move(goal)),
      compared_(*plan),
      steps_(request.steps),
      most_changes_(static_cast<std::size_t>(request.most_changes)),
      most_alternatives_(static_cast<std::size_t>(request.alternatives)),
      outlook_(plan, domains, reach_of(*plan, goal_)),
      trial_(std::move(plan)),
      inputs_(outlook_.reach().inputs()) {
  std::sort(inputs_.begin(), inputs_.end());
  options_.resize(inputs_.size());
  own_.resize(inputs_.size());
  settled_.resize(inputs_.size());
}

/// What an input could be: where it is compared with others, also around what those are.
std::vector<Candidate> ChangeSearch::candidates_of(std::int32_t slot, const Record& record) {
  const Slot& own = plan_->slot(slot);
  const bool is_listed = own.type == feel::Type::boolean || !own.values.empty();
  if (plan_->by_value[static_cast<std::size_t>(slot)] == 0 || is_listed) return domains_.of(slot);
  std::vector<Value> beside;
  for (const std::int32_t other : domains_.slots()) {
    if (compared_.are_compared(slot, other)) beside.push_back(record.value(other));
  }
  std::vector<Candidate> candidates;
  const auto add = [&](Value value) {
    const auto group = static_cast<std::int32_t>(candidates.size());
    const Code code = plan_->scale(slot).code_of(value);
    candidates.push_back({code, std::move(value), group});
  };
  ComparedValues::Values values = compared_.of(slot, beside);
  is_exact_ = is_exact_ && values.is_exact;
  for (Value& value : values.values)
    add(std::move(value));
  if (!plan_->keeps() || own.null != NullMeaning::unknown) add(Value::absent());
  return candidates;
}

/// Sets the search on a record: what each of its inputs could be instead, nearest first.
void ChangeSearch::take(const Record& record) {
  is_exact_ = true;
  for (const std::int32_t slot : domains_.slots())
    trial_.set(slot, record.code(slot), record.value(slot));
  for (std::size_t i = 0; i < inputs_.size(); ++i) {
    const std::int32_t slot = inputs_[i];
    own_[i] = {record.code(slot), record.value(slot), -1};
    outlook_.close(slot, own_[i]);
    is_exact_ = is_exact_ && domains_.is_exact(slot);
    const bool is_by_value = plan_->by_value[static_cast<std::size_t>(slot)] != 0;
    const std::vector<Candidate> candidates = candidates_of(slot, record);
    for (const Candidate& candidate : candidates) {
      if (!is_by_value && candidate.code == own_[i].code) own_[i].group = candidate.group;
    }
    // What has no value is as near to the first as can be.
    const Code at = plan_->scale(slot).is_value(own_[i].code) ? own_[i].code : 0;
    const auto distance = [&](const Candidate& candidate) {
      return std::abs(static_cast<std::int64_t>(candidate.code) - static_cast<std::int64_t>(at));
    };
    // Of each group the nearest code stands for it.
    std::map<std::int32_t, const Candidate*> nearest;
    for (const Candidate& candidate : candidates) {
      if (candidate.group == own_[i].group) continue;
      if (is_by_value && is_same_value(candidate.value, own_[i].value)) continue;
      const auto [known, is_new] = nearest.try_emplace(candidate.group, &candidate);
      if (!is_new && distance(candidate) < distance(*known->second)) known->second = &candidate;
    }
    options_[i].clear();
    for (const auto& [group, candidate] : nearest)
      options_[i].push_back(*candidate);
    std::stable_sort(
        options_[i].begin(), options_[i].end(),
        [&](const Candidate& a, const Candidate& b) { return distance(a) < distance(b); });
  }
}

bool ChangeSearch::step() noexcept {
  if (steps_left_ <= 0) return false;
  --steps_left_;
  return true;
}

Truth ChangeSearch::judge() const {
  Truth truth = Truth::yes;
  for (const Wanted& wanted : goal_) {
    const ValueSet& set = outlook_.values(wanted.slot);
    if (!set.any) {
      const bool is_there =
          std::any_of(set.values.begin(), set.values.end(),
                      [&](const Value& each) { return is_same_value(each, wanted.value); });
      if (!is_there) return Truth::no;
    }
    if (set.any || set.values.size() != 1) truth = Truth::maybe;
  }
  return truth;
}

/// Whether the record reaches the goal with what is settled.
bool ChangeSearch::met() {
  for (std::size_t i = 0; i < chosen_.size(); ++i) {
    const Candidate& to = *settled_[i];
    trial_.set(inputs_[chosen_[i]], to.code, to.value);
  }
  trial_.decide();
  for (std::size_t i = 0; i < chosen_.size(); ++i) {
    const Candidate& own = own_[chosen_[i]];
    trial_.set(inputs_[chosen_[i]], own.code, own.value);
  }
  return is_reached(trial_, goal_);
}

/// Settles the chosen inputs from `at` on.
bool ChangeSearch::settle(std::size_t at) {
  if (at == chosen_.size()) return met();
  const std::size_t input = chosen_[at];
  for (const Candidate& option : options_[input]) {
    if (!step()) break;
    settled_[at] = &option;
    outlook_.close(inputs_[input], option);
    outlook_.decide();
    if (judge() != Truth::no && settle(at + 1)) return true;
  }
  outlook_.open(inputs_[input], options_[input]);
  return false;
}

/// Chooses `left` more inputs from `from` on.
void ChangeSearch::choose(std::size_t from, std::size_t left) {
  if (left == 0) {
    if (!step()) return;
    outlook_.decide();
    if (judge() == Truth::no || !settle(0)) return;
    found_.alternatives.emplace_back();
    for (std::size_t i = 0; i < chosen_.size(); ++i) {
      found_.alternatives.back().push_back(
          {inputs_[chosen_[i]], own_[chosen_[i]].value, settled_[i]->value});
    }
    return;
  }
  for (std::size_t i = from; i + left <= inputs_.size(); ++i) {
    if (steps_left_ <= 0 || found_.alternatives.size() >= most_alternatives_) return;
    if (options_[i].empty()) continue;
    chosen_.push_back(i);
    for (const std::size_t chosen : chosen_)
      outlook_.open(inputs_[chosen], options_[chosen]);
    choose(i + 1, left - 1);
    chosen_.pop_back();
    outlook_.close(inputs_[i], own_[i]);
  }
}

Changes ChangeSearch::of(const Record& record) {
  found_ = {};
  steps_left_ = steps_;
  take(record);
  for (std::size_t size = 1; size <= most_changes_ && found_.alternatives.empty(); ++size) {
    chosen_.clear();
    choose(0, size);
    if (steps_left_ <= 0 && found_.alternatives.empty()) break;
  }
  const auto& found = found_.alternatives;
  const bool needs_proof = found.empty() || found.front().size() > 1;
  found_.is_exact = !needs_proof || is_exact_;
  if (found.empty() && steps_left_ <= 0) found_.is_exact = false;
  return std::move(found_);
}

}  // namespace sandan::rules
