#include "org/route_search.hpp"

#include "org/route_search_tree.hpp"

namespace sandan::org {

void Routes::clear() {
  first.assign(1, 0);
  begin.assign(1, 0);
  cost.clear();
  people.clear();
  cost_at.clear();
}

void cheapest_routes(const Introductions& graph, std::span<const std::int32_t> targets,
                     std::int64_t k, RouteScratch& scratch, Routes& out) {
  out.clear();
  if (graph.small()) {
    cheapest_routes_small(graph, targets, k, scratch, out);
  } else {
    cheapest_routes_large(graph, targets, k, scratch, out);
  }
}

void route_costs(const Introductions& graph, std::vector<double>& cost,
                 std::vector<std::int32_t>& before) {
  if (graph.small()) {
    route_costs_small(graph, cost, before);
  } else {
    route_costs_large(graph, cost, before);
  }
}

}  // namespace sandan::org
