#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "rules/condition.hpp"
#include "rules/definition.hpp"
#include "rules/scale.hpp"

/// A policy made ready for one day and one set of parameters: constants are put
/// in, slots have scales, cells are look-ups by code.
namespace sandan::rules {

/// A slot that a formula makes: a computed value or a formula decision.
struct Made {
  enum class Kind : std::uint8_t { truth, choice, row };
  std::int32_t slot = -1;
  Kind kind = Kind::row;
  std::int32_t index = -1;  ///< condition of a truth or choice, or row expression
  std::vector<Code> codes;  ///< of the leaves of a choice
};

/// A column of a table: what its cells say of each code of a slot, or of a
/// condition's truth. A rule is a bit; a code has a row of words.
struct TableColumn {
  bool is_condition = false;
  std::int32_t index = -1;  ///< slot or condition
  Code total = 0;
  Code sure = 0;  ///< codes below it leave nothing open: possible equals yes
  std::vector<std::uint64_t> yes;
  std::vector<std::uint64_t> possible;  ///< of codes from `sure` on
};

struct OutputPlan {
  std::vector<Value> values;          ///< distinct; the default among them
  std::vector<std::int32_t> of_rule;  ///< value of each rule bit
  std::int32_t otherwise = 0;         ///< value of the default
  std::vector<Code> codes;            ///< of the values on the scale of the output's slot
  std::vector<std::int64_t> scaled;   ///< of an aggregate: number of each rule bit
  std::int64_t scaled_default = 0;
  int digits = 0;  ///< scaled = number * 10^digits
};

/// What the loops over bytes need of a table of at most 64 rules.
struct NarrowTable {
  std::size_t planes = 0;
  std::vector<std::uint8_t> yes;
  std::vector<std::uint8_t> possible;
  std::vector<std::uint16_t> counts;
};

struct TablePlan {
  const Table* table = nullptr;
  std::int32_t decision = -1;
  std::vector<std::uint32_t> order;  ///< rule of each bit
  std::size_t rules = 0;
  std::size_t words = 0;
  std::vector<TableColumn> columns;
  std::vector<OutputPlan> outputs;
  std::vector<std::int32_t> outcome;  ///< of each bit: equal where all outputs are
  std::int32_t default_outcome = 0;
  std::optional<NarrowTable> narrow;

  const std::uint64_t* yes_row(const TableColumn& column, Code code) const noexcept {
    return column.yes.data() + std::size_t{code} * words;
  }
  const std::uint64_t* possible_row(const TableColumn& column, Code code) const noexcept {
    return code < column.sure ? yes_row(column, code)
                              : column.possible.data() + std::size_t{code - column.sure} * words;
  }
};

struct Range64 {
  std::int64_t low = 0;
  std::int64_t high = 0;
  bool is_one() const noexcept { return low == high; }
};

/// Points of a criterion by code, times 10^digits of its card.
struct CriterionPlan {
  /// By the codes of a slot; or by those of conditions, one an attribute: their truths as
  /// digits to base 3 where they are few, else the first that holds.
  bool by_slot = true;
  std::int32_t slot = -1;
  std::vector<std::int32_t> conditions;
  bool is_packed = true;
  /// Input whose being unknown has points of its own, with this code; -1: none.
  std::int32_t unknown_input = -1;
  Code unknown_code = 0;
  Code any_open_code = 0;  ///< of conditions that are not packed
  Code total = 0;
  std::vector<std::int64_t> low;
  std::vector<std::int64_t> high;
  std::vector<std::int16_t> attribute;   ///< -1: none holds; -2: open
  std::vector<std::int64_t> difference;  ///< from the baseline; 0 where open
  std::vector<std::int64_t> if_no;       ///< points if what is unknown did not hold
  std::vector<Range64> if_any;           ///< points if what is unknown may become anything
  std::int32_t group = -1;
  std::uint64_t subsets = 0;  ///< bits of the subsets it is in

  bool is_open(Code code) const noexcept { return attribute[code] == -2; }
  Code code_of_truths(const std::uint8_t* truths) const noexcept;
  /// True for the one code that stands for many states: its points are range_of_truths.
  bool is_any_open(Code code) const noexcept {
    return !is_packed && code == any_open_code && low[code] != high[code];
  }
  /// Least and most points of the attributes that may hold.
  Range64 range_of_truths(const std::uint8_t* truths) const noexcept;
};

struct Limits64 {
  std::int64_t low = INT64_MIN;
  std::int64_t high = INT64_MAX;
};

struct CardPlan {
  const Card* card = nullptr;
  std::int32_t decision = -1;
  int digits = 0;
  std::int64_t initial = 0;
  std::vector<CriterionPlan> criteria;
  std::vector<Limits64> groups;     ///< floor and cap
  std::vector<std::int64_t> below;  ///< of the bands but the last
  std::vector<Value> band_values;
  std::vector<Code> band_codes;
  // What the loops over bytes need.
  std::vector<std::vector<std::int32_t>> narrow_points;   ///< by criterion; empty where too wide
  std::vector<std::vector<std::int32_t>> narrow_spreads;  ///< high - low of the same
  std::vector<std::vector<std::int32_t>> opens;           ///< 1 where a code is open, by criterion
  std::vector<std::int32_t> differences;                  ///< by criterion and code
  std::vector<std::uint16_t> counts;                      ///< codes in use
};

struct DecisionPlan {
  enum class Kind : std::uint8_t { table, card, made };
  Kind kind = Kind::table;
  std::size_t index = 0;  ///< in the plan's list of that kind
};

struct Plan {
  std::shared_ptr<const Definition> definition;
  std::vector<Value> constants;  ///< by slot: parameters and as_of; unknown elsewhere
  std::vector<Scale> scales;     ///< by slot
  std::vector<Test> tests;
  std::vector<RowExpression> rows;
  std::vector<Condition> conditions;
  std::vector<Made> made;    ///< computed values first, then formula decisions
  std::size_t computed = 0;  ///< how many of `made` are computed values
  std::vector<TablePlan> tables;
  std::vector<CardPlan> cards;
  std::vector<DecisionPlan> decisions;
  std::vector<std::int32_t> conflicts;  ///< conditions
  std::vector<std::uint8_t> by_value;   ///< by slot: a row expression reads its value
  std::vector<std::uint8_t> is_read;    ///< by slot: anything reads it
  /// False where an answer does not follow from codes alone.
  bool is_by_codes = true;

  Unknowns unknowns() const noexcept { return definition->unknowns; }
  bool keeps() const noexcept { return definition->unknowns == Unknowns::keep; }
  const Slot& slot(std::int32_t index) const noexcept {
    return definition->slots[static_cast<std::size_t>(index)];
  }
  const Scale& scale(std::int32_t slot) const noexcept {
    return scales[static_cast<std::size_t>(slot)];
  }
  /// Code of a null in a column of this slot.
  Code null_code(std::int32_t slot) const noexcept;
  /// Code of a boolean slot by its truth.
  Code truth_code(std::int32_t slot, Truth truth) const noexcept;
};

/// Values that replace those of parameters, by code.
using Parameters = std::map<std::string, Value, std::less<>>;

/// `as_of` is needed where the policy uses it. Throws Error{invalid_argument |
/// limit}.
std::shared_ptr<const Plan> make_plan(std::shared_ptr<const Definition> definition,
                                      std::optional<Day> as_of, const Parameters& parameters);

}  // namespace sandan::rules
