#include <array>

#include "org/schemas.hpp"

namespace sandan::org {
namespace {

using results::ColumnSpec;
using results::Described;
using Type = results::ColumnType;

constexpr std::array centrality_columns = {
    ColumnSpec{"account_id", Type::text, false, "", "customer, in the type of the input"},
    ColumnSpec{"person_id", Type::text, false, "", "person, in the type of the input"},
    ColumnSpec{"in_degree", Type::int32, false, "", "relations that end here"},
    ColumnSpec{"out_degree", Type::int32, false, "", "relations that start here"},
    ColumnSpec{"in_strength", Type::float64, false, "", "sum of their weights"},
    ColumnSpec{"out_strength", Type::float64, false, "", "sum of their weights"},
    ColumnSpec{"betweenness", Type::float64, true, "",
               "shortest paths of others through here, not normalised (Brandes, 2001)"},
    ColumnSpec{"closeness", Type::float64, true, "",
               "people who reach this one, by their mean distance, scaled by their share "
               "(Wasserman and Faust, 1994)"},
    ColumnSpec{"pagerank", Type::float64, true, "share",
               "share of a random walk (Brin and Page, 1998)"},
    ColumnSpec{"core", Type::int32, false, "",
               "largest k of a k-core (directions and self relations left out)"},
    ColumnSpec{"component", Type::int32, false, "",
               "number of the connected part, from 0, by its first person"},
    ColumnSpec{"articulation", Type::boolean, false, "",
               "without this person the part falls apart"}};

constexpr std::array layout_people_columns = {
    ColumnSpec{"account_id", Type::text, false, "", "customer, in the type of the input"},
    ColumnSpec{"person_id", Type::text, false, "", "person, in the type of the input"},
    ColumnSpec{"name", Type::text, true, "", "for display; null where names are not carried"},
    ColumnSpec{"x", Type::float64, false, "", "centre, in widths of a person"},
    ColumnSpec{"y", Type::float64, false, "",
               "centre, in heights of a row, downwards; a band has a row for each person of its "
               "longest chain of reports"},
    ColumnSpec{"band", Type::int32, false, "",
               "level band, 0 at the top; people without a level below the last"},
    ColumnSpec{"level", Type::dictionary, true, "", "level of the person"},
    ColumnSpec{"function", Type::dictionary, true, "", "function of the person"},
    ColumnSpec{"roles", Type::text, true, "", "roles, joined by ;"},
    ColumnSpec{"department_id", Type::text, true, "", "department"},
    ColumnSpec{"relation_stage", Type::dictionary, true, "", "relation stage; null: not recorded"},
    ColumnSpec{"support", Type::int32, true, "", "support, -2 to 2; null: not known"},
    ColumnSpec{"guide", Type::boolean, true, "", "guides us"},
    ColumnSpec{"veto", Type::boolean, true, "", "can veto"},
    ColumnSpec{"rivals", Type::text, true, "",
               "rivals that hold the person or have the support, joined by ;"}};

constexpr std::array layout_edges_columns = {
    ColumnSpec{"account_id", Type::text, false, "", "customer, in the type of the input"},
    ColumnSpec{"from_id", Type::text, false, "", "person it starts at"},
    ColumnSpec{"to_id", Type::text, false, "", "person it ends at"},
    ColumnSpec{"kind", Type::dictionary, false, "", "kind of relation"},
    ColumnSpec{"weight", Type::float64, false, "", "strength"},
    ColumnSpec{"tree", Type::boolean, false, "", "one of the tree that places are made from"}};

constexpr std::array layout_departments_columns = {
    ColumnSpec{"account_id", Type::text, false, "", "customer, in the type of the input"},
    ColumnSpec{"department_id", Type::text, false, "", "department"},
    ColumnSpec{"name", Type::text, true, "", "for display; null where names are not carried"},
    ColumnSpec{"left", Type::float64, false, "", "left end, in widths of a person"},
    ColumnSpec{"right", Type::float64, false, "", "right end"},
    ColumnSpec{"top", Type::float64, false, "", "upper end, in heights of a row"},
    ColumnSpec{"bottom", Type::float64, false, "", "lower end"}};

constexpr std::array own_tables = {Described{"centrality", centrality_columns},
                                   Described{"layout_people", layout_people_columns},
                                   Described{"layout_edges", layout_edges_columns},
                                   Described{"layout_departments", layout_departments_columns}};

}  // namespace

std::span<const Described> described_graph() { return own_tables; }

}  // namespace sandan::org
