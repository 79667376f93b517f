#include "org/differences_keys.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <string>

namespace sandan::org {
namespace {

struct TableKeys {
  std::string_view table;
  std::size_t count;
  std::array<std::string_view, 6> columns;
};

constexpr TableKeys none(std::string_view table) { return {table, 0, {}}; }

template <class... Names>
constexpr TableKeys keys(std::string_view table, Names... names) {
  return {table, sizeof...(names), {names...}};
}

constexpr std::array compared = {
    // contents
    keys("people", "person_id"), keys("departments", "department_id"),
    keys("relations", "from_id", "to_id", "from_kind", "to_kind", "kind"),
    keys("stances", "person_id", "vendor"),
    // coverage
    none("completeness"), keys("coverage_cells", "level", "function", "role"),
    keys("coverage_people", "person_id"), keys("coverage_departments", "department_id"),
    keys("coverage_gaps", "gap", "role", "level", "person_id", "department_id", "decision"),
    keys("single_threads", "person_id", "breaks", "role", "department_id", "target_id"),
    // routes
    keys("routes", "target_id", "route"), keys("route_steps", "target_id", "route", "step"),
    keys("contact_order", "person_id"), keys("withheld", "reason"),
    // gatekeepers
    keys("gatekeepers", "target_id", "kind", "person_id"), none("blocking_sets"),
    // flow
    keys("flow_roles", "role", "person_id"), keys("flow_links", "from_role", "to_role"),
    keys("flow_breaks", "break", "role", "to_role", "decision", "opportunity_id"),
    keys("flow_signers", "opportunity_id", "person_id"),
    keys("flow_decisions", "decision", "person_id"),
    // verdict
    keys("verdicts", "vendor"), keys("positions", "person_id", "vendor"),
    // win_over
    keys("win_over", "person_id"), keys("win_pairs", "first_id", "second_id"),
    keys("win_plan", "person_id"),
    // competitors
    keys("competitors", "vendor"), keys("contested", "person_id", "vendor"),
    keys("point_reach", "opportunity_id", "vendor", "kind", "criterion", "person_id"),
    // centrality, summary
    keys("centrality", "person_id"), none("map_summary")};

}  // namespace

std::span<const std::string_view> key_columns(std::string_view table) {
  const auto found = std::find_if(compared.begin(), compared.end(),
                                  [&](const TableKeys& one) { return one.table == table; });
  if (found == compared.end()) {
    throw std::logic_error("table " + std::string(table) + " has no keys to be compared by");
  }
  return {found->columns.data(), found->count};
}

bool keys_in_any_order(std::string_view table) noexcept { return table == "win_pairs"; }

}  // namespace sandan::org
