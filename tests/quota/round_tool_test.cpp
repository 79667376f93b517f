#include <cmath>
#include <cstdint>
#include <map>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "sandan/quota.hpp"
#include "support/arrow_builder.hpp"
#include "support/expect.hpp"
#include "support/metadata.hpp"

using namespace sandan;
using namespace sandan::testing;

namespace {

using Doubles = std::vector<std::optional<double>>;
using Integers = std::vector<std::optional<std::int64_t>>;

Column doubles(std::string name, const Doubles& values) {
  return numbers<double>(std::move(name), "g", values);
}

Result rounded(std::vector<Column> cells, std::string_view request = "{}") {
  const Exported batch(std::move(cells));
  Tables tables;
  tables.add("cells", batch.schema, batch.array);
  return quota_round(tables, RoundRequest::parse(request));
}

std::optional<Error> refused(Column values, std::string_view request = "{}") {
  return refusal([&] {
    rounded({int64s("row_id", {1, 1, 2}), int64s("column_id", {1, 2, 1}), std::move(values)},
            request);
  });
}

}  // namespace

TEST_CASE("a table is rounded with its totals", "[quota][tools]") {
  const Result result =
      rounded({texts("row_id", {"b", "b", "a", "a"}), texts("column_id", {"x", "y", "x", "y"}),
               doubles("value", {0.75, 0.25, 1.25, 2.75})});
  CHECK_ROWS(result, "rounded", R"([
    {"row_id": "b", "column_id": "x", "value": 0.75, "rounded": 1},
    {"row_id": "b", "column_id": "y", "value": 0.25, "rounded": 0},
    {"row_id": "a", "column_id": "x", "value": 1.25, "rounded": 1},
    {"row_id": "a", "column_id": "y", "value": 2.75, "rounded": 3}])");
  CHECK(metadata_at(result, "sandan.deviation") == "1");
  CHECK(metadata_at(result, "sandan.optimal") == "true");
  CHECK(metadata_at(result, "sandan.moved") == "0");
}

TEST_CASE("whole numbers are divided by the unit exactly", "[quota][tools]") {
  // The first value is no double; as one it would be 905 thousandths above.
  const Result result = rounded({int64s("row_id", {7, 5, 5}), int64s("column_id", {1, 2, 3}),
                                 int64s("value", {4'611'686'018'427'387'499, 2'501, 0})},
                                R"({"unit": 1000})");
  CHECK_ROWS(result, "rounded", R"([{"row_id": 7, "column_id": 1, "rounded": 4611686018427387},
    {"row_id": 5, "column_id": 2, "rounded": 3}, {"row_id": 5, "column_id": 3, "rounded": 0}])");
}

TEST_CASE("rows whose own rounding columns could not follow", "[quota][tools]") {
  // The largest remainders of rows alone would be rows 1 and 2, both of them
  // in column 1, which has room for one.
  const Result result = rounded({int64s("row_id", {1, 2, 3, 4}), int64s("column_id", {1, 1, 2, 2}),
                                 doubles("value", {0.5, 0.5, 0.5, 0.5})});
  std::int64_t first = 0;
  std::int64_t second = 0;
  for (const auto& row : rows(result)) {
    (row.at("column_id").as_int64() == 1 ? first : second) += row.at("rounded").as_int64();
  }
  CHECK(first == 1);
  CHECK(second == 1);
}

TEST_CASE("totals of rounded tables are next to those of the values", "[quota][tools]") {
  std::mt19937_64 random(71);
  for (int round = 0; round < 120; ++round) {
    const std::int64_t width = 1 + static_cast<std::int64_t>(random() % 9);
    const std::int64_t height = 1 + static_cast<std::int64_t>(random() % 30);
    const double unit = round % 3 == 0 ? 1 : round % 3 == 1 ? 0.25 : 100;
    Integers row_ids, column_ids;
    Doubles values;
    for (std::int64_t r = 0; r < height; ++r) {
      for (std::int64_t k = 0; k < width; ++k) {
        if (random() % 4 == 0) continue;
        row_ids.emplace_back(r);
        column_ids.emplace_back(k);
        values.emplace_back(unit * static_cast<double>(random() % 4096) / 256);
      }
    }
    std::string request = "{\"unit\": " + std::to_string(unit);
    const std::vector<Column> cells = {int64s("row_id", row_ids), int64s("column_id", column_ids),
                                       doubles("value", values)};
    double best = 0;
    for (const bool optimal : {true, false}) {
      const Result result = rounded(cells, request + (optimal ? "}" : ", \"optimal\": false}"));
      std::map<std::int64_t, double> by_row, by_column, row_ideals, column_ideals;
      double total = 0;
      double ideal_total = 0;
      double distance = 0;
      for (const auto& row : rows(result)) {
        const double amount = static_cast<double>(row.at("rounded").as_int64());
        const double ideal = row.at("value").to_number<double>() / unit;
        REQUIRE(std::abs(amount - ideal) < 1);
        distance += std::abs(amount - ideal);
        by_row[row.at("row_id").as_int64()] += amount;
        by_column[row.at("column_id").as_int64()] += amount;
        row_ideals[row.at("row_id").as_int64()] += ideal;
        column_ideals[row.at("column_id").as_int64()] += ideal;
        total += amount;
        ideal_total += ideal;
      }
      for (const auto& [id, sum] : by_row)
        REQUIRE(std::abs(sum - row_ideals[id]) < 1);
      for (const auto& [id, sum] : by_column)
        REQUIRE(std::abs(sum - column_ideals[id]) < 1);
      REQUIRE(std::abs(total - ideal_total) <= 0.5);
      REQUIRE(std::stod(metadata_at(result, "sandan.deviation")) == Approx(distance).margin(1e-9));
      REQUIRE(metadata_at(result, "sandan.optimal") == (optimal ? "true" : "false"));
      if (optimal) best = distance;
      REQUIRE(distance >= best - 1e-9);
    }
  }
}

TEST_CASE("an empty table of cells has no rounding", "[quota][tools]") {
  const Result result =
      rounded({int64s("row_id", {}), int64s("column_id", {}), doubles("value", {})});
  CHECK(result.rows("rounded") == 0);
}

TEST_CASE("cells that cannot be rounded are refused by their row", "[quota][tools]") {
  struct Case {
    Doubles values;
    std::string detail;
    std::int64_t row;
  };
  const std::vector<Case> cases = {
      {{1.0, -1.0, 0.0}, "negative_value", 1},     {{1.0, 1.0, std::nan("")}, "not_a_number", 2},
      {{INFINITY, 1.0, 1.0}, "infinite_value", 0}, {{1.0, std::nullopt, 1.0}, "missing_value", 1},
      {{1e16, 1.0, 1.0}, "total_too_large", 0},    {{9e15, 9e15, 1.0}, "total_too_large", 1}};
  for (const Case& each : cases) {
    const auto error = refused(doubles("value", each.values));
    REQUIRE(error);
    CHECK(error->detail() == each.detail);
    CHECK(error->row() == each.row);
    CHECK(error->table() == "cells");
  }
  const auto twice = refusal([] {
    rounded({int64s("row_id", {1, 1}), int64s("column_id", {2, 2}), doubles("value", {1, 1})});
  });
  REQUIRE(twice);
  CHECK(twice->detail() == "duplicate_cell");
  CHECK(twice->row() == 1);
  const auto none = refusal([] { quota_round(Tables(), RoundRequest()); });
  REQUIRE(none);
  CHECK(none->detail() == "missing_table");
  RoundRequest request;
  request.unit = -1;
  const auto unit = refusal([&] {
    const Exported batch(
        {int64s("row_id", {1}), int64s("column_id", {2}), doubles("value", {1.0})});
    Tables tables;
    tables.add("cells", batch.schema, batch.array);
    quota_round(tables, request);
  });
  REQUIRE(unit);
  CHECK(unit->detail() == "not_positive");
}
