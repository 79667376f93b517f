#include <array>

#include "org/schemas.hpp"

namespace sandan::org {
namespace {

using results::ColumnSpec;
using results::Described;
using Type = results::ColumnType;

constexpr std::array flow_roles_columns = {
    ColumnSpec{"account_id", Type::text, false, "", "customer, in the type of the input"},
    ColumnSpec{"place", Type::int32, true, "", "place in the purchase, from 1; null: throughout"},
    ColumnSpec{"role", Type::dictionary, false, "", "role"},
    ColumnSpec{"state", Type::dictionary, false, "", "filled or unknown"},
    ColumnSpec{"person_id", Type::text, true, "", "who has it"},
    ColumnSpec{"level", Type::dictionary, true, "", "level of the person"},
    ColumnSpec{"department_id", Type::text, true, "", "department"}};

constexpr std::array flow_links_columns = {
    ColumnSpec{"account_id", Type::text, false, "", "customer, in the type of the input"},
    ColumnSpec{"from_role", Type::dictionary, false, "", "role that hands on"},
    ColumnSpec{"to_role", Type::dictionary, false, "", "role that takes over"},
    ColumnSpec{"state", Type::dictionary, false, "", "runs, broken or unknown"},
    ColumnSpec{"from_id", Type::text, true, "", "nearest holder of the first"},
    ColumnSpec{"to_id", Type::text, true, "", "nearest holder of the second"},
    ColumnSpec{"hops", Type::int32, true, "", "relations between them; 0: one person has both"}};

constexpr std::array flow_breaks_columns = {
    ColumnSpec{"account_id", Type::text, false, "", "customer, in the type of the input"},
    ColumnSpec{"rank", Type::int32, false, "", "1 for the break of greatest consequence"},
    ColumnSpec{"break", Type::dictionary, false, "",
               "role_unknown, link_broken, no_signer or decision_unheld"},
    ColumnSpec{"consequence", Type::float64, false, "", "its weight"},
    ColumnSpec{"role", Type::dictionary, true, "", "role concerned"},
    ColumnSpec{"to_role", Type::dictionary, true, "", "role that does not take over"},
    ColumnSpec{"decision", Type::dictionary, true, "", "decision nobody is known to hold"},
    ColumnSpec{"opportunity_id", Type::text, true, "", "deal nobody is known to may sign"}};

constexpr std::array flow_signers_columns = {
    ColumnSpec{"account_id", Type::text, false, "", "customer, in the type of the input"},
    ColumnSpec{"opportunity_id", Type::text, true, "", "deal; null where the amount was asked for"},
    ColumnSpec{"amount_minor", Type::int64, true, "minor", "of the purchase"},
    ColumnSpec{"currency", Type::dictionary, true, "", "of the amount; null: not known"},
    ColumnSpec{"person_id", Type::text, false, "", "person, in the type of the input"},
    ColumnSpec{"level", Type::dictionary, true, "", "level of the person"},
    ColumnSpec{"authority_minor", Type::int64, true, "minor", "may sign up to this amount"},
    ColumnSpec{"may_sign", Type::boolean, true, "",
               "the authority covers the amount; null: not known"},
    ColumnSpec{"decides", Type::boolean, false, "",
               "may sign, on the lowest level where anybody may"}};

constexpr std::array flow_decisions_columns = {
    ColumnSpec{"account_id", Type::text, false, "", "customer, in the type of the input"},
    ColumnSpec{"decision", Type::dictionary, false, "", "buy, when, budget, vendor or sign"},
    ColumnSpec{"person_id", Type::text, true, "", "who holds it; null: nobody is known to"},
    ColumnSpec{"level", Type::dictionary, true, "", "level of the person"},
    ColumnSpec{"relation_stage", Type::dictionary, true, "", "relation stage; null: not recorded"},
    ColumnSpec{"support", Type::int32, true, "", "support, -2 to 2; null: not known"}};

constexpr std::array own_tables = {
    Described{"flow_roles", flow_roles_columns}, Described{"flow_links", flow_links_columns},
    Described{"flow_breaks", flow_breaks_columns}, Described{"flow_signers", flow_signers_columns},
    Described{"flow_decisions", flow_decisions_columns}};

}  // namespace

std::span<const Described> described_flow() { return own_tables; }

}  // namespace sandan::org
