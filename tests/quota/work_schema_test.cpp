#include <map>
#include <set>

#include "quota/hand_plan.hpp"
#include "quota/schemas.hpp"

using namespace sandan;
using namespace sandan::testing;

namespace {

/// Name, Arrow format and nullability of each column.
std::string columns_of(const Result& result, std::string_view table) {
  ArrowSchema schema = result.schema(table);
  std::string text;
  for (std::int64_t i = 0; i < schema.n_children; ++i) {
    const ArrowSchema& column = *schema.children[i];
    text += std::string(column.name) + (column.dictionary != nullptr ? " d" : " ") +
            (column.dictionary != nullptr ? "" : column.format) +
            ((column.flags & ARROW_FLAG_NULLABLE) != 0 ? "?" : "") + "\n";
  }
  schema.release(&schema);
  return text;
}

std::string described(std::string_view table) {
  const std::map<results::ColumnType, std::string> formats = {
      {results::ColumnType::boolean, "b"}, {results::ColumnType::int32, "i"},
      {results::ColumnType::int64, "l"},   {results::ColumnType::float64, "g"},
      {results::ColumnType::day, "tdD"},   {results::ColumnType::moment, "tsu:"},
      {results::ColumnType::text, "U"},    {results::ColumnType::dictionary, "d"}};
  std::string text;
  for (const results::Described& each : quota::described_work()) {
    if (each.table != table) continue;
    for (const results::ColumnSpec& column : each.columns) {
      text += std::string(column.name) + " " + formats.at(column.type) +
              (column.nullable ? "?" : "") + "\n";
    }
  }
  return text;
}

}  // namespace

TEST_CASE("results about work have the columns that are published", "[quota]") {
  HandPlan plan;
  plan.axes = {hand_tree("sales", {"company", "rep_id"}, {{"company"}, {"a", 0}})};
  QuotaTables tables;
  tables.add("opportunities", "opportunity_id int\n1");
  tables.add("reps", "rep_id text\na");
  const std::string_view as_of = R"({"as_of": "2025-12-31"})";
  const std::vector<Result> results = {
      plan.quota().activity(tables.tables, ActivityTargetsRequest::parse(as_of)),
      plan.quota().head_count(tables.tables, HeadCountRequest::parse(as_of)),
      plan.quota().principles(tables.tables, PrinciplesRequest::parse(as_of)),
      quota_incentive(R"({"sandan": "incentive/1", "code": "i", "roles": [
          {"role": "leader", "components": [{"code": "a", "measure": "quota"}]}]})")};
  std::set<std::string> seen;
  for (const Result& result : results) {
    for (std::int64_t i = 0; i < result.count(); ++i) {
      CAPTURE(result.name(i));
      CHECK(columns_of(result, result.name(i)) == described(result.name(i)));
      seen.insert(result.name(i));
    }
  }
  for (const results::Described& each : quota::described_work())
    CHECK(seen.contains(std::string(each.table)));
}
