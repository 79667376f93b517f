#include <array>
#include <iterator>

#include "org/contact_order.hpp"
#include "org/each_map.hpp"
#include "org/influence.hpp"
#include "org/result_tables.hpp"
#include "org/route_search.hpp"
#include "org/row_columns.hpp"
#include "org/targets.hpp"

namespace sandan {
namespace org {
namespace {

enum class NextStep : std::uint8_t { introduce, advance, approach, none };
constexpr std::array<std::string_view, 4> next_step_codes = {"introduce", "advance", "approach",
                                                             "none"};

/// What is to be done first on a route.
struct Next {
  NextStep step = NextStep::none;
  std::int32_t from = -1;
  std::int32_t to = -1;
  std::int32_t relation = -1;  ///< kind
  std::int8_t stage = unknown_code;
};

struct RouteRow {
  std::int32_t map;
  std::int32_t target;
  std::int32_t route;  ///< from 1; 0: there is none
  double cost;
  std::int32_t people;
  Next next;
};

struct StepRow {
  std::int32_t map;
  std::int32_t target;
  std::int32_t route;
  std::int32_t step;
  std::int32_t from;  ///< -1: us
  std::int32_t to;
  std::int32_t relation;  ///< kind; -1 where we begin
  bool back;
  double cost;
  std::int8_t stage;
  std::int8_t support;
};

struct RouteRows {
  std::vector<RouteRow> routes;
  std::vector<StepRow> steps;
  std::vector<ContactRow> contacts;
  std::vector<WithheldRow> withheld;

  void append(RouteRows&& more) {
    append_rows(routes, std::move(more.routes));
    append_rows(steps, std::move(more.steps));
    append_rows(contacts, std::move(more.contacts));
    append_rows(withheld, std::move(more.withheld));
  }
};

struct Scratch {
  Standing standing;
  Introductions graph;
  RouteScratch search;
  Routes routes;
  std::vector<Withheld> withheld;
  std::vector<double> weights, cost;
  std::vector<std::int32_t> targets, before;
};

/// The stage after; of a stage not recorded the one after the first; -1 after
/// the last.
std::int8_t stage_after(const Vocabulary& vocabulary, std::int8_t stage) noexcept {
  const std::size_t next = (stage == unknown_code ? 0 : static_cast<std::size_t>(stage)) + 1;
  return next < vocabulary.stages.size() ? static_cast<std::int8_t>(next) : unknown_code;
}

/// Of a route that begins with a person held.
Next next_on(const MapView& map, const Scratch& scratch, std::span<const std::int32_t> people) {
  const std::int32_t first = people.front();
  const std::int8_t stage = scratch.standing.stage[static_cast<std::size_t>(first)];
  const std::int8_t after = stage_after(map.vocabulary(), stage);
  const bool introduces = map.vocabulary().stages[static_cast<std::size_t>(stage)].introduces;
  if (people.size() > 1 && (introduces || after == unknown_code)) {
    const Arc& arc = *scratch.graph.arc(first, people[1]);
    return {NextStep::introduce, first, people[1], arc.kind, unknown_code};
  }
  if (after == unknown_code) return {};
  return {NextStep::advance, first, -1, -1, after};
}

void add_steps(const MapView& map, const Scratch& scratch, std::int32_t target, std::int32_t route,
               std::int32_t number, std::vector<StepRow>& rows) {
  std::int32_t from = -1;
  std::int32_t step = 0;
  for (const std::int32_t to : scratch.routes.people_of(route)) {
    const auto i = static_cast<std::size_t>(to);
    StepRow row{map.map,
                target,
                number,
                ++step,
                from,
                to,
                -1,
                false,
                scratch.graph.start[i],
                scratch.standing.stage[i],
                scratch.standing.support[i]};
    if (from >= 0) {
      const Arc& arc = *scratch.graph.arc(from, to);
      row.relation = arc.kind;
      row.back = arc.back;
      row.cost = arc.cost;
    }
    rows.push_back(row);
    from = to;
  }
}

void add_routes(const MapView& map, const Scratch& scratch, RouteRows& rows) {
  for (std::size_t t = 0; t < scratch.targets.size(); ++t) {
    const std::int32_t target = scratch.targets[t];
    const std::int32_t first = scratch.routes.first[t];
    const std::int32_t end = scratch.routes.first[t + 1];
    if (first == end) {
      const std::int8_t stage = scratch.standing.stage[static_cast<std::size_t>(target)];
      rows.routes.push_back(
          {map.map,
           target,
           0,
           no_way,
           0,
           {NextStep::approach, -1, target, -1, stage_after(map.vocabulary(), stage)}});
    }
    for (std::int32_t route = first; route < end; ++route) {
      const auto people = scratch.routes.people_of(route);
      rows.routes.push_back(
          {map.map, target, route - first + 1, scratch.routes.cost[static_cast<std::size_t>(route)],
           static_cast<std::int32_t>(people.size()), next_on(map, scratch, people)});
      add_steps(map, scratch, target, route, route - first + 1, rows.steps);
    }
  }
}

void routes_of_map(const MapView& map, std::int32_t vendor, const Targets& targets,
                   std::int64_t alternatives, RouteRows& rows, Scratch& scratch) {
  scratch.standing.read(map, vendor);
  withheld_people(map, scratch.withheld);
  add_withheld(map, scratch.withheld, rows.withheld);
  scratch.graph.build(map, scratch.standing, scratch.withheld);
  voter_weights(map, std::nullopt, scratch.weights);
  targets.of(map, scratch.weights, scratch.targets);
  std::erase_if(scratch.targets, [&](std::int32_t p) {
    return scratch.withheld[static_cast<std::size_t>(p)] != Withheld::no;
  });
  cheapest_routes(scratch.graph, scratch.targets, alternatives, scratch.search, scratch.routes);
  add_routes(map, scratch, rows);
  route_costs(scratch.graph, scratch.cost, scratch.before);
  add_contact_order(map, scratch.standing, scratch.withheld, scratch.cost, scratch.before,
                    rows.contacts);
}

template <class Of>
results::Column next_person_column(const char* name, const MapData& data,
                                   const std::vector<RouteRow>& rows, Of&& of) {
  return person_column(name, data, values_of(rows, [&](const RouteRow& row) {
                         const std::int64_t person = of(row);
                         return person < 0
                                    ? std::int64_t{-1}
                                    : data.first_person[static_cast<std::size_t>(row.map)] + person;
                       }));
}

results::Table routes_table(const MapData& data, const std::vector<RouteRow>& rows) {
  const Vocabulary& vocabulary = *data.vocabulary;
  results::Table table = table_of("routes", data, rows);
  table.add(
      person_column("target_id", data, places_of(rows, &RouteRow::target, data.first_person)));
  table.add(results::int32_column("route", values_of(rows, [](const RouteRow& row) {
                                    return row.route == 0 ? std::nullopt : std::optional(row.route);
                                  })));
  table.add(results::float64_column("cost", values_of(rows, [](const RouteRow& row) {
                                      return row.route == 0 ? std::nullopt
                                                            : std::optional(row.cost);
                                    })));
  table.add(results::int32_column("people", codes_of(rows, &RouteRow::people)));
  table.add(results::dictionary_column(
      "next_step",
      values_of(rows, [](const RouteRow& row) { return static_cast<std::int32_t>(row.next.step); }),
      results::code_values(next_step_codes)));
  table.add(next_person_column("next_from_id", data, rows,
                               [](const RouteRow& row) { return row.next.from; }));
  table.add(next_person_column("next_to_id", data, rows,
                               [](const RouteRow& row) { return row.next.to; }));
  table.add(kind_column("next_relation", vocabulary,
                        values_of(rows, [](const RouteRow& row) { return row.next.relation; })));
  table.add(stage_column("next_stage", vocabulary, values_of(rows, [](const RouteRow& row) {
                           return std::int32_t{row.next.stage};
                         })));
  return table;
}

results::Table steps_table(const MapData& data, const std::vector<StepRow>& rows) {
  const Vocabulary& vocabulary = *data.vocabulary;
  results::Table table = table_of("route_steps", data, rows);
  table.add(person_column("target_id", data, places_of(rows, &StepRow::target, data.first_person)));
  table.add(results::int32_column("route", codes_of(rows, &StepRow::route)));
  table.add(results::int32_column("step", codes_of(rows, &StepRow::step)));
  table.add(person_column("from_id", data, places_of(rows, &StepRow::from, data.first_person)));
  table.add(person_column("to_id", data, places_of(rows, &StepRow::to, data.first_person)));
  table.add(kind_column("relation", vocabulary, codes_of(rows, &StepRow::relation)));
  table.add(results::boolean_column("back", values_of(rows, [](const StepRow& row) {
                                      return row.relation < 0 ? std::nullopt
                                                              : std::optional(row.back);
                                    })));
  table.add(results::number_column("cost", results::ColumnType::float64,
                                   values_of(rows, [](const StepRow& row) { return row.cost; })));
  table.add(stage_column("relation_stage", vocabulary, codes_of(rows, &StepRow::stage)));
  table.add(
      support_column("support", values_of(rows, [](const StepRow& row) { return row.support; })));
  return table;
}

}  // namespace
}  // namespace org

Result DecisionMaps::routes(const RoutesRequest& request, const Run& run) const {
  using namespace org;
  const std::int32_t vendor = vendor_asked(*data_, request.vendor);
  const Targets targets(*data_, request.targets);
  const RouteRows rows = rows_of_maps<RouteRows, Scratch>(
      *data_, maps_asked(*data_, request), run,
      [&](const MapView& map, RouteRows& out, Scratch& scratch) {
        routes_of_map(map, vendor, targets, request.alternatives, out, scratch);
      });
  std::vector<results::Table> tables;
  tables.reserve(4);
  tables.push_back(routes_table(*data_, rows.routes));
  tables.push_back(steps_table(*data_, rows.steps));
  tables.push_back(contact_order_table(*data_, rows.contacts));
  tables.push_back(withheld_table(*data_, rows.withheld));
  return make_result(*data_, {"routes", request_text(request)}, std::move(tables));
}

}  // namespace sandan
