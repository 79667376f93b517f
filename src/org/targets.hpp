#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "org/map_data.hpp"

namespace sandan::org {

/// Whom a question is about: the people it names, or those who decide.
class Targets {
 public:
  /// Throws Error{invalid_argument} "unknown_person".
  Targets(const MapData& data, const std::vector<std::string>& person_ids);

  /// Those of one map by number; without ids the people with a weight above 0
  /// in `voter_weights`.
  void of(const MapView& map, const std::vector<double>& voter_weights,
          std::vector<std::int32_t>& out) const;

 private:
  bool named_;
  std::vector<std::int64_t> places_;  ///< in the book, sorted
};

}  // namespace sandan::org
