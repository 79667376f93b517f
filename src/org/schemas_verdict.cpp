#include <array>

#include "org/schemas.hpp"

namespace sandan::org {
namespace {

using results::ColumnSpec;
using results::Described;
using Type = results::ColumnType;

constexpr std::array verdicts_columns = {
    ColumnSpec{"account_id", Type::text, false, "", "customer, in the type of the input"},
    ColumnSpec{"vendor", Type::dictionary, false, "", "@us or a rival"},
    ColumnSpec{"voters", Type::int32, false, "", "people who decide"},
    ColumnSpec{"voters_known", Type::int32, false, "", "of these, with known support"},
    ColumnSpec{"verdict", Type::float64, true, "support",
               "weighted mean of where those who decide end, unknown supports taken as 0; null: "
               "nobody is known to decide"},
    ColumnSpec{"low", Type::float64, true, "support", "the same if every unknown support were -2"},
    ColumnSpec{"high", Type::float64, true, "support", "the same if every unknown support were 2"},
    ColumnSpec{"vote", Type::float64, true, "share",
               "weight of those who decide with whom this vendor ends above 0 and highest, alone"},
    ColumnSpec{"state", Type::dictionary, false, "",
               "for, against, open (0 is within the interval) or unknown"},
    ColumnSpec{"leads", Type::boolean, true, "",
               "highest verdict of all vendors, alone; null: nobody is known to decide, or no "
               "rival is on record"}};

constexpr std::array positions_columns = {
    ColumnSpec{"account_id", Type::text, false, "", "customer, in the type of the input"},
    ColumnSpec{"person_id", Type::text, false, "", "person, in the type of the input"},
    ColumnSpec{"vendor", Type::dictionary, false, "", "@us or a rival"},
    ColumnSpec{"support", Type::int32, true, "", "own support; null: not known"},
    ColumnSpec{"position", Type::float64, false, "support",
               "where the person ends, unknown supports taken as 0"},
    ColumnSpec{"low", Type::float64, false, "support", "the same if every unknown support were -2"},
    ColumnSpec{"high", Type::float64, false, "support", "the same if every unknown support were 2"},
    ColumnSpec{"stubbornness", Type::float64, false, "share",
               "how far the person holds on to the own opinion; 1 where nobody influences"},
    ColumnSpec{"voter_weight", Type::float64, false, "share", "weight in the verdict"},
    ColumnSpec{
        "pull", Type::float64, true, "",
        "change of the verdict for one step of own support; null: nobody is known to decide"}};

constexpr std::array win_over_columns = {
    ColumnSpec{"account_id", Type::text, false, "", "customer, in the type of the input"},
    ColumnSpec{"rank", Type::int32, false, "", "1 for the greatest gain per effort"},
    ColumnSpec{"person_id", Type::text, false, "", "person, in the type of the input"},
    ColumnSpec{"relation_stage", Type::dictionary, true, "", "relation stage; null: not recorded"},
    ColumnSpec{"support", Type::int32, true, "", "support, -2 to 2; null: not known"},
    ColumnSpec{"position", Type::float64, false, "support",
               "where the person ends as things stand"},
    ColumnSpec{"next_stage", Type::dictionary, true, "",
               "relation stage to be reached next; null: the last is reached"},
    ColumnSpec{"gain_step", Type::float64, true, "support",
               "change of the verdict for one more step of support; 0 at the highest"},
    ColumnSpec{"gain_won", Type::float64, false, "support",
               "change of the verdict when won over for good"},
    ColumnSpec{"effort", Type::float64, false, "",
               "of winning over, in the units of the vocabulary"},
    ColumnSpec{"gain_per_effort", Type::float64, true, "",
               "gain_won by effort; null where no effort is needed"}};

constexpr std::array win_pairs_columns = {
    ColumnSpec{"account_id", Type::text, false, "", "customer, in the type of the input"},
    ColumnSpec{"rank", Type::int32, false, "", "1 for the greatest gain"},
    ColumnSpec{"first_id", Type::text, false, "", "one person"},
    ColumnSpec{"second_id", Type::text, false, "", "another"},
    ColumnSpec{"gain_won", Type::float64, false, "support",
               "change of the verdict when both are won over for good"},
    ColumnSpec{"together", Type::float64, false, "support",
               "of this, beyond the two gains apart; never above 0"},
    ColumnSpec{"effort", Type::float64, false, "", "of both"},
    ColumnSpec{"gain_per_effort", Type::float64, true, "", "gain_won by effort"}};

constexpr std::array win_plan_columns = {
    ColumnSpec{"account_id", Type::text, false, "", "customer, in the type of the input"},
    ColumnSpec{"place", Type::int32, false, "", "1 for the first to be won over"},
    ColumnSpec{"person_id", Type::text, false, "", "person, in the type of the input"},
    ColumnSpec{"gain_won", Type::float64, false, "support",
               "change of the verdict after those before"},
    ColumnSpec{"verdict_after", Type::float64, false, "support",
               "verdict with these people won over"},
    ColumnSpec{"effort", Type::float64, false, "", "of the step"},
    ColumnSpec{"bound", Type::float64, false, "share",
               "the plan reaches at least this share of the best gain of as many people "
               "(Nemhauser, Wolsey and Fisher, 1978)"}};

constexpr std::array competitors_columns = {
    ColumnSpec{"account_id", Type::text, false, "", "customer, in the type of the input"},
    ColumnSpec{"vendor", Type::dictionary, false, "", "@us or a rival"},
    ColumnSpec{"in_touch", Type::int32, false, "", "people who know the vendor"},
    ColumnSpec{"held", Type::int32, false, "", "who are held"},
    ColumnSpec{"supporters", Type::int32, false, "", "support at or above the supporting one"},
    ColumnSpec{"opponents", Type::int32, false, "", "support below 0"},
    ColumnSpec{"voters_in_touch", Type::int32, false, "", "of those who decide"},
    ColumnSpec{"voters_supporting", Type::int32, false, "", "of those who decide"},
    ColumnSpec{"departments_in_touch", Type::int32, false, "",
               "departments with somebody in touch"},
    ColumnSpec{"verdict", Type::float64, true, "support", "as in verdicts"},
    ColumnSpec{"low", Type::float64, true, "support", "as in verdicts"},
    ColumnSpec{"high", Type::float64, true, "support", "as in verdicts"},
    ColumnSpec{"position", Type::dictionary, false, "",
               "of us towards this rival: ahead, behind, level, open (unknown supports could turn "
               "it), unknown; us for @us"},
    ColumnSpec{"advantages", Type::int32, false, "", "points on record"},
    ColumnSpec{"weaknesses", Type::int32, false, "", "points on record"},
    ColumnSpec{"unanswered", Type::int32, false, "",
               "weaknesses of ours, advantages of theirs without an answer"}};

constexpr std::array contested_columns = {
    ColumnSpec{"account_id", Type::text, false, "", "customer, in the type of the input"},
    ColumnSpec{"person_id", Type::text, false, "", "person, in the type of the input"},
    ColumnSpec{"vendor", Type::dictionary, false, "", "rival"},
    ColumnSpec{"our_stage", Type::dictionary, true, "", "relation stage with us"},
    ColumnSpec{"their_stage", Type::dictionary, true, "", "relation stage with the rival"},
    ColumnSpec{"our_support", Type::int32, true, "", "support for us"},
    ColumnSpec{"their_support", Type::int32, true, "", "support for the rival"},
    ColumnSpec{"lead", Type::dictionary, false, "",
               "us, them, level or unknown, by support, then by relation stage"},
    ColumnSpec{"pull", Type::float64, true, "",
               "change of the verdict for one step of own support"}};

constexpr std::array point_reach_columns = {
    ColumnSpec{"account_id", Type::text, false, "", "customer, in the type of the input"},
    ColumnSpec{"opportunity_id", Type::text, true, "", "deal"},
    ColumnSpec{"vendor", Type::dictionary, false, "", "whose point"},
    ColumnSpec{"kind", Type::dictionary, false, "", "advantage or weakness"},
    ColumnSpec{"criterion", Type::dictionary, true, "", "selection criterion"},
    ColumnSpec{"person_id", Type::text, true, "", "whom it touches; null: nobody known"},
    ColumnSpec{"support", Type::int32, true, "", "support, -2 to 2; null: not known"},
    ColumnSpec{"pull", Type::float64, true, "",
               "change of the verdict on that vendor for one step of that support"},
    ColumnSpec{"answered", Type::boolean, true, "", "an answer is on record; null: not said"}};

constexpr std::array own_tables = {
    Described{"verdicts", verdicts_columns},   Described{"positions", positions_columns},
    Described{"win_over", win_over_columns},   Described{"win_pairs", win_pairs_columns},
    Described{"win_plan", win_plan_columns},   Described{"competitors", competitors_columns},
    Described{"contested", contested_columns}, Described{"point_reach", point_reach_columns}};

}  // namespace

std::span<const Described> described_verdict() { return own_tables; }

}  // namespace sandan::org
