#pragma once

#include <vector>

#include "rules/scale.hpp"

namespace sandan::rules {

/// The constants of a number's scale as doubles. A double counts as its shortest
/// decimal, so that its code follows from where it stands among these.
struct DoublePlaces {
  DoublePlaces() = default;
  /// `is_single`: of numbers that are floats, whose shortest decimals are others.
  DoublePlaces(const Scale& scale, bool is_single);

  /// Of a finite number.
  Code code_of(double number) const noexcept;

  std::vector<double> places;  ///< ascending, distinct
  std::vector<Code> codes;     ///< between, at, between … the places
};

}  // namespace sandan::rules
