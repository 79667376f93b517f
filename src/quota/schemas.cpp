#include "quota/schemas.hpp"

#include <array>

#include "core/input_schema.hpp"
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
  return described_inputs("quota/1", read);
}

}  // namespace sandan
