#pragma once

#include "org/map_data.hpp"

namespace sandan::org {

/// Whether somebody who can stop the purchase is with the vendor: a relation
/// stage at which support is expected, and support. One that is known to fail
/// makes it no; else one that is not known makes it unknown. Coverage asks the
/// same of everybody in its one pass, without a branch (gap veto_not_covered:
/// not yes).
inline Truth covered(const Vocabulary& vocabulary, std::int8_t stage,
                     std::int8_t support) noexcept {
  const bool stage_known = stage != unknown_code;
  const bool support_known = support != unknown_support;
  if (stage_known && stage < vocabulary.trust_stage) return Truth::no;
  if (support_known && support < vocabulary.supports_from) return Truth::no;
  return stage_known && support_known ? Truth::yes : Truth::unknown;
}

}  // namespace sandan::org
