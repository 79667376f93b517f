#include "org/build.hpp"

#include <iterator>
#include <memory>

#include "core/parallel.hpp"
#include "core/text.hpp"
#include "org/derive.hpp"
#include "process/deals.hpp"

namespace sandan {
namespace org {

const arrow::Table* Building::table(std::string_view name) const {
  const arrow::Table* found = tables.find(name);
  if (found == nullptr) return nullptr;
  if (run.max_rows > 0 && found->rows() > run.max_rows) {
    throw found->error(
        Status::limit, "max_rows",
        std::to_string(found->rows()) + " rows; max_rows is " + std::to_string(run.max_rows));
  }
  return found;
}

std::int32_t Building::local_person(std::int32_t person) const noexcept {
  const auto map = static_cast<std::size_t>(map_of_person[static_cast<std::size_t>(person)]);
  return static_cast<std::int32_t>(person - data.first_person[map]);
}

std::int32_t Building::local_department(std::int32_t department) const noexcept {
  const auto map =
      static_cast<std::size_t>(map_of_department[static_cast<std::size_t>(department)]);
  return static_cast<std::int32_t>(department - data.first_department[map]);
}

std::vector<std::int64_t> firsts_by_map(const std::vector<std::int32_t>& map_of_row,
                                        std::int32_t maps) {
  std::vector<std::int64_t> firsts(static_cast<std::size_t>(maps) + 1, 0);
  for (const std::int32_t map : map_of_row) {
    if (map >= 0) ++firsts[static_cast<std::size_t>(map) + 1];
  }
  for (std::size_t map = 1; map < firsts.size(); ++map)
    firsts[map] += firsts[map - 1];
  return firsts;
}

ByMap by_map(const std::vector<std::int32_t>& map_of_row, std::int32_t maps) {
  ByMap sorted{firsts_by_map(map_of_row, maps), {}};
  sorted.rows.resize(static_cast<std::size_t>(sorted.firsts.back()));
  std::vector<std::int64_t> next(sorted.firsts.begin(), sorted.firsts.end() - 1);
  for (std::size_t row = 0; row < map_of_row.size(); ++row) {
    if (map_of_row[row] < 0) continue;
    std::int64_t& at = next[static_cast<std::size_t>(map_of_row[row])];
    sorted.rows[static_cast<std::size_t>(at++)] = static_cast<std::int32_t>(row);
  }
  return sorted;
}

std::int32_t settle_duplicate(Source& source, std::int32_t first, std::int32_t again,
                              std::string_view column, std::string_view fault) {
  if (!source.counts(again)) return first;
  if (!source.counts(first)) return again;
  const bool keep_first = process::compare_rows(source.table(), first, again) <= 0;
  source.set_aside(keep_first ? again : first, column, fault);
  return keep_first ? first : again;
}

namespace {

/// The first row at fault as an error.
void refuse_first(const std::vector<FaultRow>& faults, const Tables& tables) {
  if (faults.empty()) return;
  const FaultRow& first = faults.front();
  const arrow::Table& table = *tables.find(first.fault.table);
  const arrow::Column* column = table.find_texts(first.fault.column);
  std::string message = "row " + std::to_string(first.fault.row) + ", column \"" +
                        first.fault.column +
                        "\", does not count as it should: " + std::string(first.fault.fault);
  if (first.value) message += " (the cell holds \"" + shortened(*first.value, 60) + "\")";
  throw table
      .error(Status::data, first.fault.fault,
             message + "; faults of all rows: " + std::to_string(faults.size()))
      .at(first.fault.column)
      .in_row(first.fault.row)
      .in_column(column == nullptr ? -1 : column->position());
}

std::shared_ptr<MapData> build_book(const MapVocabulary& vocabulary, const Tables& tables,
                                    const MapBuildRequest& request, const Run& run) {
  const PartRunner runner(run);
  runner.report(0);
  auto data = std::make_shared<MapData>();
  data->vocabulary = vocabulary.shared();
  data->request = request;
  data->vendors.emplace_back(our_vendor);
  data->organisations.emplace_back("inside");
  Budget budget(run.max_bytes);
  Building building{*data, tables, run, budget, {}, {}, {}, {}, {}, {}, {}};

  std::vector<FaultRow> of_departments;
  PeopleReader people(building);
  people.number();
  runner.report(0.2);
  read_departments(building, of_departments);
  people.fill();
  people.tell(data->faults);
  data->faults.insert(data->faults.end(), std::make_move_iterator(of_departments.begin()),
                      std::make_move_iterator(of_departments.end()));
  runner.report(0.4);
  read_relations(building, data->faults);
  runner.report(0.7);
  read_stances(building, data->faults);
  runner.report(0.85);
  read_accounts(building, data->faults);
  read_deals(building, data->faults);
  read_points(building, data->faults);
  if (request.strict) refuse_first(data->faults, tables);
  runner.report(0.9);
  derive(*data);
  runner.report(1);
  return data;
}

}  // namespace
}  // namespace org

DecisionMaps DecisionMaps::build(const MapVocabulary& vocabulary, const Tables& tables,
                                 const MapBuildRequest& request, const Run& run) {
  if (request.as_of && !is_possible_day(*request.as_of)) {
    throw Error(Status::invalid_argument, "out_of_range", "as_of lies outside 1900 to 2199")
        .at("/as_of");
  }
  return DecisionMaps(org::build_book(vocabulary, tables, request, run));
}

}  // namespace sandan
