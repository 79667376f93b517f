#include <algorithm>

#include "rules/lint.hpp"
#include "rules/rule_truth.hpp"

namespace sandan::rules {
namespace {

bool has_default(const Table& table) {
  return std::any_of(table.outputs.begin(), table.outputs.end(),
                     [](const Output& output) { return output.otherwise.is_value(); });
}

bool takes_one(const Table& table) {
  return table.hit == HitPolicy::first || table.hit == HitPolicy::unique ||
         table.hit == HitPolicy::any || table.hit == HitPolicy::priority;
}

}  // namespace

void lint_gaps(Lint& lint, std::int32_t decision) {
  const Plan& plan = *lint.plan();
  const DecisionPlan& planned = plan.decisions[static_cast<std::size_t>(decision)];
  if (planned.kind != DecisionPlan::Kind::table) return;
  const std::size_t index = planned.index;
  const TablePlan& table = plan.tables[index];
  if (!takes_one(*table.table) || has_default(*table.table)) return;
  Reach reach(plan);
  reach.add_decision(decision);
  Hunt hunt(lint.plan(), lint.domains(), std::move(reach));
  Quarry quarry;
  quarry.table = static_cast<std::int32_t>(index);
  quarry.judge = [&](const Outlook& outlook) {
    const TableOutlook& told = outlook.table(index);
    if (lowest_bit(told.must_hold, table.rules) >= 0) return Truth::no;
    if (outlook.one_must_fire(index, table.rules, true)) return Truth::no;
    return lowest_bit(told.can_hold, table.rules) < 0 ? Truth::yes : Truth::maybe;
  };
  quarry.check = [&](Record& record) {
    return record.table(index).answered == Answered::otherwise;
  };
  quarry.focus = [&](const Outlook& outlook) {
    return lowest_bit(outlook.table(index).can_hold, table.rules);
  };
  const Find find = lint.look(hunt, quarry);
  Finding finding;
  finding.decision = decision;
  if (find.kind == Find::Kind::none) return;
  if (find.kind == Find::Kind::found) finding.kind = FindingKind::gap;
  lint.add(std::move(finding), find);
}

}  // namespace sandan::rules
