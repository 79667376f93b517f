#include <array>

#include "core/builtin.hpp"
#include "core/input_schema.hpp"
#include "process/result_tables.hpp"

namespace sandan {
namespace process {
namespace {

using results::ColumnSpec;
using results::Described;
using Type = results::ColumnType;

constexpr std::array faults_columns = {
    ColumnSpec{"table", Type::dictionary, false, "", "table the faulty row is in"},
    ColumnSpec{"row", Type::int64, false, "", "row of that table, from 0"},
    ColumnSpec{"opportunity_id", Type::text, true, "", "id in the row, in the type of the input"},
    ColumnSpec{"column", Type::dictionary, true, "", "column at fault"},
    ColumnSpec{"fault", Type::dictionary, false, "", "what is wrong"},
    ColumnSpec{"value", Type::text, true, "", "the cell as text; null by request"},
    ColumnSpec{"set_aside", Type::boolean, false, "", "the row is left out, not only its value"}};

constexpr std::array fault_counts_columns = {
    ColumnSpec{"table", Type::dictionary, false, "", "table the faulty rows are in"},
    ColumnSpec{"fault", Type::dictionary, false, "", "what is wrong"},
    ColumnSpec{"n", Type::int64, false, "rows", "faulty rows"},
    ColumnSpec{"set_aside", Type::int64, false, "rows", "rows of them that are left out"}};

constexpr std::array moves_columns = {
    ColumnSpec{"opportunity_id", Type::text, false, "", "deal, in the type of the input"},
    ColumnSpec{"entered_at", Type::moment, false, "civil time", "when the stage was entered"},
    ColumnSpec{"event_row", Type::int32, false, "", "row of stage_events, from 0"},
    ColumnSpec{"from_stage", Type::dictionary, true, "", "stage before; null for the first event"},
    ColumnSpec{"to_stage", Type::dictionary, false, "", "stage entered"},
    ColumnSpec{"move", Type::dictionary, false, "", "kind of move"},
    ColumnSpec{"legal", Type::boolean, false, "", "allowed by the process' move policy"}};

constexpr std::array move_counts_columns = {
    ColumnSpec{"from_stage", Type::dictionary, true, "", "stage before; null for first events"},
    ColumnSpec{"to_stage", Type::dictionary, false, "", "stage entered"},
    ColumnSpec{"move", Type::dictionary, false, "", "kind of move"},
    ColumnSpec{"legal", Type::boolean, false, "", "allowed by the process' move policy"},
    ColumnSpec{"n", Type::int64, false, "moves", "how many"}};

constexpr std::array state_columns = {
    ColumnSpec{"opportunity_id", Type::text, false, "", "deal, in the type of the input"},
    ColumnSpec{"stage", Type::dictionary, true, "", "stage of the last event, else current value"},
    ColumnSpec{"stage_source", Type::dictionary, false, "", "where the stage comes from"},
    ColumnSpec{"layer", Type::dictionary, true, "", "funnel layer of the stage"},
    ColumnSpec{"mode", Type::dictionary, true, "", "find, nurture, close or service"},
    ColumnSpec{"phase", Type::dictionary, true, "", "before or after the order"},
    ColumnSpec{"outcome", Type::dictionary, false, "", "open, won, lost or cancelled"},
    ColumnSpec{"created_on", Type::day, true, "", "recorded, else day of the first event"},
    ColumnSpec{"entered_on", Type::day, true, "", "start of the stay in the stage"},
    ColumnSpec{"days_in_stage", Type::int32, true, "days",
               "to as_of, to closing, or to completion"},
    ColumnSpec{"age_days", Type::int32, true, "days", "from creation to as_of, or to closing"},
    ColumnSpec{"closed_on", Type::day, true, "", "day the deal was won, lost or cancelled"},
    ColumnSpec{"won_on", Type::day, true, "", "day the deal was won"},
    ColumnSpec{"completed_on", Type::day, true, "", "day the last end mark held, as recorded"},
    ColumnSpec{"amount_minor", Type::int64, true, "minor",
               "last stated in an event, else recorded"},
    ColumnSpec{"currency", Type::dictionary, true, "", "currency code"},
    ColumnSpec{"expected_close_on", Type::day, true, "", "last stated in an event, else recorded"},
    ColumnSpec{"overdue_days", Type::int32, true, "days", "open and expected before as_of"},
    ColumnSpec{"slips", Type::int32, true, "times",
               "the expected date moved later; null: not told"},
    ColumnSpec{"slipped_days", Type::int32, true, "days", "last minus first expected date"},
    ColumnSpec{"moves", Type::int32, false, "moves", "events of the deal"},
    ColumnSpec{"skips", Type::int32, false, "moves", "stages passed over"},
    ColumnSpec{"backs", Type::int32, false, "moves", "steps back"},
    ColumnSpec{"reopens", Type::int32, false, "moves", "reopened after closing"},
    ColumnSpec{"illegal_moves", Type::int32, false, "moves", "not allowed by the policy"},
    ColumnSpec{"not_as_of", Type::boolean, false, "",
               "stage or outcome is a current value, not known to hold as of the day"}};

constexpr ColumnSpec level = {"level", Type::int32, false, "keys",
                              "keys kept; the group keys follow as columns of their own"};
constexpr ColumnSpec currency = {"currency", Type::dictionary, true, "",
                                 "present where opportunities have one"};

constexpr std::array pipeline_columns = {
    level,
    currency,
    ColumnSpec{"stage", Type::dictionary, true, "", "stage of the open deals"},
    ColumnSpec{"layer", Type::dictionary, true, "", "funnel layer"},
    ColumnSpec{"n", Type::int64, false, "deals", "open deals"},
    ColumnSpec{"value_minor", Type::int64, false, "minor", "sum of their amounts"},
    ColumnSpec{"unknown_amounts", Type::int64, false, "deals", "deals without an amount"},
    ColumnSpec{"oldest_days", Type::int32, true, "days", "age of the oldest deal"},
    ColumnSpec{"not_as_of", Type::int64, false, "deals", "deals read from current values"}};

constexpr std::array funnel_columns = {
    level,
    currency,
    ColumnSpec{"stage", Type::dictionary, false, "", "stage of the line"},
    ColumnSpec{"layer", Type::dictionary, true, "", "funnel layer"},
    ColumnSpec{"reached", Type::int64, false, "deals", "deals that entered the stage"},
    ColumnSpec{"advanced", Type::int64, false, "deals",
               "of them entered a later stage, or were won"},
    ColumnSpec{"lost", Type::int64, false, "deals", "not advanced and lost"},
    ColumnSpec{"cancelled", Type::int64, false, "deals", "not advanced and cancelled"},
    ColumnSpec{"pending", Type::int64, false, "deals", "the rest"},
    ColumnSpec{"value_minor", Type::int64, false, "minor", "sum of the amounts of reached"},
    ColumnSpec{"unknown_amounts", Type::int64, false, "deals", "of reached, without an amount"},
    ColumnSpec{"conversion", Type::float64, true, "share", "advanced / reached; null: too few"},
    ColumnSpec{"conversion_low", Type::float64, true, "share", "Wilson interval, low end"},
    ColumnSpec{"conversion_high", Type::float64, true, "share", "Wilson interval, high end"},
    ColumnSpec{"sufficient", Type::boolean, false, "", "reached is at least min_n"},
    ColumnSpec{"not_as_of", Type::int64, false, "deals", "deals read from current values"}};

constexpr std::array outcomes_columns = {
    level,
    currency,
    ColumnSpec{"n", Type::int64, false, "deals", "deals"},
    ColumnSpec{"open", Type::int64, false, "deals", "open"},
    ColumnSpec{"won", Type::int64, false, "deals", "won"},
    ColumnSpec{"lost", Type::int64, false, "deals", "lost"},
    ColumnSpec{"cancelled", Type::int64, false, "deals", "cancelled"},
    ColumnSpec{"win_rate", Type::float64, true, "share", "won / (won + lost); null: too few"},
    ColumnSpec{"win_rate_low", Type::float64, true, "share", "Wilson interval, low end"},
    ColumnSpec{"win_rate_high", Type::float64, true, "share", "Wilson interval, high end"},
    ColumnSpec{"sufficient", Type::boolean, false, "", "won + lost is at least min_n"},
    ColumnSpec{"won_value_minor", Type::int64, false, "minor", "sum of the amounts of won"},
    ColumnSpec{"unknown_amounts", Type::int64, false, "deals", "of won, without an amount"},
    ColumnSpec{"cycle_n", Type::int64, false, "deals", "won deals with both days known"},
    ColumnSpec{"cycle_median_days", Type::float64, true, "days", "creation to winning, median"},
    ColumnSpec{"cycle_p10_days", Type::float64, true, "days", "the same, 10th percentile"},
    ColumnSpec{"cycle_p90_days", Type::float64, true, "days", "the same, 90th percentile"},
    ColumnSpec{"cycle_max_days", Type::float64, true, "days", "the same, longest"},
    ColumnSpec{"lost_n", Type::int64, false, "deals", "lost deals with both days known"},
    ColumnSpec{"lost_median_days", Type::float64, true, "days", "creation to losing, median"},
    ColumnSpec{"cancelled_n", Type::int64, false, "deals", "cancelled deals with both days known"},
    ColumnSpec{"cancelled_median_days", Type::float64, true, "days",
               "creation to cancelling, median"}};

constexpr std::array between_columns = {
    ColumnSpec{"from_stage", Type::dictionary, false, "", "stage left behind"},
    ColumnSpec{"to_stage", Type::dictionary, false, "", "stage come to"},
    ColumnSpec{"n_from", Type::int64, false, "deals", "deals that entered from_stage"},
    ColumnSpec{"n", Type::int64, false, "deals", "of them entered to_stage not earlier"},
    ColumnSpec{"median_days", Type::float64, true, "days", "first entry to first entry"},
    ColumnSpec{"p10_days", Type::float64, true, "days", "the same, 10th percentile"},
    ColumnSpec{"p90_days", Type::float64, true, "days", "the same, 90th percentile"},
    ColumnSpec{"mean_days", Type::float64, true, "days", "the same, mean"}};

constexpr std::array dwell_columns = {
    level,
    ColumnSpec{"stage", Type::dictionary, false, "", "stage of the line"},
    ColumnSpec{"layer", Type::dictionary, true, "", "funnel layer"},
    ColumnSpec{"n", Type::int64, false, "stays", "stays that are over"},
    ColumnSpec{"open", Type::int64, false, "stays", "stays not over on the day: censored"},
    ColumnSpec{"unknown", Type::int64, false, "stays", "over, but nobody said when; left out"},
    ColumnSpec{"mean_days", Type::float64, true, "days", "of stays that are over, mean"},
    ColumnSpec{"median_days", Type::float64, true, "days", "the same, median"},
    ColumnSpec{"p10_days", Type::float64, true, "days", "the same, 10th percentile"},
    ColumnSpec{"p90_days", Type::float64, true, "days", "the same, 90th percentile"},
    ColumnSpec{"km_median_days", Type::float64, true, "days",
               "Kaplan-Meier median, open stays censored; null: not come to"},
    ColumnSpec{"km_median_low_days", Type::float64, true, "days", "its interval, low end"},
    ColumnSpec{"km_median_high_days", Type::float64, true, "days", "its interval, high end"},
    ColumnSpec{"expected_days", Type::int32, true, "days", "expected by the process"},
    ColumnSpec{"mean_workdays", Type::float64, true, "workdays", "as mean_days; null: no calendar"},
    ColumnSpec{"median_workdays", Type::float64, true, "workdays", "as median_days"},
    ColumnSpec{"p10_workdays", Type::float64, true, "workdays", "as p10_days"},
    ColumnSpec{"p90_workdays", Type::float64, true, "workdays", "as p90_days"},
    ColumnSpec{"km_median_workdays", Type::float64, true, "workdays", "as km_median_days"},
    ColumnSpec{"km_median_low_workdays", Type::float64, true, "workdays", "its interval, low end"},
    ColumnSpec{"km_median_high_workdays", Type::float64, true, "workdays",
               "its interval, high end"},
    ColumnSpec{"expected_workdays", Type::int32, true, "workdays", "expected by the process"},
    ColumnSpec{"projected", Type::int64, true, "stays",
               "with working days the calendar's sources do not cover"}};

constexpr std::array survival_columns = {
    level,
    ColumnSpec{"horizon_days", Type::int32, true, "days",
               "by when; both null: by the last ending seen"},
    ColumnSpec{"horizon_workdays", Type::int32, true, "workdays", "the same in working days"},
    ColumnSpec{"n", Type::int64, false, "deals", "deals whose clock started"},
    ColumnSpec{"unknown", Type::int64, false, "deals", "start or end unknown; left out"},
    ColumnSpec{"converted", Type::int64, false, "deals", "converted by then"},
    ColumnSpec{"lost", Type::int64, false, "deals", "lost by then"},
    ColumnSpec{"cancelled", Type::int64, false, "deals", "cancelled by then"},
    ColumnSpec{"at_risk", Type::int64, false, "deals", "followed for longer than that"},
    ColumnSpec{"conversion", Type::float64, true, "share",
               "Aalen-Johansen; null: too few, or nobody followed so far"},
    ColumnSpec{"conversion_low", Type::float64, true, "share", "its interval, low end"},
    ColumnSpec{"conversion_high", Type::float64, true, "share", "its interval, high end"},
    ColumnSpec{"lost_share", Type::float64, true, "share", "lost by then, Aalen-Johansen"},
    ColumnSpec{"cancelled_share", Type::float64, true, "share", "cancelled, the same"},
    ColumnSpec{"open_share", Type::float64, true, "share", "none of these, Kaplan-Meier"},
    ColumnSpec{"followed", Type::boolean, false, "", "deals were followed as far as that"},
    ColumnSpec{"sufficient", Type::boolean, false, "", "n is at least min_n"}};

constexpr std::array survival_curve_columns = {
    level,
    ColumnSpec{"time_days", Type::float64, true, "days", "time at which deals ended"},
    ColumnSpec{"time_workdays", Type::float64, true, "workdays", "the same in working days"},
    ColumnSpec{"at_risk", Type::int64, false, "deals", "just before"},
    ColumnSpec{"converted", Type::int64, false, "deals", "converted at that time"},
    ColumnSpec{"lost", Type::int64, false, "deals", "lost at that time"},
    ColumnSpec{"cancelled", Type::int64, false, "deals", "cancelled at that time"},
    ColumnSpec{"conversion", Type::float64, true, "share", "from then on, Aalen-Johansen"},
    ColumnSpec{"conversion_low", Type::float64, true, "share", "its interval, low end"},
    ColumnSpec{"conversion_high", Type::float64, true, "share", "its interval, high end"},
    ColumnSpec{"lost_share", Type::float64, true, "share", "lost, Aalen-Johansen"},
    ColumnSpec{"cancelled_share", Type::float64, true, "share", "cancelled, the same"},
    ColumnSpec{"open_share", Type::float64, true, "share", "none of these, Kaplan-Meier"}};

constexpr std::array stalls_columns = {
    ColumnSpec{"opportunity_id", Type::text, false, "",
               "deal, in the type of the input; the columns asked for as keys follow"},
    ColumnSpec{"stage", Type::dictionary, false, "", "stage it stays in"},
    ColumnSpec{"layer", Type::dictionary, true, "", "funnel layer"},
    ColumnSpec{"entered_on", Type::day, false, "", "since when"},
    ColumnSpec{"days_in_stage", Type::int32, false, "days", "to the day of the history"},
    ColumnSpec{"workdays_in_stage", Type::int32, true, "workdays", "the same; null: no calendar"},
    ColumnSpec{"basis", Type::dictionary, false, "", "where the limit comes from"},
    ColumnSpec{"limit_days", Type::float64, true, "days", "longest stay that is no stall"},
    ColumnSpec{"limit_workdays", Type::float64, true, "workdays", "the same in working days"},
    ColumnSpec{"over_days", Type::float64, true, "days", "beyond the limit"},
    ColumnSpec{"over_workdays", Type::float64, true, "workdays", "the same in working days"},
    ColumnSpec{"n", Type::int64, false, "stays", "stays in this stage that are over"},
    ColumnSpec{"longer", Type::int64, false, "stays", "of them lasted longer than this one so far"},
    ColumnSpec{"later_conversion", Type::float64, true, "share",
               "share of those that still advanced; null: too few"},
    ColumnSpec{"later_conversion_low", Type::float64, true, "share", "Wilson interval, low end"},
    ColumnSpec{"later_conversion_high", Type::float64, true, "share", "Wilson interval, high end"},
    ColumnSpec{"sufficient", Type::boolean, false, "", "longer is at least min_n"},
    ColumnSpec{"amount_minor", Type::int64, true, "minor",
               "last stated in an event, else recorded"},
    ColumnSpec{"currency", Type::dictionary, true, "", "currency code"},
    ColumnSpec{"waiting_until", Type::day, true, "", "day the deal waits for, as recorded"},
    ColumnSpec{"waiting_reason", Type::dictionary, true, "", "what it waits for, as recorded"}};

constexpr std::array stall_limits_columns = {
    ColumnSpec{"stage", Type::dictionary, false, "", "stage of the line"},
    ColumnSpec{"layer", Type::dictionary, true, "", "funnel layer"},
    ColumnSpec{"open", Type::int64, false, "deals", "open deals in the stage"},
    ColumnSpec{"stalled", Type::int64, false, "deals", "of them listed in stalls"},
    ColumnSpec{"waiting", Type::int64, false, "deals", "of them listed in waiting"},
    ColumnSpec{"unknown", Type::int64, false, "deals", "of them nobody said since when"},
    ColumnSpec{"basis", Type::dictionary, true, "", "null: no limit, too few stays"},
    ColumnSpec{"limit_days", Type::float64, true, "days", "longest stay that is no stall"},
    ColumnSpec{"limit_workdays", Type::float64, true, "workdays", "the same in working days"},
    ColumnSpec{"n", Type::int64, false, "stays", "stays that are over"}};

constexpr std::array velocity_columns = {
    level,
    currency,
    ColumnSpec{"open", Type::int64, false, "deals", "open deals"},
    ColumnSpec{"won", Type::int64, false, "deals", "won"},
    ColumnSpec{"lost", Type::int64, false, "deals", "lost"},
    ColumnSpec{"win_rate", Type::float64, true, "share", "won / (won + lost); null: too few"},
    ColumnSpec{"win_rate_low", Type::float64, true, "share", "Wilson interval, low end"},
    ColumnSpec{"win_rate_high", Type::float64, true, "share", "Wilson interval, high end"},
    ColumnSpec{"sufficient", Type::boolean, false, "", "won + lost is at least min_n"},
    ColumnSpec{"valued", Type::int64, false, "deals", "won deals with an amount"},
    ColumnSpec{"mean_value_minor", Type::int64, true, "minor", "their mean, rounded once"},
    ColumnSpec{"cycle_n", Type::int64, false, "deals", "won deals with both days known"},
    ColumnSpec{"cycle_days", Type::float64, true, "days", "creation to winning, mean or median"},
    ColumnSpec{"cycle_workdays", Type::float64, true, "workdays", "the same; null: no calendar"},
    ColumnSpec{"velocity_minor_per_day", Type::int64, true, "minor",
               "open x win rate x mean value / cycle, rounded once; null: a part is missing"},
    ColumnSpec{"velocity_minor_per_workday", Type::int64, true, "minor", "the same a working day"}};

constexpr std::array compare_columns = {
    level,
    ColumnSpec{"stage", Type::dictionary, false, "", "stage of the line before the order"},
    ColumnSpec{"layer", Type::dictionary, true, "", "funnel layer"},
    ColumnSpec{"n", Type::int64, false, "deals", "reached the stage and are decided there"},
    ColumnSpec{"advanced", Type::int64, false, "deals", "of them advanced"},
    ColumnSpec{"pending", Type::int64, false, "deals", "reached it and are not decided"},
    ColumnSpec{"conversion", Type::float64, true, "share", "advanced / n; null: too few"},
    ColumnSpec{"conversion_low", Type::float64, true, "share", "Wilson interval, low end"},
    ColumnSpec{"conversion_high", Type::float64, true, "share", "Wilson interval, high end"},
    ColumnSpec{"sufficient", Type::boolean, false, "", "n is at least min_n"},
    ColumnSpec{"rest_n", Type::int64, false, "deals", "n of the rest of the team"},
    ColumnSpec{"rest_advanced", Type::int64, false, "deals", "advanced of the rest of the team"},
    ColumnSpec{"rest_conversion", Type::float64, true, "share", "rest_advanced / rest_n"},
    ColumnSpec{"shrunk_conversion", Type::float64, true, "share",
               "conversion drawn to the team's, empirical Bayes"},
    ColumnSpec{"shrunk_low", Type::float64, true, "share", "its central interval, low end"},
    ColumnSpec{"shrunk_high", Type::float64, true, "share", "its central interval, high end"},
    ColumnSpec{"difference", Type::float64, true, "share", "shrunk minus rest_conversion"},
    ColumnSpec{"difference_low", Type::float64, true, "share", "its interval, low end"},
    ColumnSpec{"difference_high", Type::float64, true, "share", "its interval, high end"},
    ColumnSpec{"verdict", Type::dictionary, false, "", "whether that interval holds 0"},
    ColumnSpec{"prior_conversion", Type::float64, true, "share", "mean of the prior"},
    ColumnSpec{"prior_weight", Type::float64, true, "deals", "deals the prior is worth"}};

constexpr std::array weak_skills_columns = {
    level,
    ColumnSpec{"stage", Type::dictionary, false, "", "stage where the rep is weakest"},
    ColumnSpec{"n", Type::int64, false, "deals", "deals decided there"},
    ColumnSpec{"shrunk_conversion", Type::float64, true, "share", "as in compare"},
    ColumnSpec{"rest_conversion", Type::float64, true, "share", "as in compare"},
    ColumnSpec{"difference", Type::float64, true, "share", "as in compare"}};

constexpr std::array teachers_columns = {
    level,
    ColumnSpec{"stage", Type::dictionary, false, "", "stage where the rep is weakest"},
    ColumnSpec{"rank", Type::int32, false, "", "1 for the best"},
    ColumnSpec{"teacher", Type::text, true, "", "rep of the team who is clearly better there"},
    ColumnSpec{"n", Type::int64, false, "deals", "deals of the teacher decided there"},
    ColumnSpec{"shrunk_conversion", Type::float64, true, "share", "of the teacher"}};

constexpr std::array receivables_columns = {
    level,
    currency,
    ColumnSpec{"n", Type::int64, false, "receivables", "receivables"},
    ColumnSpec{"amount_minor", Type::int64, false, "minor", "sum of their amounts"},
    ColumnSpec{"n_due", Type::int64, false, "receivables", "due on or before the day"},
    ColumnSpec{"due_minor", Type::int64, false, "minor", "sum of their amounts"},
    ColumnSpec{"collected_of_due_minor", Type::int64, false, "minor", "collected of these"},
    ColumnSpec{"collection_rate", Type::float64, true, "share",
               "collected of what is due; null: nothing due"},
    ColumnSpec{"n_overdue", Type::int64, false, "receivables", "due before the day, not collected"},
    ColumnSpec{"overdue_minor", Type::int64, false, "minor", "what is outstanding of these"},
    ColumnSpec{"oldest_overdue_days", Type::int32, true, "days", "since the oldest was due"},
    ColumnSpec{"collected_minor", Type::int64, false, "minor",
               "collected, due or not, each at most its amount"},
    ColumnSpec{"outstanding_minor", Type::int64, false, "minor", "the rest of the amounts"},
    ColumnSpec{"overpaid_minor", Type::int64, false, "minor", "collected beyond the amounts"},
    ColumnSpec{"not_as_of", Type::int64, false, "receivables",
               "collected on an unknown day: a current value"}};

constexpr std::array overdue_columns = {
    level,
    currency,
    ColumnSpec{"from_days", Type::int32, false, "days", "band of days overdue, first"},
    ColumnSpec{"to_days", Type::int32, true, "days", "last; null: and more"},
    ColumnSpec{"n", Type::int64, false, "receivables", "overdue receivables"},
    ColumnSpec{"overdue_minor", Type::int64, false, "minor", "what is outstanding of them"}};

constexpr std::array after_order_columns = {
    level,
    currency,
    ColumnSpec{"step", Type::dictionary, false, "", "won, planned, due, collected or completed"},
    ColumnSpec{"n", Type::int64, false, "deals", "won deals that came to it"},
    ColumnSpec{"share_of_won", Type::float64, true, "share", "n / won deals; null: none won"},
    ColumnSpec{"value_minor", Type::int64, false, "minor",
               "of these deals: their amounts, or what is planned, due or collected"},
    ColumnSpec{"unknown_amounts", Type::int64, false, "deals", "deals without an amount"}};

constexpr std::array uncollected_columns = {
    ColumnSpec{"opportunity_id", Type::text, false, "",
               "won deal, in the type of the input; the columns asked for as keys follow"},
    ColumnSpec{"won_on", Type::day, true, "", "day the deal was won"},
    ColumnSpec{"amount_minor", Type::int64, false, "minor", "sum of its receivables"},
    ColumnSpec{"collected_minor", Type::int64, false, "minor", "collected of them"},
    ColumnSpec{"outstanding_minor", Type::int64, false, "minor", "the rest of the amounts"},
    ColumnSpec{"overpaid_minor", Type::int64, false, "minor", "collected beyond the amounts"},
    ColumnSpec{"overdue_minor", Type::int64, false, "minor", "of it overdue"},
    ColumnSpec{"overdue_days", Type::int32, true, "days", "since the oldest was due"},
    ColumnSpec{"currency", Type::dictionary, true, "", "currency code"}};

constexpr std::array gates_columns = {
    ColumnSpec{"opportunity_id", Type::text, false, "",
               "deal, in the type of the input; the columns asked for as keys follow"},
    ColumnSpec{"stage", Type::dictionary, true, "", "stage the deal is in"},
    ColumnSpec{"to_stage", Type::dictionary, false, "", "stage to enter"},
    ColumnSpec{"allowed", Type::boolean, true, "", "legal and no mark unmet; null: unknown"},
    ColumnSpec{"legal", Type::boolean, false, "", "allowed by the process' move policy"},
    ColumnSpec{"unmet", Type::int32, false, "marks", "needed and known not to hold"},
    ColumnSpec{"unknown", Type::int32, false, "marks", "needed and not known"},
    ColumnSpec{"unjudged", Type::int32, false, "marks", "needed and without a condition"},
    ColumnSpec{"actions", Type::int32, true, "actions",
               "fewest that satisfy these; null: not decided"},
    ColumnSpec{"exact", Type::boolean, false, "", "there is no shorter list of actions"}};

constexpr std::array gate_marks_columns = {
    ColumnSpec{"opportunity_id", Type::text, false, "", "deal, in the type of the input"},
    ColumnSpec{"to_stage", Type::dictionary, false, "", "stage to enter"},
    ColumnSpec{"position", Type::int32, false, "", "place among the judged marks, from 1"},
    ColumnSpec{"mark", Type::dictionary, false, "", "mark that is not known to hold"},
    ColumnSpec{"stage", Type::dictionary, false, "", "stage it ends or starts"},
    ColumnSpec{"kind", Type::dictionary, false, "", "start or end"},
    ColumnSpec{"met", Type::boolean, true, "", "false; null: unknown"},
    ColumnSpec{"no_action", Type::boolean, false, "", "no action of the stages satisfies it"}};

constexpr std::array gate_actions_columns = {
    ColumnSpec{"opportunity_id", Type::text, false, "", "deal, in the type of the input"},
    ColumnSpec{"to_stage", Type::dictionary, false, "", "stage to enter"},
    ColumnSpec{"position", Type::int32, false, "", "place in the list, from 1"},
    ColumnSpec{"stage", Type::dictionary, false, "", "stage of the action"},
    ColumnSpec{"action", Type::dictionary, false, "", "code of the action"},
    ColumnSpec{"satisfies", Type::text, false, "", "of the marks not known to hold, joined by ;"}};

constexpr std::array gate_faults_columns = {
    ColumnSpec{"row", Type::int64, true, "", "row of opportunities, from 0; null: all"},
    ColumnSpec{"column", Type::text, false, "", "fact at fault"},
    ColumnSpec{"fault", Type::dictionary, false, "", "what is wrong"},
    ColumnSpec{"value", Type::text, true, "", "the cell as text; null by request"}};

constexpr std::array gate_fault_counts_columns = {
    ColumnSpec{"column", Type::text, false, "", "fact at fault"},
    ColumnSpec{"fault", Type::dictionary, false, "", "what is wrong"},
    ColumnSpec{"n", Type::int64, false, "rows", "faulty rows; 1 for a missing column"}};

constexpr std::array gauges_columns = {
    ColumnSpec{"gauge", Type::text, false, "", "close, nurture or find"},
    ColumnSpec{"n", Type::int64, true, "",
               "open deals to close; lines contacted on time; known customers on the list; "
               "null: a table is missing"},
    ColumnSpec{"of_n", Type::int64, true, "", "lines to nurture; customers known to exist"},
    ColumnSpec{"share", Type::float64, true, "share", "n / of_n; null: too few"},
    ColumnSpec{"low", Type::float64, true, "share", "Wilson interval of nurture, low end"},
    ColumnSpec{"high", Type::float64, true, "share", "Wilson interval of nurture, high end"},
    ColumnSpec{"value_minor", Type::int64, true, "minor",
               "of the deals to close; null: in several currencies"},
    ColumnSpec{"currency", Type::text, true, "", "currency code of the value"},
    ColumnSpec{"unknown", Type::int64, true, "",
               "deals and lines whose mode nobody knows; listed customers that are not known"}};

constexpr std::array gauge_close_columns = {
    currency, ColumnSpec{"stage", Type::dictionary, true, "", "stage of the open deals to close"},
    ColumnSpec{"n", Type::int64, false, "deals", "open deals to close"},
    ColumnSpec{"value_minor", Type::int64, false, "minor", "sum of their amounts"},
    ColumnSpec{"unknown_amounts", Type::int64, false, "deals", "deals without an amount"}};

constexpr std::array stage_map_columns = {
    ColumnSpec{"from_stage", Type::text, false, "", "stage of the first process"},
    ColumnSpec{"to_stage", Type::text, true, "", "stage of the second it answers to"},
    ColumnSpec{"reason", Type::dictionary, false, "", "why: given, code, outcome, layer, phase"}};

constexpr ColumnSpec item_stage = {"stage", Type::text, false, "", "stage it belongs to"};
constexpr ColumnSpec item_label = {"label", Type::text, false, "", "in the language asked for"};
constexpr ColumnSpec item_zh = {"label_zh", Type::text, true, "", "Chinese"};
constexpr ColumnSpec item_en = {"label_en", Type::text, true, "", "English"};
constexpr ColumnSpec item_origin = {"origin", Type::text, true, "", "source or sandan"};

constexpr std::array stages_columns = {
    ColumnSpec{"stage", Type::text, false, "", "code of the stage"},
    ColumnSpec{"position", Type::int32, false, "", "place in the process, from 0"},
    item_label,
    item_zh,
    item_en,
    ColumnSpec{"mode", Type::text, true, "", "find, nurture, close or service"},
    ColumnSpec{"phase", Type::text, false, "", "before or after the order"},
    ColumnSpec{"layer", Type::text, true, "", "funnel layer"},
    ColumnSpec{"outcome", Type::text, false, "", "open, won, lost or cancelled"},
    ColumnSpec{"won_when", Type::text, true, "", "of the winning stage: entered or end_mark"},
    ColumnSpec{"expected_days", Type::int32, true, "days", "expected duration"},
    ColumnSpec{"expected_workdays", Type::int32, true, "workdays", "the same in working days"},
    ColumnSpec{"default_probability", Type::float64, true, "share", "default probability"},
    item_origin,
    ColumnSpec{"implicit", Type::boolean, false, "", "known to every process"}};

constexpr std::array marks_columns = {
    item_stage,
    ColumnSpec{"mark", Type::text, false, "", "code of the mark"},
    ColumnSpec{"kind", Type::text, false, "", "start or end"},
    item_label,
    item_zh,
    item_en,
    item_origin,
    ColumnSpec{"condition", Type::text, true, "", "over the facts; null: set by hand"}};

constexpr std::array facts_columns = {
    ColumnSpec{"fact", Type::text, false, "", "column of opportunities that conditions read"},
    ColumnSpec{"type", Type::text, false, "", "bool, number, text, date or duration"},
    item_label,
    item_zh,
    item_en,
    ColumnSpec{"values", Type::text, true, "", "texts that occur, joined by ;"},
    ColumnSpec{"null", Type::text, false, "", "what an empty cell says: unknown, none or not_yet"},
    ColumnSpec{"whole", Type::boolean, false, "", "a number without a fraction"},
    item_origin};

constexpr std::array actions_columns = {
    item_stage,
    ColumnSpec{"action", Type::text, false, "", "code of the action"},
    item_label,
    item_zh,
    item_en,
    item_origin,
    ColumnSpec{"satisfies", Type::text, false, "", "codes of marks, joined by ;"}};

constexpr std::array evidence_columns = {
    item_stage, ColumnSpec{"evidence", Type::text, false, "", "code of the evidence"},
    item_label, item_zh,
    item_en,    item_origin};

constexpr std::array described = {Described{"faults", faults_columns},
                                  Described{"fault_counts", fault_counts_columns},
                                  Described{"moves", moves_columns},
                                  Described{"move_counts", move_counts_columns},
                                  Described{"state", state_columns},
                                  Described{"pipeline", pipeline_columns},
                                  Described{"funnel", funnel_columns},
                                  Described{"outcomes", outcomes_columns},
                                  Described{"between", between_columns},
                                  Described{"stage_map", stage_map_columns},
                                  Described{"stages", stages_columns},
                                  Described{"marks", marks_columns},
                                  Described{"actions", actions_columns},
                                  Described{"evidence", evidence_columns},
                                  Described{"facts", facts_columns},
                                  Described{"dwell", dwell_columns},
                                  Described{"survival", survival_columns},
                                  Described{"survival_curve", survival_curve_columns},
                                  Described{"stalls", stalls_columns},
                                  Described{"waiting", stalls_columns},
                                  Described{"stall_limits", stall_limits_columns},
                                  Described{"velocity", velocity_columns},
                                  Described{"compare", compare_columns},
                                  Described{"weak_skills", weak_skills_columns},
                                  Described{"teachers", teachers_columns},
                                  Described{"receivables", receivables_columns},
                                  Described{"overdue", overdue_columns},
                                  Described{"after_order", after_order_columns},
                                  Described{"uncollected", uncollected_columns},
                                  Described{"gates", gates_columns},
                                  Described{"gate_marks", gate_marks_columns},
                                  Described{"gate_actions", gate_actions_columns},
                                  Described{"gate_faults", gate_faults_columns},
                                  Described{"gate_fault_counts", gate_fault_counts_columns},
                                  Described{"gauges", gauges_columns},
                                  Described{"gauge_close", gauge_close_columns}};

}  // namespace

std::span<const results::Described> described_results() { return described; }

}  // namespace process

std::string process_output_schema() {
  return results::output_schema("process/1", process::described_results());
}

std::string process_input_schema() {
  static constexpr std::array<std::string_view, 8> read = {
      "stage_events", "opportunities", "accounts",   "reps",
      "receivables",  "account_lines", "activities", "universe"};
  return described_inputs("process/1", read);
}

}  // namespace sandan
