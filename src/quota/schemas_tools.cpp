#include <array>

#include "quota/schemas.hpp"

namespace sandan::quota {
namespace {

using results::ColumnSpec;
using results::Described;
using Type = results::ColumnType;

constexpr std::array allocation_columns = {
    ColumnSpec{"item_id", Type::text, false, "", "item, in the type of the input"},
    ColumnSpec{"weight", Type::float64, false, "", "its weight"},
    ColumnSpec{"floor_minor", Type::int64, true, "minor", "least it may get; null: nothing"},
    ColumnSpec{"cap_minor", Type::int64, true, "minor", "most it may get; null: everything"},
    ColumnSpec{"ideal", Type::float64, false, "minor",
               "share in proportion to the weights within the bounds, before rounding"},
    ColumnSpec{"amount_minor", Type::int64, false, "minor",
               "what it gets; the amounts add up to the total"},
    ColumnSpec{"bound", Type::dictionary, false, "", "floor or cap where one binds, else none"}};

constexpr std::array raked_columns = {
    ColumnSpec{"row_id", Type::text, false, "", "row, in the type of the input"},
    ColumnSpec{"column_id", Type::text, false, "", "column, in the type of the input"},
    ColumnSpec{"value", Type::float64, false, "",
               "seed scaled by a factor of its row and one of its column"}};

constexpr std::array own_tables = {Described{"allocation", allocation_columns},
                                   Described{"raked", raked_columns}};

}  // namespace

std::span<const Described> described_tools() { return own_tables; }

}  // namespace sandan::quota
