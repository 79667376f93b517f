#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "sandan/calendar.hpp"
#include "sandan/core.hpp"

namespace sandan {

class Policy;

namespace process {
struct Definition;
struct HistoryData;
}  // namespace process

/// A compiled sales process: immutable, cheap to copy, shared by threads.
class Process {
 public:
  /// Compiles a process document ("sandan": "process/1"). Throws
  /// Error{parse | document | unsupported | limit} with a JSON pointer.
  static Process compile(std::string_view json);

  /// The document in canonical form and its digest.
  const std::string& to_json() const noexcept;
  const std::string& digest() const noexcept;
  const std::string& code() const noexcept;

  /// Tables `stages`, `marks`, `actions`, `evidence`, `facts`; `label` is in
  /// `language` where there is one.
  Result describe(std::string_view language = "en") const;

  /// Table `stage_map`: for each stage of this process the one of `to` it
  /// answers to, and why. `given` overrides by hand: {from, to} codes.
  Result map_stages(const Process& to,
                    const std::vector<std::pair<std::string, std::string>>& given = {}) const;

  const process::Definition& definition() const noexcept { return *definition_; }
  const std::shared_ptr<const process::Definition>& shared() const noexcept { return definition_; }

 private:
  explicit Process(std::shared_ptr<const process::Definition> definition)
      : definition_(std::move(definition)) {}

  std::shared_ptr<const process::Definition> definition_;
};

/// From `utc_micros` on, civil time is UTC plus `offset_seconds`.
struct ZoneTransition {
  std::int64_t utc_micros;
  std::int32_t offset_seconds;
};

/// How a history is built.
struct HistoryRequest {
  Day as_of = 0;        ///< end of this day; later facts are unseen
  bool strict = false;  ///< the first fault is an error instead of a row
  bool values = true;   ///< false: no cell values in fault rows and messages
  /// Columns kept as group keys: names in `opportunities`, `accounts` or
  /// `reps`, also written "accounts.industry". Nothing: every column of the
  /// three that can be a key.
  std::optional<std::vector<std::string>> keys;
  /// Needed exactly when `entered_at` has a time zone: one transition for a
  /// fixed offset, or the zone's list in order of time.
  std::vector<ZoneTransition> zone;

  static HistoryRequest parse(std::string_view json);
};

/// A group key: a column, or the period of a date column.
struct Key {
  std::string column;
  std::optional<Period> period;
};

/// How figures are grouped.
struct Grouping {
  std::vector<Key> by;
  bool rollup = false;  ///< also with the last keys left out, down to none
  std::int64_t max_groups = 1'000'000;
};

/// Keeps deals whose date `of` lies in [from, to].
struct Cohort {
  std::string of;
  std::optional<Day> from;
  std::optional<Day> to;
};

/// When a share is told as a number.
struct Sampling {
  std::int64_t min_n = 30;   ///< below it: insufficient, no number
  double confidence = 0.95;  ///< of intervals
};

struct MovesRequest {
  enum class Rows : std::uint8_t { all, illegal, none };
  Rows only = Rows::all;  ///< which rows `moves` lists; counts are of all

  static MovesRequest parse(std::string_view json);
};

enum class Outcome : std::uint8_t { open, won, lost, cancelled };

struct StateRequest {
  std::vector<Outcome> outcomes;  ///< deals to list; empty: all

  static StateRequest parse(std::string_view json);
};

struct PipelineRequest {
  Grouping grouping;

  static PipelineRequest parse(std::string_view json);
};

struct FunnelRequest {
  enum class Reached : std::uint8_t { entered, passed };
  enum class Part : std::uint8_t { before, after, all };
  Grouping grouping;
  Reached reached = Reached::entered;  ///< passed: also what was skipped over
  Part phase = Part::before;           ///< of the stages listed
  std::optional<Cohort> cohort;
  Sampling sampling;

  static FunnelRequest parse(std::string_view json);
};

struct OutcomesRequest {
  Grouping grouping;
  std::optional<Cohort> cohort;
  Sampling sampling;

  static OutcomesRequest parse(std::string_view json);
};

struct BetweenRequest {
  std::vector<std::pair<std::string, std::string>> pairs;  ///< stage codes
  std::int64_t min_n = 1;

  static BetweenRequest parse(std::string_view json);
};

/// Which time a duration is counted in.
enum class TimeUnit : std::uint8_t { days, workdays };

struct DwellRequest {
  Grouping grouping;
  FunnelRequest::Part phase = FunnelRequest::Part::all;  ///< of the stages listed
  std::optional<Cohort> cohort;
  Sampling sampling{1, 0.95};

  static DwellRequest parse(std::string_view json);
};

struct SurvivalRequest {
  std::string from = "created";  ///< where the clock starts: or a stage's first entry
  std::string to = "won";        ///< what is waited for: or a stage, or one beyond it
  std::vector<std::int32_t> horizons = {30, 60, 90, 180, 365};  ///< in order
  TimeUnit unit = TimeUnit::days;
  bool curve = false;  ///< also the table `survival_curve`
  Grouping grouping;
  std::optional<Cohort> cohort;
  Sampling sampling;

  static SurvivalRequest parse(std::string_view json);
};

struct StallsRequest {
  double quantile = 0.9;            ///< of the process's own stays, where no duration is expected
  std::int64_t min_n = 30;          ///< stays that quantile takes at least
  std::vector<std::string> keys;    ///< columns of the deals to list beside them
  std::vector<std::string> stages;  ///< to look at; empty: all
  double confidence = 0.95;         ///< of intervals

  static StallsRequest parse(std::string_view json);
};

struct VelocityRequest {
  enum class Cycle : std::uint8_t { mean, median };
  Grouping grouping;
  std::optional<Cohort> cohort;  ///< of the closed deals; open ones always count
  Cycle cycle = Cycle::mean;
  Sampling sampling;

  static VelocityRequest parse(std::string_view json);
};

struct CompareRequest {
  std::string of = "owner_id";        ///< key whose values are compared: the reps
  std::optional<std::string> within;  ///< key whose values are teams; nothing: all are one
  FunnelRequest::Reached reached = FunnelRequest::Reached::entered;
  std::optional<Cohort> cohort;
  Sampling sampling;
  std::int64_t teachers = 3;  ///< named at most for each rep's weakest stage
  std::int64_t max_groups = 1'000'000;

  static CompareRequest parse(std::string_view json);
};

struct ReceivablesRequest {
  Grouping grouping;
  std::vector<std::int32_t> ages = {30, 60, 90};  ///< upper ends of overdue days, in order
  std::vector<std::string> keys;                  ///< columns of the deals to list in `uncollected`

  static ReceivablesRequest parse(std::string_view json);
};

struct GatesRequest {
  std::string to = "next";  ///< stage to enter: the next one, "all" later ones, or a code
  std::vector<Outcome> outcomes = {Outcome::open};  ///< deals to judge; empty: all
  std::vector<std::string> keys;                    ///< columns of the deals to list beside them
  std::int64_t steps = 100'000;  ///< of the search for the fewest actions, for one gate

  static GatesRequest parse(std::string_view json);
};

struct GaugesRequest {
  std::string mode = "mode";             ///< output of the policy: close, nurture or find
  std::string max_gap = "max_gap_days";  ///< output: longest days between contacts
  Sampling sampling;

  static GaugesRequest parse(std::string_view json);
};

/// The stage history of a book of deals as of a day: immutable, cheap to
/// copy, shared by threads. It copies what it needs of the tables.
class History {
 public:
  /// Reads `opportunities` (required), `stage_events`, `accounts`, `reps` and
  /// `receivables`.
  /// Throws Error{schema | data | invalid_argument | limit | no_memory |
  /// cancelled}.
  static History build(const Process& process, const Tables& tables, const HistoryRequest& request,
                       const Run& run = {});

  /// Tables `faults` and `fault_counts`.
  Result faults() const;
  /// Tables `moves` and `move_counts`.
  Result moves(const MovesRequest& request = {}, const Run& run = {}) const;
  /// Table `state`: one row a deal, in the order of `opportunities`.
  Result state(const StateRequest& request = {}, const Run& run = {}) const;
  /// Table `pipeline`: open deals and value by stage, layer and keys.
  Result pipeline(const PipelineRequest& request = {}, const Run& run = {}) const;
  /// Table `funnel`: reached, advanced, lost, pending and conversion.
  Result funnel(const FunnelRequest& request = {}, const Run& run = {}) const;
  /// Table `outcomes`: open, won, lost, cancelled, win rate and cycle.
  Result outcomes(const OutcomesRequest& request = {}, const Run& run = {}) const;
  /// Table `between`: days from one stage's first entry to another's.
  Result between(const BetweenRequest& request, const Run& run = {}) const;

  /// Table `dwell`: how long deals stay in each stage. A calendar adds the
  /// same in working days, here and below.
  Result dwell(const DwellRequest& request = {}, const Calendar* calendar = nullptr,
               const Run& run = {}) const;
  /// Table `survival`: the share of deals converted, lost and cancelled by
  /// each horizon, with those still open counted as censored; on request
  /// `survival_curve`.
  Result survival(const SurvivalRequest& request = {}, const Calendar* calendar = nullptr,
                  const Run& run = {}) const;
  /// Tables `stalls`, `waiting` and `stall_limits`: open deals that stay
  /// longer than expected, those of them that wait for a known reason, and
  /// what was taken as too long.
  Result stalls(const StallsRequest& request = {}, const Calendar* calendar = nullptr,
                const Run& run = {}) const;
  /// Table `velocity`: value won a day, with its parts.
  Result velocity(const VelocityRequest& request = {}, const Calendar* calendar = nullptr,
                  const Run& run = {}) const;
  /// Tables `compare`, `weak_skills` and `teachers`: conversion of each rep by
  /// stage against the rest of the team. Decision support, about persons.
  Result compare(const CompareRequest& request = {}, const Run& run = {}) const;
  /// Tables `receivables`, `overdue`, `after_order` and `uncollected`, of
  /// table `receivables` of the history.
  Result receivables(const ReceivablesRequest& request = {}, const Run& run = {}) const;
  /// Tables `gates`, `gate_marks`, `gate_actions`, `gate_faults` and
  /// `gate_fault_counts`: whether deals may enter stages by the marks that
  /// `opportunities` of `tables` says hold, and what would open the gate.
  Result gates(const Tables& tables, const GatesRequest& request = {}, const Run& run = {}) const;
  /// Tables `gauges` and `gauge_close`: deals to close, lines contacted on time
  /// and completeness of the list, by the policy that grades the lines of
  /// `tables` and by `opportunities`, `activities`, `accounts` and `universe`
  /// as far as they are there.
  Result gauges(const Policy& policy, const Tables& tables, const GaugesRequest& request = {},
                const Run& run = {}) const;

 private:
  explicit History(std::shared_ptr<const process::HistoryData> data) : data_(std::move(data)) {}

  std::shared_ptr<const process::HistoryData> data_;
};

/// JSON: the tables and columns the module reads.
std::string process_input_schema();
/// JSON: the module's result tables and columns.
std::string process_output_schema();

}  // namespace sandan
