#include <algorithm>
#include <array>
#include <cmath>

#include "core/cells.hpp"
#include "core/json.hpp"
#include "core/parallel.hpp"
#include "core/ratio.hpp"
#include "quota/controlled.hpp"
#include "quota/result_tables.hpp"
#include "quota/tools.hpp"
#include "sandan/quota.hpp"

namespace sandan {
namespace quota {
namespace {

using results::ColumnSpec;
using results::Described;
using Type = results::ColumnType;

constexpr std::int64_t most_cells = std::int64_t{1} << 25;
constexpr std::int64_t one = std::int64_t{1} << 32;
constexpr std::size_t cell_bytes = 88;  ///< of what is worked out for each cell

constexpr std::array rounded_columns = {
    ColumnSpec{"row_id", Type::text, false, "", "row, in the type of the input"},
    ColumnSpec{"column_id", Type::text, false, "", "column, in the type of the input"},
    ColumnSpec{"value", Type::float64, false, "", "as given"},
    ColumnSpec{"rounded", Type::int64, false, "units",
               "whole units next to it, so that totals of rows and columns are next to theirs"}};

constexpr std::array own_tables = {Described{"rounded", rounded_columns}};

Ideal ideal_of(double units) noexcept {
  const double whole = std::floor(units);
  const double fraction = std::floor((units - whole) * static_cast<double>(one) + 0.5);
  const auto amount = static_cast<std::int64_t>(whole);
  if (fraction >= static_cast<double>(one)) return {amount + 1, 0};
  return {amount, static_cast<std::uint32_t>(fraction)};
}

Ideal ideal_of(std::int64_t value, std::int64_t unit) {
  const std::int64_t fraction = rounded_ratio({value % unit, one}, {unit});
  if (fraction == one) return {value / unit + 1, 0};
  return {value / unit, static_cast<std::uint32_t>(fraction)};
}

/// Half a unit goes to the even number.
std::int64_t nearest_whole(const Ideal& ideal) noexcept {
  constexpr std::uint32_t half = std::uint32_t{1} << 31;
  const bool up = ideal.fraction > half || (ideal.fraction == half && ideal.whole % 2 != 0);
  return ideal.whole + (up ? 1 : 0);
}

/// A table of values rounded so that every total is next to its own.
class Rounding {
 public:
  Rounding(const Tables& tables, const RoundRequest& request, Budget& budget)
      : request_(request), given_(read_matrix(tables, "cells", budget, most_cells)) {
    if (!(request.unit > 0) || !std::isfinite(request.unit)) {
      throw Error(Status::invalid_argument, "not_positive", "the unit must be positive")
          .at("/unit");
    }
    budget.take(given_.cells.size() * cell_bytes);
    read_ideals();
    sum_up();
  }

  void round() {
    RoundingProblem problem;
    problem.rows = given_.rows.count();
    problem.columns = given_.columns.count();
    problem.ideals = ideals_;
    problem.row_low = row_low_;
    problem.row_totals = row_high_;
    problem.column_low = column_low_;
    problem.column_high = column_high_;
    problem.total = nearest_whole(total_);
    rounded_.resize(ideals_.size());
    outcome_ = round_matrix(
        problem, request_.optimal ? RoundingMethod::optimal : RoundingMethod::feasible, rounded_);
    if (!outcome_.within) throw Error(Status::internal, "not_rounded", "totals were not met");
  }

  results::Table table() const {
    const std::size_t count = given_.rows.codes.size();
    std::vector<double> values(count);
    std::vector<std::int64_t> rounded(count);
    for (std::size_t row = 0; row < count; ++row) {
      values[row] = given_.cells[cell_of(row)];
      rounded[row] = rounded_[cell_of(row)];
    }
    results::Table table;
    table.name = "rounded";
    table.add(ids_of("row_id", *given_.table, *given_.row_ids, given_.rows, given_.rows.codes));
    table.add(ids_of("column_id", *given_.table, *given_.column_ids, given_.columns,
                     given_.columns.codes));
    table.add(results::number_column("value", Type::float64, std::move(values)));
    table.add(results::int64_column("rounded", std::move(rounded)));
    return table;
  }

  results::Metadata metadata() const {
    std::string units;
    json::append_number(units, deviation(ideals_, rounded_));
    return {{"sandan.deviation", units},
            {"sandan.optimal", outcome_.is_optimal ? "true" : "false"},
            {"sandan.moved", std::to_string(outcome_.moves)}};
  }

 private:
  std::size_t cell_of(std::size_t row) const {
    return static_cast<std::size_t>(given_.rows.codes[row]) *
               static_cast<std::size_t>(given_.columns.count()) +
           static_cast<std::size_t>(given_.columns.codes[row]);
  }

  void read_ideals() {
    const arrow::Column& column = *given_.table->find("value");
    constexpr double most_unit = 1e15;
    const bool in_integers = column.type().is_integer() && request_.unit <= most_unit &&
                             request_.unit == std::floor(request_.unit);
    ideals_.resize(given_.cells.size());
    for (std::size_t at = 0; at < given_.rows.codes.size(); ++at) {
      const auto row = static_cast<std::int64_t>(at);
      const double value = given_.cells[cell_of(at)];
      if (value < 0) {
        throw arrow::cell_error(*given_.table, column, row, "negative_value", "a value is negative",
                                true);
      }
      const double units = value / request_.unit;
      if (units > static_cast<double>(most_units)) refuse_large(row);
      const auto exact = in_integers ? column.integer(row) : std::nullopt;
      const Ideal ideal =
          exact ? ideal_of(*exact, static_cast<std::int64_t>(request_.unit)) : ideal_of(units);
      total_ = total_ + ideal;
      if (total_.whole > most_units) refuse_large(row);
      ideals_[cell_of(at)] = ideal;
    }
  }

  [[noreturn]] void refuse_large(std::int64_t row) const {
    throw given_.table
        ->error(Status::overflow, "total_too_large", "the values sum to more than 2^53 units")
        .at("value")
        .in_row(row);
  }

  void sum_up() {
    const auto width = static_cast<std::size_t>(given_.columns.count());
    std::vector<Ideal> rows(static_cast<std::size_t>(given_.rows.count()));
    std::vector<Ideal> columns(width);
    for (std::size_t cell = 0; cell < ideals_.size(); ++cell) {
      rows[cell / width] = rows[cell / width] + ideals_[cell];
      columns[cell % width] = columns[cell % width] + ideals_[cell];
    }
    for (const Ideal& sum : rows) {
      row_low_.push_back(sum.floor());
      row_high_.push_back(sum.ceil());
    }
    for (const Ideal& sum : columns) {
      column_low_.push_back(sum.floor());
      column_high_.push_back(sum.ceil());
    }
  }

  const RoundRequest& request_;
  Matrix given_;
  std::vector<Ideal> ideals_;
  Ideal total_;
  std::vector<std::int64_t> row_low_, row_high_, column_low_, column_high_;
  std::vector<std::int64_t> rounded_;
  RoundingOutcome outcome_;
};

}  // namespace

std::span<const Described> described_rounded() { return own_tables; }

}  // namespace quota

Result quota_round(const Tables& tables, const RoundRequest& request, const Run& run) {
  using namespace quota;
  const PartRunner runner(run);
  runner.report(0);
  Budget budget(run.max_bytes);
  Rounding rounding(tables, request, budget);
  rounding.round();
  std::vector<results::Table> answer;
  answer.push_back(rounding.table());
  Question question{"round", request_text(request)};
  question.more = rounding.metadata();
  runner.report(1);
  return make_result(question, std::move(answer));
}

}  // namespace sandan
