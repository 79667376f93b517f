#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "core/result_table.hpp"
#include "org/each_map.hpp"
#include "org/map_data.hpp"

namespace sandan::org {

/// Where we stand towards a rival. ahead and behind: by the verdicts, and no
/// unknown support could turn it; level: the verdicts are equal and nothing is
/// unknown; open: the intervals meet because supports are unknown.
enum class RivalPosition : std::uint8_t { ahead, behind, level, open, unknown, ours };
inline constexpr std::array<std::string_view, 6> rival_position_codes = {
    "ahead", "behind", "level", "open", "unknown", "us"};

enum class Lead : std::uint8_t { ours, theirs, level, unknown };
inline constexpr std::array<std::string_view, 4> lead_codes = {"us", "them", "level", "unknown"};

struct CompetitorRow {
  std::int32_t map;
  std::int32_t vendor;
  std::int32_t in_touch, held, supporters, opponents;
  std::int32_t voters_in_touch, voters_supporting, departments_in_touch;
  std::optional<double> verdict, low, high;
  RivalPosition position;
  std::int32_t advantages, weaknesses, unanswered;
};

struct ContestedRow {
  std::int32_t map;
  std::int32_t person;
  std::int32_t vendor;
  std::int8_t our_stage, their_stage;
  std::int8_t our_support, their_support;
  Lead lead;
  std::optional<double> pull;
};

struct ReachRow {
  std::int32_t map;
  std::int32_t deal;  ///< of the map; -1
  std::int32_t vendor;
  std::int32_t criterion;
  bool advantage;
  std::int32_t person;  ///< -1: nobody known
  std::int8_t support;
  std::optional<double> pull;
  Truth answered;
};

struct CompetitorRows {
  std::vector<CompetitorRow> competitors;
  std::vector<ContestedRow> contested;
  std::vector<ReachRow> reach;

  void append(CompetitorRows&& more) {
    append_rows(competitors, std::move(more.competitors));
    append_rows(contested, std::move(more.contested));
    append_rows(reach, std::move(more.reach));
  }
};

results::Table competitors_table(const MapData& data, const std::vector<CompetitorRow>& rows);
results::Table contested_table(const MapData& data, const std::vector<ContestedRow>& rows);
results::Table reach_table(const MapData& data, const std::vector<ReachRow>& rows);

}  // namespace sandan::org
