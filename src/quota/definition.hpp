#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sandan/calendar.hpp"
#include "sandan/core.hpp"
#include "sandan/quota.hpp"

/// A plan document, read and checked.
namespace sandan::quota {

struct BlendPart;

/// What shares are taken from.
struct Weights {
  enum class By : std::uint8_t {
    equal,      ///< every node, or every calendar day, alike
    given,      ///< weights of nodes or periods in the document or `quota_nodes`
    actuals,    ///< what was brought in [from, to] by the place itself
    pipeline,   ///< open opportunities as of the build's day
    potential,  ///< a column of `reps` or `quota_nodes`
    capacity,   ///< capacity × ramp-up × working days taken part in
    workdays,   ///< working days: of the time axis, or those a node takes part in
    blend,
  };
  enum class Of : std::uint8_t { own, parent, company };

  By by = By::equal;
  Of of = Of::own;          ///< of actuals: whose shape
  std::optional<Day> from;  ///< of actuals; nothing: the year before the plan
  std::optional<Day> to;
  std::string kind = "order";  ///< of actuals
  std::string column = "potential";
  /// Of actuals: weight of the parent's shape in units of `shrink_minor` of own
  /// history; nothing: none; 0: estimated from the spread among siblings.
  std::optional<Minor> shrink_minor;
  QuotaPeriod unit = QuotaPeriod::month;             ///< of shapes over time: periods compared
  std::map<std::string, double, std::less<>> given;  ///< by node or period code
  std::vector<BlendPart> blend;
  std::string pointer;  ///< in the document, for refusals
};

/// A part of a blend: the parts' ppm add up to 1,000,000.
struct BlendPart {
  std::int32_t ppm;
  Weights weights;
};

/// Where an axis' nodes come from.
struct TreeSource {
  enum class From : std::uint8_t { nodes, levels, managers, table };
  struct Node {
    std::string code;
    Labels label;
    std::string parent;  ///< empty: below the root
    std::optional<Day> from;
    std::optional<Day> to;
    std::string pointer;
  };

  /// Of `levels`: what becomes of a rep who takes part in the plan without a
  /// value of a level, such as one who is in no team.
  enum class Unplaced : std::uint8_t {
    refuse,     ///< the tables are refused, with the rep's row
    keep,       ///< a node of the code "none" stands for the value
    leave_out,  ///< the rep takes no part on those days
  };

  From from = From::nodes;
  Unplaced unplaced = Unplaced::refuse;
  std::vector<Node> nodes;          ///< of `nodes`
  std::vector<std::string> levels;  ///< of `levels`: columns of reps, highest first, then rep_id
  std::vector<std::string> level_names;  ///< of `nodes`, `managers`, `table`, by depth
};

/// Over-assignment: the nodes of a level together are given so much more than
/// the level above.
struct Padding {
  std::string level;
  std::int32_t ppm = 0;
};

struct Axis {
  std::string code;
  Labels label;
  TreeSource tree;
  Weights weights;
  std::vector<Padding> padding;  ///< of the sales axis
  std::string pointer;
};

struct Tier {
  std::string code;
  Labels label;
  std::int64_t share_ppm = 1'000'000;  ///< of the plan's total
};

/// A limit on what a place gets in a period.
struct Constraint {
  enum class Kind : std::uint8_t { floor, cap, fixed, growth };

  std::string code;
  Labels label;
  QuotaPlace at;  ///< axes not named: their whole
  QuotaPeriod unit = QuotaPeriod::all;
  std::string period;  ///< code of a period of the calendar; empty: the whole plan
  Kind kind = Kind::floor;
  Minor amount_minor = 0;       ///< of floor, cap and fixed
  std::int64_t growth_ppm = 0;  ///< of growth: at least last year's actuals × (1 + growth)
  std::string pointer;          ///< in the document, or empty for a row of quota_constraints
  std::int64_t row = -1;        ///< in quota_constraints
};

/// What the second principle asks: where the amounts are to come from.
struct Basis {
  struct Part {
    std::string from;  ///< existing, new, market, competition
    std::optional<Minor> amount_minor;
    Labels label;
  };
  std::vector<Part> parts;
};

/// A quarter's focus. With a place, what lies there weighs more in it.
struct Focus {
  std::string quarter;
  Labels label;
  std::string goal;  ///< code that work items refer to
  QuotaPlace at;
  std::int32_t weight_ppm = 1'000'000;
  std::string pointer;
};

/// Hires and leavers of the plan, beside those the table `reps` knows.
struct Ramp {
  std::vector<std::int32_t> ppm = {1'000'000};  ///< by whole month since hiring; the last stays
};

enum class TimeRounding : std::uint8_t {
  cumulative,  ///< each line by itself; any run of its days within one unit
  controlled,  ///< lines and periods of the whole together
};

struct Definition {
  std::string code;
  Labels label;
  std::string canonical;
  std::string digest;
  std::optional<Calendar> calendar;  ///< always there once compiled

  std::string currency;
  Minor total_minor = 0;
  Minor round_to_minor = 1;
  Day from = 0;
  Day to = 0;
  std::vector<Tier> tiers;  ///< at least one
  std::vector<Axis> axes;   ///< in the order of splitting, the time axis apart
  Weights time;
  /// The two hierarchies whose nodes all stay within one unit of their ideals:
  /// codes of axes, or "time".
  std::vector<std::string> hierarchies;
  TimeRounding time_rounding = TimeRounding::controlled;
  std::vector<Constraint> constraints;
  Basis basis;
  std::vector<Focus> focuses;
  Ramp ramp;

  /// Total of a tier: the plan's own for a share of 1,000,000 ppm, else its
  /// share rounded half to even to whole rounding units. Throws
  /// Error{overflow}.
  Minor total_of(const Tier& tier) const;
  std::int32_t axis_index(std::string_view code) const noexcept;  ///< -1: none
};

/// Reads and checks a plan document; see QuotaPlan::compile.
Definition read_definition(std::string_view json, const Calendar* calendar);

/// Code of an axis' root: "company" of the sales axis, else "all".
inline std::string_view root_code(std::string_view axis) noexcept {
  return axis == "sales" ? "company" : "all";
}

/// Limits of a document and what is made of it.
inline constexpr std::int64_t most_lines = 4'000'000;
inline constexpr std::int64_t most_cells = std::int64_t{1} << 31;
inline constexpr std::size_t most_axes = 6;
inline constexpr std::size_t most_tiers = 8;
inline constexpr std::size_t most_nodes = 2'000'000;
inline constexpr Day most_days = 3'660;

}  // namespace sandan::quota
