#include <array>

#include "rules/answers.hpp"
#include "sandan/rules.hpp"

namespace sandan {

namespace rules {
namespace {

using results::ColumnSpec;
using results::Described;
using Type = results::ColumnType;

constexpr ColumnSpec row_column{"row", Type::int64, false, "", "row of the input, from 0"};

constexpr std::array faults_columns = {
    ColumnSpec{"row", Type::int64, true, "", "row of the input; null for a whole column"},
    ColumnSpec{"column", Type::text, false, "", "column, or decision that could not answer"},
    ColumnSpec{"fault", Type::dictionary, false, "", "what is wrong"},
    ColumnSpec{"value", Type::text, true, "", "the value, cut to 200 bytes"}};
constexpr std::array fault_counts_columns = {
    ColumnSpec{"column", Type::text, false, "", "column or decision"},
    ColumnSpec{"fault", Type::dictionary, false, "", "what is wrong"},
    ColumnSpec{"n", Type::int64, false, "records", "how often, listed or not"}};
constexpr std::array could_be_columns = {
    row_column, ColumnSpec{"decision", Type::dictionary, false, "", "decision that is open"},
    ColumnSpec{"output", Type::dictionary, false, "", "output that is open"},
    ColumnSpec{"value", Type::text, true, "", "value it can turn out to be; null: none"},
    ColumnSpec{"exact", Type::boolean, false, "",
               "all values that are possible, and no others, are listed"}};
constexpr std::array ask_next_columns = {
    row_column,
    ColumnSpec{"position", Type::int32, false, "", "place in the order of asking, from 1"},
    ColumnSpec{"input", Type::dictionary, false, "", "what to ask for"},
    ColumnSpec{"outcomes_left", Type::int32, false, "outcomes",
               "outcomes still open after the least telling reply"}};
constexpr std::array reasons_columns = {
    row_column,
    ColumnSpec{"decision", Type::text, false, "", "the scorecard"},
    ColumnSpec{"criterion", Type::text, false, "", "the criterion"},
    ColumnSpec{"attribute", Type::text, true, "", "the attribute that holds; null: none, or open"},
    ColumnSpec{"points", Type::float64, true, "points", "points; null where they are open"},
    ColumnSpec{"points_low", Type::float64, false, "points", "least points possible"},
    ColumnSpec{"points_high", Type::float64, false, "points", "most points possible"},
    ColumnSpec{"difference", Type::float64, true, "points", "from the baseline"},
    ColumnSpec{"rank", Type::int32, true, "", "rank among the reasons; null: none of them"}};
constexpr std::array moves_columns = {
    ColumnSpec{"from", Type::text, true, "", "value by this policy; null: none, or undetermined"},
    ColumnSpec{"to", Type::text, true, "", "value by the other policy"},
    ColumnSpec{"from_determined", Type::boolean, false, "", "this policy decides"},
    ColumnSpec{"to_determined", Type::boolean, false, "", "the other policy decides"},
    ColumnSpec{"n", Type::int64, false, "records", "records"},
    ColumnSpec{"amount_minor", Type::int64, true, "minor", "sum of their amounts"},
    ColumnSpec{"unknown_amounts", Type::int64, false, "records", "of them without an amount"}};
constexpr std::array moved_columns = {
    row_column,
    ColumnSpec{"from", Type::text, true, "", "value by this policy"},
    ColumnSpec{"to", Type::text, true, "", "value by the other policy"},
    ColumnSpec{"from_determined", Type::boolean, false, "", "this policy decides"},
    ColumnSpec{"to_determined", Type::boolean, false, "", "the other policy decides"},
    ColumnSpec{"from_rule", Type::text, true, "", "rule of this policy that decided alone"},
    ColumnSpec{"to_rule", Type::text, true, "", "rule of the other policy that decided alone"},
    ColumnSpec{"amount_minor", Type::int64, true, "minor", "amount of the record"}};
constexpr std::array sweep_columns = {
    ColumnSpec{"setting", Type::int32, false, "", "place of the setting in the grid, from 0"},
    ColumnSpec{"value", Type::text, true, "", "value of the output; null: undetermined or none"},
    ColumnSpec{"determined", Type::boolean, false, "", "false: the records are undetermined"},
    ColumnSpec{"n", Type::int64, false, "records", "records"},
    ColumnSpec{"amount_minor", Type::int64, true, "minor", "sum of their amounts"},
    ColumnSpec{"unknown_amounts", Type::int64, false, "records", "of them without an amount"}};
constexpr std::array regrades_columns = {
    row_column,
    ColumnSpec{"from", Type::text, true, "", "value given last"},
    ColumnSpec{"to", Type::text, true, "", "value now"},
    ColumnSpec{"direction", Type::dictionary, false, "",
               "up towards the values listed first, down, changed where one is not listed, new"},
    ColumnSpec{"rule", Type::text, true, "", "rule that decided alone"},
    ColumnSpec{"at", Type::day, false, "", "day of the regrade"}};
constexpr std::array inputs_columns = {
    ColumnSpec{"input", Type::text, false, "", "column, or computed value"},
    ColumnSpec{"label", Type::text, true, "", "name"},
    ColumnSpec{"type", Type::text, false, "", "bool, number, text, date or duration"},
    ColumnSpec{"values", Type::text, true, "", "texts allowed, joined by ;"},
    ColumnSpec{"null", Type::text, false, "", "what null says: unknown, none or not_yet"},
    ColumnSpec{"computed", Type::boolean, false, "", "made by a formula"}};
constexpr std::array parameters_columns = {
    ColumnSpec{"parameter", Type::text, false, "", "code"},
    ColumnSpec{"label", Type::text, true, "", "name"},
    ColumnSpec{"type", Type::text, false, "", "type of the value"},
    ColumnSpec{"value", Type::text, true, "", "value in the document"},
    ColumnSpec{"origin", Type::text, true, "", "source or sandan"}};
constexpr std::array decisions_columns = {
    ColumnSpec{"decision", Type::text, false, "", "code"},
    ColumnSpec{"label", Type::text, true, "", "name"},
    ColumnSpec{"kind", Type::text, false, "", "table, scorecard or formula"},
    ColumnSpec{"hit", Type::text, true, "", "hit policy of a table"},
    ColumnSpec{"aggregate", Type::text, true, "", "of collect"}};
constexpr std::array outputs_columns = {
    ColumnSpec{"decision", Type::text, false, "", "decision that makes it"},
    ColumnSpec{"output", Type::text, false, "", "code"},
    ColumnSpec{"label", Type::text, true, "", "name"},
    ColumnSpec{"type", Type::text, false, "", "type of the value"},
    ColumnSpec{"values", Type::text, true, "", "values in order of priority, joined by ;"},
    ColumnSpec{"default", Type::text, true, "", "value where no rule fires"}};
constexpr std::array rules_columns = {
    ColumnSpec{"decision", Type::text, false, "", "the table"},
    ColumnSpec{"rule", Type::text, false, "", "code"},
    ColumnSpec{"label", Type::text, true, "", "name"},
    ColumnSpec{"when", Type::text, true, "", "cells that test something"},
    ColumnSpec{"then", Type::text, true, "", "outputs"},
    ColumnSpec{"origin", Type::text, true, "", "source or sandan"}};
constexpr std::array criteria_columns = {
    ColumnSpec{"decision", Type::text, false, "", "the scorecard"},
    ColumnSpec{"criterion", Type::text, false, "", "code"},
    ColumnSpec{"label", Type::text, true, "", "name"},
    ColumnSpec{"group", Type::text, true, "", "group it counts in"},
    ColumnSpec{"input", Type::text, true, "", "what its attributes test"},
    ColumnSpec{"weight", Type::float64, false, "", "points are multiplied by it"},
    ColumnSpec{"attribute", Type::text, false, "", "code of the attribute"},
    ColumnSpec{"attribute_label", Type::text, true, "", "name of the attribute"},
    ColumnSpec{"when", Type::text, false, "", "test"},
    ColumnSpec{"points", Type::float64, false, "points", "before the weight"},
    ColumnSpec{"reason", Type::text, false, "", "reason code"},
    ColumnSpec{"origin", Type::text, true, "", "source or sandan"}};
constexpr std::array bands_columns = {
    ColumnSpec{"decision", Type::text, false, "", "the scorecard"},
    ColumnSpec{"band", Type::text, false, "", "code"},
    ColumnSpec{"label", Type::text, true, "", "name"},
    ColumnSpec{"below", Type::float64, true, "points", "points are below; null: the last band"},
    ColumnSpec{"origin", Type::text, true, "", "source or sandan"}};
constexpr std::array conflicts_columns = {
    ColumnSpec{"conflict", Type::text, false, "", "code"},
    ColumnSpec{"label", Type::text, true, "", "name"},
    ColumnSpec{"origin", Type::text, true, "", "source or sandan"}};
constexpr std::array why_not_columns = {
    row_column,
    ColumnSpec{"decision", Type::text, false, "", "decision of the goal"},
    ColumnSpec{
        "rule", Type::text, true, "",
        "rule, criterion.attribute or band that would give it; null: the default, a formula"},
    ColumnSpec{"input", Type::text, true, "", "what is tested there"},
    ColumnSpec{"cell", Type::text, true, "", "the test, as written"},
    ColumnSpec{"value", Type::text, true, "", "value of the record; null: unknown or none"},
    ColumnSpec{"verdict", Type::dictionary, false, "", "failed, unknown or earlier_rule"},
    ColumnSpec{"other_rule", Type::text, true, "", "the rule that fires, or may, instead"}};
constexpr std::array changes_columns = {
    row_column,
    ColumnSpec{"alternative", Type::int32, true, "",
               "number of the alternative, from 1; null: the search came to no end"},
    ColumnSpec{"input", Type::text, true, "", "what to change"},
    ColumnSpec{"from", Type::text, true, "", "value now; null: unknown or none"},
    ColumnSpec{"to", Type::text, true, "", "value that reaches the goal; null: none"},
    ColumnSpec{"n_changes", Type::int32, true, "inputs", "inputs the alternative changes"},
    ColumnSpec{"exact", Type::boolean, false, "", "no alternative changes fewer"}};
constexpr std::array findings_columns = {
    ColumnSpec{"kind", Type::dictionary, false, "", "what was found"},
    ColumnSpec{"decision", Type::text, false, "", "the decision"},
    ColumnSpec{"rule", Type::text, true, "", "the rule; null: none, or several"},
    ColumnSpec{"other_rule", Type::text, true, "",
               "the rule it fires together with, or that is always taken before it"},
    ColumnSpec{"output", Type::text, true, "", "the output"},
    ColumnSpec{"value", Type::text, true, "", "the value"},
    ColumnSpec{"exact", Type::boolean, false, "", "proven; false of what is not decided"},
    ColumnSpec{"example", Type::int32, true, "", "number of the example record"},
    ColumnSpec{"label", Type::text, true, "", "name of the rule, band, output or decision"},
    ColumnSpec{"n", Type::int64, false, "findings", "how many the row stands for"}};
constexpr std::array examples_columns = {
    ColumnSpec{"example", Type::int32, false, "", "number of the example record"},
    ColumnSpec{"input", Type::text, false, "", "input; those not listed may be anything"},
    ColumnSpec{"value", Type::text, true, "", "its value"},
    ColumnSpec{"known", Type::dictionary, false, "", "value, none or unknown"}};

constexpr std::array described = {
    Described{"faults", faults_columns},         Described{"fault_counts", fault_counts_columns},
    Described{"could_be", could_be_columns},     Described{"ask_next", ask_next_columns},
    Described{"reasons", reasons_columns},       Described{"why_not", why_not_columns},
    Described{"changes", changes_columns},       Described{"findings", findings_columns},
    Described{"examples", examples_columns},     Described{"moves", moves_columns},
    Described{"moved", moved_columns},           Described{"sweep", sweep_columns},
    Described{"regrades", regrades_columns},     Described{"inputs", inputs_columns},
    Described{"parameters", parameters_columns}, Described{"decisions", decisions_columns},
    Described{"outputs", outputs_columns},       Described{"rules", rules_columns},
    Described{"criteria", criteria_columns},     Described{"bands", bands_columns},
    Described{"conflicts", conflicts_columns}};

}  // namespace

std::span<const results::Described> described_results() { return described; }

}  // namespace rules

std::string rules_output_schema() {
  return results::output_schema("rules/1", rules::described_results());
}

}  // namespace sandan
