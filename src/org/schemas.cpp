#include "org/schemas.hpp"

#include <array>

#include "core/input_schema.hpp"
#include "org/result_tables.hpp"
#include "sandan/org.hpp"

namespace sandan {

std::string org_output_schema() {
  return results::output_schema("org/1", org::described_results());
}

std::string org_input_schema() {
  static constexpr std::array<std::string_view, 8> read = {
      "people",   "departments",   "relations", "stances",
      "accounts", "opportunities", "points",    "activities"};
  return described_inputs("org/1", read);
}

}  // namespace sandan
