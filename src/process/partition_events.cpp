#include <algorithm>
#include <array>
#include <atomic>
#include <bit>

#include "core/interner.hpp"
#include "process/events.hpp"

namespace sandan::process {

EventColumns find_event_columns(const arrow::Table& table, const Opportunities& opportunities,
                                const std::vector<ZoneTransition>& zone) {
  const arrow::Column& ids = deal_ids_in(table, opportunities);
  const arrow::Column& stages = required_column(table, "stage", Wanted::text);
  const arrow::Column& entered = required_column(table, "entered_at", Wanted::moment);
  return {table,
          ids,
          stages,
          MomentReader(table, entered, zone),
          optional_column(&table, "seq", Wanted::integer),
          optional_column(&table, "process", Wanted::text),
          optional_column(&table, "actor_id", Wanted::id),
          optional_column(&table, "amount_minor", Wanted::integer),
          optional_column(&table, "expected_close_on", Wanted::day)};
}

namespace {

constexpr std::int32_t not_used = -1;
constexpr std::int64_t events_per_partition = 8192;
constexpr std::int64_t most_partitions = 1024;
constexpr int max_partition_shift = 22;  // a record has 24 bits for the deal
constexpr std::int64_t slab_count = 16;
constexpr std::int64_t block_rows = 4096;

/// Stage codes as bytes, with two that are no stage.
constexpr std::uint8_t null_stage = 0xfe;
constexpr std::uint8_t unknown_stage = 0xff;

/// Looks events up: which deal, which stage, usable or not.
class EventReader {
 public:
  /// `later` is set for deals with events after `as_of`.
  EventReader(const EventColumns& columns, const Opportunities& opportunities,
              const Definition& definition, Day as_of, std::vector<std::uint8_t>& later)
      : columns_(columns),
        opportunities_(opportunities),
        definition_(definition),
        end_((std::int64_t{as_of} + 1) * micros_per_day),
        later_(later) {
    for (const Stage& stage : definition.stages)
      stages_.code(stage.item.code);
  }

  struct Tally {
    std::vector<FaultRow> faults;
    std::int64_t other_process = 0;
    std::int64_t unseen = 0;
  };

  /// Fills deal and stage of the rows [from, to) of one block.
  void read(std::int64_t from, std::int64_t to, std::int32_t* deals, std::uint8_t* stages,
            Tally& tally) const {
    std::array<CivilMicros, block_rows> moments;
    std::array<std::uint8_t, block_rows> others;
    columns_.moments.read(from, to, moments.data());
    opportunities_.index.find(columns_.ids, from, to, deals);
    read_stages(from, to, stages);
    const bool several = read_processes(from, to, others.data());
    for (std::int64_t row = from; row < to; ++row) {
      const auto i = static_cast<std::size_t>(row - from);
      const std::int32_t found = deals[i];
      const std::int32_t deal = found < 0 ? not_used : opportunities_.rows.deal_of(found);
      deals[i] = not_used;
      if ((several && others[i] != 0) || (found >= 0 && deal == DealRows::other_process)) {
        ++tally.other_process;
      } else if (found >= 0 && deal == DealRows::unseen) {
        ++tally.unseen;
      } else if (found < 0) {
        fault(tally, row, found == IdIndex::null ? Fault::missing_id : Fault::unknown_opportunity,
              "opportunity_id");
      } else if (stages[i] >= null_stage) {
        fault(tally, row, stages[i] == null_stage ? Fault::missing_stage : Fault::unknown_stage,
              "stage");
      } else if (moments[i] <= MomentReader::impossible) {
        fault(tally, row,
              moments[i] == MomentReader::missing ? Fault::missing_date : Fault::impossible_date,
              "entered_at");
      } else if (moments[i] >= end_) {
        ++tally.unseen;
        std::atomic_ref(later_[static_cast<std::size_t>(deal)]).store(1, std::memory_order_relaxed);
      } else {
        deals[i] = deal;
      }
    }
  }

 private:
  static void fault(Tally& tally, std::int64_t row, Fault fault, std::string_view column) {
    tally.faults.push_back({FaultTable::stage_events, fault, true, row, column});
  }

  void read_stages(std::int64_t from, std::int64_t to, std::uint8_t* stages) const {
    if (columns_.stages.type().kind == arrow::Kind::null) {
      std::fill(stages, stages + (to - from), null_stage);
      return;
    }
    code_texts<std::uint8_t>(
        columns_.stages, from, to, null_stage,
        [&](std::string_view text) {
          const std::int32_t code = stages_.find(text);
          return code < 0 ? unknown_stage : static_cast<std::uint8_t>(code);
        },
        stages);
  }

  bool read_processes(std::int64_t from, std::int64_t to, std::uint8_t* others) const {
    if (columns_.process == nullptr || columns_.process->type().kind == arrow::Kind::null) {
      return false;
    }
    code_texts<std::uint8_t>(
        *columns_.process, from, to, 0,
        [&](std::string_view code) { return code == definition_.code ? 0 : 1; }, others);
    return true;
  }

  const EventColumns& columns_;
  const Opportunities& opportunities_;
  const Definition& definition_;
  Interner stages_;  ///< the codes are the indexes of stages
  CivilMicros end_;
  std::vector<std::uint8_t>& later_;
};

/// Deals of one partition: a power of two, so that the partition is a shift.
int partition_shift(std::int64_t events, std::int64_t deals) {
  const std::int64_t wanted =
      std::clamp<std::int64_t>(events / events_per_partition, 1, most_partitions);
  int shift = 0;
  while (shift < max_partition_shift && (deals >> shift) >= wanted && (deals >> shift) > 0)
    ++shift;
  return shift;
}

/// Partition-major offsets of every part's records.
class Offsets {
 public:
  Offsets(std::int64_t parts, std::int64_t partitions)
      : partitions_(partitions), counts_(static_cast<std::size_t>(parts * partitions), 0) {}

  std::int32_t* of_part(std::int64_t part) noexcept { return counts_.data() + part * partitions_; }

  /// Turns counts into offsets within the partition; returns the first index
  /// of each partition among all, and the end.
  std::vector<std::int64_t> finish() {
    std::vector<std::int64_t> first(static_cast<std::size_t>(partitions_) + 1, 0);
    const std::int64_t parts = static_cast<std::int64_t>(counts_.size()) / partitions_;
    for (std::int64_t p = 0; p < partitions_; ++p) {
      std::int32_t sum = 0;
      for (std::int64_t part = 0; part < parts; ++part) {
        std::int32_t& count = of_part(part)[p];
        sum += std::exchange(count, sum);
      }
      first[static_cast<std::size_t>(p) + 1] = first[static_cast<std::size_t>(p)] + sum;
    }
    return first;
  }

 private:
  std::int64_t partitions_;
  std::vector<std::int32_t> counts_;
};

void allocate_slabs(EventPartitions& partitions, Budget& budget) {
  const std::int64_t count = partitions.count();
  partitions.partitions_per_slab = (count + slab_count - 1) / slab_count;
  for (std::int64_t from = 0; from < count; from += partitions.partitions_per_slab) {
    const std::int64_t to = std::min(count, from + partitions.partitions_per_slab);
    const std::int64_t records = partitions.first[static_cast<std::size_t>(to)] -
                                 partitions.first[static_cast<std::size_t>(from)];
    partitions.slabs.emplace_back(static_cast<std::size_t>(records), budget);
  }
}

/// Copies the usable events of one part to their partitions.
void scatter_part(const EventColumns& columns, const EventPartitions& partitions,
                  const Buffer<std::int32_t>& deals, const Buffer<std::uint8_t>& stages,
                  std::int64_t part, const std::int32_t* offsets) {
  std::vector<EventRecord*> targets(static_cast<std::size_t>(partitions.count()));
  for (std::size_t p = 0; p < targets.size(); ++p) {
    targets[p] = partitions.records(static_cast<std::int64_t>(p)) + offsets[p];
  }
  const std::int64_t begin = part * rows_per_part;
  const std::int64_t end = std::min(columns.table.rows(), begin + rows_per_part);
  const std::uint32_t within = (std::uint32_t{1} << partitions.shift) - 1;
  std::array<CivilMicros, block_rows> moments;
  for (std::int64_t from = begin; from < end; from += block_rows) {
    const std::int64_t to = std::min(end, from + block_rows);
    columns.moments.read(from, to, moments.data());
    for (std::int64_t row = from; row < to; ++row) {
      const std::int32_t deal = deals[static_cast<std::size_t>(row)];
      if (deal < 0) continue;
      EventRecord& record = *targets[static_cast<std::size_t>(deal >> partitions.shift)]++;
      record.at = moments[static_cast<std::size_t>(row - from)];
      record.row = static_cast<std::int32_t>(row);
      record.deal_and_stage =
          (static_cast<std::uint32_t>(deal) & within) << 8 | stages[static_cast<std::size_t>(row)];
    }
  }
}

}  // namespace

EventPartitions partition_events(const EventColumns& columns, const Opportunities& opportunities,
                                 const Definition& definition, Day as_of, const PartRunner& runner,
                                 Budget& budget, std::vector<FaultRow>& faults) {
  const std::int64_t rows = columns.table.rows();
  const std::int64_t parts = parts_of(rows);
  const std::int64_t deals = opportunities.rows.deals();
  EventPartitions partitions;
  partitions.shift = partition_shift(rows, deals);
  const std::int64_t count = deals == 0 ? 1 : ((deals - 1) >> partitions.shift) + 1;

  partitions.later.assign(static_cast<std::size_t>(deals), 0);
  const EventReader reader(columns, opportunities, definition, as_of, partitions.later);
  Buffer<std::int32_t> event_deals(static_cast<std::size_t>(rows), budget);
  Buffer<std::uint8_t> event_stages(static_cast<std::size_t>(rows), budget);
  Offsets offsets(parts, count);
  std::vector<EventReader::Tally> tallies(static_cast<std::size_t>(parts));
  runner(parts, 0.05, 0.4, [&](std::int64_t part) {
    const std::int64_t end = std::min(rows, (part + 1) * rows_per_part);
    std::int32_t* counts = offsets.of_part(part);
    for (std::int64_t from = part * rows_per_part; from < end; from += block_rows) {
      const std::int64_t to = std::min(end, from + block_rows);
      std::int32_t* found = event_deals.data() + from;
      reader.read(from, to, found, event_stages.data() + from,
                  tallies[static_cast<std::size_t>(part)]);
      for (std::int64_t i = 0; i < to - from; ++i) {
        if (found[i] >= 0) ++counts[found[i] >> partitions.shift];
      }
    }
  });
  for (const auto& tally : tallies) {
    faults.insert(faults.end(), tally.faults.begin(), tally.faults.end());
    partitions.other_process += tally.other_process;
    partitions.unseen += tally.unseen;
  }

  partitions.first = offsets.finish();
  partitions.events = partitions.first.back();
  allocate_slabs(partitions, budget);
  runner(parts, 0.4, 0.55, [&](std::int64_t part) {
    scatter_part(columns, partitions, event_deals, event_stages, part, offsets.of_part(part));
  });
  return partitions;
}

}  // namespace sandan::process
