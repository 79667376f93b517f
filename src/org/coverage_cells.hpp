#pragma once

#include <cstdint>
#include <vector>

#include "core/result_table.hpp"
#include "org/coverage.hpp"

/// The three dimensions of a map, level by function by role, and who stands
/// where in each cell.
namespace sandan::org {

struct CellRow {
  std::int32_t map = -1;
  std::int8_t level = unknown_code;
  std::int8_t function = unknown_code;
  std::int8_t role = unknown_code;
  std::int8_t best_stage = unknown_code;
  std::int32_t people = 0;
  std::int32_t in_touch = 0;
  std::int32_t held = 0;
  std::int32_t supporters = 0;
  std::int32_t opponents = 0;
  std::int32_t stance_unknown = 0;
};

class CoverageCells {
 public:
  /// Appends the cells of a map that have people, and one without people for
  /// each required role that nobody is known to have: by level, function and
  /// role, not known last. A person counts in a cell for each role.
  void add(const CoverageFacts& facts, const CoverageReading& reading, std::vector<CellRow>& out);

 private:
  struct Place {
    std::uint32_t key;    ///< level, function and role in the order of the rows
    std::int32_t person;  ///< -1: a role that nobody has
  };
  void place_people(const CoverageFacts& facts, std::uint32_t missing_roles);

  std::vector<Place> places_;
};

/// Table `coverage_cells`.
results::Table cells_table(const MapData& data, const std::vector<CellRow>& rows);

}  // namespace sandan::org
