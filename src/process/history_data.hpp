#pragma once

#include <climits>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/buffer.hpp"
#include "core/parallel.hpp"
#include "core/result_table.hpp"
#include "process/definition.hpp"
#include "process/faults.hpp"
#include "sandan/process.hpp"

namespace sandan::process {

inline constexpr Day no_day = INT32_MIN;
inline constexpr std::uint8_t no_stage = 0xff;
inline constexpr std::uint8_t no_outcome = 0xff;

/// A column that deals can be grouped by.
struct KeyColumn {
  enum class Kind : std::uint8_t { text, integer, boolean, day };

  std::string name;  ///< as asked for, such as "product" or "accounts.industry"
  Kind kind = Kind::text;
  /// A code per deal, -1 for unknown; days themselves (no_day) of a date.
  std::vector<std::int32_t> codes;
  std::vector<std::string> texts;      ///< of text codes
  std::vector<std::int64_t> integers;  ///< of integer codes
};

/// What `opportunities` records, a row a deal. An absent column is an empty
/// vector.
struct DealColumns {
  std::vector<Day> created_on;
  std::vector<Day> expected_close_on;
  std::vector<Day> closed_on;
  std::vector<Day> won_on;
  std::vector<Day> completed_on;
  std::vector<Day> waiting_until;
  std::vector<std::int32_t> waiting_reason;  ///< codes, -1 for none
  std::vector<std::string> waiting_reasons;
  std::vector<std::uint8_t> outcome;  ///< Outcome or no_outcome
  std::vector<std::uint8_t> stage;    ///< current stage index or no_stage
  std::vector<std::int64_t> amount_minor;
  std::vector<std::uint8_t> has_amount;
  std::vector<std::int32_t> currency;  ///< codes, -1 unknown
  std::vector<std::string> currencies;
  bool has_currency = false;  ///< the table has the column, also without a deal
};

/// The recorded outcome, or no_outcome; a day of winning says won.
std::uint8_t recorded_outcome(const DealColumns& deals, std::size_t deal);
/// The recorded day of winning of a won deal, else of closing, or no_day.
Day recorded_closing_day(const DealColumns& deals, std::size_t deal);

/// Changes of the expected closing date seen in a deal's events.
struct SlipColumns {
  std::vector<std::int32_t> slips;  ///< times it moved later
  std::vector<std::int32_t> days;   ///< last minus first
  std::vector<Day> latest;          ///< last stated, no_day for none
};

/// Receivables of the deals, in the order of the table's rows that count.
struct ReceivableColumns {
  std::vector<std::int32_t> deal;
  std::vector<Day> due_on;
  std::vector<std::int64_t> amount_minor;
  std::vector<std::int64_t> collected_minor;  ///< as of the day
  std::vector<std::uint8_t> not_as_of;        ///< collected on an unknown day
};

/// The frozen history: events by deal and time, and what deals record.
struct HistoryData {
  HistoryData(Process of, HistoryRequest asked)
      : process(std::move(of)), request(std::move(asked)) {}

  Process process;
  HistoryRequest request;
  std::string request_text;
  std::int64_t deals = 0;
  std::int64_t events = 0;

  /// Ids as a result column: int64, or dictionary of text by position.
  results::Column ids;

  // Events, sorted by deal, then by decisions on order of the process module.
  std::shared_ptr<const CivilMicros> at;
  std::shared_ptr<const std::int32_t> row;
  std::shared_ptr<const std::uint8_t> stage;
  std::shared_ptr<const std::uint8_t> move;
  std::shared_ptr<const std::uint8_t> legal;  ///< bitmap
  std::vector<std::int32_t> first_event;      ///< deals + 1
  bool events_are_days = true;                ///< no event has a time of day

  /// Per deal, 1 where there are events after as_of; its current values are
  /// then known to be later ones. Empty: none.
  std::vector<std::uint8_t> later;

  // Per deal, a bit a stage: entered, and left for a later one in the line.
  std::vector<std::uint64_t> reached;
  std::vector<std::uint64_t> advanced;

  DealColumns recorded;
  std::optional<SlipColumns> slips;
  std::optional<ReceivableColumns> receivables;  ///< nothing: no such table
  std::vector<KeyColumn> keys;

  std::vector<FaultRow> faults;
  results::Column fault_ids;  ///< ids of faulty rows, by fault
  std::vector<std::optional<std::string>> fault_values;
  std::int64_t other_process = 0;  ///< events of another process, left out
  std::int64_t unseen = 0;         ///< events after as_of, and of unseen deals
  std::int64_t unseen_deals = 0;   ///< deals created after as_of

  const Definition& definition() const noexcept { return process.definition(); }
  std::int32_t event_count(std::int64_t deal) const noexcept {
    const auto d = static_cast<std::size_t>(deal);
    return first_event[d + 1] - first_event[d];
  }
  bool is_legal(std::int64_t event) const noexcept {
    return (legal.get()[event >> 3] >> (event & 7) & 1) != 0;
  }
};

/// Where a deal stands as of the day of the history; 16 bytes.
struct Standing {
  enum class Source : std::uint8_t { event, current_value, none };
  static constexpr CivilMicros not_closed = INT64_MIN;

  /// When the deal was closed: to the microsecond where an event says so,
  /// else the start of the day; not_closed also when the moment is unknown.
  CivilMicros closed_at = not_closed;
  Day completed_on = no_day;
  std::uint8_t stage = no_stage;
  Outcome outcome = Outcome::open;
  Source source = Source::none;
  bool not_as_of : 1 = false;         ///< stage or outcome read from a current value
  bool closed_to_the_day : 1 = true;  ///< closed_at has no time of day

  Day closed_on() const noexcept {
    return closed_at == not_closed ? no_day : day_of_moment(closed_at);
  }
  Day won_on() const noexcept { return outcome == Outcome::won ? closed_on() : no_day; }
};

Standing standing_of(const HistoryData& history, std::int64_t deal);

/// The standing of every deal.
std::vector<Standing> standings_of(const HistoryData& history, const PartRunner& runner,
                                   Budget& budget);

/// Recorded creation, else the day of the first event; no_day for neither.
Day created_on(const HistoryData& history, std::int64_t deal);

/// Stage bits of `reached` and `advanced` that count, also for a deal without
/// events, which counts by its current stage.
struct Progress {
  std::uint64_t reached = 0;
  std::uint64_t advanced = 0;
};
Progress progress_of(const HistoryData& history, std::int64_t deal, const Standing& standing);

/// Time from creation to closing; whole days unless both are known to the
/// microsecond. Nothing when either is unknown or closing comes first.
std::optional<std::int64_t> cycle_micros(const HistoryData& history, std::int64_t deal,
                                         const Standing& standing);
/// The same in days.
std::optional<double> cycle_days(const HistoryData& history, std::int64_t deal,
                                 const Standing& standing);

}  // namespace sandan::process
