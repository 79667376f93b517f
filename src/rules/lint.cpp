#include "rules/lint.hpp"

#include <algorithm>

namespace sandan::rules {
namespace {

/// Words that may be looked at for each step a search may take.
constexpr std::int64_t work_of_a_step = 20'000;
constexpr std::int64_t most_work = std::int64_t{1} << 50;

using Part = void (*)(Lint&, std::int32_t);
constexpr std::array<Part, 4> parts = {lint_gaps, lint_overlaps, lint_rules, lint_outputs};

}  // namespace

Lint::Lint(std::shared_ptr<const Plan> plan, std::int64_t steps,
           const std::function<void(double)>& progress)
    : plan_(std::move(plan)), domains_(*plan_, true), steps_(steps), progress_(progress) {
  total_ = std::min(most_work, steps * work_of_a_step);
  chapters_ = static_cast<std::int64_t>(plan_->decisions.size() * parts.size());
}

void Lint::begin_chapter() {
  progress_(static_cast<double>(chapter_) / static_cast<double>(chapters_));
  // What earlier chapters left is shared by the later ones.
  left_ = total_ / (chapters_ - chapter_);
  ++chapter_;
}

void Lint::run() {
  for (std::size_t i = 0; i < plan_->decisions.size(); ++i) {
    for (const Part part : parts) {
      begin_chapter();
      total_ -= left_;
      part(*this, static_cast<std::int32_t>(i));
      total_ += left_;
    }
  }
}

Find Lint::look(Hunt& hunt, const Quarry& quarry) {
  const std::int64_t before = hunt.work();
  Find find = hunt.run(quarry, {steps_, std::max<std::int64_t>(left_, 1)});
  left_ -= hunt.work() - before;
  if (find.kind == Find::Kind::found) note(hunt.record());
  return find;
}

void Lint::add(Finding finding, const Find& find) {
  if (find.kind == Find::Kind::found) {
    finding.example = static_cast<std::int32_t>(examples_.size());
    examples_.push_back(find.example);
  }
  findings_.push_back(std::move(finding));
}

void Lint::note(const Record& record) {
  const auto reach = [&](std::int32_t slot) {
    if (slot < 0) return;
    const Value& value = record.output(slot);
    if (value.is_value()) reached_.emplace(slot, feel::display(value));
  };
  for (const TablePlan& table : plan_->tables) {
    if (table.table->is_list() || table.table->is_aggregate()) continue;
    for (const Output& output : table.table->outputs)
      reach(output.slot);
  }
  for (const CardPlan& card : plan_->cards)
    reach(card.card->band_slot);
  for (std::size_t i = plan_->computed; i < plan_->made.size(); ++i)
    reach(plan_->made[i].slot);
}

}  // namespace sandan::rules
