#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "rules/definition.hpp"

namespace sandan::rules {

/// Truth of a test in Kleene's logic, so that `and` is the least and `or` the
/// greatest of two.
enum class Truth : std::uint8_t { no = 0, maybe = 1, yes = 2 };

constexpr Truth negation(Truth truth) noexcept {
  return static_cast<Truth>(2 - static_cast<int>(truth));
}

/// Truth of a boolean value: maybe where it is unknown. An absent one is null:
/// it does not hold where unknowns are kept, is maybe as FEEL's null is, and no in B-FEEL.
Truth truth_of(const Value& value, Unknowns unknowns) noexcept;

/// Number of a place on a scale.
using Code = std::uint32_t;

/// Where a slot's value stands among the constants it is compared with: all that
/// decisions need to know of it. First come the codes of values: below, at and
/// between constants in order (of texts that are only compared for equality: each
/// constant, then all others; of truths: false, true), then absent, unknown, an
/// unknown that is bad data, and, where a slot can be a range, ranges of codes.
class Scale {
 public:
  Scale() = default;
  /// `ordered`: texts are compared by order. `ranges`: the slot may be a range.
  Scale(const Slot& slot, std::vector<Value> constants, bool ordered, bool ranges);

  Code values() const noexcept { return values_; }
  Code absent() const noexcept { return values_; }
  Code unknown() const noexcept { return values_ + 1; }
  Code bad() const noexcept { return values_ + 2; }
  /// All codes: 0 … total() - 1.
  Code total() const noexcept { return total_; }
  bool is_value(Code code) const noexcept { return code < values_; }
  bool is_unknown(Code code) const noexcept { return code > values_; }
  /// True when codes fit a byte.
  bool is_narrow() const noexcept { return total_ <= 256; }

  Code code_of(const Value& value) const noexcept;
  /// The code of what may be anything from `low` to `high`.
  Code code_of_range(Code low, Code high) const noexcept;
  /// Codes of values a code may stand for: first and last.
  std::pair<Code, Code> span(Code code) const noexcept;

  /// A value with this code; nothing where none can have it.
  std::optional<Value> sample(Code code) const;
  /// The same among the values the slot declares: texts listed, whole numbers.
  std::optional<Value> example(Code code) const;

  const std::vector<Value>& constants() const noexcept { return constants_; }
  feel::Type type() const noexcept { return type_; }
  bool is_ordered() const noexcept { return ordered_; }

 private:
  std::optional<Value> between(std::size_t place) const;

  feel::Type type_ = feel::Type::number;
  bool ordered_ = true;
  bool whole_ = false;
  std::vector<std::string> listed_;
  std::vector<Value> constants_;  ///< ascending, distinct
  Code values_ = 0;
  Code total_ = 0;
};

}  // namespace sandan::rules
