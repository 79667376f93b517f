#include <array>

#include "quota/schemas.hpp"

namespace sandan::quota {
namespace {

using results::ColumnSpec;
using results::Described;
using Type = results::ColumnType;

/// After `tier` stand the columns of the axes in order: `<axis>_level`,
/// `<axis>` and `<axis>_parent`; at the end `<axis>_label` of each.
constexpr std::array targets_columns = {
    ColumnSpec{"tier", Type::dictionary, false, "", "tier of the targets"},
    ColumnSpec{"period_unit", Type::dictionary, false, "", "kind of period"},
    ColumnSpec{"period", Type::dictionary, false, "", "period, as the calendar names it"},
    ColumnSpec{"from_on", Type::day, false, "", "first day of it within the plan and the question"},
    ColumnSpec{"to_on", Type::day, false, "", "last day of it within the plan and the question"},
    ColumnSpec{"workdays", Type::int32, false, "working days", "from from_on to to_on"},
    ColumnSpec{"amount_minor", Type::int64, false, "minor", "target of the place in these days"},
    ColumnSpec{"sum_minor", Type::int64, false, "minor", "sum of the atoms below the place"},
    ColumnSpec{"padding_minor", Type::int64, false, "minor", "sum - amount: assigned beyond it"},
    ColumnSpec{"currency", Type::dictionary, false, "", "of the amounts"}};

constexpr std::array sums_columns = {
    ColumnSpec{"tier", Type::dictionary, false, "", "tier of the amounts"},
    ColumnSpec{"axis", Type::dictionary, false, "", "axis along which it is a sum, or time"},
    ColumnSpec{"place", Type::dictionary, false, "", "codes from the whole down to the place"},
    ColumnSpec{"period_unit", Type::dictionary, false, "", "kind of period"},
    ColumnSpec{"period", Type::dictionary, false, "", "period, as the calendar names it"},
    ColumnSpec{"parts", Type::int64, false, "parts", "how many amounts are added"},
    ColumnSpec{"amount_minor", Type::int64, false, "minor", "amount of the place"},
    ColumnSpec{"sum_minor", Type::int64, false, "minor", "sum of its parts"},
    ColumnSpec{"difference_minor", Type::int64, false, "minor", "amount - sum: 0 unless broken"}};

constexpr std::array bounds_columns = {
    ColumnSpec{"tier", Type::dictionary, false, "", "tier of the amounts"},
    ColumnSpec{"hierarchy", Type::text, false, "", "an axis, time, or two of them"},
    ColumnSpec{"what", Type::dictionary, false, "",
               "nodes of a hierarchy, cells of two, or totals across the split"},
    ColumnSpec{"n", Type::int64, false, "amounts", "how many were looked at"},
    ColumnSpec{"worst_units", Type::float64, false, "rounding units",
               "greatest distance of an amount from its ideal"},
    ColumnSpec{"beyond_one", Type::int64, false, "amounts", "a unit or more from their ideals"},
    ColumnSpec{"constrained", Type::int64, false, "amounts", "whose ideals constraints moved"},
    ColumnSpec{"is_optimal", Type::boolean, false, "",
               "known to be the least sum of deviations of cells"}};

constexpr std::array proof_columns = {
    ColumnSpec{"tier", Type::dictionary, false, "", "tier of the amounts"},
    ColumnSpec{"total_minor", Type::int64, false, "minor", "total given, padding included"},
    ColumnSpec{"sum_minor", Type::int64, false, "minor", "sum of all atoms"},
    ColumnSpec{"atoms", Type::int64, false, "atoms", "lines × days"},
    ColumnSpec{"nonzero_atoms", Type::int64, false, "atoms", "atoms that are not 0"},
    ColumnSpec{"remainder_minor", Type::int64, false, "minor", "part below the rounding unit"},
    ColumnSpec{"remainder_at", Type::text, true, "", "place and day of the atom that holds it"},
    ColumnSpec{"cells_sha256", Type::text, false, "",
               "of the atoms as int64 little endian, by line, then by day"},
    ColumnSpec{"plan_digest", Type::dictionary, false, "", "of the plan document"},
    ColumnSpec{"sums_checked", Type::int64, false, "sums", "sums looked at"},
    ColumnSpec{"sums_broken", Type::int64, false, "sums", "sums that differ from their parts"},
    ColumnSpec{"currency", Type::dictionary, false, "", "of the amounts"}};

/// After `kind` stands a column of each axis with the node's code.
constexpr std::array constraints_columns = {
    ColumnSpec{"code", Type::text, false, "", "of the constraint"},
    ColumnSpec{"kind", Type::dictionary, false, "", "floor, cap, fixed or growth"},
    ColumnSpec{"period_unit", Type::dictionary, false, "", "kind of period limited"},
    ColumnSpec{"period", Type::dictionary, false, "", "period, as the calendar names it"},
    ColumnSpec{"limit_minor", Type::int64, false, "minor",
               "in whole rounding units: floors raised, caps lowered"},
    ColumnSpec{"amount_minor", Type::int64, false, "minor", "what the place has in the first tier"},
    ColumnSpec{"slack_minor", Type::int64, false, "minor",
               "between amount and limit; below 0: days that are past broke it"},
    ColumnSpec{"free_minor", Type::int64, false, "minor", "amount without constraints"},
    ColumnSpec{"effect_minor", Type::int64, false, "minor", "amount - free"},
    ColumnSpec{"binds", Type::boolean, false, "", "no slack is left"},
    ColumnSpec{"currency", Type::dictionary, false, "", "of the amounts"},
    ColumnSpec{"label", Type::text, true, "", "of the constraint, in English"}};

constexpr std::array versions_columns = {
    ColumnSpec{"number", Type::int32, false, "", "from 1"},
    ColumnSpec{"reason", Type::text, true, "", "as told when it was made"},
    ColumnSpec{"from_on", Type::day, false, "", "first day it could change"},
    ColumnSpec{"total_minor", Type::int64, false, "minor", "of the first tier"},
    ColumnSpec{"cells_sha256", Type::text, false, "",
               "of the first tier's atoms as int64 little endian, by line, then by day"},
    ColumnSpec{"past_is_actuals", Type::boolean, false, "",
               "days before from_on hold what was brought"}};

constexpr std::array tables = {
    Described{"targets", targets_columns},         Described{"sums", sums_columns},
    Described{"bounds", bounds_columns},           Described{"proof", proof_columns},
    Described{"constraints", constraints_columns}, Described{"versions", versions_columns}};

}  // namespace

std::span<const Described> described_build() { return tables; }

}  // namespace sandan::quota
