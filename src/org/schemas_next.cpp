#include <array>

#include "org/schemas.hpp"

namespace sandan::org {
namespace {

using results::ColumnSpec;
using results::Described;
using Type = results::ColumnType;

constexpr std::array next_contacts_columns = {
    ColumnSpec{"account_id", Type::text, false, "", "customer, in the type of the input"},
    ColumnSpec{"rank", Type::int32, false, "", "1 for the most overdue, then the greatest pull"},
    ColumnSpec{"person_id", Type::text, false, "", "person, in the type of the input"},
    ColumnSpec{"relation_stage", Type::dictionary, true, "", "relation stage; null: not recorded"},
    ColumnSpec{"next_stage", Type::dictionary, true, "",
               "relation stage to be reached next; null: the last is reached"},
    ColumnSpec{"last_contact_on", Type::day, true, "",
               "last activity done with the person; null: none on record"},
    ColumnSpec{"days_since", Type::int32, true, "days", "since then"},
    ColumnSpec{"cadence_days", Type::int32, true, "days", "of the relation stage"},
    ColumnSpec{"overdue_days", Type::int32, true, "days",
               "beyond the cadence; 0: not overdue; null: no activity or no cadence known"},
    ColumnSpec{"overdue", Type::boolean, true, "", "beyond the cadence"},
    ColumnSpec{"pull", Type::float64, true, "", "change of the verdict for one step of support"}};

constexpr std::array next_marks_columns = {
    ColumnSpec{"account_id", Type::text, false, "", "customer, in the type of the input"},
    ColumnSpec{"person_id", Type::text, false, "", "person, in the type of the input"},
    ColumnSpec{"next_stage", Type::dictionary, false, "", "relation stage"},
    ColumnSpec{"mark", Type::dictionary, false, "", "what shows that it is reached"}};

constexpr std::array next_activities_columns = {
    ColumnSpec{"account_id", Type::text, false, "", "customer, in the type of the input"},
    ColumnSpec{"person_id", Type::text, false, "", "person, in the type of the input"},
    ColumnSpec{"place", Type::int32, false, "", "in the order of the vocabulary"},
    ColumnSpec{"activity", Type::dictionary, false, "", "that advances to the next stage"},
    ColumnSpec{"hospitality", Type::boolean, false, "", "to be registered"},
    ColumnSpec{"limit_minor", Type::int64, true, "minor", "most it may cost"}};

constexpr std::array next_manners_columns = {
    ColumnSpec{"account_id", Type::text, false, "", "customer, in the type of the input"},
    ColumnSpec{"person_id", Type::text, false, "", "person, in the type of the input"},
    ColumnSpec{"style", Type::dictionary, false, "",
               "communication style, an observation that is not validated"},
    ColumnSpec{"place", Type::int32, false, "", "1: first style, 2: second"},
    ColumnSpec{"manner", Type::dictionary, false, "", "what suits the style"}};

constexpr std::array map_summary_columns = {
    ColumnSpec{"account_id", Type::text, false, "", "customer, in the type of the input"},
    ColumnSpec{"people", Type::int32, false, "", "people of the map"},
    ColumnSpec{"completeness", Type::float64, true, "share", "as in completeness"},
    ColumnSpec{"roles_required", Type::int32, false, "", "roles the vocabulary requires"},
    ColumnSpec{"roles_in_touch", Type::int32, false, "", "of these, with a holder in touch"},
    ColumnSpec{"gaps", Type::int32, false, "", "gaps of coverage"},
    ColumnSpec{"first_gap", Type::dictionary, true, "", "the one of greatest consequence"},
    ColumnSpec{"target_id", Type::text, true, "",
               "person of the greatest weight among those who decide, people withheld left out"},
    ColumnSpec{"route_1", Type::float64, true, "", "cost of the cheapest route"},
    ColumnSpec{"route_2", Type::float64, true, "", "of the second"},
    ColumnSpec{"route_3", Type::float64, true, "", "of the third"},
    ColumnSpec{"route_4", Type::float64, true, "", "of the fourth"},
    ColumnSpec{"gatekeepers", Type::int32, false, "", "people on every route to the target"},
    ColumnSpec{"cut_size", Type::int32, true, "", "people of the blocking set"},
    ColumnSpec{"cut_covered", Type::boolean, true, "", "every one is covered; null: not known"},
    ColumnSpec{"verdict", Type::float64, true, "support", "as in verdicts"},
    ColumnSpec{"low", Type::float64, true, "support", "as in verdicts"},
    ColumnSpec{"high", Type::float64, true, "support", "as in verdicts"},
    ColumnSpec{"leader", Type::dictionary, true, "",
               "vendor with the highest verdict, alone; null: none, or no rival is on record"},
    ColumnSpec{"next_id", Type::text, true, "", "whom to win over next"},
    ColumnSpec{"next_gain", Type::float64, true, "support",
               "change of the verdict when won over for good"},
    ColumnSpec{"next_effort", Type::float64, true, "", "of that"},
    ColumnSpec{"top_pagerank_id", Type::text, true, "",
               "person of the highest PageRank; null unless asked for"},
    ColumnSpec{"top_pagerank", Type::float64, true, "share", "its PageRank"},
    ColumnSpec{"top_betweenness_id", Type::text, true, "",
               "person of the highest betweenness; null unless asked for"},
    ColumnSpec{"top_betweenness", Type::float64, true, "", "its betweenness"}};

constexpr std::array own_tables = {
    Described{"next_contacts", next_contacts_columns}, Described{"next_marks", next_marks_columns},
    Described{"next_activities", next_activities_columns},
    Described{"next_manners", next_manners_columns}, Described{"map_summary", map_summary_columns}};

}  // namespace

std::span<const Described> described_next() { return own_tables; }

}  // namespace sandan::org
