#pragma once

#include <cstddef>
#include <span>
#include <string_view>

/// The loops of raking, with the instructions of the processor at hand. All
/// sets add in the same order and round the same, so that they give the same
/// bytes.
namespace sandan::quota::kernels {

/// Rows that are read at once.
inline constexpr std::size_t block_rows = 4;

/// `block` are `block_rows` rows of `columns` cells, one after the other. What
/// stands `ahead` cells further is asked for, half of it by each of the two, to
/// be near when it is read; 0: nothing.
struct Set {
  std::string_view name;
  /// sums[k] = sum over the columns of cell [k] * factors.
  void (*weigh_rows)(const double* block, std::size_t columns, const double* factors, double* sums,
                     std::size_t ahead);
  /// sums of the columns += sum over k of factors[k] * cell [k].
  void (*add_rows)(const double* block, std::size_t columns, const double* factors, double* sums,
                   std::size_t ahead);
};

/// The sets this processor has, the best one last.
std::span<const Set> available() noexcept;

}  // namespace sandan::quota::kernels
