#include <array>

#include "org/schemas.hpp"

namespace sandan::org {
namespace {

using results::ColumnSpec;
using results::Described;
using Type = results::ColumnType;

constexpr std::array routes_columns = {
    ColumnSpec{"account_id", Type::text, false, "", "customer, in the type of the input"},
    ColumnSpec{"target_id", Type::text, false, "", "person to be reached"},
    ColumnSpec{"route", Type::int32, true, "", "1 for the cheapest; null: there is none"},
    ColumnSpec{"cost", Type::float64, true, "",
               "of the whole route, in the units of the vocabulary"},
    ColumnSpec{"people", Type::int32, false, "", "people on it, the target too"},
    ColumnSpec{"next_step", Type::dictionary, false, "",
               "introduce, advance or approach; none where the target is in touch"},
    ColumnSpec{"next_from_id", Type::text, true, "", "who is to introduce, or to be advanced"},
    ColumnSpec{"next_to_id", Type::text, true, "", "who is to be reached next"},
    ColumnSpec{"next_relation", Type::dictionary, true, "", "kind of relation between the two"},
    ColumnSpec{"next_stage", Type::dictionary, true, "", "relation stage to be reached next"}};

constexpr std::array route_steps_columns = {
    ColumnSpec{"account_id", Type::text, false, "", "customer, in the type of the input"},
    ColumnSpec{"target_id", Type::text, false, "", "person to be reached"},
    ColumnSpec{"route", Type::int32, false, "", "number of the route"},
    ColumnSpec{"step", Type::int32, false, "", "number of the step, from 1"},
    ColumnSpec{"from_id", Type::text, true, "", "who introduces; null: us"},
    ColumnSpec{"to_id", Type::text, false, "", "who is reached"},
    ColumnSpec{"relation", Type::dictionary, true, "", "kind of relation"},
    ColumnSpec{"back", Type::boolean, true, "", "along the relation from its end to its start"},
    ColumnSpec{"cost", Type::float64, false, "", "of the step"},
    ColumnSpec{"relation_stage", Type::dictionary, true, "",
               "of the person reached; null: not recorded"},
    ColumnSpec{"support", Type::int32, true, "", "of the person reached"}};

constexpr std::array contact_order_columns = {
    ColumnSpec{"account_id", Type::text, false, "", "customer, in the type of the input"},
    ColumnSpec{"place", Type::int32, false, "", "1 for the first to be seen"},
    ColumnSpec{"person_id", Type::text, false, "", "person, in the type of the input"},
    ColumnSpec{"department_id", Type::text, true, "", "department"},
    ColumnSpec{"level", Type::dictionary, true, "", "level of the person"},
    ColumnSpec{"round", Type::int32, false, "",
               "1: the first of the department, 2: the second, and so on"},
    ColumnSpec{"cost", Type::float64, true, "", "of the cheapest route; null: there is none"},
    ColumnSpec{"via_id", Type::text, true, "", "who introduces"}};

constexpr std::array withheld_columns = {
    ColumnSpec{"account_id", Type::text, false, "", "customer, in the type of the input"},
    ColumnSpec{"reason", Type::dictionary, false, "", "why people are left out of proposals"},
    ColumnSpec{"people", Type::int64, false, "", "how many; never who"}};

constexpr std::array gatekeepers_columns = {
    ColumnSpec{"account_id", Type::text, false, "", "customer, in the type of the input"},
    ColumnSpec{"target_id", Type::text, true, "", "person to be reached; null: whoever signs"},
    ColumnSpec{"kind", Type::dictionary, false, "",
               "dominator: on every route; veto: can stop the purchase; cut: of the blocking set"},
    ColumnSpec{"place", Type::int32, false, "", "of dominators nearest to us first"},
    ColumnSpec{"person_id", Type::text, false, "", "person, in the type of the input"},
    ColumnSpec{"relation_stage", Type::dictionary, true, "", "relation stage; null: not recorded"},
    ColumnSpec{"support", Type::int32, true, "", "support, -2 to 2; null: not known"},
    ColumnSpec{"covered", Type::boolean, true, "",
               "relation stage at trust and support for us; null: not known"}};

constexpr std::array blocking_sets_columns = {
    ColumnSpec{"account_id", Type::text, false, "", "customer, in the type of the input"},
    ColumnSpec{"signers", Type::int32, false, "", "people who decide"},
    ColumnSpec{
        "size", Type::int32, true, "",
        "people in the smallest set whose refusal blocks signing; null: no route to a signer"},
    ColumnSpec{"covered", Type::int32, false, "", "of these, known to be covered"},
    ColumnSpec{"open", Type::int32, false, "",
               "of these, neither known to be covered nor known not to be"},
    ColumnSpec{"all_covered", Type::boolean, true, "", "every one is; null: not known"},
    ColumnSpec{"vetoes", Type::int32, false, "", "veto holders"},
    ColumnSpec{"vetoes_covered", Type::int32, false, "", "of these, known to be covered"}};

constexpr std::array own_tables = {Described{"routes", routes_columns},
                                   Described{"route_steps", route_steps_columns},
                                   Described{"contact_order", contact_order_columns},
                                   Described{"withheld", withheld_columns},
                                   Described{"gatekeepers", gatekeepers_columns},
                                   Described{"blocking_sets", blocking_sets_columns}};

}  // namespace

std::span<const Described> described_routes() { return own_tables; }

}  // namespace sandan::org
