#include <algorithm>
#include <bit>

#include "rules/rule_hunt.hpp"
#include "rules/rule_truth.hpp"

namespace sandan::rules {
namespace {

/// So many overlaps of a table are listed; further ones are counted.
constexpr std::int64_t most_listed = 1'000;

class Overlaps {
 public:
  Overlaps(Lint& lint, std::int32_t decision)
      : lint_(lint), decision_(decision), hunt_(lint, decision), table_(hunt_.table()) {
    quarry_.table = static_cast<std::int32_t>(hunt_.index());
    met_.resize(table_.words);
    of_input_.resize(table_.words);
  }

  void run() {
    for (std::size_t a = 0; a < table_.rules; ++a) {
      if (lint_.is_out_of_work()) {
        const auto rest = static_cast<std::int64_t>(table_.rules - a);
        undecided_ += rest * (rest - 1) / 2;
        break;
      }
      meet(a);
    }
    Finding rest;
    rest.decision = decision_;
    rest.n = undecided_;
    if (undecided_ > 0) lint_.add(rest);
    rest.kind = FindingKind::overlap;
    rest.n = unlisted_;
    if (unlisted_ > 0) lint_.add(rest);
  }

 private:
  bool differ(std::size_t a, std::size_t b) const {
    return table_.table->hit == HitPolicy::unique || table_.outcome[a] != table_.outcome[b];
  }

  /// Looks at the rules after `a` whose cells on inputs can hold together with its own.
  void meet(std::size_t a) {
    const auto cells = hunt_.cells({a});
    lint_.spend(hunt_.work_of_cells());
    std::fill(met_.begin(), met_.end(), ~std::uint64_t{0});
    for (std::size_t i = 0; i < cells.size(); ++i)
      meet(i, cells[i]);
    for (const TableColumn& column : table_.columns) {
      const bool is_input =
          !column.is_condition && lint_.plan()->slot(column.index).kind == SlotKind::input;
      if (!column.is_condition && !is_input) meet(column, a);
    }
    lint_.spend(static_cast<std::int64_t>(table_.words));
    for (std::size_t w = (a + 1) / 64; w < table_.words; ++w) {
      std::uint64_t left = met_[w];
      if (w == (a + 1) / 64) left &= ~std::uint64_t{0} << ((a + 1) % 64);
      if (w + 1 == table_.words && table_.rules % 64 != 0) {
        left &= (std::uint64_t{1} << (table_.rules % 64)) - 1;
      }
      for (; left != 0; left &= left - 1) {
        if (lint_.is_out_of_work()) {
          undecided_ += std::popcount(left);
          break;
        }
        lint_.spend(1);
        const std::size_t b = w * 64 + static_cast<std::size_t>(std::countr_zero(left));
        if (differ(a, b)) look_at(a, b);
      }
    }
  }

  void meet(std::size_t input, const RuleHunt::Cells& cells) {
    const auto& candidates = lint_.domains().of(cells.slot);
    if (cells.are_all) return;  // then every rule that can fire at all meets it
    std::fill(of_input_.begin(), of_input_.end(), std::uint64_t{0});
    for (const std::int32_t place : cells.places) {
      const Code code = candidates[static_cast<std::size_t>(place)].code;
      for (std::size_t w = 0; w < table_.words; ++w) {
        std::uint64_t both = ~std::uint64_t{0};
        for (const TableColumn* column : hunt_.columns_of(input))
          both &= table_.yes_row(*column, code)[w];
        of_input_[w] |= both;
      }
      lint_.spend(static_cast<std::int64_t>(table_.words));
    }
    for (std::size_t w = 0; w < table_.words; ++w)
      met_[w] &= of_input_[w];
  }

  /// The same by what a column that is made may be.
  void meet(const TableColumn& column, std::size_t a) {
    std::fill(of_input_.begin(), of_input_.end(), std::uint64_t{0});
    for (Code code = 0; code < column.total; ++code) {
      const std::uint64_t* row = table_.yes_row(column, code);
      if (!has_bit(row, a)) continue;
      for (std::size_t w = 0; w < table_.words; ++w)
        of_input_[w] |= row[w];
    }
    lint_.spend(static_cast<std::int64_t>(column.total * table_.words));
    for (std::size_t w = 0; w < table_.words; ++w)
      met_[w] &= of_input_[w];
  }

  void look_at(std::size_t a, std::size_t b) {
    const auto cells = hunt_.cells({a, b});
    lint_.spend(hunt_.work_of_cells());
    bool is_sure = hunt_.is_plain();
    for (const auto& each : cells) {
      if (each.places.empty() && lint_.domains().is_exact(each.slot)) return;
      is_sure = is_sure && !each.places.empty();
    }
    if (is_sure && listed_ >= most_listed) {
      ++unlisted_;
      return;
    }
    hunt_.restrict_to(cells);
    quarry(a, b);
    const Find find = lint_.look(hunt_.hunt(), quarry_);
    if (find.kind == Find::Kind::none) return;
    if (listed_ >= most_listed) {
      ++(find.kind == Find::Kind::found ? unlisted_ : undecided_);
      return;
    }
    Finding finding;
    finding.decision = decision_;
    finding.rule = static_cast<std::int32_t>(table_.order[a]);
    finding.other_rule = static_cast<std::int32_t>(table_.order[b]);
    if (find.kind == Find::Kind::found) finding.kind = FindingKind::overlap;
    ++listed_;
    lint_.add(std::move(finding), find);
  }

  void quarry(std::size_t a, std::size_t b) {
    const std::size_t index = hunt_.index();
    quarry_.judge = [=](const Outlook& outlook) {
      const TableOutlook& told = outlook.table(index);
      if (!has_bit(told.can_fire, a) || !has_bit(told.can_fire, b)) return Truth::no;
      const bool is_sure = has_bit(told.must_fire, a) && has_bit(told.must_fire, b);
      return is_sure ? Truth::yes : Truth::maybe;
    };
    quarry_.check = [=, this](Record& record) {
      return rule_truth(record, table_, a) == Truth::yes &&
             rule_truth(record, table_, b) == Truth::yes;
    };
    quarry_.focus = [=](const Outlook& outlook) {
      const bool is_settled = has_bit(outlook.table(index).must_fire, a);
      return static_cast<std::int32_t>(is_settled ? b : a);
    };
  }

  Lint& lint_;
  std::int32_t decision_;
  RuleHunt hunt_;
  const TablePlan& table_;
  Quarry quarry_;
  std::vector<std::uint64_t> met_;
  std::vector<std::uint64_t> of_input_;
  std::int64_t listed_ = 0;
  std::int64_t unlisted_ = 0;
  std::int64_t undecided_ = 0;
};

}  // namespace

void lint_overlaps(Lint& lint, std::int32_t decision) {
  const Plan& plan = *lint.plan();
  const DecisionPlan& planned = plan.decisions[static_cast<std::size_t>(decision)];
  if (planned.kind != DecisionPlan::Kind::table) return;
  const HitPolicy hit = plan.tables[planned.index].table->hit;
  if (hit == HitPolicy::unique || hit == HitPolicy::any) Overlaps(lint, decision).run();
}

}  // namespace sandan::rules
