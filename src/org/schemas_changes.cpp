#include <array>

#include "org/schemas.hpp"

namespace sandan::org {
namespace {

using results::ColumnSpec;
using results::Described;
using Type = results::ColumnType;

constexpr std::array differences_columns = {
    ColumnSpec{"account_id", Type::text, false, "", "customer, in the type of the input"},
    ColumnSpec{"answer", Type::dictionary, false, "", "table in which they differ"},
    ColumnSpec{"item", Type::text, false, "", "the other keys of the row, joined by /"},
    ColumnSpec{"column", Type::dictionary, false, "",
               "column that differs; row where a row is new or gone"},
    ColumnSpec{"before", Type::text, true, "", "value of these maps; null: none, or not known"},
    ColumnSpec{"after", Type::text, true, "", "value of the others"},
    ColumnSpec{"change", Type::float64, true, "", "after less before, of numbers"}};

constexpr std::array own_tables = {Described{"differences", differences_columns}};

}  // namespace

std::span<const Described> described_changes() { return own_tables; }

}  // namespace sandan::org
