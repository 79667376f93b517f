#include "org/coverage.hpp"

#include <utility>
#include <vector>

#include "org/coverage_cells.hpp"
#include "org/coverage_reach.hpp"
#include "org/coverage_tables.hpp"
#include "org/coverage_threads.hpp"
#include "org/each_map.hpp"
#include "org/influence.hpp"
#include "org/request_texts.hpp"
#include "org/result_tables.hpp"

namespace sandan {
namespace org {
namespace {

struct CoverageRows {
  std::vector<CompletenessRow> completeness;
  std::vector<CellRow> cells;
  std::vector<CoveredPerson> people;
  std::vector<CoveredDepartment> departments;
  std::vector<GapRow> gaps;
  std::vector<ThreadRow> threads;

  void append(CoverageRows&& more) {
    append_rows(completeness, std::move(more.completeness));
    append_rows(cells, std::move(more.cells));
    append_rows(people, std::move(more.people));
    append_rows(departments, std::move(more.departments));
    append_rows(gaps, std::move(more.gaps));
    append_rows(threads, std::move(more.threads));
  }
};

struct CoverageScratch {
  Standing standing;
  std::vector<double> voter_weights;
  Introductions introductions;
  std::vector<std::uint8_t> reached;
  DominatorTree tree;
  CoverageReading reading;
  CoverageCells cells;
  SingleThreads threads;
};

void add_people(const CoverageFacts& facts, const CoverageRules& rules,
                std::vector<CoveredPerson>& out) {
  for (std::int32_t p = 0; p < facts.map.size(); ++p) {
    CoveredPerson& row = out.emplace_back();
    row.map = facts.map.map;
    row.person = p;
    row.stage = facts.standing.stage[static_cast<std::size_t>(p)];
    row.support = facts.standing.support[static_cast<std::size_t>(p)];
    row.in_touch = rules.in_touch(row.stage);
  }
}

void add_departments(const CoverageFacts& facts, const CoverageReading& reading,
                     std::vector<CoveredDepartment>& out) {
  for (std::size_t d = 0; d < reading.departments().size(); ++d) {
    CoveredDepartment& row = out.emplace_back();
    row.map = facts.map.map;
    row.department = static_cast<std::int32_t>(d);
    row.cover = reading.departments()[d];
  }
}

/// One map: who decides and whom routes reach, then all rows from one reading.
void cover_map(const MapView& map, std::int32_t vendor, CoverageRows& rows, CoverageScratch& own) {
  own.standing.read(map, vendor);
  voter_weights(map, std::nullopt, own.voter_weights);
  own.introductions.build(map, own.standing, {});
  own.tree.build(own.introductions);
  own.reached.assign(map.people.size(), 0);
  for (const std::int32_t person : own.tree.order())
    own.reached[static_cast<std::size_t>(person)] = 1;

  const CoverageFacts facts{map, own.standing, own.voter_weights, own.reached, vendor == us};
  own.reading.read(facts);
  rows.completeness.push_back({map.map, own.reading.completeness()});
  own.cells.add(facts, own.reading, rows.cells);
  add_people(facts, own.reading.rules(), rows.people);
  add_departments(facts, own.reading, rows.departments);
  own.reading.ranked_gaps(rows.gaps);
  own.threads.add(facts, own.reading, own.tree, rows.threads);
}

}  // namespace
}  // namespace org

Result DecisionMaps::coverage(const CoverageRequest& request, const Run& run) const {
  using namespace org;
  const std::int32_t vendor = vendor_asked(*data_, request.vendor);
  const CoverageRows rows = rows_of_maps<CoverageRows, CoverageScratch>(
      *data_, maps_asked(*data_, request), run,
      [&](const MapView& map, CoverageRows& out, CoverageScratch& scratch) {
        cover_map(map, vendor, out, scratch);
      });
  std::vector<results::Table> tables;
  tables.reserve(6);
  tables.push_back(completeness_table(*data_, rows.completeness));
  tables.push_back(cells_table(*data_, rows.cells));
  tables.push_back(coverage_people_table(*data_, rows.people));
  tables.push_back(coverage_departments_table(*data_, rows.departments));
  tables.push_back(gaps_table(*data_, rows.gaps));
  tables.push_back(threads_table(*data_, rows.threads));
  return make_result(*data_, {"coverage", request_text(request)}, std::move(tables));
}

}  // namespace sandan
