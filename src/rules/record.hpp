#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "rules/plan.hpp"

namespace sandan::rules {

/// How a decision came to its answer.
enum class Answered : std::uint8_t { decided, otherwise, undetermined, fault };
inline constexpr std::array<std::string_view, 4> answered_codes = {"decided", "default",
                                                                   "undetermined", "fault"};

/// How a record takes what is unknown.
enum class Taken : std::uint8_t {
  as_policy,  ///< as the policy's field `unknowns` says
  open,       ///< it may become anything, whatever the policy says of null
  as_no,      ///< what is not known to hold does not
};

/// A rule that fires, or may.
struct Hit {
  std::uint32_t bit;
  bool certain;
};

struct TableAnswer {
  Answered answered = Answered::otherwise;
  std::int32_t rule = -1;             ///< bit of the rule that decides alone; -1 otherwise
  std::vector<std::int32_t> outputs;  ///< place of each output's value; -1 undetermined
  /// Rules that may fire contradict each other: what is told holds unless they do.
  bool may_fault = false;
  std::vector<Hit> hits;  ///< of lists and aggregates, in order
  // Of an aggregate: the sum, least, greatest or number; nothing where no rule fires.
  bool has_low = false;
  bool has_high = false;
  bool may_be_none = false;
  std::int64_t low = 0;
  std::int64_t high = 0;
};

struct CardAnswer {
  Answered answered = Answered::decided;
  Range64 points;
  std::int32_t band = -1;  ///< -1: undetermined, or no bands
  std::int32_t open = 0;   ///< criteria that are unknown
  std::vector<Range64> groups;
  std::vector<Range64> subsets;
  std::vector<Code> codes;  ///< of the criteria
};

/// Decides one record. Everything it needs is taken at construction: deciding
/// allocates nothing where no row expression makes texts.
class Record {
 public:
  explicit Record(std::shared_ptr<const Plan> plan);

  const Plan& plan() const noexcept { return *plan_; }

  /// Gives an input its value. Unknown is taken as it is.
  void set(std::int32_t slot, const Value& value);
  /// The same by its code; `value` has that code.
  void set(std::int32_t slot, Code code, const Value& value);
  /// The code alone, of a slot whose value no row expression reads.
  void set_code(std::int32_t slot, Code code) noexcept {
    codes_[static_cast<std::size_t>(slot)] = code;
  }
  Code code(std::int32_t slot) const noexcept { return codes_[static_cast<std::size_t>(slot)]; }
  const Value& value(std::int32_t slot) const noexcept {
    return values_[static_cast<std::size_t>(slot)];
  }

  /// Computes and decides everything in order.
  void decide(Taken taken = Taken::as_policy);

  const TableAnswer& table(std::size_t index) const noexcept { return tables_[index]; }
  const CardAnswer& card(std::size_t index) const noexcept { return cards_[index]; }
  /// True where rules of some table that may fire contradict each other.
  bool may_fault() const noexcept;
  /// Truth of a condition for the record.
  Truth truth(std::int32_t condition);
  bool met_division_by_zero() const noexcept { return faults_.division_by_zero; }
  bool met_out_of_range() const noexcept { return faults_.out_of_range; }
  /// Value of an output slot: absent, unknown or known.
  const Value& output(std::int32_t slot) const noexcept { return value(slot); }

 private:
  std::uint8_t run(const Condition& condition);
  std::uint8_t row_truth(const RowExpression& expression);
  Value row_value(const RowExpression& expression);
  void make(const Made& made);
  void decide_table(const TablePlan& plan, TableAnswer& answer);
  void decide_card(const CardPlan& plan, CardAnswer& answer);
  bool is_unknown(std::int32_t slot) const noexcept;
  Range64 points_of(const CriterionPlan& criterion, Code at) const noexcept;
  std::int64_t if_no(const CriterionPlan& criterion, Code at) const noexcept;
  void put(std::int32_t slot, Code code, const Value& value);
  void put_range(std::int32_t slot, Range64 range, int digits);
  void put_outputs(const TablePlan& plan, const TableAnswer& answer);
  Code table_code(const TableColumn& column);

  std::shared_ptr<const Plan> plan_;
  bool open_ = true;  ///< what is unknown leaves rules open
  bool as_no_ = false;
  bool is_open_ended_ = false;  ///< points of the unknown itself do not count
  std::vector<Code> codes_;
  std::vector<Value> values_;
  std::vector<TableAnswer> tables_;
  std::vector<CardAnswer> cards_;
  std::vector<std::uint8_t> stack_;
  std::vector<std::uint8_t> truths_;
  std::vector<const std::uint64_t*> yes_;
  std::vector<const std::uint64_t*> possible_;
  feel::Faults faults_;
};

/// Decides a table from the rows of its columns for one record: a pointer to the
/// words of each column. `open`: possible rules count.
void decide_table(const TablePlan& plan, const std::uint64_t* const* yes,
                  const std::uint64_t* const* possible, bool open, TableAnswer& answer);

/// An answer with room for all the table can say.
TableAnswer empty_answer(const TablePlan& plan);

/// A number scaled by 10^digits as a value.
Value scaled_value(std::int64_t scaled, int digits);

}  // namespace sandan::rules
