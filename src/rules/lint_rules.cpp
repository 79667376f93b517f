#include <algorithm>

#include "rules/rule_hunt.hpp"
#include "rules/rule_truth.hpp"

namespace sandan::rules {
namespace {

class DeadRules {
 public:
  DeadRules(Lint& lint, std::int32_t decision)
      : lint_(lint), decision_(decision), hunt_(lint, decision), table_(hunt_.table()) {
    quarry_.table = static_cast<std::int32_t>(hunt_.index());
    const HitPolicy hit = table_.table->hit;
    is_first_ = hit == HitPolicy::first || hit == HitPolicy::priority;
  }

  void run() {
    std::vector<std::size_t> bits(table_.rules);
    for (std::size_t bit = 0; bit < table_.rules; ++bit)
      bits[table_.order[bit]] = bit;
    for (std::size_t rule = 0; rule < table_.rules; ++rule) {
      if (lint_.is_out_of_work()) {
        Finding rest;
        rest.decision = decision_;
        rest.n = static_cast<std::int64_t>(table_.rules - rule);
        return lint_.add(std::move(rest));
      }
      look_at(bits[rule]);
    }
  }

 private:
  void look_at(std::size_t bit) {
    const auto cells = hunt_.cells({bit});
    lint_.spend(hunt_.work_of_cells());
    const bool can_fire = std::all_of(cells.begin(), cells.end(),
                                      [](const auto& each) { return !each.places.empty(); });
    // Inputs are independent of each other.
    if (can_fire && !is_first_ && hunt_.is_plain()) return;
    hunt_.restrict_to(cells);
    decides(bit);
    const Find find = lint_.look(hunt_.hunt(), quarry_);
    if (find.kind == Find::Kind::found) return;
    Finding finding;
    finding.decision = decision_;
    finding.rule = static_cast<std::int32_t>(table_.order[bit]);
    if (find.kind == Find::Kind::undecided) return lint_.add(std::move(finding));
    finding.kind = FindingKind::dead_rule;
    if (!is_first_) return lint_.add(std::move(finding));
    is_taken(bit);
    const Find taken = lint_.look(hunt_.hunt(), quarry_);
    if (taken.kind == Find::Kind::found) {
      const auto& must = hunt_.hunt().outlook().table(hunt_.index()).must_fire;
      finding.other_rule =
          static_cast<std::int32_t>(table_.order[static_cast<std::size_t>(lowest_bit(must, bit))]);
    }
    lint_.add(std::move(finding), taken);
  }

  /// The rule fires, and none before it where the first decides.
  void decides(std::size_t bit) {
    const std::size_t index = hunt_.index();
    const std::size_t before = is_first_ ? bit : 0;
    quarry_.judge = [=](const Outlook& outlook) {
      const TableOutlook& told = outlook.table(index);
      if (!has_bit(told.can_fire, bit)) return Truth::no;
      if (lowest_bit(told.must_fire, before) >= 0) return Truth::no;
      if (before > 0 && outlook.one_must_fire(index, before, false)) return Truth::no;
      const bool is_sure = has_bit(told.must_fire, bit) && lowest_bit(told.can_fire, before) < 0;
      return is_sure ? Truth::yes : Truth::maybe;
    };
    quarry_.check = [=, this](Record& record) {
      return rule_truth(record, table_, bit) == Truth::yes &&
             first_to_fire(record, table_, before) < 0;
    };
    quarry_.focus = [=](const Outlook& outlook) {
      const TableOutlook& told = outlook.table(index);
      const std::int32_t earlier = lowest_bit(told.can_fire, before);
      return earlier >= 0 ? earlier : static_cast<std::int32_t>(bit);
    };
  }

  /// The rule fires, and one before it does.
  void is_taken(std::size_t bit) {
    const std::size_t index = hunt_.index();
    quarry_.judge = [=](const Outlook& outlook) {
      const TableOutlook& told = outlook.table(index);
      if (!has_bit(told.can_fire, bit)) return Truth::no;
      const bool is_sure = has_bit(told.must_fire, bit) && lowest_bit(told.must_fire, bit) >= 0;
      return is_sure ? Truth::yes : Truth::maybe;
    };
    quarry_.check = [=, this](Record& record) {
      return rule_truth(record, table_, bit) == Truth::yes;
    };
    quarry_.focus = [=](const Outlook& outlook) {
      const TableOutlook& told = outlook.table(index);
      if (!has_bit(told.must_fire, bit)) return static_cast<std::int32_t>(bit);
      return lowest_bit(told.can_fire, bit);
    };
  }

  Lint& lint_;
  std::int32_t decision_;
  RuleHunt hunt_;
  const TablePlan& table_;
  bool is_first_;
  Quarry quarry_;
};

}  // namespace

void lint_rules(Lint& lint, std::int32_t decision) {
  const auto at = static_cast<std::size_t>(decision);
  if (lint.plan()->decisions[at].kind != DecisionPlan::Kind::table) return;
  DeadRules(lint, decision).run();
}

}  // namespace sandan::rules
