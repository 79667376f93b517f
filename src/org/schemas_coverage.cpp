#include <array>

#include "org/schemas.hpp"

namespace sandan::org {
namespace {

using results::ColumnSpec;
using results::Described;
using Type = results::ColumnType;

constexpr std::array completeness_columns = {
    ColumnSpec{"account_id", Type::text, false, "", "customer, in the type of the input"},
    ColumnSpec{"people", Type::int32, false, "", "people of the map"},
    ColumnSpec{"profile_share", Type::float64, true, "share",
               "of levels, functions, roles, departments and stances that are known"},
    ColumnSpec{"roles_required", Type::int32, false, "", "roles the vocabulary requires"},
    ColumnSpec{"roles_filled", Type::int32, false, "", "of these, known to be held by somebody"},
    ColumnSpec{"roles_in_touch", Type::int32, false, "", "of these, with a holder in touch"},
    ColumnSpec{"departments", Type::int32, false, "", "departments with people"},
    ColumnSpec{"departments_with_guide", Type::int32, false, "", "of these, with a guide"},
    ColumnSpec{"guide_breadth", Type::float64, true, "share",
               "departments with a guide; null where no department is known"},
    ColumnSpec{"levels_in_touch", Type::int32, false, "", "levels with somebody in touch"},
    ColumnSpec{"completeness", Type::float64, true, "share",
               "of what a whole map would say, how much is said: profiles, required roles, guides; "
               "each a third"}};

constexpr std::array coverage_cells_columns = {
    ColumnSpec{"account_id", Type::text, false, "", "customer, in the type of the input"},
    ColumnSpec{"level", Type::dictionary, true, "", "level of the person"},
    ColumnSpec{"function", Type::dictionary, true, "", "function of the person"},
    ColumnSpec{"role", Type::dictionary, true, "", "role; null: people without a known role"},
    ColumnSpec{"people", Type::int32, false, "",
               "people in the cell; 0 for a required role that nobody holds"},
    ColumnSpec{"in_touch", Type::int32, false, "", "who know the vendor"},
    ColumnSpec{"held", Type::int32, false, "", "who are held: a route may begin with them"},
    ColumnSpec{"supporters", Type::int32, false, "", "support at or above the supporting one"},
    ColumnSpec{"opponents", Type::int32, false, "", "support below 0"},
    ColumnSpec{"stance_unknown", Type::int32, false, "", "support not known"},
    ColumnSpec{"best_stage", Type::dictionary, true, "", "highest relation stage recorded"}};

constexpr std::array coverage_people_columns = {
    ColumnSpec{"account_id", Type::text, false, "", "customer, in the type of the input"},
    ColumnSpec{"person_id", Type::text, false, "", "person, in the type of the input"},
    ColumnSpec{"name", Type::text, true, "", "for display; null where names are not carried"},
    ColumnSpec{"department_id", Type::text, true, "", "department"},
    ColumnSpec{"level", Type::dictionary, true, "", "level of the person"},
    ColumnSpec{"function", Type::dictionary, true, "", "function of the person"},
    ColumnSpec{"roles", Type::text, true, "", "roles, joined by ; null: not known"},
    ColumnSpec{"relation_stage", Type::dictionary, true, "", "relation stage; null: not recorded"},
    ColumnSpec{"support", Type::int32, true, "", "support, -2 to 2; null: not known"},
    ColumnSpec{"guide", Type::boolean, true, "", "guides us"},
    ColumnSpec{"veto", Type::boolean, true, "", "can veto"},
    ColumnSpec{"in_touch", Type::boolean, true, "", "knows the vendor; null: not recorded"}};

constexpr std::array coverage_departments_columns = {
    ColumnSpec{"account_id", Type::text, false, "", "customer, in the type of the input"},
    ColumnSpec{"department_id", Type::text, false, "", "department"},
    ColumnSpec{"people", Type::int32, false, "", "its people"},
    ColumnSpec{"in_touch", Type::int32, false, "", "who know the vendor"},
    ColumnSpec{"guides", Type::int32, false, "", "who guide us"},
    ColumnSpec{"has_guide", Type::boolean, true, "",
               "somebody does; null: nobody is known to, somebody is not recorded"}};

constexpr std::array coverage_gaps_columns = {
    ColumnSpec{"account_id", Type::text, false, "", "customer, in the type of the input"},
    ColumnSpec{"rank", Type::int32, false, "", "1 for the gap of greatest consequence"},
    ColumnSpec{"gap", Type::dictionary, false, "", "kind of gap"},
    ColumnSpec{"consequence", Type::float64, false, "", "its weight in the vocabulary"},
    ColumnSpec{"role", Type::dictionary, true, "", "role concerned"},
    ColumnSpec{"level", Type::dictionary, true, "", "level concerned"},
    ColumnSpec{"person_id", Type::text, true, "", "person concerned"},
    ColumnSpec{"department_id", Type::text, true, "", "department concerned"},
    ColumnSpec{"decision", Type::dictionary, true, "", "decision concerned"}};

constexpr std::array single_threads_columns = {
    ColumnSpec{"account_id", Type::text, false, "", "customer, in the type of the input"},
    ColumnSpec{"person_id", Type::text, false, "", "who leaves"},
    ColumnSpec{"breaks", Type::dictionary, false, "",
               "what then is lost: role, department, guide, route, contact"},
    ColumnSpec{"role", Type::dictionary, true, "", "role with no other holder in touch"},
    ColumnSpec{"department_id", Type::text, true, "", "department with nobody else in touch"},
    ColumnSpec{"target_id", Type::text, true, "", "who decides and is no longer reached"}};

constexpr std::array own_tables = {Described{"completeness", completeness_columns},
                                   Described{"coverage_cells", coverage_cells_columns},
                                   Described{"coverage_people", coverage_people_columns},
                                   Described{"coverage_departments", coverage_departments_columns},
                                   Described{"coverage_gaps", coverage_gaps_columns},
                                   Described{"single_threads", single_threads_columns}};

}  // namespace

std::span<const Described> described_coverage() { return own_tables; }

}  // namespace sandan::org
