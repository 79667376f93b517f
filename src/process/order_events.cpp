#include <algorithm>
#include <atomic>
#include <bit>
#include <memory>
#include <mutex>
#include <numeric>
#include <utility>

#include "process/events.hpp"

namespace sandan::process {
namespace {

constexpr std::uint8_t move_mask = 0x0f;
/// Up to this many events of a deal all pairs are compared.
constexpr std::size_t most_ranked = 24;
constexpr std::uint8_t illegal_flag = 0x10;
constexpr std::uint8_t after_closing_flag = 0x20;

/// Of an expected date outside the accepted days.
constexpr Day impossible_day = no_day + 1;

/// Every judgement of the process by previous and next stage.
class JudgementTable {
 public:
  explicit JudgementTable(const Definition& definition) {
    cells_.fill(0);
    const std::size_t stages = definition.stages.size();
    for (std::size_t from = 0; from <= max_stages; ++from) {
      if (from >= stages && from != max_stages) continue;
      for (std::size_t to = 0; to < stages; ++to) {
        const Judgement judged = definition.judge(from, to);
        cells_[from * max_stages + to] = static_cast<std::uint8_t>(
            static_cast<std::uint8_t>(judged.move) | (judged.legal ? 0 : illegal_flag) |
            (judged.after_closing ? after_closing_flag : 0));
      }
    }
  }

  std::uint8_t operator()(std::size_t from, std::size_t to) const noexcept {
    return cells_[from * max_stages + to];
  }

 private:
  std::array<std::uint8_t, (max_stages + 1) * max_stages> cells_;
};

/// What of a stage the walk over a deal's events needs.
struct StageBits {
  std::array<std::uint64_t, max_stages> bit{};    ///< of line stages, else 0
  std::array<std::uint64_t, max_stages> lower{};  ///< line stages of lower step
  std::array<bool, max_stages> before_closing{};  ///< work before the deal is closed
  std::array<bool, max_stages> is_won{};
};

StageBits stage_bits(const Definition& definition) {
  StageBits bits;
  std::uint64_t lower = 0;
  for (const std::uint8_t stage : definition.line) {
    bits.bit[stage] = std::uint64_t{1} << stage;
    bits.lower[stage] = lower;
    lower |= bits.bit[stage];
    bits.before_closing[stage] = definition.stages[stage].phase == Phase::before;
    bits.is_won[stage] = definition.is_won_stage(stage);
  }
  return bits;
}

/// Recorded closing of a deal that is closed as of the day; none otherwise.
struct RecordedClosing {
  CivilMicros end = INT64_MAX;  ///< end of the day of closing
  bool won = false;
};

RecordedClosing recorded_closing(const HistoryData& history, std::size_t deal) {
  const std::uint8_t code = recorded_outcome(history.recorded, deal);
  if (code == no_outcome || code == static_cast<std::uint8_t>(Outcome::open)) return {};
  const Day closed = recorded_closing_day(history.recorded, deal);
  if (closed == no_day || closed > history.request.as_of) return {};
  return {(std::int64_t{closed} + 1) * micros_per_day,
          code == static_cast<std::uint8_t>(Outcome::won)};
}

/// Orders and judges the events of one partition at a time.
class PartitionWork {
 public:
  struct Output {
    CivilMicros* at;
    std::int32_t* row;
    std::uint8_t* stage;
    std::uint8_t* move;
  };

  PartitionWork(const EventColumns& columns, const JudgementTable& judge, const StageBits& bits,
                HistoryData& history, const std::vector<Day>& expected)
      : columns_(columns), judge_(judge), bits_(bits), history_(history), expected_(expected) {}

  /// Writes the events kept from `out` on; returns how many.
  std::int64_t run(const EventRecord* records, std::int64_t count, std::int64_t first_deal,
                   std::int64_t deals, Output out) {
    sort_by_deal(records, count, deals);
    std::int64_t kept = 0;
    std::int64_t from = 0;
    for (std::int64_t d = 0; d < deals; ++d) {
      const std::int64_t to = ends_[static_cast<std::size_t>(d)];
      const std::span<EventRecord> events(sorted_.data() + from,
                                          static_cast<std::size_t>(to - from));
      order(events);
      const auto deal = static_cast<std::size_t>(first_deal + d);
      const std::int64_t written = walk(deal, events, out, kept);
      history_.first_event[deal + 1] = static_cast<std::int32_t>(written);
      summarise(deal, out.row + kept, written);
      kept += written;
      from = to;
    }
    return kept;
  }

  std::vector<FaultRow> take_faults() { return std::exchange(faults_, {}); }

 private:
  /// Counting sort by deal; stable, so a deal's events keep the order of rows.
  void sort_by_deal(const EventRecord* records, std::int64_t count, std::int64_t deals) {
    ends_.assign(static_cast<std::size_t>(deals) + 1, 0);
    for (std::int64_t i = 0; i < count; ++i)
      ++ends_[records[i].deal() + 1];
    std::partial_sum(ends_.begin(), ends_.end(), ends_.begin());
    sorted_.resize(static_cast<std::size_t>(count));
    for (std::int64_t i = 0; i < count; ++i) {
      sorted_[static_cast<std::size_t>(ends_[records[i].deal()]++)] = records[i];
    }
  }

  static bool earlier(const EventRecord& a, const EventRecord& b) noexcept { return a.at < b.at; }

  /// Puts each event where the number of earlier ones says. The events of a
  /// deal come in no order a processor could foresee: comparing all pairs
  /// without a branch beats sorting.
  void order_by_rank(std::span<EventRecord> events) {
    std::array<std::uint8_t, most_ranked> rank{};
    std::array<EventRecord, most_ranked> before;
    const std::size_t n = events.size();
    for (std::size_t i = 0; i < n; ++i) {
      before[i] = events[i];
      std::uint8_t own = rank[i];
      for (std::size_t j = i + 1; j < n; ++j) {
        const std::uint8_t later = events[j].at < before[i].at ? 1 : 0;
        own = static_cast<std::uint8_t>(own + later);
        rank[j] = static_cast<std::uint8_t>(rank[j] + 1 - later);
      }
      rank[i] = own;
    }
    for (std::size_t i = 0; i < n; ++i)
      events[rank[i]] = before[i];
  }

  void order(std::span<EventRecord> events) {
    if (events.size() > most_ranked) {
      std::stable_sort(events.begin(), events.end(), earlier);
    } else if (events.size() > 1) {
      order_by_rank(events);
    }
    bool ties = false;
    for (std::size_t i = 1; i < events.size(); ++i)
      ties |= events[i].at == events[i - 1].at;
    if (ties || columns_.seq != nullptr) settle_ties(events);
  }

  std::optional<std::int64_t> seq(const EventRecord& event) const {
    return columns_.seq == nullptr ? std::nullopt : columns_.seq->integer(event.row);
  }

  /// Order within one moment: seq (unknown last), else stage.
  int compare_place(const EventRecord& a, const EventRecord& b) const {
    const auto x = seq(a);
    const auto y = seq(b);
    if (x.has_value() != y.has_value()) return x.has_value() ? -1 : 1;
    if (x && *x != *y) return *x < *y ? -1 : 1;
    return static_cast<int>(a.stage()) - static_cast<int>(b.stage());
  }

  /// Order by what the events say beside time, seq and stage.
  int compare_content(const EventRecord& a, const EventRecord& b) const {
    for (const auto* column :
         {columns_.process, columns_.actor, columns_.amount, columns_.expected_close_on}) {
      if (column == nullptr) continue;
      if (const int order = column->compare(a.row, b.row); order != 0) return order;
    }
    return 0;
  }

  void settle_ties(std::span<EventRecord> events) {
    const auto before = [this](const EventRecord& a, const EventRecord& b) {
      if (a.at != b.at) return a.at < b.at;
      if (const int place = compare_place(a, b); place != 0) return place < 0;
      if (const int content = compare_content(a, b); content != 0) return content < 0;
      return a.row < b.row;
    };
    std::sort(events.begin(), events.end(), before);
    for (std::size_t i = 1; i < events.size(); ++i) {
      const EventRecord& first = events[i - 1];
      EventRecord& again = events[i];
      if (first.at != again.at || compare_place(first, again) != 0) continue;
      const bool same = compare_content(first, again) == 0;
      drop(again, same ? Fault::duplicate : Fault::tie_that_matters,
           same ? "opportunity_id" : "entered_at");
    }
    std::int64_t highest = INT64_MIN;
    for (EventRecord& event : events) {
      const auto number = seq(event);
      if (!number || event.is_set_aside()) continue;
      if (*number < highest) {
        drop(event, Fault::time_going_back, "entered_at");
      } else {
        highest = *number;
      }
    }
  }

  void drop(EventRecord& event, Fault fault, std::string_view column) {
    faults_.push_back({FaultTable::stage_events, fault, true, event.row, column});
    event.set_aside();
  }

  std::int64_t walk(std::size_t deal, std::span<const EventRecord> events, const Output& out,
                    std::int64_t at) {
    const RecordedClosing closing = recorded_closing(history_, deal);
    std::size_t previous = max_stages;
    std::uint64_t reached = 0;
    std::uint64_t advanced = 0;
    std::int64_t written = 0;
    for (const EventRecord& event : events) {
      const std::uint8_t stage = event.stage();
      const std::uint8_t judged = judge_(previous, stage);
      const bool closed = event.at >= closing.end && bits_.before_closing[stage] &&
                          !(closing.won && bits_.is_won[stage]);
      if (event.is_set_aside()) [[unlikely]]
        continue;
      if (closed || (judged & after_closing_flag) != 0) [[unlikely]] {
        faults_.push_back(
            {FaultTable::stage_events, Fault::event_after_closing, true, event.row, "entered_at"});
        continue;
      }
      advanced |= reached & bits_.lower[stage];
      reached |= bits_.bit[stage];
      const std::int64_t place = at + written++;
      out.at[place] = event.at;
      out.row[place] = event.row;
      out.stage[place] = stage;
      out.move[place] = judged & (move_mask | illegal_flag);
      previous = stage;
    }
    history_.reached[deal] = reached;
    history_.advanced[deal] = advanced;
    return written;
  }

  /// Latest amount and changes of the expected date, from the rows kept.
  void summarise(std::size_t deal, const std::int32_t* rows, std::int64_t count) {
    if (columns_.amount != nullptr) {
      for (std::int64_t i = count; i-- > 0;) {
        const auto amount = columns_.amount->integer(rows[i]);
        if (!amount) continue;
        history_.recorded.amount_minor[deal] = *amount;
        history_.recorded.has_amount[deal] = 1;
        break;
      }
    }
    if (!history_.slips) return;
    Day first = no_day;
    Day last = no_day;
    std::int32_t slips = 0;
    for (std::int64_t i = 0; i < count; ++i) {
      const Day expected = expected_[static_cast<std::size_t>(rows[i])];
      if (expected == impossible_day) {
        faults_.push_back({FaultTable::stage_events, Fault::impossible_date, false, rows[i],
                           "expected_close_on"});
      }
      if (expected == no_day || expected == impossible_day) continue;
      if (first == no_day) first = expected;
      if (last != no_day && expected > last) ++slips;
      last = expected;
    }
    history_.slips->slips[deal] = slips;
    history_.slips->days[deal] = last == no_day ? 0 : last - first;
    history_.slips->latest[deal] = last;
  }

  const EventColumns& columns_;
  const JudgementTable& judge_;
  const StageBits& bits_;
  HistoryData& history_;
  const std::vector<Day>& expected_;
  std::vector<std::int64_t> ends_;
  std::vector<EventRecord> sorted_;
  std::vector<FaultRow> faults_;
};

/// Work areas that are done with one partition and free for another: as many as
/// there are threads, so that their memory is touched for the first time once.
class IdleWork {
 public:
  using Work = std::unique_ptr<PartitionWork>;

  /// An idle one, or what `make` gives.
  template <class Make>
  Work take(Make&& make) {
    {
      const std::lock_guard lock(guard_);
      if (!idle_.empty()) {
        Work work = std::move(idle_.back());
        idle_.pop_back();
        return work;
      }
    }
    return make();
  }
  void give_back(Work work) {
    const std::lock_guard lock(guard_);
    idle_.push_back(std::move(work));
  }

 private:
  std::mutex guard_;
  std::vector<Work> idle_;
};

/// Frees each slab of records when its last partition is done.
class SlabRelease {
 public:
  explicit SlabRelease(EventPartitions& partitions)
      : partitions_(partitions), left_(partitions.slabs.size()) {
    for (std::int64_t p = 0; p < partitions.count(); ++p)
      ++left_[slab_of(p)];
  }

  void done(std::int64_t partition) {
    if (--left_[slab_of(partition)] == 0) {
      partitions_.slabs[slab_of(partition)] = Buffer<EventRecord>();
    }
  }

 private:
  std::size_t slab_of(std::int64_t partition) const noexcept {
    return static_cast<std::size_t>(partition / partitions_.partitions_per_slab);
  }

  EventPartitions& partitions_;
  std::vector<std::atomic<std::int64_t>> left_;
};

/// Closes the holes that dropped events left between partitions.
void close_holes(PartitionWork::Output out, const std::vector<std::int64_t>& first,
                 const std::vector<std::int64_t>& kept) {
  std::int64_t end = 0;
  for (std::size_t p = 0; p < kept.size(); ++p) {
    if (end != first[p]) {
      const std::int64_t from = first[p];
      const std::int64_t to = from + kept[p];
      std::copy(out.at + from, out.at + to, out.at + end);
      std::copy(out.row + from, out.row + to, out.row + end);
      std::copy(out.stage + from, out.stage + to, out.stage + end);
      std::copy(out.move + from, out.move + to, out.move + end);
    }
    end += kept[p];
  }
}

/// Splits the legal flag from the moves into a bitmap of its own.
void split_legal(std::int64_t events, std::uint8_t* moves, std::uint8_t* legal,
                 const PartRunner& runner) {
  runner(parts_of(events), 0.92, 0.95, [&](std::int64_t part) {
    const std::int64_t end = std::min(events, (part + 1) * rows_per_part);
    for (std::int64_t from = part * rows_per_part; from < end; from += 8) {
      std::uint8_t bits = 0;
      for (std::int64_t i = 0; i < std::min<std::int64_t>(8, end - from); ++i) {
        const std::uint8_t allowed = (moves[from + i] & illegal_flag) == 0 ? 1 : 0;
        bits = static_cast<std::uint8_t>(bits | allowed << i);
        moves[from + i] &= move_mask;
      }
      legal[from >> 3] = bits;
    }
  });
}

void prepare(const EventColumns& columns, HistoryData& history) {
  const auto deals = static_cast<std::size_t>(history.deals);
  if (columns.amount != nullptr && history.recorded.amount_minor.empty()) {
    history.recorded.amount_minor.assign(deals, 0);
    history.recorded.has_amount.assign(deals, 0);
  }
  if (columns.expected_close_on != nullptr) {
    history.slips.emplace();
    history.slips->slips.assign(deals, 0);
    history.slips->days.assign(deals, 0);
    history.slips->latest.assign(deals, no_day);
  }
}

}  // namespace

void order_events(const EventColumns& columns, EventPartitions partitions, HistoryData& history,
                  const PartRunner& runner, Budget& budget) {
  prepare(columns, history);
  std::vector<Day> expected;
  if (columns.expected_close_on != nullptr) {
    std::vector<std::int64_t> impossible;
    expected =
        read_days(*columns.expected_close_on, [&](std::int64_t row) { impossible.push_back(row); });
    for (const std::int64_t row : impossible) {
      expected[static_cast<std::size_t>(row)] = impossible_day;
    }
  }
  const auto events = static_cast<std::size_t>(partitions.events);
  Buffer<CivilMicros> at(events, budget);
  Buffer<std::int32_t> row(events, budget);
  Buffer<std::uint8_t> stage(events, budget);
  Buffer<std::uint8_t> move(events, budget);
  const PartitionWork::Output out{at.data(), row.data(), stage.data(), move.data()};

  const JudgementTable judge(history.definition());
  const StageBits bits = stage_bits(history.definition());
  SlabRelease release(partitions);
  IdleWork idle;
  std::vector<std::int64_t> kept(static_cast<std::size_t>(partitions.count()));
  std::vector<std::vector<FaultRow>> faults(kept.size());
  runner(partitions.count(), 0.55, 0.92, [&](std::int64_t p) {
    const auto part = static_cast<std::size_t>(p);
    const std::int64_t first_deal = p << partitions.shift;
    const std::int64_t deals =
        std::min(history.deals - first_deal, std::int64_t{1} << partitions.shift);
    const std::int64_t first = partitions.first[part];
    auto work = idle.take(
        [&] { return std::make_unique<PartitionWork>(columns, judge, bits, history, expected); });
    kept[part] =
        work->run(partitions.records(p), partitions.first[part + 1] - first, first_deal, deals,
                  {out.at + first, out.row + first, out.stage + first, out.move + first});
    faults[part] = work->take_faults();
    idle.give_back(std::move(work));
    release.done(p);
  });
  for (const auto& some : faults) {
    history.faults.insert(history.faults.end(), some.begin(), some.end());
  }

  close_holes(out, partitions.first, kept);
  std::partial_sum(history.first_event.begin(), history.first_event.end(),
                   history.first_event.begin());
  history.events = history.first_event.back();
  Buffer<std::uint8_t> legal(static_cast<std::size_t>(history.events / 8 + 1), budget);
  split_legal(history.events, move.data(), legal.data(), runner);
  history.at = std::move(at).share();
  history.row = std::move(row).share();
  history.stage = std::move(stage).share();
  history.move = std::move(move).share();
  history.legal = std::move(legal).share();
}

}  // namespace sandan::process
