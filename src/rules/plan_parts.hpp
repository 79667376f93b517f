#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "rules/plan.hpp"

namespace sandan::rules {

/// Largest block of look-ups that one table may take.
inline constexpr std::size_t most_index_bytes = std::size_t{512} << 20;

/// Finds what slots are compared with, then turns expressions into conditions.
class Compiler {
 public:
  explicit Compiler(Plan& plan);

  /// The expression with its constants put in, that of a constant slot it tests too.
  feel::Node folded(const feel::Node& node, std::int32_t tested = -1) const;

  /// First pass: notes the constants of a boolean expression, or of one that
  /// chooses among values.
  void note(const feel::Node& node, std::int32_t tested);
  void note_constant(std::int32_t slot, Value constant);
  /// The slot can be a range of numbers.
  void note_range(std::int32_t slot) { ranges_[static_cast<std::size_t>(slot)] = 1; }
  /// Ends the first pass.
  void make_scales();

  /// Second pass: index of the condition of a folded boolean expression.
  std::int32_t condition(const feel::Node& node, std::int32_t tested);
  /// The same of one that chooses among values by conditions; -1 where it is
  /// of another form.
  std::int32_t choice(const feel::Node& node);
  /// Index of the row expression.
  std::int32_t row(const feel::Node& node, std::int32_t tested);
  /// Truth of a test of one slot for each of its codes.
  std::vector<std::uint8_t> truths(const feel::Node& node, std::int32_t slot) const;

  Plan& plan() noexcept { return plan_; }

 private:
  void compile(const feel::Node& node, std::int32_t tested, Condition& out, std::size_t depth);
  bool compile_choice(const feel::Node& node, Condition& out, std::size_t depth);
  void push(Condition& out, Step step, std::size_t depth) const;

  Plan& plan_;
  std::vector<std::vector<Value>> constants_;  ///< by slot
  std::vector<std::uint8_t> ordered_;
  std::vector<std::uint8_t> ranges_;
  std::vector<const Value*> known_;
};

/// True for an expression whose value is always one of a few: literals below
/// conditions.
bool is_choice(const feel::Node& node);

TablePlan plan_table(Compiler& compiler, const Table& table, const std::vector<feel::Node>& cells,
                     std::int32_t decision);
CardPlan plan_card(Compiler& compiler, const Card& card, const std::vector<feel::Node>& attributes,
                   std::int32_t decision);

}  // namespace sandan::rules
