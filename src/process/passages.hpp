#pragma once

#include <cstdint>
#include <vector>

#include "process/figures.hpp"
#include "process/grouping.hpp"

namespace sandan::process {

/// What became of the deals of one group that reached one stage.
struct Passage {
  std::int64_t reached = 0;
  std::int64_t advanced = 0;
  std::int64_t lost = 0;
  std::int64_t cancelled = 0;
  ValueSum value;
  std::int64_t not_as_of = 0;

  void add(const Passage& other) noexcept {
    reached += other.reached;
    advanced += other.advanced;
    lost += other.lost;
    cancelled += other.cancelled;
    value.add(other.value);
    not_as_of += other.not_as_of;
  }
};

/// Passages of each group through each stage asked for.
class Passages {
 public:
  Passages(const HistoryData& history, const std::vector<Standing>& standings, const Groups& groups,
           FunnelRequest::Reached reached, FunnelRequest::Part phase, const PartRunner& runner,
           Budget& budget);

  /// Stages of the line that are counted, in order.
  const std::vector<std::uint8_t>& stages() const noexcept { return stages_; }
  /// Cells by group and stage.
  const std::vector<Passage>& cells() const noexcept { return cells_; }
  const Passage& at(std::size_t group, std::size_t stage) const noexcept {
    return cells_[group * stages_.size() + stage];
  }

 private:
  void count_deal(const HistoryData& history, std::int64_t deal, const Standing& standing,
                  Passage* cells) const;

  FunnelRequest::Reached reached_;
  std::uint64_t line_ = 0;
  std::uint64_t listed_ = 0;
  std::vector<std::uint8_t> stages_;
  std::vector<int> place_;  ///< of a stage among those listed
  std::vector<Passage> cells_;
};

}  // namespace sandan::process
