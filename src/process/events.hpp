#pragma once

#include <cstdint>
#include <vector>

#include "core/buffer.hpp"
#include "core/parallel.hpp"
#include "process/deals.hpp"
#include "process/history_data.hpp"
#include "process/inputs.hpp"

namespace sandan::process {

/// The columns of `stage_events` a history reads.
struct EventColumns {
  const arrow::Table& table;
  const arrow::Column& ids;
  const arrow::Column& stages;
  MomentReader moments;
  const arrow::Column* seq;
  const arrow::Column* process;
  const arrow::Column* actor;
  const arrow::Column* amount;
  const arrow::Column* expected_close_on;
};

/// Finds and checks the columns. Refuses ids of another type than the deals'.
EventColumns find_event_columns(const arrow::Table& table, const Opportunities& opportunities,
                                const std::vector<ZoneTransition>& zone);

/// One event on its way to its place: 16 bytes, so that a partition of
/// thousands fits the second-level cache.
struct EventRecord {
  CivilMicros at;
  std::int32_t row;
  std::uint32_t deal_and_stage;  ///< deal within its partition << 8 | set aside << 7 | stage

  std::uint32_t deal() const noexcept { return deal_and_stage >> 8; }
  std::uint8_t stage() const noexcept { return deal_and_stage & 0x7f; }
  bool is_set_aside() const noexcept { return (deal_and_stage & 0x80) != 0; }
  void set_aside() noexcept { deal_and_stage |= 0x80; }
};

/// Events brought together by ranges of deals.
struct EventPartitions {
  int shift = 0;  ///< deal >> shift is the partition
  std::int64_t events = 0;
  std::vector<std::int64_t> first;         ///< of each partition among all, and the end
  std::vector<Buffer<EventRecord>> slabs;  ///< freed as they are used up
  std::int64_t partitions_per_slab = 1;
  std::int64_t other_process = 0;
  std::int64_t unseen = 0;
  std::vector<std::uint8_t> later;  ///< 1 for deals with events after the day

  std::int64_t count() const noexcept { return static_cast<std::int64_t>(first.size()) - 1; }
  EventRecord* records(std::int64_t partition) const noexcept {
    const std::int64_t slab = partition / partitions_per_slab;
    return slabs[static_cast<std::size_t>(slab)].data() +
           (first[static_cast<std::size_t>(partition)] -
            first[static_cast<std::size_t>(slab * partitions_per_slab)]);
  }
};

/// Reads the events up to the end of `as_of`; rows that cannot be used become
/// faults, in order of row.
EventPartitions partition_events(const EventColumns& columns, const Opportunities& opportunities,
                                 const Definition& definition, Day as_of, const PartRunner& runner,
                                 Budget& budget, std::vector<FaultRow>& faults);

/// Orders each deal's events, judges its moves, and fills the event columns,
/// masks, slips and latest amounts of `history`. Uses the partitions up.
void order_events(const EventColumns& columns, EventPartitions partitions, HistoryData& history,
                  const PartRunner& runner, Budget& budget);

}  // namespace sandan::process
