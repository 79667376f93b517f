#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <memory>
#include <vector>

#include "rules/domains.hpp"
#include "rules/plan.hpp"
#include "rules/reach.hpp"

namespace sandan::rules {

/// Some of the values a slot can have; not all are listed where `any`.
struct ValueSet {
  bool any = false;
  bool may_be_absent = true;  ///< where `any`
  std::vector<Value> values;

  void add(const Value& value);
  void add_all(const ValueSet& other);
};

/// What the rules of a table can do, a bit a rule.
struct TableOutlook {
  std::vector<std::uint64_t> can_fire;
  std::vector<std::uint64_t> must_fire;
  std::vector<std::uint64_t> can_hold;  ///< fire, or perhaps fire
  std::vector<std::uint64_t> must_hold;
  std::vector<std::uint64_t> can_waver;  ///< perhaps fire, and perhaps not
  /// By output: places of values that can be decided on.
  std::vector<std::vector<std::uint64_t>> places;
  bool can_be_open = false;  ///< undetermined
  bool can_be_fault = false;
};

/// What a scorecard can come to, in its scaled points.
struct CardOutlook {
  std::int64_t low = 0;
  std::int64_t high = 0;
  bool can_be_open = false;  ///< the points can be a range
  std::int32_t lowest_band = -1;
  std::int32_t highest_band = -1;
};

/// What becomes of records of which each input is one of several candidates: for
/// every slot a set of codes that holds all it can have, and for decisions what they
/// can answer. Nothing that can come about is left out. Where every input has one
/// candidate and nothing is unknown, nothing is said that does not.
class Outlook {
 public:
  Outlook(std::shared_ptr<const Plan> plan, const Domains& domains, Reach reach);

  const Plan& plan() const noexcept { return *plan_; }
  const Reach& reach() const noexcept { return reach_; }

  /// The input is this one.
  void close(std::int32_t slot, const Candidate& candidate);
  /// The input is any of its candidates at these places; null: any at all.
  void open(std::int32_t slot, const std::vector<std::int32_t>* places = nullptr);

  /// The input is any of these.
  void open(std::int32_t slot, const std::vector<Candidate>& candidates);

  /// The input is any value there is, candidate or not.
  void open_beyond(std::int32_t slot);

  void decide();

  const TableOutlook& table(std::size_t index) const noexcept { return tables_[index]; }
  const CardOutlook& card(std::size_t index) const noexcept { return cards_[index]; }
  /// True when the slot can have the code.
  bool can_be(std::int32_t slot, Code code) const noexcept;
  /// True when a cell of the rule can be met by some of what its column can be, and not
  /// by all.
  bool is_split(std::size_t table, std::size_t column, std::size_t bit) const;
  /// True when for all that one column may be some rule below bit `end` fires (or, with
  /// `perhaps`, at least perhaps fires); false where this is not seen.
  bool one_must_fire(std::size_t table, std::size_t end, bool perhaps) const;
  /// What is known of the values of a slot that is made.
  const ValueSet& values(std::int32_t slot) const noexcept {
    return values_[static_cast<std::size_t>(slot)];
  }
  /// Work done so far, in words looked at.
  std::int64_t work() const noexcept { return work_; }

 private:
  /// Codes of a slot.
  struct Codes {
    std::vector<std::uint64_t> bits;
    bool is_all = false;  ///< an input that may be any candidate
  };
  /// What codes of a column say of the rules.
  struct ColumnWords {
    std::vector<std::uint64_t> any_yes, all_yes, any_possible, all_possible, wavering;
    bool is_ready = false;
  };
  using Leaves = std::array<std::uint64_t, 4>;

  template <class Visit>
  void each_code(std::int32_t slot, Visit&& visit) const {
    const auto& bits = codes_[static_cast<std::size_t>(slot)].bits;
    for (std::size_t w = 0; w < bits.size(); ++w) {
      for (std::uint64_t left = bits[w]; left != 0; left &= left - 1)
        visit(static_cast<Code>(w * 64) + static_cast<Code>(std::countr_zero(left)));
    }
  }
  void clear(std::int32_t slot);
  void put(std::int32_t slot, Code code);
  void put_value(std::int32_t slot, Code code, const Value& value);
  void put_values(std::int32_t slot, const ValueSet& values);
  void put_span(std::int32_t slot, std::int64_t low, std::int64_t high, int digits,
                bool can_be_range);

  Leaves run(const Condition& condition);
  std::uint8_t truths(std::int32_t condition);
  std::uint8_t test_truths(const Test& test);
  std::uint8_t row_truths(const RowExpression& expression);
  ValueSet row_values(const RowExpression& expression);
  void make(const Made& made);

  void fill_words(const TablePlan& table, const TableColumn& column, ColumnWords& out);
  void decide_table(std::size_t index, bool with_outputs);
  void put_places(const TablePlan& plan, TableOutlook& out);
  void put_aggregate(const TablePlan& plan, const TableOutlook& out);
  void decide_card(std::size_t index);
  /// Points that something adds up to.
  struct Sum {
    std::int64_t low = 0;
    std::int64_t high = 0;
    bool is_range = false;  ///< a record can have a range itself

    void add(const Sum& other);
  };
  Sum points_of(const CriterionPlan& criterion);
  Sum points_of_unpacked(const CriterionPlan& criterion) const;
  void put_sum(std::int32_t slot, const Sum& sum, int digits);

  std::shared_ptr<const Plan> plan_;
  const Domains& domains_;
  Reach reach_;
  std::vector<Codes> codes_;
  std::vector<Codes> all_codes_;  ///< of inputs that may be any candidate
  std::vector<ValueSet> values_;
  std::vector<TableOutlook> tables_;
  std::vector<CardOutlook> cards_;
  std::vector<std::vector<ColumnWords>> words_;      ///< by table and column
  std::vector<std::vector<ColumnWords>> all_words_;  ///< the same of inputs that are any candidate
  std::vector<std::uint8_t> tests_;  ///< truths of tests of open inputs; 0: not yet known
  std::vector<Leaves> stack_;
  std::vector<std::uint8_t> masks_;
  std::int64_t work_ = 0;
};

/// Values that an expression can have when its slots are any of these.
ValueSet values_of(const feel::Node& node, const std::vector<ValueSet>& slots, Unknowns unknowns,
                   std::int64_t& work);

}  // namespace sandan::rules
