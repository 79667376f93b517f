#include <array>

#include "quota/fault_table.hpp"
#include "quota/schemas.hpp"

namespace sandan::quota {
namespace {

using results::ColumnSpec;
using results::Described;
using Type = results::ColumnType;

constexpr ColumnSpec sales_level = {"sales_level", Type::dictionary, true, "",
                                    "level of the sales axis"};
constexpr ColumnSpec sales = {"sales", Type::dictionary, true, "", "code of the place"};
constexpr ColumnSpec sales_parent = {"sales_parent", Type::dictionary, true, "",
                                     "code of the place above; null: the whole"};
constexpr ColumnSpec period_unit = {"period_unit", Type::dictionary, false, "",
                                    "all, year, quarter, month, week or day"};
constexpr ColumnSpec period = {"period", Type::dictionary, false, "", "code of the period"};
constexpr ColumnSpec from_on = {"from_on", Type::day, false, "", "its first day within the plan"};
constexpr ColumnSpec to_on = {"to_on", Type::day, false, "", "its last day within the plan"};
constexpr ColumnSpec currency = {"currency", Type::dictionary, false, "", "currency code"};

constexpr std::array activity_targets_columns = {
    sales_level,
    sales,
    sales_parent,
    period_unit,
    period,
    from_on,
    to_on,
    ColumnSpec{"workdays", Type::int64, false, "days", "working days the place takes part in"},
    ColumnSpec{"target_minor", Type::int64, false, "minor", "to be brought"},
    ColumnSpec{"wins", Type::int64, true, "deals",
               "deals to win, rounded up once for the whole plan; periods and places add up"},
    ColumnSpec{"wins_low", Type::float64, true, "deals", "low end of its interval"},
    ColumnSpec{"wins_high", Type::float64, true, "deals", "high end"},
    ColumnSpec{"proposals", Type::int64, true, "deals", "deals to bring to a proposal"},
    ColumnSpec{"proposals_low", Type::float64, true, "deals", "low end of its interval"},
    ColumnSpec{"proposals_high", Type::float64, true, "deals", "high end"},
    ColumnSpec{"visits", Type::int64, true, "activities", "visits to make"},
    ColumnSpec{"visits_low", Type::float64, true, "activities", "low end of its interval"},
    ColumnSpec{"visits_high", Type::float64, true, "activities", "high end"},
    ColumnSpec{"calls", Type::int64, true, "activities", "calls to make"},
    ColumnSpec{"calls_low", Type::float64, true, "activities", "low end of its interval"},
    ColumnSpec{"calls_high", Type::float64, true, "activities", "high end"},
    currency};

constexpr std::array activity_rates_columns = {
    sales_level,
    sales,
    sales_parent,
    ColumnSpec{"step", Type::dictionary, false, "", "what the rate is of"},
    ColumnSpec{"n", Type::int64, false, "trials", "wins, proposals, visits or calls it rests on"},
    ColumnSpec{"successes", Type::int64, false, "trials", "of them, or from them"},
    ColumnSpec{"rate", Type::float64, true, "minor or share",
               "amount of a win, share, or ratio of counts; null: not known, never 0"},
    ColumnSpec{"low", Type::float64, true, "minor or share",
               "Student, Wilson or Poisson interval, low end"},
    ColumnSpec{"high", Type::float64, true, "minor or share", "high end"},
    ColumnSpec{"source", Type::dictionary, false, "", "whose trials: own, team, company, request"},
    ColumnSpec{"insufficient", Type::boolean, false, "", "fewer trials than min_n, or no success"},
    ColumnSpec{"own_n", Type::int64, false, "trials", "trials of the place itself"}};

constexpr std::array lead_targets_columns = {
    period_unit,
    period,
    from_on,
    to_on,
    ColumnSpec{"wins_from_marketing", Type::int64, true, "deals",
               "wins that the reps' own finding does not give"},
    ColumnSpec{"leads", Type::int64, true, "deals", "leads marketing has to bring for them"},
    ColumnSpec{"low", Type::float64, true, "deals", "leads, low end of the interval"},
    ColumnSpec{"high", Type::float64, true, "deals", "high end"}};

constexpr std::array one_more_call_columns = {
    sales_level,
    sales,
    sales_parent,
    ColumnSpec{"extra_calls", Type::int64, false, "activities", "more calls a working day"},
    ColumnSpec{"workdays", Type::int64, false, "days", "working days of the plan still to come"},
    ColumnSpec{"extra_wins", Type::float64, true, "deals", "what they would win"},
    ColumnSpec{"extra_minor", Type::int64, true, "minor", "what they would bring"},
    ColumnSpec{"low", Type::float64, true, "minor", "low end of its interval"},
    ColumnSpec{"high", Type::float64, true, "minor", "high end"},
    currency};

constexpr std::array head_count_columns = {
    ColumnSpec{"month", Type::dictionary, false, "", "month of the plan"},
    ColumnSpec{"capacity_minor", Type::int64, true, "minor",
               "brought so far, and what those present are likely to bring"},
    ColumnSpec{"target_minor", Type::int64, false, "minor", "target of the month"},
    ColumnSpec{"heads", Type::float64, false, "heads",
               "at the end of the month, less those likely to have left"},
    ColumnSpec{"effective_heads", Type::float64, true, "heads",
               "with ramp-up, mean of the working days; null: none"},
    ColumnSpec{"gap_minor", Type::int64, true, "minor", "capacity - target"},
    ColumnSpec{"needed_hires", Type::int64, true, "heads",
               "who start in the month, in the first one also before it"},
    ColumnSpec{"hired_minor", Type::int64, true, "minor", "what the hires bring in the month"},
    ColumnSpec{"gap_to_date_minor", Type::int64, true, "minor",
               "capacity and hires - target, from the start of the plan"},
    ColumnSpec{
        "feasible", Type::boolean, true, "",
        "target to date can be reached by the end of the quarter with the hires; null: not known"},
    ColumnSpec{"per_head_minor", Type::int64, true, "minor",
               "what a fully productive head brings in a year"},
    ColumnSpec{"per_head_n", Type::int64, false, "reps", "whose history that is; 0: as asked"},
    ColumnSpec{"attrition", Type::float64, true, "share",
               "of reps leaving in a year; null: not known, none is reckoned with"},
    currency};

constexpr std::array hires_columns = {
    ColumnSpec{"start_on", Type::day, false, "", "latest first day"},
    ColumnSpec{"open_by_on", Type::day, false, "", "when the positions have to be open"},
    ColumnSpec{"count", Type::int64, false, "heads", "how many"},
    ColumnSpec{"mode", Type::dictionary, false, "", "experienced, or new with ramp-up"},
    ColumnSpec{"covers_minor", Type::int64, true, "minor",
               "what they bring up to the end of the plan"},
    ColumnSpec{"quarter", Type::dictionary, true, "",
               "the first quarter that would be missed if they came later; null: none"},
    currency};

constexpr std::array revenue_sources_columns = {
    ColumnSpec{"industry", Type::dictionary, true, "", "trade of the customers; null: not known"},
    ColumnSpec{"amount_minor", Type::int64, false, "minor", "orders of the year up to the day"},
    ColumnSpec{"share", Type::float64, true, "share", "of all"}, currency};

constexpr std::array principles_columns = {
    ColumnSpec{"principle", Type::int32, false, "", "1 to 5"},
    ColumnSpec{"code", Type::dictionary, false, "", "code of the principle"},
    ColumnSpec{"holds", Type::boolean, true, "", "null: not known"},
    ColumnSpec{"n", Type::int64, true, "", "how many are in order; null in rows of findings"},
    ColumnSpec{"of_n", Type::int64, true, "", "of how many"},
    ColumnSpec{"place", Type::text, true, "", "axis:code, period, item, or place in the document"},
    ColumnSpec{"finding", Type::dictionary, true, "", "what is wrong; null in the summary"},
    ColumnSpec{"detail", Type::text, true, "", "the figures, dates or words"},
    ColumnSpec{"label", Type::text, false, "", "principle or finding in the language asked for"}};

constexpr std::array incentive_findings_columns = {
    ColumnSpec{"role", Type::dictionary, true, "", "role of reps; null: the whole plan"},
    ColumnSpec{"check", Type::dictionary, false, "", "what is checked"},
    ColumnSpec{"holds", Type::boolean, true, "", "null: not known"},
    ColumnSpec{"finding", Type::dictionary, false, "", "what was found"},
    ColumnSpec{"at", Type::text, false, "", "JSON pointer in the document"},
    ColumnSpec{"label_zh", Type::text, false, "", "finding in Chinese"},
    ColumnSpec{"label_en", Type::text, false, "", "finding in English"}};

constexpr std::array work = {Described{"activity_targets", activity_targets_columns},
                             Described{"activity_rates", activity_rates_columns},
                             Described{"lead_targets", lead_targets_columns},
                             Described{"one_more_call", one_more_call_columns},
                             Described{"activity_faults", results::fault_columns},
                             Described{"head_count", head_count_columns},
                             Described{"hires", hires_columns},
                             Described{"revenue_sources", revenue_sources_columns},
                             Described{"head_count_faults", results::fault_columns},
                             Described{"principles", principles_columns},
                             Described{"principle_faults", results::fault_columns},
                             Described{"incentive_findings", incentive_findings_columns}};

}  // namespace

std::span<const Described> described_work() { return work; }

}  // namespace sandan::quota
