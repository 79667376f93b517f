#include <array>

#include "org/schemas.hpp"

namespace sandan::org {
namespace {

using results::ColumnSpec;
using results::Described;
using Type = results::ColumnType;

constexpr std::array people_columns = {
    ColumnSpec{"person_id", Type::text, false, "", "person, in the type of the input"},
    ColumnSpec{"account_id", Type::text, false, "", "customer, in the type of the input"},
    ColumnSpec{"name", Type::text, true, "", "for display; null where names are not carried"},
    ColumnSpec{"department_id", Type::text, true, "", "department"},
    ColumnSpec{"organisation", Type::text, true, "", "inside, or the outside body"},
    ColumnSpec{"level", Type::dictionary, true, "", "level of the person"},
    ColumnSpec{"function", Type::dictionary, true, "", "function of the person"},
    ColumnSpec{"roles", Type::text, true, "", "roles, joined by ; null: not known"},
    ColumnSpec{"guide", Type::boolean, true, "", "guides us"},
    ColumnSpec{"style", Type::dictionary, true, "", "first communication style, an observation"},
    ColumnSpec{"style_second", Type::dictionary, true, "", "second style"},
    ColumnSpec{"style_on", Type::day, true, "", "day of the observation"},
    ColumnSpec{"decides", Type::text, true, "", "which decisions the person holds, joined by ;"},
    ColumnSpec{"authority_minor", Type::int64, true, "minor", "may sign up to this amount"},
    ColumnSpec{"veto", Type::boolean, true, "", "can veto"},
    ColumnSpec{"business_motive", Type::text, true, "",
               "what the purchase must do for the job; null where names are not carried"},
    ColumnSpec{"weight", Type::float64, true, "", "weight of the opinion"},
    ColumnSpec{"contact_allowed", Type::boolean, true, "", "false: no contact is ever proposed"},
    ColumnSpec{"stubbornness", Type::float64, true, "share",
               "how far the person holds on to the own opinion"},
    ColumnSpec{"from_on", Type::day, true, "", "first day in the map"},
    ColumnSpec{"to_on", Type::day, true, "", "last day in the map"}};

constexpr std::array departments_columns = {
    ColumnSpec{"department_id", Type::text, false, "", "department, in the type of the input"},
    ColumnSpec{"account_id", Type::text, false, "", "customer, in the type of the input"},
    ColumnSpec{"name", Type::text, true, "", "for display; null where names are not carried"},
    ColumnSpec{"parent_id", Type::text, true, "", "department above"},
    ColumnSpec{"head_id", Type::text, true, "", "person whom the others report to"}};

constexpr std::array relations_columns = {
    ColumnSpec{"account_id", Type::text, false, "", "customer, in the type of the input"},
    ColumnSpec{"from_id", Type::text, false, "", "person or department it starts at"},
    ColumnSpec{"to_id", Type::text, false, "", "person or department it ends at"},
    ColumnSpec{"from_kind", Type::dictionary, false, "", "person or department"},
    ColumnSpec{"to_kind", Type::dictionary, false, "", "person or department"},
    ColumnSpec{"kind", Type::dictionary, false, "", "kind of relation"},
    ColumnSpec{"weight", Type::float64, true, "", "strength"}};

constexpr std::array stances_columns = {
    ColumnSpec{"person_id", Type::text, false, "", "person, in the type of the input"},
    ColumnSpec{"vendor", Type::dictionary, false, "", "@us or a rival"},
    ColumnSpec{"relation_stage", Type::dictionary, true, "", "relation stage; null: not recorded"},
    ColumnSpec{"support", Type::int32, true, "", "support, -2 to 2; null: not known"},
    ColumnSpec{"as_of", Type::day, true, "", "day it holds from"},
    ColumnSpec{"evidence", Type::text, true, "",
               "record behind it; null where names are not carried"}};

constexpr std::array map_faults_columns = {
    ColumnSpec{"table", Type::dictionary, false, "", "table the faulty row is in"},
    ColumnSpec{"row", Type::int64, false, "", "row of that table, from 0"},
    ColumnSpec{"column", Type::text, false, "", "column at fault"},
    ColumnSpec{"fault", Type::dictionary, false, "", "what is wrong"},
    ColumnSpec{"value", Type::text, true, "", "the cell as text; null by request"},
    ColumnSpec{"set_aside", Type::boolean, false, "", "the row is left out, not only its value"}};

constexpr std::array map_findings_columns = {
    ColumnSpec{"account_id", Type::text, false, "", "customer, in the type of the input"},
    ColumnSpec{"finding", Type::dictionary, false, "", "what is odd"},
    ColumnSpec{"person_id", Type::text, true, "", "person concerned"},
    ColumnSpec{"department_id", Type::text, true, "", "department concerned"},
    ColumnSpec{"vendor", Type::dictionary, true, "", "vendor concerned"}};

constexpr std::array read_faults_columns = {
    ColumnSpec{"place", Type::text, false, "", "where in the file: byte, or JSON pointer"},
    ColumnSpec{"item", Type::dictionary, false, "", "node, edge or attribute"},
    ColumnSpec{"id", Type::text, true, "", "its id"},
    ColumnSpec{"fault", Type::dictionary, false, "", "what could not be taken over"},
    ColumnSpec{"value", Type::text, true, "", "what stood there"}};

constexpr std::array own_tables = {
    Described{"people", people_columns},          Described{"departments", departments_columns},
    Described{"relations", relations_columns},    Described{"stances", stances_columns},
    Described{"map_faults", map_faults_columns},  Described{"map_findings", map_findings_columns},
    Described{"read_faults", read_faults_columns}};

}  // namespace

std::span<const Described> described_contents() { return own_tables; }

}  // namespace sandan::org
