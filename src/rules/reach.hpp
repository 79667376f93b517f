#pragma once

#include <cstdint>
#include <vector>

#include "rules/plan.hpp"

namespace sandan::rules {

/// What must be computed and decided, and which inputs are read, for decisions or slots.
class Reach {
 public:
  explicit Reach(const Plan& plan);

  /// A decision and all it reads. What its outputs are is not wanted by that.
  void add_decision(std::int32_t decision);
  /// A slot, whatever makes it.
  void add_slot(std::int32_t slot);

  bool has_made(std::size_t made) const noexcept { return made_[made] != 0; }
  bool has_decision(std::size_t decision) const noexcept { return decisions_[decision] != 0; }
  /// The outputs of the decision are read too.
  bool has_outputs(std::size_t decision) const noexcept { return outputs_[decision] != 0; }
  /// Inputs in the order in which they were met.
  const std::vector<std::int32_t>& inputs() const noexcept { return inputs_; }

 private:
  void add_made(std::size_t made);

  const Plan& plan_;
  std::vector<std::uint8_t> made_;
  std::vector<std::uint8_t> decisions_;
  std::vector<std::uint8_t> outputs_;
  std::vector<std::uint8_t> seen_;  ///< slots
  std::vector<std::int32_t> inputs_;
};

/// Slots that a condition, a criterion, a column read.
std::vector<std::int32_t> slots_of(const Plan& plan, const Condition& condition);
std::vector<std::int32_t> slots_of(const Plan& plan, const CriterionPlan& criterion);
std::vector<std::int32_t> slots_of(const Plan& plan, const TableColumn& column);

}  // namespace sandan::rules
