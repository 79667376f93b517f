#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "rules/plan.hpp"

namespace sandan::rules {

/// Values of the inputs that row expressions read. Where inputs are only compared, with
/// each other and with constants, a few values between neighbouring constants stand for all
/// there are; where they are calculated with, the values are examples.
class ComparedValues {
 public:
  explicit ComparedValues(const Plan& plan);

  struct Values {
    std::vector<Value> values;
    bool is_exact = false;
  };
  /// `beside`: values that inputs it is compared with have; the values told are
  /// between those too.
  Values of(std::int32_t slot, const std::vector<Value>& beside = {}) const;
  bool are_compared(std::int32_t a, std::int32_t b) const { return root(a) == root(b); }

 private:
  struct Class {
    std::vector<Value> constants;
    std::size_t open = 0;  ///< inputs that may take any value
    bool is_exact = true;
    bool is_ordered = false;  ///< texts are compared by order
    bool has_whole = false;
  };

  void walk(const feel::Node& node);
  void compare(const feel::Node& node);
  void calculate(const feel::Node& node);
  std::int32_t root(std::int32_t slot) const;
  void join(std::int32_t a, std::int32_t b);
  void add_member(std::int32_t slot);
  /// Values that what makes a slot can give; nothing where they are not few.
  std::optional<std::vector<Value>> made_values(std::int32_t slot) const;
  Values examples(std::int32_t slot) const;
  std::optional<std::vector<Value>> between(const Class& among, const Slot& slot,
                                            std::vector<Value> constants, std::size_t count) const;

  const Plan& plan_;
  std::vector<std::int32_t> parent_;
  std::vector<Class> classes_;                ///< by root
  std::vector<std::vector<Value>> literals_;  ///< that stand beside a slot in an expression
};

}  // namespace sandan::rules
