#include <algorithm>
#include <variant>

#include "rules/lint.hpp"
#include "rules/search.hpp"

namespace sandan::rules {
namespace {

/// Looks for records that bring out the values of one output.
class Values {
 public:
  Values(Lint& lint, std::int32_t decision, std::int32_t slot)
      : lint_(lint), decision_(decision), slot_(slot), hunt_(hunt_of(lint, slot)) {}

  void look_for(const Value& value, FindingKind kind) {
    const std::string text = feel::display(value);
    if (lint_.is_reached(slot_, text)) return;
    Finding finding;
    finding.decision = decision_;
    finding.output = slot_;
    finding.value = text;
    if (lint_.is_out_of_work()) return lint_.add(std::move(finding));
    const Find find = lint_.look(hunt_, quarry(value));
    if (find.kind == Find::Kind::found) return;
    if (find.kind == Find::Kind::none) finding.kind = kind;
    lint_.add(std::move(finding));
  }

 private:
  static Hunt hunt_of(Lint& lint, std::int32_t slot) {
    Reach reach(*lint.plan());
    reach.add_slot(slot);
    return Hunt(lint.plan(), lint.domains(), std::move(reach));
  }

  Quarry quarry(const Value& value) const {
    Quarry quarry;
    quarry.judge = [this, value](const Outlook& outlook) {
      const ValueSet& set = outlook.values(slot_);
      if (set.any) return Truth::maybe;
      const bool is_there =
          std::any_of(set.values.begin(), set.values.end(),
                      [&](const Value& each) { return is_same_value(each, value); });
      if (!is_there) return Truth::no;
      return set.values.size() == 1 ? Truth::yes : Truth::maybe;
    };
    quarry.check = [this, value](Record& record) {
      return is_same_value(record.output(slot_), value);
    };
    return quarry;
  }

  Lint& lint_;
  std::int32_t decision_;
  std::int32_t slot_;
  Hunt hunt_;
};

void look_for_texts(Lint& lint, std::int32_t decision, std::int32_t slot,
                    const std::vector<std::string>& texts) {
  if (texts.empty()) return;
  Values values(lint, decision, slot);
  for (const std::string& text : texts)
    values.look_for(Value::of_text(text), FindingKind::unreachable_output);
}

}  // namespace

void lint_outputs(Lint& lint, std::int32_t decision) {
  const Plan& plan = *lint.plan();
  const DecisionPlan& planned = plan.decisions[static_cast<std::size_t>(decision)];
  switch (planned.kind) {
    case DecisionPlan::Kind::table: {
      const Table& table = *plan.tables[planned.index].table;
      if (table.is_list() || table.is_aggregate()) return;
      for (const Output& output : table.outputs)
        look_for_texts(lint, decision, output.slot, output.values);
      return;
    }
    case DecisionPlan::Kind::card: {
      const CardPlan& card = plan.cards[planned.index];
      if (card.card->band_slot < 0) return;
      Values values(lint, decision, card.card->band_slot);
      for (const Value& band : card.band_values)
        values.look_for(band, FindingKind::never_band);
      return;
    }
    default: {
      const std::int32_t slot = plan.made[planned.index].slot;
      look_for_texts(lint, decision, slot, plan.slot(slot).values);
    }
  }
}

}  // namespace sandan::rules
