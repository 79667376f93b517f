#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include "org/coverage.hpp"
#include "org/coverage_reach.hpp"

/// What hangs on one person alone.
namespace sandan::org {

/// What is lost when a person in touch leaves.
enum class Break : std::uint8_t {
  role,        ///< nobody else in touch has that required role
  department,  ///< nobody else in touch is in that department
  guide,       ///< nobody else guides us
  route,       ///< a person who decides is no longer reached
  contact,     ///< nobody else is in touch
};
inline constexpr std::array<std::string_view, 5> break_codes = {"role", "department", "guide",
                                                                "route", "contact"};

struct ThreadRow {
  std::int32_t map = -1;
  std::int32_t person = -1;      ///< of the map
  std::int32_t department = -1;  ///< of the map
  std::int32_t target = -1;      ///< of the map
  Break breaks = Break::contact;
  std::int8_t role = unknown_code;
};

/// Of the people on every way to a target at most so many are listed, the last
/// before it first. Where everybody in touch may begin a route, there is one
/// at most: a way that begins with the last of them passes none of the others.
inline constexpr std::int32_t threads_per_target = 64;

class SingleThreads {
 public:
  /// Appends the rows of a map, by person, then as Break. `reading` has read
  /// the same facts; `tree` is of the introductions with nobody left out.
  void add(const CoverageFacts& facts, const CoverageReading& reading, const DominatorTree& tree,
           std::vector<ThreadRow>& out);

 private:
  void add_own(const CoverageFacts& facts, const CoverageReading& reading, ThreadRow row,
               std::vector<ThreadRow>& out) const;
  void count_roles(const CoverageFacts& facts, const CoverageReading& reading);
  void find_routes(const CoverageFacts& facts, const CoverageReading& reading,
                   const DominatorTree& tree);

  std::array<std::int32_t, 32> holders_{};  ///< of each role, in touch
  std::vector<std::int32_t> keeper_;        ///< nearest person in touch on every way; -1
  std::vector<std::pair<std::int32_t, std::int32_t>> routes_;  ///< who leaves, target
};

}  // namespace sandan::org
