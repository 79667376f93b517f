#include "quota/schemas.hpp"

#include <algorithm>
#include <array>

#include "core/json.hpp"
#include "quota/result_tables.hpp"
#include "sandan/quota.hpp"

namespace sandan {

std::string quota_output_schema() {
  return results::output_schema("quota/1", quota::described_results());
}

std::string quota_input_schema() {
  static constexpr std::array<std::string_view, 12> read = {
      "reps",  "rep_assignments", "quota_nodes", "quota_constraints", "actuals",    "credits",
      "rates", "opportunities",   "accounts",    "stage_events",      "activities", "work_items"};
  const json::Value facts = json::parse(shipped_document("facts", "facts"));
  boost::json::array tables;
  for (const auto& table : facts.get_object().at("tables").as_array()) {
    const auto& text = table.as_object().at("table").as_string();
    const std::string_view name(text.data(), text.size());
    if (std::find(read.begin(), read.end(), name) != read.end()) tables.push_back(table);
  }
  boost::json::object out;
  out["schema"] = "quota/1";
  out["tables"] = std::move(tables);
  return json::canonical(out);
}

}  // namespace sandan
