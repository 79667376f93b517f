#include <array>

#include "org/covered.hpp"
#include "org/each_map.hpp"
#include "org/gatekeeping.hpp"
#include "org/influence.hpp"
#include "org/result_tables.hpp"
#include "org/row_columns.hpp"
#include "org/targets.hpp"

namespace sandan {
namespace org {
namespace {

enum class GateKind : std::uint8_t { dominator, cut, veto };
constexpr std::array<std::string_view, 3> gate_kind_codes = {"dominator", "cut", "veto"};

struct GateRow {
  std::int32_t map;
  std::int32_t target;  ///< -1: whoever signs
  GateKind kind;
  std::int32_t place;
  std::int32_t person;
  std::int8_t stage;
  std::int8_t support;
  Truth covered;
};

/// People by whether they are covered.
struct Covering {
  std::int32_t yes = 0;
  std::int32_t no = 0;
  std::int32_t unknown = 0;

  void add(Truth covered) noexcept {
    ++(covered == Truth::yes ? yes : covered == Truth::no ? no : unknown);
  }
  std::int32_t all() const noexcept { return yes + no + unknown; }
};

struct BlockingRow {
  std::int32_t map;
  std::int32_t signers;
  Covering cut;
  Covering vetoes;
};

struct GateRows {
  std::vector<GateRow> people;
  std::vector<BlockingRow> sets;

  void append(GateRows&& more) {
    append_rows(people, std::move(more.people));
    append_rows(sets, std::move(more.sets));
  }
};

struct Scratch {
  Standing standing;
  Introductions graph;
  PeopleOf dominating;
  std::vector<double> weights;
  std::vector<std::int32_t> targets, signers, cut;
};

/// Adds the gatekeepers of one map.
class Gates {
 public:
  Gates(const MapView& map, const Scratch& scratch, std::vector<GateRow>& rows)
      : map_(map), scratch_(scratch), rows_(rows) {}

  void add_dominators() {
    for (std::size_t t = 0; t < scratch_.targets.size(); ++t) {
      std::int32_t place = 0;
      for (const std::int32_t person : scratch_.dominating.of(t))
        add(scratch_.targets[t], GateKind::dominator, ++place, person);
    }
  }

  BlockingRow add_blocking() {
    BlockingRow row{map_.map, static_cast<std::int32_t>(scratch_.signers.size()), {}, {}};
    for (const std::int32_t person : scratch_.cut)
      row.cut.add(add(-1, GateKind::cut, row.cut.all() + 1, person));
    for (std::int32_t p = 0; p < map_.size(); ++p) {
      if (map_.people[static_cast<std::size_t>(p)].veto != Truth::yes) continue;
      row.vetoes.add(add(-1, GateKind::veto, row.vetoes.all() + 1, p));
    }
    return row;
  }

 private:
  Truth add(std::int32_t target, GateKind kind, std::int32_t place, std::int32_t person) {
    const std::int8_t stage = scratch_.standing.stage[static_cast<std::size_t>(person)];
    const std::int8_t support = scratch_.standing.support[static_cast<std::size_t>(person)];
    const Truth is_covered = covered(map_.vocabulary(), stage, support);
    rows_.push_back({map_.map, target, kind, place, person, stage, support, is_covered});
    return is_covered;
  }

  const MapView& map_;
  const Scratch& scratch_;
  std::vector<GateRow>& rows_;
};

void gates_of_map(const MapView& map, std::int32_t vendor, const Targets& targets,
                  const Targets& signers, GateRows& rows, Scratch& scratch) {
  scratch.standing.read(map, vendor);
  scratch.graph.build(map, scratch.standing, {});
  voter_weights(map, std::nullopt, scratch.weights);
  targets.of(map, scratch.weights, scratch.targets);
  signers.of(map, scratch.weights, scratch.signers);
  dominators(scratch.graph, scratch.targets, scratch.dominating);
  blocking_set(scratch.graph, scratch.signers, scratch.cut);
  Gates gates(map, scratch, rows.people);
  gates.add_dominators();
  rows.sets.push_back(gates.add_blocking());
}

results::Table gatekeepers_table(const MapData& data, const std::vector<GateRow>& rows) {
  results::Table table = table_of("gatekeepers", data, rows);
  table.add(person_column("target_id", data, places_of(rows, &GateRow::target, data.first_person)));
  table.add(results::dictionary_column("kind", codes_of(rows, &GateRow::kind),
                                       results::code_values(gate_kind_codes)));
  table.add(results::int32_column("place", codes_of(rows, &GateRow::place)));
  table.add(person_column("person_id", data, places_of(rows, &GateRow::person, data.first_person)));
  table.add(stage_column("relation_stage", *data.vocabulary, codes_of(rows, &GateRow::stage)));
  table.add(
      support_column("support", values_of(rows, [](const GateRow& row) { return row.support; })));
  table.add(
      truth_column("covered", values_of(rows, [](const GateRow& row) { return row.covered; })));
  return table;
}

/// Whether everybody of a set is covered; nothing where nobody is in it.
Truth all_covered(const Covering& set) noexcept {
  if (set.no > 0) return Truth::no;
  return set.unknown > 0 || set.all() == 0 ? Truth::unknown : Truth::yes;
}

template <class Of>
results::Column count_column(const char* name, const std::vector<BlockingRow>& rows, Of&& of) {
  return results::int32_column(name, values_of(rows, of));
}

results::Table blocking_table(const MapData& data, const std::vector<BlockingRow>& rows) {
  using Row = BlockingRow;
  results::Table table = table_of("blocking_sets", data, rows);
  table.add(results::int32_column("signers", codes_of(rows, &Row::signers)));
  table.add(count_column("size", rows, [](const Row& row) {
    return row.cut.all() == 0 ? std::nullopt : std::optional(row.cut.all());
  }));
  table.add(count_column("covered", rows, [](const Row& row) { return row.cut.yes; }));
  table.add(count_column("open", rows, [](const Row& row) { return row.cut.unknown; }));
  table.add(truth_column("all_covered",
                         values_of(rows, [](const Row& row) { return all_covered(row.cut); })));
  table.add(count_column("vetoes", rows, [](const Row& row) { return row.vetoes.all(); }));
  table.add(count_column("vetoes_covered", rows, [](const Row& row) { return row.vetoes.yes; }));
  return table;
}

}  // namespace
}  // namespace org

Result DecisionMaps::gatekeepers(const GatekeepersRequest& request, const Run& run) const {
  using namespace org;
  const std::int32_t vendor = vendor_asked(*data_, request.vendor);
  const Targets targets(*data_, request.targets);
  const Targets signers(*data_, {});
  const GateRows rows =
      rows_of_maps<GateRows, Scratch>(*data_, maps_asked(*data_, request), run,
                                      [&](const MapView& map, GateRows& out, Scratch& scratch) {
                                        gates_of_map(map, vendor, targets, signers, out, scratch);
                                      });
  std::vector<results::Table> tables;
  tables.reserve(2);
  tables.push_back(gatekeepers_table(*data_, rows.people));
  tables.push_back(blocking_table(*data_, rows.sets));
  return make_result(*data_, {"gatekeepers", request_text(request)}, std::move(tables));
}

}  // namespace sandan
