#include <array>

#include "core/interner.hpp"
#include "core/parallel.hpp"
#include "org/result_tables.hpp"

namespace sandan {
namespace org {
namespace {

constexpr std::array<std::string_view, 5> finding_codes = {
    "several_heads", "several_superiors", "department_without_head", "trust_without_support",
    "ally_without_evidence"};

/// Static texts as a dictionary column.
class Words {
 public:
  void add(std::string_view word) { codes_.push_back(words_.code(word)); }
  results::Column column(std::string name) const {
    return results::text_of_column(std::move(name), codes_, words_.texts());
  }

 private:
  Interner words_;
  std::vector<std::int32_t> codes_;
};

results::Table fault_table(const MapData& data) {
  Words tables, faults;
  std::vector<std::int64_t> rows;
  std::vector<std::string> columns;
  std::vector<std::optional<std::string>> values;
  std::vector<std::uint8_t> set_aside;
  rows.reserve(data.faults.size());
  columns.reserve(data.faults.size());
  values.reserve(data.faults.size());
  set_aside.reserve(data.faults.size());
  for (const FaultRow& row : data.faults) {
    tables.add(row.fault.table);
    rows.push_back(row.fault.row);
    columns.push_back(row.fault.column);
    faults.add(row.fault.fault);
    values.push_back(row.value);
    set_aside.push_back(row.fault.set_aside ? 1 : 0);
  }
  results::Table table;
  table.name = "map_faults";
  table.add(tables.column("table"));
  table.add(results::int64_column("row", std::move(rows)));
  table.add(results::text_column("column", columns));
  table.add(faults.column("fault"));
  table.add(results::text_column("value", values));
  table.add(results::boolean_column("set_aside", set_aside));
  return table;
}

std::int64_t place_of(const std::vector<std::int64_t>& firsts, std::int32_t map,
                      std::int32_t number) {
  return number < 0 ? -1 : firsts[static_cast<std::size_t>(map)] + number;
}

results::Table finding_table(const MapData& data, const std::vector<std::int32_t>& asked) {
  std::vector<std::uint8_t> is_asked(data.accounts.size(), 0);
  for (const std::int32_t map : asked)
    is_asked[static_cast<std::size_t>(map)] = 1;
  std::vector<std::int32_t> maps, findings, vendors;
  std::vector<std::int64_t> people, departments;
  for (const FindingRow& row : data.findings) {
    if (is_asked[static_cast<std::size_t>(row.map)] == 0) continue;
    maps.push_back(row.map);
    findings.push_back(static_cast<std::int32_t>(row.finding));
    people.push_back(place_of(data.first_person, row.map, row.person));
    departments.push_back(place_of(data.first_department, row.map, row.department));
    vendors.push_back(row.vendor);
  }
  results::Table table;
  table.name = "map_findings";
  table.add(account_column(data, maps));
  table.add(results::dictionary_column("finding", findings, results::code_values(finding_codes)));
  table.add(person_column("person_id", data, people));
  table.add(department_column("department_id", data, departments));
  table.add(vendor_column("vendor", data, vendors));
  return table;
}

}  // namespace
}  // namespace org

Result DecisionMaps::faults(const MapQuestion& request, const Run& run) const {
  const PartRunner runner(run);
  runner.report(0);
  const std::vector<std::int32_t> asked = org::maps_asked(*data_, request);
  std::vector<results::Table> tables;
  tables.push_back(org::fault_table(*data_));
  tables.push_back(org::finding_table(*data_, asked));
  runner.report(1);
  return org::make_result(*data_, {"faults", org::request_text(request)}, std::move(tables));
}

}  // namespace sandan
