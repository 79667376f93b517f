#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sandan/core.hpp"

/// What the questions about quotas ask. Every field is in
/// data/schemas/requests.schema.json with its meaning.
namespace sandan {

/// Codes of nodes by axis: {"sales": "team_3", "product": "erp"}.
using QuotaPlace = std::map<std::string, std::string, std::less<>>;

struct QuotaBuildRequest {
  /// Current values, such as open pipeline and who is in which team, are those
  /// of the end of this day; nothing: the day before the plan's period.
  std::optional<Day> as_of;
  std::string reason;  ///< of this version
  bool values = true;  ///< false: no cell values in messages

  static QuotaBuildRequest parse(std::string_view json);
};

/// Periods of the plan's calendar.
enum class QuotaPeriod : std::uint8_t { all, year, quarter, month, week, day };

struct TargetsRequest {
  /// Level wanted per axis; axes not named: their whole. "*" gives all levels.
  std::map<std::string, std::string, std::less<>> levels;
  QuotaPeriod period = QuotaPeriod::all;
  std::optional<Day> from;  ///< periods that begin before are cut
  std::optional<Day> to;
  QuotaPlace at;                   ///< only what lies at or below these nodes
  std::vector<std::string> tiers;  ///< empty: all
  bool zeros = true;               ///< false: no rows of amount 0
  std::int64_t max_rows = 20'000'000;
  std::string language = "en";

  static TargetsRequest parse(std::string_view json);
};

struct ProofRequest {
  QuotaPeriod period = QuotaPeriod::month;  ///< finest period of the sums listed
  bool only_broken = false;                 ///< list sums that differ alone

  static ProofRequest parse(std::string_view json);
};

struct PaceRequest {
  Day as_of = 0;
  /// Keys of the rows: "total", axes ("sales" with all its levels, "product"…),
  /// one level of an axis ("sales.team_id"), a unit of periods ("month"), columns
  /// of actuals or accounts ("region", "industry").
  std::vector<std::string> by = {"sales"};
  QuotaPeriod period = QuotaPeriod::all;  ///< the period told: that holding as_of
  std::string kind = "order";             ///< of actuals: order or collection
  std::string tier;                       ///< empty: the plan's first
  std::string currency;                   ///< empty: the plan's
  double confidence = 0.8;                ///< of landings
  std::int64_t min_n = 8;                 ///< working weeks of history a landing takes
  bool strict = false;

  static PaceRequest parse(std::string_view json);
};

struct ReplanRequest {
  enum class Frozen : std::uint8_t { plan, actuals };
  enum class Carry : std::uint8_t { none, rep, pooled };
  Day from = 0;  ///< the first day that may change
  /// What stands for the past: its targets, or what was brought.
  Frozen past = Frozen::actuals;
  /// The part of the past that was missed or exceeded: dropped, carried by
  /// each line itself, or by all in proportion to what remains.
  Carry carry = Carry::rep;
  std::string kind = "order";
  std::optional<Minor> total_minor;  ///< a new total; nothing: the plan's
  QuotaPlace at;                     ///< re-plan only this node, the rest stays
  std::string reason;

  static ReplanRequest parse(std::string_view json);
};

struct QuotaDiffRequest {
  std::map<std::string, std::string, std::less<>> levels;
  QuotaPeriod period = QuotaPeriod::month;
  bool only_changes = true;

  static QuotaDiffRequest parse(std::string_view json);
};

struct ActivityTargetsRequest {
  Day as_of = 0;
  QuotaPeriod period = QuotaPeriod::week;
  std::string level;  ///< of the sales axis; empty: its leaves
  /// Stages of the process by meaning; nothing: by the vocabulary of activities.
  std::string proposal_stage;
  std::vector<std::string> visit_kinds = {"visit", "meeting", "demo"};
  std::vector<std::string> call_kinds = {"call"};
  std::int64_t min_n = 20;  ///< trials below which a rep's rate is its team's
  double confidence = 0.8;
  std::optional<double> own_found_share;  ///< of wins that need no lead of marketing
  bool strict = false;                    ///< the first faulty row is an error

  static ActivityTargetsRequest parse(std::string_view json);
};

struct HeadCountRequest {
  Day as_of = 0;
  std::optional<Minor> per_head_minor;  ///< a year's amount of an experienced rep; nothing: own
  std::vector<std::int32_t> ramp_ppm;   ///< productivity by month since hiring; empty: plan's
  std::optional<double> attrition;      ///< share of reps leaving in a year; nothing: own history
  std::int32_t lead_workdays = 60;      ///< from opening a position to the first day
  double quantile = 0.5;                ///< of own productivity, taken as a head's
  double experienced_share = 0;         ///< of the hires, who need no ramp-up

  static HeadCountRequest parse(std::string_view json);
};

struct PrinciplesRequest {
  Day as_of = 0;
  std::string language = "en";

  static PrinciplesRequest parse(std::string_view json);
};

struct QuartilesRequest {
  std::vector<std::string> within;  ///< columns of reps that make groups, such as role
  std::string team = "team_id";
  /// amount_minor, orders, customers, new_customers, or a column of reps.
  std::string measure = "amount_minor";
  std::string kind = "order";
  std::optional<Day> from;
  std::optional<Day> to;
  std::int64_t min_n = 8;  ///< members of a group that may be divided
  double confidence = 0.9;

  static QuartilesRequest parse(std::string_view json);
};

struct ShapesRequest {
  QuotaPeriod period = QuotaPeriod::month;
  std::vector<std::string> by;  ///< series: columns of actuals; empty: one
  std::vector<std::string> candidates = {"equal", "workdays", "last_year", "mean", "blend"};
  std::int32_t test_years = 1;  ///< last whole years held out, one by one
  std::string kind = "order";

  static ShapesRequest parse(std::string_view json);
};

struct AllocateRequest {
  Minor total_minor = 0;
  Minor round_to_minor = 1;

  static AllocateRequest parse(std::string_view json);
};

struct RakeRequest {
  double tolerance = 1e-10;  ///< greatest relative deviation of a total
  std::int32_t max_iterations = 10'000;

  static RakeRequest parse(std::string_view json);
};

struct RoundRequest {
  double unit = 1;
  bool optimal = true;  ///< false: next to the values, without the least deviation

  static RoundRequest parse(std::string_view json);
};

}  // namespace sandan
