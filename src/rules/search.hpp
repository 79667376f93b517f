#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "rules/record.hpp"

namespace sandan::rules {

/// Values of a slot that decisions tell apart: one for each group of codes that
/// nothing in the policy distinguishes.
struct Choice {
  Code code;
  Value value;
};

/// The choices of every input that anything reads, by slot.
class Choices {
 public:
  explicit Choices(const Plan& plan);

  const std::vector<Choice>& of(std::int32_t slot) const noexcept {
    return by_slot_[static_cast<std::size_t>(slot)];
  }
  /// Inputs that are read, in order.
  const std::vector<std::int32_t>& slots() const noexcept { return slots_; }
  /// True where a row expression reads the slot: its choices are examples only.
  bool is_sampled(std::int32_t slot) const noexcept;

 private:
  const Plan& plan_;
  std::vector<std::vector<Choice>> by_slot_;
  std::vector<std::int32_t> slots_;
};

/// A number of steps that a search may take.
class Steps {
 public:
  explicit Steps(std::int64_t most) : left_(most) {}
  bool take() noexcept { return left_-- > 0; }
  bool are_used_up() const noexcept { return left_ < 0; }

 private:
  std::int64_t left_;
};

/// What an output can turn out to be.
struct Possible {
  std::vector<Value> values;  ///< distinct, in order of sight; absent: no value
  bool is_exact = true;       ///< false where steps ran out or examples stood for values
};

/// Output slots with few values that a decision makes: of a table with one answer,
/// of bands, of a formula that chooses.
std::vector<std::int32_t> finite_outputs(const Plan& plan, std::int32_t decision);

/// What each of `outputs` can be when the unknown inputs of `record` become anything.
/// The record is left as it was given.
std::vector<Possible> could_be(Record& record, const Choices& choices,
                               const std::vector<std::int32_t>& outputs, std::int64_t steps);

/// An input to ask for, and how many outcomes it leaves in the worst case.
struct Question {
  std::int32_t slot;
  std::int32_t outcomes_left;
};

/// Unknown inputs in the order in which it pays to ask for them, those first
/// that leave the fewest outcomes of `outputs` whatever the reply is; at most `most`.
std::vector<Question> ask_next(Record& record, const Choices& choices,
                               const std::vector<std::int32_t>& outputs, std::int64_t steps,
                               std::size_t most);

/// True when two values are the same; nothing is the same as nothing.
bool is_same_value(const Value& a, const Value& b) noexcept;

}  // namespace sandan::rules
