#pragma once

#include <cstdint>
#include <vector>

#include "core/result_table.hpp"
#include "org/coverage.hpp"
#include "org/coverage_threads.hpp"

/// The rows of coverage as result tables.
namespace sandan::org {

struct CompletenessRow {
  std::int32_t map = -1;
  Completeness of;
};

struct CoveredPerson {
  std::int32_t map = -1;
  std::int32_t person = -1;  ///< of the map
  std::int8_t stage = unknown_code;
  std::int8_t support = unknown_support;
  Truth in_touch = Truth::unknown;
};

struct CoveredDepartment {
  std::int32_t map = -1;
  std::int32_t department = -1;  ///< of the map
  DepartmentCover cover;
};

/// Somebody guides us; where nobody is known to, not known unless everybody in
/// the department is recorded as no guide.
Truth has_guide(const DepartmentCover& cover) noexcept;

results::Table completeness_table(const MapData& data, const std::vector<CompletenessRow>& rows);
results::Table coverage_people_table(const MapData& data, const std::vector<CoveredPerson>& rows);
results::Table coverage_departments_table(const MapData& data,
                                          const std::vector<CoveredDepartment>& rows);
results::Table gaps_table(const MapData& data, const std::vector<GapRow>& rows);
results::Table threads_table(const MapData& data, const std::vector<ThreadRow>& rows);

}  // namespace sandan::org
