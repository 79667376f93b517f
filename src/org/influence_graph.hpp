#pragma once

#include <cstdint>
#include <vector>

#include "org/map_data.hpp"
#include "sandan/org/requests.hpp"

namespace sandan::org {

/// Who follows whom in one map, as shares by row: W. People who follow nobody
/// keep their own opinion: their row is empty and their stubbornness 1.
///   a[to][from] += kind.influence * weight, a[from][to] += kind.influence_back
///   * weight over all edges; W[i][j] = a[i][j] / sum over j.
struct InfluenceGraph {
  std::int32_t size = 0;
  std::vector<std::int32_t> first;  ///< row i: [first[i], first[i + 1])
  std::vector<std::int32_t> column;
  std::vector<double> share;
  std::vector<double> stubbornness;  ///< by person, in [0, 1]

  /// Reused from map to map.
  void build(const MapView& map, const VerdictRequest& request);

 private:
  struct Pull {
    std::int32_t column;
    double amount;
  };
  void count_rows(const MapView& map);
  void fill_rows(const MapView& map);
  void merge_rows();
  void set_stubbornness(const MapView& map, const VerdictRequest& request);

  std::vector<std::int32_t> ends_;
  std::vector<Pull> pulls_;
};

}  // namespace sandan::org
