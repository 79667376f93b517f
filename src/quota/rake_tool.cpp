#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/cells.hpp"
#include "core/id_index.hpp"
#include "core/parallel.hpp"
#include "quota/raking.hpp"
#include "quota/result_tables.hpp"
#include "quota/tools.hpp"
#include "sandan/quota.hpp"

namespace sandan {
namespace quota {
namespace {

constexpr std::size_t ids_told = 10;  ///< in a message

/// Totals by one side of the matrix.
struct Side {
  std::string_view table;
  std::string_view id;
  std::string_view zeros;  ///< detail where a total meets only zeros
};
constexpr Side row_side = {"row_totals", "row_id", "zero_row"};
constexpr Side column_side = {"column_totals", "column_id", "zero_column"};

/// A matrix to be scaled, and the totals it is scaled to.
class Rake {
 public:
  Rake(const Tables& tables, const RakeRequest& request, Budget& budget)
      : request_(request), seed_(read_matrix(tables, "seed", budget)) {
    if (!(request.tolerance > 0) || request.max_iterations < 1) {
      throw Error(Status::invalid_argument, "not_positive",
                  "tolerance and max_iterations must be positive")
          .at(request.tolerance > 0 ? "/max_iterations" : "/tolerance");
    }
    refuse_negative_seed();
    row_totals_ = read_totals(tables, row_side, *seed_.row_ids, seed_.rows, budget);
    column_totals_ = read_totals(tables, column_side, *seed_.column_ids, seed_.columns, budget);
    const double rows = std::accumulate(row_totals_.begin(), row_totals_.end(), 0.0);
    const double columns = std::accumulate(column_totals_.begin(), column_totals_.end(), 0.0);
    if (std::abs(rows - columns) > request.tolerance * std::max(rows, columns)) {
      std::string message = "row totals add up to ";
      json::append_number(message, rows);
      message += ", column totals to ";
      json::append_number(message, columns);
      throw Error(Status::infeasible, "totals_differ", message).at("/column_totals");
    }
  }

  void scale(const PartRunner& runner) {
    row_factors_.resize(row_totals_.size());
    column_factors_.resize(column_totals_.size());
    try {
      outcome_ = rake(seed_.rows.count(), seed_.columns.count(), seed_.cells, row_totals_,
                      column_totals_, request_.tolerance, request_.max_iterations, row_factors_,
                      column_factors_, [&](double done) { runner.report(0.9 * done); });
    } catch (const Error& error) {
      refuse_zeros(error);
    }
    if (outcome_.converged || seed_.cells.empty()) return;
    refuse_forbidden();
    std::string message = "after " + std::to_string(outcome_.iterations) +
                          " iterations a total is still off by a share of ";
    json::append_number(message, outcome_.deviation);
    throw Error(Status::limit, "not_converged",
                message + "; allow more of them or a larger tolerance")
        .at("/max_iterations");
  }

  results::Table table() const {
    const std::size_t count = seed_.rows.codes.size();
    std::vector<double> values(count);
    const auto width = static_cast<std::size_t>(seed_.columns.count());
    for (std::size_t k = 0; k < count; ++k) {
      const auto i = static_cast<std::size_t>(seed_.rows.codes[k]);
      const auto j = static_cast<std::size_t>(seed_.columns.codes[k]);
      values[k] = row_factors_[i] * seed_.cells[i * width + j] * column_factors_[j];
    }
    results::Table table;
    table.name = "raked";
    table.add(ids_of("row_id", *seed_.table, *seed_.row_ids, seed_.rows, seed_.rows.codes));
    table.add(
        ids_of("column_id", *seed_.table, *seed_.column_ids, seed_.columns, seed_.columns.codes));
    table.add(results::number_column("value", results::ColumnType::float64, std::move(values)));
    return table;
  }

  results::Metadata metadata() const {
    std::string deviation;
    json::append_number(deviation, outcome_.deviation);
    return {{"sandan.iterations", std::to_string(outcome_.iterations)},
            {"sandan.deviation", deviation}};
  }

 private:
  void refuse_negative_seed() const {
    const arrow::Column& column = *seed_.table->find("value");
    const auto width = static_cast<std::size_t>(seed_.columns.count());
    for (std::size_t k = 0; k < seed_.rows.codes.size(); ++k) {
      const auto cell = static_cast<std::size_t>(seed_.rows.codes[k]) * width +
                        static_cast<std::size_t>(seed_.columns.codes[k]);
      if (seed_.cells[cell] < 0)
        throw arrow::cell_error(*seed_.table, column, static_cast<std::int64_t>(k),
                                "negative_value", "a value is negative", true);
    }
  }

  /// Totals in the order of the seed's ids.
  std::vector<double> read_totals(const Tables& tables, const Side& side,
                                  const arrow::Column& seed_ids, const Keys& keys,
                                  Budget& budget) const {
    const arrow::Table& table = required_table(tables, side.table);
    const arrow::Column& ids = required_ids(table, side.id);
    const std::vector<double> values = read_values(table, "total", budget);
    const Keys own = read_keys(table, ids, budget);
    const IdIndex index(table, ids, budget, [](std::int32_t first, std::int32_t) { return first; });
    if (id_kind(*seed_.table, seed_ids) != index.kind()) {
      throw table
          .error(Status::schema, "wrong_type",
                 "column \"" + ids.name() + "\" is of another type than that of table seed")
          .at(ids.name())
          .in_column(ids.position());
    }
    std::vector<double> totals(keys.rows.size());
    std::vector<std::uint8_t> is_met(values.size(), 0);
    for (std::size_t key = 0; key < keys.rows.size(); ++key) {
      std::int32_t row = IdIndex::unknown;
      index.find(seed_ids, keys.rows[key], keys.rows[key] + 1, &row);
      if (row < 0) {
        throw arrow::cell_error(*seed_.table, seed_ids, keys.rows[key], "missing_total",
                                "table " + std::string(side.table) + " has no total for this id",
                                true);
      }
      is_met[static_cast<std::size_t>(row)] = 1;
      totals[key] = values[static_cast<std::size_t>(row)];
    }
    check_totals(table, ids, own, values, is_met, side);
    return totals;
  }

  static void check_totals(const arrow::Table& table, const arrow::Column& ids, const Keys& own,
                           const std::vector<double>& values,
                           const std::vector<std::uint8_t>& is_met, const Side& side) {
    for (std::size_t k = 0; k < values.size(); ++k) {
      const auto row = static_cast<std::int64_t>(k);
      if (own.rows[static_cast<std::size_t>(own.codes[k])] != row)
        throw arrow::cell_error(table, ids, row, "duplicate_id", "an id has two totals", true);
      if (values[k] < 0)
        throw arrow::cell_error(table, *table.find("total"), row, "negative_value",
                                "a total is negative", true);
      if (is_met[k] == 0 && values[k] > 0) {
        throw table
            .error(Status::infeasible, side.zeros,
                   "\"" + id_text(ids, row) + "\" has a total but no cell in table seed")
            .at(ids.name())
            .in_row(row)
            .in_column(ids.position());
      }
    }
  }

  [[noreturn]] void refuse_zeros(const Error& error) const {
    if (error.detail() != row_side.zeros && error.detail() != column_side.zeros) throw;
    const bool is_row = error.detail() == row_side.zeros;
    const auto at = static_cast<std::size_t>(is_row ? error.row() : error.column());
    const std::int64_t row = is_row ? seed_.rows.rows[at] : seed_.columns.rows[at];
    const arrow::Column& ids = is_row ? *seed_.row_ids : *seed_.column_ids;
    throw seed_.table
        ->error(Status::infeasible, error.detail(),
                std::string(is_row ? "row" : "column") + " \"" + id_text(ids, row) +
                    "\" has a total but no positive cell that may be scaled to it")
        .at(ids.name())
        .in_row(row)
        .in_column(ids.position());
  }

  /// Looks for rows whose positive cells all lie in columns of a smaller
  /// total. Where zeros forbid the totals, scaling presses the columns of such
  /// a set ever further, so that they stand first by what they still have too
  /// much.
  void refuse_forbidden() const {
    const auto rows = row_totals_.size();
    const auto columns = column_totals_.size();
    const std::vector<std::size_t> order = columns_by_excess();
    std::vector<std::size_t> place(columns);
    for (std::size_t k = 0; k < columns; ++k)
      place[order[k]] = k;
    std::vector<std::size_t> last(rows, 0);
    const std::vector<double> rows_within = totals_by_last_place(place, last);
    double wanted = 0;
    double had = 0;
    const double all = std::accumulate(row_totals_.begin(), row_totals_.end(), 0.0);
    double worst = std::max(request_.tolerance, 1e-12) * all;
    std::size_t worst_end = 0;
    for (std::size_t k = 0; k < columns; ++k) {
      wanted += rows_within[k];
      had += column_totals_[order[k]];
      if (wanted - had <= worst) continue;
      worst = wanted - had;
      worst_end = k + 1;
    }
    if (worst_end == 0) return;
    std::vector<std::size_t> short_columns(order.begin(),
                                           order.begin() + static_cast<std::ptrdiff_t>(worst_end));
    std::vector<std::size_t> long_rows;
    for (std::size_t i = 0; i < rows; ++i) {
      if (row_totals_[i] > 0 && last[i] < worst_end) long_rows.push_back(i);
    }
    std::sort(short_columns.begin(), short_columns.end());
    std::string message = "zeros forbid the totals: rows " +
                          ids_text(*seed_.row_ids, seed_.rows, long_rows) + " reach only columns " +
                          ids_text(*seed_.column_ids, seed_.columns, short_columns) +
                          ", whose totals are less by ";
    json::append_number(message, worst);
    throw seed_.table->error(Status::infeasible, "zeros_forbid_totals", message)
        .at("/seed")
        .in_row(seed_.rows.rows[long_rows.front()]);
  }

  /// `last` gets the place of the last column each row reaches; the totals of
  /// rows by that place.
  std::vector<double> totals_by_last_place(const std::vector<std::size_t>& place,
                                           std::vector<std::size_t>& last) const {
    const auto columns = column_totals_.size();
    std::vector<double> totals(columns, 0.0);
    for (std::size_t i = 0; i < row_totals_.size(); ++i) {
      for (std::size_t j = 0; j < columns; ++j) {
        if (seed_.cells[i * columns + j] > 0 && column_totals_[j] > 0)
          last[i] = std::max(last[i], place[j]);
      }
      if (row_totals_[i] > 0) totals[last[i]] += row_totals_[i];
    }
    return totals;
  }

  std::vector<std::size_t> columns_by_excess() const {
    const std::size_t columns = column_totals_.size();
    std::vector<double> sums(columns, 0.0);
    for (std::size_t i = 0; i < row_totals_.size(); ++i) {
      for (std::size_t j = 0; j < columns; ++j)
        sums[j] += row_factors_[i] * seed_.cells[i * columns + j] * column_factors_[j];
    }
    std::vector<double> excess(columns, 0.0);
    for (std::size_t j = 0; j < columns; ++j) {
      if (column_totals_[j] > 0) excess[j] = sums[j] / column_totals_[j];
    }
    std::vector<std::size_t> order(columns);
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return excess[a] > excess[b]; });
    return order;
  }

  static std::string ids_text(const arrow::Column& ids, const Keys& keys,
                              const std::vector<std::size_t>& codes) {
    std::string text;
    for (std::size_t k = 0; k < std::min(codes.size(), ids_told); ++k)
      text += (k == 0 ? "" : ", ") + id_text(ids, keys.rows[codes[k]]);
    if (codes.size() > ids_told)
      text += " and " + std::to_string(codes.size() - ids_told) + " others";
    return text;
  }

  const RakeRequest& request_;
  Matrix seed_;
  std::vector<double> row_totals_;
  std::vector<double> column_totals_;
  std::vector<double> row_factors_;
  std::vector<double> column_factors_;
  RakingOutcome outcome_;
};

}  // namespace
}  // namespace quota

Result quota_rake(const Tables& tables, const RakeRequest& request, const Run& run) {
  using namespace quota;
  Budget budget(run.max_bytes);
  const PartRunner runner(run);
  runner.report(0);
  Rake raking(tables, request, budget);
  raking.scale(runner);
  std::vector<results::Table> answer;
  answer.push_back(raking.table());
  Question question{"rake", request_text(request)};
  question.more = raking.metadata();
  runner.report(1);
  return make_result(question, std::move(answer));
}

}  // namespace sandan
