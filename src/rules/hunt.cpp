#include "rules/hunt.hpp"

#include <algorithm>
#include <utility>

namespace sandan::rules {

Hunt::Hunt(std::shared_ptr<const Plan> plan, const Domains& domains, Reach reach)
    : plan_(plan),
      domains_(domains),
      outlook_(plan, domains, std::move(reach)),
      record_(std::move(plan)),
      inputs_(outlook_.reach().inputs()) {
  const std::size_t slots = plan_->definition->slots.size();
  restricted_.resize(slots);
  is_restricted_.assign(slots, 0);
  pinned_.assign(slots, -1);
  of_columns_.resize(plan_->tables.size());
  for (const std::int32_t slot : inputs_)
    is_exact_ = is_exact_ && domains.is_exact(slot);
  for (const std::int32_t slot : domains.slots()) {
    if (domains.firsts(slot).empty()) continue;
    const Candidate& first = candidate(slot, domains.firsts(slot).front());
    record_.set(slot, first.code, first.value);
  }
}

void Hunt::restrict_to(std::int32_t slot, std::vector<std::int32_t> places) {
  restricted_[static_cast<std::size_t>(slot)] = std::move(places);
  is_restricted_[static_cast<std::size_t>(slot)] = 1;
}

void Hunt::reset() { std::fill(is_restricted_.begin(), is_restricted_.end(), std::uint8_t{0}); }

const std::vector<std::int32_t>& Hunt::places(std::int32_t slot) const {
  const auto at = static_cast<std::size_t>(slot);
  return is_restricted_[at] != 0 ? restricted_[at] : domains_.firsts(slot);
}

void Hunt::reopen(std::int32_t slot) {
  const auto at = static_cast<std::size_t>(slot);
  pinned_[at] = -1;
  outlook_.open(slot, is_restricted_[at] != 0 ? &restricted_[at] : nullptr);
}

std::int32_t Hunt::next_input() const {
  const std::int32_t bit = quarry_->focus ? quarry_->focus(outlook_) : -1;
  if (bit >= 0) {
    const auto& columns = of_columns_[static_cast<std::size_t>(quarry_->table)];
    for (std::size_t c = 0; c < columns.size(); ++c) {
      const auto open = std::find_if(columns[c].begin(), columns[c].end(),
                                     [&](std::int32_t slot) { return !is_pinned(slot); });
      if (open == columns[c].end()) continue;
      if (outlook_.is_split(static_cast<std::size_t>(quarry_->table), c,
                            static_cast<std::size_t>(bit))) {
        return *open;
      }
    }
  }
  const auto open = std::find_if(inputs_.begin(), inputs_.end(),
                                 [&](std::int32_t slot) { return !is_pinned(slot); });
  return open == inputs_.end() ? -1 : *open;
}

/// Whether the record at hand does it; inputs that are open take their first candidate.
bool Hunt::met() {
  for (const std::int32_t slot : inputs_) {
    const auto at = static_cast<std::size_t>(slot);
    if (places(slot).empty()) return false;
    const Candidate& chosen =
        candidate(slot, pinned_[at] >= 0 ? pinned_[at] : places(slot).front());
    record_.set(slot, chosen.code, chosen.value);
  }
  record_.decide();
  return quarry_->check(record_);
}

bool Hunt::go() {
  const Truth truth = quarry_->judge(outlook_);
  if (truth == Truth::no) return false;
  if (truth == Truth::yes && met()) return true;
  const std::int32_t slot = next_input();
  if (slot < 0) return truth != Truth::yes && met();
  for (const std::int32_t place : places(slot)) {
    if (steps_left_-- <= 0 || outlook_.work() > work_end_) {
      steps_left_ = 0;
      break;
    }
    pinned_[static_cast<std::size_t>(slot)] = place;
    outlook_.close(slot, candidate(slot, place));
    outlook_.decide();
    if (go()) return true;
  }
  reopen(slot);
  return false;
}

bool Hunt::is_out_of_question() {
  for (const std::int32_t slot : inputs_)
    domains_.is_exact(slot) ? reopen(slot) : outlook_.open_beyond(slot);
  outlook_.decide();
  return quarry_->judge(outlook_) == Truth::no;
}

/// The inputs of the record found that cannot be left out.
std::vector<Pinned> Hunt::least_example() {
  for (const std::int32_t slot : inputs_) {
    const auto at = static_cast<std::size_t>(slot);
    if (pinned_[at] < 0) pinned_[at] = places(slot).front();
    outlook_.close(slot, candidate(slot, pinned_[at]));
  }
  std::vector<Pinned> example;
  for (auto slot = inputs_.rbegin(); slot != inputs_.rend(); ++slot) {
    // Beside inputs that are pinned, candidates do not stand for all values.
    domains_.is_all(*slot) ? outlook_.open(*slot) : outlook_.open_beyond(*slot);
    outlook_.decide();
    if (quarry_->judge(outlook_) == Truth::yes) continue;
    const Candidate& kept = candidate(*slot, pinned_[static_cast<std::size_t>(*slot)]);
    outlook_.close(*slot, kept);
    example.push_back({*slot, kept.value});
  }
  outlook_.decide();
  std::reverse(example.begin(), example.end());
  return example;
}

Find Hunt::run(const Quarry& quarry, Patience patience) {
  quarry_ = &quarry;
  steps_left_ = patience.steps;
  work_end_ = outlook_.work() + patience.work;
  if (quarry.table >= 0) {
    auto& columns = of_columns_[static_cast<std::size_t>(quarry.table)];
    const TablePlan& table = plan_->tables[static_cast<std::size_t>(quarry.table)];
    for (std::size_t c = columns.size(); c < table.columns.size(); ++c) {
      Reach reach(*plan_);
      for (const std::int32_t slot : slots_of(*plan_, table.columns[c]))
        reach.add_slot(slot);
      columns.push_back(reach.inputs());
    }
  }
  Find find;
  if (!is_exact_ && is_out_of_question()) {
    find.kind = Find::Kind::none;
    return find;
  }
  for (const std::int32_t slot : inputs_)
    reopen(slot);
  outlook_.decide();
  if (go()) {
    find.kind = Find::Kind::found;
    find.example = least_example();
    return find;
  }
  const bool ran_out = steps_left_ <= 0 && patience.steps > 0;
  find.kind =
      ran_out || !is_exact_ || patience.steps <= 0 ? Find::Kind::undecided : Find::Kind::none;
  return find;
}

}  // namespace sandan::rules
