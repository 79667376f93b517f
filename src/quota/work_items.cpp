#include "quota/work_items.hpp"

#include "core/cells.hpp"
#include "process/inputs.hpp"

namespace sandan::quota {
namespace {

std::optional<std::string> text_at(const arrow::Column* column, std::int64_t row) {
  if (column == nullptr) return std::nullopt;
  const auto text = column->text(row);
  return text && !text->empty() ? std::optional(std::string(*text)) : std::nullopt;
}

}  // namespace

WorkItems read_work_items(const Tables& tables, bool values) {
  using process::optional_column;
  using process::Wanted;
  WorkItems read;
  const arrow::Table* table = tables.find("work_items");
  if (table == nullptr) return read;
  read.has_table = true;
  const arrow::Column* ids = optional_column(table, "item_id", Wanted::id);
  const arrow::Column* goals = optional_column(table, "goal", Wanted::text);
  const arrow::Column* quarters = optional_column(table, "quarter", Wanted::text);
  const arrow::Column* reps = optional_column(table, "rep_id", Wanted::id);
  const arrow::Column* urgencies = optional_column(table, "urgency", Wanted::text);
  const std::vector<Day> due = process::days_or(*table, "due_on", process::no_day, values);
  read.has_goal = goals != nullptr;
  read.has_quarter = quarters != nullptr;
  read.has_due_on = table->has("due_on");
  read.has_urgency = urgencies != nullptr;
  for (std::int64_t row = 0; row < table->rows(); ++row) {
    WorkItem item;
    const auto id = ids == nullptr ? std::nullopt : arrow::id_at(*ids, row);
    item.id = id ? *id : "row " + std::to_string(row);
    item.goal = text_at(goals, row);
    item.quarter = text_at(quarters, row);
    if (reps != nullptr) item.rep = arrow::id_at(*reps, row);
    const Day day = due[static_cast<std::size_t>(row)];
    if (day != process::no_day) item.due_on = day;
    item.urgency = text_at(urgencies, row);
    if (item.urgency && *item.urgency != "urgent" && *item.urgency != "normal") {
      throw arrow::cell_error(*table, *urgencies, row, "unknown_value",
                              "urgency is urgent or normal", values);
    }
    read.items.push_back(std::move(item));
  }
  return read;
}

}  // namespace sandan::quota
