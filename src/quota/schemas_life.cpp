#include <array>

#include "quota/fault_table.hpp"
#include "quota/schemas.hpp"

namespace sandan::quota {
namespace {

using results::ColumnSpec;
using results::Described;
using Type = results::ColumnType;

/// The keys of the rows stand before them as columns of their own: of an axis
/// `<axis>_level`, `<axis>` and `<axis>_parent`.
constexpr std::array pace_columns = {
    ColumnSpec{"currency", Type::dictionary, true, "", "of the amounts"},
    ColumnSpec{"period_unit", Type::dictionary, false, "", "kind of the period told"},
    ColumnSpec{"period", Type::dictionary, false, "", "period, as the calendar names it"},
    ColumnSpec{"from_on", Type::day, false, "", "first day of it within the plan"},
    ColumnSpec{"to_on", Type::day, false, "", "last day of it within the plan"},
    ColumnSpec{"target_minor", Type::int64, true, "minor",
               "of the whole period; null: keys without targets"},
    ColumnSpec{"target_to_date_minor", Type::int64, true, "minor", "of its days up to as_of"},
    ColumnSpec{"actual_minor", Type::int64, false, "minor", "brought in them"},
    ColumnSpec{"attainment", Type::float64, true, "share", "actual / target to date"},
    ColumnSpec{"attainment_of_period", Type::float64, true, "share", "actual / target"},
    ColumnSpec{"gap_minor", Type::int64, true, "minor", "actual - target to date"},
    ColumnSpec{"days_ahead_workdays", Type::float64, true, "working days",
               "from as_of to where the curve reaches the actual; below 0: behind"},
    ColumnSpec{"elapsed_workdays", Type::int32, false, "working days",
               "up to as_of, of those the place takes part in"},
    ColumnSpec{"remaining_workdays", Type::int32, false, "working days", "after as_of"},
    ColumnSpec{"required_per_workday_minor", Type::int64, true, "minor",
               "rate that reaches the target, rounded up; null: no days left"},
    ColumnSpec{"so_far_per_workday_minor", Type::int64, true, "minor", "actual / elapsed"},
    ColumnSpec{"landing_minor", Type::int64, true, "minor",
               "actual + rest of the measure x ratio of the weeks so far"},
    ColumnSpec{"landing_low_minor", Type::int64, true, "minor", "prediction interval, low end"},
    ColumnSpec{"landing_high_minor", Type::int64, true, "minor", "prediction interval, high end"},
    ColumnSpec{"landing_share", Type::float64, true, "share", "landing / target"},
    ColumnSpec{"n_weeks", Type::int64, false, "weeks", "weeks the landing is computed from"},
    ColumnSpec{"insufficient", Type::boolean, false, "", "fewer weeks than min_n: no landing"},
    ColumnSpec{"unplaced_minor", Type::int64, false, "minor",
               "brought here, by no leaf of an axis; not in actual"},
    ColumnSpec{"share_of_actual", Type::float64, true, "share",
               "actual / all actuals that have a place"},
    ColumnSpec{"landing_measure", Type::dictionary, false, "",
               "what weeks are set against: target or workdays"},
    ColumnSpec{"tier", Type::dictionary, false, "", "tier of the targets"}};

/// After `tier` stand the columns of the axes of both plans.
constexpr std::array diff_columns = {
    ColumnSpec{"tier", Type::dictionary, false, "", "tier, by its code in both plans"},
    ColumnSpec{"period_unit", Type::dictionary, false, "", "kind of the period"},
    ColumnSpec{"period", Type::dictionary, false, "", "period, as the calendars name it"},
    ColumnSpec{"before_minor", Type::int64, false, "minor", "of this plan"},
    ColumnSpec{"after_minor", Type::int64, false, "minor", "of the other"},
    ColumnSpec{"change_minor", Type::int64, false, "minor", "after - before"},
    ColumnSpec{"in", Type::dictionary, false, "", "which plans have the place and period"},
    ColumnSpec{"currency", Type::dictionary, true, "", "of the amounts"}};

constexpr std::array quartiles_columns = {
    ColumnSpec{"group", Type::dictionary, true, "", "values of within; null: one is unknown"},
    ColumnSpec{"rep_id", Type::text, false, "", "rep"},
    ColumnSpec{"n", Type::int64, false, "actuals", "actuals counted"},
    ColumnSpec{"value", Type::float64, true, "", "by the measure; amounts in minor units"},
    ColumnSpec{"rank", Type::int32, true, "", "1 is the best, equals share it; null: not ranked"},
    ColumnSpec{"quartile", Type::dictionary, false, "", "top, middle, bottom or insufficient"},
    ColumnSpec{"share_of_best", Type::float64, true, "share", "value / mean of the top quarter"},
    ColumnSpec{"low", Type::float64, true, "", "interval of the value by chance, low end"},
    ColumnSpec{"high", Type::float64, true, "", "interval of the value by chance, high end"},
    ColumnSpec{"team_id", Type::text, true, "", "team"},
    ColumnSpec{"advice", Type::dictionary, true, "", "needs_plan for the bottom quarter"},
    ColumnSpec{"currency", Type::dictionary, true, "", "of amounts"}};

constexpr std::array gaps_columns = {
    ColumnSpec{"group", Type::dictionary, false, "", "values of within"},
    ColumnSpec{"n", Type::int64, false, "reps", "reps ranked"},
    ColumnSpec{"best_mean", Type::float64, true, "", "mean of the top quarter"},
    ColumnSpec{"middle_mean", Type::float64, true, "", "mean of the middle"},
    ColumnSpec{"bottom_mean", Type::float64, true, "", "mean of the bottom quarter"},
    ColumnSpec{"gap_best_to_average", Type::float64, true, "", "best_mean - average"},
    ColumnSpec{"median", Type::float64, true, "", "of all"},
    ColumnSpec{"average", Type::float64, true, "", "mean of all"},
    ColumnSpec{"average_low", Type::float64, true, "", "t interval of the mean, low end"},
    ColumnSpec{"average_high", Type::float64, true, "", "t interval of the mean, high end"},
    ColumnSpec{"best_low", Type::float64, true, "", "the same of the top quarter"},
    ColumnSpec{"best_high", Type::float64, true, "", "the same of the top quarter"},
    ColumnSpec{"bottom_low", Type::float64, true, "", "the same of the bottom quarter"},
    ColumnSpec{"bottom_high", Type::float64, true, "", "the same of the bottom quarter"},
    ColumnSpec{"gap_share", Type::float64, true, "share", "gap / best_mean"},
    ColumnSpec{"n_best", Type::int64, false, "reps", "reps in the top quarter"},
    ColumnSpec{"n_bottom", Type::int64, false, "reps", "reps in the bottom quarter"},
    ColumnSpec{"insufficient", Type::boolean, false, "", "fewer reps than min_n: no quartiles"},
    ColumnSpec{"currency", Type::dictionary, true, "", "of amounts"}};

constexpr std::array pairs_columns = {
    ColumnSpec{"group", Type::dictionary, false, "", "values of within"},
    ColumnSpec{"strong_team", Type::text, false, "", "team to learn from"},
    ColumnSpec{"weak_team", Type::text, false, "", "team to pair with it"},
    ColumnSpec{"n_strong", Type::int64, false, "reps", "its ranked reps"},
    ColumnSpec{"n_weak", Type::int64, false, "reps", "its ranked reps"},
    ColumnSpec{"strong_mean", Type::float64, false, "", "mean of their values"},
    ColumnSpec{"weak_mean", Type::float64, false, "", "mean of their values"},
    ColumnSpec{"gap", Type::float64, false, "", "strong_mean - weak_mean"},
    ColumnSpec{"gap_low", Type::float64, false, "", "Welch's interval of the gap, low end"},
    ColumnSpec{"gap_high", Type::float64, false, "", "Welch's interval of the gap, high end"},
    ColumnSpec{"reason", Type::dictionary, false, "",
               "star_led: its leader is in the top quarter; best_team: its mean is"},
    ColumnSpec{"leader", Type::text, true, "", "leader of the strong team"},
    ColumnSpec{"currency", Type::dictionary, true, "", "of amounts"}};

constexpr std::array life = {
    Described{"pace", pace_columns},          Described{"pace_faults", results::fault_columns},
    Described{"quota_diff", diff_columns},    Described{"quartiles", quartiles_columns},
    Described{"quartile_gaps", gaps_columns}, Described{"pairs", pairs_columns}};

}  // namespace

std::span<const Described> described_life() { return life; }

}  // namespace sandan::quota
