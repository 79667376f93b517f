#pragma once

#include <cstdint>
#include <optional>
#include <unordered_map>
#include <vector>

#include "quota/history_window.hpp"
#include "quota/season.hpp"
#include "quota/split_places.hpp"
#include "quota/weights.hpp"

namespace sandan::quota {

/// Which periods of the past (or, of the pipeline, of the plan itself) stand
/// for the periods of the plan.
struct UnitHistory {
  std::vector<Season> units;                       ///< of the plan, in order, whole
  std::vector<DayWindow> references;               ///< distinct, in order, not overlapping
  std::vector<std::vector<std::int32_t>> of_unit;  ///< references of each unit
};

/// Throws Error{data, history_misses_period} for a unit without any.
UnitHistory unit_history(const WeightInput& input, const Weights& weights);

/// What lines and the nodes above them brought by unit of the plan.
class TimeHistory {
 public:
  TimeHistory(const WeightInput& input, const SplitPlaces& places, const Weights& weights);

  const std::vector<Season>& units() const noexcept { return periods_.units; }
  /// By unit, none below 0; empty when there is no history at all.
  std::vector<double> of_line(std::int32_t line) const;
  std::vector<double> of_parent(std::int32_t line) const;
  std::vector<double> of_company() const;
  /// Observations the line's history is worth.
  double observations(std::int32_t line) const;
  /// Split node above the line's end on the first axis.
  std::int32_t parent_of(std::int32_t line) const noexcept;
  /// Lines of one code and the same lower places have one history: the first
  /// of them.
  std::int32_t owner_of(std::int32_t line) const noexcept {
    return owners_[static_cast<std::size_t>(line)];
  }

 private:
  struct Sums {
    std::vector<MinorSum> amounts;  ///< by reference
    MinorSum squares;
  };
  using SumsOf = std::unordered_map<std::int32_t, Sums>;

  void find_owners(const WeightInput& input);
  void add(SumsOf& sums, std::int32_t key, std::int32_t reference, Minor amount);
  std::vector<double> by_unit(const SumsOf& sums, std::int32_t key) const;

  const SplitTree* split_;
  const SplitPlaces* places_;
  UnitHistory periods_;
  std::vector<std::int32_t> owners_;
  int shift_ = 0;
  SumsOf of_lines_;
  SumsOf of_parents_;  ///< by split node of the first axis, the root too
};

}  // namespace sandan::quota
