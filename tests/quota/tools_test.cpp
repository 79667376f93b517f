#include <cmath>
#include <cstdint>
#include <list>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "sandan/quota.hpp"
#include "support/arrow_builder.hpp"
#include "support/expect.hpp"

using namespace sandan;
using namespace sandan::testing;

namespace {

using Doubles = std::vector<std::optional<double>>;
using Integers = std::vector<std::optional<std::int64_t>>;
using Texts = std::vector<std::optional<std::string>>;

Column doubles(std::string name, const Doubles& values) {
  return numbers<double>(std::move(name), "g", values);
}

/// Tables that live as long as this.
class Given {
 public:
  Given& add(std::string_view name, std::vector<Column> columns) {
    batches_.emplace_back(std::move(columns));
    tables.add(name, batches_.back().schema, batches_.back().array);
    return *this;
  }

  Tables tables;

 private:
  std::list<Exported> batches_;
};

Result allocated(const Given& given, std::string_view request) {
  return quota_allocate(given.tables, AllocateRequest::parse(request));
}

std::optional<Error> allocation_refusal(std::vector<Column> items, std::string_view request) {
  Given given;
  given.add("items", std::move(items));
  return refusal([&] { allocated(given, request); });
}

bool says(const Error& error, std::string_view part) {
  return std::string_view(error.what()).find(part) != std::string_view::npos;
}

Result raked(const Given& given, std::string_view request = "{}") {
  return quota_rake(given.tables, RakeRequest::parse(request));
}

}  // namespace

TEST_CASE("a total is divided within floors and caps", "[quota][tools]") {
  Given given;
  given.add("items", {texts("item_id", {"a", "b", "c"}), doubles("weight", {1.0, 1.0, 2.0}),
                      int64s("floor_minor", {45'000, std::nullopt, std::nullopt}),
                      int64s("cap_minor", {std::nullopt, std::nullopt, 20'050})});
  const Result result = allocated(given, R"({"total_minor": 100049, "round_to_minor": 100})");
  CHECK_ROWS(result, "allocation", R"([
    {"item_id": "a", "weight": 1, "floor_minor": 45000, "cap_minor": null, "ideal": 45000,
     "amount_minor": 45049, "bound": "floor"},
    {"item_id": "b", "weight": 1, "ideal": 35000, "amount_minor": 35000, "bound": "none"},
    {"item_id": "c", "weight": 2, "cap_minor": 20050, "ideal": 20000, "amount_minor": 20000,
     "bound": "cap"}])");
}

TEST_CASE("ids of items keep their type and order", "[quota][tools]") {
  Given given;
  given.add("items", {int64s("item_id", {30, 10, 20}), int64s("weight", {1, 1, 1})});
  const Result result = allocated(given, R"({"total_minor": 11})");
  CHECK_ROWS(result, "allocation", R"([{"item_id": 30, "amount_minor": 4, "bound": "none"},
    {"item_id": 10, "amount_minor": 4}, {"item_id": 20, "amount_minor": 3}])");
}

TEST_CASE("allocations add up within their bounds", "[quota][tools]") {
  std::mt19937_64 random(31);
  const auto upto = [&](std::int64_t most) {
    return static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(most + 1));
  };
  for (int round = 0; round < 300; ++round) {
    const std::int64_t unit = round % 3 == 0 ? 1 : 1 + upto(1000);
    Integers ids, floors, caps;
    Doubles weights;
    std::int64_t floor_sum = 0;
    for (std::int64_t i = 0; i <= upto(20); ++i) {
      ids.emplace_back(i);
      weights.emplace_back(0.01 * static_cast<double>(1 + upto(1000)));
      floors.push_back(upto(2) == 0 ? std::optional(upto(100'000)) : std::nullopt);
      floor_sum += floors.back().value_or(0) + unit;
      caps.push_back(i > 0 && upto(2) == 0
                         ? std::optional(floors.back().value_or(0) + unit + upto(100'000))
                         : std::nullopt);
    }
    const std::int64_t total = floor_sum + upto(1'000'000'000'000'000);
    Given given;
    given.add("items", {int64s("item_id", ids), doubles("weight", weights),
                        int64s("floor_minor", floors), int64s("cap_minor", caps)});
    const Result result =
        allocated(given, "{\"total_minor\": " + std::to_string(total) +
                             ", \"round_to_minor\": " + std::to_string(unit) + "}");
    std::int64_t sum = 0;
    int off_unit = 0;
    const auto found = rows(result);
    for (std::size_t i = 0; i < found.size(); ++i) {
      const std::int64_t amount = found[i].at("amount_minor").as_int64();
      sum += amount;
      off_unit += amount % unit != 0 ? 1 : 0;
      REQUIRE(amount >= floors[i].value_or(0));
      REQUIRE(amount <= caps[i].value_or(INT64_MAX));
      const double ideal = found[i].at("ideal").to_number<double>();
      const bool has_rest = amount % unit != 0;
      REQUIRE(std::abs(static_cast<double>(amount - (has_rest ? amount % unit : 0)) - ideal) <=
              static_cast<double>(unit) + 1e-15 * ideal);
    }
    REQUIRE(sum == total);
    REQUIRE(off_unit == (total % unit != 0 ? 1 : 0));
  }
}

TEST_CASE("an allocation that cannot be names what stands in its way", "[quota][tools]") {
  const auto high =
      allocation_refusal({texts("item_id", {"a", "b", "c", "d"}), int64s("weight", {1, 1, 1, 1}),
                          int64s("floor_minor", {60, 10, 70, 5})},
                         R"({"total_minor": 100})");
  REQUIRE(high);
  CHECK(high->status() == Status::infeasible);
  CHECK(high->detail() == "floors_exceed_total");
  CHECK(high->table() == "items");
  CHECK(high->row() == 2);
  CHECK(says(*high, "c, a add up to 130, 30 more"));
  CHECK(says(*high, "higher by 45"));
  const auto low = allocation_refusal(
      {texts("item_id", {"a", "b"}), int64s("weight", {1, 1}), int64s("cap_minor", {60, 10})},
      R"({"total_minor": 100})");
  REQUIRE(low);
  CHECK(low->detail() == "caps_below_total");
  CHECK(says(*low, "a, b, add up to 70, 30 less"));
  const auto rest = allocation_refusal(
      {texts("item_id", {"a"}), int64s("weight", {1}), int64s("cap_minor", {100})},
      R"({"total_minor": 105, "round_to_minor": 100})");
  REQUIRE(rest);
  CHECK(rest->detail() == "caps_below_total");
  const auto crossed = allocation_refusal({texts("item_id", {"a"}), int64s("weight", {1}),
                                           int64s("floor_minor", {7}), int64s("cap_minor", {6})},
                                          R"({"total_minor": 6})");
  REQUIRE(crossed);
  CHECK(crossed->detail() == "floor_above_cap");
  const auto unit = allocation_refusal({texts("item_id", {"a"}), int64s("weight", {1}),
                                        int64s("floor_minor", {101}), int64s("cap_minor", {150})},
                                       R"({"total_minor": 200, "round_to_minor": 100})");
  REQUIRE(unit);
  CHECK(unit->detail() == "no_unit_between");
}

TEST_CASE("bad items are refused with their place", "[quota][tools]") {
  const std::string request = R"({"total_minor": 100})";
  const auto check = [&](std::vector<Column> items, std::string_view detail, std::int64_t row,
                         std::int64_t column) {
    const auto error = allocation_refusal(std::move(items), request);
    REQUIRE(error);
    CHECK(error->detail() == detail);
    CHECK(error->table() == "items");
    CHECK(error->row() == row);
    CHECK(error->column() == column);
  };
  const Column ids = texts("item_id", {"a", "b"});
  check({ids, doubles("weight", {1.0, -1.0})}, "negative_weight", 1, 1);
  check({ids, doubles("weight", {NAN, 1.0})}, "not_a_number", 0, 1);
  check({ids, doubles("weight", {INFINITY, 1.0})}, "infinite_value", 0, 1);
  check({ids, doubles("weight", {1.0, std::nullopt})}, "missing_value", 1, 1);
  check({ids, doubles("weight", {0.0, 0.0})}, "all_weights_zero", -1, -1);
  check({ids, int64s("weight", {1, 1}), int64s("floor_minor", {0, -1})}, "negative_floor", 1, 2);
  check({ids, int64s("weight", {1, 1}), int64s("cap_minor", {-5, 1})}, "negative_cap", 0, 2);
  check({texts("item_id", {"a", "a"}), int64s("weight", {1, 1})}, "duplicate_id", 1, 0);
  check({texts("item_id", {"a", std::nullopt}), int64s("weight", {1, 1})}, "missing_id", 1, 0);
  check({ids}, "missing_column", -1, -1);
  check({ids, texts("weight", {"1", "1"})}, "wrong_type", -1, 1);
  Given none;
  const auto missing = refusal([&] { allocated(none, request); });
  REQUIRE(missing);
  CHECK(missing->detail() == "missing_table");
}

TEST_CASE("a table is raked to totals of rows and columns", "[quota][tools]") {
  Given given;
  given
      .add("seed", {texts("row_id", {"n", "n", "s", "s"}), int64s("column_id", {2, 1, 1, 2}),
                    doubles("value", {1.0, 1.0, 1.0, 3.0})})
      .add("row_totals", {texts("row_id", {"s", "n"}), int64s("total", {60, 40})})
      .add("column_totals", {int64s("column_id", {1, 2}), int64s("total", {50, 50})});
  const auto found = rows(raked(given));
  REQUIRE(found.size() == 4);
  CHECK(found[0].at("row_id") == "n");
  CHECK(found[0].at("column_id") == 2);
  std::vector<double> values;
  for (const auto& row : found)
    values.push_back(row.at("value").to_number<double>());
  CHECK(values[0] + values[1] == Approx(40));
  CHECK(values[2] + values[3] == Approx(60));
  CHECK(values[1] + values[2] == Approx(50));
  CHECK(values[1] * values[3] / (values[0] * values[2]) == Approx(3));
}

TEST_CASE("raking that cannot be says why", "[quota][tools]") {
  const auto refused = [](Doubles values, const Doubles& row_totals, const Doubles& column_totals,
                          std::string_view request = "{}") {
    Given given;
    given
        .add("seed", {texts("row_id", {"a", "b", "c", "c"}),
                      texts("column_id", {"x", "x", "x", "y"}), doubles("value", values)})
        .add("row_totals", {texts("row_id", {"a", "b", "c"}), doubles("total", row_totals)})
        .add("column_totals", {texts("column_id", {"x", "y"}), doubles("total", column_totals)});
    return refusal([&] { raked(given, request); });
  };
  const auto forbidden = refused({1.0, 1.0, 1.0, 1.0}, {1.0, 1.0, 1.0}, {1.0, 2.0});
  REQUIRE(forbidden);
  CHECK(forbidden->status() == Status::infeasible);
  CHECK(forbidden->detail() == "zeros_forbid_totals");
  CHECK(says(*forbidden, "rows a, b reach only columns x"));
  CHECK(says(*forbidden, "less by 1"));
  const auto few =
      refused({1.0, 2.0, 3.0, 4.0}, {1.0, 1.0, 1.0}, {2.2, 0.8}, R"({"max_iterations": 1})");
  REQUIRE(few);
  CHECK(few->status() == Status::limit);
  CHECK(few->detail() == "not_converged");
  const auto zero = refused({0.0, 1.0, 1.0, 1.0}, {1.0, 1.0, 1.0}, {2.0, 1.0});
  REQUIRE(zero);
  CHECK(zero->detail() == "zero_row");
  CHECK(zero->row() == 0);
  const auto differ = refused({1.0, 1.0, 1.0, 1.0}, {1.0, 1.0, 1.0}, {1.0, 1.0});
  REQUIRE(differ);
  CHECK(differ->detail() == "totals_differ");
  const auto negative = refused({1.0, 1.0, -1.0, 1.0}, {1.0, 1.0, 1.0}, {2.0, 1.0});
  REQUIRE(negative);
  CHECK(negative->detail() == "negative_value");
  CHECK(negative->row() == 2);
}

TEST_CASE("totals and seed must speak of the same ids", "[quota][tools]") {
  const auto refused = [](Texts rows_of_totals, Texts columns_of_seed) {
    Given given;
    Integers ones(rows_of_totals.size(), 2);
    ones[0] = 2 * (3 - static_cast<std::int64_t>(rows_of_totals.size()));
    given
        .add("seed", {texts("row_id", {"a", "b"}), texts("column_id", columns_of_seed),
                      int64s("value", {1, 1})})
        .add("row_totals", {texts("row_id", rows_of_totals), int64s("total", ones)})
        .add("column_totals", {texts("column_id", {"x"}), int64s("total", {4})});
    const auto error = refusal([&] { raked(given); });
    return error ? error->table() + " " + error->detail() : std::string();
  };
  CHECK(refused({"a", "b"}, {"x", "x"}).empty());
  CHECK(refused({"a"}, {"x", "x"}) == "seed missing_total");
  CHECK(refused({"a", "b", "c"}, {"x", "x"}) == "row_totals zero_row");
  CHECK(refused({"a", "b", "b"}, {"x", "x"}) == "row_totals duplicate_id");
  CHECK(refused({"a", "b"}, {"x", "y"}) == "seed missing_total");
}
