#pragma once

#include <cstdint>
#include <vector>

#include "rules/plan.hpp"

namespace sandan::rules {

/// A value that searches try for an input.
struct Candidate {
  Code code = 0;
  Value value;
  std::int32_t group = 0;  ///< equal where nothing in the policy tells two apart
};

/// The values that searches over all records try for every input that is read.
class Domains {
 public:
  /// `with_unknown`: inputs whose lack has points of its own may be unknown too.
  Domains(const Plan& plan, bool with_unknown);

  /// Candidates in order of code; values of one code in order.
  const std::vector<Candidate>& of(std::int32_t slot) const noexcept {
    return all_[static_cast<std::size_t>(slot)];
  }
  /// Places in `of(slot)` of the first of each group.
  const std::vector<std::int32_t>& firsts(std::int32_t slot) const noexcept {
    return firsts_[static_cast<std::size_t>(slot)];
  }
  /// Inputs that are read, in order.
  const std::vector<std::int32_t>& slots() const noexcept { return slots_; }
  /// True where every value is told from no other than one of the candidates, whatever
  /// other inputs are.
  bool is_all(std::int32_t slot) const noexcept {
    return all_values_[static_cast<std::size_t>(slot)] != 0;
  }
  /// True where the candidates of all inputs together stand for all records; else they are
  /// examples, because the policy calculates with the input.
  bool is_exact(std::int32_t slot) const noexcept {
    return exact_[static_cast<std::size_t>(slot)] != 0;
  }

 private:
  void group(const Plan& plan, std::int32_t slot);

  std::vector<std::vector<Candidate>> all_;
  std::vector<std::vector<std::int32_t>> firsts_;
  std::vector<std::uint8_t> exact_;
  std::vector<std::uint8_t> all_values_;
  std::vector<std::int32_t> slots_;
};

}  // namespace sandan::rules
