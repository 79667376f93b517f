#include <algorithm>
#include <variant>

#include "rules/rule_truth.hpp"
#include "rules/search.hpp"
#include "rules/why_not.hpp"

namespace sandan::rules {
namespace {

std::optional<std::string> shown(const Value& value) {
  if (!value.is_value()) return std::nullopt;
  return feel::display(value);
}

/// Obstacles on the way of one record to one output.
class Obstacles {
 public:
  Obstacles(Record& record, const Wanted& wanted, std::vector<Obstacle>& out)
      : record_(record),
        plan_(record.plan()),
        wanted_(wanted),
        decision_(plan_.slot(wanted.slot).decision),
        out_(out) {}

  void run() {
    const DecisionPlan& planned = plan_.decisions[static_cast<std::size_t>(decision_)];
    switch (planned.kind) {
      case DecisionPlan::Kind::table:
        return table(plan_.tables[planned.index]);
      case DecisionPlan::Kind::card:
        return card(plan_.cards[planned.index], record_.card(planned.index));
      default:
        return formula(plan_.made[planned.index]);
    }
  }

 private:
  Obstacle& add(std::int32_t slot, Verdict verdict) {
    Obstacle obstacle;
    obstacle.decision = decision_;
    obstacle.slot = slot;
    if (slot >= 0) obstacle.value = shown(record_.value(slot));
    obstacle.verdict = verdict;
    out_.push_back(std::move(obstacle));
    return out_.back();
  }

  static Verdict verdict_of(Truth truth) {
    return truth == Truth::no ? Verdict::failed : Verdict::unknown;
  }

  // ---- Tables

  void table(const TablePlan& table) {
    std::size_t output = 0;
    while (table.table->outputs[output].slot != wanted_.slot)
      ++output;
    const OutputPlan& of = table.outputs[output];
    const auto gives = [&](std::int32_t place) {
      return is_same_value(of.values[static_cast<std::size_t>(place)], wanted_.value);
    };
    std::vector<Truth> truths;
    for (std::size_t bit = 0; bit < table.rules; ++bit)
      truths.push_back(rule_truth(record_, table, bit));
    std::vector<std::size_t> bits(table.rules);
    for (std::size_t bit = 0; bit < table.rules; ++bit)
      bits[table.order[bit]] = bit;
    for (const std::size_t bit : bits) {
      if (!gives(of.of_rule[bit])) continue;
      if (truths[bit] != Truth::yes) cells(table, bit);
      rivals(table, truths, static_cast<std::int32_t>(bit), gives, of);
    }
    if (gives(of.otherwise)) rivals(table, truths, -1, gives, of);
  }

  const Rule& rule_of(const TablePlan& table, std::size_t bit) const {
    return table.table->rules[table.order[bit]];
  }

  /// Cells of a rule that do not hold.
  void cells(const TablePlan& table, std::size_t bit) {
    const Rule& rule = rule_of(table, bit);
    for (std::size_t c = 0; c < table.table->columns.size(); ++c) {
      const Truth truth = cell_truth(table, bit, c);
      if (truth == Truth::yes) continue;
      Obstacle& obstacle = add(table.table->columns[c], verdict_of(truth));
      obstacle.rule = rule.item.code;
      obstacle.cell = rule.texts[c];
    }
  }

  /// Truth of one cell as written.
  Truth cell_truth(const TablePlan& table, std::size_t bit, std::size_t c) {
    const std::int32_t slot = table.table->columns[c];
    Truth truth = Truth::yes;
    bool is_mixed = false;  // some cells of the table test more than their column
    for (const TableColumn& column : table.columns) {
      is_mixed = is_mixed || column.is_condition;
      if (column.is_condition || column.index != slot) continue;
      truth = std::min(truth, column_truth(record_, table, column, bit));
    }
    if (is_mixed && truth == Truth::yes) {
      truth = mixed_truth(rule_of(table, bit).cells[c], slot).value_or(truth);
    }
    return truth == Truth::maybe && !plan_.keeps() ? Truth::no : truth;
  }

  /// Truth of a cell that tests more than its own slot; nothing for another.
  std::optional<Truth> mixed_truth(const feel::Node& written, std::int32_t slot) {
    std::vector<const Value*> constants(plan_.definition->slots.size(), nullptr);
    std::vector<Value> values;
    for (std::size_t i = 0; i < constants.size(); ++i) {
      const SlotKind kind = plan_.definition->slots[i].kind;
      if (kind == SlotKind::parameter || kind == SlotKind::as_of) {
        constants[i] = &plan_.constants[i];
      }
      values.push_back(record_.value(static_cast<std::int32_t>(i)));
    }
    feel::Faults faults;
    const feel::Node cell = feel::folded(written, constants, plan_.unknowns(), faults);
    const std::int32_t alone = tested_alone(cell, slot);
    if (alone == -1 || alone == slot) return std::nullopt;
    const Value told = feel::evaluate(cell, values, &values[static_cast<std::size_t>(slot)],
                                      plan_.unknowns(), faults);
    return truth_of(told, plan_.unknowns());
  }

  /// Rules that fire, or may, and keep this one (-1: the default) from deciding.
  template <class Gives>
  void rivals(const TablePlan& table, const std::vector<Truth>& truths, std::int32_t bit,
              Gives&& gives, const OutputPlan& of) {
    const HitPolicy hit = table.table->hit;
    const bool is_first = hit == HitPolicy::first || hit == HitPolicy::priority;
    const std::size_t end = is_first && bit >= 0 ? static_cast<std::size_t>(bit) : table.rules;
    for (std::size_t other = 0; other < end; ++other) {
      if (static_cast<std::int32_t>(other) == bit || truths[other] == Truth::no) continue;
      const bool is_rival = !gives(of.of_rule[other]) || (hit == HitPolicy::unique && bit >= 0);
      if (!is_rival) continue;
      Obstacle& obstacle = add(-1, Verdict::earlier_rule);
      if (bit >= 0) obstacle.rule = rule_of(table, static_cast<std::size_t>(bit)).item.code;
      obstacle.other_rule = rule_of(table, other).item.code;
      // What comes after a rule that fires stands in nobody's way.
      if (is_first && truths[other] == Truth::yes) return;
    }
  }

  // ---- Scorecards

  void card(const CardPlan& plan, const CardAnswer& answer) {
    const auto at =
        std::find_if(plan.band_values.begin(), plan.band_values.end(),
                     [&](const Value& band) { return is_same_value(band, wanted_.value); });
    const auto band = static_cast<std::size_t>(at - plan.band_values.begin());
    const bool wants_more = band > 0 && answer.points.low < plan.below[band - 1];
    const bool wants_less = band < plan.below.size() && answer.points.high >= plan.below[band];
    const std::size_t before = out_.size();
    for (std::size_t c = 0; c < plan.criteria.size(); ++c)
      criterion(plan, c, answer.codes[c], wants_more, wants_less);
    if (out_.size() > before) return;
    // No criterion alone has better points to give: caps and floors stand in the way.
    add(plan.card->points_slot, Verdict::failed).rule = wanted_.value.text;
  }

  void criterion(const CardPlan& plan, std::size_t c, Code code, bool more, bool less) {
    const CriterionPlan& planned = plan.criteria[c];
    const Criterion& criterion = plan.card->criteria[c];
    const bool is_open = planned.is_open(code);
    if (is_open && !criterion.if_unknown) {
      Obstacle& obstacle = add(slot_of(planned, criterion), Verdict::unknown);
      obstacle.rule = criterion.item.code;
      return;
    }
    if (!more && !less) return;
    const Attribute* best = nullptr;
    Decimal best_points;
    const auto points_of = [&](const Attribute& attribute) {
      return Decimal::multiply(criterion.weight, attribute.points).value_or(attribute.points);
    };
    for (const Attribute& attribute : criterion.attributes) {
      const Decimal points = points_of(attribute);
      const bool is_better =
          best == nullptr || (more ? best_points < points : points < best_points);
      if (!is_better) continue;
      best = &attribute;
      best_points = points;
    }
    const auto scaled = best_points.scaled(plan.digits);
    const std::int64_t now = planned.low[code];
    if (!scaled || (more ? *scaled <= now : *scaled >= now)) return;
    Obstacle& obstacle =
        add(slot_of(planned, criterion), is_open ? Verdict::unknown : Verdict::failed);
    obstacle.rule = criterion.item.code + "." + best->item.code;
    obstacle.cell = best->text;
  }

  static std::int32_t slot_of(const CriterionPlan& planned, const Criterion& criterion) {
    return criterion.input >= 0 ? criterion.input : planned.by_slot ? planned.slot : -1;
  }

  // ---- Formulas

  void formula(const Made& made) {
    const auto index = static_cast<std::size_t>(made.index);
    auto slots = made.kind == Made::Kind::row ? plan_.rows[index].slots
                                              : slots_of(plan_, plan_.conditions[index]);
    std::sort(slots.begin(), slots.end());
    slots.erase(std::unique(slots.begin(), slots.end()), slots.end());
    for (const std::int32_t slot : slots) {
      const bool is_unknown = record_.value(slot).known == feel::Known::unknown;
      add(slot, is_unknown ? Verdict::unknown : Verdict::failed);
    }
  }

  Record& record_;
  const Plan& plan_;
  const Wanted& wanted_;
  std::int32_t decision_;
  std::vector<Obstacle>& out_;
};

}  // namespace

std::vector<Obstacle> obstacles_of(Record& record, const std::vector<Wanted>& goal) {
  std::vector<Obstacle> out;
  for (const Wanted& wanted : goal) {
    if (!is_same_value(record.output(wanted.slot), wanted.value)) {
      Obstacles(record, wanted, out).run();
    }
  }
  return out;
}

}  // namespace sandan::rules
