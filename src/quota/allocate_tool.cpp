#include <boost/multiprecision/cpp_int.hpp>

#include <algorithm>
#include <array>
#include <numeric>

#include "core/cells.hpp"
#include "process/inputs.hpp"
#include "quota/allocation.hpp"
#include "quota/result_tables.hpp"
#include "quota/tools.hpp"
#include "sandan/quota.hpp"

namespace sandan {
namespace quota {
namespace {

using Int128 = boost::multiprecision::int128_t;
using Amounts = std::vector<std::optional<std::int64_t>>;

constexpr std::array<std::string_view, 3> bound_codes = {"floor", "cap", "none"};
constexpr std::int64_t no_cap = INT64_MAX;
constexpr std::size_t ids_told = 10;  ///< in a message

/// What is to be divided, and among what.
class Allocation {
 public:
  Allocation(const Tables& tables, const AllocateRequest& request, Budget& budget)
      : request_(request),
        table_(required_table(tables, "items")),
        ids_(required_ids(table_, "item_id")) {
    check_request();
    keys_ = read_keys(table_, ids_, budget);
    refuse_duplicates();
    weights_ = read_values(table_, "weight", budget);
    for (std::size_t row = 0; row < weights_.size(); ++row) {
      if (weights_[row] < 0)
        throw arrow::cell_error(table_, *table_.find("weight"), static_cast<std::int64_t>(row),
                                "negative_weight", "a weight is negative", true);
    }
    constexpr std::size_t item_bytes = 192;  // of what is worked out for each
    budget.take(weights_.size() * item_bytes);
    floors_ = read_amounts("floor_minor", "negative_floor");
    caps_ = read_amounts("cap_minor", "negative_cap");
    round_bounds();
  }

  void divide() {
    total_units_ = request_.total_minor / request_.round_to_minor;
    remainder_ = request_.total_minor % request_.round_to_minor;
    refuse_infeasible();
    ideals_.resize(weights_.size());
    if (weights_.empty()) return;
    try {
      shares_ = whole_weights(weights_);
    } catch (const Error& error) {
      throw table_.error(error.status(), error.detail(), error.what()).at("weight");
    }
    fill({total_units_, 0}, shares_.weights, low_, high_, ideals_);
    round();
    place_remainder();
  }

  results::Table table() const {
    results::Table table;
    table.name = "allocation";
    std::vector<std::optional<double>> weights(weights_.begin(), weights_.end());
    std::vector<std::optional<double>> ideals(weights_.size());
    std::vector<std::int32_t> bounds(weights_.size());
    for (std::size_t i = 0; i < weights_.size(); ++i) {
      ideals[i] = to_double(ideals_[i]) * static_cast<double>(request_.round_to_minor);
      bounds[i] = bound_of(i);
    }
    table.add(ids_of("item_id", table_, ids_, keys_, keys_.codes));
    auto weight = results::float64_column("weight", weights);
    weight.nullable = false;
    table.add(std::move(weight));
    table.add(results::int64_column("floor_minor", floors_));
    table.add(results::int64_column("cap_minor", caps_));
    auto ideal = results::float64_column("ideal", ideals);
    ideal.nullable = false;
    table.add(std::move(ideal));
    table.add(results::int64_column("amount_minor", amounts_));
    table.add(results::dictionary_column("bound", bounds, results::code_values(bound_codes)));
    return table;
  }

  results::Metadata metadata() const {
    results::Metadata metadata = {{"sandan.remainder_minor", std::to_string(remainder_)}};
    if (remainder_ > 0) metadata.emplace_back("sandan.remainder_at", id_of(remainder_at_));
    return metadata;
  }

 private:
  void check_request() const {
    if (request_.round_to_minor < 1) {
      throw Error(Status::invalid_argument, "not_positive", "round_to_minor must be at least 1")
          .at("/round_to_minor");
    }
    if (request_.total_minor < 0) {
      throw Error(Status::invalid_argument, "negative_total", "total_minor must not be negative")
          .at("/total_minor");
    }
    if (request_.total_minor / request_.round_to_minor > most_units) {
      throw Error(Status::overflow, "total_too_large",
                  "the total is more than 2^53 units of round_to_minor; take a larger unit")
          .at("/total_minor");
    }
  }

  void refuse_duplicates() const {
    for (std::size_t row = 0; row < keys_.codes.size(); ++row) {
      const auto code = static_cast<std::size_t>(keys_.codes[row]);
      if (keys_.rows[code] == static_cast<std::int64_t>(row)) continue;
      throw arrow::cell_error(
          table_, ids_, static_cast<std::int64_t>(row), "duplicate_id",
          "an item stands twice, first in row " + std::to_string(keys_.rows[code]), true);
    }
  }

  Amounts read_amounts(std::string_view name, std::string_view detail) const {
    Amounts amounts(weights_.size());
    const arrow::Column* column = process::optional_column(&table_, name, process::Wanted::integer);
    if (column == nullptr) return amounts;
    column->for_each_integer([&](std::int64_t row, std::optional<std::int64_t> amount) {
      if (amount && *amount < 0)
        throw arrow::cell_error(table_, *column, row, detail, "a bound is negative", true);
      amounts[static_cast<std::size_t>(row)] = amount;
    });
    return amounts;
  }

  /// Whole units: floors upwards, caps downwards.
  void round_bounds() {
    const std::int64_t unit = request_.round_to_minor;
    low_.assign(weights_.size(), 0);
    high_.assign(weights_.size(), no_cap);
    for (std::size_t i = 0; i < weights_.size(); ++i) {
      if (floors_[i]) low_[i] = *floors_[i] / unit + (*floors_[i] % unit != 0 ? 1 : 0);
      if (caps_[i]) high_[i] = *caps_[i] / unit;
      if (low_[i] <= high_[i]) continue;
      const auto row = static_cast<std::int64_t>(i);
      if (*floors_[i] > *caps_[i])
        throw refusal("floor_above_cap",
                      "the floor of item " + id_of(i) + " is " +
                          std::to_string(*floors_[i] - *caps_[i]) + " above its cap",
                      row);
      throw refusal("no_unit_between",
                    "no multiple of round_to_minor lies between floor and cap of item " + id_of(i),
                    row);
    }
  }

  Error refusal(std::string_view detail, const std::string& message, std::int64_t row) const {
    return table_.error(Status::infeasible, detail, message).at("/items").in_row(row);
  }

  std::string id_of(std::size_t row) const { return id_text(ids_, static_cast<std::int64_t>(row)); }

  std::string ids_text(const std::vector<std::size_t>& rows) const {
    std::string text;
    for (std::size_t i = 0; i < std::min(rows.size(), ids_told); ++i)
      text += (i == 0 ? "" : ", ") + id_of(rows[i]);
    if (rows.size() > ids_told)
      text += " and " + std::to_string(rows.size() - ids_told) + " others";
    return text;
  }

  void refuse_infeasible() const {
    Int128 floors = 0;
    Int128 caps = 0;
    bool bound = true;
    for (std::size_t i = 0; i < weights_.size(); ++i) {
      floors += low_[i];
      bound = bound && high_[i] != no_cap;
      if (high_[i] != no_cap) caps += high_[i];
    }
    if (floors > total_units_) refuse_floors(floors);
    if (bound && caps < total_units_) refuse_caps(caps);
  }

  /// The largest floors until they pass the total: without any one of them the
  /// rest would not, so that none can be left out.
  [[noreturn]] void refuse_floors(const Int128& all) const {
    std::vector<std::size_t> rows(low_.size());
    std::iota(rows.begin(), rows.end(), std::size_t{0});
    std::stable_sort(rows.begin(), rows.end(),
                     [&](std::size_t a, std::size_t b) { return low_[a] > low_[b]; });
    Int128 sum = 0;
    std::size_t count = 0;
    while (sum <= total_units_)
      sum += low_[rows[count++]];
    rows.resize(count);
    const Int128 unit = request_.round_to_minor;
    const Int128 too_much = (sum - total_units_) * unit - remainder_;
    std::string message = "the floors of items " + ids_text(rows) + " add up to " +
                          Int128(sum * unit).str() + ", " + too_much.str() +
                          " more than the total; together they hold when one of them is lower by "
                          "as much";
    message += ", all floors when the total is higher by " +
               Int128((all - total_units_) * unit - remainder_).str();
    throw refusal("floors_exceed_total", message, static_cast<std::int64_t>(rows.front()));
  }

  [[noreturn]] void refuse_caps(const Int128& all) const {
    const Int128 unit = request_.round_to_minor;
    if (weights_.empty()) {
      throw table_
          .error(Status::infeasible, "caps_below_total", "there is no item to take the total")
          .at("/items");
    }
    std::vector<std::size_t> rows(high_.size());
    std::iota(rows.begin(), rows.end(), std::size_t{0});
    const Int128 missing = (total_units_ - all) * unit + remainder_;
    throw refusal("caps_below_total",
                  "the caps of all items, " + ids_text(rows) + ", add up to " +
                      Int128(all * unit).str() + ", " + missing.str() +
                      " less than the total; they hold when one of them is higher or the total "
                      "is lower by as much",
                  0);
  }

  /// Largest remainder: ideals rounded down, units left to the largest
  /// fractions, ties to the first. Whole bounds hold.
  void round() {
    std::vector<std::int64_t> units(ideals_.size());
    std::int64_t left = total_units_;
    for (std::size_t i = 0; i < ideals_.size(); ++i) {
      units[i] = ideals_[i].floor();
      left -= units[i];
    }
    std::vector<std::size_t> order(ideals_.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
      return ideals_[a].fraction > ideals_[b].fraction;
    });
    for (std::size_t k = 0; k < static_cast<std::size_t>(left); ++k)
      ++units[order[k]];
    amounts_.resize(units.size());
    for (std::size_t i = 0; i < units.size(); ++i)
      amounts_[i] = units[i] * request_.round_to_minor;
  }

  /// What is left below one unit goes where the ideal is largest and the cap
  /// lets it.
  void place_remainder() {
    if (remainder_ == 0) return;
    bool placed = false;
    for (std::size_t i = 0; i < amounts_.size(); ++i) {
      if (caps_[i] && *caps_[i] - amounts_[i] < remainder_) continue;
      if (placed && !(ideals_[remainder_at_] < ideals_[i])) continue;
      remainder_at_ = i;
      placed = true;
    }
    if (!placed) {
      throw refusal("caps_below_total",
                    "no cap lets an item take the " + std::to_string(remainder_) +
                        " that are left below one unit of round_to_minor",
                    0);
    }
    amounts_[remainder_at_] += remainder_;
  }

  /// Which end of its bounds an item is held at.
  std::int32_t bound_of(std::size_t i) const {
    const bool at_floor = low_[i] > 0 && ideals_[i] == Ideal{low_[i], 0};
    const bool at_cap = high_[i] != no_cap && ideals_[i] == Ideal{high_[i], 0};
    if (at_floor && at_cap) {
      const Int128 share = Int128(total_units_) * shares_.weights[i];
      return share > Int128(low_[i]) * shares_.sum ? 1 : 0;
    }
    return at_floor ? 0 : (at_cap ? 1 : 2);
  }

  const AllocateRequest& request_;
  const arrow::Table& table_;
  const arrow::Column& ids_;
  Keys keys_;
  std::vector<double> weights_;
  Amounts floors_;
  Amounts caps_;
  std::vector<std::int64_t> low_;   ///< floors in units
  std::vector<std::int64_t> high_;  ///< caps in units
  std::int64_t total_units_ = 0;
  std::int64_t remainder_ = 0;
  std::size_t remainder_at_ = 0;
  WholeWeights shares_;
  std::vector<Ideal> ideals_;
  std::vector<std::int64_t> amounts_;
};

}  // namespace
}  // namespace quota

Result quota_allocate(const Tables& tables, const AllocateRequest& request, const Run& run) {
  using namespace quota;
  Budget budget(run.max_bytes);
  Allocation allocation(tables, request, budget);
  allocation.divide();
  std::vector<results::Table> answer;
  answer.push_back(allocation.table());
  Question question{"allocate", request_text(request)};
  question.more = allocation.metadata();
  return make_result(question, std::move(answer));
}

}  // namespace sandan
