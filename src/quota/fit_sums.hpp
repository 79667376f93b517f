#pragma once

#include <cstdint>
#include <vector>

namespace sandan::quota {

/// Non-negative cells in rows of given totals, made to keep bounds on sums of
/// any sets of them by the fewest changes (least relative entropy): cyclic
/// projections with a multiplier per bound (L. M. Bregman, 1967). Where the
/// bounds and totals exclude each other it ends near to both.
struct SumFit {
  std::int32_t last_row = -1;

  /// Cells added from here on make a row of this total.
  void start_row(std::int32_t row, double total);
  void add_cell(double value) { cells_.push_back(value); }
  /// The cells of a new bound, to be filled in.
  std::vector<std::int32_t>& add_set(double low, double high);
  void solve();
  /// Sum of cells [from, to).
  double sum(std::size_t from, std::size_t to) const noexcept;
  double sum(std::int32_t from, std::int32_t to) const noexcept {
    return sum(static_cast<std::size_t>(from), static_cast<std::size_t>(to));
  }

 private:
  struct Set {
    std::vector<std::int32_t> cells;
    double low;
    double high;
    double multiplier = 1;
  };
  struct Row {
    std::size_t from;
    double total;
  };

  void seed(Set& set);
  double scale_rows();
  double project(Set& set);

  std::vector<double> cells_;
  std::vector<Row> rows_;
  std::vector<Set> sets_;
};

}  // namespace sandan::quota
