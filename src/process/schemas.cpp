#include <array>

#include "core/builtin.hpp"
#include "core/json.hpp"
#include "process/result_tables.hpp"

namespace sandan {
namespace process {
namespace {

using results::ColumnSpec;
using Type = results::ColumnType;

constexpr std::array faults_columns = {
    ColumnSpec{"table", Type::dictionary, false, "", "table the faulty row is in"},
    ColumnSpec{"row", Type::int64, false, "", "row of that table, from 0"},
    ColumnSpec{"opportunity_id", Type::text, true, "", "id in the row, in the type of the input"},
    ColumnSpec{"column", Type::dictionary, true, "", "column at fault"},
    ColumnSpec{"fault", Type::dictionary, false, "", "what is wrong"},
    ColumnSpec{"value", Type::text, true, "", "the cell as text; null by request"},
    ColumnSpec{"set_aside", Type::boolean, false, "", "the row is left out, not only its value"}};

constexpr std::array fault_counts_columns = {
    ColumnSpec{"table", Type::dictionary, false, "", "table the faulty rows are in"},
    ColumnSpec{"fault", Type::dictionary, false, "", "what is wrong"},
    ColumnSpec{"n", Type::int64, false, "rows", "faulty rows"},
    ColumnSpec{"set_aside", Type::int64, false, "rows", "rows of them that are left out"}};

constexpr std::array moves_columns = {
    ColumnSpec{"opportunity_id", Type::text, false, "", "deal, in the type of the input"},
    ColumnSpec{"entered_at", Type::moment, false, "civil time", "when the stage was entered"},
    ColumnSpec{"event_row", Type::int32, false, "", "row of stage_events, from 0"},
    ColumnSpec{"from_stage", Type::dictionary, true, "", "stage before; null for the first event"},
    ColumnSpec{"to_stage", Type::dictionary, false, "", "stage entered"},
    ColumnSpec{"move", Type::dictionary, false, "", "kind of move"},
    ColumnSpec{"legal", Type::boolean, false, "", "allowed by the process' move policy"}};

constexpr std::array move_counts_columns = {
    ColumnSpec{"from_stage", Type::dictionary, true, "", "stage before; null for first events"},
    ColumnSpec{"to_stage", Type::dictionary, false, "", "stage entered"},
    ColumnSpec{"move", Type::dictionary, false, "", "kind of move"},
    ColumnSpec{"legal", Type::boolean, false, "", "allowed by the process' move policy"},
    ColumnSpec{"n", Type::int64, false, "moves", "how many"}};

constexpr std::array state_columns = {
    ColumnSpec{"opportunity_id", Type::text, false, "", "deal, in the type of the input"},
    ColumnSpec{"stage", Type::dictionary, true, "", "stage of the last event, else current value"},
    ColumnSpec{"stage_source", Type::dictionary, false, "", "where the stage comes from"},
    ColumnSpec{"layer", Type::dictionary, true, "", "funnel layer of the stage"},
    ColumnSpec{"mode", Type::dictionary, true, "", "find, nurture, close or service"},
    ColumnSpec{"phase", Type::dictionary, true, "", "before or after the order"},
    ColumnSpec{"outcome", Type::dictionary, false, "", "open, won, lost or cancelled"},
    ColumnSpec{"created_on", Type::day, true, "", "recorded, else day of the first event"},
    ColumnSpec{"entered_on", Type::day, true, "", "start of the stay in the stage"},
    ColumnSpec{"days_in_stage", Type::int32, true, "days",
               "to as_of, to closing, or to completion"},
    ColumnSpec{"age_days", Type::int32, true, "days", "from creation to as_of, or to closing"},
    ColumnSpec{"closed_on", Type::day, true, "", "day the deal was won, lost or cancelled"},
    ColumnSpec{"won_on", Type::day, true, "", "day the deal was won"},
    ColumnSpec{"completed_on", Type::day, true, "", "day the last end mark held, as recorded"},
    ColumnSpec{"amount_minor", Type::int64, true, "minor",
               "last stated in an event, else recorded"},
    ColumnSpec{"currency", Type::dictionary, true, "", "currency code"},
    ColumnSpec{"expected_close_on", Type::day, true, "", "last stated in an event, else recorded"},
    ColumnSpec{"overdue_days", Type::int32, true, "days", "open and expected before as_of"},
    ColumnSpec{"slips", Type::int32, true, "times",
               "the expected date moved later; null: not told"},
    ColumnSpec{"slipped_days", Type::int32, true, "days", "last minus first expected date"},
    ColumnSpec{"moves", Type::int32, false, "moves", "events of the deal"},
    ColumnSpec{"skips", Type::int32, false, "moves", "stages passed over"},
    ColumnSpec{"backs", Type::int32, false, "moves", "steps back"},
    ColumnSpec{"reopens", Type::int32, false, "moves", "reopened after closing"},
    ColumnSpec{"illegal_moves", Type::int32, false, "moves", "not allowed by the policy"},
    ColumnSpec{"not_as_of", Type::boolean, false, "",
               "stage or outcome is a current value, not known to hold as of the day"}};

constexpr ColumnSpec level = {"level", Type::int32, false, "keys",
                              "keys kept; the group keys follow as columns of their own"};
constexpr ColumnSpec currency = {"currency", Type::dictionary, true, "",
                                 "present where opportunities have one"};

constexpr std::array pipeline_columns = {
    level,
    currency,
    ColumnSpec{"stage", Type::dictionary, true, "", "stage of the open deals"},
    ColumnSpec{"layer", Type::dictionary, true, "", "funnel layer"},
    ColumnSpec{"n", Type::int64, false, "deals", "open deals"},
    ColumnSpec{"value_minor", Type::int64, false, "minor", "sum of their amounts"},
    ColumnSpec{"unknown_amounts", Type::int64, false, "deals", "deals without an amount"},
    ColumnSpec{"oldest_days", Type::int32, true, "days", "age of the oldest deal"},
    ColumnSpec{"not_as_of", Type::int64, false, "deals", "deals read from current values"}};

constexpr std::array funnel_columns = {
    level,
    currency,
    ColumnSpec{"stage", Type::dictionary, false, "", "stage of the line"},
    ColumnSpec{"layer", Type::dictionary, true, "", "funnel layer"},
    ColumnSpec{"reached", Type::int64, false, "deals", "deals that entered the stage"},
    ColumnSpec{"advanced", Type::int64, false, "deals",
               "of them entered a later stage, or were won"},
    ColumnSpec{"lost", Type::int64, false, "deals", "not advanced and lost"},
    ColumnSpec{"cancelled", Type::int64, false, "deals", "not advanced and cancelled"},
    ColumnSpec{"pending", Type::int64, false, "deals", "the rest"},
    ColumnSpec{"value_minor", Type::int64, false, "minor", "sum of the amounts of reached"},
    ColumnSpec{"unknown_amounts", Type::int64, false, "deals", "of reached, without an amount"},
    ColumnSpec{"conversion", Type::float64, true, "share", "advanced / reached; null: too few"},
    ColumnSpec{"conversion_low", Type::float64, true, "share", "Wilson interval, low end"},
    ColumnSpec{"conversion_high", Type::float64, true, "share", "Wilson interval, high end"},
    ColumnSpec{"sufficient", Type::boolean, false, "", "reached is at least min_n"},
    ColumnSpec{"not_as_of", Type::int64, false, "deals", "deals read from current values"}};

constexpr std::array outcomes_columns = {
    level,
    currency,
    ColumnSpec{"n", Type::int64, false, "deals", "deals"},
    ColumnSpec{"open", Type::int64, false, "deals", "open"},
    ColumnSpec{"won", Type::int64, false, "deals", "won"},
    ColumnSpec{"lost", Type::int64, false, "deals", "lost"},
    ColumnSpec{"cancelled", Type::int64, false, "deals", "cancelled"},
    ColumnSpec{"win_rate", Type::float64, true, "share", "won / (won + lost); null: too few"},
    ColumnSpec{"win_rate_low", Type::float64, true, "share", "Wilson interval, low end"},
    ColumnSpec{"win_rate_high", Type::float64, true, "share", "Wilson interval, high end"},
    ColumnSpec{"sufficient", Type::boolean, false, "", "won + lost is at least min_n"},
    ColumnSpec{"won_value_minor", Type::int64, false, "minor", "sum of the amounts of won"},
    ColumnSpec{"unknown_amounts", Type::int64, false, "deals", "of won, without an amount"},
    ColumnSpec{"cycle_n", Type::int64, false, "deals", "won deals with both days known"},
    ColumnSpec{"cycle_median_days", Type::float64, true, "days", "creation to winning, median"},
    ColumnSpec{"cycle_p10_days", Type::float64, true, "days", "the same, 10th percentile"},
    ColumnSpec{"cycle_p90_days", Type::float64, true, "days", "the same, 90th percentile"},
    ColumnSpec{"cycle_max_days", Type::float64, true, "days", "the same, longest"},
    ColumnSpec{"lost_n", Type::int64, false, "deals", "lost deals with both days known"},
    ColumnSpec{"lost_median_days", Type::float64, true, "days", "creation to losing, median"},
    ColumnSpec{"cancelled_n", Type::int64, false, "deals", "cancelled deals with both days known"},
    ColumnSpec{"cancelled_median_days", Type::float64, true, "days",
               "creation to cancelling, median"}};

constexpr std::array between_columns = {
    ColumnSpec{"from_stage", Type::dictionary, false, "", "stage left behind"},
    ColumnSpec{"to_stage", Type::dictionary, false, "", "stage come to"},
    ColumnSpec{"n_from", Type::int64, false, "deals", "deals that entered from_stage"},
    ColumnSpec{"n", Type::int64, false, "deals", "of them entered to_stage not earlier"},
    ColumnSpec{"median_days", Type::float64, true, "days", "first entry to first entry"},
    ColumnSpec{"p10_days", Type::float64, true, "days", "the same, 10th percentile"},
    ColumnSpec{"p90_days", Type::float64, true, "days", "the same, 90th percentile"},
    ColumnSpec{"mean_days", Type::float64, true, "days", "the same, mean"}};

constexpr std::array stage_map_columns = {
    ColumnSpec{"from_stage", Type::text, false, "", "stage of the first process"},
    ColumnSpec{"to_stage", Type::text, true, "", "stage of the second it answers to"},
    ColumnSpec{"reason", Type::dictionary, false, "", "why: given, code, outcome, layer, phase"}};

constexpr ColumnSpec item_stage = {"stage", Type::text, false, "", "stage it belongs to"};
constexpr ColumnSpec item_label = {"label", Type::text, false, "", "in the language asked for"};
constexpr ColumnSpec item_zh = {"label_zh", Type::text, true, "", "Chinese"};
constexpr ColumnSpec item_en = {"label_en", Type::text, true, "", "English"};
constexpr ColumnSpec item_origin = {"origin", Type::text, true, "", "source or sandan"};

constexpr std::array stages_columns = {
    ColumnSpec{"stage", Type::text, false, "", "code of the stage"},
    ColumnSpec{"position", Type::int32, false, "", "place in the process, from 0"},
    item_label,
    item_zh,
    item_en,
    ColumnSpec{"mode", Type::text, true, "", "find, nurture, close or service"},
    ColumnSpec{"phase", Type::text, false, "", "before or after the order"},
    ColumnSpec{"layer", Type::text, true, "", "funnel layer"},
    ColumnSpec{"outcome", Type::text, false, "", "open, won, lost or cancelled"},
    ColumnSpec{"won_when", Type::text, true, "", "of the winning stage: entered or end_mark"},
    ColumnSpec{"expected_days", Type::int32, true, "days", "expected duration"},
    ColumnSpec{"default_probability", Type::float64, true, "share", "default probability"},
    item_origin,
    ColumnSpec{"implicit", Type::boolean, false, "", "known to every process"}};

constexpr std::array marks_columns = {item_stage,
                                      ColumnSpec{"mark", Type::text, false, "", "code of the mark"},
                                      ColumnSpec{"kind", Type::text, false, "", "start or end"},
                                      item_label,
                                      item_zh,
                                      item_en,
                                      item_origin};

constexpr std::array actions_columns = {
    item_stage,
    ColumnSpec{"action", Type::text, false, "", "code of the action"},
    item_label,
    item_zh,
    item_en,
    item_origin,
    ColumnSpec{"satisfies", Type::text, false, "", "codes of marks, joined by ;"}};

constexpr std::array evidence_columns = {
    item_stage, ColumnSpec{"evidence", Type::text, false, "", "code of the evidence"},
    item_label, item_zh,
    item_en,    item_origin};

constexpr std::array described = {
    Described{"faults", faults_columns},   Described{"fault_counts", fault_counts_columns},
    Described{"moves", moves_columns},     Described{"move_counts", move_counts_columns},
    Described{"state", state_columns},     Described{"pipeline", pipeline_columns},
    Described{"funnel", funnel_columns},   Described{"outcomes", outcomes_columns},
    Described{"between", between_columns}, Described{"stage_map", stage_map_columns},
    Described{"stages", stages_columns},   Described{"marks", marks_columns},
    Described{"actions", actions_columns}, Described{"evidence", evidence_columns}};

std::string_view type_word(Type type) {
  switch (type) {
    case Type::boolean:
      return "bool";
    case Type::int32:
      return "int32";
    case Type::int64:
      return "int64";
    case Type::float64:
      return "double";
    case Type::day:
      return "date";
    case Type::moment:
      return "timestamp";
    case Type::text:
    case Type::dictionary:
      return "text";
  }
  return "text";
}

void append_column(std::string& out, const ColumnSpec& column) {
  out += "{\"name\":";
  json::append_quoted(out, column.name);
  out += ",\"type\":";
  json::append_quoted(out, column.name == "opportunity_id" ? "id" : type_word(column.type));
  out += ",\"nullable\":";
  out += column.nullable ? "true" : "false";
  if (!column.unit.empty()) {
    out += ",\"unit\":";
    json::append_quoted(out, column.unit);
  }
  out += ",\"meaning\":";
  json::append_quoted(out, column.meaning);
  out += '}';
}

}  // namespace

std::span<const Described> described_results() { return described; }

}  // namespace process

std::string process_output_schema() {
  std::string out = R"({"schema":"process/1","tables":[)";
  bool first_table = true;
  for (const auto& table : process::described_results()) {
    out += first_table ? "{\"table\":" : ",{\"table\":";
    first_table = false;
    json::append_quoted(out, table.table);
    out += ",\"columns\":[";
    bool first = true;
    for (const auto& column : table.columns) {
      if (!first) out += ',';
      first = false;
      process::append_column(out, column);
    }
    out += "]}";
  }
  return out += "]}";
}

std::string process_input_schema() {
  static constexpr std::array<std::string_view, 4> read = {"stage_events", "opportunities",
                                                           "accounts", "reps"};
  const json::Value facts = json::parse(shipped_document("facts", "facts"));
  boost::json::array tables;
  for (const auto& table : facts.get_object().at("tables").as_array()) {
    const auto& name = table.as_object().at("table").as_string();
    for (const auto wanted : read) {
      if (std::string_view(name.data(), name.size()) == wanted) tables.push_back(table);
    }
  }
  boost::json::object out;
  out["schema"] = "process/1";
  out["tables"] = std::move(tables);
  return json::canonical(out);
}

}  // namespace sandan
